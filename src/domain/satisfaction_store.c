/* Rows of ratings. */
#include "domain/people_i.h"
#include "domain/ticket_i.h"
#include "satisfaction_i.h"

#define RATING_COLUMNS \
	"r.id, r.ticket_id, r.requester_id, r.assignee_id, r.group_id, r.score, r.comment, " \
	"r.reason_id, r.created_at, r.updated_at"
#define VISIBLE_RATINGS \
	" FROM satisfaction_rating r JOIN ticket t ON t.id = r.ticket_id " \
	"WHERE t.deleted_at IS NULL" TICKET_VISIBLE \
	" AND r.score BETWEEN ? AND ? AND r.created_at >= ? AND r.created_at < ? " \
	"AND (CASE WHEN r.comment IS NULL THEN 0 ELSE 1 END) BETWEEN ? AND ?"

LIST(ratings_by_created, "SELECT " RATING_COLUMNS VISIBLE_RATINGS, "r.created_at", "r.id");
QUERY(rating_count_few, "SELECT count(*) FROM (SELECT 1" VISIBLE_RATINGS " LIMIT ?) n");
QUERY(rating_select, "SELECT " RATING_COLUMNS " FROM satisfaction_rating r WHERE r.id = ?");
QUERY(rating_select_ticket,
	"SELECT " RATING_COLUMNS " FROM satisfaction_rating r WHERE r.ticket_id = ?");
QUERY(rating_select_tickets,
	"SELECT " RATING_COLUMNS " FROM satisfaction_rating r WHERE r.ticket_id IN " IDS_IN);
QUERY(rating_insert,
	"INSERT INTO satisfaction_rating (assignee_id, group_id, score, comment, reason_id, "
	"updated_at, ticket_id, requester_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
	"RETURNING id");
QUERY(rating_update,
	"UPDATE satisfaction_rating SET assignee_id = ?, group_id = ?, score = ?, comment = ?, "
	"reason_id = ?, updated_at = ? WHERE id = ?");

static void rating_read(struct stmt *s, struct arena *a, struct rating *r)
{
	r->id = col_i64(s);
	r->ticket.v = col_i64(s);
	r->requester.v = col_i64(s);
	r->assignee.v = col_i64(s);
	r->group.v = col_i64(s);
	r->score = (enum score)col_i64(s);
	r->comment = col_dup(s, a);
	r->reason = col_i64(s);
	r->created_at = col_i64(s);
	r->updated_at = col_i64(s);
}

static enum err read_one(struct cx *cx, const struct query *q, i64 id, struct rating **ret)
{
	struct stmt *s = db_stmt(cx->db, q);
	struct rating *r = NULL;

	bind_i64(s, id);
	if (db_row(s)) {
		r = ARENA_NEW(cx->arena, struct rating);
		rating_read(s, cx->arena, r);
	}
	TRY(db_done(s));
	*ret = r;
	return OK;
}

enum err rating_store_load(struct cx *cx, i64 id, struct rating **ret)
{
	return read_one(cx, &rating_select, id, ret);
}

enum err rating_store_of_ticket(struct cx *cx, ticket_id ticket, struct rating **ret)
{
	return read_one(cx, &rating_select_ticket, ticket.v, ret);
}

enum err rating_of_tickets(
	struct cx *cx, const i64 *ticket_ids, int n, struct rating **ret, int *ret_n)
{
	struct rating *rows = ARENA_ARRAY(cx->arena, struct rating, n + 1);
	int count = 0;

	if (n == 1) { /* a list of places would cost the engine a table */
		TRY(rating_store_of_ticket(cx, (ticket_id){ticket_ids[0]}, &rows));
		*ret = rows;
		*ret_n = rows != NULL;
		return OK;
	}

	for (int i = 0; i < n; i += IDS_CHUNK) {
		struct stmt *s = db_stmt(cx->db, &rating_select_tickets);

		bind_ids(s, ticket_ids + i, n - i < IDS_CHUNK ? n - i : IDS_CHUNK);
		while (count < n && db_row(s))
			rating_read(s, cx->arena, &rows[count++]);
		TRY(db_done(s));
	}
	*ret = rows;
	*ret_n = count;
	return OK;
}

static void bind_filter(struct cx *cx, struct stmt *s, const struct rating_filter *filter)
{
	ticket_bind_visible(s, &cx->actor);
	bind_i64(s, filter->least);
	bind_i64(s, filter->most);
	bind_i64(s, filter->from);
	bind_i64(s, filter->to);
	bind_i64(s, filter->no_comment ? 0 : 1);
	bind_i64(s, filter->comment ? 1 : 0);
}

enum err rating_list(struct cx *cx, const struct rating_filter *filter, struct page *page,
	struct rating **ret, int *ret_n)
{
	struct rating *rows = ARENA_ARRAY(cx->arena, struct rating, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &ratings_by_created, page);
	int n = 0;

	bind_filter(cx, s, filter);
	list_bind(s, &ratings_by_created, page);
	for (; list_row(s, page, n); n++) {
		rating_read(s, cx->arena, &rows[n]);
		keys[n] = page_key(rows[n].created_at, NULL, rows[n].id);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	if (!page->cursor)
		TRY(rating_count(cx, filter, &page->count));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err rating_count(struct cx *cx, const struct rating_filter *filter, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &rating_count_few);

	bind_filter(cx, s, filter);
	bind_i64(s, RATING_COUNT_MAX);
	return db_run_i64(s, 0, ret);
}

enum err rating_store_save(struct cx *cx, struct rating *r)
{
	struct stmt *s = db_stmt(cx->db, r->id ? &rating_update : &rating_insert);

	bind_ref(s, r->assignee.v);
	bind_ref(s, r->group.v);
	bind_i64(s, r->score);
	bind_text(s, r->comment);
	bind_i64(s, r->reason);
	bind_i64(s, r->updated_at);
	if (r->id) {
		bind_i64(s, r->id);
		return db_run(s);
	}
	bind_i64(s, r->ticket.v);
	bind_i64(s, r->requester.v);
	bind_i64(s, r->created_at);
	return db_run_id(s, &r->id);
}
