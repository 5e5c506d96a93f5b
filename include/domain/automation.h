/*
 * Automations: rules that time starts. The ticker asks once an hour on the hour (and after a
 * start, when one was missed) which tickets that are not closed fit; candidates come from the
 * same SQL as a view's tickets, not from all tickets.
 *
 * An automation must ask for time, and do something that makes one of its conditions false, or it
 * would run for ever. Where that turns out otherwise (it failed; nothing changed), it leaves the
 * ticket alone until the ticket has not fitted for once.
 */
#ifndef TEND_DOMAIN_AUTOMATION_H
#define TEND_DOMAIN_AUTOMATION_H

#include "domain/rule.h"

enum { AUTOMATION_EVERY_MS = 60 * 60 * 1000 };

/* Run what is due by cx->now, on at most `max` tickets. *ret_next: when to come again (ms); now or
 * before: at once. WRITE connection, system actor. */
enum err automation_tick(struct cx *cx, int max, i64 *ret_next) NODISCARD;

/* E_INVALID with a sentence when the conditions ask for no time, or no action ends them. */
enum err automation_check(struct cx *cx, const struct conditions *conditions,
	const struct action_list *actions) NODISCARD;

/* A dry run: which tickets fit these conditions now? The newest `max` candidates that the actor
 * may see, or only that ticket (v 0: all; it must be one he may see). Nothing is written. */
enum { AUTOMATION_DRY_RUN_MAX = 200 };
struct automation_dry_run {
	ticket_id ticket;
	i64 at; /* its last change */
	const char *subject;
	bool fires;
	const bool *fits; /* per condition, all first */
};
enum err automation_dry_run(struct cx *cx, const struct conditions *conditions, ticket_id ticket,
	int max, struct automation_dry_run **ret, int *ret_n) NODISCARD;

#endif
