/* How what leaves the house is doing: counts for the page that tells whether all is well. */
#ifndef TEND_DOMAIN_HEALTH_H
#define TEND_DOMAIN_HEALTH_H

#include "domain/cx.h"

enum { HEALTH_COUNT_MAX = 10000 };

struct health {
	i64 outbox_queued, outbox_oldest_at;		     /* 0: nothing waits */
	i64 outbox_failed;				     /* given up in the last day */
	i64 webhooks_active, webhooks_failing, webhooks_off; /* off: by lasting failure */
};

/* Counts are exact up to HEALTH_COUNT_MAX. */
enum err health_get(struct cx *cx, struct health *ret) NODISCARD;

#endif
