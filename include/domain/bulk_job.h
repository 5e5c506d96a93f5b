/*
 * One change to many tickets, done in steps so that others get their turn, with its progress, and
 * one undo of the whole. The tickets are those of the moment at which it began. Each is changed as
 * if its agent had done it alone: rules run, and what he may not do fails for that ticket only.
 *
 * Undoing gives back what each ticket had; one that was changed since stays as it is, and says so.
 * Words that were sent and rules that ran are not taken back.
 */
#ifndef TEND_DOMAIN_BULK_JOB_H
#define TEND_DOMAIN_BULK_JOB_H

#include "base/json.h"
#include "domain/job.h"
#include "domain/ticket.h"

enum {
	BULK_TICKETS_MAX = 10000,
	BULK_PROMISES_MAX = 100000,
	BULK_TAGS_MAX = 20,	/* added or taken away */
	BULK_PROBLEMS_MAX = 50, /* tickets that are named with what went wrong */
};

/* News of the bus: there is something to do. */
#define BULK_BEGUN "bulk.begun"

/* The numbers are stored. */
#define BULK_ACTION_LIST(X) \
	X(BULK_UPDATE, 1, "update") \
	X(BULK_DELETE, 2, "delete") \
	X(BULK_SPAM, 3, "spam") \
	X(BULK_UNDO, 4, "undo")
#define BULK_STATE_LIST(X) \
	X(BULK_WORKING, 1, "working") \
	X(BULK_FINISHED, 2, "done") \
	X(BULK_STOPPED, 3, "stopped")
#define BULK_OUTCOME_LIST(X) \
	X(BULK_WAITING, 0, "waiting") \
	X(BULK_CHANGED, 1, "changed") \
	X(BULK_UNCHANGED, 2, "unchanged") \
	X(BULK_FAILED, 3, "failed") \
	X(BULK_SKIPPED, 4, "skipped")
#define X(constant, number, wire) constant = number,
enum bulk_action { BULK_ACTION_LIST(X) };
enum bulk_state { BULK_STATE_LIST(X) };
enum bulk_outcome { BULK_OUTCOME_LIST(X) };
#undef X

struct bulk_job {
	i64 id;
	const char *name; /* the job's, for clients */
	user_id actor;
	enum bulk_action action;
	enum bulk_state state;
	const char *change; /* JSON object */
	i64 undo_of;	    /* job id; 0: none */
	i64 undone_by;	    /* job id of its undo; 0: none */
	i64 total, changed, unchanged, failed, skipped;
};

/* A ticket that did not go well. */
struct bulk_problem {
	ticket_id ticket;
	enum bulk_outcome outcome;
	const char *text;
};

/*
 * Begin: `change` is {status, priority, type, assignee_id, group_id, add_tags, remove_tags,
 * macro_id} for BULK_UPDATE, and not looked at otherwise. The ids are taken as they are, doubles
 * once. E_INVALID: nothing to change, no tickets, or more than BULK_TICKETS_MAX; E_FORBIDDEN.
 */
enum err bulk_job_begin(struct cx *cx, enum bulk_action action, const json_t *change,
	const struct id_list *ids, struct bulk_job *ret) NODISCARD;
/*
 * Begin: the promises as they are now (wait_reapply) for all open tickets, up to
 * BULK_PROMISES_MAX, the most pressing first. For administrators. Cannot be undone: the promises of
 * before may be gone.
 */
enum err bulk_job_begin_promises(struct cx *cx, struct bulk_job *ret) NODISCARD;
/* Undo one of the actor's own: ends it when it is still working. E_INVALID: it is an undo, was
 * undone, or changed nothing. */
enum err bulk_job_undo(struct cx *cx, const char *name, struct bulk_job *ret) NODISCARD;
/* One of the actor's (administrators: anybody's); E_NOT_FOUND otherwise. */
enum err bulk_job_get(struct cx *cx, const char *name, struct bulk_job *ret) NODISCARD;
/* Up to BULK_PROBLEMS_MAX. */
enum err bulk_job_problems(
	struct cx *cx, const struct bulk_job *job, struct bulk_problem **ret, int *ret_n) NODISCARD;

/*
 * Do the next `max` tickets of the working job behind `after` (they take turns); *ret_at: whose
 * turn it was, 0: there is nothing to do. Runs as the system, does everything as the job's agent.
 */
enum err bulk_job_step(struct cx *cx, i64 after, int max, i64 *ret_at) NODISCARD;

const char *bulk_action_name(enum bulk_action v);
bool bulk_action_parse(const char *name, enum bulk_action *ret);
const char *bulk_state_name(enum bulk_state v);
const char *bulk_outcome_name(enum bulk_outcome v);

#endif
