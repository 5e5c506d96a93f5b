/* Satisfaction ratings: lists for agents, the requester's own word, and the reasons. */
#include "base/clock.h"
#include "domain/satisfaction.h"
#include "http/path.h"
#include "http/view_ticket.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#define FILTER_QUERY "score,start_time,end_time"
#define LIST_QUERY \
	FILTER_QUERY ",page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order," \
		     "include"

static void rating_write(struct rq *rq, const char *key, const struct rating *r)
{
	const struct rating_reason *reason = rating_reason_find(r->reason);
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_printf(jw, "url", "%.900s/api/v2/satisfaction_ratings/%" PRId64 ".json", rq->base_url,
		r->id);
	jw_i64(jw, "id", r->id);
	jw_id(jw, "assignee_id", r->assignee.v);
	jw_id(jw, "group_id", r->group.v);
	jw_i64(jw, "requester_id", r->requester.v);
	jw_i64(jw, "ticket_id", r->ticket.v);
	jw_str(jw, "score", score_name(r->score));
	jw_str(jw, "comment", r->comment);
	jw_str(jw, "reason", reason ? reason->value : NULL);
	jw_id(jw, "reason_id", r->reason);
	jw_id(jw, "reason_code", reason ? reason->code : 0);
	jw_time(jw, "created_at", r->created_at);
	jw_time(jw, "updated_at", r->updated_at);
	jw_end(jw);
}

/* --- lists --- */

static enum err read_filter(struct rq *rq, struct rating_filter *ret)
{
	const char *score = rq_query(rq, "score");
	i64 from, to;

	*ret = rating_filter_all();
	if (score && *score && !rating_filter_score(ret, score))
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameter score must be offered, received, good or bad, the last three "
			"also with _with_comment or _without_comment");
	TRY(rq_query_i64(rq, "start_time", 0, &from));
	TRY(rq_query_i64(rq, "end_time", INT64_MAX / SECOND_MS, &to));
	if (from < 0 || to < 0 || from > INT64_MAX / SECOND_MS || to > INT64_MAX / SECOND_MS)
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameters start_time and end_time must be seconds since 1970");
	ret->from = from * SECOND_MS;
	ret->to = to * SECOND_MS;
	return OK;
}

/* Ratings refer to tickets and people. */
static enum err write_beside(struct rq *rq, const struct rating *rows, int n)
{
	struct sideload more = {0};
	struct id_set ids = {0};
	struct ticket_page page;
	struct ticket *tickets;

	for (int i = 0; i < n; i++) {
		id_set_add(rq, &ids, rows[i].ticket.v);
		sideload_user(rq, &more, rows[i].requester);
		sideload_user(rq, &more, rows[i].assignee);
		sideload_group(rq, &more, rows[i].group);
	}
	TRY(sideload_write(rq, &more));
	if (!rq_include(rq, "tickets"))
		return OK;
	TRY(ticket_load_many(&rq->cx, &(struct id_list){ids.v, ids.n}, &tickets, &n));
	TRY(ticket_page_load(rq, tickets, n, &page));
	jw_array(&rq->jw, "tickets");
	for (int i = 0; i < n; i++)
		TRY(ticket_page_write(rq, NULL, &page, i));
	jw_end(&rq->jw);
	return OK;
}

static done list(struct rq *rq, const struct rating_filter *filter)
{
	static const char *const sorts[] = {"created_at", "id", NULL};
	struct rating *rows;
	struct page page;
	int n;

	if (rq_page(rq, sorts, &page) || rating_list(&rq->cx, filter, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "satisfaction_ratings");
	for (int i = 0; i < n; i++)
		rating_write(rq, NULL, &rows[i]);
	reply_list_end(rq);
	if (write_beside(rq, rows, n))
		return reply_error(rq);
	return reply_page(rq, &page);
}

static done rating_index(struct rq *rq, void *in)
{
	struct rating_filter filter;

	(void)in;
	if (read_filter(rq, &filter))
		return reply_error(rq);
	return list(rq, &filter);
}

static done rating_received(struct rq *rq, void *in)
{
	struct rating_filter filter;

	(void)in;
	if (read_filter(rq, &filter))
		return reply_error(rq);
	if (!rq_query(rq, "score"))
		rating_filter_score(&filter, "received");
	return list(rq, &filter);
}

static done rating_number(struct rq *rq, void *in)
{
	struct rating_filter filter;
	i64 n;

	(void)in;
	if (read_filter(rq, &filter) || rating_count(&rq->cx, &filter, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

static done rating_show(struct rq *rq, void *in)
{
	struct rating *r;
	i64 id;

	(void)in;
	if (rq_id(rq, "satisfaction_rating_id", &id) || rating_get(&rq->cx, id, &r))
		return reply_error(rq);
	reply_begin(rq, 200);
	rating_write(rq, "satisfaction_rating", r);
	if (write_beside(rq, r, 1))
		return reply_error(rq);
	return reply_end(rq);
}

/* --- the requester's word --- */

struct rating_body {
	struct opt_text score, comment;
	struct opt_i64 reason_id;
};
static const struct field rating_field_list[] = {
	{"score", F_TEXT, offsetof(struct rating_body, score), 0, "Score", "good or bad"},
	{"comment", F_TEXT, offsetof(struct rating_body, comment), RATING_COMMENT_MAX, "Comment",
		NULL},
	{"reason_id", F_ID, offsetof(struct rating_body, reason_id), 0, "Reason",
		"of satisfaction_reasons, with bad"},
	{0}};
static const struct field_table rating_fields = {
	"satisfaction_rating", sizeof(struct rating_body), rating_field_list};

static enum score score_of(const char *text)
{
	if (text && strcmp(text, "good") == 0)
		return SCORE_GOOD;
	return text && strcmp(text, "bad") == 0 ? SCORE_BAD : SCORE_NONE;
}

static done rating_post(struct rq *rq, void *p)
{
	const struct rating_body *in = p;
	struct rating_input rating = {
		.score = score_of(in->score.v), .comment = in->comment, .reason = in->reason_id};
	struct rating *r;
	ticket_id id;

	if (rq_id(rq, "ticket_id", &id.v) || rating_give(&rq->cx, id, &rating, &r))
		return reply_error(rq);
	reply_begin(rq, 200);
	rating_write(rq, "satisfaction_rating", r);
	return reply_end(rq);
}

/* --- reasons --- */

static void reason_write(struct rq *rq, const char *key, const struct rating_reason *r)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_printf(jw, "url", "%.900s/api/v2/satisfaction_reasons/%" PRId64 ".json", rq->base_url,
		r->id);
	jw_i64(jw, "id", r->id);
	jw_i64(jw, "reason_code", r->code);
	jw_str(jw, "value", r->value);
	jw_str(jw, "raw_value", r->value);
	jw_null(jw, "created_at"); /* built in */
	jw_null(jw, "updated_at");
	jw_null(jw, "deleted_at");
	jw_end(jw);
}

static done reason_index(struct rq *rq, void *in)
{
	struct page page;
	int n = 0;

	(void)in;
	while (rating_reasons[n].id)
		n++;
	if (rq_page_rows(rq, rating_reasons, n, &page))
		return reply_error(rq);
	reply_list(rq, "reasons");
	for (int i = 0; i < page.rows; i++)
		reason_write(rq, NULL, &rating_reasons[page.offset + i]);
	return reply_page(rq, &page);
}

static done reason_show(struct rq *rq, void *in)
{
	const struct rating_reason *r;
	i64 id;

	(void)in;
	if (rq_id(rq, "satisfaction_reason_id", &id))
		return reply_error(rq);
	r = rating_reason_find(id);
	if (!r)
		return reply_fail(rq, E_NOT_FOUND, NULL, NULL, "Not found");
	reply_begin(rq, 200);
	reason_write(rq, "reason", r);
	return reply_end(rq);
}

#define ROW(path, handler, query, help) \
	{ \
		M_GET, path, handler, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, query, help \
	}

const struct route satisfaction_routes[] = {
	ROW("/api/v2/satisfaction_ratings", rating_index, LIST_QUERY,
		"What customers said of solved tickets, oldest first"),
	ROW("/api/v2/satisfaction_ratings/count", rating_number, FILTER_QUERY,
		"How many ratings there are"),
	ROW("/api/v2/satisfaction_ratings/received", rating_received, LIST_QUERY,
		"Ratings that customers have given"),
	ROW("/api/v2/satisfaction_ratings/:satisfaction_rating_id", rating_show, "include",
		"One rating"),
	{M_POST, "/api/v2/tickets/:ticket_id/satisfaction_rating", rating_post, RUN_WRITE,
		CAP_REQUEST_WRITE, BODY_JSON, &rating_fields, 0, NULL,
		"The requester rates a solved ticket, or rates it again"},
	ROW("/api/v2/satisfaction_reasons", reason_index, NULL,
		"Reasons that a bad rating can give"),
	ROW("/api/v2/satisfaction_reasons/:satisfaction_reason_id", reason_show, NULL,
		"One reason"),
	{0},
};
