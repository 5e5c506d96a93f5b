/* Reading the event log forward, for the live stream. */
#include "domain/event_read.h"

#include "domain/activity.h"

#include <string.h>

QUERY(event_select_since,
	"SELECT id, at, ticket_id, kind, coalesce(subject_id, 0) FROM event WHERE id > ? "
	"ORDER BY id LIMIT ?");
QUERY(event_select_activity, "SELECT verb FROM activity WHERE event_id = ? AND user_id = ?");
QUERY(event_select_mention, "SELECT 1 FROM mention WHERE comment_id = ? AND user_id = ?");
QUERY(event_select_assigned, "SELECT 1 FROM ticket WHERE id = ? AND assignee_id = ?");
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
		line->subject_id = col_i64(s);
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

static bool is_kind(const struct event_line *line, enum event_kind kind)
{
	return strcmp(line->kind, event_kind_name(kind)) == 0;
}

/* The number that a query finds for a thing and the actor; 0: none. */
static enum err ask(struct cx *cx, const struct query *q, i64 thing, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, thing);
	bind_i64(s, cx->actor.id.v);
	return db_run_i64(s, 0, ret);
}

enum err event_notice(struct cx *cx, const struct event_line *line, const char **ret)
{
	i64 found = 0;

	*ret = NULL;
	if (is_kind(line, EVENT_COMMENT_MENTIONED)) {
		TRY(ask(cx, &event_select_mention, line->subject_id, &found));
		*ret = found ? "mentioned" : NULL;
	} else if (is_kind(line, EVENT_WAIT_WARNED) || is_kind(line, EVENT_WAIT_BREACHED)) {
		TRY(ask(cx, &event_select_assigned, line->ticket.v, &found));
		if (found)
			*ret = is_kind(line, EVENT_WAIT_WARNED) ? "warned" : "breached";
	} else if (is_kind(line, EVENT_TICKET_CREATED) || is_kind(line, EVENT_TICKET_UPDATED)) {
		TRY(ask(cx, &event_select_activity, line->id, &found));
		*ret = activity_notice((enum activity_verb)found);
	}
	return OK;
}
