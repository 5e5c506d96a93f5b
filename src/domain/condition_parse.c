/*
 * Reading conditions. Values come in the dialect of the API: numbers or strings of digits, names
 * of enums, booleans, "" or null for "none", tags and words as a list or as one string.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "condition_i.h"
#include "people_i.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	PLACE = 48,
	HOURS_MAX = 24 * 366 * 10,
	BUSINESS_HOURS_MAX = 24 * 366,
};

/* One reading: where errors go and what they call the place. */
struct reading {
	struct arena *arena;
	struct failure *fail;
	const char *name; /* "conditions", "filter" */
	unsigned place;
	char at[PLACE];	   /* "conditions.all.3" */
	char title[PLACE]; /* "Conditions" */
};

/* Other spellings that clients use. */
static const struct {
	const char *name;
	enum condition_field field;
} spellings[] = {
	{"channel", CONDITION_VIA},
	{"current_via_id", CONDITION_VIA}, /* where no update is looked at */
	{"ticket_type_id", CONDITION_TYPE},
	{"ticket_type", CONDITION_TYPE},
	{"tags", CONDITION_TAGS},
	{"subject", CONDITION_SUBJECT},
	{"created_at", CONDITION_SINCE_NEW},
};
static const char *const custom_spellings[] = {
	"custom_fields_", "ticket_fields_", "custom_field_", "ticket_field_"};

static bool parse_number(const char *text, i64 *ret)
{
	char *end;

	errno = 0;
	*ret = strtoll(text, &end, 10);
	return isdigit((unsigned char)*text) && !*end && !errno;
}

static bool parse_custom_field(const char *name, struct condition *c)
{
	for (size_t i = 0; i < COUNT_OF(custom_spellings); i++) {
		size_t n = strlen(custom_spellings[i]);

		if (strncmp(name, custom_spellings[i], n) == 0 &&
			parse_number(name + n, &c->custom.v)) {
			c->field = CONDITION_CUSTOM_FIELD;
			return true;
		}
	}
	return false;
}

static bool parse_field(const char *name, unsigned place, struct condition *c)
{
	for (int i = 0; i < CONDITION_CUSTOM_FIELD; i++) {
		const struct condition_row *row = condition_row((enum condition_field)i);

		c->field = (enum condition_field)i;
		if ((row->places & place) && strcmp(row->name, name) == 0)
			return true;
	}
	for (size_t i = 0; i < COUNT_OF(spellings); i++) {
		c->field = spellings[i].field;
		if ((condition_row(c->field)->places & place) &&
			strcmp(spellings[i].name, name) == 0)
			return true;
	}
	return parse_custom_field(name, c) && (condition_row(c->field)->places & place);
}

static bool parse_operator(const char *name, enum condition_operator *ret)
{
	for (int i = 0; i < condition_operator_count; i++) {
		*ret = (enum condition_operator)i;
		if (strcmp(condition_operator_name(*ret), name) == 0)
			return true;
	}
	return false;
}

/* --- values --- */

/* The names of a small set, each with its number. An alias is understood and not offered. */
struct name {
	const char *name;
	i64 number;
	bool alias;
};
#define NAME(wire, number) \
	{ \
		wire, number, false \
	}
#define ALIAS(wire, number) \
	{ \
		wire, number, true \
	}
#define X(constant, number, wire) NAME(wire, number),
static const struct name status_names[] = {STATUS_LIST(X){0}};
static const struct name priority_names[] = {PRIORITY_LIST(X) NAME("", 0), {0}};
static const struct name type_names[] = {
	/* the numbers of ticket_type_id */
	TYPE_LIST(X) NAME("", 0), ALIAS("0", 0), ALIAS("1", TYPE_QUESTION),
	ALIAS("2", TYPE_INCIDENT), ALIAS("3", TYPE_PROBLEM), ALIAS("4", TYPE_TASK), {0}};
static const struct name role_names[] = {ROLE_LIST(X) ALIAS("end_user", ROLE_END_USER), {0}};
/* the numbers that the API's clients know channels by */
static const struct name channel_names[] = {CHANNEL_LIST(X) ALIAS("0", CHANNEL_WEB),
	ALIAS("4", CHANNEL_EMAIL), ALIAS("5", CHANNEL_API), ALIAS("8", CHANNEL_RULE),
	ALIAS("27", CHANNEL_FOLLOW_UP), ALIAS("29", CHANNEL_CHAT), ALIAS("33", CHANNEL_VOICE),
	ALIAS("34", CHANNEL_VOICE), ALIAS("35", CHANNEL_VOICE), {0}};
#undef X
static const struct name bool_names[] = {
	NAME("true", 1), NAME("false", 0), ALIAS("1", 1), ALIAS("0", 0), {0}};
static const struct name visible_names[] = {NAME("public", 1), NAME("private", 0), ALIAS("true", 1),
	ALIAS("false", 0), ALIAS("1", 1), ALIAS("0", 0), {0}};
static const struct name update_names[] = {NAME("Create", 0), NAME("Change", 1), {0}};
static const struct name privacy_names[] = {NAME("false", CONDITION_PRIVATE),
	NAME("true", CONDITION_PUBLIC), NAME("not_relevant", CONDITION_ANY_COMMENT),
	NAME("requester_can_see_comment", CONDITION_PUBLIC), {0}};
static const struct name score_names[] = {
	NAME("unoffered", 0), NAME("offered", 1), NAME("bad", 2), NAME("good", 3), {0}};

static const struct name *names_of(enum condition_value value)
{
	switch ((int)value) {
	case VALUE_STATUS:
		return status_names;
	case VALUE_PRIORITY:
		return priority_names;
	case VALUE_TYPE:
		return type_names;
	case VALUE_CHANNEL:
		return channel_names;
	case VALUE_ROLE:
		return role_names;
	case VALUE_BOOL:
		return bool_names;
	case VALUE_UPDATE:
		return update_names;
	case VALUE_PRIVACY:
		return privacy_names;
	case VALUE_VISIBLE:
		return visible_names;
	case VALUE_SCORE:
		return score_names;
	}
	return NULL;
}

const char *condition_value_name(enum condition_value value, int index)
{
	const struct name *names = names_of(value);

	for (; names && names->name; names++)
		if (!names->alias && index-- == 0)
			return names->name;
	return NULL;
}

static bool find_name(const struct name *names, const char *text, i64 *ret)
{
	for (; names->name; names++) {
		*ret = names->number;
		if (strcmp(names->name, text) == 0)
			return true;
	}
	return false;
}

/* Values that depend on who asks or on the ticket; policies promise the same to everybody. */
static bool find_special(const struct condition *c, const char *text, enum condition_special *ret)
{
	static const struct {
		const char *name;
		enum condition_special special;
		enum condition_value value;
		enum condition_field but; /* of itself it says nothing */
	} table[] = {
		{"current_user", SPECIAL_CURRENT_USER, VALUE_USER, CONDITION_CUSTOM_FIELD},
		{"all_agents", SPECIAL_ALL_AGENTS, VALUE_USER, CONDITION_CUSTOM_FIELD},
		{"current_groups", SPECIAL_CURRENT_GROUPS, VALUE_GROUP, CONDITION_CUSTOM_FIELD},
		{"requester_id", SPECIAL_REQUESTER, VALUE_USER, CONDITION_REQUESTER},
		{"assignee_id", SPECIAL_ASSIGNEE, VALUE_USER, CONDITION_ASSIGNEE},
	};

	for (size_t i = 0; i < COUNT_OF(table); i++) {
		*ret = table[i].special;
		if (strcmp(table[i].name, text) == 0 && table[i].but != c->field &&
			table[i].value == condition_row(c->field)->value)
			return true;
	}
	*ret = SPECIAL_NONE;
	return false;
}

struct text_list condition_words(struct arena *a, const char *text)
{
	char *folded = utf8_fold(a, text), *save = NULL;
	struct text_list list = {0};
	size_t most = strlen(folded) / 2 + 1;

	list.v = ARENA_ARRAY(a, const char *, most);
	for (char *w = strtok_r(folded, " ,\t\n", &save); w; w = strtok_r(NULL, " ,\t\n", &save))
		list.v[list.n++] = w;
	return list;
}

/* Append a string, a number, a boolean or nothing for null; false for what is none of them. */
static bool add_scalar(struct buf *out, const json_t *v)
{
	if (json_is_string(v))
		buf_str(out, json_string_value(v));
	else if (json_is_integer(v))
		buf_i64(out, json_integer_value(v));
	else if (json_is_real(v))
		buf_printf(out, "%.15g", json_real_value(v));
	else if (json_is_boolean(v))
		buf_str(out, json_is_true(v) ? "true" : "false");
	else
		return json_is_null(v);
	return true;
}

/* The value as one text, the items of a list with spaces; NULL when it is too long or neither. */
static const char *value_text(struct arena *a, const json_t *v)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(CONDITION_VALUE);
	bool ok = !v || json_is_array(v) || add_scalar(&out, v);
	const json_t *item;
	size_t i;

	json_array_foreach (v, i, item) {
		buf_str(&out, i ? " " : "");
		ok = ok && add_scalar(&out, item);
	}
	return ok && !out.failed ? arena_strndup(a, out.n ? out.p : "", out.n) : NULL;
}

static bool parse_hours(struct condition *c, const char *text)
{
	bool business = (OP(c->op) & OPS_BUSINESS) != 0;

	return parse_number(text, &c->number) &&
	       c->number <= (business ? BUSINESS_HOURS_MAX : HOURS_MAX);
}

/* A number inside: an id or an enum; "" is none where there can be none. */
static bool parse_scalar(const struct reading *r, struct condition *c, const char *text)
{
	const enum condition_value value = condition_row(c->field)->value;

	if (names_of(value))
		return find_name(names_of(value), text, &c->number);
	if (value == VALUE_HOURS)
		return parse_hours(c, text);
	if (r->place != IN_POLICY && find_special(c, text, &c->special))
		return true;
	c->number = 0;
	if (!*text)
		return value != VALUE_NUMBER && value != VALUE_ID;
	return parse_number(text, &c->number);
}

static bool parse_text(const struct reading *r, struct condition *c, const char *text)
{
	const enum condition_value value = condition_row(c->field)->value;

	if (condition_is_bare(c->op))
		return true;
	if (value != VALUE_CUSTOM && value != VALUE_TAGS && value != VALUE_WORDS)
		return parse_scalar(r, c, text);
	text = utf8_clean(r->arena, text);
	c->words = condition_words(r->arena, text);
	if (value == VALUE_CUSTOM)
		c->text = fold_key(r->arena, text);
	return c->words.n || (value == VALUE_CUSTOM && !(OP(c->op) & OPS_WORDS));
}

static enum err parse_value(struct reading *r, const json_t *v, struct condition *c)
{
	const char *text = value_text(r->arena, v);
	const char *field = condition_field_name(r->arena, c);

	if (!text)
		return failure_add(r->fail, E_INVALID, r->at, "InvalidValue:condition_value",
			"%s: the value for %s has to be a text, a number or a short list", r->title,
			field);
	if (!parse_text(r, c, text))
		return failure_add(r->fail, E_INVALID, r->at, "InvalidValue:condition_value",
			"%s: \"%.60s\" is not a value for %s", r->title, text, field);
	c->value_json = json_text(r->arena, v);
	return OK;
}

/* "source" is what some call the field. */
static const char *field_of(const json_t *j)
{
	const char *field = json_get_str(j, "field");

	return field ? field : json_get_str(j, "source");
}

static enum err parse_condition(struct reading *r, const json_t *j, struct condition *ret)
{
	const char *field = field_of(j), *op = json_get_str(j, "operator");

	if (!field || !parse_field(field, r->place, ret))
		return failure_add(r->fail, E_INVALID, r->at, "InvalidValue:condition_field",
			"%s: \"%.60s\" is not a field that a condition can test", r->title,
			field ? field : "");
	if (!op || !parse_operator(op, &ret->op) ||
		!(condition_operators(ret->field, r->place) & OP(ret->op)))
		return failure_add(r->fail, E_INVALID, r->at, "InvalidValue:condition_operator",
			"%s: \"%.40s\" is not an operator of %.40s", r->title, op ? op : "", field);
	return parse_value(r, json_object_get(j, "value"), ret);
}

static enum err fail_list(struct reading *r)
{
	return failure_about(r->fail,
		failure_add(r->fail, E_INVALID, r->at, "InvalidValue:too_many",
			"%s: has to be a list of at most %d conditions", r->title, CONDITION_MAX),
		"%d", CONDITION_MAX);
}

static enum err parse_list(
	struct reading *r, const json_t *list, const char *key, struct condition_list *ret)
{
	const json_t *v;
	size_t i;

	*ret = (struct condition_list){0};
	if (!list || json_is_null(list))
		return OK;
	snprintf(r->at, sizeof r->at, "%s.%s", r->name, key);
	if (!json_is_array(list) || json_array_size(list) > CONDITION_MAX)
		return fail_list(r);
	ret->v = ARENA_ARRAY(r->arena, struct condition, json_array_size(list) + 1);
	json_array_foreach (list, i, v) {
		snprintf(r->at, sizeof r->at, "%s.%s.%zu", r->name, key, i);
		TRY(parse_condition(r, v, &ret->v[ret->n++]));
	}
	return OK;
}

enum err conditions_parse(struct arena *a, struct failure *f, const json_t *j, const char *name,
	unsigned place, struct conditions *ret)
{
	struct reading r = {.arena = a, .fail = f, .name = name, .place = place};

	snprintf(r.title, sizeof r.title, "%s", name);
	r.title[0] = (char)toupper((unsigned char)r.title[0]);
	if (j && !json_is_object(j) && !json_is_null(j))
		return failure_add(f, E_INVALID, name, "InvalidValue",
			"%s: has to be an object with the lists \"all\" and \"any\"", r.title);
	TRY(parse_list(&r, json_object_get(j, "all"), "all", &ret->all));
	TRY(parse_list(&r, json_object_get(j, "any"), "any", &ret->any));
	snprintf(r.at, sizeof r.at, "%s", name);
	return ret->all.n + ret->any.n > CONDITION_MAX ? fail_list(&r) : OK;
}
