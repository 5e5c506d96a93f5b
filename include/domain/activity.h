/*
 * Activities: what others did with the tickets of an agent in the last 30 days. Places in the event
 * log, noted when a ticket changes; older ones are forgotten.
 */
#ifndef TEND_DOMAIN_ACTIVITY_H
#define TEND_DOMAIN_ACTIVITY_H

#include "domain/page.h"

#define ACTIVITY_KEPT_MS ((i64)30 * 24 * 60 * 60 * 1000)
enum { ACTIVITY_COUNT_MAX = 10000 };

/* X(constant, stored number, wire name) */
#define ACTIVITY_LIST(X) \
	X(ACTIVITY_ASSIGNED, 1, "tickets.assignment") \
	X(ACTIVITY_COMMENTED, 2, "tickets.comment") \
	X(ACTIVITY_PRIORITY, 3, "tickets.priority_increase")

enum activity_verb {
#define X(constant, number, wire) constant = number,
	ACTIVITY_LIST(X)
#undef X
};

struct activity {
	event_id id;
	enum activity_verb verb;
	user_id user, actor; /* actor v 0: the house */
	ticket_id ticket;
	const char *subject;
	i64 at;
};

const char *activity_verb_name(enum activity_verb verb);
/* What the live stream calls it: "assigned", "commented"; NULL: it does not tell. Static. */
const char *activity_notice(enum activity_verb verb);

/* The actor's own since a time (ms), by id; the page's order. Offset style sets page->count, up to
 * ACTIVITY_COUNT_MAX. */
enum err activity_list(
	struct cx *cx, i64 since, struct page *page, struct activity **ret, int *ret_n) NODISCARD;
enum err activity_count(struct cx *cx, i64 since, i64 *ret) NODISCARD;
/* One of the actor's own; E_NOT_FOUND. */
enum err activity_get(struct cx *cx, i64 id, struct activity *ret) NODISCARD;
/* Forget those that are older than ACTIVITY_KEPT_MS. */
enum err activity_forget(struct cx *cx) NODISCARD;

#endif
