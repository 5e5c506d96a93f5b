/* Times as text and back, and the calendar of all days from year 0 to 9999. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#define FIRST_MS (-62167219200000) /* 0000-01-01T00:00:00Z */
#define LAST_MS	 253402300799999   /* 9999-12-31T23:59:59.999Z */

static void check_text(i64 ms, const char *seconds, const char *with_ms)
{
	char out[CLOCK_TEXT];

	assert_string_equal(clock_text(out, ms), seconds);
	assert_string_equal(clock_text_ms(out, ms), with_ms);
}

static void times_are_written(void **state)
{
	(void)state;
	check_text(0, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z");
	check_text(1, "1970-01-01T00:00:00Z", "1970-01-01T00:00:00.001Z");
	check_text(-1, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.999Z");
	check_text(-1000, "1969-12-31T23:59:59Z", "1969-12-31T23:59:59.000Z");
	check_text(-1001, "1969-12-31T23:59:58Z", "1969-12-31T23:59:58.999Z");
	check_text(951782400000, "2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z");
	check_text(4107542400000, "2100-03-01T00:00:00Z", "2100-03-01T00:00:00.000Z");
	check_text(1795341600123, "2026-11-22T10:00:00Z", "2026-11-22T10:00:00.123Z");
}

static void years_are_clamped(void **state)
{
	(void)state;
	check_text(FIRST_MS, "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z");
	check_text(LAST_MS, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z");
	check_text(FIRST_MS - 1, "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z");
	check_text(LAST_MS + 1, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z");
	check_text(INT64_MIN, "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z");
	check_text(INT64_MAX, "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999Z");
}

static const struct {
	const char *text;
	i64 ms;
} good[] = {
	{"1970-01-01", 0},
	{"1970-01-01T00:00:00Z", 0},
	{"1969-12-31T23:59:59.999Z", -1},
	{"2026-11-22T10:00:00Z", 1795341600000},
	{"2026-11-22t10:00:00z", 1795341600000},
	{"2026-11-22 10:00:00Z", 1795341600000},
	{"2026-11-22T11:30:00+01:30", 1795341600000},
	{"2026-11-22T04:30:00-05:30", 1795341600000},
	{"2026-11-22T10:00:00.1Z", 1795341600100},
	{"2026-11-22T10:00:00.123456789Z", 1795341600123},
	{"2026-11-23T09:59:00+23:59", 1795341600000},
	{"2016-12-31T23:59:60Z", 1483228800000}, /* a leap second is the next minute */
	{"2024-02-29", 1709164800000},
	{"2000-02-29", 951782400000},
	{"0000-01-01T00:00:00Z", FIRST_MS},
	{"9999-12-31T23:59:59.999Z", LAST_MS},
};

static const char *const bad[] = {"", " ", "2026", "2026-11", "2026-11-", "2026-11-2", "2026-1-22",
	"26-11-22", "2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32", "2026-04-31",
	"2023-02-29", "1900-02-29", "2100-02-29", "2026-02-30", "2026/11/22", " 2026-11-22",
	"2026-11-22 ", "2026-11-22T", "2026-11-22T10", "2026-11-22T10:", "2026-11-22T24:00:00Z",
	"2026-11-22T10:60:00Z", "2026-11-22T10:00:61Z", "2026-11-22T10:00:00Zx",
	"2026-11-22T10:00:00.Z", "2026-11-22T10:00:00.", "2026-11-22T10:00.5Z",
	"2026-11-22T10:00:Z", "2026-11-22T10:00:00+", "2026-11-22T10:00:00+1",
	"2026-11-22T10:00:00+01:", "2026-11-22T10:00:00+24:00", "2026-11-22T10:00:00+01:60",
	"2026-11-22T-1:00:00Z", "2026-11-22X10:00:00Z", "-026-11-22", "+2026-11-22", "12026-11-22",
	"2026-11-22T10:00:00Z ", "2026-11-22T10:00:00 Z", "2026-11-22T10:00:00--1:00"};

static void text_is_parsed(void **state)
{
	i64 ms;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		ms = -12345;
		if (!clock_parse(good[i].text, &ms) || ms != good[i].ms)
			fail_msg("%s gives %lld", good[i].text, (long long)ms);
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (clock_parse(bad[i], &ms))
			fail_msg("\"%s\" was taken", bad[i]);
}

/* Every day of ten thousand years, counted up by hand beside the arithmetic. */
static void all_days_agree(void **state)
{
	static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	i64 day = FIRST_MS / DAY_MS;

	(void)state;
	for (int y = 0; y <= 9999; y++) {
		bool leap = y % 400 == 0 || (y % 4 == 0 && y % 100 != 0);

		for (int m = 1; m <= 12; m++) {
			int last = month_days[m - 1] + (m == 2 && leap);

			for (int d = 1; d <= last; d++, day++) {
				int gy, gm, gd;

				clock_civil_from_days(day, &gy, &gm, &gd);
				if (clock_days_from_civil(y, m, d) != day || gy != y || gm != m ||
					gd != d)
					fail_msg("%d-%d-%d is not day %lld", y, m, d,
						(long long)day);
			}
		}
	}
	assert_int_equal(day, (LAST_MS + 1) / DAY_MS);
}

static void text_and_time_agree(void **state)
{
	char out[CLOCK_TEXT], libc[CLOCK_TEXT];
	uint64_t x = 88172645463325252u;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		i64 ms, back;
		time_t t;
		struct tm tm;

		x ^= x << 13, x ^= x >> 7, x ^= x << 17;
		ms = FIRST_MS + (i64)(x % (uint64_t)(LAST_MS - FIRST_MS));
		assert_true(clock_parse(clock_text_ms(out, ms), &back));
		assert_int_equal(back, ms);
		t = (ms - (ms % 1000 + 1000) % 1000) / 1000;
		gmtime_r(&t, &tm);
		snprintf(libc, sizeof libc, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
			tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
		assert_string_equal(clock_text(out, ms), libc);
	}
}

static char clock_file[] = "/tmp/tend-clock-XXXXXX";

static void set_offset(const char *text)
{
	FILE *f = fopen(clock_file, "we");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static i64 offset_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return clock_now_ms() - ((i64)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

#define assert_offset(ms) \
	assert_in_range(offset_now() + 10 * DAY_MS, (ms) + 10 * DAY_MS, (ms) + 10 * DAY_MS + 2000)

/* The test build's clock moves with the file while the process runs. */
static void test_clock_moves(void **state)
{
	i64 before = clock_mono_us();

	(void)state;
#ifdef TEND_FAULT
	set_offset("0\n");
	assert_offset(0);
	set_offset("36000000\n");
	assert_offset(10 * HOUR_MS);
	set_offset("-86400000");
	assert_offset(-DAY_MS);
	set_offset(""); /* a writer is at work: the last offset holds */
	assert_offset(-DAY_MS);
	set_offset("0\n");
	assert_offset(0);
#endif
	assert_true(clock_mono_us() >= before);
}

static int setup(void **state)
{
	int fd = mkstemp(clock_file);

	(void)state;
	if (fd < 0)
		return -1;
	close(fd);
	return setenv("TEND_TEST_CLOCK", clock_file, 1);
}

static int teardown(void **state)
{
	(void)state;
	return unlink(clock_file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_written),
		cmocka_unit_test(years_are_clamped),
		cmocka_unit_test(text_is_parsed),
		cmocka_unit_test(all_days_agree),
		cmocka_unit_test(text_and_time_agree),
		cmocka_unit_test(test_clock_moves),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
