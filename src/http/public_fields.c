/* Names in the page: "field_12", of several choices "field_12.VALUE". */
#include "http/public_fields.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *input_name(struct rq *rq, const struct custom_field *f)
{
	return arena_printf(rq->cx.arena, "field_%" PRId64, f->id.v);
}

static const char *option_name(
	struct rq *rq, const struct custom_field *f, const struct field_option *o)
{
	return arena_printf(rq->cx.arena, "%s.%s", input_name(rq, f), o->value);
}

/* --- what was typed --- */

static const char *typed_several(struct rq *rq, const struct custom_field *f)
{
	CLEANUP(json_cleanup) json_t *list = json_array();

	for (int i = 0; i < f->option_count; i++)
		if (rq_form(rq, option_name(rq, f, &f->options[i])))
			json_array_append_new(list, json_string(f->options[i].value));
	return json_text(rq->cx.arena, list);
}

static const char *typed_json(struct rq *rq, const struct custom_field *f)
{
	CLEANUP(json_cleanup) json_t *text = NULL;
	const char *typed;

	if (f->type == FIELD_MULTISELECT)
		return typed_several(rq, f);
	typed = rq_form(rq, input_name(rq, f));
	if (f->type == FIELD_CHECKBOX)
		return typed ? "true" : "false";
	if (!typed || !*typed)
		return "null";
	text = json_string(typed);
	return json_text(rq->cx.arena, text);
}

/* --- which form --- */

static void choose(struct public_fields *fields)
{
	struct rq *rq = fields->form->rq;
	const char *asked = rq->method == M_GET ? rq_query(rq, "form") : rq_form(rq, "form");
	i64 id = asked ? strtoll(asked, NULL, 10) : 0;
	const struct ticket_form *best = fields->choice_count ? fields->choices[0] : NULL;

	for (int i = 0; i < fields->choice_count; i++) {
		const struct ticket_form *f = fields->choices[i];

		if (f->record.id == id) {
			fields->chosen = id;
			return;
		}
		if (f->is_default)
			best = f;
	}
	fields->chosen = best ? best->record.id : 0;
}

static struct ticket_form *chosen_form(const struct public_fields *fields)
{
	for (int i = 0; i < fields->choice_count; i++)
		if (fields->choices[i]->record.id == fields->chosen)
			return fields->choices[i];
	return NULL;
}

enum err public_fields_read(struct public_form *f, struct public_fields *ret)
{
	struct cx *cx = &f->rq->cx;
	struct ticket_form *form;

	*ret = (struct public_fields){.form = f};
	TRY(form_list_for_customers(cx, &ret->choices, &ret->choice_count));
	choose(ret);
	form = chosen_form(ret);
	if (!form)
		return OK;
	TRY(form_fields(cx, form, FORM_OF_CUSTOMERS, NULL, 0, &ret->v, &ret->n));
	if (ret->n > PUBLIC_FIELDS_MAX)
		ret->n = PUBLIC_FIELDS_MAX;
	ret->typed = ARENA_ARRAY(cx->arena, struct field_value, ret->n + 1);
	for (int i = 0; i < ret->n; i++)
		ret->typed[i] = (struct field_value){
			ret->v[i].field->id.v, typed_json(f->rq, ret->v[i].field)};
	TRY(form_fields(cx, form, FORM_OF_CUSTOMERS, ret->typed, ret->n, &ret->v, &(int){0}));
	return OK;
}

/* --- checking --- */

static void note(struct public_fields *fields, int i, const char *key)
{
	struct public_form *f = fields->form;

	fields->errors[i] = page_text(f->rq, key);
	public_form_error(f, input_name(f->rq, fields->v[i].field), key, NULL, NULL);
}

/* Had the page this conditional question? It says which it asked: " 12 15 ". */
static bool was_asked(const char *asked, const struct form_field *f)
{
	char id[24];

	snprintf(id, sizeof id, " %" PRId64 " ", f->field->id.v);
	return !f->when_count || strstr(asked, id);
}

static enum err check_one(struct public_fields *fields, int i)
{
	struct cx *cx = &fields->form->rq->cx;
	const struct form_field *f = &fields->v[i];
	struct field_checked *checked;
	enum err e;
	int n;

	if (f->required && field_value_is_empty(fields->typed[i].json)) {
		note(fields, i, "public.error.field_blank");
		return OK;
	}
	e = field_check_values(cx, &fields->typed[i], 1, &checked, &n);
	if (e != E_INVALID)
		return e;
	cx->fail = (struct failure){0};
	note(fields, i, "public.error.field_invalid");
	return OK;
}

enum err public_fields_check(struct public_fields *fields)
{
	struct rq *rq = fields->form->rq;
	const char *asked = rq_form(rq, "asked");
	bool more = false;

	asked = arena_printf(rq->cx.arena, " %s ", asked ? asked : "");
	for (int i = 0; i < fields->n; i++) {
		if (!fields->v[i].shown)
			continue;
		if (was_asked(asked, &fields->v[i])) {
			TRY(check_one(fields, i));
		} else if (!more) {
			note(fields, i, "public.error.more_questions");
			more = true;
		}
	}
	return OK;
}

void public_fields_take(const struct public_fields *fields, struct ticket_input *in)
{
	struct field_value *values =
		ARENA_ARRAY(fields->form->rq->cx.arena, struct field_value, fields->n + 1);
	int n = 0;

	for (int i = 0; i < fields->n; i++)
		if (fields->v[i].shown && !field_value_is_empty(fields->typed[i].json))
			values[n++] = fields->typed[i];
	in->form_id = (struct opt_i64){fields->chosen != 0, fields->chosen};
	in->fields = values;
	in->field_count = n;
}

/* --- the page --- */

/* What the script needs to do the same: [[parent, "value", required], …]. */
static const char *when_text(struct rq *rq, const struct form_field *f)
{
	CLEANUP(json_cleanup) json_t *list = json_array();

	for (int i = 0; i < f->when_count; i++) {
		const struct form_when *w = &f->when[i];

		json_array_append_new(
			list, json_pack("[Isb]", (json_int_t)w->parent, w->value, w->required));
	}
	return f->when_count ? json_text(rq->cx.arena, list) : "";
}

static void view_options(struct rq *rq, struct view *item, const struct custom_field *f)
{
	const char *typed = rq_form(rq, input_name(rq, f));

	for (int i = 0; i < f->option_count; i++) {
		const struct field_option *o = &f->options[i];
		struct view *option = view_item(item, "options");
		const char *name = option_name(rq, f, o);
		bool on = f->type == FIELD_MULTISELECT ? rq_form(rq, name) != NULL
			  : typed		       ? strcmp(typed, o->value) == 0
						       : o->is_default;

		view_text(option, "option_name", name);
		view_text(option, "option_value", o->value);
		view_text(option, "option_text", o->name);
		view_bool(option, "option_on", on);
	}
}

/* Which control it is; a line of text is none of the named ones. */
static void view_kind(struct view *item, enum field_type type)
{
	view_bool(item, "is_area", type == FIELD_TEXTAREA);
	view_bool(item, "is_check", type == FIELD_CHECKBOX);
	view_bool(item, "is_choice", type == FIELD_TAGGER);
	view_bool(item, "is_several", type == FIELD_MULTISELECT);
	view_text(item, "input_type", type == FIELD_DATE ? "date" : "text");
	view_text(item, "input_mode",
		type == FIELD_INTEGER || type == FIELD_CREDIT_CARD ? "numeric"
		: type == FIELD_DECIMAL				   ? "decimal"
								   : "text");
}

static void view_field(const struct public_fields *fields, int i, struct view *item)
{
	struct rq *rq = fields->form->rq;
	const struct form_field *f = &fields->v[i];
	const char *name = input_name(rq, f->field), *typed = rq_form(rq, name);
	const char *title = f->field->title_in_portal, *error = fields->errors[i];

	view_text(item, "field_name", name);
	view_i64(item, "field_id", f->field->id.v);
	view_text(item, "field_title", title && *title ? title : f->field->title);
	view_text(item, "field_hint", f->field->description ? f->field->description : "");
	view_text(item, "field_error", error ? error : "");
	view_text(item, "field_value", typed ? typed : "");
	view_bool(item, "field_on", typed != NULL);
	view_bool(item, "field_shown", f->shown);
	view_bool(item, "field_required", f->required);
	view_text(item, "field_when", when_text(rq, f));
	view_kind(item, f->field->type);
	view_options(rq, item, f->field);
}

void public_fields_view(const struct public_fields *fields, struct view *v)
{
	struct rq *rq = fields->form->rq;
	const char *asked = "";

	for (int i = 0; i < fields->n; i++) {
		view_field(fields, i, view_item(v, "questions"));
		if (fields->v[i].when_count && fields->v[i].shown)
			asked = arena_printf(
				rq->cx.arena, "%s %" PRId64, asked, fields->v[i].field->id.v);
	}
	view_text(v, "asked", asked);
	view_i64(v, "form", fields->chosen);
	for (int i = 0; fields->choice_count > 1 && i < fields->choice_count; i++) {
		const struct ticket_form *f = fields->choices[i];
		struct view *item = view_item(v, "forms");

		view_i64(item, "form_id", f->record.id);
		view_text(item, "form_name", f->display_name);
		view_bool(item, "form_chosen", f->record.id == fields->chosen);
	}
}
