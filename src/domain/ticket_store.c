/*
 * Ticket rows: read whole, written whole, people beside them, and the counts that are kept with
 * them. Rules are in ticket.c and ticket_change.c; lists are in ticket_list_store.c.
 */
#include "domain/stamp.h"
#include "domain/ticket_i.h"

QUERY(ticket_select, "SELECT " TICKET_COLUMNS " FROM ticket t WHERE t.id = ?");
#define INSERT_COLUMNS \
	"external_id, subject, status, priority, type, requester_id, assignee_id, group_id, " \
	"organization_id, problem_id, recipient, due_at, is_public, tags, person_count, " \
	"field_count, comment_count, snippet, updated_at, generated_at, solved_at, brand_id, " \
	"ticket_form_id, custom_status_id, description, channel, submitter_id, followup_of_id, " \
	"queue_key, created_at"
#define INSERT_PLACES \
	"?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
QUERY(ticket_insert,
	"INSERT INTO ticket (" INSERT_COLUMNS ") VALUES (" INSERT_PLACES ") RETURNING id");
QUERY(ticket_insert_as,
	"INSERT INTO ticket (" INSERT_COLUMNS ", id) VALUES (" INSERT_PLACES ", ?) RETURNING id");
QUERY(ticket_update_all,
	"UPDATE ticket SET external_id = ?, subject = ?, status = ?, priority = ?, type = ?, "
	"requester_id = ?, assignee_id = ?, group_id = ?, organization_id = ?, problem_id = ?, "
	"recipient = ?, due_at = ?, is_public = ?, tags = ?, person_count = ?, field_count = ?, "
	"comment_count = ?, snippet = ?, updated_at = ?, generated_at = ?, solved_at = ?, "
	"brand_id = ?, ticket_form_id = ?, custom_status_id = ?, "
	"reopens = ?, deleted_at = ? WHERE id = ?");
QUERY(ticket_update_description, "UPDATE ticket SET description = ? WHERE id = ?");
QUERY(ticket_update_next, "UPDATE ticket SET queue_key = ?, next_kind = ?, next_due_at = ?, "
			  "next_goal_at = ?, next_left_s = ?, generated_at = ? WHERE id = ?");
QUERY(ticket_update_incidents,
	"UPDATE ticket SET incident_count = incident_count + ?, generated_at = ? WHERE id = ?");
QUERY(ticket_select_incidents, "SELECT id FROM ticket WHERE problem_id = ? AND status < 5 AND "
			       "deleted_at IS NULL ORDER BY id");
QUERY(ticket_select_incidents_solved,
	"SELECT id FROM ticket WHERE problem_id = ? AND status = 5 AND solved_at = ? AND "
	"deleted_at IS NULL ORDER BY id");
QUERY(ticket_person_select, "SELECT user_id FROM ticket_person WHERE ticket_id = ? AND kind = ? "
			    "ORDER BY user_id");
QUERY(ticket_person_insert, "INSERT INTO ticket_person (ticket_id, kind, user_id) VALUES "
			    "(?, ?, ?) ON CONFLICT (ticket_id, kind, user_id) DO NOTHING");
QUERY(ticket_person_delete,
	"DELETE FROM ticket_person WHERE ticket_id = ? AND kind = ? AND user_id = ?");

/* What is built in is NULL in the row, so that it costs nothing. */
static i64 built_in(i64 stored, i64 otherwise)
{
	return stored ? stored : otherwise;
}

static void bind_unless(struct stmt *s, i64 id, i64 built_in_id)
{
	bind_ref(s, id == built_in_id ? 0 : id);
}

void ticket_read(struct stmt *s, struct arena *a, struct ticket *t)
{
	t->id.v = col_i64(s);
	t->external_id = col_dup(s, a);
	t->subject = col_dup(s, a);
	t->description = col_dup(s, a);
	t->status = (enum status)col_i64(s);
	t->priority = (enum priority)col_i64(s);
	t->type = (enum ticket_type)col_i64(s);
	t->channel = (enum channel)col_i64(s);
	t->requester.v = col_i64(s);
	t->submitter.v = col_i64(s);
	t->assignee.v = col_i64(s);
	t->group.v = col_i64(s);
	t->organization.v = col_i64(s);
	t->problem.v = col_i64(s);
	t->followup_of.v = col_i64(s);
	t->recipient = col_dup(s, a);
	t->due_at = col_i64(s);
	t->is_public = col_bool(s);
	t->tags = col_dup(s, a);
	t->person_count = (int)col_i64(s);
	t->field_count = (int)col_i64(s);
	t->incident_count = (int)col_i64(s);
	t->comment_count = (int)col_i64(s);
	t->reopens = (int)col_i64(s);
	t->snippet = col_dup(s, a);
	t->queue_key = col_i64(s);
	t->next_kind = col_i64(s);
	t->next_due_at = col_i64(s);
	t->next_goal_at = col_i64(s);
	t->next_left_s = col_i64(s);
	t->created_at = col_i64(s);
	t->updated_at = col_i64(s);
	t->generated_at = col_i64(s);
	t->solved_at = col_i64(s);
	t->deleted_at = col_i64(s);
	t->brand = built_in(col_i64(s), TICKET_BUILT_IN);
	t->form = built_in(col_i64(s), TICKET_BUILT_IN);
	t->custom_status = built_in(col_i64(s), status_category(t->status));
}

bool ticket_sees_all(const struct actor *actor)
{
	return actor->system || actor->role == ROLE_ADMIN || actor->restriction == RESTRICTION_NONE;
}

void ticket_bind_visible(struct stmt *s, const struct actor *actor)
{
	i64 restriction = ticket_sees_all(actor) ? RESTRICTION_NONE : actor->restriction;

	bind_i64(s, restriction);
	bind_i64(s, actor->id.v);
	bind_i64(s, actor->id.v);
	bind_i64(s, actor->id.v);
	bind_i64(s, restriction);
	bind_i64(s, actor->id.v);
	bind_i64(s, restriction);
	bind_i64(s, actor->id.v);
}

enum err ticket_load(struct cx *cx, ticket_id id, struct ticket **ret)
{
	struct stmt *s = db_stmt(cx->db, &ticket_select);
	struct ticket *t = NULL;

	bind_i64(s, id.v);
	if (db_row(s)) {
		t = ARENA_NEW(cx->arena, struct ticket);
		ticket_read(s, cx->arena, t);
	}
	TRY(db_done(s));
	*ret = t;
	return OK;
}

/* The columns that insert and update share, in their common order. */
static void bind_ticket(struct stmt *s, const struct ticket *t, i64 stamp)
{
	bind_text(s, t->external_id);
	bind_text(s, t->subject);
	bind_i64(s, t->status);
	bind_i64(s, t->priority);
	bind_i64(s, t->type);
	bind_i64(s, t->requester.v);
	bind_ref(s, t->assignee.v);
	bind_ref(s, t->group.v);
	bind_ref(s, t->organization.v);
	bind_ref(s, t->problem.v);
	bind_text(s, t->recipient);
	bind_ref(s, t->due_at);
	bind_bool(s, t->is_public);
	bind_text(s, t->tags);
	bind_i64(s, t->person_count);
	bind_i64(s, t->field_count);
	bind_i64(s, t->comment_count);
	bind_text(s, t->snippet);
	bind_i64(s, t->updated_at);
	bind_i64(s, stamp);
	bind_ref(s, t->solved_at);
	bind_unless(s, t->brand, TICKET_BUILT_IN);
	bind_unless(s, t->form, TICKET_BUILT_IN);
	bind_unless(s, t->custom_status, status_category(t->status));
}

enum err ticket_insert_row(struct cx *cx, struct ticket *t)
{
	struct stmt *s;

	TRY(stamp_now(cx, &t->generated_at));
	s = db_stmt(cx->db, t->id.v ? &ticket_insert_as : &ticket_insert);
	bind_ticket(s, t, t->generated_at);
	bind_text(s, t->description);
	bind_i64(s, t->channel);
	bind_i64(s, t->submitter.v);
	bind_ref(s, t->followup_of.v);
	bind_i64(s, t->queue_key);
	bind_i64(s, t->created_at);
	if (t->id.v)
		bind_i64(s, t->id.v);
	return db_run_id(s, &t->id.v);
}

enum err ticket_update_row(struct cx *cx, const struct ticket *t)
{
	struct stmt *s;
	i64 stamp;

	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &ticket_update_all);
	bind_ticket(s, t, stamp);
	bind_i64(s, t->reopens);
	bind_ref(s, t->deleted_at);
	bind_i64(s, t->id.v);
	return db_run(s);
}

static void bind_known(struct stmt *s, i64 v)
{
	if (v == -1)
		bind_null(s);
	else
		bind_i64(s, v);
}

enum err ticket_set_next(
	struct cx *cx, ticket_id id, i64 queue_key, i64 kind, i64 due_at, i64 goal_at, i64 left_s)
{
	struct stmt *s;
	i64 stamp;

	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &ticket_update_next);
	bind_i64(s, queue_key);
	bind_known(s, kind);
	bind_known(s, due_at);
	bind_known(s, goal_at);
	bind_known(s, left_s);
	bind_i64(s, stamp);
	bind_i64(s, id.v);
	return db_run(s);
}

enum err ticket_set_description(struct cx *cx, ticket_id id, const char *text)
{
	struct stmt *s = db_stmt(cx->db, &ticket_update_description);

	bind_text(s, text);
	bind_i64(s, id.v);
	return db_run(s);
}

enum err ticket_add_incidents(struct cx *cx, ticket_id problem, i64 delta)
{
	struct stmt *s;
	i64 stamp;

	if (!problem.v || !delta)
		return OK;
	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &ticket_update_incidents);
	bind_i64(s, delta);
	bind_i64(s, stamp);
	bind_i64(s, problem.v);
	return db_run(s);
}

enum err ticket_open_incidents(struct cx *cx, ticket_id problem, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &ticket_select_incidents);

	bind_i64(s, problem.v);
	return id_list_read(cx, s, ret);
}

enum err ticket_incidents_solved_at(struct cx *cx, ticket_id problem, i64 at, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &ticket_select_incidents_solved);

	bind_i64(s, problem.v);
	bind_i64(s, at);
	return id_list_read(cx, s, ret);
}

enum err ticket_people(
	struct cx *cx, const struct ticket *t, enum ticket_person kind, struct id_list *ret)
{
	struct stmt *s;

	*ret = (struct id_list){0};
	if (!t->person_count)
		return OK;
	s = db_stmt(cx->db, &ticket_person_select);
	bind_i64(s, t->id.v);
	bind_i64(s, kind);
	return id_list_read(cx, s, ret);
}

/* Run one of the person statements for each id that `list` has and `but` has not. */
static enum err people_each(struct cx *cx, const struct query *q, ticket_id id,
	enum ticket_person kind, const struct id_list lists[2])
{
	for (int i = 0; i < lists[0].n; i++) {
		struct stmt *s;

		if (id_list_has(&lists[1], lists[0].v[i]))
			continue;
		s = db_stmt(cx->db, q);
		bind_i64(s, id.v);
		bind_i64(s, kind);
		bind_i64(s, lists[0].v[i]);
		TRY(db_run(s));
	}
	return OK;
}

enum err ticket_set_people(struct cx *cx, ticket_id id, enum ticket_person kind,
	const struct id_list *before, const struct id_list *now)
{
	TRY(people_each(cx, &ticket_person_delete, id, kind, (struct id_list[2]){*before, *now}));
	return people_each(cx, &ticket_person_insert, id, kind, (struct id_list[2]){*now, *before});
}

/* What one state of a ticket counts for. */
static enum err count_state(struct cx *cx, const struct ticket *t, i64 by)
{
	if (!t->id.v || t->deleted_at)
		return OK;
	TRY(counter_add(cx, "ticket", 0, by));
	TRY(counter_add(cx, "ticket.status", t->status, by));
	if (t->status >= STATUS_SOLVED)
		return OK;
	TRY(counter_add(cx, "queue.open", 0, by));
	if (!t->assignee.v)
		return counter_add(cx, "queue.unassigned", 0, by);
	return counter_add(cx, "queue.assignee", t->assignee.v, by);
}

enum err ticket_count_move(struct cx *cx, const struct ticket *before, const struct ticket *now)
{
	if (before->id.v == now->id.v && before->status == now->status &&
		before->assignee.v == now->assignee.v && before->deleted_at == now->deleted_at)
		return OK;
	TRY(count_state(cx, before, -1));
	return count_state(cx, now, 1);
}
