/*
 * Reports and the board, the parts that are pure: percentiles with times that have not ended, days
 * and hours of a zone, tags, and the forecast. The numbers were worked out by hand.
 */
#include "base/clock.h"
#include "domain/board.h"
#include "domain/report_i.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct report_sample ended(i64 ms)
{
	return (struct report_sample){.ms = ms, .state = REPORT_DONE, .first = true};
}

static struct report_sample waits(i64 ms)
{
	return (struct report_sample){.ms = ms, .state = REPORT_WAITING, .first = true};
}

static void assert_rank(
	const struct report_sample *samples, size_t n, int percent, i64 ms, bool at_least)
{
	struct report_rank r = report_rank(samples, n, percent);

	assert_true(r.known);
	assert_int_equal(r.ms, ms);
	assert_int_equal(r.at_least, at_least);
}

static void nearest_rank(void **state)
{
	struct report_sample ten[10];

	(void)state;
	for (int i = 0; i < 10; i++)
		ten[i] = ended((i + 1) * 10);
	assert_false(report_rank(ten, 0, 50).known);
	assert_rank(ten, 1, 50, 10, false);
	assert_rank(ten, 1, 90, 10, false);
	assert_rank(ten, 2, 50, 10, false);
	assert_rank(ten, 3, 50, 20, false);
	assert_rank(ten, 10, 50, 50, false);
	assert_rank(ten, 10, 90, 90, false);
	assert_rank(ten, 9, 90, 90, false); /* rank 8.1 is the ninth */
}

/* 10 20 W25 30 W90: the median is the third, 25, but he who waits 25 so far ends behind it. */
static void waiting_raises(void **state)
{
	struct report_sample s[] = {ended(10), ended(20), waits(25), ended(30), waits(90)};

	(void)state;
	assert_rank(s, 5, 50, 25, true);
	assert_rank(s, 5, 20, 10, false);
	assert_rank(s, 5, 40, 20, false);
	assert_rank(s, 5, 90, 90, true);
}

/* Those who wait longer than the percentile already cannot move it. */
static void waiting_behind(void **state)
{
	struct report_sample s[] = {ended(10), ended(20), ended(30), waits(500), waits(900)};

	(void)state;
	assert_rank(s, 5, 50, 30, false);
	assert_rank(s, 5, 90, 900, true);
}

/* As long as the percentile itself: with an ended one of the same length at its rank it stays. */
static void waiting_beside(void **state)
{
	struct report_sample a[] = {ended(10), waits(20), ended(20), ended(20)};
	struct report_sample b[] = {ended(10), waits(20), ended(30), ended(40)};
	struct report_sample all[] = {waits(1), waits(2), waits(3)};

	(void)state;
	assert_rank(a, 4, 50, 20, false);
	assert_rank(b, 4, 50, 20, true);
	assert_rank(all, 3, 50, 2, true);
}

/* With every way in which the waiting may end, the percentile is at least what is said, and exactly
 * that where it says so. */
static void bounds_hold(void **state)
{
	(void)state;
	for (unsigned mask = 0; mask < 1u << 7; mask++) {
		struct report_sample s[7], later[7];
		struct report_rank said, came;

		for (int i = 0; i < 7; i++) {
			s[i] = mask >> i & 1 ? waits((i + 1) * 10) : ended((i + 1) * 10);
			later[i] = ended(mask >> i & 1 ? 1000 + i : (i + 1) * 10);
		}
		report_sort_times(later, 7);
		said = report_rank(s, 7, 50);
		came = report_rank(later, 7, 50);
		assert_true(came.ms >= said.ms);
		assert_int_equal(said.at_least, came.ms != said.ms);
	}
}

static void days_and_hours(void **state)
{
	const struct zone *zagreb = zone_open("Europe/Zagreb");
	i64 at;

	(void)state;
	assert_true(clock_parse("2026-11-22T23:30:00Z", &at)); /* Monday 00:30 there */
	assert_int_equal(report_hour(zagreb, at), 0);
	assert_int_equal(report_hour(zone_open("UTC"), at), 6 * 24 + 23);
	assert_int_equal(report_day(zagreb, at), clock_days_from_civil(2026, 11, 23));
	assert_int_equal(report_week(clock_days_from_civil(2026, 11, 29)),
		clock_days_from_civil(2026, 11, 23));
	assert_int_equal(report_week(clock_days_from_civil(2026, 11, 23)),
		clock_days_from_civil(2026, 11, 23));
	assert_int_equal(report_bucket(DAY_MS - 1), 0);
	assert_int_equal(report_bucket(DAY_MS), 1);
	assert_int_equal(report_bucket(200 * DAY_MS), REPORT_BUCKETS - 1);
}

static void tags(void **state)
{
	const char *list = "a  long_one b", *tag;
	size_t n;

	(void)state;
	assert_true(report_tag_next(&list, &tag, &n));
	assert_true(report_tag_next(&list, &tag, &n));
	assert_int_equal(n, strlen("long_one"));
	assert_true(report_tag_next(&list, &tag, &n));
	assert_false(report_tag_next(&list, &tag, &n));
}

/* Two people at 2 answers an hour answer one in 15 minutes. */
static void forecast(void **state)
{
	i64 now = 1000 * DAY_MS, m = MINUTE_MS;
	i64 due[] = {now - 60 * m, now + 10 * m, now + 45 * m, now + 50 * m, now + 300 * m};

	(void)state;
	/* done at 15, 30, 45, 60 and 75: the second and the fourth are late, the first was before
	 */
	assert_int_equal(board_late(due, 5, now, 4), 2);
	assert_int_equal(board_late(due, 5, now, 1000), 0);
	assert_int_equal(board_late(due, 5, now, 0), 4);
	assert_int_equal(board_late(due, 1, now, 0), 0);
	assert_int_equal(board_late(due, 0, now, 0), 0);
}

static void rates(void **state)
{
	struct board_work week[REPORT_HOURS] = {{0}};
	struct board_rate r = board_rate_of(week, 0, 8);

	(void)state;
	assert_int_equal(r.source, BOARD_RATE_NONE);
	assert_true(r.per_hour == BOARD_RATE_ASSUMED);
	week[100] = (struct board_work){.answers = 30, .hours = 10};
	r = board_rate_of(week, 0, 8);
	assert_int_equal(r.source, BOARD_RATE_ALL);
	assert_true(r.per_hour == 3.0);
	week[166] = (struct board_work){.answers = 8, .hours = 3};
	week[1] = (struct board_work){.answers = 4, .hours = 3};
	r = board_rate_of(week, 165, 8); /* over the end of the week */
	assert_int_equal(r.source, BOARD_RATE_HOURS);
	assert_true(r.per_hour == 2.0);
	assert_int_equal(r.work.answers, 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearest_rank),
		cmocka_unit_test(waiting_raises),
		cmocka_unit_test(waiting_behind),
		cmocka_unit_test(waiting_beside),
		cmocka_unit_test(bounds_hold),
		cmocka_unit_test(days_and_hours),
		cmocka_unit_test(tags),
		cmocka_unit_test(forecast),
		cmocka_unit_test(rates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
