/* Percentiles of times of which some have not ended. */
#include "report_i.h"

#include <stdlib.h>

static bool has_ended(const struct report_sample *s)
{
	return s->state != REPORT_WAITING;
}

/* Nearest rank. Its value is a lower bound: what waits may end up behind it. It is the true one
 * when the same rank among those that have ended alone, all others counted as endless, is as long.
 */
struct report_rank report_rank(const struct report_sample *samples, size_t n, int percent)
{
	size_t rank = (n * (size_t)percent + 99) / 100, ended = 0;
	struct report_rank r = {.known = n > 0, .at_least = true};

	if (!n)
		return (struct report_rank){0};
	rank = rank ? rank : 1;
	r.ms = samples[rank - 1].ms;
	for (size_t i = 0; i < n && samples[i].ms <= r.ms && r.at_least; i++) {
		ended += has_ended(&samples[i]);
		r.at_least = ended < rank;
	}
	return r;
}

static int compare_times(const void *a, const void *b)
{
	const struct report_sample *x = a, *y = b;

	return (x->ms > y->ms) - (x->ms < y->ms);
}

static int compare_rows(const void *a, const void *b)
{
	const struct report_sample *x = a, *y = b;
	int row = (x->row > y->row) - (x->row < y->row);

	return row ? row : compare_times(a, b);
}

void report_sort_rows(struct report_sample *samples, size_t n)
{
	if (n)
		qsort(samples, n, sizeof *samples, compare_rows);
}

void report_sort_times(struct report_sample *samples, size_t n)
{
	if (n)
		qsort(samples, n, sizeof *samples, compare_times);
}
