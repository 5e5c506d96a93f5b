/* Metric sets, dates and metric events as JSON. */
#include "http/view_metric.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stddef.h>

static void minutes_write(struct jw *jw, const char *key, const struct metric_time *t)
{
	jw_object(jw, key);
	if (t->known) {
		jw_i64(jw, "calendar", t->calendar / MINUTE_MS);
		jw_i64(jw, "business", t->business / MINUTE_MS);
	} else {
		jw_null(jw, "calendar");
		jw_null(jw, "business");
	}
	jw_end(jw);
}

struct member {
	const char *name;
	size_t offset;
};
#define AT(member) offsetof(struct ticket_metric, member)

static const struct member dates[] = {
	{"assignee_updated_at", AT(assignee_updated_at)},
	{"requester_updated_at", AT(requester_updated_at)},
	{"status_updated_at", AT(status_updated_at)},
	{"initially_assigned_at", AT(initially_assigned_at)},
	{"assigned_at", AT(assigned_at)},
	{"solved_at", AT(solved_at)},
	{"latest_comment_added_at", AT(latest_comment_at)},
};

static const struct member spans[] = {
	{"reply_time_in_minutes", AT(first_reply)},
	{"first_resolution_time_in_minutes", AT(first_resolution)},
	{"full_resolution_time_in_minutes", AT(full_resolution)},
	{"agent_wait_time_in_minutes", AT(agent_wait)},
	{"requester_wait_time_in_minutes", AT(requester_wait)},
	{"on_hold_time_in_minutes", AT(on_hold)},
};

static void dates_members(struct jw *jw, const struct ticket_metric *m)
{
	for (size_t i = 0; i < COUNT_OF(dates); i++)
		jw_time(jw, dates[i].name,
			*(const i64 *)(const void *)((const char *)m + dates[i].offset));
}

void metric_write_dates(struct rq *rq, const char *key, const struct ticket_metric *m)
{
	jw_object(&rq->jw, key);
	dates_members(&rq->jw, m);
	jw_end(&rq->jw);
}

void metric_write(struct rq *rq, const char *key, const struct ticket_metric *m)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_printf(jw, "url", "%.900s/api/v2/ticket_metrics/%" PRId64 ".json", rq->base_url,
		m->ticket.v);
	jw_i64(jw, "id", m->ticket.v);
	jw_i64(jw, "ticket_id", m->ticket.v);
	jw_time(jw, "created_at", m->created_at);
	jw_time(jw, "updated_at", m->updated_at);
	jw_i64(jw, "group_stations", m->group_stations);
	jw_i64(jw, "assignee_stations", m->assignee_stations);
	jw_i64(jw, "reopens", m->reopens);
	jw_i64(jw, "replies", m->replies);
	dates_members(jw, m);
	jw_time(jw, "custom_status_updated_at", m->status_updated_at);
	for (size_t i = 0; i < COUNT_OF(spans); i++)
		minutes_write(jw, spans[i].name, (const void *)((const char *)m + spans[i].offset));
	jw_object(jw, "reply_time_in_seconds");
	if (m->first_reply.known)
		jw_i64(jw, "calendar", m->first_reply.calendar / SECOND_MS);
	else
		jw_null(jw, "calendar");
	jw_end(jw);
	jw_end(jw);
}

static void sla_write(struct jw *jw, const struct metric_event *e)
{
	jw_object(jw, "sla");
	jw_i64(jw, "target", e->target_s / 60);
	jw_i64(jw, "target_in_seconds", e->target_s);
	jw_bool(jw, "business_hours", e->business);
	jw_object(jw, "policy");
	jw_id(jw, "id", e->policy.v);
	jw_str(jw, "title", e->policy_title);
	jw_str(jw, "description", e->policy_description);
	jw_end(jw);
	jw_end(jw);
}

void metric_event_write(struct rq *rq, const char *key, const struct metric_event *e)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_i64(jw, "id", metric_event_id(e));
	jw_i64(jw, "ticket_id", e->ticket.v);
	jw_str(jw, "metric", metric_event_metric(e->kind));
	jw_i64(jw, "instance_id", e->instance);
	jw_str(jw, "type", metric_event_type_name(e->type));
	jw_time(jw, "time", e->at);
	if (e->type == METRIC_APPLY_SLA)
		sla_write(jw, e);
	if (e->type == METRIC_BREACH)
		jw_bool(jw, "deleted", false);
	jw_end(jw);
}
