/* Rows of API tokens. */
#include "token_i.h"

#include "session_i.h"

QUERY(token_select,
	"SELECT t.id, t.scope, t.used_at, t.expires_at, t.revoked_at, " ACTOR_COLUMNS
	" FROM token t JOIN user_account u ON u.id = t.user_id WHERE t.hash = ? AND" ACTOR_LIVES);
QUERY(token_select_live,
	"SELECT 1 FROM token t JOIN user_account u ON u.id = t.user_id WHERE t.id = ? AND "
	"t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ?) AND "
	"(u.id = ? OR u.role = ?) AND" ACTOR_LIVES);
QUERY(token_update_used, "UPDATE token SET used_at = ? WHERE id = ?");
QUERY(token_insert, "INSERT INTO token (hash, user_id, name, scope, created_at, expires_at) "
		    "VALUES (?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(token_select_user, "SELECT user_id FROM token WHERE id = ? AND revoked_at IS NULL");
QUERY(token_update_revoked, "UPDATE token SET revoked_at = ? WHERE id = ?");
QUERY(token_update_revoked_all,
	"UPDATE token SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL");
QUERY(token_select_of_user,
	"SELECT id, user_id, name, scope, created_at, used_at, expires_at, revoked_at "
	"FROM token WHERE user_id = ? ORDER BY id LIMIT 1000");

enum { TOKENS_MAX = 1000 };

enum err token_store_find(
	struct cx *cx, const uint8_t hash[SECRET_HASH], struct token_row *ret, bool *ret_found)
{
	struct stmt *s = db_stmt(cx->db, &token_select);

	*ret_found = false;
	bind_blob(s, hash, SECRET_HASH);
	if (db_row(s)) {
		i64 id = col_i64(s);
		enum scope scope = (enum scope)col_i64(s);

		ret->used_at = col_i64(s);
		ret->expires_at = col_i64(s);
		ret->revoked_at = col_i64(s);
		ret->actor = actor_read(s);
		ret->actor.token_id = id;
		ret->actor.scope = scope;
		*ret_found = true;
	}
	return db_done(s);
}

enum err token_check_live(struct cx *cx, token_id id, user_id as)
{
	struct stmt *s = db_stmt(cx->db, &token_select_live);
	i64 live;

	bind_i64(s, id.v);
	bind_i64(s, cx->now);
	bind_i64(s, as.v);
	bind_i64(s, ROLE_ADMIN);
	TRY(db_run_i64(s, 0, &live));
	return live ? OK : fail(cx, E_UNAUTHENTICATED, NULL, NULL, "Couldn't authenticate you");
}

enum err token_seen(struct cx *cx, token_id id)
{
	struct stmt *s = db_stmt(cx->db, &token_update_used);

	bind_i64(s, cx->now);
	bind_i64(s, id.v);
	return db_run(s);
}

enum err token_store_add(
	struct cx *cx, const struct token *token, const uint8_t hash[SECRET_HASH], token_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &token_insert);

	bind_blob(s, hash, SECRET_HASH);
	bind_i64(s, token->user.v);
	bind_text(s, token->name);
	bind_i64(s, token->scope);
	bind_i64(s, cx->now);
	bind_ref(s, token->expires_at);
	return db_run_id(s, &ret->v);
}

enum err token_store_user(struct cx *cx, token_id id, user_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &token_select_user);

	bind_i64(s, id.v);
	return db_run_i64(s, 0, &ret->v);
}

enum err token_store_revoke(struct cx *cx, token_id id)
{
	struct stmt *s = db_stmt(cx->db, &token_update_revoked);

	bind_i64(s, cx->now);
	bind_i64(s, id.v);
	return db_run(s);
}

enum err token_store_revoke_all(struct cx *cx, user_id user)
{
	struct stmt *s = db_stmt(cx->db, &token_update_revoked_all);

	bind_i64(s, cx->now);
	bind_i64(s, user.v);
	return db_run(s);
}

enum err token_list(struct cx *cx, user_id user, struct token **ret, int *ret_n)
{
	struct token *rows = ARENA_ARRAY(cx->arena, struct token, TOKENS_MAX);
	struct stmt *s = db_stmt(cx->db, &token_select_of_user);
	int n = 0;

	bind_i64(s, user.v);
	while (n < TOKENS_MAX && db_row(s)) {
		struct token *t = &rows[n++];

		t->id.v = col_i64(s);
		t->user.v = col_i64(s);
		t->name = col_dup(s, cx->arena);
		t->scope = (enum scope)col_i64(s);
		t->created_at = col_i64(s);
		t->used_at = col_i64(s);
		t->expires_at = col_i64(s);
		t->revoked_at = col_i64(s);
	}
	TRY(db_done(s));
	*ret = rows;
	*ret_n = n;
	return OK;
}
