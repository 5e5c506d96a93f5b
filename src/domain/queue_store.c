/*
 * The agents' queue from the ticket rows alone: (queue_key, id) is the order, and an index over
 * the unsolved holds it, so a page costs its own rows whatever the size of the house.
 */
#include "queue_i.h"
#include "snooze_i.h"

#include "base/clock.h"
#include "domain/ticket_i.h"

#define QUEUE_COLUMNS \
	"t.id, t.subject, t.tags, t.snippet, t.status, t.priority, t.type, t.channel, " \
	"t.requester_id, t.assignee_id, r.name, a.name, t.group_id, t.organization_id, o.name, " \
	"t.created_at, t.updated_at, t.queue_key, " \
	"coalesce(t.next_kind, -1), coalesce(t.next_due_at, -1), coalesce(t.next_goal_at, -1), " \
	"coalesce(t.next_left_s, -1)"
#define QUEUE_FROM \
	" FROM ticket t JOIN user_account r ON r.id = t.requester_id " \
	"LEFT JOIN user_account a ON a.id = t.assignee_id " \
	"LEFT JOIN organization o ON o.id = t.organization_id WHERE "
/* Unsolved and not put aside (domain/snooze). */
#define OPEN \
	"t.status < 5 AND t.deleted_at IS NULL AND " \
	"NOT EXISTS (SELECT 1 FROM snooze z WHERE z.ticket_id = t.id)"
/* A deep page passes over places of the index alone. */
#define LIST_QUEUE(name, where) \
	LIST_OF_IDS(name, "SELECT " QUEUE_COLUMNS QUEUE_FROM "t.id", \
		"SELECT t.id FROM ticket t WHERE " OPEN TICKET_VISIBLE where, "t.queue_key", \
		"t.id")

/* Breached, due soon, or past the goal. The second bound keeps the walk short: what is due later
 * than in a day is not looked at for its goal. */
#define BREACHING \
	" AND t.queue_key <= ? AND t.next_left_s IS NULL AND " \
	"(t.next_due_at <= ? OR t.next_goal_at <= ?)"

LIST_QUEUE(queue_all, "");
LIST_QUEUE(queue_mine, " AND t.assignee_id = ?");
LIST_QUEUE(queue_unassigned, " AND t.assignee_id IS NULL");
LIST_QUEUE(queue_breaching, BREACHING);
QUERY(queue_select,
	"SELECT " QUEUE_COLUMNS QUEUE_FROM "t.id = ? AND t.deleted_at IS NULL" TICKET_VISIBLE);
/* What hangs on the ticket, for one agent: its newest message and how far he has read. */
QUERY(queue_beside,
	"SELECT coalesce(c.id, 0), coalesce(c.author_id, 0), coalesce(c.created_at, 0), "
	"coalesce(v.comment_id, -1), "
	"CASE WHEN EXISTS (SELECT 1 FROM draft d WHERE d.user_id = ? AND d.ticket_id = t.id) "
	"THEN 1 ELSE 0 END, "
	"CASE WHEN EXISTS (SELECT 1 FROM comment ac JOIN attachment aa ON aa.comment_id = ac.id "
	"WHERE ac.ticket_id = t.id) THEN 1 ELSE 0 END, "
	"CASE WHEN EXISTS (SELECT 1 FROM snooze z WHERE z.ticket_id = t.id) THEN 1 ELSE 0 END "
	"FROM ticket t LEFT JOIN comment c ON c.id = "
	"(SELECT max(nc.id) FROM comment nc WHERE nc.ticket_id = t.id) "
	"LEFT JOIN ticket_read v ON v.agent_id = ? AND v.ticket_id = t.id WHERE t.id = ?");
/* Whole lists, from the index alone; for restricted agents the rows are asked. */
#define IDS    "SELECT t.id FROM ticket t WHERE " OPEN
#define BY_KEY " ORDER BY t.queue_key, t.id LIMIT ?"
#define WHOLE  "the list is wanted whole; walks the index of unsolved tickets"
QUERY_SCAN(queue_ids_all, WHOLE, IDS BY_KEY);
QUERY(queue_ids_mine, IDS " AND t.assignee_id = ?" BY_KEY);
QUERY(queue_ids_unassigned, IDS " AND t.assignee_id IS NULL" BY_KEY);
QUERY(queue_ids_breaching, IDS TICKET_VISIBLE BREACHING BY_KEY);
QUERY_SCAN(
	queue_ids_seen, WHOLE, IDS TICKET_VISIBLE " AND (? = 0 OR t.assignee_id IS NULL)" BY_KEY);
QUERY(queue_count_breaching,
	"SELECT count(*) FROM (SELECT 1 FROM ticket t WHERE " OPEN TICKET_VISIBLE BREACHING
	" LIMIT ?) n");
/* What the kept counts count too and the queue does not show. What is solved or deleted sleeps no
 * more. */
QUERY_SCAN(queue_count_asleep, "as many places of an index as tickets that sleep",
	"SELECT count(*) FROM snooze");
QUERY(queue_count_asleep_mine,
	"SELECT count(*) FROM ticket t CROSS JOIN snooze z WHERE " SNOOZED_OF("= ?"));
QUERY(queue_count_asleep_unassigned,
	"SELECT count(*) FROM ticket t CROSS JOIN snooze z WHERE " SNOOZED_OF("IS NULL"));
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
	row->type = (enum ticket_type)col_i64(s);
	row->channel = (enum channel)col_i64(s);
	row->requester.v = col_i64(s);
	row->assignee.v = col_i64(s);
	row->requester_name = col_dup(s, a);
	row->assignee_name = col_dup(s, a);
	row->group.v = col_i64(s);
	row->organization.v = col_i64(s);
	row->organization_name = col_dup(s, a);
	row->created_at = col_i64(s);
	row->updated_at = col_i64(s);
	row->queue_key = col_i64(s);
	row->next_kind = col_i64(s);
	row->next_due_at = col_i64(s);
	row->next_goal_at = col_i64(s);
	row->next_left_s = col_i64(s);
}

/* Read, unless somebody else wrote since; what was never opened is unread while it is young. */
static bool is_unread(const struct cx *cx, const struct queue_row *row, i64 newest, i64 author,
	i64 written_at, i64 seen)
{
	if (!newest || author == cx->actor.id.v)
		return false;
	if (seen >= 0)
		return newest > seen;
	return row->status < STATUS_SOLVED && cx->now - written_at < QUEUE_UNREAD_DAYS * DAY_MS;
}

static enum err read_snooze(struct cx *cx, struct queue_row *row)
{
	struct sleeper sleeper;

	TRY(snooze_load(cx, row->ticket, &sleeper));
	row->snooze = sleeper.snooze;
	return OK;
}

static enum err read_beside(struct cx *cx, struct queue_row *rows, int n)
{
	for (int i = 0; i < n; i++) {
		struct stmt *s = db_stmt(cx->db, &queue_beside);
		bool sleeps = false;

		bind_i64(s, cx->actor.id.v);
		bind_i64(s, cx->actor.id.v);
		bind_i64(s, rows[i].ticket.v);
		if (db_row(s)) {
			i64 newest = col_i64(s), author = col_i64(s), at = col_i64(s);
			i64 seen = col_i64(s);

			rows[i].written_at = at;
			rows[i].unread = is_unread(cx, &rows[i], newest, author, at, seen);
			rows[i].has_draft = col_i64(s);
			rows[i].has_attachment = col_i64(s);
			sleeps = col_i64(s);
		}
		TRY(db_done(s));
		if (sleeps)
			TRY(read_snooze(cx, &rows[i]));
	}
	return OK;
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
	case QUEUE_SNOOZED:
		break;
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
	case QUEUE_SNOOZED:
		return counts->snoozed;
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
	TRY(read_beside(cx, rows, n));
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
	return read_beside(cx, rows, n);
}

static struct stmt *open_ids(struct cx *cx, enum queue_filter filter)
{
	bool all = ticket_sees_all(&cx->actor);
	struct stmt *s;

	if (filter == QUEUE_BREACHING || (!all && filter != QUEUE_MINE)) {
		s = db_stmt(
			cx->db, filter == QUEUE_BREACHING ? &queue_ids_breaching : &queue_ids_seen);
		ticket_bind_visible(s, &cx->actor);
		if (filter == QUEUE_BREACHING)
			bind_breaching(cx, s);
		else
			bind_i64(s, filter == QUEUE_UNASSIGNED);
		return s;
	}
	if (filter != QUEUE_MINE)
		return db_stmt(
			cx->db, filter == QUEUE_ALL ? &queue_ids_all : &queue_ids_unassigned);
	s = db_stmt(cx->db, &queue_ids_mine);
	bind_i64(s, cx->actor.id.v);
	return s;
}

static enum err walk_snoozed(struct cx *cx, view_row *fn, void *self)
{
	struct id_list ids = {0};

	TRY(snooze_mine(cx, &ids));
	for (int i = 0; i < ids.n; i++)
		TRY(fn(self, ids.v[i], NULL));
	return OK;
}

enum err queue_walk(struct cx *cx, enum queue_filter filter, int most, view_row *fn, void *self)
{
	enum err e = OK, done;
	struct stmt *s;

	if (filter == QUEUE_SNOOZED)
		return walk_snoozed(cx, fn, self);
	s = open_ids(cx, filter);
	bind_i64(s, most);
	while (e == OK && db_row(s))
		e = fn(self, col_i64(s), NULL);
	done = db_done(s);
	return e ? e : done;
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

/* Take out what sleeps. */
static enum err count_awake(struct cx *cx, struct queue_counts *counts)
{
	struct stmt *s = db_stmt(cx->db, &queue_count_asleep_mine);
	i64 mine, all, unassigned;

	bind_i64(s, cx->actor.id.v);
	TRY(db_run_i64(s, 0, &mine));
	counts->mine -= mine;
	if (!ticket_sees_all(&cx->actor))
		return OK;
	TRY(db_run_i64(db_stmt(cx->db, &queue_count_asleep), 0, &all));
	TRY(db_run_i64(db_stmt(cx->db, &queue_count_asleep_unassigned), 0, &unassigned));
	counts->all -= all;
	counts->unassigned -= unassigned;
	return OK;
}

enum err queue_count(struct cx *cx, struct queue_counts *ret)
{
	struct queue_counts counts = {0};
	struct stmt *s;

	TRY(counter_get(cx, "queue.assignee", cx->actor.id.v, &counts.mine));
	if (ticket_sees_all(&cx->actor)) {
		TRY(counter_get(cx, "queue.open", 0, &counts.all));
		TRY(counter_get(cx, "queue.unassigned", 0, &counts.unassigned));
	}
	TRY(count_awake(cx, &counts));
	if (!ticket_sees_all(&cx->actor))
		TRY(count_visible(cx, &counts));
	s = db_stmt(cx->db, &queue_count_breaching);
	ticket_bind_visible(s, &cx->actor);
	bind_breaching(cx, s);
	bind_i64(s, QUEUE_BREACHING_MAX);
	TRY(db_run_i64(s, 0, &counts.breaching));
	TRY(snooze_count_mine(cx, &counts.snoozed));
	*ret = counts;
	return OK;
}
