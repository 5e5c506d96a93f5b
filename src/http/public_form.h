/* What the two forms for customers share: spam guard, what was typed, errors, files. */
#ifndef TEND_HTTP_PUBLIC_FORM_H
#define TEND_HTTP_PUBLIC_FORM_H

#include "http/page.h"

enum { PUBLIC_FILES_MAX = 10, PUBLIC_ERRORS_MAX = 24, PUBLIC_FORM_BYTES = 52 << 20 };

struct public_form {
	struct rq *rq;
	const char *name, *email, *subject, *message; /* "" when not typed */
	const char *stamp;			      /* to give out again */
	struct {
		const char *field, *text;
	} errors[PUBLIC_ERRORS_MAX];
	int error_count;
	int status; /* of the page with errors */
};

/* What was typed; with_person: name, e-mail and subject are asked for. */
void public_form_read(struct public_form *f, struct rq *rq, bool with_person);
/* Note an error by its catalogue key; a placeholder {name} in it becomes value (NULL: none). */
void public_form_error(struct public_form *f, const char *field, const char *key, const char *name,
	const char *value);
/* Honeypot and time trap, when nothing else is wrong. */
void public_form_guard(struct public_form *f);
/* Count a message from this address (and e-mail, when there is one). */
void public_form_throttle(struct public_form *f, const char *what, int per_minute);
/* Name, e-mail and subject. */
void public_form_check_person(struct public_form *f);
/* Length of the message; blank_ok: it may be missing. */
void public_form_check_message(struct public_form *f, bool blank_ok);
/* Files that were really chosen. */
int public_form_files(const struct public_form *f);
/* How many files. */
void public_form_check_files(struct public_form *f);
/* Values that every page with a form needs. */
void public_form_view(const struct public_form *f, struct view *v);
/* Catalogue text with one placeholder filled in. */
const char *public_text(struct rq *rq, const char *key, const char *name, const char *value);
/* "1.5 MB", "312 kB", in the page's language; the agents' app says the same (core/fmt.ts). */
const char *public_size(struct rq *rq, i64 bytes);

#endif
