/* Rows of OAuth clients. */
#include "oauth_client_i.h"

#include <string.h>

#define LIVE \
	"SELECT c.id, c.identifier, c.name, c.company, c.description, c.kind, c.secret_hash, " \
	"c.redirect_uris, c.user_id, c.created_at, c.updated_at FROM oauth_client c " \
	"WHERE c.deleted_at IS NULL"

LIST_SCAN(oauth_clients_by_id, "clients are few", LIVE, "c.id", "c.id");
QUERY_SCAN(oauth_client_count, "clients are few",
	"SELECT count(*) FROM oauth_client WHERE deleted_at IS NULL");
QUERY(oauth_client_select, LIVE " AND c.id = ?");
QUERY(oauth_client_select_named, LIVE " AND c.identifier = ?");
QUERY(oauth_client_insert,
	"INSERT INTO oauth_client (identifier, name, company, description, kind, secret_hash, "
	"redirect_uris, updated_at, user_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
	"RETURNING id");
QUERY(oauth_client_update_row,
	"UPDATE oauth_client SET identifier = ?, name = ?, company = ?, description = ?, kind = ?, "
	"secret_hash = ?, redirect_uris = ?, updated_at = ? WHERE id = ?");
QUERY(oauth_client_update_deleted, "UPDATE oauth_client SET deleted_at = ? WHERE id = ?");

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct oauth_client *c = ret;
	const void *hash;
	size_t n;

	c->id.v = col_i64(s);
	c->identifier = col_dup(s, a);
	c->name = col_dup(s, a);
	c->company = col_dup(s, a);
	c->description = col_dup(s, a);
	c->kind = (enum client_kind)col_i64(s);
	hash = col_blob(s, &n);
	c->has_secret = hash && n == SECRET_HASH;
	if (c->has_secret)
		memcpy(c->secret_hash, hash, SECRET_HASH);
	c->redirect_uris = col_dup(s, a);
	c->user.v = col_i64(s);
	c->created_at = col_i64(s);
	c->updated_at = col_i64(s);
	return c->id.v;
}

/* The row of a statement that is bound. */
static enum err read_one(struct cx *cx, struct stmt *s, struct oauth_client **ret)
{
	*ret = NULL;
	if (db_row(s)) {
		*ret = ARENA_NEW(cx->arena, struct oauth_client);
		read_row(s, cx->arena, *ret);
	}
	return db_done(s);
}

enum err oauth_client_load(struct cx *cx, client_id id, struct oauth_client **ret)
{
	struct stmt *s = db_stmt(cx->db, &oauth_client_select);

	bind_i64(s, id.v);
	return read_one(cx, s, ret);
}

enum err oauth_client_find(struct cx *cx, const char *identifier, struct oauth_client **ret)
{
	struct stmt *s = db_stmt(cx->db, &oauth_client_select_named);

	bind_text(s, identifier);
	return read_one(cx, s, ret);
}

enum err oauth_client_list(struct cx *cx, struct page *page, struct oauth_client **ret, int *ret_n)
{
	struct stmt *s = list_open(cx, &oauth_clients_by_id, page);
	void *rows;

	TRY(list_read(cx, s, &oauth_clients_by_id, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
	return page->cursor ? OK
			    : db_run_i64(db_stmt(cx->db, &oauth_client_count), 0, &page->count);
}

/* The columns that insert and update share, in their common order. */
static void bind_client(struct stmt *s, struct cx *cx, const struct oauth_client *c)
{
	bind_text(s, c->identifier);
	bind_text(s, c->name);
	bind_text(s, c->company);
	bind_text(s, c->description);
	bind_i64(s, c->kind);
	if (c->has_secret)
		bind_blob(s, c->secret_hash, SECRET_HASH);
	else
		bind_null(s);
	bind_text(s, c->redirect_uris);
	bind_i64(s, cx->now);
}

enum err oauth_client_store_insert(struct cx *cx, struct oauth_client *c)
{
	struct stmt *s = db_stmt(cx->db, &oauth_client_insert);

	c->created_at = c->updated_at = cx->now;
	bind_client(s, cx, c);
	bind_i64(s, c->user.v);
	bind_i64(s, cx->now);
	return db_run_id(s, &c->id.v);
}

enum err oauth_client_store_update(struct cx *cx, const struct oauth_client *c)
{
	struct stmt *s = db_stmt(cx->db, &oauth_client_update_row);

	bind_client(s, cx, c);
	bind_i64(s, c->id.v);
	return db_run(s);
}

enum err oauth_client_store_delete(struct cx *cx, client_id id)
{
	struct stmt *s = db_stmt(cx->db, &oauth_client_update_deleted);

	bind_i64(s, cx->now);
	bind_i64(s, id.v);
	return db_run(s);
}
