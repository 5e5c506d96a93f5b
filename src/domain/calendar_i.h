/* Private to domain/calendar*: a compiled calendar begins with what the cache needs. */
#ifndef TEND_DOMAIN_CALENDAR_I_H
#define TEND_DOMAIN_CALENDAR_I_H

#include "base/cache.h"
#include "domain/calendar.h"

/* The same object, as the cache sees it. */
struct cached *calendar_cached(struct compiled *c);

#endif
