/* Reports inside: what the walk reads, the sums over entries. */
#ifndef TEND_DOMAIN_REPORT_I_H
#define TEND_DOMAIN_REPORT_I_H

#include "domain/report.h"

/* --- report_store.c --- */

/* What a walk reads of a ticket, from an index alone. */
struct report_ticket {
	ticket_id id;
	enum status status;
	enum channel channel;
	user_id agent;
	group_id group;
	i64 created_at, solved_at; /* solved_at 0: it is not */
	const char *tags;	   /* until the next ticket */
};
/* Tickets that a report may be about, with an id up to `newest`: made in [from, to); made before
 * `to` and changed since `from`; made before `to` and unsolved, or solved no earlier than then. */
enum report_span_of { REPORT_MADE, REPORT_CHANGED, REPORT_UNSOLVED };
struct report_span {
	enum report_span_of of;
	i64 from, to, newest;
};

/* What fn answers to end a walk early. */
enum report_go { REPORT_GO_ON, REPORT_ENOUGH };

struct report_message {
	bool public, by_agent, by_rule;
	i64 at;
};
struct report_wait {
	i64 kind, outcome, started_at, due_at, fulfilled_at;
};

/* Runs fn for each ticket of the span that the actor may see, the newest first. */
enum err report_store_tickets(struct cx *cx, const struct report_span *span,
	enum err (*fn)(void *self, const struct report_ticket *t, enum report_go *go),
	void *self) NODISCARD;
/* A ticket's messages in order, in the arena of the walk. */
enum err report_store_thread(struct cx *cx, ticket_id ticket, struct arena *a,
	struct report_message **ret, int *ret_n) NODISCARD;
enum err report_store_waits(struct cx *cx, ticket_id ticket, struct arena *a,
	struct report_wait **ret, int *ret_n) NODISCARD;
/* The calendar that the newest deadline counts by; ret_id 0: there is none. */
enum err report_store_calendar(
	struct cx *cx, ticket_id ticket, i64 *ret_id, i64 *ret_version) NODISCARD;
/* What the log said of its status last before `at`; as it began when nothing did. */
enum err report_store_status(struct cx *cx, ticket_id ticket, i64 at, enum status *ret) NODISCARD;
/* Was it ever reopened? */
enum err report_store_reopened(struct cx *cx, ticket_id ticket, bool *ret) NODISCARD;
/* Name of a group or an agent; NULL: unknown. */
enum err report_store_name(struct cx *cx, enum report_by by, i64 id, const char **ret) NODISCARD;
enum err report_store_subject(struct cx *cx, struct report_entry *entry) NODISCARD;

/* --- report_walk.c --- */

typedef enum err report_take(void *self, const struct report_entry *e, enum report_go *go);
/* Measure all entries of the ask whose ticket is `newest` or older. */
enum err report_walk(struct cx *cx, const struct report_ask *ask, i64 newest, report_take *fn,
	void *self) NODISCARD;
/* Day of the zone in which an entry began. */
i64 report_day(const struct zone *zone, i64 at);
/* Monday of that week. */
i64 report_week(i64 day);
int report_hour(const struct zone *zone, i64 at);
int report_bucket(i64 age);
/* The key of the entry's row, by anything but tags; "" for none. */
const char *report_key(
	const struct report_ask *ask, const struct report_entry *e, char out[REPORT_KEY]);
/* Next of the tags parted by spaces; false at the end. */
bool report_tag_next(const char **tags, const char **ret, size_t *ret_n);

/* --- report_math.c: pure --- */

/* 16 bytes, because there may be two million. */
struct report_sample {
	i64 ms;
	int row;
	uint8_t state; /* enum report_state */
	bool first;    /* of its entry: not one more row of the same */
};
/* Of n samples in order of time. */
struct report_rank report_rank(const struct report_sample *samples, size_t n, int percent);
/* By row, then time; or by time alone. */
void report_sort_rows(struct report_sample *samples, size_t n);
void report_sort_times(struct report_sample *samples, size_t n);

#endif
