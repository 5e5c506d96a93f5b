/*
 * What the house is set up as: brands, ticket forms, custom statuses, roles, support addresses
 * (records, see domain/record), which statuses a form offers, and the account's own settings.
 */
#ifndef TEND_DOMAIN_SETTING_H
#define TEND_DOMAIN_SETTING_H

#include "domain/record.h"

enum {
	SETTING_ROWS_MAX = 300,	    /* of brands, forms, custom statuses, roles, addresses each */
	SETTING_CATEGORY_MAX = 100, /* custom statuses of one category */
};

#define BRAND_COLUMNS(X, R, T) \
	X(T, TEXT, name, "name", 190, "Name", "Required") \
	X(T, TEXT, subdomain, "subdomain", 63, "Subdomain", "Unique; a-z, 0-9 and hyphens") \
	X(T, TEXT, host_mapping, "host_mapping", 253, "Host mapping", "Unique host name") \
	X(T, TEXT, signature_template, "signature_template", 65536, "Signature template", NULL) \
	X(T, FLAG, active, "active", 1, "Active", "Tickets can be given to it") \
	X(T, FLAG, is_default, "default", 0, "Default", "New tickets belong to it")
RECORD(brand, BRAND_COLUMNS);

#define TICKET_FORM_COLUMNS(X, R, T) \
	X(T, TEXT, name, "name", 190, "Name", "Required") \
	X(T, TEXT, display_name, "display_name", 190, "Display name", "For customers; else name") \
	X(T, FLAG, end_user_visible, "end_user_visible", 0, "End user visible", NULL) \
	X(T, NUMBER, position, "position", 0, "Position", NULL) \
	X(T, IDS, ticket_field_ids, "ticket_field_ids", 0, "Ticket fields", "[id]") \
	X(T, FLAG, active, "active", 1, "Active", "Tickets can have it") \
	X(T, FLAG, is_default, "default", 0, "Default", "New tickets have it") \
	X(T, FLAG, in_all_brands, "in_all_brands", 1, "In all brands", NULL) \
	X(T, IDS, restricted_brand_ids, "restricted_brand_ids", 0, "Restricted brands", \
		"[id]: the brands it belongs to when not to all") \
	X(T, JSON, agent_conditions, "agent_conditions", 0, "Agent conditions", "A list") \
	X(T, JSON, end_user_conditions, "end_user_conditions", 0, "End user conditions", "A list")
RECORD(ticket_form, TICKET_FORM_COLUMNS);

#define CUSTOM_STATUS_COLUMNS(X, R, T) \
	X(T, STATUS, status_category, "status_category", 0, "Status category", \
		"new, open, pending, hold or solved; never changes") \
	X(T, TEXT, agent_label, "agent_label", 48, "Agent label", "Required; unique, any case") \
	X(T, TEXT, end_user_label, "end_user_label", 48, "End user label", "Else agent_label") \
	X(T, TEXT, description, "description", 255, "Description", NULL) \
	X(T, TEXT, end_user_description, "end_user_description", 255, "End user description", \
		NULL) \
	X(T, FLAG, active, "active", 1, "Active", "Tickets can be given it") \
	R(T, FLAG, is_default, "default", 0, "Default", NULL)
RECORD(custom_status, CUSTOM_STATUS_COLUMNS);

#define CUSTOM_ROLE_COLUMNS(X, R, T) \
	X(T, TEXT, name, "name", 190, "Name", "Required; unique, any case") \
	X(T, TEXT, description, "description", 1000, "Description", NULL) \
	X(T, JSON, configuration, "configuration", 0, "Configuration", "An object") \
	R(T, NUMBER, role, "", 0, "Role", NULL)
RECORD(custom_role, CUSTOM_ROLE_COLUMNS);

enum { FORWARDING_UNKNOWN, FORWARDING_WAITING, FORWARDING_VERIFIED };
#define RECIPIENT_ADDRESS_COLUMNS(X, R, T) \
	X(T, TEXT, email, "email", 254, "Email", "Required; unique; never changes") \
	X(T, TEXT, name, "name", 190, "Name", "The sender that customers see") \
	X(T, REF, brand_id, "brand_id", 0, "Brand", "The brand of tickets that come here") \
	X(T, FLAG, is_default, "default", 0, "Default", NULL) \
	R(T, NUMBER, forwarding, "", 0, "Forwarding", NULL)
RECORD(recipient_address, RECIPIENT_ADDRESS_COLUMNS);

extern const struct record_table brand_table, ticket_form_table, custom_status_table,
	custom_role_table, recipient_address_table;

/* The rules of a brand's names, for a row that is not written. */
enum err brand_check(
	struct cx *cx, const struct record_rows *all, void *row, const void *before) NODISCARD;
/* Brands: E_INVALID while a support address belongs to it. */
enum err brand_delete(struct cx *cx, i64 id) NODISCARD;
/* Forms: what it offers goes with it. */
enum err ticket_form_delete(struct cx *cx, i64 id) NODISCARD;
/* Positions 1, 2, … in this order; forms not named follow as they were. */
enum err ticket_form_reorder(struct cx *cx, const struct id_list *ids) NODISCARD;
enum err ticket_form_clone(struct cx *cx, i64 id, struct ticket_form **ret) NODISCARD;
/* Each becomes the default of its category. */
enum err custom_status_make_default(struct cx *cx, const struct id_list *ids) NODISCARD;
/* Roles: built-in ones stay as they are (E_FORBIDDEN), and so does one that an agent has
 * (E_INVALID).
 */
enum err custom_role_delete(struct cx *cx, i64 id) NODISCARD;
/* What the configuration of a role gives: ticket_access and ticket_comment_access. */
void custom_role_access(
	const struct custom_role *role, enum restriction *restriction, bool *only_private);
/* Active agents who have it; built-in roles: all agents without another one, or administrators. */
enum err custom_role_members(struct cx *cx, const struct custom_role *role, i64 *ret) NODISCARD;
/* Change one; its agents get the new access at once. */
enum err custom_role_change(struct cx *cx, i64 id, const struct custom_role_input *in,
	struct custom_role **ret) NODISCARD;
/* Ask that forwarding is proved: it waits for a message that comes that way. */
enum err recipient_address_verify(struct cx *cx, i64 id, struct recipient_address **ret) NODISCARD;

/* --- which custom statuses a form offers --- */

struct form_status {
	i64 id, form, status;
};

/* Of one form (0: of all), by id. */
enum err form_status_list(struct cx *cx, i64 form, struct form_status **ret, int *ret_n) NODISCARD;
/* Add pairs; those that are there already stay. E_INVALID: no such form or status. */
enum err form_status_add(struct cx *cx, i64 form, const struct id_list *statuses) NODISCARD;
/* Let one say another status. E_NOT_FOUND when the form has no such row. */
enum err form_status_change(struct cx *cx, i64 form, i64 id, i64 status) NODISCARD;
/* Remove one (id 0: all) of a form. E_NOT_FOUND when the form has no such row. */
enum err form_status_remove(struct cx *cx, i64 form, i64 id) NODISCARD;

/* --- tickets --- */

/* What a ticket gets that says nothing; status: the default custom status of the category. */
struct setting_defaults {
	i64 brand, form, custom_status;
};
enum err setting_defaults(
	struct cx *cx, enum status category, struct setting_defaults *ret) NODISCARD;
/* Is it there and active? *ret_category: of a custom status. */
enum err setting_usable(
	struct cx *cx, const struct record_table *table, i64 id, i64 *ret_category) NODISCARD;
/* Does the form offer the custom status? */
enum err setting_form_offers(struct cx *cx, i64 form, i64 custom_status, bool *ret) NODISCARD;
/* The brand of a support address; 0: it is none of ours. */
enum err setting_brand_of_address(struct cx *cx, const char *email, i64 *ret) NODISCARD;

#endif
