/*
 * Definitions of custom fields: the rules. Keys name values for ever, so neither key nor type of a
 * field changes. Options are found by their value, which becomes a tag on tickets.
 */
#include "domain/field.h"

#include "base/utf8.h"
#include "domain/event.h"
#include "field_i.h"
#include "people_i.h"

#include <ctype.h>
#include <string.h>

enum { DESCRIPTION_MAX = 1000, KEY_MAX = 60, KEY_TRIES = 100, POSITION_MAX = 1000000 };

#define X(constant, number, wire, custom) \
	case constant: \
		return wire;
const char *field_type_name(enum field_type type)
{
	switch (type) {
		FIELD_TYPE_LIST(X)
	}
	return NULL;
}
#undef X

static bool parse_type(const char *name, enum field_type *ret)
{
#define X(constant, number, wire, custom) \
	if (custom && strcmp(name, wire) == 0) { \
		*ret = constant; \
		return true; \
	}
	FIELD_TYPE_LIST(X)
#undef X
	return strcmp(name, "dropdown") == 0 ? (*ret = FIELD_TAGGER, true) : false;
}

bool field_type_has_options(enum field_type type)
{
	return type == FIELD_TAGGER || type == FIELD_MULTISELECT;
}

static enum err note(struct cx *cx, const struct custom_field *f, const char *what)
{
	field_cache_drop(cx);
	return event_add(cx, EVENT_FIELD_CHANGED, (ticket_id){0}, f->id.v,
		arena_printf(cx->arena, "{\"change\":\"%s\"}", what), NULL);
}

/* Lower-case letters, digits and _ of a text, for keys and option values. */
static char *slug(struct arena *a, const char *text)
{
	char *out = utf8_fold(a, text), *to = out;

	for (const char *p = out; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (isalnum(c) || (c & 0x80))
			*to++ = (char)c;
		else if (to > out && to[-1] != '_')
			*to++ = '_';
	}
	while (to > out && to[-1] == '_')
		to--;
	*to = 0;
	out[utf8_prefix(out, KEY_MAX)] = 0;
	return out;
}

/* The key asked for, or one made of the title. */
static enum err choose_key(struct cx *cx, const struct field_input *in, struct custom_field *f)
{
	bool given = in->key.set && in->key.v && *in->key.v;
	const char *base = slug(cx->arena, given ? in->key.v : f->title);
	field_id taken;

	if (!*base)
		base = "field";
	f->key = base;
	for (int i = 2; i < KEY_TRIES; i++) {
		TRY(field_store_keyed(cx, f->owner, f->key, &taken));
		if (!taken.v)
			return OK;
		if (given)
			break;
		f->key = arena_printf(cx->arena, "%s_%d", base, i);
	}
	return fail(cx, E_INVALID, "key", "DuplicateValue", "Key: %.60s has already been taken",
		f->key);
}

/* What an update may change; type and key are not among it. */
static enum err apply(struct cx *cx, const struct field_input *in, struct custom_field *f)
{
	TRY(take_text(cx, &in->title, "title", FIELD_TITLE_MAX, &f->title));
	TRY(take_text(cx, &in->description, "description", DESCRIPTION_MAX, &f->description));
	TRY(take_text(cx, &in->agent_description, "agent_description", DESCRIPTION_MAX,
		&f->agent_description));
	TRY(take_text(
		cx, &in->title_in_portal, "title_in_portal", FIELD_TITLE_MAX, &f->title_in_portal));
	if (!f->title)
		return fail_blank(cx, "title", "Title");
	if (!f->title_in_portal)
		f->title_in_portal = f->title;
	f->description = f->description ? f->description : "";
	f->agent_description = f->agent_description ? f->agent_description : "";
	if (in->position.set && (in->position.v < 0 || in->position.v > POSITION_MAX))
		return fail_invalid(cx, "position", "Position");
	if (in->position.set)
		f->position = in->position.v;
	take_bool(&in->active, &f->active);
	take_bool(&in->required, &f->required);
	take_bool(&in->collapsed_for_agents, &f->collapsed_for_agents);
	take_bool(&in->visible_in_portal, &f->visible_in_portal);
	take_bool(&in->editable_in_portal, &f->editable_in_portal);
	take_bool(&in->required_in_portal, &f->required_in_portal);
	if (f->type == FIELD_CHECKBOX && in->tag.set)
		f->tag = in->tag.v && *in->tag.v ? slug(cx->arena, in->tag.v) : NULL;
	if (f->type != FIELD_REGEXP)
		return OK;
	TRY(take_text(cx, &in->regexp, "regexp_for_validation", FIELD_REGEXP_MAX, &f->regexp));
	if (!f->regexp)
		return fail_blank(cx, "regexp_for_validation", "Regexp");
	return field_pattern_check(cx, f->regexp);
}

static struct field_option *option_of(struct custom_field *f, i64 id, const char *value)
{
	for (int i = 0; i < f->option_count; i++)
		if (id ? f->options[i].id == id : value && strcmp(f->options[i].value, value) == 0)
			return &f->options[i];
	return NULL;
}

/* Name and value as they are kept; the value falls back to the name. */
static enum err clean_option(struct cx *cx, const struct option_input *in, struct field_option *ret)
{
	const char *name = in->name ? utf8_clean(cx->arena, in->name) : ret->name;
	const char *value = in->value ? utf8_clean(cx->arena, in->value) : ret->value;

	if (!name || !*name)
		return fail_blank(cx, "custom_field_options", "Option name");
	if (!value || !*value)
		value = name;
	value = utf8_fold(cx->arena, value);
	for (char *p = (char *)value; *p; p++)
		if (isspace((unsigned char)*p) || *p == ',')
			*p = '_';
	if (utf8_length(name) > FIELD_TITLE_MAX || utf8_length(value) > TICKET_TAG_MAX)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "custom_field_options", "InvalidValue:option_long",
				"Option %.100s: is too long", name),
			"%.80s", name);
	ret->name = name;
	ret->value = value;
	return OK;
}

/* Make f's options exactly those given, in their order; known values keep their ids. */
static enum err replace_options(struct cx *cx, struct custom_field *f, const struct field_input *in)
{
	struct field_option *rows =
		ARENA_ARRAY(cx->arena, struct field_option, in->option_count + 1);

	if (in->option_count > FIELD_OPTIONS_MAX)
		return fail(cx, E_INVALID, "custom_field_options", "TooManyValues",
			"Options: at most %d are allowed", FIELD_OPTIONS_MAX);
	for (int i = 0; i < in->option_count; i++) {
		struct field_option *old;

		TRY(clean_option(cx, &in->options[i], &rows[i]));
		for (int j = 0; j < i; j++)
			if (strcmp(rows[j].value, rows[i].value) == 0)
				return failure_about(&cx->fail,
					fail(cx, E_INVALID, "custom_field_options",
						"DuplicateValue:option_twice",
						"Option value %.80s: occurs twice", rows[i].value),
					"%.80s", rows[i].value);
		old = option_of(f, in->options[i].id, rows[i].value);
		rows[i].id = old ? old->id : 0;
		rows[i].position = i;
		rows[i].is_default = in->options[i].is_default;
	}
	for (int i = 0; i < f->option_count; i++) {
		bool stays = false;

		for (int j = 0; j < in->option_count; j++)
			stays |= rows[j].id == f->options[i].id;
		if (!stays)
			TRY(option_store_delete(cx, f->options[i].id));
	}
	for (int i = 0; i < in->option_count; i++)
		TRY(rows[i].id ? option_store_update(cx, &rows[i])
			       : option_store_insert(cx, f->id, &rows[i]));
	f->options = rows;
	f->option_count = in->option_count;
	return OK;
}

enum err field_get(struct cx *cx, enum field_owner owner, field_id id, struct custom_field *ret)
{
	bool found;

	TRY(field_store_find(cx, owner, id, ret, &found));
	return found ? OK : fail_not_found(cx);
}

enum err field_create(struct cx *cx, enum field_owner owner, const struct field_input *in,
	struct custom_field *ret)
{
	struct custom_field f = {.id = {in->origin.id},
		.owner = owner,
		.active = true,
		.created_at = in->origin.created_at};
	i64 count;

	if (!in->type.set || !in->type.v || !parse_type(in->type.v, &f.type))
		return fail_invalid(cx, "type", "Type");
	TRY(field_store_count(cx, owner, &count));
	if (count >= FIELD_COUNT_MAX)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "base", "TooManyValues:too_many",
				"Fields: at most %d are allowed", FIELD_COUNT_MAX),
			"%d", FIELD_COUNT_MAX);
	TRY(field_store_last_position(cx, owner, &f.position));
	f.position += f.position < POSITION_MAX;
	TRY(apply(cx, in, &f));
	TRY(choose_key(cx, in, &f));
	if (field_type_has_options(f.type) && !in->option_count)
		return fail_blank(cx, "custom_field_options", "Options");
	TRY(field_store_insert(cx, &f));
	if (field_type_has_options(f.type))
		TRY(replace_options(cx, &f, in));
	TRY(note(cx, &f, "created"));
	*ret = f;
	return OK;
}

enum err field_update(struct cx *cx, enum field_owner owner, field_id id,
	const struct field_input *in, struct custom_field *ret)
{
	struct custom_field f;

	TRY(field_get(cx, owner, id, &f));
	TRY(apply(cx, in, &f));
	TRY(field_store_update(cx, &f));
	if (in->options_set && field_type_has_options(f.type))
		TRY(replace_options(cx, &f, in));
	f.updated_at = cx->now;
	TRY(note(cx, &f, "updated"));
	*ret = f;
	return OK;
}

enum err field_delete(struct cx *cx, enum field_owner owner, field_id id)
{
	struct custom_field f;

	TRY(field_get(cx, owner, id, &f));
	if (f.system)
		return fail(cx, E_INVALID, "base", "InvalidValue",
			"%.150s: a system field cannot be deleted", f.title);
	TRY(field_store_delete(cx, id));
	return note(cx, &f, "deleted");
}

enum err field_reorder(struct cx *cx, enum field_owner owner, const struct id_list *ids)
{
	struct custom_field first;
	struct id_list all;
	i64 position = 0;

	if (!ids->n)
		return OK;
	TRY(field_get(cx, owner, (field_id){ids->v[0]}, &first));
	TRY(field_store_ids(cx, owner, &all));
	for (int i = 0; i < ids->n; i++)
		if (id_list_has(&all, ids->v[i]))
			TRY(field_store_set_position(cx, owner, ids->v[i], ++position));
	for (int i = 0; i < all.n; i++)
		if (!id_list_has(ids, all.v[i]))
			TRY(field_store_set_position(cx, owner, all.v[i], ++position));
	return note(cx, &first, "reordered");
}

enum err field_option_put(struct cx *cx, enum field_owner owner, field_id id,
	const struct option_input *in, struct option_result *ret)
{
	struct field_option option = {.is_default = in->is_default}, *old, *same;
	struct custom_field f;

	TRY(field_get(cx, owner, id, &f));
	if (!field_type_has_options(f.type))
		return fail(
			cx, E_INVALID, "base", "InvalidValue", "%.150s: has no options", f.title);
	old = in->id ? option_of(&f, in->id, NULL) : NULL;
	if (in->id && !old)
		return fail_not_found(cx);
	if (old)
		option = *old;
	else
		option.position = f.option_count;
	TRY(clean_option(cx, in, &option));
	same = option_of(&f, 0, option.value);
	if (same && old && same->id != old->id)
		return fail(cx, E_INVALID, "value", "DuplicateValue",
			"Value: %.80s has already been taken", option.value);
	if (same && !old)
		option.id = same->id, option.position = same->position;
	if (!option.id && f.option_count >= FIELD_OPTIONS_MAX)
		return fail(cx, E_INVALID, "base", "TooManyValues",
			"Options: at most %d are allowed", FIELD_OPTIONS_MAX);
	ret->created = !option.id;
	TRY(option.id ? option_store_update(cx, &option) : option_store_insert(cx, id, &option));
	ret->option = option;
	return note(cx, &f, "options");
}

enum err field_option_delete(struct cx *cx, enum field_owner owner, field_id id, i64 option_id)
{
	struct custom_field f;

	TRY(field_get(cx, owner, id, &f));
	if (!option_of(&f, option_id, NULL))
		return fail_not_found(cx);
	TRY(option_store_delete(cx, option_id));
	return note(cx, &f, "options");
}

enum err field_seed(struct cx *cx)
{
	static const struct {
		enum field_type type;
		const char *title;
	} system[] = {
		{FIELD_SUBJECT, "Subject"},
		{FIELD_DESCRIPTION, "Description"},
		{FIELD_STATUS, "Status"},
		{FIELD_TICKET_TYPE, "Type"},
		{FIELD_PRIORITY, "Priority"},
		{FIELD_GROUP, "Group"},
		{FIELD_ASSIGNEE, "Assignee"},
	};

	for (size_t i = 0; i < COUNT_OF(system); i++) {
		struct custom_field f = {.owner = FIELD_TICKET,
			.type = system[i].type,
			.key = field_type_name(system[i].type),
			.title = system[i].title,
			.title_in_portal = system[i].title,
			.description = "",
			.agent_description = "",
			.position = (i64)i + 1,
			.active = true,
			.system = true};

		f.visible_in_portal = f.type == FIELD_SUBJECT || f.type == FIELD_DESCRIPTION ||
				      f.type == FIELD_STATUS;
		f.editable_in_portal = f.required_in_portal =
			f.type == FIELD_SUBJECT || f.type == FIELD_DESCRIPTION;
		TRY(field_store_insert(cx, &f));
	}
	return OK;
}
