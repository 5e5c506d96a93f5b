/*
 * The house's own questions on the customer's form: which form, its fields with what was typed into
 * them, and what they say when an answer does not do. Without script the page comes back when an
 * answer leads to further questions; with it they appear at once. Either way the server decides.
 */
#ifndef TEND_HTTP_PUBLIC_FIELDS_H
#define TEND_HTTP_PUBLIC_FIELDS_H

#include "domain/form_rules.h"
#include "http/public_form.h"

enum { PUBLIC_FIELDS_MAX = 60 /* questions of one form; more are left out */ };

struct public_fields {
	struct public_form *form;
	struct ticket_form **choices; /* forms to choose from */
	int choice_count;
	i64 chosen;	      /* id of the form; 0: there is none to choose */
	struct form_field *v; /* as the answers leave them */
	int n;
	struct field_value *typed;	       /* n of them, JSON */
	const char *errors[PUBLIC_FIELDS_MAX]; /* NULL: none */
};

/* The form that ?form= or the form's own value names, else the default one, and its fields. */
enum err public_fields_read(struct public_form *f, struct public_fields *ret) NODISCARD;
/* Notes errors of answers, and that there are more questions. */
enum err public_fields_check(struct public_fields *fields) NODISCARD;
/* What goes into the ticket: answers to what is asked. */
void public_fields_take(const struct public_fields *fields, struct ticket_input *in);
void public_fields_view(const struct public_fields *fields, struct view *v);

#endif
