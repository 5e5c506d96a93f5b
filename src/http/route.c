/*
 * From method and path to a row of the route table.
 *
 * The rows are compiled once into a tree of path segments. A literal segment beats a parameter,
 * a parameter beats the trailing "*". Literals are compared with the path as it was sent, so an
 * encoded or differently cased spelling of a route is simply not there: each route has one name.
 * Knows nothing of handlers or replies. Read-only after route_compile.
 */
#include "http/http_i.h"

#include "base/log.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

struct node {
	const char *literal; /* NULL: parameter */
	size_t length;
	struct node *children; /* literals */
	struct node *next;
	struct node *param;
	const struct route *rows[M_DELETE + 1];
	const struct route *rest[M_DELETE + 1]; /* "*" below this node */
};

static struct node root;
static struct arena *nodes;

const char *method_name(enum method m)
{
	switch (m) {
	case M_GET:
		return "GET";
	case M_POST:
		return "POST";
	case M_PUT:
		return "PUT";
	case M_PATCH:
		return "PATCH";
	case M_DELETE:
		return "DELETE";
	}
	return "";
}

bool route_is_api(const char *path)
{
	return strncmp(path, "/api/", 5) == 0 || strncmp(path, "/oauth/tokens", 13) == 0;
}

static size_t segment_length(const char *s)
{
	return strcspn(s, "/");
}

static struct node *child(struct node *at, const char *s, size_t n)
{
	struct node *c;

	for (c = at->children; c; c = c->next)
		if (c->length == n && memcmp(c->literal, s, n) == 0)
			return c;
	return NULL;
}

static struct node *child_make(struct node *at, const char *s, size_t n)
{
	struct node *c = child(at, s, n);

	if (c)
		return c;
	c = ARENA_NEW(nodes, struct node);
	c->literal = s;
	c->length = n;
	c->next = at->children;
	at->children = c;
	return c;
}

static void put(const struct route **rows, const struct route *row)
{
	if (rows[row->method])
		die("route %s %s is listed twice", method_name(row->method), row->path);
	rows[row->method] = row;
}

/* Length of a row's path without an ".json" at the end, which is optional for all. */
static size_t path_length(const char *path)
{
	size_t n = strlen(path);

	return n > 5 && route_is_api(path) && strcmp(path + n - 5, ".json") == 0 ? n - 5 : n;
}

static void add_row(const struct route *row)
{
	const char *s = row->path, *end = s + path_length(s);
	struct node *at = &root;

	if (row->cap == CAP_NONE || *s != '/')
		die("route %s has no capability or no path", row->path);
	for (s++; s < end; s += segment_length(s) + 1) {
		size_t n = segment_length(s);

		if (n > (size_t)(end - s))
			n = (size_t)(end - s);
		if (n == 1 && *s == '*') {
			put(at->rest, row);
			return;
		}
		if (*s == ':') {
			if (!at->param)
				at->param = ARENA_NEW(nodes, struct node);
			at = at->param;
		} else {
			at = child_make(at, s, n);
		}
	}
	put(at->rows, row);
}

void route_compile(void)
{
	int n;
	const struct route *const *rows = route_all(&n);

	arena_free(nodes);
	nodes = arena_new(4 << 20);
	memset(&root, 0, sizeof root);
	for (int i = 0; i < n; i++)
		add_row(rows[i]);
}

static bool has_rows(const struct route *const *rows)
{
	for (int m = M_GET; m <= M_DELETE; m++)
		if (rows[m])
			return true;
	return false;
}

/* The rows of the most specific node for the path s (without the leading slash). */
static const struct route *const *walk(const struct node *at, const char *s)
{
	const struct route *const *rows = NULL;
	const struct node *literal;
	size_t n;

	if (!*s)
		return has_rows(at->rows) ? at->rows : NULL;
	n = segment_length(s);
	literal = n ? child((struct node *)at, s, n) : NULL;
	if (literal)
		rows = s[n] && !s[n + 1] ? NULL : walk(literal, s[n] ? s + n + 1 : s + n);
	if (!rows && at->param && n)
		rows = s[n] && !s[n + 1] ? NULL : walk(at->param, s[n] ? s + n + 1 : s + n);
	if (!rows && has_rows(at->rest))
		rows = at->rest;
	return rows;
}

/* Decode the segments that stand for parameters of the row. */
static enum err take_params(struct rq_private *p, const struct route *row, const char *path)
{
	const char *s = row->path + 1, *v = path + 1;

	for (; *s && *s != '*'; s += segment_length(s), s += *s == '/') {
		size_t n = segment_length(v);

		if (*s == ':') {
			char *name = arena_strndup(p->rq.cx.arena, s + 1, segment_length(s) - 1);
			char *value = url_decode(p->rq.cx.arena, v, n, false);

			if (!value || p->params.n == HTTP_PARAMS_MAX)
				return fail(&p->rq.cx, E_BAD_REQUEST, NULL, NULL,
					"The path is malformed");
			pairs_add(p->rq.cx.arena, &p->params, name, value);
		}
		v += n;
		v += *v == '/';
	}
	if (*s == '*')
		pairs_add(p->rq.cx.arena, &p->params, "*", v);
	return OK;
}

enum err route_find(struct rq_private *p)
{
	const struct route *const *rows = walk(&root, p->rq.path + 1);

	if (!rows)
		return fail(&p->rq.cx, E_NO_ROUTE, NULL, NULL, "Not found");
	for (int m = M_GET; m <= M_DELETE; m++)
		if (rows[m])
			p->allow |= 1u << m;
	if (p->is_options)
		return OK;
	p->rq.route = rows[p->rq.method];
	if (!p->rq.route)
		return fail(&p->rq.cx, E_METHOD, NULL, NULL, "Use %s", route_allow_text(p));
	return take_params(p, p->rq.route, p->rq.path);
}

const char *route_allow_text(struct rq_private *p)
{
	const char *text = NULL;

	for (int m = M_GET; m <= M_DELETE; m++) {
		if (!(p->allow & 1u << m))
			continue;
		text = text ? arena_printf(p->rq.cx.arena, "%s, %s", text, method_name(m))
			    : method_name(m);
		if (m == M_GET)
			text = "GET, HEAD";
	}
	return text ? arena_printf(p->rq.cx.arena, "%s, OPTIONS", text) : "OPTIONS";
}
