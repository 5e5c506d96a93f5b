/*
 * The request target: path and query taken apart and decoded, once and strictly. A malformed
 * escape, bytes that are not UTF-8, a NUL or a parameter given twice are errors, so that nobody
 * behind us can read the same address differently.
 * Also the accessors that handlers use for path and query parameters.
 */
#include "http/http_i.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

void pairs_add(struct arena *a, struct pairs *list, const char *name, const char *value)
{
	if (list->n == list->cap) {
		int cap = list->cap ? list->cap * 2 : 8;
		struct pair *v = ARENA_ARRAY(a, struct pair, cap);

		if (list->n)
			memcpy(v, list->v, sizeof *v * (size_t)list->n);
		list->v = v;
		list->cap = cap;
	}
	list->v[list->n++] = (struct pair){name, value};
}

const char *pairs_get(const struct pairs *list, const char *name)
{
	for (int i = 0; i < list->n; i++)
		if (strcmp(list->v[i].name, name) == 0)
			return list->v[i].value;
	return NULL;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

char *url_decode(struct arena *a, const char *s, size_t n, bool plus_is_space)
{
	char *out = arena_alloc(a, n + 1);
	size_t o = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '%') {
			int high, low;

			if (n - i < 3)
				return NULL;
			high = hex_value(s[i + 1]);
			low = hex_value(s[i + 2]);
			if (high < 0 || low < 0)
				return NULL;
			out[o++] = (char)(high * 16 + low);
			i += 2;
		} else {
			out[o++] = plus_is_space && s[i] == '+' ? ' ' : s[i];
		}
	}
	return utf8_valid(out, o) ? out : NULL;
}

/* A name that may come more than once: "role[]". */
static bool is_array_name(const char *name)
{
	size_t n = strlen(name);

	return n > 2 && strcmp(name + n - 2, "[]") == 0;
}

enum err url_parse_pairs(struct cx *cx, const char *s, size_t n, int max, struct pairs *ret)
{
	const char *end = s + n;

	for (const char *next; s < end; s = next) {
		const char *amp = memchr(s, '&', (size_t)(end - s)), *stop = amp ? amp : end;
		const char *eq = memchr(s, '=', (size_t)(stop - s)), *split = eq ? eq : stop;
		char *name, *value;

		next = amp ? amp + 1 : end;
		if (stop == s)
			continue;
		name = url_decode(cx->arena, s, (size_t)(split - s), true);
		value = eq ? url_decode(cx->arena, eq + 1, (size_t)(stop - eq - 1), true) : "";
		if (!name || !value)
			return fail(cx, E_BAD_REQUEST, NULL, NULL, "A parameter is malformed");
		if (!is_array_name(name) && pairs_get(ret, name)) {
			/* clients follow next_page and put their own parameters behind it again */
			if (strcmp(pairs_get(ret, name), value) == 0)
				continue;
			return fail(cx, E_PARAM, NULL, NULL, "Parameter %s is given twice", name);
		}
		if (ret->n == max)
			return fail(cx, E_TOO_MANY, NULL, NULL, "More than %d parameters", max);
		pairs_add(cx->arena, ret, name, value);
	}
	return OK;
}

enum err query_parse(struct rq_private *p)
{
	size_t n = strcspn(p->target, "?");
	struct arena *a = p->rq.cx.arena;

	p->raw_path = arena_strndup(a, p->target, n);
	p->rq.path = p->raw_path;
	if (n > 5 && route_is_api(p->raw_path) && strcmp(p->raw_path + n - 5, ".json") == 0)
		p->rq.path = arena_strndup(a, p->raw_path, n - 5);
	if (strncmp(p->rq.path, API_SLASHES, strlen(API_SLASHES)) == 0)
		p->rq.path = arena_printf(a, "/api/v2/%s", p->rq.path + strlen(API_SLASHES));
	if (!p->target[n])
		return OK;
	return url_parse_pairs(
		&p->rq.cx, p->target + n + 1, strlen(p->target + n + 1), HTTP_QUERY_MAX, &p->query);
}

const char *rq_param(struct rq *rq, const char *name)
{
	const char *value = pairs_get(&rq->private->params, name);

	return value ? value : "";
}

/* Digits only, no leading zero, within 63 bits. */
static bool parse_id(const char *s, size_t n, i64 *ret)
{
	i64 v = 0;

	if (!n || n > 19 || (s[0] == '0' && n > 1))
		return false;
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9' || __builtin_mul_overflow(v, (i64)10, &v) ||
			__builtin_add_overflow(v, (i64)(s[i] - '0'), &v))
			return false;
	*ret = v;
	return true;
}

enum err rq_id(struct rq *rq, const char *name, i64 *ret_id)
{
	const char *s = rq_param(rq, name);

	if (!parse_id(s, strlen(s), ret_id))
		return fail_not_found(&rq->cx);
	return OK;
}

const char *rq_query(struct rq *rq, const char *name)
{
	return pairs_get(&rq->private->query, name);
}

enum err rq_query_i64(struct rq *rq, const char *name, i64 otherwise, i64 *ret)
{
	const char *s = rq_query(rq, name);
	bool negative = s && *s == '-';
	i64 v;

	*ret = otherwise;
	if (!s || !*s || strcmp(s, "None") == 0)
		return OK;
	if (!parse_id(s + negative, strlen(s + negative), &v))
		return fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter %s must be an integer", name);
	*ret = negative ? -v : v;
	return OK;
}

enum err rq_query_few(struct rq *rq, const char *name, struct text_list *ret)
{
	*ret = rq_query_texts(rq, name);
	if (ret->n > PAGE_MAX)
		return fail(&rq->cx, E_TOO_MANY, NULL, NULL,
			"Parameter %s cannot specify more than %d values", name, PAGE_MAX);
	return OK;
}

enum err rq_query_ids(struct rq *rq, const char *name, struct id_list *ret)
{
	struct text_list texts;

	TRY(rq_query_few(rq, name, &texts));
	*ret = (struct id_list){ARENA_ARRAY(rq->cx.arena, i64, texts.n + 1), 0};
	for (int i = 0; i < texts.n; i++)
		if (!parse_id(texts.v[i], strlen(texts.v[i]), &ret->v[ret->n++]))
			return fail(&rq->cx, E_PARAM, NULL, NULL,
				"Parameter %s must be a list of ids", name);
	return OK;
}

enum err rq_required_ids(struct rq *rq, struct id_list *ret)
{
	if (!rq_query(rq, "ids"))
		return fail(&rq->cx, E_PARAM_MISSING, NULL, NULL, "Parameter ids is required");
	return rq_query_ids(rq, "ids", ret);
}

static void split_commas(struct rq *rq, const char *s, struct text_list *list, int cap)
{
	while (*s && list->n < cap) {
		size_t n = strcspn(s, ","), skip = strspn(s, " ");
		size_t trimmed = n;

		while (trimmed > skip && s[trimmed - 1] == ' ')
			trimmed--;
		if (trimmed > skip)
			list->v[list->n++] = arena_strndup(rq->cx.arena, s + skip, trimmed - skip);
		s += n;
		s += *s == ',';
	}
}

struct text_list rq_query_texts(struct rq *rq, const char *name)
{
	const struct pairs *query = &rq->private->query;
	size_t length = strlen(name), bytes = 0;
	struct text_list list = {0};
	int cap;

	for (int i = 0; i < query->n; i++)
		bytes += strlen(query->v[i].value);
	cap = (int)bytes + 1;
	list.v = ARENA_ARRAY(rq->cx.arena, const char *, cap);
	for (int i = 0; i < query->n; i++) {
		const char *q = query->v[i].name;

		if (strncmp(q, name, length) == 0 && (!q[length] || strcmp(q + length, "[]") == 0))
			split_commas(rq, query->v[i].value, &list, cap);
	}
	return list;
}

/* What is put beside must be what these credentials could ask for by itself. */
static bool may_include(const struct actor *actor, const char *what)
{
	static const struct {
		const char *what;
		int families;
	} guarded[] = {
		{"users", FAMILY_USERS},
		{"identities", FAMILY_USERS},
		{"groups", FAMILY_USERS},
		{"organizations", FAMILY_ORGANIZATIONS},
		{"tickets", FAMILY_TICKETS},
		{"last_audits", FAMILY_TICKETS},
		{"open_ticket_count", FAMILY_TICKETS},
	};

	for (size_t i = 0; i < COUNT_OF(guarded); i++)
		if (strcmp(guarded[i].what, what) == 0)
			return !actor->id.v ||
			       scope_covers(actor->scope, guarded[i].families, false);
	return true;
}

bool rq_include(struct rq *rq, const char *what)
{
	struct text_list list = rq_query_texts(rq, "include");

	if (!list.n || !may_include(&rq->cx.actor, what))
		return false;
	size_t n = strlen(what);

	for (int i = 0; i < list.n; i++) {
		const char *inner = strchr(list.v[i], '('); /* "tickets(users,groups)" */
		const char *name = inner ? inner + 1 : list.v[i];

		if (strncmp(name, what, n) == 0 && (!name[n] || strcmp(name + n, ")") == 0))
			return true;
	}
	return false;
}
