/*
 * Messages of agents that the customer has seen: his page showed them. The first time is kept and
 * stands in the log; that somebody opened the page once more is nobody's business.
 */
#ifndef TEND_DOMAIN_COMMENT_SEEN_H
#define TEND_DOMAIN_COMMENT_SEEN_H

#include "domain/comment.h"

enum { COMMENT_SEEN_MAX = 500 /* messages of one opening, the newest */ };

/* The newest message of an agent that the page has not shown yet; v 0: it has shown them all. */
enum err comment_seen_next(struct cx *cx, const struct ticket *t, comment_id *ret) NODISCARD;
/* The page showed the messages up to this one; those that are new to it are marked, with an event.
 */
enum err comment_seen_mark(struct cx *cx, const struct ticket *t, comment_id up_to) NODISCARD;
/* When a message was first shown; 0: not yet. */
enum err comment_seen_at(struct cx *cx, comment_id id, i64 *ret) NODISCARD;

#endif
