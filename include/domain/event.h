/*
 * The one log. Every change writes a row in the transaction of the change; the audit trail, the
 * live stream, rules, exports and `tend check` read it. Rows are only ever added.
 */
#ifndef TEND_DOMAIN_EVENT_H
#define TEND_DOMAIN_EVENT_H

#include "domain/cx.h"

/* Append an event at cx->now by cx->actor. ticket 0: none. detail: JSON object text. Adds news. */
enum err event_add(struct cx *cx, enum event_kind kind, ticket_id ticket, i64 subject_id,
	const char *detail, event_id *ret_id) NODISCARD;
/* The same, stamped with another time (breaches noticed late are stamped with the due time). */
enum err event_add_at(struct cx *cx, i64 at, enum event_kind kind, ticket_id ticket, i64 subject_id,
	const char *detail, event_id *ret_id) NODISCARD;
/* Rewrite the detail of an event that this very transaction added (its audit grew). */
enum err event_set_detail(struct cx *cx, event_id id, const char *detail) NODISCARD;
/* The last event of a kind that somebody (v 0: the house) wrote about a ticket at `at`, whose
 * detail has `part`; v 0: none, and no detail. The detail is in the arena. */
enum err event_find(struct cx *cx, ticket_id ticket, enum event_kind kind, i64 at, user_id by,
	const char *part, event_id *ret_id, const char **ret_detail) NODISCARD;
/* The event concerns this person most: its news say so. word: static, what it means for him. */
void event_concerns(struct cx *cx, event_id id, user_id who, const char *word);
/* News for subscribers that no row stands for (a session ended). */
void event_tell(struct cx *cx, const struct news *news);

#endif
