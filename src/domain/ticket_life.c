/* Deleting, restoring, purging, spam, splitting, answering a problem. */
#include "domain/ticket_life.h"

#include "domain/attachment.h"
#include "domain/can.h"
#include "domain/event.h"
#include "domain/idempotency.h"
#include "domain/outbox.h"
#include "domain/tag.h"
#include "domain/user.h"
#include "domain/wait.h"
#include "ticket_i.h"
#include "ticket_life_i.h"

#include <inttypes.h>

/* --- deleted ones --- */

/* A deleted ticket that the actor may see and that was not purged. */
static enum err deleted_one(struct cx *cx, ticket_id id, struct ticket **ret)
{
	bool purged = false, seen = false;
	struct ticket *t;

	TRY(ticket_load(cx, id, &t));
	if (t && t->deleted_at) {
		TRY(can_see_ticket(cx, t, &seen));
		TRY(ticket_is_purged(cx, id, &purged));
	}
	if (!seen || purged)
		return fail_not_found(cx);
	*ret = t;
	return OK;
}

enum err ticket_restore(struct cx *cx, ticket_id id)
{
	struct ticket *before, now;

	TRY(deleted_one(cx, id, &before));
	now = *before;
	now.deleted_at = 0;
	now.updated_at = now.generated_at = cx->now;
	TRY(ticket_update_row(cx, &now));
	TRY(ticket_add_incidents(cx, now.problem, 1));
	TRY(ticket_count_move(cx, before, &now));
	TRY(event_add(cx, EVENT_TICKET_RESTORED, id, 0, NULL, NULL));
	return now.status < STATUS_SOLVED ? wait_retarget(cx, &now) : wait_refresh(cx, &now);
}

/* Everything beside the row that people wrote. */
static enum err scrub_beside(struct cx *cx, const struct ticket *t)
{
	const struct id_list nobody = {0};
	const struct text_list none = {0};
	struct text_list tags;

	TRY(comment_scrub(cx, t->id, t->subject, PURGED_TEXT));
	TRY(ticket_purge_files(cx, t->id));
	TRY(ticket_purge_values(cx, t->id));
	TRY(ticket_purge_words(cx, t->id));
	TRY(ticket_purge_events(cx, t->id));
	TRY(idempotency_scrub(cx, t->id.v));
	tag_split(cx->arena, t->tags, &tags);
	TRY(tag_store(cx, t->id, &tags, &none));
	for (enum ticket_person kind = TICKET_CC; kind <= TICKET_FOLLOWER; kind++) {
		struct id_list people;

		TRY(ticket_people(cx, t, kind, &people));
		TRY(ticket_set_people(cx, t->id, kind, &people, &nobody));
	}
	return OK;
}

enum err ticket_purge(struct cx *cx, ticket_id id)
{
	struct ticket *before, now;

	TRY(deleted_one(cx, id, &before));
	now = *before;
	now.subject = PURGED_TEXT;
	now.description = now.snippet = now.tags = "";
	now.external_id = now.recipient = NULL;
	now.person_count = now.field_count = 0;
	now.updated_at = now.generated_at = cx->now;
	TRY(scrub_beside(cx, before));
	TRY(ticket_update_row(cx, &now));
	TRY(ticket_set_description(cx, id, ""));
	TRY(ticket_mark_purged(cx, id));
	TRY(outbox_forget(cx, id, true));
	return event_add(cx, EVENT_TICKET_PURGED, id, 0, NULL, NULL);
}

enum err ticket_mark_as_spam(struct cx *cx, ticket_id id)
{
	struct user_input suspend = {.suspended = {true, 1}};
	struct user *requester;
	struct ticket *t;

	TRY(ticket_get(cx, id, &t));
	TRY(ticket_delete(cx, id));
	TRY(user_load(cx, t->requester, &requester));
	if (!requester || requester->role != ROLE_END_USER || requester->suspended)
		return OK;
	return user_update(cx, requester->id, &suspend, &requester);
}

/* --- split --- */

static enum err note(struct cx *cx, ticket_id id, const char *text)
{
	struct ticket_input in = {
		.comment = {.body = text, .public_set = true}, .channel = CHANNEL_RULE};
	struct ticket_result unused;

	return ticket_update(cx, id, &in, &unused);
}

enum err ticket_split(struct cx *cx, ticket_id id, comment_id comment, const char *subject,
	struct ticket_result *ret)
{
	struct arena *a = cx->arena;
	struct ticket_input in = {0};
	struct comment *c, *copy;
	struct ticket *t;

	TRY(ticket_get(cx, id, &t));
	TRY(comment_get(cx, id, comment, &c));
	in.subject = (struct opt_text){true, subject ? subject : t->subject};
	in.requester_id = (struct opt_i64){true, t->requester.v};
	if (c->author_role == ROLE_END_USER)
		in.requester_id.v = c->author.v;
	if (t->group.v)
		in.group_id = (struct opt_i64){true, t->group.v};
	in.comment = (struct comment_input){.body = c->body,
		.public_set = true,
		.public = c->public,
		.author_id = c->author.v,
		.created_at = c->created_at};
	in.channel = c->channel;
	TRY(ticket_create(cx, &in, ret));
	TRY(comment_of_event(cx, ret->audit, &copy));
	if (copy)
		TRY(attachment_copy(cx, c->id, copy->id));
	TRY(note(cx, id, arena_printf(a, "Split into ticket #%" PRId64 ".", ret->ticket->id.v)));
	TRY(note(cx, ret->ticket->id, arena_printf(a, "Split from ticket #%" PRId64 ".", id.v)));
	return ticket_get(cx, ret->ticket->id, &ret->ticket);
}

/* --- problems --- */

enum err problem_answer(struct cx *cx, ticket_id id, const struct comment_input *comment,
	i64 status, int *ret_answered)
{
	struct ticket_input in = {.comment = *comment, .status = {status != 0, status}};
	struct ticket_result unused;
	struct id_list incidents;
	struct ticket *t;

	TRY(ticket_get(cx, id, &t));
	if (t->type != TYPE_PROBLEM)
		return fail(
			cx, E_INVALID, "type", "InvalidValue:no_problem", "Type: is not a problem");
	if (!comment->body || !*comment->body)
		return fail_blank(cx, "comment", "Comment");
	if (comment->uploads.n)
		return fail(cx, E_INVALID, "uploads", "InvalidValue",
			"Uploads: cannot be sent to many tickets at once");
	TRY(ticket_open_incidents(cx, id, &incidents));
	if (incidents.n > PROBLEM_ANSWER_MAX)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "base", "TooManyValues:too_many",
				"The problem has more than %d open incidents", PROBLEM_ANSWER_MAX),
			"%d", PROBLEM_ANSWER_MAX);
	/* the incidents first: solving the problem would solve them without the answer */
	for (int i = 0; i < incidents.n; i++)
		TRY(ticket_update(cx, (ticket_id){incidents.v[i]}, &in, &unused));
	TRY(ticket_update(cx, id, &in, &unused));
	*ret_answered = incidents.n + 1;
	return OK;
}
