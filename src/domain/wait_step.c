/*
 * The steps of a wait: begun, paused, resumed, fulfilled, cancelled, put under another promise,
 * warned of, breached. Each saves the row and writes its event. Before a wait is moved at a time it
 * is settled: a due moment that has passed unnoticed becomes a breach first, stamped with the due
 * moment. The events carry all that wait_verify needs to rebuild the rows.
 */
#include "wait_step.h"

#include "base/clock.h"
#include "domain/event.h"

enum { NOTE_MAX = 4096 };

void wait_work_cleanup(struct wait_work *k)
{
	policy_release(k->rules);
}

enum err wait_work_begin(struct wait_work *k, struct cx *cx, const struct ticket *t)
{
	*k = (struct wait_work){.cx = cx, .t = t};
	return wait_load_live(cx, t->id, WAIT_STARTS, &k->v, &k->n);
}

enum err wait_work_match(struct wait_work *k)
{
	if (k->matched)
		return OK;
	k->matched = true;
	return policy_match(k->cx, k->t, &k->policy, &k->policy_version, &k->rules);
}

/* --- events --- */

struct note {
	struct buf text;
	struct jw jw;
};

static void note_cleanup(struct note *n)
{
	buf_free(&n->text);
}

static void note_begin(struct note *n, const struct wait *w, i64 at)
{
	*n = (struct note){.text = BUF_INIT(NOTE_MAX)};
	jw_init(&n->jw, &n->text);
	jw_object(&n->jw, NULL);
	jw_str(&n->jw, "kind", wait_kind_name(w->kind));
	jw_i64(&n->jw, "at", at);
}

static void note_due(struct note *n, const struct wait *w)
{
	jw_i64(&n->jw, "due_at", w->due_at);
	jw_i64(&n->jw, "goal_at", w->goal_at);
}

static void note_plan(struct note *n, const struct wait *w)
{
	jw_i64(&n->jw, "policy_id", w->policy.v);
	jw_i64(&n->jw, "policy_version", w->policy_version);
	jw_i64(&n->jw, "calendar_id", w->calendar.v);
	jw_i64(&n->jw, "calendar_version", w->calendar_version);
	jw_i64(&n->jw, "target_s", w->target_s);
	jw_i64(&n->jw, "goal_s", w->goal_s);
	note_due(n, w);
}

/* Save the row and write its event, stamped `stamp`. */
static enum err note_end(
	struct note *n, struct cx *cx, enum event_kind kind, const struct wait *w, i64 stamp)
{
	jw_end(&n->jw);
	if (cx->supposed)
		return OK;
	TRY(wait_save(cx, w));
	return event_add_at(cx, stamp, kind, w->ticket, w->id, n->text.p, NULL);
}

/* --- steps --- */

/* The due moment has passed: the breach is stamped with it, whenever it is noticed. */
enum err wait_breach(struct cx *cx, struct wait *w)
{
	CLEANUP(note_cleanup) struct note n;

	w->outcome = WAIT_BREACHED_OPEN;
	w->breached_at = w->due_at;
	w->notice_at = 0;
	note_begin(&n, w, w->due_at);
	note_due(&n, w);
	return note_end(&n, cx, EVENT_WAIT_BREACHED, w, w->due_at);
}

enum err wait_settle(struct wait_work *k, struct wait *w, i64 at)
{
	if (w->outcome != WAIT_OPEN || w->due_at >= at)
		return OK;
	return wait_breach(k->cx, w);
}

static enum err open_calendar(struct cx *cx, const struct wait *w, struct compiled **ret)
{
	return calendar_open(cx, w->calendar, w->calendar_version, ret);
}

/* Compute due and goal, and when to give notice next. */
static enum err schedule(struct cx *cx, struct wait *w, i64 after)
{
	CLEANUP(calendar_cleanup) struct compiled *c = NULL;
	CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;

	TRY(open_calendar(cx, w, &c));
	TRY(policy_open(cx, w->policy, w->policy_version, &rules));
	wait_compute(cx->arena, c, w);
	wait_set_notice(w, rules, after);
	return OK;
}

enum err wait_pause(struct wait_work *k, struct wait *w, i64 at)
{
	CLEANUP(calendar_cleanup) struct compiled *c = NULL;
	CLEANUP(note_cleanup) struct note n = {0};

	at = at < w->started_at ? w->started_at : at;
	TRY(wait_settle(k, w, at));
	if (w->outcome != WAIT_OPEN)
		return OK;
	TRY(open_calendar(k->cx, w, &c));
	w->left_ms = wait_left_at(k->cx->arena, c, w, at);
	w->outcome = WAIT_PAUSED;
	w->paused_at = at;
	w->notice_at = 0;
	note_begin(&n, w, at);
	jw_i64(&n.jw, "left_ms", w->left_ms);
	return note_end(&n, k->cx, EVENT_WAIT_PAUSED, w, k->cx->now);
}

/* Close the running pause; the caller decides what the wait becomes. */
static void end_pause(struct wait_work *k, struct wait *w, i64 at)
{
	wait_add_pause(k->cx->arena, w, w->paused_at, at);
	w->paused_at = 0;
	w->left_ms = 0;
}

enum err wait_resume(struct wait_work *k, struct wait *w, i64 at)
{
	CLEANUP(note_cleanup) struct note n = {0};

	if (w->outcome != WAIT_PAUSED)
		return OK;
	end_pause(k, w, at);
	w->outcome = WAIT_OPEN;
	TRY(schedule(k->cx, w, at));
	note_begin(&n, w, at);
	note_due(&n, w);
	return note_end(&n, k->cx, EVENT_WAIT_RESUMED, w, k->cx->now);
}

enum err wait_fulfil(struct wait_work *k, struct wait *w, i64 at, user_id by, bool by_solve)
{
	CLEANUP(note_cleanup) struct note n = {0};

	if (!wait_is_live(w))
		return OK;
	at = at < w->started_at ? w->started_at : at;
	TRY(wait_settle(k, w, at));
	if (w->outcome == WAIT_PAUSED) {
		end_pause(k, w, at);
		TRY(schedule(k->cx, w, at));
	}
	w->outcome = w->breached_at ? WAIT_BREACHED_LATE : WAIT_MET;
	w->fulfilled_at = at;
	w->fulfilled_by = by;
	w->by_solve = by_solve;
	w->notice_at = 0;
	note_begin(&n, w, at);
	jw_str(&n.jw, "outcome", wait_outcome_name(w->outcome));
	jw_i64(&n.jw, "by", by.v);
	jw_bool(&n.jw, "by_solve", by_solve);
	note_due(&n, w);
	return note_end(&n, k->cx, EVENT_WAIT_FULFILLED, w, k->cx->now);
}

enum err wait_cancel(struct wait_work *k, struct wait *w, const char *reason)
{
	CLEANUP(note_cleanup) struct note n = {0};

	if (!wait_is_live(w))
		return OK;
	if (w->outcome == WAIT_PAUSED)
		end_pause(k, w, k->cx->now);
	w->outcome = WAIT_CANCELLED;
	w->notice_at = 0;
	note_begin(&n, w, k->cx->now);
	jw_str(&n.jw, "reason", reason);
	return note_end(&n, k->cx, EVENT_WAIT_CANCELLED, w, k->cx->now);
}

/* What the policy of the ticket promises for a kind; NULL: nothing. */
enum err wait_target(struct wait_work *k, enum wait_kind kind, const struct sla_target **ret)
{
	TRY(wait_work_match(k));
	*ret = k->rules ? policy_target(k->rules, k->t->priority, kind) : NULL;
	return OK;
}

/* Begin a wait, when the policy promises something. */
enum err wait_start(struct wait_work *k, enum wait_kind kind, i64 at)
{
	CLEANUP(note_cleanup) struct note n = {0};
	struct wait *w = &k->v[k->n];
	const struct sla_target *target;

	TRY(wait_target(k, kind, &target));
	if (!target)
		return OK;
	*w = (struct wait){.ticket = k->t->id,
		.kind = kind,
		.outcome = WAIT_OPEN,
		.started_at = at,
		.policy = k->policy,
		.policy_version = k->policy_version,
		.calendar = target->calendar,
		.target_s = target->target_s,
		.goal_s = target->goal_s,
		.pauses = "[]"};
	TRY(calendar_version(k->cx, w->calendar, &w->calendar_version));
	TRY(schedule(k->cx, w, at));
	k->n++;
	if (k->cx->supposed)
		return OK;
	TRY(wait_insert(k->cx, w));
	note_begin(&n, w, at);
	note_plan(&n, w);
	jw_end(&n.jw);
	return event_add(k->cx, EVENT_WAIT_STARTED, w->ticket, w->id, n.text.p, NULL);
}

/* One that had ended goes on, at `at`. */
enum err wait_go_on(struct wait_work *k, struct wait *w, i64 at, bool undone)
{
	CLEANUP(note_cleanup) struct note n = {0};

	w->outcome = w->breached_at ? WAIT_BREACHED_OPEN : WAIT_OPEN;
	if (w->outcome == WAIT_OPEN)
		TRY(schedule(k->cx, w, at));
	note_begin(&n, w, at);
	note_due(&n, w);
	if (undone)
		jw_bool(&n.jw, "undone", true);
	return note_end(&n, k->cx, EVENT_WAIT_REOPENED, w, k->cx->now);
}

/* A solved ticket is open again: the same wait goes on; the time between did not count. */
enum err wait_reopen(struct wait_work *k, enum wait_kind kind, i64 at)
{
	struct wait *w = &k->v[k->n];

	TRY(wait_fulfilled(k->cx, k->t->id, kind, w));
	if (!w->id)
		return OK;
	k->n++;
	at = at < w->fulfilled_at ? w->fulfilled_at : at;
	wait_add_pause(k->cx->arena, w, w->fulfilled_at, at);
	w->fulfilled_at = 0;
	w->fulfilled_by.v = 0;
	return wait_go_on(k, w, at, false);
}

/* Put a wait under another promise: same start, elapsed time kept. */
enum err wait_move(struct wait_work *k, struct wait *w, const struct sla_target *target)
{
	CLEANUP(calendar_cleanup) struct compiled *c = NULL;
	CLEANUP(note_cleanup) struct note n = {0};
	i64 due_before = w->due_at;

	if (k->latest || w->calendar.v != target->calendar.v) {
		w->calendar = target->calendar;
		TRY(calendar_version(k->cx, w->calendar, &w->calendar_version));
	}
	w->target_s = target->target_s;
	w->goal_s = target->goal_s;
	TRY(schedule(k->cx, w, k->cx->now));
	if (w->outcome == WAIT_PAUSED) {
		TRY(open_calendar(k->cx, w, &c));
		w->left_ms = wait_left_at(k->cx->arena, c, w, w->paused_at);
	}
	note_begin(&n, w, k->cx->now);
	note_plan(&n, w);
	jw_i64(&n.jw, "left_ms", w->left_ms);
	jw_i64(&n.jw, "due_before", due_before);
	TRY(note_end(&n, k->cx, EVENT_WAIT_RETARGETED, w, k->cx->now));
	return wait_settle(k, w, k->cx->now);
}

/* A warning has come: stamped with its moment, like a breach. */
enum err wait_warn(struct cx *cx, struct wait *w, i64 moment)
{
	CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;
	CLEANUP(note_cleanup) struct note n = {0};

	TRY(policy_open(cx, w->policy, w->policy_version, &rules));
	w->warned_at = moment;
	wait_set_notice(w, rules, moment);
	note_begin(&n, w, moment);
	note_due(&n, w);
	return note_end(&n, cx, EVENT_WAIT_WARNED, w, moment);
}

/* --- the place in the queue --- */

/* Running before paused; of running ones the earliest due, of paused ones the least left. */
static i64 rank(const struct wait *w)
{
	return w->outcome == WAIT_PAUSED ? WAIT_KEY_PAUSED + w->left_ms : w->due_at;
}

enum err wait_work_end(struct wait_work *k)
{
	const struct ticket *t = k->t;
	i64 key = WAIT_KEY_NONE - t->updated_at, left = -1;
	const struct wait *first = NULL;
	bool paused;

	if (k->cx->supposed)
		return OK;
	for (int i = 0; i < k->n; i++)
		if (wait_is_live(&k->v[i]) && (!first || rank(&k->v[i]) < rank(first)))
			first = &k->v[i];
	if (!first)
		return ticket_set_next(k->cx, t->id, key, -1, -1, -1, -1);
	paused = first->outcome == WAIT_PAUSED;
	if (paused)
		left = first->left_ms / SECOND_MS;
	return ticket_set_next(k->cx, t->id, rank(first), first->kind, paused ? -1 : first->due_at,
		paused ? -1 : first->goal_at, left);
}

enum wait_family wait_family_of(const struct wait *w)
{
	return wait_rule(w->kind)->family;
}

bool wait_is_reply(const struct wait *w)
{
	return wait_family_of(w) == FAMILY_REPLY;
}

bool wait_owes_reply(const struct wait_work *k)
{
	for (int i = 0; i < k->n; i++)
		if (wait_is_live(&k->v[i]) && wait_is_reply(&k->v[i]))
			return true;
	return false;
}

bool wait_has_live(const struct wait_work *k, enum wait_kind kind)
{
	for (int i = 0; i < k->n; i++)
		if (wait_is_live(&k->v[i]) && k->v[i].kind == kind)
			return true;
	return false;
}

/* Pause or resume the live waits as the status of the ticket demands. */
enum err wait_follow_status(struct wait_work *k, i64 at)
{
	for (int i = 0; i < k->n; i++) {
		CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;
		struct wait *w = &k->v[i];

		if (!wait_is_live(w))
			continue;
		TRY(policy_open(k->cx, w->policy, w->policy_version, &rules));
		if (policy_pauses(rules, w->kind, k->t->status))
			TRY(wait_pause(k, w, at));
		else
			TRY(wait_resume(k, w, at));
	}
	return OK;
}
