/*
 * May they? One table of capabilities by role; what depends on the object (whose ticket it is) is
 * asked here too. A thing that may not be seen answers like a thing that is not there.
 */
#ifndef TEND_DOMAIN_CAN_H
#define TEND_DOMAIN_CAN_H

#include "domain/ticket.h"

/* X(constant, lowest role, anonymous allowed, writes, families of scopes that open it (scope.h)) */
#define CAP_LIST(X) \
	/* pages and routes open to everybody */ \
	X(CAP_PUBLIC, ROLE_END_USER, true, false, FAMILY_ANY) \
	/* form, sign-in, anonymous requests */ \
	X(CAP_PUBLIC_WRITE, ROLE_END_USER, true, true, FAMILY_REQUESTS) \
	/* the handler asks the OAuth client for its secret; nobody is identified */ \
	X(CAP_OAUTH_CLIENT, ROLE_END_USER, true, false, FAMILY_ANY) \
	/* anything about oneself */ \
	X(CAP_ME, ROLE_END_USER, false, false, FAMILY_ANY) \
	X(CAP_ME_WRITE, ROLE_END_USER, false, true, FAMILY_ACCOUNT) \
	/* the own work of agents: preferences, second step */ \
	X(CAP_DESK_READ, ROLE_AGENT, false, false, FAMILY_ANY) \
	X(CAP_DESK_WRITE, ROLE_AGENT, false, true, FAMILY_ACCOUNT) \
	/* tokens, one's own */ \
	X(CAP_TOKEN_READ, ROLE_END_USER, false, false, FAMILY_ACCOUNT) \
	X(CAP_TOKEN_WRITE, ROLE_END_USER, false, true, FAMILY_ACCOUNT) \
	/* browser sessions: one's own, or everybody's for an administrator, which the domain asks \
	 */ \
	X(CAP_SESSION_READ, ROLE_END_USER, false, false, FAMILY_USERS) \
	X(CAP_SESSION_WRITE, ROLE_END_USER, false, true, FAMILY_USERS) \
	X(CAP_REQUEST_READ, ROLE_END_USER, false, false, FAMILY_REQUESTS) \
	X(CAP_REQUEST_WRITE, ROLE_END_USER, false, true, FAMILY_REQUESTS) \
	X(CAP_UPLOAD, ROLE_END_USER, false, true, FAMILY_TICKETS | FAMILY_REQUESTS) \
	X(CAP_ATTACHMENT_READ, ROLE_END_USER, false, false, FAMILY_TICKETS | FAMILY_REQUESTS) \
	X(CAP_TICKET_READ, ROLE_AGENT, false, false, FAMILY_TICKETS) \
	/* whole users beside a ticket */ \
	X(CAP_TICKET_PEOPLE, ROLE_AGENT, false, false, \
		FAMILY_EVERY | FAMILY_TICKETS | FAMILY_USERS) \
	X(CAP_TICKET_WRITE, ROLE_AGENT, false, true, FAMILY_TICKETS) \
	X(CAP_TICKET_DELETE, ROLE_AGENT, false, true, FAMILY_TICKETS) \
	X(CAP_SUSPENDED_READ, ROLE_AGENT, false, false, FAMILY_TICKETS) \
	X(CAP_SUSPENDED_WRITE, ROLE_AGENT, false, true, FAMILY_TICKETS) \
	X(CAP_USER_READ, ROLE_AGENT, false, false, FAMILY_USERS) \
	/* end users; agents need admin */ \
	X(CAP_USER_WRITE, ROLE_AGENT, false, true, FAMILY_USERS) \
	X(CAP_ORGANIZATION_READ, ROLE_AGENT, false, false, FAMILY_ORGANIZATIONS) \
	X(CAP_ORGANIZATION_WRITE, ROLE_AGENT, false, true, FAMILY_ORGANIZATIONS) \
	X(CAP_GROUP_READ, ROLE_AGENT, false, false, FAMILY_USERS) \
	/* numbers about tickets, with the names of people */ \
	X(CAP_REPORT_READ, ROLE_AGENT, false, false, FAMILY_EVERY | FAMILY_TICKETS | FAMILY_USERS) \
	X(CAP_SEARCH, ROLE_AGENT, false, false, FAMILY_CORE) \
	X(CAP_STREAM, ROLE_AGENT, false, false, FAMILY_CORE) \
	/* shared rules need admin, which the domain asks */ \
	X(CAP_VIEW_READ, ROLE_AGENT, false, false, FAMILY_VIEWS) \
	X(CAP_VIEW_WRITE, ROLE_AGENT, false, true, FAMILY_VIEWS) \
	/* the tickets that they show, or would */ \
	X(CAP_VIEW_TICKETS, ROLE_AGENT, false, false, \
		FAMILY_EVERY | FAMILY_VIEWS | FAMILY_TICKETS) \
	X(CAP_MACRO_READ, ROLE_AGENT, false, false, FAMILY_MACROS) \
	/* what they make of a ticket, which may quote it */ \
	X(CAP_MACRO_APPLY, ROLE_AGENT, false, false, \
		FAMILY_EVERY | FAMILY_MACROS | FAMILY_TICKETS) \
	/* what belongs to them becomes one's own, to send it along */ \
	X(CAP_MACRO_FILES, ROLE_AGENT, false, true, FAMILY_EVERY | FAMILY_MACROS | FAMILY_TICKETS) \
	X(CAP_MACRO_WRITE, ROLE_AGENT, false, true, FAMILY_MACROS) \
	X(CAP_TRIGGER_READ, ROLE_AGENT, false, false, FAMILY_TRIGGERS) \
	/* what they would have done to tickets */ \
	X(CAP_TRIGGER_DRY_RUN, ROLE_AGENT, false, false, \
		FAMILY_EVERY | FAMILY_TRIGGERS | FAMILY_TICKETS) \
	X(CAP_TRIGGER_WRITE, ROLE_AGENT, false, true, FAMILY_TRIGGERS) \
	X(CAP_AUTOMATION_READ, ROLE_AGENT, false, false, FAMILY_AUTOMATIONS) \
	X(CAP_AUTOMATION_DRY_RUN, ROLE_AGENT, false, false, \
		FAMILY_EVERY | FAMILY_AUTOMATIONS | FAMILY_TICKETS) \
	X(CAP_AUTOMATION_WRITE, ROLE_AGENT, false, true, FAMILY_AUTOMATIONS) \
	/* rules of all four kinds at once */ \
	X(CAP_RULE_READ, ROLE_AGENT, false, false, FAMILY_RULES) \
	X(CAP_RULE_WRITE, ROLE_AGENT, false, true, FAMILY_RULES) \
	X(CAP_WEBHOOK_READ, ROLE_ADMIN, false, false, FAMILY_WEBHOOKS) \
	X(CAP_WEBHOOK_WRITE, ROLE_ADMIN, false, true, FAMILY_WEBHOOKS) \
	X(CAP_EXPORT, ROLE_ADMIN, false, false, FAMILY_CORE) \
	X(CAP_IMPORT, ROLE_ADMIN, false, true, FAMILY_TICKETS) \
	X(CAP_JOB_READ, ROLE_AGENT, false, false, FAMILY_ANY) \
	X(CAP_ADMIN_READ, ROLE_ADMIN, false, false, FAMILY_ACCOUNT) \
	X(CAP_ADMIN_WRITE, ROLE_ADMIN, false, true, FAMILY_ACCOUNT)

enum capability {
	CAP_NONE, /* a route row that forgot it: refused by a lint check */
#define X(constant, role, anonymous, write, families) constant,
	CAP_LIST(X)
#undef X
};

const char *capability_name(enum capability cap);
/* The table's columns. */
enum role capability_role(enum capability cap);
bool capability_anonymous(enum capability cap);
bool capability_writes(enum capability cap);
/* The scopes that open it, for the reference: "tickets:read", or "tickets:read users:read …" when
 * all are needed; "read" or "write" when nothing less will do, "" when every token does. */
const char *capability_scopes(struct arena *a, enum capability cap);

/* OK, E_UNAUTHENTICATED (nobody is signed in) or E_FORBIDDEN. */
enum err can(const struct actor *actor, enum capability cap);
/* May the actor see this ticket at all (restriction, requester, cc)? Asks the database for cc and
 * group membership when it must. */
enum err can_see_ticket(struct cx *cx, const struct ticket *t, bool *ret) NODISCARD;
/* The same by its number, for what asks of many: none of its words is read. False when there is
 * none; *ret_deleted: it is there, and deleted. */
enum err can_see_ticket_of_id(struct cx *cx, ticket_id id, bool *ret, bool *ret_deleted) NODISCARD;

#endif
