/*
 * JSON out: a streaming writer straight into a buffer. Commas are kept here; nesting is the
 * caller's, one jw_end per jw_object/jw_array. Strings must be valid UTF-8 (they were checked on
 * the way in); < > & and U+2028/9 are written as they are, control characters are escaped.
 */
#ifndef TEND_BASE_JSONW_H
#define TEND_BASE_JSONW_H

#include "base/buf.h"

#include <jansson.h>

enum { JW_DEPTH = 64 };

struct jw {
	struct buf *out;
	int depth;
	bool comma;	      /* a value stands before the next one */
	bool array[JW_DEPTH]; /* what each open level is */
};

/* Begin writing at the end of out. */
void jw_init(struct jw *w, struct buf *out);

/* Open {, or [. key is NULL inside arrays and at the top. */
void jw_object(struct jw *w, const char *key);
void jw_array(struct jw *w, const char *key);
/* Close the innermost. */
void jw_end(struct jw *w);

/* One member each (key NULL inside arrays). A NULL string writes null. */
void jw_str(struct jw *w, const char *key, const char *v);
void jw_strn(struct jw *w, const char *key, const char *v, size_t n);
void jw_i64(struct jw *w, const char *key, i64 v);
void jw_bool(struct jw *w, const char *key, bool v);
void jw_null(struct jw *w, const char *key);
/* null when it is not a number or infinite. */
void jw_double(struct jw *w, const char *key, double v);
/* An id: null when it is 0. */
void jw_id(struct jw *w, const char *key, i64 v);
/* A time in ms as "YYYY-MM-DDTHH:MM:SSZ": null when it is 0. */
void jw_time(struct jw *w, const char *key, i64 ms);
/* Text that is JSON already; NULL or "" writes null. */
void jw_raw(struct jw *w, const char *key, const char *json);
/* A parsed value as it is; NULL writes null. */
void jw_json(struct jw *w, const char *key, const json_t *v);
/* A formatted string value. */
void jw_printf(struct jw *w, const char *key, const char *fmt, ...) PRINTF(3, 4);

#endif
