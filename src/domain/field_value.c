/*
 * Values of custom fields: is it one of the field's type, and how is it kept. The canonical form
 * is what the API gives back: numbers on tickets are strings there, on people they are numbers.
 */
#include "field_i.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/jsonw.h"
#include "base/utf8.h"
#include "people_i.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

enum {
	NUMBER_MAX = 40,
	CARD_DIGITS = 4,
	JSON_MAX = 1024 * 1024,
	PATTERN_SIZE = 500,
	PATTERN_DEPTH = 32,
};

/* A value on its way: canonical JSON and the text by which it is searched. */
struct value {
	const char *json, *fold;
};

static const char *quoted(struct arena *a, const char *text)
{
	struct buf out = BUF_INIT(JSON_MAX);
	struct jw w;
	const char *json;

	jw_init(&w, &out);
	jw_str(&w, NULL, text);
	json = arena_strndup(a, out.p ? out.p : "", out.n);
	buf_free(&out);
	return json;
}

static struct value text_value(struct cx *cx, const char *text)
{
	return (struct value){quoted(cx->arena, text), fold_key(cx->arena, text)};
}

/* A number keeps the form in which it was written, where it is one. */
static struct value number_value(struct cx *cx, const struct custom_field *f, const char *text)
{
	bool as_text = f->owner == FIELD_TICKET;

	return (struct value){as_text ? quoted(cx->arena, text) : text, text};
}

/* The value as text when it is a string or a number; NULL otherwise. */
static const char *plain_text(struct cx *cx, const json_t *v)
{
	if (json_is_string(v))
		return utf8_clean(cx->arena, json_string_value(v));
	if (json_is_integer(v))
		return arena_printf(cx->arena, "%lld", (long long)json_integer_value(v));
	if (json_is_real(v))
		return arena_printf(cx->arena, "%.15g", json_real_value(v));
	return NULL;
}

static bool is_integer(const char *s)
{
	char *end;

	errno = 0;
	(void)strtoll(s, &end, 10);
	return end != s && !*end && !errno && !isspace((unsigned char)*s) && *s != '+';
}

/* -?digits[.digits] without leading zeros, as JSON numbers are */
static bool is_decimal(const char *s)
{
	const char *p = *s == '-' ? s + 1 : s;

	if (!isdigit((unsigned char)*p) || (*p == '0' && isdigit((unsigned char)p[1])))
		return false;
	while (isdigit((unsigned char)*p))
		p++;
	if (*p == '.') {
		if (!isdigit((unsigned char)*++p))
			return false;
		while (isdigit((unsigned char)*p))
			p++;
	}
	return !*p && strlen(s) < NUMBER_MAX;
}

static bool check_number(
	struct cx *cx, const struct custom_field *f, const char *text, struct value *ret)
{
	if (f->type == FIELD_DECIMAL ? !is_decimal(text) : !is_integer(text))
		return false;
	if (f->type != FIELD_DECIMAL)
		text = arena_printf(cx->arena, "%lld", strtoll(text, NULL, 10));
	*ret = number_value(cx, f, text);
	return true;
}

static bool check_date(struct cx *cx, const char *text, struct value *ret)
{
	char canonical[CLOCK_TEXT];
	i64 ms;

	if (strlen(text) < 10 || !clock_parse(text, &ms))
		return false;
	clock_text(canonical, ms);
	if (strncmp(canonical, text, 10) != 0 && strlen(text) == 10)
		return false;
	*ret = text_value(cx, arena_strndup(cx->arena, text, 10));
	return true;
}

/* POSIX writes \d and the anchors \A \z differently. */
static const char *posix_pattern(struct arena *a, const char *pattern)
{
	struct buf out = BUF_INIT(FIELD_REGEXP_MAX * 8);
	const char *text;

	for (const char *p = pattern; *p; p++) {
		if (*p != '\\' || !p[1]) {
			buf_char(&out, *p);
			continue;
		}
		p++;
		if (*p == 'd')
			buf_str(&out, "[0-9]");
		else if (*p == 'A')
			buf_char(&out, '^');
		else if (*p == 'z' || *p == 'Z')
			buf_char(&out, '$');
		else
			buf_printf(&out, "\\%c", *p);
	}
	text = arena_strndup(a, out.p ? out.p : "", out.n);
	buf_free(&out);
	return text;
}

/* The character after a bracket expression or an escape that begins at p. */
static const char *atom_end(const char *p)
{
	if (*p == '\\' && p[1])
		return p + 2;
	if (*p != '[')
		return p + 1;
	p += 1 + (p[1] == '^');
	p += *p == ']';
	p += strcspn(p, "]");
	return p + (*p == ']');
}

/* The larger number of {m,n}; *ret_end is behind it. */
static long bound_of(const char *p, const char **ret_end)
{
	long most = 1;

	for (p++; *p && *p != '}'; p++) {
		char *end = (char *)p;
		long n = strtol(p, &end, 10);

		most = n > most ? n : most;
		p = end > p ? end - 1 : p;
	}
	*ret_end = p + (*p == '}');
	return most < PATTERN_SIZE ? most : PATTERN_SIZE;
}

/* How many characters the pattern has with its repetitions {n} written out; large ones are cut. */
static long pattern_size(const char *p)
{
	long size[PATTERN_DEPTH] = {0}, last = 0, times;
	int depth = 0;

	while (*p) {
		if (*p == '{') {
			times = bound_of(p, &p) - 1;
			size[depth] += last * times;
			last += last * times;
		} else if (*p == '(') {
			if (++depth == PATTERN_DEPTH)
				return LONG_MAX;
			size[depth] = 0;
			p++;
		} else if (*p == ')' && depth) {
			last = size[depth--];
			size[depth] += last;
			p++;
		} else {
			last = strchr("*+?|^$", *p) == NULL;
			size[depth] += last;
			p = atom_end(p);
		}
		if (size[depth] > PATTERN_SIZE)
			return LONG_MAX;
	}
	return size[0];
}

/*
 * Patterns are compiled by the C library, whose cost explodes with back-references and nested
 * repetitions: neither is accepted.
 */
enum err field_pattern_check(struct cx *cx, const char *pattern)
{
	const char *why = NULL;
	regex_t re;

	for (const char *p = pattern; *p && !why; p = atom_end(p))
		if (*p == '\\' && isdigit((unsigned char)p[1]))
			why = "back-references are not supported";
	if (utf8_length(pattern) > FIELD_REGEXP_MAX)
		why = "is too long";
	if (!why && pattern_size(pattern) > PATTERN_SIZE)
		why = "the repetitions are too many";
	if (!why && regcomp(&re, posix_pattern(cx->arena, pattern), REG_EXTENDED | REG_NOSUB))
		why = "is not a regular expression";
	if (why)
		return fail(cx, E_INVALID, "regexp_for_validation", "InvalidValue:pattern",
			"Regexp: %s", why);
	regfree(&re);
	return OK;
}

static bool matches(struct cx *cx, const char *pattern, const char *text)
{
	regex_t re;
	bool hit;

	if (!pattern)
		return true;
	if (utf8_length(text) > FIELD_REGEXP_MAX ||
		regcomp(&re, posix_pattern(cx->arena, pattern), REG_EXTENDED | REG_NOSUB))
		return false;
	hit = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return hit;
}

/* Only the last four digits are kept. */
static bool check_card(struct cx *cx, const char *text, struct value *ret)
{
	char *masked = arena_strdup(cx->arena, text);
	size_t n = strlen(masked);

	for (size_t i = 0; i < n; i++) {
		if (!isdigit((unsigned char)masked[i]) && !strchr("Xx -", masked[i]))
			return false;
		if (i + CARD_DIGITS < n && isdigit((unsigned char)masked[i]))
			masked[i] = 'X';
	}
	*ret = text_value(cx, masked);
	return n <= NUMBER_MAX;
}

static const struct field_option *find_option(const struct custom_field *f, const char *value)
{
	for (int i = 0; i < f->option_count; i++)
		if (strcmp(f->options[i].value, value) == 0)
			return &f->options[i];
	return NULL;
}

static bool check_multiselect(
	struct cx *cx, const struct custom_field *f, const json_t *v, struct value *ret)
{
	struct buf json = BUF_INIT(JSON_MAX), words = BUF_INIT(JSON_MAX);
	bool *seen = ARENA_ARRAY(cx->arena, bool, f->option_count + 1), fits = json_is_array(v);
	struct jw w;

	jw_init(&w, &json);
	jw_array(&w, NULL);
	for (size_t i = 0; fits && i < json_array_size(v); i++) {
		const char *value = json_string_value(json_array_get(v, i));
		const struct field_option *option = value ? find_option(f, value) : NULL;

		fits = option != NULL;
		if (!fits || seen[option - f->options])
			continue;
		seen[option - f->options] = true;
		jw_str(&w, NULL, value);
		buf_printf(&words, "%s%s", words.n ? " " : "", value);
	}
	jw_end(&w);
	ret->json = arena_strndup(cx->arena, json.p, json.n);
	ret->fold = fold_key(cx->arena, words.p ? words.p : "");
	buf_free(&json);
	buf_free(&words);
	return fits;
}

static bool check_checkbox(const json_t *v, struct value *ret)
{
	static const struct value truth = {"true", "true"}, falsehood = {"false", "false"};
	const char *text = json_string_value(v);

	if (json_is_boolean(v))
		*ret = json_is_true(v) ? truth : falsehood;
	else if (json_is_integer(v) && (json_integer_value(v) | 1) == 1)
		*ret = json_integer_value(v) ? truth : falsehood;
	else if (text && (strcmp(text, "true") == 0 || strcmp(text, "1") == 0))
		*ret = truth;
	else if (text && (strcmp(text, "false") == 0 || strcmp(text, "0") == 0))
		*ret = falsehood;
	else
		return false;
	return true;
}

/* Does the value fit? *ret is its canonical form. */
static bool check_value(
	struct cx *cx, const struct custom_field *f, const json_t *v, struct value *ret)
{
	const char *text = plain_text(cx, v);

	if (json_is_null(v) || (text && !*text) ||
		(f->type == FIELD_MULTISELECT && json_is_array(v) && !json_array_size(v))) {
		*ret = (struct value){"null", ""};
		return true;
	}
	if (f->type == FIELD_CHECKBOX)
		return check_checkbox(v, ret);
	if (f->type == FIELD_MULTISELECT)
		return check_multiselect(cx, f, v, ret);
	if (!text || utf8_length(text) > FIELD_VALUE_MAX)
		return false;
	switch (f->type) {
	case FIELD_DATE:
		return check_date(cx, text, ret);
	case FIELD_INTEGER:
	case FIELD_LOOKUP:
	case FIELD_DECIMAL:
		return check_number(cx, f, text, ret);
	case FIELD_REGEXP:
		*ret = text_value(cx, text);
		return matches(cx, f->regexp, text);
	case FIELD_CREDIT_CARD:
		return check_card(cx, text, ret);
	case FIELD_TAGGER:
		*ret = text_value(cx, text);
		return find_option(f, text) != NULL;
	case FIELD_TEXT:
	case FIELD_TEXTAREA:
		*ret = text_value(cx, text);
		return true;
	case FIELD_CHECKBOX:
	case FIELD_MULTISELECT:
	case FIELD_SUBJECT:
	case FIELD_DESCRIPTION:
	case FIELD_STATUS:
	case FIELD_TICKET_TYPE:
	case FIELD_PRIORITY:
	case FIELD_GROUP:
	case FIELD_ASSIGNEE:
		return false;
	}
	return false;
}

void field_value_tags(
	struct cx *cx, const struct custom_field *field, const char *json, struct text_list *ret)
{
	CLEANUP(json_cleanup) json_t *v = json ? json_parse(json, strlen(json), NULL, 0) : NULL;
	size_t n = json_is_array(v) ? json_array_size(v) : 1;

	*ret = (struct text_list){.v = ARENA_ARRAY(cx->arena, const char *, n + 1)};
	if (field->type == FIELD_CHECKBOX && json_is_true(v) && field->tag)
		ret->v[ret->n++] = field->tag;
	if (!field_type_has_options(field->type))
		return;
	if (json_is_string(v))
		ret->v[ret->n++] = arena_strdup(cx->arena, json_string_value(v));
	for (size_t i = 0; i < json_array_size(v); i++)
		ret->v[ret->n++] = arena_strdup(cx->arena, json_string_value(json_array_get(v, i)));
}

static const struct custom_field *field_of_id(const struct field_list *fields, i64 id)
{
	for (int i = 0; i < fields->n; i++)
		if (fields->v[i].id.v == id)
			return &fields->v[i];
	return NULL;
}

enum err field_fail(
	struct cx *cx, const struct custom_field *field, const char *code, const char *what)
{
	enum err e = fail(cx, E_INVALID, "base", code, "%.150s: %s", field->title, what);

	(void)failure_about(&cx->fail, e, "%s", field->title);
	if (field->owner == FIELD_TICKET)
		failure_of_field(&cx->fail, field->id.v, field_type_name(field->type));
	return e;
}

static enum err fail_value(struct cx *cx, const struct custom_field *f)
{
	return field_fail(cx, f, "InvalidValue:field_value", "is invalid");
}

bool field_is_for_customers(const struct custom_field *field)
{
	return field->visible_in_portal && field->editable_in_portal;
}

enum err field_values_of_customer(
	struct cx *cx, const struct field_value *in, int n, struct field_value **ret, int *ret_n)
{
	struct field_value *values = ARENA_ARRAY(cx->arena, struct field_value, n + 1);
	struct field_list fields;
	int count = 0;

	TRY(field_active(cx, FIELD_TICKET, &fields));
	for (int i = 0; i < n; i++) {
		const struct custom_field *f = field_of_id(&fields, in[i].field_id);

		if (f && field_is_for_customers(f))
			values[count++] = in[i];
	}
	*ret = values;
	*ret_n = count;
	return OK;
}

bool field_value_is_empty(const char *json)
{
	return strcmp(json, "null") == 0 || strcmp(json, "\"\"") == 0 || strcmp(json, "[]") == 0 ||
	       strcmp(json, "false") == 0;
}

/* A field has one row, however often it is named: what is said last counts. */
static struct field_checked *row_of_field(
	struct field_checked *rows, int *n, const struct custom_field *field)
{
	for (int i = 0; i < *n; i++)
		if (rows[i].field == field)
			return &rows[i];
	return &rows[(*n)++];
}

enum err field_check_values(
	struct cx *cx, const struct field_value *in, int n, struct field_checked **ret, int *ret_n)
{
	struct field_checked *rows = ARENA_ARRAY(cx->arena, struct field_checked, n + 1);
	struct field_list fields;
	enum err e = OK;
	int count = 0;

	TRY(field_active(cx, FIELD_TICKET, &fields));
	for (int i = 0; i < n; i++) {
		const struct custom_field *f = field_of_id(&fields, in[i].field_id);
		CLEANUP(json_cleanup)
		json_t *v = f ? json_parse(in[i].json, strlen(in[i].json), NULL, 0) : NULL;
		struct field_checked *row;
		struct value value;

		if (!f)
			continue;
		if (!v || !check_value(cx, f, v, &value)) {
			e = fail_value(cx, f);
			continue;
		}
		row = row_of_field(rows, &count, f);
		*row = (struct field_checked){f, value.json, value.fold, {0}};
		field_value_tags(cx, f, value.json, &row->tags);
	}
	*ret = rows;
	*ret_n = count;
	return e;
}

enum err field_merge(struct cx *cx, enum field_owner owner, const char *stored, const json_t *given,
	const char **ret)
{
	CLEANUP(json_cleanup) json_t *all = json_parse(stored, strlen(stored), NULL, 0);
	struct field_list fields;
	enum err e = OK;
	char *text;

	TRY(field_active(cx, owner, &fields));
	for (int i = 0; i < fields.n; i++) {
		const json_t *v = json_object_get(given, fields.v[i].key);
		struct value value;
		json_t *canonical;

		if (!v)
			continue;
		if (!check_value(cx, &fields.v[i], v, &value)) {
			e = fail_value(cx, &fields.v[i]);
			continue;
		}
		canonical = json_parse(value.json, strlen(value.json), NULL, 0);
		if (json_is_null(canonical)) {
			json_object_del(all, fields.v[i].key);
			json_decref(canonical);
		} else {
			json_object_set_new(all, fields.v[i].key, canonical);
		}
	}
	text = json_dumps(all, JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(15));
	*ret = text ? arena_strdup(cx->arena, text) : stored;
	free(text);
	return e;
}
