/* Ratings: who may give one, when, and what follows from it. */
#include "domain/satisfaction.h"

#include "base/jsonw.h"
#include "domain/can.h"
#include "domain/event.h"
#include "domain/people_i.h"
#include "domain/ticket_i.h"
#include "domain/wait.h"
#include "satisfaction_i.h"

#include <string.h>

enum { DETAIL_MAX = 1 << 16 };

const char *score_name(enum score score)
{
	switch (score) {
	case SCORE_NONE:
		return "unoffered";
#define X(constant, number, wire) \
	case constant: \
		return wire;
		SCORE_LIST(X)
#undef X
	}
	return "unoffered";
}

const struct rating_reason rating_reasons[] = {
	{1, 100, "Another reason"},
	{2, 101, "It took too long"},
	{3, 102, "My problem is still there"},
	{4, 103, "The answer did not help"},
	{5, 104, "I was not treated well"},
	{0},
};

const struct rating_reason *rating_reason_find(i64 id)
{
	for (const struct rating_reason *r = rating_reasons; r->id; r++)
		if (r->id == id)
			return r;
	return NULL;
}

struct rating_filter rating_filter_all(void)
{
	return (struct rating_filter){.least = SCORE_OFFERED,
		.most = SCORE_GOOD,
		.comment = true,
		.no_comment = true,
		.to = INT64_MAX};
}

bool rating_filter_score(struct rating_filter *filter, const char *name)
{
	static const char with[] = "_with_comment", without[] = "_without_comment";
	static const struct {
		const char *name;
		enum score least, most;
		bool received;
	} rows[] = {
		{"offered", SCORE_OFFERED, SCORE_OFFERED, false},
		{"unoffered", SCORE_NONE, SCORE_NONE, false},
		{"received", SCORE_BAD, SCORE_GOOD, true},
		{"good", SCORE_GOOD, SCORE_GOOD, true},
		{"bad", SCORE_BAD, SCORE_BAD, true},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		size_t n = strlen(rows[i].name);
		const char *rest = name + n;

		if (strncmp(name, rows[i].name, n) != 0)
			continue;
		if (*rest && (!rows[i].received || (strcmp(rest, with) && strcmp(rest, without))))
			continue;
		filter->least = rows[i].least;
		filter->most = rows[i].most;
		filter->comment = !*rest || strcmp(rest, with) == 0;
		filter->no_comment = !*rest || strcmp(rest, without) == 0;
		return true;
	}
	return false;
}

enum err rating_get(struct cx *cx, i64 id, struct rating **ret)
{
	struct ticket *t;
	struct rating *r;

	TRY(rating_store_load(cx, id, &r));
	if (!r)
		return fail_not_found(cx);
	TRY(ticket_get(cx, r->ticket, &t));
	*ret = r;
	return OK;
}

/* An audit of the ticket. */
static enum err write_event(struct cx *cx, const struct rating *r)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(DETAIL_MAX);
	struct jw w;

	jw_init(&w, &out);
	jw_object(&w, NULL);
	jw_object(&w, "via");
	jw_str(&w, "channel", channel_name(cx->actor.system ? CHANNEL_RULE : CHANNEL_API));
	jw_end(&w);
	jw_array(&w, "events");
	jw_object(&w, NULL);
	jw_str(&w, "type", "SatisfactionRating");
	jw_str(&w, "score", score_name(r->score));
	jw_id(&w, "assignee_id", r->assignee.v);
	jw_str(&w, "body", r->comment);
	jw_end(&w);
	jw_end(&w);
	jw_object(&w, "metadata");
	jw_object(&w, "system");
	if (cx->actor.address && *cx->actor.address)
		jw_str(&w, "ip_address", cx->actor.address);
	jw_end(&w);
	jw_raw(&w, "custom", "{}");
	jw_end(&w);
	jw_end(&w);
	return event_add(cx, EVENT_SATISFACTION_RATED, r->ticket, r->id, out.p, NULL);
}

/* Keep the rating; the ticket has changed with it. */
static enum err store(struct cx *cx, struct ticket *t, struct rating *r)
{
	r->assignee = t->assignee;
	r->group = t->group;
	r->updated_at = cx->now;
	TRY(rating_store_save(cx, r));
	t->updated_at = cx->now;
	TRY(ticket_update_row(cx, t));
	TRY(write_event(cx, r));
	return wait_refresh(cx, t);
}

static struct rating new_rating(struct cx *cx, const struct ticket *t)
{
	return (struct rating){.ticket = t->id, .requester = t->requester, .created_at = cx->now};
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static enum err check_may(struct cx *cx, const struct ticket *t)
{
	if (t->requester.v != cx->actor.id.v)
		return fail(cx, E_FORBIDDEN, NULL, NULL, "Only the requester rates a ticket");
	if (t->status == STATUS_CLOSED)
		return fail(cx, E_INVALID, "status", NULL, "Status: closed prevents ticket update");
	if (t->status != STATUS_SOLVED)
		return fail(cx, E_INVALID, "base", "InvalidValue",
			"Satisfaction rating: can be given once the ticket is solved");
	return OK;
}

enum err rating_give(
	struct cx *cx, ticket_id ticket, const struct rating_input *in, struct rating **ret)
{
	struct rating *r, now;
	struct ticket *t;

	TRY(ticket_get(cx, ticket, &t));
	TRY(check_may(cx, t));
	TRY(rating_store_of_ticket(cx, ticket, &r));
	now = r ? *r : new_rating(cx, t);
	now.score = in->score;
	if (in->score != SCORE_GOOD && in->score != SCORE_BAD)
		return fail(cx, E_INVALID, "score", "InvalidValue", "Score: has to be good or bad");
	TRY(take_text(cx, &in->comment, "comment", RATING_COMMENT_MAX, &now.comment));
	if (in->reason.set)
		now.reason = in->reason.v;
	if (in->score == SCORE_GOOD)
		now.reason = 0;
	if (now.reason && !rating_reason_find(now.reason))
		return fail_invalid(cx, "reason_id", "Reason");
	if (!r || r->score != now.score || r->reason != now.reason ||
		!same_text(r->comment, now.comment))
		TRY(store(cx, t, &now));
	*ret = ARENA_NEW(cx->arena, struct rating);
	**ret = now;
	return OK;
}

enum err rating_offer(struct cx *cx, ticket_id ticket)
{
	struct rating *r, now;
	struct ticket *t;

	TRY(ticket_load(cx, ticket, &t));
	if (!t || t->deleted_at)
		return fail_not_found(cx);
	TRY(rating_store_of_ticket(cx, ticket, &r));
	if (r || t->status != STATUS_SOLVED)
		return OK;
	now = new_rating(cx, t);
	now.score = SCORE_OFFERED;
	return store(cx, t, &now);
}
