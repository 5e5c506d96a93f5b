/* Audits: the history of one ticket, and of all. */
#include "domain/ticket_list.h"
#include "http/path.h"
#include "http/view_ticket.h"

#define LIST_QUERY "page,per_page,page[size],page[after],page[before],sort,sort_order,include"

static const char *const sorts[] = {"created_at", "id", NULL};
static const char *const newest_first[] = {"-created_at", "id", NULL};

/* The tickets that a page of audits is about, each once. */
static enum err tickets_beside(struct rq *rq, const struct audit *rows, int n)
{
	struct id_set ids = {0};
	struct ticket *tickets;

	if (!rq_include(rq, "tickets"))
		return OK;
	for (int i = 0; i < n; i++)
		id_set_add(rq, &ids, rows[i].ticket.v);
	TRY(ticket_load_many(&rq->cx, &(struct id_list){ids.v, ids.n}, &tickets, &n));
	jw_array(&rq->jw, "tickets");
	for (int i = 0; i < n; i++)
		TRY(ticket_write(rq, NULL, &tickets[i]));
	jw_end(&rq->jw);
	return OK;
}

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
	if (sideload_write(rq, &more) || tickets_beside(rq, rows, n))
		return reply_error(rq);
	if (!*rq_param(rq, "ticket_id"))
		reply_history_urls(rq, page);
	return reply_page(rq, page);
}

static done audit_index(struct rq *rq, void *in)
{
	struct audit *rows;
	struct ticket *t;
	struct page page;
	int n;

	(void)in;
	if (path_ticket(rq, &t) || rq_page(rq, sorts, &page) ||
		audit_list(&rq->cx, t->id, &page, &rows, &n))
		return reply_error(rq);
	return reply_audits(rq, rows, n, &page);
}

static done audit_number(struct rq *rq, void *in)
{
	struct ticket *t;
	i64 n;

	(void)in;
	if (path_ticket(rq, &t) || audit_count(&rq->cx, t->id, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

static done audit_show(struct rq *rq, void *in)
{
	struct audit *audit;
	struct ticket *t;
	i64 id;

	(void)in;
	if (path_ticket(rq, &t) || rq_id(rq, "audit_id", &id) ||
		audit_get(&rq->cx, t->id, (event_id){id}, &audit))
		return reply_error(rq);
	reply_begin(rq, 200);
	if (audit_write(rq, "audit", audit))
		return reply_error(rq);
	return reply_end(rq);
}

static done audit_index_all(struct rq *rq, void *in)
{
	struct audit *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page_history(rq, newest_first, &page) || audit_list_all(&rq->cx, &page, &rows, &n))
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
		NULL, 0, LIST_QUERY ",limit", "The history of all tickets, newest first"},
	{0},
};
