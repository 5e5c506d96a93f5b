/* Which tickets a preview looks at, and the messages of one. */
#include "domain/promise_preview.h"
#include "wait_replay.h"

#include <stdlib.h>
#include <string.h>

enum { MESSAGES = 1000 };

QUERY_SCAN(preview_select_open, "the index of open tickets, up to a limit",
	"SELECT id FROM ticket WHERE status < 5 AND deleted_at IS NULL "
	"ORDER BY queue_key, id LIMIT ?");
QUERY_SCAN(replay_select_waits, "the end of the primary key",
	"SELECT ticket_id, started_at FROM wait ORDER BY id DESC LIMIT ?");
QUERY(replay_select_tickets, "SELECT id FROM ticket WHERE created_at >= ? "
			     "ORDER BY created_at DESC, id DESC LIMIT ?");
/* as for wait_store: channel 6 is a rule */
QUERY(past_select_messages,
	"SELECT created_at, author_role FROM comment WHERE ticket_id = ? AND public = 1 "
	"AND (author_role = 0 OR channel <> 6) ORDER BY id LIMIT ?");

enum err preview_open_tickets(struct cx *cx, int max, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &preview_select_open);

	*ret = (struct id_list){0};
	bind_i64(s, max);
	return id_list_read(cx, s, ret);
}

static int newest_first(const void *a, const void *b)
{
	i64 x = *(const i64 *)a, y = *(const i64 *)b;

	return (x < y) - (x > y);
}

/* Tickets of the newest waits that began since `from`. */
static enum err read_waits(struct cx *cx, i64 from, struct id_list *ret, bool *ret_complete)
{
	struct stmt *s = db_stmt(cx->db, &replay_select_waits);
	i64 started = 0;
	int rows = 0;

	bind_i64(s, REPLAY_WAITS);
	for (; db_row(s); rows++) {
		i64 ticket = col_i64(s);

		started = col_i64(s);
		if (started >= from)
			ret->v[ret->n++] = ticket;
	}
	*ret_complete = rows < REPLAY_WAITS || started < from;
	return db_done(s);
}

enum err replay_tickets(struct cx *cx, i64 from, struct id_list *ret, bool *ret_complete)
{
	struct id_list all = {ARENA_ARRAY(cx->arena, i64, REPLAY_WAITS + REPLAY_TICKETS + 1), 0};
	struct stmt *s;
	int made = 0, n = 0;

	TRY(read_waits(cx, from, &all, ret_complete));
	s = db_stmt(cx->db, &replay_select_tickets);
	bind_i64(s, from);
	bind_i64(s, REPLAY_TICKETS + 1);
	for (; db_row(s); made++)
		all.v[all.n++] = col_i64(s);
	TRY(db_done(s));
	qsort(all.v, (size_t)all.n, sizeof *all.v, newest_first);
	for (int i = 0; i < all.n; i++)
		if (!n || all.v[n - 1] != all.v[i])
			all.v[n++] = all.v[i];
	*ret_complete &= made <= REPLAY_TICKETS && n <= REPLAY_TICKETS;
	all.n = n < REPLAY_TICKETS ? n : REPLAY_TICKETS;
	*ret = all;
	return OK;
}

enum err past_messages(struct cx *cx, ticket_id ticket, const struct message **ret, int *ret_n)
{
	struct message *v = ARENA_ARRAY(cx->arena, struct message, MESSAGES);
	struct stmt *s = db_stmt(cx->db, &past_select_messages);
	int n = 0;

	bind_i64(s, ticket.v);
	bind_i64(s, MESSAGES);
	while (n < MESSAGES && db_row(s)) {
		v[n].at = col_i64(s);
		v[n++].by_agent = col_i64(s) != ROLE_END_USER;
	}
	*ret = v;
	*ret_n = n;
	return db_done(s);
}
