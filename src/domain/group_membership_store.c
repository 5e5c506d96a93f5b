/* Rows of group memberships. */
#include "membership_i.h"

#include "domain/ticket.h"

#include <string.h>

#define COLUMNS "SELECT m.id, m.user_id, m.group_id, m.is_default, m.created_at, m.updated_at"

LIST(group_memberships_all, COLUMNS " FROM group_membership m WHERE m.id > 0", "m.id", "m.id");
LIST(group_memberships_of_user, COLUMNS " FROM group_membership m WHERE m.user_id = ?", "m.id",
	"m.id");
LIST(group_memberships_of_group, COLUMNS " FROM group_membership m WHERE m.group_id = ?", "m.id",
	"m.id");
QUERY_SCAN(group_membership_count, "agents in groups: few rows",
	"SELECT count(*) FROM group_membership");
QUERY(group_membership_count_of_user, "SELECT count(*) FROM group_membership WHERE user_id = ?");
QUERY(group_membership_count_of_group, "SELECT count(*) FROM group_membership WHERE group_id = ?");
QUERY(group_membership_select, COLUMNS " FROM group_membership m WHERE m.id = ?");
QUERY(group_membership_insert,
	"INSERT INTO group_membership (user_id, group_id, is_default, created_at, updated_at) "
	"VALUES (?, ?, ?, ?, ?) RETURNING id");
QUERY(group_membership_update_default,
	"UPDATE group_membership SET is_default = CASE WHEN id = ? THEN 1 ELSE 0 END, "
	"updated_at = ? WHERE user_id = ?");
QUERY(group_membership_delete_one, "DELETE FROM group_membership WHERE id = ?");
QUERY(group_membership_delete_user, "DELETE FROM group_membership WHERE user_id = ?");
QUERY(group_membership_select_first, "SELECT id, group_id FROM group_membership "
				     "WHERE user_id = ? ORDER BY id LIMIT 1");
QUERY(group_membership_select_of,
	"SELECT id FROM group_membership WHERE user_id = ? AND group_id = ?");
QUERY(group_membership_select_ids,
	"SELECT id FROM group_membership WHERE group_id = ? ORDER BY id LIMIT 10000");

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct group_membership *row = ret;

	(void)a;
	row->id = col_i64(s);
	row->user.v = col_i64(s);
	row->group.v = col_i64(s);
	row->is_default = col_bool(s);
	row->created_at = col_i64(s);
	row->updated_at = col_i64(s);
	return row->id;
}

static enum err count(struct cx *cx, const struct membership_filter *filter, i64 *ret)
{
	i64 id = filter->user.v ? filter->user.v : filter->of;
	struct stmt *s;

	if (!id)
		return db_run_i64(db_stmt(cx->db, &group_membership_count), 0, ret);
	s = db_stmt(cx->db, filter->user.v ? &group_membership_count_of_user
					   : &group_membership_count_of_group);
	bind_i64(s, id);
	return db_run_i64(s, 0, ret);
}

enum err group_membership_list(struct cx *cx, const struct membership_filter *filter,
	struct page *page, struct group_membership **ret, int *ret_n)
{
	const struct list_def *list = filter->user.v ? &group_memberships_of_user
				      : filter->of   ? &group_memberships_of_group
						     : &group_memberships_all;
	struct stmt *s = list_open(cx, list, page);
	void *rows;

	if (filter->user.v || filter->of)
		bind_i64(s, filter->user.v ? filter->user.v : filter->of);
	TRY(list_read(cx, s, list, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
	return page->cursor ? OK : count(cx, filter, &page->count);
}

enum err group_membership_get(struct cx *cx, i64 id, struct group_membership *ret)
{
	struct stmt *s = db_stmt(cx->db, &group_membership_select);

	bind_i64(s, id);
	return row_get(cx, s, read_row, ret);
}

enum err group_membership_store_insert(struct cx *cx, struct group_membership *m)
{
	struct stmt *s = db_stmt(cx->db, &group_membership_insert);

	m->created_at = m->updated_at = cx->now;
	bind_i64(s, m->user.v);
	bind_i64(s, m->group.v);
	bind_bool(s, m->is_default);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	return db_run_id(s, &m->id);
}

enum err group_membership_store_set_default(struct cx *cx, user_id user, i64 id)
{
	struct stmt *s = db_stmt(cx->db, &group_membership_update_default);

	bind_i64(s, id);
	bind_i64(s, cx->now);
	bind_i64(s, user.v);
	return db_run(s);
}

static enum err run_with_id(struct cx *cx, const struct query *q, i64 id)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, id);
	return db_run(s);
}

enum err group_membership_store_delete(struct cx *cx, i64 id)
{
	return run_with_id(cx, &group_membership_delete_one, id);
}

enum err group_membership_store_delete_of_user(struct cx *cx, user_id user)
{
	return run_with_id(cx, &group_membership_delete_user, user.v);
}

enum err group_membership_store_first(struct cx *cx, user_id user, i64 *ret_id, group_id *ret_group)
{
	struct stmt *s = db_stmt(cx->db, &group_membership_select_first);

	*ret_id = ret_group->v = 0;
	bind_i64(s, user.v);
	if (db_row(s)) {
		*ret_id = col_i64(s);
		ret_group->v = col_i64(s);
	}
	return db_done(s);
}

enum err group_membership_store_of(struct cx *cx, user_id user, group_id group, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &group_membership_select_of);

	bind_i64(s, user.v);
	bind_i64(s, group.v);
	return db_run_i64(s, 0, ret);
}

enum err group_membership_store_ids(struct cx *cx, group_id group, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &group_membership_select_ids);

	bind_i64(s, group.v);
	return id_list_read(cx, s, ret);
}
