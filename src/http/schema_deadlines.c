/* Deadlines, schedules and SLA policies, as the API shows them (the language: schema.h). */
#include "http/schema.h"

static const struct schema_key deadline[] = {{"id", "id", NULL},
	{"kind", "text", "`first_reply`, `next_reply`, `resolution`, `agent_work` …"},
	{"outcome", "text", "`open`, `paused`, `met`, `breached` …"}, {"started_at", "time", NULL},
	{"target_s", "int", "Promised, in seconds that count"}, {"goal_s", "int", "Hoped for"},
	{"due_at", "time?", NULL}, {"goal_at", "time?", NULL}, {"paused_at", "time?", NULL},
	{"paused_s", "int", NULL}, {"remaining_s", "int?", "Negative: late"},
	{"fulfilled_at", "time?", NULL}, {"fulfilled_by", "id?", NULL}, {"by_solve", "bool", NULL},
	{"warned_at", "time?", NULL},
	{"breached_at", "time?", "When it was due, not when it was seen"},
	{"policy", "@deadline_policy", NULL}, {"calendar", "@deadline_calendar", NULL},
	{"intervals", "[@deadline_interval]", "The times that counted"},
	{"pauses", "[@deadline_pause]", NULL},
	{"closed", "[@deadline_closure]", "Why it was closed between those times"},
	{"explanation", "text", "The same as a sentence, in English"}, {0}};
static const struct schema_key deadline_policy[] = {
	{"id", "id?", NULL}, {"title", "text?", NULL}, {"version", "int?", NULL}, {0}};
static const struct schema_key deadline_calendar[] = {{"id", "id?", NULL}, {"name", "text?", NULL},
	{"version", "int?", NULL}, {"time_zone", "text?", NULL},
	{"always_open", "bool", "Every hour counts"}, {0}};
static const struct schema_key deadline_closure[] = {
	{"reason", "=overnight|weekend|holiday|other_days|midday", NULL},
	{"holiday", "text?", "Its name, where it has one"}, {0}};
static const struct schema_key deadline_interval[] = {
	{"from", "time", NULL}, {"to", "time", NULL}, {"counted_s", "int", NULL}, {0}};
static const struct schema_key deadline_pause[] = {{"*", "any", NULL}, {0}};

static const struct schema_key queue_item[] = {{"ticket_id", "id", NULL},
	{"subject", "text?", NULL}, {"status", "text", NULL}, {"priority", "text?", NULL},
	{"type", "text?", NULL}, {"requester", "@name_of?", NULL}, {"assignee", "@name_of?", NULL},
	{"group_id", "id?", NULL}, {"organization", "@name_of?", NULL}, {"tags", "[text]", NULL},
	{"channel", "text", NULL}, {"created_at", "time", NULL}, {"updated_at", "time", NULL},
	{"written_at", "time?", "When the newest comment was written"},
	{"snippet", "text?", "Begin of the newest comment"},
	{"unread", "bool", "Somebody else wrote what you have not seen"},
	{"has_attachment", "bool", NULL}, {"has_draft", "bool", "An unsent answer of yours"},
	{"deadline", "@queue_deadline?", "The next one; null: nobody waits"},
	{"snooze", "@snooze?", "Put aside until then"},
	{"values", "any?", "With `columns`: what it has in them, people and groups by id"},
	{"fits", "bool?", "With `list`: does it belong there now?"},
	{"place", "int?", "With `list`: its place in it, from 0; null: it is not in it"}, {0}};
static const struct schema_key queue_group[] = {{"start", "int", "Its first row, from 0"},
	{"count", "int", NULL},
	{"value", "text?", "`open`, a name, or the id of a group; null: none"}, {0}};
static const struct schema_key queue_view[] = {{"id", "id", NULL}, {"title", "text", NULL},
	{"shared", "bool", "Others see it too"}, {"may_edit", "bool", NULL},
	{"count", "int", "Exact up to 100,000"}, {"fresh", "bool", "false: counted some time ago"},
	{"group_by", "text?", NULL}, {"sort_by", "text?", NULL}, {"sort_order", "=asc|desc", NULL},
	{"columns", "[text]", NULL}, {0}};
static const struct schema_key bulk_job[] = {{"id", "text", "Of its job, see /job_statuses"},
	{"action", "=update|delete|spam|undo", NULL}, {"state", "=working|done|stopped", NULL},
	{"total", "int", NULL}, {"changed", "int", NULL},
	{"unchanged", "int", "They were so already"}, {"failed", "int", NULL},
	{"skipped", "int", "Of an undo: changed since, so they stay as they are"},
	{"undone", "bool", NULL}, {"problems", "[@bulk_problem]", "Up to 50"}, {0}};
static const struct schema_key bulk_problem[] = {{"ticket_id", "id", NULL},
	{"outcome", "=failed|skipped", NULL}, {"text", "text?", NULL}, {0}};
static const struct schema_key search_part[] = {
	{"start", "int", "Place in the text, in UTF-16 units"}, {"end", "int", "Behind its end"},
	{"value_start", "int", "Where the value begins"},
	{"kind", "=word|phrase|field|steer", NULL}, {"key", "text?", NULL},
	{"operator", "text?", NULL}, {"value", "text?", NULL}, {"negated", "bool", NULL},
	{"prefix", "bool", "It ends with `*`"}, {0}};
static const struct schema_key search_problem[] = {
	{"code", "=value|time|number|key|quote|empty|unknown", NULL}, {"start", "int", NULL},
	{"end", "int", NULL}, {"key", "text?", NULL}, {"text", "text", "What is wrong with it"},
	{0}};
static const struct schema_key search_suggestion[] = {
	{"value", "text", "As it stands in a search"}, {"label", "text?", "Its name"}, {0}};
static const struct schema_key queue_deadline[] = {{"kind", "text", NULL},
	{"due_at", "time?", NULL}, {"goal_at", "time?", NULL}, {"paused", "bool", NULL},
	{"remaining_s", "int", NULL}, {"state", "text", NULL}, {0}};
static const struct schema_key queue_counts[] = {{"mine", "int", NULL}, {"unassigned", "int", NULL},
	{"all", "int", NULL}, {"breaching", "int", NULL},
	{"snoozed", "int", "Put aside by you or assigned to you"}, {0}};

static const struct schema_key schedule[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"name", "text", NULL}, {"time_zone", "text", "`Europe/Zagreb`"},
	{"version", "int", "Counts up with every change; running deadlines keep theirs"},
	{"intervals", "[@schedule_interval]", NULL}, {"created_at", "time", NULL},
	{"updated_at", "time", NULL}, {0}};
static const struct schema_key schedule_interval[] = {
	{"start_time", "int", "Minutes since Sunday 0:00"}, {"end_time", "int", NULL}, {0}};
static const struct schema_key workweek[] = {{"intervals", "[@schedule_interval]", NULL}, {0}};
static const struct schema_key holiday[] = {{"id", "id", NULL}, {"name", "text", NULL},
	{"start_date", "date", NULL}, {"end_date", "date", "The last day, included"},
	{"open", "[[text]]", "Hours in which it is open all the same: `[[\"09:00\",\"12:00\"]]`"},
	{0}};

static const struct schema_key sla_policy[] = {{"url", "url", NULL}, {"id", "id", NULL},
	{"title", "text", NULL}, {"description", "text?", NULL},
	{"position", "int", "The first that matches holds"}, {"version", "int", NULL},
	{"filter", "@conditions", NULL}, {"policy_metrics", "[@policy_metric]", NULL},
	{"pause_statuses", "[text]",
		"In these statuses the clock stands; never for a first reply, and "
		"requester_wait_time, agent_work_time and pausable_update_time have their own"},
	{"warn_before_seconds", "[int]", NULL}, {"created_at", "time", NULL},
	{"updated_at", "time", NULL}, {0}};
static const struct schema_key policy_metric[] = {{"priority", "text?", NULL},
	{"metric", "text",
		"`first_reply_time`, `next_reply_time`, `requester_wait_time`, `agent_work_time`, "
		"`periodic_update_time`, `pausable_update_time`, `total_resolution_time`"},
	{"target", "int", "Minutes"}, {"target_in_seconds", "int", NULL},
	{"goal_in_seconds", "int", NULL}, {"business_hours", "bool", NULL},
	{"schedule_id", "id?", NULL}, {0}};

static const struct schema_key sla_preview[] = {{"tickets", "int", "Open tickets looked at"},
	{"complete", "bool", "Those are all; else the most pressing"},
	{"same", "int", "Deadlines that would not move"}, {"earlier", "int", NULL},
	{"later", "int", NULL}, {"starts", "int", "That would be promised newly"},
	{"ends", "int", "That nobody would promise any more"},
	{"late_now", "int", "Missed already"}, {"late_then", "int", "That would be missed at once"},
	{"deadlines", "[@preview_deadline]", "Up to 200 that change and 20 that do not"}, {0}};
static const struct schema_key preview_deadline[] = {{"ticket_id", "id", NULL},
	{"subject", "text?", NULL}, {"priority", "text?", NULL},
	{"kind", "text", "As in deadlines"}, {"effect", "=same|earlier|later|starts|ends", NULL},
	{"now", "@preview_side?", NULL}, {"then", "@preview_side?", NULL}, {0}};
static const struct schema_key preview_side[] = {{"due_at", "time?", "null while paused"},
	{"paused", "bool", NULL}, {"remaining_s", "int", "While paused"}, {"late", "bool", NULL},
	{"policy_id", "id?", "null: the new one"}, {"policy_title", "text?", NULL}, {0}};
static const struct schema_key sla_dry_run[] = {{"from", "time", NULL}, {"days", "int", NULL},
	{"tickets", "int", NULL}, {"complete", "bool", "All of those days; else the newest"},
	{"deadlines_now", "int", "That were promised"}, {"deadlines_then", "int", NULL},
	{"breached_now", "int", "That were missed"}, {"breached_then", "int", NULL},
	{"worse", "int", "Missed only under the new rule"},
	{"better", "int", "Missed only under the old one"},
	{"worse_deadlines", "[@replayed_deadline]", "Up to 100"},
	{"better_deadlines", "[@replayed_deadline]", "Up to 100"}, {0}};
static const struct schema_key replayed_deadline[] = {{"ticket_id", "id", NULL},
	{"subject", "text?", NULL}, {"kind", "text", NULL}, {"started_at", "time", NULL},
	{"ended_at", "time?", NULL}, {"due_now", "time?", "null: was not promised"},
	{"due_then", "time?", NULL}, {0}};
static const struct schema_key promise_job[] = {{"id", "text", "For queue/bulk"},
	{"state", "text", NULL}, {"total", "int", "Open tickets"}, {0}};
static const struct schema_key holiday_import[] = {{"preview", "bool", "Nothing was stored"},
	{"events", "int", "In the file"}, {"already", "int", "Whose days were holidays before"},
	{"elsewhere", "int", "Not within the next 3 years, or cancelled"},
	{"by_hour", "int", "Left out: not whole days"},
	{"odd", "int", "Left out: repeated otherwise than yearly"}, {"unreadable", "int", NULL},
	{"added", "[@new_holiday]", NULL}, {0}};
static const struct schema_key new_holiday[] = {{"name", "text", NULL},
	{"start_date", "date", NULL}, {"end_date", "date", NULL}, {"open", "[[text]]", NULL}, {0}};

static const struct schema_key group_assignment[] = {{"group_id", "id", NULL},
	{"method", "text", "How new tickets find an agent: `manual`, `round_robin`, `load`"}, {0}};
static const struct schema_key agent_availability[] = {{"agent_id", "id", NULL},
	{"name", "text", NULL}, {"available", "bool", NULL},
	{"capacity", "int?", "How much at most; null: no end"}, {"open_tickets", "int", NULL},
	{"load", "int", "Open tickets, those that are due soon weigh more"},
	{"updated_at", "time?", NULL}, {0}};

const struct schema schemas_deadlines[] = {
	{"deadline", "deadlines", "Somebody waits for us, and by when we promised", deadline},
	{"deadline_policy", "deadlines", NULL, deadline_policy},
	{"deadline_calendar", "deadlines", NULL, deadline_calendar},
	{"deadline_interval", "deadlines", NULL, deadline_interval},
	{"deadline_pause", "deadlines", NULL, deadline_pause},
	{"deadline_closure", "deadlines", NULL, deadline_closure},
	{"queue_item", "deadlines", "A ticket in the order in which to work", queue_item},
	{"queue_deadline", "deadlines", NULL, queue_deadline},
	{"queue_group", "deadlines", "A heading in a list", queue_group},
	{"queue_view", "deadlines", "A view at the side of the list", queue_view},
	{"bulk_job", "deadlines", "A change to many tickets", bulk_job},
	{"bulk_problem", "deadlines", NULL, bulk_problem},
	{"search_part", "search", "A part of a search as it was understood", search_part},
	{"search_problem", "search", NULL, search_problem},
	{"search_suggestion", "search", NULL, search_suggestion},
	{"queue_counts", "deadlines", NULL, queue_counts},
	{"schedule", "schedules", "When we are open", schedule},
	{"schedule_interval", "schedules", NULL, schedule_interval},
	{"workweek", "schedules", NULL, workweek}, {"holiday", "schedules", NULL, holiday},
	{"sla_policy", "sla", "What is promised to whom", sla_policy},
	{"policy_metric", "sla", NULL, policy_metric},
	{"sla_preview", "sla", "What would become of the open tickets", sla_preview},
	{"preview_deadline", "sla", NULL, preview_deadline},
	{"preview_side", "sla", NULL, preview_side},
	{"sla_dry_run", "sla", "What would have become of those of the past", sla_dry_run},
	{"replayed_deadline", "sla", NULL, replayed_deadline},
	{"promise_job", "sla", NULL, promise_job},
	{"holiday_import", "schedules", "What a calendar file brings", holiday_import},
	{"new_holiday", "schedules", NULL, new_holiday},
	{"group_assignment", "deadlines", NULL, group_assignment},
	{"agent_availability", "deadlines", "Who takes tickets at the moment", agent_availability},
	{0}};
