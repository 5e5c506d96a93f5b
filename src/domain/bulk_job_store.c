/* Rows of bulk jobs and their items. */
#include "base/buf.h"
#include "base/jsonw.h"
#include "bulk_job_i.h"

enum { RESULTS_MAX = 8 << 20 };

#define COLUMNS \
	"j.id, j.name, j.actor_id, b.action, b.state, b.change, coalesce(b.undo_of, 0), " \
	"coalesce((SELECT max(u.job_id) FROM bulk_job u WHERE u.undo_of = b.job_id), 0), " \
	"coalesce(j.total, 0), b.changed, b.unchanged, b.failed, b.skipped"
#define FROM " FROM bulk_job b JOIN job j ON j.id = b.job_id WHERE "

QUERY(bulk_job_insert, "INSERT INTO bulk_job (job_id, action, state, change, undo_of) "
		       "VALUES (?, ?, 1, ?, ?)");
QUERY(bulk_item_insert, "INSERT INTO bulk_item (job_id, place, ticket_id) VALUES (?, ?, ?)");
QUERY_SCAN(bulk_item_insert_open, "the index of open tickets, up to a limit",
	"INSERT INTO bulk_item (job_id, place, ticket_id) SELECT CAST(? AS BIGINT), "
	"ROW_NUMBER() OVER (ORDER BY t.queue_key, t.id), t.id FROM ticket t "
	"WHERE t.status < 5 AND t.deleted_at IS NULL ORDER BY t.queue_key, t.id LIMIT ?");
QUERY(bulk_item_insert_undo,
	"INSERT INTO bulk_item (job_id, place, ticket_id, stamp, before) "
	"SELECT CAST(? AS BIGINT), ? - i.place, i.ticket_id, i.stamp, i.before FROM bulk_item i "
	"WHERE i.job_id = ? AND i.outcome = 1");
QUERY(bulk_job_select, "SELECT " COLUMNS FROM "j.name = ?");
QUERY(bulk_job_select_working,
	"SELECT " COLUMNS FROM "b.state = 1 AND b.job_id > ? ORDER BY b.job_id LIMIT 1");
QUERY(bulk_items_waiting,
	"SELECT i.place, i.ticket_id, i.outcome, i.stamp, i.detail FROM bulk_item i "
	"WHERE i.job_id = ? AND i.outcome = 0 ORDER BY i.place LIMIT ?");
QUERY(bulk_items_all, "SELECT i.place, i.ticket_id, i.outcome, i.stamp, i.detail FROM bulk_item i "
		      "WHERE i.job_id = ? ORDER BY i.place LIMIT ?");
QUERY(bulk_item_before, "SELECT i.before FROM bulk_item i WHERE i.job_id = ? AND i.place = ?");
QUERY(bulk_items_wrong, "SELECT i.ticket_id, i.outcome, i.detail FROM bulk_item i "
			"WHERE i.job_id = ? AND i.outcome >= 3 ORDER BY i.place LIMIT ?");
QUERY(bulk_item_update, "UPDATE bulk_item SET outcome = ?, stamp = ?, before = ?, detail = ? "
			"WHERE job_id = ? AND place = ?");
QUERY(bulk_job_update,
	"UPDATE bulk_job SET state = ?, changed = ?, unchanged = ?, failed = ?, skipped = ? "
	"WHERE job_id = ?");
QUERY(bulk_results_update, "UPDATE job SET results = ? WHERE id = ?");
QUERY(bulk_total_update, "UPDATE job SET total = ? WHERE id = ?");

enum err bulk_insert(struct cx *cx, const struct bulk_job *job, const struct id_list *ids)
{
	struct stmt *s = db_stmt(cx->db, &bulk_job_insert);

	bind_i64(s, job->id);
	bind_i64(s, job->action);
	bind_text(s, job->change);
	bind_ref(s, job->undo_of);
	TRY(db_run(s));
	for (int i = 0; i < ids->n; i++) {
		s = db_stmt(cx->db, &bulk_item_insert);
		bind_i64(s, job->id);
		bind_i64(s, i);
		bind_i64(s, ids->v[i]);
		TRY(db_run(s));
	}
	return OK;
}

enum err bulk_insert_open(struct cx *cx, i64 job, int max, i64 *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &bulk_item_insert_open);

	bind_i64(s, job);
	bind_i64(s, max);
	TRY(db_run(s));
	*ret_n = db_changes(cx->db);
	s = db_stmt(cx->db, &bulk_total_update);
	bind_i64(s, *ret_n);
	bind_i64(s, job);
	return db_run(s);
}

enum err bulk_insert_undo(struct cx *cx, const struct bulk_job *undo, i64 of)
{
	const struct id_list none = {0};
	struct stmt *s;

	TRY(bulk_insert(cx, undo, &none));
	s = db_stmt(cx->db, &bulk_item_insert_undo);
	bind_i64(s, undo->id);
	bind_i64(s, BULK_TICKETS_MAX);
	bind_i64(s, of);
	TRY(db_run(s));
	s = db_stmt(cx->db, &bulk_total_update);
	bind_i64(s, undo->total);
	bind_i64(s, undo->id);
	return db_run(s);
}

static enum err read_one(struct cx *cx, struct stmt *s, struct bulk_job *ret)
{
	struct bulk_job job = {0};

	if (db_row(s)) {
		job.id = col_i64(s);
		job.name = col_dup(s, cx->arena);
		job.actor.v = col_i64(s);
		job.action = (enum bulk_action)col_i64(s);
		job.state = (enum bulk_state)col_i64(s);
		job.change = col_dup(s, cx->arena);
		job.undo_of = col_i64(s);
		job.undone_by = col_i64(s);
		job.total = col_i64(s);
		job.changed = col_i64(s);
		job.unchanged = col_i64(s);
		job.failed = col_i64(s);
		job.skipped = col_i64(s);
	}
	*ret = job;
	return db_done(s);
}

enum err bulk_select(struct cx *cx, const char *name, struct bulk_job *ret)
{
	struct stmt *s = db_stmt(cx->db, &bulk_job_select);

	bind_text(s, name);
	return read_one(cx, s, ret);
}

enum err bulk_select_working(struct cx *cx, i64 after, struct bulk_job *ret)
{
	struct stmt *s = db_stmt(cx->db, &bulk_job_select_working);

	bind_i64(s, after);
	TRY(read_one(cx, s, ret));
	if (ret->id || !after)
		return OK;
	s = db_stmt(cx->db, &bulk_job_select_working);
	bind_i64(s, 0);
	return read_one(cx, s, ret);
}

static enum err read_items(
	struct cx *cx, struct stmt *s, int max, struct bulk_item **ret, int *ret_n)
{
	struct bulk_item *rows = ARENA_ARRAY(cx->arena, struct bulk_item, max + 1);
	int n = 0;

	while (n < max && db_row(s)) {
		rows[n].place = col_i64(s);
		rows[n].ticket.v = col_i64(s);
		rows[n].outcome = (enum bulk_outcome)col_i64(s);
		rows[n].stamp = col_i64(s);
		rows[n++].detail = col_dup(s, cx->arena);
	}
	*ret = rows;
	*ret_n = n;
	return db_done(s);
}

enum err bulk_select_before(struct cx *cx, i64 job, i64 place, const char **ret)
{
	struct stmt *s = db_stmt(cx->db, &bulk_item_before);

	bind_i64(s, job);
	bind_i64(s, place);
	return db_run_text(s, cx->arena, ret);
}

enum err bulk_select_waiting(struct cx *cx, i64 job, int max, struct bulk_item **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &bulk_items_waiting);

	bind_i64(s, job);
	bind_i64(s, max);
	return read_items(cx, s, max, ret, ret_n);
}

enum err bulk_job_problems(
	struct cx *cx, const struct bulk_job *job, struct bulk_problem **ret, int *ret_n)
{
	struct bulk_problem *rows = ARENA_ARRAY(cx->arena, struct bulk_problem, BULK_PROBLEMS_MAX);
	struct stmt *s = db_stmt(cx->db, &bulk_items_wrong);
	int n = 0;

	bind_i64(s, job->id);
	bind_i64(s, BULK_PROBLEMS_MAX);
	while (n < BULK_PROBLEMS_MAX && db_row(s)) {
		rows[n].ticket.v = col_i64(s);
		rows[n].outcome = (enum bulk_outcome)col_i64(s);
		rows[n++].text = col_dup(s, cx->arena);
	}
	*ret = rows;
	*ret_n = n;
	return db_done(s);
}

enum err bulk_store_item(struct cx *cx, i64 job, const struct bulk_item *item)
{
	struct stmt *s = db_stmt(cx->db, &bulk_item_update);

	bind_i64(s, item->outcome);
	bind_i64(s, item->stamp);
	bind_text(s, item->before);
	bind_text(s, item->detail);
	bind_i64(s, job);
	bind_i64(s, item->place);
	return db_run(s);
}

enum err bulk_store(struct cx *cx, const struct bulk_job *job)
{
	struct stmt *s = db_stmt(cx->db, &bulk_job_update);

	bind_i64(s, job->state);
	bind_i64(s, job->changed);
	bind_i64(s, job->unchanged);
	bind_i64(s, job->failed);
	bind_i64(s, job->skipped);
	bind_i64(s, job->id);
	return db_run(s);
}

static void write_result(struct jw *w, const struct bulk_job *job, const struct bulk_item *item)
{
	bool well = item->outcome == BULK_CHANGED || item->outcome == BULK_UNCHANGED;

	jw_object(w, NULL);
	jw_i64(w, "id", item->ticket.v);
	jw_str(w, "action", bulk_action_name(job->action));
	if (well)
		jw_str(w, "status", bulk_outcome_name(item->outcome));
	else
		jw_str(w, "error", bulk_outcome_name(item->outcome));
	if (!well)
		jw_str(w, "details", item->detail ? item->detail : "");
	jw_bool(w, "success", well);
	jw_end(w);
}

enum err bulk_store_results(struct cx *cx, const struct bulk_job *job)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(RESULTS_MAX);
	struct stmt *s = db_stmt(cx->db, &bulk_items_all);
	struct bulk_item *items;
	struct jw w;
	int n;

	bind_i64(s, job->id);
	bind_i64(s, BULK_TICKETS_MAX);
	TRY(read_items(cx, s, BULK_TICKETS_MAX, &items, &n));
	jw_init(&w, &out);
	jw_array(&w, NULL);
	for (int i = 0; i < n; i++)
		write_result(&w, job, &items[i]);
	jw_end(&w);
	s = db_stmt(cx->db, &bulk_results_update);
	bind_text(s, arena_strndup(cx->arena, out.p, out.n));
	bind_i64(s, job->id);
	return db_run(s);
}
