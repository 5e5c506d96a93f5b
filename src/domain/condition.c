/* The vocabulary of conditions: what the table's columns say, and what follows from them. */
#include "condition_i.h"

#include <inttypes.h>
#include <string.h>

static const struct condition_row rows[] = {
#define X(constant, name, title, value, places) [constant] = {name, title, value, places},
	CONDITION_FIELD_LIST(X)
#undef X
};

static const struct {
	const char *name, *title;
} operators[] = {
#define X(constant, name, title) [constant] = {name, title},
	CONDITION_OPERATOR_LIST(X)
#undef X
};

const int condition_field_count = COUNT_OF(rows), condition_operator_count = COUNT_OF(operators);

/* The operators of a value: everywhere, and those that triggers have in addition. */
static const struct {
	unsigned always, trigger;
} value_operators[] = {
	[VALUE_STATUS] = {OPS_ORDER, OPS_CHANGE},
	[VALUE_PRIORITY] = {OPS_ORDER, OPS_CHANGE},
	[VALUE_TYPE] = {OPS_EQUAL, OPS_CHANGE},
	[VALUE_CHANNEL] = {OPS_EQUAL, 0},
	[VALUE_ROLE] = {OPS_EQUAL, 0},
	[VALUE_GROUP] = {OPS_EQUAL, OPS_CHANGE},
	[VALUE_USER] = {OPS_EQUAL, OPS_CHANGE},
	[VALUE_ORGANIZATION] = {OPS_EQUAL, OPS_CHANGE},
	[VALUE_ID] = {OPS_EQUAL, OPS_CHANGE},
	[VALUE_TAGS] = {OPS_WORDS, OPS_TURNED},
	[VALUE_WORDS] = {OPS_EQUAL | OPS_WORDS, 0},
	[VALUE_BOOL] = {OPS_EQUAL, 0},
	[VALUE_NUMBER] = {OPS_ORDER, 0},
	[VALUE_HOURS] = {OPS_BUSINESS | OP(OPERATOR_IS) | OP(OPERATOR_LESS) | OP(OPERATOR_GREATER),
		0},
	[VALUE_UPDATE] = {OPS_EQUAL, 0},
	[VALUE_PRIVACY] = {OPS_EQUAL, 0},
	[VALUE_VISIBLE] = {OPS_EQUAL, 0},
	[VALUE_SCORE] = {OPS_ORDER, 0},
	[VALUE_CUSTOM] = {OPS_ORDER | OPS_WORDS | OPS_EXIST, OPS_CHANGE},
};

const struct condition_row *condition_row(enum condition_field field)
{
	return &rows[field];
}

const char *condition_operator_title(enum condition_operator op)
{
	return operators[op].title;
}

unsigned condition_operators(enum condition_field field, unsigned place)
{
	enum condition_value value = rows[field].value;

	return value_operators[value].always |
	       (place & IN_TRIGGER ? value_operators[value].trigger : 0);
}

bool condition_is_bare(enum condition_operator op)
{
	return (OP(op) & (OPS_TURNED | OPS_EXIST)) != 0;
}

bool condition_negates(enum condition_operator op)
{
	const unsigned negative = OP(OPERATOR_IS_NOT) | OP(OPERATOR_NOT_INCLUDES) |
				  OP(OPERATOR_NOT_CHANGED) | OP(OPERATOR_NOT_VALUE) |
				  OP(OPERATOR_NOT_VALUE_PREVIOUS) | OP(OPERATOR_NOT_PRESENT);

	return (OP(op) & negative) != 0;
}

bool condition_compare(enum condition_operator op, i64 v, i64 number)
{
	if (op == OPERATOR_LESS)
		return v < number;
	if (op == OPERATOR_GREATER)
		return v > number;
	return (v == number) != condition_negates(op);
}

enum status condition_since_status(enum condition_field field)
{
	switch ((int)field) {
	case CONDITION_SINCE_OPEN:
		return STATUS_OPEN;
	case CONDITION_SINCE_PENDING:
		return STATUS_PENDING;
	case CONDITION_SINCE_HOLD:
		return STATUS_HOLD;
	case CONDITION_SINCE_SOLVED:
		return STATUS_SOLVED;
	case CONDITION_SINCE_CLOSED:
		return STATUS_CLOSED;
	}
	return (enum status)0;
}

const char *condition_field_name(struct arena *a, const struct condition *c)
{
	if (c->field != CONDITION_CUSTOM_FIELD)
		return rows[c->field].name;
	return arena_printf(a, "%s%" PRId64, rows[c->field].name, c->custom.v);
}

const char *condition_operator_name(enum condition_operator op)
{
	return operators[op].name;
}

enum condition_value condition_field_value(enum condition_field field)
{
	return rows[field].value;
}

static bool names_viewer(const struct condition_list *list)
{
	for (int i = 0; i < list->n; i++)
		if (list->v[i].special == SPECIAL_CURRENT_USER ||
			list->v[i].special == SPECIAL_CURRENT_GROUPS)
			return true;
	return false;
}

static bool names_time(const struct condition_list *list)
{
	for (int i = 0; i < list->n; i++)
		if (rows[list->v[i].field].value == VALUE_HOURS ||
			list->v[i].field == CONDITION_BUSINESS_HOURS)
			return true;
	return false;
}

bool conditions_name_viewer(const struct conditions *c)
{
	return names_viewer(&c->all) || names_viewer(&c->any);
}

bool conditions_name_time(const struct conditions *c)
{
	return names_time(&c->all) || names_time(&c->any);
}

/* --- writing --- */

/* The name without an arena: jw formats a custom field's. */
static void write_condition(struct jw *w, const struct condition *c)
{
	jw_object(w, NULL);
	if (c->field == CONDITION_CUSTOM_FIELD)
		jw_printf(w, "field", "%s%" PRId64, rows[c->field].name, c->custom.v);
	else
		jw_str(w, "field", rows[c->field].name);
	jw_str(w, "operator", operators[c->op].name);
	jw_raw(w, "value", c->value_json);
	jw_end(w);
}

static void write_list(struct jw *w, const char *key, const struct condition_list *list)
{
	jw_array(w, key);
	for (int i = 0; i < list->n; i++)
		write_condition(w, &list->v[i]);
	jw_end(w);
}

void conditions_write(struct jw *w, const char *key, const struct conditions *c)
{
	jw_object(w, key);
	write_list(w, "all", &c->all);
	write_list(w, "any", &c->any);
	jw_end(w);
}
