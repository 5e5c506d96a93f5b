/* Skips: an agent was shown a ticket, left it to others and said why. */
#ifndef TEND_DOMAIN_SKIP_H
#define TEND_DOMAIN_SKIP_H

#include "domain/page.h"
#include "domain/ticket.h"

enum {
	SKIP_REASON_MAX = 1000, /* code points */
	SKIP_COUNT_MAX = 10000, /* lists are counted up to here */
};

struct skip {
	i64 id;
	user_id user;
	ticket_id ticket;
	const char *reason;
	i64 created_at;
};

/* Of one user, of one ticket, or all (both v 0). */
struct skip_filter {
	user_id user;
	ticket_id ticket;
};

/* By the actor; E_INVALID when he cannot see the ticket. */
enum err skip_add(struct cx *cx, ticket_id ticket, const char *reason, struct skip *ret) NODISCARD;
/* One page by id of those whose tickets the actor can see. */
enum err skip_list(struct cx *cx, const struct skip_filter *filter, struct page *page,
	struct skip **ret, int *ret_n) NODISCARD;

#endif
