/*
 * Held replies: an agent's answer is stored at once and becomes a comment when its time has come:
 * after the seconds in which he may take it back, or at the hour he chose. Sending is the ordinary
 * update of the ticket, as that agent, in one transaction with the row, so that nothing is sent
 * twice and nothing is lost when the process ends in between. What cannot be sent goes back to his
 * draft and says why. A deadline is met by what was sent, not by what is held.
 */
#ifndef TEND_DOMAIN_HELD_REPLY_H
#define TEND_DOMAIN_HELD_REPLY_H

#include "domain/draft.h"

enum {
	HOLD_SECONDS_MAX = 30,
	HELD_PER_TICKET = 20, /* of one agent */
	HELD_PER_AGENT = 1000,
	HELD_KEY_MAX = 64, /* bytes of a client's own key */
};
#define HELD_SCHEDULE_MAX_MS (366 * DAY_MS)
#define HELD_FORGET_MS	     (30 * DAY_MS) /* rows of what is over */

/* X(constant, stored number, wire name) */
#define HELD_STATE_LIST(X) \
	X(HELD_HELD, 1, "held") \
	X(HELD_SENT, 2, "sent") \
	X(HELD_UNDONE, 3, "undone") \
	X(HELD_STOPPED, 4, "stopped") /* it lies in the agent's draft, `reason` says why */
enum held_state {
#define X(constant, number, wire) constant = number,
	HELD_STATE_LIST(X)
#undef X
};
const char *held_state_name(enum held_state v);

struct held_reply {
	i64 id;
	user_id user;
	ticket_id ticket;
	enum held_state state;
	i64 send_at;	      /* ms */
	bool scheduled;	      /* for an hour that was chosen */
	bool unless_answered; /* not when the customer writes first */
	struct words words;   /* empty once they are elsewhere */
	struct kept_file *files;
	int file_count;
	comment_id last_comment; /* the newest one when it was held */
	comment_id comment;	 /* what it became */
	enum draft_notice reason;
	const char *reason_text;
	i64 created_at, updated_at;
};

struct held_input {
	struct words words;
	i64 hold_seconds;     /* 0: at once */
	i64 send_at;	      /* ms; 0: after hold_seconds */
	bool unless_answered; /* of a scheduled one */
	bool safe_update;     /* E_UPDATE_CONFLICT when the ticket differs from words.stamp */
	i64 draft_version; /* the draft that this is; another one stays. 0: whatever lies there */
	const char *key;   /* NULL: none. The same key again is the same reply */
};

/* Check it as if it were sent now, store it, take it out of the actor's draft. Answers of the
 * ticket's update: E_INVALID, E_UPDATE_CONFLICT… */
enum err held_reply_hold(struct cx *cx, ticket_id ticket, const struct held_input *in,
	struct held_reply *ret) NODISCARD;
/* Those of a ticket that still wait, of every agent, with words and files; next first. At most
 * PAGE_MAX. */
enum err held_reply_list(
	struct cx *cx, ticket_id ticket, struct held_reply **ret, int *ret_n) NODISCARD;
enum err held_reply_get(struct cx *cx, ticket_id ticket, i64 id, struct held_reply *ret) NODISCARD;
/* Take it back into its agent's draft (*ret). His own, or anybody's for an administrator.
 * E_UPDATE_CONFLICT when it is no longer held. */
enum err held_reply_undo(struct cx *cx, ticket_id ticket, i64 id, struct draft *ret) NODISCARD;
/* Another time (send_at 0: the same), another condition. The agent's own. */
enum err held_reply_change(struct cx *cx, ticket_id ticket, i64 id, i64 send_at,
	const struct opt_i64 *unless_answered, struct held_reply *ret) NODISCARD;

/* Send what is due, at most `max`; *ret_next: when the next one is (INT64_MAX: none). The ticker's.
 */
enum err held_reply_tick(struct cx *cx, int max, i64 *ret_next) NODISCARD;
/* A ticket became part of another: what waits on it goes back to drafts, there. */
enum err held_reply_merge(struct cx *cx, ticket_id from, ticket_id to) NODISCARD;
/* Forget what is over. */
enum err held_reply_expire(struct cx *cx, int max, int *ret_n) NODISCARD;
/* The words of a ticket or a person are gone for good: nothing of them is sent. */
enum err held_reply_purge(struct cx *cx, ticket_id ticket, user_id user) NODISCARD;

#endif
