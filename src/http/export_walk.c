/* The kinds of things that are exported. */
#include "http/export_walk.h"

#include "http/view_event.h"
#include "http/view_metric.h"

#include <string.h>

/* --- rows in the order of their stamps --- */

static enum err start_by_stamp(struct export_walk *w, i64 start_ms)
{
	w->at = (struct export_at){start_ms, 0};
	return OK;
}

static enum err read_tickets(struct export_walk *w)
{
	struct ticket *rows;

	TRY(export_tickets(&w->rq->cx, w->at, !w->no_deleted, w->limit, &rows, &w->n));
	w->rows = rows;
	return ticket_page_load(w->rq, rows, w->n, &w->tickets);
}

static i64 ticket_stamp(const struct export_walk *w, int i)
{
	return ((const struct ticket *)w->rows)[i].generated_at;
}

static struct export_at ticket_place(const struct export_walk *w, int i)
{
	const struct ticket *t = (const struct ticket *)w->rows + i;

	return (struct export_at){t->generated_at, t->id.v};
}

static enum err write_ticket(struct export_walk *w, int i)
{
	return ticket_page_write(w->rq, NULL, &w->tickets, i);
}

static enum err read_users(struct export_walk *w)
{
	struct user *rows;

	TRY(export_users(&w->rq->cx, w->at, w->limit, &rows, &w->n));
	w->rows = rows;
	return OK;
}

static i64 user_stamp(const struct export_walk *w, int i)
{
	return ((const struct user *)w->rows)[i].updated_at;
}

static struct export_at user_place(const struct export_walk *w, int i)
{
	const struct user *u = (const struct user *)w->rows + i;

	return (struct export_at){u->updated_at, u->id.v};
}

static enum err write_user(struct export_walk *w, int i)
{
	user_write(w->rq, NULL, (const struct user *)w->rows + i);
	return OK;
}

static enum err read_organizations(struct export_walk *w)
{
	struct organization *rows;

	TRY(export_organizations(&w->rq->cx, w->at, w->limit, &rows, &w->n));
	w->rows = rows;
	return OK;
}

static i64 organization_stamp(const struct export_walk *w, int i)
{
	return ((const struct organization *)w->rows)[i].updated_at;
}

static struct export_at organization_place(const struct export_walk *w, int i)
{
	const struct organization *o = (const struct organization *)w->rows + i;

	return (struct export_at){o->updated_at, o->id.v};
}

static enum err write_organization(struct export_walk *w, int i)
{
	const struct organization *o = (const struct organization *)w->rows + i;

	organization_write_open(w->rq, NULL, o);
	jw_time(&w->rq->jw, "deleted_at", o->deleted_at);
	jw_end(&w->rq->jw);
	return OK;
}

/* --- rows in the order of the log --- */

static enum err start_by_log(struct export_walk *w, i64 start_ms)
{
	TRY(export_event_start(&w->rq->cx, start_ms, &w->log_start));
	/* behind all parts of the event before */
	w->at = (struct export_at){w->log_start.v, INT64_MAX};
	return OK;
}

static enum err read_audits(struct export_walk *w)
{
	struct audit *rows;

	TRY(export_audits(&w->rq->cx, (event_id){w->at.stamp}, w->limit, &rows, &w->n));
	w->rows = rows;
	return OK;
}

static i64 audit_stamp(const struct export_walk *w, int i)
{
	return ((const struct audit *)w->rows)[i].at;
}

static struct export_at audit_place(const struct export_walk *w, int i)
{
	return (struct export_at){((const struct audit *)w->rows)[i].id.v, 0};
}

static enum err write_audit(struct export_walk *w, int i)
{
	return ticket_event_write(w->rq, NULL, (const struct audit *)w->rows + i);
}

static enum err read_metric_events(struct export_walk *w)
{
	struct page page = {.cursor = true,
		.sort = "id",
		.limit = w->limit,
		.has_at = true,
		.at = {.number = w->at.stamp, .id = w->at.id}};
	struct metric_event *rows;

	TRY(metric_event_list(&w->rq->cx, w->log_start, &page, &rows, &w->n));
	w->rows = rows;
	return OK;
}

static i64 metric_event_stamp(const struct export_walk *w, int i)
{
	return ((const struct metric_event *)w->rows)[i].at;
}

static struct export_at metric_event_place(const struct export_walk *w, int i)
{
	const struct metric_event *e = (const struct metric_event *)w->rows + i;

	return (struct export_at){e->event.v, e->part};
}

static enum err write_metric_event(struct export_walk *w, int i)
{
	metric_event_write(w->rq, NULL, (const struct metric_event *)w->rows + i);
	return OK;
}

static const struct export_kind kinds[] = {
	{"tickets", start_by_stamp, read_tickets, ticket_stamp, ticket_place, write_ticket},
	{"users", start_by_stamp, read_users, user_stamp, user_place, write_user},
	{"organizations", start_by_stamp, read_organizations, organization_stamp,
		organization_place, write_organization},
	{"ticket_events", start_by_log, read_audits, audit_stamp, audit_place, write_audit},
	{"ticket_metric_events", start_by_log, read_metric_events, metric_event_stamp,
		metric_event_place, write_metric_event},
};

const struct export_kind *export_kind_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}
