/* Views, macros, triggers and automations, as the API shows them (the language: schema.h). */
#include "http/schema.h"

#define USED "When `include` asks for it: uses in the last"
#define RULE_KEYS \
	{"url", "url", NULL}, {"id", "id", NULL}, {"title", "text", NULL}, \
		{"raw_title", "text", NULL}, {"description", "text?", NULL}, \
		{"active", "bool", NULL}, {"position", "int", NULL}, {"default", "bool", NULL}, \
		{"created_at", "time", NULL}, {"updated_at", "time", NULL}, \
		{"usage_1h?", "int", USED " hour"}, {"usage_24h?", "int", USED " day"}, \
		{"usage_7d?", "int", USED " 7 days"}, {"usage_30d?", "int", USED " 30 days"}, \
		{"permissions?", "@rule_permissions", "When `include` asks for it"}, \
	{ \
		"app_installation?", "object?", "Always null; when `include` asks for it" \
	}

static const struct schema_key rule_permissions[] = {
	{"can_edit", "bool", "The caller may change it"}, {"can_delete", "bool", NULL}, {0}};

static const struct schema_key view[] = {RULE_KEYS, {"conditions", "@conditions", NULL},
	{"restriction", "@restriction?", "Who has it; null: all agents"},
	{"execution", "@view_execution", "How its list looks"}, {0}};
static const struct schema_key restriction[] = {{"type", "=Group|User", NULL}, {"id", "id", NULL},
	{"ids?", "[id]", "All groups, when there are several"}, {0}};
static const struct schema_key view_execution[] = {{"group_by", "text?", NULL},
	{"group_order", "text?", NULL}, {"sort_by", "text?", NULL}, {"sort_order", "text?", NULL},
	{"group", "@view_order?", NULL}, {"sort", "@view_order?", NULL},
	{"columns", "[@view_column]", NULL}, {"fields", "[@view_column]", "The same"},
	{"custom_fields", "[@view_column]", NULL}, {0}};
static const struct schema_key view_order[] = {{"id", "id|text", NULL}, {"title", "text", NULL},
	{"order", "=asc|desc", NULL}, {"filterable?", "bool", NULL}, {"sortable?", "bool", NULL},
	{0}};
static const struct schema_key view_column[] = {{"id", "id|text", NULL}, {"title", "text", NULL},
	{"type?", "text", NULL}, {"url?", "url", NULL}, {"filterable?", "bool", NULL},
	{"sortable?", "bool", NULL}, {0}};
static const struct schema_key view_count[] = {{"url", "url", NULL}, {"view_id", "id?", NULL},
	{"value", "int?", NULL}, {"pretty", "text", "The number in words: `~2,000`"},
	{"fresh", "bool", NULL}, {"active", "bool", NULL}, {"refresh", "text", NULL}, {0}};
static const struct schema_key view_row[] = {{"ticket", "@ticket", NULL}, {"ticket_id", "id", NULL},
	{"*", "any", "One key for each column"}, {0}};
static const struct schema_key view_ref[] = {{"id", "id", NULL}, {"url", "url", NULL}, {0}};

static const struct schema_key macro[] = {
	RULE_KEYS, {"actions", "[@action]", NULL}, {"restriction", "@restriction?", NULL}, {0}};
static const struct schema_key macro_result[] = {
	{"ticket", "object", "What the macro would change; nothing is saved"},
	{"comment?", "object", NULL}, {0}};

static const struct schema_key conditions[] = {{"all", "[@condition]", "All of these hold"},
	{"any", "[@condition]", "… and one of these"}, {0}};
static const struct schema_key condition[] = {{"field", "text", NULL}, {"operator", "text?", NULL},
	{"value", "any", "Text, number, list or null"}, {0}};
static const struct schema_key action[] = {
	{"field", "text", NULL}, {"value", "any", "Text, list or null"}, {0}};

static const struct schema_key trigger[] = {RULE_KEYS, {"conditions", "@conditions", NULL},
	{"actions", "[@action]", NULL}, {"category_id", "text?", NULL}, {0}};
static const struct schema_key trigger_category[] = {{"id", "text", NULL}, {"name", "text", NULL},
	{"position", "int", NULL}, {"created_at", "time", NULL}, {"updated_at", "time", NULL}, {0}};
static const struct schema_key automation[] = {
	RULE_KEYS, {"conditions", "@conditions", NULL}, {"actions", "[@action]", NULL}, {0}};

/* The vocabulary for editors. */
static const struct schema_key rule_definitions[] = {{"conditions_all?", "[@definition]", NULL},
	{"conditions_any?", "[@definition]", NULL}, {"actions?", "[@definition]", NULL}, {0}};
static const struct schema_key definition[] = {{"title", "text", NULL},
	{"subject", "text", "The `field` of a condition or action"}, {"value?", "text", "The same"},
	{"type", "text", NULL}, {"group", "text", NULL}, {"nullable", "bool", NULL},
	{"repeatable", "bool", NULL}, {"operators?", "[@definition_choice]", NULL},
	{"values?", "[@definition_choice]", NULL}, {"metadata?", "object", NULL}, {0}};

static const struct schema_key condition_definitions[] = {
	{"all", "[@definition]", NULL}, {"any", "[@definition]", NULL}, {0}};
static const struct schema_key definition_choice[] = {{"value", "text?", NULL},
	{"title", "text", NULL}, {"terminal?", "bool", "Takes no value"},
	{"enabled?", "bool", NULL}, {0}};
static const struct schema_key rule_revision[] = {{"id", "id", NULL}, {"url", "url", NULL},
	{"author_id", "id", "-1: the system itself"}, {"created_at", "time", NULL},
	{"snapshot", "object", "Conditions and actions as they were"}, {0}};
static const struct schema_key dry_run[] = {{"ticket_id", "id", NULL},
	{"audit_id?", "id", "Of triggers"}, {"created_at", "time", NULL},
	{"subject", "text?", NULL}, {"fires", "bool", NULL},
	{"conditions_met", "[bool]", "Of each condition, in their order"}, {0}};
static const struct schema_key macro_attachment[] = {{"id", "id", NULL}, {"filename", "text", NULL},
	{"content_type", "text", NULL}, {"content_url", "url", NULL}, {"size", "int", NULL},
	{"created_at", "time", NULL}, {0}};
static const struct schema_key macro_draft[] = {{"title", "text?", NULL},
	{"description", "text?", NULL}, {"active", "bool", NULL}, {"actions", "[@action]", NULL},
	{"restriction", "@restriction?", NULL}, {0}};

static const struct schema_key rule_change[] = {{"id", "id", NULL}, {"active?", "bool", NULL},
	{"position?", "int", NULL}, {"category_id?", "id?", "Of triggers"}, {0}};

static const struct schema_key category_job_results[] = {
	{"trigger_categories?", "[@trigger_category]", NULL}, {"triggers?", "[object]", NULL}, {0}};

const struct schema schemas_rules[] = {{"view", "views", "A saved list of tickets", view},
	{"rule_permissions", "views", NULL, rule_permissions},
	{"restriction", "views", NULL, restriction},
	{"view_execution", "views", NULL, view_execution},
	{"view_order", "views", NULL, view_order}, {"view_column", "views", NULL, view_column},
	{"view_count", "views", NULL, view_count}, {"view_row", "views", NULL, view_row},
	{"view_ref", "views", NULL, view_ref},
	{"macro", "macros", "Changes that an agent makes with one choice", macro},
	{"macro_result", "macros", NULL, macro_result},
	{"trigger", "triggers", "Acts at once when a ticket is made or changed", trigger},
	{"trigger_category", "triggers", NULL, trigger_category},
	{"conditions", "triggers", NULL, conditions}, {"condition", "triggers", NULL, condition},
	{"action", "triggers", NULL, action},
	{"rule_definitions", "triggers", "What a rule can ask for and do", rule_definitions},
	{"definition", "triggers", NULL, definition},
	{"automation", "automations", "Acts when time has passed", automation},
	{"condition_definitions", "triggers", NULL, condition_definitions},
	{"definition_choice", "triggers", NULL, definition_choice},
	{"rule_revision", "triggers", "A trigger or automation as it was", rule_revision},
	{"dry_run", "triggers",
		"What a rule would do to a ticket, or would have done to a past change", dry_run},
	{"macro_attachment", "macros", NULL, macro_attachment},
	{"macro_draft", "macros", "A macro that is not saved yet", macro_draft},
	{"rule_change", "triggers", "One rule in an `update_many`", rule_change},
	{"category_job_results", "triggers", NULL, category_job_results}, {0}};
