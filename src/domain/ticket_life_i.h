/* What the life of tickets asks of its stores. */
#ifndef TEND_DOMAIN_TICKET_LIFE_I_H
#define TEND_DOMAIN_TICKET_LIFE_I_H

#include "domain/comment.h"
#include "domain/ticket_merge.h"

#define PURGED_TEXT "SCRUBBED"

/* --- comment_store.c --- */

/* Every text of a ticket becomes `text`, in the search index too; `subject` is the old one. */
enum err comment_scrub(
	struct cx *cx, ticket_id ticket, const char *subject, const char *text) NODISCARD;

/* --- ticket_life_store.c --- */

enum err ticket_is_purged(struct cx *cx, ticket_id id, bool *ret) NODISCARD;
enum err ticket_mark_purged(struct cx *cx, ticket_id id) NODISCARD;
/* Black out all attachments; their files go with the next sweep. */
enum err ticket_purge_files(struct cx *cx, ticket_id id) NODISCARD;
enum err ticket_purge_values(struct cx *cx, ticket_id id) NODISCARD;
/* What was said beside the thread: with a rating, with skips. */
enum err ticket_purge_words(struct cx *cx, ticket_id id) NODISCARD;
/* The details of events that carry words. */
enum err ticket_purge_events(struct cx *cx, ticket_id id) NODISCARD;

/* --- ticket_merge_store.c --- */

enum err merge_insert(
	struct cx *cx, ticket_id source, ticket_id target, const char *state) NODISCARD;
/* The last of a source that stands: its state; id 0: none. */
enum err merge_standing(
	struct cx *cx, ticket_id source, struct merge *ret, const char **ret_state) NODISCARD;
/* The sources of all that stand. */
enum err merge_sources(struct cx *cx, ticket_id target, struct id_list *ret) NODISCARD;
enum err merge_mark_undone(struct cx *cx, i64 id) NODISCARD;

#endif
