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

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct timeline_item *row = ret;

	row->id.v = col_i64(s);
	row->kind = (enum event_kind)col_i64(s);
	row->author.v = col_i64(s);
	row->at = col_i64(s);
	row->detail = col_dup(s, a);
	return row->id.v;
}

enum err timeline_list(
	struct cx *cx, ticket_id ticket, struct page *page, struct timeline_item **ret, int *ret_n)
{
	struct stmt *s = list_open(cx, &timeline_of_ticket, page);
	void *rows;

	bind_i64(s, ticket.v);
	TRY(list_read(cx, s, &timeline_of_ticket, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
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
