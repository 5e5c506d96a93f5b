/* Rows of organisation memberships. */
#include "membership_i.h"

#include "domain/stamp.h"
#include "domain/ticket.h"

#include <string.h>

#define COLUMNS \
	"SELECT m.id, m.user_id, m.organization_id, o.name, m.is_default, m.view_tickets, " \
	"m.created_at, m.updated_at FROM organization_membership m " \
	"JOIN organization o ON o.id = m.organization_id WHERE "

LIST(organization_memberships_all, COLUMNS "m.id > 0", "m.id", "m.id");
LIST(organization_memberships_of_user, COLUMNS "m.user_id = ?", "m.id", "m.id");
LIST(organization_memberships_of_organization, COLUMNS "m.organization_id = ?", "m.id", "m.id");
QUERY(organization_membership_count_of_user,
	"SELECT count(*) FROM organization_membership WHERE user_id = ?");
QUERY(organization_membership_count_of_organization,
	"SELECT count(*) FROM organization_membership WHERE organization_id = ?");
QUERY(organization_membership_select, COLUMNS "m.id = ?");
QUERY(organization_membership_insert,
	"INSERT INTO organization_membership (user_id, organization_id, is_default, "
	"view_tickets, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(organization_membership_update_default,
	"UPDATE organization_membership SET is_default = CASE WHEN id = ? THEN 1 ELSE 0 END, "
	"updated_at = ? WHERE user_id = ?");
QUERY(organization_membership_delete_one, "DELETE FROM organization_membership WHERE id = ?");
QUERY(organization_membership_delete_user, "DELETE FROM organization_membership WHERE user_id = ?");
QUERY(organization_membership_delete_organization,
	"DELETE FROM organization_membership WHERE organization_id = ?");
QUERY(organization_membership_select_first,
	"SELECT id, organization_id FROM organization_membership "
	"WHERE user_id = ? ORDER BY id LIMIT 1");
QUERY(organization_membership_select_of,
	"SELECT id FROM organization_membership WHERE user_id = ? AND organization_id = ?");
QUERY(organization_membership_select_ids,
	"SELECT id FROM organization_membership WHERE user_id = ? ORDER BY id LIMIT 1000");
QUERY(organization_membership_select_elsewhere,
	"SELECT m.user_id FROM organization_membership m WHERE m.organization_id = ? "
	"AND m.is_default = 1 AND EXISTS (SELECT 1 FROM organization_membership e "
	"WHERE e.user_id = m.user_id AND e.organization_id <> m.organization_id) LIMIT 100000");
QUERY(organization_membership_clear_users,
	"UPDATE user_account SET organization_id = NULL, updated_at = ? WHERE organization_id = ?");

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct organization_membership *row = ret;

	row->id = col_i64(s);
	row->user.v = col_i64(s);
	row->organization.v = col_i64(s);
	row->organization_name = col_dup(s, a);
	row->is_default = col_bool(s);
	row->view_tickets = col_bool(s);
	row->created_at = col_i64(s);
	row->updated_at = col_i64(s);
	return row->id;
}

static enum err count(struct cx *cx, const struct membership_filter *filter, i64 *ret)
{
	i64 id = filter->user.v ? filter->user.v : filter->of;
	struct stmt *s;

	if (!id)
		return counter_get(cx, "organization_memberships", 0, ret);
	s = db_stmt(cx->db, filter->user.v ? &organization_membership_count_of_user
					   : &organization_membership_count_of_organization);
	bind_i64(s, id);
	return db_run_i64(s, 0, ret);
}

enum err organization_membership_list(struct cx *cx, const struct membership_filter *filter,
	struct page *page, struct organization_membership **ret, int *ret_n)
{
	const struct list_def *list = filter->user.v ? &organization_memberships_of_user
				      : filter->of   ? &organization_memberships_of_organization
						     : &organization_memberships_all;
	struct stmt *s = list_open(cx, list, page);
	void *rows;

	if (filter->user.v || filter->of)
		bind_i64(s, filter->user.v ? filter->user.v : filter->of);
	TRY(list_read(cx, s, list, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
	return page->cursor ? OK : count(cx, filter, &page->count);
}

enum err organization_membership_get(struct cx *cx, i64 id, struct organization_membership *ret)
{
	struct stmt *s = db_stmt(cx->db, &organization_membership_select);

	bind_i64(s, id);
	return row_get(cx, s, read_row, ret);
}

enum err organization_membership_store_insert(struct cx *cx, struct organization_membership *m)
{
	struct stmt *s = db_stmt(cx->db, &organization_membership_insert);

	m->created_at = m->updated_at = cx->now;
	bind_i64(s, m->user.v);
	bind_i64(s, m->organization.v);
	bind_bool(s, m->is_default);
	bind_bool(s, m->view_tickets);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	TRY(db_run_id(s, &m->id));
	return counter_add(cx, "organization_memberships", 0, 1);
}

enum err organization_membership_store_set_default(struct cx *cx, user_id user, i64 id)
{
	struct stmt *s = db_stmt(cx->db, &organization_membership_update_default);

	bind_i64(s, id);
	bind_i64(s, cx->now);
	bind_i64(s, user.v);
	return db_run(s);
}

/* Run a DELETE by id and keep the count. */
static enum err delete_by(struct cx *cx, const struct query *q, i64 id)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, id);
	TRY(db_run(s));
	return counter_add(cx, "organization_memberships", 0, -db_changes(cx->db));
}

enum err organization_membership_store_delete(struct cx *cx, i64 id)
{
	return delete_by(cx, &organization_membership_delete_one, id);
}

enum err organization_membership_store_delete_of_user(struct cx *cx, user_id user)
{
	return delete_by(cx, &organization_membership_delete_user, user.v);
}

enum err organization_membership_store_first(
	struct cx *cx, user_id user, i64 *ret_id, organization_id *ret_organization)
{
	struct stmt *s = db_stmt(cx->db, &organization_membership_select_first);

	*ret_id = ret_organization->v = 0;
	bind_i64(s, user.v);
	if (db_row(s)) {
		*ret_id = col_i64(s);
		ret_organization->v = col_i64(s);
	}
	return db_done(s);
}

enum err organization_membership_store_of(
	struct cx *cx, user_id user, organization_id organization, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &organization_membership_select_of);

	bind_i64(s, user.v);
	bind_i64(s, organization.v);
	return db_run_i64(s, 0, ret);
}

enum err organization_membership_store_ids(struct cx *cx, user_id user, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &organization_membership_select_ids);

	bind_i64(s, user.v);
	return id_list_read(cx, s, ret);
}

enum err organization_membership_store_empty(
	struct cx *cx, organization_id organization, struct id_list *ret_again)
{
	struct stmt *s = db_stmt(cx->db, &organization_membership_select_elsewhere);
	i64 stamp;

	bind_i64(s, organization.v);
	TRY(id_list_read(cx, s, ret_again));
	TRY(delete_by(cx, &organization_membership_delete_organization, organization.v));
	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &organization_membership_clear_users);
	bind_i64(s, stamp);
	bind_i64(s, organization.v);
	return db_run(s);
}
