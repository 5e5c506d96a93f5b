/*
 * A small multipart/form-data reader (RFC 7578): bytes go in as they arrive, parts come out
 * through callbacks. Holds at most one part header and a boundary's length of data; never the
 * content. Knows nothing of requests or files, so that a fuzzer can drive it alone.
 */
#ifndef TEND_HTTP_MULTIPART_H
#define TEND_HTTP_MULTIPART_H

#include "base/arena.h"

enum {
	MULTIPART_BOUNDARY_MAX = 70, /* RFC 2046 §5.1.1 */
	MULTIPART_HEADER_MAX = 8192, /* bytes of one part's header */
	MULTIPART_PARTS_MAX = 100,
};

struct multipart_part {
	const char *name;	  /* never NULL */
	const char *file_name;	  /* NULL: a form value */
	const char *content_type; /* NULL: none */
};

struct multipart_sink {
	enum err (*begin)(void *self, const struct multipart_part *part);
	enum err (*data)(void *self, const char *p, size_t n);
	enum err (*end)(void *self);
	void *self;
};

struct multipart;

/* A reader for this Content-Type; NULL when it is not multipart/form-data with a usable boundary.
 * Lives in the arena; names of parts are copied there too. */
struct multipart *multipart_new(
	struct arena *a, const char *content_type, const struct multipart_sink *sink);
/* Next bytes. E_BAD_REQUEST: malformed. E_TOO_LARGE: too many parts or a header over the limit.
 * Otherwise what a callback returned. After an error the reader takes nothing more. */
enum err multipart_add(struct multipart *m, const char *p, size_t n) NODISCARD;
/* OK when the closing boundary was seen. */
enum err multipart_finish(struct multipart *m) NODISCARD;

#endif
