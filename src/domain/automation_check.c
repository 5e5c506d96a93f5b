/*
 * Would an automation ever stop? Seen from its text alone: some action must make a condition
 * false that all tickets it runs on have to meet.
 */
#include "condition_i.h"
#include "domain/automation.h"

#include <string.h>

static bool has_word(const struct text_list *list, const char *word)
{
	for (int i = 0; i < list->n; i++)
		if (strcmp(list->v[i], word) == 0)
			return true;
	return false;
}

/* How many of the words are in the list? */
static int count_in(const struct text_list *words, const struct text_list *list)
{
	int n = 0;

	for (int i = 0; i < words->n; i++)
		n += has_word(list, words->v[i]);
	return n;
}

static bool tags_end(const struct condition *c, const struct action *a)
{
	int common = count_in(&c->words, &a->texts);

	if (a->field == ACTION_ADD_TAGS)
		return c->op == OPERATOR_NOT_INCLUDES && common;
	if (a->field == ACTION_REMOVE_TAGS)
		return c->op == OPERATOR_INCLUDES && common == c->words.n;
	if (a->field == ACTION_SET_TAGS)
		return c->op == OPERATOR_INCLUDES ? !common : common > 0;
	return false;
}

static bool custom_ends(const struct condition *c, const struct action *a)
{
	bool same = strcmp(c->value_json, a->value_json) == 0;
	bool empty = strcmp(a->value_json, "null") == 0 || strcmp(a->value_json, "\"\"") == 0;

	if (a->field != ACTION_CUSTOM_FIELD || a->custom.v != c->custom.v)
		return false;
	if (c->op == OPERATOR_PRESENT || c->op == OPERATOR_NOT_PRESENT)
		return empty == (c->op == OPERATOR_PRESENT);
	return (c->op == OPERATOR_IS && !same) || (c->op == OPERATOR_IS_NOT && same);
}

static bool is_greater(const struct condition *c)
{
	return c->op == OPERATOR_GREATER || c->op == OPERATOR_GREATER_BUSINESS;
}

/* Hours end by themselves when they are counted exactly, with the status in which they count, or
 * when the action starts them anew. */
static bool hours_end(const struct condition *c, const struct action *a)
{
	enum status status = condition_since_status(c->field);

	if (c->op == OPERATOR_IS || c->op == OPERATOR_IS_BUSINESS)
		return true;
	if (status)
		return a->field == ACTION_STATUS && a->number != (i64)status;
	switch ((int)c->field) {
	case CONDITION_SINCE_UPDATED: /* a comment is always an update */
		return is_greater(c) &&
		       (a->field == ACTION_COMMENT || a->field == ACTION_COMMENT_HTML);
	case CONDITION_SINCE_ASSIGNED:
		return is_greater(c) && a->field == ACTION_ASSIGNEE;
	case CONDITION_SINCE_DUE:
	case CONDITION_UNTIL_DUE:
		return a->field == ACTION_DUE;
	}
	return false;
}

/* Fields that an action sets to the number it names. */
static bool number_ends(const struct condition *c, const struct action *a)
{
	static const struct {
		enum condition_field asked;
		enum action_field set;
	} pairs[] = {{CONDITION_STATUS, ACTION_STATUS}, {CONDITION_PRIORITY, ACTION_PRIORITY},
		{CONDITION_TYPE, ACTION_TYPE}, {CONDITION_GROUP, ACTION_GROUP},
		{CONDITION_ASSIGNEE, ACTION_ASSIGNEE}, {CONDITION_BRAND, ACTION_BRAND},
		{CONDITION_FORM, ACTION_FORM}, {CONDITION_CUSTOM_STATUS, ACTION_CUSTOM_STATUS},
		{CONDITION_SATISFACTION, ACTION_SATISFACTION}};

	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		if (pairs[i].asked == c->field && pairs[i].set == a->field)
			return !c->special && !a->special &&
			       !condition_compare(c->op, a->number, c->number);
	return false;
}

static bool ends(const struct condition *c, const struct action_list *actions)
{
	for (int i = 0; i < actions->n; i++) {
		const struct action *a = &actions->v[i];

		/* what is closed is not looked at again */
		if (a->field == ACTION_STATUS && a->number == STATUS_CLOSED)
			return true;
		if (c->field == CONDITION_TAGS				 ? tags_end(c, a)
			: c->field == CONDITION_CUSTOM_FIELD		 ? custom_ends(c, a)
			: condition_field_value(c->field) == VALUE_HOURS ? hours_end(c, a)
									 : number_ends(c, a))
			return true;
	}
	return false;
}

/* One of all that are asked for, or every one of the alternatives. */
static bool some_ends(const struct conditions *c, const struct action_list *actions)
{
	bool every = c->any.n > 0;

	for (int i = 0; i < c->all.n; i++)
		if (ends(&c->all.v[i], actions))
			return true;
	for (int i = 0; i < c->any.n; i++)
		every = every && ends(&c->any.v[i], actions);
	return every;
}

static bool asks_time(const struct conditions *c)
{
	bool every = c->any.n > 0;

	for (int i = 0; i < c->all.n; i++)
		if (condition_field_value(c->all.v[i].field) == VALUE_HOURS)
			return true;
	for (int i = 0; i < c->any.n; i++)
		every = every && condition_field_value(c->any.v[i].field) == VALUE_HOURS;
	return every;
}

enum err automation_check(
	struct cx *cx, const struct conditions *conditions, const struct action_list *actions)
{
	if (!asks_time(conditions))
		return fail(cx, E_INVALID, "conditions", "InvalidValue:needs_time",
			"Conditions: an automation needs one on time, such as hours since solved");
	if (!some_ends(conditions, actions))
		return fail(cx, E_INVALID, "actions", "InvalidValue:needs_end",
			"Actions: one has to make a condition false (or the automation would run "
			"every hour), such as another status or a tag that the conditions exclude");
	return OK;
}
