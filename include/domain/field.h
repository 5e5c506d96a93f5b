/*
 * Custom fields of tickets, users and organisations: definitions, options, and the check of
 * values by type. Values of users and organisations live as JSON in their rows, values of tickets
 * in ticket_field_value (domain/ticket).
 *
 * The active fields are kept in memory per thread, so that reading a ticket asks nothing. After a
 * change nothing is kept for a minute: every reader then sees the fields of its own snapshot.
 */
#ifndef TEND_DOMAIN_FIELD_H
#define TEND_DOMAIN_FIELD_H

#include "base/json.h"
#include "domain/import_map.h"
#include "domain/page.h"
#include "domain/ticket.h"

enum field_owner { FIELD_TICKET = 1, FIELD_USER = 2, FIELD_ORGANIZATION = 3 };

/* X(constant, stored number, wire name, may be made by people) */
#define FIELD_TYPE_LIST(X) \
	X(FIELD_TEXT, 1, "text", true) \
	X(FIELD_TEXTAREA, 2, "textarea", true) \
	X(FIELD_CHECKBOX, 3, "checkbox", true) \
	X(FIELD_DATE, 4, "date", true) \
	X(FIELD_INTEGER, 5, "integer", true) \
	X(FIELD_DECIMAL, 6, "decimal", true) \
	X(FIELD_REGEXP, 7, "regexp", true) \
	X(FIELD_CREDIT_CARD, 8, "partialcreditcard", true) \
	X(FIELD_MULTISELECT, 9, "multiselect", true) \
	X(FIELD_TAGGER, 10, "tagger", true) \
	X(FIELD_LOOKUP, 11, "lookup", true) \
	X(FIELD_SUBJECT, 20, "subject", false) \
	X(FIELD_DESCRIPTION, 21, "description", false) \
	X(FIELD_STATUS, 22, "status", false) \
	X(FIELD_TICKET_TYPE, 23, "tickettype", false) \
	X(FIELD_PRIORITY, 24, "priority", false) \
	X(FIELD_GROUP, 25, "group", false) \
	X(FIELD_ASSIGNEE, 26, "assignee", false)

enum field_type {
#define X(constant, number, wire, custom) constant = number,
	FIELD_TYPE_LIST(X)
#undef X
};

const char *field_type_name(enum field_type type);
/* E_INVALID about a value: "TITLE: what". code may be NULL. */
struct custom_field;
enum err field_fail(
	struct cx *cx, const struct custom_field *field, const char *code, const char *what);
/* Has a list of options to choose from (tagger, multiselect). */
bool field_type_has_options(enum field_type type);

enum {
	FIELD_COUNT_MAX = 400, /* of one owner */
	FIELD_TITLE_MAX = 255,
	FIELD_OPTIONS_MAX = 1000,
	FIELD_VALUE_MAX = 65536, /* code points of text; regexp fields: FIELD_REGEXP_MAX */
	FIELD_REGEXP_MAX = 255,
};

struct field_option {
	i64 id;
	const char *name, *value;
	i64 position;
	bool is_default;
};

struct custom_field {
	field_id id;
	enum field_owner owner;
	enum field_type type;
	const char *key, *title, *description, *agent_description, *title_in_portal;
	const char *tag, *regexp; /* NULL: none */
	i64 position;
	bool active, required, collapsed_for_agents, visible_in_portal, editable_in_portal;
	bool required_in_portal, system;
	i64 created_at, updated_at;
	struct field_option *options;
	int option_count;
};

struct field_list {
	const struct custom_field *v;
	int n;
};

/* The active custom (not system) fields of an owner, by position. Usually without a query. */
enum err field_active(struct cx *cx, enum field_owner owner, struct field_list *ret) NODISCARD;

/* A value that was checked: canonical JSON ("null" clears), its folded text for search, and the
 * tags that stand for it on a ticket (tagger and multiselect options, a checked checkbox). */
struct field_checked {
	const struct custom_field *field;
	const char *json, *fold;
	struct text_list tags;
};

/* May customers fill it in? */
bool field_is_for_customers(const struct custom_field *field);
/* Those of the values that customers may give. ret: arena, at most n. */
enum err field_values_of_customer(struct cx *cx, const struct field_value *in, int n,
	struct field_value **ret, int *ret_n) NODISCARD;
/* Does the JSON of a value answer nothing? */
bool field_value_is_empty(const char *json);
/* Check ticket values. Unknown and inactive fields are left out; of a field that is named twice the
 * last value counts. E_INVALID with one detail per value that does not fit its field. ret: arena,
 * at most n, one per field. */
enum err field_check_values(struct cx *cx, const struct field_value *in, int n,
	struct field_checked **ret, int *ret_n) NODISCARD;
/* The tags that stand for a stored value (before it changes). */
void field_value_tags(
	struct cx *cx, const struct custom_field *field, const char *json, struct text_list *ret);
/* Merge {"key": value} into the stored JSON object of a user or organisation. */
enum err field_merge(struct cx *cx, enum field_owner owner, const char *stored, const json_t *given,
	const char **ret) NODISCARD;

/* The ticket fields that every installation has; in seed's transaction. */
enum err field_seed(struct cx *cx) NODISCARD;

/* --- definitions --- */

struct option_input {
	i64 id; /* 0: by value */
	const char *name, *value;
	bool is_default;
};

struct field_input {
	struct opt_text type, key, title, description, agent_description, title_in_portal, tag,
		regexp;
	struct opt_i64 position, active, required, collapsed_for_agents, visible_in_portal,
		editable_in_portal, required_in_portal;
	bool options_set;
	struct option_input *options;
	int option_count;
	struct origin origin;
};

enum err field_create(struct cx *cx, enum field_owner owner, const struct field_input *in,
	struct custom_field *ret) NODISCARD;
enum err field_update(struct cx *cx, enum field_owner owner, field_id id,
	const struct field_input *in, struct custom_field *ret) NODISCARD;
/* System fields stay (E_INVALID). */
enum err field_delete(struct cx *cx, enum field_owner owner, field_id id) NODISCARD;
/* On how many tickets a ticket field has a value, counted up to FIELD_USES_MAX. E_NOT_FOUND. */
enum { FIELD_USES_MAX = 10000 };
enum err field_count_uses(struct cx *cx, field_id id, i64 *ret) NODISCARD;
/* Positions 1, 2, … in this order; fields not named follow as they were. */
enum err field_reorder(struct cx *cx, enum field_owner owner, const struct id_list *ids) NODISCARD;
enum err field_get(
	struct cx *cx, enum field_owner owner, field_id id, struct custom_field *ret) NODISCARD;
/* One page with inactive and system fields, sorts "position" and "id"; options filled in. */
enum err field_list(struct cx *cx, enum field_owner owner, struct page *page,
	struct custom_field **ret, int *ret_n) NODISCARD;

/* One page of a field's options, by position. */
enum err field_option_list(struct cx *cx, field_id id, struct page *page, struct field_option **ret,
	int *ret_n) NODISCARD;

struct option_result {
	struct field_option option;
	bool created;
};
/* Make an option, or change the one with this id (or value). */
enum err field_option_put(struct cx *cx, enum field_owner owner, field_id id,
	const struct option_input *in, struct option_result *ret) NODISCARD;
enum err field_option_delete(
	struct cx *cx, enum field_owner owner, field_id id, i64 option_id) NODISCARD;

#endif
