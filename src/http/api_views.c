/*
 * What views show: tickets, counts, rows with columns, previews. Views themselves (list, make,
 * change) are in api_rules.c.
 */
#include "domain/can.h"
#include "domain/rule_usage.h"
#include "domain/ticket_fields.h"
#include "domain/ticket_since.h"
#include "domain/view.h"
#include "rule_body.h"
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

/* The value of a custom field's column. */
static enum err custom_write(struct rq *rq, const char *column, const struct ticket *t)
{
	i64 id = strtoll(column + strlen("custom_fields_"), NULL, 10);
	struct ticket_values values;
	const char *json = NULL;

	TRY(ticket_values(&rq->cx, t, &values));
	for (int i = 0; i < values.n; i++)
		if (values.v[i].field.v == id)
			json = values.v[i].json;
	jw_raw(&rq->jw, column, json);
	return OK;
}

enum cell_kind { CELL_ID, CELL_TIME, CELL_TEXT, CELL_NAME, CELL_SINCE, CELL_TAGS };

/* Columns by all their names: the key in a row, and where the value stands. */
static const struct cell {
	const char *column, *key;
	enum cell_kind kind;
	size_t offset; /* into struct ticket; CELL_SINCE: struct ticket_since */
} cells[] = {
#define AT(member) offsetof(struct ticket, member)
#define PERSON(name) \
	{#name, #name "_id", CELL_ID, AT(name)}, \
	{ \
#name "_id", #name "_id", CELL_ID, AT(name) \
	}
#define MOMENT(name, at) \
	{ \
		name, name, CELL_TIME, AT(at) \
	}
	PERSON(requester),
	PERSON(assignee),
	PERSON(submitter),
	PERSON(group),
	PERSON(organization),
	{"brand", "brand_id", CELL_ID, AT(brand)},
	{"ticket_form", "ticket_form_id", CELL_ID, AT(form)},
	MOMENT("created", created_at),
	MOMENT("created_at", created_at),
	MOMENT("updated", updated_at),
	MOMENT("updated_at", updated_at),
	MOMENT("solved", solved_at),
	MOMENT("due_date", due_at),
	MOMENT("due_at", due_at),
	{"assigned", "assigned", CELL_SINCE, offsetof(struct ticket_since, assigned_at)},
	{"updated_requester", "updated_requester", CELL_SINCE,
		offsetof(struct ticket_since, requester_at)},
	{"updated_assignee", "updated_assignee", CELL_SINCE,
		offsetof(struct ticket_since, assignee_at)},
	{"subject", "subject", CELL_TEXT, AT(subject)},
	{"description", "description", CELL_TEXT, AT(description)},
	{"status", "status", CELL_NAME, AT(status)},
	{"priority", "priority", CELL_NAME, AT(priority)},
	{"type", "type", CELL_NAME, AT(type)},
	{"ticket_type", "ticket_type", CELL_NAME, AT(type)},
	{"via", "via", CELL_NAME, AT(channel)},
	{"tags", "tags", CELL_TAGS, AT(tags)},
#undef AT
};

/* The wire name of an enum of the row. */
static const char *name_of(const struct ticket *t, size_t offset)
{
	if (offset == offsetof(struct ticket, status))
		return status_name(t->status);
	if (offset == offsetof(struct ticket, priority))
		return priority_name(t->priority);
	if (offset == offsetof(struct ticket, type))
		return ticket_type_name(t->type);
	return channel_name(t->channel);
}

static enum err cell_write(struct rq *rq, const struct cell *cell, const struct ticket *t)
{
	const char *at = (const char *)t + cell->offset;
	struct ticket_since since;
	struct jw *jw = &rq->jw;

	switch (cell->kind) {
	case CELL_ID:
		jw_id(jw, cell->key, *(const i64 *)at);
		return OK;
	case CELL_TIME:
		jw_time(jw, cell->key, *(const i64 *)at);
		return OK;
	case CELL_TEXT:
		jw_str(jw, cell->key, *(const char *const *)at);
		return OK;
	case CELL_NAME:
		jw_str(jw, cell->key, name_of(t, cell->offset));
		return OK;
	case CELL_TAGS:
		tags_write(jw, cell->key, *(const char *const *)at);
		return OK;
	case CELL_SINCE:
		TRY(ticket_since_get(&rq->cx, t, &since));
		jw_time(jw, cell->key, *(const i64 *)((const char *)&since + cell->offset));
		return OK;
	}
	return OK;
}

static enum err column_write(struct rq *rq, const char *name, const struct ticket *t)
{
	if (strncmp(name, "custom_fields_", strlen("custom_fields_")) == 0)
		return custom_write(rq, name, t);
	for (size_t i = 0; i < COUNT_OF(cells); i++)
		if (strcmp(cells[i].column, name) == 0)
			return cell_write(rq, &cells[i], t);
	return OK; /* the ticket beside it tells */
}

static enum err row_write(
	struct rq *rq, const struct rule *view, const struct ticket_page *page, int i)
{
	const struct ticket *t = &page->rows[i];

	jw_object(&rq->jw, NULL);
	TRY(ticket_page_write(rq, "ticket", page, i));
	jw_i64(&rq->jw, "ticket_id", t->id.v);
	for (int k = 0; k < view->output.column_count; k++)
		TRY(column_write(rq, view->output.columns[k], t));
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
