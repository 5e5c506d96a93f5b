/* What reports read: tickets from the index of searches, threads from an index of their own, so
 * that no words are read; the newest first. */
#include "domain/metric.h"
#include "domain/ticket_i.h"
#include "report_i.h"

#include <string.h>

/* From the ids that can be meant, by the index that is made for them, to the index of searches:
 * rows themselves are ten times as wide. */
#define TICKETS_OF \
	"SELECT t.id, t.status, t.channel, coalesce(t.assignee_id, 0), coalesce(t.group_id, 0), " \
	"t.created_at, coalesce(t.solved_at, 0), t.tags FROM ticket t "
#define TICKETS_IN(ids, more) \
	"WHERE t.deleted_at IS NULL AND t.id <= ? AND t.id IN (" ids ")" more TICKET_VISIBLE \
	" ORDER BY t.id DESC"
#define TICKETS(name, ids, more) \
	QUERY_TWO(name, TICKETS_OF "INDEXED BY ticket_search " TICKETS_IN(ids, more), \
		TICKETS_OF TICKETS_IN(ids, more))

TICKETS(report_made, "SELECT u.id FROM ticket u WHERE u.created_at >= ? AND u.created_at < ?", "");
TICKETS(report_changed, "SELECT u.id FROM ticket u WHERE u.updated_at >= ?",
	" AND t.created_at < ?");
/* What was solved later than a moment has changed since. */
TICKETS(report_unsolved,
	"SELECT u.id FROM ticket u WHERE u.status < 5 "
	"UNION SELECT u.id FROM ticket u WHERE u.updated_at >= ?",
	" AND (t.status < 5 OR t.solved_at >= ?) AND t.created_at < ?");
QUERY(report_thread, "SELECT c.public, c.author_role, c.channel, c.created_at FROM comment c "
		     "WHERE c.ticket_id = ? ORDER BY c.id");
QUERY(report_waits, "SELECT w.kind, w.outcome, w.started_at, w.due_at, coalesce(w.fulfilled_at, 0) "
		    "FROM wait w WHERE w.ticket_id = ? ORDER BY w.id");
QUERY(report_calendar, "SELECT w.calendar_id, w.calendar_version FROM wait w "
		       "WHERE w.ticket_id = ? ORDER BY w.id DESC LIMIT 1");
QUERY(report_reopened, "SELECT t.reopens FROM ticket t WHERE t.id = ?");
QUERY(report_log, "SELECT e.at, e.detail FROM event e WHERE e.ticket_id = ? AND e.at < ? "
		  "AND e.kind NOT BETWEEN 10 AND 20 ORDER BY e.id");
QUERY(report_group_name, "SELECT g.name FROM agent_group g WHERE g.id = ?");
QUERY(report_agent_name, "SELECT u.name FROM user_account u WHERE u.id = ?");
QUERY(report_subject, "SELECT t.subject, t.status, u.name FROM ticket t "
		      "JOIN user_account u ON u.id = t.requester_id WHERE t.id = ?");

static void read_ticket(struct stmt *s, struct report_ticket *t)
{
	t->id.v = col_i64(s);
	t->status = (enum status)col_i64(s);
	t->channel = (enum channel)col_i64(s);
	t->agent.v = col_i64(s);
	t->group.v = col_i64(s);
	t->created_at = col_i64(s);
	t->solved_at = col_i64(s);
	t->tags = col_text(s);
}

static struct stmt *open_tickets(struct cx *cx, const struct report_span *span)
{
	static const struct query *const queries[] = {[REPORT_MADE] = &report_made,
		[REPORT_CHANGED] = &report_changed,
		[REPORT_UNSOLVED] = &report_unsolved};
	struct stmt *s = db_stmt(cx->db, queries[span->of]);

	bind_i64(s, span->newest);
	bind_i64(s, span->of == REPORT_UNSOLVED ? span->to : span->from);
	if (span->of == REPORT_UNSOLVED)
		bind_i64(s, span->to);
	bind_i64(s, span->to);
	ticket_bind_visible(s, &cx->actor);
	return s;
}

enum err report_store_tickets(struct cx *cx, const struct report_span *span,
	enum err (*fn)(void *self, const struct report_ticket *t, enum report_go *go), void *self)
{
	struct stmt *s = open_tickets(cx, span);
	enum report_go go = REPORT_GO_ON;
	struct report_ticket t;
	enum err e = OK, done;

	while (e == OK && go == REPORT_GO_ON && db_row(s)) {
		read_ticket(s, &t);
		e = fn(self, &t, &go);
	}
	done = db_done(s);
	return e ? e : done;
}

/* Room for one more row of `size` bytes in a list that grows. */
static void *add_row(struct arena *a, void *rows, int n, int *cap, size_t size)
{
	void *more;

	if (n < *cap)
		return rows;
	*cap = *cap ? *cap * 4 : 16;
	more = arena_alloc(a, size * (size_t)*cap);
	if (n)
		memcpy(more, rows, size * (size_t)n);
	return more;
}

enum err report_store_thread(
	struct cx *cx, ticket_id ticket, struct arena *a, struct report_message **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &report_thread);
	struct report_message *rows = NULL;
	int n = 0, cap = 0;

	bind_i64(s, ticket.v);
	while (db_row(s)) {
		rows = add_row(a, rows, n, &cap, sizeof *rows);
		rows[n].public = col_bool(s);
		rows[n].by_agent = col_i64(s) != ROLE_END_USER;
		rows[n].by_rule = col_i64(s) == CHANNEL_RULE;
		rows[n++].at = col_i64(s);
	}
	*ret = rows;
	*ret_n = n;
	return db_done(s);
}

enum err report_store_waits(
	struct cx *cx, ticket_id ticket, struct arena *a, struct report_wait **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &report_waits);
	struct report_wait *rows = NULL;
	int n = 0, cap = 0;

	bind_i64(s, ticket.v);
	while (db_row(s)) {
		rows = add_row(a, rows, n, &cap, sizeof *rows);
		rows[n].kind = col_i64(s);
		rows[n].outcome = col_i64(s);
		rows[n].started_at = col_i64(s);
		rows[n].due_at = col_i64(s);
		rows[n++].fulfilled_at = col_i64(s);
	}
	*ret = rows;
	*ret_n = n;
	return db_done(s);
}

enum err report_store_calendar(struct cx *cx, ticket_id ticket, i64 *ret_id, i64 *ret_version)
{
	struct stmt *s = db_stmt(cx->db, &report_calendar);

	*ret_id = *ret_version = 0;
	bind_i64(s, ticket.v);
	if (db_row(s)) {
		*ret_id = col_i64(s);
		*ret_version = col_i64(s);
	}
	return db_done(s);
}

enum err report_store_reopened(struct cx *cx, ticket_id ticket, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &report_reopened);
	i64 times;

	bind_i64(s, ticket.v);
	TRY(db_run_i64(s, 0, &times));
	*ret = times > 0;
	return OK;
}

enum err report_store_status(struct cx *cx, ticket_id ticket, i64 at, enum status *ret)
{
	CLEANUP(calendar_cleanup) struct compiled *always = NULL;
	struct ticket t = {.id = ticket};
	struct metric_fold f;
	struct stmt *s;

	TRY(calendar_open(cx, (calendar_id){CALENDAR_ALWAYS}, 1, &always));
	metric_begin(&f, &t, always);
	s = db_stmt(cx->db, &report_log);
	bind_i64(s, ticket.v);
	bind_i64(s, at);
	while (db_row(s)) {
		i64 when = col_i64(s);

		metric_event(&f, when, (user_id){0}, col_text(s));
	}
	*ret = f.status;
	return db_done(s);
}

enum err report_store_name(struct cx *cx, enum report_by by, i64 id, const char **ret)
{
	struct stmt *s =
		db_stmt(cx->db, by == REPORT_BY_GROUP ? &report_group_name : &report_agent_name);

	bind_i64(s, id);
	return db_run_text(s, cx->arena, ret);
}

enum err report_store_subject(struct cx *cx, struct report_entry *entry)
{
	struct stmt *s = db_stmt(cx->db, &report_subject);

	bind_i64(s, entry->ticket.v);
	if (db_row(s)) {
		entry->subject = col_dup(s, cx->arena);
		entry->status = (enum status)col_i64(s);
		entry->requester = col_dup(s, cx->arena);
	}
	return db_done(s);
}
