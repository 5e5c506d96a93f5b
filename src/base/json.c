/* Strict JSON parsing. */
#include "base/json.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Deepest nesting outside strings; stops counting past JSON_DEPTH. */
static bool too_deep(const char *p, size_t n)
{
	int depth = 0;
	bool in_string = false;

	for (size_t i = 0; i < n; i++) {
		if (in_string) {
			if (p[i] == '\\')
				i++;
			else if (p[i] == '"')
				in_string = false;
			continue;
		}
		if (p[i] == '"')
			in_string = true;
		else if (p[i] == '{' || p[i] == '[')
			depth++;
		else if (p[i] == '}' || p[i] == ']')
			depth--;
		if (depth > JSON_DEPTH)
			return true;
	}
	return false;
}

json_t *json_parse(const char *text, size_t n, char *why, size_t why_cap)
{
	json_error_t error;
	json_t *j;

	if (too_deep(text, n)) {
		if (why)
			snprintf(why, why_cap, "nested deeper than %d levels", JSON_DEPTH);
		return NULL;
	}
	j = json_loadb(text, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (!j && why) {
		/* the library's sentence for this one speaks of its own flag */
		if (strstr(error.text, "JSON_ALLOW_NUL"))
			snprintf(error.text, sizeof error.text, "\\u0000 is not allowed");
		snprintf(why, why_cap, "line %d, column %d: %s", error.line, error.column,
			error.text);
		utf8_keep_valid(why);
	}
	return j;
}

const char *json_get_str(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

i64 json_get_i64(const json_t *o, const char *key, i64 otherwise)
{
	const json_t *v = json_object_get(o, key);

	return json_is_integer(v) ? json_integer_value(v) : otherwise;
}

bool json_get_bool(const json_t *o, const char *key, bool otherwise)
{
	const json_t *v = json_object_get(o, key);

	return json_is_boolean(v) ? json_is_true(v) : otherwise;
}

i64 json_id(const json_t *v)
{
	const char *s = json_string_value(v);

	if (json_is_integer(v))
		return json_integer_value(v);
	return s && *s && strlen(s) < 19 && strspn(s, "0123456789") == strlen(s)
		       ? strtoll(s, NULL, 10)
		       : 0;
}

const char *json_text(struct arena *a, const json_t *v)
{
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	const char *copy = arena_strdup(a, text ? text : "null");

	free(text);
	return copy;
}

void json_cleanup(json_t **j)
{
	json_decref(*j);
}
