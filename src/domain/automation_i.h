/* Private to automations: which tickets they look at, and which they leave alone. */
#ifndef TEND_DOMAIN_AUTOMATION_I_H
#define TEND_DOMAIN_AUTOMATION_I_H

#include "domain/automation.h"

/* The conditions that SQL can ask, and "not closed": what fits the automation fits them. */
struct conditions automation_candidates(struct arena *a, const struct conditions *c);

/* Does this version of the rule leave the ticket alone? Notes that the round has seen it so. */
enum err automation_is_held(
	struct cx *cx, const struct rule *r, ticket_id ticket, i64 round, bool *ret) NODISCARD;
/* From now on it does. */
enum err automation_hold(
	struct cx *cx, const struct rule *r, ticket_id ticket, i64 round) NODISCARD;
/* Forget those that the round did not see. */
enum err automation_sweep(struct cx *cx, i64 round) NODISCARD;

#endif
