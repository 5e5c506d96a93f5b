/* Putting tickets aside, and when they come back. */
#include "snooze_i.h"

#include "base/json.h"
#include "base/jsonw.h"
#include "domain/event.h"

#include <string.h>

const char *wake_name(enum wake v)
{
	switch (v) {
#define X(constant, wire) \
	case constant: \
		return wire;
		WAKE_LIST(X)
#undef X
	}
	return "time";
}

/* What is promised next: the goal while it lies ahead of the snooze, then the due time. 0: nothing
 * runs. */
static i64 promise_of(const struct sleeper *s)
{
	if (s->left_s >= 0 || s->due_at <= 0)
		return 0;
	return s->goal_at > s->snooze.at ? s->goal_at : s->due_at;
}

void sleeper_plan(struct sleeper *s)
{
	i64 promise = promise_of(s);

	s->snooze.wakes_at = s->snooze.until;
	s->snooze.wakes = WAKE_TIME;
	if (promise && promise - SNOOZE_LEAD_MS < s->snooze.until) {
		s->snooze.wakes_at = promise - SNOOZE_LEAD_MS;
		s->snooze.wakes = WAKE_DEADLINE;
	}
}

static enum err write_event(
	struct cx *cx, enum event_kind kind, const struct snooze *s, enum wake reason)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(1024);
	struct jw w;

	jw_init(&w, &text);
	jw_object(&w, NULL);
	jw_time(&w, "until", s->until);
	jw_bool(&w, "wake_on_reply", s->wake_on_reply);
	if (kind == EVENT_TICKET_WOKEN) {
		jw_i64(&w, "user_id", s->by.v);
		jw_str(&w, "reason", wake_name(reason));
	}
	jw_end(&w);
	return event_add(cx, kind, s->ticket, 0, text.p, NULL);
}

static enum err check_until(struct cx *cx, i64 until)
{
	if (until <= cx->now)
		return fail(cx, E_INVALID, "until", "InvalidValue:snooze_past",
			"Until: is not in the future");
	if (until - cx->now > SNOOZE_MAX_MS)
		return fail(cx, E_INVALID, "until", "InvalidValue:snooze_far",
			"Until: is more than a year away");
	return OK;
}

static enum err check_room(struct cx *cx, const struct sleeper *s)
{
	i64 n;

	if (s->snooze.ticket.v)
		return OK;
	TRY(snooze_count_of(cx, cx->actor.id, &n));
	if (n >= SNOOZE_PER_AGENT)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "base", "TooManyValues:too_many",
				"You have %d snoozed tickets, which is as many as there may be",
				SNOOZE_PER_AGENT),
			"%d", SNOOZE_PER_AGENT);
	return OK;
}

enum err snooze_set(
	struct cx *cx, ticket_id ticket, i64 until, bool wake_on_reply, struct snooze *ret)
{
	struct sleeper s;
	struct ticket *t;

	TRY(ticket_get(cx, ticket, &t));
	if (t->status >= STATUS_SOLVED)
		return fail(cx, E_INVALID, "status", "InvalidValue:snooze_solved",
			"Status: a solved ticket needs no snooze");
	TRY(check_until(cx, until));
	TRY(snooze_load(cx, ticket, &s));
	TRY(check_room(cx, &s));
	s = (struct sleeper){.due_at = t->next_due_at,
		.goal_at = t->next_goal_at,
		.left_s = t->next_left_s,
		.snooze = {.ticket = ticket,
			.until = until,
			.wake_on_reply = wake_on_reply,
			.by = cx->actor.id,
			.at = cx->now}};
	sleeper_plan(&s);
	if (s.snooze.wakes_at <= cx->now)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "until", "InvalidValue:snooze_promised",
				"Until: an answer is promised within %d minutes or is overdue, so "
				"this ticket stays in the queue",
				(int)(SNOOZE_LEAD_MS / MINUTE_MS)),
			"%d", (int)(SNOOZE_LEAD_MS / MINUTE_MS));
	TRY(snooze_save(cx, &s.snooze));
	*ret = s.snooze;
	return write_event(cx, EVENT_TICKET_SNOOZED, &s.snooze, WAKE_PERSON);
}

static enum err wake(struct cx *cx, const struct snooze *s, enum wake reason)
{
	TRY(snooze_remove(cx, s->ticket));
	return write_event(cx, EVENT_TICKET_WOKEN, s, reason);
}

enum err snooze_end(struct cx *cx, ticket_id ticket)
{
	struct sleeper s;
	struct ticket *t;

	TRY(ticket_get(cx, ticket, &t));
	TRY(snooze_load(cx, ticket, &s));
	return s.snooze.ticket.v ? wake(cx, &s.snooze, WAKE_PERSON) : fail_not_found(cx);
}

enum err snooze_get(struct cx *cx, const struct ticket *t, struct snooze *ret)
{
	struct sleeper s;

	TRY(snooze_load(cx, t->id, &s));
	*ret = s.snooze;
	return OK;
}

/* What a solve woke sleeps again, if there is time and room. */
static enum err sleep_on(struct cx *cx, ticket_id ticket, i64 solved_at)
{
	CLEANUP(json_cleanup) json_t *j = NULL;
	struct snooze s = {.ticket = ticket, .at = cx->now};
	const char *woken;
	event_id id;
	i64 n;

	TRY(event_find(cx, ticket, EVENT_TICKET_WOKEN, solved_at, cx->actor.id,
		"\"reason\":\"solved\"", &id, &woken));
	if (!woken)
		return OK;
	j = json_parse(woken, strlen(woken), NULL, 0);
	s.wake_on_reply = json_get_bool(j, "wake_on_reply", true);
	s.by.v = json_get_i64(j, "user_id", cx->actor.id.v);
	TRY(snooze_count_of(cx, s.by, &n));
	if (!clock_parse(json_get_str(j, "until"), &s.until) || s.until <= cx->now ||
		n >= SNOOZE_PER_AGENT)
		return OK;
	TRY(snooze_save(cx, &s));
	return write_event(cx, EVENT_TICKET_SNOOZED, &s, WAKE_PERSON);
}

enum err snooze_follow(struct cx *cx, const struct ticket *now, bool customer_wrote, i64 undone)
{
	bool solved = now->status >= STATUS_SOLVED;
	struct sleeper s;

	if (undone && !solved && !customer_wrote)
		return sleep_on(cx, now->id, undone);
	if (!solved && !customer_wrote)
		return OK;
	TRY(snooze_load(cx, now->id, &s));
	if (!s.snooze.ticket.v || (!solved && !s.snooze.wake_on_reply))
		return OK;
	return wake(cx, &s.snooze, solved ? WAKE_SOLVED : WAKE_REPLY);
}

enum err snooze_tick(struct cx *cx, int max, i64 *ret_next)
{
	struct sleeper *rows;
	int n;

	TRY(snooze_due(cx, max, &rows, &n, ret_next));
	for (int i = 0; i < n; i++) {
		if (rows[i].over)
			TRY(snooze_remove(cx, rows[i].snooze.ticket));
		else
			TRY(wake(cx, &rows[i].snooze, rows[i].snooze.wakes));
	}
	return OK;
}
