/* Conditions are the API's JSON (ticket_form.agent_conditions, end_user_conditions); what has no
 * such shape asks for nothing. */
#include "domain/form_rules.h"

#include <stdlib.h>
#include <string.h>

/* One condition for one of its fields. */
struct condition_row {
	int at; /* the condition's place in the list */
	i64 parent, child;
	const char *value;
	bool required;
};

struct rows {
	struct condition_row *v;
	int n;
};

/* An answer as a condition writes it: strings as they are, the rest as JSON. */
static const char *plain(struct cx *cx, const json_t *v)
{
	return json_is_string(v) ? arena_strdup(cx->arena, json_string_value(v))
				 : json_text(cx->arena, v);
}

/* Agents have to fill in what is required in the status that ends a ticket. */
static bool is_required(const json_t *child, enum form_side side)
{
	const json_t *on = json_object_get(child, "required_on_statuses"), *status;
	const char *type = json_get_str(on, "type");
	size_t i;

	if (side == FORM_OF_CUSTOMERS || !type)
		return json_is_true(json_object_get(child, "is_required"));
	if (strcmp(type, "ALL_STATUSES") == 0)
		return true;
	if (strcmp(type, "SOME_STATUSES") != 0)
		return false;
	json_array_foreach (json_object_get(on, "statuses"), i, status) {
		const char *name = json_string_value(status);

		if (name && strcmp(name, status_name(STATUS_SOLVED)) == 0)
			return true;
	}
	return false;
}

static void add_condition(
	struct cx *cx, const json_t *condition, int at, enum form_side side, struct rows *rows)
{
	const char *value = plain(cx, json_object_get(condition, "value"));
	const json_t *child;
	size_t i;

	json_array_foreach (json_object_get(condition, "child_fields"), i, child) {
		if (rows->n == FORM_CONDITIONS_MAX)
			return;
		rows->v[rows->n++] = (struct condition_row){.at = at,
			.parent = json_id(json_object_get(condition, "parent_field_id")),
			.child = json_id(json_object_get(child, "id")),
			.value = value,
			.required = is_required(child, side)};
	}
}

static struct rows read_list(struct cx *cx, const json_t *list, enum form_side side)
{
	struct rows rows = {0};
	const json_t *condition;
	size_t i;

	if (!json_array_size(list))
		return rows;
	rows.v = ARENA_ARRAY(cx->arena, struct condition_row, FORM_CONDITIONS_MAX);
	json_array_foreach (list, i, condition) {
		add_condition(cx, condition, (int)i, side, &rows);
	}
	return rows;
}

static struct rows read_conditions(
	struct cx *cx, const struct ticket_form *form, enum form_side side)
{
	const char *text = !form		       ? "[]"
			   : side == FORM_OF_CUSTOMERS ? form->end_user_conditions
						       : form->agent_conditions;
	CLEANUP(json_cleanup) json_t *list = json_parse(text, strlen(text), NULL, 0);

	return read_list(cx, list, side);
}

/* --- circles --- */

/* A walk from answers to what they show. `path` leads to where it stands. */
enum visit { UNSEEN, ON_PATH, SEEN };
struct circle {
	struct rows rows;
	enum visit *state;
	int *path, depth;
};

/* Does the way on from this row come back to it, or to one before it? The path then ends where it
 * does; *ret_from is where the circle begins on it. */
static bool closes(struct circle *c, int row, int *ret_from)
{
	c->state[row] = ON_PATH;
	c->path[c->depth++] = row;
	for (int i = 0; i < c->rows.n; i++) {
		if (c->rows.v[i].parent != c->rows.v[row].child || c->state[i] == SEEN)
			continue;
		if (c->state[i] == ON_PATH) {
			for (*ret_from = 0; c->path[*ret_from] != i;)
				++*ret_from;
			return true;
		}
		if (closes(c, i, ret_from))
			return true;
	}
	c->state[row] = SEEN;
	c->depth--;
	return false;
}

struct id_list form_rules_circle(struct cx *cx, const json_t *list, int *ret_at)
{
	struct circle c = {.rows = read_list(cx, list, FORM_OF_AGENTS)};
	struct id_list ids = {0};
	bool found = false;
	int from = 0;

	c.state = ARENA_ARRAY(cx->arena, enum visit, c.rows.n + 1);
	c.path = ARENA_ARRAY(cx->arena, int, c.rows.n + 1);
	memset(c.state, 0, sizeof *c.state * (size_t)c.rows.n);
	for (int i = 0; i < c.rows.n && !found; i++)
		found = c.state[i] == UNSEEN && closes(&c, i, &from);
	if (!found)
		return ids;
	ids.v = ARENA_ARRAY(cx->arena, i64, c.depth);
	for (int i = from; i < c.depth; i++)
		ids.v[ids.n++] = c.rows.v[c.path[i]].parent;
	*ret_at = c.rows.v[c.path[c.depth - 1]].at;
	return ids;
}

/* --- which fields --- */

static bool is_asked(const struct custom_field *f, enum form_side side)
{
	return side == FORM_OF_AGENTS || (field_is_for_customers(f) && f->type != FIELD_LOOKUP);
}

static void add_field(
	struct form_field *fields, int *n, const struct custom_field *f, enum form_side side)
{
	bool required = side == FORM_OF_AGENTS ? f->required : f->required_in_portal;

	if (*n < FIELD_COUNT_MAX && is_asked(f, side))
		fields[(*n)++] =
			(struct form_field){.field = f, .shown = true, .required = required};
}

/* Those that the form names, in its order; a form that names none has all. */
static enum err own_fields(struct cx *cx, const struct ticket_form *form, enum form_side side,
	struct form_field **ret, int *ret_n)
{
	struct form_field *fields = ARENA_ARRAY(cx->arena, struct form_field, FIELD_COUNT_MAX);
	struct id_list ids = {0};
	struct field_list all;
	int n = 0;

	TRY(field_active(cx, FIELD_TICKET, &all));
	if (form)
		ids = record_ids(cx, form->ticket_field_ids);
	for (int i = 0; !ids.n && i < all.n; i++)
		add_field(fields, &n, &all.v[i], side);
	for (int k = 0; k < ids.n; k++)
		for (int i = 0; i < all.n; i++)
			if (all.v[i].id.v == ids.v[k])
				add_field(fields, &n, &all.v[i], side);
	*ret = fields;
	*ret_n = n;
	return OK;
}

/* --- what holds --- */

struct answers {
	struct cx *cx;
	struct form_field *fields;
	json_t **given; /* of each field; NULL: no answer */
	int field_count;
};

static struct form_field *field_of(const struct answers *a, i64 id)
{
	for (int i = 0; i < a->field_count; i++)
		if (a->fields[i].field->id.v == id)
			return &a->fields[i];
	return NULL;
}

/* Each is parsed once: nobody has checked how long they are, and conditions are many. */
static void read_answers(struct answers *a, const struct field_value *values, int n)
{
	a->given = ARENA_ARRAY(a->cx->arena, json_t *, a->field_count + 1);
	for (int i = 0; i < a->field_count; i++) {
		const char *json = NULL;

		for (int k = 0; k < n; k++)
			if (values[k].field_id == a->fields[i].field->id.v)
				json = values[k].json;
		a->given[i] = json ? json_parse(json, strlen(json), NULL, 0) : NULL;
	}
}

static void forget_answers(struct answers *a)
{
	for (int i = 0; i < a->field_count; i++)
		json_decref(a->given[i]);
}

/* As plain() has it, but without a copy of the text. */
static bool says(const json_t *v, const char *wanted)
{
	char *dumped;
	bool same;

	if (json_is_string(v))
		return strcmp(json_string_value(v), wanted) == 0;
	dumped = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	same = dumped && strcmp(dumped, wanted) == 0;
	free(dumped);
	return same;
}

static bool has_answer(const struct answers *a, const struct form_field *f, const char *wanted)
{
	const json_t *v = a->given[f - a->fields], *one;
	size_t i;

	if (json_is_array(v)) {
		json_array_foreach (v, i, one) {
			if (says(one, wanted))
				return true;
		}
		return false;
	}
	if (f->field->type == FIELD_CHECKBOX && !json_is_true(v)) /* untouched is not checked */
		return strcmp(wanted, "false") == 0;
	return v && !json_is_null(v) && says(v, wanted);
}

/* What conditions name is not asked for until one of them holds. */
static void withhold(const struct answers *a, const struct rows *rows)
{
	for (int i = 0; i < rows->n; i++) {
		const struct condition_row *r = &rows->v[i];
		struct form_field *child = field_of(a, r->child);

		if (!child)
			continue;
		if (!child->when)
			child->when = ARENA_ARRAY(a->cx->arena, struct form_when, rows->n);
		child->when[child->when_count++] =
			(struct form_when){r->parent, r->value, r->required};
		child->shown = child->required = false;
	}
}

/* One round over the conditions; true: something new is asked for, so others may hold now. */
static bool show(const struct answers *a, const struct rows *rows)
{
	bool news = false;

	for (int i = 0; i < rows->n; i++) {
		const struct condition_row *r = &rows->v[i];
		const struct form_field *parent = field_of(a, r->parent);
		struct form_field *child = field_of(a, r->child);

		if (!child || !parent || !parent->shown || child == parent ||
			!has_answer(a, parent, r->value))
			continue;
		news |= !child->shown;
		child->shown = true;
		child->required |= r->required;
	}
	return news;
}

enum err form_fields(struct cx *cx, const struct ticket_form *form, enum form_side side,
	const struct field_value *values, int n, struct form_field **ret, int *ret_n)
{
	struct answers a = {.cx = cx};
	struct rows rows = read_conditions(cx, form, side);

	TRY(own_fields(cx, form, side, &a.fields, &a.field_count));
	withhold(&a, &rows);
	read_answers(&a, values, n);
	while (show(&a, &rows))
		;
	forget_answers(&a);
	*ret = a.fields;
	*ret_n = a.field_count;
	return OK;
}

/* --- forms --- */

enum err form_load(struct cx *cx, i64 id, struct ticket_form **ret)
{
	struct record_rows all;

	TRY(record_all(cx, &ticket_form_table, &all));
	*ret = id ? (void *)record_with_id(&all, id) : NULL;
	for (int i = 0; !*ret && i < all.n; i++) {
		struct ticket_form *f = (void *)record_at(&all, i);

		if (f->is_default)
			*ret = f;
	}
	return OK;
}

static bool is_for_customers(const struct ticket_form *f)
{
	return f->active && f->end_user_visible;
}

enum err form_is_for_customers(struct cx *cx, i64 id, bool *ret)
{
	struct record_rows all;
	const struct ticket_form *form;

	TRY(record_all(cx, &ticket_form_table, &all));
	form = (const void *)record_with_id(&all, id);
	*ret = form && is_for_customers(form);
	return OK;
}

enum err form_list_for_customers(struct cx *cx, struct ticket_form ***ret, int *ret_n)
{
	struct page page = {.sort = "position", .limit = SETTING_ROWS_MAX};
	struct record_rows all;
	struct ticket_form **forms;
	int n = 0;

	TRY(record_all(cx, &ticket_form_table, &all));
	record_page(cx, &ticket_form_table, &all, &page);
	forms = ARENA_ARRAY(cx->arena, struct ticket_form *, all.n + 1);
	for (int i = 0; i < all.n; i++) {
		struct ticket_form *f = (void *)record_at(&all, i);

		if (is_for_customers(f))
			forms[n++] = f;
	}
	*ret = forms;
	*ret_n = n;
	return OK;
}
