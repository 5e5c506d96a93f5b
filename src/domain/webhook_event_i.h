/* Between the event log, the types of events that webhooks subscribe to, and their bodies. */
#ifndef TEND_DOMAIN_WEBHOOK_EVENT_I_H
#define TEND_DOMAIN_WEBHOOK_EVENT_I_H

#include "domain/webhook.h"

/* One row of the log. */
struct log_event {
	event_id id;
	i64 at;
	user_id actor;
	ticket_id ticket;
	enum event_kind kind;
	i64 subject_id;
	const char *detail; /* NULL until log_event_detail */
};

/* Which part of an event a type tells: the event as a whole, an attribute that changed, or an item
 * of the audit. */
enum event_part {
	PART_WHOLE,
	PART_CHANGE,
	PART_CUSTOM_FIELD,
	PART_COMMENT,
	PART_ITEM,
	PART_COLUMN
};

struct event_type {
	const char *wire;
	enum event_kind kind;
	enum event_part part;
	const char *name; /* attribute, audit type or column, as the detail names it */
};

/* The body of a delivery about one event (and one item of its detail, or NULL), in the arena. *ret
 * NULL: it would be longer than WEBHOOK_EVENT_MAX, which the limits of tickets rule out. */
enum err webhook_body_write(struct cx *cx, const struct event_type *type, const struct log_event *e,
	const json_t *item, const char **ret) NODISCARD;

/* webhook_event_store.c: at most `limit` after an id, oldest first, without details. */
enum err log_event_since(
	struct cx *cx, event_id after, int limit, struct log_event **ret, int *ret_n) NODISCARD;

/* Read the event's detail. */
enum err log_event_detail(struct cx *cx, struct log_event *e) NODISCARD;

#endif
