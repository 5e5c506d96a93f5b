/*
 * Organisations: the rules. Names and external ids are unique whatever their case; a domain
 * belongs to one organisation, and new users with such addresses join it.
 */
#include "domain/organization.h"

#include "base/utf8.h"
#include "domain/event.h"
#include "domain/field.h"
#include "domain/group.h"
#include "domain/membership.h"
#include "organization_i.h"
#include "people_i.h"

#include <string.h>

enum { DETAILS_MAX = 65536, EXTERNAL_MAX = 255, DOMAIN_MAX = TICKET_TAG_MAX };

/* A domain as people write it ("@Example.com", "example.com"): no space, a dot inside. */
static bool is_domain(const char *s)
{
	const char *dot = strchr(s, '.');

	return strlen(s) <= DOMAIN_MAX && dot && dot != s && dot[1] && !strpbrk(s, " \t@/,;<>\"");
}

/* Check the domains and write them as sorted text into o. */
static enum err apply_domains(
	struct cx *cx, const struct text_list *domains, struct organization *o)
{
	struct text_list clean = {.v = ARENA_ARRAY(cx->arena, const char *, domains->n + 1)};

	if (domains->n > ORGANIZATION_DOMAINS_MAX)
		return fail(cx, E_INVALID, "domain_names", "TooManyValues",
			"Domain names: at most %d are allowed", ORGANIZATION_DOMAINS_MAX);
	for (int i = 0; i < domains->n; i++) {
		const char *domain = utf8_fold(cx->arena, utf8_clean(cx->arena, domains->v[i]));
		organization_id taken;

		if (*domain == '@')
			domain++;
		if (!*domain)
			continue;
		if (!is_domain(domain))
			return fail(cx, E_INVALID, "domain_names", "InvalidValue",
				"Domain names: %.100s is not a domain", domain);
		TRY(organization_store_of_domain(cx, domain, &taken));
		if (taken.v && taken.v != o->id.v)
			return fail(cx, E_INVALID, "domain_names", "DuplicateValue",
				"Domain names: %.100s belongs to another organization", domain);
		clean.v[clean.n++] = domain;
	}
	return tags_text(cx, &clean, &o->domains);
}

/* Name and external id are there and free. */
static enum err check_unique(struct cx *cx, const struct organization *o)
{
	struct organization *same;

	if (!o->name)
		return fail_blank(cx, "name", "Name");
	TRY(organization_by_name(cx, o->name, &same));
	if (same && same->id.v != o->id.v)
		return fail(cx, E_INVALID, "name", "DuplicateValue",
			"Name: %.150s has already been taken", o->name);
	if (!o->external_id)
		return OK;
	TRY(organization_by_external_id(cx, o->external_id, &same));
	if (same && same->id.v != o->id.v)
		return fail(cx, E_INVALID, "external_id", "DuplicateValue",
			"External: %.150s has already been taken", o->external_id);
	return OK;
}

static enum err apply(struct cx *cx, const struct organization_input *in, struct organization *o)
{
	struct group *group;

	TRY(take_text(cx, &in->name, "name", ORGANIZATION_NAME_MAX, &o->name));
	TRY(take_text(cx, &in->external_id, "external_id", EXTERNAL_MAX, &o->external_id));
	TRY(take_text(cx, &in->details, "details", DETAILS_MAX, &o->details));
	TRY(take_text(cx, &in->notes, "notes", DETAILS_MAX, &o->notes));
	take_bool(&in->shared_tickets, &o->shared_tickets);
	take_bool(&in->shared_comments, &o->shared_comments);
	TRY(check_unique(cx, o));
	if (in->group_id.set) {
		o->group.v = in->group_id.v;
		TRY(group_load(cx, o->group, &group));
		if (o->group.v && (!group || group->deleted_at))
			return fail_invalid(cx, "group_id", "Group");
	}
	if (in->tags_set)
		TRY(tags_text(cx, &in->tags, &o->tags));
	if (in->domains_set)
		TRY(apply_domains(cx, &in->domains, o));
	return in->fields ? field_merge(cx, FIELD_ORGANIZATION, o->fields, in->fields, &o->fields)
			  : OK;
}

enum err organization_create(
	struct cx *cx, const struct organization_input *in, struct organization **ret)
{
	struct organization *o = ARENA_NEW(cx->arena, struct organization);

	o->tags = o->domains = "";
	o->fields = "{}";
	o->id.v = in->origin.id;
	o->created_at = origin_created_at(cx, &in->origin);
	TRY(apply(cx, in, o));
	TRY(organization_store_insert(cx, o));
	TRY(organization_store_set_domains(cx, o->id, o->domains));
	TRY(organization_store_index(cx, o));
	TRY(event_add(cx, EVENT_ORGANIZATION_CREATED, (ticket_id){0}, o->id.v,
		origin_detail(cx, &in->origin, ""), NULL));
	*ret = o;
	return OK;
}

static enum err live_organization(struct cx *cx, organization_id id, struct organization **ret)
{
	TRY(organization_load(cx, id, ret));
	return *ret && !(*ret)->deleted_at ? OK : fail_not_found(cx);
}

enum err organization_update(struct cx *cx, organization_id id, const struct organization_input *in,
	struct organization **ret)
{
	struct organization *o;

	TRY(live_organization(cx, id, &o));
	TRY(apply(cx, in, o));
	TRY(organization_store_update(cx, o));
	if (in->domains_set)
		TRY(organization_store_set_domains(cx, id, o->domains));
	TRY(organization_store_index(cx, o));
	TRY(event_add(cx, EVENT_ORGANIZATION_UPDATED, (ticket_id){0}, id.v, NULL, NULL));
	o->updated_at = cx->now;
	*ret = o;
	return OK;
}

enum err organization_create_or_update(struct cx *cx, const struct organization_input *in,
	struct organization **ret, bool *ret_created)
{
	struct organization *o = NULL;

	if (in->external_id.set && in->external_id.v)
		TRY(organization_by_external_id(cx, in->external_id.v, &o));
	if (!o && in->name.set && in->name.v)
		TRY(organization_by_name(cx, in->name.v, &o));
	*ret_created = !o;
	return o ? organization_update(cx, o->id, in, ret) : organization_create(cx, in, ret);
}

enum err organization_delete(struct cx *cx, organization_id id)
{
	struct organization *o;

	TRY(live_organization(cx, id, &o));
	TRY(membership_empty_organization(cx, id));
	TRY(organization_store_set_domains(cx, id, ""));
	o->deleted_at = cx->now;
	TRY(organization_store_update(cx, o));
	TRY(organization_store_index(cx, o));
	return event_add(cx, EVENT_ORGANIZATION_DELETED, (ticket_id){0}, id.v, NULL, NULL);
}
