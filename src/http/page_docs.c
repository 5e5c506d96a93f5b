/*
 * The reference for people: an index with a search that needs no script, one page per group of
 * operations, and guides. Made from the same tables as openapi.json; open to everybody, and says
 * nothing of what is in the house.
 */
#include "http/docs_view.h"

#include "domain/placeholder.h"
#include "http/template.h"

#include <ctype.h>
#include <string.h>

enum { SEARCH_MAX = 100 };

const struct docs_guide docs_guides[] = {
	{"basics", "Basics", "Addresses, envelopes, times, ids, and a first call."},
	{"authentication", "Authentication", "API tokens, passwords, OAuth and scopes."},
	{"pagination", "Pagination", "By number, by cursor, and the exports."},
	{"errors", "Errors", "Every code, its status and what to do."},
	{"rate-limits", "Rate limits", "How many requests a minute, and how to wait."},
	{"idempotency", "Idempotency", "Sending again without doing twice."},
	{"conditional-requests", "Conditional requests",
		"Not fetching what you have, not overwriting what changed."},
	{"bulk", "Bulk jobs", "Up to 100 objects in one call."},
	{"exports", "Incremental exports", "Keeping a copy elsewhere up to date."},
	{"signatures", "Webhook signatures", "Making sure that a call comes from here."},
	{"placeholders", "Placeholders", "Values in the texts of rules and webhooks."},
	{0},
};

/* --- the frame: what every page of the reference has --- */

static void view_navigation(struct view *v, const char *here)
{
	const char *section = "";
	struct view *group = NULL;

	for (const struct docs_guide *g = docs_guides; g->slug; g++) {
		struct view *item = view_item(v, "guides");

		view_text(item, "slug", g->slug);
		view_text(item, "title", g->title);
		view_text(item, "help", g->help);
		view_bool(item, "here", strcmp(g->slug, here) == 0);
	}
	for (const struct docs_page *p = docs_pages; p[1].slug; p++) {
		struct view *item;

		if (strcmp(p->section, section) != 0) {
			section = p->section;
			group = view_item(v, "sections");
			view_text(group, "title", section);
		}
		item = view_item(group, "pages");
		view_text(item, "slug", p->slug);
		view_text(item, "title", p->title);
		view_bool(item, "here", strcmp(p->slug, here) == 0);
	}
}

static struct view *frame_new(struct rq *rq, const char *here, const char *title)
{
	struct view *v = view_new(rq);

	view_text(v, "frame", "docs");
	view_text(v, "docs", "1");
	view_text(v, "base_url", rq->base_url);
	view_text(v, "title", title);
	if (server.options.rate_limit)
		view_text(v, "rate",
			arena_printf(rq->cx.arena, "%d a minute", server.options.rate_limit));
	view_bool(v, "inside", *here);
	view_navigation(v, here);
	return v;
}

/* --- the index --- */

static const char *lower(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text);

	for (char *s = copy; *s; s++)
		*s = (char)tolower((unsigned char)*s);
	return copy;
}

/* What is looked for, and on which page each operation stands (NULL: it is none, or not found). */
struct search {
	const char *words;
	const struct docs_page **page_of;
};

/* Does each word of the search stand somewhere in what is said of the operation? */
static bool is_found(
	struct arena *a, const struct route *r, const struct docs_page *p, const char *words)
{
	const char *text = lower(a, arena_printf(a, "%s %s %s %s", method_name(r->method), r->path,
					    r->help ? r->help : "", p->title));

	for (const char *s = words + strspn(words, " "); *s;) {
		size_t n = strcspn(s, " ");

		if (!strstr(text, arena_strndup(a, s, n)))
			return false;
		s += n;
		s += strspn(s, " ");
	}
	return true;
}

static void search_run(struct rq *rq, struct search *search)
{
	struct arena *a = rq->cx.arena;
	int n;
	const struct route *const *rows = route_all(&n);

	search->page_of = ARENA_ARRAY(a, const struct docs_page *, n);
	for (int i = 0; i < n; i++) {
		const struct docs_page *p = docs_page_of(rows[i]);

		if (docs_is_operation(rows[i]) && is_found(a, rows[i], p, search->words))
			search->page_of[i] = p;
	}
}

/* How many there are on the page; into v unless it is NULL. */
static int list_operations(
	struct rq *rq, struct view *v, const struct docs_page *page, const struct search *search)
{
	int n, found = 0;
	const struct route *const *rows = route_all(&n);

	for (int i = 0; i < n; i++) {
		if (search->page_of[i] != page)
			continue;
		found++;
		if (v)
			docs_view_summary(rq, view_item(v, "operations"), rows[i]);
	}
	return found;
}

static void list_pages(struct rq *rq, struct view *v, const struct search *search)
{
	int found = 0;

	for (const struct docs_page *p = docs_pages; p->slug; p++) {
		struct view *item;
		int n = list_operations(rq, NULL, p, search);

		if (!n)
			continue;
		found += n;
		item = view_item(v, "resources");
		view_text(item, "slug", p->slug);
		view_text(item, "title", p->title);
		view_text(item, "about", p->help);
		list_operations(rq, item, p, search);
	}
	view_i64(v, "found", found);
	view_bool(v, "is_one", found == 1);
}

static done docs_index(struct rq *rq, void *in)
{
	const char *query = rq_query(rq, "q");
	struct search search;
	struct view *v;

	(void)in;
	if (!query || strlen(query) > SEARCH_MAX)
		query = "";
	v = frame_new(rq, "", *query ? "Search in the API reference" : "API reference");
	view_text(v, "query", query);
	search.words = lower(rq->cx.arena, query);
	search_run(rq, &search);
	list_pages(rq, v, &search);
	return reply_html(rq, 200, "docs_index", v);
}

/* --- one page of operations, one guide --- */

static done reply_group(struct rq *rq, const struct docs_page *page)
{
	struct view *v = frame_new(rq, page->slug, page->title);
	int n;
	const struct route *const *rows = route_all(&n);

	view_text(v, "heading", page->title);
	view_text(v, "about", page->help);
	for (int i = 0; i < n; i++)
		if (docs_is_operation(rows[i]) && docs_page_of(rows[i]) == page)
			docs_view_operation(rq, view_item(v, "operations"), rows[i]);
	docs_view_objects(rq, v, page->slug);
	return reply_html(rq, 200, "docs_group", v);
}

static void list_errors(struct rq *rq, struct view *v)
{
	static const enum err codes[] = {
#define X(code, status, wire) code,
		ERR_LIST(X)
#undef X
	};

	for (size_t i = 0; i < COUNT_OF(codes); i++) {
		struct view *item;

		if (codes[i] == OK)
			continue;
		item = view_item(v, "errors");
		view_i64(item, "code", codes[i]);
		view_i64(item, "status", err_status(codes[i]));
		view_text(item, "wire", err_wire(codes[i]));
		docs_view_text(rq, item, "help", docs_error_help(codes[i]));
	}
}

static void list_placeholders(struct rq *rq, struct view *v)
{
	const char *name;

	for (int i = 0; (name = placeholder_name(i)); i++)
		view_text(view_item(v, "placeholders"), "name",
			arena_printf(rq->cx.arena, "{{%s}}", name));
}

static void list_scopes(struct view *v)
{
	for (int i = 0; i < FAMILY_COUNT; i++)
		view_text(view_item(v, "scopes"), "name",
			scope_family_name((enum scope_family_index)i));
}

static done reply_guide(struct rq *rq, const struct docs_guide *guide)
{
	struct view *v = frame_new(rq, guide->slug, guide->title);
	char *page = arena_printf(rq->cx.arena, "docs_%s", guide->slug);

	for (char *s = page; *s; s++)
		if (*s == '-')
			*s = '_';
	list_errors(rq, v);
	list_placeholders(rq, v);
	list_scopes(v);
	view_i64(v, "rate_limit", server.options.rate_limit);
	docs_view_objects(rq, v, guide->slug);
	return reply_html(rq, 200, page, v);
}

static done docs_show(struct rq *rq, void *in)
{
	const char *slug = rq_param(rq, "page");

	(void)in;
	for (const struct docs_guide *g = docs_guides; g->slug; g++)
		if (strcmp(g->slug, slug) == 0)
			return reply_guide(rq, g);
	for (const struct docs_page *p = docs_pages; p->slug; p++)
		if (strcmp(p->slug, slug) == 0)
			return reply_group(rq, p);
	return reply_fail(rq, E_NOT_FOUND, NULL, NULL, "Not found");
}

const struct route docs_routes[] = {
	{M_GET, "/docs", docs_index, RUN_PLAIN, CAP_PUBLIC, BODY_NONE, NULL, 0, "q",
		"The reference of the API, for people"},
	{M_GET, "/docs/:page", docs_show, RUN_PLAIN, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
		"One page of the reference"},
	{0},
};
