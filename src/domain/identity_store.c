/* Rows of identities. */
#include "user_i.h"

#include "base/utf8.h"

#define IDENTITY_COLUMNS \
	"i.id, i.user_id, i.type, i.value, i.verified, i.is_primary, i.created_at, i.updated_at"

QUERY(identity_select, "SELECT " IDENTITY_COLUMNS " FROM user_identity i WHERE i.id = ?");
QUERY(identity_select_of_users,
	"SELECT " IDENTITY_COLUMNS " FROM user_identity i WHERE i.user_id IN " IDS_IN
	" ORDER BY i.user_id, i.id LIMIT 1000");
LIST(identities_of_user, "SELECT " IDENTITY_COLUMNS " FROM user_identity i WHERE i.user_id = ?",
	"i.id", "i.id");
QUERY(identity_select_owner, "SELECT user_id FROM user_identity WHERE type = ? AND value_fold = ?");
QUERY(identity_insert,
	"INSERT INTO user_identity (user_id, type, value, value_fold, verified, is_primary, "
	"created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(identity_update_row, "UPDATE user_identity SET value = ?, value_fold = ?, verified = ?, "
			   "updated_at = ? WHERE id = ?");
QUERY(identity_delete_one, "DELETE FROM user_identity WHERE id = ?");
QUERY(identity_delete_of_user, "DELETE FROM user_identity WHERE user_id = ?");
QUERY(identity_update_primary,
	"UPDATE user_identity SET is_primary = CASE WHEN id = ? THEN 1 ELSE 0 END "
	"WHERE user_id = ?");
QUERY(identity_update_verified,
	"UPDATE user_identity SET verified = ? WHERE user_id = ? AND is_primary = 1");
QUERY(identity_count_of_user, "SELECT count(*) FROM user_identity WHERE user_id = ?");

enum { SIDE_LOADED = 1000 };

static i64 read_identity(struct stmt *s, struct arena *a, void *ret)
{
	struct identity *row = ret;

	row->id = col_i64(s);
	row->user.v = col_i64(s);
	row->type = (enum identity_type)col_i64(s);
	row->value = col_dup(s, a);
	row->verified = col_bool(s);
	row->primary = col_bool(s);
	row->created_at = col_i64(s);
	row->updated_at = col_i64(s);
	return row->id;
}

enum err identity_list(
	struct cx *cx, user_id user, struct page *page, struct identity **ret, int *ret_n)
{
	struct stmt *s = list_open(cx, &identities_of_user, page);
	void *rows;

	bind_i64(s, user.v);
	TRY(list_read(cx, s, &identities_of_user, page, read_identity, sizeof **ret, &rows, ret_n));
	*ret = rows;
	return page->cursor ? OK : identity_store_count(cx, user, &page->count);
}

enum err identity_load_many(
	struct cx *cx, const i64 *user_ids, int n, struct identity **ret, int *ret_n)
{
	struct identity *rows = ARENA_ARRAY(cx->arena, struct identity, SIDE_LOADED);
	int count = 0;

	for (int i = 0; i < n; i += IDS_CHUNK) {
		struct stmt *s = db_stmt(cx->db, &identity_select_of_users);

		bind_ids(s, user_ids + i, n - i < IDS_CHUNK ? n - i : IDS_CHUNK);
		while (count < SIDE_LOADED && db_row(s))
			read_identity(s, cx->arena, &rows[count++]);
		TRY(db_done(s));
	}
	*ret = rows;
	*ret_n = count;
	return OK;
}

enum err identity_store_find(struct cx *cx, i64 id, struct identity *ret, bool *ret_found)
{
	struct stmt *s = db_stmt(cx->db, &identity_select);

	*ret_found = false;
	bind_i64(s, id);
	if (db_row(s)) {
		read_identity(s, cx->arena, ret);
		*ret_found = true;
	}
	return db_done(s);
}

enum err identity_store_owner(
	struct cx *cx, enum identity_type type, const char *fold, user_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &identity_select_owner);

	bind_i64(s, type);
	bind_text(s, fold);
	return db_run_i64(s, 0, &ret->v);
}

enum err identity_store_insert(struct cx *cx, struct identity *identity)
{
	struct stmt *s = db_stmt(cx->db, &identity_insert);

	identity->created_at = identity->updated_at = cx->now;
	bind_i64(s, identity->user.v);
	bind_i64(s, identity->type);
	bind_text(s, identity->value);
	bind_text(s, utf8_fold(cx->arena, identity->value));
	bind_bool(s, identity->verified);
	bind_bool(s, identity->primary);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	return db_run_id(s, &identity->id);
}

enum err identity_store_update(struct cx *cx, const struct identity *identity)
{
	struct stmt *s = db_stmt(cx->db, &identity_update_row);

	bind_text(s, identity->value);
	bind_text(s, utf8_fold(cx->arena, identity->value));
	bind_bool(s, identity->verified);
	bind_i64(s, cx->now);
	bind_i64(s, identity->id);
	return db_run(s);
}

static enum err run_with_id(struct cx *cx, const struct query *q, i64 id)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, id);
	return db_run(s);
}

enum err identity_store_delete(struct cx *cx, i64 id)
{
	return run_with_id(cx, &identity_delete_one, id);
}

enum err identity_store_delete_all(struct cx *cx, user_id user)
{
	return run_with_id(cx, &identity_delete_of_user, user.v);
}

enum err identity_store_set_primary(struct cx *cx, user_id user, i64 id)
{
	struct stmt *s = db_stmt(cx->db, &identity_update_primary);

	bind_i64(s, id);
	bind_i64(s, user.v);
	return db_run(s);
}

enum err identity_store_verify_primary(struct cx *cx, user_id user, bool verified)
{
	struct stmt *s = db_stmt(cx->db, &identity_update_verified);

	bind_bool(s, verified);
	bind_i64(s, user.v);
	return db_run(s);
}

enum err identity_store_count(struct cx *cx, user_id user, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &identity_count_of_user);

	bind_i64(s, user.v);
	return db_run_i64(s, 0, ret);
}
