/* How a snooze looks in the API. */
#ifndef TEND_HTTP_VIEW_SNOOZE_H
#define TEND_HTTP_VIEW_SNOOZE_H

#include "base/jsonw.h"
#include "domain/snooze.h"

/* An object, or null when the ticket is not snoozed. */
void snooze_write(struct jw *jw, const char *key, const struct snooze *s);

#endif
