/*
 * Snooze: a ticket leaves the agents' queue until a moment, or until the customer writes. Its
 * status stays and its deadlines run on. What was promised is never hidden: a ticket that owes an
 * answer wakes SNOOZE_LEAD_MS before the goal of its next deadline (before the due time once the
 * goal has passed), whenever that moves, and one that is closer than this cannot be snoozed.
 */
#ifndef TEND_DOMAIN_SNOOZE_H
#define TEND_DOMAIN_SNOOZE_H

#include "base/clock.h"
#include "domain/comment.h"

enum { SNOOZE_PER_AGENT = 1000 };
#define SNOOZE_LEAD_MS (15 * MINUTE_MS)
#define SNOOZE_MAX_MS  (366 * DAY_MS)

/* Why a ticket wakes: X(constant, wire name) */
#define WAKE_LIST(X) \
	X(WAKE_TIME, "time") \
	X(WAKE_DEADLINE, "deadline") \
	X(WAKE_REPLY, "reply") \
	X(WAKE_SOLVED, "solved") \
	X(WAKE_PERSON, "person")
enum wake {
#define X(constant, wire) constant,
	WAKE_LIST(X)
#undef X
};
const char *wake_name(enum wake v);

struct snooze {
	ticket_id ticket; /* v 0: it is not snoozed */
	i64 until;	  /* as the agent chose, ms */
	bool wake_on_reply;
	user_id by;
	i64 at;
	i64 wakes_at;	 /* as things stand: until, or earlier */
	enum wake wakes; /* WAKE_TIME or WAKE_DEADLINE */
};

/* Put it aside, or change until when; an event. E_INVALID with words when a promise would be
 * hidden, the moment is past or too far, or the ticket is solved. */
enum err snooze_set(struct cx *cx, ticket_id ticket, i64 until, bool wake_on_reply,
	struct snooze *ret) NODISCARD;
/* Wake it now. E_NOT_FOUND when it sleeps not. */
enum err snooze_end(struct cx *cx, ticket_id ticket) NODISCARD;
/* ret->ticket.v 0: it is not snoozed. Does not ask who may see the ticket. */
enum err snooze_get(struct cx *cx, const struct ticket *t, struct snooze *ret) NODISCARD;
/* A page of those that the actor may see, what wakes by its hour first; mine: assigned to him. */
enum err snooze_list(
	struct cx *cx, bool mine, struct page *page, struct snooze **ret, int *ret_n) NODISCARD;

/* A ticket changed: what the customer wrote, or solving, wakes it; it sleeps on when the solve at
 * `undone` (0: none) is taken back in time. In the change's transaction. */
enum err snooze_follow(
	struct cx *cx, const struct ticket *now, bool customer_wrote, i64 undone) NODISCARD;
/* Wake what is due, at most `max`; *ret_next: when to come again. The ticker's. */
enum err snooze_tick(struct cx *cx, int max, i64 *ret_next) NODISCARD;

#endif
