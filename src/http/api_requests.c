/*
 * Requests: tickets as the people who ask see them. Public comments only, own requests and those
 * one is copied on. Whoever is not signed in may make one, and nothing else.
 */
#include "base/utf8.h"
#include "domain/search.h"
#include "domain/suspended.h"
#include "domain/ticket_list.h"
#include "domain/user.h"
#include "http/path.h"
#include "http/throttle.h"
#include "http/ticket_body.h"
#include "http/view_ticket.h"

#include <inttypes.h>

#define LIST_QUERY "page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order"

enum { ANONYMOUS_PER_MINUTE = 10 };

static done list_requests(struct rq *rq, enum ticket_list_of of, i64 user)
{
	struct ticket_filter filter = {.of = of, .ref = user};
	struct page page;
	struct ticket *rows;
	int n;

	if (rq_page(rq, ticket_sorts, &page) || ticket_list(&rq->cx, &filter, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "requests");
	for (int i = 0; i < n; i++)
		if (request_write(rq, NULL, &rows[i]))
			return reply_error(rq);
	return reply_page(rq, &page);
}

static done request_index(struct rq *rq, void *in)
{
	(void)in;
	return list_requests(rq, TICKETS_OF_CUSTOMER, rq->cx.actor.id.v);
}

static done request_open(struct rq *rq, void *in)
{
	(void)in;
	return list_requests(rq, TICKETS_OF_CUSTOMER_OPEN, rq->cx.actor.id.v);
}

static done request_solved(struct rq *rq, void *in)
{
	(void)in;
	return list_requests(rq, TICKETS_OF_CUSTOMER_SOLVED, rq->cx.actor.id.v);
}

static done request_copied(struct rq *rq, void *in)
{
	(void)in;
	return list_requests(rq, TICKETS_OF_CUSTOMER_COPIED, rq->cx.actor.id.v);
}

/* By words and a few keys. */
static done request_search(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"relevance", "created_at", "updated_at", NULL};
	const char *query = rq_query(rq, "query");
	struct id_list found, some = {0};
	struct ticket *rows;
	struct page page;
	int n;

	(void)in;
	if (!query)
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL, "Parameter query is required");
	if (rq_page(rq, sorts, &page) || search_requests(&rq->cx, query, &found))
		return reply_error(rq);
	rq_page_place(&page);
	for (i64 i = page.offset; i < found.n && some.n < page.limit; i++)
		id_list_add(rq->cx.arena, &some, found.v[i]);
	if (ticket_load_many(&rq->cx, &some, &rows, &n))
		return reply_error(rq);
	page.count = found.n;
	page.rows = some.n;
	page.has_more = page.offset + some.n < found.n;
	rq_page_placed(&page);
	reply_list(rq, "requests");
	for (int i = 0; i < n; i++)
		if (request_write(rq, NULL, &rows[i]))
			return reply_error(rq);
	return reply_page(rq, &page);
}

static done user_requests(struct rq *rq, void *in)
{
	struct user *user;

	(void)in;
	if (path_user(rq, &user))
		return reply_error(rq);
	return list_requests(rq, TICKETS_REQUESTED_BY, user->id.v);
}

static done organization_requests(struct rq *rq, void *in)
{
	struct organization *organization;

	(void)in;
	if (path_organization(rq, &organization))
		return reply_error(rq);
	return list_requests(rq, TICKETS_OF_ORGANIZATION, organization->id.v);
}

/* The ticket in the path, when it has something public to show. */
static enum err request_of_path(struct rq *rq, struct ticket **ret)
{
	i64 id;

	TRY(rq_id(rq, "request_id", &id));
	TRY(ticket_get(&rq->cx, (ticket_id){id}, ret));
	return (*ret)->is_public ? OK : fail_not_found(&rq->cx);
}

static done reply_request(struct rq *rq, int status, const struct ticket *t)
{
	reply_begin(rq, status);
	if (request_write(rq, "request", t))
		return reply_error(rq);
	return reply_end(rq);
}

static done request_show(struct rq *rq, void *in)
{
	struct ticket *t;

	(void)in;
	if (request_of_path(rq, &t))
		return reply_error(rq);
	return reply_request(rq, 200, t);
}

/* Somebody who is not signed in: he has to say who he is, and not too often. */
static enum err check_anonymous(struct rq *rq, const struct ticket_input *in)
{
	if (rq->cx.actor.id.v)
		return OK;
	TRY(rq_throttle(rq, "request.address", rq_throttle_address(rq), ANONYMOUS_PER_MINUTE, 60));
	if (!in->has_requester || !in->requester.email)
		return fail_blank(&rq->cx, "requester", "Requester");
	return rq_throttle(rq, "request.email", utf8_fold(rq->cx.arena, in->requester.email),
		ANONYMOUS_PER_MINUTE, 60);
}

/* Who is not signed in may be held back: the message is kept for an agent to judge. */
static done reply_held(struct rq *rq, i64 id)
{
	struct jw *w = reply_begin(rq, 201);

	jw_object(w, "suspended_ticket");
	jw_i64(w, "id", id);
	jw_end(w);
	return reply_end(rq);
}

static done request_post(struct rq *rq, void *in)
{
	struct ticket_input input;
	struct ticket_result result;
	i64 held = 0;

	if (ticket_body_input(rq, in, &input) || check_anonymous(rq, &input))
		return reply_error(rq);
	input.status = (struct opt_i64){0};
	input.comment.public_set = false;
	if (!rq->cx.actor.id.v) {
		input.requester.id = 0;
		if (suspended_hold(&rq->cx, &input, &held))
			return reply_error(rq);
	}
	if (held)
		return reply_held(rq, held);
	if (ticket_create(&rq->cx, &input, &result))
		return reply_error(rq);
	reply_header(rq, "Location",
		arena_printf(rq->cx.arena, "%s/api/v2/requests/%" PRId64 ".json", rq->base_url,
			result.ticket->id.v));
	return reply_request(rq, 201, result.ticket);
}

/* A request takes a public comment, people to copy, and "solved"; for agents too. */
static done request_put(struct rq *rq, void *in)
{
	struct ticket_input given, input;
	struct ticket_result result;
	struct ticket *t;

	if (request_of_path(rq, &t) || ticket_body_input(rq, in, &given))
		return reply_error(rq);
	input = (struct ticket_input){.comment = given.comment,
		.cc_set = given.cc_set,
		.cc_add = true,
		.cc = given.cc,
		.cc_count = given.cc_count};
	input.comment.author_id = 0;
	input.comment.public_set = input.comment.public = true;
	if (given.status.set && given.status.v == STATUS_SOLVED)
		input.status = given.status;
	if (ticket_update(&rq->cx, t->id, &input, &result))
		return reply_error(rq);
	return reply_request(rq, 200, result.ticket);
}

/* Who wrote: name only, nobody's address. */
static enum err authors_write(struct rq *rq, const struct comment *rows, int n)
{
	struct jw *jw = &rq->jw;
	struct id_list ids = {0};
	struct user *users;
	int count = 0;

	for (int i = 0; i < n; i++)
		if (!id_list_has(&ids, rows[i].author.v))
			id_list_add(rq->cx.arena, &ids, rows[i].author.v);
	if (ids.n)
		TRY(user_load_many(&rq->cx, ids.v, ids.n, &users, &count));
	jw_array(jw, "users");
	for (int i = 0; i < count; i++) {
		jw_object(jw, NULL);
		jw_i64(jw, "id", users[i].id.v);
		jw_str(jw, "name", users[i].alias ? users[i].alias : users[i].name);
		jw_null(jw, "photo");
		jw_bool(jw, "agent", users[i].role != ROLE_END_USER);
		jw_id(jw, "organization_id", users[i].organization.v);
		jw_end(jw);
	}
	jw_end(jw);
	return OK;
}

static const char *const comment_sorts[] = {"created_at", "id", NULL};

static done request_comments(struct rq *rq, void *in)
{
	struct comment *rows;
	struct ticket *t;
	struct page page;
	int n;

	(void)in;
	if (request_of_path(rq, &t) || rq_page(rq, comment_sorts, &page) ||
		comment_list(&rq->cx, t, true, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "comments");
	for (int i = 0; i < n; i++)
		if (comment_write(rq, NULL, &rows[i]))
			return reply_error(rq);
	reply_list_end(rq);
	if (authors_write(rq, rows, n))
		return reply_error(rq);
	return reply_page(rq, &page);
}

static done request_comment(struct rq *rq, void *in)
{
	struct comment *c;
	struct ticket *t;
	i64 id;

	(void)in;
	if (request_of_path(rq, &t) || rq_id(rq, "comment_id", &id) ||
		comment_get(&rq->cx, t->id, (comment_id){id}, &c))
		return reply_error(rq);
	if (!c->public)
		return fail_not_found(&rq->cx), reply_error(rq);
	reply_begin(rq, 200);
	if (comment_write(rq, "comment", c))
		return reply_error(rq);
	return reply_end(rq);
}

#define LIST_ROW(path, handler, cap, help) \
	{ \
		M_GET, path, handler, RUN_READ, cap, BODY_NONE, NULL, 0, LIST_QUERY, help \
	}

const struct route request_routes[] = {
	LIST_ROW("/api/v2/requests", request_index, CAP_REQUEST_READ,
		"One's own requests and those one is copied on"),
	{M_POST, "/api/v2/requests", request_post, RUN_WRITE, CAP_PUBLIC_WRITE, BODY_JSON,
		&request_body_fields, 0, NULL,
		"Ask for help; who is not signed in gives `requester`"},
	LIST_ROW("/api/v2/requests/open", request_open, CAP_REQUEST_READ,
		"Requests that are not solved"),
	LIST_ROW("/api/v2/requests/solved", request_solved, CAP_REQUEST_READ, "Solved requests"),
	LIST_ROW("/api/v2/requests/ccd", request_copied, CAP_REQUEST_READ,
		"Requests that one is copied on"),
	{M_GET, "/api/v2/requests/search", request_search, RUN_SLOW, CAP_REQUEST_READ, BODY_NONE,
		NULL, 0, "query,page,per_page,sort_by,sort_order",
		"One's own requests by words, status, priority, type and times"},
	{M_GET, "/api/v2/requests/:request_id", request_show, RUN_READ, CAP_REQUEST_READ, BODY_NONE,
		NULL, 0, NULL, "One request"},
	{M_PUT, "/api/v2/requests/:request_id", request_put, RUN_WRITE, CAP_REQUEST_WRITE,
		BODY_JSON, &request_body_fields, 0, NULL, "Add a message or mark as solved"},
	{M_GET, "/api/v2/requests/:request_id/comments", request_comments, RUN_READ,
		CAP_REQUEST_READ, BODY_NONE, NULL, 0, LIST_QUERY, "The public thread of a request"},
	{M_GET, "/api/v2/requests/:request_id/comments/:comment_id", request_comment, RUN_READ,
		CAP_REQUEST_READ, BODY_NONE, NULL, 0, NULL, "One public comment"},
	LIST_ROW("/api/v2/users/:user_id/requests", user_requests, CAP_TICKET_READ,
		"Requests of a user"),
	LIST_ROW("/api/v2/organizations/:organization_id/requests", organization_requests,
		CAP_TICKET_READ, "Requests of an organisation"),
	{0},
};
