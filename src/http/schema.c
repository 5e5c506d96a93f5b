/* Reading the language of schema.h, and finding rows in its tables. */
#include "http/schema.h"

#include <stdlib.h>
#include <string.h>

#define X(list) extern const struct schema list[];
#define SCHEMA_LISTS(X) \
	X(schemas_ticket) \
	X(schemas_people) \
	X(schemas_rules) \
	X(schemas_deadlines) \
	X(schemas_more) X(schemas_compose) X(schemas_reports) X(schemas_desk) X(schemas_timeline)
SCHEMA_LISTS(X)
#undef X
extern const struct schema_shape schema_answers_tickets[], schema_answers_people[],
	schema_answers_rules[], schema_answers_more[], schema_answers_desk[],
	schema_answers_compose[], schema_answers_timeline[], schema_bodies[],
	schema_answers_reports[];
extern const struct schema_query schema_queries[];

enum { SCHEMAS_MAX = 320 };

/* --- types --- */

static const struct {
	const char *word;
	enum schema_kind kind;
} words[] = {{"int", S_INT}, {"id", S_INT}, {"num", S_NUM}, {"text", S_TEXT}, {"bool", S_BOOL},
	{"time", S_TIME}, {"date", S_DATE}, {"url", S_URL}, {"object", S_OBJECT}, {"any", S_ANY}};

static bool is_word(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(s, word, n) == 0;
}

const char *schema_part(const char **s, size_t *left, size_t *ret_n)
{
	const char *from = *s;
	size_t n = 0;
	int depth = 0;

	if (!*left)
		return NULL;
	for (; n < *left && (depth || from[n] != '|'); n++)
		depth += (from[n] == '[') - (from[n] == ']');
	*ret_n = n;
	n += n < *left;
	*s += n;
	*left -= n;
	return from;
}

struct schema_type schema_type_read(const char *s, size_t n)
{
	struct schema_type t = {.kind = S_REF, .text = s, .n = n};
	size_t first, left = n;
	const char *rest = s;

	if (n && s[n - 1] == '?') {
		t.nullable = true;
		t.n = left = --n;
	}
	if (*s == '=') {
		t.kind = S_ENUM;
		t.text++;
		t.n--;
		return t;
	}
	schema_part(&rest, &left, &first);
	if (first < n) {
		t.kind = S_UNION;
		return t;
	}
	if (*s == '[') {
		t.kind = S_LIST;
		t.text++;
		t.n -= 2;
		return t;
	}
	for (size_t i = 0; i < COUNT_OF(words); i++)
		if (is_word(s, n, words[i].word))
			t.kind = words[i].kind;
	if (t.kind == S_REF && *s == '@') {
		t.text++;
		t.n--;
	}
	return t;
}

/* --- tables --- */

const struct schema *const *schema_all(int *ret_n)
{
	static const struct schema *all[SCHEMAS_MAX];
	static int n;
	bool filled = n > 0; /* the first call comes before threads start */
	static const struct schema *const lists[] = {
#define X(list) list,
		SCHEMA_LISTS(X)
#undef X
	};

	for (size_t i = 0; !filled && i < COUNT_OF(lists); i++)
		for (const struct schema *s = lists[i]; s->name && n < SCHEMAS_MAX; s++)
			all[n++] = s;
	*ret_n = n;
	return all;
}

const struct schema *schema_find(const char *name, size_t name_n)
{
	int n;
	const struct schema *const *all = schema_all(&n);

	for (int i = 0; i < n; i++)
		if (is_word(name, name_n, all[i]->name))
			return all[i];
	return NULL;
}

const struct schema_query *schema_query_find(const char *name, size_t n)
{
	for (const struct schema_query *q = schema_queries; q->name; q++)
		if (is_word(name, n, q->name))
			return q;
	return NULL;
}

bool schema_same_path(const char *row, const char *path)
{
	if (*row != '/' && strncmp(path, "/api/v2/", 8) == 0)
		path += 8;
	while (*row && *path) {
		if (*row == ':' && *path == ':') {
			row += strcspn(row, "/");
			path += strcspn(path, "/");
		} else if (*row++ != *path++) {
			return false;
		}
	}
	return *row == *path;
}

static const char *shape_find(const struct schema_shape *rows, const struct route *r)
{
	for (; rows->path; rows++)
		if (rows->method == r->method && schema_same_path(rows->path, r->path))
			return rows->shape;
	return NULL;
}

const struct schema_shape *const schema_answer_tables[] = {schema_answers_tickets,
	schema_answers_people, schema_answers_rules, schema_answers_more, schema_answers_desk,
	schema_answers_compose, schema_answers_timeline, schema_answers_reports, NULL};

const char *schema_answer(const struct route *r)
{
	const char *shape = NULL;

	for (int i = 0; !shape && schema_answer_tables[i]; i++)
		shape = shape_find(schema_answer_tables[i], r);
	return shape;
}

const char *schema_body(const struct route *r)
{
	return shape_find(schema_bodies, r);
}

/* --- shapes --- */

#define MEMBER(key, type) \
	{ \
		key, type, sizeof(key) - 1, sizeof(type) - 1, false \
	}

const struct schema_member schema_offset_members[] = {
	MEMBER("count", "int"), MEMBER("next_page", "url?"), MEMBER("previous_page", "url?"), {0}};
const struct schema_member schema_cursor_members[] = {
	MEMBER("meta", "@page_meta"), MEMBER("links", "@page_links"), {0}};

static const struct schema_member export_members[] = {MEMBER("count", "int"),
	MEMBER("end_time", "int?"), MEMBER("next_page", "url?"), MEMBER("end_of_stream", "bool"),
	{0}};
static const struct schema_member stream_members[] = {MEMBER("after_url", "url?"),
	MEMBER("before_url", "url?"), MEMBER("after_cursor", "text?"),
	MEMBER("before_cursor", "text?"), MEMBER("end_of_stream", "bool"), {0}};

static void add_members(struct schema_reply *r, const struct schema_member *more)
{
	for (; more->key && r->n < SCHEMA_MEMBERS; more++)
		r->members[r->n++] = *more;
}

static bool has_member(const struct schema_reply *r, const char *key, size_t n)
{
	for (int i = 0; i < r->n; i++)
		if (r->members[i].key_n == n && memcmp(r->members[i].key, key, n) == 0)
			return true;
	return false;
}

/* "key?:type"; what stands there already stays: side-loads name themselves, too. */
static void add_member(struct schema_reply *r, const char *s, size_t n)
{
	const char *colon = memchr(s, ':', n);
	struct schema_member *m;

	if (!colon || r->n == SCHEMA_MEMBERS)
		return;
	m = &r->members[r->n];
	m->key = s;
	m->key_n = (size_t)(colon - s);
	m->optional = m->key_n && s[m->key_n - 1] == '?';
	m->key_n -= m->optional;
	m->type = colon + 1;
	m->type_n = n - (size_t)(colon + 1 - s);
	r->n += !has_member(r, m->key, m->key_n);
}

static void add_word(struct schema_reply *r, const char *s, size_t n)
{
	if (*s >= '0' && *s <= '9') {
		for (; n > 2 && r->status_n<SCHEMA_STATUSES; s += 4, n = n> 4 ? n - 4 : 0)
			r->status[r->status_n++] = (int)strtol(s, NULL, 10);
	} else if (is_word(s, n, "+page")) {
		r->page = true;
	} else if (is_word(s, n, "+export")) {
		add_members(r, export_members);
	} else if (is_word(s, n, "+stream")) {
		add_members(r, stream_members);
	} else if (memchr(s, '/', n) && !memchr(s, ':', n)) {
		r->media = s;
		r->media_n = n;
	} else {
		add_member(r, s, n);
	}
}

bool schema_reply_next(const char **shape, struct schema_reply *ret)
{
	const char *s = *shape;

	*ret = (struct schema_reply){0};
	if (!s || !*s)
		return false;
	for (s += strspn(s, " "); *s && *s != ';'; s += strspn(s, " ")) {
		size_t n = strcspn(s, " ");

		add_word(ret, s, n);
		s += n;
	}
	*shape = s + (*s == ';');
	return true;
}

bool schema_is_paged(const struct route *r)
{
	const char *shape = schema_answer(r);

	return shape && strstr(shape, "+page");
}

/* --- errors --- */

static bool takes_json(const struct route *r)
{
	return r->body == BODY_JSON;
}

static bool has_field(const struct route *r, const char *name)
{
	if (r->fields)
		for (const struct field *f = r->fields->fields; f->name; f++)
			if (strcmp(f->name, name) == 0)
				return true;
	return false;
}

int schema_errors(const struct route *r, enum err ret[SCHEMA_ERRORS])
{
	bool writes = capability_writes(r->cap), changes = r->method != M_GET;
	const struct {
		enum err code;
		bool holds;
	} rows[] = {
		{E_JSON, takes_json(r)},
		{E_PARAM, r->query != NULL},
		{E_TOO_MANY, strstr(r->path, "_many") || (r->query && strstr(r->query, "ids"))},
		{E_UNAUTHENTICATED, !capability_anonymous(r->cap)},
		{E_FORBIDDEN, writes || capability_role(r->cap) > ROLE_END_USER},
		{E_NOT_FOUND, strchr(r->path, ':') != NULL},
		{E_UPDATE_CONFLICT, has_field(r, "updated_stamp")},
		{E_TOO_LARGE, r->body != BODY_NONE},
		{E_INVALID, changes && r->body != BODY_NONE},
		{E_SEARCH, strncmp(r->path, "/api/v2/search", 14) == 0},
		{E_RATE, true},
		{E_BUSY, changes},
	};
	int n = 0;

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].holds)
			ret[n++] = rows[i].code;
	return n;
}
