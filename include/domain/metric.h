/*
 * The numbers of a ticket's past, computed from its events and comments: how often it moved, when
 * it was answered and solved, who waited how long. Nothing of it is stored.
 *
 * Business time is open time of the calendar that its newest deadline counts by; without one, of
 * the default calendar. What still goes on counts up to cx->now.
 */
#ifndef TEND_DOMAIN_METRIC_H
#define TEND_DOMAIN_METRIC_H

#include "domain/calendar.h"
#include "domain/ticket.h"

/* A stretch of time in both clocks, ms. */
struct metric_time {
	bool known; /* false: it has not begun or not ended */
	i64 calendar, business;
};

struct ticket_metric {
	ticket_id ticket;
	i64 created_at, updated_at;
	int group_stations, assignee_stations; /* groups and agents it came to, again counted */
	int reopens;
	int replies; /* public answers by agents, not its own first comment */
	i64 assignee_updated_at, requester_updated_at, status_updated_at;
	i64 initially_assigned_at, assigned_at, solved_at, latest_comment_at; /* 0: never */
	struct metric_time first_reply;
	struct metric_time first_resolution; /* until it was solved for the first time */
	struct metric_time full_resolution;  /* until it was solved for good */
	struct metric_time agent_wait;	     /* pending: the agents wait */
	struct metric_time requester_wait;   /* new, open, on hold: the requester waits */
	struct metric_time on_hold;
};

/* Of n tickets, in their order, in the arena: some queries for every 20, none for each. */
enum err metric_load(
	struct cx *cx, const struct ticket *rows, int n, struct ticket_metric **ret) NODISCARD;

/* --- one ticket's history, folded; pure but for the calendar --- */

struct metric_fold {
	struct ticket_metric m;
	struct { /* as it was before the last solve: that may be taken back */
		enum status status;
		i64 since, first_solved, last_solved;
		struct metric_time agent_wait, requester_wait, on_hold;
	} unsolved;
	user_id requester, assignee; /* assignee: as the events say so far */
	group_id group;
	enum status status;
	i64 since; /* of the status */
	i64 first_solved, last_solved, first_reply_at;
	struct compiled *calendar;
};

void metric_begin(struct metric_fold *f, const struct ticket *t, struct compiled *calendar);
/* An event that is not about a deadline: its detail as stored, in order of id. */
void metric_event(struct metric_fold *f, i64 at, user_id actor, const char *detail);
struct metric_comment {
	i64 at;
	user_id author;
	enum role author_role;
	bool public, by_rule, first;
};
void metric_comment(struct metric_fold *f, const struct metric_comment *c);
/* Close it at `now`: f->m is complete. */
void metric_end(struct metric_fold *f, i64 now);

#endif
