/* The timeline of a ticket and snooze: objects and answers (the language: schema.h). */
#include "http/schema.h"

static const struct schema_key timeline_item[] = {{"id", "id", "Of the event"},
	{"type", "text", "`ticket.updated`, `wait.breached` …"}, {"created_at", "time", NULL},
	{"author_id", "id?", "null: the system"}, {"channel", "text?", "Where it came from"},
	{"rule", "@timeline_rule?", "The rule that did it"},
	{"comment", "@comment?", "The message that came with it"},
	{"message", "@timeline_message?", "How that message is shown and where it went"},
	{"events", "[@timeline_change]", "What was changed"},
	{"facts", "object", "What else is known, by type"}, {0}};
static const struct schema_key timeline_rule[] = {
	{"id", "id", NULL}, {"title", "text?", NULL}, {"kind", "text?", NULL}, {0}};
static const struct schema_key timeline_change[] = {
	{"type", "text", "`Change`, `Create`, `Notification` …"}, {"field_name?", "text", NULL},
	{"value?", "any", NULL}, {"previous_value?", "any", NULL},
	{"*", "any", "Others by type, as in audits"}, {0}};
static const struct schema_key timeline_message[] = {
	{"html", "text?", "The words with their format, safe; null: plain, or framed"},
	{"framed", "bool", "It is HTML of a mail: show `/m/{id}/body` in a frame"},
	{"delivery", "@timeline_delivery?", "null: nothing was to be sent"}, {0}};
static const struct schema_key timeline_delivery[] = {
	{"state", "=on_page|seen", "It stands on the customer's page; he opened it"},
	{"mailed", "bool", "false: there is no mail channel"},
	{"seen_at", "time?", "When his page first showed it"}, {0}};
static const struct schema_key ticket_title[] = {
	{"id", "id", NULL}, {"subject", "text?", NULL}, {"status", "text", NULL}, {0}};
static const struct schema_key snooze[] = {{"ticket_id", "id", NULL},
	{"until", "time", "As it was chosen"}, {"wake_on_reply", "bool", NULL},
	{"wakes_at", "time", "As things stand: a promise may be nearer"},
	{"wakes_for", "=time|deadline", NULL}, {"user_id", "id", "Who put it aside"},
	{"created_at", "time", NULL}, {0}};

const struct schema schemas_timeline[] = {
	{"timeline_item", "audits", "What happened at one moment by one hand", timeline_item},
	{"timeline_rule", "audits", NULL, timeline_rule},
	{"timeline_change", "audits", NULL, timeline_change},
	{"timeline_message", "audits", NULL, timeline_message},
	{"timeline_delivery", "audits", NULL, timeline_delivery},
	{"ticket_title", "tickets", NULL, ticket_title},
	{"snooze", "deadlines", "A ticket that is put aside", snooze}, {0}};

const struct schema_shape schema_answers_timeline[] = {
	{M_GET, "tickets/:id/timeline",
		"200 timeline:[@timeline_item] seen_comment_id:id? snooze:@snooze? +page "
		"users?:[@user] groups?:[@group] organizations?:[@organization] ticket?:@ticket "
		"deadlines?:[@deadline] drafts?:[@draft] held_replies?:[@held_reply]"},
	{M_GET, "tickets/:id/beside",
		"200 others:[@queue_item] solved_count:int merges:[@ticket_merge] "
		"incidents:[@ticket_title] rule_traces:[@rule_trace]"},
	{M_GET, "tickets/:id/snooze", "200 snooze:@snooze?"},
	{M_PUT, "tickets/:id/snooze", "200 snooze:@snooze"},
	{M_DELETE, "tickets/:id/snooze", "204"}, {M_GET, "snoozes", "200 snoozes:[@snooze] +page"},
	{M_GET, "attachments/:id/pages/:page", "200 image/png"}, {0}};
