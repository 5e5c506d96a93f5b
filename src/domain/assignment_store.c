/* Queries of automatic assignment. */
#include "assignment_i.h"
#include "base/clock.h"

/* A ticket weighs 4 when it is late or due within an hour, 3 within four, 2 within ten, else 1. */
#define WEIGHT \
	"CASE WHEN t.next_due_at IS NULL THEN 1 WHEN t.next_due_at < ? THEN 4 " \
	"WHEN t.next_due_at < ? THEN 3 WHEN t.next_due_at < ? THEN 2 ELSE 1 END"
#define AGENT "u.active = 1 AND u.suspended = 0 AND u.role > 0"

/* Members with room: what they have and weigh, when they last had a turn. */
#define CANDIDATES \
	"SELECT u.id AS id, coalesce(s.turn, 0) AS turn, count(t.id) AS open, " \
	"coalesce(sum(" WEIGHT "), 0) AS load FROM group_membership m " \
	"JOIN user_account u ON u.id = m.user_id " \
	"LEFT JOIN agent_availability a ON a.user_id = u.id " \
	"LEFT JOIN assignment_turn s ON s.group_id = m.group_id AND s.user_id = u.id " \
	"LEFT JOIN ticket t ON t.assignee_id = u.id AND t.status < 3 AND t.deleted_at IS NULL " \
	"WHERE m.group_id = ? AND " AGENT " AND u.only_private_comments = 0 " \
	"AND coalesce(a.available, 1) = 1 GROUP BY u.id, s.turn, a.capacity " \
	"HAVING a.capacity IS NULL OR count(t.id) < a.capacity"

QUERY(assignment_pick_turn, "SELECT id FROM (" CANDIDATES ") c ORDER BY turn, id LIMIT 1");
QUERY(assignment_pick_load, "SELECT id FROM (" CANDIDATES ") c ORDER BY load, turn, id LIMIT 1");
QUERY(assignment_method_of, "SELECT method FROM group_assignment WHERE group_id = ?");
QUERY(assignment_method_drop, "DELETE FROM group_assignment WHERE group_id = ?");
QUERY(assignment_method_put,
	"INSERT INTO group_assignment (group_id, method, updated_at) VALUES (?, ?, ?) "
	"ON CONFLICT (group_id) DO UPDATE SET method = excluded.method, "
	"updated_at = excluded.updated_at");
QUERY(assignment_groups, "SELECT g.group_id FROM group_assignment g ORDER BY g.group_id");
QUERY(assignment_groups_of, "SELECT g.group_id FROM group_assignment g JOIN group_membership m "
			    "ON m.group_id = g.group_id WHERE m.user_id = ? ORDER BY g.group_id");
/* a turn's number is higher than all before: two in one millisecond have an order too */
QUERY(assignment_turn_put,
	"INSERT INTO assignment_turn (group_id, user_id, turn) "
	"SELECT ?, ?, coalesce(max(turn), 0) + 1 FROM assignment_turn WHERE group_id = ? "
	"ON CONFLICT (group_id, user_id) DO UPDATE SET turn = excluded.turn");
QUERY(assignment_first,
	"SELECT t.id FROM ticket t WHERE t.group_id = ? AND t.assignee_id IS NULL "
	"AND t.status < 3 AND t.deleted_at IS NULL ORDER BY t.queue_key, t.id LIMIT ?");

#define AVAILABILITY \
	"SELECT u.id, u.name, coalesce(a.available, 1), coalesce(a.capacity, -1), " \
	"(SELECT count(*) FROM ticket t WHERE t.assignee_id = u.id AND t.status < 3 " \
	"AND t.deleted_at IS NULL), (SELECT coalesce(sum(" WEIGHT "), 0) FROM ticket t " \
	"WHERE t.assignee_id = u.id AND t.status < 3 AND t.deleted_at IS NULL), " \
	"coalesce(a.updated_at, 0) FROM user_account u LEFT JOIN agent_availability a " \
	"ON a.user_id = u.id WHERE " AGENT
/* "+": agents by the index of roles, not all people by id */
LIST(availabilities, AVAILABILITY, "+u.id", "u.id");
QUERY(availability_one, AVAILABILITY " AND u.id = ?");
QUERY(availability_count, "SELECT count(*) FROM user_account u WHERE " AGENT);
QUERY(availability_put,
	"INSERT INTO agent_availability (user_id, available, capacity, updated_at) "
	"VALUES (?, ?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET available = excluded.available, "
	"capacity = excluded.capacity, updated_at = excluded.updated_at");

static void bind_weight(struct stmt *s, const struct cx *cx)
{
	bind_i64(s, cx->now + HOUR_MS);
	bind_i64(s, cx->now + 4 * HOUR_MS);
	bind_i64(s, cx->now + 10 * HOUR_MS);
}

enum err assignment_get(struct cx *cx, group_id group, enum assignment_method *ret)
{
	struct stmt *s = db_stmt(cx->db, &assignment_method_of);
	i64 method;

	bind_i64(s, group.v);
	TRY(db_run_i64(s, ASSIGNMENT_OFF, &method));
	*ret = (enum assignment_method)method;
	return OK;
}

enum err assignment_store_method(struct cx *cx, group_id group, enum assignment_method method)
{
	bool off = method == ASSIGNMENT_OFF;
	struct stmt *s = db_stmt(cx->db, off ? &assignment_method_drop : &assignment_method_put);

	bind_i64(s, group.v);
	if (!off) {
		bind_i64(s, method);
		bind_i64(s, cx->now);
	}
	return db_run(s);
}

enum err assignment_store_groups(struct cx *cx, user_id agent, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, agent.v ? &assignment_groups_of : &assignment_groups);

	if (agent.v)
		bind_i64(s, agent.v);
	return id_list_read(cx, s, ret);
}

enum err assignment_store_pick(
	struct cx *cx, group_id group, enum assignment_method method, user_id *ret)
{
	struct stmt *s = db_stmt(cx->db,
		method == ASSIGNMENT_LOAD_BASED ? &assignment_pick_load : &assignment_pick_turn);

	bind_weight(s, cx);
	bind_i64(s, group.v);
	return db_run_i64(s, 0, &ret->v);
}

enum err assignment_store_turn(struct cx *cx, group_id group, user_id agent)
{
	struct stmt *s = db_stmt(cx->db, &assignment_turn_put);

	bind_i64(s, group.v);
	bind_i64(s, agent.v);
	bind_i64(s, group.v);
	return db_run(s);
}

enum err assignment_store_first(struct cx *cx, group_id group, int n, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &assignment_first);

	bind_i64(s, group.v);
	bind_i64(s, n);
	return id_list_read(cx, s, ret);
}

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct availability *row = ret;

	row->agent.v = col_i64(s);
	row->name = col_dup(s, a);
	row->available = col_bool(s);
	row->capacity = col_i64(s);
	row->open = col_i64(s);
	row->load = col_i64(s);
	row->updated_at = col_i64(s);
	return row->agent.v;
}

enum err availability_list(struct cx *cx, struct page *page, struct availability **ret, int *ret_n)
{
	struct stmt *s = list_open(cx, &availabilities, page);
	void *rows;

	bind_weight(s, cx);
	TRY(list_read(cx, s, &availabilities, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
	if (page->cursor)
		return OK;
	return db_run_i64(db_stmt(cx->db, &availability_count), 0, &page->count);
}

enum err availability_get(struct cx *cx, user_id agent, struct availability *ret)
{
	struct stmt *s = db_stmt(cx->db, &availability_one);

	bind_weight(s, cx);
	bind_i64(s, agent.v);
	return row_get(cx, s, read_row, ret);
}

enum err availability_store(struct cx *cx, const struct availability *a)
{
	struct stmt *s = db_stmt(cx->db, &availability_put);

	bind_i64(s, a->agent.v);
	bind_bool(s, a->available);
	if (a->capacity < 0)
		bind_null(s);
	else
		bind_i64(s, a->capacity);
	bind_i64(s, cx->now);
	return db_run(s);
}
