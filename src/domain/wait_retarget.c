/* The waits of a ticket under another policy or target, or under the newest versions of theirs. */
#include "wait_step.h"

/* Has the wait the newest version of all that made it? */
static enum err is_latest(struct wait_work *k, const struct wait *w, bool *ret)
{
	i64 version;

	TRY(calendar_version(k->cx, w->calendar, &version));
	*ret = w->policy.v == k->policy.v && w->policy_version == k->policy_version &&
	       w->calendar_version == version;
	return OK;
}

/* Under the same policy a wait keeps its version of it, unless it is to have the newest; the target
 * follows the priority. */
static enum err retarget(struct wait_work *k, struct wait *w)
{
	CLEANUP(policy_cleanup) struct policy_rules *own = NULL;
	bool same_policy = k->rules && k->policy.v == w->policy.v && !k->latest;
	const struct sla_target *target = NULL;
	bool latest = same_policy;

	TRY(wait_settle(k, w, k->cx->now));
	if (w->outcome != WAIT_OPEN && w->outcome != WAIT_PAUSED)
		return OK; /* what was breached stays breached */
	if (same_policy)
		TRY(policy_open(k->cx, w->policy, w->policy_version, &own));
	if (k->rules)
		target = policy_target(own ? own : k->rules, k->t->priority, w->kind);
	if (!target)
		return wait_cancel(k, w, "no target");
	if (k->latest)
		TRY(is_latest(k, w, &latest));
	if (latest && target->target_s == w->target_s && target->goal_s == w->goal_s &&
		target->calendar.v == w->calendar.v)
		return OK;
	if (same_policy)
		return wait_move(k, w, target);
	w->policy = k->policy;
	w->policy_version = k->policy_version;
	TRY(wait_move(k, w, target));
	/* the new policy may pause in other statuses */
	return policy_pauses(k->rules, w->kind, k->t->status) ? wait_pause(k, w, k->cx->now)
							      : wait_resume(k, w, k->cx->now);
}

/* A wait that began late, in the log: pause it where the ticket's statuses did. */
static enum err follow_history(struct wait_work *k, struct wait *w)
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
		TRY(pauses ? wait_pause(k, w, v[i].at) : wait_resume(k, w, v[i].at));
	}
	return OK;
}

/* Begin what is promised of a family and does not run; `once`: nor ever ran. */
static enum err start_late(struct wait_work *k, enum wait_family family, i64 at, bool once)
{
	enum wait_kind kind = (enum wait_kind)0;
	const struct sla_target *target;

	while ((kind = wait_kind_next(family, kind))) {
		bool there = wait_has_live(k, kind);

		TRY(wait_target(k, kind, &target));
		if (target && !there && once)
			TRY(wait_has(k->cx, k->t->id, kind, &there));
		if (!target || there)
			continue;
		TRY(wait_start(k, kind, at));
		TRY(follow_history(k, &k->v[k->n - 1]));
	}
	return OK;
}

/* Begin what is promised now and was not before, at its true start; never what was imported. */
static enum err start_missing(struct wait_work *k)
{
	bool reply = !wait_owes_reply(k);
	struct messages m = {0};
	i64 imported;

	if (!k->rules)
		return OK;
	TRY(wait_imported_at(k->cx, k->t->id, &imported));
	if (!imported)
		TRY(start_late(k, FAMILY_SOLVE, k->t->created_at, true));
	TRY(wait_messages(k->cx, k->t->id, imported, &m));
	if (reply && m.unanswered)
		TRY(wait_start(
			k, m.unanswered_first ? WAIT_FIRST_REPLY : WAIT_NEXT_REPLY, m.unanswered));
	if (m.last_agent && m.last_agent >= m.first_customer)
		TRY(start_late(k, FAMILY_UPDATE, m.last_agent, false));
	return OK;
}

static enum err retarget_all(struct wait_work *k)
{
	int before = k->n;

	if (k->t->status >= STATUS_SOLVED)
		return wait_work_end(k);
	TRY(wait_work_match(k));
	for (int i = 0; i < before; i++)
		TRY(retarget(k, &k->v[i]));
	TRY(start_missing(k));
	for (int i = before; i < k->n; i++)
		TRY(wait_settle(k, &k->v[i], k->cx->now));
	return wait_work_end(k);
}

enum err wait_retarget(struct cx *cx, const struct ticket *t)
{
	CLEANUP(wait_work_cleanup) struct wait_work k = {0};

	TRY(wait_work_begin(&k, cx, t));
	return retarget_all(&k);
}

enum err wait_reapply(struct cx *cx, const struct ticket *t, struct wait **ret, int *ret_n)
{
	CLEANUP(wait_work_cleanup) struct wait_work k = {0};

	TRY(wait_work_begin(&k, cx, t));
	k.latest = true;
	TRY(retarget_all(&k));
	*ret = k.v;
	*ret_n = k.n;
	return OK;
}
