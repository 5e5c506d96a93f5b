/* What a rule asks and does, between JSON and its compiled form. */
#include "domain/automation.h"
#include "domain/view.h"
#include "rule_i.h"

#include <stdlib.h>
#include <string.h>

/* Where the conditions and actions of a kind are valid; 0: it has none. */
static unsigned condition_place(enum rule_kind kind)
{
	switch (kind) {
	case RULE_VIEW:
		return IN_VIEW;
	case RULE_MACRO:
		return 0;
	case RULE_TRIGGER:
		return IN_TRIGGER;
	case RULE_AUTOMATION:
		return IN_AUTOMATION;
	}
	return 0;
}

static unsigned action_place(enum rule_kind kind)
{
	switch (kind) {
	case RULE_VIEW:
		return 0;
	case RULE_MACRO:
		return BY_MACRO;
	case RULE_TRIGGER:
		return BY_TRIGGER;
	case RULE_AUTOMATION:
		return BY_AUTOMATION;
	}
	return 0;
}

/* --- the output of a view --- */

/* The column's own name ("nice_id" is an older spelling of "id"; a number is a custom field). */
static const char *column_name(struct arena *a, const json_t *v)
{
	const char *name = json_string_value(v);

	if (json_is_integer(v))
		return arena_printf(a, "custom_fields_%lld", (long long)json_integer_value(v));
	if (!name)
		return NULL;
	if (strcmp(name, "nice_id") == 0)
		return "id";
	if (*name && strspn(name, "0123456789") == strlen(name) && strlen(name) < 19)
		return arena_printf(a, "custom_fields_%s", name);
	return arena_strdup(a, name);
}

static enum err unknown_column(struct failure *f, const char *key, const char *name)
{
	return failure_add(f, E_INVALID, key, "InvalidValue",
		"Output: \"%.60s\" is not a column that %s can name", name ? name : "", key);
}

static enum err take_columns(
	struct arena *a, struct failure *f, const json_t *list, struct view_output *o)
{
	const json_t *v;
	size_t i;

	if (!list || json_is_null(list))
		return OK;
	if (!json_is_array(list) || json_array_size(list) > VIEW_COLUMNS)
		return failure_add(f, E_INVALID, "columns", "InvalidValue",
			"Output: columns has to be a list of at most %d names", VIEW_COLUMNS);
	o->column_count = 0;
	json_array_foreach (list, i, v) {
		const char *name = json_is_object(v) ? json_get_str(v, "id") : column_name(a, v);

		if (!name || (!view_column_find(name) && !view_column_is_custom(name)))
			return unknown_column(f, "columns", name);
		o->columns[o->column_count++] = arena_strdup(a, name);
	}
	return OK;
}

/* "sort_by" and "sort_order", or "group_by" and "group_order". */
static enum err take_order(struct arena *a, struct failure *f, const json_t *j, const char *key,
	const char *order_key, const char **by, bool *descending)
{
	const json_t *v = json_object_get(j, key);
	const char *order = json_get_str(j, order_key);
	const struct view_column *c;

	if (order)
		*descending = strcmp(order, "desc") == 0;
	if (!v)
		return OK;
	*by = json_is_null(v) ? NULL : column_name(a, v);
	if (!*by || !**by) {
		*by = NULL;
		return OK;
	}
	c = view_column_find(*by);
	if (!c || (strcmp(key, "group_by") == 0 ? !c->groupable : !c->sortable))
		return unknown_column(f, key, *by);
	return OK;
}

static enum err take_output(
	struct arena *a, struct failure *f, const json_t *j, struct view_output *o)
{
	if (!j || json_is_null(j))
		return OK;
	if (!json_is_object(j))
		return failure_add(f, E_INVALID, "output", "InvalidValue",
			"Output: has to be an object with columns, group_by and sort_by");
	TRY(take_columns(a, f, json_object_get(j, "columns"), o));
	TRY(take_order(a, f, j, "group_by", "group_order", &o->group_by, &o->group_descending));
	return take_order(a, f, j, "sort_by", "sort_order", &o->sort_by, &o->sort_descending);
}

static void write_output(struct jw *w, const struct view_output *o)
{
	jw_object(w, "output");
	jw_array(w, "columns");
	for (int i = 0; i < o->column_count; i++)
		jw_str(w, NULL, o->columns[i]);
	jw_end(w);
	jw_str(w, "group_by", o->group_by);
	jw_str(w, "group_order", o->group_descending ? "desc" : "asc");
	jw_str(w, "sort_by", o->sort_by);
	jw_str(w, "sort_order", o->sort_descending ? "desc" : "asc");
	jw_end(w);
}

/* --- the whole --- */

enum err rule_definition_text(struct cx *cx, const struct rule *r, const char **ret)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(RULE_DEFINITION);
	struct jw w;

	jw_init(&w, &text);
	jw_object(&w, NULL);
	conditions_write(&w, "conditions", &r->conditions);
	actions_write(&w, "actions", &r->actions);
	write_output(&w, &r->output);
	jw_end(&w);
	if (text.failed)
		return fail(cx, E_INVALID, "base", "InvalidValue:long",
			"The rule is too long: %d bytes at most", RULE_DEFINITION);
	*ret = arena_strndup(cx->arena, text.p, text.n);
	return OK;
}

static enum err compile(struct arena *a, struct failure *f, const json_t *conditions,
	const json_t *actions, const json_t *output, struct rule *r)
{
	unsigned asks = condition_place(r->kind), acts = action_place(r->kind);

	if (asks && conditions)
		TRY(conditions_parse(a, f, conditions, "conditions", asks, &r->conditions));
	if (acts && actions)
		TRY(actions_parse(a, f, actions, acts, &r->actions));
	return r->kind == RULE_VIEW ? take_output(a, f, output, &r->output) : OK;
}

enum err rule_definition_read(struct cx *cx, struct arena *a, const char *text, struct rule *r)
{
	CLEANUP(json_cleanup) json_t *j = text ? json_parse(text, strlen(text), NULL, 0) : NULL;
	struct failure f = {0};

	if (!j || compile(a, &f, json_object_get(j, "conditions"), json_object_get(j, "actions"),
			  json_object_get(j, "output"), r))
		return fail(cx, E_INTERNAL, "rule", NULL, "the stored rule %lld is damaged: %s",
			(long long)r->id.v, f.details[0].text);
	return OK;
}

/* What a rule of the kind cannot do without. */
static enum err check_parts(struct cx *cx, const struct rule *r)
{
	int asked = r->conditions.all.n + r->conditions.any.n;

	if (condition_place(r->kind) && !asked)
		return fail(cx, E_INVALID, "conditions", "BlankValue:needs_condition",
			"Conditions: at least one is needed");
	if (action_place(r->kind) && !r->actions.n)
		return fail(cx, E_INVALID, "actions", "BlankValue:needs_action",
			"Actions: at least one is needed");
	TRY(conditions_check(cx, &r->conditions, "conditions"));
	TRY(actions_check(cx, &r->actions));
	return r->kind == RULE_AUTOMATION ? automation_check(cx, &r->conditions, &r->actions) : OK;
}

enum err rule_definition_take(struct cx *cx, const struct rule_input *in, struct rule *r)
{
	static const char *const usual[] = {
		"subject", "requester", "created", "updated", "group", "assignee"};

	if (in->conditions) /* both lists at once: what is not given is empty now */
		r->conditions = (struct conditions){0};
	TRY(compile(cx->arena, &cx->fail, in->conditions, in->actions, in->output, r));
	for (size_t i = 0; r->kind == RULE_VIEW && !r->id.v && !in->output && i < COUNT_OF(usual);
		i++)
		if (view_column_find(usual[i]))
			r->output.columns[r->output.column_count++] = usual[i];
	return check_parts(cx, r);
}
