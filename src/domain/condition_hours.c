/*
 * Conditions of hours as ranges of moments: "pending for more than 24 hours" is "pending began at
 * or before this moment". Asked once, it does for one ticket and for a whole view alike; business
 * hours cost no more than hours of the clock.
 */
#include "base/clock.h"
#include "condition_i.h"
#include "domain/calendar.h"

#define WINDOW_MAX ((i64)20 * 366 * DAY_MS)

static enum err open_default(struct cx *cx, struct compiled **ret)
{
	calendar_id id;
	i64 version;

	TRY(calendar_default(cx, &id));
	TRY(calendar_version(cx, id, &version));
	return calendar_open(cx, id, version, ret);
}

enum err condition_open_now(struct cx *cx, bool *ret)
{
	CLEANUP(calendar_cleanup) struct compiled *c = NULL;

	TRY(open_default(cx, &c));
	*ret = calendar_open_between(c, cx->now, cx->now + 1) > 0;
	return OK;
}

/* The last moment since which `ms` have passed by `now`; c NULL: by the clock. */
static i64 moment_before(struct compiled *c, i64 now, i64 ms)
{
	i64 width = ms, low, high = now;

	if (!c || !ms)
		return now - ms;
	while (width < WINDOW_MAX && calendar_open_between(c, now - width, now) < ms)
		width *= 2;
	low = now - width;
	if (calendar_open_between(c, low, now) < ms)
		return INT64_MIN;
	while (low < high) { /* invariant: low does, what is above high does not */
		i64 middle = low + (high - low + 1) / 2;

		if (calendar_open_between(c, middle, now) >= ms)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

/* The first moment until which `ms` will pass. */
static i64 moment_after(struct compiled *c, i64 now, i64 ms)
{
	i64 due;

	if (!c || !ms)
		return now + ms;
	return calendar_due(c, now, ms, NULL, &due) ? due : INT64_MAX;
}

static bool is_less(enum condition_operator op)
{
	return op == OPERATOR_LESS || op == OPERATOR_LESS_BUSINESS;
}

static bool is_greater(enum condition_operator op)
{
	return op == OPERATOR_GREATER || op == OPERATOR_GREATER_BUSINESS;
}

/* N hours: at least N and less than N + 1. Less and greater: than N hours to the millisecond. */
static void since_range(
	struct compiled *c, i64 now, const struct condition *k, i64 *ret_from, i64 *ret_to)
{
	i64 ms = k->number * HOUR_MS;

	*ret_from = INT64_MIN;
	*ret_to = now;
	if (is_greater(k->op))
		*ret_to = moment_before(c, now, ms + 1);
	else if (!is_less(k->op))
		*ret_to = moment_before(c, now, ms);
	if (is_less(k->op))
		*ret_from = moment_before(c, now, ms);
	else if (!is_greater(k->op))
		*ret_from = moment_before(c, now, ms + HOUR_MS);
	*ret_from += *ret_from != INT64_MIN;
}

static void until_range(
	struct compiled *c, i64 now, const struct condition *k, i64 *ret_from, i64 *ret_to)
{
	i64 ms = k->number * HOUR_MS;

	/* a deadline that was missed is nearer than any that is to come */
	*ret_from = k->field == CONDITION_UNTIL_BREACH ? INT64_MIN : now;
	*ret_to = INT64_MAX;
	if (is_greater(k->op))
		*ret_from = moment_after(c, now, ms + 1);
	else if (!is_less(k->op))
		*ret_from = moment_after(c, now, ms);
	if (is_less(k->op))
		*ret_to = moment_after(c, now, ms);
	else if (!is_greater(k->op))
		*ret_to = moment_after(c, now, ms + HOUR_MS);
	*ret_to -= *ret_to != INT64_MAX;
}

enum err condition_range(struct cx *cx, const struct condition *k, i64 *ret_from, i64 *ret_to)
{
	CLEANUP(calendar_cleanup) struct compiled *c = NULL;

	if (OP(k->op) & OPS_BUSINESS)
		TRY(open_default(cx, &c));
	if (k->field == CONDITION_UNTIL_DUE || k->field == CONDITION_UNTIL_BREACH)
		until_range(c, cx->now, k, ret_from, ret_to);
	else
		since_range(c, cx->now, k, ret_from, ret_to);
	return OK;
}
