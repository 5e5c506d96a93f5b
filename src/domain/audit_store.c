/* Reading events of tickets as audits. */
#include "audit_i.h"

#include "domain/ticket_list.h"

#define AUDITS "SELECT " AUDIT_COLUMNS " FROM event e WHERE " AUDIT_IS

LIST(audits_of_ticket, AUDITS " AND e.ticket_id = ?", "e.id", "e.id");
LIST(audits_all, AUDITS, "e.id", "e.id");
QUERY(audit_select, AUDITS " AND e.id = ? AND e.ticket_id = ?");
QUERY(audit_select_last, AUDITS " AND e.ticket_id = ? ORDER BY e.id DESC LIMIT 1");
/* offset pages end at 10,000, so nobody needs to know of more */
QUERY_SCAN(audit_count_newest, "ends after 10,001 rows",
	"SELECT count(*) FROM (SELECT 1 FROM event e WHERE " AUDIT_IS " ORDER BY e.id DESC "
	"LIMIT 10001) n");
QUERY(audit_count_ticket, "SELECT count(*) FROM event e WHERE e.ticket_id = ? AND " AUDIT_IS);

void audit_read(struct stmt *s, struct arena *a, struct audit *audit)
{
	audit->id.v = col_i64(s);
	audit->ticket.v = col_i64(s);
	audit->author.v = col_i64(s);
	audit->at = col_i64(s);
	audit->detail = col_dup(s, a);
}

/* One page; ticket v 0: all tickets. */
static enum err list_page(
	struct cx *cx, ticket_id ticket, struct page *page, struct audit **ret, int *ret_n)
{
	const struct list_def *list = ticket.v ? &audits_of_ticket : &audits_all;
	struct audit *rows = ARENA_ARRAY(cx->arena, struct audit, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, list, page);
	int n = 0;

	if (ticket.v)
		bind_i64(s, ticket.v);
	list_bind(s, list, page);
	for (; list_row(s, page, n); n++) {
		audit_read(s, cx->arena, &rows[n]);
		keys[n] = page_key(rows[n].id.v, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err audit_list(
	struct cx *cx, ticket_id ticket, struct page *page, struct audit **ret, int *ret_n)
{
	TRY(list_page(cx, ticket, page, ret, ret_n));
	return page->cursor ? OK : audit_count(cx, ticket, &page->count);
}

enum err audit_list_all(struct cx *cx, struct page *page, struct audit **ret, int *ret_n)
{
	if (!ticket_sees_all(&cx->actor))
		return fail(cx, E_FORBIDDEN, NULL, NULL, "Only agents who see all tickets may");
	TRY(list_page(cx, (ticket_id){0}, page, ret, ret_n));
	return page->cursor ? OK
			    : db_run_i64(db_stmt(cx->db, &audit_count_newest), 0, &page->count);
}

enum err audit_count(struct cx *cx, ticket_id ticket, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &audit_count_ticket);

	bind_i64(s, ticket.v);
	return db_run_i64(s, 0, ret);
}

static enum err audit_one(struct cx *cx, struct stmt *s, struct audit **ret)
{
	struct audit *audit = NULL;

	if (db_row(s)) {
		audit = ARENA_NEW(cx->arena, struct audit);
		audit_read(s, cx->arena, audit);
	}
	TRY(db_done(s));
	*ret = audit;
	return OK;
}

enum err audit_get(struct cx *cx, ticket_id ticket, event_id id, struct audit **ret)
{
	struct stmt *s = db_stmt(cx->db, &audit_select);

	bind_i64(s, id.v);
	bind_i64(s, ticket.v);
	TRY(audit_one(cx, s, ret));
	return *ret ? OK : fail_not_found(cx);
}

enum err audit_last(struct cx *cx, ticket_id ticket, struct audit **ret)
{
	struct stmt *s = db_stmt(cx->db, &audit_select_last);

	bind_i64(s, ticket.v);
	return audit_one(cx, s, ret);
}
