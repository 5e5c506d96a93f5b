/* Search over everything that agents see. */
#include "domain/search.h"
#include "domain/ticket_list.h"
#include "http/view_ticket.h"

#include <string.h>

enum {
	EXPORT_MAX = 1000,
	EXPORT_BYTES = 16 << 20, /* a page of an export ends behind the results that pass it */
	TOGETHER = 20,		 /* tickets in a row that are read together */
};

static enum err parse(struct rq *rq, struct search *ret)
{
	const char *query = rq_query(rq, "query");

	if (!query)
		return fail(&rq->cx, E_PARAM_MISSING, NULL, NULL, "Parameter query is missing");
	return search_parse(&rq->cx, query, ret);
}

/* Results with what they refer to; gone since they were found: nothing. */
static enum err ticket_results_write(
	struct rq *rq, const struct search_hit *hits, int n, struct sideload *more)
{
	struct id_list ids = {0};
	struct ticket_page page;
	struct ticket *rows;

	for (int i = 0; i < n; i++)
		id_list_add(rq->cx.arena, &ids, hits[i].id);
	TRY(ticket_load_many(&rq->cx, &ids, &rows, &n));
	TRY(ticket_page_load(rq, rows, n, &page));
	for (int i = 0; i < n; i++) {
		TRY(ticket_page_write_open(rq, NULL, &page, i));
		ticket_sideload(rq, more, &rows[i]);
		jw_str(&rq->jw, "result_type", "ticket");
		jw_end(&rq->jw);
	}
	return OK;
}

static enum err user_result_write(struct rq *rq, i64 id)
{
	struct user *user;

	TRY(user_load(&rq->cx, (user_id){id}, &user));
	if (!user)
		return OK;
	user_write_open(rq, NULL, user);
	jw_str(&rq->jw, "result_type", "user");
	jw_end(&rq->jw);
	return OK;
}

static enum err organization_result_write(struct rq *rq, i64 id)
{
	struct organization *o;

	TRY(organization_load(&rq->cx, (organization_id){id}, &o));
	if (!o)
		return OK;
	organization_write_open(rq, NULL, o);
	jw_str(&rq->jw, "result_type", "organization");
	jw_end(&rq->jw);
	return OK;
}

static enum err group_result_write(struct rq *rq, i64 id)
{
	struct group *group;

	TRY(group_load(&rq->cx, (group_id){id}, &group));
	if (!group)
		return OK;
	group_write_open(rq, NULL, group);
	jw_str(&rq->jw, "result_type", "group");
	jw_end(&rq->jw);
	return OK;
}

/* How many of the results are written together. */
static int run_of(const struct search_hit *hits, int n)
{
	int run = 1;

	while (run < n && run < TOGETHER && hits[0].type == SEARCH_TICKETS &&
		hits[run].type == SEARCH_TICKETS)
		run++;
	return run;
}

static enum err results_write(
	struct rq *rq, const struct search_hit *hits, int n, struct sideload *more)
{
	switch (hits->type) {
	case SEARCH_TICKETS:
		return ticket_results_write(rq, hits, n, more);
	case SEARCH_USERS:
		return user_result_write(rq, hits->id);
	case SEARCH_ORGANIZATIONS:
		return organization_result_write(rq, hits->id);
	case SEARCH_GROUPS:
		return group_result_write(rq, hits->id);
	}
	return OK;
}

/* Tickets may be large: the page of an export ends behind this one, the next begins there. */
static void end_page(struct page *page, const struct search_hit *last, int n)
{
	page->rows = n;
	page->has_more = true;
	page->last = page_key(last->id, NULL, last->id);
}

static done reply_results(struct rq *rq, const struct search_hit *hits, int n, struct page *page)
{
	struct sideload more = {0};
	int run;

	reply_list(rq, "results");
	for (int i = 0; i < n; i += run) {
		run = run_of(hits + i, n - i);
		if (results_write(rq, hits + i, run, &more))
			return reply_error(rq);
		if (page->limit > PAGE_MAX && i + run < n && rq->jw.out->n > EXPORT_BYTES) {
			end_page(page, &hits[i + run - 1], i + run);
			break;
		}
	}
	reply_list_end(rq);
	jw_null(&rq->jw, "facets");
	if (sideload_write(rq, &more))
		return reply_error(rq);
	return reply_page(rq, page);
}

static const char *const sorts[] = {
	"relevance", "created_at", "updated_at", "priority", "status", "ticket_type", NULL};

/* Depth is checked before the offset dialect's own limit, which clients do not expect here. */
static enum err search_page(struct rq *rq, struct page *ret)
{
	i64 page, per_page;

	TRY(rq_query_i64(rq, "page", 1, &page));
	TRY(rq_query_i64(rq, "per_page", PAGE_MAX, &per_page));
	if (per_page > PAGE_MAX)
		per_page = PAGE_MAX;
	if (page > 0 && per_page > 0 && (page > SEARCH_DEPTH || page * per_page > SEARCH_DEPTH))
		return fail(&rq->cx, E_SEARCH, NULL, NULL,
			"Invalid search: Requested response size was greater than Search "
			"Response Limits");
	TRY(rq_page(rq, sorts, ret));
	rq_page_place(ret);
	return OK;
}

/* search_run counts from the offset; the cursor dialect wants to know where the page stands. */
static enum err run_page(struct rq *rq, const struct search *search, struct page *page,
	struct search_hit **ret, int *ret_n)
{
	bool cursor = page->cursor;

	page->cursor = false;
	TRY(search_run(&rq->cx, search, page, ret, ret_n));
	page->cursor = cursor;
	rq_page_placed(page);
	return OK;
}

static done search_index(struct rq *rq, void *in)
{
	struct search search;
	struct search_hit *hits;
	struct page page;
	int n;

	(void)in;
	if (search_page(rq, &page) || parse(rq, &search))
		return reply_error(rq);
	if (rq_query(rq, "sort_by") || rq_query(rq, "sort"))
		search_set_sort(&search, page.sort, page.descending ? "desc" : "asc");
	if (rq_query(rq, "sort_order"))
		search_set_sort(&search, NULL, page.descending ? "desc" : "asc");
	if (run_page(rq, &search, &page, &hits, &n))
		return reply_error(rq);
	return reply_results(rq, hits, n, &page);
}

static done search_number(struct rq *rq, void *in)
{
	struct search search;
	i64 n;

	(void)in;
	if (parse(rq, &search) || search_count(&rq->cx, &search, &n))
		return reply_error(rq);
	reply_begin(rq, 200);
	jw_i64(&rq->jw, "count", n);
	return reply_end(rq);
}

static const char *const export_sorts[] = {"id", NULL};

/* filter[type] of an export. */
static enum err export_type(struct rq *rq, struct search *search)
{
	static const struct {
		const char *name;
		enum search_type type;
	} types[] = {{"ticket", SEARCH_TICKETS}, {"user", SEARCH_USERS},
		{"organization", SEARCH_ORGANIZATIONS}, {"group", SEARCH_GROUPS}};
	const char *name = rq_query(rq, "filter[type]");

	for (size_t i = 0; name && i < COUNT_OF(types); i++) {
		if (strcmp(types[i].name, name) == 0) {
			search->types = types[i].type;
			return OK;
		}
	}
	if (!name)
		return OK;
	return fail(&rq->cx, E_PARAM, NULL, NULL,
		"Parameter filter[type] must be ticket, user, organization or group");
}

static done search_all(struct rq *rq, void *in)
{
	struct search search;
	struct search_hit *hits;
	struct page page;
	i64 limit;
	int n;

	(void)in;
	if (rq_page(rq, export_sorts, &page) || parse(rq, &search) || export_type(rq, &search) ||
		rq_query_i64(rq, "page[size]", PAGE_MAX, &limit))
		return reply_error(rq);
	if (page.backward)
		return reply_fail(rq, E_PARAM, NULL, NULL,
			"Parameter page[before] is not for an export: it goes forward only");
	page.cursor = true;
	page.limit = limit > EXPORT_MAX ? EXPORT_MAX : (int)limit;
	/* people come with their whole rows, and a row may be large */
	if (page.limit > PAGE_MAX && !(search.types & SEARCH_TICKETS))
		page.limit = PAGE_MAX;
	if (search_export(&rq->cx, &search, &page, &hits, &n))
		return reply_error(rq);
	page.has_at = false; /* no link to the page before */
	return reply_results(rq, hits, n, &page);
}

const struct route search_routes[] = {
	{M_GET, "/api/v2/search", search_index, RUN_SLOW, CAP_SEARCH, BODY_NONE, NULL, 0,
		"query,sort_by,sort_order,page,per_page,include",
		"Tickets, users, organisations and groups that match, newest first"},
	{M_GET, "/api/v2/search/count", search_number, RUN_SLOW, CAP_SEARCH, BODY_NONE, NULL, 0,
		"query", "How many match"},
	{M_GET, "/api/v2/search/export", search_all, RUN_SLOW, CAP_SEARCH, BODY_NONE, NULL, 0,
		"query,filter[type],page[size],page[after],include",
		"Everything of one type that matches, by id"},
	{0},
};
