/*
 * Pages of tickets: what their JSON needs beside the rows is read for all together, and what
 * ?include= names is put into each or beside the list.
 */
#include "base/clock.h"
#include "domain/wait.h"
#include "domain/wait_kind.h"
#include "http/deadline_body.h"
#include "http/resource.h"
#include "http/view_metric.h"
#include "http/view_ticket.h"

#include <string.h>

enum err ticket_page_load(struct rq *rq, const struct ticket *rows, int n, struct ticket_page *ret)
{
	struct ticket_page page = {.rows = rows,
		.n = n,
		.comment_count = rq_include(rq, "comment_count"),
		.incident_counts = rq_include(rq, "incident_counts"),
		.dates = rq_include(rq, "dates"),
		.metric_sets = rq_include(rq, "metric_sets"),
		.slas = rq_include(rq, "slas")};

	TRY(ticket_beside_load(&rq->cx, rows, n, &page.beside));
	TRY(field_active(&rq->cx, FIELD_TICKET, &page.fields));
	if (page.dates || page.metric_sets)
		TRY(metric_load(&rq->cx, rows, n, &page.metrics));
	*ret = page;
	return OK;
}

/* One wait as the API's side-load of deadlines; `hours` and the like: what is left. */
static void sla_write(struct rq *rq, const struct wait *w)
{
	bool open = w->outcome == WAIT_OPEN || w->outcome == WAIT_BREACHED_OPEN;
	bool paused = w->outcome == WAIT_PAUSED;
	i64 left = open ? w->due_at - rq->cx.now : w->left_ms;
	i64 minutes = left / MINUTE_MS, size = minutes < 0 ? -minutes : minutes;
	struct jw *jw = &rq->jw;

	jw_object(jw, NULL);
	jw_str(jw, "metric", wait_rule(w->kind)->metric);
	jw_str(jw, "stage", open ? "active" : paused ? "paused" : "achieved");
	jw_time(jw, "breach_at", open ? w->due_at : 0);
	if ((open || paused) && size >= 24 * 60)
		jw_i64(jw, "days", minutes / (24 * 60));
	else if ((open || paused) && size >= 60)
		jw_i64(jw, "hours", minutes / 60);
	else if (open || paused)
		jw_i64(jw, "minutes", minutes);
	jw_end(jw);
}

/* The latest wait of each metric. */
static enum err slas_write(struct rq *rq, const struct ticket *t)
{
	struct wait *waits;
	int n;

	TRY(wait_list(&rq->cx, t->id, &waits, &n));
	jw_object(&rq->jw, "slas");
	jw_array(&rq->jw, "policy_metrics");
	for (int i = 0; i < n; i++) {
		bool last = waits[i].outcome != WAIT_CANCELLED && wait_rule(waits[i].kind)->metric;

		for (int j = i + 1; j < n; j++)
			last = last && (waits[j].kind != waits[i].kind ||
					       waits[j].outcome == WAIT_CANCELLED);
		if (last)
			sla_write(rq, &waits[i]);
	}
	jw_end(&rq->jw);
	jw_end(&rq->jw);
	return OK;
}

enum err ticket_page_write_more(struct rq *rq, const struct ticket_page *page, int i)
{
	const struct ticket *t = &page->rows[i];

	if (page->comment_count)
		jw_i64(&rq->jw, "comment_count", t->comment_count);
	if (page->incident_counts)
		jw_i64(&rq->jw, "incident_count", t->incident_count);
	if (page->dates)
		metric_write_dates(rq, "dates", &page->metrics[i]);
	if (page->metric_sets)
		metric_write(rq, "metric_set", &page->metrics[i]);
	return page->slas ? slas_write(rq, t) : OK;
}

void ticket_sideload(struct rq *rq, struct sideload *more, const struct ticket *t)
{
	sideload_user(rq, more, t->requester);
	sideload_user(rq, more, t->submitter);
	sideload_user(rq, more, t->assignee);
	sideload_group(rq, more, t->group);
	sideload_organization(rq, more, t->organization);
}

static enum err last_audits_write(struct rq *rq, const struct ticket *rows, int n)
{
	struct audit *audit;

	if (!rq_include(rq, "last_audits"))
		return OK;
	jw_array(&rq->jw, "last_audits");
	for (int i = 0; i < n; i++) {
		TRY(audit_last(&rq->cx, rows[i].id, &audit));
		if (audit)
			TRY(audit_write(rq, NULL, audit));
	}
	jw_end(&rq->jw);
	return OK;
}

enum err tickets_beside_write(
	struct rq *rq, const struct sideload *more, const struct ticket *rows, int n)
{
	TRY(sideload_write(rq, more));
	TRY(last_audits_write(rq, rows, n));
	TRY(setting_sideload(rq, rows, n));
	if (rq_include(rq, "sharing_agreements")) {
		jw_array(&rq->jw, "sharing_agreements");
		jw_end(&rq->jw);
	}
	return OK;
}

done reply_tickets(struct rq *rq, const struct ticket *rows, int n, const struct page *page)
{
	struct sideload more = {0};
	struct ticket_page tickets;

	if (ticket_page_load(rq, rows, n, &tickets))
		return reply_error(rq);
	reply_list(rq, "tickets");
	for (int i = 0; i < n; i++) {
		if (ticket_page_write(rq, NULL, &tickets, i))
			return reply_error(rq);
		ticket_sideload(rq, &more, &rows[i]);
	}
	reply_list_end(rq);
	if (tickets_beside_write(rq, &more, rows, n))
		return reply_error(rq);
	return reply_page(rq, page);
}
