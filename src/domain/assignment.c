/* Who gets a ticket that nobody has. Assigning is an update like any other, made by the house. */
#include "domain/assignment.h"

#include "assignment_i.h"
#include "domain/event.h"
#include "work_i.h"

#include <stdlib.h>
#include <string.h>

enum { ASIDE_MAX = 100 }; /* tickets that are passed over; at more all are tried again */

const char *assignment_method_name(enum assignment_method method)
{
	switch (method) {
	case ASSIGNMENT_OFF:
		return "off";
#define X(constant, number, wire) \
	case constant: \
		return wire;
		ASSIGNMENT_LIST(X)
#undef X
	}
	return "off";
}

bool assignment_method_parse(const char *name, enum assignment_method *ret)
{
	for (int m = ASSIGNMENT_OFF; name && m <= ASSIGNMENT_LOAD_BASED; m++) {
		if (strcmp(assignment_method_name((enum assignment_method)m), name) == 0) {
			*ret = (enum assignment_method)m;
			return true;
		}
	}
	return false;
}

static enum err update(struct cx *cx, ticket_id ticket, group_id group, user_id agent,
	enum assignment_method how, struct ticket **ret)
{
	struct ticket_input in = {.assignee_id = {true, agent.v},
		.group_id = {true, group.v},
		.channel = CHANNEL_RULE,
		.via_source = arena_printf(cx->arena,
			"{\"from\":{\"title\":\"%s\"},\"to\":{},\"rel\":\"assignment\"}",
			assignment_method_name(how))};
	struct ticket_result result = {0};

	TRY(ticket_update(cx, ticket, &in, &result));
	*ret = result.ticket;
	return OK;
}

/* --- tickets that cannot be updated (table meta: "12 15"): passed over until they change --- */

static enum err read_aside(struct cx *cx, struct id_list *ret)
{
	const char *text;
	char *end;

	*ret = (struct id_list){ARENA_ARRAY(cx->arena, i64, ASIDE_MAX), 0};
	TRY(meta_get(cx, "assignment.aside", &text));
	for (; text && *text && ret->n < ASIDE_MAX; text = end)
		ret->v[ret->n++] = strtoll(text, &end, 10);
	return OK;
}

static enum err write_aside(struct cx *cx, const struct id_list *ids)
{
	const char *text = "";

	for (int i = 0; i < ids->n; i++)
		text = arena_printf(
			cx->arena, "%s%s%lld", text, i ? " " : "", (long long)ids->v[i]);
	return meta_set(cx, "assignment.aside", text);
}

/* *ret_all: there are so many that all are tried again, the next time. */
static enum err set_aside(struct cx *cx, ticket_id ticket, bool *ret_all)
{
	struct id_list ids;

	TRY(read_aside(cx, &ids));
	*ret_all = ids.n == ASIDE_MAX;
	ids.n %= ASIDE_MAX;
	ids.v[ids.n++] = ticket.v;
	(void)fail(
		cx, E_INVALID, NULL, NULL, "ticket %lld cannot be assigned", (long long)ticket.v);
	return write_aside(cx, &ids);
}

static enum err take_back(struct cx *cx, ticket_id ticket)
{
	struct id_list ids, rest = {0};

	TRY(read_aside(cx, &ids));
	if (!id_list_has(&ids, ticket.v))
		return OK;
	rest.v = ids.v;
	for (int i = 0; i < ids.n; i++)
		if (ids.v[i] != ticket.v)
			rest.v[rest.n++] = ids.v[i];
	return write_aside(cx, &rest);
}

/* The most urgent one that can be; v 0: none. */
static enum err first_of(struct cx *cx, group_id group, ticket_id *ret)
{
	struct id_list aside, first;

	ret->v = 0;
	TRY(read_aside(cx, &aside));
	TRY(assignment_store_first(cx, group, aside.n + 1, &first));
	for (int i = 0; i < first.n && !ret->v; i++)
		if (!id_list_has(&aside, first.v[i]))
			ret->v = first.v[i];
	return OK;
}

/* --- giving --- */

static bool waits(const struct ticket *t)
{
	return t->group.v && !t->assignee.v && t->status < STATUS_PENDING && !t->deleted_at;
}

/* Give one ticket to one agent, or change nothing. Triggers may take it away again. From a backlog
 * it is refused when it then waits as before, or the two would go on for ever; *ret_stays: it was
 * not taken away. */
static enum err give(struct cx *cx, ticket_id ticket, group_id group, user_id agent,
	enum assignment_method how, bool backlog, bool *ret_stays)
{
	struct ticket *now = NULL;
	struct work work;
	int news = cx->news_count;
	enum err e;

	*ret_stays = false;
	TRY(db_savepoint(cx->db));
	work_begin(&work, cx);
	cx->actor = actor_system();
	cx->assigning = true;
	e = assignment_store_turn(cx, group, agent);
	if (e == OK)
		e = update(cx, ticket, group, agent, how, &now);
	cx->assigning = false;
	if (e == OK)
		*ret_stays = now->assignee.v != 0;
	if (e == OK && backlog && waits(now) && now->group.v == group.v)
		e = E_INVALID;
	if (e != OK)
		cx->news_count = news;
	work_end(&work);
	if (e == OK)
		return db_release(cx->db);
	db_rollback_to(cx->db);
	return e;
}

/* Is it the ticket that cannot be updated? It stays as it is and holds nothing up. */
static bool is_refused(struct cx *cx, enum err e)
{
	if (e != E_TOO_LARGE && e != E_INVALID)
		return false;
	cx->fail = (struct failure){0};
	return true;
}

/* Draining ends at a ticket that is refused. */
struct drained {
	int given;
	ticket_id refused;
};

/* The backlog of a group, most urgent first, while somebody has room; at most `max` in all. */
static enum err drain(struct cx *cx, group_id group, int max, struct drained *d)
{
	enum assignment_method method;
	bool stays = true;
	ticket_id ticket;
	user_id agent;
	enum err e;

	TRY(assignment_get(cx, group, &method));
	while (method != ASSIGNMENT_OFF && stays && d->given < max) {
		TRY(first_of(cx, group, &ticket));
		if (!ticket.v)
			return OK;
		TRY(assignment_store_pick(cx, group, method, &agent));
		if (!agent.v)
			return OK;
		e = give(cx, ticket, group, agent, method, true, &stays);
		if (is_refused(cx, e)) {
			d->refused = ticket;
			return OK;
		}
		TRY(e);
		d->given += stays;
	}
	return OK;
}

static enum err drain_groups(
	struct cx *cx, const struct id_list *groups, int max, struct drained *d)
{
	for (int i = 0; i < groups->n && d->given < max && !d->refused.v; i++)
		TRY(drain(cx, (group_id){groups->v[i]}, max, d));
	return OK;
}

/* The agent has room again. */
static enum err drain_for(struct cx *cx, user_id agent, int max)
{
	struct id_list groups;
	struct drained unused = {0};

	TRY(assignment_store_groups(cx, agent, &groups));
	return drain_groups(cx, &groups, max, &unused);
}

static bool takes_room(const struct ticket *t)
{
	return t->assignee.v && t->status < STATUS_PENDING && !t->deleted_at;
}

static enum err assign(struct cx *cx, struct ticket **t)
{
	enum assignment_method method;
	user_id agent;
	bool unused;
	enum err e;

	TRY(assignment_get(cx, (*t)->group, &method));
	if (method == ASSIGNMENT_OFF)
		return OK;
	TRY(take_back(cx, (*t)->id));
	TRY(assignment_store_pick(cx, (*t)->group, method, &agent));
	if (!agent.v)
		return OK;
	e = give(cx, (*t)->id, (*t)->group, agent, method, false, &unused);
	if (is_refused(cx, e))
		return OK;
	TRY(e);
	return ticket_load(cx, (*t)->id, t);
}

enum err assignment_follow(struct cx *cx, const struct ticket *before, struct ticket **t)
{
	const struct ticket *now = *t;
	user_id freed = {0};

	if (before && takes_room(before) &&
		(!takes_room(now) || now->assignee.v != before->assignee.v))
		freed = before->assignee;
	if (waits(now))
		TRY(assign(cx, t));
	return freed.v ? drain_for(cx, freed, 1) : OK;
}

enum err assignment_tick(struct cx *cx, int max, i64 *ret_next)
{
	const struct actor own = cx->actor;
	struct drained d = {0};
	struct id_list groups;
	bool again, all = false;

	TRY(assignment_store_groups(cx, (user_id){0}, &groups));
	TRY(drain_groups(cx, &groups, max, &d));
	cx->actor = own;
	if (d.refused.v)
		TRY(set_aside(cx, d.refused, &all));
	again = d.given == max || (d.refused.v && !all);
	*ret_next = again ? cx->now : cx->now + ASSIGNMENT_EVERY_MS;
	return OK;
}

/* --- settings --- */

enum err assignment_set(struct cx *cx, group_id group, enum assignment_method method)
{
	struct drained unused = {0};

	TRY(assignment_store_method(cx, group, method));
	TRY(event_add(cx, EVENT_GROUP_CHANGED, (ticket_id){0}, group.v,
		arena_printf(cx->arena, "{\"change\":\"assignment\",\"method\":\"%s\"}",
			assignment_method_name(method)),
		NULL));
	return drain(cx, group, ASSIGNMENT_DRAIN, &unused);
}

enum err availability_set(
	struct cx *cx, user_id agent, const struct availability_input *in, struct availability *ret)
{
	bool admin = cx->actor.system || cx->actor.role == ROLE_ADMIN;
	struct availability a;

	TRY(availability_get(cx, agent, &a));
	if (!admin && (cx->actor.id.v != agent.v || in->capacity.set))
		return fail(cx, E_FORBIDDEN, NULL, NULL,
			"Agents change only their own availability; capacity is an "
			"administrator's");
	if (in->capacity.set && (in->capacity.v < -1 || in->capacity.v > ASSIGNMENT_CAPACITY))
		return fail(cx, E_INVALID, "capacity", "InvalidValue",
			"Capacity: has to be between 0 and %d, or null for no limit",
			ASSIGNMENT_CAPACITY);
	if (in->available.set)
		a.available = in->available.v;
	if (in->capacity.set)
		a.capacity = in->capacity.v;
	TRY(availability_store(cx, &a));
	TRY(event_add(cx, EVENT_AVAILABILITY_CHANGED, (ticket_id){0}, agent.v,
		arena_printf(cx->arena, "{\"available\":%s,\"capacity\":%lld}",
			a.available ? "true" : "false", (long long)a.capacity),
		NULL));
	if (a.available)
		TRY(drain_for(cx, agent, ASSIGNMENT_DRAIN));
	return availability_get(cx, agent, ret);
}
