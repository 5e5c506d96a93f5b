/*
 * Deliveries of webhooks, as the pump sends them and the API shows them. Wire and sockets are
 * channels/outgoing's; here is what goes out, what an answer means, and when to try again.
 *
 * Tried again: 409, 429, 5xx, no answer (refused, cut, too late). Everything else that is not 2xx
 * fails at once. Waiting times double from RETRY_FIRST to RETRY_LONGEST, with jitter, until
 * RETRY_FOR after the change. A receiver that fails WEBHOOK_CIRCUIT times in a row gets one call
 * at a time and a growing pause between them; one that fails for WEBHOOK_DISABLE_AFTER and
 * WEBHOOK_DISABLE_FAILURES times without one success is made inactive.
 */
#ifndef TEND_DOMAIN_WEBHOOK_DELIVERY_H
#define TEND_DOMAIN_WEBHOOK_DELIVERY_H

#include "domain/outbox.h"

#include "base/clock.h"

enum {
	WEBHOOK_ACCOUNT = 1,		/* account_id: there is one */
	WEBHOOK_EVENT_MAX = 2 << 20,	/* bytes of a body that tells an event */
	WEBHOOK_ANSWER_MAX = 64 * 1024, /* bytes of an answer that are read */
	WEBHOOK_KEPT_MAX = 8 * 1024,	/* bytes of it that an attempt keeps */
	WEBHOOK_CIRCUIT = 5,
	WEBHOOK_DISABLE_FAILURES = 20,
	WEBHOOK_INVOCATIONS_KEPT = 1000, /* finished ones of a webhook */
};
#define WEBHOOK_DISABLE_AFTER (3 * DAY_MS)
#define WEBHOOK_RETRY_FOR     (3 * DAY_MS)
#define WEBHOOK_KEPT_FOR      (30 * DAY_MS)

/* A request as it goes out, and what came back. */
struct webhook_call {
	const char *method, *url, *body; /* body NULL: none */
	struct webhook_header *headers;
	int header_count;
};
struct webhook_answer {
	int status_code;   /* 0: no answer */
	const char *error; /* why not; NULL: there is one */
	bool hopeless;	   /* trying again will not help: an address that is not allowed */
	i64 retry_after_s; /* 0: not said */
	i64 took_ms;
	struct webhook_header *headers;
	int header_count;
	const char *payload; /* never NULL; cut at WEBHOOK_ANSWER_MAX */
};

/* The request for a body: our headers, signature and the webhook's own. key: the delivery's id on
 * the wire. */
void webhook_call_make(struct cx *cx, const struct webhook *w, const char *key, const char *body,
	struct webhook_call *ret);

/* --- the pump --- */

/* A receiver that has something to send. */
struct webhook_due {
	webhook_id id;
	i64 at;	     /* when the first is due, ms */
	bool broken; /* one at a time */
};
/* Of every active webhook; in the arena. */
enum err webhook_due(struct cx *cx, struct webhook_due **ret, int *ret_n) NODISCARD;
/* Are there active webhooks at all? */
enum err webhook_any(struct cx *cx, bool *ret) NODISCARD;
/* The webhook by its row; *ret NULL when it is gone. */
enum err webhook_load(struct cx *cx, webhook_id id, struct webhook **ret) NODISCARD;
/* Id on the wire of a delivery. */
void webhook_delivery_key(char out[WEBHOOK_KEY], const struct outbox_item *item);

/* Store how a delivery went. random: any number, for the jitter. *ret_disabled: the webhook was
 * made inactive just now. A delivery that is gone meanwhile is no error. */
enum err webhook_record(struct cx *cx, i64 outbox_id, const struct webhook_call *call,
	const struct webhook_answer *answer, uint32_t random, bool *ret_disabled) NODISCARD;

/* Does the log hold events that were not looked at yet? */
enum err webhook_events_wait(struct cx *cx, bool *ret) NODISCARD;
/* Turn at most `limit` of them into deliveries; fewer when they are long. */
enum err webhook_spread(struct cx *cx, int limit) NODISCARD;

/* --- the janitor --- */

/* Remove at most `limit` deliveries that are over for WEBHOOK_KEPT_FOR, more than
 * WEBHOOK_INVOCATIONS_KEPT, or a deleted webhook's; give up what waits too long for an inactive
 * one. */
enum err webhook_sweep(struct cx *cx, int limit, int *ret_removed) NODISCARD;

/* --- the API --- */

struct webhook_attempt {
	i64 id;
	int status_code;
	const char *error;
	const char *request_headers, *response_headers; /* JSON: [["name","value"],…] */
	const char *response;
	i64 completed_at;
};
/* The delivery of that id on the wire, of this webhook; E_NOT_FOUND. */
enum err webhook_delivery_get(struct cx *cx, const struct webhook *w, const char *key,
	struct outbox_item **ret) NODISCARD;
/* A page of a delivery's attempts; sort "id". */
enum err webhook_attempt_list(struct cx *cx, const struct outbox_item *item, struct page *page,
	struct webhook_attempt **ret, int *ret_n) NODISCARD;
/* Id on the wire of an attempt. */
void webhook_attempt_key(char out[WEBHOOK_KEY], const struct webhook_attempt *a);
/* "pending", "retrying", "success" or "failed". */
const char *webhook_delivery_status(const struct outbox_item *item);

#endif
