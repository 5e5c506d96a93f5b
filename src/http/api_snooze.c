/* Snooze: tickets put aside until a moment or until the customer writes. */
#include "domain/snooze.h"

#include "http/path.h"
#include "http/view_snooze.h"

#include <string.h>

struct snooze_input {
	struct opt_i64 until, wake_on_reply;
};
static const struct field snooze_list_fields[] = {
	{"until", F_TIME, offsetof(struct snooze_input, until), 0, "Until",
		"Required; at most a year ahead"},
	{"wake_on_reply", F_BOOL, offsetof(struct snooze_input, wake_on_reply), 0, NULL,
		"Also when the customer writes; true when absent"},
	{0}};
static const struct field_table snooze_fields = {
	"snooze", sizeof(struct snooze_input), snooze_list_fields};

void snooze_write(struct jw *jw, const char *key, const struct snooze *s)
{
	if (!s->ticket.v) {
		jw_null(jw, key);
		return;
	}
	jw_object(jw, key);
	jw_i64(jw, "ticket_id", s->ticket.v);
	jw_time(jw, "until", s->until);
	jw_bool(jw, "wake_on_reply", s->wake_on_reply);
	jw_time(jw, "wakes_at", s->wakes_at);
	jw_str(jw, "wakes_for", wake_name(s->wakes));
	jw_i64(jw, "user_id", s->by.v);
	jw_time(jw, "created_at", s->at);
	jw_end(jw);
}

static done reply_snooze(struct rq *rq, const struct snooze *s)
{
	snooze_write(reply_begin(rq, 200), "snooze", s);
	return reply_end(rq);
}

static done snooze_show(struct rq *rq, void *in)
{
	struct snooze s;
	struct ticket *t;

	(void)in;
	if (path_ticket(rq, &t) || snooze_get(&rq->cx, t, &s))
		return reply_error(rq);
	return reply_snooze(rq, &s);
}

static done snooze_put(struct rq *rq, void *in)
{
	const struct snooze_input *body = in;
	bool on_reply = !body->wake_on_reply.set || body->wake_on_reply.v;
	struct snooze s;
	struct ticket *t;

	if (path_ticket(rq, &t))
		return reply_error(rq);
	if (!body->until.set || !body->until.v) {
		(void)fail_blank(&rq->cx, "until", "Until");
		return reply_error(rq);
	}
	if (snooze_set(&rq->cx, t->id, body->until.v, on_reply, &s))
		return reply_error(rq);
	return reply_snooze(rq, &s);
}

static done snooze_delete(struct rq *rq, void *in)
{
	i64 id;

	(void)in;
	if (rq_id(rq, "ticket_id", &id) || snooze_end(&rq->cx, (ticket_id){id}))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done snooze_index(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"until", NULL};
	const char *filter = rq_query(rq, "filter");
	struct snooze *rows;
	struct page page;
	int n;

	(void)in;
	if (filter && strcmp(filter, "mine") != 0 && strcmp(filter, "all") != 0)
		return reply_fail(rq, E_PARAM, NULL, NULL, "Parameter filter must be all or mine");
	if (rq_page(rq, sorts, &page) ||
		snooze_list(&rq->cx, filter && strcmp(filter, "mine") == 0, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "snoozes");
	for (int i = 0; i < n; i++)
		snooze_write(&rq->jw, NULL, &rows[i]);
	return reply_page(rq, &page);
}

#define SNOOZE "/api/v2/tickets/:ticket_id/snooze"

const struct route snooze_routes[] = {
	{M_GET, SNOOZE, snooze_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
		"Until when a ticket is put aside; null: it is not"},
	{M_PUT, SNOOZE, snooze_put, RUN_WRITE, CAP_TICKET_WRITE, BODY_JSON, &snooze_fields, 0, NULL,
		"Put a ticket aside until a moment; it comes back before a promise is due"},
	{M_DELETE, SNOOZE, snooze_delete, RUN_WRITE, CAP_TICKET_WRITE, BODY_NONE, NULL, 0, NULL,
		"Wake a snoozed ticket now"},
	{M_GET, "/api/v2/snoozes", snooze_index, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
		"filter,page,per_page,page[size],page[after],page[before]",
		"Snoozed tickets, the next to come back by its hour first"},
	{0},
};
