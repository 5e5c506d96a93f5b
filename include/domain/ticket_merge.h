/*
 * Merging: sources are closed with the tag closed_by_merge, the target takes over their people and
 * their open waits (the earliest start of each kind wins). Undoing brings a source back as it was.
 */
#ifndef TEND_DOMAIN_TICKET_MERGE_H
#define TEND_DOMAIN_TICKET_MERGE_H

#include "domain/page.h"
#include "domain/ticket.h"

struct ticket_merge_input {
	struct id_list sources;		       /* at most PAGE_MAX */
	const char *target_text, *source_text; /* NULL: one that says what happened */
	bool target_public, source_public;
};

/* E_NOT_FOUND when one may not be seen; E_INVALID when one is closed, named twice, or the target
 * itself. All or nothing. */
enum err ticket_merge(
	struct cx *cx, ticket_id target, const struct ticket_merge_input *in) NODISCARD;

/* Undo the merge of a source that is still closed by it. Messages written since stay where they
 * are. E_INVALID when there is nothing to undo. */
enum err ticket_unmerge(struct cx *cx, ticket_id source, struct ticket **ret) NODISCARD;

struct merge {
	i64 id;
	ticket_id source, target;
	user_id actor;
	i64 created_at, undone_at; /* 0: it stands */
};
/* Merges into and of a ticket, newest first. Offset style sets page->count. */
enum err merge_list(struct cx *cx, ticket_id ticket, struct page *page, struct merge **ret,
	int *ret_n) NODISCARD;

#endif
