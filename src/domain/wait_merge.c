/* The waits of two tickets that become one, and of one that becomes two again. */
#include "wait_step.h"

#include <string.h>

/* The live wait of the same family: an answer that is owed, whichever; else the kind itself. */
static struct wait *live_like(const struct wait_work *k, const struct wait *other)
{
	for (int i = 0; i < k->n; i++)
		if (wait_is_live(&k->v[i]) &&
			(k->v[i].kind == other->kind ||
				(wait_is_reply(&k->v[i]) && wait_is_reply(other))))
			return &k->v[i];
	return NULL;
}

static enum err cancel_merged(struct wait_work *k, struct wait *w, struct id_list *ret)
{
	id_list_add(k->cx->arena, ret, w->id);
	return wait_cancel(k, w, "merged");
}

/* What did not count for another wait since `since` does not count for this one. */
static enum err take_pauses(
	struct wait_work *k, struct wait *w, const struct wait *other, i64 since)
{
	struct stretches pauses;

	wait_pauses(k->cx->arena, other, &pauses);
	for (int i = 0; i < pauses.n; i++) {
		if (pauses.v[i].from < since)
			continue;
		TRY(wait_pause(k, w, pauses.v[i].from));
		TRY(wait_resume(k, w, pauses.v[i].to));
	}
	return OK;
}

/* The target waits since `other` began, unless it waits longer already. */
static enum err take_over(struct wait_work *k, const struct wait *other, struct wait_merge *ret)
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
	TRY(wait_start(k, answered ? WAIT_NEXT_REPLY : kind, other->started_at));
	if (k->n == before)
		return OK;
	id_list_add(k->cx->arena, &ret->started, k->v[before].id);
	if (!wait_is_reply(other))
		TRY(take_pauses(k, &k->v[before], other, 0));
	return wait_settle(k, &k->v[before], k->cx->now);
}

enum err wait_merged(struct cx *cx, const struct ticket *source, const struct ticket *target,
	struct wait_merge *ret)
{
	CLEANUP(wait_work_cleanup) struct wait_work from = {0};
	CLEANUP(wait_work_cleanup) struct wait_work k = {0};

	TRY(wait_work_begin(&from, cx, source));
	TRY(wait_work_begin(&k, cx, target));
	for (int i = 0; i < from.n; i++) {
		TRY(cancel_merged(&from, &from.v[i], &ret->source_cancelled));
		if (target->status < STATUS_SOLVED)
			TRY(take_over(&k, &from.v[i], ret));
	}
	TRY(wait_follow_status(&k, cx->now));
	TRY(wait_work_end(&k));
	return wait_work_end(&from);
}

/* What waited in its place since the merge; id 0: nothing. */
static enum err stand_in(
	struct wait_work *k, enum wait_kind kind, const struct wait_merge *merge, struct wait *ret)
{
	*ret = (struct wait){0};
	for (int i = 0; ret->kind != kind && i < merge->started.n; i++)
		TRY(wait_load(k->cx, k->t->id, merge->started.v[i], ret));
	if (ret->kind != kind)
		ret->id = 0;
	return OK;
}

/* A wait that merging cancelled goes on as if it never had been. Meanwhile it stood still and was
 * answered as what waited in its place; without that, it stands still if it did at the merge. */
static enum err restore(struct wait_work *k, i64 id, const struct wait_merge *merge)
{
	struct wait *w = &k->v[k->n], other;
	bool paused;

	TRY(wait_load(k->cx, k->t->id, id, w));
	if (w->outcome != WAIT_CANCELLED || live_like(k, w))
		return OK;
	k->n++;
	paused = wait_ended_paused(k->cx->arena, w, merge->at);
	TRY(stand_in(k, w->kind, merge, &other));
	TRY(wait_go_on(k, w, other.id || paused ? merge->at : k->cx->now, false));
	if (other.id)
		TRY(take_pauses(k, w, &other, merge->at));
	else if (paused)
		TRY(wait_pause(k, w, merge->at));
	if (other.id && other.fulfilled_at)
		return wait_fulfil(k, w, other.fulfilled_at, other.fulfilled_by, other.by_solve);
	return wait_settle(k, w, k->cx->now);
}

static enum err restore_all(
	struct wait_work *k, const struct id_list *ids, const struct wait_merge *merge)
{
	struct wait *room = ARENA_ARRAY(k->cx->arena, struct wait, k->n + ids->n + 1);

	memcpy(room, k->v, sizeof *room * (size_t)k->n);
	k->v = room;
	for (int i = 0; k->t->status < STATUS_SOLVED && i < ids->n; i++)
		TRY(restore(k, ids->v[i], merge));
	TRY(wait_follow_status(k, k->cx->now));
	return wait_work_end(k);
}

/* The target waits as it did; a deleted one waits for nobody. */
static enum err give_back(
	struct cx *cx, const struct ticket *target, const struct wait_merge *merge)
{
	CLEANUP(wait_work_cleanup) struct wait_work k = {0};

	if (target->deleted_at)
		return OK;
	TRY(wait_work_begin(&k, cx, target));
	for (int i = 0; i < k.n; i++)
		if (id_list_has(&merge->started, k.v[i].id))
			TRY(wait_cancel(&k, &k.v[i], "unmerged"));
	return restore_all(&k, &merge->target_cancelled, merge);
}

enum err wait_unmerged(struct cx *cx, const struct ticket *source, const struct ticket *target,
	const struct wait_merge *merge)
{
	CLEANUP(wait_work_cleanup) struct wait_work from = {0};

	TRY(give_back(cx, target, merge));
	TRY(wait_work_begin(&from, cx, source));
	return restore_all(&from, &merge->source_cancelled, merge);
}
