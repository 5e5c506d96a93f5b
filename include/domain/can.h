/*
 * May they? One table of capabilities by role; what depends on the object (whose ticket it is) is
 * asked here too. A thing that may not be seen answers like a thing that is not there.
 */
#ifndef TEND_DOMAIN_CAN_H
#define TEND_DOMAIN_CAN_H

#include "domain/ticket.h"

/* X(constant, lowest role, anonymous allowed, needs write scope) */
#define CAP_LIST(X) \
	X(CAP_PUBLIC, ROLE_END_USER, true, false)      /* pages and routes open to everybody */ \
	X(CAP_PUBLIC_WRITE, ROLE_END_USER, true, true) /* form, sign-in, anonymous requests */ \
	X(CAP_ME, ROLE_END_USER, false, false)	       /* anything about oneself */ \
	X(CAP_REQUEST_READ, ROLE_END_USER, false, false) \
	X(CAP_REQUEST_WRITE, ROLE_END_USER, false, true) \
	X(CAP_UPLOAD, ROLE_END_USER, false, true) \
	X(CAP_ATTACHMENT_READ, ROLE_END_USER, false, false) \
	X(CAP_TICKET_READ, ROLE_AGENT, false, false) \
	X(CAP_TICKET_WRITE, ROLE_AGENT, false, true) \
	X(CAP_TICKET_DELETE, ROLE_AGENT, false, true) \
	X(CAP_USER_READ, ROLE_AGENT, false, false) \
	X(CAP_USER_WRITE, ROLE_AGENT, false, true) /* end users; agents need admin */ \
	X(CAP_ORGANIZATION_READ, ROLE_AGENT, false, false) \
	X(CAP_ORGANIZATION_WRITE, ROLE_AGENT, false, true) \
	X(CAP_GROUP_READ, ROLE_AGENT, false, false) \
	X(CAP_SEARCH, ROLE_AGENT, false, false) \
	X(CAP_STREAM, ROLE_AGENT, false, false) \
	X(CAP_ADMIN_READ, ROLE_ADMIN, false, false) \
	X(CAP_ADMIN_WRITE, ROLE_ADMIN, false, true)

enum capability {
	CAP_NONE, /* a route row that forgot it: refused by a lint check */
#define X(constant, role, anonymous, write) constant,
	CAP_LIST(X)
#undef X
};

const char *capability_name(enum capability cap);
/* The table's columns. */
enum role capability_role(enum capability cap);
bool capability_anonymous(enum capability cap);
bool capability_writes(enum capability cap);

/* OK, E_UNAUTHENTICATED (nobody is signed in) or E_FORBIDDEN. */
enum err can(const struct actor *actor, enum capability cap);
/* May the actor see this ticket at all (restriction, requester, cc)? Asks the database for cc and
 * group membership when it must. */
enum err can_see_ticket(struct cx *cx, const struct ticket *t, bool *ret) NODISCARD;

#endif
