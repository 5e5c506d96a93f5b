/* Rows that belong to deliveries. */
#ifndef TEND_DOMAIN_WEBHOOK_DELIVERY_I_H
#define TEND_DOMAIN_WEBHOOK_DELIVERY_I_H

#include "domain/webhook_delivery.h"

/* Insert; completed_at is cx->now. */
enum err webhook_attempt_insert(
	struct cx *cx, i64 outbox_id, const struct webhook_attempt *a, i64 took_ms) NODISCARD;
/* Give up what was queued for inactive webhooks before a time. */
enum err webhook_give_up(struct cx *cx, i64 before) NODISCARD;
/* Deliveries that may go, at most `limit`, in any of the ways of webhook_sweep. */
enum err webhook_select_over(struct cx *cx, i64 before, int limit, struct id_list *ret) NODISCARD;
enum err webhook_remove_delivery(struct cx *cx, i64 outbox_id) NODISCARD;
/* Deleted webhooks that no delivery names any more. */
enum err webhook_remove_bare(struct cx *cx) NODISCARD;

#endif
