/* What the deadline board reads. */
#include "board_i.h"

#include "base/clock.h"
#include "domain/ticket_i.h"
#include "report_i.h"

#define BOARD_OF \
	"SELECT t.id, t.subject, t.status, t.priority, coalesce(t.group_id, 0), " \
	"coalesce(t.assignee_id, 0), coalesce(t.next_kind, 0), t.queue_key FROM ticket t " \
	"WHERE t.status < 5 AND t.deleted_at IS NULL AND t.queue_key "

QUERY(board_due,
	BOARD_OF ">= ? AND t.queue_key <= ?" TICKET_VISIBLE " ORDER BY t.queue_key, t.id LIMIT ?");
QUERY(board_late_tickets,
	BOARD_OF "< ?" TICKET_VISIBLE " ORDER BY t.queue_key DESC, t.id DESC LIMIT ?");
QUERY(board_seen, "SELECT max(s.seen_at) FROM session s WHERE s.user_id = ?");
QUERY(board_work, "SELECT c.created_at / 3600000 AS hour, count(*), count(DISTINCT c.author_id) "
		  "FROM comment c WHERE c.public = 1 AND c.author_role > 0 AND c.channel <> 6 "
		  "AND c.created_at >= ? GROUP BY c.created_at / 3600000");
QUERY(board_group_name, "SELECT g.name FROM agent_group g WHERE g.id = ?");

static void read_ticket(struct cx *cx, struct stmt *s, struct board_ticket *t)
{
	t->id.v = col_i64(s);
	t->subject = col_dup(s, cx->arena);
	t->status = (enum status)col_i64(s);
	t->priority = (enum priority)col_i64(s);
	t->group.v = col_i64(s);
	t->agent.v = col_i64(s);
	t->kind = col_i64(s);
	t->due_at = col_i64(s);
}

enum err board_store_tickets(
	struct cx *cx, bool late, i64 until, struct board_ticket **ret, int *ret_n, bool *ret_more)
{
	struct board_ticket *rows = ARENA_ARRAY(cx->arena, struct board_ticket, BOARD_LOOK + 1);
	struct stmt *s = db_stmt(cx->db, late ? &board_late_tickets : &board_due);
	int n = 0;

	bind_i64(s, cx->now);
	if (!late)
		bind_i64(s, until);
	ticket_bind_visible(s, &cx->actor);
	bind_i64(s, BOARD_LOOK + 1);
	while (db_row(s))
		read_ticket(cx, s, &rows[n++]);
	*ret_more = n > BOARD_LOOK;
	*ret_n = *ret_more ? BOARD_LOOK : n;
	*ret = rows;
	return db_done(s);
}

enum err board_store_seen(struct cx *cx, user_id agent, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &board_seen);

	bind_i64(s, agent.v);
	return db_run_i64(s, 0, ret);
}

enum err board_store_work(
	struct cx *cx, const struct zone *zone, i64 since, struct board_work week[REPORT_HOURS])
{
	struct stmt *s = db_stmt(cx->db, &board_work);

	bind_i64(s, since);
	while (db_row(s)) {
		int hour = report_hour(zone, col_i64(s) * HOUR_MS);

		week[hour].answers += col_i64(s);
		week[hour].hours += col_i64(s);
	}
	return db_done(s);
}

enum err board_store_group_name(struct cx *cx, group_id id, const char **ret)
{
	struct stmt *s = db_stmt(cx->db, &board_group_name);

	bind_i64(s, id.v);
	return db_run_text(s, cx->arena, ret);
}
