/*
 * A growing byte buffer with a maximum at birth. Past the maximum `failed` is set, further
 * writes are dropped, and the owner must check once at the end. Always NUL-terminated when
 * it holds memory. One thread at a time.
 */
#ifndef TEND_BASE_BUF_H
#define TEND_BASE_BUF_H

#include "base/err.h"

#include <string.h>

struct buf {
	char *p;     /* bytes, or NULL while empty */
	size_t n;    /* bytes in use */
	size_t cap;  /* bytes allocated */
	size_t max;  /* bytes it may grow to */
	bool failed; /* a write went past max */
};

#define BUF_INIT(max_bytes) \
	{ \
		.max = (max_bytes) \
	}

/* Make room for n more bytes (plus NUL). False, and `failed` set, when that passes the maximum. */
bool buf_grow(struct buf *b, size_t n);
/* Append n bytes. */
void buf_add(struct buf *b, const void *p, size_t n);
/* Append a NUL-terminated string. */
void buf_str(struct buf *b, const char *s);
/* Append one byte. */
void buf_char(struct buf *b, char c);
/* A decimal number into out, NUL-terminated; returns out's first digit (or sign), inside out. */
enum { I64_TEXT = 24 };
const char *i64_text(char out[I64_TEXT], i64 v);
/* Append a decimal number. */
void buf_i64(struct buf *b, i64 v);
/* Append formatted text. */
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
/* Append text with & < > " ' escaped for HTML text and attributes. */
void buf_html(struct buf *b, const char *s);
/* Append text percent-encoded for a URL component (RFC 3986 unreserved stay). */
void buf_url(struct buf *b, const char *s);
/* Empty it, keep the memory. */
void buf_reset(struct buf *b);
/* Release the memory and empty it; usable as a cleanup. */
void buf_free(struct buf *b);

#endif
