/* Rows of groups. */
#include "group_i.h"

#include "base/utf8.h"
#include "people_i.h"

#include <string.h>

#define COLUMNS \
	"SELECT g.id, g.name, g.description, g.is_default, g.is_public, g.created_at, " \
	"g.updated_at, g.deleted_at"
#define LIVE COLUMNS ", g.name_fold FROM agent_group g WHERE g.deleted_at IS NULL"

LIST_SCAN(groups_by_id, "groups are few", LIVE, "g.id", "g.id");
LIST_TEXT(groups_by_name, LIVE, "g.name_fold", "g.id");
QUERY_SCAN(group_count_live, "groups are few",
	"SELECT count(*) FROM agent_group WHERE deleted_at IS NULL");
QUERY(group_select, COLUMNS " FROM agent_group g WHERE g.id = ?");
QUERY(group_select_many, COLUMNS " FROM agent_group g WHERE g.id IN " IDS_IN);
QUERY(group_select_member, "SELECT 1 FROM group_membership WHERE user_id = ? AND group_id = ?");
QUERY_SCAN(group_select_default, "groups are few",
	"SELECT id FROM agent_group WHERE is_default = 1 AND deleted_at IS NULL "
	"ORDER BY id LIMIT 1");
QUERY(group_select_named, "SELECT id FROM agent_group WHERE name_fold = ? AND deleted_at IS NULL");
#define INSERT_COLUMNS "name, name_fold, description, is_default, is_public, updated_at, created_at"
QUERY(group_insert,
	"INSERT INTO agent_group (" INSERT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(group_insert_as, "INSERT INTO agent_group (" INSERT_COLUMNS
		       ", id) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(group_update_row,
	"UPDATE agent_group SET name = ?, name_fold = ?, description = ?, is_default = ?, "
	"is_public = ?, updated_at = ?, deleted_at = ? WHERE id = ?");
QUERY_SCAN(group_update_default, "groups are few",
	"UPDATE agent_group SET is_default = 0 WHERE id <> ? AND is_default = 1");

static void read_row(struct stmt *s, struct arena *a, struct group *ret)
{
	ret->id.v = col_i64(s);
	ret->name = col_dup(s, a);
	ret->description = col_dup(s, a);
	ret->is_default = col_bool(s);
	ret->is_public = col_bool(s);
	ret->created_at = col_i64(s);
	ret->updated_at = col_i64(s);
	ret->deleted_at = col_i64(s);
}

enum err group_load(struct cx *cx, group_id id, struct group **ret)
{
	struct stmt *s = db_stmt(cx->db, &group_select);
	struct group *group = NULL;

	bind_i64(s, id.v);
	if (db_row(s)) {
		group = ARENA_NEW(cx->arena, struct group);
		read_row(s, cx->arena, group);
	}
	TRY(db_done(s));
	*ret = group;
	return OK;
}

static i64 read_any(struct stmt *s, struct arena *a, void *ret)
{
	struct group *g = ret;

	read_row(s, a, g);
	return g->id.v;
}

enum err group_load_many(struct cx *cx, const i64 *ids, int n, struct group **ret, int *ret_n)
{
	static const struct by_ids how = {&group_select_many, sizeof **ret, read_any};

	*ret = ARENA_ARRAY(cx->arena, struct group, n ? n : 1);
	return load_by_ids(cx, &how, ids, n, *ret, ret_n);
}

enum err group_has_member(struct cx *cx, group_id group, user_id user, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &group_select_member);
	i64 found;

	bind_i64(s, user.v);
	bind_i64(s, group.v);
	TRY(db_run_i64(s, 0, &found));
	*ret = found != 0;
	return OK;
}

enum err group_list(struct cx *cx, struct page *page, struct group **ret, int *ret_n)
{
	struct group *rows = ARENA_ARRAY(cx->arena, struct group, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	const struct list_def *list =
		strcmp(page->sort, "id") == 0 ? &groups_by_id : &groups_by_name;
	struct stmt *s = list_open(cx, list, page);
	int n;

	list_bind(s, list, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_row(s, cx->arena, &rows[n]);
		keys[n] = list->text_key ? page_key(0, col_text(s), rows[n].id.v)
					 : page_key(rows[n].id.v, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	return page->cursor ? OK : group_count(cx, &page->count);
}

enum err group_count(struct cx *cx, i64 *ret)
{
	return db_run_i64(db_stmt(cx->db, &group_count_live), 0, ret);
}

enum err group_default(struct cx *cx, group_id *ret)
{
	return db_run_i64(db_stmt(cx->db, &group_select_default), 0, &ret->v);
}

enum err group_store_named(struct cx *cx, const char *fold, group_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &group_select_named);

	bind_text(s, fold);
	return db_run_i64(s, 0, &ret->v);
}

/* The columns that insert and update share, in their common order. */
static void bind_group(struct stmt *s, struct cx *cx, const struct group *group)
{
	bind_text(s, group->name);
	bind_text(s, fold_key(cx->arena, group->name));
	bind_text(s, group->description);
	bind_bool(s, group->is_default);
	bind_bool(s, group->is_public);
	bind_i64(s, cx->now);
}

enum err group_store_insert(struct cx *cx, struct group *group)
{
	struct stmt *s = db_stmt(cx->db, group->id.v ? &group_insert_as : &group_insert);

	group->updated_at = cx->now;
	bind_group(s, cx, group);
	bind_i64(s, group->created_at);
	if (group->id.v)
		bind_i64(s, group->id.v);
	return db_run_id(s, &group->id.v);
}

enum err group_store_update(struct cx *cx, const struct group *group)
{
	struct stmt *s = db_stmt(cx->db, &group_update_row);

	bind_group(s, cx, group);
	bind_ref(s, group->deleted_at);
	bind_i64(s, group->id.v);
	return db_run(s);
}

enum err group_store_only_default(struct cx *cx, group_id id)
{
	struct stmt *s = db_stmt(cx->db, &group_update_default);

	bind_i64(s, id.v);
	return db_run(s);
}
