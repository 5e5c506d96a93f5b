/* Reading the events of one ticket. */
#include "domain/timeline.h"

/* 1-7 the ticket's life, 17 breached, 21 rated, 22 skipped, 24 snoozed, 25 woken; 20 a rule, where
 * it told somebody something (what it changed is an update of its own) */
#define SHOWN \
	"(e.kind IN (1, 2, 3, 4, 5, 6, 7, 17, 21, 22, 24, 25) OR " \
	"(e.kind = 20 AND substr(e.detail, 1, 12) = '{\"events\":[{'))"

LIST(timeline_of_ticket,
	"SELECT e.id, e.kind, e.actor_id, e.at, e.detail FROM event e "
	"WHERE e.ticket_id = ? AND " SHOWN,
	"e.id", "e.id");
QUERY(timeline_count, "SELECT count(*) FROM event e WHERE e.ticket_id = ? AND " SHOWN);
QUERY(timeline_read, "SELECT comment_id FROM ticket_read WHERE agent_id = ? AND ticket_id = ?");

enum err timeline_list(
	struct cx *cx, ticket_id ticket, struct page *page, struct timeline_item **ret, int *ret_n)
{
	struct timeline_item *rows = ARENA_ARRAY(cx->arena, struct timeline_item, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &timeline_of_ticket, page);
	int n = 0;

	bind_i64(s, ticket.v);
	list_bind(s, &timeline_of_ticket, page);
	for (; list_row(s, page, n); n++) {
		rows[n].id.v = col_i64(s);
		rows[n].kind = (enum event_kind)col_i64(s);
		rows[n].author.v = col_i64(s);
		rows[n].at = col_i64(s);
		rows[n].detail = col_dup(s, cx->arena);
		keys[n] = page_key(rows[n].id.v, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &timeline_count);
	bind_i64(s, ticket.v);
	return db_run_i64(s, 0, &page->count);
}

enum err timeline_seen(struct cx *cx, ticket_id ticket, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &timeline_read);

	bind_i64(s, cx->actor.id.v);
	bind_i64(s, ticket.v);
	return db_run_i64(s, -1, ret);
}
