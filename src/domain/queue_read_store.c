/*
 * What each agent has seen: one row per agent and opened ticket. Private to the agent and worth no
 * history, so it writes no event.
 */
#include "domain/queue.h"

QUERY(ticket_read_put,
	"INSERT INTO ticket_read (agent_id, ticket_id, comment_id) VALUES (?, ?, ?) "
	"ON CONFLICT (agent_id, ticket_id) DO UPDATE SET comment_id = excluded.comment_id");
QUERY(ticket_newest_comment, "SELECT coalesce(max(id), 0) FROM comment WHERE ticket_id = ?");

enum err queue_mark_read(struct cx *cx, ticket_id ticket, bool seen)
{
	struct ticket *t;
	i64 newest = 0;
	struct stmt *s;

	TRY(ticket_get(cx, ticket, &t));
	if (seen) {
		s = db_stmt(cx->db, &ticket_newest_comment);
		bind_i64(s, ticket.v);
		TRY(db_run_i64(s, 0, &newest));
	}
	s = db_stmt(cx->db, &ticket_read_put);
	bind_i64(s, cx->actor.id.v);
	bind_i64(s, ticket.v);
	bind_i64(s, newest);
	return db_run(s);
}
