/* Events about deadlines, in the order of the log. */
#include "metric_event_i.h"

/* Kinds 10 to 15, 17 and 18: all but warnings, which the API does not know; nor does it know
 * promises (waits 5 and 6). What begins (10) is two rows. Waits are counted per metric: first and
 * next replies are one. CROSS JOIN holds SQLite to the order of the log. */
LIST(metric_event_lines,
	"SELECT e.id, p.part, e.ticket_id, e.at, e.kind, w.kind, (SELECT count(*) FROM wait o "
	"WHERE o.ticket_id = w.ticket_id AND o.id <= w.id AND "
	"CASE WHEN o.kind = 2 THEN 1 ELSE o.kind END = CASE WHEN w.kind = 2 THEN 1 ELSE w.kind END"
	"), e.detail FROM event e CROSS JOIN wait w CROSS JOIN "
	"(SELECT 0 AS part UNION ALL SELECT 1) p WHERE w.id = e.subject_id AND "
	"(p.part = 0 OR e.kind = 10) AND e.kind IN (10, 11, 12, 13, 14, 15, 17, 18) "
	"AND w.kind NOT IN (5, 6) AND e.id > ?",
	"e.id", "p.part");
QUERY(metric_event_policy, "SELECT title, description FROM policy WHERE id = ?");

enum err metric_event_store_lines(
	struct cx *cx, event_id after, struct page *page, struct wait_line **ret, int *ret_n)
{
	struct wait_line *lines = ARENA_ARRAY(cx->arena, struct wait_line, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &metric_event_lines, page);
	struct page from = *page;
	int n = 0;

	if (!page->has_at &&
		!page->descending) { /* one bound, so that the engine takes the right one */
		from.has_at = true;
		from.at = (struct page_key){.number = after.v, .id = INT64_MAX};
	}
	bind_i64(s, after.v);
	list_bind(s, &metric_event_lines, &from);
	for (; list_row(s, page, n); n++) {
		struct wait_line *line = &lines[n];

		line->id.v = col_i64(s);
		line->part = col_i64(s);
		line->ticket.v = col_i64(s);
		line->at = col_i64(s);
		line->what = (enum event_kind)col_i64(s);
		line->kind = (enum wait_kind)col_i64(s);
		line->instance = col_i64(s);
		line->detail = col_dup(s, cx->arena);
		keys[n] = page_key(line->id.v, NULL, line->part);
	}
	TRY(db_done(s));
	list_finish(page, lines, sizeof *lines, &n, keys);
	*ret = lines;
	*ret_n = n;
	return OK;
}

enum err metric_event_store_policy(
	struct cx *cx, policy_id id, const char **ret_title, const char **ret_text)
{
	struct stmt *s = db_stmt(cx->db, &metric_event_policy);
	const char *title = NULL, *text = NULL;

	bind_i64(s, id.v);
	if (db_row(s)) {
		title = col_dup(s, cx->arena);
		text = col_dup(s, cx->arena);
	}
	TRY(db_done(s));
	*ret_title = title;
	*ret_text = text;
	return OK;
}
