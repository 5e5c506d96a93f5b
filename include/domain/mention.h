/*
 * Mentions: "@Name" in a note names an agent or a group, and they hear of it. Found in the text
 * when the note is stored, by whole names, the longest that fits; nobody is told of his own note.
 */
#ifndef TEND_DOMAIN_MENTION_H
#define TEND_DOMAIN_MENTION_H

#include "domain/comment.h"

enum { MENTION_MAX = 200 /* people told of one note */ };

struct mention {
	i64 id;
	user_id user, author;
	ticket_id ticket;
	comment_id comment;
	group_id group; /* named as one of this group; v 0: by name */
	i64 at, seen_at;
	const char *subject; /* of the ticket */
	const char *excerpt; /* how the note begins */
};

/* Store whom a new note names, with an event. Public comments and customers' name nobody. */
enum err mention_note(struct cx *cx, const struct comment *c) NODISCARD;
/* A page of the actor's, by id; unseen: only those not seen yet. Of tickets that he may see. */
enum err mention_list(
	struct cx *cx, bool unseen, struct page *page, struct mention **ret, int *ret_n) NODISCARD;
/* How many tickets have something unseen for the actor. */
enum err mention_count_unseen(struct cx *cx, i64 *ret) NODISCARD;
/* The actor has seen these (of his; others are passed over), or all those of a ticket. */
enum err mention_see(struct cx *cx, const struct id_list *ids, ticket_id ticket) NODISCARD;

#endif
