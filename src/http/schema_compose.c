/* Drafts, held replies and mentions: objects and answers (schema.h). */
#include "http/schema.h"

#define WORDS \
	{"body", "text", "Plain text"}, {"html_body", "text?", "The same with its format"}, \
		{"status", "text?", "To set when it is sent"}, \
		{"changes", "object?", "What else is set then"}, \
	{ \
		"updated_stamp", "text?", "`updated_at` of the ticket that the writer saw" \
	}
#define NOTICE "=undone|answered|closed|refused|forbidden|merged?"

static const struct schema_key draft[] = {{"ticket_id", "id", NULL}, {"mode", "=reply|note", NULL},
	{"version", "int", "Grows with every write"}, WORDS,
	{"notice", NOTICE, "Why a reply that was held lies here again"},
	{"notice_text", "text?", NULL}, {"uploads", "[@upload]", NULL},
	{"created_at", "time", NULL}, {"updated_at", "time", NULL}, {0}};
static const struct schema_key draft_place[] = {{"ticket_id", "id", NULL},
	{"mode", "=reply|note", NULL}, {"version", "int", NULL}, {"notice", NOTICE, NULL},
	{"created_at", "time", NULL}, {"updated_at", "time", NULL}, {0}};
static const struct schema_key held_reply[] = {{"id", "id", NULL}, {"ticket_id", "id", NULL},
	{"user_id", "id", "Whose it is"}, {"state", "=held|sent|undone|stopped", NULL},
	{"send_at", "time", NULL}, {"scheduled", "bool", "For a time that was chosen"},
	{"unless_answered", "bool", "Not when the customer writes first"}, WORDS,
	{"uploads", "[@upload]", NULL}, {"comment_id", "id?", "What it became"},
	{"reason", NOTICE, "Why it was not sent"}, {"reason_text", "text?", NULL},
	{"created_at", "time", NULL}, {"updated_at", "time", NULL}, {0}};
static const struct schema_key mention[] = {{"id", "id", NULL}, {"ticket_id", "id", NULL},
	{"comment_id", "id", NULL}, {"author_id", "id", NULL},
	{"group_id", "id?", "Named as one of this group"}, {"subject", "text?", "Of the ticket"},
	{"excerpt", "text?", "How the note begins"}, {"created_at", "time", NULL},
	{"seen_at", "time?", NULL}, {0}};
static const struct schema_key presence[] = {{"ticket_id", "id", NULL},
	{"user", "@name_of", "A colleague"},
	{"state", "=viewing|noting|replying", "What he does there"}, {0}};

const struct schema schemas_compose[] = {
	{"draft", "drafts", "An answer or a note that was not sent", draft},
	{"draft_place", "drafts", NULL, draft_place},
	{"held_reply", "drafts", "A reply that waits to be sent", held_reply},
	{"mention", "drafts", "A note that names you", mention},
	{"presence", "events", "Who is at a ticket", presence}, {0}};

#define CONFLICT "409 error:text description:text draft:@draft?"
#define HELD	 "held_reply:@held_reply"

const struct schema_shape schema_answers_compose[] = {
	{M_GET, "drafts", "200 drafts:[@draft_place] +page"},
	{M_GET, "tickets/:id/drafts", "200 drafts:[@draft]"},
	{M_PUT, "tickets/:id/drafts/:mode", "200 draft:@draft ; " CONFLICT},
	{M_DELETE, "tickets/:id/drafts/:mode", "204 ; " CONFLICT},
	{M_GET, "tickets/:id/held_replies", "200 held_replies:[@held_reply]"},
	{M_POST, "tickets/:id/held_replies", "201 " HELD},
	{M_GET, "tickets/:id/held_replies/:id", "200 " HELD},
	{M_PUT, "tickets/:id/held_replies/:id", "200 " HELD},
	{M_DELETE, "tickets/:id/held_replies/:id", "200 draft:@draft"},
	{M_GET, "users/me/mentions", "200 mentions:[@mention] unseen_tickets:int +page"},
	{M_PUT, "users/me/mentions/seen", "204"}, {M_GET, "presence", "200 presence:[@presence]"},
	{M_POST, "tickets/:id/presence", "200 presence:[@presence]"}, {0}};
