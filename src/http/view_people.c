/*
 * JSON of people, groups and organisations. Keys that Tend has no use for are constants that
 * client libraries expect; they are written here and nowhere else.
 */
#include "http/view_people.h"

#include "domain/field.h"

#include <string.h>

void tags_write(struct jw *jw, const char *key, const char *tags)
{
	jw_array(jw, key);
	while (tags && *tags) {
		size_t n = strcspn(tags, " ");

		if (n)
			jw_strn(jw, NULL, tags, n);
		tags += n + (tags[n] == ' ');
	}
	jw_end(jw);
}

static void url_write(struct rq *rq, const char *path, i64 id)
{
	jw_printf(&rq->jw, "url", "%s/api/v2/%s/%lld.json", rq->base_url, path, (long long)id);
}

void reply_made(struct rq *rq, bool created, const char *path, i64 id)
{
	reply_begin(rq, created ? 201 : 200);
	reply_header(rq, "Location",
		arena_printf(
			rq->cx.arena, "%s/api/v2/%s/%lld.json", rq->base_url, path, (long long)id));
}

done reply_count(struct rq *rq, i64 n)
{
	struct jw *jw = reply_begin(rq, 200);

	jw_object(jw, "count");
	jw_i64(jw, "value", n);
	jw_time(jw, "refreshed_at", rq->cx.now);
	jw_end(jw);
	return reply_end(rq);
}

/* One value of a custom field: a string, a number, a boolean or a list of strings. */
static void value_write(struct jw *jw, const char *key, const json_t *v)
{
	if (json_is_string(v)) {
		jw_str(jw, key, json_string_value(v));
	} else if (json_is_integer(v)) {
		jw_i64(jw, key, json_integer_value(v));
	} else if (json_is_real(v)) {
		jw_double(jw, key, json_real_value(v));
	} else if (json_is_boolean(v)) {
		jw_bool(jw, key, json_is_true(v));
	} else if (json_is_array(v)) {
		jw_array(jw, key);
		for (size_t i = 0; i < json_array_size(v); i++)
			value_write(jw, NULL, json_array_get(v, i));
		jw_end(jw);
	} else {
		jw_null(jw, key);
	}
}

/* Every active field of the owner, null where nothing is set. */
static void fields_write(struct rq *rq, const char *key, enum field_owner owner, const char *stored)
{
	CLEANUP(json_cleanup) json_t *values = NULL;
	struct field_list fields = {0};

	jw_object(&rq->jw, key);
	if (field_active(&rq->cx, owner, &fields) == OK && fields.n && stored)
		values = json_parse(stored, strlen(stored), NULL, 0);
	for (int i = 0; i < fields.n; i++) {
		const char *name = fields.v[i].key;
		const json_t *v = json_object_get(values, name);

		if (!v && fields.v[i].type == FIELD_CHECKBOX)
			jw_bool(&rq->jw, name, false);
		else
			value_write(&rq->jw, name, v);
	}
	jw_end(&rq->jw);
}

static void user_write_role(struct jw *jw, const struct user *u)
{
	bool customer = u->role == ROLE_END_USER;

	jw_str(jw, "role", role_name(u->role));
	if (u->custom_role)
		jw_i64(jw, "role_type", 0);
	else
		jw_null(jw, "role_type");
	jw_id(jw, "custom_role_id", u->custom_role);
	jw_bool(jw, "moderator", u->moderator || !customer);
	jw_str(jw, "ticket_restriction",
		customer ? restriction_name(RESTRICTION_REQUESTED)
			 : restriction_name(u->restriction));
	jw_bool(jw, "only_private_comments", u->only_private_comments);
	jw_bool(jw, "restricted_agent", customer || u->restriction != RESTRICTION_NONE);
	jw_bool(jw, "suspended", u->suspended);
	jw_id(jw, "default_group_id", u->default_group.v);
	jw_bool(jw, "report_csv", u->role == ROLE_ADMIN);
}

/* What agents wrote about a customer is not for the customer. */
static void user_write_private(struct rq *rq, const struct user *u)
{
	bool shown = actor_is_agent(&rq->cx.actor);
	struct jw *jw = &rq->jw;

	jw_str(jw, "external_id", shown ? u->external_id : NULL);
	tags_write(jw, "tags", shown ? u->tags : "");
	jw_str(jw, "alias", shown ? u->alias : NULL);
	jw_str(jw, "details", shown ? u->details : NULL);
	jw_str(jw, "notes", shown ? u->notes : NULL);
	if (shown) {
		fields_write(rq, "user_fields", FIELD_USER, u->fields);
	} else {
		jw_object(jw, "user_fields");
		jw_end(jw);
	}
}

void user_write_open(struct rq *rq, const char *key, const struct user *u)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_id(jw, "id", u->id.v);
	url_write(rq, "users", u->id.v);
	jw_str(jw, "name", u->name);
	jw_str(jw, "email", u->email);
	jw_time(jw, "created_at", u->created_at);
	jw_time(jw, "updated_at", u->updated_at);
	jw_str(jw, "time_zone", u->time_zone);
	jw_str(jw, "iana_time_zone", u->time_zone);
	jw_str(jw, "phone", u->phone);
	jw_null(jw, "shared_phone_number");
	jw_null(jw, "photo");
	jw_i64(jw, "locale_id", 1);
	jw_str(jw, "locale", u->locale);
	jw_id(jw, "organization_id", u->organization.v);
	jw_bool(jw, "verified", u->verified);
	jw_bool(jw, "active", u->active);
	jw_bool(jw, "shared", false);
	jw_bool(jw, "shared_agent", false);
	jw_time(jw, "last_login_at", u->last_login_at);
	jw_bool(jw, "two_factor_auth_enabled", u->second_step);
	jw_str(jw, "signature", u->signature);
	user_write_role(jw, u);
	user_write_private(rq, u);
}

void user_write(struct rq *rq, const char *key, const struct user *user)
{
	user_write_open(rq, key, user);
	jw_end(&rq->jw);
}

void ability_write(struct rq *rq, const char *key, const struct user *u)
{
	const struct actor *actor = &rq->cx.actor;
	bool self = u->id.v == actor->id.v, admin = actor->role == ROLE_ADMIN;
	bool edits = u->active && (admin || self || u->role == ROLE_END_USER);
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	url_write(rq, "users", u->id.v);
	jw_i64(jw, "user_id", u->id.v);
	jw_bool(jw, "can_edit", edits);
	jw_bool(jw, "can_delete", edits && !self);
	jw_bool(jw, "can_edit_password", u->active && (admin || self));
	jw_bool(jw, "can_manage_identities_of", edits);
	jw_bool(jw, "can_verify_now", edits && !u->verified);
	jw_bool(jw, "can_set_alias", edits && u->role != ROLE_END_USER);
	jw_bool(jw, "can_assume", false);
	jw_bool(jw, "can_view_reports", u->active && u->role != ROLE_END_USER);
	jw_end(jw);
}

void identity_write(struct rq *rq, const char *key, const struct identity *i)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_i64(jw, "id", i->id);
	jw_printf(jw, "url", "%s/api/v2/users/%lld/identities/%lld.json", rq->base_url,
		(long long)i->user.v, (long long)i->id);
	jw_i64(jw, "user_id", i->user.v);
	jw_str(jw, "type", identity_type_name(i->type));
	jw_str(jw, "value", i->value);
	jw_bool(jw, "verified", i->verified);
	jw_bool(jw, "primary", i->primary);
	if (i->type == IDENTITY_EMAIL) {
		jw_i64(jw, "undeliverable_count", 0);
		jw_str(jw, "deliverable_state", "deliverable");
	}
	jw_time(jw, "verified_at", i->verified ? i->updated_at : 0);
	jw_str(jw, "verification_method", i->verified ? "none" : NULL);
	jw_time(jw, "created_at", i->created_at);
	jw_time(jw, "updated_at", i->updated_at);
	jw_end(jw);
}

void group_write_open(struct rq *rq, const char *key, const struct group *g)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	url_write(rq, "groups", g->id.v);
	jw_i64(jw, "id", g->id.v);
	jw_bool(jw, "is_public", g->is_public);
	jw_str(jw, "name", g->name);
	jw_str(jw, "description", g->description);
	jw_bool(jw, "default", g->is_default);
	jw_bool(jw, "deleted", g->deleted_at != 0);
	jw_time(jw, "created_at", g->created_at);
	jw_time(jw, "updated_at", g->updated_at);
}

void group_write(struct rq *rq, const char *key, const struct group *group)
{
	group_write_open(rq, key, group);
	jw_end(&rq->jw);
}

void organization_write_open(struct rq *rq, const char *key, const struct organization *o)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	url_write(rq, "organizations", o->id.v);
	jw_i64(jw, "id", o->id.v);
	jw_str(jw, "name", o->name);
	jw_bool(jw, "shared_tickets", o->shared_tickets);
	jw_bool(jw, "shared_comments", o->shared_comments);
	jw_str(jw, "external_id", o->external_id);
	jw_time(jw, "created_at", o->created_at);
	jw_time(jw, "updated_at", o->updated_at);
	tags_write(jw, "domain_names", o->domains);
	jw_str(jw, "details", o->details);
	jw_str(jw, "notes", o->notes);
	jw_id(jw, "group_id", o->group.v);
	tags_write(jw, "tags", o->tags);
	fields_write(rq, "organization_fields", FIELD_ORGANIZATION, o->fields);
}

void organization_write(struct rq *rq, const char *key, const struct organization *organization)
{
	organization_write_open(rq, key, organization);
	jw_end(&rq->jw);
}

void group_membership_write(struct rq *rq, const char *key, const struct group_membership *m)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	url_write(rq, "group_memberships", m->id);
	jw_i64(jw, "id", m->id);
	jw_i64(jw, "user_id", m->user.v);
	jw_i64(jw, "group_id", m->group.v);
	jw_bool(jw, "default", m->is_default);
	jw_time(jw, "created_at", m->created_at);
	jw_time(jw, "updated_at", m->updated_at);
	jw_end(jw);
}

void organization_membership_write(
	struct rq *rq, const char *key, const struct organization_membership *m)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	url_write(rq, "organization_memberships", m->id);
	jw_i64(jw, "id", m->id);
	jw_i64(jw, "user_id", m->user.v);
	jw_i64(jw, "organization_id", m->organization.v);
	jw_bool(jw, "default", m->is_default);
	jw_time(jw, "created_at", m->created_at);
	jw_str(jw, "organization_name", m->organization_name);
	jw_time(jw, "updated_at", m->updated_at);
	jw_bool(jw, "view_tickets", m->view_tickets);
	jw_end(jw);
}
