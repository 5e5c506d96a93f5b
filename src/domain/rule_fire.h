/*
 * One rule acting on one ticket: the update it makes, what it tells people and webhooks, and the
 * trace of both. Private to triggers and automations.
 */
#ifndef TEND_DOMAIN_RULE_FIRE_H
#define TEND_DOMAIN_RULE_FIRE_H

#include "domain/rule.h"

/*
 * Rules may be many and their texts long: they work in an arena of their own, which is emptied
 * between one and the next. Between begin and end cx->arena is that one and the actor is the
 * system; the news that was made moves over at the end.
 */
struct rule_work {
	struct cx *cx;
	struct arena *arena; /* the caller's */
	struct actor actor;
	struct news *news;
};
void rule_work_begin(struct rule_work *k, struct cx *cx);
/* Forget what was allocated since the begin. */
void rule_work_reset(struct rule_work *k);
void rule_work_end(struct rule_work *k);

struct rule_firing {
	const struct rule *rule;
	const struct condition_subject *subject;
	event_id because; /* the update that a trigger follows; v 0: time */
	/* found */
	bool changed; /* the ticket is another one now */
	bool failed;  /* it could not do what it should; the trace has an Error */
};

/*
 * Fire, inside rule_work. What a rule asks for and cannot have (a closed ticket, a group that has
 * gone) undoes that rule alone and is told as an Error in the trace; errors of the machine are
 * passed up. The trace is an event of kind EVENT_RULE_FIRED, detail:
 * {"events":[Notification, External, Error…],"via",
 *  "rule":{"kind","id","title","version"},"because":event,"conditions":[{"field","operator",
 *  "value","any","fits"}],"rating_offered","requester_locale","changes":[as in audits],
 *  "audit":event of the change,"error":text or null}.
 * A rule that changed nothing and told nobody leaves none.
 */
enum err rule_fire(struct cx *cx, struct rule_firing *firing) NODISCARD;

#endif
