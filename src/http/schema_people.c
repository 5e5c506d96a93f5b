/* People and their organisations, groups and fields, as the API shows them (the language:
 * schema.h). */
#include "http/schema.h"

static const struct schema_key user[] = {{"id", "id", NULL}, {"url", "url", NULL},
	{"name", "text", NULL}, {"email", "text?", "The primary address"},
	{"created_at", "time", NULL}, {"updated_at", "time", NULL}, {"time_zone", "text?", NULL},
	{"iana_time_zone", "text?", NULL}, {"phone", "text?", NULL},
	{"shared_phone_number", "bool?", NULL}, {"photo", "object?", NULL},
	{"locale_id", "id", NULL}, {"locale", "text", NULL}, {"organization_id", "id?", NULL},
	{"verified", "bool", NULL}, {"active", "bool", "False: was deleted"},
	{"shared", "bool", NULL}, {"shared_agent", "bool", NULL}, {"last_login_at", "time?", NULL},
	{"two_factor_auth_enabled", "bool?", NULL}, {"signature", "text?", NULL},
	{"role", "=end-user|agent|admin", NULL}, {"role_type", "int?", NULL},
	{"custom_role_id", "id?", NULL}, {"moderator", "bool", NULL},
	{"ticket_restriction", "=organization|groups|assigned|requested?",
		"Which tickets an agent sees; null: all"},
	{"only_private_comments", "bool", NULL}, {"restricted_agent", "bool", NULL},
	{"suspended", "bool", NULL}, {"default_group_id", "id?", NULL},
	{"report_csv", "bool", NULL},
	{"external_id", "text?", "Yours; compared without regard to case"},
	{"tags", "[text]", NULL}, {"alias", "text?", "Shown to customers instead of the name"},
	{"details", "text?", NULL}, {"notes", "text?", NULL},
	{"user_fields", "object", "Values by the key of the field"},
	{"authenticity_token?", "text", "In `users/me`, for the browser"},
	{"result_type?", "=user", "In results of a search"}, {0}};

static const struct schema_key anonymous[] = {{"id", "id?", "null"}, {"name", "text", NULL},
	{"email?", "text?", NULL}, {"role?", "text", NULL}, {"photo?", "object?", NULL},
	{"organization_id?", "id?", NULL}, {"agent?", "bool", NULL},
	{"authenticity_token?", "text?", NULL}, {"*", "any", NULL}, {0}};

static const struct schema_key user_related[] = {{"requested_tickets", "int", NULL},
	{"assigned_tickets", "int", NULL}, {"ccd_tickets", "int", NULL},
	{"organization_subscriptions", "int", NULL}, {0}};

static const struct schema_key identity[] = {{"id", "id", NULL}, {"url", "url", NULL},
	{"user_id", "id", NULL}, {"type", "text", "`email`, `phone_number` …"},
	{"value", "text", NULL}, {"verified", "bool", NULL}, {"primary", "bool", NULL},
	{"undeliverable_count?", "int", NULL}, {"deliverable_state?", "text", NULL},
	{"verified_at", "time?", NULL}, {"verification_method", "text?", NULL},
	{"created_at", "time", NULL}, {"updated_at", "time", NULL}, {0}};

static const struct schema_key session[] = {{"id", "id", NULL}, {"url", "url", NULL},
	{"user_id", "id", NULL}, {"authenticated_at", "time", NULL}, {"last_seen_at", "time", NULL},
	{"expires_at", "time", NULL}, {"ip_address", "text", "Where it began"},
	{"user_agent", "text", "Of the browser"}, {"current", "bool", "It is the one that asks"},
	{0}};

static const struct schema_key organization[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"name", "text", "Unique, without regard to case"},
	{"shared_tickets", "bool", "Its people see each other's requests"},
	{"shared_comments", "bool", "… and may add to them"}, {"external_id", "text?", NULL},
	{"created_at", "time", NULL}, {"updated_at", "time", NULL},
	{"domain_names", "[text]", "New people with such an address join"},
	{"details", "text?", NULL}, {"notes", "text?", NULL},
	{"group_id", "id?", "Gets its new tickets"}, {"tags", "[text]", NULL},
	{"organization_fields", "object", "Values by the key of the field"},
	{"result_type?", "=organization", "In results of a search"},
	{"deleted_at?", "time?", "In exports: when it was deleted"}, {0}};
static const struct schema_key organization_related[] = {
	{"tickets_count", "int", NULL}, {"users_count", "int", NULL}, {0}};

static const struct schema_key group[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"is_public", "bool", NULL}, {"name", "text", NULL}, {"description", "text", NULL},
	{"default", "bool", NULL}, {"deleted", "bool", NULL}, {"created_at", "time", NULL},
	{"updated_at", "time", NULL}, {"result_type?", "=group", "In results of a search"},
	{"user_ids?", "[id]", NULL}, {0}};

static const struct schema_key group_membership[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"user_id", "id", NULL}, {"group_id", "id", NULL}, {"default", "bool", NULL},
	{"created_at", "time", NULL}, {"updated_at", "time", NULL}, {0}};
static const struct schema_key organization_membership[] = {{"url", "url", NULL},
	{"id", "id", NULL}, {"user_id", "id", NULL}, {"organization_id", "id", NULL},
	{"default", "bool?", NULL}, {"created_at", "time", NULL},
	{"organization_name", "text", NULL}, {"updated_at", "time", NULL},
	{"view_tickets", "bool", NULL}, {0}};

/* What the three kinds of fields share. */
#define FIELD_KEYS \
	{"url", "url", NULL}, {"id", "id", NULL}, {"type", "text", NULL}, {"key", "text?", NULL}, \
		{"title", "text", NULL}, {"raw_title", "text", NULL}, \
		{"description", "text?", NULL}, {"raw_description", "text?", NULL}, \
		{"position", "int", NULL}, {"active", "bool", NULL}, {"system", "bool", NULL}, \
		{"regexp_for_validation", "text?", NULL}, \
		{"tag", "text?", "Set on the ticket while a checkbox is ticked"}, \
		{"created_at", "time", NULL}, {"updated_at", "time", NULL}, \
	{ \
		"custom_field_options?", "[@custom_field_option]", "Of `tagger`, `multiselect`" \
	}

static const struct schema_key ticket_field[] = {FIELD_KEYS,
	{"required", "bool", "To solve a ticket"}, {"collapsed_for_agents", "bool", NULL},
	{"title_in_portal", "text", NULL}, {"raw_title_in_portal", "text", NULL},
	{"visible_in_portal", "bool", NULL}, {"editable_in_portal", "bool", NULL},
	{"required_in_portal", "bool", NULL}, {"agent_description", "text?", NULL},
	{"removable", "bool", "False: a field of the system"},
	{"system_field_options?", "[@system_field_option]", NULL}, {"sub_type_id?", "id", NULL},
	{"custom_statuses?", "[@custom_status]", NULL}, {0}};
static const struct schema_key person_field[] = {FIELD_KEYS, {0}};
static const struct schema_key custom_field_option[] = {{"id", "id", NULL}, {"name", "text", NULL},
	{"raw_name", "text", NULL}, {"value", "text", "Also a tag of the ticket"},
	{"default", "bool", NULL}, {"position", "int", NULL}, {"url", "url", NULL}, {0}};
static const struct schema_key system_field_option[] = {
	{"name", "text", NULL}, {"value", "text", NULL}, {0}};

static const struct schema_key ability[] = {{"url", "url", NULL}, {"user_id", "id", NULL},
	{"can_edit", "bool", NULL}, {"can_delete", "bool", NULL},
	{"can_edit_password", "bool", NULL}, {"can_manage_identities_of", "bool", NULL},
	{"can_verify_now", "bool", NULL}, {"can_set_alias", "bool", NULL},
	{"can_assume", "bool", NULL}, {"can_view_reports", "bool", NULL}, {0}};

static const struct schema_key option_input[] = {{"id?", "id", "Of the option to change"},
	{"name", "text", NULL}, {"value", "text", NULL}, {"default?", "bool", NULL},
	{"position?", "int", NULL}, {0}};

const struct schema schemas_people[] = {{"user", "users", NULL, user},
	{"anonymous_user", "users", "What nobody in particular gets of `users/me`", anonymous},
	{"user_related", "users", NULL, user_related},
	{"identity", "identities", "An address or number of a user", identity},
	{"session", "account", NULL, session},
	{"organization", "organizations", NULL, organization},
	{"organization_related", "organizations", NULL, organization_related},
	{"group", "groups", "A team of agents", group},
	{"group_membership", "memberships", NULL, group_membership},
	{"organization_membership", "memberships", NULL, organization_membership},
	{"ticket_field", "fields", NULL, ticket_field},
	{"user_field", "fields", NULL, person_field},
	{"organization_field", "fields", NULL, person_field},
	{"custom_field_option", "fields", NULL, custom_field_option},
	{"system_field_option", "fields", NULL, system_field_option},
	{"ability", "users", "What the caller may do with a user", ability},
	{"custom_field_option_input", "fields", "An option to make or change", option_input}, {0}};
