/*
 * Tickets from elsewhere. Everything is checked and prepared first, in the order of time; then the
 * row is written once, as it stood at the end, and an event for each comment and for the solve, as
 * if they had happened here then.
 *
 * Unlike ticket.c it asks for no rules of a ticket's life: any status may come at once, people may
 * have left, nobody is told and no wait is started.
 */
#include "domain/ticket_import.h"

#include "domain/event.h"
#include "domain/group.h"
#include "domain/organization.h"
#include "domain/ticket_i.h"
#include "domain/ticket_import_i.h"
#include "domain/ticket_since.h"
#include "domain/user.h"
#include "domain/wait.h"

#include <stdlib.h>

/* A comment that was checked. */
struct past {
	struct comment comment;
	struct id_list uploads;
};

struct import {
	struct cx *cx;
	const struct ticket_import *in;
	struct ticket_input input; /* of the ticket, with its first comment */
	struct ticket_work w;
	struct import_comment **order; /* by time */
	int count;
	struct past *past; /* behind the first */
};

static enum err check_time(struct cx *cx, i64 at, const char *field, const char *title)
{
	if (at > cx->now)
		return fail(
			cx, E_INVALID, field, "InvalidValue", "%s: cannot be in the future", title);
	return OK;
}

/* --- comments in order --- */

static int by_time(const void *a, const void *b)
{
	const struct import_comment *x = *(struct import_comment *const *)a;
	const struct import_comment *y = *(struct import_comment *const *)b;

	if (x->input.created_at != y->input.created_at)
		return x->input.created_at < y->input.created_at ? -1 : 1;
	return x < y ? -1 : x > y;
}

static enum err order_comments(struct import *im)
{
	const struct ticket_import *in = im->in;
	const struct import_comment described = {.input = in->ticket.comment};
	const struct import_comment *from = in->comment_count ? in->comments : &described;
	int n = in->comment_count ? in->comment_count : 1;
	struct import_comment *copies;

	if (n > IMPORT_COMMENTS_MAX)
		return fail(im->cx, E_INVALID, "comments", "TooManyValues",
			"Comments: cannot be more than %d", IMPORT_COMMENTS_MAX);
	copies = ARENA_ARRAY(im->cx->arena, struct import_comment, n);
	im->order = ARENA_ARRAY(im->cx->arena, struct import_comment *, n);
	for (int i = 0; i < n; i++) {
		copies[i] = from[i];
		if (!copies[i].input.created_at)
			copies[i].input.created_at = in->created_at ? in->created_at : im->cx->now;
		TRY(check_time(im->cx, copies[i].input.created_at, "comments", "Comment"));
		im->order[i] = &copies[i];
	}
	im->count = n;
	qsort(im->order, (size_t)n, sizeof *im->order, by_time);
	im->input.comment = im->order[0]->input;
	return OK;
}

/* --- people --- */

static enum err known(
	struct import *im, i64 id, const char *field, const char *title, struct import_person *ret)
{
	TRY(import_person(im->cx, id, ret));
	return ret->id.v ? OK : fail_invalid(im->cx, field, title);
}

/* Named by id or address; else whoever wrote first; else the actor. */
static enum err take_requester(struct import *im)
{
	const struct ticket_input *in = im->w.in;
	struct import_person requester;
	user_id id = {in->requester_id.v};

	if (in->has_requester && in->requester.id)
		id.v = in->requester.id;
	else if (in->has_requester)
		TRY(user_ensure(im->cx, &in->requester, "requester", &id));
	if (!id.v)
		id.v = in->comment.author_id;
	if (!id.v)
		id = im->cx->actor.id;
	if (!id.v)
		return fail_blank(im->cx, "requester", "Requester");
	TRY(known(im, id.v, "requester", "Requester", &requester));
	im->w.now.requester = requester.id;
	im->w.now.organization = requester.organization;
	return OK;
}

static enum err take_submitter(struct import *im)
{
	const struct ticket_input *in = im->w.in;
	struct import_person submitter;
	i64 id = in->submitter_id.v ? in->submitter_id.v : in->comment.author_id;

	im->w.now.submitter = im->w.now.requester;
	if (!id || id == im->w.now.requester.v)
		return OK;
	TRY(known(im, id, "submitter_id", "Submitter", &submitter));
	im->w.now.submitter = submitter.id;
	return OK;
}

static enum err take_organization(struct import *im)
{
	struct organization *o;

	if (!im->w.in->organization_id.set)
		return OK;
	im->w.now.organization.v = im->w.in->organization_id.v;
	if (!im->w.now.organization.v)
		return OK;
	TRY(organization_load(im->cx, im->w.now.organization, &o));
	return o && !o->deleted_at ? OK : fail_invalid(im->cx, "organization_id", "Organization");
}

/* Whoever is to work on it must be able to; who has worked on it may be gone. */
static enum err take_assignee(struct import *im)
{
	const struct ticket_input *in = im->w.in;
	struct import_person assignee;
	struct user *user;
	i64 id = in->assignee_id.v;

	if (in->assignee_email) {
		TRY(user_by_email(im->cx, in->assignee_email, &user));
		id = user ? user->id.v : -1;
	}
	if (!id)
		return OK;
	TRY(known(im, id, "assignee_id", "Assignee", &assignee));
	if (im->w.now.status < STATUS_SOLVED &&
		(!assignee.active || assignee.role == ROLE_END_USER))
		return fail(
			im->cx, E_INVALID, "assignee", "InvalidValue", "Assignee: is not an agent");
	im->w.now.assignee = assignee.id;
	im->w.now.group = assignee.default_group;
	return OK;
}

static enum err take_group(struct import *im)
{
	struct group *group;

	if (!im->w.in->group_id.set)
		return OK;
	im->w.now.group.v = im->w.in->group_id.v;
	if (!im->w.now.group.v)
		return OK;
	TRY(group_load(im->cx, im->w.now.group, &group));
	return group && !group->deleted_at ? OK : fail_invalid(im->cx, "group_id", "Group");
}

static enum err take_people(struct import *im)
{
	TRY(take_requester(im));
	TRY(take_submitter(im));
	return take_organization(im);
}

/* --- columns --- */

static enum err take_status(struct import *im)
{
	struct opt_i64 status = im->w.in->status;
	struct ticket *t = &im->w.now;

	TRY(ticket_setting_apply(&im->w, &status));
	if (status.set && (status.v < STATUS_NEW || status.v > STATUS_CLOSED))
		return fail_invalid(im->cx, "status", "Status");
	if (status.set)
		t->status = (enum status)status.v;
	TRY(take_assignee(im));
	TRY(take_group(im));
	if (t->assignee.v && t->status == STATUS_NEW)
		t->status = STATUS_OPEN;
	return ticket_setting_settle(&im->w);
}

static enum err take_times(struct import *im)
{
	const struct ticket_import *in = im->in;
	struct ticket *t = &im->w.now;
	i64 last = im->order[im->count - 1]->input.created_at;

	TRY(check_time(im->cx, in->created_at, "created_at", "Created"));
	TRY(check_time(im->cx, in->updated_at, "updated_at", "Updated"));
	TRY(check_time(im->cx, in->solved_at, "solved_at", "Solved"));
	t->created_at = in->created_at ? in->created_at : im->order[0]->input.created_at;
	t->updated_at = in->updated_at;
	if (!t->updated_at)
		t->updated_at = last > t->created_at ? last : t->created_at;
	if (!in->updated_at && in->solved_at > t->updated_at)
		t->updated_at = in->solved_at;
	t->generated_at = im->cx->now;
	if (t->status >= STATUS_SOLVED)
		t->solved_at = in->solved_at ? in->solved_at : t->updated_at;
	t->queue_key = WAIT_KEY_NONE - t->updated_at; /* nobody waits */
	return OK;
}

static enum err take_followup(struct import *im)
{
	struct ticket *parent;
	ticket_id id = {im->w.in->followup_of_id.v};

	if (!id.v)
		return OK;
	TRY(ticket_load(im->cx, id, &parent));
	if (!parent || parent->deleted_at)
		return fail_invalid(im->cx, "via_followup_source_id", "Follow-up source");
	im->w.now.followup_of = id;
	return OK;
}

/* The comments behind the first: each sees the ticket as the one before left it. */
static enum err prepare_later(struct import *im)
{
	struct ticket *t = &im->w.now;

	im->past = ARENA_ARRAY(im->cx->arena, struct past, im->count);
	for (int i = 1; i < im->count; i++) {
		struct ticket_input input = {.comment = im->order[i]->input,
			.channel =
				im->order[i]->channel ? im->order[i]->channel : im->input.channel};
		struct ticket_work w = {.cx = im->cx,
			.in = &input,
			.by_agent = true,
			.imported = true,
			.before = *t,
			.now = *t};

		if (!input.comment.author_id)
			input.comment.author_id = t->submitter.v;
		TRY(ticket_comment_prepare(&w));
		if (!w.has_comment)
			return fail_blank(im->cx, "comments", "Comment");
		*t = w.now;
		im->past[i] = (struct past){w.comment, w.uploads};
	}
	return OK;
}

static enum err prepare(struct import *im)
{
	struct ticket_work *w = &im->w;

	TRY(order_comments(im));
	TRY(take_people(im));
	TRY(ticket_change_columns(w));
	TRY(take_status(im));
	TRY(take_followup(im));
	TRY(take_times(im));
	if (!im->input.comment.author_id)
		im->input.comment.author_id = w->now.submitter.v;
	if (im->order[0]->channel)
		im->input.channel = im->order[0]->channel;
	TRY(ticket_comment_prepare(w));
	im->input.channel = w->now.channel;
	TRY(prepare_later(im));
	return ticket_people_copies(w);
}

static enum err check_id(struct import *im)
{
	ticket_id id = im->in->id;
	struct ticket *there;

	if (!id.v)
		return OK;
	if (id.v < 0 || id.v > IMPORT_ID_MAX)
		return fail_invalid(im->cx, "id", "Id");
	TRY(ticket_load(im->cx, id, &there));
	if (there)
		return fail(im->cx, E_INVALID, "id", "DuplicateValue",
			"Id: there is a ticket %lld already", (long long)id.v);
	im->w.now.id = id;
	return OK;
}

/* --- writing --- */

/* One step of the past: by whom and when it was. */
static enum err write_step(struct ticket_work *w, enum event_kind kind, user_id by, i64 at)
{
	struct cx *cx = w->cx;
	const char *detail = NULL;
	i64 now = cx->now;
	event_id id;
	enum err e;

	cx->actor.id = by;
	if (!w->has_comment)
		TRY(ticket_audit_detail(w, &detail));
	TRY(event_add_at(cx, at, kind, w->now.id, 0, detail, &id));
	if (w->has_comment) {
		TRY(ticket_comment_store(w, id));
		TRY(ticket_audit_detail(w, &detail));
		TRY(event_set_detail(cx, id, detail));
	}
	if (w->now.status == STATUS_CLOSED) /* nothing will be asked of it */
		return OK;
	cx->now = at;
	e = ticket_since_follow(cx, &w->before, &w->now, w->has_comment ? &w->comment : NULL);
	cx->now = now;
	return e;
}

static struct ticket_work later_step(struct import *im, const struct ticket_input *input)
{
	return (struct ticket_work){.cx = im->cx,
		.in = input,
		.by_agent = true,
		.imported = true,
		.before = im->w.now,
		.now = im->w.now};
}

/* Solved, by whom it was assigned to, before the comments that are younger. */
static enum err write_solve(struct import *im, enum status status)
{
	struct ticket_input input = {.channel = im->w.now.channel};
	struct ticket_work w = later_step(im, &input);

	w.now.status = im->w.now.status = status;
	return write_step(&w, EVENT_TICKET_UPDATED, w.now.assignee, w.now.solved_at);
}

static enum err write_comment(struct import *im, const struct past *p)
{
	struct ticket_input input = {.channel = p->comment.channel};
	struct ticket_work w = later_step(im, &input);

	w.has_comment = true;
	w.comment = p->comment;
	w.uploads = p->uploads;
	return write_step(&w, EVENT_TICKET_UPDATED, p->comment.author, p->comment.created_at);
}

/* What is solved now was not when it began. */
static enum err write_history(struct import *im)
{
	struct ticket *t = &im->w.now;
	enum status end = t->status;
	bool solves = end >= STATUS_SOLVED;

	if (solves)
		t->status = STATUS_NEW;
	TRY(write_step(&im->w, EVENT_TICKET_CREATED, t->submitter, t->created_at));
	for (int i = 1; i < im->count; i++) {
		if (solves && t->status != end && im->past[i].comment.created_at > t->solved_at)
			TRY(write_solve(im, end));
		TRY(write_comment(im, &im->past[i]));
	}
	return solves && t->status != end ? write_solve(im, end) : OK;
}

enum err ticket_import(struct cx *cx, const struct ticket_import *in, ticket_id *ret_id)
{
	struct import im = {.cx = cx, .in = in, .input = in->ticket};
	struct actor importer = cx->actor;
	enum err e;

	if (!im.input.channel)
		im.input.channel = CHANNEL_API;
	im.w = (struct ticket_work){
		.cx = cx, .in = &im.input, .creating = true, .by_agent = true, .imported = true};
	im.w.now = (struct ticket){.status = STATUS_NEW,
		.channel = im.input.channel,
		.subject = "",
		.description = "",
		.snippet = "",
		.tags = ""};
	TRY(prepare(&im));
	TRY(check_id(&im));
	TRY(ticket_insert_row(cx, &im.w.now));
	TRY(ticket_write_beside(&im.w));
	cx->actor.address = ""; /* of the importer, who did not do these things */
	e = write_history(&im);
	cx->actor = importer;
	*ret_id = im.w.now.id;
	return e;
}
