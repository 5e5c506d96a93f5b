/* Tickets in batches: made, changed, deleted. Each item goes the way of a single request. */
#include "domain/ticket.h"
#include "http/bulk.h"
#include "http/ticket_body.h"

static enum err create_one(struct rq *rq, struct bulk_item *item)
{
	struct ticket_result result;
	struct ticket_input input;

	TRY(ticket_body_input(rq, item->in, &input));
	TRY(ticket_create(&rq->cx, &input, &result));
	item->id = result.ticket->id.v;
	return OK;
}

static enum err update_one(struct rq *rq, struct bulk_item *item)
{
	struct ticket_result result;
	struct ticket_input input;

	TRY(ticket_body_input(rq, item->in, &input));
	return ticket_update(&rq->cx, (ticket_id){item->id}, &input, &result);
}

static enum err delete_one(struct rq *rq, struct bulk_item *item)
{
	return ticket_delete(&rq->cx, (ticket_id){item->id});
}

static const struct bulk create_many = {.job_type = "Bulk Create Ticket",
	.list = "tickets",
	.fields = &ticket_body_fields,
	.run = create_one,
	.result = BULK_MADE_TICKET,
	.error = "TicketCreateFailed"};
static const struct bulk update_many = {.job_type = "Bulk Update Ticket",
	.list = "tickets",
	.by_ids = true,
	.fields = &ticket_body_fields,
	.run = update_one,
	.result = BULK_DONE,
	.action = "update",
	.status = "Updated",
	.error = "TicketUpdateFailed"};
static const struct bulk destroy_many = {.job_type = "Bulk Delete Ticket",
	.by_ids = true,
	.run = delete_one,
	.result = BULK_DONE,
	.action = "delete",
	.status = "Deleted",
	.error = "TicketDeleteFailed"};

BULK_FIELDS(create_fields, BULK_LIST("tickets", "At most 100, each as POST /tickets takes it"));
BULK_FIELDS(update_fields,
	BULK_LIST("tickets", "At most 100 {id, …}, each as PUT /tickets/{id} takes it"),
	BULK_SHARED("ticket", "With ?ids=: one change to all"));

static done tickets_create_many(struct rq *rq, void *in)
{
	(void)in;
	return bulk_run(rq, &create_many);
}

static done tickets_update_many(struct rq *rq, void *in)
{
	(void)in;
	return bulk_run(rq, &update_many);
}

static done tickets_destroy_many(struct rq *rq, void *in)
{
	(void)in;
	return bulk_run(rq, &destroy_many);
}

const struct route bulk_ticket_routes[] = {
	{M_POST, "/api/v2/tickets/create_many", tickets_create_many, RUN_WRITE, CAP_TICKET_WRITE,
		BODY_JSON, &create_fields, BULK_BODY, NULL,
		"Make up to 100 tickets; answers with a job"},
	{M_PUT, "/api/v2/tickets/update_many", tickets_update_many, RUN_WRITE, CAP_TICKET_WRITE,
		BODY_JSON, &update_fields, BULK_BODY, "ids",
		"One change to up to 100 tickets, or a change to each; answers with a job"},
	{M_DELETE, "/api/v2/tickets/destroy_many", tickets_destroy_many, RUN_WRITE,
		CAP_TICKET_DELETE, BODY_NONE, NULL, 0, "ids",
		"Delete up to 100 tickets; answers with a job"},
	{0},
};
