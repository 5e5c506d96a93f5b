/*
 * The API's description (OpenAPI 3.1), generated from the route rows, their field tables and the
 * tables of schema.h, so that it cannot say anything else than the server does.
 */
#include "base/log.h"
#include "domain/scope.h"
#include "http/core_i.h"
#include "http/docs.h"

#include <ctype.h>
#include <pthread.h>
#include <string.h>

static void write_text_type(struct jw *w, const char *type)
{
	openapi_type(w, "schema", schema_type_read(type, strlen(type)));
}

static void write_path_parameter(struct jw *w, const char *name, size_t n)
{
	bool is_id = n > 3 && memcmp(name + n - 3, "_id", 3) == 0;

	jw_object(w, NULL);
	jw_strn(w, "name", name, n);
	jw_str(w, "in", "path");
	jw_bool(w, "required", true);
	write_text_type(w, is_id ? "id|text" : "text");
	jw_end(w);
}

static void write_query_parameter(struct jw *w, const char *name, size_t n)
{
	const struct schema_query *q = schema_query_find(name, n);

	jw_object(w, NULL);
	jw_strn(w, "name", name, n);
	jw_str(w, "in", "query");
	if (q)
		jw_str(w, "description", q->help);
	write_text_type(w, q ? q->type : "text");
	jw_end(w);
}

static void write_parameters(struct jw *w, struct arena *a, const struct route *r)
{
	const char *s, *query = docs_query(a, r);
	size_t n;

	jw_array(w, "parameters");
	for (s = strchr(r->path, ':'); s; s = strchr(s + 1, ':'))
		write_path_parameter(w, s + 1, strcspn(s + 1, "/"));
	while ((s = docs_query_next(&query, &n)))
		write_query_parameter(w, s, n);
	jw_end(w);
}

/* --- bodies --- */

static const char *field_type(enum field_kind kind)
{
	switch (kind) {
	case F_TEXT:
		return "text|num?";
	case F_I64:
	case F_ID:
		return "int|text?";
	case F_BOOL:
		return "bool|text?";
	case F_TIME:
		return "time?";
	case F_TEXTS:
		return "[text]|text?";
	case F_IDS:
		return "[id|text]|text?";
	case F_JSON:
		break;
	}
	return "any";
}

static void write_field(struct jw *w, const struct field *f)
{
	const char *type = field_type(f->kind);

	jw_object(w, f->name);
	openapi_members(w, schema_type_read(type, strlen(type)));
	if (f->max && f->kind == F_TEXT)
		jw_i64(w, "maxLength", f->max);
	if (f->max && (f->kind == F_TEXTS || f->kind == F_IDS))
		jw_i64(w, "maxItems", f->max);
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

static void write_json_body(struct jw *w, const struct route *r)
{
	const char *shape = schema_body(r);
	struct schema_reply body;

	jw_object(w, "application/json");
	if (shape && schema_reply_next(&shape, &body)) {
		openapi_body(w, &body);
	} else {
		jw_object(w, "schema");
		if (r->fields)
			write_fields(w, r->fields);
		else
			jw_str(w, "type", "object");
		jw_end(w);
	}
	jw_end(w);
}

static void write_body(struct jw *w, const struct route *r)
{
	static const char *const media[] = {[BODY_FORM] = "application/x-www-form-urlencoded",
		[BODY_FILE] = "application/octet-stream"};

	if (r->body == BODY_NONE)
		return;
	jw_object(w, "requestBody");
	jw_object(w, "content");
	if (r->body == BODY_JSON) {
		write_json_body(w, r);
	} else {
		if (r->fields)
			write_json_body(w, r);
		jw_object(w, media[r->body]);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}

/* --- answers --- */

static void write_content(struct jw *w, const struct schema_reply *reply)
{
	char media[64] = "application/json";

	if (!reply->n && !reply->media)
		return;
	if (reply->media)
		snprintf(media, sizeof media, "%.*s", (int)reply->media_n, reply->media);
	jw_object(w, "content");
	jw_object(w, media);
	if (reply->n)
		openapi_reply(w, reply);
	jw_end(w);
	jw_end(w);
}

static const char *status_text(int status)
{
	switch (status) {
	case 201:
		return "Made";
	case 202:
		return "Taken, and being worked on";
	case 204:
		return "Done; the body is empty";
	case 303:
		return "Go on there";
	case 409:
		return "Somebody else was first; this is what is there now";
	default:
		return "Done";
	}
}

static void write_good(struct jw *w, const struct route *r)
{
	const char *shape = schema_answer(r);
	struct schema_reply reply;
	char status[8];

	while (schema_reply_next(&shape, &reply)) {
		for (int i = 0; i < reply.status_n; i++) {
			snprintf(status, sizeof status, "%d", reply.status[i]);
			jw_object(w, status);
			jw_str(w, "description", status_text(reply.status[i]));
			write_content(w, &reply);
			jw_end(w);
		}
	}
}

static void write_ref(struct jw *w, const char *key, const char *ref)
{
	jw_object(w, key);
	jw_str(w, "$ref", ref);
	jw_end(w);
}

/* Is it among the answers whose shape the operation tells itself? */
static bool has_own_shape(const struct route *r, int status)
{
	const char *shape = schema_answer(r);
	struct schema_reply reply;

	while (schema_reply_next(&shape, &reply))
		for (int i = 0; i < reply.status_n; i++)
			if (reply.status[i] == status)
				return true;
	return false;
}

static void write_errors(struct jw *w, struct arena *a, const struct route *r)
{
	enum err codes[SCHEMA_ERRORS];
	int n = schema_errors(r, codes);

	for (int i = 0; i < n; i++) {
		int status = err_status(codes[i]);
		bool seen = has_own_shape(r, status);

		for (int j = 0; j < i; j++)
			seen = seen || err_status(codes[j]) == status;
		if (!seen)
			write_ref(w, arena_printf(a, "%d", status),
				arena_printf(a, "#/components/responses/Error%d", status));
	}
	write_ref(w, "default", "#/components/responses/Error");
}

/* --- operations --- */

static void write_scheme(struct jw *w, const char *name, const char *scopes)
{
	jw_object(w, NULL);
	jw_array(w, name);
	for (const char *s = scopes; s && *s;) {
		size_t n = strcspn(s, " ");

		jw_strn(w, NULL, s, n);
		s += n;
		s += strspn(s, " ");
	}
	jw_end(w);
	jw_end(w);
}

static void write_security(struct jw *w, struct arena *a, const struct route *r)
{
	jw_array(w, "security");
	if (capability_anonymous(r->cap)) {
		jw_object(w, NULL);
		jw_end(w);
	}
	write_scheme(w, "basic", NULL);
	write_scheme(w, "oauth", capability_scopes(a, r->cap));
	jw_end(w);
}

static void write_operation(struct jw *w, struct arena *a, const struct route *r)
{
	char *method = arena_strdup(a, method_name(r->method));

	for (char *s = method; *s; s++)
		*s = (char)tolower((unsigned char)*s);
	jw_object(w, method);
	jw_str(w, "operationId", docs_anchor(a, r, '_'));
	jw_array(w, "tags");
	jw_str(w, NULL, docs_page_of(r)->slug);
	jw_end(w);
	if (r->help)
		jw_str(w, "summary", r->help);
	jw_printf(w, "description", "%s.", docs_who(r->cap));
	write_parameters(w, a, r);
	write_body(w, r);
	write_security(w, a, r);
	jw_object(w, "responses");
	write_good(w, r);
	write_errors(w, a, r);
	jw_end(w);
	jw_end(w);
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

	jw_object(w, NULL);
	for (int i = 0; i < n; i++) {
		if (!docs_is_operation(rows[i]) || !is_first(rows, i))
			continue;
		jw_object(w, docs_path(a, rows[i]->path));
		for (int j = i; j < n; j++)
			if (strcmp(rows[j]->path, rows[i]->path) == 0)
				write_operation(w, a, rows[j]);
		jw_end(w);
	}
	jw_end(w);
}

/* --- the frame --- */

static void write_info(struct jw *w)
{
	jw_object(w, "info");
	jw_str(w, "title", "Tend");
	jw_str(w, "version", "2");
	jw_str(w, "summary", "Zendesk-compatible ticketing API, with deadlines");
	jw_str(w, "description", "The same for people to read: /docs");
	jw_raw(w, "license", "{\"name\":\"MIT\",\"identifier\":\"MIT\"}");
	jw_end(w);
}

static void write_tags(struct jw *w)
{
	jw_array(w, "tags");
	for (const struct docs_page *p = docs_pages; p->slug; p++) {
		jw_object(w, NULL);
		jw_str(w, "name", p->slug);
		jw_str(w, "description", p->help);
		jw_end(w);
	}
	jw_end(w);
}

static void write_error_response(struct jw *w, const char *name, const char *text)
{
	jw_object(w, name);
	jw_str(w, "description", text);
	jw_object(w, "content");
	jw_object(w, "application/json");
	write_ref(w, "schema", "#/components/schemas/Error");
	jw_end(w);
	jw_end(w);
	jw_end(w);
}

static void write_responses(struct jw *w, struct arena *a)
{
	static const enum err codes[] = {
#define X(code, status, wire) code,
		ERR_LIST(X)
#undef X
	};

	jw_object(w, NULL);
	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		bool seen = codes[i] == OK;

		for (size_t j = 0; j < i; j++)
			seen = seen || err_status(codes[j]) == err_status(codes[i]);
		if (!seen)
			write_error_response(w, arena_printf(a, "Error%d", err_status(codes[i])),
				docs_error_help(codes[i]));
	}
	write_error_response(w, "Error", "Refused; the status and `error` tell why");
	jw_end(w);
}

static void write_scopes(struct jw *w, struct arena *a)
{
	jw_object(w, "scopes");
	jw_str(w, "read", "Read everything that the person may read");
	jw_str(w, "write", "Read and change everything that the person may");
	jw_str(w, "impersonate", "Speak for others, for an administrator");
	for (int i = 0; i < FAMILY_COUNT; i++) {
		const char *name = scope_family_name((enum scope_family_index)i);

		jw_str(w, arena_printf(a, "%s:read", name), "Read these");
		jw_str(w, arena_printf(a, "%s:write", name), "Change these");
	}
	jw_end(w);
}

static void write_flow(struct rq *rq, struct jw *w, const char *name, bool with_page)
{
	jw_object(w, name);
	if (with_page)
		jw_printf(w, "authorizationUrl", "%s/oauth/authorizations/new", rq->base_url);
	jw_printf(w, "tokenUrl", "%s/oauth/tokens", rq->base_url);
	jw_printf(w, "refreshUrl", "%s/oauth/tokens", rq->base_url);
	write_scopes(w, rq->cx.arena);
	jw_end(w);
}

static void write_security_schemes(struct rq *rq, struct jw *w)
{
	jw_object(w, "securitySchemes");
	jw_raw(w, "basic",
		"{\"type\":\"http\",\"scheme\":\"basic\","
		"\"description\":\"EMAIL/token as name and an API token as password\"}");
	jw_object(w, "oauth");
	jw_str(w, "type", "oauth2");
	jw_str(w, "description", "Authorization: Bearer TOKEN; API tokens work here too");
	jw_object(w, "flows");
	write_flow(rq, w, "authorizationCode", true);
	write_flow(rq, w, "clientCredentials", false);
	write_flow(rq, w, "password", false);
	jw_end(w);
	jw_end(w);
	jw_end(w);
}

static void write_schemas(struct jw *w)
{
	int n;
	const struct schema *const *all = schema_all(&n);

	jw_object(w, NULL);
	for (int i = 0; i < n; i++)
		openapi_object(w, all[i]);
	jw_end(w);
}

/* --- what is the same in every answer: written once, at the first question, kept until the end ---
 */

enum { KEPT_MAX = 8 << 20 };
static struct {
	struct buf paths, responses, schemas;
} kept = {BUF_INIT(KEPT_MAX), BUF_INIT(KEPT_MAX), BUF_INIT(KEPT_MAX)};

static void keep_all(void)
{
	struct arena *a = arena_new(KEPT_MAX);
	struct jw w;

	jw_init(&w, &kept.paths);
	write_paths(&w, a);
	jw_init(&w, &kept.responses);
	write_responses(&w, a);
	jw_init(&w, &kept.schemas);
	write_schemas(&w);
	arena_free(a);
	if (kept.paths.failed || kept.responses.failed || kept.schemas.failed)
		die("openapi.json is longer than %d bytes", KEPT_MAX);
}

done openapi_show(struct rq *rq, void *in)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct jw *w = reply_begin(rq, 200);

	(void)in;
	pthread_once(&once, keep_all);
	jw_str(w, "openapi", "3.1.0");
	write_info(w);
	jw_array(w, "servers");
	jw_object(w, NULL);
	jw_str(w, "url", rq->base_url);
	jw_end(w);
	jw_end(w);
	write_tags(w);
	jw_raw(w, "paths", kept.paths.p);
	jw_object(w, "components");
	write_security_schemes(rq, w);
	jw_raw(w, "responses", kept.responses.p);
	jw_raw(w, "schemas", kept.schemas.p);
	jw_end(w);
	return reply_end(rq);
}
