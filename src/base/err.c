/* Errors: status, wire name and the record of details. */
#include "base/err.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	int status;
	const char *wire;
} table[] = {
#define X(code, status, wire) [code] = {status, wire},
	ERR_LIST(X)
#undef X
};

int err_status(enum err e)
{
	return table[e].status;
}

const char *err_wire(enum err e)
{
	return table[e].wire;
}

enum err failure_add(
	struct failure *f, enum err e, const char *field, const char *code, const char *fmt, ...)
{
	int n = code ? (int)strcspn(code, ":") : 0;
	struct failure_detail *d;
	va_list ap;

	if (f->code == OK)
		f->code = e;
	if (f->count >= FAILURE_DETAILS)
		return e;
	d = &f->details[f->count++];
	snprintf(d->field, sizeof d->field, "%s", field ? field : "base");
	snprintf(d->code, sizeof d->code, "%.*s", n, code ? code : "");
	snprintf(d->reason, sizeof d->reason, "%s", code && code[n] ? code + n + 1 : "");
	va_start(ap, fmt);
	vsnprintf(d->text, sizeof d->text, fmt, ap);
	va_end(ap);
	utf8_keep_valid(d->field); /* a name or a sentence may have been cut */
	utf8_keep_valid(d->text);
	return e;
}

enum err failure_about(struct failure *f, enum err e, const char *fmt, ...)
{
	struct failure_detail *d = &f->details[f->count ? f->count - 1 : 0];
	va_list ap;

	if (!f->count || d->about[0]) /* the list was full, this is an older one */
		return e;
	va_start(ap, fmt);
	vsnprintf(d->about, sizeof d->about, fmt, ap);
	va_end(ap);
	utf8_keep_valid(d->about);
	return e;
}

void failure_of_field(struct failure *f, int64_t id, const char *type)
{
	struct failure_detail *d;

	if (!f->count)
		return;
	d = &f->details[f->count - 1];
	if (d->ticket_field) /* the list was full, this is an older one */
		return;
	d->ticket_field = id;
	snprintf(d->field_type, sizeof d->field_type, "%s", type);
}
