/* Custom fields of an export: the built-in ones are ours, others are found by key or title, or
 * made. */
#include "cmd_import.h"

#include <string.h>

enum { TEXT_MAX = 1000 };

/* Which kind of the map the fields of an owner are. */
static enum import_kind kind_of(enum field_owner owner)
{
	static const enum import_kind kinds[] = {[FIELD_TICKET] = IMPORT_TICKET_FIELD,
		[FIELD_USER] = IMPORT_USER_FIELD,
		[FIELD_ORGANIZATION] = IMPORT_ORGANIZATION_FIELD};

	return kinds[owner];
}

/* The built-in field of this type, the field with this key, or the one with this title and type. */
static bool is_same(const struct custom_field *f, const json_t *o)
{
	const char *type = json_get_str(o, "type"), *key = json_get_str(o, "key");
	const char *title = json_get_str(o, "title");

	if (!type || strcmp(field_type_name(f->type), type) != 0)
		return false;
	if (f->system || f->owner == FIELD_TICKET)
		return f->system || (title && strcmp(f->title, title) == 0);
	return key && strcmp(f->key, key) == 0;
}

static enum err find_same(
	struct import *im, enum field_owner owner, const json_t *o, struct custom_field *ret)
{
	struct page page = {.cursor = true, .limit = PAGE_MAX, .sort = "id"};
	struct custom_field *rows;
	int n;

	*ret = (struct custom_field){0};
	do {
		TRY(field_list(im->cx, owner, &page, &rows, &n));
		for (int i = 0; i < n && !ret->id.v; i++)
			if (is_same(&rows[i], o))
				*ret = rows[i];
		page.at = page.last;
		page.has_at = true;
	} while (!ret->id.v && page.has_more);
	return OK;
}

static void take_options(struct import *im, const json_t *o, struct field_input *in)
{
	const json_t *list = json_object_get(o, "custom_field_options");
	size_t n = json_array_size(list);

	in->options_set = n > 0;
	in->options = ARENA_ARRAY(im->cx->arena, struct option_input, n + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *option = json_array_get(list, i);

		in->options[in->option_count++] =
			(struct option_input){.name = json_get_str(option, "name"),
				.value = json_get_str(option, "value"),
				.is_default = json_get_bool(option, "default", false)};
	}
}

static enum err make_field(
	struct import *im, enum field_owner owner, const json_t *o, struct custom_field *ret)
{
	struct field_input in = {.type = import_opt_text(im, o, "type", 40),
		.title = import_opt_text(im, o, "title", FIELD_TITLE_MAX),
		.title_in_portal = import_opt_text(im, o, "title_in_portal", FIELD_TITLE_MAX),
		.description = import_opt_text(im, o, "description", TEXT_MAX),
		.agent_description = import_opt_text(im, o, "agent_description", TEXT_MAX),
		.tag = import_opt_text(im, o, "tag", TICKET_TAG_MAX),
		.regexp = import_opt_text(im, o, "regexp_for_validation", FIELD_REGEXP_MAX),
		.active = import_opt_bool(o, "active"),
		.collapsed_for_agents = import_opt_bool(o, "collapsed_for_agents"),
		.required = import_opt_bool(o, "required"),
		.visible_in_portal = import_opt_bool(o, "visible_in_portal"),
		.editable_in_portal = import_opt_bool(o, "editable_in_portal"),
		.required_in_portal = import_opt_bool(o, "required_in_portal")};

	if (owner != FIELD_TICKET)
		in.key = import_opt_text(im, o, "key", FIELD_TITLE_MAX);
	take_options(im, o, &in);
	TRY(import_origin(im, kind_of(owner), o, &in.origin));
	return field_create(im->cx, owner, &in, ret);
}

static enum err import_field(
	struct import *im, enum field_owner owner, const json_t *o, enum import_outcome *ret)
{
	enum import_kind kind = kind_of(owner);
	i64 id = import_id(o, "id"), own;
	struct custom_field f;

	*ret = IMPORT_KNOWN;
	if (id <= 0)
		return fail(im->cx, E_INVALID, "id", NULL, "it has no id");
	TRY(import_known(im, kind, id, &own));
	if (own)
		return OK;
	TRY(find_same(im, owner, o, &f));
	if (f.id.v)
		return import_remember(im, kind, id, f.id.v);
	/* a built-in one that Tend has not ("custom_status") */
	*ret = IMPORT_LEFT_OUT;
	if (json_is_false(json_object_get(o, "removable")) || json_get_bool(o, "system", false))
		return OK;
	TRY(import_turn(im, kind, id, ret));
	if (*ret == IMPORT_LATER)
		return OK;
	TRY(make_field(im, owner, o, &f));
	return import_remember(im, kind, id, f.id.v);
}

enum err import_ticket_field(struct import *im, const json_t *o, enum import_outcome *ret)
{
	return import_field(im, FIELD_TICKET, o, ret);
}

enum err import_user_field(struct import *im, const json_t *o, enum import_outcome *ret)
{
	return import_field(im, FIELD_USER, o, ret);
}

enum err import_organization_field(struct import *im, const json_t *o, enum import_outcome *ret)
{
	return import_field(im, FIELD_ORGANIZATION, o, ret);
}
