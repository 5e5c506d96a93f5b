/*
 * Conditions: what views, triggers, automations and SLA policies ask of a ticket, in one
 * vocabulary. Compiled once per edit into numbers and folded words; asking costs no parsing.
 * Where a field may be used is a column of the table, and so are its operators.
 */
#ifndef TEND_DOMAIN_CONDITION_H
#define TEND_DOMAIN_CONDITION_H

#include "base/json.h"
#include "base/jsonw.h"
#include "domain/comment.h"
#include "domain/ticket.h"

enum {
	CONDITION_MAX = 50,	/* in all and any together */
	CONDITION_VALUE = 2000, /* bytes of a condition's value */
};

/* Where conditions are used. */
enum condition_place { IN_POLICY = 1, IN_VIEW = 2, IN_TRIGGER = 4, IN_AUTOMATION = 8 };
enum { IN_ALL = IN_POLICY | IN_VIEW | IN_TRIGGER | IN_AUTOMATION };
enum { IN_RULES = IN_VIEW | IN_TRIGGER | IN_AUTOMATION };

/* What a field's value is. */
enum condition_value {
	VALUE_STATUS,
	VALUE_PRIORITY,
	VALUE_TYPE,
	VALUE_CHANNEL,
	VALUE_ROLE,  /* of the one who writes (triggers), of the requester elsewhere */
	VALUE_GROUP, /* id, "" none, "current_groups" */
	VALUE_USER,  /* id, "" none, "current_user", "all_agents", "requester_id", "assignee_id" */
	VALUE_ORGANIZATION,
	VALUE_ID,    /* brand, form, custom status */
	VALUE_TAGS,  /* words; includes: any of them */
	VALUE_WORDS, /* includes: any as a word; is: all in this order, nothing else */
	VALUE_BOOL,
	VALUE_NUMBER,
	VALUE_HOURS,   /* since then (or until, for due dates) */
	VALUE_UPDATE,  /* "Create", "Change" */
	VALUE_PRIVACY, /* comment_is_public: "true" "false" "not_relevant" … */
	VALUE_VISIBLE, /* ticket_is_public: "public" "private" */
	VALUE_SCORE,   /* satisfaction: unoffered, offered, bad, good */
	VALUE_CUSTOM,  /* by the custom field's own type */
};

/*
 * X(constant, wire name, title, value, places)
 *
 * Hours count from the moment at which the status that the ticket has now began (NEW: from when it
 * was made, whatever the status), by the clock or in business hours of the default schedule; until
 * the next breach they are negative when it lies behind.
 */
#define CONDITION_FIELD_LIST(X) \
	X(CONDITION_STATUS, "status", "Status", VALUE_STATUS, IN_ALL) \
	X(CONDITION_TYPE, "type", "Type", VALUE_TYPE, IN_ALL) \
	X(CONDITION_PRIORITY, "priority", "Priority", VALUE_PRIORITY, IN_ALL) \
	X(CONDITION_GROUP, "group_id", "Group", VALUE_GROUP, IN_ALL) \
	X(CONDITION_ASSIGNEE, "assignee_id", "Assignee", VALUE_USER, IN_ALL) \
	X(CONDITION_REQUESTER, "requester_id", "Requester", VALUE_USER, IN_ALL) \
	X(CONDITION_ORGANIZATION, "organization_id", "Organization", VALUE_ORGANIZATION, IN_ALL) \
	X(CONDITION_TAGS, "current_tags", "Tags", VALUE_TAGS, IN_ALL) \
	X(CONDITION_VIA, "via_id", "Channel", VALUE_CHANNEL, IN_ALL) \
	X(CONDITION_SUBJECT, "subject_includes_word", "Subject", VALUE_WORDS, \
		IN_POLICY | IN_RULES) \
	X(CONDITION_RECIPIENT, "recipient", "Received at", VALUE_WORDS, IN_ALL) \
	X(CONDITION_ROLE, "role", "Role", VALUE_ROLE, IN_POLICY | IN_TRIGGER) \
	X(CONDITION_DESCRIPTION, "description_includes_word", "Description", VALUE_WORDS, \
		IN_RULES) \
	X(CONDITION_COMMENT, "comment_includes_word", "Comment text", VALUE_WORDS, IN_TRIGGER) \
	X(CONDITION_COMMENT_PUBLIC, "comment_is_public", "Comment", VALUE_PRIVACY, IN_TRIGGER) \
	X(CONDITION_UPDATE_TYPE, "update_type", "Ticket is", VALUE_UPDATE, IN_TRIGGER) \
	X(CONDITION_CURRENT_VIA, "current_via_id", "Channel of the update", VALUE_CHANNEL, \
		IN_TRIGGER) \
	X(CONDITION_BUSINESS_HOURS, "in_business_hours", "Within business hours", VALUE_BOOL, \
		IN_TRIGGER | IN_AUTOMATION) \
	X(CONDITION_TICKET_PUBLIC, "ticket_is_public", "Ticket is public", VALUE_VISIBLE, \
		IN_RULES) \
	X(CONDITION_ATTACHMENT, "attachment", "Attachment", VALUE_BOOL, IN_TRIGGER) \
	X(CONDITION_SATISFACTION, "satisfaction_score", "Satisfaction", VALUE_SCORE, IN_RULES) \
	X(CONDITION_REOPENS, "reopens", "Reopens", VALUE_NUMBER, IN_RULES) \
	X(CONDITION_REPLIES, "replies", "Agent replies", VALUE_NUMBER, IN_RULES) \
	X(CONDITION_AGENT_STATIONS, "agent_stations", "Assignee stations", VALUE_NUMBER, IN_RULES) \
	X(CONDITION_GROUP_STATIONS, "group_stations", "Group stations", VALUE_NUMBER, IN_RULES) \
	X(CONDITION_BRAND, "brand_id", "Brand", VALUE_ID, IN_RULES) \
	X(CONDITION_CUSTOM_STATUS, "custom_status_id", "Ticket status", VALUE_ID, IN_RULES) \
	X(CONDITION_FORM, "ticket_form_id", "Form", VALUE_ID, IN_RULES) \
	X(CONDITION_SINCE_NEW, "NEW", "Hours since created", VALUE_HOURS, IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_SINCE_OPEN, "OPEN", "Hours since open", VALUE_HOURS, IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_SINCE_PENDING, "PENDING", "Hours since pending", VALUE_HOURS, \
		IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_SINCE_HOLD, "HOLD", "Hours since on hold", VALUE_HOURS, \
		IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_SINCE_SOLVED, "SOLVED", "Hours since solved", VALUE_HOURS, \
		IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_SINCE_CLOSED, "CLOSED", "Hours since closed", VALUE_HOURS, \
		IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_SINCE_ASSIGNED, "assigned_at", "Hours since assigned", VALUE_HOURS, \
		IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_SINCE_UPDATED, "updated_at", "Hours since update", VALUE_HOURS, \
		IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_SINCE_REQUESTER, "requester_updated_at", "Hours since requester update", \
		VALUE_HOURS, IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_SINCE_ASSIGNEE, "assignee_updated_at", "Hours since assignee update", \
		VALUE_HOURS, IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_SINCE_DUE, "due_date", "Hours since due date", VALUE_HOURS, \
		IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_UNTIL_DUE, "until_due_date", "Hours until due date", VALUE_HOURS, \
		IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_UNTIL_BREACH, "sla_next_breach_at", "Hours until next SLA breach", \
		VALUE_HOURS, IN_VIEW | IN_AUTOMATION) \
	X(CONDITION_CUSTOM_FIELD, "custom_fields_", "Custom field", VALUE_CUSTOM, IN_ALL)

/* X(constant, wire name, title) */
#define CONDITION_OPERATOR_LIST(X) \
	X(OPERATOR_IS, "is", "Is") \
	X(OPERATOR_IS_NOT, "is_not", "Is not") \
	X(OPERATOR_LESS, "less_than", "Less than") \
	X(OPERATOR_GREATER, "greater_than", "Greater than") \
	X(OPERATOR_INCLUDES, "includes", "Contains at least one of the following") \
	X(OPERATOR_NOT_INCLUDES, "not_includes", "Contains none of the following") \
	X(OPERATOR_CHANGED, "changed", "Changed") \
	X(OPERATOR_NOT_CHANGED, "not_changed", "Not changed") \
	X(OPERATOR_VALUE, "value", "Changed to") \
	X(OPERATOR_NOT_VALUE, "not_value", "Not changed to") \
	X(OPERATOR_VALUE_PREVIOUS, "value_previous", "Changed from") \
	X(OPERATOR_NOT_VALUE_PREVIOUS, "not_value_previous", "Not changed from") \
	X(OPERATOR_LESS_BUSINESS, "less_than_business_hours", "Less than (business)") \
	X(OPERATOR_GREATER_BUSINESS, "greater_than_business_hours", "Greater than (business)") \
	X(OPERATOR_IS_BUSINESS, "is_business_hours", "Is (business)") \
	X(OPERATOR_PRESENT, "present", "Is present") \
	X(OPERATOR_NOT_PRESENT, "not_present", "Is not present")

#define X(constant, ...) constant,
enum condition_field { CONDITION_FIELD_LIST(X) };
enum condition_operator { CONDITION_OPERATOR_LIST(X) };
#undef X

/* A value that depends on who asks or on the ticket. */
enum condition_special {
	SPECIAL_NONE,
	SPECIAL_CURRENT_USER,
	SPECIAL_CURRENT_GROUPS,
	SPECIAL_ALL_AGENTS, /* whoever is an agent or an administrator */
	SPECIAL_REQUESTER,
	SPECIAL_ASSIGNEE,
};

struct condition {
	enum condition_field field;
	enum condition_operator op;
	field_id custom;	/* CONDITION_CUSTOM_FIELD */
	const char *value_json; /* as it was given */
	i64 number;		/* id, enum, hours; 0: none */
	enum condition_special special;
	struct text_list words; /* folded: tags, words, address, words of a custom field's value */
	const char *text;	/* CONDITION_CUSTOM_FIELD: the whole value, folded */
};

struct condition_list {
	struct condition *v;
	int n;
};

/* all: every one; any: at least one, when there are any. */
struct conditions {
	struct condition_list all, any;
};

struct field_checked; /* domain/field.h */

/* What is asked about: a ticket, and for triggers the update that just happened to it. */
struct condition_subject {
	const struct ticket *now;
	const struct ticket *before;   /* NULL: made, or no update is looked at */
	bool is_update;		       /* an update is looked at */
	const struct comment *comment; /* of the update, or NULL */
	bool comment_has_attachment;
	user_id actor; /* who updated; current_user of a view */
	enum role actor_role;
	enum channel channel; /* of the update */
	/* Custom fields that the update named, and what they were: JSON, "null" for none. */
	const struct field_checked *fields;
	const char *const *fields_before;
	int field_count;
};

/*
 * Read {"all":[{"field","operator","value"}],"any":[…]}, nested under "conditions" or "filter" by
 * the caller. E_INVALID names the field or operator that is unknown, or not for this place, with
 * `name`.all.N as the place of the error. Names are accepted in the spellings of the API's clients
 * (ticket_type_id, ticket_fields_N…).
 */
enum err conditions_parse(struct arena *a, struct failure *f, const json_t *j, const char *name,
	unsigned place, struct conditions *ret) NODISCARD;
/* Custom fields that are named must exist; E_INVALID otherwise. Part of saving, not of parsing. */
enum err conditions_check(struct cx *cx, const struct conditions *c, const char *name) NODISCARD;
/* {"all":[…],"any":[…]} as they were given. */
void conditions_write(struct jw *w, const char *key, const struct conditions *c);
/* The vocabulary of a place for editors, two lists in the open object, called `all` and `any`:
 * [{title, subject, value, type, group, nullable, repeatable, operators:[{value,title,terminal}],
 * values:[{value,title,enabled}]}]. */
enum err conditions_write_definitions(
	struct cx *cx, struct jw *w, const char *all, const char *any, unsigned place) NODISCARD;
/* Does the subject fit? Asks the database only for what the ticket's row does not tell. */
enum err conditions_fit(struct cx *cx, const struct conditions *c,
	const struct condition_subject *subject, bool *ret) NODISCARD;
/* The same, telling of each condition whether it fits: for traces and dry runs. `ret_fits` has
 * all.n + any.n places, `all` first. */
enum err conditions_explain(struct cx *cx, const struct conditions *c,
	const struct condition_subject *subject, bool *ret_fits) NODISCARD;

/* Does the answer depend on who asks (current_user…), on the time of asking? */
bool conditions_name_viewer(const struct conditions *c);
bool conditions_name_time(const struct conditions *c);

/* The table's columns. The name of a custom field's condition is "custom_fields_123". */
const char *condition_field_name(struct arena *a, const struct condition *c);
const char *condition_operator_name(enum condition_operator op);
enum condition_value condition_field_value(enum condition_field field);

#endif
