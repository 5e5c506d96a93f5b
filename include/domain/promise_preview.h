/*
 * What a supposed promise (domain/suppose.h) would do: to the open tickets, if it held for them
 * from now on, and to the deadlines of the past days, if it had held then. Both only read.
 */
#ifndef TEND_DOMAIN_PROMISE_PREVIEW_H
#define TEND_DOMAIN_PROMISE_PREVIEW_H

#include "domain/suppose.h"
#include "domain/wait.h"

enum {
	PREVIEW_TICKETS = 10000, /* open tickets looked at, the most pressing first */
	PREVIEW_ROWS = 200,	 /* deadlines that would change, shown one by one */
	PREVIEW_SAME = 20,	 /* and of those that would not */
	REPLAY_TICKETS = 10000,	 /* tickets of the past, the newest first */
	REPLAY_WAITS = 20000,	 /* rows of the newest deadlines that lead to them */
	REPLAY_ROWS = 100,	 /* deadlines shown of each kind of difference */
	REPLAY_DAYS = 90,
};

/* What would become of a deadline. */
enum preview_effect { EFFECT_SAME, EFFECT_EARLIER, EFFECT_LATER, EFFECT_STARTS, EFFECT_ENDS };
enum { EFFECTS = EFFECT_ENDS + 1 };
const char *preview_effect_name(enum preview_effect v);

/* One side of a deadline: as it is, or as it would be. */
struct preview_side {
	bool there;
	i64 due_at; /* ms; 0 while paused */
	i64 left_s; /* while paused */
	bool late;
	policy_id policy; /* v 0: the new one */
	const char *policy_title;
};

struct preview_row {
	ticket_id ticket;
	const char *subject, *priority; /* priority NULL: none */
	enum wait_kind kind;
	enum preview_effect effect;
	struct preview_side now, then;
};

struct preview {
	i64 tickets;   /* looked at */
	bool complete; /* those are all open ones */
	i64 counts[EFFECTS];
	i64 late_now, late_then;
	struct preview_row *rows; /* the most pressing first */
	int n, same_n;		  /* same_n of them would not change */
};

/* Open tickets under the supposition. */
enum err promise_preview(struct cx *cx, const struct supposition *s, struct preview *ret) NODISCARD;

/* A deadline of the past that would have ended otherwise. */
struct replay_row {
	ticket_id ticket;
	const char *subject;
	enum wait_kind kind;
	i64 started_at, ended_at; /* ended_at 0: it runs still */
	i64 due_now, due_then;	  /* 0: nothing was, would have been promised */
	bool late_now, late_then;
};

struct replay {
	i64 from; /* deadlines that began here or later */
	i64 tickets;
	bool complete;
	i64 waits_now, waits_then;	 /* deadlines that there were, would have been */
	i64 breached_now, breached_then; /* of these, missed */
	i64 worse, better;		 /* missed only then, only now */
	struct replay_row *worse_rows, *better_rows;
	int worse_n, better_n;
};

/*
 * The deadlines that began in the past days, once more under the supposition: same start, same end,
 * pauses as the statuses of the ticket make them. Which policy fits, and the priority, are those
 * that the ticket has now. What was never promised is taken from messages and statuses.
 */
enum err promise_replay(
	struct cx *cx, const struct supposition *s, int days, struct replay *ret) NODISCARD;

#endif
