/*
 * The timeline of a ticket, newest first: messages with all that is known of their way, and what
 * was changed between them by whom or by which rule.
 */
#include "domain/timeline.h"

#include "domain/comment_seen.h"
#include "domain/comment_source.h"
#include "domain/wait.h"
#include "http/draft_body.h"
#include "http/path.h"
#include "http/view_snooze.h"
#include "http/view_ticket.h"

#include <string.h>

/* What became of an answer: there is no mail yet, so it stands on the customer's page and nowhere
 * else. */
static enum err delivery_write(struct rq *rq, const struct comment *c)
{
	struct jw *jw = &rq->jw;
	i64 seen;

	if (!c->public || c->author_role == ROLE_END_USER) {
		jw_null(jw, "delivery");
		return OK;
	}
	TRY(comment_seen_at(&rq->cx, c->id, &seen));
	jw_object(jw, "delivery");
	jw_str(jw, "state", seen ? "seen" : "on_page");
	jw_bool(jw, "mailed", false);
	jw_time(jw, "seen_at", seen);
	jw_end(jw);
	return OK;
}

static enum err message_write(struct rq *rq, const struct comment *c)
{
	struct jw *jw = &rq->jw;
	bool framed;

	TRY(comment_source_exists(&rq->cx, c->id, &framed));
	jw_object(jw, "message");
	jw_str(jw, "html", framed ? NULL : c->html);
	jw_bool(jw, "framed", framed);
	TRY(delivery_write(rq, c));
	jw_end(jw);
	return OK;
}

/* Which comment an event's detail carries; 0: none. */
static i64 comment_in(const json_t *events)
{
	const json_t *event;
	size_t i;

	json_array_foreach (events, i, event) {
		const char *type = json_get_str(event, "type");

		if (type && strcmp(type, "Comment") == 0)
			return json_get_i64(event, "id", 0);
	}
	return 0;
}

static enum err comment_part(struct rq *rq, const json_t *events, struct sideload *more)
{
	i64 id = comment_in(events);
	struct comment *c = NULL;

	if (id)
		TRY(comment_load(&rq->cx, (comment_id){id}, &c));
	if (!c) {
		jw_null(&rq->jw, "comment");
		jw_null(&rq->jw, "message");
		return OK;
	}
	sideload_user(rq, more, c->author);
	TRY(comment_write(rq, "comment", c));
	return message_write(rq, c);
}

/* What people would ask of an event beside its message: its words are read from their rows. */
static enum err change_write(struct rq *rq, json_t *event)
{
	struct jw *jw = &rq->jw;
	const char *key;
	json_t *v;

	jw_object(jw, NULL);
	json_object_foreach (event, key, v) {
		if (strcmp(key, "body") == 0 && json_is_array(v))
			TRY(told_write(rq, v));
		else
			jw_json(jw, key, v);
	}
	jw_end(jw);
	return OK;
}

static enum err changes_write(struct rq *rq, json_t *events)
{
	json_t *event;
	size_t i;

	jw_array(&rq->jw, "events");
	json_array_foreach (events, i, event) {
		const char *type = json_get_str(event, "type");

		if (!type || strcmp(type, "Comment") != 0)
			TRY(change_write(rq, event));
	}
	jw_end(&rq->jw);
	return OK;
}

/* The rule that did it, from the audit's source. */
static void rule_write(struct jw *jw, const json_t *source)
{
	const json_t *from = json_object_get(source, "from");
	i64 id = json_get_i64(from, "id", 0);

	if (!id) {
		jw_null(jw, "rule");
		return;
	}
	jw_object(jw, "rule");
	jw_i64(jw, "id", id);
	jw_str(jw, "title", json_get_str(from, "title"));
	jw_str(jw, "kind", json_get_str(source, "rel"));
	jw_end(jw);
}

/* Changes and messages stand in `events` and `comment`; what other events say, here. */
static void facts_write(struct jw *jw, json_t *detail)
{
	static const char *const elsewhere[] = {
		"via", "events", "metadata", "rule", "conditions", "changes", "imported_at"};
	const char *key;
	json_t *v;

	jw_object(jw, "facts");
	json_object_foreach (detail, key, v) {
		bool there = false;

		for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
			there |= strcmp(key, elsewhere[i]) == 0;
		if (!there)
			jw_json(jw, key, v);
	}
	jw_end(jw);
}

static enum err item_write(struct rq *rq, const struct timeline_item *item, struct sideload *more)
{
	CLEANUP(json_cleanup)
	json_t *detail = json_parse(item->detail, strlen(item->detail), NULL, 0);
	const json_t *via = json_object_get(detail, "via");
	json_t *events = json_object_get(detail, "events");
	struct jw *jw = &rq->jw;

	jw_object(jw, NULL);
	jw_i64(jw, "id", item->id.v);
	jw_str(jw, "type", event_kind_name(item->kind));
	jw_time(jw, "created_at", item->at);
	jw_id(jw, "author_id", item->author.v);
	jw_str(jw, "channel", json_get_str(via, "channel"));
	rule_write(jw, json_object_get(via, "source"));
	TRY(comment_part(rq, events, more));
	TRY(changes_write(rq, events));
	facts_write(jw, detail);
	jw_end(jw);
	sideload_user(rq, more, item->author);
	return OK;
}

/* Beside the items: how far the reader had read, and until when the ticket sleeps. */
static enum err beside_write(struct rq *rq, const struct ticket *t)
{
	struct snooze snooze;
	i64 seen;

	TRY(timeline_seen(&rq->cx, t->id, &seen));
	TRY(snooze_get(&rq->cx, t, &snooze));
	if (seen < 0)
		jw_null(&rq->jw, "seen_comment_id");
	else
		jw_i64(&rq->jw, "seen_comment_id", seen);
	snooze_write(&rq->jw, "snooze", &snooze);
	return OK;
}

static enum err deadlines_write(struct rq *rq, ticket_id ticket)
{
	struct page page = {.sort = "id", .limit = PAGE_MAX};
	struct wait *rows;
	int n;

	TRY(wait_page(&rq->cx, ticket, &page, &rows, &n));
	jw_array(&rq->jw, "deadlines");
	for (int i = 0; i < n; i++)
		TRY(wait_explain(&rq->cx, &rq->jw, NULL, &rows[i]));
	jw_end(&rq->jw);
	return OK;
}

static enum err drafts_write(struct rq *rq, ticket_id ticket)
{
	struct draft *rows;
	int n;

	TRY(draft_of_ticket(&rq->cx, ticket, &rows, &n));
	jw_array(&rq->jw, "drafts");
	for (int i = 0; i < n; i++)
		draft_write(rq, NULL, &rows[i]);
	jw_end(&rq->jw);
	return OK;
}

static enum err held_replies_write(struct rq *rq, ticket_id ticket)
{
	struct held_reply *rows;
	int n;

	TRY(held_reply_list(&rq->cx, ticket, &rows, &n));
	jw_array(&rq->jw, "held_replies");
	for (int i = 0; i < n; i++)
		held_reply_write(rq, NULL, &rows[i]);
	jw_end(&rq->jw);
	return OK;
}

/* What else is needed to show a ticket, as far as ?include= names it: one request opens it. */
static enum err included_write(struct rq *rq, const struct ticket *t)
{
	if (rq_include(rq, "ticket"))
		TRY(ticket_write(rq, "ticket", t));
	if (rq_include(rq, "deadlines"))
		TRY(deadlines_write(rq, t->id));
	if (rq_include(rq, "drafts"))
		TRY(drafts_write(rq, t->id));
	if (rq_include(rq, "held_replies"))
		TRY(held_replies_write(rq, t->id));
	return OK;
}

static done timeline_index(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"-id", NULL};
	struct sideload more = {0};
	struct timeline_item *rows;
	struct ticket *t;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, sorts, &page) || path_ticket(rq, &t) ||
		timeline_list(&rq->cx, t->id, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "timeline");
	for (int i = 0; i < n; i++)
		if (item_write(rq, &rows[i], &more))
			return reply_error(rq);
	reply_list_end(rq);
	ticket_sideload(rq, &more, t);
	if (sideload_write(rq, &more) || beside_write(rq, t) || included_write(rq, t))
		return reply_error(rq);
	return reply_page(rq, &page);
}

const struct route timeline_routes[] = {
	{M_GET, "/api/v2/tickets/:ticket_id/timeline", timeline_index, RUN_READ, CAP_TICKET_READ,
		BODY_NONE, NULL, 0,
		"page,per_page,page[size],page[after],page[before],sort,sort_order,include",
		"Messages and changes of a ticket, newest first; `include` may also name ticket, "
		"deadlines, drafts and held_replies"},
	{0},
};
