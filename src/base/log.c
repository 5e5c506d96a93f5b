/* Log lines as JSON on stderr. */
#include "base/log.h"

#include "base/clock.h"

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
	if (*fmt) {
		line[n++] = ',';
		va_start(ap, fmt);
		more = vsnprintf(line + n, (size_t)(LINE_MAX_BYTES - n), fmt, ap);
		va_end(ap);
		n += more;
		if (n > LINE_MAX_BYTES - 2)
			n = LINE_MAX_BYTES - 2;
	}
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
	for (; *s && n + 8 < cap; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\') {
			out[n++] = '\\';
			out[n++] = (char)c;
		} else if (c < 0x20 || c == 0x7f) {
			memcpy(out + n, "\\u00", 4);
			out[n + 4] = hex[c >> 4];
			out[n + 5] = hex[c & 15];
			n += 6;
		} else {
			out[n++] = (char)c;
		}
	}
	/* never cut inside a UTF-8 sequence */
	if (*s)
		while (n > 1 && ((unsigned char)out[n - 1] & 0x80))
			n--;
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
