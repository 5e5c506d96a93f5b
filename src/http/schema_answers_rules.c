/* What the operations on rules, deadlines, schedules and policies answer (the language: schema.h).
 */
#include "http/schema.h"

#define COUNT "200 count:@count"
#define VIEWS "200 views:[@view] +page"
#define ROWS \
	"200 rows:[@view_row] columns:[@view_column] view:@view_ref? groups:[@group] +page " \
	"users?:[@user] organizations?:[@organization]"
#define MACROS	 "200 macros:[@macro] +page"
#define RESULT	 "200 result:@macro_result"
#define RULE_SET "200 definitions:@rule_definitions"

/* The same for triggers and automations; `n` is the name. */
#define RULE_ROWS(n) \
	{M_GET, n "s", "200 " n "s:[@" n "] +page"}, {M_POST, n "s", "201 " n ":@" n}, \
		{M_GET, n "s/active", "200 " n "s:[@" n "] +page"}, \
		{M_GET, n "s/search", "200 " n "s:[@" n "] +page"}, \
		{M_GET, n "s/definitions", RULE_SET}, \
		{M_PUT, n "s/update_many", "200 " n "s:[@" n "] +page"}, \
		{M_DELETE, n "s/destroy_many", "204"}, {M_GET, n "s/:id", "200 " n ":@" n}, \
		{M_PUT, n "s/:id", "200 " n ":@" n}, \
	{ \
		M_DELETE, n "s/:id", "204" \
	}

const struct schema_shape schema_answers_rules[] = {{M_GET, "views", VIEWS},
	{M_POST, "views", "201 view:@view"}, {M_GET, "views/active", VIEWS},
	{M_GET, "views/compact", VIEWS}, {M_GET, "views/search", VIEWS},
	{M_GET, "views/show_many", VIEWS}, {M_GET, "views/definitions", RULE_SET},
	{M_GET, "views/count", COUNT}, {M_GET, "views/count_many", "200 view_counts:[@view_count]"},
	{M_POST, "views/preview", ROWS},
	{M_POST, "views/preview/count", "200 view_count:@view_count"},
	{M_PUT, "views/update_many", VIEWS}, {M_DELETE, "views/destroy_many", "204"},
	{M_GET, "views/:id", "200 view:@view"}, {M_PUT, "views/:id", "200 view:@view"},
	{M_DELETE, "views/:id", "204"},
	{M_GET, "views/:id/tickets",
		"200 tickets:[@ticket] +page users?:[@user] groups?:[@group] "
		"organizations?:[@organization]"},
	{M_GET, "views/:id/count", "200 view_count:@view_count"},
	{M_GET, "views/:id/execute", ROWS}, {M_GET, "macros", MACROS},
	{M_POST, "macros", "201 macro:@macro"}, {M_GET, "macros/active", MACROS},
	{M_GET, "macros/search", MACROS}, {M_GET, "macros/categories", "200 categories:[text]"},
	{M_GET, "macros/actions", "200 actions:[@definition]"},
	{M_GET, "macros/definitions", RULE_SET}, {M_GET, "macros/new", "200 macro:@macro_draft"},
	{M_PUT, "macros/update_many", MACROS}, {M_DELETE, "macros/destroy_many", "204"},
	{M_GET, "macros/:id", "200 macro:@macro"}, {M_PUT, "macros/:id", "200 macro:@macro"},
	{M_DELETE, "macros/:id", "204"}, {M_GET, "macros/:id/apply", RESULT},
	{M_GET, "tickets/:id/macros/:id/apply", RESULT}, RULE_ROWS("trigger"),
	{M_PUT, "triggers/reorder", "200 triggers:[@trigger] +page"},
	{M_PUT, "automations/reorder", "200 automations:[@automation] +page"},
	RULE_ROWS("automation"),
	{M_GET, "trigger_categories", "200 trigger_categories:[@trigger_category] +page"},
	{M_POST, "trigger_categories", "201 trigger_category:@trigger_category"},
	{M_GET, "trigger_categories/:id", "200 trigger_category:@trigger_category"},
	{M_PATCH, "trigger_categories/:id", "200 trigger_category:@trigger_category"},
	{M_DELETE, "trigger_categories/:id", "204"},
	{M_GET, "queue", "200 queue:[@queue_item] counts:@queue_counts now:time +page"},
	{M_GET, "queue/window",
		"200 list:text total:int more:bool offset:int ids:[id] new:[id]? "
		"queue:[@queue_item] group_by:text? groups:[@queue_group] now:time"},
	{M_GET, "queue/views", "200 views:[@queue_view] counts:@queue_counts now:time"},
	{M_PUT, "tickets/:id/read", "204"}, {M_DELETE, "tickets/:id/read", "204"},
	{M_POST, "queue/bulk", "200 bulk_job:@bulk_job"},
	{M_GET, "queue/bulk/:id", "200 bulk_job:@bulk_job"},
	{M_POST, "queue/bulk/:id/undo", "200 bulk_job:@bulk_job"},
	{M_GET, "search/parse", "200 parts:[@search_part] problems:[@search_problem]"},
	{M_GET, "search/suggest", "200 suggestions:[@search_suggestion]"},
	{M_GET, "tickets/:id/deadlines", "200 deadlines:[@deadline] +page"},
	{M_GET, "business_hours/schedules", "200 schedules:[@schedule] +page"},
	{M_POST, "business_hours/schedules", "201 schedule:@schedule"},
	{M_GET, "business_hours/schedules/:id", "200 schedule:@schedule"},
	{M_PUT, "business_hours/schedules/:id", "200 schedule:@schedule"},
	{M_DELETE, "business_hours/schedules/:id", "204"},
	{M_PUT, "business_hours/schedules/:id/workweek", "200 workweek:@workweek"},
	{M_GET, "business_hours/schedules/:id/holidays", "200 holidays:[@holiday] +page"},
	{M_POST, "business_hours/schedules/:id/holidays", "201 holiday:@holiday"},
	{M_GET, "business_hours/schedules/:id/holidays/:id", "200 holiday:@holiday"},
	{M_PUT, "business_hours/schedules/:id/holidays/:id", "200 holiday:@holiday"},
	{M_DELETE, "business_hours/schedules/:id/holidays/:id", "204"},
	{M_GET, "slas/policies", "200 sla_policies:[@sla_policy] +page"},
	{M_POST, "slas/policies", "201 sla_policy:@sla_policy"},
	{M_GET, "slas/policies/definitions", "200 definitions:@condition_definitions"},
	{M_PUT, "slas/policies/reorder", "200"},
	{M_POST, "slas/policies/preview", "200 preview:@sla_preview"},
	{M_POST, "slas/policies/dry_run", "200 dry_run:@sla_dry_run"},
	{M_POST, "slas/policies/apply", "200 bulk_job:@promise_job"},
	{M_POST, "business_hours/schedules/:id/holidays/import", "200 import:@holiday_import"},
	{M_GET, "slas/policies/:id", "200 sla_policy:@sla_policy"},
	{M_PUT, "slas/policies/:id", "200 sla_policy:@sla_policy"},
	{M_DELETE, "slas/policies/:id", "204"},
	{M_GET, "views/:id/export", "200 export:@view_export"},
	{M_GET, "triggers/:id/revisions", "200 trigger_revisions:[@rule_revision] +page"},
	{M_GET, "triggers/:id/revisions/:id", "200 trigger_revision:@rule_revision"},
	{M_GET, "automations/:id/revisions", "200 automation_revisions:[@rule_revision] +page"},
	{M_GET, "automations/:id/revisions/:id", "200 automation_revision:@rule_revision"},
	{M_POST, "triggers/dry_run", "200 dry_run:[@dry_run] looked_at:int would_fire:int"},
	{M_POST, "automations/dry_run", "200 dry_run:[@dry_run] looked_at:int would_fire:int"},
	{M_POST, "macros/preview", RESULT},
	{M_POST, "trigger_categories/jobs",
		"200 status:text errors:[object] results:@category_job_results"},
	{M_POST, "macros/:id/uploads", "201 uploads:[@upload]"},
	{M_POST, "macros/attachments", "201 macro_attachment:@macro_attachment"},
	{M_GET, "macros/attachments/:id", "200 macro_attachment:@macro_attachment"},
	{M_DELETE, "macros/attachments/:id", "204"},
	{M_GET, "macros/:id/attachments", "200 macro_attachments:[@macro_attachment] +page"},
	{M_POST, "macros/:id/attachments", "201 macro_attachment:@macro_attachment"},
	{M_GET, "groups/:id/assignment", "200 assignment:@group_assignment"},
	{M_PUT, "groups/:id/assignment", "200 assignment:@group_assignment"},
	{M_GET, "agent_availabilities", "200 agent_availabilities:[@agent_availability] +page"},
	{M_GET, "agent_availabilities/:id", "200 agent_availability:@agent_availability"},
	{M_PUT, "agent_availabilities/:id", "200 agent_availability:@agent_availability"}, {0}};
