/* Tickets: read, list, make, change, delete, and the people and tickets around one. */
#include "base/utf8.h"
#include "domain/idempotency.h"
#include "domain/search.h"
#include "domain/ticket_list.h"
#include "http/path.h"
#include "http/ticket_body.h"
#include "http/view_ticket.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LIST_QUERY \
	"page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order,include"

static done ticket_show(struct rq *rq, void *in)
{
	struct sideload more = {0};
	struct ticket *t;

	(void)in;
	if (path_ticket(rq, &t))
		return reply_error(rq);
	reply_begin(rq, 200);
	if (ticket_write(rq, "ticket", t))
		return reply_error(rq);
	ticket_sideload(rq, &more, t);
	if (tickets_beside_write(rq, &more, t, 1))
		return reply_error(rq);
	return reply_end(rq);
}

/* --- lists --- */

static done list_filtered(struct rq *rq, const struct ticket_filter *filter)
{
	struct page page;
	struct ticket *rows;
	int n;

	if (rq_page(rq, ticket_sorts_more, &page) || ticket_list(&rq->cx, filter, &page, &rows, &n))
		return reply_error(rq);
	return reply_tickets(rq, rows, n, &page);
}

static done ticket_index(struct rq *rq, void *in)
{
	const char *external = rq_query(rq, "external_id");
	struct ticket_filter filter = {
		.of = external ? TICKETS_BY_EXTERNAL_ID : TICKETS_ALL, .text = external};

	(void)in;
	return list_filtered(rq, &filter);
}

static done list_of_user(struct rq *rq, enum ticket_list_of of)
{
	struct user *user;

	if (path_user(rq, &user))
		return reply_error(rq);
	return list_filtered(rq, &(struct ticket_filter){.of = of, .ref = user->id.v});
}

static done user_requested(struct rq *rq, void *in)
{
	(void)in;
	return list_of_user(rq, TICKETS_REQUESTED_BY);
}

static done user_assigned(struct rq *rq, void *in)
{
	(void)in;
	return list_of_user(rq, TICKETS_ASSIGNED_TO);
}

static done user_copied(struct rq *rq, void *in)
{
	(void)in;
	return list_of_user(rq, TICKETS_COPIED_TO);
}

static done organization_tickets(struct rq *rq, void *in)
{
	struct ticket_filter filter = {.of = TICKETS_OF_ORGANIZATION};
	struct organization *o;

	(void)in;
	if (path_organization(rq, &o))
		return reply_error(rq);
	filter.ref = o->id.v;
	return list_filtered(rq, &filter);
}

static done ticket_incidents(struct rq *rq, void *in)
{
	struct ticket_filter filter = {.of = TICKETS_OF_PROBLEM};
	struct ticket *t;

	(void)in;
	if (path_ticket(rq, &t))
		return reply_error(rq);
	filter.ref = t->id.v;
	return list_filtered(rq, &filter);
}

static done problem_index(struct rq *rq, void *in)
{
	(void)in;
	return list_filtered(rq, &(struct ticket_filter){.of = TICKETS_PROBLEMS});
}

/* So many tickets, or the page of them that is asked for. */
static done reply_whole(struct rq *rq, const struct ticket *rows, int n)
{
	struct page page;

	if (rq_page_rows(rq, rows, n, &page))
		return reply_error(rq);
	return reply_tickets(rq, rows + page.offset, page.rows, &page);
}

static done ticket_recent(struct rq *rq, void *in)
{
	struct page page = {.sort = "updated_at", .descending = true, .limit = 20};
	struct ticket *rows;
	int n;

	(void)in;
	if (ticket_list(&rq->cx, &(struct ticket_filter){.of = TICKETS_ALL}, &page, &rows, &n))
		return reply_error(rq);
	return reply_whole(rq, rows, n);
}

static done reply_ids(struct rq *rq, const struct id_list *ids)
{
	struct ticket *rows;
	int n;

	if (ticket_load_many(&rq->cx, ids, &rows, &n))
		return reply_error(rq);
	return reply_whole(rq, rows, n);
}

static done ticket_show_many(struct rq *rq, void *in)
{
	struct id_list ids;

	(void)in;
	if (rq_required_ids(rq, &ids))
		return reply_error(rq);
	return reply_ids(rq, &ids);
}

static done ticket_count(struct rq *rq, void *in)
{
	i64 n;

	(void)in;
	if (ticket_list_count(&rq->cx, &(struct ticket_filter){.of = TICKETS_ALL}, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

static done problem_autocomplete(struct rq *rq, void *in)
{
	const char *text = json_get_str(rq->json, "text");
	struct page page = {.limit = 10, .sort = "relevance"};
	struct search_term terms[2] = {
		{.key = KEY_TICKET_TYPE, .value = "problem"},
		{.key = KEY_SUBJECT, .prefix = true, .value = text ? text : ""},
	};
	struct search search = {
		.types = SEARCH_TICKETS, .terms = terms, .term_count = text && *text ? 2 : 1};
	struct search_hit *hits;
	struct id_list ids = {0};
	int n;

	(void)in;
	if (text && utf8_length(text) > SEARCH_TEXT_MAX)
		return reply_fail(rq, E_PARAM, NULL, NULL,
			"Parameter text must be at most %d characters", SEARCH_TEXT_MAX);
	if (search_run(&rq->cx, &search, &page, &hits, &n))
		return reply_error(rq);
	for (int i = 0; i < n; i++)
		id_list_add(rq->cx.arena, &ids, hits[i].id);
	return reply_ids(rq, &ids);
}

/* --- changes --- */

/* Ticket and audit side by side; the top object stays open. */
static enum err write_result(struct rq *rq, const struct ticket_result *result)
{
	struct audit *audit;

	TRY(ticket_write(rq, "ticket", result->ticket));
	if (!result->audit.v)
		return OK;
	TRY(audit_get(&rq->cx, result->ticket->id, result->audit, &audit));
	return audit_write(rq, "audit", audit);
}

/* What the answer said was taken back since: the ticket as it is now. */
static done reply_as_it_is(struct rq *rq, const struct kept_answer *kept)
{
	const char *id = strrchr(kept->location ? kept->location : "/", '/') + 1;
	struct ticket *t;

	if (ticket_get(&rq->cx, (ticket_id){strtoll(id, NULL, 10)}, &t))
		return reply_error(rq);
	reply_begin(rq, kept->status);
	return ticket_write(rq, "ticket", t) ? reply_error(rq) : reply_end(rq);
}

/* The answer that this key had before. NULL: there was none, go on. */
static done kept_reply(struct rq *rq, const char *key, const uint8_t hash[SECRET_HASH])
{
	struct kept_answer *kept;

	if (strlen(key) > IDEMPOTENCY_KEY_MAX)
		return reply_fail(rq, E_IDEMPOTENT, NULL, NULL,
			"The idempotency key may have at most %d bytes", IDEMPOTENCY_KEY_MAX);
	if (idempotency_find(&rq->cx, key, hash, &kept))
		return reply_error(rq);
	if (!kept)
		return NULL;
	reply_header(rq, "x-idempotency-lookup", "hit");
	if (kept->location && kept->status == 201)
		reply_header(rq, "Location", kept->location);
	if (!*kept->body)
		return reply_as_it_is(rq, kept);
	return reply_bytes(rq, kept->status, "application/json; charset=utf-8", kept->body,
		strlen(kept->body));
}

/* A request with an Idempotency-Key, from the first look to the answer that is kept. */
struct once {
	const char *key; /* NULL: without */
	uint8_t hash[SECRET_HASH];
};

/* The answer that the key had before; NULL: go on. The same key means the same path and body. */
static done once_begin(struct rq *rq, struct once *ret)
{
	const char *key = rq_header(rq, "Idempotency-Key");

	*ret = (struct once){.key = key && *key ? key : NULL};
	if (!ret->key)
		return NULL;
	if (rq->method == M_POST) {
		secret_hash(ret->hash, rq->raw, rq->raw_size);
	} else {
		const char *both = arena_printf(rq->cx.arena, "%s %.*s", rq->path,
			(int)rq->raw_size, rq->raw_size ? rq->raw : "");

		secret_hash(ret->hash, both, strlen(both));
	}
	return kept_reply(rq, ret->key, ret->hash);
}

/* Keeps the answer that is being written; its top object is still open. */
static enum err once_end(struct rq *rq, const struct once *once, int status, const char *location)
{
	struct kept_answer answer = {status, location, NULL};

	if (!once->key)
		return OK;
	answer.body = arena_printf(rq->cx.arena, "%.*s}", (int)rq->jw.out->n, rq->jw.out->p);
	reply_header(rq, "x-idempotency-lookup", "miss");
	return idempotency_keep(&rq->cx, once->key, once->hash, &answer);
}

static const char *location_of(struct rq *rq, ticket_id id)
{
	return arena_printf(rq->cx.arena, "%s/api/v2/tickets/%" PRId64 ".json", rq->base_url, id.v);
}

static done ticket_post(struct rq *rq, void *in)
{
	struct ticket_input input;
	struct ticket_result result;
	const char *location;
	struct once once;
	done kept = once_begin(rq, &once);

	if (kept)
		return kept;
	if (ticket_body_input(rq, in, &input) || ticket_create(&rq->cx, &input, &result))
		return reply_error(rq);
	location = location_of(rq, result.ticket->id);
	reply_header(rq, "Location", location);
	reply_begin(rq, 201);
	if (write_result(rq, &result) || once_end(rq, &once, 201, location))
		return reply_error(rq);
	return reply_end(rq);
}

static done ticket_put(struct rq *rq, void *in)
{
	struct ticket_input input;
	struct ticket_result result;
	struct once once;
	done kept = once_begin(rq, &once);
	i64 id;

	if (kept)
		return kept;
	if (rq_id(rq, "ticket_id", &id) || ticket_body_input(rq, in, &input) ||
		ticket_update(&rq->cx, (ticket_id){id}, &input, &result))
		return reply_error(rq);
	reply_begin(rq, 200);
	if (write_result(rq, &result) || once_end(rq, &once, 200, location_of(rq, (ticket_id){id})))
		return reply_error(rq);
	return reply_end(rq);
}

static done ticket_remove(struct rq *rq, void *in)
{
	i64 id;

	(void)in;
	if (rq_id(rq, "ticket_id", &id) || ticket_delete(&rq->cx, (ticket_id){id}))
		return reply_error(rq);
	return reply_no_content(rq);
}

/* --- around one ticket --- */

static done list_people(struct rq *rq, unsigned kinds)
{
	struct ticket *t;
	struct id_list cc, followers, all = {0};
	struct user *users;
	struct page page;
	int n;

	if (path_ticket(rq, &t) || ticket_people(&rq->cx, t, TICKET_CC, &cc) ||
		ticket_people(&rq->cx, t, TICKET_FOLLOWER, &followers))
		return reply_error(rq);
	for (int i = 0; i < cc.n && (kinds & 1u << TICKET_CC); i++)
		id_list_add(rq->cx.arena, &all, cc.v[i]);
	for (int i = 0; i < followers.n && (kinds & 1u << TICKET_FOLLOWER); i++)
		if (!id_list_has(&all, followers.v[i]))
			id_list_add(rq->cx.arena, &all, followers.v[i]);
	if (user_load_many(&rq->cx, all.v, all.n, &users, &n) || rq_page_rows(rq, users, n, &page))
		return reply_error(rq);
	reply_list(rq, "users");
	for (int i = 0; i < page.rows; i++)
		user_write(rq, NULL, &users[page.offset + i]);
	return reply_page(rq, &page);
}

static done ticket_collaborators(struct rq *rq, void *in)
{
	(void)in;
	return list_people(rq, 1u << TICKET_CC | 1u << TICKET_FOLLOWER);
}

static done ticket_followers(struct rq *rq, void *in)
{
	(void)in;
	return list_people(rq, 1u << TICKET_FOLLOWER);
}

static done ticket_email_ccs(struct rq *rq, void *in)
{
	(void)in;
	return list_people(rq, 1u << TICKET_CC);
}

static done ticket_related(struct rq *rq, void *in)
{
	struct ticket *t;
	struct jw *jw;

	(void)in;
	if (path_ticket(rq, &t))
		return reply_error(rq);
	jw = reply_begin(rq, 200);
	jw_object(jw, "ticket_related");
	jw_printf(
		jw, "url", "%.900s/api/v2/tickets/%" PRId64 "/related.json", rq->base_url, t->id.v);
	jw_null(jw, "topic_id");
	jw_array(jw, "jira_issue_ids");
	jw_end(jw);
	jw_array(jw, "followup_source_ids");
	if (t->followup_of.v)
		jw_printf(jw, NULL, "%" PRId64, t->followup_of.v);
	jw_end(jw);
	jw_bool(jw, "from_archive", false);
	jw_i64(jw, "incidents", t->incident_count);
	jw_end(jw);
	return reply_end(rq);
}

#define READ_ROW(path, handler, query, help) \
	{ \
		M_GET, path, handler, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, query, help \
	}
#define PEOPLE_ROW(path, handler, help) \
	{ \
		M_GET, path, handler, RUN_READ, CAP_TICKET_PEOPLE, BODY_NONE, NULL, 0, NULL, help \
	}

const struct route ticket_routes[] = {
	READ_ROW("/api/v2/tickets", ticket_index, "external_id," LIST_QUERY,
		"Tickets, oldest first"),
	{M_POST, "/api/v2/tickets", ticket_post, RUN_WRITE, CAP_TICKET_WRITE, BODY_JSON,
		&ticket_body_fields, 0, NULL,
		"Make a ticket from a comment; honours Idempotency-Key"},
	READ_ROW("/api/v2/tickets/show_many", ticket_show_many, "ids,include",
		"Up to 100 tickets by id"),
	READ_ROW("/api/v2/tickets/count", ticket_count, NULL, "How many tickets there are"),
	READ_ROW("/api/v2/tickets/recent", ticket_recent, "include",
		"The 20 tickets that changed last"),
	READ_ROW("/api/v2/tickets/:ticket_id", ticket_show, "include", "One ticket"),
	{M_PUT, "/api/v2/tickets/:ticket_id", ticket_put, RUN_WRITE, CAP_TICKET_WRITE, BODY_JSON,
		&ticket_body_fields, 0, NULL,
		"Change a ticket; a `comment` is appended, public ones go to the "
		"requester; honours Idempotency-Key"},
	{M_DELETE, "/api/v2/tickets/:ticket_id", ticket_remove, RUN_WRITE, CAP_TICKET_DELETE,
		BODY_NONE, NULL, 0, NULL, "Delete a ticket; it can be restored"},
	READ_ROW("/api/v2/tickets/:ticket_id/incidents", ticket_incidents, LIST_QUERY,
		"Incidents of a problem"),
	READ_ROW("/api/v2/tickets/:ticket_id/related", ticket_related, NULL,
		"What hangs together with a ticket"),
	PEOPLE_ROW("/api/v2/tickets/:ticket_id/collaborators", ticket_collaborators,
		"People copied on a ticket, followers included"),
	PEOPLE_ROW("/api/v2/tickets/:ticket_id/followers", ticket_followers,
		"Agents who follow a ticket"),
	PEOPLE_ROW(
		"/api/v2/tickets/:ticket_id/email_ccs", ticket_email_ccs, "People copied by mail"),
	READ_ROW("/api/v2/problems", problem_index, LIST_QUERY, "Problem tickets"),
	{M_POST, "/api/v2/problems/autocomplete", problem_autocomplete, RUN_SLOW, CAP_TICKET_READ,
		BODY_JSON, NULL, 0, NULL, "Problem tickets by the words of their subject"},
	READ_ROW("/api/v2/users/:user_id/tickets/requested", user_requested, LIST_QUERY,
		"Tickets that a user requested"),
	READ_ROW("/api/v2/users/:user_id/tickets/assigned", user_assigned, LIST_QUERY,
		"Tickets assigned to an agent"),
	READ_ROW("/api/v2/users/:user_id/tickets/ccd", user_copied, LIST_QUERY,
		"Tickets that a user is copied on"),
	READ_ROW("/api/v2/organizations/:organization_id/tickets", organization_tickets, LIST_QUERY,
		"Tickets of an organisation"),
	{0},
};
