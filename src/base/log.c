/* Log lines as JSON on stderr. */
#include "base/log.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 4096 };

static enum log_level min_level = LOG_INFO;

void log_set_level(enum log_level min)
{
	min_level = min;
}

static void write_line(char *line, size_t n)
{
	line[n++] = '\n';
	while (n > 0) {
		ssize_t put = write(STDERR_FILENO, line, n);

		if (put <= 0)
			return;
		line += put;
		n -= (size_t)put;
	}
}

void log_event(enum log_level level, const char *event, const char *fmt, ...)
{
	static const char *const names[] = {"debug", "info", "warn", "error"};
	char line[LINE_MAX_BYTES + 2], when[CLOCK_TEXT];
	va_list ap;
	int n, more;

	if (level < min_level)
		return;
	n = snprintf(line, LINE_MAX_BYTES, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\"",
		clock_text_ms(when, clock_now_ms()), names[level], event);
	line[n] = ',';
	va_start(ap, fmt);
	more = vsnprintf(line + n + 1, (size_t)(LINE_MAX_BYTES - n - 1), fmt, ap);
	va_end(ap);
	if (more > LINE_MAX_BYTES - n - 3)
		n += snprintf(line + n, (size_t)(LINE_MAX_BYTES - n), ",\"cut\":true");
	else if (more > 0)
		n += more + 1;
	line[n++] = '}';
	write_line(line, (size_t)n);
}

const char *log_quote(char *out, size_t cap, const char *s)
{
	static const char hex[] = "0123456789abcdef";
	size_t n = 0;

	if (!s)
		return "null";
	out[n++] = '"';
	for (size_t left = strlen(s), step; left && n + 8 < cap; s += step, left -= step) {
		unsigned char c = (unsigned char)*s;
		size_t good = utf8_step(s, left);

		step = good ? good : 1;
		if (c == '"' || c == '\\') {
			out[n++] = '\\';
			out[n++] = (char)c;
		} else if (c < 0x20 || c == 0x7f || !good) {
			memcpy(out + n, "\\u00", 4);
			out[n + 4] = hex[c >> 4];
			out[n + 5] = hex[c & 15];
			n += 6;
		} else {
			memcpy(out + n, s, good);
			n += good;
		}
	}
	out[n++] = '"';
	out[n] = 0;
	return out;
}

void die(const char *fmt, ...)
{
	char text[512], quoted[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	log_event(LOG_ERROR, "fatal", "\"reason\":%s", log_quote(quoted, sizeof quoted, text));
	abort();
}
