/* What several resources share, data in and out, and set-up (the language: schema.h). */
#include "http/schema.h"

static const struct schema_key page_meta[] = {{"has_more", "bool", NULL},
	{"after_cursor", "text?", NULL}, {"before_cursor", "text?", NULL}, {0}};
static const struct schema_key page_links[] = {
	{"prev", "url?", NULL}, {"next", "url?", "null on the last page"}, {0}};
static const struct schema_key count[] = {
	{"value", "int", NULL}, {"refreshed_at", "time", NULL}, {0}};

static const struct schema_key error[] = {
	{"error?", "text|@error_title", "A word for programs; with 403 an object"},
	{"description?", "text", "A sentence for people"},
	{"details?", "object",
		"With 422: by field, a list of what is wrong with it; some "
		"with a reason, and what it is about"},
	{"max_count?", "int", "With `TooManyValues`"},
	{"errors?", "[@error_item]", "Of the endpoints of webhooks"},
	{"error_description?", "text", "Of the endpoints of OAuth"},
	{"suspended_tickets?", "[@suspended_ticket]", "Those that could not be recovered"}, {0}};
static const struct schema_key error_title[] = {
	{"title", "text", NULL}, {"message", "text", NULL}, {0}};
static const struct schema_key error_item[] = {{"code?", "text", NULL}, {"title?", "text", NULL},
	{"detail?", "text?", NULL}, {"status?", "text|int", NULL}, {"source?", "object?", NULL},
	{"reason?", "text", "Which sentence of the app says it"},
	{"about?", "text", "The name or number that it speaks of"}, {"id?", "text", NULL}, {0}};

static const struct schema_key job_status[] = {{"id", "text", "Ask for it again until it is done"},
	{"job_type?", "text", NULL}, {"url", "url", NULL}, {"total", "int?", NULL},
	{"progress", "int?", "How many are done"},
	{"status", "=queued|working|completed|failed|killed", NULL}, {"message", "text?", NULL},
	{"results", "[@job_result]|object?", "In the order of the input; null until it is done"},
	{0}};
static const struct schema_key job_result[] = {{"id?", "id?", NULL}, {"index?", "int", NULL},
	{"account_id?", "int", NULL}, {"external_id?", "text?", NULL}, {"action?", "text", NULL},
	{"status?", "text", NULL}, {"success?", "bool", NULL}, {"error?", "text", NULL},
	{"details?", "text", NULL}, {"email?", "text?", NULL}, {"errors?", "text", NULL}, {0}};

static const struct schema_key ticket_event[] = {{"id", "id", NULL}, {"ticket_id", "id", NULL},
	{"timestamp", "int", "Unix seconds"}, {"created_at", "time", NULL},
	{"updater_id", "id?", NULL}, {"via", "text?", NULL}, {"system", "object?", NULL},
	{"metadata?", "object?", NULL}, {"event_type", "text", NULL},
	{"child_events", "[@child_event]", NULL}, {0}};
static const struct schema_key child_event[] = {{"id", "id", NULL}, {"via", "text|@via?", NULL},
	{"via_reference_id?", "id?", NULL}, {"event_type?", "text", NULL}, {"type?", "text?", NULL},
	{"body?", "text", NULL}, {"*", "any", "What changed, by name, and `previous_value`"}, {0}};
static const struct schema_key metric_event[] = {{"id", "id", NULL}, {"ticket_id", "id", NULL},
	{"metric", "text", NULL}, {"instance_id", "int", NULL}, {"type", "text", NULL},
	{"time", "time", NULL}, {"sla?", "object", NULL}, {"group_sla?", "object", NULL},
	{"status?", "object", NULL}, {"deleted?", "bool", NULL}, {0}};

static const struct schema_key webhook[] = {{"id", "text", NULL}, {"name", "text", NULL},
	{"description", "text?", NULL}, {"status", "=active|inactive", NULL},
	{"subscriptions", "[text]", NULL}, {"endpoint", "url", NULL}, {"http_method", "text", NULL},
	{"request_format", "text", NULL}, {"authentication", "object?", "Secrets are not shown"},
	{"custom_headers", "object?", NULL}, {"signing_secret?", "@signing_secret?", NULL},
	{"external_source?", "object?", NULL}, {"created_at", "time", NULL},
	{"created_by", "text?", NULL}, {"updated_at", "time?", NULL}, {"updated_by", "text?", NULL},
	{"health", "@webhook_health", "How deliveries go"}, {0}};
static const struct schema_key signing_secret[] = {
	{"secret", "text", "Use these letters as they are"}, {"algorithm", "text", "SHA256"}, {0}};
static const struct schema_key invocation[] = {{"id", "text", NULL}, {"status", "text", NULL},
	{"status_code", "int?", NULL}, {"latest_completed_at", "time?", NULL},
	{"ticket_id", "id?", "What it is about"}, {0}};
static const struct schema_key attempt[] = {{"id", "text", NULL}, {"invocation_id", "text", NULL},
	{"status", "text", NULL}, {"status_code", "int?", NULL}, {"request", "object?", NULL},
	{"response", "object?", NULL}, {"completed_at", "time?", NULL},
	{"error", "text?", "What went wrong, when there was no answer"}, {0}};
static const struct schema_key webhook_answer[] = {{"status_code", "int?", NULL},
	{"headers", "[object]", NULL}, {"payload", "text?", NULL}, {0}};

static const struct schema_key oauth_client[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"identifier", "text", "The `client_id` of the protocol"}, {"name", "text", NULL},
	{"company", "text?", NULL}, {"description", "text?", NULL},
	{"kind", "=confidential|public", NULL}, {"global", "bool", NULL},
	{"logo_url", "url?", NULL}, {"redirect_uri", "[text]", NULL},
	{"secret", "text?", "Whole only when it is made"}, {"user_id", "id?", NULL},
	{"created_at", "time", NULL}, {"updated_at", "time", NULL}, {0}};
static const struct schema_key oauth_token[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"user_id", "id", NULL}, {"client_id", "id?", NULL}, {"name", "text?", NULL},
	{"token", "text?", "Its beginning; whole only when it is made"},
	{"full_token?", "text", NULL}, {"refresh_token", "text?", NULL},
	{"refresh_token_expires_at", "time?", NULL}, {"scopes", "[text]", NULL},
	{"created_at", "time", NULL}, {"used_at", "time?", NULL}, {"expires_at", "time?", NULL},
	{0}};

static const struct schema_key brand[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"name", "text", NULL}, {"brand_url", "url", NULL}, {"subdomain", "text", NULL},
	{"host_mapping", "text?", NULL}, {"has_help_center", "bool", NULL},
	{"help_center_state", "text", NULL}, {"active", "bool", NULL}, {"default", "bool", NULL},
	{"is_deleted", "bool", NULL}, {"logo", "object?", NULL}, {"ticket_form_ids", "[id]", NULL},
	{"signature_template", "text?", NULL}, {"created_at", "time?", NULL},
	{"updated_at", "time?", NULL}, {0}};
static const struct schema_key ticket_form[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"name", "text", NULL}, {"raw_name", "text", NULL}, {"display_name", "text", NULL},
	{"raw_display_name", "text", NULL}, {"end_user_visible", "bool", NULL},
	{"position", "int", NULL}, {"ticket_field_ids", "[id]", NULL}, {"active", "bool", NULL},
	{"default", "bool", NULL}, {"in_all_brands", "bool", NULL},
	{"restricted_brand_ids", "[id]", NULL}, {"agent_conditions", "[object]", NULL},
	{"end_user_conditions", "[object]", NULL}, {"created_at?", "time?", NULL},
	{"updated_at?", "time?", NULL}, {0}};
static const struct schema_key custom_status[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"status_category", "=new|open|pending|hold|solved", NULL}, {"agent_label", "text", NULL},
	{"raw_agent_label", "text", NULL}, {"end_user_label", "text", NULL},
	{"raw_end_user_label", "text", NULL}, {"description", "text", NULL},
	{"raw_description", "text", NULL}, {"end_user_description", "text", NULL},
	{"raw_end_user_description", "text", NULL}, {"active", "bool", NULL},
	{"default", "bool", NULL}, {"created_at", "time?", NULL}, {"updated_at", "time?", NULL},
	{0}};
static const struct schema_key custom_role[] = {{"url?", "url", NULL}, {"id", "id", NULL},
	{"name", "text", NULL}, {"description", "text?", NULL}, {"role_type", "int", NULL},
	{"configuration", "object", NULL}, {"team_member_count?", "int", NULL},
	{"created_at", "time?", NULL}, {"updated_at", "time?", NULL}, {0}};
static const struct schema_key locale[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"locale", "text", NULL}, {"name", "text", NULL}, {"native_name?", "text", NULL},
	{"presentation_name?", "text", NULL}, {"rtl?", "bool", NULL}, {"default?", "bool", NULL},
	{"created_at", "time?", NULL}, {"updated_at", "time?", NULL}, {0}};
static const struct schema_key recipient_address[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"brand_id", "id?", NULL}, {"default", "bool", NULL}, {"name", "text?", NULL},
	{"email", "text", NULL}, {"forwarding_status", "text", NULL}, {"spf_status", "text", NULL},
	{"cname_status", "text", NULL}, {"domain_verification_status", "text", NULL},
	{"domain_verification_code", "text?", NULL}, {"created_at", "time?", NULL},
	{"updated_at", "time?", NULL}, {0}};
static const struct schema_key activity[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"title", "text", NULL}, {"verb", "text", NULL}, {"user_id", "id?", NULL},
	{"actor_id", "id?", NULL}, {"object", "object", NULL}, {"target", "object", NULL},
	{"user", "object?", NULL}, {"actor", "object?", NULL}, {"created_at", "time", NULL},
	{"updated_at", "time", NULL}, {0}};
static const struct schema_key skip[] = {{"id", "id", NULL}, {"ticket_id", "id", NULL},
	{"user_id", "id", NULL}, {"reason", "text?", NULL}, {"created_at", "time", NULL},
	{"updated_at", "time", NULL}, {"ticket?", "object?", NULL}, {0}};

static const struct schema_key webhook_health[] = {{"consecutive_failures", "int", NULL},
	{"failing_since", "time?", NULL}, {"latest_delivery_at", "time?", NULL},
	{"disabled_at", "time?", NULL}, {"disabled_reason", "text?", NULL}, {0}};
static const struct schema_key ticket_form_status[] = {{"id", "text", NULL},
	{"ticket_form_id", "id", NULL}, {"custom_status_id", "id", NULL}, {0}};
static const struct schema_key organization_merge[] = {{"id", "text", NULL}, {"url", "url", NULL},
	{"loser_id", "id", NULL}, {"winner_id", "id", NULL}, {"status", "text", NULL},
	{"created_at", "time", NULL}, {0}};
static const struct schema_key view_export[] = {{"view_id", "id|text", NULL},
	{"status", "text", NULL}, {"content_url?", "url", "Where the rows are"}, {0}};

const struct schema schemas_more[] = {{"page_meta", "pagination", "Of a page by cursor", page_meta},
	{"page_links", "pagination", NULL, page_links}, {"count", "pagination", NULL, count},
	{"Error", "errors", "What every refusal looks like", error},
	{"error_title", "errors", NULL, error_title}, {"error_item", "errors", NULL, error_item},
	{"job_status", "jobs", "Work that goes on after the answer", job_status},
	{"job_result", "jobs", NULL, job_result},
	{"ticket_event", "incremental", "An audit as the export gives it", ticket_event},
	{"child_event", "incremental", NULL, child_event},
	{"ticket_metric_event", "incremental", "A moment in the life of a deadline", metric_event},
	{"webhook", "webhooks", NULL, webhook},
	{"signing_secret", "webhooks", NULL, signing_secret},
	{"invocation", "webhooks", "One event sent to one webhook", invocation},
	{"attempt", "webhooks", "One try to deliver it", attempt},
	{"webhook_answer", "webhooks", NULL, webhook_answer},
	{"oauth_client", "oauth", NULL, oauth_client}, {"oauth_token", "oauth", NULL, oauth_token},
	{"brand", "account", NULL, brand}, {"ticket_form", "account", NULL, ticket_form},
	{"custom_status", "account", NULL, custom_status},
	{"custom_role", "account", NULL, custom_role}, {"locale", "account", NULL, locale},
	{"recipient_address", "account", NULL, recipient_address},
	{"activity", "account", NULL, activity}, {"skip", "account", NULL, skip},
	{"webhook_health", "webhooks", NULL, webhook_health},
	{"ticket_form_status", "account", "A status that a form offers", ticket_form_status},
	{"organization_merge", "organizations", NULL, organization_merge},
	{"view_export", "views", NULL, view_export}, {0}};
