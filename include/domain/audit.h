/*
 * Audits: what people and rules did to a ticket, read from the log. The detail of such an event
 * is {"via":{"channel","source"},"events":[…],"metadata":{"system","custom"}}; a Comment in events
 * carries ids only, its text is read from the comment's row.
 */
#ifndef TEND_DOMAIN_AUDIT_H
#define TEND_DOMAIN_AUDIT_H

#include "domain/page.h"

struct audit {
	event_id id;
	ticket_id ticket;
	user_id author; /* v 0: the system */
	i64 at;
	const char *detail;
};

/* A page of one ticket's audits by id. Offset style sets page->count. */
enum err audit_list(struct cx *cx, ticket_id ticket, struct page *page, struct audit **ret,
	int *ret_n) NODISCARD;
/* A page over all tickets; only for agents without restriction. Offset style: page->count is exact
 * up to 10,000, where offset pages end. */
enum err audit_list_all(struct cx *cx, struct page *page, struct audit **ret, int *ret_n) NODISCARD;
enum err audit_count(struct cx *cx, ticket_id ticket, i64 *ret) NODISCARD;
/* E_NOT_FOUND when the ticket has no such audit. */
enum err audit_get(struct cx *cx, ticket_id ticket, event_id id, struct audit **ret) NODISCARD;
/* The newest of a ticket; *ret NULL when there is none. */
enum err audit_last(struct cx *cx, ticket_id ticket, struct audit **ret) NODISCARD;

#endif
