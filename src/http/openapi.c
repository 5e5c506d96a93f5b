/*
 * The API's description (OpenAPI 3.1), generated from the route rows and their field tables, so
 * that it cannot say anything else than the server does. Answers are described by shape only.
 */
#include "http/core_i.h"

#include <ctype.h>
#include <string.h>

/* "/api/v2/tickets/:ticket_id" as "/api/v2/tickets/{ticket_id}" */
static char *path_template(struct arena *a, const char *path)
{
	char *out = arena_alloc(a, strlen(path) * 2 + 1);
	size_t n = 0;

	for (; *path; path++) {
		if (*path != ':') {
			out[n++] = *path;
			continue;
		}
		out[n++] = '{';
		while (path[1] && path[1] != '/')
			out[n++] = *++path;
		out[n++] = '}';
	}
	return out;
}

static void write_parameter(struct jw *w, const char *name, size_t n, bool in_path)
{
	jw_object(w, NULL);
	jw_strn(w, "name", name, n);
	jw_str(w, "in", in_path ? "path" : "query");
	jw_bool(w, "required", in_path);
	jw_object(w, "schema");
	jw_str(w, "type", "string");
	jw_end(w);
	jw_end(w);
}

static void write_parameters(struct jw *w, const struct route *r)
{
	const char *s;

	jw_array(w, "parameters");
	for (s = strchr(r->path, ':'); s; s = strchr(s + 1, ':'))
		write_parameter(w, s + 1, strcspn(s + 1, "/"), true);
	for (s = r->query; s && *s;) {
		size_t n;

		s += strspn(s, ", ");
		n = strcspn(s, ", ");
		if (n)
			write_parameter(w, s, n, false);
		s += n;
	}
	jw_end(w);
}

static void write_types(struct jw *w, const char *first, const char *second)
{
	jw_array(w, "type");
	jw_str(w, NULL, first);
	if (second)
		jw_str(w, NULL, second);
	jw_str(w, NULL, "null");
	jw_end(w);
}

static void write_items(struct jw *w, const char *type)
{
	write_types(w, "array", "string");
	jw_object(w, "items");
	jw_str(w, "type", type);
	jw_end(w);
}

static void write_field(struct jw *w, const struct field *f)
{
	jw_object(w, f->name);
	switch (f->kind) {
	case F_TEXT:
		write_types(w, "string", NULL);
		if (f->max)
			jw_i64(w, "maxLength", f->max);
		break;
	case F_I64:
	case F_ID:
		write_types(w, "integer", "string");
		break;
	case F_BOOL:
		write_types(w, "boolean", "string");
		break;
	case F_TIME:
		write_types(w, "string", NULL);
		jw_str(w, "format", "date-time");
		break;
	case F_TEXTS:
		write_items(w, "string");
		break;
	case F_IDS:
		write_items(w, "integer");
		break;
	case F_JSON:
		break;
	}
	if (f->help)
		jw_str(w, "description", f->help);
	jw_end(w);
}

static void write_fields(struct jw *w, const struct field_table *t)
{
	jw_str(w, "type", "object");
	jw_object(w, "properties");
	if (t->envelope) {
		jw_object(w, t->envelope);
		jw_str(w, "type", "object");
		jw_object(w, "properties");
	}
	for (const struct field *f = t->fields; f->name; f++)
		write_field(w, f);
	if (t->envelope) {
		jw_end(w);
		jw_end(w);
	}
	jw_end(w);
}

static void write_media(struct jw *w, const char *type, const struct field_table *t)
{
	jw_object(w, "requestBody");
	jw_object(w, "content");
	jw_object(w, type);
	jw_object(w, "schema");
	if (t)
		write_fields(w, t);
	jw_end(w);
	jw_end(w);
	jw_end(w);
	jw_end(w);
}

static void write_body(struct jw *w, const struct route *r)
{
	switch (r->body) {
	case BODY_NONE:
		break;
	case BODY_JSON:
		write_media(w, "application/json", r->fields);
		break;
	case BODY_FORM:
		write_media(w, "multipart/form-data", NULL);
		break;
	case BODY_FILE:
		write_media(w, "application/octet-stream", NULL);
		break;
	}
}

static void write_response(struct jw *w, const char *status, const char *text, const char *schema)
{
	jw_object(w, status);
	jw_str(w, "description", text);
	if (schema) {
		jw_object(w, "content");
		jw_object(w, "application/json");
		jw_object(w, "schema");
		jw_str(w, "$ref", schema);
		jw_end(w);
		jw_end(w);
		jw_end(w);
	}
	jw_end(w);
}

/* "get_api_v2_tickets_ticket_id" */
static char *operation_id(struct arena *a, const struct route *r)
{
	char *id = arena_printf(a, "%s%s", method_name(r->method), r->path), *out = id;

	for (const char *s = id; *s; s++) {
		if (isalnum((unsigned char)*s))
			*out++ = (char)tolower((unsigned char)*s);
		else if (out > id && out[-1] != '_')
			*out++ = '_';
	}
	*out = 0;
	return id;
}

static void write_operation(struct jw *w, struct arena *a, const struct route *r)
{
	char *method = arena_strdup(a, method_name(r->method));

	for (char *s = method; *s; s++)
		*s = (char)tolower((unsigned char)*s);
	jw_object(w, method);
	jw_str(w, "operationId", operation_id(a, r));
	if (r->help)
		jw_str(w, "summary", r->help);
	write_parameters(w, r);
	write_body(w, r);
	if (capability_anonymous(r->cap)) {
		jw_array(w, "security");
		jw_end(w);
	}
	jw_object(w, "responses");
	write_response(w, "2XX", "Done", NULL);
	write_response(w, "4XX", "Refused", "#/components/schemas/Error");
	jw_end(w);
	jw_end(w);
}

static bool described(const struct route *r)
{
	return route_is_api(r->path) && !strchr(r->path, '*');
}

static bool is_first(const struct route *const *rows, int i)
{
	for (int j = 0; j < i; j++)
		if (strcmp(rows[j]->path, rows[i]->path) == 0)
			return false;
	return true;
}

static void write_paths(struct jw *w, struct arena *a)
{
	int n;
	const struct route *const *rows = route_all(&n);

	jw_object(w, "paths");
	for (int i = 0; i < n; i++) {
		if (!described(rows[i]) || !is_first(rows, i))
			continue;
		jw_object(w, path_template(a, rows[i]->path));
		for (int j = i; j < n; j++)
			if (strcmp(rows[j]->path, rows[i]->path) == 0)
				write_operation(w, a, rows[j]);
		jw_end(w);
	}
	jw_end(w);
}

done openapi_show(struct rq *rq, void *in)
{
	struct jw *w = reply_begin(rq, 200);

	(void)in;
	jw_str(w, "openapi", "3.1.0");
	jw_object(w, "info");
	jw_str(w, "title", "Tend");
	jw_str(w, "version", "2");
	jw_str(w, "summary", "Zendesk-compatible ticketing API, with deadlines");
	jw_raw(w, "license", "{\"name\":\"MIT\",\"identifier\":\"MIT\"}");
	jw_end(w);
	jw_array(w, "servers");
	jw_object(w, NULL);
	jw_str(w, "url", rq->base_url);
	jw_end(w);
	jw_end(w);
	jw_array(w, "security");
	jw_object(w, NULL);
	jw_array(w, "basic");
	jw_end(w);
	jw_end(w);
	jw_object(w, NULL);
	jw_array(w, "bearer");
	jw_end(w);
	jw_end(w);
	jw_end(w);
	write_paths(w, rq->cx.arena);
	jw_raw(w, "components",
		"{\"securitySchemes\":{\"basic\":{\"type\":\"http\",\"scheme\":\"basic\"},"
		"\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
		"\"schemas\":{\"Error\":{\"type\":\"object\",\"required\":[\"error\"],"
		"\"properties\":{\"error\":{\"type\":[\"string\",\"object\"]},"
		"\"description\":{\"type\":\"string\"},"
		"\"details\":{\"type\":\"object\"}}}}}");
	return reply_end(rq);
}
