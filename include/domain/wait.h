/*
 * The deadline: rows of `wait`, changed only here, as domain/ticket reports what happened.
 * Each function runs in the ticket's own transaction, writes the wait.* events, and brings the
 * ticket's queue_key and next_* up to date through ticket_set_next. Rules: see src/README.md,
 * "Deadlines". Times in ms, targets in s.
 *
 * Of one change, report first the agent's reply, then the status, then the customer's message,
 * then wait_retarget: a reply that also solves is a reply, not a solve. End every other change that
 * moves updated_at with wait_refresh.
 *
 * The order of the agents' queue is ticket.queue_key, ascending: the due time of the earliest
 * running wait; behind those, tickets whose waits are all paused, the least time left first;
 * behind those, tickets that nobody waits for, the latest updated first.
 */
#ifndef TEND_DOMAIN_WAIT_H
#define TEND_DOMAIN_WAIT_H

#include "base/jsonw.h"
#include "domain/calendar.h"
#include "domain/ticket.h"

enum {
	WAIT_PAUSES = 500,    /* kept apart; beyond, the two oldest become one */
	WAIT_INTERVALS = 100, /* shown by wait_explain */
};

/* queue_key of paused waits begins here, that of waitless tickets is below this. */
#define WAIT_KEY_PAUSED ((i64)1 << 60)
#define WAIT_KEY_NONE	((i64)1 << 61)

struct wait {
	i64 id;
	ticket_id ticket;
	enum wait_kind kind;
	enum wait_outcome outcome;
	i64 started_at, due_at, goal_at; /* due and goal: as last computed, stale while paused */
	policy_id policy;
	i64 policy_version;
	calendar_id calendar;
	i64 calendar_version;
	i64 target_s, goal_s;
	i64 paused_at;	    /* 0: not paused */
	i64 paused_ms;	    /* wall time of the closed pauses */
	i64 left_ms;	    /* open time left while paused, else 0 */
	const char *pauses; /* JSON [[from,to],…] ms, closed pauses */
	i64 fulfilled_at;
	user_id fulfilled_by;
	bool by_solve;
	i64 warned_at;	 /* when the last warning was due */
	i64 breached_at; /* always the due time that was missed */
	i64 notice_at;	 /* the first ms at which the ticker has something to do; 0: never */
};

/* A ticket was made. Its first comment is public and by the customer, or by a human agent. */
enum err wait_ticket_created(
	struct cx *cx, const struct ticket *t, bool customer_wrote, bool agent_wrote) NODISCARD;
/* A public comment by somebody who is not an agent was added (the row exists) at `at`. */
enum err wait_customer_wrote(struct cx *cx, const struct ticket *t, i64 at) NODISCARD;
/* A public comment by a human agent was added at `at`. */
enum err wait_agent_replied(struct cx *cx, const struct ticket *t, user_id agent, i64 at) NODISCARD;
/* The status changed at cx->now (t has the new one). What the actor's solve at `undone` ended goes
 * on as if it had not been solved; 0: nothing is taken back. */
enum err wait_status_changed(
	struct cx *cx, const struct ticket *t, enum status before, i64 undone) NODISCARD;
/* Who changed the ticket's status last (v 0: no person), and was it new before? */
enum err wait_last_change(
	struct cx *cx, ticket_id ticket, user_id *ret_by, bool *ret_was_new) NODISCARD;
/* Priority, group, organisation, tags… changed: another policy or target may apply now. Waits that
 * had no target before begin at their true start. */
enum err wait_retarget(struct cx *cx, const struct ticket *t) NODISCARD;
/* The policies as they are now, and the newest versions of theirs and of their calendars, hold for
 * the open waits too: the explicit step that an edit leaves out. *ret: those that were live before,
 * in order, as they are now, then new ones. Under cx->supposed nothing is stored. */
enum err wait_reapply(
	struct cx *cx, const struct ticket *t, struct wait **ret, int *ret_n) NODISCARD;
/* Deleted: open waits are cancelled; restored: they are not (a new customer message starts one). */
enum err wait_ticket_deleted(struct cx *cx, const struct ticket *t) NODISCARD;
/* What merging did to waits, as ids, and when: undoing needs it. */
struct wait_merge {
	i64 at;
	struct id_list source_cancelled, target_cancelled, started;
};
/* The source is about to be closed into the target: its open waits are cancelled, the target keeps
 * the earliest open start of each kind. Adds to *ret. */
enum err wait_merged(struct cx *cx, const struct ticket *source, const struct ticket *target,
	struct wait_merge *ret) NODISCARD;
/* Undone (source has its old status again): both have their own waits again; the time between
 * counted, but for what stood still. */
enum err wait_unmerged(struct cx *cx, const struct ticket *source, const struct ticket *target,
	const struct wait_merge *merge) NODISCARD;
/* Does an unanswered message of a customer wait in this ticket? */
enum err wait_is_owed(struct cx *cx, ticket_id ticket, bool *ret) NODISCARD;
/* Anything else moved t->updated_at: a ticket without open wait changes its place in the queue. */
enum err wait_refresh(struct cx *cx, const struct ticket *t) NODISCARD;

/* All waits of a ticket, oldest first. */
enum err wait_list(struct cx *cx, ticket_id ticket, struct wait **ret, int *ret_n) NODISCARD;
/* A page of them, by id. */
enum err wait_page(struct cx *cx, ticket_id ticket, struct page *page, struct wait **ret,
	int *ret_n) NODISCARD;
/* Write one wait with its intervals, pauses, why it was closed, and all that as a sentence. */
enum err wait_explain(
	struct cx *cx, struct jw *w, const char *key, const struct wait *wait) NODISCARD;

/* For the ticker: give notice of what has come by cx->now (warnings, breaches), at most `max`, in
 * order. *ret_next: when to come again (ms; now or before: at once), INT64_MAX: nothing waits. */
enum err wait_tick(struct cx *cx, int max, i64 *ret_next) NODISCARD;
/* How many waits run now: open (not paused), of these at risk (goal passed), and breached. */
enum err wait_counts(struct cx *cx, i64 *ret_open, i64 *ret_at_risk, i64 *ret_breached) NODISCARD;
/* For `tend check`: rebuild the waits of one ticket from its events and compare; calls report for
 * each difference. */
enum err wait_verify(struct cx *cx, ticket_id ticket,
	void (*report)(void *self, const char *sentence), void *self) NODISCARD;

#endif
