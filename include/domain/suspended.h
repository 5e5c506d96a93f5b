/*
 * Suspended tickets: messages that are held back before they become tickets, because nobody knows
 * that the sender is who he says, or he is not to write. Nothing that a customer wrote is thrown
 * away by a rule: an agent recovers it or deletes it. Kept for SUSPENDED_DAYS.
 */
#ifndef TEND_DOMAIN_SUSPENDED_H
#define TEND_DOMAIN_SUSPENDED_H

#include "base/clock.h"
#include "domain/page.h"
#include "domain/ticket.h"

enum {
	SUSPENDED_DAYS = 14,
	SUSPENDED_PER_AUTHOR = 100, /* held at once, however many strangers use the address */
};

/* X(constant, stored number, sentence) */
#define SUSPENDED_CAUSE_LIST(X) \
	X(CAUSE_SUSPENDED_SENDER, 1, "Received from a suspended user") \
	X(CAUSE_STAFF_ADDRESS, 2, "Sent with the address of staff by somebody not signed in")

#define X(constant, number, sentence) constant = number,
enum suspended_cause { SUSPENDED_CAUSE_LIST(X) };
#undef X

struct suspended {
	i64 id;
	user_id author; /* whose address it is */
	const char *author_name, *author_email;
	const char *subject, *content;
	enum suspended_cause cause;
	enum channel channel;
	const char *recipient, *message_id; /* NULL: none */
	const char *answers; /* to the form's questions, JSON; NULL: none, and in lists */
	i64 created_at, updated_at;
	struct id_list uploads;
};

const char *suspended_cause_text(enum suspended_cause cause);

/* Before ticket_create for somebody who is not signed in: keep the message and set *ret_id, or 0:
 * it may become a ticket. E_RATE: SUSPENDED_PER_AUTHOR wait already. E_INVALID: what the ticket
 * would not be made of either. */
enum err suspended_hold(struct cx *cx, const struct ticket_input *in, i64 *ret_id) NODISCARD;

/* A page; sorts: created_at, id. Offset style sets page->count. */
enum err suspended_list(
	struct cx *cx, struct page *page, struct suspended **ret, int *ret_n) NODISCARD;
/* E_NOT_FOUND when there is none. */
enum err suspended_get(struct cx *cx, i64 id, struct suspended **ret) NODISCARD;
/* Make the ticket that it would have been, from its own time, and forget it. */
enum err suspended_recover(struct cx *cx, i64 id, struct ticket **ret) NODISCARD;
/* Throw it away; its files go with the next sweep. */
enum err suspended_delete(struct cx *cx, i64 id) NODISCARD;
/* Throw away what is older than SUSPENDED_DAYS, at most `max`. */
enum err suspended_expire(struct cx *cx, int max, int *ret_n) NODISCARD;

#endif
