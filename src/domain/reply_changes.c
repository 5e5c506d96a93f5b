/* Changes that wait with a draft or a held reply: from JSON into an update. */
#include "domain/reply_changes.h"

#include "base/clock.h"
#include "base/json.h"

#include <stddef.h>
#include <string.h>

enum shape { TEXT, STATUS, PRIORITY, TYPE, ID, TIME, TEXTS, IDS, FIELDS };

/* clang-format off */
static const struct {
	const char *key;
	enum shape shape;
	size_t at;
} keys[] = {
	{"subject", TEXT, offsetof(struct ticket_input, subject)},
	{"status", STATUS, offsetof(struct ticket_input, status)},
	{"priority", PRIORITY, offsetof(struct ticket_input, priority)},
	{"type", TYPE, offsetof(struct ticket_input, type)},
	{"assignee_id", ID, offsetof(struct ticket_input, assignee_id)},
	{"group_id", ID, offsetof(struct ticket_input, group_id)},
	{"brand_id", ID, offsetof(struct ticket_input, brand_id)},
	{"ticket_form_id", ID, offsetof(struct ticket_input, form_id)},
	{"custom_status_id", ID, offsetof(struct ticket_input, custom_status_id)},
	{"due_at", TIME, offsetof(struct ticket_input, due_at)},
	{"additional_tags", TEXTS, offsetof(struct ticket_input, add_tags)},
	{"remove_tags", TEXTS, offsetof(struct ticket_input, remove_tags)},
	{"macro_ids", IDS, offsetof(struct ticket_input, macros)},
	{"custom_fields", FIELDS, 0},
};
/* clang-format on */

/* A word that is one of a list; null is `none`, when that is allowed. */
static bool take_word(const json_t *v, enum shape shape, struct opt_i64 *ret)
{
	const char *word = json_string_value(v);
	enum priority priority = PRIORITY_NONE;
	enum ticket_type type = TYPE_NONE;
	enum status status = 0;
	bool known;

	if (json_is_null(v))
		known = shape != STATUS;
	else if (!word)
		known = false;
	else
		known = shape == STATUS	    ? status_parse(word, &status)
			: shape == PRIORITY ? priority_parse(word, &priority)
					    : ticket_type_parse(word, &type);
	*ret = (struct opt_i64){true, shape == STATUS	  ? (i64)status
				      : shape == PRIORITY ? (i64)priority
							  : (i64)type};
	return known;
}

static bool take_texts(struct cx *cx, const json_t *list, struct text_list *ret)
{
	size_t n = json_array_size(list);

	if (!json_is_array(list) || n > TICKET_TAGS_MAX)
		return false;
	ret->v = ARENA_ARRAY(cx->arena, const char *, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *text = json_string_value(json_array_get(list, i));

		if (!text)
			return false;
		ret->v[ret->n++] = arena_strdup(cx->arena, text);
	}
	return true;
}

static bool take_ids(struct cx *cx, const json_t *list, struct id_list *ret)
{
	size_t n = json_array_size(list);

	if (!json_is_array(list) || n > TICKET_MACROS_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		id_list_add(cx->arena, ret, json_id(json_array_get(list, i)));
	return true;
}

static bool take_fields(struct cx *cx, const json_t *list, struct ticket_input *in)
{
	size_t n = json_array_size(list);

	if (!json_is_array(list))
		return false;
	in->fields = ARENA_ARRAY(cx->arena, struct field_value, n + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(list, i), *value;
		i64 id = json_id(json_object_get(item, "id"));

		value = json_object_get(item, "value");
		if (!id || !value)
			return false;
		in->fields[in->field_count++] =
			(struct field_value){id, json_text(cx->arena, value)};
	}
	return true;
}

static bool take_one(struct cx *cx, enum shape shape, const json_t *v, void *at)
{
	struct opt_i64 *number = at;
	struct opt_text *text = at;

	switch (shape) {
	case TEXT:
		text->set = true;
		text->v = json_is_string(v) ? arena_strdup(cx->arena, json_string_value(v)) : NULL;
		return text->v != NULL;
	case STATUS:
	case PRIORITY:
	case TYPE:
		return take_word(v, shape, number);
	case ID:
		*number = (struct opt_i64){true, json_id(v)};
		return json_is_null(v) || number->v;
	case TIME:
		number->set = true;
		return json_is_null(v) ||
		       (json_is_string(v) && clock_parse(json_string_value(v), &number->v));
	case TEXTS:
		return take_texts(cx, v, at);
	case IDS:
		return take_ids(cx, v, at);
	case FIELDS:
		return take_fields(cx, v, at);
	}
	return false;
}

static bool take_member(struct cx *cx, const char *key, const json_t *v, struct ticket_input *in)
{
	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (strcmp(keys[i].key, key) == 0)
			return take_one(cx, keys[i].shape, v, (char *)in + keys[i].at);
	return false;
}

enum err reply_changes_apply(struct cx *cx, const char *text, struct ticket_input *in)
{
	CLEANUP(json_cleanup) json_t *changes = NULL;
	size_t n = text ? strlen(text) : 0;
	const char *key;
	json_t *v;

	if (!text)
		return OK;
	if (n > REPLY_CHANGES_MAX)
		return fail(cx, E_INVALID, "changes", "TooLong",
			"Changes: cannot be larger than %d bytes", REPLY_CHANGES_MAX);
	changes = json_parse(text, n, NULL, 0);
	if (!json_is_object(changes))
		return fail_invalid(cx, "changes", "Changes");
	json_object_foreach (changes, key, v)
		if (!take_member(cx, key, v, in))
			return fail(cx, E_INVALID, "changes", "InvalidValue",
				"Changes: %.60s is not valid", key);
	return OK;
}

const char *reply_changes_join(
	struct arena *a, const char *first, const char *second, bool *ret_cut)
{
	CLEANUP(json_cleanup) json_t *one = NULL;
	CLEANUP(json_cleanup) json_t *both = NULL;
	const char *joined;

	*ret_cut = false;
	if (!first || !second)
		return first ? first : second;
	one = json_parse(first, strlen(first), NULL, 0);
	both = json_parse(second, strlen(second), NULL, 0);
	if (!both || json_object_update(both, one) != 0)
		return first;
	joined = json_text(a, both);
	*ret_cut = strlen(joined) > REPLY_CHANGES_MAX;
	return *ret_cut ? first : joined;
}
