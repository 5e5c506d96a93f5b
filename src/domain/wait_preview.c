/*
 * Previews of supposed promises. Each ticket has its own turn in a small arena of its own; what is
 * shown of it is copied to the caller's.
 */
#include "domain/promise_preview.h"

#include "base/clock.h"
#include "wait_replay.h"

#include <string.h>

const char *preview_effect_name(enum preview_effect v)
{
	static const char *const names[EFFECTS] = {"same", "earlier", "later", "starts", "ends"};

	return names[v];
}

/* A run over many tickets: `cx` is the caller's, `own` that of the ticket in hand. */
struct run {
	struct cx *cx, own;
	const struct supposition *s;
};

static void run_begin(struct run *r, struct cx *cx, const struct supposition *s)
{
	*r = (struct run){.cx = cx, .own = *cx, .s = s};
	r->own.arena = arena_new(ARENA_ITEM_MAX);
}

/* Ends with the failure of the ticket, if any. */
static enum err run_end(struct run *r, enum err e)
{
	if (e)
		r->cx->fail = r->own.fail;
	arena_free(r->own.arena);
	return e;
}

static const char *title_of(const struct run *r, policy_id id)
{
	for (int i = 0; i < r->s->policy_count; i++)
		if (r->s->policies[i].id.v == id.v)
			return r->s->policies[i].title;
	return NULL;
}

static struct preview_side side_of(const struct run *r, const struct wait *w)
{
	bool paused = w->outcome == WAIT_PAUSED;

	if (!wait_is_live(w))
		return (struct preview_side){0};
	return (struct preview_side){.there = true,
		.due_at = paused ? 0 : w->due_at,
		.left_s = paused ? w->left_ms / SECOND_MS : 0,
		.late = w->outcome == WAIT_BREACHED_OPEN || (!paused && w->due_at < r->own.now),
		.policy = w->policy,
		.policy_title = title_of(r, w->policy)};
}

static enum preview_effect effect_of(
	const struct preview_side *now, const struct preview_side *then)
{
	i64 before = now->due_at ? now->due_at : now->left_s;
	i64 after = then->due_at ? then->due_at : then->left_s;

	if (!now->there)
		return EFFECT_STARTS;
	if (!then->there)
		return EFFECT_ENDS;
	if (!now->due_at != !then->due_at) /* paused, or no more */
		return then->due_at ? EFFECT_EARLIER : EFFECT_LATER;
	return after < before ? EFFECT_EARLIER : after > before ? EFFECT_LATER : EFFECT_SAME;
}

static void add_row(
	struct run *r, struct preview *p, const struct ticket *t, struct preview_row *row)
{
	bool same = row->effect == EFFECT_SAME;

	p->counts[row->effect]++;
	p->late_now += row->now.late;
	p->late_then += row->then.late;
	if (same ? p->same_n == PREVIEW_SAME : p->n - p->same_n == PREVIEW_ROWS)
		return;
	p->same_n += same;
	row->ticket = t->id;
	row->subject = t->subject ? arena_strdup(r->cx->arena, t->subject) : NULL;
	row->priority = priority_name(t->priority);
	p->rows[p->n++] = *row;
}

static enum err preview_ticket(struct run *r, ticket_id id, struct preview *p)
{
	struct wait *before, *after;
	struct ticket *t;
	enum err e;
	int n, m;

	TRY(ticket_load(&r->own, id, &t));
	if (!t)
		return OK;
	p->tickets++;
	TRY(wait_load_live(&r->own, id, 0, &before, &n));
	r->own.supposed = r->s;
	e = wait_reapply(&r->own, t, &after, &m);
	r->own.supposed = NULL;
	TRY(e);
	for (int i = 0; i < m; i++) {
		struct preview_row row = {.kind = after[i].kind};

		if (i < n)
			row.now = side_of(r, &before[i]);
		row.then = side_of(r, &after[i]);
		row.effect = effect_of(&row.now, &row.then);
		if (row.now.there || row.then.there)
			add_row(r, p, t, &row);
	}
	return OK;
}

enum err promise_preview(struct cx *cx, const struct supposition *s, struct preview *ret)
{
	struct preview p = {
		.rows = ARENA_ARRAY(cx->arena, struct preview_row, PREVIEW_ROWS + PREVIEW_SAME)};
	struct id_list ids;
	enum err e = OK;
	struct run r;

	TRY(preview_open_tickets(cx, PREVIEW_TICKETS + 1, &ids));
	p.complete = ids.n <= PREVIEW_TICKETS;
	run_begin(&r, cx, s);
	for (int i = 0; e == OK && i < ids.n && i < PREVIEW_TICKETS; i++) {
		arena_reset(r.own.arena);
		e = preview_ticket(&r, (ticket_id){ids.v[i]}, &p);
	}
	*ret = p;
	return run_end(&r, e);
}

/* --- the past --- */

/* One ticket while it is replayed. */
struct story {
	struct run *r;
	struct replay *out;
	const struct ticket *t;
	const struct policy_rules *rules; /* supposed; NULL: nothing is promised */
	struct past past;
	bool known; /* past is read */
};

static enum err read_past(struct story *y)
{
	struct cx *cx = &y->r->own;
	struct status_step *steps;

	if (y->known)
		return OK;
	y->known = true;
	y->past = (struct past){.created_at = y->t->created_at, .now = cx->now};
	TRY(past_messages(cx, y->t->id, &y->past.messages, &y->past.message_count));
	TRY(wait_status_steps(cx, y->t->id, &steps, &y->past.step_count));
	y->past.steps = steps;
	return OK;
}

/* Statuses in which a wait stands still. */
static unsigned pause_bits(const struct policy_rules *rules, enum wait_kind kind)
{
	unsigned bits = 0;

	for (int status = STATUS_NEW; rules && status <= STATUS_HOLD; status++)
		if (policy_pauses(rules, kind, (enum status)status))
			bits |= 1u << status;
	return bits;
}

/* The pauses of a wait under the supposed rules: its own where those pause in the same statuses. */
static enum err pauses_then(struct story *y, const struct wait *w, struct stretches *ret)
{
	CLEANUP(policy_cleanup) struct policy_rules *own = NULL;
	unsigned bits = pause_bits(y->rules, w->kind);
	struct wait copy = *w;

	TRY(policy_open(&y->r->own, w->policy, w->policy_version, &own));
	if (pause_bits(own, w->kind) != bits) {
		TRY(read_past(y));
		*ret = past_pauses(y->r->own.arena, &y->past, bits, w->started_at);
		return OK;
	}
	if (copy.outcome == WAIT_PAUSED)
		wait_add_pause(y->r->own.arena, &copy, copy.paused_at, y->r->own.now);
	wait_pauses(y->r->own.arena, &copy, ret);
	return OK;
}

/* When it would have been due, and whether that was missed; row has start and end. */
static enum err judge(struct story *y, const struct stretches *pauses, struct replay_row *row)
{
	CLEANUP(calendar_cleanup) struct compiled *c = NULL;
	const struct sla_target *target =
		y->rules ? policy_target(y->rules, y->t->priority, row->kind) : NULL;
	struct cx *cx = &y->r->own;
	i64 version;

	if (!target)
		return OK;
	TRY(calendar_version(cx, target->calendar, &version));
	TRY(calendar_open(cx, target->calendar, version, &c));
	if (!calendar_due(c, row->started_at, target->target_s * SECOND_MS, pauses, &row->due_then))
		row->due_then = INT64_MAX / 2;
	row->late_then = row->due_then < (row->ended_at ? row->ended_at : cx->now);
	return OK;
}

static void keep_row(struct story *y, struct replay_row *rows, int *n, const struct replay_row *row)
{
	struct arena *a = y->r->cx->arena;

	if (*n == REPLAY_ROWS)
		return;
	rows[*n] = *row;
	rows[*n].ticket = y->t->id;
	rows[(*n)++].subject = y->t->subject ? arena_strdup(a, y->t->subject) : NULL;
}

static void count(struct story *y, const struct replay_row *row)
{
	struct replay *o = y->out;

	o->waits_now += row->due_now != 0;
	o->waits_then += row->due_then != 0;
	o->breached_now += row->late_now;
	o->breached_then += row->late_then;
	if (row->late_then && !row->late_now) {
		o->worse++;
		keep_row(y, o->worse_rows, &o->worse_n, row);
	} else if (row->late_now && !row->late_then) {
		o->better++;
		keep_row(y, o->better_rows, &o->better_n, row);
	}
}

/* A wait that there was. */
static enum err replay_wait(struct story *y, const struct wait *w)
{
	struct replay_row row = {.kind = w->kind,
		.started_at = w->started_at,
		.ended_at = w->fulfilled_at,
		.due_now = w->due_at};
	struct stretches pauses = {0};

	if (w->outcome == WAIT_CANCELLED || w->started_at < y->out->from ||
		wait_rule(w->kind)->family == FAMILY_PROMISE)
		return OK;
	row.late_now = w->breached_at || (w->outcome == WAIT_OPEN && w->due_at < y->r->own.now);
	if (y->rules)
		TRY(pauses_then(y, w, &pauses));
	TRY(judge(y, &pauses, &row));
	count(y, &row);
	return OK;
}

static bool has_kind(const struct wait *v, int n, enum wait_kind kind)
{
	for (int i = 0; i < n; i++)
		if (v[i].kind == kind)
			return true;
	return false;
}

/* What would have been promised, and was not. */
static enum err replay_missing(struct story *y, const struct wait *v, int n)
{
	struct span *spans = ARENA_ARRAY(y->r->own.arena, struct span, PAST_SPANS);
	i64 imported;

	for (int kind = WAIT_FIRST_REPLY; y->rules && kind <= WAIT_PAUSABLE_UPDATE; kind++) {
		unsigned bits = pause_bits(y->rules, (enum wait_kind)kind);
		int m;

		if (has_kind(v, n, (enum wait_kind)kind) ||
			!policy_target(y->rules, y->t->priority, (enum wait_kind)kind))
			continue;
		TRY(wait_imported_at(&y->r->own, y->t->id, &imported));
		if (imported)
			return OK;
		TRY(read_past(y));
		m = past_spans(&y->past, (enum wait_kind)kind, spans);
		for (int i = 0; i < m; i++) {
			struct replay_row row = {.kind = (enum wait_kind)kind,
				.started_at = spans[i].from,
				.ended_at = spans[i].to};
			struct stretches pauses =
				past_pauses(y->r->own.arena, &y->past, bits, spans[i].from);

			if (row.started_at < y->out->from)
				continue;
			TRY(judge(y, &pauses, &row));
			count(y, &row);
		}
	}
	return OK;
}

/* The policy of the ticket is given back by the caller. */
static enum err tell_story(struct story *y, struct policy_rules **ret_rules)
{
	struct cx *cx = &y->r->own;
	policy_id policy;
	struct wait *v;
	i64 version;
	int n;

	TRY(policy_match(cx, y->t, &policy, &version, ret_rules));
	y->rules = *ret_rules;
	TRY(wait_list(cx, y->t->id, &v, &n));
	for (int i = 0; i < n; i++)
		TRY(replay_wait(y, &v[i]));
	return replay_missing(y, v, n);
}

static enum err replay_ticket(struct run *r, ticket_id id, struct replay *out)
{
	CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;
	struct story y = {.r = r, .out = out};
	struct ticket *t;

	TRY(ticket_load(&r->own, id, &t));
	if (!t || t->deleted_at)
		return OK;
	out->tickets++;
	y.t = t;
	return tell_story(&y, &rules);
}

enum err promise_replay(struct cx *cx, const struct supposition *s, int days, struct replay *ret)
{
	struct replay out = {.from = cx->now - days * DAY_MS,
		.worse_rows = ARENA_ARRAY(cx->arena, struct replay_row, REPLAY_ROWS),
		.better_rows = ARENA_ARRAY(cx->arena, struct replay_row, REPLAY_ROWS)};
	struct id_list ids;
	enum err e = OK;
	struct run r;

	TRY(replay_tickets(cx, out.from, &ids, &out.complete));
	run_begin(&r, cx, s);
	r.own.supposed = s;
	for (int i = 0; e == OK && i < ids.n; i++) {
		arena_reset(r.own.arena);
		e = replay_ticket(&r, (ticket_id){ids.v[i]}, &out);
	}
	*ret = out;
	return run_end(&r, e);
}
