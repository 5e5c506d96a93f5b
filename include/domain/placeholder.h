/*
 * Placeholders: {{ticket.title}} and the like in the texts of rules, from one fixed list. A value
 * is put in once, escaped for where it goes, and never looked at again: braces in a customer's
 * words stay braces. What is not in the list stays as it was written.
 */
#ifndef TEND_DOMAIN_PLACEHOLDER_H
#define TEND_DOMAIN_PLACEHOLDER_H

#include "base/json.h"
#include "domain/ticket.h"
#include "domain/user.h"

enum {
	PLACEHOLDER_MAX = 1 << 20, /* bytes of a filled text */
	PLACEHOLDER_COMMENTS = 20, /* of {{ticket.comments}}, the newest */
	PLACEHOLDER_USERS = 4,	   /* kept in a source */
};

/* Where the text goes. */
enum placeholder_target {
	PLACEHOLDER_TEXT,
	PLACEHOLDER_LINE, /* one line: a subject */
	PLACEHOLDER_HTML,
	PLACEHOLDER_XML,
	PLACEHOLDER_JSON, /* inside a JSON string */
	PLACEHOLDER_FORM, /* a value of application/x-www-form-urlencoded */
	/* A JSON list of texts and {"comment": id}: comments by reference, so that what is blacked
	 * out later is blacked out here too (placeholder_join). */
	PLACEHOLDER_PARTS,
};

/* Whom and what values are about. Zero-initialised: nobody and nothing. */
struct placeholder_source {
	const struct ticket *ticket; /* NULL: none, its values are empty */
	user_id current_user;	     /* v 0: nobody */
	user_id reader;		     /* dates are in this person's zone and language */
	bool public_only;	     /* customers read it: private comments stay out */
	bool keep_empty;	     /* what has no value stays as written, but in a subject */
	const char *base_url;	     /* no slash at the end; NULL: the house's own */
	/* kept from one text to the next */
	struct user *users[PLACEHOLDER_USERS];
	int user_count;
};

/* Fill a text; the result is in the arena. E_INVALID when it gets longer than PLACEHOLDER_MAX. */
enum err placeholder_fill(struct cx *cx, const char *text, enum placeholder_target target,
	struct placeholder_source *source, const char **ret) NODISCARD;
/* The text that a list of PLACEHOLDER_PARTS stands for now, in the arena. */
enum err placeholder_join(struct cx *cx, const json_t *parts, const char **ret) NODISCARD;

/* The i-th name, NULL behind the last; "ticket.ticket_field_ID" stands for one per custom field. */
const char *placeholder_name(int i);

/* Where people reach the house ("https://help.example.com"); kept for texts that no request is
 * behind. */
enum err placeholder_set_site(struct cx *cx, const char *url) NODISCARD;

#endif
