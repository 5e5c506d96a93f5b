/*
 * The account's settings in one table. What can be changed is kept as one JSON object in meta,
 * {"section.key": value}; the default brand is the brand's own mark.
 */
#include "domain/account.h"

#include "base/utf8.h"
#include "domain/event.h"
#include "domain/second_step.h"
#include "domain/setting.h"

#include <stdlib.h>
#include <string.h>

static const char meta_name[] = "account_settings";
static const char deletion[] = "tickets.agent_ticket_deletion";

enum setting_kind { FIXED, ATTACHMENT_MAX, BRAND, COLOR, TEXT, FLAG, SECOND_STEP };

/* value: JSON, until something else is set. Keys of one section stand together. */
static const struct account_setting {
	const char *section, *key, *value;
	enum setting_kind kind;
} settings[] = {
	{"active_features", "allow_ccs", "true", FIXED},
	{"active_features", "business_hours", "true", FIXED},
	{"active_features", "chat", "false", FIXED},
	{"active_features", "customer_satisfaction", "true", FIXED},
	{"active_features", "dynamic_contents", "false", FIXED},
	{"active_features", "forum_analytics", "false", FIXED},
	{"active_features", "on_hold_status", "true", FIXED},
	{"active_features", "sandbox", "false", FIXED},
	{"active_features", "ticket_forms", "true", FIXED},
	{"active_features", "ticket_tagging", "true", FIXED},
	{"active_features", "twitter", "false", FIXED},
	{"active_features", "user_org_fields", "true", FIXED},
	{"active_features", "user_tagging", "true", FIXED},
	{"active_features", "voice", "false", FIXED},
	{"agents", "agent_workspace", "true", FIXED},
	{"api", "accepted_api_agreement", "true", FIXED},
	{"api", "api_password_access", "true", FIXED},
	{"api", "api_token_access", "true", FIXED},
	{"apps", "create_private", "false", FIXED},
	{"apps", "create_public", "false", FIXED},
	{"apps", "use", "false", FIXED},
	{"billing", "backend", "\"internal\"", FIXED},
	{"branding", "favicon_url", "null", FIXED},
	{"branding", "header_color", "\"#1F2937\"", COLOR},
	{"branding", "header_logo_url", "null", FIXED},
	{"branding", "page_background_color", "\"#FFFFFF\"", COLOR},
	{"branding", "tab_background_color", "\"#1F2937\"", COLOR},
	{"branding", "text_color", "\"#FFFFFF\"", COLOR},
	{"brands", "default_brand_id", "1", BRAND},
	{"brands", "require_brand_on_new_tickets", "false", FIXED},
	{"chat", "available", "false", FIXED},
	{"chat", "enabled", "false", FIXED},
	{"groups", "check_group_name_uniqueness", "true", FIXED},
	{"limits", "attachment_size", "0", ATTACHMENT_MAX},
	{"localization", "locale_ids", "[1]", FIXED},
	{"lotus", "prefer_lotus", "true", FIXED},
	{"rule", "macro_most_used", "false", FIXED},
	{"rule", "macro_order", "\"position\"", FIXED},
	{"security", "require_second_step", "false", SECOND_STEP},
	{"side_conversations", "email_channel", "false", FIXED},
	{"statistics", "forum", "false", FIXED},
	{"statistics", "rule_usage", "false", FIXED},
	{"statistics", "search", "false", FIXED},
	{"ticket_form", "raw_ticket_forms_instructions", "\"\"", TEXT},
	{"ticket_form", "ticket_forms_instructions", "\"\"", TEXT},
	{"ticket_sharing_partners", "support_addresses", "[]", FIXED},
	{"tickets", "agent_collision", "true", FIXED},
	{"tickets", "agent_ticket_deletion", "true", FLAG},
	{"tickets", "allow_group_reset", "true", FIXED},
	{"tickets", "assign_tickets_upon_solve", "true", FIXED},
	{"tickets", "collaboration", "true", FIXED},
	{"tickets", "comments_public_by_default", "true", FIXED},
	{"tickets", "follower_and_email_cc_collaborations", "true", FIXED},
	{"tickets", "is_first_comment_private_enabled", "true", FIXED},
	{"tickets", "list_newest_comments_first", "false", FIXED},
	{"tickets", "markdown_ticket_comments", "false", FIXED},
	{"tickets", "rich_text_comments", "false", FIXED},
	{"tickets", "status_hold", "true", FIXED},
	{"tickets", "tagging", "true", FIXED},
	{"twitter", "shorten_url", "\"never\"", FIXED},
	{"user", "multiple_organizations", "true", FIXED},
	{"user", "tagging", "true", FIXED},
	{"user", "time_zone_selection", "true", FIXED},
	{"voice", "enabled", "false", FIXED},
	{"web_form", "closed_message", "\"\"", TEXT},
	{"web_form", "enabled", "true", FLAG},
};

static const char *name_of(struct cx *cx, const struct account_setting *s)
{
	return arena_printf(cx->arena, "%s.%s", s->section, s->key);
}

/* What was changed; the caller owns it. */
static enum err load(struct cx *cx, json_t **ret)
{
	const char *text;

	TRY(meta_get(cx, meta_name, &text));
	*ret = text ? json_parse(text, strlen(text), NULL, 0) : NULL;
	if (!*ret)
		*ret = json_object();
	return OK;
}

/* The value now, as JSON text. */
static enum err value_of(
	struct cx *cx, const struct account_setting *s, const json_t *changed, const char **ret)
{
	struct setting_defaults defaults;
	const json_t *v;

	*ret = s->value;
	if (s->kind == BRAND) {
		TRY(setting_defaults(cx, STATUS_NEW, &defaults));
		*ret = arena_printf(cx->arena, "%lld", (long long)defaults.brand);
		return OK;
	}
	v = json_object_get(changed, name_of(cx, s));
	if (v)
		*ret = json_text(cx->arena, v);
	return OK;
}

enum err account_write(struct cx *cx, struct jw *jw, const char *key, i64 attachment_max)
{
	CLEANUP(json_cleanup) json_t *changed = NULL;
	const char *section = "", *value;

	TRY(load(cx, &changed));
	jw_object(jw, key);
	for (size_t i = 0; i < COUNT_OF(settings); i++) {
		const struct account_setting *s = &settings[i];

		if (strcmp(section, s->section) != 0) {
			if (*section)
				jw_end(jw);
			jw_object(jw, s->section);
			section = s->section;
		}
		TRY(value_of(cx, s, changed, &value));
		if (s->kind == ATTACHMENT_MAX)
			jw_i64(jw, s->key, attachment_max);
		else
			jw_raw(jw, s->key, value);
	}
	jw_end(jw);
	jw_end(jw);
	return OK;
}

static bool is_color(const json_t *v)
{
	const char *s = json_string_value(v);

	return s && strlen(s) == 7 && *s == '#' && strspn(s + 1, "0123456789abcdefABCDEF") == 6;
}

static enum err set_default_brand(struct cx *cx, const json_t *v)
{
	struct brand_input in = {.is_default = {true, 1}};
	struct record *row;
	i64 usable;

	TRY(setting_usable(cx, &brand_table, json_integer_value(v), &usable));
	if (!usable)
		return fail_invalid(cx, "brands.default_brand_id", "Default brand");
	return record_update(cx, &brand_table, json_integer_value(v), &in, &row);
}

/* Does the value fit the setting? */
static bool fits(const struct account_setting *s, const json_t *v)
{
	const char *text = json_string_value(v);

	switch (s->kind) {
	case COLOR:
		return is_color(v);
	case TEXT:
		return text && utf8_length(text) <= ACCOUNT_TEXT_MAX;
	case FLAG:
	case SECOND_STEP:
		return json_is_boolean(v);
	case BRAND:
		return json_is_integer(v);
	case FIXED:
	case ATTACHMENT_MAX:
		return false;
	}
	return false;
}

/* v: what it is now; NULL: too long to tell. */
static enum err tell(struct cx *cx, const char *name, const json_t *v)
{
	char *text = v ? json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
	const char *value = text ? arena_printf(cx->arena, ",\"value\":%s", text) : "";

	free(text);
	return event_add(cx, EVENT_SETTING_CHANGED, (ticket_id){0}, 0,
		arena_printf(cx->arena, "{\"account\":\"%s\"%s}", name, value), NULL);
}

/* *changed: what differs from the built-in values. */
static enum err take(
	struct cx *cx, const struct account_setting *s, json_t *v, json_t *changed, bool *differs)
{
	CLEANUP(json_cleanup) json_t *now = NULL;
	const char *text, *name = name_of(cx, s);

	TRY(value_of(cx, s, changed, &text));
	now = json_parse(text, strlen(text), NULL, 0);
	if (json_equal(now, v) || s->kind == ATTACHMENT_MAX)
		return OK;
	if (s->kind == FIXED)
		return fail(cx, E_INVALID, name, "InvalidValue", "%s: cannot be changed", name);
	if (!fits(s, v))
		return fail_invalid(cx, name, name);
	*differs = true;
	if (s->kind == BRAND)
		return set_default_brand(cx, v);
	if (s->kind == SECOND_STEP && json_is_true(v))
		TRY(second_step_require(cx));
	json_object_set(changed, name, v);
	return tell(cx, name, s->kind == TEXT ? NULL : v);
}

enum err account_update(struct cx *cx, const json_t *given)
{
	CLEANUP(json_cleanup) json_t *changed = NULL;
	bool differs = false;
	enum err e;
	char *text;

	TRY(load(cx, &changed));
	for (size_t i = 0; i < COUNT_OF(settings); i++) {
		const struct account_setting *s = &settings[i];
		json_t *v = json_object_get(json_object_get(given, s->section), s->key);

		if (v)
			TRY(take(cx, s, v, changed, &differs));
	}
	if (!differs)
		return OK;
	text = json_dumps(changed, JSON_COMPACT);
	e = meta_set(cx, meta_name, text ? text : "{}");
	free(text);
	return e;
}

/* The JSON value now, in the caller's hands. name: one that is there. */
static enum err named(struct cx *cx, const char *name, json_t **ret)
{
	CLEANUP(json_cleanup) json_t *changed = NULL;
	const struct account_setting *s = settings;
	const char *text;

	while (strcmp(name_of(cx, s), name) != 0)
		s++;
	TRY(load(cx, &changed));
	TRY(value_of(cx, s, changed, &text));
	*ret = json_parse(text, strlen(text), NULL, 0);
	return OK;
}

enum err account_flag(struct cx *cx, const char *name, bool *ret)
{
	CLEANUP(json_cleanup) json_t *v = NULL;

	TRY(named(cx, name, &v));
	*ret = json_is_true(v);
	return OK;
}

enum err account_text(struct cx *cx, const char *name, const char **ret)
{
	CLEANUP(json_cleanup) json_t *v = NULL;

	TRY(named(cx, name, &v));
	*ret = json_is_string(v) ? arena_strdup(cx->arena, json_string_value(v)) : "";
	return OK;
}

enum err account_check_delete(struct cx *cx)
{
	bool allowed;

	if (cx->actor.system || cx->actor.role == ROLE_ADMIN)
		return OK;
	TRY(account_flag(cx, deletion, &allowed));
	return allowed ? OK
		       : fail(cx, E_FORBIDDEN, NULL, NULL, "Agents may not delete tickets here");
}
