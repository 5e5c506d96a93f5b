/* The types of schema.h as JSON Schema 2020-12. */
#include "http/schema.h"

#include <stdio.h>
#include <string.h>

static void write_type_names(struct jw *w, const char *name, bool nullable)
{
	if (!nullable) {
		jw_str(w, "type", name);
		return;
	}
	jw_array(w, "type");
	jw_str(w, NULL, name);
	jw_str(w, NULL, "null");
	jw_end(w);
}

static void write_enum(struct jw *w, struct schema_type t)
{
	size_t n;

	jw_array(w, "enum");
	for (const char *word; (word = schema_part(&t.text, &t.n, &n));)
		jw_strn(w, NULL, word, n);
	if (t.nullable)
		jw_null(w, NULL);
	jw_end(w);
}

static void write_ref(struct jw *w, struct schema_type t)
{
	jw_printf(w, "$ref", "#/components/schemas/%.*s", (int)t.n, t.text);
}

static void write_null_branch(struct jw *w)
{
	jw_object(w, NULL);
	jw_str(w, "type", "null");
	jw_end(w);
}

static void write_union(struct jw *w, struct schema_type t)
{
	size_t n;

	jw_array(w, "anyOf");
	for (const char *part; (part = schema_part(&t.text, &t.n, &n));)
		openapi_type(w, NULL, schema_type_read(part, n));
	if (t.nullable)
		write_null_branch(w);
	jw_end(w);
}

static void write_formatted(struct jw *w, const char *format, bool nullable)
{
	write_type_names(w, "string", nullable);
	jw_str(w, "format", format);
}

void openapi_members(struct jw *w, struct schema_type t)
{
	switch (t.kind) {
	case S_INT:
		write_type_names(w, "integer", t.nullable);
		break;
	case S_NUM:
		write_type_names(w, "number", t.nullable);
		break;
	case S_TEXT:
		write_type_names(w, "string", t.nullable);
		break;
	case S_BOOL:
		write_type_names(w, "boolean", t.nullable);
		break;
	case S_TIME:
		write_formatted(w, "date-time", t.nullable);
		break;
	case S_DATE:
		write_formatted(w, "date", t.nullable);
		break;
	case S_URL:
		write_formatted(w, "uri", t.nullable);
		break;
	case S_OBJECT:
		write_type_names(w, "object", t.nullable);
		break;
	case S_ANY:
		break;
	case S_ENUM:
		write_enum(w, t);
		break;
	case S_LIST:
		write_type_names(w, "array", t.nullable);
		openapi_type(w, "items", schema_type_read(t.text, t.n));
		break;
	case S_REF:
		if (t.nullable) {
			t.nullable = false;
			jw_array(w, "anyOf");
			openapi_type(w, NULL, t);
			write_null_branch(w);
			jw_end(w);
		} else {
			write_ref(w, t);
		}
		break;
	case S_UNION:
		write_union(w, t);
		break;
	}
}

void openapi_type(struct jw *w, const char *key, struct schema_type t)
{
	jw_object(w, key);
	openapi_members(w, t);
	jw_end(w);
}

static bool is_optional(const char *key)
{
	return key[strlen(key) - 1] == '?';
}

static bool is_rest(const struct schema_key *k)
{
	return strcmp(k->key, "*") == 0;
}

static void write_key(struct jw *w, const struct schema_key *k)
{
	char name[64];

	snprintf(name, sizeof name, "%.*s", (int)(strlen(k->key) - is_optional(k->key)), k->key);
	jw_object(w, name);
	openapi_members(w, schema_type_read(k->type, strlen(k->type)));
	if (k->help)
		jw_str(w, "description", k->help);
	jw_end(w);
}

void openapi_object(struct jw *w, const struct schema *s)
{
	const struct schema_key *rest = NULL;

	jw_object(w, s->name);
	jw_str(w, "type", "object");
	if (s->help)
		jw_str(w, "description", s->help);
	jw_object(w, "properties");
	for (const struct schema_key *k = s->keys; k->key; k++) {
		if (is_rest(k))
			rest = k;
		else
			write_key(w, k);
	}
	jw_end(w);
	jw_array(w, "required");
	for (const struct schema_key *k = s->keys; k->key; k++)
		if (!is_rest(k) && !is_optional(k->key))
			jw_str(w, NULL, k->key);
	jw_end(w);
	if (rest)
		openapi_type(w, "additionalProperties",
			schema_type_read(rest->type, strlen(rest->type)));
	else
		jw_bool(w, "additionalProperties", false);
	jw_end(w);
}

/* --- answers --- */

static void write_member(struct jw *w, const struct schema_member *m)
{
	char name[64];

	snprintf(name, sizeof name, "%.*s", (int)m->key_n, m->key);
	openapi_type(w, name, schema_type_read(m->type, m->type_n));
}

/* The members of an answer, with those of one paging style. */
static void write_answer(
	struct jw *w, const struct schema_reply *r, const struct schema_member *more, bool closed)
{
	jw_str(w, "type", "object");
	jw_object(w, "properties");
	for (int i = 0; i < r->n; i++)
		write_member(w, &r->members[i]);
	for (const struct schema_member *m = more; m && m->key; m++)
		write_member(w, m);
	jw_end(w);
	jw_array(w, "required");
	for (int i = 0; i < r->n; i++)
		if (!r->members[i].optional)
			jw_strn(w, NULL, r->members[i].key, r->members[i].key_n);
	for (const struct schema_member *m = more; m && m->key; m++)
		jw_str(w, NULL, m->key);
	jw_end(w);
	if (closed)
		jw_bool(w, "additionalProperties", false);
}

void openapi_body(struct jw *w, const struct schema_reply *r)
{
	jw_object(w, "schema");
	write_answer(w, r, NULL, false);
	jw_end(w);
}

void openapi_reply(struct jw *w, const struct schema_reply *r)
{
	const struct schema_member *const styles[] = {schema_offset_members, schema_cursor_members};

	jw_object(w, "schema");
	if (r->page) {
		jw_array(w, "oneOf");
		for (size_t i = 0; i < COUNT_OF(styles); i++) {
			jw_object(w, NULL);
			jw_str(w, "title", i ? "A page by cursor" : "A page by number");
			write_answer(w, r, styles[i], true);
			jw_end(w);
		}
		jw_end(w);
	} else {
		write_answer(w, r, NULL, true);
	}
	jw_end(w);
}
