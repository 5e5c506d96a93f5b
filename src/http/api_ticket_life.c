/* The life of tickets beyond changes: merge, split, deleted ones, spam, one answer to all. */
#include "domain/ticket_life.h"

#include "domain/ticket_merge.h"
#include "http/bulk.h"
#include "http/path.h"
#include "http/ticket_body.h"
#include "http/view_beside.h"
#include "http/view_ticket.h"

#include <inttypes.h>

#define PAGE_QUERY "page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order"

/* --- merge --- */

struct merge_body {
	struct opt_ids ids;
	struct opt_text target, source;
	struct opt_i64 target_public, source_public;
};
#define AT(member) offsetof(struct merge_body, member)
static const struct field merge_list_fields[] = {
	{"ids", F_IDS, AT(ids), 0, "Ids", "Tickets to close and merge into this one; up to 100"},
	{"target_comment", F_TEXT, AT(target), 0, "Target comment", "What this ticket is told"},
	{"source_comment", F_TEXT, AT(source), 0, "Source comment", "What the others are told"},
	{"target_comment_is_public", F_BOOL, AT(target_public), 0, NULL, "false when absent"},
	{"source_comment_is_public", F_BOOL, AT(source_public), 0, NULL, "false when absent"}, {0}};
#undef AT
static const struct field_table merge_fields = {NULL, sizeof(struct merge_body), merge_list_fields};

static done merge_post(struct rq *rq, void *in)
{
	struct merge_body *body = in;
	struct ticket_merge_input merge = {.sources = body->ids.v,
		.target_text = body->target.v,
		.source_text = body->source.v,
		.target_public = body->target_public.v,
		.source_public = body->source_public.v};
	i64 id;

	if (rq_id(rq, "ticket_id", &id) || ticket_merge(&rq->cx, (ticket_id){id}, &merge))
		return reply_error(rq);
	return bulk_single(rq, "Ticket Merge", NULL);
}

static done reply_ticket(struct rq *rq, const struct ticket *t)
{
	reply_begin(rq, 200);
	return ticket_write(rq, "ticket", t) ? reply_error(rq) : reply_end(rq);
}

static done unmerge_put(struct rq *rq, void *in)
{
	struct ticket *t;
	i64 id;

	(void)in;
	if (rq_id(rq, "ticket_id", &id) || ticket_unmerge(&rq->cx, (ticket_id){id}, &t))
		return reply_error(rq);
	return reply_ticket(rq, t);
}

void merge_write(struct rq *rq, const struct merge *merge)
{
	struct jw *w = &rq->jw;

	jw_object(w, NULL);
	jw_i64(w, "id", merge->id);
	jw_i64(w, "source_id", merge->source.v);
	jw_i64(w, "target_id", merge->target.v);
	jw_id(w, "actor_id", merge->actor.v);
	jw_time(w, "created_at", merge->created_at);
	jw_time(w, "undone_at", merge->undone_at);
	jw_end(w);
}

static done merge_index(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"-id", NULL};
	struct merge *rows;
	struct ticket *t;
	struct page page;
	int n;

	(void)in;
	if (path_ticket(rq, &t) || rq_page(rq, sorts, &page) ||
		merge_list(&rq->cx, t->id, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "merges");
	for (int i = 0; i < n; i++)
		merge_write(rq, &rows[i]);
	return reply_page(rq, &page);
}

/* --- split, one answer to all --- */

struct split_body {
	struct opt_i64 comment_id;
	struct opt_text subject;
};
static const struct field split_list_fields[] = {
	{"comment_id", F_ID, offsetof(struct split_body, comment_id), 0, "Comment", "Required"},
	{"subject", F_TEXT, offsetof(struct split_body, subject), TICKET_SUBJECT_MAX, "Subject",
		"that of the ticket when absent"},
	{0}};
static const struct field_table split_fields = {
	"split", sizeof(struct split_body), split_list_fields};

static done split_post(struct rq *rq, void *in)
{
	struct split_body *body = in;
	struct ticket_result result;
	i64 id;

	if (rq_id(rq, "ticket_id", &id))
		return reply_error(rq);
	if (!body->comment_id.v)
		return reply_fail(
			rq, E_INVALID, "comment_id", "BlankValue", "Comment: cannot be blank");
	if (ticket_split(&rq->cx, (ticket_id){id}, (comment_id){body->comment_id.v},
		    body->subject.v, &result))
		return reply_error(rq);
	reply_made(rq, true, "tickets", result.ticket->id.v);
	return ticket_write(rq, "ticket", result.ticket) ? reply_error(rq) : reply_end(rq);
}

struct answer_body {
	json_t *comment;
	struct opt_text status;
};
static const struct field answer_list_fields[] = {
	{"comment", F_JSON, offsetof(struct answer_body, comment), 0, "Comment",
		"{\"body\"}: public unless it says otherwise"},
	{"status", F_TEXT, offsetof(struct answer_body, status), 0, "Status",
		"of all of them then; each keeps its own when absent"},
	{0}};
static const struct field_table answer_fields = {
	"answer", sizeof(struct answer_body), answer_list_fields};

static done answer_post(struct rq *rq, void *in)
{
	struct answer_body *body = in;
	struct comment_input comment = {0};
	enum status status = (enum status)0;
	int answered;
	i64 id;

	if (body->status.v && !status_parse(body->status.v, &status)) {
		(void)fail_invalid(&rq->cx, "status", "Status");
		return reply_error(rq);
	}
	if (rq_id(rq, "ticket_id", &id) || ticket_body_comment(rq, body->comment, &comment) ||
		problem_answer(&rq->cx, (ticket_id){id}, &comment, status, &answered))
		return reply_error(rq);
	return bulk_single(rq, "Problem Answer",
		arena_printf(rq->cx.arena, "{\"success\":true,\"answered\":%d}", answered));
}

/* --- deleted --- */

static done deleted_index(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"-deleted_at", "id", NULL};
	struct deleted_ticket *rows;
	struct page page;
	struct jw *w;
	int n;

	(void)in;
	if (rq_page(rq, sorts, &page) || deleted_ticket_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	w = reply_list(rq, "deleted_tickets");
	for (int i = 0; i < n; i++) {
		jw_object(w, NULL);
		jw_i64(w, "id", rows[i].id.v);
		jw_str(w, "subject", rows[i].subject);
		jw_object(w, "actor");
		jw_i64(w, "id", rows[i].actor.v ? rows[i].actor.v : -1);
		jw_str(w, "name", rows[i].actor.v ? rows[i].actor_name : "System");
		jw_end(w);
		jw_time(w, "deleted_at", rows[i].deleted_at);
		jw_str(w, "previous_state", status_name(rows[i].status));
		jw_end(w);
	}
	return reply_page(rq, &page);
}

static done reply_empty(struct rq *rq)
{
	reply_begin(rq, 200);
	return reply_end(rq);
}

static done restore_put(struct rq *rq, void *in)
{
	i64 id;

	(void)in;
	if (rq_id(rq, "ticket_id", &id) || ticket_restore(&rq->cx, (ticket_id){id}))
		return reply_error(rq);
	return reply_empty(rq);
}

/* All or none, as a single answer has no room for more. */
static done restore_many_put(struct rq *rq, void *in)
{
	struct id_list ids;

	(void)in;
	if (rq_required_ids(rq, &ids))
		return reply_error(rq);
	for (int i = 0; i < ids.n; i++)
		if (ticket_restore(&rq->cx, (ticket_id){ids.v[i]}))
			return reply_error(rq);
	return reply_empty(rq);
}

static done purge_delete(struct rq *rq, void *in)
{
	i64 id;

	(void)in;
	if (rq_id(rq, "ticket_id", &id) || ticket_purge(&rq->cx, (ticket_id){id}))
		return reply_error(rq);
	return bulk_single(rq, "Permanently Delete Ticket", NULL);
}

static enum err purge_one(struct rq *rq, struct bulk_item *item)
{
	return ticket_purge(&rq->cx, (ticket_id){item->id});
}

static const struct bulk purge_many = {.job_type = "Bulk Permanently Delete Ticket",
	.by_ids = true,
	.run = purge_one,
	.result = BULK_DONE,
	.action = "delete",
	.status = "Deleted",
	.error = "TicketDeleteFailed"};

static done purge_many_delete(struct rq *rq, void *in)
{
	(void)in;
	return bulk_run(rq, &purge_many);
}

/* --- spam --- */

static done spam_put(struct rq *rq, void *in)
{
	i64 id;

	(void)in;
	if (rq_id(rq, "ticket_id", &id) || ticket_mark_as_spam(&rq->cx, (ticket_id){id}))
		return reply_error(rq);
	return reply_empty(rq);
}

static enum err spam_one(struct rq *rq, struct bulk_item *item)
{
	return ticket_mark_as_spam(&rq->cx, (ticket_id){item->id});
}

static const struct bulk spam_many = {.job_type = "Bulk Mark As Spam",
	.by_ids = true,
	.run = spam_one,
	.result = BULK_DONE,
	.action = "mark_as_spam",
	.status = "Updated",
	.error = "TicketUpdateFailed"};

static done spam_many_put(struct rq *rq, void *in)
{
	(void)in;
	return bulk_run(rq, &spam_many);
}

/* clang-format off */
#define WRITE(method, path, handler, CAP_W, query, help) \
	{method, path, handler, RUN_WRITE, CAP_W, BODY_NONE, NULL, 0, query, help}
#define POST(path, handler, fields, help) \
	{M_POST, path, handler, RUN_WRITE, CAP_TICKET_WRITE, BODY_JSON, &fields, 0, NULL, help}
#define DELETED "/api/v2/deleted_tickets"

const struct route ticket_life_routes[] = {
	POST("/api/v2/tickets/:ticket_id/merge", merge_post, merge_fields,
	 "Close other tickets and merge them into this one; can be undone"),
	WRITE(M_PUT, "/api/v2/tickets/:ticket_id/unmerge", unmerge_put, CAP_TICKET_WRITE, NULL,
	 "Undo the merge that closed this ticket"),
	{M_GET, "/api/v2/tickets/:ticket_id/merges", merge_index, RUN_READ, CAP_TICKET_READ,
	 BODY_NONE, NULL, 0, PAGE_QUERY, "Merges into and of a ticket, newest first"},
	POST("/api/v2/tickets/:ticket_id/split", split_post, split_fields,
	 "Make a ticket of one comment of this one"),
	POST("/api/v2/problems/:ticket_id/answer", answer_post, answer_fields,
	 "One public answer to a problem and all its open incidents"),
	{M_GET, DELETED, deleted_index, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, PAGE_QUERY,
	 "Deleted tickets that can be restored, the latest first"},
	WRITE(M_PUT, DELETED "/:ticket_id/restore", restore_put, CAP_TICKET_DELETE, NULL,
	 "Bring a deleted ticket back"),
	WRITE(M_PUT, DELETED "/restore_many", restore_many_put, CAP_TICKET_DELETE, "ids",
	 "Bring up to 100 deleted tickets back; all or none"),
	WRITE(M_DELETE, DELETED "/:ticket_id", purge_delete, CAP_ADMIN_WRITE, NULL,
	 "Delete for good: texts, files and people of the ticket go"),
	WRITE(M_DELETE, DELETED "/destroy_many", purge_many_delete, CAP_ADMIN_WRITE, "ids",
	 "The same for up to 100 tickets"),
	{0}
};

/* Listed last: calling them takes the requester's access away, which ends a walk over all rows. */
const struct route spam_routes[] = {
	WRITE(M_PUT, "/api/v2/tickets/mark_many_as_spam", spam_many_put, CAP_TICKET_DELETE, "ids",
	 "Delete up to 100 tickets and suspend their requesters"),
	WRITE(M_PUT, "/api/v2/tickets/:ticket_id/mark_as_spam", spam_put, CAP_TICKET_DELETE, NULL,
	 "Delete a ticket and suspend its requester"),
	{0}
};
/* clang-format on */
