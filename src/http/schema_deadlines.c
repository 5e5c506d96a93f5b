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
	{"pauses", "[@deadline_pause]", NULL}, {"explanation", "text", "The same as a sentence"},
	{0}};
static const struct schema_key deadline_policy[] = {
	{"id", "id?", NULL}, {"title", "text?", NULL}, {"version", "int?", NULL}, {0}};
static const struct schema_key deadline_calendar[] = {{"id", "id?", NULL}, {"name", "text?", NULL},
	{"version", "int?", NULL}, {"time_zone", "text?", NULL}, {0}};
static const struct schema_key deadline_interval[] = {
	{"from", "time", NULL}, {"to", "time", NULL}, {"counted_s", "int", NULL}, {0}};
static const struct schema_key deadline_pause[] = {{"*", "any", NULL}, {0}};

static const struct schema_key queue_item[] = {{"ticket_id", "id", NULL},
	{"subject", "text?", NULL}, {"status", "text", NULL}, {"priority", "text?", NULL},
	{"requester", "@name_of?", NULL}, {"assignee", "@name_of?", NULL},
	{"group_id", "id?", NULL}, {"tags", "[text]", NULL}, {"channel", "text", NULL},
	{"updated_at", "time", NULL}, {"snippet", "text?", "Begin of the newest comment"},
	{"deadline", "@queue_deadline?", "The next one; null: nobody waits"}, {0}};
static const struct schema_key queue_deadline[] = {{"kind", "text", NULL},
	{"due_at", "time?", NULL}, {"goal_at", "time?", NULL}, {"paused", "bool", NULL},
	{"remaining_s", "int", NULL}, {"state", "text", NULL}, {0}};
static const struct schema_key queue_counts[] = {{"mine", "int", NULL}, {"unassigned", "int", NULL},
	{"all", "int", NULL}, {"breaching", "int", NULL}, {0}};

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
	{"queue_item", "deadlines", "A ticket in the order in which to work", queue_item},
	{"queue_deadline", "deadlines", NULL, queue_deadline},
	{"queue_counts", "deadlines", NULL, queue_counts},
	{"schedule", "schedules", "When we are open", schedule},
	{"schedule_interval", "schedules", NULL, schedule_interval},
	{"workweek", "schedules", NULL, workweek}, {"holiday", "schedules", NULL, holiday},
	{"sla_policy", "sla", "What is promised to whom", sla_policy},
	{"policy_metric", "sla", NULL, policy_metric},
	{"group_assignment", "deadlines", NULL, group_assignment},
	{"agent_availability", "deadlines", "Who takes tickets at the moment", agent_availability},
	{0}};
