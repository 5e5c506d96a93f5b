/*
 * The forms of customers. Spam is kept away without third parties: a field that people do not
 * see, a signed time that says when the form was given out, and throttles. Nothing that a person
 * typed is lost over it: the page comes back with the words in it.
 */
#include "http/public_form.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "domain/ticket.h"
#include "domain/ticket_link.h"
#include "http/file_store.h"
#include "http/throttle.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define FASTEST_MS (2 * SECOND_MS)
#define LONGEST_MS DAY_MS

enum { SUBJECT_MAX = 200, NAME_MAX_POINTS = 200, KILO = 1000, MEGA = 1000 * 1000 };

const char *public_text(struct rq *rq, const char *key, const char *name, const char *value)
{
	const char *text = page_text(rq, key), *at;
	char place[64];

	if (!name)
		return text;
	snprintf(place, sizeof place, "{%s}", name);
	at = strstr(text, place);
	if (!at)
		return text;
	return arena_printf(rq->cx.arena, "%.*s%s%s", (int)(at - text), text, page_value(rq, value),
		at + strlen(place));
}

static const char *size_text(struct rq *rq, const char *key, i64 n)
{
	return public_text(rq, key, "n", arena_printf(rq->cx.arena, "%" PRId64, n));
}

const char *public_size(struct rq *rq, i64 bytes)
{
	i64 tenths = (bytes + MEGA / 20) / (MEGA / 10);

	if (bytes < KILO)
		return size_text(rq, "public.size.bytes", bytes);
	if (bytes < MEGA - KILO / 2)
		return size_text(rq, "public.size.kilobytes", (bytes + KILO / 2) / KILO);
	if (bytes >= 10 * MEGA || tenths % 10 == 0)
		return size_text(rq, "public.size.megabytes", (bytes + MEGA / 2) / MEGA);
	return public_text(rq, "public.size.megabytes", "n",
		arena_printf(rq->cx.arena, "%" PRId64 "%s%" PRId64, tenths / 10,
			page_text(rq, "public.size.point"), tenths % 10));
}

static const char *typed(struct rq *rq, const char *name)
{
	const char *value = rq_form(rq, name);

	return value ? utf8_clean(rq->cx.arena, value) : "";
}

void public_form_read(struct public_form *f, struct rq *rq, bool with_person)
{
	*f = (struct public_form){.rq = rq, .name = "", .email = "", .subject = "", .status = 422};
	if (with_person) {
		f->name = typed(rq, "name");
		f->email = typed(rq, "email");
		f->subject = typed(rq, "subject");
	}
	f->message = typed(rq, "message");
	f->stamp = form_stamp_make(&rq->cx);
}

void public_form_error(struct public_form *f, const char *field, const char *key, const char *name,
	const char *value)
{
	if (f->error_count == PUBLIC_ERRORS_MAX)
		return;
	f->errors[f->error_count].field = field;
	f->errors[f->error_count++].text = public_text(f->rq, key, name, value);
}

void public_form_guard(struct public_form *f)
{
	struct rq *rq = f->rq;
	const char *stamp = rq_form(rq, "stamp"), *trap = rq_form(rq, "website");
	i64 at;
	bool expired = !form_stamp_open(&rq->cx, stamp, &at) || rq->cx.now - at > LONGEST_MS;

	if (!expired)
		f->stamp = stamp; /* sent again it is old enough */
	if (f->error_count)
		return;
	if (expired)
		public_form_error(f, "form", "public.error.expired", NULL, NULL);
	else if ((trap && *trap) || rq->cx.now - at < FASTEST_MS)
		public_form_error(f, "form", "public.error.too_fast", NULL, NULL);
}

void public_form_throttle(struct public_form *f, const char *what, int per_minute)
{
	struct rq *rq = f->rq;
	enum err e = rq_throttle(rq, what, rq_throttle_address(rq), per_minute, 60);

	if (e == OK && *f->email)
		e = rq_throttle(
			rq, "form.email", utf8_fold(rq->cx.arena, f->email), per_minute, 60);
	if (e == OK)
		return;
	rq->cx.fail = (struct failure){0};
	f->status = 429;
	public_form_error(f, "form", "public.error.rate", "minutes", "1");
}

/* Blank or too long. */
static void check_text(struct public_form *f, const char *field, const char *value, int max)
{
	struct rq *rq = f->rq;

	if (!*value)
		public_form_error(f, field,
			arena_printf(rq->cx.arena, "public.error.%s_blank", field), NULL, NULL);
	else if (utf8_length(value) > (size_t)max)
		public_form_error(f, field, "public.error.too_long", "limit",
			arena_printf(rq->cx.arena, "%d", max));
}

void public_form_check_person(struct public_form *f)
{
	check_text(f, "name", f->name, NAME_MAX_POINTS);
	if (!*f->email)
		public_form_error(f, "email", "public.error.email_blank", NULL, NULL);
	else if (!utf8_is_email(f->email))
		public_form_error(f, "email", "public.error.email_invalid", NULL, NULL);
	check_text(f, "subject", f->subject, SUBJECT_MAX);
}

void public_form_check_message(struct public_form *f, bool blank_ok)
{
	if (!blank_ok || *f->message)
		check_text(f, "message", f->message, TICKET_BODY_MAX);
}

int public_form_files(const struct public_form *f)
{
	const struct rq *rq = f->rq;
	int n = 0;

	for (int i = 0; i < rq->file_count; i++)
		n += rq->files[i].size > 0 || (rq->files[i].file_name && *rq->files[i].file_name);
	return n;
}

void public_form_check_files(struct public_form *f)
{
	if (public_form_files(f) > PUBLIC_FILES_MAX)
		public_form_error(f, "files", "public.error.too_many_files", "file_count",
			arena_printf(f->rq->cx.arena, "%d", PUBLIC_FILES_MAX));
}

void public_form_view(const struct public_form *f, struct view *v)
{
	struct rq *rq = f->rq;

	view_text(v, "name", f->name);
	view_text(v, "email", f->email);
	view_text(v, "subject", f->subject);
	view_text(v, "message", f->message);
	view_text(v, "stamp", f->stamp);
	view_text(v, "file_limit", public_size(rq, files_max_size()));
	view_i64(v, "file_limit_bytes", files_max_size());
	view_i64(v, "file_count", PUBLIC_FILES_MAX);
	view_bool(v, "files_lost", f->error_count && public_form_files(f));
	for (int i = 0; i < f->error_count; i++) {
		struct view *item = view_item(v, "errors");

		view_text(item, "field", f->errors[i].field);
		view_text(item, "text", f->errors[i].text);
		view_text(v, arena_printf(rq->cx.arena, "error_%s", f->errors[i].field),
			f->errors[i].text);
	}
}
