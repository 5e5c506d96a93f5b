/* Rows of deleted and purged tickets. */
#include "domain/draft.h"
#include "domain/held_reply.h"
#include "domain/ticket_life.h"
#include "ticket_i.h"
#include "ticket_life_i.h"

#include <string.h>

#define DELETED \
	" FROM ticket t WHERE t.deleted_at IS NOT NULL AND NOT EXISTS " \
	"(SELECT 1 FROM ticket_purge g WHERE g.ticket_id = t.id)" TICKET_VISIBLE
#define DELETED_ROWS \
	"SELECT t.id, t.subject, t.status, t.deleted_at, " \
	"(SELECT e.actor_id FROM event e WHERE e.ticket_id = t.id AND e.kind = 3 " \
	"ORDER BY e.id DESC LIMIT 1), " \
	"(SELECT u.name FROM event e JOIN user_account u ON u.id = e.actor_id " \
	"WHERE e.ticket_id = t.id AND e.kind = 3 ORDER BY e.id DESC LIMIT 1)" DELETED

LIST(deleted_by_time, DELETED_ROWS, "t.deleted_at", "t.id");
/* "+": not all tickets by id */
LIST_SCAN(deleted_by_id, "walks the index of deleted tickets", DELETED_ROWS, "+t.id", "t.id");
QUERY(deleted_count, "SELECT count(*)" DELETED);
QUERY(purge_is, "SELECT 1 FROM ticket_purge WHERE ticket_id = ?");
QUERY(purge_mark, "INSERT INTO ticket_purge (ticket_id, purged_at) VALUES (?, ?)");
QUERY(purge_files, "UPDATE attachment SET redacted = 1, file_name = 'redacted.txt', "
		   "content_type = 'text/plain', size = 1, storage_key = '' WHERE comment_id IN "
		   "(SELECT id FROM comment WHERE ticket_id = ?)");
QUERY(purge_values, "DELETE FROM ticket_field_value WHERE ticket_id = ?");
QUERY(purge_rating, "UPDATE satisfaction_rating SET comment = NULL WHERE ticket_id = ?");
QUERY(purge_html, "DELETE FROM comment_html WHERE comment_id IN "
		  "(SELECT id FROM comment WHERE ticket_id = ?)");
QUERY(purge_source, "DELETE FROM comment_source WHERE comment_id IN "
		    "(SELECT id FROM comment WHERE ticket_id = ?)");
QUERY(purge_undo, "UPDATE bulk_item SET before = NULL, detail = NULL WHERE ticket_id = ?");
QUERY(purge_skips, "UPDATE skip SET reason = '' WHERE ticket_id = ?");
/* 1 created, 2 updated, 5 redacted, 6 merged, 7 unmerged, 20 rule fired, 21 rated */
QUERY(purge_events, "UPDATE event SET detail = '{}' WHERE ticket_id = ? "
		    "AND kind IN (1, 2, 5, 6, 7, 20, 21)");

enum err deleted_ticket_list(
	struct cx *cx, struct page *page, struct deleted_ticket **ret, int *ret_n)
{
	bool by_id = strcmp(page->sort, "id") == 0;
	const struct list_def *list = by_id ? &deleted_by_id : &deleted_by_time;
	struct deleted_ticket *rows =
		ARENA_ARRAY(cx->arena, struct deleted_ticket, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, list, page);
	int n;

	ticket_bind_visible(s, &cx->actor);
	list_bind(s, list, page);
	for (n = 0; list_row(s, page, n); n++) {
		rows[n].id.v = col_i64(s);
		rows[n].subject = col_dup(s, cx->arena);
		rows[n].status = (enum status)col_i64(s);
		rows[n].deleted_at = col_i64(s);
		rows[n].actor.v = col_i64(s);
		rows[n].actor_name = col_dup(s, cx->arena);
		keys[n] = page_key(by_id ? rows[n].id.v : rows[n].deleted_at, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &deleted_count);
	ticket_bind_visible(s, &cx->actor);
	return db_run_i64(s, 0, &page->count);
}

enum err ticket_is_purged(struct cx *cx, ticket_id id, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &purge_is);
	i64 there;

	bind_i64(s, id.v);
	TRY(db_run_i64(s, 0, &there));
	*ret = there;
	return OK;
}

enum err ticket_mark_purged(struct cx *cx, ticket_id id)
{
	struct stmt *s = db_stmt(cx->db, &purge_mark);

	bind_i64(s, id.v);
	bind_i64(s, cx->now);
	return db_run(s);
}

static enum err run_for(struct cx *cx, const struct query *q, ticket_id id)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, id.v);
	return db_run(s);
}

enum err ticket_purge_files(struct cx *cx, ticket_id id)
{
	return run_for(cx, &purge_files, id);
}

enum err ticket_purge_values(struct cx *cx, ticket_id id)
{
	return run_for(cx, &purge_values, id);
}

enum err ticket_purge_words(struct cx *cx, ticket_id id)
{
	TRY(run_for(cx, &purge_rating, id));
	TRY(run_for(cx, &purge_html, id));
	TRY(run_for(cx, &purge_source, id));
	TRY(run_for(cx, &purge_undo, id));
	TRY(held_reply_purge(cx, id, (user_id){0}));
	TRY(draft_purge(cx, id, (user_id){0}));
	return run_for(cx, &purge_skips, id);
}

enum err ticket_purge_events(struct cx *cx, ticket_id id)
{
	return run_for(cx, &purge_events, id);
}
