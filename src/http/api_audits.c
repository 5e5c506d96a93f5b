/* Audits: the history of one ticket, and of all. */
#include "http/view_ticket.h"

#define LIST_QUERY "page,per_page,page[size],page[after],page[before],sort,sort_order,include"

static const char *const sorts[] = {"created_at", "id", NULL};
static const char *const newest_first[] = {"-created_at", "id", NULL};

static done reply_audits(struct rq *rq, const struct audit *rows, int n, const struct page *page)
{
	struct sideload more = {0};

	reply_list(rq, "audits");
	for (int i = 0; i < n; i++) {
		if (audit_write(rq, NULL, &rows[i]))
			return reply_error(rq);
		sideload_user(rq, &more, rows[i].author);
	}
	reply_list_end(rq);
	if (sideload_write(rq, &more))
		return reply_error(rq);
	return reply_page(rq, page);
}

/* The ticket in the path, which the actor must be able to see. */
static enum err ticket_of_path(struct rq *rq, ticket_id *ret)
{
	struct ticket *t;
	i64 id;

	TRY(rq_id(rq, "ticket_id", &id));
	TRY(ticket_get(&rq->cx, (ticket_id){id}, &t));
	*ret = t->id;
	return OK;
}

static done audit_index(struct rq *rq, void *in)
{
	struct audit *rows;
	struct page page;
	ticket_id ticket;
	int n;

	(void)in;
	if (ticket_of_path(rq, &ticket) || rq_page(rq, sorts, &page) ||
		audit_list(&rq->cx, ticket, &page, &rows, &n))
		return reply_error(rq);
	return reply_audits(rq, rows, n, &page);
}

static done audit_number(struct rq *rq, void *in)
{
	struct jw *jw;
	ticket_id ticket;
	i64 n;

	(void)in;
	if (ticket_of_path(rq, &ticket) || audit_count(&rq->cx, ticket, &n))
		return reply_error(rq);
	jw = reply_begin(rq, 200);
	jw_object(jw, "count");
	jw_i64(jw, "value", n);
	jw_time(jw, "refreshed_at", rq->cx.now);
	jw_end(jw);
	return reply_end(rq);
}

static done audit_show(struct rq *rq, void *in)
{
	struct audit *audit;
	ticket_id ticket;
	i64 id;

	(void)in;
	if (ticket_of_path(rq, &ticket) || rq_id(rq, "audit_id", &id) ||
		audit_get(&rq->cx, ticket, (event_id){id}, &audit))
		return reply_error(rq);
	reply_begin(rq, 200);
	if (audit_write(rq, "audit", audit))
		return reply_error(rq);
	return reply_end(rq);
}

/* All tickets' audits have no kept count: they come in cursor pages only. */
static done audit_index_all(struct rq *rq, void *in)
{
	struct audit *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, newest_first, &page))
		return reply_error(rq);
	page.cursor = true;
	page.offset = 0;
	if (audit_list_all(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	return reply_audits(rq, rows, n, &page);
}

const struct route audit_routes[] = {
	{M_GET, "/api/v2/tickets/:ticket_id/audits", audit_index, RUN_READ, CAP_TICKET_READ,
		BODY_NONE, NULL, 0, LIST_QUERY, "The history of a ticket, oldest first"},
	{M_GET, "/api/v2/tickets/:ticket_id/audits/count", audit_number, RUN_READ, CAP_TICKET_READ,
		BODY_NONE, NULL, 0, NULL, "How many audits a ticket has"},
	{M_GET, "/api/v2/tickets/:ticket_id/audits/:audit_id", audit_show, RUN_READ,
		CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL, "One audit"},
	{M_GET, "/api/v2/ticket_audits", audit_index_all, RUN_READ, CAP_TICKET_READ, BODY_NONE,
		NULL, 0, LIST_QUERY, "The history of all tickets, newest first, in cursor pages"},
	{0},
};
