/* Jobs: what batches did. */
#include "http/bulk.h"
#include "http/view_people.h"

static const char *const newest_first[] = {"-id", "created_at", NULL};

static done jobs_list(struct rq *rq, void *in)
{
	struct page page;
	struct job *rows;
	int n;

	(void)in;
	if (rq_page(rq, newest_first, &page) || job_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "job_statuses");
	for (int i = 0; i < n; i++)
		job_write(rq, NULL, &rows[i]);
	return reply_page(rq, &page);
}

static done job_show(struct rq *rq, void *in)
{
	struct job *job;

	(void)in;
	if (job_get(&rq->cx, rq_param(rq, "job_status_id"), &job))
		return reply_error(rq);
	reply_begin(rq, 200);
	job_write(rq, "job_status", job);
	return reply_end(rq);
}

static done jobs_show_many(struct rq *rq, void *in)
{
	struct text_list names;
	struct page page;
	struct job **rows;
	int n = 0;

	(void)in;
	if (!rq_query(rq, "ids"))
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL, "Parameter ids is required");
	if (rq_query_few(rq, "ids", &names))
		return reply_error(rq);
	rows = ARENA_ARRAY(rq->cx.arena, struct job *, names.n + 1);
	for (int i = 0; i < names.n; i++) {
		enum err e = job_get(&rq->cx, names.v[i], &rows[n]);

		if (e && e != E_NOT_FOUND)
			return reply_error(rq);
		rq->cx.fail = (struct failure){0};
		n += e == OK;
	}
	if (rq_page_whole(rq, NULL, 0, 0, n, &page))
		return reply_error(rq);
	reply_list(rq, "job_statuses");
	for (int i = 0; i < page.rows; i++)
		job_write(rq, NULL, rows[page.offset + i]);
	return reply_page(rq, &page);
}

const struct route job_routes[] = {
	{M_GET, "/api/v2/job_statuses", jobs_list, RUN_READ, CAP_JOB_READ, BODY_NONE, NULL, 0,
		"page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order",
		"Your jobs of the last 7 days; administrators see everybody's"},
	{M_GET, "/api/v2/job_statuses/show_many", jobs_show_many, RUN_READ, CAP_JOB_READ, BODY_NONE,
		NULL, 0, "ids", "Up to 100 jobs by id"},
	{M_GET, "/api/v2/job_statuses/:job_status_id", job_show, RUN_READ, CAP_JOB_READ, BODY_NONE,
		NULL, 0, NULL, "One job with the results of its items"},
	{0},
};
