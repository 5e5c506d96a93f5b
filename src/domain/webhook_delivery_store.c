/* Rows of deliveries and their attempts. */
#include "webhook_delivery_i.h"
#include "webhook_i.h"

QUERY(webhook_select_due,
	"SELECT w.id, w.failures, w.paused_until, (SELECT MIN(o.next_try_at) FROM outbox o "
	"WHERE o.webhook_id = w.id AND o.state = 1) FROM webhook w "
	"WHERE w.active = 1 AND w.deleted_at IS NULL ORDER BY w.id");
QUERY(webhook_select_any, "SELECT 1 FROM webhook WHERE active = 1 AND deleted_at IS NULL LIMIT 1");
QUERY(webhook_attempt_add,
	"INSERT INTO webhook_attempt (outbox_id, status_code, error, request_headers, "
	"response_headers, response, took_ms, completed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
LIST(webhook_attempts,
	"SELECT a.id, a.status_code, a.error, a.request_headers, "
	"a.response_headers, a.response, a.completed_at FROM webhook_attempt a "
	"WHERE a.outbox_id = ?",
	"a.id", "a.id");
QUERY(webhook_attempt_count, "SELECT COUNT(*) FROM webhook_attempt WHERE outbox_id = ?");
QUERY(webhook_outbox_give_up,
	"UPDATE outbox SET state = 4, done_at = ? WHERE state = 1 AND created_at < ? "
	"AND webhook_id IN (SELECT id FROM webhook WHERE active = 0 AND deleted_at IS NULL)");
QUERY(webhook_outbox_old, "SELECT id FROM outbox WHERE state IN (3, 4) AND done_at < ? "
			  "AND webhook_id IS NOT NULL ORDER BY done_at LIMIT ?");
QUERY(webhook_outbox_gone, "SELECT id FROM outbox WHERE webhook_id IN "
			   "(SELECT id FROM webhook WHERE deleted_at IS NOT NULL) LIMIT ?");
QUERY(webhook_outbox_beyond,
	"SELECT o.id FROM outbox o WHERE o.webhook_id = ? AND o.state IN (3, 4) "
	"ORDER BY o.done_at DESC, o.id DESC LIMIT ? OFFSET ?");
QUERY(webhook_select_all, "SELECT id FROM webhook WHERE deleted_at IS NULL");
QUERY(webhook_attempt_delete, "DELETE FROM webhook_attempt WHERE outbox_id = ?");
QUERY(webhook_delete_bare,
	"DELETE FROM webhook WHERE deleted_at IS NOT NULL "
	"AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.webhook_id = webhook.id)");
QUERY(webhook_outbox_delete, "DELETE FROM outbox WHERE id = ?");

enum err webhook_due(struct cx *cx, struct webhook_due **ret, int *ret_n)
{
	struct webhook_due *rows = ARENA_ARRAY(cx->arena, struct webhook_due, WEBHOOK_COUNT_MAX);
	struct stmt *s = db_stmt(cx->db, &webhook_select_due);
	int n = 0;

	while (n < WEBHOOK_COUNT_MAX && db_row(s)) {
		struct webhook_due *d = &rows[n];
		i64 paused_until;

		d->id.v = col_i64(s);
		d->broken = col_i64(s) >= WEBHOOK_CIRCUIT;
		paused_until = col_i64(s);
		d->at = col_i64(s);
		if (!d->at) /* nothing waits */
			continue;
		d->at = d->at > paused_until ? d->at : paused_until;
		n++;
	}
	TRY(db_done(s));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err webhook_any(struct cx *cx, bool *ret)
{
	i64 found;

	TRY(db_run_i64(db_stmt(cx->db, &webhook_select_any), 0, &found));
	*ret = found != 0;
	return OK;
}

enum err webhook_load(struct cx *cx, webhook_id id, struct webhook **ret)
{
	return webhook_store_load(cx, id, ret);
}

enum err webhook_attempt_insert(
	struct cx *cx, i64 outbox_id, const struct webhook_attempt *a, i64 took_ms)
{
	struct stmt *s = db_stmt(cx->db, &webhook_attempt_add);

	bind_i64(s, outbox_id);
	bind_i64(s, a->status_code);
	bind_text(s, a->error);
	bind_text(s, a->request_headers);
	bind_text(s, a->response_headers);
	bind_text(s, a->response);
	bind_i64(s, took_ms);
	bind_i64(s, cx->now);
	return db_run(s);
}

enum err webhook_attempt_list(struct cx *cx, const struct outbox_item *item, struct page *page,
	struct webhook_attempt **ret, int *ret_n)
{
	struct webhook_attempt *rows =
		ARENA_ARRAY(cx->arena, struct webhook_attempt, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &webhook_attempts, page);
	int n;

	bind_i64(s, item->id);
	list_bind(s, &webhook_attempts, page);
	for (n = 0; list_row(s, page, n); n++) {
		struct webhook_attempt *a = &rows[n];

		a->id = col_i64(s);
		a->status_code = (int)col_i64(s);
		a->error = col_dup(s, cx->arena);
		a->request_headers = col_dup(s, cx->arena);
		a->response_headers = col_dup(s, cx->arena);
		a->response = col_dup(s, cx->arena);
		a->completed_at = col_i64(s);
		keys[n] = page_key(a->id, NULL, a->id);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &webhook_attempt_count);
	bind_i64(s, item->id);
	return db_run_i64(s, 0, &page->count);
}

enum err webhook_give_up(struct cx *cx, i64 before)
{
	struct stmt *s = db_stmt(cx->db, &webhook_outbox_give_up);

	bind_i64(s, cx->now);
	bind_i64(s, before);
	return db_run(s);
}

/* Add the ids that a statement gives to the list, up to `limit`. */
static enum err add_ids(struct cx *cx, struct stmt *s, int limit, struct id_list *list)
{
	while (db_row(s)) {
		i64 id = col_i64(s);

		if (list->n < limit && !id_list_has(list, id))
			id_list_add(cx->arena, list, id);
	}
	return db_done(s);
}

enum err webhook_select_over(struct cx *cx, i64 before, int limit, struct id_list *ret)
{
	struct id_list webhooks = {0};
	struct stmt *s = db_stmt(cx->db, &webhook_outbox_gone);

	*ret = (struct id_list){0};
	bind_i64(s, limit);
	TRY(add_ids(cx, s, limit, ret));
	s = db_stmt(cx->db, &webhook_outbox_old);
	bind_i64(s, before);
	bind_i64(s, limit);
	TRY(add_ids(cx, s, limit, ret));
	TRY(id_list_read(cx, db_stmt(cx->db, &webhook_select_all), &webhooks));
	for (int i = 0; i < webhooks.n && ret->n < limit; i++) {
		s = db_stmt(cx->db, &webhook_outbox_beyond);
		bind_i64(s, webhooks.v[i]);
		bind_i64(s, limit);
		bind_i64(s, WEBHOOK_INVOCATIONS_KEPT);
		TRY(add_ids(cx, s, limit, ret));
	}
	return OK;
}

enum err webhook_remove_delivery(struct cx *cx, i64 outbox_id)
{
	struct stmt *s = db_stmt(cx->db, &webhook_attempt_delete);

	bind_i64(s, outbox_id);
	TRY(db_run(s));
	s = db_stmt(cx->db, &webhook_outbox_delete);
	bind_i64(s, outbox_id);
	return db_run(s);
}

enum err webhook_remove_bare(struct cx *cx)
{
	return db_run(db_stmt(cx->db, &webhook_delete_bare));
}
