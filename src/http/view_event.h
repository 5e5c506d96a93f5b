/* How one audit looks in the export of ticket events. */
#ifndef TEND_HTTP_VIEW_EVENT_H
#define TEND_HTTP_VIEW_EVENT_H

#include "domain/audit.h"
#include "http/rq.h"

/* Its changes as child_events; comments whole with ?include=comment_events. */
enum err ticket_event_write(struct rq *rq, const char *key, const struct audit *audit) NODISCARD;

#endif
