/* Schedules and SLA policies between the API's shape and the domain's. */
#include "deadline_body.h"

#include "base/clock.h"
#include "domain/wait_kind.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_MINUTES = 24 * 60, WEEK_MINUTES = 7 * DAY_MINUTES, INTERVALS_MAX = 7 * CALENDAR_PARTS };

/* The API's week begins on Sunday, ours on Monday. */
static struct hours *day_of_minute(struct calendar_rules *rules, int minute)
{
	return &rules->week[(minute / DAY_MINUTES + 6) % 7];
}

struct interval {
	int start, end;
};

static int by_start(const void *a, const void *b)
{
	const struct interval *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static enum err parse_interval(struct rq *rq, const json_t *j, struct interval *ret)
{
	i64 start = json_get_i64(j, "start_time", -1), end = json_get_i64(j, "end_time", -1);

	if (start < 0 || end > WEEK_MINUTES || start >= end)
		return fail(&rq->cx, E_INVALID, "intervals", "InvalidValue",
			"Intervals: each needs a start_time before its end_time, in minutes "
			"since Sunday 0:00, at most %d",
			WEEK_MINUTES);
	*ret = (struct interval){(int)start, (int)end};
	return OK;
}

/* Put one interval into the days that it touches. */
static enum err add_interval(struct rq *rq, const struct interval *v, struct calendar_rules *rules)
{
	for (int from = v->start; from < v->end;) {
		struct hours *day = day_of_minute(rules, from);
		int base = from / DAY_MINUTES * DAY_MINUTES;
		int to = v->end < base + DAY_MINUTES ? v->end : base + DAY_MINUTES;

		if (day->n == CALENDAR_PARTS)
			return fail(&rq->cx, E_INVALID, "intervals", "InvalidValue",
				"Intervals: at most %d in one day", CALENDAR_PARTS);
		day->v[day->n++] = (struct opening){from - base, to - base};
		from = to;
	}
	return OK;
}

enum err schedule_parse_intervals(struct rq *rq, const json_t *list, struct calendar_rules *rules)
{
	struct interval v[INTERVALS_MAX];
	const json_t *item;
	size_t i;
	int n = 0;

	if (!json_is_array(list) || json_array_size(list) > INTERVALS_MAX)
		return fail(&rq->cx, E_INVALID, "intervals", "InvalidValue",
			"Intervals: has to be a list of at most %d", INTERVALS_MAX);
	json_array_foreach (list, i, item)
		TRY(parse_interval(rq, item, &v[n++]));
	qsort(v, (size_t)n, sizeof *v, by_start);
	for (int day = 0; day < 7; day++)
		rules->week[day].n = 0;
	for (int k = 0; k < n; k++) {
		if (k && v[k].start < v[k - 1].end)
			return fail(&rq->cx, E_INVALID, "intervals", "InvalidValue",
				"Intervals: may not overlap");
		TRY(add_interval(rq, &v[k], rules));
	}
	return OK;
}

static void write_interval(struct jw *w, int start, int end)
{
	jw_object(w, NULL);
	jw_i64(w, "start_time", start);
	jw_i64(w, "end_time", end);
	jw_end(w);
}

void schedule_write_intervals(struct jw *w, const char *key, const struct calendar_rules *rules)
{
	int start = -1, end = -1; /* of the interval in hand */

	jw_array(w, key);
	for (int day = 0; day < 7; day++) {
		const struct hours *h = &rules->week[(day + 6) % 7];

		for (int i = 0; i < h->n; i++) {
			int from = day * DAY_MINUTES + h->v[i].from;

			if (start >= 0 && from != end)
				write_interval(w, start, end);
			if (from != end)
				start = from;
			end = day * DAY_MINUTES + h->v[i].to;
		}
	}
	if (start >= 0)
		write_interval(w, start, end);
	jw_end(w);
}

void schedule_write(struct rq *rq, const char *key, const struct calendar *c)
{
	struct jw *w = &rq->jw;

	jw_object(w, key);
	jw_printf(w, "url", "%s/api/v2/business_hours/schedules/%lld.json", rq->base_url,
		(long long)c->id.v);
	jw_i64(w, "id", c->id.v);
	jw_str(w, "name", c->name);
	jw_str(w, "time_zone", zone_name(c->rules->zone));
	jw_i64(w, "version", c->version);
	schedule_write_intervals(w, "intervals", c->rules);
	jw_time(w, "created_at", c->created_at);
	jw_time(w, "updated_at", c->updated_at);
	jw_end(w);
}

static void write_day(struct jw *w, const char *key, i64 day)
{
	int year, month, date;

	clock_civil_from_days(day, &year, &month, &date);
	jw_printf(w, key, "%04d-%02d-%02d", year, month, date);
}

static void write_holiday(struct jw *w, const struct holiday *h)
{
	jw_str(w, "name", h->name);
	write_day(w, "start_date", h->first);
	write_day(w, "end_date", h->last);
	jw_array(w, "open");
	for (int i = 0; i < h->open.n; i++) {
		const struct opening *o = &h->open.v[i];

		jw_array(w, NULL);
		jw_printf(w, NULL, "%02d:%02d", o->from / 60, o->from % 60);
		jw_printf(w, NULL, "%02d:%02d", o->to / 60, o->to % 60);
		jw_end(w);
	}
	jw_end(w);
}

void holiday_write(struct rq *rq, const char *key, const struct holiday *h)
{
	jw_object(&rq->jw, key);
	jw_i64(&rq->jw, "id", h->id);
	write_holiday(&rq->jw, h);
	jw_end(&rq->jw);
}

void holiday_write_new(struct rq *rq, const struct holiday *h)
{
	jw_object(&rq->jw, NULL);
	write_holiday(&rq->jw, h);
	jw_end(&rq->jw);
}

enum err holiday_parse_day(struct rq *rq, const char *field, const char *text, i64 *ret_day)
{
	i64 ms;

	if (!text || strlen(text) != 10 || !clock_parse(text, &ms) || ms < 0)
		return fail(&rq->cx, E_INVALID, field, "InvalidValue",
			"%s: has to be a date like 2026-12-25, from 1970 on",
			strcmp(field, "end_date") == 0 ? "End date" : "Start date");
	*ret_day = ms / DAY_MS;
	return OK;
}

enum err holiday_parse_open(struct rq *rq, const json_t *list, struct hours *ret)
{
	return calendar_parse_hours(&rq->cx.fail, list, "open", ret);
}

/* --- policies --- */

static enum err parse_metric_name(struct rq *rq, const char *name, enum wait_kind *ret)
{
	if (wait_metric_parse(name, ret))
		return OK;
	return fail(&rq->cx, E_INVALID, "policy_metrics", "InvalidValue",
		"Metric: \"%.60s\" is not measured; there are first_reply_time, "
		"next_reply_time, requester_wait_time, agent_work_time, periodic_update_time, "
		"pausable_update_time, total_resolution_time",
		name ? name : "");
}

/* Whole seconds from `seconds_key`, else from minutes; 0 when neither is given, -1 when wrong. */
static i64 get_span(const json_t *j, const char *minutes_key, const char *seconds_key)
{
	const json_t *seconds = json_object_get(j, seconds_key);
	const json_t *minutes = minutes_key ? json_object_get(j, minutes_key) : NULL;
	i64 v;

	if (seconds && !json_is_null(seconds)) {
		v = json_is_integer(seconds) ? json_integer_value(seconds) : -1;
		return v > 0 ? v : -1;
	}
	if (!minutes || json_is_null(minutes))
		return 0;
	v = json_is_integer(minutes) ? json_integer_value(minutes) : -1;
	return v > 0 && v <= POLICY_TARGET_MAX_S / 60 ? v * 60 : -1;
}

static enum err parse_metric_calendar(
	struct rq *rq, const json_t *j, calendar_id schedule, calendar_id *ret)
{
	i64 own = json_get_i64(j, "schedule_id", 0);

	ret->v = CALENDAR_ALWAYS;
	if (!json_get_bool(j, "business_hours", false))
		return OK;
	ret->v = own ? own : schedule.v;
	if (!ret->v)
		TRY(calendar_default(&rq->cx, ret));
	if (ret->v == CALENDAR_ALWAYS)
		return fail(&rq->cx, E_INVALID, "policy_metrics", "InvalidValue:needs_calendar",
			"Business hours: there is no schedule to count by; make one first");
	return OK;
}

static enum err parse_metric(
	struct rq *rq, const json_t *j, calendar_id schedule, struct sla_target *ret)
{
	const char *priority = json_get_str(j, "priority");
	struct sla_target t = {0};

	TRY(parse_metric_name(rq, json_get_str(j, "metric"), &t.kind));
	if (priority && !priority_parse(priority, &t.priority))
		return fail(&rq->cx, E_INVALID, "policy_metrics", "InvalidValue",
			"Priority: \"%.60s\" is none of low, normal, high, urgent", priority);
	t.target_s = get_span(j, "target", "target_in_seconds");
	t.goal_s = get_span(j, NULL, "goal_in_seconds");
	if (t.target_s <= 0 || t.goal_s < 0)
		return fail(&rq->cx, E_INVALID, "policy_metrics", "InvalidValue",
			"Target: has to be a whole number of minutes (or target_in_seconds) "
			"above 0");
	if (!t.goal_s)
		t.goal_s = t.target_s * POLICY_GOAL_PERCENT / 100;
	if (!t.goal_s)
		t.goal_s = t.target_s;
	TRY(parse_metric_calendar(rq, j, schedule, &t.calendar));
	*ret = t;
	return OK;
}

enum err policy_parse_metrics(
	struct rq *rq, const json_t *list, calendar_id schedule, struct policy_rules *rules)
{
	const json_t *v;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > POLICY_TARGETS)
		return fail(&rq->cx, E_INVALID, "policy_metrics", "InvalidValue",
			"Policy metrics: has to be a list of at most %d", POLICY_TARGETS);
	rules->target_count = 0;
	json_array_foreach (list, i, v)
		TRY(parse_metric(rq, v, schedule, &rules->targets[rules->target_count++]));
	return OK;
}

static void write_metrics(struct jw *w, const struct policy_rules *rules)
{
	jw_array(w, "policy_metrics");
	for (int i = 0; i < rules->target_count; i++) {
		const struct sla_target *t = &rules->targets[i];
		bool always = t->calendar.v == CALENDAR_ALWAYS;

		jw_object(w, NULL);
		jw_str(w, "priority", priority_name(t->priority));
		jw_str(w, "metric", wait_rule(t->kind)->metric);
		jw_i64(w, "target", t->target_s / 60);
		jw_i64(w, "target_in_seconds", t->target_s);
		jw_i64(w, "goal_in_seconds", t->goal_s);
		jw_bool(w, "business_hours", !always);
		jw_id(w, "schedule_id", always ? 0 : t->calendar.v);
		jw_end(w);
	}
	jw_end(w);
}

void policy_write_object(struct rq *rq, const char *key, const struct policy *p)
{
	struct jw *w = &rq->jw;

	jw_object(w, key);
	jw_printf(w, "url", "%s/api/v2/slas/policies/%lld.json", rq->base_url, (long long)p->id.v);
	jw_i64(w, "id", p->id.v);
	jw_str(w, "title", p->title);
	jw_str(w, "description", p->description);
	jw_i64(w, "position", p->position);
	jw_i64(w, "version", p->version);
	conditions_write(w, "filter", &p->rules->filter);
	write_metrics(w, p->rules);
	jw_array(w, "pause_statuses");
	for (int status = STATUS_NEW; status <= STATUS_CLOSED; status++)
		if (p->rules->pause & 1u << status)
			jw_str(w, NULL, status_name((enum status)status));
	jw_end(w);
	jw_array(w, "warn_before_seconds");
	for (int i = 0; i < p->rules->warn_count; i++)
		jw_i64(w, NULL, p->rules->warn_before_s[i]);
	jw_end(w);
	jw_time(w, "created_at", p->created_at);
	jw_time(w, "updated_at", p->updated_at);
	jw_end(w);
}
