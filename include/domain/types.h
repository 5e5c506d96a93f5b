/*
 * The words of the domain: ids as types of their own (so that mixing them up does not compile),
 * and enums with their wire names, each from one list. The numbers are stored: never renumber.
 */
#ifndef TEND_DOMAIN_TYPES_H
#define TEND_DOMAIN_TYPES_H

#include "base/err.h"

#define ID_TYPE(name) \
	typedef struct { \
		i64 v; \
	} name

/* v == 0: none */
ID_TYPE(ticket_id);
ID_TYPE(comment_id);
ID_TYPE(user_id);
ID_TYPE(organization_id);
ID_TYPE(group_id);
ID_TYPE(event_id);
ID_TYPE(field_id);
ID_TYPE(calendar_id);
ID_TYPE(policy_id);
ID_TYPE(attachment_id);
ID_TYPE(token_id);
ID_TYPE(client_id);

/* X(constant, stored number, wire name) */
#define STATUS_LIST(X) \
	X(STATUS_NEW, 1, "new") \
	X(STATUS_OPEN, 2, "open") \
	X(STATUS_PENDING, 3, "pending") \
	X(STATUS_HOLD, 4, "hold") \
	X(STATUS_SOLVED, 5, "solved") \
	X(STATUS_CLOSED, 6, "closed")

#define PRIORITY_LIST(X) \
	X(PRIORITY_LOW, 1, "low") \
	X(PRIORITY_NORMAL, 2, "normal") \
	X(PRIORITY_HIGH, 3, "high") \
	X(PRIORITY_URGENT, 4, "urgent")

#define TYPE_LIST(X) \
	X(TYPE_PROBLEM, 1, "problem") \
	X(TYPE_INCIDENT, 2, "incident") \
	X(TYPE_QUESTION, 3, "question") \
	X(TYPE_TASK, 4, "task")

#define ROLE_LIST(X) \
	X(ROLE_END_USER, 0, "end-user") \
	X(ROLE_AGENT, 1, "agent") \
	X(ROLE_ADMIN, 2, "admin")

#define CHANNEL_LIST(X) \
	X(CHANNEL_API, 1, "api") \
	X(CHANNEL_WEB, 2, "web") \
	X(CHANNEL_EMAIL, 3, "email") \
	X(CHANNEL_CHAT, 4, "chat") \
	X(CHANNEL_VOICE, 5, "voice") \
	X(CHANNEL_RULE, 6, "rule") \
	X(CHANNEL_SAMPLE, 7, "sample_ticket") \
	X(CHANNEL_FOLLOW_UP, 8, "closed_ticket")

#define RESTRICTION_LIST(X) \
	X(RESTRICTION_GROUPS, 1, "groups") \
	X(RESTRICTION_ORGANIZATION, 2, "organization") \
	X(RESTRICTION_ASSIGNED, 3, "assigned") \
	X(RESTRICTION_REQUESTED, 4, "requested")

#define WAIT_KIND_LIST(X) \
	X(WAIT_FIRST_REPLY, 1, "first_reply") \
	X(WAIT_NEXT_REPLY, 2, "next_reply") \
	X(WAIT_RESOLUTION, 3, "resolution") \
	X(WAIT_PERIODIC_UPDATE, 4, "periodic_update") \
	X(WAIT_PROMISE, 5, "promise") \
	X(WAIT_CALLBACK, 6, "callback") \
	X(WAIT_REQUESTER_WAIT, 7, "requester_wait") \
	X(WAIT_AGENT_WORK, 8, "agent_work") \
	X(WAIT_PAUSABLE_UPDATE, 9, "pausable_update")

#define WAIT_OUTCOME_LIST(X) \
	X(WAIT_OPEN, 1, "open") \
	X(WAIT_PAUSED, 2, "paused") \
	X(WAIT_MET, 3, "met") \
	X(WAIT_BREACHED_OPEN, 4, "breached_open") \
	X(WAIT_BREACHED_LATE, 5, "breached_late") \
	X(WAIT_CANCELLED, 6, "cancelled")

/* What an event row says. The wire name is also the kind in the event stream. */
#define EVENT_LIST(X) \
	X(EVENT_TICKET_CREATED, 1, "ticket.created") \
	X(EVENT_TICKET_UPDATED, 2, "ticket.updated") \
	X(EVENT_TICKET_DELETED, 3, "ticket.deleted") \
	X(EVENT_TICKET_RESTORED, 4, "ticket.restored") \
	X(EVENT_COMMENT_REDACTED, 5, "comment.redacted") \
	X(EVENT_TICKET_MERGED, 6, "ticket.merged") \
	X(EVENT_TICKET_UNMERGED, 7, "ticket.unmerged") \
	X(EVENT_TICKET_PURGED, 8, "ticket.purged") \
	X(EVENT_TICKET_SUSPENDED, 9, "ticket.suspended") \
	X(EVENT_WAIT_STARTED, 10, "wait.started") \
	X(EVENT_WAIT_PAUSED, 11, "wait.paused") \
	X(EVENT_WAIT_RESUMED, 12, "wait.resumed") \
	X(EVENT_WAIT_FULFILLED, 13, "wait.fulfilled") \
	X(EVENT_WAIT_CANCELLED, 14, "wait.cancelled") \
	X(EVENT_WAIT_RETARGETED, 15, "wait.retargeted") \
	X(EVENT_WAIT_WARNED, 16, "wait.warned") \
	X(EVENT_WAIT_BREACHED, 17, "wait.breached") \
	X(EVENT_WAIT_REOPENED, 18, "wait.reopened") \
	X(EVENT_RULE_FIRED, 20, "rule.fired") \
	X(EVENT_SATISFACTION_RATED, 21, "satisfaction.rated") \
	X(EVENT_TICKET_SKIPPED, 22, "ticket.skipped") \
	X(EVENT_TICKET_SNOOZED, 24, "ticket.snoozed") \
	X(EVENT_TICKET_WOKEN, 25, "ticket.woken") \
	X(EVENT_COMMENT_SEEN, 26, "comment.seen") \
	X(EVENT_USER_CREATED, 30, "user.created") \
	X(EVENT_USER_UPDATED, 31, "user.updated") \
	X(EVENT_USER_DELETED, 32, "user.deleted") \
	X(EVENT_USER_SIGNED_IN, 33, "user.signed_in") \
	X(EVENT_ACCESS_CHANGED, 34, "user.access_changed") \
	X(EVENT_USER_MERGED, 35, "user.merged") \
	X(EVENT_AVAILABILITY_CHANGED, 36, "user.availability_changed") \
	X(EVENT_USER_REQUESTED, 37, "user.requested") \
	X(EVENT_ORGANIZATION_CREATED, 40, "organization.created") \
	X(EVENT_ORGANIZATION_UPDATED, 41, "organization.updated") \
	X(EVENT_ORGANIZATION_DELETED, 42, "organization.deleted") \
	X(EVENT_GROUP_CHANGED, 43, "group.changed") \
	X(EVENT_MEMBERSHIP_CHANGED, 44, "membership.changed") \
	X(EVENT_ORGANIZATION_MERGED, 45, "organization.merged") \
	X(EVENT_POLICY_CHANGED, 50, "policy.changed") \
	X(EVENT_CALENDAR_CHANGED, 51, "calendar.changed") \
	X(EVENT_FIELD_CHANGED, 52, "field.changed") \
	X(EVENT_RULE_CHANGED, 53, "rule.changed") \
	X(EVENT_WEBHOOK_CHANGED, 54, "webhook.changed") \
	X(EVENT_SETTING_CHANGED, 55, "setting.changed") \
	X(EVENT_TOKEN_CREATED, 60, "token.created") \
	X(EVENT_TOKEN_REVOKED, 61, "token.revoked") \
	X(EVENT_CLIENT_CHANGED, 62, "oauth_client.changed") \
	X(EVENT_REPLY_HELD, 70, "reply.held") \
	X(EVENT_REPLY_UNDONE, 71, "reply.undone") \
	X(EVENT_REPLY_SENT, 72, "reply.sent") \
	X(EVENT_REPLY_STOPPED, 73, "reply.stopped") \
	X(EVENT_REPLY_CHANGED, 74, "reply.changed") \
	X(EVENT_COMMENT_MENTIONED, 75, "comment.mentioned")

#define X(constant, number, wire) constant = number,
enum status { STATUS_LIST(X) };
enum priority { PRIORITY_NONE, PRIORITY_LIST(X) };
enum ticket_type { TYPE_NONE, TYPE_LIST(X) };
enum role { ROLE_LIST(X) };
enum channel { CHANNEL_LIST(X) };
enum restriction { RESTRICTION_NONE, RESTRICTION_LIST(X) };
enum wait_kind { WAIT_KIND_LIST(X) };
enum wait_outcome { WAIT_OUTCOME_LIST(X) };
enum event_kind { EVENT_LIST(X) };
#undef X

/* Wire name of a value; NULL for "none" (0 where the enum has one). Static storage. */
const char *status_name(enum status v);
const char *priority_name(enum priority v);
const char *ticket_type_name(enum ticket_type v);
const char *role_name(enum role v);
const char *channel_name(enum channel v);
const char *restriction_name(enum restriction v);
const char *wait_kind_name(enum wait_kind v);
const char *wait_outcome_name(enum wait_outcome v);
const char *event_kind_name(enum event_kind v);
/* Value of a wire name; false when it is none of them. */
bool status_parse(const char *name, enum status *ret);
bool priority_parse(const char *name, enum priority *ret);
bool ticket_type_parse(const char *name, enum ticket_type *ret);
bool role_parse(const char *name, enum role *ret);
bool channel_parse(const char *name, enum channel *ret);
bool restriction_parse(const char *name, enum restriction *ret);
bool wait_kind_parse(const char *name, enum wait_kind *ret);

#endif
