/* Where I was named in notes. */
#include "domain/can.h"
#include "domain/mention.h"
#include "http/rq.h"

static const char *const newest_first[] = {"-id", NULL};

struct seen_body {
	struct opt_ids ids;
	struct opt_i64 ticket_id;
};

#define AT(member) offsetof(struct seen_body, member)
/* clang-format off */
static const struct field seen_list[] = {
	{"ids", F_IDS, AT(ids), PAGE_MAX, "Ids", "These; what is not mine is passed over"},
	{"ticket_id", F_ID, AT(ticket_id), 0, "Ticket", "All on this ticket"},
	{0}
};
/* clang-format on */
static const struct field_table seen_fields = {NULL, sizeof(struct seen_body), seen_list};

static done mentions_index(struct rq *rq, void *in)
{
	const char *only = rq_query(rq, "filter");
	struct mention *rows;
	struct page page;
	i64 unseen;
	int n;

	(void)in;
	if (rq_page(rq, newest_first, &page) ||
		mention_list(&rq->cx, only && strcmp(only, "unseen") == 0, &page, &rows, &n) ||
		mention_count_unseen(&rq->cx, &unseen))
		return reply_error(rq);
	reply_list(rq, "mentions");
	for (int i = 0; i < n; i++) {
		struct jw *jw = &rq->jw;

		jw_object(jw, NULL);
		jw_i64(jw, "id", rows[i].id);
		jw_i64(jw, "ticket_id", rows[i].ticket.v);
		jw_i64(jw, "comment_id", rows[i].comment.v);
		jw_i64(jw, "author_id", rows[i].author.v);
		jw_id(jw, "group_id", rows[i].group.v);
		jw_str(jw, "subject", rows[i].subject);
		jw_str(jw, "excerpt", rows[i].excerpt);
		jw_time(jw, "created_at", rows[i].at);
		jw_time(jw, "seen_at", rows[i].seen_at);
		jw_end(jw);
	}
	reply_list_end(rq);
	jw_i64(&rq->jw, "unseen_tickets", unseen);
	return reply_page(rq, &page);
}

static done mentions_seen(struct rq *rq, void *in)
{
	const struct seen_body *b = in;

	if (mention_see(&rq->cx, &b->ids.v, (ticket_id){b->ticket_id.v}))
		return reply_error(rq);
	return reply_no_content(rq);
}

/* clang-format off */
const struct route mention_routes[] = {
	{M_GET, "/api/v2/users/me/mentions", mentions_index, RUN_READ, CAP_TICKET_READ, BODY_NONE,
	 NULL, 0,
	 "filter,page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order",
	 "Notes that name me or my group, newest first; `filter=unseen`: those I have not seen"},
	{M_PUT, "/api/v2/users/me/mentions/seen", mentions_seen, RUN_WRITE, CAP_TICKET_WRITE,
	 BODY_JSON, &seen_fields, 0, NULL, "I have seen these, or all on a ticket"},
	{0}
};
/* clang-format on */
