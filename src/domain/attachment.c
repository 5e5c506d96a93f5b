/* Rules of uploads and attachments: whose they are, who may see them, what their names may be. */
#include "base/utf8.h"
#include "domain/attachment_i.h"
#include "domain/can.h"
#include "domain/event.h"

#include <inttypes.h>
#include <string.h>

enum { TYPE_MAX = 127 }; /* bytes of a media type (RFC 6838 §4.2) */

enum err upload_create(struct cx *cx, const char *token, struct upload *ret)
{
	uint8_t hash[SECRET_HASH];
	struct upload upload = {.owner = cx->actor.id, .expires_at = cx->now + UPLOAD_LIFETIME_MS};

	secret_hash(hash, token, strlen(token));
	TRY(upload_insert_row(cx, hash, upload.expires_at, &upload.id));
	*ret = upload;
	return OK;
}

enum err upload_find(struct cx *cx, const char *token, struct upload *ret)
{
	uint8_t hash[SECRET_HASH];
	struct upload upload;

	secret_hash(hash, token, strlen(token));
	TRY(upload_by_hash(cx, hash, &upload));
	if (!upload.id || upload.expires_at <= cx->now ||
		(upload.owner.v && upload.owner.v != cx->actor.id.v && !cx->actor.system))
		return fail_not_found(cx);
	*ret = upload;
	return OK;
}

enum err upload_delete(struct cx *cx, const char *token)
{
	struct upload upload;

	TRY(upload_find(cx, token, &upload));
	return upload_remove(cx, upload.id);
}

/* A media type without parameters, or the one for "some bytes". */
static const char *clean_type(struct arena *a, const char *type)
{
	size_t n = type ? strcspn(type, "; \t") : 0;
	char *clean = arena_strndup(a, type ? type : "", n);

	for (char *p = clean; *p; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p | 0x20);
	if (n < 3 || n > TYPE_MAX || !strchr(clean, '/') ||
		strspn(clean, "abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-/") != n)
		return "application/octet-stream";
	return clean;
}

/* 43 characters hold far more than 128 bits, also with the slight bias of % 62. */
static const char *new_link(struct cx *cx)
{
	static const char base62[] =
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	uint8_t random[ATTACHMENT_LINK];
	char *link = arena_alloc(cx->arena, ATTACHMENT_LINK + 1);

	cx->random(random, sizeof random);
	for (int i = 0; i < ATTACHMENT_LINK; i++)
		link[i] = base62[random[i] % 62];
	link[ATTACHMENT_LINK] = 0;
	return link;
}

enum err attachment_add(
	struct cx *cx, i64 upload, const struct attachment_new *file, struct attachment **ret)
{
	struct attachment *a = ARENA_NEW(cx->arena, struct attachment);

	a->upload = upload;
	a->file_name = attachment_clean_name(cx->arena, file->file_name);
	a->content_type = clean_type(cx->arena, file->content_type);
	a->size = file->size;
	a->storage_key = file->storage_key;
	a->link = new_link(cx);
	a->created_at = cx->now;
	TRY(attachment_insert_row(cx, a, file->sha256, &a->id));
	*ret = a;
	return OK;
}

static enum err copy_rows(
	struct cx *cx, const struct attachment *rows, int n, comment_id comment, i64 upload)
{
	for (int i = 0; i < n; i++)
		if (!rows[i].redacted)
			TRY(attachment_copy_row(cx, rows[i].id, comment, upload, new_link(cx)));
	return OK;
}

enum err attachment_copy(struct cx *cx, comment_id from, comment_id to)
{
	struct attachment *rows;
	int n;

	TRY(attachment_of_comment(cx, from, &rows, &n));
	return copy_rows(cx, rows, n, to, 0);
}

enum err upload_copy(struct cx *cx, i64 from, i64 to)
{
	struct attachment *rows;
	int n;

	TRY(upload_attachments(cx, from, &rows, &n));
	return copy_rows(cx, rows, n, (comment_id){0}, to);
}

enum err attachment_to_upload(struct cx *cx, const struct attachment *file, i64 upload)
{
	return copy_rows(cx, file, 1, (comment_id){0}, upload);
}

/* Not yet in a comment: only for the one who uploaded it. */
static enum err own_upload(struct cx *cx, const struct attachment *a)
{
	user_id owner;

	TRY(upload_owner(cx, a->upload, &owner));
	return owner.v && owner.v == cx->actor.id.v ? OK : fail_not_found(cx);
}

enum err attachment_get(struct cx *cx, attachment_id id, struct attachment **ret)
{
	struct attachment *a;
	struct comment *c;
	struct ticket *t;

	TRY(attachment_load(cx, id, &a));
	if (!a)
		return fail_not_found(cx);
	*ret = a;
	if (!a->comment.v)
		return own_upload(cx, a);
	TRY(comment_load(cx, a->comment, &c));
	if (!c || (!c->public && !actor_is_agent(&cx->actor)))
		return fail_not_found(cx);
	return ticket_get(cx, c->ticket, &t);
}

enum err attachment_by_token(struct cx *cx, const char *link, struct attachment **ret)
{
	struct attachment *a;
	struct comment *c;
	struct ticket *t = NULL;

	TRY(attachment_by_link(cx, link, &a));
	if (!a || a->redacted)
		return fail_not_found(cx);
	*ret = a;
	if (!a->comment.v)
		return OK;
	TRY(comment_load(cx, a->comment, &c));
	if (c)
		TRY(ticket_load(cx, c->ticket, &t));
	return t && !t->deleted_at ? OK : fail_not_found(cx);
}

enum err attachment_redact(struct cx *cx, ticket_id ticket, comment_id comment, attachment_id id,
	struct attachment **ret)
{
	struct attachment *a;
	struct comment *c;
	struct ticket *t;

	TRY(ticket_get(cx, ticket, &t));
	TRY(comment_get(cx, ticket, comment, &c));
	TRY(attachment_load(cx, id, &a));
	if (!a || a->comment.v != comment.v)
		return fail_not_found(cx);
	if (!a->redacted) {
		TRY(attachment_set_redacted(cx, id));
		TRY(event_add(cx, EVENT_COMMENT_REDACTED, ticket, comment.v,
			arena_printf(cx->arena,
				"{\"via\":{\"channel\":\"api\"},\"events\":[{"
				"\"type\":\"AttachmentRedactionEvent\","
				"\"attachment_id\":%" PRId64 ",\"comment_id\":%" PRId64 "}]}",
				id.v, comment.v),
			NULL));
		TRY(attachment_load(cx, id, &a));
	}
	*ret = a;
	return OK;
}

/* Characters that turn the direction of what follows (UAX #9: embeddings, overrides, isolates) let
 * "exe.fdp" look like a PDF: "_" stands for each. */
static void stop_turning(char *s)
{
	char *out = s;

	while (*s) {
		unsigned char second = (unsigned char)s[1];
		unsigned char third = *s == '\xe2' && second ? (unsigned char)s[2] : 0;

		if ((second == 0x80 && third >= 0xaa && third <= 0xae) ||
			(second == 0x81 && third >= 0xa6 && third <= 0xa9)) {
			*out++ = '_';
			s += 3;
		} else {
			*out++ = *s++;
		}
	}
	*out = '\0';
}

const char *attachment_clean_name(struct arena *a, const char *name)
{
	const char *base = name ? name : "";
	char *clean;

	/* only what follows the last separator of either system is a name */
	for (const char *p = base; *p; p++)
		if (*p == '/' || *p == '\\')
			base = p + 1;
	clean = utf8_clean(a, base);
	stop_turning(clean);
	for (char *p = clean; *p; p++)
		if (*p == '\n' || *p == '\t' || *p == '"')
			*p = '_';
	clean[utf8_prefix(clean, ATTACHMENT_NAME_MAX)] = '\0';
	return *clean && strcmp(clean, ".") != 0 && strcmp(clean, "..") != 0 ? clean : "file";
}

bool attachment_type_is_image(const char *content_type)
{
	static const char *const types[] = {"image/png", "image/jpeg", "image/gif", "image/webp"};

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (strcmp(content_type, types[i]) == 0)
			return true;
	return false;
}
