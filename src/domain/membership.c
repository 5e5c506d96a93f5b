/*
 * Memberships: the rules. Whoever belongs to anything has exactly one default; it is copied to the
 * user's row, where tickets look.
 */
#include "domain/membership.h"

#include "domain/event.h"
#include "domain/group.h"
#include "domain/organization.h"
#include "membership_i.h"
#include "user_i.h"

static enum err note(struct cx *cx, user_id user, const char *what, i64 id)
{
	return event_add(cx, EVENT_MEMBERSHIP_CHANGED, (ticket_id){0}, user.v,
		arena_printf(cx->arena, "{\"%s\":%lld}", what, (long long)id), NULL);
}

static enum err fail_member(struct cx *cx, const char *field)
{
	return fail(cx, E_INVALID, field, "DuplicateValue", "User: is already a member");
}

enum err group_membership_make_default(struct cx *cx, user_id user, i64 id)
{
	struct group_membership m;

	TRY(group_membership_get(cx, id, &m));
	if (m.user.v != user.v)
		return fail_not_found(cx);
	TRY(group_membership_store_set_default(cx, user, id));
	TRY(user_store_set_group(cx, user, m.group));
	return note(cx, user, "default_group_id", m.group.v);
}

enum err group_membership_add(struct cx *cx, user_id user, group_id group, bool make_default,
	struct group_membership *ret)
{
	struct group_membership m = {.user = user, .group = group};
	struct group *g;
	group_id first_group;
	bool is_agent;
	i64 existing, first;

	TRY(user_is_agent(cx, user, &is_agent));
	TRY(group_load(cx, group, &g));
	if (!is_agent)
		return fail(cx, E_INVALID, "user_id", "InvalidValue", "User: must be an agent");
	if (!g || g->deleted_at)
		return fail_invalid(cx, "group_id", "Group");
	TRY(group_membership_store_of(cx, user, group, &existing));
	if (existing)
		return fail_member(cx, "user_id");
	TRY(group_membership_store_first(cx, user, &first, &first_group));
	TRY(group_membership_store_insert(cx, &m));
	TRY(note(cx, user, "joined_group_id", group.v));
	if (make_default || !first) {
		TRY(group_membership_make_default(cx, user, m.id));
		m.is_default = true;
	}
	*ret = m;
	return OK;
}

enum err group_membership_join(
	struct cx *cx, user_id user, group_id group, struct group_membership *ret)
{
	i64 id;

	TRY(group_membership_store_of(cx, user, group, &id));
	if (!id)
		return group_membership_add(cx, user, group, true, ret);
	TRY(group_membership_make_default(cx, user, id));
	return group_membership_get(cx, id, ret);
}

/* After a default group membership went. */
static enum err next_default_group(struct cx *cx, user_id user)
{
	group_id group;
	i64 id;

	TRY(group_membership_store_first(cx, user, &id, &group));
	return id ? group_membership_make_default(cx, user, id)
		  : user_store_set_group(cx, user, (group_id){0});
}

enum err group_membership_delete(struct cx *cx, i64 id)
{
	struct group_membership m;

	TRY(group_membership_get(cx, id, &m));
	TRY(group_membership_store_delete(cx, id));
	TRY(note(cx, m.user, "left_group_id", m.group.v));
	return m.is_default ? next_default_group(cx, m.user) : OK;
}

enum err organization_membership_make_default(struct cx *cx, user_id user, i64 id)
{
	struct organization_membership m;

	TRY(organization_membership_get(cx, id, &m));
	if (m.user.v != user.v)
		return fail_not_found(cx);
	TRY(organization_membership_store_set_default(cx, user, id));
	TRY(user_store_set_organization(cx, user, m.organization));
	return note(cx, user, "default_organization_id", m.organization.v);
}

/* Where agents belong says what some of them see: they do not say so themselves, nor do others who
 * are no administrators. */
static enum err may_place(struct cx *cx, const struct user *user)
{
	const struct actor *a = &cx->actor;

	if (a->system || a->role != ROLE_AGENT || user->role == ROLE_END_USER ||
		(user->id.v == a->id.v && a->restriction != RESTRICTION_ORGANIZATION))
		return OK;
	return fail(cx, E_FORBIDDEN, NULL, NULL, "Only administrators may change this");
}

enum err organization_membership_add(struct cx *cx, const struct organization_membership *in,
	struct organization_membership *ret)
{
	struct organization_membership m = *in;
	struct organization *o;
	struct user *user;
	organization_id first_organization;
	i64 existing, first;

	TRY(user_load(cx, in->user, &user));
	TRY(organization_load(cx, in->organization, &o));
	if (!user || !user->active)
		return fail_invalid(cx, "user_id", "User");
	if (!o || o->deleted_at)
		return fail_invalid(cx, "organization_id", "Organization");
	TRY(may_place(cx, user));
	TRY(organization_membership_store_of(cx, in->user, in->organization, &existing));
	if (existing)
		return fail_member(cx, "user_id");
	TRY(organization_membership_store_first(cx, in->user, &first, &first_organization));
	m.is_default = false;
	m.organization_name = o->name;
	TRY(organization_membership_store_insert(cx, &m));
	TRY(note(cx, in->user, "joined_organization_id", o->id.v));
	if (in->is_default || !first) {
		TRY(organization_membership_make_default(cx, in->user, m.id));
		m.is_default = true;
	}
	*ret = m;
	return OK;
}

static enum err next_default_organization(struct cx *cx, user_id user)
{
	organization_id organization;
	i64 id;

	TRY(organization_membership_store_first(cx, user, &id, &organization));
	return id ? organization_membership_make_default(cx, user, id)
		  : user_store_set_organization(cx, user, (organization_id){0});
}

enum err organization_membership_delete(struct cx *cx, i64 id)
{
	struct organization_membership m;

	TRY(organization_membership_get(cx, id, &m));
	TRY(organization_membership_store_delete(cx, id));
	TRY(note(cx, m.user, "left_organization_id", m.organization.v));
	return m.is_default ? next_default_organization(cx, m.user) : OK;
}

enum err organization_membership_of(struct cx *cx, user_id user, organization_id organization,
	struct organization_membership *ret)
{
	i64 id;

	TRY(organization_membership_store_of(cx, user, organization, &id));
	return id ? organization_membership_get(cx, id, ret) : fail_not_found(cx);
}

enum err organization_has_member(
	struct cx *cx, organization_id organization, user_id user, bool *ret)
{
	i64 id;

	TRY(organization_membership_store_of(cx, user, organization, &id));
	*ret = id != 0;
	return OK;
}

enum err organization_membership_set(struct cx *cx, user_id user, const struct id_list *ids)
{
	struct organization_membership m;
	struct id_list held;

	TRY(organization_membership_store_ids(cx, user, &held));
	for (int i = 0; i < held.n; i++) {
		TRY(organization_membership_get(cx, held.v[i], &m));
		if (!id_list_has(ids, m.organization.v))
			TRY(organization_membership_delete(cx, m.id));
	}
	for (int i = 0; i < ids->n; i++) {
		i64 id;

		TRY(organization_membership_store_of(cx, user, (organization_id){ids->v[i]}, &id));
		m = (struct organization_membership){.user = user, .organization = {ids->v[i]}};
		if (!id)
			TRY(organization_membership_add(cx, &m, &m));
		else if (i == 0)
			TRY(organization_membership_make_default(cx, user, id));
	}
	return OK;
}

enum err membership_drop_groups_of(struct cx *cx, user_id user)
{
	TRY(group_membership_store_delete_of_user(cx, user));
	return user_store_set_group(cx, user, (group_id){0});
}

enum err membership_drop_user(struct cx *cx, user_id user)
{
	TRY(membership_drop_groups_of(cx, user));
	TRY(organization_membership_store_delete_of_user(cx, user));
	return user_store_set_organization(cx, user, (organization_id){0});
}

enum err membership_empty_group(struct cx *cx, group_id group)
{
	struct id_list ids;

	TRY(group_membership_store_ids(cx, group, &ids));
	for (int i = 0; i < ids.n; i++)
		TRY(group_membership_delete(cx, ids.v[i]));
	return OK;
}

enum err membership_empty_organization(struct cx *cx, organization_id organization)
{
	struct id_list again;

	TRY(organization_membership_store_empty(cx, organization, &again));
	for (int i = 0; i < again.n; i++)
		TRY(next_default_organization(cx, (user_id){again.v[i]}));
	return OK;
}
