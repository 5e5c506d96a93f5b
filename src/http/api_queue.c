/* The agents' lists of tickets: pages and windows of them, the side bar, what was seen. */
#include "base/clock.h"
#include "domain/queue.h"
#include "domain/rule_usage.h"
#include "http/queue_ask.h"
#include "http/view_beside.h"
#include "http/view_column.h"
#include "http/view_snooze.h"
#include "http/view_ticket.h"

#include <string.h>

enum { HOLD_MS = 2000 }; /* counts of the side bar, which every agent asks for all day */

static const struct {
	const char *name;
	enum queue_filter filter;
} filters[] = {
	{"all", QUEUE_ALL},
	{"mine", QUEUE_MINE},
	{"unassigned", QUEUE_UNASSIGNED},
	{"breaching", QUEUE_BREACHING},
	{"snoozed", QUEUE_SNOOZED},
};

static void person_write(struct jw *jw, const char *key, user_id id, const char *name)
{
	if (!id.v) {
		jw_null(jw, key);
		return;
	}
	jw_object(jw, key);
	jw_i64(jw, "id", id.v);
	jw_str(jw, "name", name);
	jw_end(jw);
}

/* Where the next deadline stands at `now`. */
static const char *deadline_state(const struct queue_row *row, i64 now)
{
	if (row->next_left_s >= 0)
		return "paused";
	if (now > row->next_due_at)
		return "breached";
	return row->next_goal_at > 0 && now > row->next_goal_at ? "goal" : "ok";
}

static void deadline_write(struct jw *jw, const struct queue_row *row, i64 now)
{
	bool paused = row->next_left_s >= 0;

	if (row->next_kind <= 0) {
		jw_null(jw, "deadline");
		return;
	}
	jw_object(jw, "deadline");
	jw_str(jw, "kind", wait_kind_name((enum wait_kind)row->next_kind));
	jw_time(jw, "due_at", row->next_due_at > 0 ? row->next_due_at : 0);
	jw_time(jw, "goal_at", row->next_goal_at > 0 ? row->next_goal_at : 0);
	jw_bool(jw, "paused", paused);
	jw_i64(jw, "remaining_s", paused ? row->next_left_s : (row->next_due_at - now) / SECOND_MS);
	jw_str(jw, "state", deadline_state(row, now));
	jw_end(jw);
}

/* Whether the row belongs to the list that was asked about, and where it stands in it. */
struct standing {
	bool asked, fits;
	int place; /* -1: it is not in it */
};

static enum err read_columns(struct rq *rq, struct text_list *ret)
{
	TRY(rq_query_few(rq, "columns", ret));
	for (int i = 0; i < ret->n; i++)
		if (!view_column_find(ret->v[i]) && !view_column_is_custom(ret->v[i]))
			return fail(&rq->cx, E_PARAM, NULL, NULL,
				"Parameter columns names what is no column of views");
	return OK;
}

/* What the row has in the columns that were asked for beside its own keys. */
static enum err values_write(
	struct rq *rq, const struct queue_row *row, const struct text_list *columns)
{
	struct ticket *t;

	if (!columns->n) {
		jw_null(&rq->jw, "values");
		return OK;
	}
	TRY(ticket_load(&rq->cx, row->ticket, &t));
	jw_object(&rq->jw, "values");
	TRY(columns_write(rq, columns->v, columns->n, t));
	jw_end(&rq->jw);
	return OK;
}

static enum err queue_row_write(struct rq *rq, const struct queue_row *row,
	const struct standing *standing, const struct text_list *columns)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, NULL);
	jw_i64(jw, "ticket_id", row->ticket.v);
	jw_str(jw, "subject", row->subject);
	jw_str(jw, "status", status_name(row->status));
	jw_str(jw, "priority", priority_name(row->priority));
	jw_str(jw, "type", ticket_type_name(row->type));
	person_write(jw, "requester", row->requester, row->requester_name);
	person_write(jw, "assignee", row->assignee, row->assignee_name);
	jw_id(jw, "group_id", row->group.v);
	person_write(jw, "organization", (user_id){row->organization.v}, row->organization_name);
	tags_write(jw, "tags", row->tags);
	jw_str(jw, "channel", channel_name(row->channel));
	jw_time(jw, "created_at", row->created_at);
	jw_time(jw, "updated_at", row->updated_at);
	jw_time(jw, "written_at", row->written_at);
	jw_str(jw, "snippet", row->snippet);
	jw_bool(jw, "unread", row->unread);
	jw_bool(jw, "has_attachment", row->has_attachment);
	jw_bool(jw, "has_draft", row->has_draft);
	deadline_write(jw, row, rq->cx.now);
	snooze_write(jw, "snooze", &row->snooze);
	TRY(values_write(rq, row, columns));
	if (standing->asked)
		jw_bool(jw, "fits", standing->fits);
	else
		jw_null(jw, "fits");
	if (standing->asked && standing->place >= 0)
		jw_i64(jw, "place", standing->place);
	else
		jw_null(jw, "place");
	jw_end(jw);
	return OK;
}

enum err queue_row_write_alone(struct rq *rq, const struct queue_row *row)
{
	return queue_row_write(rq, row, &(struct standing){0}, &(struct text_list){0});
}

static void counts_write(struct rq *rq, const struct queue_counts *counts)
{
	struct jw *jw = &rq->jw;
	char now[CLOCK_TEXT];

	jw_object(jw, "counts");
	jw_i64(jw, "mine", counts->mine);
	jw_i64(jw, "unassigned", counts->unassigned);
	jw_i64(jw, "all", counts->all);
	jw_i64(jw, "breaching", counts->breaching);
	jw_i64(jw, "snoozed", counts->snoozed);
	jw_end(jw);
	jw_str(jw, "now", clock_text_ms(now, rq->cx.now));
}

static enum err find_filter(struct rq *rq, enum queue_filter *ret)
{
	const char *name = rq_query(rq, "filter");

	*ret = QUEUE_ALL;
	if (!name)
		return OK;
	for (size_t i = 0; i < COUNT_OF(filters); i++) {
		if (strcmp(filters[i].name, name) == 0) {
			*ret = filters[i].filter;
			return OK;
		}
	}
	return fail(&rq->cx, E_PARAM, NULL, NULL,
		"Parameter filter must be all, mine, unassigned, breaching or snoozed");
}

/* --- what is asked --- */

/* view_id, else query, else filter; sort, order and group instead of the list's own. */
enum err queue_ask_read(struct rq *rq, struct queue_ask *ret)
{
	const char *query = rq_query(rq, "query"), *order = rq_query(rq, "order");
	struct rule *view = NULL;
	struct search *search;
	i64 id;

	*ret = (struct queue_ask){.sort = rq_query(rq, "sort"),
		.descending = order && strcmp(order, "desc") == 0,
		.group = rq_query(rq, "group_by")};
	TRY(find_filter(rq, &ret->filter));
	TRY(rq_query_i64(rq, "view_id", 0, &id));
	if (id)
		TRY(rule_get(&rq->cx, RULE_VIEW, (rule_id){id}, &view));
	ret->view = view;
	if (!query || !*query)
		return OK;
	search = ARENA_NEW(rq->cx.arena, struct search);
	TRY(search_parse(&rq->cx, query, search));
	search->types = SEARCH_TICKETS;
	if (ret->sort)
		search_set_sort(search, ret->sort, order ? order : "desc");
	ret->sort = ret->group = NULL;
	ret->search = search;
	ret->query = query;
	return OK;
}

/* --- pages and single rows --- */

static const char *const sorts[] = {"deadline", NULL};

/* Rows by filter, or those of ?ids= (live updates ask for what has changed). */
static enum err find_rows(struct rq *rq, struct page *page, struct queue_row **ret, int *ret_n)
{
	enum queue_filter filter;
	struct id_list ids;

	if (rq_query(rq, "ids")) {
		TRY(rq_query_ids(rq, "ids", &ids));
		TRY(queue_of_ids(&rq->cx, &ids, ret, ret_n));
		*page = (struct page){.limit = PAGE_MAX, .sort = "deadline"};
		page->rows = *ret_n;
		page->count = *ret_n;
		return OK;
	}
	TRY(rq_page(rq, sorts, page));
	TRY(find_filter(rq, &filter));
	if (filter == QUEUE_SNOOZED)
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Snoozed tickets are in queue/window and in snoozes");
	return queue_list(&rq->cx, filter, page, ret, ret_n);
}

/* Do the rows belong to the list of ?list=, and where do they stand? */
static enum err find_standing(
	struct rq *rq, const struct queue_row *rows, int n, struct standing *ret)
{
	CLEANUP(queue_cleanup) struct queue_handle *handle = NULL;
	const char *token = rq_query(rq, "list");
	struct queue_ask ask;
	struct queue_kept list;

	if (!token || !n)
		return OK;
	TRY(queue_ask_read(rq, &ask));
	TRY(queue_open(&rq->cx, &ask, token, &list, &handle));
	for (int i = 0; i < n; i++) {
		ret[i] = (struct standing){.asked = true, .place = -1};
		TRY(queue_fits(&rq->cx, &ask, &rows[i], &ret[i].fits));
		for (int k = 0; k < list.n && ret[i].place < 0; k++)
			if (list.ids[k] == rows[i].ticket.v)
				ret[i].place = k;
	}
	/* another list: places in it are not those that the client knows */
	for (int i = 0; i < n && strcmp(list.token, token) != 0; i++)
		ret[i].asked = false;
	return OK;
}

static done queue_index(struct rq *rq, void *in)
{
	struct queue_counts counts;
	struct standing *standing;
	struct text_list columns;
	struct queue_row *rows;
	struct page page;
	int n;

	(void)in;
	if (read_columns(rq, &columns) || find_rows(rq, &page, &rows, &n) ||
		queue_count(&rq->cx, &counts))
		return reply_error(rq);
	standing = ARENA_ARRAY(rq->cx.arena, struct standing, n + 1);
	memset(standing, 0, sizeof *standing * (size_t)(n + 1));
	if (find_standing(rq, rows, n, standing))
		return reply_error(rq);
	reply_list(rq, "queue");
	for (int i = 0; i < n; i++)
		if (queue_row_write(rq, &rows[i], &standing[i], &columns))
			return reply_error(rq);
	reply_list_end(rq);
	counts_write(rq, &counts);
	return reply_page(rq, &page);
}

/* --- windows --- */

static enum err read_window(struct rq *rq, i64 *ret_offset, i64 *ret_limit)
{
	TRY(rq_query_i64(rq, "offset", 0, ret_offset));
	TRY(rq_query_i64(rq, "limit", QUEUE_WINDOW_MAX, ret_limit));
	if (*ret_offset < 0)
		return fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter offset must not be negative");
	if (*ret_limit < 1 || *ret_limit > QUEUE_WINDOW_MAX)
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameter limit must be between 1 and %d", QUEUE_WINDOW_MAX);
	return OK;
}

static void groups_write(struct jw *jw, const struct queue_kept *list)
{
	jw_array(jw, "groups");
	for (int i = 0; i < list->group_count; i++) {
		jw_object(jw, NULL);
		jw_i64(jw, "start", list->groups[i].start);
		jw_i64(jw, "count", list->groups[i].count);
		jw_str(jw, "value", list->groups[i].value);
		jw_end(jw);
	}
	jw_end(jw);
}

static void ids_write(struct jw *jw, const char *key, const struct id_list *ids)
{
	jw_array(jw, key);
	for (int i = 0; i < ids->n; i++)
		jw_i64(jw, NULL, ids->v[i]);
	jw_end(jw);
}

/* fresh NULL: nobody asked, or it cannot be told. */
static done reply_window(struct rq *rq, const struct queue_kept *list, i64 offset, i64 limit,
	const struct id_list *fresh)
{
	static const struct standing alone;
	i64 from = offset < list->n ? offset : list->n;
	struct id_list ids = {ARENA_ARRAY(rq->cx.arena, i64, limit + 1), 0};
	struct text_list columns;
	struct queue_row *rows;
	char now[CLOCK_TEXT];
	struct jw *jw;
	int n;

	for (i64 i = from; i < list->n && ids.n < limit; i++)
		ids.v[ids.n++] = list->ids[i];
	if (read_columns(rq, &columns) || queue_of_ids(&rq->cx, &ids, &rows, &n))
		return reply_error(rq);
	jw = reply_begin(rq, 200);
	jw_str(jw, "list", list->token);
	jw_i64(jw, "total", list->n);
	jw_bool(jw, "more", list->more);
	jw_i64(jw, "offset", from);
	ids_write(jw, "ids", &ids);
	if (fresh)
		ids_write(jw, "new", fresh);
	else
		jw_null(jw, "new");
	jw_array(jw, "queue");
	for (int i = 0; i < n; i++)
		if (queue_row_write(rq, &rows[i], &alone, &columns))
			return reply_error(rq);
	jw_end(jw);
	jw_str(jw, "group_by", list->group_by);
	groups_write(jw, list);
	jw_str(jw, "now", clock_text_ms(now, rq->cx.now));
	return reply_end(rq);
}

static done queue_window(struct rq *rq, void *in)
{
	CLEANUP(queue_cleanup) struct queue_handle *handle = NULL;
	const char *since = rq_query(rq, "since");
	struct queue_kept list;
	struct queue_ask ask;
	struct id_list fresh;
	i64 offset, limit;
	bool told;

	(void)in;
	if (read_window(rq, &offset, &limit) || queue_ask_read(rq, &ask) ||
		queue_open(&rq->cx, &ask, rq_query(rq, "list"), &list, &handle))
		return reply_error(rq);
	if (!offset && !since && ask.view && !ask.search && !rq->is_head)
		rule_usage_open(ask.view->id);
	told = since && queue_new(&rq->cx, &ask, since, &list, &fresh);
	return reply_window(rq, &list, offset, limit, told ? &fresh : NULL);
}

/* --- the side bar --- */

static enum err view_write(struct rq *rq, const struct rule *view)
{
	struct jw *jw = &rq->jw;
	bool fresh;
	i64 count;

	TRY(view_count_held(&rq->cx, view, HOLD_MS, &count, &fresh));
	jw_object(jw, NULL);
	jw_i64(jw, "id", view->id.v);
	jw_str(jw, "title", view->title);
	jw_bool(jw, "shared", view->access != ACCESS_USER);
	jw_bool(jw, "may_edit", rule_may_write(&rq->cx, view));
	jw_i64(jw, "count", count);
	jw_bool(jw, "fresh", fresh);
	jw_str(jw, "group_by", view->output.group_by);
	jw_str(jw, "sort_by", view->output.sort_by);
	jw_str(jw, "sort_order", view->output.sort_descending ? "desc" : "asc");
	jw_array(jw, "columns");
	for (int i = 0; i < view->output.column_count; i++)
		jw_str(jw, NULL, view->output.columns[i]);
	jw_end(jw);
	jw_end(jw);
	return OK;
}

static done queue_views(struct rq *rq, void *in)
{
	struct rule_filter f = {.kind = RULE_VIEW, .active = {true, 1}};
	struct page page = {.sort = "position", .limit = PAGE_MAX};
	struct queue_counts counts;
	struct rule *rows;
	int n;

	(void)in;
	if (rule_list(&rq->cx, &f, &page, &rows, &n) || queue_count(&rq->cx, &counts))
		return reply_error(rq);
	jw_array(reply_begin(rq, 200), "views");
	for (int i = 0; i < n; i++)
		if (view_write(rq, &rows[i]))
			return reply_error(rq);
	jw_end(&rq->jw);
	counts_write(rq, &counts);
	return reply_end(rq);
}

/* --- what was seen --- */

static done reply_marked(struct rq *rq, bool seen)
{
	i64 id;

	if (rq_id(rq, "ticket_id", &id) || queue_mark_read(&rq->cx, (ticket_id){id}, seen))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done ticket_read_put(struct rq *rq, void *in)
{
	(void)in;
	return reply_marked(rq, true);
}

static done ticket_read_delete(struct rq *rq, void *in)
{
	(void)in;
	return reply_marked(rq, false);
}

const struct route queue_routes[] = {
	{M_GET, "/api/v2/queue", queue_index, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
		"ids,list,columns," QUEUE_ASK ",page,per_page,page[size],page[after],page[before]",
		"Unsolved tickets by their next deadline with the counts of all filters; by ids "
		"and list, whether they belong to it"},
	{M_GET, "/api/v2/queue/window", queue_window, RUN_SLOW, CAP_VIEW_TICKETS, BODY_NONE, NULL,
		0, "offset,limit,list,since,columns," QUEUE_ASK,
		"Up to 200 rows from any place of a filter, a view or a search; `list` holds the "
		"order still, `since` asks what is new"},
	{M_GET, "/api/v2/queue/views", queue_views, RUN_SLOW, CAP_VIEW_TICKETS, BODY_NONE, NULL, 0,
		NULL, "Your active views with their counts, and those of the standard filters"},
	{M_PUT, "/api/v2/tickets/:ticket_id/read", ticket_read_put, RUN_WRITE, CAP_TICKET_WRITE,
		BODY_NONE, NULL, 0, NULL, "You have seen the ticket up to its newest message"},
	{M_DELETE, "/api/v2/tickets/:ticket_id/read", ticket_read_delete, RUN_WRITE,
		CAP_TICKET_WRITE, BODY_NONE, NULL, 0, NULL, "Mark it as unread"},
	{0},
};
