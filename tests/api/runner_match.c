/*
 * Expectations: a JSON subset match with types and captures, and text patterns.
 */
#include "runner.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

enum { AT_MAX = 400, TEXT_MAX = 512 };

struct match {
	struct vars *vars;
	char *why;
};

static bool match_value(struct match *m, const json_t *want, const json_t *got, const char *at);

static bool differs(struct match *m, const char *at, const char *want, const json_t *got)
{
	char *text = got ? json_dumps(got, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;

	snprintf(m->why, WHY_MAX, "%s: want %.1000s, got %.1500s", *at ? at : "the body", want,
		text ? text : "nothing");
	free(text);
	return false;
}

static bool is_time(const char *s)
{
	static const char shape[] = "0000-00-00T00:00:00Z";

	if (strlen(s) != sizeof shape - 1)
		return false;
	for (size_t i = 0; shape[i]; i++)
		if (shape[i] == '0' ? !isdigit((unsigned char)s[i]) : s[i] != shape[i])
			return false;
	return true;
}

static bool matches_regex(const char *pattern, const char *text)
{
	regex_t re;
	bool ok;

	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	ok = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	return ok;
}

static bool is_type(const char *type, const json_t *got)
{
	const char *text = json_is_string(got) ? json_string_value(got) : NULL;

	if (strcmp(type, "any") == 0)
		return got != NULL;
	if (strcmp(type, "int") == 0)
		return json_is_integer(got);
	if (strcmp(type, "number") == 0)
		return json_is_number(got);
	if (strcmp(type, "bool") == 0)
		return json_is_boolean(got);
	if (strcmp(type, "text") == 0)
		return text && *text;
	if (strcmp(type, "string") == 0)
		return text != NULL;
	if (strcmp(type, "time") == 0)
		return text && is_time(text);
	if (strcmp(type, "object") == 0)
		return json_is_object(got);
	if (strcmp(type, "list") == 0)
		return json_is_array(got);
	if (strncmp(type, "len ", 4) == 0)
		return json_is_array(got) && json_array_size(got) == (size_t)atol(type + 4);
	if (strncmp(type, "match ", 6) == 0)
		return text && matches_regex(type + 6, text);
	if (strncmp(type, "> ", 2) == 0)
		return json_is_integer(got) && json_integer_value(got) > atoll(type + 2);
	if (strncmp(type, "< ", 2) == 0)
		return json_is_integer(got) && json_integer_value(got) < atoll(type + 2);
	return false;
}

static void capture(struct vars *v, const char *name, const json_t *got)
{
	char *text;

	if (json_is_string(got)) {
		vars_set(v, name, json_string_value(got));
		return;
	}
	text = json_dumps(got, JSON_ENCODE_ANY | JSON_COMPACT);
	vars_set(v, name, text);
	free(text);
}

/* "$int? -> id" */
static bool match_type(struct match *m, const char *want, const json_t *got, const char *at)
{
	char type[TEXT_MAX], *arrow;
	size_t n;

	snprintf(type, sizeof type, "%s", want + 1);
	arrow = strstr(type, " -> ");
	if (arrow)
		*arrow = 0;
	n = strlen(type);
	if (n && type[n - 1] == '?' && strncmp(type, "match ", 6) != 0) {
		type[n - 1] = 0;
		if (json_is_null(got))
			return true;
	}
	if (!is_type(type, got))
		return differs(m, at, want, got);
	if (arrow)
		capture(m->vars, arrow + 4, got);
	return true;
}

static bool match_object(struct match *m, const json_t *want, const json_t *got, const char *at)
{
	char inner[AT_MAX];
	const char *key;
	const json_t *value;
	size_t extra = 0;

	if (!json_is_object(got))
		return differs(m, at, "an object", got);
	json_object_foreach ((json_t *)want, key, value) {
		const json_t *part = json_object_get(got, key);
		const char *text = json_string_value(value);

		snprintf(inner, sizeof inner, "%s%s%s", at, *at ? "." : "", key);
		if (strcmp(key, "$exact") == 0) {
			extra++;
		} else if (text && strcmp(text, "$absent") == 0) {
			extra++;
			if (part)
				return differs(m, inner, "no such key", part);
		} else if (!part || !match_value(m, value, part, inner)) {
			return part ? false : differs(m, inner, "the key", NULL);
		}
	}
	if (!json_is_true(json_object_get(want, "$exact")))
		return true;
	json_object_foreach ((json_t *)got, key, value) {
		if (!json_object_get(want, key)) {
			snprintf(inner, sizeof inner, "%s.%s", at, key);
			return differs(m, inner, "no other key ($exact)", value);
		}
	}
	return true;
}

/* ["$has", x…]: each x matches some element. */
static bool match_has(struct match *m, const json_t *want, const json_t *got, const char *at)
{
	for (size_t i = 1; i < json_array_size(want); i++) {
		bool found = false;

		for (size_t j = 0; j < json_array_size(got) && !found; j++)
			found = match_value(m, json_array_get(want, i), json_array_get(got, j), at);
		if (!found) {
			char *text = json_dumps(json_array_get(want, i), JSON_ENCODE_ANY);

			differs(m, at, text, got);
			free(text);
			return false;
		}
	}
	return true;
}

/* ["$each", x]: there are elements, and each matches x. */
static bool match_each(struct match *m, const json_t *want, const json_t *got, const char *at)
{
	char inner[AT_MAX];

	if (!json_array_size(got))
		return differs(m, at, "at least one element", got);
	for (size_t i = 0; i < json_array_size(got); i++) {
		snprintf(inner, sizeof inner, "%s[%zu]", at, i);
		if (!match_value(m, json_array_get(want, 1), json_array_get(got, i), inner))
			return false;
	}
	return true;
}

static int order(const json_t *a, const json_t *b)
{
	json_int_t x = json_integer_value(a), y = json_integer_value(b);

	if (json_is_string(a) && json_is_string(b))
		return strcmp(json_string_value(a), json_string_value(b));
	return x < y ? -1 : x > y;
}

/* ["$ascending", "key"], ["$descending", "key"] */
static bool match_order(struct match *m, const json_t *want, const json_t *got, const char *at)
{
	bool up = strcmp(json_string_value(json_array_get(want, 0)), "$ascending") == 0;
	const char *key = json_string_value(json_array_get(want, 1));

	for (size_t i = 1; i < json_array_size(got); i++) {
		int c = order(json_object_get(json_array_get(got, i - 1), key),
			json_object_get(json_array_get(got, i), key));

		if (up ? c > 0 : c < 0)
			return differs(m, at, up ? "an ascending list" : "a descending list", got);
	}
	return json_array_size(got) > 1 || differs(m, at, "two elements to compare", got);
}

static bool match_array(struct match *m, const json_t *want, const json_t *got, const char *at)
{
	const char *word = json_string_value(json_array_get(want, 0));
	char inner[AT_MAX];

	if (!json_is_array(got))
		return differs(m, at, "a list", got);
	if (word && strcmp(word, "$has") == 0)
		return match_has(m, want, got, at);
	if (word && strcmp(word, "$each") == 0)
		return match_each(m, want, got, at);
	if (word && (strcmp(word, "$ascending") == 0 || strcmp(word, "$descending") == 0))
		return match_order(m, want, got, at);
	if (json_array_size(want) != json_array_size(got)) {
		snprintf(inner, sizeof inner, "%zu elements", json_array_size(want));
		return differs(m, at, inner, got);
	}
	for (size_t i = 0; i < json_array_size(want); i++) {
		snprintf(inner, sizeof inner, "%s[%zu]", at, i);
		if (!match_value(m, json_array_get(want, i), json_array_get(got, i), inner))
			return false;
	}
	return true;
}

static bool match_value(struct match *m, const json_t *want, const json_t *got, const char *at)
{
	const char *text = json_string_value(want);
	char *expected;

	if (json_is_object(want))
		return match_object(m, want, got, at);
	if (json_is_array(want))
		return match_array(m, want, got, at);
	if (text && text[0] == '$' && text[1] != '$')
		return match_type(m, text, got, at);
	if (text && text[0] == '$'
			? json_is_string(got) && !strcmp(text + 1, json_string_value(got))
			: json_equal((json_t *)want, (json_t *)got))
		return true;
	expected = json_dumps(want, JSON_ENCODE_ANY | JSON_COMPACT);
	differs(m, at, expected, got);
	free(expected);
	return false;
}

bool match_json(struct vars *v, const char *want, const json_t *got, char why[WHY_MAX])
{
	struct match m = {v, why};
	json_error_t error;
	json_t *expected = json_loads(want, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
	bool ok;

	if (!expected) {
		snprintf(why, WHY_MAX, "the expectation is not JSON: %s at %.80s", error.text,
			want + error.position);
		return false;
	}
	ok = match_value(&m, expected, got, "");
	json_decref(expected);
	return ok;
}

/* Length of "<name>" at p, 0 when it is no capture. */
static size_t capture_length(const char *p)
{
	size_t n = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz_0123456789");

	return *p == '<' && n > 0 && p[n + 1] == '>' ? n + 2 : 0;
}

static bool match_here(struct vars *v, const char *p, const char *text, bool whole)
{
	size_t named;

	for (; *p; p++, text++) {
		named = capture_length(p);
		if (named || *p == '*') {
			const char *rest = p + (named ? named : 1);

			for (const char *end = text + (named != 0);; end++) {
				if (match_here(v, rest, end, whole)) {
					char name[64], value[4096];

					snprintf(name, sizeof name, "%.*s", (int)named - 2, p + 1);
					snprintf(value, sizeof value, "%.*s", (int)(end - text),
						text);
					if (named)
						vars_set(v, name, value);
					return true;
				}
				if (!*end)
					return false;
			}
		}
		if (*p != *text)
			return false;
	}
	return !whole || !*text;
}

bool match_text(struct vars *v, const char *pattern, const char *text, bool whole)
{
	do
		if (match_here(v, pattern, text, whole))
			return true;
	while (!whole && *text++);
	return false;
}
