/* Who is at a ticket: said by the tabs of the agents' app, asked by the others. */
#include "domain/can.h"
#include "http/path.h"
#include "http/presence.h"
#include "http/throttle.h"

#include <string.h>

enum {
	SAID_MAX = 200, /* by a person in a minute: one who types says it every 3 s in each tab */
	SHOWN_MAX = 500,
};

struct presence_body {
	struct opt_text state, tab;
};

#define AT(member) offsetof(struct presence_body, member)
/* clang-format off */
static const struct field presence_list_[] = {
	{"state", F_TEXT, AT(state), 20, "State", "`viewing`, `noting`, `replying`, or `left`"},
	{"tab", F_TEXT, AT(tab), PRESENCE_TAB - 1, "Tab", "A name that the tab made up for itself"},
	{0}
};
/* clang-format on */
static const struct field_table presence_fields = {
	NULL, sizeof(struct presence_body), presence_list_};

/* Only agents without a restriction see every ticket; for others the ticket is looked at. */
static enum err may_know(struct cx *cx, i64 ticket, bool *ret)
{
	struct ticket *t;

	*ret = cx->actor.restriction == RESTRICTION_NONE;
	if (*ret)
		return OK;
	TRY(ticket_load(cx, (ticket_id){ticket}, &t));
	return t ? can_see_ticket(cx, t, ret) : OK;
}

/* Others of the rows that the actor may know of. */
static enum err write_others(struct rq *rq, const struct presence *rows, int n)
{
	struct cx *cx = &rq->cx;

	for (int i = 0; i < n; i++) {
		bool known;

		if (rows[i].user == cx->actor.id.v)
			continue;
		TRY(may_know(cx, rows[i].ticket, &known));
		if (!known)
			continue;
		jw_object(&rq->jw, NULL);
		jw_i64(&rq->jw, "ticket_id", rows[i].ticket);
		jw_object(&rq->jw, "user");
		jw_i64(&rq->jw, "id", rows[i].user);
		jw_str(&rq->jw, "name", rows[i].name);
		jw_end(&rq->jw);
		jw_str(&rq->jw, "state", presence_state_name(rows[i].state));
		jw_end(&rq->jw);
	}
	return OK;
}

static done reply_presence(struct rq *rq, const i64 *tickets, int n)
{
	struct presence *rows = ARENA_ARRAY(rq->cx.arena, struct presence, SHOWN_MAX);
	int found = presence_list(tickets, n, rows, SHOWN_MAX);

	reply_begin(rq, 200);
	jw_array(&rq->jw, "presence");
	if (write_others(rq, rows, found))
		return reply_error(rq);
	jw_end(&rq->jw);
	return reply_end(rq);
}

static done presence_show(struct rq *rq, void *in)
{
	struct id_list ids = {0};

	(void)in;
	if (rq_query_ids(rq, "ids", &ids))
		return reply_error(rq);
	return reply_presence(rq, ids.v, ids.n);
}

/* Cut between characters. */
static void copy_name(char to[PRESENCE_NAME], const char *name)
{
	size_t n = strlen(name);

	if (n >= PRESENCE_NAME)
		for (n = PRESENCE_NAME - 1; n && ((unsigned char)name[n] & 0xc0) == 0x80;)
			n--;
	memcpy(to, name, n);
	to[n] = 0;
}

static enum err read_state(struct rq *rq, const struct presence_body *b, struct presence *ret)
{
	struct user *u;

	if (!b->tab.v || !*b->tab.v)
		return fail_blank(&rq->cx, "tab", "Tab");
	if (strlen(b->tab.v) >= PRESENCE_TAB)
		return fail_invalid(&rq->cx, "tab", "Tab");
	if (!presence_state_parse(b->state.v, &ret->state))
		return fail_invalid(&rq->cx, "state", "State");
	TRY(user_load(&rq->cx, rq->cx.actor.id, &u));
	copy_name(ret->name, u && u->name ? u->name : "");
	return OK;
}

static done presence_say(struct rq *rq, void *in)
{
	struct presence p = {.user = rq->cx.actor.id.v};
	char who[I64_TEXT];
	struct ticket *t;

	if (rq_throttle(rq, "presence", i64_text(who, p.user), SAID_MAX, 60) ||
		path_ticket(rq, &t) || read_state(rq, in, &p))
		return reply_error(rq);
	p.ticket = t->id.v;
	presence_set(&p, ((struct presence_body *)in)->tab.v, rq->cx.now);
	return reply_presence(rq, &p.ticket, 1);
}

/* clang-format off */
const struct route presence_routes[] = {
	{M_GET, "/api/v2/presence", presence_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
	 "ids",
	 "Which colleagues are at these tickets, or at any"},
	{M_POST, "/api/v2/tickets/:ticket_id/presence", presence_say, RUN_READ, CAP_TICKET_WRITE,
	 BODY_JSON, &presence_fields, 4096, NULL,
	 "I am at this ticket, for 45 s from now; answers who else is"},
	{0}
};
/* clang-format on */
