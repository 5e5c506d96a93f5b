/* What attachment.c asks of attachment_store.c. */
#ifndef TEND_DOMAIN_ATTACHMENT_I_H
#define TEND_DOMAIN_ATTACHMENT_I_H

#include "domain/attachment.h"
#include "domain/ticket_list.h"

enum err upload_insert_row(
	struct cx *cx, const uint8_t hash[SECRET_HASH], i64 expires_at, i64 *ret_id) NODISCARD;
/* id 0 when there is none. */
enum err upload_by_hash(
	struct cx *cx, const uint8_t hash[SECRET_HASH], struct upload *ret) NODISCARD;
/* v 0 when there is none. */
enum err upload_owner(struct cx *cx, i64 upload, user_id *ret) NODISCARD;
enum err attachment_by_link(struct cx *cx, const char *link, struct attachment **ret) NODISCARD;
enum err upload_remove(struct cx *cx, i64 upload) NODISCARD;
enum err attachment_insert_row(struct cx *cx, const struct attachment *a, const uint8_t *sha256,
	attachment_id *ret_id) NODISCARD;
/* For a comment (v 0: none) or an upload (0: none). */
enum err attachment_copy_row(struct cx *cx, attachment_id from, comment_id comment, i64 upload,
	const char *link) NODISCARD;
enum err attachment_set_redacted(struct cx *cx, attachment_id id) NODISCARD;

#endif
