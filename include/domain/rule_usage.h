/*
 * How often rules are used, for lists that show or sort by it. A use is
 *
 *	trigger, automation	a firing that left a trace (event rule.fired)
 *	macro			a change of a ticket whose audit names it; seeing what it would do
 *				is none
 *	view			its first page of tickets or rows, whoever asks (a token does not
 *				tell whether a person is behind it); its count is none, because
 *				menus ask for counts all the time, and neither are further pages
 *
 * Uses are counted in buckets of 10 minutes, in the transaction of the change. Reading a view must
 * not write: its uses are kept in memory, and the ticker writes them down (rule_usage_tick); those
 * of the last RULE_USAGE_EVERY_MS are not seen yet, and are lost when the process is killed.
 *
 * A window reaches back at least as long as it says and at most one bucket longer, a sixth of it:
 * buckets become hours after an hour and days after a day, so that few rows tell much, and those
 * older than 30 days are deleted.
 */
#ifndef TEND_DOMAIN_RULE_USAGE_H
#define TEND_DOMAIN_RULE_USAGE_H

#include "base/clock.h"
#include "domain/rule.h"

#define RULE_USAGE_EVERY_MS (30 * SECOND_MS)

/* X(constant, wire name, how far back, length of its buckets) */
#define RULE_USAGE_LIST(X) \
	X(USAGE_1H, "usage_1h", HOUR_MS, 10 * MINUTE_MS) \
	X(USAGE_24H, "usage_24h", DAY_MS, HOUR_MS) \
	X(USAGE_7D, "usage_7d", 7 * DAY_MS, DAY_MS) \
	X(USAGE_30D, "usage_30d", 30 * DAY_MS, DAY_MS)

#define X(constant, ...) constant,
enum rule_usage_window { RULE_USAGE_LIST(X) USAGE_WINDOWS };
#undef X

/* Uses in each window. */
struct rule_usage {
	i64 v[USAGE_WINDOWS];
};

/* Wire name of a window; static. */
const char *rule_usage_name(enum rule_usage_window window);
/* The window of that name; USAGE_WINDOWS: it is none. */
enum rule_usage_window rule_usage_parse(const char *name);
/* Where a window begins (ms): its first bucket. */
i64 rule_usage_begin(enum rule_usage_window window, i64 now);

/* Count a use at cx->now. WRITE connection. */
enum err rule_usage_add(struct cx *cx, rule_id rule, i64 uses) NODISCARD;
/* A view was opened; any thread, no database. */
void rule_usage_open(rule_id view);
/* Write down at most `max` views that were opened. A duty of the ticker; *ret_next: when to come
 * again (ms). */
enum err rule_usage_tick(struct cx *cx, int max, i64 *ret_next) NODISCARD;

/* Uses of one rule. */
enum err rule_usage_get(struct cx *cx, rule_id rule, struct rule_usage *ret) NODISCARD;

/* Make long buckets of old ones and delete what no window shows any more. WRITE connection. */
enum err rule_usage_tidy(struct cx *cx) NODISCARD;

#endif
