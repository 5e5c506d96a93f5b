/* The thread of a ticket: reading it, making a comment private, blacking out words and files. */
#include "base/html_text.h"
#include "http/path.h"
#include "http/view_ticket.h"

#include <string.h>

#define LIST_QUERY "page,per_page,page[size],page[after],page[before],sort,sort_order,include"

static const char *const sorts[] = {"created_at", "id", NULL};

static done comment_index(struct rq *rq, void *in)
{
	struct sideload more = {0};
	struct comment *rows;
	struct ticket *t;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, sorts, &page) || path_ticket(rq, &t) ||
		comment_list(&rq->cx, t, false, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "comments");
	for (int i = 0; i < n; i++) {
		if (comment_write(rq, NULL, &rows[i]))
			return reply_error(rq);
		sideload_user(rq, &more, rows[i].author);
	}
	reply_list_end(rq);
	if (sideload_write(rq, &more))
		return reply_error(rq);
	return reply_page(rq, &page);
}

static done comment_number(struct rq *rq, void *in)
{
	struct ticket *t;
	i64 n;

	(void)in;
	if (path_ticket(rq, &t) || comment_count(&rq->cx, t, false, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

static done comment_privatize(struct rq *rq, void *in)
{
	i64 ticket, id;

	(void)in;
	if (rq_id(rq, "ticket_id", &ticket) || rq_id(rq, "comment_id", &id) ||
		comment_make_private(&rq->cx, (ticket_id){ticket}, (comment_id){id}))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_end(rq);
}

/* By audit id, as older clients name a comment. */
static done audit_privatize(struct rq *rq, void *in)
{
	struct comment *c;
	i64 ticket, id;

	(void)in;
	if (rq_id(rq, "ticket_id", &ticket) || rq_id(rq, "audit_id", &id) ||
		comment_of_event(&rq->cx, (event_id){id}, &c))
		return reply_error(rq);
	if (!c)
		return fail_not_found(&rq->cx), reply_error(rq);
	if (comment_make_private(&rq->cx, (ticket_id){ticket}, c->id))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_end(rq);
}

static done reply_comment(struct rq *rq, const struct comment *c)
{
	reply_begin(rq, 200);
	return comment_write(rq, "comment", c) ? reply_error(rq) : reply_end(rq);
}

static done comment_blacken(struct rq *rq, void *in)
{
	const char *text = json_get_str(rq->json, "text");
	struct comment *c;
	i64 ticket, id;

	(void)in;
	if (rq_id(rq, "ticket_id", &ticket) || rq_id(rq, "comment_id", &id) ||
		comment_redact(&rq->cx, (ticket_id){ticket}, (comment_id){id}, text, &c))
		return reply_error(rq);
	return reply_comment(rq, c);
}

/* As the workspace sends it: the comment's HTML with <redact> around what has to go. */
static enum err redact_marked(struct rq *rq, const struct comment *c, const char *html)
{
	static const char open[] = "<redact>", close[] = "</redact>";
	struct comment *now = NULL;

	for (const char *from = strstr(html, open); from; from = strstr(from, open)) {
		const char *to = strstr(from, close);
		const char *inner;

		from += sizeof open - 1;
		inner = arena_strndup(rq->cx.arena, from, to ? (size_t)(to - from) : strlen(from));
		TRY(comment_redact(
			&rq->cx, c->ticket, c->id, html_text(rq->cx.arena, inner), &now));
	}
	return now ? OK : fail_blank(&rq->cx, "html_body", "Html body");
}

static done comment_redaction(struct rq *rq, void *in)
{
	const char *html = json_get_str(rq->json, "html_body");
	const char *text = json_get_str(rq->json, "text");
	struct comment *c;
	i64 id;

	(void)in;
	if (rq_id(rq, "comment_id", &id) || comment_load(&rq->cx, (comment_id){id}, &c))
		return reply_error(rq);
	if (!c)
		return fail_not_found(&rq->cx), reply_error(rq);
	if (html && !text ? redact_marked(rq, c, html)
			  : comment_redact(&rq->cx, c->ticket, c->id, text, &c))
		return reply_error(rq);
	if (comment_get(&rq->cx, c->ticket, c->id, &c))
		return reply_error(rq);
	return reply_comment(rq, c);
}

static done attachment_blacken(struct rq *rq, void *in)
{
	struct attachment *a;
	i64 ticket, comment, id;

	(void)in;
	if (rq_id(rq, "ticket_id", &ticket) || rq_id(rq, "comment_id", &comment) ||
		rq_id(rq, "attachment_id", &id) ||
		attachment_redact(&rq->cx, (ticket_id){ticket}, (comment_id){comment},
			(attachment_id){id}, &a))
		return reply_error(rq);
	reply_begin(rq, 200);
	attachment_write(rq, "attachment", a);
	return reply_end(rq);
}

#define COMMENT "/api/v2/tickets/:ticket_id/comments"

const struct route comment_routes[] = {
	{M_GET, COMMENT, comment_index, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, LIST_QUERY,
		"The thread of a ticket, oldest first"},
	{M_GET, COMMENT "/count", comment_number, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
		NULL, "How many comments a ticket has"},
	{M_PUT, COMMENT "/:comment_id/make_private", comment_privatize, RUN_WRITE, CAP_TICKET_WRITE,
		BODY_NONE, NULL, 0, NULL, "Hide a public comment from customers"},
	{M_PUT, COMMENT "/:comment_id/redact", comment_blacken, RUN_WRITE, CAP_TICKET_WRITE,
		BODY_JSON, NULL, 0, NULL, "Black out `text` in a comment for good"},
	{M_PUT, COMMENT "/:comment_id/attachments/:attachment_id/redact", attachment_blacken,
		RUN_WRITE, CAP_TICKET_WRITE, BODY_NONE, NULL, 0, NULL,
		"Remove a file from a comment for good"},
	{M_PUT, "/api/v2/tickets/:ticket_id/audits/:audit_id/make_private", audit_privatize,
		RUN_WRITE, CAP_TICKET_WRITE, BODY_NONE, NULL, 0, NULL,
		"Hide the comment of an audit from customers"},
	{M_PUT, "/api/v2/comment_redactions/:comment_id", comment_redaction, RUN_WRITE,
		CAP_TICKET_WRITE, BODY_JSON, NULL, 0, NULL,
		"Black out `text` in a comment for good"},
	{0},
};
