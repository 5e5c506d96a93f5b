/* The pages of the reference, and which operation stands on which. */
#include "http/docs.h"

#include <string.h>

#define TICKETS	 "Tickets"
#define PEOPLE	 "People"
#define RULES	 "Rules"
#define PROMISES "Deadlines"
#define DATA	 "Finding and moving data"
#define SETUP	 "Set-up"

const struct docs_page docs_pages[] = {
	{"tickets", TICKETS, "Tickets", "Make, read, change, merge, delete and restore them.",
		"tickets problems deleted_tickets users/:/tickets organizations/:/tickets "
		"tickets/:/merge tickets/:/unmerge"},
	{"comments", TICKETS, "Comments",
		"The thread of a ticket. A comment is added by changing the ticket.",
		"tickets/:/comments comment_redactions tickets/:/audits/:/make_private"},
	{"drafts", TICKETS, "Drafts and held replies",
		"Unsent answers, replies that wait to be sent, and notes that name you.",
		"drafts tickets/:/drafts tickets/:/held_replies users/me/mentions"},
	{"audits", TICKETS, "Audits", "What changed, when and by whom.",
		"tickets/:/audits ticket_audits tickets/:/rule_traces tickets/:/timeline "
		"tickets/:/beside"},
	{"requests", TICKETS, "Requests", "Tickets as their requesters see them.",
		"requests users/:/requests organizations/:/requests"},
	{"attachments", TICKETS, "Uploads and attachments",
		"Upload first, then name the token in a comment.",
		"uploads attachments tickets/:/comments/:/attachments"},
	{"tags", TICKETS, "Tags", "POST replaces all, PUT adds, DELETE removes.",
		"tags autocomplete/tags tickets/:/tags users/:/tags organizations/:/tags"},
	{"metrics", TICKETS, "Ticket metrics", "The figures of a ticket: replies, times, reopens.",
		"ticket_metrics tickets/:/metrics"},
	{"satisfaction", TICKETS, "Satisfaction ratings", "What customers say of our work.",
		"satisfaction_ratings satisfaction_reasons tickets/:/satisfaction_rating"},
	{"suspended", TICKETS, "Suspended tickets",
		"Messages that were held back; recover or delete them.",
		"suspended_tickets tickets/:/mark_as_spam tickets/mark_many_as_spam"},
	{"users", PEOPLE, "Users", "Customers, agents and administrators.",
		"users end_users deleted_users groups/:/users organizations/:/users"},
	{"identities", PEOPLE, "Identities", "Addresses and numbers of a user.",
		"users/:/identities"},
	{"organizations", PEOPLE, "Organizations", "Who belongs together, and their domains.",
		"organizations users/:/organizations organization_merges"},
	{"groups", PEOPLE, "Groups", "Teams of agents.", "groups users/:/groups"},
	{"memberships", PEOPLE, "Memberships", "Who is in which group and which organization.",
		"group_memberships organization_memberships users/:/group_memberships "
		"users/:/organization_memberships groups/:/memberships "
		"organizations/:/organization_memberships users/:/organizations/:/make_default "
		"users/:/groups/:/make_default users/:/organizations/:"},
	{"views", RULES, "Views", "Saved lists of tickets.", "views"},
	{"macros", RULES, "Macros", "Changes that an agent makes with one choice.",
		"macros tickets/:/macros"},
	{"triggers", RULES, "Triggers", "Rules that act when a ticket is made or changed.",
		"triggers trigger_categories rules"},
	{"automations", RULES, "Automations", "Rules that act when time has passed.",
		"automations"},
	{"reports", PROMISES, "Board and reports",
		"What falls due and who is there; how long people waited, and which tickets a "
		"number counted.",
		"board reports"},
	{"deadlines", PROMISES, "Queue and deadlines",
		"Who waits for us, until when, and in which order to work.",
		"queue snoozes tickets/:/snooze tickets/:/deadlines groups/:/assignment "
		"agent_availabilities"},
	{"sla", PROMISES, "SLA policies", "What is promised to whom.", "slas"},
	{"schedules", PROMISES, "Schedules and holidays", "When we are open.", "business_hours"},
	{"search", DATA, "Search", "One box for tickets, users, organizations and groups.",
		"search"},
	{"jobs", DATA, "Jobs", "Work on many objects, after the answer.", "job_statuses"},
	{"incremental", DATA, "Incremental exports", "What changed since a moment.",
		"incremental exports"},
	{"imports", DATA, "Imports", "Tickets with their past, without rules and mail.", "imports"},
	{"events", DATA, "Live events", "Changes as they happen, and who is where.",
		"events presence tickets/:/presence"},
	{"webhooks", SETUP, "Webhooks", "Calls to your address when something happens.",
		"webhooks"},
	{"fields", SETUP, "Fields", "Fields of your own for tickets, users and organizations.",
		"ticket_fields user_fields organization_fields"},
	{"oauth", SETUP, "OAuth", "Tokens and the clients that get them.", "oauth /oauth"},
	{"account", SETUP, "Account",
		"Passwords, sessions, settings, and what there is one of: brand, form, languages.",
		"users/me/session users/me/logout users/me/preferences users/me/second_step "
		"users/me/other_sessions users/:/second_step users/:/password_link "
		"users/:/password users/:/sessions sessions invitations first_run audit_logs "
		"health "
		"brands ticket_forms ticket_form_statuses custom_statuses custom_status "
		"custom_roles locales account recipient_addresses activities skips "
		"users/:/skips tickets/:/skips openapi.json"},
	{"other", SETUP, "Other", "What fits nowhere else.", ""},
	{0},
};

bool docs_is_operation(const struct route *r)
{
	return route_is_api(r->path) && !strchr(r->path, '*');
}

/* How much of the path does the beginning (n bytes, "tickets/:/tags") cover? 0: it does not fit. */
static size_t covers(const char *begin, size_t n, const char *path)
{
	const char *end = begin + n;

	while (begin < end && *path) {
		if (*begin == ':') {
			if (*path != ':')
				return 0;
			begin++;
			path += strcspn(path, "/");
		} else if (*begin++ != *path++) {
			return 0;
		}
	}
	return begin == end && (!*path || *path == '/') ? n : 0;
}

const struct docs_page *docs_page_of(const struct route *r)
{
	const char *path = strncmp(r->path, "/api/v2/", 8) == 0 ? r->path + 8 : r->path;
	const struct docs_page *best = docs_pages;
	size_t best_n = 0;

	while (best[1].slug)
		best++;
	for (const struct docs_page *p = docs_pages; p->slug; p++) {
		for (const char *s = p->paths; *s;) {
			size_t n = strcspn(s, " "), covered = n ? covers(s, n, path) : 0;

			if (covered > best_n) {
				best = p;
				best_n = covered;
			}
			s += n;
			s += strspn(s, " ");
		}
	}
	return best;
}
