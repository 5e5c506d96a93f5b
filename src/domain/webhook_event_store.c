/* The event log as webhooks read it: forward, with the details of those that are told. */
#include "webhook_event_i.h"

QUERY(webhook_log_since, "SELECT id, at, actor_id, ticket_id, kind, subject_id FROM event "
			 "WHERE id > ? ORDER BY id LIMIT ?");
QUERY(webhook_log_detail, "SELECT detail FROM event WHERE id = ?");

enum err log_event_since(
	struct cx *cx, event_id after, int limit, struct log_event **ret, int *ret_n)
{
	struct log_event *events = ARENA_ARRAY(cx->arena, struct log_event, limit);
	struct stmt *s = db_stmt(cx->db, &webhook_log_since);
	int n = 0;

	bind_i64(s, after.v);
	bind_i64(s, limit);
	while (n < limit && db_row(s)) {
		struct log_event *e = &events[n++];

		e->id.v = col_i64(s);
		e->at = col_i64(s);
		e->actor.v = col_i64(s);
		e->ticket.v = col_i64(s);
		e->kind = (enum event_kind)col_i64(s);
		e->subject_id = col_i64(s);
	}
	TRY(db_done(s));
	*ret = events;
	*ret_n = n;
	return OK;
}

enum err log_event_detail(struct cx *cx, struct log_event *e)
{
	struct stmt *s = db_stmt(cx->db, &webhook_log_detail);

	bind_i64(s, e->id.v);
	return db_run_text(s, cx->arena, &e->detail);
}
