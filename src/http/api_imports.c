/* Tickets with their past, from elsewhere: one, or up to 100 in a batch. */
#include "domain/ticket_import.h"
#include "http/bulk.h"
#include "http/ticket_body.h"
#include "http/view_ticket.h"

#include <inttypes.h>

/* What an import says beyond a ticket. */
struct import_body {
	struct opt_i64 created_at, updated_at, solved_at;
	json_t *comments, *via;
};

#define AT(member) offsetof(struct import_body, member)
static const struct field fields[] = {
	{"comments", F_JSON, AT(comments), 0, "Comments",
		"[{author_id, body | value | html_body, public, created_at, uploads}]"},
	{"created_at", F_TIME, AT(created_at), 0, "Created", "Not in the future; so all times"},
	{"updated_at", F_TIME, AT(updated_at), 0, "Updated", NULL},
	{"solved_at", F_TIME, AT(solved_at), 0, "Solved", NULL},
	{"via", F_JSON, AT(via), 0, "Via", "{channel}"},
	{0},
};
static const struct field_table import_fields = {"ticket", sizeof(struct import_body), fields};

/* {"channel": "email"}; one that is not known says nothing. */
static enum channel channel_of(const json_t *via)
{
	const char *name = json_get_str(via, "channel");
	enum channel channel;

	return name && channel_parse(name, &channel) ? channel : (enum channel)0;
}

/* When a comment was written; nothing when it does not say. */
static enum err take_comment_time(struct rq *rq, const json_t *v, i64 *ret)
{
	const char *at = json_get_str(v, "created_at");

	if (at && !clock_parse(at, ret))
		return fail_invalid(&rq->cx, "comments", "Comments: created_at");
	return OK;
}

static enum err take_comment(struct rq *rq, const json_t *v, struct import_comment *ret)
{
	if (!json_is_object(v))
		return fail_invalid(&rq->cx, "comments", "Comments");
	TRY(take_comment_time(rq, v, &ret->input.created_at));
	ret->channel = channel_of(json_object_get(v, "via"));
	return ticket_body_comment(rq, v, &ret->input);
}

static enum err take_comments(struct rq *rq, const json_t *list, struct ticket_import *ret)
{
	size_t n = json_array_size(list);

	if (!list || json_is_null(list))
		return OK;
	if (!json_is_array(list))
		return fail_invalid(&rq->cx, "comments", "Comments");
	if (n > IMPORT_COMMENTS_MAX)
		return fail(&rq->cx, E_INVALID, "comments", "TooManyValues",
			"Comments: cannot be more than %d", IMPORT_COMMENTS_MAX);
	ret->comments = ARENA_ARRAY(rq->cx.arena, struct import_comment, n + 1);
	for (size_t i = 0; i < n; i++)
		TRY(take_comment(rq, json_array_get(list, i), &ret->comments[i]));
	ret->comment_count = (int)n;
	return OK;
}

/* Import the ticket of one JSON object. */
static enum err import_object(struct rq *rq, const json_t *object, ticket_id *ret_id)
{
	struct ticket_import import = {0};
	struct import_body *body;
	void *in, *ticket;

	TRY(rq_parse(rq, &import_fields, object, &in));
	TRY(rq_parse(rq, &ticket_body_fields, object, &ticket));
	TRY(ticket_body_input(rq, ticket, &import.ticket));
	body = in;
	TRY(take_comments(rq, body->comments, &import));
	TRY(take_comment_time(
		rq, json_object_get(object, "comment"), &import.ticket.comment.created_at));
	import.created_at = body->created_at.v;
	import.updated_at = body->updated_at.v;
	import.solved_at = body->solved_at.v;
	import.ticket.channel = channel_of(body->via);
	return ticket_import(&rq->cx, &import, ret_id);
}

static done ticket_import_post(struct rq *rq, void *in)
{
	struct ticket *t = NULL;
	ticket_id id;

	(void)in;
	if (import_object(rq, json_object_get(rq->json, "ticket"), &id) ||
		ticket_load(&rq->cx, id, &t) || !t)
		return reply_error(rq);
	reply_made(rq, true, "tickets", id.v);
	if (ticket_write(rq, "ticket", t))
		return reply_error(rq);
	return reply_end(rq);
}

static enum err import_one(struct rq *rq, struct bulk_item *item)
{
	ticket_id id;

	TRY(import_object(rq, item->json, &id));
	item->id = id.v;
	return OK;
}

static const struct bulk import_many = {.job_type = "Bulk Import Ticket",
	.list = "tickets",
	.run = import_one,
	.result = BULK_MADE_TICKET,
	.error = "TicketImportFailed"};

BULK_FIELDS(many_fields,
	BULK_LIST("tickets",
		"At most 100, with 10,000 comments in all, each as for POST /imports/tickets"));

/* One batch is one transaction: others wait for it. */
static enum err check_batch(struct rq *rq)
{
	const json_t *ticket;
	size_t i, comments = 0;

	json_array_foreach (json_object_get(rq->json, "tickets"), i, ticket)
		comments += json_array_size(json_object_get(ticket, "comments"));
	if (comments <= IMPORT_BATCH_COMMENTS)
		return OK;
	return fail(&rq->cx, E_INVALID, "comments", "TooManyValues",
		"Comments: cannot be more than %d in one request", IMPORT_BATCH_COMMENTS);
}

static done ticket_import_many(struct rq *rq, void *in)
{
	(void)in;
	if (check_batch(rq))
		return reply_error(rq);
	return bulk_run(rq, &import_many);
}

const struct route import_routes[] = {
	{M_POST, "/api/v2/imports/tickets", ticket_import_post, RUN_WRITE, CAP_IMPORT, BODY_JSON,
		&import_fields, BULK_BODY, "archive_immediately",
		"A ticket with its past, as POST /tickets and with comments, times and any status; "
		"no rules, mail or deadlines start"},
	{M_POST, "/api/v2/imports/tickets/create_many", ticket_import_many, RUN_WRITE, CAP_IMPORT,
		BODY_JSON, &many_fields, BULK_BODY, "archive_immediately",
		"Up to 100 tickets with their past; answers with a job"},
	{0},
};
