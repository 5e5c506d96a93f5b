/*
 * Private to domain/wait*: rows, pauses, and the arithmetic that the engine and the verifier
 * share.
 */
#ifndef TEND_DOMAIN_WAIT_I_H
#define TEND_DOMAIN_WAIT_I_H

#include "domain/policy.h"
#include "domain/wait.h"
#include "domain/wait_kind.h"

/* --- wait_store.c --- */

enum err wait_insert(struct cx *cx, struct wait *w) NODISCARD; /* sets w->id */
enum err wait_save(struct cx *cx, const struct wait *w) NODISCARD;
/* Waits of a ticket that are open, paused or breached and open; room for `extra` more. */
enum err wait_load_live(
	struct cx *cx, ticket_id ticket, int extra, struct wait **ret, int *ret_n) NODISCARD;
/* One wait of a ticket; ret->id 0 when there is none. */
enum err wait_load(struct cx *cx, ticket_id ticket, i64 id, struct wait *ret) NODISCARD;
/* The wait with the earliest notice at or before `until`; ret->id 0 when there is none. */
enum err wait_first_notice(struct cx *cx, i64 until, struct wait *ret) NODISCARD;
/* The earliest notice of all; INT64_MAX when there is none. */
enum err wait_next_notice(struct cx *cx, i64 *ret) NODISCARD;
/* Has the ticket a wait of a kind that was not cancelled? */
enum err wait_has(struct cx *cx, ticket_id ticket, enum wait_kind kind, bool *ret) NODISCARD;
/* The last wait of a kind that was fulfilled; id 0: none. */
enum err wait_fulfilled(
	struct cx *cx, ticket_id ticket, enum wait_kind kind, struct wait *ret) NODISCARD;

/* Public messages of a ticket, as far as deadlines need them. Times in ms, 0: there is none. */
struct messages {
	i64 first_customer;    /* the first by a customer */
	i64 unanswered;	       /* the oldest by a customer behind the last answer or solve */
	i64 last_agent;	       /* the last by a human agent, behind the last solve */
	bool unanswered_first; /* `unanswered` is the first of all */
};
/* Nothing at or before `from` starts a wait: it is history. */
enum err wait_messages(struct cx *cx, ticket_id ticket, i64 from, struct messages *ret) NODISCARD;
/* A status that the ticket was given, and when. */
struct status_step {
	i64 at; /* 0: it was made with it */
	enum status status;
	user_id by;
	bool undo; /* it takes the one before back */
};
/* All of them, in order, but solves and merges that were taken back: those never were. */
enum err wait_status_steps(
	struct cx *cx, ticket_id ticket, struct status_step **ret, int *ret_n) NODISCARD;
/* When the ticket was imported (domain/ticket_import); 0: it was made here. */
enum err wait_imported_at(struct cx *cx, ticket_id ticket, i64 *ret) NODISCARD;
/* Is there exactly one public message by a customer? */
enum err wait_is_first_message(struct cx *cx, ticket_id ticket, bool *ret) NODISCARD;
/* What the ticket row says about its place in the queue; -1 for values that are not there. */
struct place {
	i64 key, kind, due_at, goal_at, left_s;
	enum status status;
};
enum err wait_place(struct cx *cx, ticket_id ticket, struct place *ret) NODISCARD;
/* Was there a public message at this time, by an agent or a customer? */
enum err wait_message_at(
	struct cx *cx, ticket_id ticket, i64 at, bool by_agent, bool *ret) NODISCARD;

/* One wait.* event. */
struct wait_event {
	i64 id, at, wait;
	enum event_kind kind;
	const char *detail;
};
enum err wait_events(
	struct cx *cx, ticket_id ticket, struct wait_event **ret, int *ret_n) NODISCARD;

/* --- wait_math.c: pure --- */

bool wait_is_live(const struct wait *w);
/* Pauses of a row in the arena; damaged text gives none and false. */
bool wait_pauses(struct arena *a, const struct wait *w, struct stretches *ret);
/* Of one that ended at `at`: did it stand still then? */
bool wait_ended_paused(struct arena *a, const struct wait *w, i64 at);
/* Close the running pause or add one: [from, to) goes into pauses and paused_ms. */
void wait_add_pause(struct arena *a, struct wait *w, i64 from, i64 to);
/* Compute due_at and goal_at from start, targets and pauses. */
void wait_compute(struct arena *a, struct compiled *c, struct wait *w);
/* Open time left at `at`, with the pauses taken off. */
i64 wait_left_at(struct arena *a, struct compiled *c, const struct wait *w, i64 at);
/* Set notice_at: the first warning or breach that lies behind `after`. */
void wait_set_notice(struct wait *w, const struct policy_rules *rules, i64 after);

#endif
