/* Rows of jobs. */
#include "base/secret.h"
#include "domain/job.h"

#include <stdio.h>

enum { NAME_BYTES = 16 };

#define COLUMNS \
	"j.id, j.name, j.type, coalesce(j.total, -1), j.results, j.actor_id, j.created_at, " \
	"coalesce((SELECT b.changed + b.unchanged + b.failed + b.skipped FROM bulk_job b " \
	"WHERE b.job_id = j.id AND b.state = 1), -1)"

QUERY(job_insert, "INSERT INTO job (name, type, total, results, actor_id, created_at) "
		  "VALUES (?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(job_select, "SELECT " COLUMNS " FROM job j WHERE j.name = ?");
LIST(jobs_all, "SELECT " COLUMNS " FROM job j WHERE 1 = 1", "j.id", "j.id");
LIST(jobs_of_actor, "SELECT " COLUMNS " FROM job j WHERE j.actor_id = ?", "j.id", "j.id");
/* offset pages end at 10,000, so nobody needs to know of more */
QUERY(job_count_all, "SELECT count(*) FROM (SELECT 1 FROM job LIMIT 10001) n");
QUERY(job_count_actor, "SELECT count(*) FROM (SELECT 1 FROM job WHERE actor_id = ? LIMIT 10001) n");
QUERY(job_delete_old, "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE created_at < ? "
		      "ORDER BY created_at LIMIT ?)");

static void job_read(struct stmt *s, struct arena *a, struct job *job)
{
	job->id = col_i64(s);
	job->name = col_dup(s, a);
	job->type = col_dup(s, a);
	job->total = col_i64(s);
	job->results = col_dup(s, a);
	job->actor.v = col_i64(s);
	job->created_at = col_i64(s);
	job->done = col_i64(s);
}

static bool sees_all(const struct cx *cx)
{
	return cx->actor.system || cx->actor.role == ROLE_ADMIN;
}

enum err job_add(struct cx *cx, struct job *job)
{
	char name[JOB_NAME], hex[2 * NAME_BYTES + 1];
	uint8_t bytes[NAME_BYTES];
	struct stmt *s;

	cx->random(bytes, sizeof bytes);
	snprintf(name, sizeof name, "V3-%s", secret_hex(hex, bytes, sizeof bytes));
	job->name = arena_strdup(cx->arena, name);
	job->actor = cx->actor.id;
	job->created_at = cx->now;
	s = db_stmt(cx->db, &job_insert);
	bind_text(s, job->name);
	bind_text(s, job->type);
	if (job->total < 0)
		bind_null(s);
	else
		bind_i64(s, job->total);
	bind_text(s, job->results);
	bind_i64(s, job->actor.v);
	bind_i64(s, job->created_at);
	return db_run_id(s, &job->id);
}

enum err job_get(struct cx *cx, const char *name, struct job **ret)
{
	struct stmt *s = db_stmt(cx->db, &job_select);
	struct job *job = NULL;

	bind_text(s, name);
	if (db_row(s)) {
		job = ARENA_NEW(cx->arena, struct job);
		job_read(s, cx->arena, job);
	}
	TRY(db_done(s));
	if (!job || (!sees_all(cx) && job->actor.v != cx->actor.id.v))
		return fail_not_found(cx);
	*ret = job;
	return OK;
}

static enum err count(struct cx *cx, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, sees_all(cx) ? &job_count_all : &job_count_actor);

	if (!sees_all(cx))
		bind_i64(s, cx->actor.id.v);
	return db_run_i64(s, 0, ret);
}

enum err job_list(struct cx *cx, struct page *page, struct job **ret, int *ret_n)
{
	const struct list_def *list = sees_all(cx) ? &jobs_all : &jobs_of_actor;
	struct job *rows = ARENA_ARRAY(cx->arena, struct job, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, list, page);
	int n = 0;

	if (!sees_all(cx))
		bind_i64(s, cx->actor.id.v);
	list_bind(s, list, page);
	for (; list_row(s, page, n); n++) {
		job_read(s, cx->arena, &rows[n]);
		keys[n] = page_key(rows[n].id, NULL, rows[n].id);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	if (!page->cursor)
		TRY(count(cx, &page->count));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err job_expire(struct cx *cx, int max, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &job_delete_old);

	bind_i64(s, cx->now - JOB_LIFETIME_MS);
	bind_i64(s, max);
	TRY(db_run(s));
	*ret_n = (int)db_changes(cx->db);
	return OK;
}
