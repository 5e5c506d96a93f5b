/* Who gets a ticket that nobody has. Assigning is an update like any other, made by the house. */
#include "domain/assignment.h"

#include "assignment_i.h"
#include "domain/event.h"
#include "work_i.h"

#include <string.h>

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
	enum assignment_method how, bool *ret_stays)
{
	struct ticket_input in = {.assignee_id = {true, agent.v},
		.group_id = {true, group.v},
		.channel = CHANNEL_RULE,
		.via_source = arena_printf(cx->arena,
			"{\"from\":{\"title\":\"%s\"},\"to\":{},\"rel\":\"assignment\"}",
			assignment_method_name(how))};
	struct ticket_result result = {0};

	TRY(ticket_update(cx, ticket, &in, &result));
	*ret_stays = result.ticket->assignee.v != 0;
	return OK;
}

/* Give one ticket to one agent. *ret_stays: no trigger took it away again; else it waits for the
 * next round, or the two would go on for ever. */
static enum err give(struct cx *cx, ticket_id ticket, group_id group, user_id agent,
	enum assignment_method how, bool *ret_stays)
{
	struct work work;
	enum err e;

	*ret_stays = false;
	TRY(assignment_store_turn(cx, group, agent));
	work_begin(&work, cx);
	cx->actor = actor_system();
	cx->assigning = true;
	e = update(cx, ticket, group, agent, how, ret_stays);
	cx->assigning = false;
	work_end(&work);
	return e;
}

/* The backlog of a group, most urgent first, while somebody has room; at most `max`. */
static enum err drain(struct cx *cx, group_id group, int max, int *ret_given)
{
	enum assignment_method method;
	bool stays = true;
	ticket_id ticket;
	user_id agent;

	*ret_given = 0;
	TRY(assignment_get(cx, group, &method));
	while (method != ASSIGNMENT_OFF && stays && *ret_given < max) {
		TRY(assignment_store_first(cx, group, &ticket));
		if (!ticket.v)
			return OK;
		TRY(assignment_store_pick(cx, group, method, &agent));
		if (!agent.v)
			return OK;
		TRY(give(cx, ticket, group, agent, method, &stays));
		*ret_given += stays;
	}
	return OK;
}

static enum err drain_groups(struct cx *cx, const struct id_list *groups, int max, int *ret_given)
{
	int given;

	*ret_given = 0;
	for (int i = 0; i < groups->n && *ret_given < max; i++) {
		TRY(drain(cx, (group_id){groups->v[i]}, max - *ret_given, &given));
		*ret_given += given;
	}
	return OK;
}

/* The agent has room again. */
static enum err drain_for(struct cx *cx, user_id agent, int max)
{
	struct id_list groups;
	int unused;

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

	TRY(assignment_get(cx, (*t)->group, &method));
	if (method == ASSIGNMENT_OFF)
		return OK;
	TRY(assignment_store_pick(cx, (*t)->group, method, &agent));
	if (!agent.v)
		return OK;
	TRY(give(cx, (*t)->id, (*t)->group, agent, method, &unused));
	return ticket_load(cx, (*t)->id, t);
}

enum err assignment_follow(struct cx *cx, const struct ticket *before, struct ticket **t)
{
	const struct ticket *now = *t;
	user_id freed = {0};

	if (before && takes_room(before) &&
		(!takes_room(now) || now->assignee.v != before->assignee.v))
		freed = before->assignee;
	if (now->group.v && !now->assignee.v && now->status < STATUS_PENDING && !now->deleted_at)
		TRY(assign(cx, t));
	return freed.v ? drain_for(cx, freed, 1) : OK;
}

enum err assignment_tick(struct cx *cx, int max, i64 *ret_next)
{
	const struct actor own = cx->actor;
	struct id_list groups;
	int given;

	TRY(assignment_store_groups(cx, (user_id){0}, &groups));
	TRY(drain_groups(cx, &groups, max, &given));
	cx->actor = own;
	*ret_next = given == max ? cx->now : cx->now + ASSIGNMENT_EVERY_MS;
	return OK;
}

/* --- settings --- */

enum err assignment_set(struct cx *cx, group_id group, enum assignment_method method)
{
	int unused;

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
