/* The board and the reports, as the API shows them, and what their operations answer (the language:
 * schema.h). */
#include "http/schema.h"

static const struct schema_key report[] = {
	{"name", "=first_reply_time|next_reply_time|resolution_time|promises|backlog_age|arrivals",
		NULL},
	{"definition", "text", "What exactly was counted"},
	{"from", "date", "First day, in `time_zone`"}, {"to", "date", "Last day, included"},
	{"time_zone", "text", NULL}, {"time", "=calendar|business", NULL},
	{"group_by", "=none|day|week|channel|group|agent|tag", NULL},
	{"as_of", "time", "What still waits has waited until then"},
	{"total", "@report_row", "An entry with several tags counts once"},
	{"rows", "[@report_row]", "By time, or the fullest first; at most 1,000"},
	{"left_out", "int", "Entries of the rows behind the last"},
	{"hours", "[@report_hour]?", "168 of `arrivals`, else null"},
	{"buckets", "[@report_bucket]?", "7 of `backlog_age`, else null"}, {0}};
static const struct schema_key report_row[] = {
	{"key", "text?", "A day, a Monday, a channel, an id, a tag; null: without one"},
	{"name", "text?", "Of a group or an agent"}, {"count", "int", NULL}, {"done", "int", NULL},
	{"waiting", "int", "Counted with the time so far"}, {"met", "int", NULL},
	{"missed", "int", NULL}, {"open", "int", NULL},
	{"met_percent", "num?", "Met of met and missed"}, {"median", "@report_rank?", NULL},
	{"p90", "@report_rank?", "Nine of ten did not take longer"},
	{"tickets", "@report_links", "What each number counted"}, {0}};
static const struct schema_key report_rank[] = {
	{"seconds", "int", NULL}, {"at_least", "bool", "What still waits can raise it"}, {0}};
static const struct schema_key report_links[] = {{"count", "url", NULL}, {"done", "url?", NULL},
	{"waiting", "url?", NULL}, {"met", "url?", NULL}, {"missed", "url?", NULL},
	{"open", "url?", NULL}, {"median", "url?", "What took at least so long"},
	{"p90", "url?", "What took at least so long"}, {0}};
static const struct schema_key report_hour[] = {{"hour", "int", "Since Monday 0:00"},
	{"count", "int", NULL}, {"tickets", "url", NULL}, {0}};
static const struct schema_key report_bucket[] = {{"from_days", "int", NULL},
	{"to_days", "int?", NULL}, {"count", "int", NULL}, {"tickets", "url", NULL}, {0}};
static const struct schema_key report_entry[] = {{"ticket_id", "id", NULL},
	{"subject", "text?", NULL}, {"requester", "text?", "Name"}, {"status", "text", NULL},
	{"state", "=done|waiting|met|missed|open|arrived", NULL}, {"kind", "text?", "Of a promise"},
	{"from", "time", NULL}, {"until", "time?", "Null: it goes on"}, {"seconds", "int", NULL},
	{"group_id", "id?", NULL}, {"assignee_id", "id?", NULL}, {"channel", "text", NULL}, {0}};

static const struct schema_key board[] = {{"now", "time", NULL}, {"until", "time", NULL},
	{"hours", "int", NULL}, {"time_zone", "text", NULL},
	{"overdue", "int", "Tickets whose deadline has passed"},
	{"due", "int", "Tickets whose deadline falls before `until`"},
	{"complete", "bool", "False: there are more than were looked at (5,000 of each)"},
	{"forecast", "@board_forecast", NULL}, {"slices", "[int]", "Due in each hour from now on"},
	{"groups", "[@board_group]", NULL}, {"people", "[@board_person]", NULL},
	{"tickets", "[@board_ticket]", "The 100 that became late last and the next 100"}, {0}};
static const struct schema_key board_forecast[] = {
	{"will_breach", "int", "Of those that are due, not late"}, {"until", "time", NULL},
	{"people_here", "int", "Available, and seen in the last 15 minutes"},
	{"answers_per_hour", "num", "Of one person"},
	{"rate_source", "=same_hours|all_hours|assumed", NULL}, {"answers", "int", NULL},
	{"agent_hours", "int", NULL}, {"definition", "text", "How it was reckoned"}, {0}};
static const struct schema_key board_group[] = {{"id", "id?", NULL}, {"name", "text?", NULL},
	{"overdue", "int", NULL}, {"due", "int", NULL}, {"unassigned", "int", NULL},
	{"next_due_at", "time?", NULL}, {0}};
static const struct schema_key board_person[] = {{"id", "id", NULL}, {"name", "text", NULL},
	{"available", "bool", NULL}, {"here", "bool", NULL}, {"seen_at", "time?", NULL},
	{"capacity", "int?", NULL}, {"open", "int", NULL},
	{"load", "int", "Open tickets, those that are due soon weigh more"},
	{"overdue", "int", NULL}, {"due", "int", NULL}, {0}};
static const struct schema_key board_ticket[] = {{"ticket_id", "id", NULL},
	{"subject", "text?", NULL}, {"status", "text", NULL}, {"priority", "text?", NULL},
	{"group_id", "id?", NULL}, {"group_name", "text?", NULL}, {"assignee_id", "id?", NULL},
	{"assignee_name", "text?", NULL}, {"kind", "text?", NULL}, {"due_at", "time", NULL}, {0}};

const struct schema schemas_reports[] = {
	{"report", "reports", "Numbers of what came in and how long people waited", report},
	{"report_row", "reports", NULL, report_row}, {"report_rank", "reports", NULL, report_rank},
	{"report_links", "reports", NULL, report_links},
	{"report_hour", "reports", NULL, report_hour},
	{"report_bucket", "reports", NULL, report_bucket},
	{"report_entry", "reports", "What a number counted", report_entry},
	{"board", "reports", "What falls due, and who is there to answer", board},
	{"board_forecast", "reports", NULL, board_forecast},
	{"board_group", "reports", NULL, board_group},
	{"board_person", "reports", NULL, board_person},
	{"board_ticket", "reports", NULL, board_ticket}, {0}};

const struct schema_shape schema_answers_reports[] = {
	{M_GET, "reports/:report", "200 report:@report"},
	{M_GET, "reports/:report/tickets", "200 entries:[@report_entry] +page"},
	{M_GET, "board", "200 board:@board"}, {0}};
