/* Reading the event log forward, for the live stream. */
#include "domain/event_read.h"

QUERY(event_select_since,
	"SELECT id, at, ticket_id, kind FROM event WHERE id > ? ORDER BY id LIMIT ?");
QUERY_SCAN(event_select_newest, "the end of the primary key", "SELECT MAX(id) FROM event");

enum err event_since(struct cx *cx, i64 after_id, int limit, struct event_line **ret, int *ret_n)
{
	struct event_line *lines = ARENA_ARRAY(cx->arena, struct event_line, limit);
	struct stmt *s = db_stmt(cx->db, &event_select_since);
	int n = 0;

	bind_i64(s, after_id);
	bind_i64(s, limit);
	while (n < limit && db_row(s)) {
		struct event_line *line = &lines[n++];

		line->id = col_i64(s);
		line->at = col_i64(s);
		line->ticket.v = col_i64(s);
		line->kind = event_kind_name((enum event_kind)col_i64(s));
	}
	TRY(db_done(s));
	*ret = lines;
	*ret_n = n;
	return OK;
}

enum err event_newest(struct cx *cx, i64 *ret_id)
{
	return db_run_i64(db_stmt(cx->db, &event_select_newest), 0, ret_id);
}
