/* What snooze.c asks of snooze_store.c. */
#ifndef TEND_DOMAIN_SNOOZE_I_H
#define TEND_DOMAIN_SNOOZE_I_H

#include "domain/snooze.h"

/* Behind "ticket t CROSS JOIN snooze z WHERE": those of an assignee's unsolved tickets that sleep.
 * The bound, which every ticket keeps, leads SQLite to the index of unsolved tickets. */
#define SNOOZED_OF(assignee) \
	"z.ticket_id = t.id AND t.assignee_id " assignee \
	" AND t.queue_key > -9000000000000000000 AND t.status < 5 AND t.deleted_at IS NULL"

/* Tickets in an agent's list: those that he put aside (SNOOZE_PER_AGENT at most) and those that
 * others did for him, what wakes next first. */
enum { SNOOZE_LISTED = 2000 };

/* A snooze with what the ticket row says of its next deadline; -1: no value. */
struct sleeper {
	struct snooze snooze;
	bool over; /* solved or deleted since */
	i64 due_at, goal_at, left_s;
};

/* When it wakes, into snooze.wakes_at and .wakes. */
void sleeper_plan(struct sleeper *s);
enum err snooze_save(struct cx *cx, const struct snooze *s) NODISCARD;
enum err snooze_remove(struct cx *cx, ticket_id ticket) NODISCARD;
enum err snooze_load(struct cx *cx, ticket_id ticket, struct sleeper *ret) NODISCARD;
enum err snooze_count_of(struct cx *cx, user_id agent, i64 *ret) NODISCARD;
/* Those the actor put aside or is the assignee of and may see, at most SNOOZE_LISTED: how many, and
 * which, the next to wake first. */
enum err snooze_count_mine(struct cx *cx, i64 *ret) NODISCARD;
enum err snooze_mine(struct cx *cx, struct id_list *ret) NODISCARD;
/* All of them that wake at or before cx->now, at most `max`, and when the next one does. */
enum err snooze_due(
	struct cx *cx, int max, struct sleeper **ret, int *ret_n, i64 *ret_next) NODISCARD;

#endif
