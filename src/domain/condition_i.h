/*
 * The private face of conditions: the table's columns that parsing, fitting and views share, and
 * what is asked of the database. condition*.c, view_*.c, automation_check.c and action_define.c
 * include this.
 */
#ifndef TEND_DOMAIN_CONDITION_I_H
#define TEND_DOMAIN_CONDITION_I_H

#include "domain/condition.h"
#include "domain/field.h"
#include "domain/ticket_since.h"

#define OP(op)	   (1u << (op))
#define OPS_EQUAL  (OP(OPERATOR_IS) | OP(OPERATOR_IS_NOT))
#define OPS_ORDER  (OPS_EQUAL | OP(OPERATOR_LESS) | OP(OPERATOR_GREATER))
#define OPS_WORDS  (OP(OPERATOR_INCLUDES) | OP(OPERATOR_NOT_INCLUDES))
#define OPS_EXIST  (OP(OPERATOR_PRESENT) | OP(OPERATOR_NOT_PRESENT))
#define OPS_TURNED (OP(OPERATOR_CHANGED) | OP(OPERATOR_NOT_CHANGED))
#define OPS_CHANGE \
	(OPS_TURNED | OP(OPERATOR_VALUE) | OP(OPERATOR_NOT_VALUE) | OP(OPERATOR_VALUE_PREVIOUS) | \
		OP(OPERATOR_NOT_VALUE_PREVIOUS))
#define OPS_BUSINESS \
	(OP(OPERATOR_LESS_BUSINESS) | OP(OPERATOR_GREATER_BUSINESS) | OP(OPERATOR_IS_BUSINESS))

/* One row of the table. */
struct condition_row {
	const char *name, *title;
	enum condition_value value;
	unsigned places;
};
extern const int condition_field_count, condition_operator_count;
const struct condition_row *condition_row(enum condition_field field);
/* The operators that a field has in a place, as bits. */
unsigned condition_operators(enum condition_field field, unsigned place);
const char *condition_operator_title(enum condition_operator op);
/* One value that an editor may offer: an object of a definition. */
void condition_value_write(struct jw *w, const char *value, const char *title);
/* Operators that take no value: changed, present… */
bool condition_is_bare(enum condition_operator op);
/* Has it the meaning of "not"? */
bool condition_negates(enum condition_operator op);
/* Does a number do by an operator of OPS_ORDER? */
bool condition_compare(enum condition_operator op, i64 v, i64 number);
/* The status whose beginning a field of hours counts from; 0: another moment. */
enum status condition_since_status(enum condition_field field);

/* What a comment has to be. */
enum { CONDITION_PRIVATE, CONDITION_PUBLIC, CONDITION_ANY_COMMENT };
/* The names that editors offer for a value, by index; NULL behind the last, or when it takes
 * others.
 */
const char *condition_value_name(enum condition_value value, int index);

/* Folded words between spaces and commas. */
struct text_list condition_words(struct arena *a, const char *text);

/* The moments [from, to] that do for a condition of hours, asked at cx->now. */
enum err condition_range(
	struct cx *cx, const struct condition *c, i64 *ret_from, i64 *ret_to) NODISCARD;
/* Is the default schedule open at cx->now? */
enum err condition_open_now(struct cx *cx, bool *ret) NODISCARD;
/* The role of a user now; ROLE_END_USER for an unknown one. */
enum err condition_role_of(struct cx *cx, user_id user, enum role *ret) NODISCARD;

/* What the customer said: 0 was not asked, 1 was, 2 bad, 3 good. */
enum err condition_score_of(struct cx *cx, ticket_id ticket, i64 *ret) NODISCARD;

/* --- custom fields --- */

/* The folded value on a ticket; "" when there is none. */
enum err condition_custom_of(
	struct cx *cx, ticket_id ticket, field_id field, const char **ret) NODISCARD;
/* The active field of the condition; NULL when it is gone. */
enum err condition_custom_field(
	struct cx *cx, const struct condition *c, const struct custom_field **ret) NODISCARD;
/* Less and greater compare these as numbers; dates as text. */
bool condition_is_number(enum field_type type);

#endif
