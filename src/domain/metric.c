/*
 * Folding a ticket's history into numbers. Events come in the order of the log; of their details
 * only changes of status, assignee and group matter.
 */
#include "domain/metric.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

void metric_begin(struct metric_fold *f, const struct ticket *t, struct compiled *calendar)
{
	*f = (struct metric_fold){.requester = t->requester,
		.status = STATUS_NEW,
		.since = t->created_at,
		.calendar = calendar};
	f->m = (struct ticket_metric){.ticket = t->id,
		.created_at = t->created_at,
		.updated_at = t->updated_at,
		.reopens = t->reopens,
		.solved_at = t->solved_at,
		.status_updated_at = t->created_at,
		.requester_updated_at = t->created_at};
}

/* --- time --- */

static struct metric_time time_between(const struct metric_fold *f, i64 from, i64 to)
{
	struct metric_time t = {.known = true};

	if (to > from) {
		t.calendar = to - from;
		t.business = calendar_open_between(f->calendar, from, to);
	}
	return t;
}

static void add_time(struct metric_time *sum, struct metric_time t)
{
	sum->known = true;
	sum->calendar += t.calendar;
	sum->business += t.business;
}

/* The status has lasted until `to`: who waited? */
static void close_status(struct metric_fold *f, i64 to)
{
	struct metric_time t;

	if (f->status >= STATUS_SOLVED)
		return;
	t = time_between(f, f->since, to);
	if (f->status == STATUS_PENDING)
		add_time(&f->m.agent_wait, t);
	else
		add_time(&f->m.requester_wait, t);
	if (f->status == STATUS_HOLD)
		add_time(&f->m.on_hold, t);
}

/* --- events --- */

static void keep_unsolved(struct metric_fold *f)
{
	f->unsolved.status = f->status;
	f->unsolved.since = f->since;
	f->unsolved.first_solved = f->first_solved;
	f->unsolved.last_solved = f->last_solved;
	f->unsolved.agent_wait = f->m.agent_wait;
	f->unsolved.requester_wait = f->m.requester_wait;
	f->unsolved.on_hold = f->m.on_hold;
}

/* The last solve never was: see wait_status_steps. */
static void take_back(struct metric_fold *f, i64 at)
{
	if (f->status < STATUS_SOLVED)
		return;
	f->status = f->unsolved.status;
	f->since = f->unsolved.since;
	f->first_solved = f->unsolved.first_solved;
	f->last_solved = f->unsolved.last_solved;
	f->m.agent_wait = f->unsolved.agent_wait;
	f->m.requester_wait = f->unsolved.requester_wait;
	f->m.on_hold = f->unsolved.on_hold;
	f->m.status_updated_at = at;
}

static void set_status(struct metric_fold *f, i64 at, enum status status)
{
	bool solves = status >= STATUS_SOLVED && f->status < STATUS_SOLVED;

	if (status == f->status)
		return;
	if (solves)
		keep_unsolved(f);
	close_status(f, at);
	f->status = status;
	f->since = at;
	f->m.status_updated_at = at;
	if (solves) {
		f->last_solved = at;
		if (!f->first_solved)
			f->first_solved = at;
	}
}

static void set_assignee(struct metric_fold *f, i64 at, user_id assignee)
{
	f->assignee = assignee;
	if (!assignee.v)
		return;
	f->m.assignee_stations++;
	f->m.assigned_at = at;
	if (!f->m.initially_assigned_at)
		f->m.initially_assigned_at = at;
}

static i64 id_of(const json_t *value)
{
	const char *text = json_string_value(value);

	return text ? strtoll(text, NULL, 10) : json_integer_value(value);
}

static void apply_change(struct metric_fold *f, i64 at, const json_t *change, bool undo)
{
	const char *field = json_get_str(change, "field_name");
	const json_t *value = json_object_get(change, "value");
	enum status status;

	if (!field)
		return;
	if (strcmp(field, "status") == 0) {
		if (undo)
			take_back(f, at);
		if (json_is_string(value) && status_parse(json_string_value(value), &status))
			set_status(f, at, status);
	} else if (strcmp(field, "assignee_id") == 0) {
		set_assignee(f, at, (user_id){id_of(value)});
	} else if (strcmp(field, "group_id") == 0) {
		f->group.v = id_of(value);
		f->m.group_stations += f->group.v != 0;
	}
}

/* Most events need no reading: the names are in the text of those that do. */
static bool may_matter(const char *detail)
{
	return strstr(detail, "\"status\"") || strstr(detail, "\"assignee_id\"") ||
	       strstr(detail, "\"group_id\"");
}

static void touched_by(struct metric_fold *f, i64 at, user_id actor)
{
	if (actor.v && actor.v == f->assignee.v)
		f->m.assignee_updated_at = at;
	if (actor.v && actor.v == f->requester.v)
		f->m.requester_updated_at = at;
}

void metric_event(struct metric_fold *f, i64 at, user_id actor, const char *detail)
{
	CLEANUP(json_cleanup) json_t *j = NULL;
	const json_t *events, *change;
	bool undo;
	size_t i;

	if (may_matter(detail))
		j = json_parse(detail, strlen(detail), NULL, 0);
	undo = json_get_bool(j, "undo", false);
	events = json_object_get(j, "events");
	json_array_foreach (events, i, change) {
		apply_change(f, at, change, undo);
	}
	touched_by(f, at, actor);
}

void metric_comment(struct metric_fold *f, const struct metric_comment *c)
{
	bool reply = c->public && c->author_role != ROLE_END_USER && !c->by_rule && !c->first;

	if (c->at > f->m.latest_comment_at)
		f->m.latest_comment_at = c->at;
	if (c->author.v == f->requester.v && c->at > f->m.requester_updated_at)
		f->m.requester_updated_at = c->at;
	if (!reply)
		return;
	f->m.replies++;
	if (!f->first_reply_at || c->at < f->first_reply_at)
		f->first_reply_at = c->at;
}

void metric_end(struct metric_fold *f, i64 now)
{
	struct ticket_metric *m = &f->m;
	bool solved = f->status >= STATUS_SOLVED;

	close_status(f, now);
	if (solved) /* it is over: what never was is nothing */
		m->agent_wait.known = m->requester_wait.known = m->on_hold.known = true;
	if (f->first_reply_at)
		m->first_reply = time_between(f, m->created_at, f->first_reply_at);
	if (f->first_solved)
		m->first_resolution = time_between(f, m->created_at, f->first_solved);
	if (solved)
		m->full_resolution = time_between(f, m->created_at, f->last_solved);
}
