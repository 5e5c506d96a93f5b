/*
 * Attachments and the uploads that collect them. The bytes lie below DATA/files/ab/cd/<key> under
 * server-made names; a row exists only after its file is on disk for good (file and directory
 * synced). File names are metadata and never touch the file system. Rows are made in transactions;
 * attachment_file_* touch the disk and never the database.
 */
#ifndef TEND_DOMAIN_ATTACHMENT_H
#define TEND_DOMAIN_ATTACHMENT_H

#include "base/clock.h"
#include "base/secret.h"
#include "domain/comment.h"

enum {
	UPLOAD_TOKEN = 32,	   /* characters of an upload's token */
	ATTACHMENT_LINK = 43,	   /* characters of the unguessable part of a URL */
	ATTACHMENT_KEY = 40,	   /* characters of a storage key */
	ATTACHMENT_NAME_MAX = 255, /* code points of a file name */
};
#define UPLOAD_LIFETIME_MS (3 * DAY_MS)

struct attachment {
	attachment_id id;
	i64 upload;
	comment_id comment;
	const char *file_name, *content_type;
	i64 size;
	const char *storage_key, *link;
	bool is_inline, redacted;
	i64 created_at;
};

struct upload {
	i64 id;
	user_id owner; /* v 0: made by somebody who was not signed in */
	i64 expires_at;
};

/* A file that lies in its final place and gets a row now. */
struct attachment_new {
	const char *file_name, *content_type, *storage_key;
	i64 size;
	const uint8_t *sha256;
};

/* --- rows --- */

/* Begin an upload; the caller shows the token once, its hash is kept. */
enum err upload_create(struct cx *cx, const char *token, struct upload *ret) NODISCARD;
/* By token; E_NOT_FOUND when unknown, over, used, or somebody else's. */
enum err upload_find(struct cx *cx, const char *token, struct upload *ret) NODISCARD;
/* Forget an upload and its attachments (files go with the next sweep). */
enum err upload_delete(struct cx *cx, const char *token) NODISCARD;
enum err upload_attachments(
	struct cx *cx, i64 upload, struct attachment **ret, int *ret_n) NODISCARD;
/* Give the attachments of an upload to a comment; the upload is used up. */
enum err upload_take(struct cx *cx, i64 upload, comment_id comment) NODISCARD;

/* upload 0: it belongs to none (a macro has it). */
enum err attachment_add(struct cx *cx, i64 upload, const struct attachment_new *file,
	struct attachment **ret) NODISCARD;
/* Forget one that belongs to no comment and no upload; its file goes with the next sweep. */
enum err attachment_drop(struct cx *cx, attachment_id id) NODISCARD;
/* *ret NULL when there is none. Does not ask who may see it. */
enum err attachment_load(struct cx *cx, attachment_id id, struct attachment **ret) NODISCARD;
/* By the unguessable part of its URL, which is the credential: E_NOT_FOUND when there is none, it
 * was blacked out, or its ticket is deleted. */
enum err attachment_by_token(struct cx *cx, const char *link, struct attachment **ret) NODISCARD;
/* E_NOT_FOUND when the actor may not see it: through its ticket's public thread, or as the owner
 * of an upload that no comment has taken. */
enum err attachment_get(struct cx *cx, attachment_id id, struct attachment **ret) NODISCARD;
enum err attachment_of_comment(
	struct cx *cx, comment_id comment, struct attachment **ret, int *ret_n) NODISCARD;
/* Those of the comment that its formatted text shows are not listed below it. */
enum err attachment_mark_inline(struct cx *cx, comment_id comment, const char *html) NODISCARD;
/* The files of one comment for another as well; the bytes are shared, the links are new. */
enum err attachment_copy(struct cx *cx, comment_id from, comment_id to) NODISCARD;
/* The same between uploads. */
enum err upload_copy(struct cx *cx, i64 from, i64 to) NODISCARD;
/* One file for an upload as well, as attachment_copy. */
enum err attachment_to_upload(struct cx *cx, const struct attachment *file, i64 upload) NODISCARD;
/* Black out one: the row stays, name and bytes go. Agents only; writes an event. */
enum err attachment_redact(struct cx *cx, ticket_id ticket, comment_id comment, attachment_id id,
	struct attachment **ret) NODISCARD;
/* Remove uploads that are over, at most `max`; returns how many. */
enum err upload_expire(struct cx *cx, int max, int *ret_n) NODISCARD;
/* Is there an attachment with this storage key (for sweeping)? */
enum err attachment_key_used(struct cx *cx, const char *key, bool *ret) NODISCARD;

/* A file name fit to show: cleaned, no directories, at most ATTACHMENT_NAME_MAX. */
const char *attachment_clean_name(struct arena *a, const char *name);
/* May a browser show this type in place (png, jpeg, gif, webp)? */
bool attachment_type_is_image(const char *content_type);

/* --- disk; root is DATA/files --- */

/*
 * Move a finished temporary file to its final place: sync it, rename it, sync the directory. The
 * key is made from the temporary name, so a second run finds the work done. E_STORAGE on failure.
 */
enum err attachment_file_keep(
	struct cx *cx, const char *root, const char *tmp_path, const char **ret_key) NODISCARD;
/* Where the file of a key lies; NULL when the text is no key. In the arena. */
const char *attachment_file_path(struct arena *a, const char *root, const char *key);
/* Open for reading; -1 when it is not there. */
int attachment_file_open(const char *root, const char *key);
/* Remove files that no row names and that are older than a day; bounded by `max` files looked at.
 */
enum err attachment_sweep(struct cx *cx, const char *root, int max, int *ret_removed) NODISCARD;

#endif
