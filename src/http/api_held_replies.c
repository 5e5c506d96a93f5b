/* Replies that are held before they are sent. */
#include "domain/can.h"
#include "domain/held_reply.h"
#include "http/draft_body.h"
#include "http/path.h"

#include <inttypes.h>

struct held_body {
	struct words_body words;
	struct opt_i64 hold_seconds, send_at, unless_answered, safe_update, draft_version;
};

#define AT(member) offsetof(struct held_body, member)
/* clang-format off */
static const struct field held_list[] = {
	{"body", F_TEXT, AT(words.body), TICKET_BODY_MAX, "Body",
	 "Plain text; not looked at beside `html_body`"},
	{"html_body", F_TEXT, AT(words.html_body), DRAFT_HTML_MAX, "Html body",
	 "The same with its format"},
	{"status", F_TEXT, AT(words.status), 0, "Status", "To set when it is sent"},
	{"changes", F_JSON, AT(words.changes), 0, "Changes", CHANGES_HELP},
	{"uploads", F_TEXTS, AT(words.uploads), DRAFT_FILES_MAX, "Uploads", "Tokens"},
	{"hold_seconds", F_I64, AT(hold_seconds), 0, "Hold seconds",
	 "How long it can be taken back, 0 to 30; 0 sends at once"},
	{"send_at", F_TIME, AT(send_at), 0, "Send at",
	 "Send it at this time instead, within a year"},
	{"unless_answered", F_BOOL, AT(unless_answered), 0, "Unless answered",
	 "With `send_at`: not when the customer writes first; true when it is not given"},
	{"safe_update", F_BOOL, AT(safe_update), 0, "Safe update",
	 "With updated_stamp: 409 when the ticket has changed since"},
	{"updated_stamp", F_TEXT, AT(words.updated_stamp), 40, "Updated stamp", NULL},
	{"draft_version", F_I64, AT(draft_version), 0, "Draft version",
	 "Of the draft that this is; a newer one stays"},
	{0}
};
/* clang-format on */
static const struct field_table held_fields = {"held_reply", sizeof(struct held_body), held_list};

static enum err read_id(struct rq *rq, ticket_id *ticket, i64 *id)
{
	TRY(rq_id(rq, "ticket_id", &ticket->v));
	return rq_id(rq, "held_reply_id", id);
}

static done reply_held(struct rq *rq, int status, const struct held_reply *h)
{
	reply_begin(rq, status);
	held_reply_write(rq, "held_reply", h);
	return reply_end(rq);
}

static done held_post(struct rq *rq, void *in)
{
	const struct held_body *b = in;
	const char *key = rq_header(rq, "Idempotency-Key");
	struct held_input input = {.hold_seconds = b->hold_seconds.v,
		.send_at = b->send_at.v,
		.unless_answered = !b->unless_answered.set || b->unless_answered.v,
		.safe_update = b->safe_update.v,
		.draft_version = b->draft_version.v,
		.key = key && *key ? key : NULL};
	struct held_reply h;
	ticket_id ticket;

	if (rq_id(rq, "ticket_id", &ticket.v) || words_read(rq, &b->words, &input.words) ||
		held_reply_hold(&rq->cx, ticket, &input, &h))
		return reply_error(rq);
	reply_header(rq, "Location",
		arena_printf(rq->cx.arena,
			"%s/api/v2/tickets/%" PRId64 "/held_replies/%" PRId64 ".json", rq->base_url,
			ticket.v, h.id));
	return reply_held(rq, 201, &h);
}

static done held_index(struct rq *rq, void *in)
{
	struct held_reply *rows;
	struct ticket *t;
	int n;

	(void)in;
	if (path_ticket(rq, &t) || held_reply_list(&rq->cx, t->id, &rows, &n))
		return reply_error(rq);
	reply_begin(rq, 200);
	jw_array(&rq->jw, "held_replies");
	for (int i = 0; i < n; i++)
		held_reply_write(rq, NULL, &rows[i]);
	jw_end(&rq->jw);
	return reply_end(rq);
}

static done held_show(struct rq *rq, void *in)
{
	struct held_reply h;
	ticket_id ticket;
	i64 id;

	(void)in;
	if (read_id(rq, &ticket, &id) || held_reply_get(&rq->cx, ticket, id, &h))
		return reply_error(rq);
	return reply_held(rq, 200, &h);
}

static done held_put(struct rq *rq, void *in)
{
	const struct held_body *b = in;
	struct held_reply h;
	ticket_id ticket;
	i64 id;

	if (read_id(rq, &ticket, &id) ||
		held_reply_change(&rq->cx, ticket, id, b->send_at.v, &b->unless_answered, &h))
		return reply_error(rq);
	return reply_held(rq, 200, &h);
}

static done held_undo(struct rq *rq, void *in)
{
	struct draft draft;
	ticket_id ticket;
	i64 id;

	(void)in;
	if (read_id(rq, &ticket, &id) || held_reply_undo(&rq->cx, ticket, id, &draft))
		return reply_error(rq);
	reply_begin(rq, 200);
	draft_write(rq, "draft", &draft);
	return reply_end(rq);
}

#define HELD "/api/v2/tickets/:ticket_id/held_replies"
/* clang-format off */
const struct route held_reply_routes[] = {
	{M_GET, HELD, held_index, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
	 "Replies to a ticket that wait to be sent, next first"},
	{M_POST, HELD, held_post, RUN_WRITE, CAP_TICKET_WRITE, BODY_JSON, &held_fields, DRAFT_BODY,
	 NULL, "Send a public reply after some seconds, or at a time; honours Idempotency-Key"},
	{M_GET, HELD "/:held_reply_id", held_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
	 NULL, "One, and what became of it"},
	{M_PUT, HELD "/:held_reply_id", held_put, RUN_WRITE, CAP_TICKET_WRITE, BODY_JSON,
	 &held_fields, 0, NULL,
	 "Another `send_at` or `unless_answered`; the rest is not looked at"},
	{M_DELETE, HELD "/:held_reply_id", held_undo, RUN_WRITE, CAP_TICKET_WRITE, BODY_NONE, NULL,
	 0, NULL, "Take it back into its agent's draft; 409 when it was sent already"},
	{0}
};
/* clang-format on */
