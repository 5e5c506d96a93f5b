/* The life of bulk jobs: begun, done in steps, undone. What happens to a ticket: bulk_change.c. */
#include "bulk_job_i.h"

#include "domain/can.h"
#include "domain/event.h"
#include "domain/session.h"
#include "work_i.h"

#include <stdlib.h>
#include <string.h>

#define NAMES(fn, type, LIST) \
	const char *fn(enum type v) \
	{ \
		switch (v) { \
			LIST(CASE) \
		} \
		return NULL; \
	}
#define CASE(constant, number, wire) \
	case constant: \
		return wire;
NAMES(bulk_action_name, bulk_action, BULK_ACTION_LIST)
NAMES(bulk_state_name, bulk_state, BULK_STATE_LIST)
NAMES(bulk_outcome_name, bulk_outcome, BULK_OUTCOME_LIST)

bool bulk_action_parse(const char *name, enum bulk_action *ret)
{
	for (int i = BULK_UPDATE; i <= BULK_SPAM; i++) {
		if (strcmp(bulk_action_name((enum bulk_action)i), name) == 0) {
			*ret = (enum bulk_action)i;
			return true;
		}
	}
	return false;
}

static enum err add_job(struct cx *cx, const char *type, i64 total, struct bulk_job *ret)
{
	struct job job = {.type = type, .total = total, .results = "[]"};

	TRY(job_add(cx, &job));
	ret->id = job.id;
	ret->name = job.name;
	ret->actor = job.actor;
	ret->state = BULK_WORKING;
	ret->total = total;
	event_tell(cx, &(struct news){.at = cx->now, .kind = BULK_BEGUN});
	return OK;
}

/* Each id once, in order; compared by a table of their bits, or ten thousand would take long. */
static void each_once(struct cx *cx, const struct id_list *ids, struct id_list *ret)
{
	enum { SLOTS = 1 << 15 };
	i64 *slots = ARENA_ARRAY(cx->arena, i64, SLOTS);

	memset(slots, 0, sizeof *slots * SLOTS);
	*ret = (struct id_list){ARENA_ARRAY(cx->arena, i64, ids->n + 1), 0};
	for (int i = 0; i < ids->n; i++) {
		size_t at = (size_t)ids->v[i] * 2654435761u % SLOTS;

		while (slots[at] && slots[at] != ids->v[i])
			at = (at + 1) % SLOTS;
		if (!slots[at])
			ret->v[ret->n++] = ids->v[i];
		slots[at] = ids->v[i];
	}
}

static const char *const types[] = {[BULK_UPDATE] = "Bulk Update Ticket",
	[BULK_DELETE] = "Bulk Delete Ticket",
	[BULK_SPAM] = "Bulk Mark Tickets as Spam",
	[BULK_UNDO] = "Undo Bulk Change"};

/* Each once, those that are there and may be seen. */
static enum err take_ids(struct cx *cx, const struct id_list *ids, struct id_list *ret)
{
	struct id_list once, seen = {0};

	if (ids->n > BULK_TICKETS_MAX)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "ids", "TooManyValues:too_many",
				"Tickets: at most %d can be changed at once", BULK_TICKETS_MAX),
			"%d", BULK_TICKETS_MAX);
	each_once(cx, ids, &once);
	for (int i = 0; i < once.n; i++) {
		bool may, deleted;

		TRY(can_see_ticket_of_id(cx, (ticket_id){once.v[i]}, &may, &deleted));
		if (may && !deleted)
			id_list_add(cx->arena, &seen, once.v[i]);
	}
	if (!seen.n)
		return fail(cx, E_INVALID, "ids", "BlankValue", "Tickets: there are none");
	*ret = seen;
	return OK;
}

enum err bulk_job_begin(struct cx *cx, enum bulk_action action, const json_t *change,
	const struct id_list *ids, struct bulk_job *ret)
{
	struct bulk_job job = {.action = action, .change = "{}"};
	struct id_list taken;
	enum err e;

	e = can(&cx->actor, action == BULK_UPDATE ? CAP_TICKET_WRITE : CAP_TICKET_DELETE);
	if (e)
		return fail(cx, e, NULL, NULL, "%s", "");
	if (action == BULK_UPDATE) {
		char *text;

		TRY(bulk_change_check(cx, change));
		text = json_dumps(change, JSON_COMPACT);
		if (!text)
			return fail(cx, E_INTERNAL, NULL, NULL, "Out of memory");
		job.change = arena_strdup(cx->arena, text);
		free(text);
	}
	TRY(take_ids(cx, ids, &taken));
	TRY(add_job(cx, types[action], taken.n, &job));
	TRY(bulk_insert(cx, &job, &taken));
	*ret = job;
	return OK;
}

enum err bulk_job_begin_promises(struct cx *cx, struct bulk_job *ret)
{
	struct bulk_job job = {.action = BULK_UPDATE, .change = BULK_PROMISES};
	const struct id_list none = {0};
	enum err e = can(&cx->actor, CAP_ADMIN_WRITE);

	if (e)
		return fail(cx, e, NULL, NULL, "%s", "");
	TRY(add_job(cx, "Bulk Update Ticket", 0, &job));
	TRY(bulk_insert(cx, &job, &none));
	TRY(bulk_insert_open(cx, job.id, BULK_PROMISES_MAX, &job.total));
	*ret = job;
	return OK;
}

enum err bulk_job_get(struct cx *cx, const char *name, struct bulk_job *ret)
{
	TRY(bulk_select(cx, name, ret));
	if (!ret->id || (cx->actor.role != ROLE_ADMIN && ret->actor.v != cx->actor.id.v))
		return fail_not_found(cx);
	return OK;
}

enum err bulk_job_undo(struct cx *cx, const char *name, struct bulk_job *ret)
{
	struct bulk_job job, undo = {.action = BULK_UNDO, .change = "{}"};

	TRY(bulk_job_get(cx, name, &job));
	if (job.actor.v != cx->actor.id.v)
		return fail_not_found(cx);
	if (strcmp(job.change, BULK_PROMISES) == 0)
		return fail(cx, E_INVALID, "base", "InvalidValue",
			"Promises that were applied to open tickets cannot be undone");
	if (job.action == BULK_UNDO || job.undone_by)
		return fail(
			cx, E_INVALID, "base", "InvalidValue:undone", "This was undone already");
	if (job.state == BULK_WORKING) {
		job.state = BULK_STOPPED;
		TRY(bulk_store(cx, &job));
		TRY(bulk_store_results(cx, &job));
	}
	if (!job.changed)
		return fail(cx, E_INVALID, "base", "InvalidValue:undo_nothing",
			"There is nothing to undo");
	undo.undo_of = job.id;
	TRY(add_job(cx, types[BULK_UNDO], job.changed, &undo));
	TRY(bulk_insert_undo(cx, &undo, job.id));
	*ret = undo;
	return OK;
}

/* --- steps --- */

/* Does this end the step? The engine's failures do, and so does a lost transaction. */
static bool is_fatal(struct cx *cx, enum err e)
{
	return err_status(e) >= 500 || e == E_TIMEOUT || !db_in_transaction(cx->db);
}

static const char *sentence(struct cx *cx, enum err e)
{
	const char *text = cx->fail.count ? cx->fail.details[0].text : "";

	return arena_strdup(cx->arena, *text ? text : err_wire(e));
}

/* One ticket in its savepoint: what fails is undone with its news. */
static enum err run_item(
	struct cx *cx, struct bulk_job *job, const json_t *change, struct bulk_item *item)
{
	const struct actor actor = cx->actor;
	int news = cx->news_count;
	enum err e;

	TRY(db_savepoint(cx->db));
	e = bulk_change_run(cx, job, change, item);
	cx->actor = actor;
	if (e == OK) {
		TRY(db_release(cx->db));
	} else {
		db_rollback_to(cx->db);
		if (is_fatal(cx, e))
			return e;
		cx->news_count = news;
		item->outcome = BULK_FAILED;
		item->detail = sentence(cx, e);
		cx->fail = (struct failure){0};
	}
	return OK;
}

static void count(struct bulk_job *job, enum bulk_outcome outcome)
{
	job->changed += outcome == BULK_CHANGED;
	job->unchanged += outcome == BULK_UNCHANGED;
	job->failed += outcome == BULK_FAILED;
	job->skipped += outcome == BULK_SKIPPED;
}

static enum err run_and_store(
	struct cx *cx, struct bulk_job *job, const json_t *change, struct bulk_item *item)
{
	TRY(run_item(cx, job, change, item));
	TRY(bulk_store_item(cx, job->id, item));
	count(job, item->outcome);
	return OK;
}

static enum err run_items(struct cx *cx, struct bulk_job *job, int max)
{
	CLEANUP(json_cleanup)
	json_t *change = json_loads(job->change, 0, NULL);
	struct bulk_item *items;
	struct work work;
	enum err e = OK;
	int n;

	TRY(bulk_select_waiting(cx, job->id, max, &items, &n));
	work_begin(&work, cx);
	for (int i = 0; e == OK && i < n; i++) {
		e = run_and_store(cx, job, change, &items[i]);
		work_reset(&work);
	}
	work_end(&work);
	TRY(e);
	if (n < max)
		job->state = BULK_FINISHED;
	return OK;
}

enum err bulk_job_step(struct cx *cx, i64 after, int max, i64 *ret_at)
{
	const struct actor system = cx->actor;
	struct bulk_job job;
	enum err e;

	TRY(bulk_select_working(cx, after, &job));
	*ret_at = job.id;
	if (!job.id)
		return OK;
	e = actor_of_user(cx, job.actor, &cx->actor);
	if (e == OK && can(&cx->actor, CAP_TICKET_WRITE) == OK) {
		TRY(run_items(cx, &job, max));
	} else { /* who began it may not do it any more */
		if (e && is_fatal(cx, e))
			return e;
		cx->fail = (struct failure){0};
		job.state = BULK_STOPPED;
	}
	cx->actor = system;
	TRY(bulk_store(cx, &job));
	return job.state == BULK_WORKING ? OK : bulk_store_results(cx, &job);
}
