/* What a ticket has in the columns of a view. */
#ifndef TEND_HTTP_VIEW_COLUMN_H
#define TEND_HTTP_VIEW_COLUMN_H

#include "domain/ticket.h"
#include "http/rq.h"

/* The values as members of the object that is open, each key once; people and groups by id
 * ("group": group_id). Nothing for columns that a ticket's own keys tell. */
enum err columns_write(
	struct rq *rq, const char *const *names, int n, const struct ticket *t) NODISCARD;

#endif
