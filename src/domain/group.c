/* Groups: the rules. Names are unique whatever their case; one group is the default. */
#include "domain/group.h"

#include "domain/event.h"
#include "domain/membership.h"
#include "group_i.h"
#include "people_i.h"

enum { DESCRIPTION_MAX = 1000 };

static enum err note(struct cx *cx, group_id id, const char *what)
{
	return event_add(cx, EVENT_GROUP_CHANGED, (ticket_id){0}, id.v,
		arena_printf(cx->arena, "{\"change\":\"%s\"}", what), NULL);
}

/* Put the input into the group and check the outcome. */
static enum err apply(struct cx *cx, const struct group_input *in, struct group *g)
{
	group_id same;

	TRY(take_text(cx, &in->name, "name", GROUP_NAME_MAX, &g->name));
	TRY(take_text(cx, &in->description, "description", DESCRIPTION_MAX, &g->description));
	if (!g->description)
		g->description = "";
	take_bool(&in->is_public, &g->is_public);
	take_bool(&in->is_default, &g->is_default);
	if (!g->name)
		return fail_blank(cx, "name", "Name");
	TRY(group_store_named(cx, fold_key(cx->arena, g->name), &same));
	if (same.v && same.v != g->id.v)
		return fail(cx, E_INVALID, "name", "DuplicateValue",
			"Name: %.150s has already been taken", g->name);
	return OK;
}

enum err group_create(struct cx *cx, const struct group_input *in, struct group **ret)
{
	struct group *g = ARENA_NEW(cx->arena, struct group);

	g->is_public = true;
	g->id.v = in->origin.id;
	g->created_at = origin_created_at(cx, &in->origin);
	TRY(apply(cx, in, g));
	TRY(group_store_insert(cx, g));
	if (g->is_default)
		TRY(group_store_only_default(cx, g->id));
	TRY(note(cx, g->id, "created"));
	*ret = g;
	return OK;
}

static enum err live_group(struct cx *cx, group_id id, struct group **ret)
{
	TRY(group_load(cx, id, ret));
	return *ret && !(*ret)->deleted_at ? OK : fail_not_found(cx);
}

enum err group_update(struct cx *cx, group_id id, const struct group_input *in, struct group **ret)
{
	struct group *g;
	bool was_default;

	TRY(live_group(cx, id, &g));
	was_default = g->is_default;
	TRY(apply(cx, in, g));
	if (was_default && !g->is_default)
		return fail(cx, E_INVALID, "default", "InvalidValue:needs_default",
			"Default: make another group the default one instead");
	TRY(group_store_update(cx, g));
	if (g->is_default)
		TRY(group_store_only_default(cx, g->id));
	g->updated_at = cx->now;
	TRY(note(cx, id, "updated"));
	*ret = g;
	return OK;
}

enum err group_delete(struct cx *cx, group_id id)
{
	struct group *g;

	TRY(live_group(cx, id, &g));
	if (g->is_default)
		return fail(cx, E_INVALID, "base", "InvalidValue:needs_default",
			"Group: the default group cannot be deleted");
	TRY(membership_empty_group(cx, id));
	g->deleted_at = cx->now;
	TRY(group_store_update(cx, g));
	return note(cx, id, "deleted");
}
