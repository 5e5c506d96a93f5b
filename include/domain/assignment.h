/*
 * Automatic assignment: an unassigned new or open ticket of a group that wants it is given to one
 * of the group's agents who is available and has room. Round robin: whose last turn is longest
 * ago. Load based: who has the least, where a ticket weighs the more the sooner it is due. When
 * nobody has room the ticket stays, and the most urgent one goes to whoever has room first.
 */
#ifndef TEND_DOMAIN_ASSIGNMENT_H
#define TEND_DOMAIN_ASSIGNMENT_H

#include "domain/page.h"
#include "domain/ticket.h"

enum {
	ASSIGNMENT_CAPACITY = 10000,	 /* at most, of one agent */
	ASSIGNMENT_DRAIN = 20,		 /* tickets that one change may set going */
	ASSIGNMENT_EVERY_MS = 30 * 1000, /* the ticker looks for what was left */
};

/* X(constant, stored number, wire name) */
#define ASSIGNMENT_LIST(X) \
	X(ASSIGNMENT_ROUND_ROBIN, 1, "round_robin") \
	X(ASSIGNMENT_LOAD_BASED, 2, "load_based")

#define X(constant, number, wire) constant = number,
enum assignment_method { ASSIGNMENT_OFF, ASSIGNMENT_LIST(X) };
#undef X
/* "off" for ASSIGNMENT_OFF. */
const char *assignment_method_name(enum assignment_method method);
bool assignment_method_parse(const char *name, enum assignment_method *ret);

/* How a group assigns. */
enum err assignment_get(struct cx *cx, group_id group, enum assignment_method *ret) NODISCARD;
/* Change it; what waits unassigned begins to move. */
enum err assignment_set(struct cx *cx, group_id group, enum assignment_method method) NODISCARD;

/* One agent's state. */
struct availability {
	user_id agent;
	const char *name;
	bool available;
	i64 capacity;	/* -1: no limit */
	i64 open, load; /* assigned new and open tickets, and what they weigh */
	i64 updated_at; /* 0: never set */
};
/* A page of agents by id. Offset style sets page->count. */
enum err availability_list(
	struct cx *cx, struct page *page, struct availability **ret, int *ret_n) NODISCARD;
/* E_NOT_FOUND when it is no active agent. */
enum err availability_get(struct cx *cx, user_id agent, struct availability *ret) NODISCARD;
struct availability_input {
	struct opt_i64 available;
	struct opt_i64 capacity; /* -1: no limit */
};
/* Agents say whether they are available themselves; capacity is an administrator's. */
enum err availability_set(struct cx *cx, user_id agent, const struct availability_input *in,
	struct availability *ret) NODISCARD;

/* Called by domain/ticket at the end of a change (before NULL: made): assign this one, or give on
 * the room that it left. *t is read again when it was assigned. */
enum err assignment_follow(struct cx *cx, const struct ticket *before, struct ticket **t) NODISCARD;
/* For the ticker: assign at most `max` tickets of all groups. *ret_next: when to come again. A
 * ticket that cannot be updated, or that a trigger would take away again, is set aside until it
 * changes, and cx->fail names it. */
enum err assignment_tick(struct cx *cx, int max, i64 *ret_next) NODISCARD;

#endif
