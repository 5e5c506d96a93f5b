/* Days off from calendar files: exact dates, repetitions, what is left out, and limits. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/icalendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { NEVER_S = 5 }; /* of computing, far more than it takes */

static struct arena *a;
static struct icalendar got;

static i64 day(int year, int month, int date)
{
	return clock_days_from_civil(year, month, date);
}

/* The lines of one event within a calendar, read for the years 2026 to 2028. */
static enum icalendar_fault read_event(const char *lines)
{
	arena_reset(a);
	return icalendar_read(a,
		arena_printf(a,
			"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n%sEND:VEVENT\r\nEND:VCALENDAR\r\n",
			lines),
		day(2026, 1, 1), day(2028, 12, 31), &got);
}

static void has(int i, i64 first, i64 last, const char *name)
{
	assert_true(i < got.n);
	assert_int_equal(got.v[i].first, first);
	assert_int_equal(got.v[i].last, last);
	assert_string_equal(got.v[i].name, name);
}

static void test_days(void **state)
{
	(void)state;
	assert_int_equal(read_event("DTSTART;VALUE=DATE:20271225\r\nDTEND;VALUE=DATE:20271227\r\n"
				    "SUMMARY:Bo\xC5\xBEi\xC4\x87\\, i\r\n  jo\xC5\xA1\r\n"),
		ICALENDAR_FINE);
	assert_int_equal(got.n, 1);
	has(0, day(2027, 12, 25), day(2027, 12, 26), "Bo\xC5\xBEi\xC4\x87, i jo\xC5\xA1");
	/* without an end; with one on the same day, as some write */
	read_event("DTSTART;VALUE=DATE:20260501\r\n");
	has(0, day(2026, 5, 1), day(2026, 5, 1), "");
	read_event("DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260501\r\n");
	has(0, day(2026, 5, 1), day(2026, 5, 1), "");
	/* midnight to midnight in a zone, and a duration */
	read_event("DTSTART;TZID=X:20260501T000000\r\nDTEND;TZID=X:20260503T000000\r\n");
	has(0, day(2026, 5, 1), day(2026, 5, 2), "");
	read_event("DTSTART;VALUE=DATE:20260501\r\nDURATION:P1W\r\n");
	has(0, day(2026, 5, 1), day(2026, 5, 7), "");
	/* a backslash before a letter of two bytes */
	read_event("DTSTART;VALUE=DATE:20260501\r\nSUMMARY:Bo\\\xC5\xBEi\r\n");
	has(0, day(2026, 5, 1), day(2026, 5, 1), "Bo i");
	/* cut to what was asked for */
	read_event("DTSTART;VALUE=DATE:20251230\r\nDTEND;VALUE=DATE:20260103\r\n");
	has(0, day(2026, 1, 1), day(2026, 1, 2), "");
}

static void test_repeats(void **state)
{
	(void)state;
	read_event("DTSTART;VALUE=DATE:19910530\r\nRRULE:FREQ=YEARLY\r\n");
	assert_int_equal(got.n, 3);
	for (int i = 0; i < 3; i++)
		has(i, day(2026 + i, 5, 30), day(2026 + i, 5, 30), "");
	/* the last Monday in May; one year is excepted */
	read_event("DTSTART;VALUE=DATE:20250526\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\r\n"
		   "EXDATE;VALUE=DATE:20270531\r\n");
	assert_int_equal(got.n, 2);
	has(0, day(2026, 5, 25), day(2026, 5, 25), "");
	has(1, day(2028, 5, 29), day(2028, 5, 29), "");
	/* ended before, by number or by date; every second year */
	read_event("DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY;COUNT=3\r\n");
	assert_int_equal(got.n, 0);
	assert_int_equal(got.elsewhere, 1);
	read_event("DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY;UNTIL=20270601\r\n");
	assert_int_equal(got.n, 2);
	read_event("DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY;INTERVAL=2\r\n");
	assert_int_equal(got.n, 2);
	has(1, day(2028, 1, 1), day(2028, 1, 1), "");
	/* 29 February */
	read_event("DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY\r\n");
	assert_int_equal(got.n, 1);
	has(0, day(2028, 2, 29), day(2028, 2, 29), "");
}

/* What rules choose: by month, day of the month or year, weekday. */
static void test_rules(void **state)
{
	static const struct {
		const char *start, *rule;
		int n;
		int first[3]; /* the first of them: year, month, day */
	} cases[] = {
		{"20200107", "BYMONTH=3", 3, {2026, 3, 7}},
		{"20200107", "BYMONTH=3,9;UNTIL=20270401", 3, {2026, 3, 7}},
		{"20200131", "BYMONTHDAY=-1;BYMONTH=2", 3, {2026, 2, 28}},
		{"20200131", "BYMONTHDAY=31", 21, {2026, 1, 31}},
		{"20200101", "BYYEARDAY=60", 3, {2026, 3, 1}},
		{"20200101", "BYYEARDAY=-1,1", 6, {2026, 1, 1}},
		{"20200101", "BYYEARDAY=366", 1, {2028, 12, 31}},
		{"20200101", "BYMONTHDAY=13;BYDAY=FR", 5, {2026, 2, 13}},
		{"20200101", "BYDAY=1MO", 3, {2026, 1, 5}},
		{"20200101", "BYDAY=-1SU", 3, {2026, 12, 27}},
		{"20200101", "BYMONTH=11;BYDAY=4TH", 3, {2026, 11, 26}},
		{"20200101", "BYMONTH=10;BYDAY=-1SU", 3, {2026, 10, 25}},
		{"20200101", "BYMONTH=2;BYDAY=5SU", 0, {0}},
		{"19700101", "BYDAY=SU", 157, {2026, 1, 4}},
		{"20200101", "COUNT=8;BYMONTH=1,7", 0, {0}},
		{"20200101", "COUNT=14;BYMONTH=1,7", 2, {2026, 1, 1}},
		{"20200301", "COUNT=7;BYMONTH=1,7", 0, {0}},
		{"20200704", "INTERVAL=3;BYMONTH=7", 1, {2026, 7, 4}},
		{"20270101", "BYDAY=-53FR", 1, {2027, 1, 1}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const int *first = cases[i].first;
		char lines[200];

		snprintf(lines, sizeof lines, "DTSTART;VALUE=DATE:%s\r\nRRULE:FREQ=YEARLY;%s\r\n",
			cases[i].start, cases[i].rule);
		read_event(lines);
		if (got.n != cases[i].n ||
			(got.n && got.v[0].first != day(first[0], first[1], first[2])))
			fail_msg("%s: %d", cases[i].rule, got.n);
	}
}

static void test_left_out(void **state)
{
	(void)state;
	read_event("DTSTART:20260501T100000Z\r\nDTEND:20260501T120000Z\r\n");
	assert_int_equal(got.by_hour, 1);
	read_event("DTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=WEEKLY\r\n");
	assert_int_equal(got.odd, 1);
	read_event("DTSTART;VALUE=DATE:20260501\r\nSTATUS:CANCELLED\r\n");
	assert_int_equal(got.elsewhere, 1);
	read_event("SUMMARY:When\r\n");
	assert_int_equal(got.unreadable, 1);
	read_event("DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:99991231\r\n");
	assert_int_equal(got.unreadable, 1);
	read_event("DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260101\r\n");
	assert_int_equal(got.unreadable, 1);
	assert_int_equal(got.n, 0);
}

static char *many(const char *line, int n)
{
	CLEANUP(buf_free) struct buf b = BUF_INIT(8 << 20);

	buf_str(&b, "BEGIN:VCALENDAR\n");
	for (int i = 0; i < n; i++)
		buf_str(&b, line);
	buf_str(&b, "END:VCALENDAR\n");
	return arena_strndup(a, b.p, b.n);
}

static void test_limits(void **state)
{
	static const char one[] = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nEND:VEVENT\n";
	i64 from = day(2026, 1, 1), to = day(2028, 12, 31);
	clock_t begun;

	(void)state;
	arena_reset(a);
	assert_int_equal(
		icalendar_read(a, many(one, ICALENDAR_EVENTS), from, to, &got), ICALENDAR_FINE);
	assert_int_equal(got.n, ICALENDAR_EVENTS);
	assert_int_equal(icalendar_read(a, many(one, ICALENDAR_EVENTS + 1), from, to, &got),
		ICALENDAR_TOO_MANY);
	assert_int_equal(
		icalendar_read(a, many("x", ICALENDAR_BYTES), from, to, &got), ICALENDAR_TOO_LONG);
	assert_int_equal(icalendar_read(a, "<html>", from, to, &got), ICALENDAR_NONE);
	assert_int_equal(icalendar_read(a, "", from, to, &got), ICALENDAR_NONE);
	/* repetitions on every day are days beyond number */
	assert_int_equal(
		icalendar_read(a,
			many("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20251231\nRRULE:FREQ=YEARLY;"
			     "BYDAY=MO,TU,WE,TH,FR,SA,SU\nEND:VEVENT\n",
				20),
			from, to, &got),
		ICALENDAR_TOO_MANY);
	/* rules that never come true cost no more than others */
	arena_reset(a);
	begun = clock();
	assert_int_equal(
		icalendar_read(a,
			many("BEGIN:VEVENT\nDTSTART;VALUE=DATE:19000101\n"
			     "RRULE:FREQ=YEARLY;COUNT=9;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n",
				ICALENDAR_EVENTS),
			from, to, &got),
		ICALENDAR_FINE);
	assert_int_equal(got.n, 0);
	assert_int_equal(got.elsewhere, ICALENDAR_EVENTS);
	assert_true(clock() - begun < NEVER_S * CLOCKS_PER_SEC);
}

static int setup(void **state)
{
	(void)state;
	a = arena_new(64 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days),
		cmocka_unit_test(test_repeats),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
