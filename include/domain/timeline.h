/*
 * The timeline of a ticket: what happened to it, messages among the rest, as one list of its
 * events. Waits tell only of breaches here; the rest of their story is GET tickets/{id}/deadlines.
 */
#ifndef TEND_DOMAIN_TIMELINE_H
#define TEND_DOMAIN_TIMELINE_H

#include "domain/page.h"

struct timeline_item {
	event_id id;
	enum event_kind kind;
	user_id author; /* v 0: the system */
	i64 at;
	const char *detail; /* JSON */
};

/* A page by id. Offset style sets page->count. */
enum err timeline_list(struct cx *cx, ticket_id ticket, struct page *page,
	struct timeline_item **ret, int *ret_n) NODISCARD;
/* The newest comment that the actor has seen; -1: he never opened the ticket. */
enum err timeline_seen(struct cx *cx, ticket_id ticket, i64 *ret) NODISCARD;

#endif
