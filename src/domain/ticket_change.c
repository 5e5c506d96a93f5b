/*
 * From input to columns: texts, status, type, tags, and the rules that tie them together. What
 * happens when a status, an assignee and a comment come in one change is decided here, in the
 * order of ticket_change_apply; nothing is written.
 */
#include "domain/can.h"
#include "domain/people_i.h"
#include "domain/tag.h"
#include "domain/ticket_i.h"
#include "domain/wait.h"

enum { TEXT_MAX = 255 };

static enum err apply_texts(struct ticket_work *w)
{
	const struct ticket_input *in = w->in;
	const char *subject = w->now.subject;

	TRY(take_text(w->cx, &in->subject, "subject", TICKET_SUBJECT_MAX, &subject));
	w->now.subject = subject ? subject : "";
	TRY(take_text(w->cx, &in->external_id, "external_id", TEXT_MAX, &w->now.external_id));
	return take_text(w->cx, &in->recipient, "recipient", TEXT_MAX, &w->now.recipient);
}

/* A number within the enum it stands for. */
static enum err check_range(struct ticket_work *w, const struct opt_i64 *in, const char *field,
	const char *title, i64 most)
{
	if (in->set && (in->v < 0 || in->v > most))
		return fail_invalid(w->cx, field, title);
	return OK;
}

static enum err apply_type(struct ticket_work *w)
{
	const struct ticket_input *in = w->in;
	struct ticket *t = &w->now, *problem;
	bool seen = false;

	TRY(check_range(w, &in->type, "type", "Type", TYPE_TASK));
	TRY(check_range(w, &in->priority, "priority", "Priority", PRIORITY_URGENT));
	if (in->priority.set)
		t->priority = (enum priority)in->priority.v;
	if (in->type.set)
		t->type = (enum ticket_type)in->type.v;
	if (in->due_at.set)
		t->due_at = in->due_at.v;
	if (in->problem_id.set) {
		t->problem.v = in->problem_id.v;
		if (t->problem.v && !in->type.set)
			t->type = TYPE_INCIDENT;
	}
	if (t->type != TYPE_PROBLEM && w->before.type == TYPE_PROBLEM && t->incident_count)
		return failure_about(&w->cx->fail,
			fail(w->cx, E_INVALID, "type", "InvalidValue:has_incidents",
				"Type: the problem still has %d incidents", t->incident_count),
			"%d", t->incident_count);
	if (t->type != TYPE_INCIDENT)
		t->problem.v = 0;
	if (!t->problem.v || t->problem.v == w->before.problem.v)
		return OK;
	TRY(ticket_load(w->cx, t->problem, &problem));
	if (problem && !problem->deleted_at)
		TRY(can_see_ticket(w->cx, problem, &seen));
	if (!seen || problem->type != TYPE_PROBLEM || problem->id.v == t->id.v)
		return fail(w->cx, E_INVALID, "problem_id", "InvalidValue:no_problem",
			"Problem: is invalid");
	return OK;
}

/* A customer's public message brings a waiting or solved ticket back to the agents. */
static bool customer_reopens(const struct ticket_work *w)
{
	enum status s = w->before.status;

	return !w->creating && w->has_comment && w->comment.public &&
	       w->comment.author_role == ROLE_END_USER &&
	       (s == STATUS_PENDING || s == STATUS_HOLD || s == STATUS_SOLVED);
}

static enum err apply_status(struct ticket_work *w)
{
	struct opt_i64 given = w->in->status, *in = &given;
	struct ticket *t = &w->now;

	TRY(ticket_setting_apply(w, in));
	if (in->set && (in->v < STATUS_NEW || in->v > STATUS_CLOSED))
		return fail_invalid(w->cx, "status", "Status");
	if (in->set)
		t->status = (enum status)in->v;
	if (t->status == STATUS_NEW && !w->creating && w->before.status != STATUS_NEW) {
		if (!w->in->undo)
			return fail(w->cx, E_INVALID, "status", "InvalidValue",
				"Status: cannot be set back to new");
		t->status = w->new_again ? STATUS_NEW : STATUS_OPEN;
	}
	if (customer_reopens(w) && (!in->set || t->status == w->before.status))
		t->status = STATUS_OPEN;
	if (t->assignee.v && t->status == STATUS_NEW)
		t->status = STATUS_OPEN;
	return OK;
}

/* Times and counts that follow from the status. */
static void follow_status(struct ticket_work *w)
{
	bool was = w->before.status >= STATUS_SOLVED, is = w->now.status >= STATUS_SOLVED;

	if (is && !was)
		w->now.solved_at = w->cx->now;
	if (was && !is) {
		w->now.solved_at = 0;
		w->now.reopens += !w->undo;
	}
}

static enum err apply_tags(struct ticket_work *w)
{
	const struct ticket_input *in = w->in;
	struct text_list add, gone, base = w->tags_before;

	if (in->tags_set)
		TRY(tag_normalize(w->cx, &in->tags, &base));
	TRY(tag_normalize(w->cx, &in->add_tags, &add));
	TRY(tag_normalize(w->cx, &in->remove_tags, &gone));
	tag_combine(w->cx->arena, &base, &add, &gone, &w->tags);
	return OK;
}

/* Tags that stand for field values come and go with them. */
static enum err settle_tags(struct ticket_work *w)
{
	const struct text_list none = {0};

	for (int i = 0; i < w->field_count; i++) {
		struct text_list old;

		field_value_tags(w->cx, w->fields[i].field, w->fields_before[i], &old);
		tag_combine(w->cx->arena, &w->tags, &w->fields[i].tags, &old, &w->tags);
	}
	/* once more through the limits: fields may have added too many */
	tag_combine(w->cx->arena, &w->tags, &none, &none, &w->tags);
	TRY(tag_normalize(w->cx, &w->tags, &w->tags));
	w->now.tags = tag_join(w->cx->arena, &w->tags);
	return OK;
}

/* A follow-up starts as its closed parent ended, wherever the input says nothing else. */
static enum err copy_parent(struct ticket_work *w)
{
	struct ticket *parent, *t = &w->now;
	bool seen = false;

	if (!w->creating || !w->in->followup_of_id.set || !w->in->followup_of_id.v)
		return OK;
	TRY(ticket_load(w->cx, (ticket_id){w->in->followup_of_id.v}, &parent));
	if (parent && !parent->deleted_at)
		TRY(can_see_ticket(w->cx, parent, &seen));
	if (!seen || parent->status != STATUS_CLOSED)
		return fail(w->cx, E_INVALID, "via_followup_source_id", "InvalidValue",
			"Follow-up source: is not a closed ticket");
	t->followup_of = parent->id;
	t->channel = CHANNEL_FOLLOW_UP;
	t->subject = parent->subject;
	t->requester = parent->requester;
	t->organization = parent->organization;
	t->priority = parent->priority;
	t->type = parent->type == TYPE_INCIDENT ? TYPE_NONE : parent->type;
	t->group = parent->group;
	t->brand = parent->brand;
	t->form = parent->form;
	tag_split(w->cx->arena, parent->tags, &w->tags_before);
	return OK;
}

enum err ticket_change_columns(struct ticket_work *w)
{
	TRY(apply_texts(w));
	TRY(apply_type(w));
	TRY(apply_tags(w));
	TRY(ticket_fields_apply(w));
	return settle_tags(w);
}

/* A change of status that somebody else made is not taken back, but changed. */
static enum err settle_undo(struct ticket_work *w)
{
	user_id by;

	if (!w->in->undo || w->creating)
		return OK;
	TRY(wait_last_change(w->cx, w->now.id, &by, &w->new_again));
	w->undo = by.v == w->cx->actor.id.v;
	w->new_again = w->new_again && w->undo;
	return OK;
}

enum err ticket_change_apply(struct ticket_work *w)
{
	TRY(settle_undo(w));
	TRY(copy_parent(w));
	TRY(ticket_people_requester(w));
	TRY(ticket_change_columns(w));
	TRY(ticket_comment_prepare(w));
	TRY(ticket_people_assign(w));
	TRY(apply_status(w));
	TRY(ticket_people_solver(w));
	TRY(ticket_setting_settle(w));
	follow_status(w);
	TRY(ticket_fields_required(w));
	TRY(ticket_people_copies(w));
	if (w->creating) /* copied tags are new to this ticket */
		w->tags_before = (struct text_list){0};
	return OK;
}
