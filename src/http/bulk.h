/*
 * Batches: every *_many route is a table row (struct bulk) and a handler of one line.
 *
 *	static enum err restore_one(struct rq *rq, struct bulk_item *item)
 *	{
 *		return ticket_restore(&rq->cx, (ticket_id){item->id});
 *	}
 *	static const struct bulk restore_many = {.job_type = "Bulk Restore Ticket", .by_ids = true,
 *		.run = restore_one, .result = BULK_DONE, .action = "restore", .status = "Restored",
 *		.error = "TicketRestoreFailed"};
 *	static done tickets_restore_many(struct rq *rq, void *in)
 *	{
 *		(void)in;
 *		return bulk_run(rq, &restore_many);
 *	}
 *
 * The route's row is RUN_WRITE, BODY_JSON (BODY_NONE when it takes ids only), a field table of
 * BULK_FIELDS for the reference (or NULL), max body BULK_BODY. The handler does the whole batch at
 * once in the writer's transaction, each item in a savepoint of its own: what failed is undone
 * with its news and becomes the item's result, the others stand. Then the job is written and the
 * answer says `queued`, as clients expect; polling finds it completed. Failures of the engine
 * (status 5xx) fail the whole request.
 *
 * Where the items come from:
 *   by_ids and ?ids= is there      one item per id, each with the body's shared object (the
 *                                  envelope of `fields`), when there is a field table
 *   find and ?external_ids= …      the same by external id
 *   list                           one item per element of that array of the body; an element's
 *                                  "id" (or, with find, "external_id") names what it is about
 * Results stand in the order of the input, one for each item, doubles too.
 *
 * An action that is not a batch but answers with a job (a merge, say) does its work, answers errors
 * as any route does, and ends with bulk_single.
 */
#ifndef TEND_HTTP_BULK_H
#define TEND_HTTP_BULK_H

#include "domain/job.h"
#include "http/rq.h"

enum { BULK_MAX = PAGE_MAX, BULK_BODY = 8 << 20 /* bytes */ };

/* What the result of an item says when it went well. */
enum bulk_result {
	BULK_MADE_TICKET, /* {"index","id","account_id"} */
	BULK_MADE,	  /* {"id","status"} */
	BULK_DONE,	  /* {"id","action","status","success":true} */
};

struct bulk_item {
	int index;	      /* place in the input, from 0 */
	i64 id;		      /* what it is about, 0: not named; run sets it to what it made */
	const char *external; /* the external id that named it, or NULL */
	json_t *json;	      /* its object (shared by all when by ids); NULL: none */
	void *in;	      /* the object through op->fields; NULL without field table */
	void *batch;	    /* op->batch bytes for all items: zeroed at first and after a failure */
	const char *status; /* run may set it: instead of op->status */
};

struct bulk {
	const char *job_type; /* "Bulk Create Ticket" */
	const char *list;     /* array of the body; NULL: ids only */
	bool by_ids;	      /* takes ?ids= */
	/* Takes external ids: sets *ret_id, 0 when nobody has it. NULL: does not. */
	enum err (*find)(struct rq *rq, const char *external_id, i64 *ret_id);
	const struct field_table *fields; /* of one object, or NULL */
	/* Do one item. A failure recorded in rq->cx.fail is its result. */
	enum err (*run)(struct rq *rq, struct bulk_item *item);
	enum bulk_result result;
	const char *action, *status; /* "update", "Updated" */
	const char *error;	     /* of a failed item: "TicketUpdateFailed" */
	size_t batch;		     /* bytes that the items share, or 0 */
};

/*
 * The body of a batch, for the reference: BULK_FIELDS(things_fields, BULK_LIST("things", "At most
 * 100, each as …"), BULK_SHARED("thing", "With ?ids=: the change")) makes a static field table.
 */
struct bulk_body {
	json_t *list, *shared;
};
#define BULK_LIST(name, help) \
	{ \
		name, F_JSON, offsetof(struct bulk_body, list), 0, NULL, help \
	}
#define BULK_SHARED(name, help) \
	{ \
		name, F_JSON, offsetof(struct bulk_body, shared), 0, NULL, help \
	}
#define BULK_FIELDS(table, ...) \
	static const struct field table##_list[] = {__VA_ARGS__, {0}}; \
	static const struct field_table table = {NULL, sizeof(struct bulk_body), table##_list}

/* Do the batch and answer with its job. 400 TooManyValues above BULK_MAX, before looking inside;
 * 400 ParameterMissing when there are no items. */
done bulk_run(struct rq *rq, const struct bulk *op);
/* Answer with the job of a single action that is done. results: JSON object, NULL for
 * {"success":true}. */
done bulk_single(struct rq *rq, const char *job_type, const char *results);
/* A job as clients see it once it is complete; key NULL in a list. */
void job_write(struct rq *rq, const char *key, const struct job *job);

#endif
