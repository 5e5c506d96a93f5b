/*
 * What a ticket form asks for: its custom fields in their order, and which of them its conditions
 * show and demand, given the answers so far. A condition says: while this field (the parent) has
 * that answer, ask these. A field that conditions name is asked for only while one of them holds;
 * one that is not asked for has no answer, so that what hangs on it is not asked for either.
 */
#ifndef TEND_DOMAIN_FORM_RULES_H
#define TEND_DOMAIN_FORM_RULES_H

#include "domain/field.h"
#include "domain/setting.h"

enum { FORM_CONDITIONS_MAX = 1000 }; /* more are left out */

/* Customers are asked for fields that they may fill in. */
enum form_side { FORM_OF_CUSTOMERS, FORM_OF_AGENTS };

struct form_when {
	i64 parent;
	const char *value; /* as text: an option's value, "true", "12" */
	bool required;	   /* while it holds */
};

struct form_field {
	const struct custom_field *field;
	struct form_when *when; /* one has to hold; none: it is always asked for */
	int when_count;
	bool shown;
	bool required; /* of agents: when the ticket is solved */
};

/* form NULL: all fields, no conditions. values: the answers so far. In the arena. */
enum err form_fields(struct cx *cx, const struct ticket_form *form, enum form_side side,
	const struct field_value *values, int n, struct form_field **ret, int *ret_n) NODISCARD;
/* Fields that hang on themselves by a form's conditions (their JSON), each shown by the one before
 * it; *ret_at: the condition that closes the circle. n 0: none. */
struct id_list form_rules_circle(struct cx *cx, const json_t *list, int *ret_at);
/* The form of a ticket; id 0: the default one. *ret NULL when there is none. */
enum err form_load(struct cx *cx, i64 id, struct ticket_form **ret) NODISCARD;
/* Is it there, and may customers choose it? */
enum err form_is_for_customers(struct cx *cx, i64 id, bool *ret) NODISCARD;
/* Forms that customers choose from, by position. */
enum err form_list_for_customers(struct cx *cx, struct ticket_form ***ret, int *ret_n) NODISCARD;

#endif
