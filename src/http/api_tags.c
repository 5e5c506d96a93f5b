/* Tags of one ticket, and the account's tags. */
#include "domain/tag.h"
#include "domain/ticket_list.h"
#include "http/path.h"
#include "http/view_ticket.h"

struct tags_body {
	struct opt_texts tags;
	json_t *safe_update;
	struct opt_text updated_stamp;
};

static const struct field fields[] = {
	{"tags", F_TEXTS, offsetof(struct tags_body, tags), 0, "Tags", NULL},
	{"safe_update", F_JSON, offsetof(struct tags_body, safe_update), 0, NULL, NULL},
	{"updated_stamp", F_TEXT, offsetof(struct tags_body, updated_stamp), 40, NULL, NULL},
	{0},
};
static const struct field_table tags_fields = {NULL, sizeof(struct tags_body), fields};

static done reply_tags(struct rq *rq, int status, const char *tags)
{
	reply_begin(rq, status);
	tags_write(&rq->jw, "tags", tags);
	return reply_end(rq);
}

static done tags_show(struct rq *rq, void *in)
{
	struct ticket *t;

	(void)in;
	if (path_ticket(rq, &t))
		return reply_error(rq);
	return reply_tags(rq, 200, t->tags);
}

/* Change a ticket's tags by one of the three lists of an input. */
static done change(
	struct rq *rq, int status, const struct tags_body *body, struct ticket_input *input)
{
	struct ticket_result result;
	i64 id;

	input->safe_update = body->safe_update && !json_is_null(body->safe_update);
	input->updated_stamp = body->updated_stamp.v;
	if (rq_id(rq, "ticket_id", &id) || ticket_update(&rq->cx, (ticket_id){id}, input, &result))
		return reply_error(rq);
	return reply_tags(rq, status, result.ticket->tags);
}

static done tags_replace(struct rq *rq, void *in)
{
	const struct tags_body *body = in;
	struct ticket_input input = {.tags_set = true, .tags = body->tags.v};

	return change(rq, 201, body, &input);
}

static done tags_add(struct rq *rq, void *in)
{
	const struct tags_body *body = in;
	struct ticket_input input = {.add_tags = body->tags.v};

	return change(rq, 200, body, &input);
}

static done tags_remove(struct rq *rq, void *in)
{
	const struct tags_body *body = in;
	struct ticket_input input = {.remove_tags = body->tags.v};

	return change(rq, 200, body, &input);
}

static const char *const sorts[] = {"name", NULL};

static done account_tags(struct rq *rq, void *in)
{
	struct page page;
	struct tag *rows;
	int n;

	(void)in;
	if (rq_page(rq, sorts, &page) || tag_list(&rq->cx, "", &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "tags");
	for (int i = 0; i < n; i++) {
		jw_object(&rq->jw, NULL);
		jw_str(&rq->jw, "name", rows[i].name);
		jw_i64(&rq->jw, "count", rows[i].count);
		jw_end(&rq->jw);
	}
	return reply_page(rq, &page);
}

static done account_tag_count(struct rq *rq, void *in)
{
	i64 n;

	(void)in;
	if (tag_count(&rq->cx, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

static done tag_autocomplete(struct rq *rq, void *in)
{
	const char *name = rq_query(rq, "name");
	struct text_list asked = {&name, 1}, prefix;
	struct page page;
	struct tag *rows;
	int n;

	(void)in;
	if (!name || !*name)
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL, "Parameter name is missing");
	if (rq_page(rq, sorts, &page) || tag_normalize(&rq->cx, &asked, &prefix) ||
		tag_list(&rq->cx, prefix.n ? prefix.v[0] : "", &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "tags");
	for (int i = 0; i < n; i++)
		jw_str(&rq->jw, NULL, rows[i].name);
	return reply_page(rq, &page);
}

#define TAGS "/api/v2/tickets/:ticket_id/tags"
#define CHANGE_ROW(method, handler, help) \
	{ \
		method, TAGS, handler, RUN_WRITE, CAP_TICKET_WRITE, BODY_JSON, &tags_fields, 0, \
			NULL, help \
	}

const struct route tag_routes[] = {
	{M_GET, TAGS, tags_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
		"Tags of a ticket"},
	CHANGE_ROW(M_POST, tags_replace, "Replace the tags of a ticket"),
	CHANGE_ROW(M_PUT, tags_add, "Add tags to a ticket"),
	CHANGE_ROW(M_DELETE, tags_remove, "Take tags off a ticket"),
	{M_GET, "/api/v2/tags", account_tags, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
		"page,per_page,page[size],page[after],page[before]",
		"All tags with how many tickets carry them, by name"},
	{M_GET, "/api/v2/tags/count", account_tag_count, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL,
		0, NULL, "How many tags there are"},
	{M_GET, "/api/v2/autocomplete/tags", tag_autocomplete, RUN_READ, CAP_TICKET_READ, BODY_NONE,
		NULL, 0, "name,page,per_page", "Tags that begin with `name`"},
	{0},
};
