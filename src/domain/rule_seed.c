/*
 * The rules of a fresh database: what a house needs on its first day, as examples to change. They
 * go through rule_create like anybody's.
 */
#include "base/json.h"
#include "domain/rule.h"

#include <string.h>

struct seed_rule {
	enum rule_kind kind;
	const char *title, *description;
	bool inactive;
	const char *definition; /* JSON: conditions, actions, output */
};

#define IS(field, value) "{\"field\":\"" field "\",\"operator\":\"is\",\"value\":\"" value "\"}"
#define IS_NOT(field, value) \
	"{\"field\":\"" field "\",\"operator\":\"is_not\",\"value\":\"" value "\"}"
#define LESS(field, value) \
	"{\"field\":\"" field "\",\"operator\":\"less_than\",\"value\":\"" value "\"}"
#define MORE(field, value) \
	"{\"field\":\"" field "\",\"operator\":\"greater_than\",\"value\":\"" value "\"}"
#define TURNED(field, how) "{\"field\":\"" field "\",\"operator\":\"" how "\",\"value\":null}"
#define ALL(list)	   "\"conditions\":{\"all\":[" list "],\"any\":[]}"
#define SET(field, value)  "{\"field\":\"" field "\",\"value\":\"" value "\"}"
#define TELL(how, whom, subject, body) \
	"{\"field\":\"notification_" how "\",\"value\":[\"" whom "\",\"" subject "\",\"" body "\"]}"
#define DO(list) "\"actions\":[" list "]"
#define COLUMNS	 "\"subject\",\"requester\",\"created\",\"updated\",\"group\",\"assignee\""
#define SHOW(by, order) \
	"\"output\":{\"columns\":[" COLUMNS "],\"sort_by\":\"" by "\",\"sort_order\":\"" order "\"}"
#define UNSOLVED LESS("status", "solved")

#define HELLO	 "Hello {{ticket.requester.first_name}},\\n\\n"
#define REQUEST	 "Request {{ticket.id}}: {{ticket.title}}"
#define TICKET	 "Ticket {{ticket.id}}: {{ticket.title}}"
#define LATEST	 "\\n\\n{{ticket.latest_comment}}\\n\\n{{ticket.link}}"
#define SIGNED	 "\\n\\n{{current_user.name}}"

static const struct seed_rule rules[] = {
	{RULE_VIEW, "Your unsolved tickets", "What is assigned to you", false,
		"{" ALL(UNSOLVED "," IS("assignee_id", "current_user")) "," SHOW(
			"updated", "desc") "}"},
	{RULE_VIEW, "Unassigned tickets", "What nobody has taken yet", false,
		"{" ALL(UNSOLVED "," IS("assignee_id", "")) "," SHOW("created", "asc") "}"},
	{RULE_VIEW, "Breaching soon", "Somebody waits, and there are less than 4 hours left", false,
		"{" ALL(UNSOLVED "," LESS("sla_next_breach_at", "4")) "," SHOW(
			"sla_next_breach_at", "asc") "}"},
	{RULE_VIEW, "All unsolved tickets", "", false,
		"{" ALL(UNSOLVED) "," SHOW("created", "asc") "}"},
	{RULE_VIEW, "Pending tickets", "The customer is to answer", false,
		"{" ALL(IS("status", "pending")) "," SHOW("updated", "asc") "}"},
	{RULE_VIEW, "Recently solved tickets", "In the last two days", false,
		"{" ALL(IS("status", "solved") "," LESS("SOLVED", "48")) "," SHOW(
			"updated", "desc") "}"},
	{RULE_VIEW, "Recently updated tickets", "In the last day", false,
		"{" ALL(LESS("updated_at", "24") "," LESS("status", "closed")) "," SHOW(
			"updated", "desc") "}"},

	{RULE_TRIGGER, "Notify requester of received request",
		"Says that the request is here and by when it will be answered", false,
		"{" ALL(IS("update_type", "Create") "," IS("ticket_is_public", "true") "," LESS(
			"status", "solved")) "," DO(TELL("user", "requester_id", REQUEST,
			HELLO "thank you for your message. {{ticket.promise}}\\n\\n"
			      "You can add to it by answering this message.")) "}"},
	{RULE_TRIGGER, "Notify requester and CCs of comment update", "", false,
		"{" ALL(IS("update_type", "Change") "," IS("comment_is_public", "true") "," IS_NOT(
			"requester_id", "current_user")) "," DO(TELL("user", "requester_and_ccs",
			REQUEST,
			HELLO "there is an answer to your request:\\n\\n"
			      "{{ticket.latest_public_comment}}" SIGNED)) "}"},
	{RULE_TRIGGER, "Notify assignee of comment update", "", false,
		"{" ALL(IS("update_type", "Change") "," IS(
			"comment_is_public", "not_relevant") "," IS_NOT("assignee_id",
			"") "," IS_NOT("assignee_id", "current_user") "," TURNED("assignee_id",
			"not_changed")) "," DO(TELL("user", "assignee_id", TICKET,
			"{{current_user.name}} wrote:" LATEST)) "}"},
	{RULE_TRIGGER, "Notify assignee of assignment", "", false,
		"{" ALL(TURNED("assignee_id", "changed") "," IS_NOT("assignee_id", "") "," IS_NOT(
			"assignee_id", "current_user")) "," DO(TELL("user", "assignee_id", TICKET,
			"This ticket is assigned to you." LATEST)) "}"},
	{RULE_TRIGGER, "Notify group of assignment", "When nobody of the group has it yet", false,
		"{" ALL(TURNED("group_id", "changed") "," IS_NOT("group_id", "") "," IS(
			"assignee_id", "")) "," DO(TELL("group", "group_id", TICKET,
			"Your group {{ticket.group.name}} has this ticket now." LATEST)) "}"},
	{RULE_TRIGGER, "Notify all agents of received request", "For small teams", true,
		"{" ALL(IS("update_type", "Create")) "," DO(TELL("user", "all_agents", TICKET,
			"{{ticket.requester.name}} wrote:" LATEST)) "}"},

	{RULE_AUTOMATION, "Close tickets 4 days after they are solved",
		"Later answers of the customer become new tickets", false,
		"{" ALL(IS("status", "solved") "," MORE("SOLVED", "96")) "," DO(
			SET("status", "closed")) "}"},

	{RULE_MACRO, "Take it", "Assigns the ticket to you and your group", false,
		"{" DO(SET("group_id", "current_groups") "," SET(
			"assignee_id", "current_user")) "}"},
	{RULE_MACRO, "Ask for details", "", false,
		"{" DO(SET("comment_value", HELLO
			"to help you we need to know a little more:\\n\\n"
			"- What did you do, and what did you see?\\n"
			"- Since when does it happen?" SIGNED) "," SET("status", "pending")) "}"},
	{RULE_MACRO, "Customer does not answer", "", false,
		"{" DO(SET("comment_value", HELLO
			"we have not heard from you, so we take it that this is settled. If it "
			"is not, just answer this message." SIGNED) "," SET("status",
			"solved")) "}"},
	{RULE_MACRO, "Lower the priority and say so", "", false,
		"{" DO(SET("comment_value", HELLO
			"others cannot work at all at the moment, and we help them first. Yours "
			"is not forgotten. {{ticket.promise}}" SIGNED) "," SET("priority",
			"low")) "}"},
	{RULE_MACRO, "Answered in the help pages", "", false,
		"{" DO(SET("comment_value",
			HELLO "our help pages answer this question step by step. If something is "
			      "missing there, tell us." SIGNED) "," SET("status", "solved")) "}"},
};

static enum err make(struct cx *cx, const struct seed_rule *r)
{
	CLEANUP(json_cleanup)
	json_t *j = json_parse(r->definition, strlen(r->definition), NULL, 0);
	struct rule_input in = {.title = {true, r->title},
		.description = {true, r->description},
		.active = {true, !r->inactive},
		.conditions = json_object_get(j, "conditions"),
		.actions = json_object_get(j, "actions"),
		.output = json_object_get(j, "output")};
	struct rule *unused;

	return rule_create(cx, r->kind, &in, &unused);
}

enum err rule_seed(struct cx *cx)
{
	for (size_t i = 0; i < COUNT_OF(rules); i++)
		TRY(make(cx, &rules[i]));
	return OK;
}
