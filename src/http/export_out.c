/* Chunks of rows, and answers too large for memory. */
#include "http/export_out.h"

#include "http/file_store.h"

#include <errno.h>
#include <unistd.h>

#define CHUNK_MEMORY_MAX ((size_t)1 << 30)

void export_begin(struct export_out *out, struct rq *rq, const char *key)
{
	*out = (struct export_out){
		.rq = rq, .own = rq->cx.arena, .chunk = arena_new(CHUNK_MEMORY_MAX), .fd = -1};
	reply_list(rq, key);
}

void export_chunk(struct export_out *out)
{
	arena_reset(out->chunk);
	out->rq->cx.arena = out->chunk;
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t written = write(fd, p, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		p += written;
		n -= (size_t)written;
	}
	return true;
}

/* What is in memory goes behind what is in the file. */
static enum err spill(struct export_out *out)
{
	struct buf *body = out->rq->jw.out;

	if (out->fd < 0)
		out->fd = files_scratch();
	if (out->fd < 0 || !write_all(out->fd, body->p, body->n))
		return fail(&out->rq->cx, E_STORAGE, NULL, NULL, "No room for so large an answer");
	out->in_file += (i64)body->n;
	buf_reset(body);
	if (out->in_file > EXPORT_BYTES_MAX)
		return fail(&out->rq->cx, E_TOO_LARGE, NULL, NULL, "The answer is too large");
	return OK;
}

enum err export_row(struct export_out *out)
{
	return out->rq->jw.out->n > EXPORT_IN_MEMORY ? spill(out) : OK;
}

void export_list_end(struct export_out *out)
{
	out->rq->cx.arena = out->own;
	reply_list_end(out->rq);
}

done export_reply(struct export_out *out)
{
	struct rq *rq = out->rq;
	int fd = out->fd;

	if (fd < 0)
		return reply_end(rq);
	while (rq->jw.depth)
		jw_end(&rq->jw);
	if (spill(out))
		return reply_error(rq);
	out->fd = -1; /* the reply's now */
	return reply_fd(rq, "application/json; charset=utf-8", fd, out->in_file);
}

void export_close(struct export_out *out)
{
	if (!out->rq)
		return;
	out->rq->cx.arena = out->own;
	arena_free(out->chunk);
	if (out->fd >= 0)
		close(out->fd);
}
