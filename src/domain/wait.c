/*
 * What happens to the waits of a ticket when something happens to the ticket. Each entry point
 * loads the live waits once into a `struct wait_work`, moves them through the steps of wait_step.c,
 * and at the end brings the ticket's place in the queue up to date.
 */
#include "wait_step.h"

/* Begin what is promised of a family. */
static enum err start_all(struct wait_work *k, enum wait_family family, i64 at)
{
	enum wait_kind kind = (enum wait_kind)0;

	while ((kind = wait_kind_next(family, kind)))
		TRY(wait_start(k, kind, at));
	return OK;
}

enum err wait_ticket_created(
	struct cx *cx, const struct ticket *t, bool customer_wrote, bool agent_wrote)
{
	CLEANUP(wait_work_cleanup) struct wait_work k = {.cx = cx, .t = t};

	k.v = ARENA_ARRAY(cx->arena, struct wait, WAIT_STARTS);
	if (t->status < STATUS_SOLVED) {
		if (customer_wrote)
			TRY(wait_start(&k, WAIT_FIRST_REPLY, t->created_at));
		TRY(start_all(&k, FAMILY_SOLVE, t->created_at));
		if (agent_wrote)
			TRY(start_all(&k, FAMILY_UPDATE, t->created_at));
		TRY(wait_follow_status(&k, t->created_at));
	}
	return wait_work_end(&k);
}

enum err wait_customer_wrote(struct cx *cx, const struct ticket *t, i64 at)
{
	CLEANUP(wait_work_cleanup) struct wait_work k = {0};
	bool first;

	TRY(wait_work_begin(&k, cx, t));
	for (int i = 0; i < k.n; i++) /* where the kind does not say itself what counts */
		if (!(wait_rule(k.v[i].kind)->pause & 1u << t->status))
			TRY(wait_resume(
				&k, &k.v[i], at < k.v[i].paused_at ? k.v[i].paused_at : at));
	if (t->status < STATUS_SOLVED && !wait_owes_reply(&k)) {
		TRY(wait_is_first_message(cx, t->id, &first));
		TRY(wait_start(&k, first ? WAIT_FIRST_REPLY : WAIT_NEXT_REPLY, at));
	}
	return wait_work_end(&k);
}

enum err wait_agent_replied(struct cx *cx, const struct ticket *t, user_id agent, i64 at)
{
	CLEANUP(wait_work_cleanup) struct wait_work k = {0};

	TRY(wait_work_begin(&k, cx, t));
	for (int i = 0; i < k.n; i++)
		if (wait_is_reply(&k.v[i]) || wait_family_of(&k.v[i]) == FAMILY_UPDATE)
			TRY(wait_fulfil(&k, &k.v[i], at, agent, false));
	if (t->status < STATUS_SOLVED) {
		TRY(start_all(&k, FAMILY_UPDATE, at));
		TRY(wait_follow_status(&k, at)); /* answered again: it is the customer's turn */
	}
	return wait_work_end(&k);
}

static enum err reopen_all(struct wait_work *k)
{
	enum wait_kind kind = (enum wait_kind)0;

	while ((kind = wait_kind_next(FAMILY_SOLVE, kind)))
		if (!wait_has_live(k, kind))
			TRY(wait_reopen(k, kind, k->cx->now));
	return OK;
}

/* The waits that the actor's solve ended go on; the time between counts, unless they stood still.
 */
static enum err take_back(struct wait_work *k, i64 solved_at)
{
	struct wait *rows;
	int n;

	TRY(wait_list(k->cx, k->t->id, &rows, &n));
	for (int i = 0; i < n; i++) {
		struct wait *w = &k->v[k->n];
		bool paused = wait_ended_paused(k->cx->arena, &rows[i], rows[i].fulfilled_at);

		if (rows[i].fulfilled_at != solved_at ||
			rows[i].fulfilled_by.v != k->cx->actor.id.v ||
			(!rows[i].by_solve && wait_family_of(&rows[i]) != FAMILY_SOLVE) ||
			wait_has_live(k, rows[i].kind))
			continue;
		*w = rows[i];
		k->n++;
		if (paused)
			wait_add_pause(k->cx->arena, w, solved_at, k->cx->now);
		w->fulfilled_at = 0;
		w->fulfilled_by.v = 0;
		w->by_solve = false;
		TRY(wait_go_on(k, w, k->cx->now, !paused));
		TRY(wait_settle(k, w, k->cx->now));
	}
	return OK;
}

enum err wait_status_changed(struct cx *cx, const struct ticket *t, enum status before, i64 undone)
{
	CLEANUP(wait_work_cleanup) struct wait_work k = {0};

	TRY(wait_work_begin(&k, cx, t));
	if (t->status >= STATUS_SOLVED) {
		for (int i = 0; i < k.n; i++)
			TRY(wait_fulfil(&k, &k.v[i], cx->now, cx->actor.id,
				wait_family_of(&k.v[i]) != FAMILY_SOLVE));
		return wait_work_end(&k);
	}
	if (before >= STATUS_SOLVED && undone)
		TRY(take_back(&k, undone));
	if (before >= STATUS_SOLVED)
		TRY(reopen_all(&k));
	TRY(wait_follow_status(&k, cx->now));
	return wait_work_end(&k);
}

enum err wait_last_change(struct cx *cx, ticket_id ticket, user_id *ret_by, bool *ret_was_new)
{
	struct status_step *v;
	int all, n = 0;

	TRY(wait_status_steps(cx, ticket, &v, &all));
	for (int i = 0; i < all; i++)
		if (v[i].undo && n > 1 && v[n - 2].status == v[i].status)
			n--;
		else
			v[n++] = v[i];
	*ret_by = n ? v[n - 1].by : (user_id){0};
	*ret_was_new = n > 1 && v[n - 2].status == STATUS_NEW;
	return OK;
}

enum err wait_ticket_deleted(struct cx *cx, const struct ticket *t)
{
	CLEANUP(wait_work_cleanup) struct wait_work k = {0};

	TRY(wait_work_begin(&k, cx, t));
	for (int i = 0; i < k.n; i++)
		TRY(wait_cancel(&k, &k.v[i], "deleted"));
	return wait_work_end(&k);
}

enum err wait_refresh(struct cx *cx, const struct ticket *t)
{
	CLEANUP(wait_work_cleanup) struct wait_work k = {0};

	TRY(wait_work_begin(&k, cx, t));
	return wait_work_end(&k);
}

enum err wait_tick(struct cx *cx, int max, i64 *ret_next)
{
	for (int i = 0; i < max; i++) {
		struct wait w;

		TRY(wait_first_notice(cx, cx->now, &w));
		if (!w.id)
			break;
		if (w.notice_at > w.due_at)
			TRY(wait_breach(cx, &w));
		else
			TRY(wait_warn(cx, &w, w.notice_at - 1));
	}
	return wait_next_notice(cx, ret_next);
}
