/*
 * The wait engine: what happens to the waits of a ticket when something happens to the ticket.
 *
 * Each entry point loads the live waits of the ticket once into a `struct work`, moves them
 * through the steps below (start, pause, resume, fulfil, cancel, reopen, breach), each of which
 * saves the row and writes its event, and at the end brings the ticket's place in the queue up to
 * date. Before a wait is moved at a time it is settled: a due moment that has passed unnoticed
 * becomes a breach first, stamped with the due moment. The events carry all that wait_verify
 * needs to rebuild the rows.
 */
#include "wait_i.h"

#include "base/clock.h"
#include "domain/event.h"

#include <string.h>

/* STARTS: as many as can begin, go on or come from another ticket at once. */
enum { STARTS = 8, NOTE_MAX = 4096 };

struct work {
	struct cx *cx;
	const struct ticket *t;
	struct wait *v; /* live when loaded; those that end stay in the array */
	int n;
	/* the policy that holds for the ticket now; found on first need */
	bool matched;
	bool latest; /* waits get the newest version of their policy and calendar */
	policy_id policy;
	i64 policy_version;
	struct policy_rules *rules; /* NULL: none */
};

static void work_cleanup(struct work *k)
{
	policy_release(k->rules);
}

static enum err work_begin(struct work *k, struct cx *cx, const struct ticket *t)
{
	*k = (struct work){.cx = cx, .t = t};
	return wait_load_live(cx, t->id, STARTS, &k->v, &k->n);
}

static enum err work_match(struct work *k)
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
static enum err breach(struct cx *cx, struct wait *w)
{
	CLEANUP(note_cleanup) struct note n;

	w->outcome = WAIT_BREACHED_OPEN;
	w->breached_at = w->due_at;
	w->notice_at = 0;
	note_begin(&n, w, w->due_at);
	note_due(&n, w);
	return note_end(&n, cx, EVENT_WAIT_BREACHED, w, w->due_at);
}

static enum err settle(struct work *k, struct wait *w, i64 at)
{
	if (w->outcome != WAIT_OPEN || w->due_at >= at)
		return OK;
	return breach(k->cx, w);
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

static enum err pause_wait(struct work *k, struct wait *w, i64 at)
{
	CLEANUP(calendar_cleanup) struct compiled *c = NULL;
	CLEANUP(note_cleanup) struct note n = {0};

	at = at < w->started_at ? w->started_at : at;
	TRY(settle(k, w, at));
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
static void end_pause(struct work *k, struct wait *w, i64 at)
{
	wait_add_pause(k->cx->arena, w, w->paused_at, at);
	w->paused_at = 0;
	w->left_ms = 0;
}

static enum err resume(struct work *k, struct wait *w, i64 at)
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

static enum err fulfil(struct work *k, struct wait *w, i64 at, user_id by, bool by_solve)
{
	CLEANUP(note_cleanup) struct note n = {0};

	if (!wait_is_live(w))
		return OK;
	at = at < w->started_at ? w->started_at : at;
	TRY(settle(k, w, at));
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

static enum err cancel(struct work *k, struct wait *w, const char *reason)
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
static enum err find_target(struct work *k, enum wait_kind kind, const struct sla_target **ret)
{
	TRY(work_match(k));
	*ret = k->rules ? policy_target(k->rules, k->t->priority, kind) : NULL;
	return OK;
}

/* Begin a wait, when the policy promises something. */
static enum err start(struct work *k, enum wait_kind kind, i64 at)
{
	CLEANUP(note_cleanup) struct note n = {0};
	struct wait *w = &k->v[k->n];
	const struct sla_target *target;

	TRY(find_target(k, kind, &target));
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

/* A solved ticket is open again: the same wait goes on; the time between did not count. */
static enum err reopen(struct work *k, enum wait_kind kind, i64 at)
{
	CLEANUP(note_cleanup) struct note n = {0};
	struct wait *w = &k->v[k->n];

	TRY(wait_fulfilled(k->cx, k->t->id, kind, w));
	if (!w->id)
		return OK;
	k->n++;
	at = at < w->fulfilled_at ? w->fulfilled_at : at;
	wait_add_pause(k->cx->arena, w, w->fulfilled_at, at);
	w->fulfilled_at = 0;
	w->fulfilled_by.v = 0;
	w->outcome = w->breached_at ? WAIT_BREACHED_OPEN : WAIT_OPEN;
	if (w->outcome == WAIT_OPEN)
		TRY(schedule(k->cx, w, at));
	note_begin(&n, w, at);
	note_due(&n, w);
	return note_end(&n, k->cx, EVENT_WAIT_REOPENED, w, k->cx->now);
}

/* --- the place in the queue --- */

/* Running before paused; of running ones the earliest due, of paused ones the least left. */
static i64 rank(const struct wait *w)
{
	return w->outcome == WAIT_PAUSED ? WAIT_KEY_PAUSED + w->left_ms : w->due_at;
}

static enum err work_end(struct work *k)
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

static enum wait_family family_of(const struct wait *w)
{
	return wait_rule(w->kind)->family;
}

static bool is_reply(const struct wait *w)
{
	return family_of(w) == FAMILY_REPLY;
}

static bool owes_reply(const struct work *k)
{
	for (int i = 0; i < k->n; i++)
		if (wait_is_live(&k->v[i]) && is_reply(&k->v[i]))
			return true;
	return false;
}

static bool has_live(const struct work *k, enum wait_kind kind)
{
	for (int i = 0; i < k->n; i++)
		if (wait_is_live(&k->v[i]) && k->v[i].kind == kind)
			return true;
	return false;
}

/* Pause or resume the live waits as the status of the ticket demands. */
static enum err follow_status(struct work *k, i64 at)
{
	for (int i = 0; i < k->n; i++) {
		CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;
		struct wait *w = &k->v[i];

		if (!wait_is_live(w))
			continue;
		TRY(policy_open(k->cx, w->policy, w->policy_version, &rules));
		if (policy_pauses(rules, w->kind, k->t->status))
			TRY(pause_wait(k, w, at));
		else
			TRY(resume(k, w, at));
	}
	return OK;
}

/* Begin what is promised of a family. */
static enum err start_all(struct work *k, enum wait_family family, i64 at)
{
	enum wait_kind kind = (enum wait_kind)0;

	while ((kind = wait_kind_next(family, kind)))
		TRY(start(k, kind, at));
	return OK;
}

/* --- what happens to tickets --- */

enum err wait_ticket_created(
	struct cx *cx, const struct ticket *t, bool customer_wrote, bool agent_wrote)
{
	CLEANUP(work_cleanup) struct work k = {.cx = cx, .t = t};

	k.v = ARENA_ARRAY(cx->arena, struct wait, STARTS);
	if (t->status < STATUS_SOLVED) {
		if (customer_wrote)
			TRY(start(&k, WAIT_FIRST_REPLY, t->created_at));
		TRY(start_all(&k, FAMILY_SOLVE, t->created_at));
		if (agent_wrote)
			TRY(start_all(&k, FAMILY_UPDATE, t->created_at));
		TRY(follow_status(&k, t->created_at));
	}
	return work_end(&k);
}

enum err wait_customer_wrote(struct cx *cx, const struct ticket *t, i64 at)
{
	CLEANUP(work_cleanup) struct work k = {0};
	bool first;

	TRY(work_begin(&k, cx, t));
	for (int i = 0; i < k.n; i++) /* where the kind does not say itself what counts */
		if (!(wait_rule(k.v[i].kind)->pause & 1u << t->status))
			TRY(resume(&k, &k.v[i], at < k.v[i].paused_at ? k.v[i].paused_at : at));
	if (t->status < STATUS_SOLVED && !owes_reply(&k)) {
		TRY(wait_is_first_message(cx, t->id, &first));
		TRY(start(&k, first ? WAIT_FIRST_REPLY : WAIT_NEXT_REPLY, at));
	}
	return work_end(&k);
}

enum err wait_agent_replied(struct cx *cx, const struct ticket *t, user_id agent, i64 at)
{
	CLEANUP(work_cleanup) struct work k = {0};

	TRY(work_begin(&k, cx, t));
	for (int i = 0; i < k.n; i++)
		if (is_reply(&k.v[i]) || family_of(&k.v[i]) == FAMILY_UPDATE)
			TRY(fulfil(&k, &k.v[i], at, agent, false));
	if (t->status < STATUS_SOLVED) {
		TRY(start_all(&k, FAMILY_UPDATE, at));
		TRY(follow_status(&k, at)); /* answered again: it is the customer's turn */
	}
	return work_end(&k);
}

static enum err reopen_all(struct work *k)
{
	enum wait_kind kind = (enum wait_kind)0;

	while ((kind = wait_kind_next(FAMILY_SOLVE, kind)))
		if (!has_live(k, kind))
			TRY(reopen(k, kind, k->cx->now));
	return OK;
}

enum err wait_status_changed(struct cx *cx, const struct ticket *t, enum status before)
{
	CLEANUP(work_cleanup) struct work k = {0};

	TRY(work_begin(&k, cx, t));
	if (t->status >= STATUS_SOLVED) {
		for (int i = 0; i < k.n; i++)
			TRY(fulfil(&k, &k.v[i], cx->now, cx->actor.id,
				family_of(&k.v[i]) != FAMILY_SOLVE));
		return work_end(&k);
	}
	if (before >= STATUS_SOLVED)
		TRY(reopen_all(&k));
	TRY(follow_status(&k, cx->now));
	return work_end(&k);
}

enum err wait_ticket_deleted(struct cx *cx, const struct ticket *t)
{
	CLEANUP(work_cleanup) struct work k = {0};

	TRY(work_begin(&k, cx, t));
	for (int i = 0; i < k.n; i++)
		TRY(cancel(&k, &k.v[i], "deleted"));
	return work_end(&k);
}

enum err wait_refresh(struct cx *cx, const struct ticket *t)
{
	CLEANUP(work_cleanup) struct work k = {0};

	TRY(work_begin(&k, cx, t));
	return work_end(&k);
}

/* --- two tickets become one, and two again --- */

/* The live wait of the same family: an answer that is owed, whichever; else the kind itself. */
static struct wait *live_like(const struct work *k, const struct wait *other)
{
	for (int i = 0; i < k->n; i++)
		if (wait_is_live(&k->v[i]) &&
			(k->v[i].kind == other->kind || (is_reply(&k->v[i]) && is_reply(other))))
			return &k->v[i];
	return NULL;
}

static enum err cancel_merged(struct work *k, struct wait *w, struct id_list *ret)
{
	id_list_add(k->cx->arena, ret, w->id);
	return cancel(k, w, "merged");
}

/* What did not count for another wait does not count for this one. */
static enum err take_pauses(struct work *k, struct wait *w, const struct wait *other)
{
	struct stretches pauses;

	wait_pauses(k->cx->arena, other, &pauses);
	for (int i = 0; i < pauses.n; i++) {
		TRY(pause_wait(k, w, pauses.v[i].from));
		TRY(resume(k, w, pauses.v[i].to));
	}
	return OK;
}

/* The target waits since `other` began, unless it waits longer already. */
static enum err take_over(struct work *k, const struct wait *other, struct wait_merge *ret)
{
	struct wait *own = live_like(k, other);
	enum wait_kind kind = own ? own->kind : other->kind;
	bool answered = false;
	int before = k->n;

	if (own && own->started_at <= other->started_at)
		return OK;
	if (own)
		TRY(cancel_merged(k, own, &ret->target_cancelled));
	else if (kind == WAIT_FIRST_REPLY)
		TRY(wait_has(k->cx, k->t->id, WAIT_FIRST_REPLY, &answered));
	TRY(start(k, answered ? WAIT_NEXT_REPLY : kind, other->started_at));
	if (k->n == before)
		return OK;
	id_list_add(k->cx->arena, &ret->started, k->v[before].id);
	if (!is_reply(other))
		TRY(take_pauses(k, &k->v[before], other));
	return settle(k, &k->v[before], k->cx->now);
}

enum err wait_merged(struct cx *cx, const struct ticket *source, const struct ticket *target,
	struct wait_merge *ret)
{
	CLEANUP(work_cleanup) struct work from = {0};
	CLEANUP(work_cleanup) struct work k = {0};

	TRY(work_begin(&from, cx, source));
	TRY(work_begin(&k, cx, target));
	for (int i = 0; i < from.n; i++) {
		TRY(cancel_merged(&from, &from.v[i], &ret->source_cancelled));
		if (target->status < STATUS_SOLVED)
			TRY(take_over(&k, &from.v[i], ret));
	}
	TRY(follow_status(&k, cx->now));
	TRY(work_end(&k));
	return work_end(&from);
}

/* A wait that merging cancelled goes on as if it never had been. */
static enum err restore(struct work *k, i64 id)
{
	CLEANUP(note_cleanup) struct note n = {0};
	struct wait *w = &k->v[k->n];

	TRY(wait_load(k->cx, k->t->id, id, w));
	if (w->outcome != WAIT_CANCELLED || live_like(k, w))
		return OK;
	k->n++;
	w->outcome = w->breached_at ? WAIT_BREACHED_OPEN : WAIT_OPEN;
	if (w->outcome == WAIT_OPEN)
		TRY(schedule(k->cx, w, k->cx->now));
	note_begin(&n, w, k->cx->now);
	note_due(&n, w);
	TRY(note_end(&n, k->cx, EVENT_WAIT_REOPENED, w, k->cx->now));
	return settle(k, w, k->cx->now);
}

static enum err restore_all(struct work *k, const struct id_list *ids)
{
	struct wait *room = ARENA_ARRAY(k->cx->arena, struct wait, k->n + ids->n + 1);

	memcpy(room, k->v, sizeof *room * (size_t)k->n);
	k->v = room;
	for (int i = 0; k->t->status < STATUS_SOLVED && i < ids->n; i++)
		TRY(restore(k, ids->v[i]));
	TRY(follow_status(k, k->cx->now));
	return work_end(k);
}

/* The target waits as it did; a deleted one waits for nobody. */
static enum err give_back(
	struct cx *cx, const struct ticket *target, const struct wait_merge *merge)
{
	CLEANUP(work_cleanup) struct work k = {0};

	if (target->deleted_at)
		return OK;
	TRY(work_begin(&k, cx, target));
	for (int i = 0; i < k.n; i++)
		if (id_list_has(&merge->started, k.v[i].id))
			TRY(cancel(&k, &k.v[i], "unmerged"));
	return restore_all(&k, &merge->target_cancelled);
}

enum err wait_unmerged(struct cx *cx, const struct ticket *source, const struct ticket *target,
	const struct wait_merge *merge)
{
	CLEANUP(work_cleanup) struct work from = {0};

	TRY(give_back(cx, target, merge));
	TRY(work_begin(&from, cx, source));
	return restore_all(&from, &merge->source_cancelled);
}

/* --- another policy or target --- */

/* Put a wait under another promise: same start, elapsed time kept. */
static enum err retarget_to(struct work *k, struct wait *w, const struct sla_target *target)
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
	return settle(k, w, k->cx->now);
}

/* Has the wait the newest version of all that made it? */
static enum err is_latest(struct work *k, const struct wait *w, bool *ret)
{
	i64 version;

	TRY(calendar_version(k->cx, w->calendar, &version));
	*ret = w->policy.v == k->policy.v && w->policy_version == k->policy_version &&
	       w->calendar_version == version;
	return OK;
}

/* Under the same policy a wait keeps its version of it, unless it is to have the newest; the target
 * follows the priority. */
static enum err retarget(struct work *k, struct wait *w)
{
	CLEANUP(policy_cleanup) struct policy_rules *own = NULL;
	bool same_policy = k->rules && k->policy.v == w->policy.v && !k->latest;
	const struct sla_target *target = NULL;
	bool latest = same_policy;

	TRY(settle(k, w, k->cx->now));
	if (w->outcome != WAIT_OPEN && w->outcome != WAIT_PAUSED)
		return OK; /* what was breached stays breached */
	if (same_policy)
		TRY(policy_open(k->cx, w->policy, w->policy_version, &own));
	if (k->rules)
		target = policy_target(own ? own : k->rules, k->t->priority, w->kind);
	if (!target)
		return cancel(k, w, "no target");
	if (k->latest)
		TRY(is_latest(k, w, &latest));
	if (latest && target->target_s == w->target_s && target->goal_s == w->goal_s &&
		target->calendar.v == w->calendar.v)
		return OK;
	if (same_policy)
		return retarget_to(k, w, target);
	w->policy = k->policy;
	w->policy_version = k->policy_version;
	TRY(retarget_to(k, w, target));
	/* the new policy may pause in other statuses */
	return policy_pauses(k->rules, w->kind, k->t->status) ? pause_wait(k, w, k->cx->now)
							      : resume(k, w, k->cx->now);
}

/* A wait that began late, in the log: pause it where the ticket's statuses did. */
static enum err follow_history(struct work *k, struct wait *w)
{
	struct status_step *v;
	int n;

	TRY(wait_status_steps(k->cx, k->t->id, &v, &n));
	for (int i = 0; i < n; i++) {
		bool over = i + 1 < n && v[i + 1].at <= w->started_at;
		bool pauses = v[i].status >= STATUS_SOLVED ||
			      policy_pauses(k->rules, w->kind, v[i].status);

		if (over)
			continue;
		TRY(pauses ? pause_wait(k, w, v[i].at) : resume(k, w, v[i].at));
	}
	return OK;
}

/* Begin what is promised of a family and does not run; `once`: nor ever ran. */
static enum err start_late(struct work *k, enum wait_family family, i64 at, bool once)
{
	enum wait_kind kind = (enum wait_kind)0;
	const struct sla_target *target;

	while ((kind = wait_kind_next(family, kind))) {
		bool there = has_live(k, kind);

		TRY(find_target(k, kind, &target));
		if (target && !there && once)
			TRY(wait_has(k->cx, k->t->id, kind, &there));
		if (!target || there)
			continue;
		TRY(start(k, kind, at));
		TRY(follow_history(k, &k->v[k->n - 1]));
	}
	return OK;
}

/* Begin what is promised now and was not before, at its true start; never what was imported. */
static enum err start_missing(struct work *k)
{
	bool reply = !owes_reply(k);
	struct messages m = {0};
	i64 imported;

	if (!k->rules)
		return OK;
	TRY(wait_imported_at(k->cx, k->t->id, &imported));
	if (!imported)
		TRY(start_late(k, FAMILY_SOLVE, k->t->created_at, true));
	TRY(wait_messages(k->cx, k->t->id, imported, &m));
	if (reply && m.unanswered)
		TRY(start(
			k, m.unanswered_first ? WAIT_FIRST_REPLY : WAIT_NEXT_REPLY, m.unanswered));
	if (m.last_agent && m.last_agent >= m.first_customer)
		TRY(start_late(k, FAMILY_UPDATE, m.last_agent, false));
	return OK;
}

static enum err retarget_all(struct work *k)
{
	int before = k->n;

	if (k->t->status >= STATUS_SOLVED)
		return work_end(k);
	TRY(work_match(k));
	for (int i = 0; i < before; i++)
		TRY(retarget(k, &k->v[i]));
	TRY(start_missing(k));
	for (int i = before; i < k->n; i++)
		TRY(settle(k, &k->v[i], k->cx->now));
	return work_end(k);
}

enum err wait_retarget(struct cx *cx, const struct ticket *t)
{
	CLEANUP(work_cleanup) struct work k = {0};

	TRY(work_begin(&k, cx, t));
	return retarget_all(&k);
}

enum err wait_reapply(struct cx *cx, const struct ticket *t, struct wait **ret, int *ret_n)
{
	CLEANUP(work_cleanup) struct work k = {0};

	TRY(work_begin(&k, cx, t));
	k.latest = true;
	TRY(retarget_all(&k));
	*ret = k.v;
	*ret_n = k.n;
	return OK;
}

/* --- the ticker --- */

/* A warning has come: stamped with its moment, like a breach. */
static enum err warn(struct cx *cx, struct wait *w, i64 moment)
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

enum err wait_tick(struct cx *cx, int max, i64 *ret_next)
{
	for (int i = 0; i < max; i++) {
		struct wait w;

		TRY(wait_first_notice(cx, cx->now, &w));
		if (!w.id)
			break;
		if (w.notice_at > w.due_at)
			TRY(breach(cx, &w));
		else
			TRY(warn(cx, &w, w.notice_at - 1));
	}
	return wait_next_notice(cx, ret_next);
}
