/*
 * The private face of tickets: rows as the store reads and writes them, and one change on its way
 * from input to row, events and waits. Only ticket*.c includes this.
 */
#ifndef TEND_DOMAIN_TICKET_I_H
#define TEND_DOMAIN_TICKET_I_H

#include "base/jsonw.h"
#include "domain/comment.h"
#include "domain/field.h"
#include "domain/ticket_list.h"

/* One create or update on its way. `before` is all zeros for a new ticket. */
struct ticket_work {
	struct cx *cx;
	const struct ticket_input *in;
	bool creating;
	bool by_agent;	      /* the actor is an agent or the system */
	bool undo, new_again; /* the actor's own last change is taken back; from a new one */
	bool imported;	      /* history from elsewhere: its events say so */
	struct ticket before, now;
	struct id_list people_before[TICKET_PERSON_KINDS], people[TICKET_PERSON_KINDS];
	struct text_list tags_before, tags;
	struct field_checked *fields; /* custom fields that are given, checked */
	const char **fields_before;   /* what they were: JSON text, or "null" */
	int field_count;
	bool has_comment;
	struct comment comment;
	struct id_list uploads;
	bool retarget;		     /* something a deadline policy may look at has changed */
	enum status custom_category; /* of the custom status that is given; 0: none is */
};

/* --- rows (ticket_store.c) --- */

/* Read the columns of TICKET_COLUMNS into a new ticket. */
#define TICKET_COLUMNS \
	"t.id, t.external_id, t.subject, t.description, t.status, t.priority, t.type, t.channel, " \
	"t.requester_id, t.submitter_id, t.assignee_id, t.group_id, t.organization_id, " \
	"t.problem_id, t.followup_of_id, t.recipient, t.due_at, t.is_public, t.tags, " \
	"t.person_count, t.field_count, t.incident_count, t.comment_count, t.reopens, t.snippet, " \
	"t.queue_key, coalesce(t.next_kind, -1), coalesce(t.next_due_at, -1), " \
	"coalesce(t.next_goal_at, -1), coalesce(t.next_left_s, -1), t.created_at, t.updated_at, " \
	"t.generated_at, t.solved_at, t.deleted_at, t.brand_id, t.ticket_form_id, " \
	"t.custom_status_id"
void ticket_read(struct stmt *s, struct arena *a, struct ticket *ret);

/* What a restricted agent may see, as a condition on t that says the same as can_see_ticket;
 * ticket_bind_visible binds its values. */
#define TICKET_VISIBLE \
	" AND (? = 0 OR t.assignee_id = ? OR t.requester_id = ? OR t.id IN " \
	"(SELECT vp.ticket_id FROM ticket_person vp WHERE vp.user_id = ?) OR " \
	"(? = 1 AND t.group_id IN " \
	"(SELECT vg.group_id FROM group_membership vg WHERE vg.user_id = ?)) OR " \
	"(? = 2 AND t.organization_id IN (SELECT vo.organization_id " \
	"FROM organization_membership vo WHERE vo.user_id = ?)))"
void ticket_bind_visible(struct stmt *s, const struct actor *actor);

/* With the id that t has, else (0) the next one, which is set. */
enum err ticket_insert_row(struct cx *cx, struct ticket *t) NODISCARD;
enum err ticket_update_row(struct cx *cx, const struct ticket *t) NODISCARD;
/* Only when the first comment is blacked out. */
enum err ticket_set_description(struct cx *cx, ticket_id id, const char *text) NODISCARD;
enum err ticket_add_incidents(struct cx *cx, ticket_id problem, i64 delta) NODISCARD;
enum err ticket_open_incidents(struct cx *cx, ticket_id problem, struct id_list *ret) NODISCARD;
/* Incidents that were solved at `at` and are. */
enum err ticket_incidents_solved_at(
	struct cx *cx, ticket_id problem, i64 at, struct id_list *ret) NODISCARD;
enum err ticket_set_people(struct cx *cx, ticket_id id, enum ticket_person kind,
	const struct id_list *before, const struct id_list *now) NODISCARD;
/* Bring the kept counts from one state of a ticket to the next; either may be all zeros. */
enum err ticket_count_move(
	struct cx *cx, const struct ticket *before, const struct ticket *now) NODISCARD;

/* --- parts of a change --- */

/* ticket_change.c: the columns that input names, with the rules between them. The second does only
 * texts, type, problem, tags and custom fields. */
enum err ticket_change_apply(struct ticket_work *w) NODISCARD;
enum err ticket_change_columns(struct ticket_work *w) NODISCARD;
/* ticket_people.c: requester, assignee, group, cc and followers. */
enum err ticket_people_requester(struct ticket_work *w) NODISCARD;
enum err ticket_people_assign(struct ticket_work *w) NODISCARD;
enum err ticket_people_solver(struct ticket_work *w) NODISCARD;
enum err ticket_people_copies(struct ticket_work *w) NODISCARD;
/* ticket_fields.c: custom field values. */
enum err ticket_fields_apply(struct ticket_work *w) NODISCARD;
enum err ticket_fields_required(struct ticket_work *w) NODISCARD;
enum err ticket_fields_store(struct ticket_work *w) NODISCARD;
/* ticket_setting.c: brand, form and custom status. The first before the status is decided (a
 * custom status decides it), the second when it is. */
enum err ticket_setting_apply(struct ticket_work *w, struct opt_i64 *status) NODISCARD;
enum err ticket_setting_settle(struct ticket_work *w) NODISCARD;
/* activity_store.c: tell the assignee what somebody else did. */
enum err activity_note(struct ticket_work *w, event_id event) NODISCARD;
/* ticket_incidents.c: a problem that is solved solves its incidents; taken back, theirs too. */
enum err ticket_incidents_follow(struct ticket_work *w) NODISCARD;
/* ticket_comment.c: the comment of a change. */
enum err ticket_comment_prepare(struct ticket_work *w) NODISCARD;
enum err ticket_comment_store(struct ticket_work *w, event_id event) NODISCARD;
/* ticket.c: the rows beside the ticket's own (tags, fields, people, incidents, kept counts). */
enum err ticket_write_beside(struct ticket_work *w) NODISCARD;
/* ticket_audit.c: does anything differ (notes whether deadlines care), and the event's detail in
 * the arena. */
bool ticket_audit_differs(struct ticket_work *w);
enum err ticket_audit_detail(struct ticket_work *w, const char **ret_detail) NODISCARD;

#endif
