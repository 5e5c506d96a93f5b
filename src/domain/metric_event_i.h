/* What metric_event.c asks of metric_event_store.c. */
#ifndef TEND_DOMAIN_METRIC_EVENT_I_H
#define TEND_DOMAIN_METRIC_EVENT_I_H

#include "domain/metric_event.h"

/* One event about a deadline, with the wait that it is about. */
struct wait_line {
	event_id id;
	i64 part;
	ticket_id ticket;
	i64 at, instance;
	enum event_kind what;
	enum wait_kind kind;
	const char *detail;
};
/* A page of them. */
enum err metric_event_store_lines(struct cx *cx, event_id after, struct page *page,
	struct wait_line **ret, int *ret_n) NODISCARD;
/* Title and description, of deleted ones too; NULL: unknown. */
enum err metric_event_store_policy(
	struct cx *cx, policy_id id, const char **ret_title, const char **ret_text) NODISCARD;

#endif
