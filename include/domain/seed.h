/* What a fresh database holds: system ticket fields, a group, calendars, the first policy. */
#ifndef TEND_DOMAIN_SEED_H
#define TEND_DOMAIN_SEED_H

#include "domain/cx.h"

/* Fill a fresh, migrated database; in the caller's transaction. */
enum err seed(struct cx *cx) NODISCARD;

#endif
