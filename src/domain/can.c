/*
 * Who may do what: the columns of CAP_LIST, and who may see one ticket. The questions to the
 * database are in can_store.c; they are asked only when the row itself does not tell.
 */
#include "domain/can.h"

#include "can_i.h"

static const struct {
	const char *name;
	enum role role;
	bool anonymous, writes;
	int families;
} table[] = {[CAP_NONE] = {"CAP_NONE", ROLE_ADMIN, false, true, FAMILY_ACCOUNT},
#define X(constant, role, anonymous, write, families) \
	[constant] = {#constant, role, anonymous, write, families},
	CAP_LIST(X)
#undef X
};

const char *capability_name(enum capability cap)
{
	return table[cap].name;
}

enum role capability_role(enum capability cap)
{
	return table[cap].role;
}

bool capability_anonymous(enum capability cap)
{
	return table[cap].anonymous;
}

bool capability_writes(enum capability cap)
{
	return table[cap].writes;
}

const char *capability_scopes(struct arena *a, enum capability cap)
{
	const char *access = table[cap].writes ? "write" : "read", *text = "";
	bool every = table[cap].families & FAMILY_EVERY;

	if (table[cap].families & FAMILY_ACCOUNT)
		return access;
	for (int i = 0; i < FAMILY_COUNT; i++)
		if (table[cap].families & 1 << i)
			text = arena_printf(a, "%s%s%s:%s", text,
				!*text	? ""
				: every ? " "
					: " or ",
				scope_family_name(i), access);
	return text;
}

enum err can(const struct actor *actor, enum capability cap)
{
	if (actor->system)
		return OK;
	if (cap == CAP_NONE)
		return E_FORBIDDEN;
	if (!actor->id.v)
		return table[cap].anonymous ? OK : E_UNAUTHENTICATED;
	if (actor->role < table[cap].role)
		return E_FORBIDDEN;
	if (!scope_covers(actor->scope, table[cap].families, table[cap].writes))
		return E_FORBIDDEN;
	return OK;
}

/* A customer sees requests of his own, those he is copied on, and those of an organisation that
 * shares them with him; never a ticket that has had no public comment. */
static enum err customer_sees(struct cx *cx, const struct ticket *t, bool *ret)
{
	*ret = false;
	if (!t->is_public || t->deleted_at)
		return OK;
	*ret = t->requester.v == cx->actor.id.v;
	if (!*ret && t->person_count)
		TRY(can_store_is_copied(cx, t->id, cx->actor.id, ret));
	if (!*ret && t->organization.v)
		TRY(can_store_organization_shares(cx, t->organization, cx->actor.id, ret));
	return OK;
}

static enum err restricted_agent_sees(struct cx *cx, const struct ticket *t, bool *ret)
{
	user_id me = cx->actor.id;

	*ret = t->requester.v == me.v || t->assignee.v == me.v;
	if (!*ret && t->person_count)
		TRY(can_store_is_person(cx, t->id, me, ret));
	if (*ret)
		return OK;
	switch (cx->actor.restriction) {
	case RESTRICTION_GROUPS:
		return t->group.v ? can_store_in_group(cx, t->group, me, ret) : OK;
	case RESTRICTION_ORGANIZATION:
		return t->organization.v ? can_store_in_organization(cx, t->organization, me, ret)
					 : OK;
	case RESTRICTION_NONE:
	case RESTRICTION_ASSIGNED:
	case RESTRICTION_REQUESTED:
		return OK;
	}
	return OK;
}

enum err can_see_ticket(struct cx *cx, const struct ticket *t, bool *ret)
{
	const struct actor *a = &cx->actor;

	if (a->system || (a->id.v && a->role == ROLE_ADMIN) ||
		(a->id.v && a->role == ROLE_AGENT && a->restriction == RESTRICTION_NONE)) {
		*ret = true;
		return OK;
	}
	if (!a->id.v) {
		*ret = false;
		return OK;
	}
	if (a->role == ROLE_AGENT)
		return restricted_agent_sees(cx, t, ret);
	return customer_sees(cx, t, ret);
}

enum err can_see_ticket_of_id(struct cx *cx, ticket_id id, bool *ret, bool *ret_deleted)
{
	struct ticket t;

	*ret = false;
	TRY(can_store_ticket(cx, id, &t));
	*ret_deleted = t.deleted_at != 0;
	return t.id.v ? can_see_ticket(cx, &t, ret) : OK;
}
