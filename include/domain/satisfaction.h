/*
 * What customers say of a solved ticket: one rating per ticket, which its requester may change
 * as long as the ticket is not closed. A ticket without a row is "unoffered"; rules may offer one.
 */
#ifndef TEND_DOMAIN_SATISFACTION_H
#define TEND_DOMAIN_SATISFACTION_H

#include "domain/page.h"
#include "domain/ticket.h"

/* X(constant, stored number, wire name) */
#define SCORE_LIST(X) \
	X(SCORE_OFFERED, 1, "offered") \
	X(SCORE_BAD, 2, "bad") \
	X(SCORE_GOOD, 3, "good")

enum score {
	SCORE_NONE,
#define X(constant, number, wire) constant = number,
	SCORE_LIST(X)
#undef X
};

enum { RATING_COMMENT_MAX = 5000 }; /* code points */

struct rating {
	i64 id;
	ticket_id ticket;
	user_id requester, assignee; /* assignee and group: when it was given */
	group_id group;
	enum score score;
	const char *comment; /* NULL: none */
	i64 reason;	     /* id of a built-in reason; 0: none */
	i64 created_at, updated_at;
};

/* "unoffered" for SCORE_NONE. */
const char *score_name(enum score score);

/* Why somebody was not satisfied: a built-in list. */
struct rating_reason {
	i64 id;
	i64 code; /* as the API's reason_code */
	const char *value;
};
extern const struct rating_reason rating_reasons[]; /* ended by id 0 */
/* NULL when there is none. */
const struct rating_reason *rating_reason_find(i64 id);

/* Which ratings a list shows. Zero-initialised but for `most…` and `to`: use rating_filter_all. */
struct rating_filter {
	enum score least, most;
	bool comment, no_comment; /* with, without */
	i64 from, to;		  /* created_at, ms; from <= t < to */
};
struct rating_filter rating_filter_all(void);
/* Narrow by the API's names: "good", "received_with_comment"… False when it is none of them. */
bool rating_filter_score(struct rating_filter *filter, const char *name);

/* One page by created_at, of tickets that the actor may see. Offset style sets page->count. */
enum err rating_list(struct cx *cx, const struct rating_filter *filter, struct page *page,
	struct rating **ret, int *ret_n) NODISCARD;
/* How many, counted up to RATING_COUNT_MAX. */
enum { RATING_COUNT_MAX = 10000 };
enum err rating_count(struct cx *cx, const struct rating_filter *filter, i64 *ret) NODISCARD;
/* E_NOT_FOUND also when the actor may not see the ticket. */
enum err rating_get(struct cx *cx, i64 id, struct rating **ret) NODISCARD;
/* Of several tickets, in no order. */
enum err rating_of_tickets(
	struct cx *cx, const i64 *ticket_ids, int n, struct rating **ret, int *ret_n) NODISCARD;

struct rating_input {
	enum score score; /* SCORE_GOOD or SCORE_BAD */
	struct opt_text comment;
	struct opt_i64 reason;
};
/* The requester rates. E_NOT_FOUND: may not see it; E_FORBIDDEN: not the requester; E_INVALID: not
 * solved, or a bad score, reason or comment. Writes an event; nothing happens when nothing
 * differs. */
enum err rating_give(struct cx *cx, ticket_id ticket, const struct rating_input *in,
	struct rating **ret) NODISCARD;
/* Ask for one: a row with "offered", unless there is one already or the ticket is not solved.
 * Writes an event. */
enum err rating_offer(struct cx *cx, ticket_id ticket) NODISCARD;

#endif
