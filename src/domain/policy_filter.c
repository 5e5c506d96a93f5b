/*
 * Conditions of a policy: reading, writing, and whether they fit a ticket. Values come in the
 * dialect of the API: numbers or strings of digits, names of enums, "" or null for "none", tags
 * and words as a list or as one string.
 */
#include "domain/policy.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLACE = 48 };

static const char *condition_field_name(enum condition_field field)
{
	static const char *const names[] = {
#define X(constant, wire) wire,
		CONDITION_FIELD_LIST(X)
#undef X
	};

	return names[field];
}

static const char *condition_operator_name(enum condition_operator op)
{
	static const char *const names[] = {
#define X(constant, wire) wire,
		CONDITION_OPERATOR_LIST(X)
#undef X
	};

	return names[op];
}

#define X(constant, wire) +1
enum { FIELDS = CONDITION_FIELD_LIST(X), OPERATORS = CONDITION_OPERATOR_LIST(X) };
#undef X

#define BIT(n)	 (1u << (n))
#define EQUALITY (BIT(OPERATOR_IS) | BIT(OPERATOR_IS_NOT))
#define ORDER	 (EQUALITY | BIT(OPERATOR_LESS) | BIT(OPERATOR_GREATER))
#define CONTENT	 (BIT(OPERATOR_INCLUDES) | BIT(OPERATOR_NOT_INCLUDES))

/* The operators that a field has. */
static unsigned operators_of(enum condition_field field)
{
	switch (field) {
	case CONDITION_STATUS:
	case CONDITION_PRIORITY:
		return ORDER;
	case CONDITION_TYPE:
	case CONDITION_GROUP:
	case CONDITION_ASSIGNEE:
	case CONDITION_REQUESTER:
	case CONDITION_ORGANIZATION:
	case CONDITION_VIA:
	case CONDITION_RECIPIENT:
	case CONDITION_ROLE:
		return EQUALITY;
	case CONDITION_TAGS:
		return CONTENT;
	case CONDITION_SUBJECT:
		return CONTENT | EQUALITY;
	}
	return 0;
}

static bool parse_field(const char *name, enum condition_field *ret)
{
	if (name && (strcmp(name, "current_via_id") == 0 || strcmp(name, "channel") == 0))
		name = "via_id";
	for (int i = 0; name && i < FIELDS; i++) {
		if (strcmp(condition_field_name((enum condition_field)i), name) == 0) {
			*ret = (enum condition_field)i;
			return true;
		}
	}
	return false;
}

static bool parse_operator(const char *name, enum condition_operator *ret)
{
	for (int i = 0; name && i < OPERATORS; i++) {
		if (strcmp(condition_operator_name((enum condition_operator)i), name) == 0) {
			*ret = (enum condition_operator)i;
			return true;
		}
	}
	return false;
}

static bool parse_number(const char *text, i64 *ret)
{
	char *end;

	errno = 0;
	*ret = strtoll(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno;
}

/* The numbers that the API's clients know channels by. */
static bool parse_via(const char *text, i64 *ret)
{
	static const struct {
		i64 id;
		enum channel channel;
	} table[] = {{0, CHANNEL_WEB}, {4, CHANNEL_EMAIL}, {5, CHANNEL_API}, {8, CHANNEL_RULE},
		{27, CHANNEL_FOLLOW_UP}, {29, CHANNEL_CHAT}, {33, CHANNEL_VOICE},
		{34, CHANNEL_VOICE}, {35, CHANNEL_VOICE}};
	enum channel channel;
	i64 id;

	if (channel_parse(text, &channel)) {
		*ret = channel;
		return true;
	}
	for (size_t i = 0; parse_number(text, &id) && i < COUNT_OF(table); i++) {
		if (table[i].id == id) {
			*ret = table[i].channel;
			return true;
		}
	}
	return false;
}

/* "end_user" is an older spelling of the same role. */
static bool parse_role(const char *text, i64 *ret)
{
	enum role role;
	bool known = role_parse(strcmp(text, "end_user") == 0 ? "end-user" : text, &role);

	*ret = known ? (i64)role : 0;
	return known;
}

/* The value of a field that is a number inside: an id or an enum. "" is none. */
static bool parse_scalar(enum condition_field field, const char *text, i64 *ret)
{
	enum status status = STATUS_NEW;
	enum priority priority = PRIORITY_NONE;
	enum ticket_type type = TYPE_NONE;
	bool none = !*text;

	*ret = 0;
	switch (field) {
	case CONDITION_STATUS:
		if (!status_parse(text, &status))
			return false;
		*ret = status;
		return true;
	case CONDITION_PRIORITY:
		if (!none && !priority_parse(text, &priority))
			return false;
		*ret = priority;
		return true;
	case CONDITION_TYPE:
		if (!none && !ticket_type_parse(text, &type))
			return false;
		*ret = type;
		return true;
	case CONDITION_VIA:
		return parse_via(text, ret);
	case CONDITION_ROLE:
		return parse_role(text, ret);
	case CONDITION_GROUP:
	case CONDITION_ASSIGNEE:
	case CONDITION_REQUESTER:
	case CONDITION_ORGANIZATION:
		return none || parse_number(text, ret);
	case CONDITION_TAGS:
	case CONDITION_SUBJECT:
	case CONDITION_RECIPIENT:
		break; /* text: see parse_words */
	}
	return false;
}

/* Folded words of a text, split at spaces and commas. */
static struct text_list split(struct arena *a, const char *text)
{
	char *folded = utf8_fold(a, text), *save = NULL;
	struct text_list list = {0};
	size_t most = strlen(folded) / 2 + 1;

	list.v = ARENA_ARRAY(a, const char *, most);
	for (char *w = strtok_r(folded, " ,\t\n", &save); w; w = strtok_r(NULL, " ,\t\n", &save))
		list.v[list.n++] = w;
	return list;
}

/* Append a string, a number or nothing for null; false for what is none of them. */
static bool add_scalar(struct buf *out, const json_t *v)
{
	if (json_is_string(v))
		buf_str(out, json_string_value(v));
	else if (json_is_integer(v))
		buf_i64(out, json_integer_value(v));
	return json_is_string(v) || json_is_integer(v) || json_is_null(v);
}

/* The value as one text, the items of a list with spaces; NULL when it is too long or neither. */
static const char *value_text(struct arena *a, const json_t *v)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(POLICY_VALUE);
	bool ok = !v || json_is_array(v) || add_scalar(&out, v);
	const json_t *item;
	size_t i;

	json_array_foreach (v, i, item) {
		buf_str(&out, i ? " " : "");
		ok = ok && add_scalar(&out, item);
	}
	return ok && !out.failed ? arena_strndup(a, out.n ? out.p : "", out.n) : NULL;
}

static enum err parse_value(
	struct arena *a, struct failure *f, const json_t *v, const char *place, struct condition *c)
{
	const char *text = value_text(a, v);
	const char *field = condition_field_name(c->field);
	bool is_text = c->field == CONDITION_TAGS || c->field == CONDITION_SUBJECT ||
		       c->field == CONDITION_RECIPIENT;
	char *dump;

	if (!text)
		return failure_add(f, E_INVALID, place, "InvalidValue",
			"Filter: the value for %s has to be a text, a number or a short list",
			field);
	if (is_text)
		c->words = split(a, text);
	if (is_text ? !c->words.n : !parse_scalar(c->field, text, &c->number))
		return failure_add(f, E_INVALID, place, "InvalidValue",
			"Filter: \"%.60s\" is not a value for %s", text, field);
	dump = json_dumps(v ? v : json_null(), JSON_ENCODE_ANY | JSON_COMPACT);
	c->value_json = arena_strdup(a, dump ? dump : "null");
	free(dump);
	return OK;
}

static enum err parse_condition(struct arena *a, struct failure *f, const json_t *j,
	const char *place, struct condition *ret)
{
	const char *field = json_get_str(j, "field"), *op = json_get_str(j, "operator");

	if (!parse_field(field, &ret->field))
		return failure_add(f, E_INVALID, place, "InvalidValue",
			"Filter: \"%.60s\" is not a field that a condition can test",
			field ? field : "");
	if (!parse_operator(op, &ret->op) || !(operators_of(ret->field) & BIT(ret->op)))
		return failure_add(f, E_INVALID, place, "InvalidValue",
			"Filter: \"%.40s\" is not an operator of %.40s", op ? op : "", field);
	return parse_value(a, f, json_object_get(j, "value"), place, ret);
}

static enum err parse_list(struct arena *a, struct failure *f, const json_t *list, const char *name,
	struct conditions *ret)
{
	const json_t *v;
	char place[PLACE];
	size_t i;

	ret->n = 0;
	if (!list || json_is_null(list))
		return OK;
	snprintf(place, sizeof place, "filter.%s", name);
	if (!json_is_array(list) || json_array_size(list) > POLICY_CONDITIONS)
		return failure_add(f, E_INVALID, place, "InvalidValue",
			"Filter: has to be a list of at most %d conditions", POLICY_CONDITIONS);
	ret->v = ARENA_ARRAY(a, struct condition, json_array_size(list));
	json_array_foreach (list, i, v) {
		snprintf(place, sizeof place, "filter.%s.%zu", name, i);
		TRY(parse_condition(a, f, v, place, &ret->v[ret->n++]));
	}
	return OK;
}

enum err policy_parse_filter(
	struct arena *a, struct failure *f, const json_t *j, struct policy_rules *rules)
{
	if (j && !json_is_object(j) && !json_is_null(j))
		return failure_add(f, E_INVALID, "filter", "InvalidValue",
			"Filter: has to be an object with the lists \"all\" and \"any\"");
	TRY(parse_list(a, f, json_object_get(j, "all"), "all", &rules->all));
	return parse_list(a, f, json_object_get(j, "any"), "any", &rules->any);
}

static void write_list(struct jw *w, const char *key, const struct conditions *list)
{
	jw_array(w, key);
	for (int i = 0; i < list->n; i++) {
		jw_object(w, NULL);
		jw_str(w, "field", condition_field_name(list->v[i].field));
		jw_str(w, "operator", condition_operator_name(list->v[i].op));
		jw_raw(w, "value", list->v[i].value_json);
		jw_end(w);
	}
	jw_end(w);
}

void policy_write_filter(struct jw *w, const char *key, const struct policy_rules *rules)
{
	jw_object(w, key);
	write_list(w, "all", &rules->all);
	write_list(w, "any", &rules->any);
	jw_end(w);
}

/* The names that a field's value can have; others take ids or text. */
static void write_values(struct jw *w, enum condition_field field)
{
#define X(constant, number, wire) jw_str(w, NULL, wire);
	jw_array(w, "values");
	if (field == CONDITION_STATUS) {
		STATUS_LIST(X)
	} else if (field == CONDITION_PRIORITY) {
		PRIORITY_LIST(X)
	} else if (field == CONDITION_TYPE) {
		TYPE_LIST(X)
	} else if (field == CONDITION_VIA) {
		CHANNEL_LIST(X)
	} else if (field == CONDITION_ROLE) {
		ROLE_LIST(X)
	}
	jw_end(w);
#undef X
}

static void write_definitions(struct jw *w, const char *key)
{
	jw_array(w, key);
	for (int i = 0; i < FIELDS; i++) {
		enum condition_field field = (enum condition_field)i;

		jw_object(w, NULL);
		jw_str(w, "value", condition_field_name(field));
		jw_str(w, "title", condition_field_name(field));
		jw_str(w, "group", "ticket");
		jw_array(w, "operators");
		for (int o = 0; o < OPERATORS; o++) {
			if (!(operators_of(field) & BIT(o)))
				continue;
			jw_object(w, NULL);
			jw_str(w, "value", condition_operator_name((enum condition_operator)o));
			jw_str(w, "title", condition_operator_name((enum condition_operator)o));
			jw_end(w);
		}
		jw_end(w);
		write_values(w, field);
		jw_end(w);
	}
	jw_end(w);
}

void policy_write_definitions(struct jw *w, const char *key)
{
	jw_object(w, key);
	write_definitions(w, "all");
	write_definitions(w, "any");
	jw_end(w);
}

/* --- does it fit --- */

static bool list_has(const struct text_list *list, const char *word, size_t n)
{
	for (int i = 0; i < list->n; i++)
		if (strlen(list->v[i]) == n && memcmp(list->v[i], word, n) == 0)
			return true;
	return false;
}

/* One of the words stands in the text, as a word of its own. */
static bool has_word(const char *folded, const struct text_list *words)
{
	static const char gaps[] = " \t\n,.;:!?()[]{}<>\"'/\\|";

	for (const char *p = folded; *p;) {
		size_t n = strcspn(p, gaps);

		if (n && list_has(words, p, n))
			return true;
		p += n;
		p += strspn(p, gaps);
	}
	return false;
}

/* The text consists of exactly the words, in order. */
static bool is_words(struct arena *a, const char *text, const struct text_list *words)
{
	struct text_list found = split(a, text);

	if (found.n != words->n)
		return false;
	for (int i = 0; i < found.n; i++)
		if (strcmp(found.v[i], words->v[i]) != 0)
			return false;
	return true;
}

static bool fits_text(struct arena *a, const struct condition *c, const char *text)
{
	const char *folded = utf8_fold(a, text ? text : "");
	bool negate = c->op == OPERATOR_NOT_INCLUDES || c->op == OPERATOR_IS_NOT;
	bool whole = c->op == OPERATOR_IS || c->op == OPERATOR_IS_NOT;
	struct text_list tags;

	if (whole)
		return is_words(a, folded, &c->words) != negate;
	if (c->field != CONDITION_TAGS)
		return has_word(folded, &c->words) != negate;
	tags = split(a, folded);
	for (int i = 0; i < tags.n; i++)
		if (list_has(&c->words, tags.v[i], strlen(tags.v[i])))
			return !negate;
	return negate;
}

static bool fits_number(const struct condition *c, i64 v)
{
	switch (c->op) {
	case OPERATOR_IS:
		return v == c->number;
	case OPERATOR_IS_NOT:
		return v != c->number;
	case OPERATOR_LESS:
		return v < c->number;
	case OPERATOR_GREATER:
		return v > c->number;
	case OPERATOR_INCLUDES:
	case OPERATOR_NOT_INCLUDES:
		break; /* refused by parse_condition */
	}
	return false;
}

static enum err fits_role(struct cx *cx, const struct condition *c, user_id requester, bool *ret)
{
	enum role role;

	TRY(policy_role_of(cx, requester, &role));
	*ret = fits_number(c, role);
	return OK;
}

static enum err fits_condition(
	struct cx *cx, const struct condition *c, const struct ticket *t, bool *ret)
{
	switch (c->field) {
	case CONDITION_STATUS:
		*ret = fits_number(c, t->status);
		return OK;
	case CONDITION_TYPE:
		*ret = fits_number(c, t->type);
		return OK;
	case CONDITION_PRIORITY:
		*ret = fits_number(c, t->priority);
		return OK;
	case CONDITION_GROUP:
		*ret = fits_number(c, t->group.v);
		return OK;
	case CONDITION_ASSIGNEE:
		*ret = fits_number(c, t->assignee.v);
		return OK;
	case CONDITION_REQUESTER:
		*ret = fits_number(c, t->requester.v);
		return OK;
	case CONDITION_ORGANIZATION:
		*ret = fits_number(c, t->organization.v);
		return OK;
	case CONDITION_VIA:
		*ret = fits_number(c, t->channel);
		return OK;
	case CONDITION_TAGS:
		*ret = fits_text(cx->arena, c, t->tags);
		return OK;
	case CONDITION_SUBJECT:
		*ret = fits_text(cx->arena, c, t->subject);
		return OK;
	case CONDITION_RECIPIENT:
		*ret = fits_text(cx->arena, c, t->recipient);
		return OK;
	case CONDITION_ROLE:
		return fits_role(cx, c, t->requester, ret);
	}
	return E_INTERNAL;
}

enum err policy_fits(
	struct cx *cx, const struct policy_rules *rules, const struct ticket *t, bool *ret)
{
	bool one = false;

	*ret = false;
	for (int i = 0; i < rules->all.n; i++) {
		TRY(fits_condition(cx, &rules->all.v[i], t, &one));
		if (!one)
			return OK;
	}
	one = !rules->any.n;
	for (int i = 0; !one && i < rules->any.n; i++)
		TRY(fits_condition(cx, &rules->any.v[i], t, &one));
	*ret = one;
	return OK;
}
