/*
 * Actions between JSON and their compiled form: one reader per kind of value. What they name
 * (groups, agents, fields, webhooks) is looked for when a rule is saved, not when it is read, so
 * that a rule whose group has gone can still be read, shown and mended.
 */
#include "domain/action.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "domain/field.h"
#include "domain/group.h"
#include "domain/locale.h"
#include "domain/satisfaction.h"
#include "domain/setting.h"
#include "domain/webhook.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { TAGS_TEXT = 16384 }; /* bytes of the tags of one action */

#define CUSTOM_PREFIX "custom_fields_"

static const struct {
	const char *name;
	enum action_value value;
	unsigned places;
} fields[] = {
#define X(constant, name, value, places, title) {name, value, places},
	ACTION_FIELD_LIST(X)
#undef X
};

const char *action_field_name(struct arena *a, const struct action *action)
{
	if (action->field == ACTION_CUSTOM_FIELD)
		return arena_printf(a, CUSTOM_PREFIX "%lld", (long long)action->custom.v);
	return fields[action->field].name;
}

enum action_value action_field_value(enum action_field field)
{
	return fields[field].value;
}

/* --- fields --- */

static bool parse_number(const char *text, i64 *ret)
{
	char *end;

	errno = 0;
	*ret = strtoll(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno;
}

/* Older spellings that clients still send. */
static const char *spelling(const char *name)
{
	static const char *const names[][2] = {{"ticket_type_id", "type"},
		{"add_tags", "current_tags"}, {"comment", "comment_value"},
		{"comment_is_public", "comment_mode_is_public"}};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (strcmp(names[i][0], name) == 0)
			return names[i][1];
	return name;
}

static bool parse_field(const char *given, struct action *ret)
{
	static const char *const prefixes[] = {
		CUSTOM_PREFIX, "ticket_fields_", "ticket.custom_fields_"};
	const char *name = spelling(given);

	for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
		size_t n = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], n) == 0) {
			ret->field = ACTION_CUSTOM_FIELD;
			return parse_number(name + n, &ret->custom.v) && ret->custom.v;
		}
	}
	for (size_t i = 0; i < COUNT_OF(fields); i++) {
		if (i != ACTION_CUSTOM_FIELD && strcmp(fields[i].name, name) == 0) {
			ret->field = (enum action_field)i;
			return true;
		}
	}
	return false;
}

/* --- values --- */

/* A string, number, boolean or null as text; NULL when it is something else. */
static const char *scalar(struct arena *a, const json_t *v)
{
	if (!v || json_is_null(v))
		return "";
	if (json_is_string(v))
		return arena_strdup(a, json_string_value(v));
	if (json_is_integer(v))
		return arena_printf(a, "%lld", (long long)json_integer_value(v));
	if (json_is_boolean(v))
		return json_is_true(v) ? "true" : "false";
	return NULL;
}

/* A list of exactly n scalars. */
static bool parse_parts(struct arena *a, const json_t *v, int n, struct text_list *ret)
{
	if (!json_is_array(v) || (int)json_array_size(v) != n)
		return false;
	ret->v = ARENA_ARRAY(a, const char *, n);
	for (ret->n = 0; ret->n < n; ret->n++) {
		ret->v[ret->n] = scalar(a, json_array_get(v, (size_t)ret->n));
		if (!ret->v[ret->n] || utf8_length(ret->v[ret->n]) > ACTION_TEXT)
			return false;
	}
	return true;
}

/* [webhook id, text], or [webhook id, [[key, value], …]]. */
static bool parse_call(struct arena *a, const json_t *v, struct action *ret)
{
	const json_t *pairs = json_array_get(v, 1), *pair;
	const char *id = scalar(a, json_array_get(v, 0));
	struct text_list *texts = &ret->texts;
	size_t i;

	if (!json_is_array(pairs))
		return parse_parts(a, v, 2, texts);
	if (!id || json_array_size(v) != 2 || json_array_size(pairs) > ACTION_PAIRS)
		return false;
	ret->pairs = true;
	texts->v = ARENA_ARRAY(a, const char *, 1 + 2 * json_array_size(pairs));
	texts->v[texts->n++] = id;
	json_array_foreach (pairs, i, pair) {
		struct text_list parts = {0};

		if (!parse_parts(a, pair, 2, &parts) || !*parts.v[0] ||
			utf8_length(parts.v[0]) > ACTION_KEY)
			return false;
		texts->v[texts->n++] = parts.v[0];
		texts->v[texts->n++] = parts.v[1];
	}
	return true;
}

/* Words of "a b,c" or ["a", "b"]. */
static bool parse_tags(struct arena *a, const json_t *v, struct text_list *ret)
{
	CLEANUP(buf_free) struct buf all = BUF_INIT(TAGS_TEXT);
	const char *text = json_is_array(v) ? "" : scalar(a, v);
	const json_t *item;
	char *copy, *save = NULL;
	size_t i;

	json_array_foreach (v, i, item) {
		const char *word = scalar(a, item);

		buf_str(&all, word ? word : "");
		buf_char(&all, ' ');
	}
	buf_str(&all, text ? text : "");
	if (!text || all.failed)
		return false;
	copy = utf8_fold(a, all.n ? all.p : "");
	ret->v = ARENA_ARRAY(a, const char *, strlen(copy) / 2 + 1);
	for (char *w = strtok_r(copy, " ,\t\n", &save); w; w = strtok_r(NULL, " ,\t\n", &save))
		ret->v[ret->n++] = w;
	return ret->n <= TICKET_TAGS_MAX;
}

/* "text", or ["channel:all", "text"] as macros of other houses have it. */
static bool parse_text(struct arena *a, const json_t *v, struct text_list *ret)
{
	const json_t *last = v;
	const char *text;

	if (json_is_array(v))
		last = json_array_get(v, json_array_size(v) - 1);
	text = json_is_string(last) ? arena_strdup(a, json_string_value(last)) : NULL;
	if (!text || !*text || utf8_length(text) > ACTION_TEXT)
		return false;
	ret->v = ARENA_ARRAY(a, const char *, 1);
	ret->v[ret->n++] = text;
	return true;
}

static bool parse_time(struct arena *a, const json_t *v, struct action *ret)
{
	const char *text = json_is_array(v) ? "" : scalar(a, v);

	if (!json_is_array(v))
		return text && (!*text || clock_parse(text, &ret->number));
	return parse_parts(a, v, 2, &ret->texts) && strcmp(ret->texts.v[0], "days_from_now") == 0 &&
	       parse_number(ret->texts.v[1], &ret->number) && ret->number <= ACTION_DAYS;
}

/* Ids and the words that stand for one. */
static bool parse_id(const char *text, struct action *ret)
{
	static const struct {
		const char *word;
		enum condition_special special;
		unsigned values; /* 1 << enum action_value */
	} words[] = {
		{"current_user", SPECIAL_CURRENT_USER, 1u << ACT_ASSIGNEE},
		{"requester_id", SPECIAL_REQUESTER, 1u << ACT_ASSIGNEE},
		{"assignee_id", SPECIAL_ASSIGNEE, 1u << ACT_ASSIGNEE},
		{"current_groups", SPECIAL_CURRENT_GROUPS, 1u << ACT_GROUP},
	};

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (words[i].values & 1u << fields[ret->field].value &&
			strcmp(words[i].word, text) == 0) {
			ret->special = words[i].special;
			return true;
		}
	}
	return !*text || parse_number(text, &ret->number);
}

static bool parse_locale(const char *text, i64 *ret)
{
	const struct locale *locale = locale_find(text);

	*ret = locale ? locale->id : 0;
	return locale != NULL;
}

static bool parse_name(const char *text, enum action_value value, i64 *ret)
{
	enum status status = STATUS_NEW;
	enum priority priority = PRIORITY_NONE;
	enum ticket_type type = TYPE_NONE;
	bool known;

	if (value == ACT_STATUS) {
		known = status_parse(text, &status);
		*ret = status;
	} else if (value == ACT_PRIORITY) {
		known = !*text || priority_parse(text, &priority);
		*ret = priority;
	} else {
		known = !*text || ticket_type_parse(text, &type);
		*ret = type;
	}
	return known;
}

static bool parse_value(struct arena *a, const json_t *v, struct action *ret)
{
	enum action_value value = fields[ret->field].value;
	const char *text = json_is_array(v) ? NULL : scalar(a, v);

	switch (value) {
	case ACT_STATUS:
	case ACT_PRIORITY:
	case ACT_TYPE:
		return text && parse_name(text, value, &ret->number);
	case ACT_GROUP:
	case ACT_ASSIGNEE:
	case ACT_ID:
		return text && parse_id(text, ret);
	case ACT_TAGS:
		return parse_tags(a, v, &ret->texts);
	case ACT_TEXT:
		return parse_text(a, v, &ret->texts);
	case ACT_BOOL:
		ret->number = text && strcmp(text, "true") == 0;
		return text && (ret->number || strcmp(text, "false") == 0);
	case ACT_NOTIFY_USER:
	case ACT_NOTIFY_GROUP:
		return parse_parts(a, v, 3, &ret->texts);
	case ACT_WEBHOOK:
		return parse_call(a, v, ret);
	case ACT_CUSTOM:
		return !json_is_object(v);
	case ACT_SCORE:
		ret->number = SCORE_OFFERED;
		return text && strcmp(text, score_name(SCORE_OFFERED)) == 0;
	case ACT_LOCALE:
		return text && parse_locale(text, &ret->number);
	case ACT_TIME:
		return parse_time(a, v, ret);
	}
	return false;
}

/* --- the list --- */

/* By this name errors speak of an action: "actions.0". */
static const char *row_name(struct arena *a, int i)
{
	return arena_printf(a, "actions.%d", i);
}

static enum err parse_action(struct arena *a, struct failure *f, const json_t *j, int i,
	unsigned place, struct action *ret)
{
	const char *name = json_get_str(j, "field");
	const json_t *v = json_object_get(j, "value");

	if (!name || !parse_field(name, ret))
		return failure_add(f, E_INVALID, row_name(a, i), "InvalidValue:action_unknown",
			"Actions: number %d has a field that is not known: %.60s", i + 1,
			name ? name : "(none)");
	if (!(fields[ret->field].places & place))
		return failure_add(f, E_INVALID, row_name(a, i), "InvalidValue:action_unknown",
			"Actions: number %d, %.60s, is not for this kind of rule", i + 1, name);
	if (!parse_value(a, v, ret))
		return failure_add(f, E_INVALID, row_name(a, i), "InvalidValue:action_value",
			"Actions: number %d, %.60s, has a value that does not do", i + 1, name);
	ret->value_json = json_text(a, v);
	return OK;
}

enum err actions_parse(struct arena *a, struct failure *f, const json_t *j, unsigned place,
	struct action_list *ret)
{
	struct action_list list = {0};

	if (!json_is_array(j) || json_array_size(j) > ACTION_MAX)
		return failure_about(f,
			failure_add(f, E_INVALID, "actions", "InvalidValue:too_many",
				"Actions: has to be a list of at most %d", ACTION_MAX),
			"%d", ACTION_MAX);
	list.v = ARENA_ARRAY(a, struct action, json_array_size(j) + 1);
	for (; list.n < (int)json_array_size(j); list.n++)
		TRY(parse_action(
			a, f, json_array_get(j, (size_t)list.n), list.n, place, &list.v[list.n]));
	*ret = list;
	return OK;
}

void actions_write(struct jw *w, const char *key, const struct action_list *list)
{
	char name[64];

	jw_array(w, key);
	for (int i = 0; i < list->n; i++) {
		const struct action *action = &list->v[i];

		snprintf(name, sizeof name, CUSTOM_PREFIX "%lld", (long long)action->custom.v);
		jw_object(w, NULL);
		jw_str(w, "field",
			action->field == ACTION_CUSTOM_FIELD ? name : fields[action->field].name);
		jw_raw(w, "value", action->value_json);
		jw_end(w);
	}
	jw_end(w);
}

/* --- do they name what is there? --- */

/* The person or group that a notification names by id; a word stands for itself. */
static bool is_recipient(enum action_value value, const char *text)
{
	static const char *const people[] = {
		"requester_id", "assignee_id", "current_user", "requester_and_ccs", "all_agents"};

	if (value == ACT_NOTIFY_GROUP)
		return strcmp(text, "group_id") == 0;
	for (size_t i = 0; i < COUNT_OF(people); i++)
		if (strcmp(people[i], text) == 0)
			return true;
	return false;
}

static enum err user_is_there(struct cx *cx, i64 id, bool agent, bool *ret)
{
	struct user *user = NULL;

	if (agent)
		return user_is_agent(cx, (user_id){id}, ret);
	TRY(user_load(cx, (user_id){id}, &user));
	*ret = user && user->active;
	return OK;
}

static enum err group_is_there(struct cx *cx, i64 id, bool *ret)
{
	struct group *group;

	TRY(group_load(cx, (group_id){id}, &group));
	*ret = group && !group->deleted_at;
	return OK;
}

static enum err recipient_is_there(struct cx *cx, const struct action *action, bool *ret)
{
	enum action_value value = fields[action->field].value;
	const char *text = action->texts.v[0];
	i64 id;

	*ret = is_recipient(value, text);
	if (*ret || !parse_number(text, &id))
		return OK;
	return value == ACT_NOTIFY_GROUP ? group_is_there(cx, id, ret)
					 : user_is_there(cx, id, false, ret);
}

static enum err custom_is_there(struct cx *cx, const struct action *action, bool *ret)
{
	struct field_value value = {action->custom.v, action->value_json};
	struct field_checked *checked;
	int n;

	TRY(field_check_values(cx, &value, 1, &checked, &n));
	*ret = n == 1;
	return OK;
}

static enum err setting_is_there(struct cx *cx, const struct action *action, bool *ret)
{
	const struct record_table *table = action->field == ACTION_BRAND  ? &brand_table
					   : action->field == ACTION_FORM ? &ticket_form_table
									  : &custom_status_table;
	i64 usable = 1;

	if (action->number)
		TRY(setting_usable(cx, table, action->number, &usable));
	*ret = usable != 0;
	return OK;
}

/* There are no targets beside webhooks. Pairs have to be ones that its format can say. */
static enum err check_call(struct cx *cx, const struct action *action, bool *ret)
{
	struct placeholder_source nobody = {0};
	struct webhook *webhook;
	const char *unused;

	TRY(webhook_find(cx, action->texts.v[0], &webhook));
	*ret = webhook != NULL;
	return webhook && action->pairs ? action_message(cx, action, webhook, &nobody, &unused)
					: OK;
}

static enum err names_what_is_there(struct cx *cx, const struct action *action, bool *ret)
{
	bool agent = action->field != ACTION_CC;

	*ret = true;
	switch (fields[action->field].value) {
	case ACT_GROUP:
		return action->number ? group_is_there(cx, action->number, ret) : OK;
	case ACT_ASSIGNEE:
		return action->number ? user_is_there(cx, action->number, agent, ret) : OK;
	case ACT_NOTIFY_USER:
	case ACT_NOTIFY_GROUP:
		return recipient_is_there(cx, action, ret);
	case ACT_WEBHOOK:
		return check_call(cx, action, ret);
	case ACT_CUSTOM:
		return custom_is_there(cx, action, ret);
	case ACT_ID:
		return setting_is_there(cx, action, ret);
	case ACT_STATUS:
	case ACT_PRIORITY:
	case ACT_TYPE:
	case ACT_TAGS:
	case ACT_TEXT:
	case ACT_BOOL:
	case ACT_SCORE:
	case ACT_LOCALE:
	case ACT_TIME:
		break;
	}
	return OK;
}

enum err actions_check(struct cx *cx, const struct action_list *list)
{
	for (int i = 0; i < list->n; i++) {
		bool there;

		TRY(names_what_is_there(cx, &list->v[i], &there));
		if (!there)
			return fail(cx, E_INVALID, row_name(cx->arena, i),
				"InvalidValue:action_gone",
				"Actions: number %d, %s, names something that does not exist: "
				"%.80s",
				i + 1, action_field_name(cx->arena, &list->v[i]),
				list->v[i].value_json);
	}
	return OK;
}
