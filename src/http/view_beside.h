/* Rows that stand both in lists of their own and beside a ticket. */
#ifndef TEND_HTTP_VIEW_BESIDE_H
#define TEND_HTTP_VIEW_BESIDE_H

#include "domain/queue.h"
#include "domain/rule.h"
#include "domain/ticket_merge.h"
#include "http/rq.h"

/* Objects in an array. */
void merge_write(struct rq *rq, const struct merge *merge);
enum err rule_trace_write(struct rq *rq, const struct rule_trace *trace) NODISCARD;
/* A row that is not asked about a list or columns: those members are null. */
enum err queue_row_write_alone(struct rq *rq, const struct queue_row *row) NODISCARD;

#endif
