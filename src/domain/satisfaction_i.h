/* What satisfaction.c asks of satisfaction_store.c. */
#ifndef TEND_DOMAIN_SATISFACTION_I_H
#define TEND_DOMAIN_SATISFACTION_I_H

#include "domain/satisfaction.h"

/* *ret NULL when the ticket has none. */
enum err rating_store_of_ticket(struct cx *cx, ticket_id ticket, struct rating **ret) NODISCARD;
/* *ret NULL when there is none. */
enum err rating_store_load(struct cx *cx, i64 id, struct rating **ret) NODISCARD;
/* Insert (id 0: sets it) or write anew. */
enum err rating_store_save(struct cx *cx, struct rating *r) NODISCARD;

#endif
