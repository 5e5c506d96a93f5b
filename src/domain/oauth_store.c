/* Rows of authorization codes. */
#include "oauth_i.h"

#include "base/clock.h"

QUERY(oauth_code_insert,
	"INSERT INTO oauth_code (hash, client_id, user_id, redirect_uri, challenge, scopes, "
	"created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
QUERY(oauth_code_select, "SELECT id, client_id, user_id, redirect_uri, challenge, scopes, "
			 "expires_at, used_at, family FROM oauth_code WHERE hash = ?");
QUERY(oauth_code_update_used, "UPDATE oauth_code SET used_at = ?, family = ? WHERE id = ?");
QUERY(oauth_code_delete_over, "DELETE FROM oauth_code WHERE id IN (SELECT id FROM oauth_code "
			      "WHERE expires_at <= ? ORDER BY expires_at LIMIT 100)");

enum err code_store_add(
	struct cx *cx, const struct oauth_consent *consent, const uint8_t hash[SECRET_HASH])
{
	struct stmt *s = db_stmt(cx->db, &oauth_code_insert);

	bind_blob(s, hash, SECRET_HASH);
	bind_i64(s, consent->client->id.v);
	bind_i64(s, cx->actor.id.v);
	bind_text(s, consent->redirect_uri);
	bind_text(s, consent->challenge);
	bind_text(s, consent->scopes.words);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now + OAUTH_CODE_S * SECOND_MS);
	return db_run(s);
}

enum err code_store_find(struct cx *cx, const uint8_t hash[SECRET_HASH], struct code_row *ret)
{
	struct stmt *s = db_stmt(cx->db, &oauth_code_select);
	const char *bad;

	*ret = (struct code_row){0};
	bind_blob(s, hash, SECRET_HASH);
	if (db_row(s)) {
		ret->id = col_i64(s);
		ret->client.v = col_i64(s);
		ret->user.v = col_i64(s);
		ret->redirect_uri = col_dup(s, cx->arena);
		ret->challenge = col_dup(s, cx->arena);
		if (!scope_parse(cx->arena, col_text(s), &ret->scopes, &bad))
			ret->scopes = (struct scopes){SCOPE_NONE, ""};
		ret->expires_at = col_i64(s);
		ret->used_at = col_i64(s);
		ret->family = col_i64(s);
	}
	return db_done(s);
}

enum err code_store_use(struct cx *cx, i64 id, i64 family)
{
	struct stmt *s = db_stmt(cx->db, &oauth_code_update_used);

	bind_i64(s, cx->now);
	bind_ref(s, family);
	bind_i64(s, id);
	return db_run(s);
}

enum err code_store_delete_over(struct cx *cx)
{
	struct stmt *s = db_stmt(cx->db, &oauth_code_delete_over);

	bind_i64(s, cx->now - DAY_MS);
	return db_run(s);
}
