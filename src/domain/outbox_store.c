/* Rows of the outbox. */
#include "domain/outbox.h"

#define COLUMNS \
	"SELECT o.id, o.kind, o.state, o.webhook_id, o.event_id, o.ticket_id, " \
	"o.tries, o.status_code, o.next_try_at, o.created_at, o.done_at FROM outbox o "

QUERY(outbox_insert, "INSERT INTO outbox (kind, state, webhook_id, event_id, ticket_id, payload, "
		     "next_try_at, created_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?)");
QUERY(outbox_select_due, COLUMNS "WHERE o.webhook_id = ? AND o.state = 1 AND o.next_try_at <= ? "
				 "ORDER BY o.next_try_at, o.id LIMIT ?");
QUERY(outbox_select, COLUMNS "WHERE o.id = ?");
QUERY(outbox_select_payload, "SELECT payload FROM outbox WHERE id = ?");
QUERY(outbox_update, "UPDATE outbox SET state = ?, tries = ?, status_code = ?, next_try_at = ?, "
		     "done_at = ? WHERE id = ?");
QUERY(outbox_give_up_ticket, "UPDATE outbox SET state = 4, done_at = ? "
			     "WHERE ticket_id = ? AND state = 1");
QUERY(outbox_empty_answers, "UPDATE webhook_attempt SET response = '' WHERE outbox_id IN "
			    "(SELECT id FROM outbox WHERE ticket_id = ? AND state IN (3, 4))");
QUERY(outbox_empty_payloads,
	"UPDATE outbox SET payload = '' WHERE ticket_id = ? AND state IN (3, 4)");
/* 30 to 37: what happened to a user, 44: where he belongs */
#define OF_USER \
	"ticket_id IS NULL AND EXISTS (SELECT 1 FROM event e WHERE e.id = outbox.event_id " \
	"AND e.subject_id = ? AND (e.kind BETWEEN 30 AND 37 OR e.kind = 44))"
QUERY(outbox_give_up_user, "UPDATE outbox SET state = 4, done_at = ? WHERE state = 1 AND " OF_USER);
QUERY(outbox_empty_user_answers, "UPDATE webhook_attempt SET response = '' WHERE outbox_id IN "
				 "(SELECT id FROM outbox WHERE " OF_USER ")");
QUERY(outbox_empty_user_payloads, "UPDATE outbox SET payload = '' WHERE " OF_USER);
LIST(outbox_by_done,
	COLUMNS "WHERE o.webhook_id = ? AND o.state BETWEEN ? AND ? AND o.tries BETWEEN ? AND ? "
		"AND o.done_at BETWEEN ? AND ?",
	"o.done_at", "o.id");
QUERY(outbox_count,
	"SELECT COUNT(*) FROM outbox o WHERE o.webhook_id = ? AND o.state BETWEEN ? AND ? "
	"AND o.tries BETWEEN ? AND ? AND o.done_at BETWEEN ? AND ?");

static void read_item(struct stmt *s, struct outbox_item *ret)
{
	ret->id = col_i64(s);
	ret->kind = (enum outbox_kind)col_i64(s);
	ret->state = (enum outbox_state)col_i64(s);
	ret->webhook.v = col_i64(s);
	ret->event.v = col_i64(s);
	ret->ticket.v = col_i64(s);
	ret->tries = (int)col_i64(s);
	ret->status_code = (int)col_i64(s);
	ret->next_try_at = col_i64(s);
	ret->created_at = col_i64(s);
	ret->done_at = col_i64(s);
}

enum err outbox_add(struct cx *cx, const struct outbox_item *item)
{
	struct stmt *s = db_stmt(cx->db, &outbox_insert);

	bind_i64(s, item->kind);
	bind_ref(s, item->webhook.v);
	bind_ref(s, item->event.v);
	bind_ref(s, item->ticket.v);
	bind_text(s, item->payload);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	return db_run(s);
}

enum err outbox_due(
	struct cx *cx, webhook_id webhook, int limit, struct outbox_item **ret, int *ret_n)
{
	struct outbox_item *items = ARENA_ARRAY(cx->arena, struct outbox_item, limit);
	struct stmt *s = db_stmt(cx->db, &outbox_select_due);
	int n = 0;

	bind_i64(s, webhook.v);
	bind_i64(s, cx->now);
	bind_i64(s, limit);
	while (n < limit && db_row(s))
		read_item(s, &items[n++]);
	TRY(db_done(s));
	*ret = items;
	*ret_n = n;
	return OK;
}

enum err outbox_load(struct cx *cx, i64 id, struct outbox_item **ret)
{
	struct stmt *s = db_stmt(cx->db, &outbox_select);
	struct outbox_item *item = NULL;

	bind_i64(s, id);
	if (db_row(s)) {
		item = ARENA_NEW(cx->arena, struct outbox_item);
		read_item(s, item);
	}
	TRY(db_done(s));
	*ret = item;
	return OK;
}

enum err outbox_payload(struct cx *cx, i64 id, const char **ret)
{
	struct stmt *s = db_stmt(cx->db, &outbox_select_payload);

	bind_i64(s, id);
	TRY(db_run_text(s, cx->arena, ret));
	if (!*ret)
		*ret = "";
	return OK;
}

enum err outbox_settle(struct cx *cx, const struct outbox_item *item)
{
	struct stmt *s = db_stmt(cx->db, &outbox_update);

	bind_i64(s, item->state);
	bind_i64(s, item->tries);
	bind_i64(s, item->status_code);
	bind_i64(s, item->next_try_at);
	bind_i64(s, item->done_at);
	bind_i64(s, item->id);
	return db_run(s);
}

static void bind_filter(struct stmt *s, const struct outbox_filter *f)
{
	bind_i64(s, f->webhook.v);
	bind_i64(s, f->state ? f->state : OUTBOX_QUEUED);
	bind_i64(s, f->state ? f->state : OUTBOX_FAILED);
	bind_i64(s, f->tried ? 1 : 0);
	bind_i64(s, f->untried ? 0 : INT64_MAX);
	bind_i64(s, f->from);
	bind_i64(s, f->to ? f->to : INT64_MAX);
}

enum err outbox_list(struct cx *cx, const struct outbox_filter *filter, struct page *page,
	struct outbox_item **ret, int *ret_n)
{
	struct outbox_item *rows = ARENA_ARRAY(cx->arena, struct outbox_item, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &outbox_by_done, page);
	int n;

	bind_filter(s, filter);
	list_bind(s, &outbox_by_done, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_item(s, &rows[n]);
		keys[n] = page_key(rows[n].done_at, NULL, rows[n].id);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &outbox_count);
	bind_filter(s, filter);
	return db_run_i64(s, 0, &page->count);
}

enum err outbox_forget(struct cx *cx, ticket_id ticket, bool purged)
{
	struct stmt *s;

	if (purged) {
		s = db_stmt(cx->db, &outbox_give_up_ticket);
		bind_i64(s, cx->now);
		bind_i64(s, ticket.v);
		TRY(db_run(s));
	}
	s = db_stmt(cx->db, &outbox_empty_answers);
	bind_i64(s, ticket.v);
	TRY(db_run(s));
	s = db_stmt(cx->db, &outbox_empty_payloads);
	bind_i64(s, ticket.v);
	return db_run(s);
}

enum err outbox_forget_user(struct cx *cx, user_id user)
{
	static const struct query *const empties[] = {
		&outbox_empty_user_answers, &outbox_empty_user_payloads};
	struct stmt *s = db_stmt(cx->db, &outbox_give_up_user);

	bind_i64(s, cx->now);
	bind_i64(s, user.v);
	TRY(db_run(s));
	for (size_t i = 0; i < COUNT_OF(empties); i++) {
		s = db_stmt(cx->db, empties[i]);
		bind_i64(s, user.v);
		TRY(db_run(s));
	}
	return OK;
}
