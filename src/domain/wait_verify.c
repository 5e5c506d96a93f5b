/*
 * Proof for `tend check`: the waits of a ticket are rebuilt from its wait.* events alone, due times
 * are computed again from start, target and pauses, and both are compared with the rows, with the
 * messages they claim to be about, and with the ticket's place in the queue.
 */
#include "wait_i.h"

#include "base/clock.h"

#include <string.h>

typedef void report_fn(void *self, const char *sentence);

struct check {
	struct cx *cx;
	ticket_id ticket;
	report_fn *report;
	void *self;
	struct wait *v; /* rebuilt, in order of id */
	int n;
};

static void complain(struct check *k, const struct wait *w, const char *what, i64 found, i64 wanted)
{
	const char *kind = wait_kind_name(w->kind);

	k->report(k->self, arena_printf(k->cx->arena,
				   "ticket %lld, wait %lld (%s): %s is %lld, its history says %lld",
				   (long long)k->ticket.v, (long long)w->id, kind ? kind : "?",
				   what, (long long)found, (long long)wanted));
}

static void same(struct check *k, const struct wait *w, const char *what, i64 found, i64 wanted)
{
	if (found != wanted)
		complain(k, w, what, found, wanted);
}

static struct wait *rebuilt(struct check *k, i64 id)
{
	for (int i = 0; i < k->n; i++)
		if (k->v[i].id == id)
			return &k->v[i];
	return NULL;
}

static void read_plan(struct wait *w, const json_t *j)
{
	w->policy.v = json_get_i64(j, "policy_id", 0);
	w->policy_version = json_get_i64(j, "policy_version", 0);
	w->calendar.v = json_get_i64(j, "calendar_id", 0);
	w->calendar_version = json_get_i64(j, "calendar_version", 0);
	w->target_s = json_get_i64(j, "target_s", 0);
	w->goal_s = json_get_i64(j, "goal_s", 0);
}

/* Compute again, compare with what the event says, set the next notice. */
static enum err compute(struct check *k, struct wait *w, const json_t *j, i64 after)
{
	CLEANUP(calendar_cleanup) struct compiled *c = NULL;
	CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;

	TRY(calendar_open(k->cx, w->calendar, w->calendar_version, &c));
	TRY(policy_open(k->cx, w->policy, w->policy_version, &rules));
	wait_compute(k->cx->arena, c, w);
	same(k, w, "due_at in an event", json_get_i64(j, "due_at", 0), w->due_at);
	same(k, w, "goal_at in an event", json_get_i64(j, "goal_at", 0), w->goal_at);
	if (w->outcome == WAIT_PAUSED)
		w->left_ms = wait_left_at(k->cx->arena, c, w, w->paused_at);
	wait_set_notice(w, rules, after);
	return OK;
}

static enum err replay_start(struct check *k, i64 id, const json_t *j, i64 at)
{
	struct wait *w = &k->v[k->n++];

	*w = (struct wait){.id = id,
		.ticket = k->ticket,
		.outcome = WAIT_OPEN,
		.started_at = at,
		.pauses = "[]"};
	wait_kind_parse(json_get_str(j, "kind"), &w->kind);
	read_plan(w, j);
	return compute(k, w, j, at);
}

static enum err replay_pause(struct check *k, struct wait *w, const json_t *j, i64 at)
{
	CLEANUP(calendar_cleanup) struct compiled *c = NULL;

	TRY(calendar_open(k->cx, w->calendar, w->calendar_version, &c));
	w->outcome = WAIT_PAUSED;
	w->paused_at = at;
	w->notice_at = 0;
	w->left_ms = wait_left_at(k->cx->arena, c, w, at);
	same(k, w, "left_ms in an event", json_get_i64(j, "left_ms", 0), w->left_ms);
	return OK;
}

static void end_pause(struct check *k, struct wait *w, i64 at)
{
	if (w->outcome != WAIT_PAUSED)
		return;
	wait_add_pause(k->cx->arena, w, w->paused_at, at);
	w->paused_at = 0;
	w->left_ms = 0;
	w->outcome = WAIT_OPEN;
}

static enum err replay_fulfil(struct check *k, struct wait *w, const json_t *j, i64 at)
{
	bool was_paused = w->outcome == WAIT_PAUSED;

	end_pause(k, w, at);
	if (was_paused)
		TRY(compute(k, w, j, at));
	w->outcome = w->breached_at ? WAIT_BREACHED_LATE : WAIT_MET;
	if (w->outcome == WAIT_MET && !was_paused && at > w->due_at)
		complain(k, w, "fulfilled_at of a met wait", at, w->due_at);
	w->fulfilled_at = at;
	w->fulfilled_by.v = json_get_i64(j, "by", 0);
	w->by_solve = json_get_bool(j, "by_solve", false);
	w->notice_at = 0;
	return OK;
}

static enum err replay_reopen(struct check *k, struct wait *w, const json_t *j, i64 at)
{
	bool undone = json_get_bool(j, "undone", false) || w->outcome == WAIT_CANCELLED;

	if (!undone)
		wait_add_pause(k->cx->arena, w, w->fulfilled_at, at);
	w->fulfilled_at = 0;
	w->fulfilled_by.v = 0;
	w->by_solve = false;
	w->outcome = w->breached_at ? WAIT_BREACHED_OPEN : WAIT_OPEN;
	return w->outcome == WAIT_OPEN ? compute(k, w, j, at) : OK;
}

static enum err replay_warning(struct check *k, struct wait *w, i64 at)
{
	CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;

	TRY(policy_open(k->cx, w->policy, w->policy_version, &rules));
	w->warned_at = at;
	wait_set_notice(w, rules, at);
	return OK;
}

/* One event of a wait that has begun. */
static enum err replay(struct check *k, struct wait *w, enum event_kind kind, const json_t *j)
{
	i64 at = json_get_i64(j, "at", 0);

	if (kind == EVENT_WAIT_PAUSED)
		return replay_pause(k, w, j, at);
	if (kind == EVENT_WAIT_FULFILLED)
		return replay_fulfil(k, w, j, at);
	if (kind == EVENT_WAIT_REOPENED)
		return replay_reopen(k, w, j, at);
	if (kind == EVENT_WAIT_WARNED)
		return replay_warning(k, w, at);
	if (kind == EVENT_WAIT_RESUMED) {
		end_pause(k, w, at);
		return compute(k, w, j, at);
	}
	if (kind == EVENT_WAIT_RETARGETED) {
		read_plan(w, j);
		return compute(k, w, j, at);
	}
	if (kind == EVENT_WAIT_CANCELLED) {
		end_pause(k, w, at);
		w->outcome = WAIT_CANCELLED;
	} else if (kind == EVENT_WAIT_BREACHED) {
		same(k, w, "the moment of the breach", at, w->due_at);
		w->outcome = WAIT_BREACHED_OPEN;
		w->breached_at = w->due_at;
	}
	w->notice_at = 0;
	return OK;
}

static enum err replay_all(struct check *k)
{
	struct wait_event *events;
	int n;

	TRY(wait_events(k->cx, k->ticket, &events, &n));
	k->v = ARENA_ARRAY(k->cx->arena, struct wait, n + 1);
	for (int i = 0; i < n; i++) {
		const struct wait_event *e = &events[i];
		CLEANUP(json_cleanup) json_t *j = json_parse(e->detail, strlen(e->detail), NULL, 0);
		struct wait *w = rebuilt(k, e->wait);

		if (e->kind == EVENT_WAIT_STARTED && !w)
			TRY(replay_start(k, e->wait, j, json_get_i64(j, "at", 0)));
		else if (e->kind != EVENT_WAIT_STARTED && w)
			TRY(replay(k, w, e->kind, j));
		else
			k->report(k->self,
				arena_printf(k->cx->arena,
					"ticket %lld: event %lld (%s) of wait %lld is out of place",
					(long long)k->ticket.v, (long long)e->id,
					event_kind_name(e->kind), (long long)e->wait));
	}
	return OK;
}

static void compare(struct check *k, const struct wait *row, const struct wait *w)
{
	same(k, row, "kind", row->kind, w->kind);
	same(k, row, "outcome", row->outcome, w->outcome);
	same(k, row, "started_at", row->started_at, w->started_at);
	same(k, row, "due_at", row->due_at, w->due_at);
	same(k, row, "goal_at", row->goal_at, w->goal_at);
	same(k, row, "policy_id", row->policy.v, w->policy.v);
	same(k, row, "policy_version", row->policy_version, w->policy_version);
	same(k, row, "calendar_id", row->calendar.v, w->calendar.v);
	same(k, row, "calendar_version", row->calendar_version, w->calendar_version);
	same(k, row, "target_s", row->target_s, w->target_s);
	same(k, row, "goal_s", row->goal_s, w->goal_s);
	same(k, row, "paused_at", row->paused_at, w->paused_at);
	same(k, row, "paused_ms", row->paused_ms, w->paused_ms);
	same(k, row, "left_ms", row->left_ms, w->left_ms);
	same(k, row, "pauses (equal)", strcmp(row->pauses, w->pauses) == 0, 1);
	same(k, row, "fulfilled_at", row->fulfilled_at, w->fulfilled_at);
	same(k, row, "fulfilled_by", row->fulfilled_by.v, w->fulfilled_by.v);
	same(k, row, "by_solve", row->by_solve, w->by_solve);
	same(k, row, "warned_at", row->warned_at, w->warned_at);
	same(k, row, "breached_at", row->breached_at, w->breached_at);
	same(k, row, "notice_at", row->notice_at, w->notice_at);
}

/* A reply wait begins with a customer's message and ends with an agent's. */
static enum err check_messages(struct check *k, const struct wait *w)
{
	bool there;

	if (w->kind != WAIT_FIRST_REPLY && w->kind != WAIT_NEXT_REPLY)
		return OK;
	TRY(wait_message_at(k->cx, k->ticket, w->started_at, false, &there));
	same(k, w, "a customer's message at its start", there, 1);
	if (!w->fulfilled_at || w->by_solve)
		return OK;
	TRY(wait_message_at(k->cx, k->ticket, w->fulfilled_at, true, &there));
	same(k, w, "an agent's message at its end", there || w->fulfilled_at == w->started_at, 1);
	return OK;
}

/* What counts by the ticket's status alone stands still in just the statuses it names. */
static void check_pause(struct check *k, const struct wait *w, enum status status)
{
	unsigned pause = wait_rule(w->kind)->pause;

	if (pause && (w->outcome == WAIT_OPEN || w->outcome == WAIT_PAUSED))
		same(k, w, "paused, by the status of the ticket,", w->outcome == WAIT_PAUSED,
			(pause & 1u << status) != 0);
}

static i64 rank(const struct wait *w)
{
	return w->outcome == WAIT_PAUSED ? WAIT_KEY_PAUSED + w->left_ms : w->due_at;
}

/* The ticket's place in the queue follows from the rebuilt waits. */
static enum err check_queue(struct check *k)
{
	const struct wait *first = NULL;
	struct place p;
	bool paused;

	for (int i = 0; i < k->n; i++)
		if (wait_is_live(&k->v[i]) && (!first || rank(&k->v[i]) < rank(first)))
			first = &k->v[i];
	TRY(wait_place(k->cx, k->ticket, &p));
	for (int i = 0; i < k->n; i++)
		check_pause(k, &k->v[i], p.status);
	if (!first) {
		if (p.key <= WAIT_KEY_PAUSED || p.kind != -1)
			k->report(k->self,
				arena_printf(k->cx->arena,
					"ticket %lld: nobody waits, but it stands in the queue as "
					"if somebody did",
					(long long)k->ticket.v));
		return OK;
	}
	paused = first->outcome == WAIT_PAUSED;
	same(k, first, "queue_key of the ticket", p.key, rank(first));
	same(k, first, "next_kind of the ticket", p.kind, first->kind);
	same(k, first, "next_due_at of the ticket", p.due_at, paused ? -1 : first->due_at);
	same(k, first, "next_goal_at of the ticket", p.goal_at, paused ? -1 : first->goal_at);
	same(k, first, "next_left_s of the ticket", p.left_s,
		paused ? first->left_ms / SECOND_MS : -1);
	return OK;
}

enum err wait_verify(struct cx *cx, ticket_id ticket,
	void (*report)(void *self, const char *sentence), void *self)
{
	struct check k = {.cx = cx, .ticket = ticket, .report = report, .self = self};
	struct wait *rows;
	i64 imported;
	int n;

	TRY(replay_all(&k));
	TRY(wait_list(cx, ticket, &rows, &n));
	TRY(wait_imported_at(cx, ticket, &imported));
	for (int i = 0; i < n; i++) {
		const struct wait *w = rebuilt(&k, rows[i].id);

		if (imported && rows[i].started_at < imported)
			complain(&k, &rows[i], "the start of a wait of an imported ticket",
				rows[i].started_at, imported);
		if (w)
			compare(&k, &rows[i], w);
		else
			complain(&k, &rows[i], "number of events", 0, 1);
		TRY(check_messages(&k, &rows[i]));
	}
	if (n < k.n)
		report(self, arena_printf(cx->arena, "ticket %lld: %d waits, its history says %d",
				     (long long)ticket.v, n, k.n));
	return check_queue(&k);
}
