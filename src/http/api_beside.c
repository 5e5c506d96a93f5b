/* What the side panel shows beside a ticket, in one answer. */
#include "domain/can.h"
#include "domain/ticket_list.h"
#include "http/path.h"
#include "http/view_beside.h"

enum {
	LOOKED_AT = 25, /* newest tickets of the requester */
	SHOWN = 8,
	ROWS = 20, /* of each other list */
};

static bool is_over(const struct ticket *t)
{
	return t->status == STATUS_SOLVED || t->status == STATUS_CLOSED;
}

/* Other tickets of the requester, unsolved ones first, as rows of the queue; of his newest, how
 * many are solved. */
static enum err others_write(struct rq *rq, const struct ticket *t)
{
	const struct ticket_filter of = {.of = TICKETS_REQUESTED_BY, .ref = t->requester.v};
	struct page page = {
		.sort = "updated_at", .descending = true, .limit = LOOKED_AT, .cursor = true};
	struct id_list ids = {0};
	struct queue_row *found;
	struct ticket *rows;
	i64 solved = 0;
	int n;

	TRY(ticket_list(&rq->cx, &of, &page, &rows, &n));
	for (int over = 0; over <= 1; over++)
		for (int i = 0; i < n; i++) {
			if (rows[i].id.v == t->id.v || is_over(&rows[i]) != over)
				continue;
			solved += over;
			if (ids.n < SHOWN)
				id_list_add(rq->cx.arena, &ids, rows[i].id.v);
		}
	TRY(queue_of_ids(&rq->cx, &ids, &found, &n));
	jw_array(&rq->jw, "others");
	for (int i = 0; i < n; i++)
		TRY(queue_row_write_alone(rq, &found[i]));
	jw_end(&rq->jw);
	jw_i64(&rq->jw, "solved_count", solved);
	return OK;
}

static enum err merges_write(struct rq *rq, const struct ticket *t)
{
	struct page page = {.sort = "id", .descending = true, .limit = ROWS, .cursor = true};
	struct merge *rows;
	int n;

	TRY(merge_list(&rq->cx, t->id, &page, &rows, &n));
	jw_array(&rq->jw, "merges");
	for (int i = 0; i < n; i++)
		merge_write(rq, &rows[i]);
	jw_end(&rq->jw);
	return OK;
}

static enum err incidents_write(struct rq *rq, const struct ticket *t)
{
	const struct ticket_filter of = {.of = TICKETS_OF_PROBLEM, .ref = t->id.v};
	struct page page = {
		.sort = "updated_at", .descending = true, .limit = ROWS, .cursor = true};
	struct jw *jw = &rq->jw;
	struct ticket *rows;
	int n = 0;

	if (t->type == TYPE_PROBLEM)
		TRY(ticket_list(&rq->cx, &of, &page, &rows, &n));
	jw_array(jw, "incidents");
	for (int i = 0; i < n; i++) {
		jw_object(jw, NULL);
		jw_i64(jw, "id", rows[i].id.v);
		jw_str(jw, "subject", rows[i].subject);
		jw_str(jw, "status", status_name(rows[i].status));
		jw_end(jw);
	}
	jw_end(jw);
	return OK;
}

static enum err traces_write(struct rq *rq, const struct ticket *t)
{
	struct page page = {.sort = "id", .descending = true, .limit = ROWS, .cursor = true};
	struct rule_trace *rows;
	int n;

	TRY(rule_trace_of_ticket(&rq->cx, t, &page, &rows, &n));
	jw_array(&rq->jw, "rule_traces");
	for (int i = 0; i < n; i++)
		TRY(rule_trace_write(rq, &rows[i]));
	jw_end(&rq->jw);
	return OK;
}

static done beside_show(struct rq *rq, void *in)
{
	struct ticket *t;

	(void)in;
	if (path_ticket(rq, &t))
		return reply_error(rq);
	reply_begin(rq, 200);
	if (others_write(rq, t) || merges_write(rq, t) || incidents_write(rq, t) ||
		traces_write(rq, t))
		return reply_error(rq);
	return reply_end(rq);
}

const struct route beside_routes[] = {
	{M_GET, "/api/v2/tickets/:ticket_id/beside", beside_show, RUN_READ, CAP_TICKET_READ,
		BODY_NONE, NULL, 0, NULL,
		"Around a ticket: its requester's others, merges, incidents and what rules did"},
	{0},
};
