/*
 * Comments: the thread of a ticket. Immutable once written, but for making one private and
 * blacking out text; both write an event of their own. Written only by domain/ticket.
 */
#ifndef TEND_DOMAIN_COMMENT_H
#define TEND_DOMAIN_COMMENT_H

#include "domain/page.h"
#include "domain/ticket.h"

struct comment {
	comment_id id;
	ticket_id ticket;
	event_id event; /* its audit */
	user_id author;
	enum role author_role; /* when it was written */
	bool public;
	enum channel channel;
	const char *body;
	const char *html; /* the same with its format (base/html_clean); NULL: plain */
	i64 created_at;
};

enum { COMMENT_SNIPPET = 140 }; /* code points of a preview */

/* A page of a ticket's thread by id; public_only for customers. Offset style sets page->count. */
enum err comment_list(struct cx *cx, const struct ticket *t, bool public_only, struct page *page,
	struct comment **ret, int *ret_n) NODISCARD;
enum err comment_count(struct cx *cx, const struct ticket *t, bool public_only, i64 *ret) NODISCARD;
/* E_NOT_FOUND when the ticket has no such comment. */
enum err comment_get(
	struct cx *cx, ticket_id ticket, comment_id id, struct comment **ret) NODISCARD;
/* By id alone; *ret NULL when there is none. */
enum err comment_load(struct cx *cx, comment_id id, struct comment **ret) NODISCARD;
/* The comments of one event (one at most today), for audits. */
enum err comment_of_event(struct cx *cx, event_id event, struct comment **ret) NODISCARD;

/* Write one (event known). Sets id. Its search row comes with comment_index_new. */
enum err comment_insert(struct cx *cx, struct comment *c) NODISCARD;
/* The last act of every transaction that may have written comments: put the new ones into the
 * search index. */
enum err comment_index_new(struct cx *cx) NODISCARD;
/* The subject changed: the search rows carry it. */
enum err comment_reindex(
	struct cx *cx, ticket_id ticket, const char *subject_before, const char *subject) NODISCARD;

/* Agents only. Public to private; writes an event; nothing happens when it is private already. */
enum err comment_make_private(struct cx *cx, ticket_id ticket, comment_id id) NODISCARD;
/* Replace every occurrence of text by as many "▇"; E_INVALID when it does not occur. */
enum err comment_redact(struct cx *cx, ticket_id ticket, comment_id id, const char *text,
	struct comment **ret) NODISCARD;

/* One line of at most COMMENT_SNIPPET code points. */
const char *comment_snippet(struct arena *a, const char *body);

#endif
