/* The private face of webhooks: their rows, and what an input must keep to. */
#ifndef TEND_DOMAIN_WEBHOOK_I_H
#define TEND_DOMAIN_WEBHOOK_I_H

#include "domain/webhook.h"

/* --- webhook_store.c --- */
/* *ret NULL when there is none. */
enum err webhook_store_load(struct cx *cx, webhook_id id, struct webhook **ret) NODISCARD;
/* Sets the id. */
enum err webhook_store_insert(struct cx *cx, struct webhook *w) NODISCARD;
/* Everything but how the receiver does. */
enum err webhook_store_update(struct cx *cx, const struct webhook *w) NODISCARD;
/* failures, failing_since, paused_until, disabled_at, active. */
enum err webhook_store_health(struct cx *cx, const struct webhook *w) NODISCARD;
/* Gone, its secrets with it; what hangs on it is swept later. */
enum err webhook_store_delete(struct cx *cx, webhook_id id) NODISCARD;
enum err webhook_store_count(struct cx *cx, i64 *ret) NODISCARD;
/* All active ones (at most WEBHOOK_COUNT_MAX), by id. */
enum err webhook_store_active(struct cx *cx, struct webhook **ret, int *ret_n) NODISCARD;

/* --- webhook_check.c: each records its failures and goes on, so that all are told --- */
/* https, or http where networks are open; a host that is not refused as it is spelt. */
enum err webhook_check_endpoint(struct cx *cx, const char *endpoint) NODISCARD;
enum err webhook_take_auth(struct cx *cx, const json_t *j, struct webhook *w) NODISCARD;
enum err webhook_take_headers(struct cx *cx, const json_t *j, struct webhook *w) NODISCARD;
enum err webhook_take_subscriptions(
	struct cx *cx, const struct text_list *given, struct webhook *w) NODISCARD;

/* --- webhook_key.c --- */
/* The id on the wire of a row made at a time (ms). */
void webhook_key_write(char out[WEBHOOK_KEY], i64 created_at, i64 id);
/* The row that an id on the wire names; false when it is none. */
bool webhook_key_parse(const char *key, i64 *ret_id);

/* --- webhook_event.c --- */
/* Subscriptions to events changed: begin to follow the log from here, when nobody did before. */
enum err webhook_follow_events(struct cx *cx) NODISCARD;
bool webhook_event_type_known(const char *type);

#endif
