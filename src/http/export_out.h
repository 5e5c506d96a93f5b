/*
 * A long list on its way out, in bounded memory: rows are read and written in chunks whose memory
 * is reused, and what has been written goes to a nameless file once it is large.
 *
 *	export_begin(&out, rq, "tickets");
 *	for (…) { export_chunk(&out); rows = …; for (…) { write; TRY(export_row(&out)); } }
 *	…members beside the list, after export_list_end(&out)…
 *	answer = export_reply(&out);
 *	export_close(&out);   // always; usable as a cleanup
 */
#ifndef TEND_HTTP_EXPORT_OUT_H
#define TEND_HTTP_EXPORT_OUT_H

#include "http/rq.h"

enum {
	EXPORT_CHUNK = 200,	    /* rows that are in memory together */
	EXPORT_IN_MEMORY = 8 << 20, /* bytes of an answer; what is more goes to a file */
};
#define EXPORT_BYTES_MAX ((i64)4 << 30) /* of an answer */

struct export_out {
	struct rq *rq;
	struct arena *own, *chunk; /* of the request; of the rows in memory */
	int fd;			   /* -1: all is in memory */
	i64 in_file;
};

void export_begin(struct export_out *out, struct rq *rq, const char *key);
/* Forget the rows of the last chunk; until the next call rq->cx.arena is the chunk's. */
void export_chunk(struct export_out *out);
/* A row was written. E_STORAGE, E_TOO_LARGE. */
enum err export_row(struct export_out *out) NODISCARD;
/* The list is complete; rq->cx.arena is the request's again. */
void export_list_end(struct export_out *out);
/* Finish the answer. */
done export_reply(struct export_out *out);
void export_close(struct export_out *out);

#endif
