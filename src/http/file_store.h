/*
 * Files that came with a request, on their way into attachments; and out again. Syncing a file
 * takes its time, so the handlers that call this run in the slow pool and write through slow_write.
 */
#ifndef TEND_HTTP_FILE_STORE_H
#define TEND_HTTP_FILE_STORE_H

#include "domain/attachment.h"
#include "http/rq.h"

/* Move the request's files to their final place, synced. Files without name and bytes (a form's
 * empty file input) are left out. ret: arena, *ret_n of them. */
enum err files_keep(struct rq *rq, struct attachment_new **ret, int *ret_n) NODISCARD;
/* The one file of an upload, kept, with the name that ?filename= or the form gives it:
 * E_PARAM_MISSING when there is none. */
enum err file_keep_one(struct rq *rq, struct attachment_new *ret) NODISCARD;
/* Rows for kept files under a new upload with this token. In slow_write only. */
enum err files_add(
	struct rq *rq, const char *token, const struct attachment_new *files, int n) NODISCARD;
/* A new empty file on the data disk that has no name and goes when it is closed: for answers too
 * large for memory. The caller owns the descriptor; -1 when there is none to be had. */
int files_scratch(void);
/* The bytes behind a storage key, for reading; the caller owns the descriptor; -1: not there. */
int file_open(struct rq *rq, const char *key);
/* Most bytes of one file. */
i64 files_max_size(void);
/* The bytes of an attachment as the reply: never shown in place but for plain images. */
done reply_attachment(struct rq *rq, const struct attachment *a);

#endif
