/*
 * The life of a ticket: made, changed, deleted. Each goes the same way: the input becomes a row
 * (ticket_change.c), the rows are written, then the one event, then the deadlines hear of it.
 *
 * Nothing here looks at the clock or sends anything: cx->now is the time of the whole change, and
 * the event is what mail, webhooks and rules start from.
 */
#include "base/clock.h"
#include "domain/account.h"
#include "domain/assignment.h"
#include "domain/can.h"
#include "domain/event.h"
#include "domain/tag.h"
#include "domain/ticket_i.h"
#include "domain/ticket_since.h"
#include "domain/trigger.h"
#include "domain/wait.h"
#include "snooze_i.h"

#include <string.h>

enum err ticket_get(struct cx *cx, ticket_id id, struct ticket **ret)
{
	struct ticket *t;
	bool seen = false;

	TRY(ticket_load(cx, id, &t));
	if (t && !t->deleted_at)
		TRY(can_see_ticket(cx, t, &seen));
	if (!seen)
		return fail_not_found(cx);
	*ret = t;
	return OK;
}

/* Write the event. The comment needs the event's id and the event the comment's, so the detail
 * follows when there is a comment. */
static enum err write_event(struct ticket_work *w, event_id *ret_id)
{
	enum event_kind kind = w->creating ? EVENT_TICKET_CREATED : EVENT_TICKET_UPDATED;
	const char *detail = NULL;

	if (!w->has_comment)
		TRY(ticket_audit_detail(w, &detail));
	TRY(event_add(w->cx, kind, w->now.id, 0, detail, ret_id));
	if (!w->has_comment)
		return OK;
	TRY(ticket_comment_store(w, *ret_id));
	TRY(ticket_audit_detail(w, &detail));
	return event_set_detail(w->cx, *ret_id, detail);
}

enum err ticket_write_beside(struct ticket_work *w)
{
	struct cx *cx = w->cx;
	struct ticket *t = &w->now;

	TRY(tag_store(cx, t->id, &w->tags_before, &w->tags));
	TRY(ticket_fields_store(w));
	for (enum ticket_person kind = TICKET_CC; kind <= TICKET_FOLLOWER; kind++)
		TRY(ticket_set_people(cx, t->id, kind, &w->people_before[kind], &w->people[kind]));
	if (w->before.problem.v != t->problem.v) {
		TRY(ticket_add_incidents(cx, w->before.problem, -1));
		TRY(ticket_add_incidents(cx, t->problem, 1));
	}
	return ticket_count_move(cx, &w->before, t);
}

static bool customer_wrote(const struct ticket_work *w)
{
	return w->has_comment && w->comment.public && w->comment.author_role == ROLE_END_USER;
}

/* An agent answered, not a rule. domain/wait_store asks the rows the same question. */
static bool agent_replied(const struct ticket_work *w)
{
	return w->has_comment && w->comment.public && w->comment.author_role != ROLE_END_USER &&
	       w->comment.channel != CHANNEL_RULE;
}

/* An answer ends a wait before the new status is looked at; a customer's message comes after the
 * status that it brought back. */
static enum err tell_waits(struct ticket_work *w)
{
	struct cx *cx = w->cx;
	struct ticket *t = &w->now;

	bool replied = agent_replied(w), asked = customer_wrote(w);
	bool moved = t->status != w->before.status;
	bool reopened = moved && w->before.status >= STATUS_SOLVED;

	if (w->creating)
		return wait_ticket_created(cx, t, asked, replied);
	if (replied)
		TRY(wait_agent_replied(cx, t, w->comment.author, w->comment.created_at));
	if (moved)
		TRY(wait_status_changed(
			cx, t, w->before.status, w->undo ? w->before.solved_at : 0));
	if (asked)
		TRY(wait_customer_wrote(cx, t, w->comment.created_at));
	if (w->retarget || reopened) /* what changed while it was solved holds from now on */
		TRY(wait_retarget(cx, t));
	/* the queue orders what nobody waits for by updated_at */
	return replied || moved || asked || w->retarget ? OK : wait_refresh(cx, t);
}

static enum err tell_since(const struct ticket_work *w)
{
	return ticket_since_follow(w->cx, &w->before, &w->now, w->has_comment ? &w->comment : NULL);
}

/* Customers change nothing but: a message, people copied, solved. Made anew, they also say what
 * it is about. */
static struct ticket_input customer_part(const struct ticket_input *in, bool creating, bool known)
{
	struct ticket_input part = {.comment = in->comment,
		.cc_set = in->cc_set,
		.cc_add = !creating,
		.cc = in->cc,
		.cc_count = in->cc_count,
		.channel = in->channel};

	part.comment.author_id = 0;
	part.comment.created_at = 0;
	if (!known) /* nobody is copied on the word of somebody who did not sign in */
		part.cc_set = false;
	if (creating) {
		part.subject = in->subject;
		part.priority = in->priority;
		part.type = in->type;
		part.has_requester = in->has_requester;
		part.requester = in->requester;
		part.followup_of_id = in->followup_of_id;
		part.form_id = in->form_id;
		part.fields = in->fields;
		part.field_count = in->field_count;
	} else if (in->status.set && in->status.v == STATUS_SOLVED) {
		part.status = in->status;
	}
	return part;
}

/* Last of all: what rules make of the update. *ret_now: the ticket as they leave it. */
static enum err run_triggers(struct ticket_work *w, event_id audit, struct ticket **ret_now)
{
	const struct actor *actor = &w->cx->actor;
	struct condition_subject subject = {.now = *ret_now,
		.before = w->creating ? NULL : &w->before,
		.is_update = true,
		.comment = w->has_comment ? &w->comment : NULL,
		.comment_has_attachment = w->uploads.n > 0,
		.actor = actor->id,
		.actor_role = actor->role,
		.channel = w->in->channel ? w->in->channel : CHANNEL_API,
		.fields = w->fields,
		.fields_before = w->fields_before,
		.field_count = w->field_count};

	return trigger_run(w->cx, &subject, audit, ret_now);
}

static enum err finish(struct ticket_work *w, event_id audit, struct ticket_result *ret)
{
	struct ticket_result result = {.audit = audit};

	/* read again: domain/wait has moved the queue position */
	TRY(ticket_load(w->cx, w->now.id, &result.ticket));
	TRY(run_triggers(w, audit, &result.ticket));
	/* else the update that the triggers follow sees to it, or the assignment looks itself */
	if (!w->cx->triggers && !w->cx->assigning)
		TRY(assignment_follow(w->cx, w->creating ? NULL : &w->before, &result.ticket));
	*ret = result;
	return OK;
}

enum err ticket_create(struct cx *cx, const struct ticket_input *in, struct ticket_result *ret)
{
	bool agent = cx->actor.system || (cx->actor.id.v && actor_is_agent(&cx->actor));
	struct ticket_input part = agent ? *in : customer_part(in, true, cx->actor.id.v != 0);
	struct ticket_work w = {.cx = cx, .in = &part, .creating = true, .by_agent = agent};
	struct ticket *t = &w.now;
	event_id audit;

	*t = (struct ticket){.status = STATUS_NEW,
		.channel = in->channel ? in->channel : CHANNEL_API,
		.subject = "",
		.description = "",
		.snippet = "",
		.tags = "",
		.queue_key = cx->now,
		.created_at = cx->now,
		.updated_at = cx->now,
		.generated_at = cx->now};
	TRY(ticket_change_apply(&w));
	t->created_at = w.comment.created_at;
	ticket_audit_differs(&w);
	TRY(ticket_insert_row(cx, t));
	TRY(ticket_write_beside(&w));
	TRY(write_event(&w, &audit));
	TRY(activity_note(&w, audit));
	TRY(tell_since(&w));
	TRY(tell_waits(&w));
	return finish(&w, audit, ret);
}

/* Refuse what may not be changed, or not on this stamp. */
static enum err check_changeable(
	struct cx *cx, const struct ticket *t, const struct ticket_input *in)
{
	char stamp[CLOCK_TEXT];
	i64 seen;

	if (t->status == STATUS_CLOSED)
		return fail(cx, E_INVALID, "status", ":ticket_closed",
			"Status: closed prevents ticket update");
	if (!in->safe_update || !in->updated_stamp)
		return OK;
	clock_text(stamp, t->updated_at);
	if (strcmp(stamp, in->updated_stamp) == 0 ||
		(clock_parse(in->updated_stamp, &seen) &&
			seen / SECOND_MS == t->updated_at / SECOND_MS))
		return OK;
	return fail(cx, E_UPDATE_CONFLICT, NULL, NULL,
		"Safe Update prevented the update due to outdated ticket data. "
		"Please fetch the latest ticket data and try again.");
}

enum err ticket_update(
	struct cx *cx, ticket_id id, const struct ticket_input *in, struct ticket_result *ret)
{
	bool agent = actor_is_agent(&cx->actor);
	struct ticket_input part = agent ? *in : customer_part(in, false, true);
	struct ticket_work w = {.cx = cx, .in = &part, .by_agent = agent};
	struct ticket *before;
	event_id audit;

	TRY(ticket_get(cx, id, &before));
	TRY(check_changeable(cx, before, in));
	w.before = w.now = *before;
	tag_split(cx->arena, before->tags, &w.tags_before);
	TRY(ticket_change_apply(&w));
	if (!ticket_audit_differs(&w)) {
		*ret = (struct ticket_result){.ticket = before};
		return OK;
	}
	w.now.updated_at = w.now.generated_at = cx->now;
	TRY(ticket_update_row(cx, &w.now));
	if (strcmp(w.before.subject, w.now.subject) != 0)
		TRY(comment_reindex(cx, id, w.before.subject, w.now.subject));
	TRY(ticket_write_beside(&w));
	TRY(write_event(&w, &audit));
	TRY(activity_note(&w, audit));
	TRY(tell_since(&w));
	TRY(tell_waits(&w));
	TRY(snooze_follow(cx, &w.now, customer_wrote(&w), w.undo ? w.before.solved_at : 0));
	TRY(ticket_incidents_follow(&w));
	return finish(&w, audit, ret);
}

enum err ticket_delete(struct cx *cx, ticket_id id)
{
	struct ticket *before, now;

	TRY(account_check_delete(cx));
	TRY(ticket_get(cx, id, &before));
	now = *before;
	now.deleted_at = now.updated_at = now.generated_at = cx->now;
	TRY(ticket_update_row(cx, &now));
	TRY(ticket_add_incidents(cx, now.problem, -1));
	TRY(ticket_count_move(cx, before, &now));
	TRY(snooze_remove(cx, id));
	TRY(event_add(cx, EVENT_TICKET_DELETED, id, 0, NULL, NULL));
	return wait_ticket_deleted(cx, &now);
}
