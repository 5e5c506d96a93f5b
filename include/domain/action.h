/*
 * Actions: what macros, triggers and automations do. Compiled once per edit; applied as one
 * ticket_input, so that a rule can do nothing that a person could not.
 */
#ifndef TEND_DOMAIN_ACTION_H
#define TEND_DOMAIN_ACTION_H

#include "domain/condition.h"
#include "domain/placeholder.h"

enum {
	ACTION_MAX = 50,
	ACTION_TEXT = 65536,	 /* code points of a text (comment, subject, body, payload) */
	ACTION_RECIPIENTS = 500, /* of one notification; the rest is left out */
	ACTION_DAYS = 3650,	 /* from now, of a due date */
	ACTION_PAIRS = 50,	 /* of one call */
	ACTION_KEY = 255,	 /* code points of a pair's key */
};

enum action_value {
	ACT_STATUS,
	ACT_PRIORITY,
	ACT_TYPE,
	ACT_GROUP,    /* id, "" none, "current_groups" */
	ACT_ASSIGNEE, /* id, "" none, "current_user", "requester_id" */
	ACT_TAGS,
	ACT_TEXT, /* with placeholders */
	ACT_BOOL,
	ACT_ID,		  /* of a brand, form or custom status; "" none */
	ACT_NOTIFY_USER,  /* [recipient, subject, body] */
	ACT_NOTIFY_GROUP, /* [group, subject, body] */
	ACT_WEBHOOK,	  /* [webhook id, body], or [webhook id, [[key, value], …]] */
	ACT_CUSTOM,	  /* by the custom field's own type */
	ACT_SCORE,	  /* "offered" */
	ACT_LOCALE,	  /* a language by number or tag (domain/locale.h) */
	ACT_TIME,	  /* "2026-11-23T10:00:00Z", "" none, or ["days_from_now", 3] */
};

/* Where an action may be used. */
enum { BY_MACRO = 1, BY_TRIGGER = 2, BY_AUTOMATION = 4, BY_RULES = 6, BY_ALL = 7 };

/* X(constant, wire name, value, places, title) */
#define ACTION_FIELD_LIST(X) \
	X(ACTION_STATUS, "status", ACT_STATUS, BY_ALL, "Status") \
	X(ACTION_PRIORITY, "priority", ACT_PRIORITY, BY_ALL, "Priority") \
	X(ACTION_TYPE, "type", ACT_TYPE, BY_ALL, "Type") \
	X(ACTION_GROUP, "group_id", ACT_GROUP, BY_ALL, "Group") \
	X(ACTION_ASSIGNEE, "assignee_id", ACT_ASSIGNEE, BY_ALL, "Assignee") \
	X(ACTION_SET_TAGS, "set_tags", ACT_TAGS, BY_ALL, "Set tags") \
	X(ACTION_ADD_TAGS, "current_tags", ACT_TAGS, BY_ALL, "Add tags") \
	X(ACTION_REMOVE_TAGS, "remove_tags", ACT_TAGS, BY_ALL, "Remove tags") \
	X(ACTION_SUBJECT, "subject", ACT_TEXT, BY_MACRO, "Subject") \
	X(ACTION_COMMENT, "comment_value", ACT_TEXT, BY_ALL, "Comment") \
	X(ACTION_COMMENT_HTML, "comment_value_html", ACT_TEXT, BY_ALL, "Comment (HTML)") \
	X(ACTION_COMMENT_PUBLIC, "comment_mode_is_public", ACT_BOOL, BY_ALL, "Comment is public") \
	X(ACTION_DUE, "due_date", ACT_TIME, BY_ALL, "Due date") \
	X(ACTION_CC, "cc", ACT_ASSIGNEE, BY_ALL, "Add a CC") \
	X(ACTION_FOLLOWER, "follower", ACT_ASSIGNEE, BY_ALL, "Add a follower") \
	X(ACTION_NOTIFY_USER, "notification_user", ACT_NOTIFY_USER, BY_RULES, "Notify a person") \
	X(ACTION_NOTIFY_GROUP, "notification_group", ACT_NOTIFY_GROUP, BY_RULES, "Notify a group") \
	X(ACTION_NOTIFY_WEBHOOK, "notification_webhook", ACT_WEBHOOK, BY_RULES, \
		"Notify a webhook") \
	X(ACTION_NOTIFY_TARGET, "notification_target", ACT_WEBHOOK, BY_RULES, "Notify a target") \
	X(ACTION_LOCALE, "locale_id", ACT_LOCALE, BY_RULES, "Requester's language") \
	X(ACTION_SATISFACTION, "satisfaction_score", ACT_SCORE, BY_RULES, "Ask for a rating") \
	X(ACTION_BRAND, "brand_id", ACT_ID, BY_ALL, "Brand") \
	X(ACTION_FORM, "ticket_form_id", ACT_ID, BY_ALL, "Form") \
	X(ACTION_CUSTOM_STATUS, "custom_status_id", ACT_ID, BY_ALL, "Custom status") \
	X(ACTION_CUSTOM_FIELD, "custom_fields_", ACT_CUSTOM, BY_ALL, "Custom field")

#define X(constant, ...) constant,
enum action_field { ACTION_FIELD_LIST(X) };
#undef X

struct action {
	enum action_field field;
	field_id custom;	/* ACTION_CUSTOM_FIELD */
	const char *value_json; /* as it was given */
	i64 number;		/* id, enum, 0/1, ms, days; 0: none */
	enum condition_special special;
	struct text_list texts; /* tags; or the parts of a notification or webhook */
	bool pairs;		/* ACT_WEBHOOK: texts are the id, key, value, key, value… */
};

struct action_list {
	struct action *v;
	int n;
};

/* Read [{"field","value"}]. E_INVALID names what is unknown or not for this place. */
enum err actions_parse(struct arena *a, struct failure *f, const json_t *j, unsigned place,
	struct action_list *ret) NODISCARD;
/* Groups, agents, custom fields, webhooks that are named must exist. Part of saving. */
enum err actions_check(struct cx *cx, const struct action_list *list) NODISCARD;
/* [{"field","value"}] as they were given. */
void actions_write(struct jw *w, const char *key, const struct action_list *list);
/* The vocabulary of a place for editors. */
enum err actions_write_definitions(
	struct cx *cx, struct jw *w, const char *key, unsigned place) NODISCARD;

/*
 * Turn the actions that change the ticket into input for ticket_update (tags as add/remove,
 * comment with placeholders filled from the source; a public one without private notes).
 * *ret_changes false: there are none.
 * Notifications, webhooks, the requester's language and ratings are left to the caller.
 */
enum err actions_input(struct cx *cx, const struct action_list *list,
	struct placeholder_source *source, struct ticket_input *ret, bool *ret_changes) NODISCARD;

/*
 * What an ACT_WEBHOOK says to this webhook, placeholders filled: its text as it is (they are
 * escaped for the webhook's format), or its pairs in that format: a JSON object, elements of
 * <message>, a form; with GET and DELETE a query ("?a=b", see webhook_enqueue). The text of a
 * notification_target that is not in the format itself goes as the pair "message". E_INVALID: too
 * long, or a key that XML has no element for.
 */
struct webhook;
enum err action_message(struct cx *cx, const struct action *action, const struct webhook *webhook,
	struct placeholder_source *source, const char **ret) NODISCARD;

/* The table's columns. The name of a custom field's action is "custom_fields_123". */
enum action_value action_field_value(enum action_field field);
const char *action_field_name(struct arena *a, const struct action *action);

#endif
