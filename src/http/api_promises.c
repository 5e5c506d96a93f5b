/*
 * Promises before they are made: what a changed policy or schedule would do to open tickets and
 * would have done to those of the past days; the explicit step that puts open tickets under
 * today's promises; and holidays from a calendar file. The previews only read.
 */
#include "deadline_input.h"
#include "domain/bulk_job.h"
#include "domain/holiday_import.h"
#include "domain/promise_preview.h"
#include "http/slow_write.h"

#include <stddef.h>

enum { HOLIDAYS_GIVEN = CALENDAR_HOLIDAYS, IMPORT_BODY = 3 << 20 };

/* --- what is supposed --- */

struct suppose_input {
	json_t *sla_policy, *schedule;
	struct opt_i64 days;
};
static const struct field suppose_field_list[] = {
	{"sla_policy", F_JSON, offsetof(struct suppose_input, sla_policy), 0, "SLA policy",
		"as for storing it; with the id of the one that it would replace"},
	{"schedule", F_JSON, offsetof(struct suppose_input, schedule), 0, "Schedule",
		"{\"id\",\"time_zone\",\"intervals\",\"holidays\"}: what would change"},
	{"days", F_I64, offsetof(struct suppose_input, days), 0, "Days",
		"of the past, for dry_run: 30 when absent, at most 90"},
	{0}};
static const struct field_table suppose_fields = {
	NULL, sizeof(struct suppose_input), suppose_field_list};

static enum err read_policy(struct rq *rq, const json_t *j, struct policy *ret)
{
	i64 id = json_get_i64(j, "id", SUPPOSED_NEW);
	void *in;

	*ret = (struct policy){.rules = ARENA_NEW(rq->cx.arena, struct policy_rules)};
	if (id != SUPPOSED_NEW)
		TRY(policy_get(&rq->cx, (policy_id){id}, ret));
	TRY(rq_parse(rq, &policy_fields, j, &in));
	return policy_apply(rq, in, ret);
}

static enum err read_holiday(struct rq *rq, const json_t *j, struct holiday *ret)
{
	const char *end = json_get_str(j, "end_date");
	const json_t *open = json_object_get(j, "open");

	TRY(holiday_parse_day(rq, "start_date", json_get_str(j, "start_date"), &ret->first));
	ret->last = ret->first;
	if (end)
		TRY(holiday_parse_day(rq, "end_date", end, &ret->last));
	ret->name = "-";
	return open ? holiday_parse_open(rq, open, &ret->open) : OK;
}

static enum err read_holidays(struct rq *rq, const json_t *list, struct calendar_rules *rules)
{
	const json_t *v;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > HOLIDAYS_GIVEN)
		return fail(&rq->cx, E_INVALID, "holidays", "InvalidValue",
			"Holidays: has to be a list of at most %d", HOLIDAYS_GIVEN);
	rules->holidays = ARENA_ARRAY(rq->cx.arena, struct holiday, json_array_size(list) + 1);
	rules->holiday_count = 0;
	json_array_foreach (list, i, v)
		TRY(read_holiday(rq, v, &rules->holidays[rules->holiday_count++]));
	return OK;
}

static enum err read_schedule(struct rq *rq, const json_t *j, struct calendar *ret)
{
	calendar_id id = {json_get_i64(j, "id", 0)};
	const json_t *holidays = json_object_get(j, "holidays");
	void *in;

	if (id.v == CALENDAR_ALWAYS)
		return fail_invalid(&rq->cx, "schedule", "Schedule");
	TRY(calendar_get(&rq->cx, id, ret));
	TRY(rq_parse(rq, &schedule_fields, j, &in));
	TRY(schedule_apply(rq, in, ret->rules));
	return holidays ? read_holidays(rq, holidays, ret->rules) : OK;
}

static enum err suppose(struct rq *rq, const struct suppose_input *in, struct supposition *ret)
{
	struct calendar c = {0};
	struct policy p = {0};

	if (!in->sla_policy && !in->schedule)
		return fail_blank(&rq->cx, "sla_policy", "SLA policy or schedule");
	if (in->sla_policy)
		TRY(read_policy(rq, in->sla_policy, &p));
	if (in->schedule)
		TRY(read_schedule(rq, in->schedule, &c));
	return suppose_begin(&rq->cx, ret, in->sla_policy ? &p : NULL, c.id, c.rules);
}

/* --- open tickets --- */

static void write_side(struct jw *w, const char *key, const struct preview_side *s)
{
	if (!s->there) {
		jw_null(w, key);
		return;
	}
	jw_object(w, key);
	jw_time(w, "due_at", s->due_at);
	jw_bool(w, "paused", !s->due_at);
	jw_i64(w, "remaining_s", s->left_s);
	jw_bool(w, "late", s->late);
	jw_id(w, "policy_id", s->policy.v);
	jw_str(w, "policy_title", s->policy_title);
	jw_end(w);
}

static done preview_post(struct rq *rq, void *in)
{
	CLEANUP(suppose_end) struct supposition s = {0};
	struct jw *w = &rq->jw;
	struct preview p;

	if (suppose(rq, in, &s) || promise_preview(&rq->cx, &s, &p))
		return reply_error(rq);
	reply_begin(rq, 200);
	jw_object(w, "preview");
	jw_i64(w, "tickets", p.tickets);
	jw_bool(w, "complete", p.complete);
	for (int i = 0; i < EFFECTS; i++)
		jw_i64(w, preview_effect_name((enum preview_effect)i), p.counts[i]);
	jw_i64(w, "late_now", p.late_now);
	jw_i64(w, "late_then", p.late_then);
	jw_array(w, "deadlines");
	for (int i = 0; i < p.n; i++) {
		const struct preview_row *r = &p.rows[i];

		jw_object(w, NULL);
		jw_i64(w, "ticket_id", r->ticket.v);
		jw_str(w, "subject", r->subject);
		jw_str(w, "priority", r->priority);
		jw_str(w, "kind", wait_kind_name(r->kind));
		jw_str(w, "effect", preview_effect_name(r->effect));
		write_side(w, "now", &r->now);
		write_side(w, "then", &r->then);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
	return reply_end(rq);
}

/* --- past days --- */

static void write_replayed(struct jw *w, const char *key, const struct replay_row *v, int n)
{
	jw_array(w, key);
	for (int i = 0; i < n; i++) {
		jw_object(w, NULL);
		jw_i64(w, "ticket_id", v[i].ticket.v);
		jw_str(w, "subject", v[i].subject);
		jw_str(w, "kind", wait_kind_name(v[i].kind));
		jw_time(w, "started_at", v[i].started_at);
		jw_time(w, "ended_at", v[i].ended_at);
		jw_time(w, "due_now", v[i].due_now);
		jw_time(w, "due_then", v[i].due_then);
		jw_end(w);
	}
	jw_end(w);
}

static done dry_run_post(struct rq *rq, void *p)
{
	CLEANUP(suppose_end) struct supposition s = {0};
	const struct suppose_input *in = p;
	i64 days = in->days.set ? in->days.v : 30;
	struct jw *w = &rq->jw;
	struct replay r;

	if (days < 1 || days > REPLAY_DAYS)
		return reply_fail(
			rq, E_INVALID, "days", "InvalidValue", "Days: from 1 to %d", REPLAY_DAYS);
	if (suppose(rq, in, &s) || promise_replay(&rq->cx, &s, (int)days, &r))
		return reply_error(rq);
	reply_begin(rq, 200);
	jw_object(w, "dry_run");
	jw_time(w, "from", r.from);
	jw_i64(w, "days", days);
	jw_i64(w, "tickets", r.tickets);
	jw_bool(w, "complete", r.complete);
	jw_i64(w, "deadlines_now", r.waits_now);
	jw_i64(w, "deadlines_then", r.waits_then);
	jw_i64(w, "breached_now", r.breached_now);
	jw_i64(w, "breached_then", r.breached_then);
	jw_i64(w, "worse", r.worse);
	jw_i64(w, "better", r.better);
	write_replayed(w, "worse_deadlines", r.worse_rows, r.worse_n);
	write_replayed(w, "better_deadlines", r.better_rows, r.better_n);
	jw_end(w);
	return reply_end(rq);
}

/* --- open tickets too --- */

static enum err begin(struct rq *rq, void *arg)
{
	return bulk_job_begin_promises(&rq->cx, arg);
}

static done apply_post(struct rq *rq, void *in)
{
	struct bulk_job job;

	(void)in;
	if (slow_write(rq, begin, &job))
		return reply_error(rq);
	reply_begin(rq, 200);
	jw_object(&rq->jw, "bulk_job");
	jw_str(&rq->jw, "id", job.name);
	jw_str(&rq->jw, "state", bulk_state_name(job.state));
	jw_i64(&rq->jw, "total", job.total);
	jw_end(&rq->jw);
	return reply_end(rq);
}

/* --- holidays from a file --- */

struct import_input {
	json_t *ics;
	struct opt_i64 preview;
	struct opt_text nameless;
};
static const struct field import_field_list[] = {
	{"ics", F_JSON, offsetof(struct import_input, ics), 0, "File",
		"the text of an iCalendar file: at most 1 MB and 2,000 events; what falls within 3 "
		"years is taken"},
	{"preview", F_BOOL, offsetof(struct import_input, preview), 0, "Preview",
		"only tell what would be added"},
	{"nameless", F_TEXT, offsetof(struct import_input, nameless), CALENDAR_NAME, "Nameless",
		"name of holidays that have none in the file; \"Holiday\" when absent"},
	{0}};
static const struct field_table import_fields = {
	NULL, sizeof(struct import_input), import_field_list};

struct import {
	const struct import_input *in;
	struct holiday_import found;
};

static enum err import_calendar(struct rq *rq, struct calendar *ret)
{
	i64 id;

	TRY(rq_id(rq, "schedule_id", &id));
	if (id == CALENDAR_ALWAYS)
		return fail_not_found(&rq->cx);
	return calendar_get(&rq->cx, (calendar_id){id}, ret);
}

/* Read what was sent: not on the writer, because long files take a while. */
static enum err read_import(struct rq *rq, struct import *m)
{
	const char *text = json_string_value(m->in->ics);
	struct calendar c;

	TRY(import_calendar(rq, &c));
	if (!text || !*text)
		return fail_blank(&rq->cx, "ics", "File");
	return holiday_import_read(&rq->cx, text, c.rules->zone, &m->found);
}

/* Add it, and store unless it is a preview. Runs on the writer, so that no change is lost. */
static enum err run_import(struct rq *rq, void *arg)
{
	struct import *m = arg;
	const char *nameless = m->in->nameless.v;
	struct calendar c;

	TRY(import_calendar(rq, &c));
	if (!nameless || !*nameless)
		nameless = "Holiday";
	TRY(holiday_import_merge(&rq->cx, nameless, c.rules, &m->found));
	if (m->in->preview.v || !m->found.added_n)
		return OK;
	return calendar_update(&rq->cx, c.id, NULL, c.rules, &c);
}

static done import_post(struct rq *rq, void *in)
{
	struct import m = {.in = in};
	struct jw *w = &rq->jw;

	if (read_import(rq, &m) ||
		(m.in->preview.v ? run_import(rq, &m) : slow_write(rq, run_import, &m)))
		return reply_error(rq);
	reply_begin(rq, 200);
	jw_object(w, "import");
	jw_bool(w, "preview", m.in->preview.v);
	jw_i64(w, "events", m.found.file.events);
	jw_i64(w, "already", m.found.already);
	jw_i64(w, "elsewhere", m.found.file.elsewhere);
	jw_i64(w, "by_hour", m.found.file.by_hour);
	jw_i64(w, "odd", m.found.file.odd);
	jw_i64(w, "unreadable", m.found.file.unreadable);
	jw_array(w, "added");
	for (int i = 0; i < m.found.added_n; i++)
		holiday_write_new(rq, &m.found.added[i]);
	jw_end(w);
	jw_end(w);
	return reply_end(rq);
}

#define POLICIES "/api/v2/slas/policies"

const struct route promise_routes[] = {
	{M_POST, POLICIES "/preview", preview_post, RUN_SLOW, CAP_ADMIN_READ, BODY_JSON,
		&suppose_fields, 0, NULL,
		"What a changed policy or schedule would do to the open tickets, up to 10,000; "
		"nothing is stored"},
	{M_POST, POLICIES "/dry_run", dry_run_post, RUN_SLOW, CAP_ADMIN_READ, BODY_JSON,
		&suppose_fields, 0, NULL,
		"What it would have done to the deadlines of the past days, of up to 10,000 "
		"tickets; nothing is stored"},
	{M_POST, POLICIES "/apply", apply_post, RUN_SLOW, CAP_ADMIN_WRITE, BODY_JSON, NULL, 0, NULL,
		"Put the open tickets under the policies and schedules as they are now, in steps; "
		"ask queue/bulk for its progress"},
	{M_POST, "/api/v2/business_hours/schedules/:schedule_id/holidays/import", import_post,
		RUN_SLOW, CAP_ADMIN_WRITE, BODY_JSON, &import_fields, IMPORT_BODY, NULL,
		"Add the days off of a calendar file"},
	{0}};
