/*
 * Batches: items from the query or the body, each done in its own savepoint, results as JSON, one
 * job at the end. What the items mean is the routes' (bulk.h). Runs on the writer thread.
 */
#include "http/bulk.h"

#include <stdlib.h>
#include <string.h>

enum {
	RESULTS_MAX = 2 << 20, /* bytes: far above BULK_MAX items with the longest sentences */
	ACCOUNT = 1,	       /* there is one account */
};

struct batch {
	struct rq *rq;
	const struct bulk *op;
	struct bulk_item items[BULK_MAX];
	int n;
	void *shared;
	struct buf out;
	struct jw jw;
};

static void batch_cleanup(struct batch *b)
{
	buf_free(&b->out);
}

/* --- where the items come from --- */

static enum err too_many(struct rq *rq, const char *name)
{
	return fail(&rq->cx, E_TOO_MANY, NULL, NULL,
		"Parameter %s cannot specify more than %d values", name, BULK_MAX);
}

static enum err none(struct rq *rq, const char *name)
{
	return fail(&rq->cx, E_PARAM_MISSING, NULL, NULL, "Parameter %s is required", name);
}

/* The object that all ids share: read once. */
static enum err read_shared(struct batch *b)
{
	const struct field_table *fields = b->op->fields;
	json_t *object;
	void *in;

	if (!fields)
		return OK;
	object = json_object_get(b->rq->json, fields->envelope);
	if (!json_is_object(object))
		return none(b->rq, fields->envelope);
	TRY(rq_parse(b->rq, fields, object, &in));
	for (int i = 0; i < b->n; i++) {
		b->items[i].json = object;
		b->items[i].in = in;
	}
	return OK;
}

static enum err items_by_ids(struct batch *b)
{
	struct id_list ids;

	TRY(rq_query_ids(b->rq, "ids", &ids));
	for (; b->n < ids.n; b->n++)
		b->items[b->n].id = ids.v[b->n];
	return b->n ? read_shared(b) : none(b->rq, "ids");
}

static enum err items_by_external_ids(struct batch *b)
{
	struct text_list names;

	TRY(rq_query_few(b->rq, "external_ids", &names));
	for (; b->n < names.n; b->n++)
		b->items[b->n].external = names.v[b->n];
	return b->n ? read_shared(b) : none(b->rq, "external_ids");
}

static enum err items_of_list(struct batch *b)
{
	json_t *list = json_object_get(b->rq->json, b->op->list);

	if (json_array_size(list) > BULK_MAX)
		return too_many(b->rq, b->op->list);
	if (!json_array_size(list))
		return none(b->rq, b->op->list);
	for (; b->n < (int)json_array_size(list); b->n++) {
		struct bulk_item *item = &b->items[b->n];

		item->json = json_array_get(list, (size_t)b->n);
		item->id = json_id(json_object_get(item->json, "id"));
		if (!item->id && b->op->find)
			item->external = json_get_str(item->json, "external_id");
	}
	return OK;
}

static enum err read_items(struct batch *b)
{
	const struct bulk *op = b->op;

	if (op->by_ids && rq_query(b->rq, "ids"))
		return items_by_ids(b);
	if (op->by_ids && op->find && rq_query(b->rq, "external_ids"))
		return items_by_external_ids(b);
	return op->list ? items_of_list(b) : none(b->rq, "ids");
}

/* --- results --- */

static void write_subject(struct batch *b, const struct bulk_item *item, bool by_index)
{
	if (by_index)
		jw_i64(&b->jw, "index", item->index);
	if (item->id)
		jw_i64(&b->jw, "id", item->id);
	else if (item->external)
		jw_str(&b->jw, "external_id", item->external);
}

static void write_success(struct batch *b, const struct bulk_item *item)
{
	const char *status = item->status ? item->status : b->op->status;

	jw_object(&b->jw, NULL);
	write_subject(b, item, b->op->result == BULK_MADE_TICKET);
	switch (b->op->result) {
	case BULK_MADE_TICKET:
		jw_i64(&b->jw, "account_id", ACCOUNT);
		break;
	case BULK_MADE:
		jw_str(&b->jw, "status", status);
		break;
	case BULK_DONE:
		jw_str(&b->jw, "action", b->op->action);
		jw_str(&b->jw, "status", status);
		jw_bool(&b->jw, "success", true);
		break;
	}
	jw_end(&b->jw);
}

/* All that was wrong with an item, as one text. */
static const char *sentences(struct rq *rq, enum err e)
{
	const struct failure *f = &rq->cx.fail;
	const char *text = f->count ? f->details[0].text : "";

	for (int i = 1; i < f->count; i++)
		text = arena_printf(rq->cx.arena, "%s; %s", text, f->details[i].text);
	return *text ? text : err_wire(e);
}

static void write_failure(struct batch *b, const struct bulk_item *item, enum err e)
{
	bool named = item->id || item->external;

	jw_object(&b->jw, NULL);
	write_subject(b, item, !named || b->op->result == BULK_MADE_TICKET);
	jw_str(&b->jw, "error", b->op->error);
	jw_str(&b->jw, "details", sentences(b->rq, e));
	if (b->op->action)
		jw_str(&b->jw, "action", b->op->action);
	jw_bool(&b->jw, "success", false);
	jw_end(&b->jw);
}

/* --- one item --- */

static enum err prepare(struct batch *b, struct bulk_item *item)
{
	struct rq *rq = b->rq;

	if (item->json && !json_is_object(item->json))
		return fail(
			&rq->cx, E_INVALID, "base", "InvalidValue", "Each item must be an object");
	if (item->external && !item->id) {
		TRY(b->op->find(rq, item->external, &item->id));
		if (!item->id)
			return fail_not_found(&rq->cx);
	}
	if (item->json && !item->in && b->op->fields)
		return rq_parse(rq, b->op->fields, item->json, &item->in);
	return OK;
}

/* Does this end the whole request? The engine's failures do, and so does a lost transaction. */
static bool is_fatal(struct rq *rq, enum err e)
{
	return err_status(e) >= 500 || e == E_TIMEOUT || !db_in_transaction(rq->cx.db);
}

/* An item in its savepoint: what fails is undone with its news and becomes its result. */
static enum err run_item(struct batch *b, struct bulk_item *item)
{
	const struct bulk_item before = *item;
	struct rq *rq = b->rq;
	const struct actor actor = rq->cx.actor;
	int news = rq->cx.news_count;
	enum err e;

	TRY(db_savepoint(rq->cx.db));
	e = prepare(b, item);
	if (e == OK)
		e = b->op->run(rq, item);
	rq->cx.actor = actor;
	if (e == OK) {
		write_success(b, item);
		return db_release(rq->cx.db);
	}
	db_rollback_to(rq->cx.db);
	if (is_fatal(rq, e))
		return e;
	rq->cx.news_count = news;
	if (b->shared)
		memset(b->shared, 0, b->op->batch);
	write_failure(b, &before, e);
	rq->cx.fail = (struct failure){0};
	return OK;
}

static enum err run_items(struct batch *b)
{
	for (int i = 0; i < b->n; i++) {
		b->items[i].index = i;
		b->items[i].batch = b->shared;
		TRY(run_item(b, &b->items[i]));
	}
	return OK;
}

/* --- jobs --- */

/* Where it stands: the answer to what began it says "queued", as clients expect. */
enum stage { STAGE_QUEUED, STAGE_WORKING, STAGE_COMPLETED };

static void write_job(struct rq *rq, const char *key, const struct job *job, enum stage stage)
{
	static const char *const names[] = {"queued", "working", "completed"};
	struct jw *jw = &rq->jw;
	char text[CLOCK_TEXT];

	clock_text(text, job->created_at);
	jw_object(jw, key);
	jw_str(jw, "id", job->name);
	jw_str(jw, "job_type", job->type);
	jw_printf(jw, "url", "%.900s/api/v2/job_statuses/%s.json", rq->base_url, job->name);
	if (job->total < 0)
		jw_null(jw, "total");
	else
		jw_i64(jw, "total", job->total);
	if (job->total < 0 || stage == STAGE_QUEUED)
		jw_null(jw, "progress");
	else
		jw_i64(jw, "progress", stage == STAGE_WORKING ? job->done : job->total);
	jw_str(jw, "status", names[stage]);
	if (stage == STAGE_COMPLETED)
		jw_printf(jw, "message", "Completed at %.10s %.8s +0000", text, text + 11);
	else
		jw_null(jw, "message");
	jw_raw(jw, "results", stage == STAGE_COMPLETED ? job->results : NULL);
	jw_end(jw);
}

void job_write(struct rq *rq, const char *key, const struct job *job)
{
	write_job(rq, key, job, job->done >= 0 ? STAGE_WORKING : STAGE_COMPLETED);
}

static done reply_job(struct rq *rq, struct job *job)
{
	if (job_add(&rq->cx, job))
		return reply_error(rq);
	reply_begin(rq, 200);
	write_job(rq, "job_status", job, STAGE_QUEUED);
	return reply_end(rq);
}

/* A failure that has not been recorded yet. */
static done give_up(struct rq *rq, enum err e)
{
	if (!rq->cx.fail.code)
		(void)fail(&rq->cx, e, NULL, NULL, "%s", "");
	return reply_error(rq);
}

done bulk_run(struct rq *rq, const struct bulk *op)
{
	CLEANUP(batch_cleanup)
	struct batch b = {.rq = rq, .op = op, .out = BUF_INIT(RESULTS_MAX)};
	enum err e = read_items(&b);

	if (op->batch)
		b.shared = arena_alloc(rq->cx.arena, op->batch);
	jw_init(&b.jw, &b.out);
	jw_array(&b.jw, NULL);
	if (e == OK)
		e = run_items(&b);
	if (e != OK)
		return give_up(rq, e);
	jw_end(&b.jw);
	return reply_job(rq, &(struct job){.type = op->job_type,
				     .total = b.n,
				     .results = arena_strndup(rq->cx.arena, b.out.p, b.out.n)});
}

done bulk_single(struct rq *rq, const char *job_type, const char *results)
{
	return reply_job(rq, &(struct job){.type = job_type,
				     .total = -1,
				     .results = results ? results : "{\"success\":true}"});
}
