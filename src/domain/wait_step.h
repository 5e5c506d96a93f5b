/*
 * Private to wait.c, wait_merge.c and wait_retarget.c: the waits of one ticket while something
 * happens to it, and the steps that they take. Each step saves the row and writes its event, except
 * under cx->supposed. Times in ms.
 */
#ifndef TEND_DOMAIN_WAIT_STEP_H
#define TEND_DOMAIN_WAIT_STEP_H

#include "wait_i.h"

/* As many as can begin, go on or come from another ticket at once. */
enum { WAIT_STARTS = 8 };

struct wait_work {
	struct cx *cx;
	const struct ticket *t;
	struct wait *v; /* live when loaded; those that end stay in the array */
	int n;
	/* the policy that holds for the ticket now; found on first need */
	bool matched;
	bool latest; /* waits get the newest version of their policy and calendar */
	policy_id policy;
	i64 policy_version;
	struct policy_rules *rules; /* NULL: none */
};

/* Load the live waits of a ticket, with room for WAIT_STARTS more. */
enum err wait_work_begin(struct wait_work *k, struct cx *cx, const struct ticket *t) NODISCARD;
/* Find the policy of the ticket. */
enum err wait_work_match(struct wait_work *k) NODISCARD;
/* Bring the ticket's place in the queue up to date. */
enum err wait_work_end(struct wait_work *k) NODISCARD;
void wait_work_cleanup(struct wait_work *k);

/* What the policy of the ticket promises for a kind; NULL: nothing. */
enum err wait_target(
	struct wait_work *k, enum wait_kind kind, const struct sla_target **ret) NODISCARD;

/* Begin a wait, when the policy promises something: k->n grows by one, or not. */
enum err wait_start(struct wait_work *k, enum wait_kind kind, i64 at) NODISCARD;
/* A solved ticket is open again: its last wait of the kind goes on; the time between did not count.
 */
enum err wait_reopen(struct wait_work *k, enum wait_kind kind, i64 at) NODISCARD;
/* One that had ended goes on; undone: its end was taken back, the time between counts. */
enum err wait_go_on(struct wait_work *k, struct wait *w, i64 at, bool undone) NODISCARD;
enum err wait_pause(struct wait_work *k, struct wait *w, i64 at) NODISCARD;
enum err wait_resume(struct wait_work *k, struct wait *w, i64 at) NODISCARD;
enum err wait_fulfil(
	struct wait_work *k, struct wait *w, i64 at, user_id by, bool by_solve) NODISCARD;
enum err wait_cancel(struct wait_work *k, struct wait *w, const char *reason) NODISCARD;
/* Put a wait under another promise: same start, elapsed time kept. */
enum err wait_move(struct wait_work *k, struct wait *w, const struct sla_target *target) NODISCARD;
/* A due moment before `at` becomes a breach. */
enum err wait_settle(struct wait_work *k, struct wait *w, i64 at) NODISCARD;
enum err wait_breach(struct cx *cx, struct wait *w) NODISCARD;
enum err wait_warn(struct cx *cx, struct wait *w, i64 moment) NODISCARD;
/* Pause or resume the live waits as the status of the ticket demands. */
enum err wait_follow_status(struct wait_work *k, i64 at) NODISCARD;

enum wait_family wait_family_of(const struct wait *w);
bool wait_is_reply(const struct wait *w);
/* Is a wait for a reply live? */
bool wait_owes_reply(const struct wait_work *k);
bool wait_has_live(const struct wait_work *k, enum wait_kind kind);

#endif
