/* Private to domain/wait*: what deadlines a ticket would have had, from what happened to it. Pure.
 */
#ifndef TEND_DOMAIN_WAIT_REPLAY_H
#define TEND_DOMAIN_WAIT_REPLAY_H

#include "wait_i.h"

/* A public message; of agents only those that a person wrote. */
struct message {
	i64 at;
	bool by_agent;
};

/* All that counts of a ticket's past, each list in order of time. */
struct past {
	i64 created_at, now;
	const struct message *messages;
	int message_count;
	const struct status_step *steps;
	int step_count;
};

/* From when to when somebody waited; to 0: he still does. */
struct span {
	enum wait_kind kind;
	i64 from, to;
};
enum { PAST_SPANS = 200 };

/* The waits of one kind that the past had, at most PAST_SPANS, into out; their number. */
int past_spans(const struct past *p, enum wait_kind kind, struct span *out);
/* The stretches of [from, now) in which the ticket had one of these statuses (bits), or was solved;
 * in the arena. */
struct stretches past_pauses(struct arena *a, const struct past *p, unsigned statuses, i64 from);

/* --- wait_preview_store.c --- */

/* Open tickets, the most pressing first. */
enum err preview_open_tickets(struct cx *cx, int max, struct id_list *ret) NODISCARD;
/* Tickets with deadlines since `from`, and those made since; newest first. */
enum err replay_tickets(struct cx *cx, i64 from, struct id_list *ret, bool *ret_complete) NODISCARD;
enum err past_messages(
	struct cx *cx, ticket_id ticket, const struct message **ret, int *ret_n) NODISCARD;

#endif
