/*
 * Throttles: how often something may be tried, counted in memory per name and key (an account, an
 * address). For sign-in, reset, the public form. Restarting forgets; that is accepted.
 */
#ifndef TEND_HTTP_THROTTLE_H
#define TEND_HTTP_THROTTLE_H

#include "http/rq.h"

/*
 * Count one try of `what` (a static name, at most 23 bytes) by `key` and say whether it is within
 * `max` in `window_s` seconds. E_RATE: too many; the failure is recorded and Retry-After is added
 * to the reply. A handler that runs twice counts once.
 */
enum err rq_throttle(
	struct rq *rq, const char *what, const char *key, int max, int window_s) NODISCARD;
/* Forget the tries of this key (a right password). */
void rq_throttle_forget(struct rq *rq, const char *what, const char *key);
/* The last try by this key was a good one: do not count it. */
void rq_throttle_undo(struct rq *rq, const char *what, const char *key);
/* The client's address as throttles count it: IPv6 by its /64. */
const char *rq_throttle_address(struct rq *rq);

#endif
