/* The numbers of tickets' pasts: lists and one at a time. A metric set has the id of its ticket. */
#include "domain/ticket_list.h"
#include "http/path.h"
#include "http/view_metric.h"

#define LIST_QUERY "page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order"

static done metric_index(struct rq *rq, void *in)
{
	const struct ticket_filter filter = {.of = TICKETS_ALL};
	struct ticket_metric *metrics;
	struct ticket *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, ticket_sorts, &page) || ticket_list(&rq->cx, &filter, &page, &rows, &n) ||
		metric_load(&rq->cx, rows, n, &metrics))
		return reply_error(rq);
	reply_list(rq, "ticket_metrics");
	for (int i = 0; i < n; i++)
		metric_write(rq, NULL, &metrics[i]);
	return reply_page(rq, &page);
}

static done reply_metric(struct rq *rq, const struct ticket *t)
{
	struct ticket_metric *metric;

	if (metric_load(&rq->cx, t, 1, &metric))
		return reply_error(rq);
	reply_begin(rq, 200);
	metric_write(rq, "ticket_metric", metric);
	return reply_end(rq);
}

static done metric_show(struct rq *rq, void *in)
{
	struct ticket *t;
	ticket_id id;

	(void)in;
	if (rq_id(rq, "ticket_metric_id", &id.v) || ticket_get(&rq->cx, id, &t))
		return reply_error(rq);
	return reply_metric(rq, t);
}

static done metric_of_ticket(struct rq *rq, void *in)
{
	struct ticket *t;

	(void)in;
	if (path_ticket(rq, &t))
		return reply_error(rq);
	return reply_metric(rq, t);
}

#define ROW(path, handler, query, help) \
	{ \
		M_GET, path, handler, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, query, help \
	}

const struct route metric_routes[] = {
	ROW("/api/v2/ticket_metrics", metric_index, LIST_QUERY,
		"How often tickets moved, when they were answered and solved, who waited how long"),
	ROW("/api/v2/ticket_metrics/:ticket_metric_id", metric_show, NULL,
		"The same of one; its id is that of the ticket"),
	ROW("/api/v2/tickets/:ticket_id/metrics", metric_of_ticket, NULL, "The same of a ticket"),
	{0},
};
