/* Whether the people who are there will make it. */
#include "domain/board.h"

#include "base/clock.h"

static void add_work(struct board_work *sum, const struct board_work *w)
{
	sum->answers += w->answers;
	sum->hours += w->hours;
}

static bool tells_enough(const struct board_work *w)
{
	return w->hours >= BOARD_RATE_LEAST && w->answers > 0;
}

struct board_rate board_rate_of(const struct board_work week[REPORT_HOURS], int first, int n)
{
	struct board_rate rate = {.source = BOARD_RATE_HOURS};

	for (int i = 0; i < n && i < REPORT_HOURS; i++)
		add_work(&rate.work, &week[(first + i) % REPORT_HOURS]);
	if (!tells_enough(&rate.work)) {
		rate = (struct board_rate){.source = BOARD_RATE_ALL};
		for (int i = 0; i < REPORT_HOURS; i++)
			add_work(&rate.work, &week[i]);
	}
	if (!tells_enough(&rate.work))
		return (struct board_rate){
			.source = BOARD_RATE_NONE, .per_hour = BOARD_RATE_ASSUMED};
	rate.per_hour = (double)rate.work.answers / (double)rate.work.hours;
	return rate;
}

int board_late(const i64 *due, int n, i64 now, double per_hour)
{
	int late = 0;

	for (int i = 0; i < n; i++)
		late += due[i] > now && (per_hour <= 0 || (double)(due[i] - now) * per_hour <
								  (double)(i + 1) * HOUR_MS);
	return late;
}
