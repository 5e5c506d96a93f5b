/*
 * The agents' queue from the ticket rows alone: (queue_key, id) is the order, and an index over
 * the unsolved holds it, so a page costs its own rows whatever the size of the house.
 */
#include "domain/queue.h"

#include "base/clock.h"
#include "domain/ticket_i.h"

#define QUEUE_COLUMNS \
	"t.id, t.subject, t.tags, t.snippet, t.status, t.priority, t.channel, t.requester_id, " \
	"t.assignee_id, r.name, a.name, t.group_id, t.updated_at, t.queue_key, " \
	"coalesce(t.next_kind, -1), coalesce(t.next_due_at, -1), coalesce(t.next_goal_at, -1), " \
	"coalesce(t.next_left_s, -1)"
#define QUEUE_FROM \
	" FROM ticket t JOIN user_account r ON r.id = t.requester_id " \
	"LEFT JOIN user_account a ON a.id = t.assignee_id WHERE "
#define OPEN	     "t.status < 5 AND t.deleted_at IS NULL"
#define SELECT_QUEUE "SELECT " QUEUE_COLUMNS QUEUE_FROM OPEN TICKET_VISIBLE

/* Breached, due soon, or past the goal. The second bound keeps the walk short: what is due later
 * than in a day is not looked at for its goal. */
#define BREACHING \
	" AND t.queue_key <= ? AND t.next_left_s IS NULL AND " \
	"(t.next_due_at <= ? OR t.next_goal_at <= ?)"

LIST(queue_all, SELECT_QUEUE, "t.queue_key", "t.id");
LIST(queue_mine, SELECT_QUEUE " AND t.assignee_id = ?", "t.queue_key", "t.id");
LIST(queue_unassigned, SELECT_QUEUE " AND t.assignee_id IS NULL", "t.queue_key", "t.id");
LIST(queue_breaching, SELECT_QUEUE BREACHING, "t.queue_key", "t.id");
QUERY(queue_select,
	"SELECT " QUEUE_COLUMNS QUEUE_FROM "t.id = ? AND t.deleted_at IS NULL" TICKET_VISIBLE);
QUERY(queue_count_breaching,
	"SELECT count(*) FROM (SELECT 1 FROM ticket t WHERE " OPEN TICKET_VISIBLE BREACHING
	" LIMIT ?) n");
/* For restricted agents, who have no kept counts. */
QUERY(queue_count_visible,
	"SELECT count(*), coalesce(sum(CASE WHEN v.assignee_id IS NULL THEN 1 ELSE 0 END), 0) FROM "
	"(SELECT t.assignee_id FROM ticket t WHERE " OPEN TICKET_VISIBLE " LIMIT ?) v");

static void queue_read(struct stmt *s, struct arena *a, struct queue_row *row)
{
	row->ticket.v = col_i64(s);
	row->subject = col_dup(s, a);
	row->tags = col_dup(s, a);
	row->snippet = col_dup(s, a);
	row->status = (enum status)col_i64(s);
	row->priority = (enum priority)col_i64(s);
	row->channel = (enum channel)col_i64(s);
	row->requester.v = col_i64(s);
	row->assignee.v = col_i64(s);
	row->requester_name = col_dup(s, a);
	row->assignee_name = col_dup(s, a);
	row->group.v = col_i64(s);
	row->updated_at = col_i64(s);
	row->queue_key = col_i64(s);
	row->next_kind = col_i64(s);
	row->next_due_at = col_i64(s);
	row->next_goal_at = col_i64(s);
	row->next_left_s = col_i64(s);
}

static const struct list_def *list_of(enum queue_filter filter)
{
	switch (filter) {
	case QUEUE_ALL:
		return &queue_all;
	case QUEUE_MINE:
		return &queue_mine;
	case QUEUE_UNASSIGNED:
		return &queue_unassigned;
	case QUEUE_BREACHING:
		return &queue_breaching;
	}
	return &queue_all;
}

static void bind_breaching(struct cx *cx, struct stmt *s)
{
	bind_i64(s, cx->now + DAY_MS);
	bind_i64(s, cx->now + QUEUE_SOON_MS);
	bind_i64(s, cx->now);
}

static i64 count_of(const struct queue_counts *counts, enum queue_filter filter)
{
	switch (filter) {
	case QUEUE_ALL:
		return counts->all;
	case QUEUE_MINE:
		return counts->mine;
	case QUEUE_UNASSIGNED:
		return counts->unassigned;
	case QUEUE_BREACHING:
		return counts->breaching;
	}
	return 0;
}

enum err queue_list(struct cx *cx, enum queue_filter filter, struct page *page,
	struct queue_row **ret, int *ret_n)
{
	const struct list_def *list = list_of(filter);
	struct queue_row *rows = ARENA_ARRAY(cx->arena, struct queue_row, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, list, page);
	struct queue_counts counts;
	int n = 0;

	ticket_bind_visible(s, &cx->actor);
	if (filter == QUEUE_MINE)
		bind_i64(s, cx->actor.id.v);
	if (filter == QUEUE_BREACHING)
		bind_breaching(cx, s);
	list_bind(s, list, page);
	for (; list_row(s, page, n); n++) {
		queue_read(s, cx->arena, &rows[n]);
		keys[n] = page_key(rows[n].queue_key, NULL, rows[n].ticket.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	if (!page->cursor) {
		TRY(queue_count(cx, &counts));
		page->count = count_of(&counts, filter);
	}
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err queue_of_ids(struct cx *cx, const struct id_list *ids, struct queue_row **ret, int *ret_n)
{
	struct queue_row *rows = ARENA_ARRAY(cx->arena, struct queue_row, ids->n + 1);
	int n = 0;

	for (int i = 0; i < ids->n; i++) {
		struct stmt *s = db_stmt(cx->db, &queue_select);

		bind_i64(s, ids->v[i]);
		ticket_bind_visible(s, &cx->actor);
		if (db_row(s))
			queue_read(s, cx->arena, &rows[n++]);
		TRY(db_done(s));
	}
	*ret = rows;
	*ret_n = n;
	return OK;
}

static enum err count_visible(struct cx *cx, struct queue_counts *counts)
{
	struct stmt *s = db_stmt(cx->db, &queue_count_visible);

	ticket_bind_visible(s, &cx->actor);
	bind_i64(s, TICKET_COUNT_MAX);
	if (db_row(s)) {
		counts->all = col_i64(s);
		counts->unassigned = col_i64(s);
	}
	return db_done(s);
}

enum err queue_count(struct cx *cx, struct queue_counts *ret)
{
	struct queue_counts counts = {0};
	struct stmt *s;

	TRY(counter_get(cx, "queue.assignee", cx->actor.id.v, &counts.mine));
	if (ticket_sees_all(&cx->actor)) {
		TRY(counter_get(cx, "queue.open", 0, &counts.all));
		TRY(counter_get(cx, "queue.unassigned", 0, &counts.unassigned));
	} else {
		TRY(count_visible(cx, &counts));
	}
	s = db_stmt(cx->db, &queue_count_breaching);
	ticket_bind_visible(s, &cx->actor);
	bind_breaching(cx, s);
	bind_i64(s, QUEUE_BREACHING_MAX);
	TRY(db_run_i64(s, 0, &counts.breaching));
	*ret = counts;
	return OK;
}
