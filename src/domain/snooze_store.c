/* Rows of snoozed tickets. There are as many as people put aside, so the ticker looks at all of
 * them: what their deadlines are today stands in the ticket's row alone. */
#include "domain/ticket_i.h"
#include "snooze_i.h"

#include <stdlib.h>

#define COLUMNS \
	"z.ticket_id, z.until, z.wake_on_reply, z.set_by, z.set_at, " \
	"CASE WHEN t.status >= 5 OR t.deleted_at IS NOT NULL THEN 1 ELSE 0 END, " \
	"coalesce(t.next_due_at, -1), coalesce(t.next_goal_at, -1), coalesce(t.next_left_s, -1)"
/* CROSS JOIN: few sleep among many tickets, which SQLite cannot know. */
#define FROM " FROM snooze z CROSS JOIN ticket t WHERE t.id = z.ticket_id"

QUERY(snooze_select, "SELECT " COLUMNS FROM " AND z.ticket_id = ?");
QUERY_SCAN(snooze_select_all, "as many rows as tickets that sleep",
	"SELECT " COLUMNS FROM " ORDER BY z.until, z.ticket_id");
QUERY(snooze_upsert,
	"INSERT INTO snooze (ticket_id, until, wake_on_reply, set_by, set_at) "
	"VALUES (?, ?, ?, ?, ?) ON CONFLICT (ticket_id) DO UPDATE SET until = excluded.until, "
	"wake_on_reply = excluded.wake_on_reply, set_by = excluded.set_by, "
	"set_at = excluded.set_at");
QUERY(snooze_delete, "DELETE FROM snooze WHERE ticket_id = ?");
QUERY(snooze_count_agent, "SELECT count(*) FROM snooze WHERE set_by = ?");
#define LISTED \
	"SELECT " COLUMNS FROM " AND t.status < 5 AND t.deleted_at IS NULL" TICKET_VISIBLE \
	" AND (? = 0 OR t.assignee_id = ?)"
LIST(snooze_by_until, LISTED, "z.until", "z.ticket_id");
QUERY_SCAN(snooze_count, "as many rows as tickets that sleep",
	"SELECT count(*)" FROM " AND t.status < 5 AND t.deleted_at IS NULL" TICKET_VISIBLE
	" AND (? = 0 OR t.assignee_id = ?)");
/* Those that the agent put aside, and those of his unsolved tickets that sleep: two short walks
 * instead of one over all that sleep. */
#define MINE(columns) \
	"SELECT " columns FROM \
	" AND z.set_by = ? AND t.status < 5 AND t.deleted_at IS NULL" TICKET_VISIBLE \
	" UNION SELECT " columns " FROM ticket t CROSS JOIN snooze z WHERE " SNOOZED_OF("= ?")
QUERY(snooze_count_mine_q, "SELECT count(*) FROM (" MINE("z.ticket_id") ") n");
QUERY(snooze_select_mine, MINE(COLUMNS));

static void read_row(struct stmt *s, struct sleeper *z)
{
	*z = (struct sleeper){0};
	z->snooze.ticket.v = col_i64(s);
	z->snooze.until = col_i64(s);
	z->snooze.wake_on_reply = col_bool(s);
	z->snooze.by.v = col_i64(s);
	z->snooze.at = col_i64(s);
	z->over = col_bool(s);
	z->due_at = col_i64(s);
	z->goal_at = col_i64(s);
	z->left_s = col_i64(s);
	sleeper_plan(z);
}

enum err snooze_load(struct cx *cx, ticket_id ticket, struct sleeper *ret)
{
	struct stmt *s = db_stmt(cx->db, &snooze_select);

	*ret = (struct sleeper){0};
	bind_i64(s, ticket.v);
	if (db_row(s))
		read_row(s, ret);
	return db_done(s);
}

enum err snooze_save(struct cx *cx, const struct snooze *z)
{
	struct stmt *s = db_stmt(cx->db, &snooze_upsert);

	bind_i64(s, z->ticket.v);
	bind_i64(s, z->until);
	bind_bool(s, z->wake_on_reply);
	bind_i64(s, z->by.v);
	bind_i64(s, z->at);
	return db_run(s);
}

enum err snooze_remove(struct cx *cx, ticket_id ticket)
{
	struct stmt *s = db_stmt(cx->db, &snooze_delete);

	bind_i64(s, ticket.v);
	return db_run(s);
}

enum err snooze_count_of(struct cx *cx, user_id agent, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &snooze_count_agent);

	bind_i64(s, agent.v);
	return db_run_i64(s, 0, ret);
}

enum err snooze_due(struct cx *cx, int max, struct sleeper **ret, int *ret_n, i64 *ret_next)
{
	struct sleeper *rows = ARENA_ARRAY(cx->arena, struct sleeper, max + 1);
	struct stmt *s = db_stmt(cx->db, &snooze_select_all);
	i64 next = INT64_MAX;
	int n = 0;

	while (db_row(s)) {
		struct sleeper z;

		read_row(s, &z);
		if (!z.over && z.snooze.wakes_at > cx->now)
			next = z.snooze.wakes_at < next ? z.snooze.wakes_at : next;
		else if (n < max)
			rows[n++] = z;
		else
			next = cx->now;
	}
	TRY(db_done(s));
	*ret = rows;
	*ret_n = n;
	*ret_next = next;
	return OK;
}

static void bind_listed(struct cx *cx, struct stmt *s, bool mine)
{
	ticket_bind_visible(s, &cx->actor);
	bind_i64(s, mine);
	bind_i64(s, cx->actor.id.v);
}

enum err snooze_list(struct cx *cx, bool mine, struct page *page, struct snooze **ret, int *ret_n)
{
	struct snooze *rows = ARENA_ARRAY(cx->arena, struct snooze, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &snooze_by_until, page);
	int n = 0;

	bind_listed(cx, s, mine);
	list_bind(s, &snooze_by_until, page);
	for (; list_row(s, page, n); n++) {
		struct sleeper z;

		read_row(s, &z);
		rows[n] = z.snooze;
		keys[n] = page_key(z.snooze.until, NULL, z.snooze.ticket.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &snooze_count);
	bind_listed(cx, s, mine);
	return db_run_i64(s, 0, &page->count);
}

static void bind_mine(struct cx *cx, struct stmt *s)
{
	bind_i64(s, cx->actor.id.v);
	ticket_bind_visible(s, &cx->actor);
	bind_i64(s, cx->actor.id.v);
}

static enum err count_mine(struct cx *cx, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &snooze_count_mine_q);

	bind_mine(cx, s);
	return db_run_i64(s, 0, ret);
}

enum err snooze_count_mine(struct cx *cx, i64 *ret)
{
	TRY(count_mine(cx, ret));
	*ret = *ret < SNOOZE_LISTED ? *ret : SNOOZE_LISTED;
	return OK;
}

static int compare_waking(const void *va, const void *vb)
{
	const struct snooze *a = va, *b = vb;

	if (a->wakes_at != b->wakes_at)
		return a->wakes_at < b->wakes_at ? -1 : 1;
	return a->ticket.v < b->ticket.v ? -1 : a->ticket.v > b->ticket.v;
}

enum err snooze_mine(struct cx *cx, struct id_list *ret)
{
	struct snooze *rows;
	struct stmt *s;
	i64 all;
	int n = 0;

	TRY(count_mine(cx, &all));
	rows = ARENA_ARRAY(cx->arena, struct snooze, all + 1);
	s = db_stmt(cx->db, &snooze_select_mine);
	bind_mine(cx, s);
	while (n < all && db_row(s)) {
		struct sleeper z;

		read_row(s, &z);
		rows[n++] = z.snooze;
	}
	TRY(db_done(s));
	qsort(rows, (size_t)n, sizeof *rows, compare_waking);
	for (int i = 0; i < n && i < SNOOZE_LISTED; i++)
		id_list_add(cx->arena, ret, rows[i].ticket.v);
	return OK;
}
