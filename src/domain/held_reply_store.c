/* Rows of held replies. */
#include "held_reply_i.h"

#define COLUMNS \
	"h.id, h.user_id, h.ticket_id, h.state, h.send_at, h.scheduled, h.unless_answered, " \
	"h.body, h.html, h.status, h.stamp, h.last_comment_id, coalesce(h.comment_id, 0), " \
	"h.reason, h.reason_text, h.changes, h.created_at, h.updated_at"
#define HELD "SELECT " COLUMNS " FROM held_reply h WHERE "

QUERY(held_select, HELD "h.id = ?");
QUERY(held_select_key, HELD "h.user_id = ? AND h.request_key = ?");
QUERY(held_insert_row,
	"INSERT INTO held_reply (ticket_id, state, send_at, scheduled, unless_answered, body, "
	"html, comment_id, reason, reason_text, changes, updated_at, user_id, status, stamp, "
	"last_comment_id, request_key, created_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
	"RETURNING id");
QUERY(held_update,
	"UPDATE held_reply SET ticket_id = ?, state = ?, send_at = ?, scheduled = ?, "
	"unless_answered = ?, body = ?, html = ?, comment_id = ?, reason = ?, reason_text = ?, "
	"changes = ?, updated_at = ? WHERE id = ?");
QUERY(held_count_ticket, "SELECT count(*) FROM held_reply WHERE ticket_id = ? AND user_id = ? "
			 "AND state = 1");
QUERY(held_count_agent, "SELECT count(*) FROM held_reply WHERE user_id = ? AND state = 1");
QUERY(held_of_ticket, "SELECT id FROM held_reply WHERE ticket_id = ? AND state = 1 "
		      "ORDER BY send_at, id LIMIT ?");
QUERY(held_of_user,
	"SELECT id FROM held_reply WHERE user_id = ? AND state = 1 ORDER BY id LIMIT ?");
QUERY(held_due, "SELECT id FROM held_reply WHERE state = 1 AND send_at <= ? "
		"ORDER BY send_at, id LIMIT ?");
QUERY(held_select_next, "SELECT min(send_at) FROM held_reply WHERE state = 1");
QUERY(held_delete_old, "DELETE FROM held_reply WHERE id IN (SELECT id FROM held_reply "
		       "WHERE state <> 1 AND updated_at < ? ORDER BY updated_at LIMIT ?)");
QUERY(held_select_comment, "SELECT max(id) FROM comment WHERE ticket_id = ?");
QUERY(held_others_wrote, "SELECT 1 FROM comment WHERE ticket_id = ? AND id > ? AND author_id <> ? "
			 "LIMIT 1");
QUERY(held_customer_wrote,
	"SELECT 1 FROM comment WHERE ticket_id = ? AND id > ? AND author_role = 0 "
	"AND public = 1 LIMIT 1");

static void read_row(struct stmt *s, struct arena *a, struct held_reply *h)
{
	*h = (struct held_reply){.id = col_i64(s)};
	h->user.v = col_i64(s);
	h->ticket.v = col_i64(s);
	h->state = (enum held_state)col_i64(s);
	h->send_at = col_i64(s);
	h->scheduled = col_bool(s);
	h->unless_answered = col_bool(s);
	h->words.body = col_dup(s, a);
	h->words.html = col_dup(s, a);
	h->words.status = (enum status)col_i64(s);
	h->words.stamp = col_dup(s, a);
	h->last_comment.v = col_i64(s);
	h->comment.v = col_i64(s);
	h->reason = (enum draft_notice)col_i64(s);
	h->reason_text = col_dup(s, a);
	h->words.changes = col_dup(s, a);
	h->created_at = col_i64(s);
	h->updated_at = col_i64(s);
}

static enum err read_one(struct cx *cx, struct stmt *s, struct held_reply *ret)
{
	*ret = (struct held_reply){.words.body = ""};
	if (db_row(s))
		read_row(s, cx->arena, ret);
	return db_done(s);
}

enum err held_load(struct cx *cx, i64 id, struct held_reply *ret)
{
	struct stmt *s = db_stmt(cx->db, &held_select);

	bind_i64(s, id);
	return read_one(cx, s, ret);
}

enum err held_by_key(struct cx *cx, const char *key, struct held_reply *ret)
{
	struct stmt *s = db_stmt(cx->db, &held_select_key);

	bind_i64(s, cx->actor.id.v);
	bind_text(s, key);
	return read_one(cx, s, ret);
}

/* What an update may change, in the order of both statements. */
static void bind_changing(struct stmt *s, const struct held_reply *h)
{
	bind_i64(s, h->ticket.v);
	bind_i64(s, h->state);
	bind_i64(s, h->send_at);
	bind_bool(s, h->scheduled);
	bind_bool(s, h->unless_answered);
	bind_text(s, h->words.body);
	bind_text(s, h->words.html);
	bind_ref(s, h->comment.v);
	bind_i64(s, h->reason);
	bind_text(s, h->reason_text);
	bind_text(s, h->words.changes);
	bind_i64(s, h->updated_at);
}

enum err held_insert(struct cx *cx, struct held_reply *h, const char *key)
{
	struct stmt *s = db_stmt(cx->db, &held_insert_row);

	h->created_at = h->updated_at = cx->now;
	bind_changing(s, h);
	bind_i64(s, h->user.v);
	bind_i64(s, h->words.status);
	bind_text(s, h->words.stamp);
	bind_i64(s, h->last_comment.v);
	bind_text(s, key);
	bind_i64(s, h->created_at);
	return db_run_id(s, &h->id);
}

enum err held_save(struct cx *cx, struct held_reply *h)
{
	struct stmt *s = db_stmt(cx->db, &held_update);

	if (h->state != HELD_HELD) {
		h->words.body = "";
		h->words.html = h->words.changes = NULL;
	}
	h->updated_at = cx->now;
	bind_changing(s, h);
	bind_i64(s, h->id);
	return db_run(s);
}

enum err held_count(struct cx *cx, ticket_id ticket, i64 *ret_ticket, i64 *ret_agent)
{
	struct stmt *s = db_stmt(cx->db, &held_count_ticket);

	bind_i64(s, ticket.v);
	bind_i64(s, cx->actor.id.v);
	TRY(db_run_i64(s, 0, ret_ticket));
	s = db_stmt(cx->db, &held_count_agent);
	bind_i64(s, cx->actor.id.v);
	return db_run_i64(s, 0, ret_agent);
}

static enum err ids(struct cx *cx, const struct query *q, i64 of, i64 max, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, q);

	*ret = (struct id_list){0};
	bind_i64(s, of);
	bind_i64(s, max);
	return id_list_read(cx, s, ret);
}

enum err held_ids_of_ticket(struct cx *cx, ticket_id ticket, struct id_list *ret)
{
	return ids(cx, &held_of_ticket, ticket.v, PAGE_MAX, ret);
}

enum err held_ids_of_user(struct cx *cx, user_id user, struct id_list *ret)
{
	return ids(cx, &held_of_user, user.v, HELD_PER_AGENT, ret);
}

enum err held_ids_due(struct cx *cx, int max, struct id_list *ret)
{
	return ids(cx, &held_due, cx->now, max, ret);
}

enum err held_next(struct cx *cx, i64 *ret)
{
	return db_run_i64(db_stmt(cx->db, &held_select_next), INT64_MAX, ret);
}

enum err held_forget(struct cx *cx, i64 than, int max, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &held_delete_old);

	bind_i64(s, than);
	bind_i64(s, max);
	TRY(db_run(s));
	*ret_n = (int)db_changes(cx->db);
	return OK;
}

enum err held_newest_comment(struct cx *cx, ticket_id ticket, comment_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &held_select_comment);

	bind_i64(s, ticket.v);
	return db_run_i64(s, 0, &ret->v);
}

enum err held_somebody_wrote(struct cx *cx, const struct held_reply *h, bool customer, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, customer ? &held_customer_wrote : &held_others_wrote);
	i64 found;

	bind_i64(s, h->ticket.v);
	bind_i64(s, h->last_comment.v);
	if (!customer)
		bind_i64(s, h->user.v);
	TRY(db_run_i64(s, 0, &found));
	*ret = found != 0;
	return OK;
}
