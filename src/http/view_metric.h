/* How the numbers of a ticket's past look in the API: metric sets, dates, metric events. */
#ifndef TEND_HTTP_VIEW_METRIC_H
#define TEND_HTTP_VIEW_METRIC_H

#include "domain/metric.h"
#include "domain/metric_event.h"
#include "http/rq.h"

/* A ticket_metric; its id is that of the ticket. */
void metric_write(struct rq *rq, const char *key, const struct ticket_metric *m);
/* The side-load `dates` of a ticket. */
void metric_write_dates(struct rq *rq, const char *key, const struct ticket_metric *m);
void metric_event_write(struct rq *rq, const char *key, const struct metric_event *e);

#endif
