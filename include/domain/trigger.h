/*
 * Triggers: rules that run in the transaction of the update that they follow. In order; each at
 * most once per update; after one that changed the ticket, those that have not run are asked again
 * from the top about the ticket as it is now. Each run leaves a trace (event rule.fired).
 */
#ifndef TEND_DOMAIN_TRIGGER_H
#define TEND_DOMAIN_TRIGGER_H

#include "domain/rule.h"

enum {
	TRIGGER_FIRINGS = 100, /* of one update; the rest is left out */
	TRIGGER_DEPTH = 3,     /* of tickets whose updates follow from one another */
};

/*
 * Called by domain/ticket at the end of a create or update, when the event is written and waits
 * are told. `event` is that update's. *ret_now: the ticket as the triggers leave it (the same one
 * when none changed it). Does nothing inside an update that a trigger made of the same ticket.
 */
enum err trigger_run(struct cx *cx, const struct condition_subject *subject, event_id event,
	struct ticket **ret_now) NODISCARD;

/* A dry run: would these conditions have fired on the newest `max` updates of tickets that the
 * actor may see, or of that one ticket (v 0: all)? Nothing is written. */
enum { TRIGGER_DRY_RUN_MAX = 200 };
struct trigger_dry_run {
	ticket_id ticket;
	event_id event;
	i64 at;
	const char *subject; /* of the ticket */
	bool fires;
	const bool *fits; /* per condition, all first */
};
enum err trigger_dry_run(struct cx *cx, const struct conditions *conditions, ticket_id ticket,
	int max, struct trigger_dry_run **ret, int *ret_n) NODISCARD;

#endif
