/*
 * How schedules and SLA policies look in the API (subset.md 7.13, 7.19): the week as minutes since
 * Sunday 0:00, promises as policy_metrics. Our own additions: `open` of a holiday (a short day),
 * `goal_in_seconds` and `schedule_id` of a metric, `pause_statuses` and `warn_before_seconds` of a
 * policy.
 */
#ifndef TEND_HTTP_DEADLINE_BODY_H
#define TEND_HTTP_DEADLINE_BODY_H

#include "domain/calendar.h"
#include "domain/policy.h"
#include "http/rq.h"

/* [{"start_time","end_time"}] into the week of rules. E_INVALID when it does not do. */
enum err schedule_parse_intervals(
	struct rq *rq, const json_t *list, struct calendar_rules *rules) NODISCARD;
/* The week as such a list; openings that touch at midnight are one. */
void schedule_write_intervals(struct jw *w, const char *key, const struct calendar_rules *rules);
void schedule_write(struct rq *rq, const char *key, const struct calendar *c);
void holiday_write(struct rq *rq, const char *key, const struct holiday *h);
/* One that is not stored: without id, in a list. */
void holiday_write_new(struct rq *rq, const struct holiday *h);
/* "2026-12-25" as a day number. */
enum err holiday_parse_day(
	struct rq *rq, const char *field, const char *text, i64 *ret_day) NODISCARD;
/* [["09:00","12:00"]] as the openings of a holiday. */
enum err holiday_parse_open(struct rq *rq, const json_t *list, struct hours *ret) NODISCARD;

/* policy_metrics into the targets of rules. schedule: what business_hours mean; 0: the default. */
enum err policy_parse_metrics(struct rq *rq, const json_t *list, calendar_id schedule,
	struct policy_rules *rules) NODISCARD;
void policy_write_object(struct rq *rq, const char *key, const struct policy *p);

#endif
