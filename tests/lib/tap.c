/* TAP on stdout. */
#include "lib/tap.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 8192 };

static int count, failures;

bool tap(bool ok, const char *fmt, ...)
{
	char text[TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	for (char *p = text; *p; p++)
		if (*p == '\n' || *p == '#')
			*p = ' ';
	count++;
	failures += !ok;
	printf("%sok %d - %s\n", ok ? "" : "not ", count, text);
	fflush(stdout);
	return ok;
}

void tap_note(const char *fmt, ...)
{
	char text[TEXT_MAX], *line, *rest = text;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	while ((line = strsep(&rest, "\n")) != NULL)
		if (*line)
			printf("# %s\n", line);
	fflush(stdout);
}

int tap_end(void)
{
	printf("1..%d\n", count);
	fflush(stdout);
	return failures > 0 || count == 0;
}

void tap_bail(const char *fmt, ...)
{
	char text[TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	tap(false, "the harness itself");
	tap_note("%s", text);
	tap_end();
	exit(1);
}
