/* Rows of API tokens. */
#include "token_i.h"

#include "session_i.h"

#define COLUMNS \
	"SELECT t.id, t.user_id, t.client_id, t.name, t.scopes, t.created_at, t.used_at, " \
	"t.expires_at, t.revoked_at, CASE WHEN t.refresh_hash IS NULL THEN 0 ELSE 1 END, " \
	"t.over_at"
#define LIVE \
	" AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ? OR " \
	"t.over_at > ?) AND (? = 0 OR t.client_id = ?)"

LIST(tokens_of_user, COLUMNS " FROM token t WHERE t.user_id = ?" LIVE, "t.id", "t.id");
LIST_SCAN(tokens_of_all, "an administrator looks at all tokens",
	COLUMNS " FROM token t WHERE ? > 0" LIVE, "t.id", "t.id");
QUERY(token_count_user, "SELECT count(*) FROM token t WHERE t.user_id = ?" LIVE);
QUERY_SCAN(token_count_all, "an administrator looks at all tokens",
	"SELECT count(*) FROM token t WHERE ? > 0" LIVE);
QUERY(token_select,
	"SELECT t.id, t.scopes, t.client_id, t.used_at, t.expires_at, t.revoked_at, " ACTOR_COLUMNS
	" FROM token t JOIN user_account u ON u.id = t.user_id WHERE t.hash = ? AND" ACTOR_LIVES);
QUERY(token_select_live,
	"SELECT 1 FROM token t JOIN user_account u ON u.id = t.user_id WHERE t.id = ? AND "
	"t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ?) AND "
	"(u.id = ? OR u.role = ?) AND" ACTOR_LIVES);
QUERY(token_select_one, COLUMNS " FROM token t WHERE t.id = ?" LIVE);
QUERY(token_select_refresh, COLUMNS ", t.family, t.granted FROM token t WHERE t.refresh_hash = ?");
QUERY(token_update_used, "UPDATE token SET used_at = ? WHERE id = ?");
QUERY(token_insert, "INSERT INTO token (hash, user_id, client_id, name, scopes, created_at, "
		    "expires_at, refresh_hash, over_at, family, granted) "
		    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(token_update_family, "UPDATE token SET family = id WHERE id = ?");
QUERY(token_select_user, "SELECT user_id FROM token WHERE id = ? AND revoked_at IS NULL");
QUERY(token_update_revoked, "UPDATE token SET revoked_at = ? WHERE id = ?");
#define REVOKE(name, which) \
	QUERY(name, "UPDATE token SET revoked_at = ? WHERE " which " AND revoked_at IS NULL")
REVOKE(token_revoke_of_user, "user_id = ?");
REVOKE(token_revoke_chains_of_user, "user_id = ? AND family IS NOT NULL");
REVOKE(token_revoke_of_family, "family = ?");
REVOKE(token_revoke_of_client, "client_id = ?");
QUERY(token_select_client_users,
	"SELECT DISTINCT user_id FROM token WHERE client_id = ? AND revoked_at IS NULL AND "
	"user_id > ? ORDER BY user_id LIMIT ?");
QUERY(token_delete_ended, "DELETE FROM token WHERE id IN (SELECT id FROM token "
			  "WHERE over_at <= ? ORDER BY over_at LIMIT 100)");
QUERY(token_select_of_user, COLUMNS " FROM token t WHERE t.user_id = ? ORDER BY t.id LIMIT 1000");

enum { TOKENS_MAX = 1000 };

/* The next column. What is stored was checked; a word of a newer program opens nothing. */
static struct scopes read_scopes(struct cx *cx, struct stmt *s)
{
	const char *words = col_text(s), *bad;
	struct scopes scopes;

	if (!words || !scope_parse(cx->arena, words, &scopes, &bad))
		return (struct scopes){SCOPE_NONE, ""};
	return scopes;
}

enum err token_store_find(
	struct cx *cx, const uint8_t hash[SECRET_HASH], struct token_row *ret, bool *ret_found)
{
	struct stmt *s = db_stmt(cx->db, &token_select);

	*ret_found = false;
	bind_blob(s, hash, SECRET_HASH);
	if (db_row(s)) {
		i64 id = col_i64(s);
		uint64_t scope = read_scopes(cx, s).set;
		i64 client = col_i64(s);

		ret->used_at = col_i64(s);
		ret->expires_at = col_i64(s);
		ret->revoked_at = col_i64(s);
		ret->actor = actor_read(s);
		ret->actor.token_id = id;
		ret->actor.scope = scope;
		ret->actor.client_id = client;
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

enum err token_store_add(struct cx *cx, const struct token *token,
	const struct token_secrets *secrets, token_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &token_insert);

	bind_blob(s, secrets->hash, SECRET_HASH);
	bind_i64(s, token->user.v);
	bind_ref(s, token->client.v);
	bind_text(s, token->name);
	bind_text(s, token->scopes.words);
	bind_i64(s, cx->now);
	bind_ref(s, token->expires_at);
	if (secrets->refresh)
		bind_blob(s, secrets->refresh, SECRET_HASH);
	else
		bind_null(s);
	bind_ref(s, token->over_at);
	bind_ref(s, secrets->family);
	bind_text(s, secrets->granted);
	return db_run_id(s, &ret->v);
}

/* Two parameters of a query without rows. */
static enum err run(struct cx *cx, const struct query *q, i64 a, i64 b)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, a);
	bind_i64(s, b);
	return db_run(s);
}

enum err token_store_begin_family(struct cx *cx, token_id id)
{
	struct stmt *s = db_stmt(cx->db, &token_update_family);

	bind_i64(s, id.v);
	return db_run(s);
}

static void read_row(struct cx *cx, struct stmt *s, struct token *t)
{
	t->id.v = col_i64(s);
	t->user.v = col_i64(s);
	t->client.v = col_i64(s);
	t->name = col_dup(s, cx->arena);
	t->scopes = read_scopes(cx, s);
	t->created_at = col_i64(s);
	t->used_at = col_i64(s);
	t->expires_at = col_i64(s);
	t->revoked_at = col_i64(s);
	t->refreshes = col_bool(s);
	t->over_at = col_i64(s);
}

enum err token_store_find_refresh(
	struct cx *cx, const uint8_t hash[SECRET_HASH], struct token_chain *ret)
{
	struct stmt *s = db_stmt(cx->db, &token_select_refresh);

	*ret = (struct token_chain){0};
	bind_blob(s, hash, SECRET_HASH);
	if (db_row(s)) {
		read_row(cx, s, &ret->token);
		ret->family = col_i64(s);
		ret->granted = read_scopes(cx, s);
	}
	return db_done(s);
}

static void bind_live(struct stmt *s, struct cx *cx, client_id client)
{
	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	bind_i64(s, client.v);
	bind_i64(s, client.v);
}

enum err token_store_get(struct cx *cx, token_id id, struct token *ret)
{
	struct stmt *s = db_stmt(cx->db, &token_select_one);

	*ret = (struct token){0};
	bind_i64(s, id.v);
	bind_live(s, cx, (client_id){0});
	if (db_row(s))
		read_row(cx, s, ret);
	return db_done(s);
}

enum err token_store_user(struct cx *cx, token_id id, user_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &token_select_user);

	bind_i64(s, id.v);
	return db_run_i64(s, 0, &ret->v);
}

enum err token_store_revoke(struct cx *cx, token_id id)
{
	return run(cx, &token_update_revoked, cx->now, id.v);
}

enum err token_store_revoke_all(struct cx *cx, user_id user)
{
	return run(cx, &token_revoke_of_user, cx->now, user.v);
}

enum err token_store_revoke_chains(struct cx *cx, user_id user)
{
	return run(cx, &token_revoke_chains_of_user, cx->now, user.v);
}

enum err token_store_revoke_family(struct cx *cx, i64 family)
{
	return run(cx, &token_revoke_of_family, cx->now, family);
}

enum err token_store_revoke_client(struct cx *cx, client_id client)
{
	return run(cx, &token_revoke_of_client, cx->now, client.v);
}

enum err token_store_client_users(
	struct cx *cx, client_id client, user_id after, i64 *ret, int max, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &token_select_client_users);
	int n;

	bind_i64(s, client.v);
	bind_i64(s, after.v);
	bind_i64(s, max);
	for (n = 0; n < max && db_row(s); n++)
		ret[n] = col_i64(s);
	*ret_n = n;
	return db_done(s);
}

enum err token_store_delete_over(struct cx *cx)
{
	struct stmt *s = db_stmt(cx->db, &token_delete_ended);

	bind_i64(s, cx->now);
	return db_run(s);
}

enum err token_list(struct cx *cx, user_id user, struct token **ret, int *ret_n)
{
	struct token *rows = ARENA_ARRAY(cx->arena, struct token, TOKENS_MAX);
	struct stmt *s = db_stmt(cx->db, &token_select_of_user);
	int n;

	bind_i64(s, user.v);
	for (n = 0; n < TOKENS_MAX && db_row(s); n++)
		read_row(cx, s, &rows[n]);
	*ret = rows;
	*ret_n = n;
	return db_done(s);
}

enum err token_page(struct cx *cx, const struct token_filter *filter, struct page *page,
	struct token **ret, int *ret_n)
{
	struct token *rows = ARENA_ARRAY(cx->arena, struct token, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	bool all = filter->all && cx->actor.role == ROLE_ADMIN;
	const struct list_def *list = all ? &tokens_of_all : &tokens_of_user;
	struct stmt *s = list_open(cx, list, page);
	int n;

	bind_i64(s, cx->actor.id.v);
	bind_live(s, cx, filter->client);
	list_bind(s, list, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_row(cx, s, &rows[n]);
		keys[n] = page_key(rows[n].id.v, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, all ? &token_count_all : &token_count_user);
	bind_i64(s, cx->actor.id.v);
	bind_live(s, cx, filter->client);
	return db_run_i64(s, 0, &page->count);
}
