/* The agents' queue: unsolved tickets in the order of their next deadline. */
#include "base/clock.h"
#include "domain/queue.h"
#include "http/view_ticket.h"

#include <string.h>

static const struct {
	const char *name;
	enum queue_filter filter;
} filters[] = {
	{"all", QUEUE_ALL},
	{"mine", QUEUE_MINE},
	{"unassigned", QUEUE_UNASSIGNED},
	{"breaching", QUEUE_BREACHING},
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

static void queue_row_write(struct rq *rq, const struct queue_row *row)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, NULL);
	jw_i64(jw, "ticket_id", row->ticket.v);
	jw_str(jw, "subject", row->subject);
	jw_str(jw, "status", status_name(row->status));
	jw_str(jw, "priority", priority_name(row->priority));
	person_write(jw, "requester", row->requester, row->requester_name);
	person_write(jw, "assignee", row->assignee, row->assignee_name);
	jw_id(jw, "group_id", row->group.v);
	tags_write(jw, "tags", row->tags);
	jw_str(jw, "channel", channel_name(row->channel));
	jw_time(jw, "updated_at", row->updated_at);
	jw_str(jw, "snippet", row->snippet);
	deadline_write(jw, row, rq->cx.now);
	jw_end(jw);
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
		"Parameter filter must be all, mine, unassigned or breaching");
}

static const char *const sorts[] = {"deadline", NULL};

/* Rows by filter, or those of ?ids= (live updates ask for what has changed). */
static enum err find_rows(struct rq *rq, struct page *page, struct queue_row **ret, int *ret_n)
{
	enum queue_filter filter;
	struct id_list ids;

	TRY(rq_page(rq, sorts, page));
	TRY(find_filter(rq, &filter));
	if (!rq_query(rq, "ids"))
		return queue_list(&rq->cx, filter, page, ret, ret_n);
	TRY(rq_query_ids(rq, "ids", &ids));
	TRY(queue_of_ids(&rq->cx, &ids, ret, ret_n));
	page->rows = *ret_n;
	page->count = *ret_n;
	return OK;
}

static done queue_index(struct rq *rq, void *in)
{
	struct queue_counts counts;
	struct queue_row *rows;
	struct page page;
	int n;

	(void)in;
	if (find_rows(rq, &page, &rows, &n) || queue_count(&rq->cx, &counts))
		return reply_error(rq);
	reply_list(rq, "queue");
	for (int i = 0; i < n; i++)
		queue_row_write(rq, &rows[i]);
	reply_list_end(rq);
	counts_write(rq, &counts);
	return reply_page(rq, &page);
}

const struct route queue_routes[] = {
	{M_GET, "/api/v2/queue", queue_index, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
		"filter,ids,page,per_page,page[size],page[after],page[before]",
		"Unsolved tickets by their next deadline, with the counts of all "
		"filters"},
	{0},
};
