/*
 * News that travels upward: the writer publishes what was committed, upper floors subscribe.
 * Subscribe before threads start. Callbacks run on the publishing thread (the writer) and must
 * be quick: hand over and return.
 */
#ifndef TEND_BASE_BUS_H
#define TEND_BASE_BUS_H

#include "base/err.h"

enum { NEWS_EVERYBODY = -1 };

struct news {
	i64 event_id;  /* the event row; ascending */
	i64 at;	       /* ms */
	i64 ticket_id; /* 0 when the event is not about a ticket */
	i64 user_id; /* whose access changed (sessions, tokens, roles), or NEWS_EVERYBODY; else 0 */
	i64 subject_id;	  /* what the event is about beside the ticket (a comment); 0: nothing */
	i64 told_id;	  /* whom it concerns most (the assignee of the ticket); 0: nobody */
	const char *kind; /* static string, e.g. "ticket.created" */
	const char
		*told; /* static: what it means for told_id, "assigned"; NULL when told_id is 0 */
};

typedef void bus_fn(void *self, const struct news *news, int n);

/* Register a subscriber (at most 16). */
void bus_subscribe(bus_fn *fn, void *self);
/* Tell all subscribers of n committed events, in order. */
void bus_publish(const struct news *news, int n);

#endif
