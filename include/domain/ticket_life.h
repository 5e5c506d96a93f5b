/*
 * What else can happen to a ticket than being changed: deleted and restored, deleted for good,
 * marked as spam, split. Each in the caller's transaction.
 */
#ifndef TEND_DOMAIN_TICKET_LIFE_H
#define TEND_DOMAIN_TICKET_LIFE_H

#include "domain/page.h"
#include "domain/ticket.h"

enum { PROBLEM_ANSWER_MAX = 1000 }; /* incidents that one answer goes to */

/* Bring a deleted ticket back as it was. Waits that deleting cancelled stay so; what is still
 * unanswered waits again from its true start. E_NOT_FOUND when it is not among the deleted. */
enum err ticket_restore(struct cx *cx, ticket_id id) NODISCARD;
/* Delete for good one that is deleted: texts, files, tags, field values, people and the words in
 * its history go; the row, its times and its numbers stay. */
enum err ticket_purge(struct cx *cx, ticket_id id) NODISCARD;
/* Delete it and suspend its requester, when that is an end-user. */
enum err ticket_mark_as_spam(struct cx *cx, ticket_id id) NODISCARD;

/* One deleted ticket. */
struct deleted_ticket {
	ticket_id id;
	const char *subject;
	enum status status; /* when it was deleted */
	i64 deleted_at;
	user_id actor; /* v 0: the system */
	const char *actor_name;
};
/* A page of those that can be restored and that the actor may see; sorts: deleted_at, id. Offset
 * style sets page->count. */
enum err deleted_ticket_list(
	struct cx *cx, struct page *page, struct deleted_ticket **ret, int *ret_n) NODISCARD;

/* Make a ticket of one comment of a ticket, as if it had come by itself: same author, same files,
 * and waits from the message's own time. subject NULL: that of the ticket. */
enum err ticket_split(struct cx *cx, ticket_id id, comment_id comment, const char *subject,
	struct ticket_result *ret) NODISCARD;

/* One public answer to a problem and all its open incidents; status 0: each keeps its own.
 * *ret_answered: how many tickets, the problem included. E_INVALID when it is no problem, has more
 * than PROBLEM_ANSWER_MAX open incidents, or there is no text. */
enum err problem_answer(struct cx *cx, ticket_id id, const struct comment_input *comment,
	i64 status, int *ret_answered) NODISCARD;

#endif
