/* Rows of uploads and attachments. */
#include "domain/attachment_i.h"

#include <string.h>

#define ATTACHMENT_COLUMNS \
	"a.id, a.upload_id, a.comment_id, a.file_name, a.content_type, a.size, a.storage_key, " \
	"a.link, a.inline, a.redacted, a.created_at"

QUERY(upload_insert, "INSERT INTO upload (hash, user_id, created_at, expires_at) "
		     "VALUES (?, ?, ?, ?) RETURNING id");
QUERY(upload_select, "SELECT id, user_id, expires_at FROM upload WHERE hash = ?");
QUERY(upload_select_owner, "SELECT coalesce(user_id, 0) FROM upload WHERE id = ?");
/* but not what a suspended ticket keeps */
QUERY(upload_select_expired,
	"SELECT id FROM upload WHERE expires_at <= ? AND NOT EXISTS (SELECT 1 FROM "
	"suspended_upload k WHERE k.upload_id = upload.id) ORDER BY expires_at LIMIT ?");
/* a draft may still name it */
QUERY(upload_delete_kept, "DELETE FROM kept_upload WHERE upload_id = ?");
QUERY(upload_delete_row, "DELETE FROM upload WHERE id = ?");
QUERY(upload_drop_attachments, "DELETE FROM attachment WHERE upload_id = ?");
QUERY(attachment_delete, "DELETE FROM attachment WHERE id = ?");
QUERY(upload_take_attachments,
	"UPDATE attachment SET comment_id = ?, upload_id = NULL WHERE upload_id = ?");
QUERY(attachment_insert,
	"INSERT INTO attachment (upload_id, file_name, content_type, size, sha256, storage_key, "
	"link, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(attachment_copy_insert,
	"INSERT INTO attachment (comment_id, upload_id, file_name, content_type, size, sha256, "
	"storage_key, inline, link, created_at) SELECT ?, ?, a.file_name, a.content_type, a.size, "
	"a.sha256, a.storage_key, a.inline, ?, ? FROM attachment a WHERE a.id = ?");
QUERY(attachment_select, "SELECT " ATTACHMENT_COLUMNS " FROM attachment a WHERE a.id = ?");
QUERY(attachment_select_link, "SELECT " ATTACHMENT_COLUMNS " FROM attachment a WHERE a.link = ?");
QUERY(attachment_select_comment,
	"SELECT " ATTACHMENT_COLUMNS " FROM attachment a WHERE a.comment_id = ? ORDER BY a.id");
QUERY(attachment_select_upload,
	"SELECT " ATTACHMENT_COLUMNS " FROM attachment a WHERE a.upload_id = ? ORDER BY a.id");
QUERY(attachment_update_redacted,
	"UPDATE attachment SET redacted = 1, file_name = 'redacted.txt', "
	"content_type = 'text/plain', size = 1, storage_key = '' WHERE id = ?");
QUERY(attachment_update_inline, "UPDATE attachment SET inline = 1 WHERE id = ?");
QUERY(attachment_select_key, "SELECT 1 FROM attachment WHERE storage_key = ? LIMIT 1");

static void attachment_read(struct stmt *s, struct arena *arena, struct attachment *a)
{
	a->id.v = col_i64(s);
	a->upload = col_i64(s);
	a->comment.v = col_i64(s);
	a->file_name = col_dup(s, arena);
	a->content_type = col_dup(s, arena);
	a->size = col_i64(s);
	a->storage_key = col_dup(s, arena);
	a->link = col_dup(s, arena);
	a->is_inline = col_bool(s);
	a->redacted = col_bool(s);
	a->created_at = col_i64(s);
}

static enum err attachment_one(struct cx *cx, struct stmt *s, struct attachment **ret)
{
	struct attachment *a = NULL;

	if (db_row(s)) {
		a = ARENA_NEW(cx->arena, struct attachment);
		attachment_read(s, cx->arena, a);
	}
	TRY(db_done(s));
	*ret = a;
	return OK;
}

/* All rows of a statement; room doubles at powers of two. */
static enum err attachment_all(struct cx *cx, struct stmt *s, struct attachment **ret, int *ret_n)
{
	struct attachment *rows = NULL;
	int n = 0;

	while (db_row(s)) {
		if (!(n & (n - 1))) {
			struct attachment *more =
				ARENA_ARRAY(cx->arena, struct attachment, n ? n * 2 : 1);

			for (int i = 0; i < n; i++)
				more[i] = rows[i];
			rows = more;
		}
		attachment_read(s, cx->arena, &rows[n++]);
	}
	TRY(db_done(s));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err upload_insert_row(
	struct cx *cx, const uint8_t hash[SECRET_HASH], i64 expires_at, i64 *ret_id)
{
	struct stmt *s = db_stmt(cx->db, &upload_insert);

	bind_blob(s, hash, SECRET_HASH);
	bind_ref(s, cx->actor.id.v);
	bind_i64(s, cx->now);
	bind_i64(s, expires_at);
	return db_run_id(s, ret_id);
}

enum err upload_by_hash(struct cx *cx, const uint8_t hash[SECRET_HASH], struct upload *ret)
{
	struct stmt *s = db_stmt(cx->db, &upload_select);
	struct upload upload = {0};

	bind_blob(s, hash, SECRET_HASH);
	if (db_row(s)) {
		upload.id = col_i64(s);
		upload.owner.v = col_i64(s);
		upload.expires_at = col_i64(s);
	}
	TRY(db_done(s));
	*ret = upload;
	return OK;
}

enum err upload_owner(struct cx *cx, i64 upload, user_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &upload_select_owner);

	bind_i64(s, upload);
	return db_run_i64(s, 0, &ret->v);
}

/* A statement with one number. */
static enum err run_one(struct cx *cx, const struct query *q, i64 v)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, v);
	return db_run(s);
}

static enum err forget_upload(struct cx *cx, i64 upload)
{
	TRY(run_one(cx, &upload_delete_kept, upload));
	return run_one(cx, &upload_delete_row, upload);
}

enum err upload_remove(struct cx *cx, i64 upload)
{
	TRY(run_one(cx, &upload_drop_attachments, upload));
	return forget_upload(cx, upload);
}

enum err attachment_drop(struct cx *cx, attachment_id id)
{
	return run_one(cx, &attachment_delete, id.v);
}

enum err upload_take(struct cx *cx, i64 upload, comment_id comment)
{
	struct stmt *s = db_stmt(cx->db, &upload_take_attachments);

	bind_i64(s, comment.v);
	bind_i64(s, upload);
	TRY(db_run(s));
	return forget_upload(cx, upload);
}

enum err upload_attachments(struct cx *cx, i64 upload, struct attachment **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &attachment_select_upload);

	bind_i64(s, upload);
	return attachment_all(cx, s, ret, ret_n);
}

enum err upload_expire(struct cx *cx, int max, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &upload_select_expired);
	struct id_list ids = {0};

	bind_i64(s, cx->now);
	bind_i64(s, max);
	while (db_row(s))
		id_list_add(cx->arena, &ids, col_i64(s));
	TRY(db_done(s));
	for (int i = 0; i < ids.n; i++)
		TRY(upload_remove(cx, ids.v[i]));
	*ret_n = ids.n;
	return OK;
}

enum err attachment_insert_row(
	struct cx *cx, const struct attachment *a, const uint8_t *sha256, attachment_id *ret_id)
{
	struct stmt *s = db_stmt(cx->db, &attachment_insert);

	bind_ref(s, a->upload);
	bind_text(s, a->file_name);
	bind_text(s, a->content_type);
	bind_i64(s, a->size);
	bind_blob(s, sha256, SECRET_HASH);
	bind_text(s, a->storage_key);
	bind_text(s, a->link);
	bind_i64(s, cx->now);
	return db_run_id(s, &ret_id->v);
}

enum err attachment_load(struct cx *cx, attachment_id id, struct attachment **ret)
{
	struct stmt *s = db_stmt(cx->db, &attachment_select);

	bind_i64(s, id.v);
	return attachment_one(cx, s, ret);
}

enum err attachment_by_link(struct cx *cx, const char *link, struct attachment **ret)
{
	struct stmt *s = db_stmt(cx->db, &attachment_select_link);

	bind_text(s, link);
	return attachment_one(cx, s, ret);
}

enum err attachment_of_comment(
	struct cx *cx, comment_id comment, struct attachment **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &attachment_select_comment);

	bind_i64(s, comment.v);
	return attachment_all(cx, s, ret, ret_n);
}

enum err attachment_set_redacted(struct cx *cx, attachment_id id)
{
	return run_one(cx, &attachment_update_redacted, id.v);
}

enum err attachment_mark_inline(struct cx *cx, comment_id comment, const char *html)
{
	struct attachment *files;
	int n;

	TRY(attachment_of_comment(cx, comment, &files, &n));
	for (int i = 0; i < n; i++)
		if (strstr(html, files[i].link))
			TRY(run_one(cx, &attachment_update_inline, files[i].id.v));
	return OK;
}

enum err attachment_key_used(struct cx *cx, const char *key, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &attachment_select_key);
	i64 found;

	bind_text(s, key);
	TRY(db_run_i64(s, 0, &found));
	*ret = found != 0;
	return OK;
}

enum err attachment_copy_row(
	struct cx *cx, attachment_id from, comment_id comment, i64 upload, const char *link)
{
	struct stmt *s = db_stmt(cx->db, &attachment_copy_insert);

	bind_ref(s, comment.v);
	bind_ref(s, upload);
	bind_text(s, link);
	bind_i64(s, cx->now);
	bind_i64(s, from.v);
	return db_run(s);
}
