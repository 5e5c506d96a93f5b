/*
 * One rule acting on one ticket: the update it makes, what it tells people and webhooks, and the
 * trace of both. Private to triggers and automations.
 */
#ifndef TEND_DOMAIN_RULE_FIRE_H
#define TEND_DOMAIN_RULE_FIRE_H

#include "domain/rule.h"

struct rule_firing {
	const struct rule *rule;
	const struct condition_subject *subject;
	event_id because; /* the update that a trigger follows; v 0: time */
	/* found */
	bool changed; /* the ticket is another one now */
	bool failed;  /* it could not do what it should; the trace has an Error */
};

/*
 * Fire, inside work (work_i.h), as the system. What a rule asks for and cannot have (a closed
 * ticket, a group that has gone) undoes that rule alone and is told as an Error in the trace;
 * errors of the machine are passed up. The trace is an event of kind EVENT_RULE_FIRED, detail:
 * {"events":[Notification, External, Error…],"via",
 *  "rule":{"kind","id","title","version"},"because":event,"conditions":[{"field","operator",
 *  "value","any","fits"}],"rating_offered","requester_locale","changes":[as in audits],
 *  "audit":event of the change,"error":text or null}.
 * A rule that changed nothing and told nobody leaves none.
 */
enum err rule_fire(struct cx *cx, struct rule_firing *firing) NODISCARD;

#endif
