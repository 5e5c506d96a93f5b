/* Rows of import_source, import_map and import_progress. */
#include "domain/import_map.h"

QUERY(import_source_select, "SELECT id FROM import_source WHERE name = ?");
QUERY(import_source_insert, "INSERT INTO import_source (name, created_at) VALUES (?, ?) "
			    "RETURNING id");
QUERY(import_map_select,
	"SELECT own_id FROM import_map WHERE source_id = ? AND kind = ? AND origin_id = ?");
QUERY(import_map_insert,
	"INSERT INTO import_map (source_id, kind, origin_id, own_id) VALUES (?, ?, ?, ?)");
QUERY(import_progress_select,
	"SELECT next, bytes, done FROM import_progress WHERE source_id = ? AND resource = ?");
QUERY(import_progress_upsert,
	"INSERT INTO import_progress (source_id, resource, next, bytes, done) "
	"VALUES (?, ?, ?, ?, ?) ON CONFLICT (source_id, resource) DO UPDATE SET "
	"next = excluded.next, bytes = excluded.bytes, done = excluded.done");
QUERY(import_taken_group, "SELECT 1 FROM agent_group WHERE id = ?");
QUERY(import_taken_organization, "SELECT 1 FROM organization WHERE id = ?");
QUERY(import_taken_user, "SELECT 1 FROM user_account WHERE id = ?");
QUERY(import_taken_field, "SELECT 1 FROM custom_field WHERE id = ?");
QUERY(import_taken_ticket, "SELECT 1 FROM ticket WHERE id = ?");

const char *origin_detail(struct cx *cx, const struct origin *o, const char *members)
{
	if (!o->imported)
		return arena_printf(cx->arena, "{%s}", members);
	return arena_printf(cx->arena, "{\"imported_at\":%lld%s%s}", (long long)cx->now,
		*members ? "," : "", members);
}

enum err import_source_open(struct cx *cx, const char *name, i64 *ret_id)
{
	struct stmt *s = db_stmt(cx->db, &import_source_select);

	bind_text(s, name);
	TRY(db_run_i64(s, 0, ret_id));
	if (*ret_id)
		return OK;
	s = db_stmt(cx->db, &import_source_insert);
	bind_text(s, name);
	bind_i64(s, cx->now);
	return db_run_id(s, ret_id);
}

enum err import_map_find(struct cx *cx, i64 source, enum import_kind kind, i64 origin_id, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &import_map_select);

	bind_i64(s, source);
	bind_i64(s, kind);
	bind_i64(s, origin_id);
	return db_run_i64(s, 0, ret);
}

enum err import_map_add(struct cx *cx, i64 source, enum import_kind kind, i64 origin_id, i64 own_id)
{
	struct stmt *s = db_stmt(cx->db, &import_map_insert);

	bind_i64(s, source);
	bind_i64(s, kind);
	bind_i64(s, origin_id);
	bind_i64(s, own_id);
	return db_run(s);
}

enum err import_id_free(struct cx *cx, enum import_kind kind, i64 origin_id, i64 *ret)
{
	static const struct query *const queries[] = {
		[IMPORT_GROUP] = &import_taken_group,
		[IMPORT_ORGANIZATION] = &import_taken_organization,
		[IMPORT_USER] = &import_taken_user,
		[IMPORT_TICKET_FIELD] = &import_taken_field,
		[IMPORT_USER_FIELD] = &import_taken_field,
		[IMPORT_ORGANIZATION_FIELD] = &import_taken_field,
		[IMPORT_TICKET] = &import_taken_ticket,
	};
	struct stmt *s;
	i64 taken;

	*ret = 0;
	if (origin_id < 1 || origin_id > ORIGIN_ID_MAX)
		return OK;
	s = db_stmt(cx->db, queries[kind]);
	bind_i64(s, origin_id);
	TRY(db_run_i64(s, 0, &taken));
	*ret = taken ? 0 : origin_id;
	return OK;
}

enum err import_progress_get(
	struct cx *cx, i64 source, const char *resource, struct import_progress *ret)
{
	struct stmt *s = db_stmt(cx->db, &import_progress_select);

	*ret = (struct import_progress){0};
	bind_i64(s, source);
	bind_text(s, resource);
	if (db_row(s)) {
		ret->next = col_dup(s, cx->arena);
		ret->bytes = col_i64(s);
		ret->done = col_bool(s);
	}
	return db_done(s);
}

enum err import_progress_set(
	struct cx *cx, i64 source, const char *resource, const struct import_progress *progress)
{
	struct stmt *s = db_stmt(cx->db, &import_progress_upsert);

	bind_i64(s, source);
	bind_text(s, resource);
	bind_text(s, progress->next ? progress->next : "");
	bind_i64(s, progress->bytes);
	bind_bool(s, progress->done);
	return db_run(s);
}
