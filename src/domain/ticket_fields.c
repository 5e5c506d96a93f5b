/* Custom field values of a ticket: taken from input, required when solving, stored. */
#include "domain/ticket_fields.h"
#include "domain/form_rules.h"
#include "domain/ticket_i.h"

#include <string.h>

static const char *value_of(const struct ticket_values *values, field_id field)
{
	for (int i = 0; i < values->n; i++)
		if (values->v[i].field.v == field.v)
			return values->v[i].json;
	return "null";
}

static bool is_given(const struct ticket_input *in, field_id field)
{
	for (int i = 0; i < in->field_count; i++)
		if (in->fields[i].field_id == field.v)
			return true;
	return false;
}

/* What the input gives, and for a follow-up what its parent had beside that. */
static enum err values_given(struct ticket_work *w, struct field_value **ret, int *ret_n)
{
	const struct ticket_input *in = w->in;
	struct ticket_values inherited = {0};
	struct field_value *given = in->fields, *values;
	struct ticket *parent = NULL;
	int n = in->field_count;

	if (!w->by_agent)
		TRY(field_values_of_customer(w->cx, given, n, &given, &n));
	if (w->creating && w->now.followup_of.v)
		TRY(ticket_load(w->cx, w->now.followup_of, &parent));
	if (parent)
		TRY(ticket_values(w->cx, parent, &inherited));
	values = ARENA_ARRAY(w->cx->arena, struct field_value, n + inherited.n + 1);
	for (int i = 0; i < n; i++)
		values[i] = given[i];
	for (int i = 0; i < inherited.n; i++)
		if (!is_given(in, inherited.v[i].field))
			values[n++] =
				(struct field_value){inherited.v[i].field.v, inherited.v[i].json};
	*ret = values;
	*ret_n = n;
	return OK;
}

enum err ticket_fields_apply(struct ticket_work *w)
{
	struct cx *cx = w->cx;
	struct ticket_values stored;
	struct field_value *values;
	int n;

	TRY(values_given(w, &values, &n));
	if (!n)
		return OK;
	TRY(field_check_values(cx, values, n, &w->fields, &w->field_count));
	TRY(ticket_values(cx, &w->before, &stored));
	w->fields_before = ARENA_ARRAY(cx->arena, const char *, w->field_count + 1);
	w->now.field_count = stored.n;
	for (int i = 0; i < w->field_count; i++) {
		const char *old = value_of(&stored, w->fields[i].field->id);
		bool had = strcmp(old, "null") != 0, has = strcmp(w->fields[i].json, "null") != 0;

		w->fields_before[i] = old;
		w->now.field_count += has - had;
	}
	return OK;
}

/* The value after this change. */
static const char *value_now(
	const struct ticket_work *w, const struct ticket_values *stored, field_id field)
{
	for (int i = 0; i < w->field_count; i++)
		if (w->fields[i].field->id.v == field.v)
			return w->fields[i].json;
	return value_of(stored, field);
}

/* All values as they will be, for the form's conditions. */
static void values_now(const struct ticket_work *w, const struct ticket_values *stored,
	struct field_value **ret, int *ret_n)
{
	struct field_value *values =
		ARENA_ARRAY(w->cx->arena, struct field_value, w->field_count + stored->n + 1);
	int n = 0;

	for (int i = 0; i < w->field_count; i++)
		values[n++] = (struct field_value){w->fields[i].field->id.v, w->fields[i].json};
	for (int i = 0; i < stored->n; i++)
		values[n++] = (struct field_value){
			stored->v[i].field.v, value_now(w, stored, stored->v[i].field)};
	*ret = values;
	*ret_n = n;
}

/* What the ticket's form asks for then has to be there. */
enum err ticket_fields_required(struct ticket_work *w)
{
	struct cx *cx = w->cx;
	struct field_list fields;
	struct ticket_values stored;
	struct field_value *values;
	struct form_field *asked;
	struct ticket_form *form;
	enum err e = OK;
	int n;

	if (w->now.status != STATUS_SOLVED || w->before.status >= STATUS_SOLVED || !w->by_agent)
		return OK;
	TRY(field_active(cx, FIELD_TICKET, &fields));
	if (!fields.n)
		return OK;
	TRY(ticket_values(cx, &w->before, &stored));
	TRY(form_load(cx, w->now.form, &form));
	values_now(w, &stored, &values, &n);
	TRY(form_fields(cx, form, FORM_OF_AGENTS, values, n, &asked, &n));
	for (int i = 0; i < n; i++)
		if (asked[i].required &&
			field_value_is_empty(value_now(w, &stored, asked[i].field->id)))
			e = field_fail(cx, asked[i].field, ":field_required",
				"is required when solving a ticket");
	return e;
}

enum err ticket_fields_store(struct ticket_work *w)
{
	for (int i = 0; i < w->field_count; i++)
		if (strcmp(w->fields[i].json, w->fields_before[i]) != 0)
			TRY(ticket_value_set(w->cx, w->now.id, &w->fields[i]));
	return OK;
}
