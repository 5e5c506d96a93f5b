/* The vocabulary of actions for editors: what a rule can do, and with which values. */
#include "condition_i.h"
#include "domain/action.h"
#include "domain/group.h"
#include "domain/locale.h"

enum { GROUPS_MAX = 1000 };

struct vocabulary {
	struct cx *cx;
	struct jw *w;
	struct group *groups;
	int group_count;
};

static const struct {
	const char *name, *title;
	enum action_value value;
	unsigned places;
} rows[] = {
#define X(constant, name, value, places, title) {name, title, value, places},
	ACTION_FIELD_LIST(X)
#undef X
};

static void write_names(struct jw *w, enum condition_value value)
{
	const char *name;

	for (int i = 0; (name = condition_value_name(value, i)); i++)
		condition_value_write(w, name, *name ? name : "-");
}

static void write_groups(struct vocabulary *v)
{
	for (int i = 0; i < v->group_count; i++)
		condition_value_write(v->w,
			arena_printf(v->cx->arena, "%lld", (long long)v->groups[i].id.v),
			v->groups[i].name);
}

static void write_locales(struct vocabulary *v)
{
	int n;
	const struct locale *l = locale_all(&n);

	for (int i = 0; i < n; i++)
		condition_value_write(
			v->w, arena_printf(v->cx->arena, "%lld", (long long)l[i].id), l[i].name);
}

/* Words that stand for people and groups; their ids are looked up by the editor. */
static void write_words(struct vocabulary *v, enum action_field field)
{
	struct jw *w = v->w;

	switch (rows[field].value) {
	case ACT_GROUP:
		condition_value_write(w, "", "-");
		condition_value_write(w, "current_groups", "(current user's group)");
		write_groups(v);
		break;
	case ACT_ASSIGNEE:
		condition_value_write(w, "", "-");
		condition_value_write(w, "current_user", "(current user)");
		condition_value_write(w, "requester_id", "(requester)");
		if (field != ACTION_ASSIGNEE)
			condition_value_write(w, "assignee_id", "(assignee)");
		break;
	case ACT_NOTIFY_USER:
		condition_value_write(w, "requester_id", "(requester)");
		condition_value_write(w, "requester_and_ccs", "(requester and CCs)");
		condition_value_write(w, "assignee_id", "(assignee)");
		condition_value_write(w, "current_user", "(current user)");
		condition_value_write(w, "all_agents", "(all agents)");
		break;
	case ACT_NOTIFY_GROUP:
		condition_value_write(w, "group_id", "(assigned group)");
		write_groups(v);
		break;
	case ACT_BOOL:
		condition_value_write(w, "true", "Yes");
		condition_value_write(w, "false", "No");
		break;
	case ACT_SCORE:
		condition_value_write(w, "offered", "Offered");
		break;
	case ACT_LOCALE:
		write_locales(v);
		break;
	case ACT_STATUS:
		write_names(w, VALUE_STATUS);
		break;
	case ACT_PRIORITY:
		write_names(w, VALUE_PRIORITY);
		break;
	case ACT_TYPE:
		write_names(w, VALUE_TYPE);
		break;
	case ACT_TAGS:
	case ACT_TEXT:
	case ACT_ID:
	case ACT_WEBHOOK:
	case ACT_CUSTOM:
	case ACT_TIME:
		break;
	}
}

static const char *type_of(enum action_value value)
{
	switch (value) {
	case ACT_STATUS:
	case ACT_PRIORITY:
	case ACT_TYPE:
	case ACT_GROUP:
	case ACT_BOOL:
	case ACT_SCORE:
	case ACT_LOCALE:
		return "list";
	case ACT_ASSIGNEE:
	case ACT_ID:
		return "autocomplete";
	case ACT_TAGS:
		return "tags";
	case ACT_NOTIFY_USER:
	case ACT_NOTIFY_GROUP:
		return "notification"; /* [whom, subject, body] */
	case ACT_WEBHOOK:
		return "webhook"; /* [webhook id, body or pairs] */
	case ACT_TIME:
		return "date";
	case ACT_TEXT:
	case ACT_CUSTOM:
		return "text";
	}
	return "text";
}

static void begin_row(
	struct jw *w, const char *name, const char *title, const char *type, const char *group)
{
	jw_object(w, NULL);
	jw_str(w, "title", title);
	jw_str(w, "subject", name);
	jw_str(w, "value", name);
	jw_str(w, "type", type);
	jw_str(w, "group", group);
}

static void write_row(struct vocabulary *v, enum action_field field)
{
	enum action_value value = rows[field].value;
	bool nullable = value == ACT_PRIORITY || value == ACT_TYPE || value == ACT_GROUP ||
			field == ACTION_ASSIGNEE || value == ACT_TIME;
	bool told = value == ACT_NOTIFY_USER || value == ACT_NOTIFY_GROUP || value == ACT_WEBHOOK;

	begin_row(v->w, rows[field].name, rows[field].title, type_of(value),
		told ? "notifications" : "ticket");
	jw_bool(v->w, "nullable", nullable);
	jw_bool(v->w, "repeatable", told || field == ACTION_CC || field == ACTION_FOLLOWER);
	jw_array(v->w, "values");
	write_words(v, field);
	jw_end(v->w);
	jw_end(v->w);
}

static void write_custom(struct vocabulary *v, const struct custom_field *field)
{
	const struct action action = {.field = ACTION_CUSTOM_FIELD, .custom = field->id};
	bool listed = field_type_has_options(field->type) || field->type == FIELD_CHECKBOX;

	begin_row(v->w, action_field_name(v->cx->arena, &action), field->title,
		listed ? "list" : "text", "custom_fields");
	jw_bool(v->w, "nullable", true);
	jw_bool(v->w, "repeatable", false);
	jw_array(v->w, "values");
	if (field->type == FIELD_CHECKBOX)
		write_names(v->w, VALUE_BOOL);
	for (int i = 0; i < field->option_count; i++)
		condition_value_write(v->w, field->options[i].value, field->options[i].name);
	jw_end(v->w);
	jw_end(v->w);
}

enum err actions_write_definitions(struct cx *cx, struct jw *w, const char *key, unsigned place)
{
	struct page page = {.limit = GROUPS_MAX, .cursor = true, .sort = "name"};
	struct vocabulary v = {.cx = cx, .w = w};
	struct field_list fields;

	TRY(group_list(cx, &page, &v.groups, &v.group_count));
	TRY(field_active(cx, FIELD_TICKET, &fields));
	jw_array(w, key);
	for (int i = 0; i < ACTION_CUSTOM_FIELD; i++)
		if (rows[i].places & place)
			write_row(&v, (enum action_field)i);
	for (int i = 0; i < fields.n; i++)
		write_custom(&v, &fields.v[i]);
	jw_end(w);
	return OK;
}
