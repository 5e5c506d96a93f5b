/*
 * What views show: tickets, counts, rows with columns, previews. Views themselves (list, make,
 * change) are in api_rules.c.
 */
#include "domain/can.h"
#include "domain/rule_usage.h"
#include "domain/view.h"
#include "rule_body.h"
#include "view_column.h"
#include "view_ticket.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_QUERY \
	"page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order,include"

/* The first page of a view that is saved is a use of it (domain/rule_usage.h). */
static void note_use(struct rq *rq, const struct rule *view, const struct page *page)
{
	if (view->id.v && !page->has_at && !page->offset && !rq->is_head)
		rule_usage_open(view->id);
}

static done view_list_tickets(struct rq *rq, void *in)
{
	struct rule *view;
	struct ticket *rows;
	struct page page;
	int n;

	(void)in;
	if (path_rule(rq, RULE_VIEW, &view) || rq_page(rq, view_sorts, &page) ||
		view_tickets(&rq->cx, &view->conditions, &view->output, &page, &rows, &n))
		return reply_error(rq);
	note_use(rq, view, &page);
	return reply_tickets(rq, rows, n, &page);
}

/* --- counts --- */

/* The number as people read it: "~" is what was counted a while ago. */
static const char *pretty(struct rq *rq, i64 value, bool fresh)
{
	if (value >= VIEW_COUNT_MAX)
		return arena_printf(rq->cx.arena, "%d+", VIEW_COUNT_MAX);
	return arena_printf(rq->cx.arena, "%s%" PRId64, fresh ? "" : "~", value);
}

static void count_write(
	struct rq *rq, const char *key, const struct rule *view, i64 value, bool fresh)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	if (view->id.v)
		jw_printf(jw, "url", "%.900s/api/v2/views/%" PRId64 "/count.json", rq->base_url,
			view->id.v);
	else
		jw_printf(jw, "url", "%.900s/api/v2/views/preview/count.json", rq->base_url);
	jw_id(jw, "view_id", view->id.v);
	jw_i64(jw, "value", value);
	jw_str(jw, "pretty", pretty(rq, value, fresh));
	jw_bool(jw, "fresh", fresh);
	jw_bool(jw, "active", view->active);
	jw_str(jw, "refresh", "poll");
	jw_end(jw);
}

static done view_count_one(struct rq *rq, void *in)
{
	struct rule *view;
	bool fresh;
	i64 value;

	(void)in;
	if (path_rule(rq, RULE_VIEW, &view) || view_count(&rq->cx, view, &value, &fresh))
		return reply_error(rq);
	reply_begin(rq, 200);
	count_write(rq, "view_count", view, value, fresh);
	return reply_end(rq);
}

static done view_count_many(struct rq *rq, void *in)
{
	struct id_list ids = {0};

	(void)in;
	if (rq_required_ids(rq, &ids))
		return reply_error(rq);
	jw_array(reply_begin(rq, 200), "view_counts");
	for (int i = 0; i < ids.n; i++) {
		struct rule *view;
		enum err e = rule_get(&rq->cx, RULE_VIEW, (rule_id){ids.v[i]}, &view);
		bool fresh;
		i64 value;

		if (e == E_NOT_FOUND) { /* or not for this agent: left out */
			rq->cx.fail = (struct failure){0};
			continue;
		}
		if (e || view_count(&rq->cx, view, &value, &fresh))
			return reply_error(rq);
		count_write(rq, NULL, view, value, fresh);
	}
	jw_end(&rq->jw);
	return reply_end(rq);
}

/* --- rows with columns --- */

static enum err row_write(
	struct rq *rq, const struct rule *view, const struct ticket_page *page, int i)
{
	const struct ticket *t = &page->rows[i];

	jw_object(&rq->jw, NULL);
	TRY(ticket_page_write(rq, "ticket", page, i));
	jw_i64(&rq->jw, "ticket_id", t->id.v);
	TRY(columns_write(rq, view->output.columns, view->output.column_count, t));
	jw_end(&rq->jw);
	return OK;
}

/* Each group that the rows name, once; none for credentials that may not read groups. */
static enum err groups_write(struct rq *rq, const struct ticket *rows, int n)
{
	struct id_set ids = {0};
	struct group *groups;
	int count;

	for (int i = 0; i < n && can(&rq->cx.actor, CAP_GROUP_READ) == OK; i++)
		id_set_add(rq, &ids, rows[i].group.v);
	TRY(group_load_many(&rq->cx, ids.v, ids.n, &groups, &count));
	jw_array(&rq->jw, "groups");
	for (int i = 0; i < count; i++)
		group_write(rq, NULL, &groups[i]);
	jw_end(&rq->jw);
	return OK;
}

static void view_write(struct rq *rq, const struct rule *view)
{
	struct jw *jw = &rq->jw;

	if (!view->id.v) {
		jw_null(jw, "view");
		return;
	}
	jw_object(jw, "view");
	jw_i64(jw, "id", view->id.v);
	jw_printf(jw, "url", "%.900s/api/v2/views/%" PRId64 ".json", rq->base_url, view->id.v);
	jw_end(jw);
}

/* A page of rows, the columns beside it. */
static done reply_rows(struct rq *rq, const struct rule *view)
{
	struct sideload more = {0};
	struct ticket_page rows;
	struct ticket *tickets;
	struct page page;
	int n;

	if (rq_page(rq, view_sorts, &page) ||
		view_tickets(&rq->cx, &view->conditions, &view->output, &page, &tickets, &n) ||
		ticket_page_load(rq, tickets, n, &rows))
		return reply_error(rq);
	note_use(rq, view, &page);
	reply_list(rq, "rows");
	for (int i = 0; i < n; i++) {
		if (row_write(rq, view, &rows, i))
			return reply_error(rq);
		ticket_sideload(rq, &more, &tickets[i]);
	}
	reply_list_end(rq);
	if (view_columns_write(rq, "columns", &view->output) || groups_write(rq, tickets, n) ||
		sideload_write_beside(rq, &more, "groups"))
		return reply_error(rq);
	view_write(rq, view);
	return reply_page(rq, &page);
}

static done view_execute(struct rq *rq, void *in)
{
	struct rule *view;

	(void)in;
	if (path_rule(rq, RULE_VIEW, &view))
		return reply_error(rq);
	return reply_rows(rq, view);
}

/* Tend does not mail exports: it says at once where the rows are. */
static done view_export(struct rq *rq, void *in)
{
	struct rule *view;
	struct jw *jw;

	(void)in;
	if (path_rule(rq, RULE_VIEW, &view))
		return reply_error(rq);
	jw = reply_begin(rq, 200);
	jw_object(jw, "export");
	jw_i64(jw, "view_id", view->id.v);
	jw_str(jw, "status", "completed");
	jw_printf(jw, "content_url",
		"%.900s/api/v2/views/%" PRId64 "/execute.json?page%%5Bsize%%5D=%d", rq->base_url,
		view->id.v, PAGE_MAX);
	jw_end(jw);
	return reply_end(rq);
}

/* --- previews --- */

static enum err read_preview(struct rq *rq, void *in, struct rule *ret)
{
	struct rule_input input;

	TRY(rule_body_input(rq, RULE_VIEW, in, &input));
	TRY(view_compile(&rq->cx, &input, ret));
	ret->active = true;
	return OK;
}

static done view_preview(struct rq *rq, void *in)
{
	struct rule view;

	if (read_preview(rq, in, &view))
		return reply_error(rq);
	return reply_rows(rq, &view);
}

static done view_preview_count(struct rq *rq, void *in)
{
	struct rule view;
	i64 value;

	if (read_preview(rq, in, &view) || view_count_of(&rq->cx, &view.conditions, &value))
		return reply_error(rq);
	reply_begin(rq, 200);
	count_write(rq, "view_count", &view, value, true);
	return reply_end(rq);
}

#define READ(path, handler, query, help) \
	{ \
		M_GET, path, handler, RUN_READ, CAP_VIEW_TICKETS, BODY_NONE, NULL, 0, query, help \
	}
/* on the slow pool: nothing of it is kept, and anything may be asked */
#define PREVIEW(path, handler, query, help) \
	{ \
		M_POST, path, handler, RUN_SLOW, CAP_VIEW_TICKETS, BODY_JSON, &view_body_fields, \
			0, query, help \
	}

const struct route view_routes[] = {
	READ("/api/v2/views/:view_id/tickets", view_list_tickets, PAGE_QUERY,
		"Tickets of a view, in its order"),
	READ("/api/v2/views/:view_id/count", view_count_one, NULL,
		"How many tickets a view has; `fresh` false: some time ago"),
	READ("/api/v2/views/count_many", view_count_many, "ids",
		"The same for up to 100 views by id"),
	READ("/api/v2/views/:view_id/execute", view_execute, PAGE_QUERY,
		"Tickets of a view with the values of its columns"),
	READ("/api/v2/views/:view_id/export", view_export, NULL,
		"Where the rows of a view can be read"),
	PREVIEW("/api/v2/views/preview", view_preview, PAGE_QUERY,
		"What a view would show, without saving it"),
	PREVIEW("/api/v2/views/preview/count", view_preview_count, NULL,
		"How many tickets a view would have"),
	{0},
};
