/*
 * Since when a ticket is what it is: when its status began, when it was assigned, when requester
 * and assignee last did something, how often agents answered and through how many hands it went.
 * Kept beside the ticket's row, and only once something differs from what creation says: a ticket
 * that nobody touched costs nothing.
 */
#ifndef TEND_DOMAIN_TICKET_SINCE_H
#define TEND_DOMAIN_TICKET_SINCE_H

#include "domain/comment.h"
#include "domain/ticket.h"

struct ticket_since {
	i64 status_at;	  /* the present status began, ms */
	i64 assigned_at;  /* the present assignee was given it; 0: there is none */
	i64 requester_at; /* the requester last wrote or changed something */
	i64 assignee_at;  /* the assignee last did; 0: never */
	i64 replies;	  /* public answers by agents, the first comment not counted */
	i64 agent_stations, group_stations; /* assignees and groups it has had */
};

/* Follow a create (before all zeros) or an update by cx->actor at cx->now; comment NULL: none. In
 * the transaction of the change. */
enum err ticket_since_follow(struct cx *cx, const struct ticket *before, const struct ticket *now,
	const struct comment *comment) NODISCARD;
/* What is known of a ticket. */
enum err ticket_since_get(
	struct cx *cx, const struct ticket *t, struct ticket_since *ret) NODISCARD;

#endif
