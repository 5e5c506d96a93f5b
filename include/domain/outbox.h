/*
 * What leaves the machine: a row per message, written in the transaction of the change and sent
 * after its commit, at least once. A row stays queued until its outcome is stored, so that nothing
 * is lost when the process ends in between. Who sends: channels/pump (webhooks).
 */
#ifndef TEND_DOMAIN_OUTBOX_H
#define TEND_DOMAIN_OUTBOX_H

#include "domain/webhook.h"

/* The numbers are stored. */
enum outbox_kind { OUTBOX_MAIL = 1, OUTBOX_WEBHOOK = 2 };
enum outbox_state { OUTBOX_QUEUED = 1, OUTBOX_SENT = 3, OUTBOX_FAILED = 4 };

struct outbox_item {
	i64 id;
	enum outbox_kind kind;
	enum outbox_state state;
	webhook_id webhook;  /* v 0: not for a webhook */
	event_id event;	     /* v 0: none */
	ticket_id ticket;    /* v 0: none */
	const char *payload; /* given to outbox_add only; see outbox_payload */
	int tries;	     /* so far */
	int status_code;     /* of the last try; 0: no answer */
	i64 next_try_at, created_at;
	i64 done_at; /* when the last try ended; 0: before the first */
};

/* Queue one for now; kind, webhook, event, ticket and payload are taken. */
enum err outbox_add(struct cx *cx, const struct outbox_item *item) NODISCARD;
/* At most `limit` queued ones of a webhook that are due, the longest due first. */
enum err outbox_due(struct cx *cx, webhook_id webhook, int limit, struct outbox_item **ret,
	int *ret_n) NODISCARD;
/* *ret NULL when there is none. */
enum err outbox_load(struct cx *cx, i64 id, struct outbox_item **ret) NODISCARD;
/* What it says; "" when it is gone. */
enum err outbox_payload(struct cx *cx, i64 id, const char **ret) NODISCARD;
/* Store the outcome of a try: state, tries, status_code, next_try_at, done_at. */
enum err outbox_settle(struct cx *cx, const struct outbox_item *item) NODISCARD;
/* What was sent about a ticket must not stay readable (a comment was redacted): the texts of what
 * is over are emptied. purged: the ticket is gone, and what still waits is not sent. */
enum err outbox_forget(struct cx *cx, ticket_id ticket, bool purged) NODISCARD;
/* The same for what was sent about a person who is gone for good; what waits is not sent. */
enum err outbox_forget_user(struct cx *cx, user_id user) NODISCARD;
/* A page of a webhook's rows; sort "latest_completed_at" (those not tried yet are first in time).
 * state 0: any; from, to: done_at within, 0: open. */
struct outbox_filter {
	webhook_id webhook;
	enum outbox_state state;
	bool untried, tried; /* of the queued ones: only those */
	i64 from, to;	     /* ms */
};
enum err outbox_list(struct cx *cx, const struct outbox_filter *filter, struct page *page,
	struct outbox_item **ret, int *ret_n) NODISCARD;

#endif
