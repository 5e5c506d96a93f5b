/* Which list of tickets is asked for: filter, view_id or query, with sort, order and group_by. */
#ifndef TEND_HTTP_QUEUE_ASK_H
#define TEND_HTTP_QUEUE_ASK_H

#include "domain/queue.h"
#include "http/rq.h"

#define QUEUE_ASK "filter,view_id,query,sort,order,group_by"

/* E_NOT_FOUND: no such view for the actor; E_PARAM: no such filter, or too long a search. */
enum err queue_ask_read(struct rq *rq, struct queue_ask *ret) NODISCARD;

#endif
