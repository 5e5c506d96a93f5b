/* What a ticket has in the columns of a view. */
#ifndef TEND_HTTP_VIEW_COLUMN_H
#define TEND_HTTP_VIEW_COLUMN_H

#include "domain/ticket.h"
#include "http/rq.h"

/* The value as a member of the object that is open; people and groups by id ("group": group_id).
 * Nothing for columns that a ticket's own keys tell. */
enum err column_write(struct rq *rq, const char *name, const struct ticket *t) NODISCARD;

#endif
