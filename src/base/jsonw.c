/* Streaming JSON writer. */
#include "base/jsonw.h"

#include "base/clock.h"
#include "base/log.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* 0: as it is; 'u': \u00xx; other: a backslash and that letter */
static const char escapes[256] = {
	['"'] = '"',
	['\\'] = '\\',
	['\b'] = 'b',
	['\f'] = 'f',
	['\n'] = 'n',
	['\r'] = 'r',
	['\t'] = 't',
	[0] = 'u',
	[1] = 'u',
	[2] = 'u',
	[3] = 'u',
	[4] = 'u',
	[5] = 'u',
	[6] = 'u',
	[7] = 'u',
	[11] = 'u',
	[14] = 'u',
	[15] = 'u',
	[16] = 'u',
	[17] = 'u',
	[18] = 'u',
	[19] = 'u',
	[20] = 'u',
	[21] = 'u',
	[22] = 'u',
	[23] = 'u',
	[24] = 'u',
	[25] = 'u',
	[26] = 'u',
	[27] = 'u',
	[28] = 'u',
	[29] = 'u',
	[30] = 'u',
	[31] = 'u',
	[127] = 'u',
};

void jw_init(struct jw *w, struct buf *out)
{
	w->out = out;
	w->depth = 0;
	w->comma = false;
}

static void quoted(struct buf *b, const char *s, size_t n)
{
	static const char hex[] = "0123456789abcdef";
	size_t from = 0;

	if (!buf_grow(b, n + 2))
		return;
	buf_char(b, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (!escapes[c])
			continue;
		buf_add(b, s + from, i - from);
		from = i + 1;
		if (escapes[c] == 'u') {
			char esc[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};

			buf_add(b, esc, 6);
		} else {
			char esc[2] = {'\\', escapes[c]};

			buf_add(b, esc, 2);
		}
	}
	buf_add(b, s + from, n - from);
	buf_char(b, '"');
}

/* Comma and key before a value. */
static void before(struct jw *w, const char *key)
{
	struct buf *b = w->out;

	if (w->comma)
		buf_char(b, ',');
	w->comma = true;
	if (key) {
		size_t n = strlen(key);

		if (!buf_grow(b, n + 3))
			return;
		buf_char(b, '"');
		buf_add(b, key, n);
		buf_add(b, "\":", 2);
	}
}

static void open_level(struct jw *w, const char *key, bool array)
{
	if (w->depth >= JW_DEPTH)
		die("jsonw: nested deeper than %d", JW_DEPTH);
	before(w, key);
	buf_char(w->out, array ? '[' : '{');
	w->array[w->depth++] = array;
	w->comma = false;
}

void jw_object(struct jw *w, const char *key)
{
	open_level(w, key, false);
}

void jw_array(struct jw *w, const char *key)
{
	open_level(w, key, true);
}

void jw_end(struct jw *w)
{
	if (!w->depth)
		die("jsonw: nothing to close");
	w->depth--;
	buf_char(w->out, w->array[w->depth] ? ']' : '}');
	w->comma = true;
}

void jw_strn(struct jw *w, const char *key, const char *v, size_t n)
{
	before(w, key);
	if (v)
		quoted(w->out, v, n);
	else
		buf_add(w->out, "null", 4);
}

void jw_str(struct jw *w, const char *key, const char *v)
{
	jw_strn(w, key, v, v ? strlen(v) : 0);
}

void jw_i64(struct jw *w, const char *key, i64 v)
{
	before(w, key);
	buf_i64(w->out, v);
}

void jw_bool(struct jw *w, const char *key, bool v)
{
	before(w, key);
	buf_str(w->out, v ? "true" : "false");
}

void jw_null(struct jw *w, const char *key)
{
	before(w, key);
	buf_add(w->out, "null", 4);
}

void jw_double(struct jw *w, const char *key, double v)
{
	before(w, key);
	if (isfinite(v))
		buf_printf(w->out, "%.17g", v);
	else
		buf_add(w->out, "null", 4);
}

void jw_id(struct jw *w, const char *key, i64 v)
{
	if (v)
		jw_i64(w, key, v);
	else
		jw_null(w, key);
}

void jw_time(struct jw *w, const char *key, i64 ms)
{
	char text[CLOCK_TEXT];

	jw_str(w, key, ms ? clock_text(text, ms) : NULL);
}

void jw_raw(struct jw *w, const char *key, const char *json)
{
	before(w, key);
	buf_str(w->out, json && *json ? json : "null");
}

void jw_json(struct jw *w, const char *key, const json_t *v)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);

	jw_raw(w, key, text);
	free(text);
}

void jw_printf(struct jw *w, const char *key, const char *fmt, ...)
{
	char text[1024];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	if (n < 0 || n >= (int)sizeof text)
		die("jsonw: formatted value over %zu bytes", sizeof text);
	jw_strn(w, key, text, (size_t)n);
}
