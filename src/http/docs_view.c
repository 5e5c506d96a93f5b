/* Operations and objects of the reference as views; what they say comes from the tables alone. */
#include "http/docs_view.h"

#include <stdio.h>
#include <string.h>

void docs_view_text(struct rq *rq, struct view *v, const char *list, const char *text)
{
	bool mono = false;

	for (const char *s = text; s && *s; mono = !mono) {
		size_t n = strcspn(s, "`");
		struct view *part = view_item(v, list);

		view_text(part, "text", arena_strndup(rq->cx.arena, s, n));
		view_bool(part, "mono", mono);
		s += n + (s[n] == '`');
	}
}

/* --- types in words, objects as links --- */

static void add_text(struct rq *rq, struct view *v, const char *text, size_t n)
{
	view_text(view_item(v, "parts"), "text", arena_strndup(rq->cx.arena, text, n));
}

static void add_words(struct rq *rq, struct view *v, const char *text)
{
	add_text(rq, v, text, strlen(text));
}

static void add_object(struct rq *rq, struct view *v, const char *name, size_t n)
{
	const struct schema *s = schema_find(name, n);
	struct view *part = view_item(v, "parts");

	view_text(part, "text", arena_strndup(rq->cx.arena, name, n));
	if (s)
		view_text(part, "href",
			arena_printf(rq->cx.arena, "/docs/%s#object-%s", s->page, s->name));
}

static void add_type(struct rq *rq, struct view *v, struct schema_type t);

static void add_choices(struct rq *rq, struct view *v, struct schema_type t)
{
	const char *part;
	size_t n;

	for (bool first = true; (part = schema_part(&t.text, &t.n, &n)); first = false) {
		if (!first)
			add_words(rq, v, " or ");
		if (t.kind == S_UNION)
			add_type(rq, v, schema_type_read(part, n));
		else
			add_words(rq, v, arena_printf(rq->cx.arena, "\"%.*s\"", (int)n, part));
	}
}

static void add_type(struct rq *rq, struct view *v, struct schema_type t)
{
	static const char *const words[] = {[S_INT] = "integer",
		[S_NUM] = "number",
		[S_TEXT] = "text",
		[S_BOOL] = "true or false",
		[S_TIME] = "time",
		[S_DATE] = "date",
		[S_URL] = "URL",
		[S_OBJECT] = "object",
		[S_ANY] = "anything"};

	switch (t.kind) {
	case S_INT:
	case S_NUM:
	case S_TEXT:
	case S_BOOL:
	case S_TIME:
	case S_DATE:
	case S_URL:
	case S_OBJECT:
	case S_ANY:
		add_words(rq, v, words[t.kind]);
		break;
	case S_REF:
		add_object(rq, v, t.text, t.n);
		break;
	case S_LIST:
		add_words(rq, v, "list of ");
		add_type(rq, v, schema_type_read(t.text, t.n));
		break;
	case S_ENUM:
	case S_UNION:
		add_choices(rq, v, t);
		break;
	}
	if (t.nullable)
		add_words(rq, v, ", or null");
}

/* One line of a list of keys: name, type, a note and a help. */
static struct view *add_key(
	struct rq *rq, struct view *v, const char *list, const char *name, size_t name_n)
{
	struct view *item = view_item(v, list);

	view_text(item, "name", arena_strndup(rq->cx.arena, name, name_n));
	return item;
}

static void add_type_text(struct rq *rq, struct view *item, const char *type, size_t n)
{
	add_type(rq, item, schema_type_read(type, n));
}

/* --- objects --- */

static void view_object(struct rq *rq, struct view *v, const struct schema *s)
{
	view_text(v, "name", s->name);
	docs_view_text(rq, v, "meaning", s->help);
	for (const struct schema_key *k = s->keys; k->key; k++) {
		size_t n = strlen(k->key);
		bool optional = k->key[n - 1] == '?', rest = strcmp(k->key, "*") == 0;
		struct view *item = rest ? add_key(rq, v, "keys", "others", 6)
					 : add_key(rq, v, "keys", k->key, n - optional);

		add_type_text(rq, item, k->type, strlen(k->type));
		view_bool(item, "optional", optional);
		docs_view_text(rq, item, "note", k->help);
	}
}

void docs_view_objects(struct rq *rq, struct view *v, const char *page)
{
	int n;
	const struct schema *const *all = schema_all(&n);

	for (int i = 0; i < n; i++)
		if (strcmp(all[i]->page, page) == 0)
			view_object(rq, view_item(v, "objects"), all[i]);
}

/* --- what goes in --- */

static const char *const field_words[] = {[F_TEXT] = "text",
	[F_I64] = "integer",
	[F_ID] = "integer",
	[F_BOOL] = "true or false",
	[F_TIME] = "time",
	[F_TEXTS] = "list of texts",
	[F_IDS] = "list of integers",
	[F_JSON] = "object or list"};

/* "up to 255 characters" */
static const char *field_limit(struct rq *rq, const struct field *f)
{
	const char *what = f->kind == F_TEXT ? "characters" : "items";

	if (!f->max || (f->kind != F_TEXT && f->kind != F_TEXTS && f->kind != F_IDS))
		return NULL;
	return arena_printf(rq->cx.arena, "up to %d %s", f->max, what);
}

static void view_fields(struct rq *rq, struct view *v, const struct field_table *t)
{
	view_text(v, "envelope", t->envelope);
	for (const struct field *f = t->fields; f->name; f++) {
		struct view *item = add_key(rq, v, "fields", f->name, strlen(f->name));

		add_words(rq, item, field_words[f->kind]);
		view_text(item, "limit", field_limit(rq, f));
		docs_view_text(rq, item, "note", f->help);
	}
}

static void view_members(
	struct rq *rq, struct view *v, const char *list, const struct schema_reply *reply)
{
	for (int i = 0; i < reply->n; i++) {
		const struct schema_member *m = &reply->members[i];
		struct view *item = add_key(rq, v, list, m->key, m->key_n);

		add_type_text(rq, item, m->type, m->type_n);
		view_bool(item, "optional", m->optional);
	}
}

static void view_body(struct rq *rq, struct view *v, const struct route *r)
{
	const char *shape = schema_body(r);
	struct schema_reply body;

	view_bool(v, "takes_file", r->body == BODY_FILE);
	if (r->fields)
		view_fields(rq, v, r->fields);
	else if (schema_reply_next(&shape, &body))
		view_members(rq, v, "fields", &body);
}

static void view_parameters(struct rq *rq, struct view *v, const struct route *r)
{
	const char *query = docs_query(rq->cx.arena, r), *s;
	size_t n;

	for (s = strchr(r->path, ':'); s; s = strchr(s + 1, ':')) {
		struct view *item = add_key(rq, v, "parameters", s + 1, strcspn(s + 1, "/"));

		view_text(item, "place", "in the path");
	}
	while ((s = docs_query_next(&query, &n))) {
		const struct schema_query *q = schema_query_find(s, n);
		struct view *item = add_key(rq, v, "parameters", s, n);

		if (q)
			add_type_text(rq, item, q->type, strlen(q->type));
		if (q)
			docs_view_text(rq, item, "note", q->help);
	}
}

/* --- what comes out --- */

static const char *status_text(struct rq *rq, const struct schema_reply *reply)
{
	const char *text = "";

	for (int i = 0; i < reply->status_n; i++)
		text = arena_printf(
			rq->cx.arena, "%s%s%d", text, i ? " or " : "", reply->status[i]);
	return text;
}

static void view_answers(struct rq *rq, struct view *v, const struct route *r)
{
	const char *shape = schema_answer(r);
	struct schema_reply reply;

	while (schema_reply_next(&shape, &reply)) {
		struct view *item = view_item(v, "answers");

		view_text(item, "status", status_text(rq, &reply));
		view_bool(item, "empty", !reply.n && !reply.media);
		view_bool(item, "paged", reply.page);
		if (reply.media)
			view_text(item, "media",
				arena_strndup(rq->cx.arena, reply.media, reply.media_n));
		view_members(rq, item, "members", &reply);
	}
}

static void view_errors(struct view *v, const struct route *r)
{
	enum err codes[SCHEMA_ERRORS];
	int n = schema_errors(r, codes);

	for (int i = 0; i < n; i++) {
		struct view *item = view_item(v, "errors");

		view_i64(item, "status", err_status(codes[i]));
		view_text(item, "wire", err_wire(codes[i]));
		view_i64(item, "code", codes[i]);
	}
}

/* A call that can be pasted into a shell. */
static const char *sample_call(struct rq *rq, const struct route *r)
{
	struct arena *a = rq->cx.arena;
	const char *body = docs_sample_body(a, r), *call = "curl";
	bool anonymous = capability_anonymous(r->cap);

	if (r->method != M_GET)
		call = arena_printf(a, "%s -X %s", call, method_name(r->method));
	if (!anonymous)
		call = arena_printf(a, "%s -u 'you@example.com/token:TOKEN'", call);
	if (body)
		call = arena_printf(a, "%s \\\n  -H 'Content-Type: application/json' \\\n  -d '%s'",
			call, body);
	if (r->body == BODY_FILE)
		call = arena_printf(a, "%s \\\n  --data-binary @picture.png", call);
	return arena_printf(a, "%s \\\n  '%s%s'", call, rq->base_url, docs_sample_path(a, r));
}

static const char *size_text(struct rq *rq, size_t bytes)
{
	if (bytes >= 1 << 20)
		return arena_printf(rq->cx.arena, "%zu MB", bytes >> 20);
	if (bytes >= 1 << 10)
		return arena_printf(rq->cx.arena, "%zu KB", bytes >> 10);
	return bytes ? arena_printf(rq->cx.arena, "%zu bytes", bytes) : NULL;
}

/* A file may be as large as the house allows; anything else as its row says. */
static const char *body_limit(struct rq *rq, const struct route *r)
{
	return size_text(
		rq, r->body == BODY_FILE ? (size_t)server.options.max_upload : docs_body_limit(r));
}

void docs_view_summary(struct rq *rq, struct view *v, const struct route *r)
{
	const char *path = docs_path(rq->cx.arena, r->path);

	view_text(v, "method", method_name(r->method));
	view_text(v, "path", path);
	view_text(v, "short_path", strncmp(path, "/api/v2/", 8) == 0 ? path + 7 : path);
	view_text(v, "anchor", docs_anchor(rq->cx.arena, r, '-'));
	docs_view_text(rq, v, "help", r->help);
}

void docs_view_operation(struct rq *rq, struct view *v, const struct route *r)
{
	const char *scopes = capability_scopes(rq->cx.arena, r->cap);

	docs_view_summary(rq, v, r);
	view_text(v, "who", docs_who(r->cap));
	if (!capability_anonymous(r->cap))
		view_text(v, "scopes", *scopes ? scopes : "any");
	view_text(v, "body_limit", body_limit(rq, r));
	view_parameters(rq, v, r);
	view_body(rq, v, r);
	view_answers(rq, v, r);
	view_errors(v, r);
	view_text(v, "example", sample_call(rq, r));
}
