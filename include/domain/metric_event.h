/*
 * Deadlines as the API's metric events: what began, paused, ended, got a target or was missed, in
 * the order of the log. A wait that begins is two of them: it counts, and it has a target.
 */
#ifndef TEND_DOMAIN_METRIC_EVENT_H
#define TEND_DOMAIN_METRIC_EVENT_H

#include "domain/page.h"

enum metric_event_type {
	METRIC_ACTIVATE,
	METRIC_APPLY_SLA,
	METRIC_PAUSE,
	METRIC_FULFILL,
	METRIC_BREACH,
};

struct metric_event {
	event_id event;
	i64 part; /* of the event: 0, 1 */
	ticket_id ticket;
	enum wait_kind kind;
	i64 instance; /* 1, 2 … of this metric of the ticket */
	enum metric_event_type type;
	i64 at;
	/* METRIC_APPLY_SLA */
	i64 target_s;
	bool business; /* counted by a calendar that closes */
	policy_id policy;
	const char *policy_title, *policy_description; /* NULL: unknown */
};

/* "reply_time"; NULL for kinds that the API has no metric for (they give no events). */
const char *metric_event_metric(enum wait_kind kind);
const char *metric_event_type_name(enum metric_event_type type);
/* Unique and ascending with the log. */
i64 metric_event_id(const struct metric_event *e);

/* A page in the order of the log, of events behind `after`. Its keys are event and part. */
enum err metric_event_list(struct cx *cx, event_id after, struct page *page,
	struct metric_event **ret, int *ret_n) NODISCARD;

#endif
