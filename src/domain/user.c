/*
 * Users: the rules. One address belongs to one user. Agents make and change end-users, only
 * administrators make or change agents and roles, and one administrator always remains. Whatever
 * takes access away (role, suspension, deletion) ends the user's sessions.
 */
#include "domain/user.h"

#include "base/utf8.h"
#include "base/zone.h"
#include "domain/event.h"
#include "domain/field.h"
#include "domain/group.h"
#include "domain/membership.h"
#include "domain/organization.h"
#include "domain/session.h"
#include "domain/setting.h"
#include "token_i.h"
#include "user_i.h"

#include <ctype.h>
#include <string.h>

/* Optional texts: where they come from, where they go, how long they may be. */
static const struct text_rule {
	size_t in, out;
	const char *field;
	size_t max;
} text_rules[] = {
	{offsetof(struct user_input, name), offsetof(struct user, name), "name", USER_NAME_MAX},
	{offsetof(struct user_input, external_id), offsetof(struct user, external_id),
		"external_id", 255},
	{offsetof(struct user_input, phone), offsetof(struct user, phone), "phone", 100},
	{offsetof(struct user_input, alias), offsetof(struct user, alias), "alias", 255},
	{offsetof(struct user_input, details), offsetof(struct user, details), "details",
		USER_TEXT_MAX},
	{offsetof(struct user_input, notes), offsetof(struct user, notes), "notes", USER_TEXT_MAX},
	{offsetof(struct user_input, signature), offsetof(struct user, signature), "signature",
		USER_TEXT_MAX},
	{offsetof(struct user_input, time_zone), offsetof(struct user, time_zone), "time_zone", 60},
	{offsetof(struct user_input, locale), offsetof(struct user, locale), "locale", 35},
};

static const char **text_of(struct user *u, const struct text_rule *rule)
{
	return (const char **)((char *)u + rule->out);
}

static bool is_admin(const struct cx *cx)
{
	return cx->actor.system || cx->actor.role == ROLE_ADMIN;
}

static bool is_editable(const struct cx *cx, const struct user *user)
{
	return is_admin(cx) || user->id.v == cx->actor.id.v ||
	       (cx->actor.role == ROLE_AGENT && user->role == ROLE_END_USER);
}

static enum err fail_forbidden(struct cx *cx)
{
	return fail(cx, E_FORBIDDEN, NULL, NULL, "Only administrators may change this");
}

static enum err live_user(struct cx *cx, user_id id, struct user **ret)
{
	TRY(user_load(cx, id, ret));
	return *ret && (*ret)->active ? OK : fail_not_found(cx);
}

enum err user_check_editable(struct cx *cx, user_id id)
{
	struct user *user;

	TRY(live_user(cx, id, &user));
	return is_editable(cx, user) ? OK : fail_forbidden(cx);
}

static enum err apply_texts(struct cx *cx, const struct user_input *in, struct user *u)
{
	for (size_t i = 0; i < COUNT_OF(text_rules); i++) {
		const struct text_rule *rule = &text_rules[i];
		const struct opt_text *given = (const void *)((const char *)in + rule->in);

		TRY(take_text(cx, given, rule->field, rule->max, text_of(u, rule)));
	}
	if (!u->name)
		return fail(cx, E_INVALID, "name", "BlankValue",
			"Name: is too short (minimum is 1 characters)");
	if (!u->time_zone)
		u->time_zone = "UTC";
	if (!u->locale)
		u->locale = "en";
	if (in->time_zone.set && !zone_open(u->time_zone))
		return fail_invalid(cx, "time_zone", "Time zone");
	return OK;
}

/* An agent's custom role says which tickets he sees and whether he may write to customers. A
 * built-in one is the role itself. */
static enum err take_role(struct cx *cx, const struct user_input *in, struct user *u)
{
	struct custom_role *role;
	struct record *record;

	if (!in->custom_role_id.set ||
		(in->custom_role_id.v == u->custom_role && !in->custom_role_again)) {
		u->custom_role = u->role == ROLE_AGENT ? u->custom_role : 0;
		return OK;
	}
	u->custom_role = in->custom_role_id.v;
	if (!u->custom_role)
		return OK;
	if (record_get(cx, &custom_role_table, u->custom_role, &record)) {
		cx->fail = (struct failure){0};
		return fail_invalid(cx, "custom_role_id", "Role");
	}
	role = (void *)record;
	u->role = role->role ? (enum role)role->role : ROLE_AGENT;
	u->custom_role = role->role ? 0 : record->id;
	if (u->custom_role)
		custom_role_access(role, &u->restriction, &u->only_private_comments);
	return OK;
}

/* Role, restriction, suspension: only administrators, but that agents suspend end-users. */
static enum err apply_access(struct cx *cx, const struct user_input *in, struct user *u)
{
	struct user was = *u;

	if (in->role.set && (!in->role.v || !role_parse(in->role.v, &u->role)))
		return fail_invalid(cx, "role", "Role");
	if (in->restriction.set && !in->restriction.v)
		u->restriction = RESTRICTION_NONE;
	else if (in->restriction.set && !restriction_parse(in->restriction.v, &u->restriction))
		return fail_invalid(cx, "ticket_restriction", "Ticket restriction");
	take_bool(&in->suspended, &u->suspended);
	take_bool(&in->verified, &u->verified);
	take_bool(&in->moderator, &u->moderator);
	take_bool(&in->only_private_comments, &u->only_private_comments);
	TRY(take_role(cx, in, u));
	if (is_admin(cx))
		return OK;
	if (u->role != was.role || u->restriction != was.restriction ||
		u->custom_role != was.custom_role || u->moderator != was.moderator ||
		u->only_private_comments != was.only_private_comments)
		return fail_forbidden(cx);
	return u->suspended != was.suspended && was.role != ROLE_END_USER ? fail_forbidden(cx) : OK;
}

static enum err check_external_id(struct cx *cx, const struct user *u)
{
	struct user *same;

	if (!u->external_id)
		return OK;
	TRY(user_by_external_id(cx, u->external_id, &same));
	if (same && same->id.v != u->id.v)
		return fail(cx, E_INVALID, "external_id", "DuplicateValue",
			"External: %.150s has already been taken", u->external_id);
	return OK;
}

/* Everything of the input that is in the user's own row. */
static enum err apply(struct cx *cx, const struct user_input *in, struct user *u)
{
	TRY(apply_texts(cx, in, u));
	TRY(check_external_id(cx, u));
	if (in->tags_set)
		TRY(tags_text(cx, &in->tags, &u->tags));
	return in->fields ? field_merge(cx, FIELD_USER, u->fields, in->fields, &u->fields) : OK;
}

/* Give the user an address: a new one is added, his own is left, another's is refused. */
static enum err take_email(struct cx *cx, const struct user *u, const char *email, bool verified)
{
	struct identity identity = {.type = IDENTITY_EMAIL, .verified = verified};
	struct user *owner;

	identity.value = utf8_clean(cx->arena, email);
	TRY(user_by_email(cx, identity.value, &owner));
	if (owner && owner->id.v == u->id.v)
		return OK;
	return identity_give(cx, u->id, &identity, &identity);
}

static enum err take_identities(struct cx *cx, const struct user *u, const struct user_input *in)
{
	struct identity added;

	if (in->email.set && in->email.v && *in->email.v)
		TRY(take_email(cx, u, in->email.v, in->verified.set && in->verified.v));
	for (int i = 0; i < in->identity_count; i++) {
		const struct identity *given = &in->identities[i];

		if (given->type == IDENTITY_EMAIL)
			TRY(take_email(cx, u, given->value, given->verified));
		else
			TRY(identity_give(cx, u->id, given, &added));
	}
	return OK;
}

/* Move a user's default membership to this organisation (v 0: out of the one he has). */
static enum err set_organization(struct cx *cx, const struct user *u, organization_id to)
{
	struct organization_membership m;
	bool member;

	if (u->organization.v == to.v)
		return OK;
	if (u->organization.v) {
		TRY(organization_membership_of(cx, u->id, u->organization, &m));
		TRY(organization_membership_delete(cx, m.id));
	}
	if (!to.v)
		return OK;
	TRY(organization_has_member(cx, to, u->id, &member));
	if (member) {
		TRY(organization_membership_of(cx, u->id, to, &m));
		return organization_membership_make_default(cx, u->id, m.id);
	}
	m = (struct organization_membership){.user = u->id, .organization = to, .is_default = true};
	return organization_membership_add(cx, &m, &m);
}

/* By name; made when there is none. */
static enum err named_organization(struct cx *cx, const char *name, organization_id *ret)
{
	struct organization_input in = {.name = {true, name}};
	struct organization *o;

	TRY(organization_by_name(cx, utf8_clean(cx->arena, name), &o));
	if (!o)
		TRY(organization_create(cx, &in, &o));
	*ret = o->id;
	return OK;
}

static enum err take_organizations(
	struct cx *cx, const struct user *u, const struct user_input *in, bool is_new)
{
	organization_id to = {0};

	if (in->organizations_set)
		return organization_membership_set(cx, u->id, &in->organization_ids);
	if (in->organization_name) {
		TRY(named_organization(cx, in->organization_name, &to));
		return set_organization(cx, u, to);
	}
	if (in->organization_id.set)
		return set_organization(cx, u, (organization_id){in->organization_id.v});
	if (!is_new || !in->email.set || !in->email.v)
		return OK;
	TRY(organization_of_email(cx, in->email.v, &to));
	return set_organization(cx, u, to);
}

/* An agent belongs to the group asked for, else to the default one when to none yet. */
static enum err take_group(struct cx *cx, const struct user *u, const struct user_input *in)
{
	group_id to = {in->default_group_id.set ? in->default_group_id.v : 0};
	struct group_membership m;

	if (u->role == ROLE_END_USER || in->origin.imported) /* memberships come by themselves */
		return OK;
	if (!to.v && !u->default_group.v)
		TRY(group_default(cx, &to));
	if (!to.v || to.v == u->default_group.v)
		return OK;
	return group_membership_join(cx, u->id, to, &m);
}

/* Insert with everything around it; who may do so was checked. */
static enum err create(
	struct cx *cx, const struct user_input *in, struct user *u, struct user **ret)
{
	TRY(apply(cx, in, u));
	if (u->role != ROLE_END_USER && !in->origin.imported &&
		!(in->email.set && in->email.v && *in->email.v))
		return fail_blank(cx, "email", "Email");
	TRY(user_store_insert(cx, u));
	TRY(counter_add(cx, "users", u->role, !in->origin.gone));
	TRY(event_add(cx, EVENT_USER_CREATED, (ticket_id){0}, u->id.v,
		origin_detail(cx, &in->origin,
			arena_printf(cx->arena, "\"role\":\"%s\"", role_name(u->role))),
		NULL));
	if (in->origin.gone) {
		TRY(user_store_deactivate(cx, u->id));
		return user_load(cx, u->id, ret);
	}
	TRY(take_identities(cx, u, in));
	TRY(user_store_index(cx, u->id));
	TRY(take_organizations(cx, u, in, true));
	TRY(take_group(cx, u, in));
	return user_load(cx, u->id, ret);
}

static struct user *new_user(struct cx *cx)
{
	struct user *u = ARENA_NEW(cx->arena, struct user);

	u->active = true;
	u->tags = "";
	u->fields = "{}";
	u->time_zone = "UTC";
	u->locale = "en";
	return u;
}

enum err user_create(struct cx *cx, const struct user_input *in, struct user **ret)
{
	struct user *u = new_user(cx);

	if (!actor_is_agent(&cx->actor))
		return fail_forbidden(cx);
	u->id.v = in->origin.id;
	u->created_at = in->origin.created_at;
	TRY(apply_access(cx, in, u));
	return create(cx, in, u, ret);
}

enum err user_ensure(
	struct cx *cx, const struct person_ref *who, const char *field, user_id *ret_id)
{
	struct user_input in = {.name = {true, who->name}, .email = {true, who->email}};
	const char *title =
		arena_printf(cx->arena, "%c%s", toupper((unsigned char)field[0]), field + 1);
	struct user *user;

	if (who->id) {
		TRY(user_load(cx, (user_id){who->id}, &user));
		if (!user || !user->active)
			return fail_invalid(cx, field, title);
		*ret_id = user->id;
		return OK;
	}
	if (!who->email || !*who->email)
		return fail_blank(cx, field, title);
	in.email.v = utf8_clean(cx->arena, who->email);
	if (!utf8_is_email(in.email.v))
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, field, "InvalidValue:email",
				"%s: Email: %.100s is not properly formatted", title, in.email.v),
			"%.80s", in.email.v);
	TRY(user_by_email(cx, in.email.v, &user));
	if (!user) {
		if (!who->name || !*utf8_clean(cx->arena, who->name))
			in.name.v = arena_strndup(cx->arena, in.email.v,
				(size_t)(strchr(in.email.v, '@') - in.email.v));
		TRY(create(cx, &in, new_user(cx), &user));
	}
	*ret_id = user->id;
	return OK;
}

/* One administrator who can sign in always remains. */
static enum err check_last_admin(struct cx *cx, const struct user *was, const struct user *now)
{
	i64 admins;

	if (was->role != ROLE_ADMIN || was->suspended)
		return OK;
	if (now->active && now->role == ROLE_ADMIN && !now->suspended)
		return OK;
	TRY(user_count_admins(cx, &admins));
	if (admins <= 1)
		return fail(cx, E_INVALID, "role", "InvalidValue:last_admin",
			"Role: the last administrator must stay one");
	return OK;
}

/* After the row changed: counts, groups and sessions follow the role and the suspension. */
static enum err follow_access(struct cx *cx, const struct user *was, const struct user *now)
{
	if (was->role == now->role && was->suspended == now->suspended)
		return OK;
	TRY(counter_add(cx, "users", was->role, -1));
	TRY(counter_add(cx, "users", now->role, 1));
	if (now->role == ROLE_END_USER && was->role != ROLE_END_USER)
		TRY(membership_drop_groups_of(cx, now->id));
	TRY(session_end_all(cx, now->id, 0));
	return event_add(cx, EVENT_ACCESS_CHANGED, (ticket_id){0}, now->id.v,
		arena_printf(cx->arena, "{\"role\":\"%s\",\"suspended\":%s}", role_name(now->role),
			now->suspended ? "true" : "false"),
		NULL);
}

static bool differs(const char *a, const char *b)
{
	return (a == NULL) != (b == NULL) || (a && strcmp(a, b) != 0);
}

/* Which columns changed, as {"changed":["name",…]}; NULL when none did. */
static const char *changes(struct cx *cx, struct user *was, struct user *now)
{
	const char *list = "";

	for (size_t i = 0; i < COUNT_OF(text_rules); i++)
		if (differs(*text_of(was, &text_rules[i]), *text_of(now, &text_rules[i])))
			list = arena_printf(cx->arena, "%s,\"%s\"", list, text_rules[i].field);
	if (differs(was->tags, now->tags))
		list = arena_printf(cx->arena, "%s,\"tags\"", list);
	if (differs(was->fields, now->fields))
		list = arena_printf(cx->arena, "%s,\"user_fields\"", list);
	if (was->role != now->role || was->suspended != now->suspended ||
		was->verified != now->verified || was->restriction != now->restriction ||
		was->moderator != now->moderator || was->custom_role != now->custom_role ||
		was->only_private_comments != now->only_private_comments)
		list = arena_printf(cx->arena, "%s,\"access\"", list);
	return *list ? arena_printf(cx->arena, "{\"changed\":[%s]}", list + 1) : NULL;
}

enum err user_update(struct cx *cx, user_id id, const struct user_input *in, struct user **ret)
{
	struct user *u, was;
	const char *changed;

	TRY(live_user(cx, id, &u));
	if (!is_editable(cx, u))
		return fail_forbidden(cx);
	was = *u;
	TRY(apply_access(cx, in, u));
	TRY(apply(cx, in, u));
	TRY(check_last_admin(cx, &was, u));
	changed = changes(cx, &was, u);
	if (changed) {
		TRY(user_store_update(cx, u));
		TRY(event_add(cx, EVENT_USER_UPDATED, (ticket_id){0}, id.v, changed, NULL));
	}
	if (was.verified != u->verified)
		TRY(identity_store_verify_primary(cx, id, u->verified));
	TRY(take_identities(cx, u, in));
	if (changed || in->email.set || in->identity_count)
		TRY(user_store_index(cx, id));
	TRY(take_organizations(cx, u, in, false));
	TRY(follow_access(cx, &was, u));
	TRY(take_group(cx, u, in));
	return user_load(cx, id, ret);
}

enum err user_create_or_update(
	struct cx *cx, const struct user_input *in, struct user **ret, bool *ret_created)
{
	struct user *u = NULL;

	if (in->email.set && in->email.v)
		TRY(user_by_email(cx, utf8_clean(cx->arena, in->email.v), &u));
	if (!u && in->external_id.set && in->external_id.v)
		TRY(user_by_external_id(cx, utf8_clean(cx->arena, in->external_id.v), &u));
	*ret_created = !u;
	return u ? user_update(cx, u->id, in, ret) : user_create(cx, in, ret);
}

enum err user_delete(struct cx *cx, user_id id, struct user **ret)
{
	struct user *u, now;

	TRY(live_user(cx, id, &u));
	if (!is_editable(cx, u))
		return fail_forbidden(cx);
	now = *u;
	now.active = false;
	TRY(check_last_admin(cx, u, &now));
	TRY(membership_drop_user(cx, id));
	TRY(identity_store_delete_all(cx, id));
	TRY(user_store_unindex(cx, id));
	TRY(user_store_deactivate(cx, id));
	TRY(token_store_revoke_all(cx, id));
	TRY(session_end_all(cx, id, 0));
	TRY(counter_add(cx, "users", u->role, -1));
	TRY(event_add(cx, EVENT_USER_DELETED, (ticket_id){0}, id.v, NULL, NULL));
	TRY(event_add(
		cx, EVENT_ACCESS_CHANGED, (ticket_id){0}, id.v, "{\"reason\":\"deleted\"}", NULL));
	return user_load(cx, id, ret);
}
