/* Tickets and what hangs on them, as the API shows them (the language: schema.h). */
#include "http/schema.h"

#define STATUSES "=new|open|pending|hold|solved|closed"
#define TYPES	 "=problem|incident|question|task"

/* What a ticket and a request share. */
#define COMMON_KEYS \
	{"url", "url", NULL}, {"id", "int", "Number of the ticket, counted up from 1"}, \
		{"via", "@via", "Where it came from"}, {"created_at", "time", NULL}, \
		{"updated_at", "time", "Moves only with a change that is in the audits"}, \
		{"type", TYPES "?", NULL}, {"subject", "text?", NULL}, \
		{"description", "text?", "The first comment"}, \
		{"priority", "=urgent|high|normal|low?", NULL}, \
		{"status", STATUSES "|deleted", "`deleted` only in incremental exports"}, \
		{"recipient", "text?", "The address of ours it was sent to"}, \
		{"requester_id", "id", "Whose ticket it is"}, {"assignee_id", "id?", NULL}, \
		{"organization_id", "id?", NULL}, {"group_id", "id?", NULL}, \
		{"due_at", "time?", "For tasks"}, \
		{"is_public", "bool", "Has a comment that the requester may see"}, \
		{"custom_status_id", "id?", NULL}, \
	{ \
		"ticket_form_id", "id?", NULL \
	}

static const struct schema_key ticket[] = {COMMON_KEYS,
	{"external_id", "text?", "Yours, to find it again: `GET /tickets?external_id=`"},
	{"raw_subject", "text?", NULL}, {"submitter_id", "id", "Who filed it"},
	{"problem_id", "id?", "The problem this incident belongs to"},
	{"has_incidents", "bool", NULL},
	{"generated_timestamp", "int", "Unix seconds of the last change of any kind"},
	{"tags", "[text]", NULL}, {"collaborator_ids", "[id]", "All who are copied"},
	{"follower_ids", "[id]", "Agents who are told of news"}, {"email_cc_ids", "[id]", NULL},
	{"followup_ids", "[id]", "Tickets that follow up on this closed one"},
	{"custom_fields", "[@field_value]", "Every active field, null where nothing is set"},
	{"fields", "[@field_value]", "The same as `custom_fields`"},
	{"forum_topic_id", "id?", NULL}, {"encoded_id", "text?", NULL},
	{"sharing_agreement_ids", "[id]", NULL}, {"satisfaction_rating", "@ticket_rating?", NULL},
	{"brand_id", "id?", NULL}, {"allow_channelback", "bool", NULL},
	{"allow_attachments", "bool", NULL}, {"from_messaging_channel", "bool", NULL},
	{"result_type?", "=ticket", "In results of a search"},
	{"comment_count?", "int", "With `include=comment_count`"},
	{"incident_count?", "int", "With `include=incident_counts`"},
	{"slas?", "@ticket_slas", "With `include=slas`"},
	{"metric_set?", "@ticket_metric?", "With `include=metric_sets`"},
	{"dates?", "@ticket_dates?", "With `include=dates`"}, {0}};

static const struct schema_key request[] = {COMMON_KEYS, {"collaborator_ids", "[id]", NULL},
	{"email_cc_ids", "[id]", NULL}, {"custom_fields", "[@field_value]", NULL},
	{"fields", "[@field_value]", NULL},
	{"can_be_solved_by_me", "bool", "May the caller send `solved: true`?"},
	{"followup_source_id", "id?", "The closed ticket it follows"}, {0}};

static const struct schema_key field_value[] = {
	{"id", "id", NULL}, {"value", "text|num|bool|[text]?", "By the type of the field"}, {0}};

static const struct schema_key ticket_rating[] = {{"id?", "id?", NULL},
	{"score", "=unoffered|offered|good|bad", NULL}, {"comment?", "text?", NULL},
	{"reason?", "text?", NULL}, {"reason_id?", "id?", NULL}, {0}};

static const struct schema_key via[] = {{"channel", "text", "`api`, `web`, `email`, `rule` …"},
	{"source", "@via_source", NULL}, {0}};
static const struct schema_key via_source[] = {{"from", "object", NULL}, {"to", "object", NULL},
	{"rel", "text?", "`follow_up`, `trigger`, `automation` …"}, {0}};

static const struct schema_key ticket_slas[] = {{"policy_metrics", "[@ticket_sla]", NULL}, {0}};
static const struct schema_key ticket_sla[] = {{"metric", "text", NULL},
	{"stage", "=active|paused|achieved", NULL}, {"breach_at", "time?", NULL},
	{"days?", "int", "What is left, in one of three units"}, {"hours?", "int", NULL},
	{"minutes?", "int", NULL}, {0}};
static const struct schema_key ticket_dates[] = {{"assignee_updated_at", "time?", NULL},
	{"requester_updated_at", "time?", NULL}, {"status_updated_at", "time?", NULL},
	{"initially_assigned_at", "time?", NULL}, {"assigned_at", "time?", NULL},
	{"solved_at", "time?", NULL}, {"latest_comment_added_at", "time?", NULL}, {0}};

static const struct schema_key ticket_related[] = {{"url?", "url?", NULL},
	{"topic_id", "id?", NULL}, {"jira_issue_ids", "[text]", NULL},
	{"followup_source_ids", "[id]", NULL}, {"from_archive", "bool", NULL},
	{"incidents", "int", "How many incidents this problem has"}, {"twitter?", "any", NULL},
	{0}};

static const struct schema_key comment[] = {{"id", "id", NULL}, {"type", "=Comment", NULL},
	{"author_id", "id", NULL}, {"body", "text", "As it was written"},
	{"html_body", "text", "HTML of the same; of class zd-comment-rich when it was written so"},
	{"plain_body", "text", NULL}, {"public", "bool", "May the requester see it?"},
	{"audit_id", "id", NULL}, {"attachments", "[@attachment]", NULL}, {"via", "@via", NULL},
	{"created_at", "time", NULL}, {"metadata", "@metadata", NULL}, {0}};

static const struct schema_key request_comment[] = {{"id", "id", NULL}, {"type", "=Comment", NULL},
	{"request_id?", "id", NULL}, {"author_id", "id", NULL}, {"body", "text", NULL},
	{"html_body", "text", NULL}, {"plain_body", "text", NULL}, {"public", "bool", NULL},
	{"audit_id?", "id", NULL}, {"attachments", "[@attachment]", NULL}, {"url?", "url", NULL},
	{"created_at", "time", NULL}, {"via?", "@via", NULL}, {"metadata?", "@metadata", NULL},
	{0}};
static const struct schema_key request_author[] = {{"id", "id", NULL}, {"name", "text", NULL},
	{"photo", "object?", NULL}, {"agent", "bool", NULL}, {"organization_id", "id?", NULL}, {0}};

static const struct schema_key metadata[] = {
	{"system", "@metadata_system", NULL}, {"custom", "object", "What the client sent"}, {0}};
static const struct schema_key metadata_system[] = {{"client", "text?", NULL},
	{"ip_address", "text?", NULL}, {"location", "text?", NULL}, {"latitude", "num?", NULL},
	{"longitude", "num?", NULL}, {0}};

static const struct schema_key audit[] = {{"id", "id", NULL}, {"ticket_id", "id", NULL},
	{"created_at", "time", NULL}, {"author_id", "id", "-1: the system itself"},
	{"via", "@via", NULL}, {"metadata", "@metadata", NULL}, {"events", "[@audit_event]", NULL},
	{0}};

static const struct schema_key audit_event[] = {{"id", "id", NULL},
	{"type", "text",
		"`Create`, `Change`, `Comment`, `Notification` … Ignore those you do not know"},
	{"field_name?", "text", "Of `Create` and `Change`"},
	{"value?", "any", "Texts and null; tags are a list"}, {"previous_value?", "any", NULL},
	{"author_id?", "id", NULL}, {"body?", "text?", NULL}, {"html_body?", "text", NULL},
	{"plain_body?", "text", NULL}, {"public?", "bool", NULL}, {"audit_id?", "id", NULL},
	{"attachments?", "[@attachment]", NULL}, {"via?", "@via", NULL}, {"subject?", "text", NULL},
	{"recipients?", "[id]", "Of `Notification` and `Cc`"}, {"comment_id?", "id", NULL},
	{"attachment_id?", "id", NULL}, {"previous_email_ccs?", "[text]", NULL},
	{"current_email_ccs?", "[text]", NULL}, {"previous_followers?", "[text]", NULL},
	{"current_followers?", "[text]", NULL}, {"message?", "text", "Of `Error`"},
	{"resource?", "text", "Of `External`"}, {"success?", "any", NULL},
	{"macro_id?", "id|text", NULL}, {"macro_title?", "text", NULL},
	{"macro_deleted?", "bool", NULL}, {"score?", "text", NULL}, {"assignee_id?", "id?", NULL},
	{0}};

static const struct schema_key attachment[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"file_name", "text", NULL},
	{"content_url", "url", "The bytes; whoever has this link may fetch them"},
	{"mapped_content_url", "url", NULL}, {"content_type", "text", NULL},
	{"size", "int", "Bytes"}, {"width", "int?", NULL}, {"height", "int?", NULL},
	{"inline", "bool", NULL}, {"deleted", "bool", "Was redacted"},
	{"malware_access_override", "bool", NULL}, {"malware_scan_result", "text", NULL},
	{"thumbnails", "[@attachment]", NULL}, {0}};

static const struct schema_key upload[] = {
	{"token", "text", "Put it into `comment.uploads` of a ticket"},
	{"expires_at", "time", "An upload that no comment uses is gone then"},
	{"attachments", "[@attachment]", NULL}, {"attachment", "@attachment?", "The newest"}, {0}};

static const struct schema_key tag[] = {{"name", "text", NULL}, {"count", "int", NULL}, {0}};

static const struct schema_key minutes[] = {
	{"calendar", "int?", "By the clock"}, {"business", "int?", "In business hours"}, {0}};
static const struct schema_key seconds[] = {
	{"calendar", "int?", NULL}, {"business?", "int?", NULL}, {0}};
static const struct schema_key ticket_metric[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"ticket_id", "id", NULL}, {"created_at", "time", NULL}, {"updated_at", "time", NULL},
	{"group_stations", "int", "How many groups had it"}, {"assignee_stations", "int", NULL},
	{"reopens", "int", NULL}, {"replies", "int", "Public comments of agents"},
	{"assignee_updated_at", "time?", NULL}, {"requester_updated_at", "time?", NULL},
	{"status_updated_at", "time?", NULL}, {"initially_assigned_at", "time?", NULL},
	{"assigned_at", "time?", NULL}, {"solved_at", "time?", NULL},
	{"latest_comment_added_at", "time?", NULL}, {"custom_status_updated_at", "time?", NULL},
	{"reply_time_in_minutes", "@metric_minutes", "To the first public reply"},
	{"first_resolution_time_in_minutes", "@metric_minutes", NULL},
	{"full_resolution_time_in_minutes", "@metric_minutes", NULL},
	{"agent_wait_time_in_minutes", "@metric_minutes", NULL},
	{"requester_wait_time_in_minutes", "@metric_minutes", NULL},
	{"on_hold_time_in_minutes", "@metric_minutes", NULL},
	{"reply_time_in_seconds", "@metric_seconds", NULL}, {0}};

static const struct schema_key satisfaction_rating[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"ticket_id", "id", NULL}, {"requester_id", "id", NULL}, {"assignee_id", "id?", NULL},
	{"group_id", "id?", NULL}, {"score", "=offered|unoffered|good|bad", NULL},
	{"comment", "text?", NULL}, {"reason", "text?", NULL}, {"reason_id", "id?", NULL},
	{"reason_code", "int?", NULL}, {"created_at", "time", NULL}, {"updated_at", "time", NULL},
	{0}};
static const struct schema_key satisfaction_reason[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"reason_code", "int", NULL}, {"value", "text", NULL}, {"raw_value", "text", NULL},
	{"created_at", "time?", NULL}, {"updated_at", "time?", NULL}, {"deleted_at", "time?", NULL},
	{0}};

static const struct schema_key suspended_ticket[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"author", "@suspended_author", NULL}, {"subject", "text?", NULL},
	{"content", "text", NULL}, {"cause", "text", "Why it was held back"},
	{"cause_id", "int", NULL}, {"message_id", "text?", NULL}, {"ticket_id", "id?", NULL},
	{"recipient", "text?", NULL}, {"created_at", "time", NULL}, {"updated_at", "time", NULL},
	{"via", "@via", NULL}, {"attachments", "[@attachment]", NULL},
	{"error_messages", "[object]?", NULL}, {"brand_id", "id?", NULL}, {0}};
static const struct schema_key suspended_author[] = {
	{"id", "id?", NULL}, {"name", "text?", NULL}, {"email", "text?", NULL}, {0}};

static const struct schema_key deleted_ticket[] = {{"id", "id", NULL}, {"subject", "text?", NULL},
	{"description?", "text?", NULL}, {"actor", "@name_of", "Who deleted it"},
	{"deleted_at", "time", NULL}, {"previous_state", "text", "Its status before"}, {0}};
static const struct schema_key name_of[] = {{"id", "id?", NULL}, {"name", "text?", NULL}, {0}};

static const struct schema_key rule_trace[] = {{"id", "id", NULL}, {"ticket_id", "id", NULL},
	{"rule_id", "id?", NULL}, {"created_at", "time", NULL},
	{"detail", "object", "Which rule, what held and what it changed"}, {0}};

static const struct schema_key ticket_merge[] = {{"id", "id", NULL},
	{"source_id", "id", "The ticket that went into the other"}, {"target_id", "id", NULL},
	{"actor_id", "id?", NULL}, {"created_at", "time", NULL}, {"undone_at", "time?", NULL}, {0}};

static const struct schema_key suspended_ref[] = {
	{"id", "id", "The message waits for somebody to look at it"}, {0}};

const struct schema schemas_ticket[] = {
	{"ticket", "tickets", "A conversation with one requester", ticket},
	{"field_value", "tickets", "Value of a custom field", field_value},
	{"ticket_rating", "tickets", NULL, ticket_rating}, {"via", "tickets", NULL, via},
	{"via_source", "tickets", NULL, via_source},
	{"ticket_slas", "tickets", "Deadlines beside a ticket", ticket_slas},
	{"ticket_sla", "tickets", NULL, ticket_sla},
	{"ticket_dates", "tickets", NULL, ticket_dates},
	{"ticket_related", "tickets", NULL, ticket_related},
	{"deleted_ticket", "tickets", "A ticket in the bin", deleted_ticket},
	{"name_of", "tickets", NULL, name_of},
	{"rule_trace", "audits", "What one rule did to a ticket, and why", rule_trace},
	{"comment", "comments", "A message; it does not change any more", comment},
	{"metadata", "comments", NULL, metadata},
	{"metadata_system", "comments", "From where it came", metadata_system},
	{"audit", "audits", "All that one change did, at one moment, by one author", audit},
	{"audit_event", "audits", "One thing that happened; keys by type", audit_event},
	{"attachment", "attachments", NULL, attachment}, {"upload", "attachments", NULL, upload},
	{"tag", "tags", NULL, tag},
	{"request", "requests", "A ticket as its requester sees it", request},
	{"request_comment", "requests", "A public comment", request_comment},
	{"request_author", "requests", "What a requester may know of an author", request_author},
	{"ticket_metric", "metrics", "The figures of one ticket", ticket_metric},
	{"metric_minutes", "metrics", NULL, minutes}, {"metric_seconds", "metrics", NULL, seconds},
	{"satisfaction_rating", "satisfaction", NULL, satisfaction_rating},
	{"satisfaction_reason", "satisfaction", NULL, satisfaction_reason},
	{"suspended_ticket", "suspended", "A message held back before it became a ticket",
		suspended_ticket},
	{"suspended_author", "suspended", NULL, suspended_author},
	{"ticket_merge", "tickets", "One ticket that went into another", ticket_merge},
	{"suspended_ref", "suspended", NULL, suspended_ref}, {0}};
