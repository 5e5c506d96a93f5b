/* Changes to many tickets: begin, look how far it is, undo. What they do: domain/bulk_job.h. */
#include "domain/bulk_job.h"
#include "http/queue_ask.h"
#include "http/slow_write.h"

struct bulk_body {
	struct opt_text action, list;
	struct opt_i64 count;
	struct opt_ids ids;
	json_t *change;
};
#define AT(member) offsetof(struct bulk_body, member)
static const struct field bulk_fields[] = {
	{"action", F_TEXT, AT(action), 0, "Action", "update, delete or spam"},
	{"change", F_JSON, AT(change), 0, "Change",
		"For update: {status, priority, type, assignee_id, group_id, add_tags, "
		"remove_tags, macro_id}"},
	{"ids", F_IDS, AT(ids), BULK_TICKETS_MAX, "Ids", "The tickets, up to 10,000"},
	{"list", F_TEXT, AT(list), 0, "List",
		"Instead of ids: all tickets of this list (queue/window), which the query names"},
	{"count", F_I64, AT(count), 0, "Count", "With list: how many you mean to change"}, {0}};
#undef AT
static const struct field_table bulk_body_fields = {"bulk", sizeof(struct bulk_body), bulk_fields};

static done reply_job(struct rq *rq, const struct bulk_job *job)
{
	struct jw *jw = &rq->jw;
	struct bulk_problem *rows;
	int n;

	if (bulk_job_problems(&rq->cx, job, &rows, &n))
		return reply_error(rq);
	reply_begin(rq, 200);
	jw_object(jw, "bulk_job");
	jw_str(jw, "id", job->name);
	jw_str(jw, "action", bulk_action_name(job->action));
	jw_str(jw, "state", bulk_state_name(job->state));
	jw_i64(jw, "total", job->total);
	jw_i64(jw, "changed", job->changed);
	jw_i64(jw, "unchanged", job->unchanged);
	jw_i64(jw, "failed", job->failed);
	jw_i64(jw, "skipped", job->skipped);
	jw_bool(jw, "undone", job->undone_by != 0);
	jw_array(jw, "problems");
	for (int i = 0; i < n; i++) {
		jw_object(jw, NULL);
		jw_i64(jw, "ticket_id", rows[i].ticket.v);
		jw_str(jw, "outcome", bulk_outcome_name(rows[i].outcome));
		jw_str(jw, "text", rows[i].text);
		jw_end(jw);
	}
	jw_end(jw);
	jw_end(jw);
	return reply_end(rq);
}

/* What is to be done, to which tickets. */
struct order {
	enum bulk_action action;
	const json_t *change;
	struct id_list ids;
	struct bulk_job job;
};

/* The tickets of the list, as many as were meant: a list that is gone is made again, and then may
 * hold others. */
static enum err read_list(struct rq *rq, const struct bulk_body *body, struct id_list *ret)
{
	CLEANUP(queue_cleanup) struct queue_handle *handle = NULL;
	struct queue_kept list;
	struct queue_ask ask;

	TRY(queue_ask_read(rq, &ask));
	TRY(queue_open(&rq->cx, &ask, body->list.v, &list, &handle));
	if (body->count.v != list.n)
		return fail(&rq->cx, E_UPDATE_CONFLICT, NULL, NULL,
			"The list has changed: it has %d tickets now", list.n);
	for (int i = 0; i < list.n && i <= BULK_TICKETS_MAX; i++)
		id_list_add(rq->cx.arena, ret, list.ids[i]);
	return OK;
}

static enum err begin(struct rq *rq, void *arg)
{
	struct order *o = arg;

	return bulk_job_begin(&rq->cx, o->action, o->change, &o->ids, &o->job);
}

static done bulk_post(struct rq *rq, void *in)
{
	const struct bulk_body *body = in;
	struct order o = {.change = body->change, .ids = body->ids.v};

	if (!body->action.v || !bulk_action_parse(body->action.v, &o.action))
		return reply_fail(rq, E_INVALID, "action", "InvalidValue",
			"Action: must be update, delete or spam");
	if (body->list.v && read_list(rq, body, &o.ids))
		return reply_error(rq);
	if (slow_write(rq, begin, &o))
		return reply_error(rq);
	return reply_job(rq, &o.job);
}

static done bulk_get(struct rq *rq, void *in)
{
	struct bulk_job job;

	(void)in;
	if (bulk_job_get(&rq->cx, rq_param(rq, "job_status_id"), &job))
		return reply_error(rq);
	return reply_job(rq, &job);
}

static done bulk_undo(struct rq *rq, void *in)
{
	struct bulk_job job;

	(void)in;
	if (bulk_job_undo(&rq->cx, rq_param(rq, "job_status_id"), &job))
		return reply_error(rq);
	return reply_job(rq, &job);
}

const struct route bulk_job_routes[] = {
	{M_POST, "/api/v2/queue/bulk", bulk_post, RUN_SLOW, CAP_TICKET_WRITE, BODY_JSON,
		&bulk_body_fields, 0, QUEUE_ASK,
		"Change many tickets in steps; answers at once, ask for its progress"},
	{M_GET, "/api/v2/queue/bulk/:job_status_id", bulk_get, RUN_READ, CAP_JOB_READ, BODY_NONE,
		NULL, 0, NULL, "How far such a change is, and what did not go well"},
	{M_POST, "/api/v2/queue/bulk/:job_status_id/undo", bulk_undo, RUN_WRITE, CAP_TICKET_WRITE,
		BODY_NONE, NULL, 0, NULL,
		"Give back what the tickets had; those changed since stay as they are"},
	{0},
};
