/*
 * Reading the event log forward: what happened after an event that the reader has seen.
 */
#ifndef TEND_DOMAIN_EVENT_READ_H
#define TEND_DOMAIN_EVENT_READ_H

#include "domain/cx.h"

struct event_line {
	i64 id, at;
	ticket_id ticket; /* v 0: not about a ticket */
	i64 subject_id;	  /* what it is about beside the ticket; 0: nothing */
	const char *kind; /* static */
};

/* At most `limit` events after `after_id`, oldest first, in the arena. */
enum err event_since(
	struct cx *cx, i64 after_id, int limit, struct event_line **ret, int *ret_n) NODISCARD;
/* What an event means for the actor, as a static word: "assigned" (to him), "commented" (on his
 * ticket), "mentioned" (him), "warned" and "breached" (a deadline of his ticket); NULL: nothing
 * special. */
enum err event_notice(struct cx *cx, const struct event_line *line, const char **ret) NODISCARD;
/* Id of the newest event; 0 when there is none. */
enum err event_newest(struct cx *cx, i64 *ret_id) NODISCARD;

#endif
