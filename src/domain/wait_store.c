/* Rows of `wait`, and the comments and events that deadlines are made from. */
#include "wait_i.h"

#include "base/json.h"

#include <string.h>

#define COLUMNS \
	"id, ticket_id, kind, outcome, started_at, due_at, goal_at, policy_id, policy_version, " \
	"calendar_id, calendar_version, target_s, goal_s, paused_at, paused_ms, left_ms, pauses, " \
	"fulfilled_at, fulfilled_by, by_solve, warned_at, breached_at, notice_at"

QUERY(wait_of_ticket, "SELECT " COLUMNS " FROM wait WHERE ticket_id = ? ORDER BY id");
QUERY(wait_live_of_ticket, "SELECT " COLUMNS " FROM wait "
			   "WHERE ticket_id = ? AND outcome IN (1, 2, 4) ORDER BY id");
QUERY(wait_one, "SELECT " COLUMNS " FROM wait WHERE id = ? AND ticket_id = ?");
QUERY(wait_owed, "SELECT id FROM wait WHERE ticket_id = ? AND kind IN (1, 2) "
		 "AND outcome IN (1, 2, 4) LIMIT 1");
QUERY(wait_noticed_first, "SELECT " COLUMNS " FROM wait "
			  "WHERE notice_at IS NOT NULL AND notice_at <= ? "
			  "ORDER BY notice_at, id LIMIT 1");
QUERY(wait_notice_min, "SELECT MIN(notice_at) FROM wait WHERE notice_at IS NOT NULL");
QUERY(wait_any, "SELECT id FROM wait WHERE ticket_id = ? AND kind = ? AND outcome <> 6 LIMIT 1");
QUERY(wait_done, "SELECT " COLUMNS " FROM wait WHERE ticket_id = ? AND kind = ? "
		 "AND outcome IN (3, 5) ORDER BY id DESC LIMIT 1");
QUERY(wait_row_insert, "INSERT INTO wait (outcome, due_at, goal_at, policy_id, policy_version, "
		       "calendar_id, calendar_version, target_s, goal_s, notice_at, ticket_id, "
		       "kind, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
		       "RETURNING id");
QUERY(wait_row_update,
	"UPDATE wait SET outcome = ?, due_at = ?, goal_at = ?, policy_id = ?, "
	"policy_version = ?, calendar_id = ?, calendar_version = ?, target_s = ?, "
	"goal_s = ?, notice_at = ?, paused_at = ?, paused_ms = ?, left_ms = ?, pauses = ?, "
	"fulfilled_at = ?, fulfilled_by = ?, by_solve = ?, warned_at = ?, "
	"breached_at = ? WHERE id = ?");
QUERY(wait_count_live, "SELECT outcome, COUNT(*), "
		       "SUM(CASE WHEN goal_at < ? AND due_at >= ? THEN 1 ELSE 0 END), "
		       "SUM(CASE WHEN due_at < ? THEN 1 ELSE 0 END) "
		       "FROM wait WHERE outcome IN (1, 2, 4) GROUP BY outcome");
/* author_role 0: a customer; channel 6: a rule spoke, nobody answered */
QUERY(wait_agent_last, "SELECT id, created_at FROM comment WHERE ticket_id = ? AND public = 1 "
		       "AND author_role > 0 AND channel <> 6 ORDER BY id DESC LIMIT 1");
QUERY(wait_customer_first, "SELECT id, created_at FROM comment WHERE ticket_id = ? "
			   "AND public = 1 AND author_role = 0 ORDER BY id LIMIT 1");
QUERY(wait_customer_next, "SELECT id, created_at FROM comment WHERE ticket_id = ? "
			  "AND public = 1 AND author_role = 0 AND id > ? AND created_at > ? "
			  "ORDER BY id LIMIT 1");
QUERY(wait_customer_count, "SELECT COUNT(*) FROM (SELECT id FROM comment WHERE ticket_id = ? "
			   "AND public = 1 AND author_role = 0 LIMIT 2) first");
/* a wait may have come with a merged ticket, from a message there */
QUERY(wait_comment_at,
	"WITH RECURSIVE family (id) AS (SELECT CAST(? AS BIGINT) UNION SELECT g.source_id "
	"FROM ticket_merge g JOIN family f ON f.id = g.target_id) "
	"SELECT c.id FROM family f JOIN comment c ON c.ticket_id = f.id WHERE c.public = 1 "
	"AND c.created_at = ? AND c.author_role BETWEEN ? AND ? LIMIT 1");
QUERY(wait_place_of, "SELECT queue_key, COALESCE(next_kind, -1), COALESCE(next_due_at, -1), "
		     "COALESCE(next_goal_at, -1), COALESCE(next_left_s, -1), status "
		     "FROM ticket WHERE id = ?");
QUERY(wait_event_list, "SELECT id, at, kind, subject_id, detail FROM event "
		       "WHERE ticket_id = ? AND kind BETWEEN 10 AND 18 ORDER BY id");
QUERY(wait_status_log, "SELECT at, coalesce(actor_id, 0), kind, detail FROM event "
		       "WHERE ticket_id = ? AND kind NOT BETWEEN 10 AND 20 "
		       "AND detail LIKE '%\"field_name\":\"status\"%' ORDER BY id");

/* ticket_audit_detail puts it first: {"imported_at":MS,… with 13 digits */
QUERY(wait_import_of,
	"SELECT CAST(substr(detail, 16, 13) AS BIGINT) FROM event "
	"WHERE ticket_id = ? AND kind = 1 AND detail LIKE '{\"imported_at\":%' LIMIT 1");

LIST(waits_by_id, "SELECT " COLUMNS " FROM wait WHERE ticket_id = ?", "id", "id");
QUERY(wait_count_ticket, "SELECT COUNT(*) FROM wait WHERE ticket_id = ?");

static void read_row(struct cx *cx, struct stmt *s, struct wait *w)
{
	w->id = col_i64(s);
	w->ticket.v = col_i64(s);
	w->kind = (enum wait_kind)col_i64(s);
	w->outcome = (enum wait_outcome)col_i64(s);
	w->started_at = col_i64(s);
	w->due_at = col_i64(s);
	w->goal_at = col_i64(s);
	w->policy.v = col_i64(s);
	w->policy_version = col_i64(s);
	w->calendar.v = col_i64(s);
	w->calendar_version = col_i64(s);
	w->target_s = col_i64(s);
	w->goal_s = col_i64(s);
	w->paused_at = col_i64(s);
	w->paused_ms = col_i64(s);
	w->left_ms = col_i64(s);
	w->pauses = col_dup(s, cx->arena);
	w->fulfilled_at = col_i64(s);
	w->fulfilled_by.v = col_i64(s);
	w->by_solve = col_bool(s);
	w->warned_at = col_i64(s);
	w->breached_at = col_i64(s);
	w->notice_at = col_i64(s);
}

/* An array of n elements in the arena, with room for one more. */
static void *with_room(struct arena *a, void *v, size_t size, int n, int *cap)
{
	void *more;

	if (n < *cap)
		return v;
	*cap *= 2;
	more = arena_alloc(a, size * (size_t)*cap);
	memcpy(more, v, size * (size_t)n);
	return more;
}

/* All rows of a bound statement, in an array with room for `extra` more. */
static enum err read_rows(struct cx *cx, struct stmt *s, int extra, struct wait **ret, int *ret_n)
{
	int n = 0, cap = 4 + extra;
	struct wait *v = ARENA_ARRAY(cx->arena, struct wait, cap);

	while (db_row(s)) {
		v = with_room(cx->arena, v, sizeof *v, n + extra, &cap);
		read_row(cx, s, &v[n++]);
	}
	TRY(db_done(s));
	*ret = v;
	*ret_n = n;
	return OK;
}

enum err wait_list(struct cx *cx, ticket_id ticket, struct wait **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &wait_of_ticket);

	bind_i64(s, ticket.v);
	return read_rows(cx, s, 0, ret, ret_n);
}

enum err wait_page(
	struct cx *cx, ticket_id ticket, struct page *page, struct wait **ret, int *ret_n)
{
	struct wait *rows = ARENA_ARRAY(cx->arena, struct wait, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &waits_by_id, page);
	int n;

	bind_i64(s, ticket.v);
	list_bind(s, &waits_by_id, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_row(cx, s, &rows[n]);
		keys[n] = page_key(rows[n].id, NULL, rows[n].id);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	if (!page->cursor) {
		s = db_stmt(cx->db, &wait_count_ticket);
		bind_i64(s, ticket.v);
		TRY(db_run_i64(s, 0, &page->count));
	}
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err wait_load_live(struct cx *cx, ticket_id ticket, int extra, struct wait **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &wait_live_of_ticket);

	bind_i64(s, ticket.v);
	return read_rows(cx, s, extra, ret, ret_n);
}

static enum err read_one(struct cx *cx, struct stmt *s, struct wait *ret)
{
	*ret = (struct wait){0};
	if (db_row(s))
		read_row(cx, s, ret);
	return db_done(s);
}

enum err wait_first_notice(struct cx *cx, i64 until, struct wait *ret)
{
	struct stmt *s = db_stmt(cx->db, &wait_noticed_first);

	bind_i64(s, until);
	return read_one(cx, s, ret);
}

enum err wait_fulfilled(struct cx *cx, ticket_id ticket, enum wait_kind kind, struct wait *ret)
{
	struct stmt *s = db_stmt(cx->db, &wait_done);

	bind_i64(s, ticket.v);
	bind_i64(s, kind);
	return read_one(cx, s, ret);
}

enum err wait_load(struct cx *cx, ticket_id ticket, i64 id, struct wait *ret)
{
	struct stmt *s = db_stmt(cx->db, &wait_one);

	bind_i64(s, id);
	bind_i64(s, ticket.v);
	return read_one(cx, s, ret);
}

enum err wait_next_notice(struct cx *cx, i64 *ret)
{
	return db_run_i64(db_stmt(cx->db, &wait_notice_min), INT64_MAX, ret);
}

enum err wait_has(struct cx *cx, ticket_id ticket, enum wait_kind kind, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &wait_any);
	i64 id;

	bind_i64(s, ticket.v);
	bind_i64(s, kind);
	TRY(db_run_i64(s, 0, &id));
	*ret = id != 0;
	return OK;
}

enum err wait_is_owed(struct cx *cx, ticket_id ticket, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &wait_owed);
	i64 id;

	bind_i64(s, ticket.v);
	TRY(db_run_i64(s, 0, &id));
	*ret = id != 0;
	return OK;
}

/* The columns that insert and update share, in their common order. */
static void bind_wait(struct stmt *s, const struct wait *w)
{
	bind_i64(s, w->outcome);
	bind_i64(s, w->due_at);
	bind_i64(s, w->goal_at);
	bind_i64(s, w->policy.v);
	bind_i64(s, w->policy_version);
	bind_i64(s, w->calendar.v);
	bind_i64(s, w->calendar_version);
	bind_i64(s, w->target_s);
	bind_i64(s, w->goal_s);
	bind_ref(s, w->notice_at);
}

enum err wait_insert(struct cx *cx, struct wait *w)
{
	struct stmt *s = db_stmt(cx->db, &wait_row_insert);

	bind_wait(s, w);
	bind_i64(s, w->ticket.v);
	bind_i64(s, w->kind);
	bind_i64(s, w->started_at);
	return db_run_id(s, &w->id);
}

enum err wait_save(struct cx *cx, const struct wait *w)
{
	struct stmt *s = db_stmt(cx->db, &wait_row_update);

	bind_wait(s, w);
	bind_ref(s, w->paused_at);
	bind_i64(s, w->paused_ms);
	if (w->outcome == WAIT_PAUSED)
		bind_i64(s, w->left_ms);
	else
		bind_null(s);
	bind_text(s, w->pauses);
	bind_ref(s, w->fulfilled_at);
	bind_ref(s, w->fulfilled_by.v);
	bind_bool(s, w->by_solve);
	bind_ref(s, w->warned_at);
	bind_ref(s, w->breached_at);
	bind_i64(s, w->id);
	return db_run(s);
}

enum err wait_counts(struct cx *cx, i64 *ret_open, i64 *ret_at_risk, i64 *ret_breached)
{
	struct stmt *s = db_stmt(cx->db, &wait_count_live);
	i64 open = 0, at_risk = 0, breached = 0;

	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	while (db_row(s)) {
		enum wait_outcome outcome = (enum wait_outcome)col_i64(s);
		i64 all = col_i64(s), risky = col_i64(s), late = col_i64(s);

		if (outcome == WAIT_OPEN) {
			open = all - late;
			at_risk = risky;
			breached += late; /* due, and not yet noticed by the ticker */
		} else if (outcome == WAIT_BREACHED_OPEN) {
			breached += all;
		}
	}
	TRY(db_done(s));
	*ret_open = open;
	*ret_at_risk = at_risk;
	*ret_breached = breached;
	return OK;
}

/* Id and time of one comment; 0 when there is none. */
static enum err read_comment(struct stmt *s, i64 *ret_id, i64 *ret_at)
{
	*ret_id = *ret_at = 0;
	if (db_row(s)) {
		*ret_id = col_i64(s);
		*ret_at = col_i64(s);
	}
	return db_done(s);
}

enum err wait_imported_at(struct cx *cx, ticket_id ticket, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &wait_import_of);

	bind_i64(s, ticket.v);
	return db_run_i64(s, 0, ret);
}

/* When it was solved last and stayed so; 0: never. */
static enum err last_solve(struct cx *cx, ticket_id ticket, i64 *ret)
{
	struct status_step *v;
	int n;

	*ret = 0;
	TRY(wait_status_steps(cx, ticket, &v, &n));
	for (int i = 0; i < n; i++)
		if (v[i].status >= STATUS_SOLVED)
			*ret = v[i].at;
	return OK;
}

enum err wait_messages(struct cx *cx, ticket_id ticket, i64 from, struct messages *ret)
{
	struct messages m = {0};
	i64 agent, first, next, solved;
	struct stmt *s;

	s = db_stmt(cx->db, &wait_agent_last);
	bind_i64(s, ticket.v);
	TRY(read_comment(s, &agent, &m.last_agent));
	s = db_stmt(cx->db, &wait_customer_first);
	bind_i64(s, ticket.v);
	TRY(read_comment(s, &first, &m.first_customer));
	TRY(last_solve(cx, ticket, &solved));
	if (m.last_agent < from || m.last_agent <= solved)
		m.last_agent = 0;
	s = db_stmt(cx->db, &wait_customer_next);
	bind_i64(s, ticket.v);
	bind_i64(s, agent);
	bind_i64(s, solved > from ? solved : from);
	TRY(read_comment(s, &next, &m.unanswered));
	m.unanswered_first = next && next == first;
	*ret = m;
	return OK;
}

enum err wait_is_first_message(struct cx *cx, ticket_id ticket, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &wait_customer_count);
	i64 n;

	bind_i64(s, ticket.v);
	TRY(db_run_i64(s, 0, &n));
	*ret = n <= 1;
	return OK;
}

enum err wait_message_at(struct cx *cx, ticket_id ticket, i64 at, bool by_agent, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &wait_comment_at);
	i64 id;

	bind_i64(s, ticket.v);
	bind_i64(s, at);
	bind_i64(s, by_agent ? ROLE_AGENT : ROLE_END_USER);
	bind_i64(s, by_agent ? ROLE_ADMIN : ROLE_END_USER);
	TRY(db_run_i64(s, 0, &id));
	*ret = id != 0;
	return OK;
}

enum err wait_place(struct cx *cx, ticket_id ticket, struct place *ret)
{
	struct stmt *s = db_stmt(cx->db, &wait_place_of);
	struct place p = {-1, -1, -1, -1, -1, STATUS_NEW};

	bind_i64(s, ticket.v);
	if (db_row(s)) {
		p.key = col_i64(s);
		p.kind = col_i64(s);
		p.due_at = col_i64(s);
		p.goal_at = col_i64(s);
		p.left_s = col_i64(s);
		p.status = (enum status)col_i64(s);
	}
	TRY(db_done(s));
	*ret = p;
	return OK;
}

enum err wait_events(struct cx *cx, ticket_id ticket, struct wait_event **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &wait_event_list);
	int n = 0, cap = 16;
	struct wait_event *v = ARENA_ARRAY(cx->arena, struct wait_event, cap);

	bind_i64(s, ticket.v);
	while (db_row(s)) {
		v = with_room(cx->arena, v, sizeof *v, n, &cap);
		v[n].id = col_i64(s);
		v[n].at = col_i64(s);
		v[n].kind = (enum event_kind)col_i64(s);
		v[n].wait = col_i64(s);
		v[n++].detail = col_dup(s, cx->arena);
	}
	TRY(db_done(s));
	*ret = v;
	*ret_n = n;
	return OK;
}

/* The status that an event's detail tells of; *undo: it took the last one back. */
static bool status_in(const char *detail, enum status *ret, bool *undo)
{
	CLEANUP(json_cleanup) json_t *j = json_parse(detail, strlen(detail), NULL, 0);
	const json_t *change;
	size_t i;

	*undo = json_get_bool(j, "undo", false);
	json_array_foreach (json_object_get(j, "events"), i, change) {
		const char *field = json_get_str(change, "field_name");

		if (field && strcmp(field, "status") == 0)
			return status_parse(json_get_str(change, "value"), ret);
	}
	return false;
}

enum err wait_status_steps(struct cx *cx, ticket_id ticket, struct status_step **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &wait_status_log);
	int n = 0, cap = 8;
	struct status_step *v = ARENA_ARRAY(cx->arena, struct status_step, cap);
	enum event_kind kind;
	bool there;

	bind_i64(s, ticket.v);
	while (db_row(s)) {
		v = with_room(cx->arena, v, sizeof *v, n, &cap);
		v[n].at = col_i64(s);
		v[n].by.v = col_i64(s);
		kind = (enum event_kind)col_i64(s);
		if (kind == EVENT_TICKET_CREATED)
			v[n].at = 0;
		there = status_in(col_text(s), &v[n].status, &v[n].undo);
		v[n].undo |= kind == EVENT_TICKET_UNMERGED;
		if (there && v[n].undo && n > 1 && v[n - 1].status >= STATUS_SOLVED) {
			v[n - 1] = v[n]; /* the one before goes on, or this follows it */
			v[n - 1].undo = false;
			n -= v[n - 2].status == v[n].status;
		} else {
			n += there;
		}
	}
	TRY(db_done(s));
	*ret = v;
	*ret_n = n;
	return OK;
}
