/* What snooze.c asks of snooze_store.c. */
#ifndef TEND_DOMAIN_SNOOZE_I_H
#define TEND_DOMAIN_SNOOZE_I_H

#include "domain/snooze.h"

enum { SNOOZE_LISTED = 2000 }; /* of one agent: those he set, and as many that others did */

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
/* Those the actor put aside or is the assignee of and may see: how many, and which, the next to
 * wake first. */
enum err snooze_count_mine(struct cx *cx, i64 *ret) NODISCARD;
enum err snooze_mine(struct cx *cx, struct id_list *ret) NODISCARD;
/* All of them that wake at or before cx->now, at most `max`, and when the next one does. */
enum err snooze_due(
	struct cx *cx, int max, struct sleeper **ret, int *ret_n, i64 *ret_next) NODISCARD;

#endif
