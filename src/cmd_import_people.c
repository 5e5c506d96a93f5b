/* Organisations, users with their addresses, groups and memberships of an export. Whoever is here
 * already, by name or by address, is not doubled and not changed. */
#include "cmd_import.h"

#include "base/utf8.h"
#include "base/zone.h"
#include "domain/group.h"
#include "domain/membership.h"
#include "domain/organization.h"
#include "domain/user.h"

#include <inttypes.h>
#include <string.h>

enum { EXTERNAL_MAX = 255, DESCRIPTION_MAX = 1000, ALIAS_MAX = 255, PHONE_MAX = 100 };

/* An object without an id can be remembered by nothing. */
static enum err read_id(struct import *im, const json_t *o, i64 *ret)
{
	*ret = import_id(o, "id");
	return *ret > 0 ? OK : fail(im->cx, E_INVALID, "id", NULL, "it has no id");
}

/* Its id, and what became of it before. */
static enum err seen(
	struct import *im, enum import_kind kind, const json_t *o, i64 *ret_id, i64 *ret_own)
{
	TRY(read_id(im, o, ret_id));
	return import_known(im, kind, *ret_id, ret_own);
}

/* --- groups --- */

static enum err group_named(struct import *im, const char *name, i64 *ret)
{
	struct page page = {.cursor = true, .limit = PAGE_MAX, .sort = "name"};
	const char *fold = utf8_fold(im->cx->arena, name);
	struct group *rows;
	int n;

	*ret = 0;
	do {
		TRY(group_list(im->cx, &page, &rows, &n));
		for (int i = 0; i < n && !*ret; i++)
			if (strcmp(utf8_fold(im->cx->arena, rows[i].name), fold) == 0)
				*ret = rows[i].id.v;
		page.at = page.last;
		page.has_at = true;
	} while (!*ret && page.has_more);
	return OK;
}

enum err import_group(struct import *im, const json_t *o, enum import_outcome *ret)
{
	struct group_input in = {.name = import_opt_text(im, o, "name", GROUP_NAME_MAX),
		.description = import_opt_text(im, o, "description", DESCRIPTION_MAX),
		.is_public = import_opt_bool(o, "is_public")};
	struct group *made;
	i64 id, own;

	*ret = IMPORT_KNOWN;
	TRY(seen(im, IMPORT_GROUP, o, &id, &own));
	if (own)
		return OK;
	if (json_get_bool(o, "deleted", false)) {
		*ret = IMPORT_LEFT_OUT;
		return OK;
	}
	if (in.name.v)
		TRY(group_named(im, in.name.v, &own));
	if (own)
		return import_remember(im, IMPORT_GROUP, id, own);
	TRY(import_turn(im, IMPORT_GROUP, id, ret));
	if (*ret == IMPORT_LATER)
		return OK;
	TRY(import_origin(im, IMPORT_GROUP, o, &in.origin));
	TRY(group_create(im->cx, &in, &made));
	return import_remember(im, IMPORT_GROUP, id, made->id.v);
}

/* --- organisations --- */

/* Domains that nobody else has. */
static enum err free_domains(struct import *im, struct text_list *domains)
{
	int n = 0;

	for (int i = 0; i < domains->n; i++) {
		const char *domain = domains->v[i] + (domains->v[i][0] == '@');
		organization_id owner;

		TRY(organization_of_email(
			im->cx, arena_printf(im->cx->arena, "@%s", domain), &owner));
		if (owner.v || !strchr(domain, '.') || strpbrk(domain, " \t@/,;<>\""))
			im->values_dropped++;
		else
			domains->v[n++] = domain;
	}
	domains->n = n;
	return OK;
}

static enum err drop_taken_organization_id(struct import *im, struct opt_text *external)
{
	struct organization *same = NULL;

	if (external->set)
		TRY(organization_by_external_id(im->cx, external->v, &same));
	if (same) {
		*external = (struct opt_text){0};
		im->values_dropped++;
	}
	return OK;
}

static enum err make_organization(
	struct import *im, const json_t *o, struct organization_input *in, i64 *ret)
{
	CLEANUP(json_cleanup) json_t *fields = NULL;
	struct organization *made;

	in->details = import_opt_text(im, o, "details", USER_TEXT_MAX);
	in->notes = import_opt_text(im, o, "notes", USER_TEXT_MAX);
	in->external_id = import_opt_text(im, o, "external_id", EXTERNAL_MAX);
	in->shared_tickets = import_opt_bool(o, "shared_tickets");
	in->shared_comments = import_opt_bool(o, "shared_comments");
	in->tags_set = in->domains_set = true;
	in->tags = import_texts(im, o, "tags", TICKET_TAGS_MAX);
	in->domains = import_texts(im, o, "domain_names", ORGANIZATION_DOMAINS_MAX);
	TRY(free_domains(im, &in->domains));
	TRY(drop_taken_organization_id(im, &in->external_id));
	TRY(import_known(im, IMPORT_GROUP, import_id(o, "group_id"), &in->group_id.v));
	in->group_id.set = in->group_id.v != 0;
	TRY(import_fitting(
		im, FIELD_ORGANIZATION, json_object_get(o, "organization_fields"), &fields));
	in->fields = fields;
	TRY(import_origin(im, IMPORT_ORGANIZATION, o, &in->origin));
	TRY(organization_create(im->cx, in, &made));
	*ret = made->id.v;
	return OK;
}

enum err import_organization(struct import *im, const json_t *o, enum import_outcome *ret)
{
	struct organization_input in = {
		.name = import_opt_text(im, o, "name", ORGANIZATION_NAME_MAX)};
	struct organization *same = NULL;
	i64 id, own;

	*ret = IMPORT_KNOWN;
	TRY(seen(im, IMPORT_ORGANIZATION, o, &id, &own));
	if (own)
		return OK;
	if (json_get_str(o, "deleted_at")) {
		*ret = IMPORT_LEFT_OUT;
		return OK;
	}
	if (in.name.v)
		TRY(organization_by_name(im->cx, in.name.v, &same));
	if (same)
		return import_remember(im, IMPORT_ORGANIZATION, id, same->id.v);
	TRY(import_turn(im, IMPORT_ORGANIZATION, id, ret));
	if (*ret == IMPORT_LATER)
		return OK;
	TRY(make_organization(im, o, &in, &own));
	return import_remember(im, IMPORT_ORGANIZATION, id, own);
}

/* --- users --- */

static bool is_email(const char *s)
{
	return s && utf8_is_email(s);
}

/* What everybody has. */
static void take_person(struct import *im, const json_t *o, struct user_input *in)
{
	const char *zone = json_get_str(o, "iana_time_zone");

	in->phone = import_opt_text(im, o, "phone", PHONE_MAX);
	in->alias = import_opt_text(im, o, "alias", ALIAS_MAX);
	in->details = import_opt_text(im, o, "details", USER_TEXT_MAX);
	in->notes = import_opt_text(im, o, "notes", USER_TEXT_MAX);
	in->signature = import_opt_text(im, o, "signature", USER_TEXT_MAX);
	in->locale = import_opt_text(im, o, "locale", 35);
	if (zone && zone_open(zone))
		in->time_zone = (struct opt_text){true, zone};
	in->suspended = import_opt_bool(o, "suspended");
	in->verified = import_opt_bool(o, "verified");
	in->tags_set = true;
	in->tags = import_texts(im, o, "tags", TICKET_TAGS_MAX);
}

static void take_role(const json_t *o, struct user_input *in)
{
	const char *role = json_get_str(o, "role");
	const char *restriction = json_get_str(o, "ticket_restriction");
	enum restriction known_restriction;
	enum role known_role;

	if (!role || !role_parse(role, &known_role))
		known_role = ROLE_END_USER;
	in->role = (struct opt_text){true, role_name(known_role)};
	if (known_role == ROLE_END_USER)
		return;
	in->moderator = import_opt_bool(o, "moderator");
	in->only_private_comments = import_opt_bool(o, "only_private_comments");
	if (restriction && restriction_parse(restriction, &known_restriction))
		in->restriction = (struct opt_text){true, restriction};
}

/* External id and organisation, as far as they are free and here. */
static enum err take_links(struct import *im, const json_t *o, struct user_input *in)
{
	struct user *same = NULL;

	in->external_id = import_opt_text(im, o, "external_id", EXTERNAL_MAX);
	if (in->external_id.set)
		TRY(user_by_external_id(im->cx, in->external_id.v, &same));
	if (same) {
		in->external_id = (struct opt_text){0};
		im->values_dropped++;
	}
	in->organization_id.set = true;
	return import_known(
		im, IMPORT_ORGANIZATION, import_id(o, "organization_id"), &in->organization_id.v);
}

/* The group that tickets of an agent go to; the memberships follow in their own file. */
static enum err join_default_group(struct import *im, const json_t *o, const struct user *user)
{
	struct group_membership m;
	bool works;
	i64 group;

	TRY(user_is_agent(im->cx, user->id, &works));
	TRY(import_known(im, IMPORT_GROUP, import_id(o, "default_group_id"), &group));
	return works && group ? group_membership_join(im->cx, user->id, (group_id){group}, &m) : OK;
}

static enum err make_user(struct import *im, const json_t *o, const char *email, i64 *ret)
{
	CLEANUP(json_cleanup) json_t *fields = NULL;
	struct user_input in = {.name = import_opt_text(im, o, "name", USER_NAME_MAX)};
	struct user *made;

	take_person(im, o, &in);
	take_role(o, &in);
	TRY(import_origin(im, IMPORT_USER, o, &in.origin));
	in.origin.gone = !json_get_bool(o, "active", true);
	if (!in.name.v)
		in.name = (struct opt_text){true, email ? email : "?"};
	if (!in.origin.gone) {
		in.email = (struct opt_text){email != NULL, email};
		TRY(take_links(im, o, &in));
		TRY(import_fitting(im, FIELD_USER, json_object_get(o, "user_fields"), &fields));
		in.fields = fields;
	}
	TRY(user_create(im->cx, &in, &made));
	*ret = made->id.v;
	if (in.origin.gone || made->role == ROLE_END_USER)
		return OK;
	im->staff_count++;
	return join_default_group(im, o, made);
}

/* Further addresses that stand with the user. */
static enum err take_identities(struct import *im, const json_t *o, i64 id)
{
	const json_t *list = json_object_get(o, "identities");
	enum err e;
	json_t *v;
	size_t i;

	json_array_foreach ((json_t *)list, i, v) {
		enum import_outcome ignored;
		CLEANUP(json_cleanup) json_t *one = json_deep_copy(v);

		json_object_set_new(one, "user_id", json_integer(id));
		e = import_identity(im, one, &ignored);
		if (e != OK && e != E_INVALID)
			return e;
		im->values_dropped += e != OK; /* somebody else has it */
		im->cx->fail = (struct failure){0};
	}
	return OK;
}

enum err import_user(struct import *im, const json_t *o, enum import_outcome *ret)
{
	const char *email = import_text(im, o, "email", 254);
	struct user *same = NULL;
	i64 id, own;

	*ret = IMPORT_KNOWN;
	TRY(seen(im, IMPORT_USER, o, &id, &own));
	if (own)
		return OK;
	if (email && !is_email(email)) {
		email = NULL;
		im->values_dropped++;
	}
	if (email && json_get_bool(o, "active", true))
		TRY(user_by_email(im->cx, email, &same));
	if (same)
		return import_remember(im, IMPORT_USER, id, same->id.v);
	TRY(import_turn(im, IMPORT_USER, id, ret));
	if (*ret == IMPORT_LATER)
		return OK;
	TRY(make_user(im, o, email, &own));
	TRY(import_remember(im, IMPORT_USER, id, own));
	return json_get_bool(o, "active", true) ? take_identities(im, o, id) : OK;
}

/* An address more. Of other kinds (social networks) we know nothing. */
enum err import_identity(struct import *im, const json_t *o, enum import_outcome *ret)
{
	const char *type = json_get_str(o, "type"), *value = import_text(im, o, "value", 254);
	struct identity in = {.value = value, .verified = json_get_bool(o, "verified", false)};
	struct page page = {.cursor = true, .limit = PAGE_MAX, .sort = "id"};
	struct identity *rows;
	i64 own;
	int n;

	*ret = IMPORT_LEFT_OUT;
	TRY(import_known(im, IMPORT_USER, import_id(o, "user_id"), &own));
	if (!own || !value || !type || !identity_type_parse(type, &in.type) ||
		(in.type == IDENTITY_EMAIL && !is_email(value)))
		return OK;
	TRY(identity_list(im->cx, (user_id){own}, &page, &rows, &n));
	for (int i = 0; i < n; i++) {
		const char *has = utf8_fold(im->cx->arena, rows[i].value);

		if (strcmp(has, utf8_fold(im->cx->arena, value)) != 0)
			continue;
		*ret = IMPORT_KNOWN;
		return OK;
	}
	*ret = IMPORT_MADE;
	return identity_add(im->cx, (user_id){own}, &in, &in);
}

/* --- memberships --- */

/* Both ends by their ids; 0 when one did not come. */
static enum err ends(struct import *im, const json_t *o, enum import_kind kind, const char *key,
	i64 *ret_user, i64 *ret_of)
{
	TRY(import_known(im, IMPORT_USER, import_id(o, "user_id"), ret_user));
	return import_known(im, kind, import_id(o, key), ret_of);
}

/* A membership that is there already is fine: only its default may be new. */
static enum err known_or(struct import *im, enum err e, enum import_outcome *ret)
{
	bool duplicate = e == E_INVALID && im->cx->fail.count &&
			 strcmp(im->cx->fail.details[0].code, "DuplicateValue") == 0;

	*ret = duplicate ? IMPORT_KNOWN : IMPORT_MADE;
	if (!duplicate)
		return e;
	im->cx->fail = (struct failure){0};
	return OK;
}

enum err import_group_membership(struct import *im, const json_t *o, enum import_outcome *ret)
{
	struct group_membership m;
	bool works = false;
	i64 user, group;

	*ret = IMPORT_LEFT_OUT;
	TRY(ends(im, o, IMPORT_GROUP, "group_id", &user, &group));
	if (user)
		TRY(user_is_agent(im->cx, (user_id){user}, &works));
	if (!works || !group)
		return OK;
	return known_or(im,
		group_membership_add(im->cx, (user_id){user}, (group_id){group},
			json_get_bool(o, "default", false), &m),
		ret);
}

enum err import_organization_membership(
	struct import *im, const json_t *o, enum import_outcome *ret)
{
	struct organization_membership m = {.is_default = json_get_bool(o, "default", false),
		.view_tickets = json_get_bool(o, "view_tickets", false)};
	struct user *user;

	*ret = IMPORT_LEFT_OUT;
	TRY(ends(im, o, IMPORT_ORGANIZATION, "organization_id", &m.user.v, &m.organization.v));
	if (!m.user.v || !m.organization.v)
		return OK;
	TRY(user_load(im->cx, m.user, &user));
	if (!user || !user->active)
		return OK;
	return known_or(im, organization_membership_add(im->cx, &m, &m), ret);
}

/* --- strangers --- */

enum err import_person_of(struct import *im, i64 id, user_id *ret)
{
	struct user_input in = {
		.name = {true, id > 0 ? arena_printf(im->cx->arena, "Unknown user %" PRId64, id)
				      : "Unknown user"},
		.origin = {.imported = true, .gone = true}};
	struct user *made;

	/* one for all that have no id: the system, rules, anonymous people */
	if (id < 0)
		id = 0;
	TRY(import_map_find(im->cx, im->source, IMPORT_USER, id, &ret->v));
	if (ret->v)
		return OK;
	TRY(import_id_free(im->cx, IMPORT_USER, id, &in.origin.id));
	TRY(user_create(im->cx, &in, &made));
	im->strangers++;
	*ret = made->id;
	return import_remember(im, IMPORT_USER, id, made->id.v);
}
