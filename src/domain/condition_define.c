/* The vocabulary for editors: what can be asked in a place, how, and with which values. */
#include "condition_i.h"
#include "domain/group.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { GROUPS_MAX = 1000 };

/* What an editor needs to know, read once. */
struct vocabulary {
	struct cx *cx;
	struct jw *w;
	unsigned place;
	struct group *groups;
	int group_count;
	struct field_list fields;
};

void condition_value_write(struct jw *w, const char *value, const char *title)
{
	jw_object(w, NULL);
	jw_str(w, "value", value);
	jw_str(w, "title", title);
	jw_bool(w, "enabled", true);
	jw_end(w);
}

/* A name as people read it: "end-user" is "End user". */
static const char *title_of(struct arena *a, const char *name)
{
	char *title = arena_strdup(a, *name ? name : "-");

	for (char *p = title; *p; p++)
		*p = *p == '_' || (*p == '-' && p[1]) ? ' ' : *p;
	*title = (char)toupper((unsigned char)*title);
	return title;
}

static void write_names(struct vocabulary *v, enum condition_value value)
{
	const char *name;

	for (int i = 0; (name = condition_value_name(value, i)); i++)
		condition_value_write(v->w, name, title_of(v->cx->arena, name));
}

static void write_groups(struct vocabulary *v)
{
	struct arena *a = v->cx->arena;

	condition_value_write(v->w, "", "-");
	if (v->place != IN_POLICY)
		condition_value_write(v->w, "current_groups", "(current user's groups)");
	for (int i = 0; i < v->group_count; i++)
		condition_value_write(
			v->w, arena_printf(a, "%" PRId64, v->groups[i].id.v), v->groups[i].name);
}

static void write_people(struct vocabulary *v, enum condition_field field)
{
	condition_value_write(v->w, "", "-");
	if (v->place == IN_POLICY)
		return;
	condition_value_write(v->w, "current_user", "(current user)");
	condition_value_write(v->w, "all_agents", "(any agent)");
	if (field != CONDITION_REQUESTER)
		condition_value_write(v->w, "requester_id", "(requester)");
	if (field != CONDITION_ASSIGNEE)
		condition_value_write(v->w, "assignee_id", "(assignee)");
}

static void write_options(struct vocabulary *v, const struct custom_field *field)
{
	if (field->type == FIELD_CHECKBOX)
		write_names(v, VALUE_BOOL);
	for (int i = 0; i < field->option_count; i++)
		condition_value_write(v->w, field->options[i].value, field->options[i].name);
}

static void write_values(
	struct vocabulary *v, enum condition_field field, const struct custom_field *custom)
{
	const enum condition_value value = condition_row(field)->value;

	jw_array(v->w, "values");
	if (custom)
		write_options(v, custom);
	else if (value == VALUE_GROUP)
		write_groups(v);
	else if (value == VALUE_USER)
		write_people(v, field);
	else
		write_names(v, value);
	jw_end(v->w);
}

/* Operators that mean something for a custom field of this type. */
static unsigned custom_operators(const struct custom_field *f)
{
	bool ordered = condition_is_number(f->type) || f->type == FIELD_DATE;
	bool words = f->type == FIELD_TEXT || f->type == FIELD_TEXTAREA ||
		     f->type == FIELD_REGEXP || field_type_has_options(f->type);

	return ~(
		(ordered ? 0 : OP(OPERATOR_LESS) | OP(OPERATOR_GREATER)) | (words ? 0 : OPS_WORDS));
}

static void write_operators(struct jw *w, unsigned operators)
{
	jw_array(w, "operators");
	for (int i = 0; i < condition_operator_count; i++) {
		enum condition_operator op = (enum condition_operator)i;

		if (!(operators & OP(op)))
			continue;
		jw_object(w, NULL);
		jw_str(w, "value", condition_operator_name(op));
		jw_str(w, "title", condition_operator_title(op));
		jw_bool(w, "terminal", condition_is_bare(op));
		jw_end(w);
	}
	jw_end(w);
}

/* What kind of input an editor shows. */
static const char *type_of(enum condition_field field, const struct custom_field *custom)
{
	if (custom)
		return field_type_has_options(custom->type) || custom->type == FIELD_CHECKBOX
			       ? "list"
			       : "text";
	switch (condition_row(field)->value) {
	case VALUE_STATUS:
	case VALUE_PRIORITY:
	case VALUE_TYPE:
	case VALUE_CHANNEL:
	case VALUE_ROLE:
	case VALUE_GROUP:
	case VALUE_BOOL:
	case VALUE_UPDATE:
	case VALUE_PRIVACY:
	case VALUE_VISIBLE:
	case VALUE_SCORE:
		return "list";
	case VALUE_USER:
	case VALUE_ORGANIZATION:
	case VALUE_ID:
		return "autocomplete";
	case VALUE_TAGS:
		return "tags";
	case VALUE_NUMBER:
	case VALUE_HOURS:
		return "number";
	case VALUE_WORDS:
	case VALUE_CUSTOM:
		return "text";
	}
	return "text";
}

static bool is_nullable(enum condition_field field)
{
	return field == CONDITION_PRIORITY || field == CONDITION_TYPE || field == CONDITION_GROUP ||
	       field == CONDITION_ASSIGNEE || field == CONDITION_ORGANIZATION ||
	       field == CONDITION_CUSTOM_FIELD;
}

static void write_field(
	struct vocabulary *v, enum condition_field field, const struct custom_field *custom)
{
	const struct condition_row *row = condition_row(field);
	struct condition c = {.field = field, .custom = custom ? custom->id : (field_id){0}};
	const char *name = condition_field_name(v->cx->arena, &c);

	jw_object(v->w, NULL);
	jw_str(v->w, "title", custom ? custom->title : row->title);
	jw_str(v->w, "subject", name);
	jw_str(v->w, "value", name);
	jw_str(v->w, "type", type_of(field, custom));
	jw_str(v->w, "group", custom ? "custom_fields" : "ticket");
	jw_bool(v->w, "nullable", is_nullable(field));
	jw_bool(v->w, "repeatable", true);
	write_operators(v->w,
		condition_operators(field, v->place) & (custom ? custom_operators(custom) : ~0u));
	write_values(v, field, custom);
	jw_end(v->w);
}

static void write_list(struct vocabulary *v, const char *key)
{
	jw_array(v->w, key);
	for (int i = 0; i < CONDITION_CUSTOM_FIELD; i++)
		if (condition_row((enum condition_field)i)->places & v->place)
			write_field(v, (enum condition_field)i, NULL);
	for (int i = 0; i < v->fields.n; i++)
		write_field(v, CONDITION_CUSTOM_FIELD, &v->fields.v[i]);
	jw_end(v->w);
}

enum err conditions_write_definitions(
	struct cx *cx, struct jw *w, const char *all, const char *any, unsigned place)
{
	struct page page = {.limit = GROUPS_MAX, .cursor = true, .sort = "name"};
	struct vocabulary v = {.cx = cx, .w = w, .place = place};

	TRY(group_list(cx, &page, &v.groups, &v.group_count));
	TRY(field_active(cx, FIELD_TICKET, &v.fields));
	write_list(&v, all);
	write_list(&v, any);
	return OK;
}

/* --- checking what is saved --- */

/* Less and greater need a number, or a date, to compare with. */
static bool is_comparable(const struct condition *c, enum field_type type)
{
	char *end;

	if (c->op != OPERATOR_LESS && c->op != OPERATOR_GREATER)
		return true;
	(void)strtod(c->text, &end);
	return condition_is_number(type) ? end != c->text && !*end : strlen(c->text) == 10;
}

static enum err check_list(
	struct cx *cx, const struct condition_list *list, const char *name, const char *key)
{
	for (int i = 0; i < list->n; i++) {
		const struct condition *c = &list->v[i];
		const struct custom_field *field;
		const char *place = arena_printf(cx->arena, "%.32s.%s.%d", name, key, i);

		if (c->field != CONDITION_CUSTOM_FIELD)
			continue;
		TRY(condition_custom_field(cx, c, &field));
		if (!field)
			return fail(cx, E_INVALID, place, "InvalidValue:condition_field",
				"\"%s\" is not an active ticket field",
				condition_field_name(cx->arena, c));
		if (!(custom_operators(field) & OP(c->op)))
			return fail(cx, E_INVALID, place, "InvalidValue:condition_operator",
				"\"%s\" is not an operator of %.100s",
				condition_operator_name(c->op), field->title);
		if (!is_comparable(c, field->type))
			return fail(cx, E_INVALID, place, "InvalidValue:condition_value",
				"\"%.60s\" is not a value for %.100s", c->text, field->title);
	}
	return OK;
}

enum err conditions_check(struct cx *cx, const struct conditions *c, const char *name)
{
	TRY(check_list(cx, &c->all, name, "all"));
	return check_list(cx, &c->any, name, "any");
}
