/*
 * The numbers of a ticket's past, folded from a history that is written down here: stations,
 * waiting by status, answers, and business time by a calendar.
 */
#include "base/clock.h"
#include "domain/metric.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define M MINUTE_MS
enum { CUSTOMER = 7, AGENT = 8, OTHER = 9 };

static struct arena *arena;
static struct compiled *office; /* 09:00-17:00 UTC, Monday to Friday */
static i64 monday;		/* 23 November 2026, 00:00 */
static struct metric_fold f;

static int setup(void **state)
{
	struct calendar_rules rules = {.zone = zone_open("UTC")};

	(void)state;
	for (int day = 0; day < 5; day++)
		rules.week[day] = (struct hours){.v = {{9 * 60, 17 * 60}}, .n = 1};
	arena = arena_new(1 << 20);
	office = calendar_compile(&rules);
	return clock_parse("2026-11-23", &monday) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	calendar_free(office);
	arena_free(arena);
	return 0;
}

/* A ticket made at this minute of Monday. */
static void begin(i64 minute)
{
	struct ticket t = {.id = {1}, .requester = {CUSTOMER}, .created_at = monday + minute * M};

	metric_begin(&f, &t, office);
}

static void change(i64 minute, i64 actor, const char *field, const char *value)
{
	metric_event(&f, monday + minute * M, (user_id){actor},
		arena_printf(arena,
			"{\"events\":[{\"type\":\"Change\",\"field_name\":\"%s\",\"value\":%s}]}",
			field, value));
}

static void comment(i64 minute, i64 author, enum role role, bool public, bool first)
{
	metric_comment(&f, &(struct metric_comment){.at = monday + minute * M,
				   .author = {author},
				   .author_role = role,
				   .public = public,
				   .first = first});
}

static void assert_minutes(const struct metric_time *t, i64 calendar, i64 business)
{
	assert_true(t->known);
	assert_int_equal(t->calendar / M, calendar);
	assert_int_equal(t->business / M, business);
}

static void test_untouched(void **state)
{
	(void)state;
	begin(10 * 60);
	comment(10 * 60, CUSTOMER, ROLE_END_USER, true, true);
	metric_end(&f, monday + 11 * 60 * M);
	assert_minutes(&f.m.requester_wait, 60, 60);
	assert_false(f.m.agent_wait.known);
	assert_false(f.m.first_reply.known);
	assert_false(f.m.full_resolution.known);
	assert_int_equal(f.m.replies, 0);
	assert_int_equal(f.m.assigned_at, 0);
}

/* Made at 08:00, before the office opens; answered at 09:30; a night passes. */
static void test_a_life(void **state)
{
	const i64 next_day = 24 * 60;

	(void)state;
	begin(8 * 60);
	change(8 * 60, CUSTOMER, "status", "\"new\"");
	comment(8 * 60, CUSTOMER, ROLE_END_USER, true, true);
	change(9 * 60, AGENT, "group_id", "\"3\"");
	change(9 * 60, AGENT, "assignee_id", "\"8\"");
	change(9 * 60, AGENT, "status", "\"open\"");
	comment(9 * 60 + 10, AGENT, ROLE_AGENT, false, false); /* a note is no answer */
	comment(9 * 60 + 30, AGENT, ROLE_AGENT, true, false);
	change(9 * 60 + 30, AGENT, "status", "\"pending\"");
	change(16 * 60, CUSTOMER, "status", "\"open\"");
	change(16 * 60 + 30, AGENT, "group_id", "null");
	change(16 * 60 + 30, AGENT, "assignee_id", "\"9\"");
	change(next_day + 10 * 60, OTHER, "status", "\"solved\"");
	metric_end(&f, monday + 10 * next_day * M);
	assert_minutes(&f.m.first_reply, 90, 30);
	assert_minutes(&f.m.agent_wait, 390, 390);
	assert_minutes(&f.m.requester_wait, 90 + 18 * 60, 30 + 120);
	assert_minutes(&f.m.on_hold, 0, 0);
	assert_minutes(&f.m.first_resolution, 26 * 60, 9 * 60);
	assert_minutes(&f.m.full_resolution, 26 * 60, 9 * 60);
	assert_int_equal(f.m.replies, 1);
	assert_int_equal(f.m.group_stations, 1);
	assert_int_equal(f.m.assignee_stations, 2);
	assert_int_equal(f.m.initially_assigned_at, monday + 9 * 60 * M);
	assert_int_equal(f.m.assigned_at, monday + (16 * 60 + 30) * M);
	assert_int_equal(f.m.assignee_updated_at, monday + (next_day + 10 * 60) * M);
	assert_int_equal(f.m.requester_updated_at, monday + 16 * 60 * M);
	assert_int_equal(f.m.latest_comment_at, monday + (9 * 60 + 30) * M);
}

/* Solved twice: the first time stays, the last one counts; what lay between did not wait. */
static void test_reopened(void **state)
{
	(void)state;
	begin(10 * 60);
	change(11 * 60, AGENT, "status", "\"solved\"");
	change(12 * 60, CUSTOMER, "status", "\"open\"");
	metric_end(&f, monday + 13 * 60 * M);
	assert_minutes(&f.m.first_resolution, 60, 60);
	assert_false(f.m.full_resolution.known);
	assert_minutes(&f.m.requester_wait, 120, 120);

	begin(10 * 60);
	change(11 * 60, AGENT, "status", "\"solved\"");
	change(12 * 60, CUSTOMER, "status", "\"hold\"");
	change(13 * 60, AGENT, "status", "\"solved\"");
	change(14 * 60, AGENT, "status", "\"closed\"");
	metric_end(&f, monday + 20 * 60 * M);
	assert_minutes(&f.m.first_resolution, 60, 60);
	assert_minutes(&f.m.full_resolution, 180, 180);
	assert_minutes(&f.m.on_hold, 60, 60);
}

static void take_back(i64 minute, const char *status)
{
	metric_event(&f, monday + minute * M, (user_id){AGENT},
		arena_printf(arena,
			"{\"undo\":true,\"events\":[{\"type\":\"Change\","
			"\"field_name\":\"status\",\"value\":\"%s\"}]}",
			status));
}

/* A solve that was taken back never was: the time behind it waited on. */
static void test_taken_back(void **state)
{
	(void)state;
	begin(10 * 60);
	change(10 * 60 + 10, AGENT, "status", "\"solved\"");
	take_back(11 * 60 + 10, "new");
	assert_int_equal(f.m.status_updated_at, monday + (11 * 60 + 10) * M);
	change(12 * 60, AGENT, "status", "\"pending\"");
	change(13 * 60, AGENT, "status", "\"solved\"");
	take_back(13 * 60 + 30, "open"); /* not what it was: it changes now */
	change(14 * 60, AGENT, "status", "\"solved\"");
	metric_end(&f, monday + 20 * 60 * M);
	assert_minutes(&f.m.first_resolution, 240, 240);
	assert_minutes(&f.m.full_resolution, 240, 240);
	assert_minutes(&f.m.requester_wait, 150, 150);
	assert_minutes(&f.m.agent_wait, 90, 90);

	begin(10 * 60); /* what was no solve was */
	change(11 * 60, AGENT, "status", "\"pending\"");
	take_back(12 * 60, "open");
	metric_end(&f, monday + 13 * 60 * M);
	assert_minutes(&f.m.agent_wait, 60, 60);
	assert_false(f.m.first_resolution.known);
}

/* Details that are not as they should be count for nothing. */
static void test_damaged(void **state)
{
	static const char *const details[] = {"", "{", "[]", "{\"events\":1}",
		"{\"events\":[1,{},{\"field_name\":1},{\"field_name\":\"status\",\"value\":7},"
		"{\"field_name\":\"status\",\"value\":\"splendid\"},"
		"{\"field_name\":\"group_id\",\"value\":[]}]}"};

	(void)state;
	begin(10 * 60);
	for (size_t i = 0; i < COUNT_OF(details); i++)
		metric_event(&f, monday + 11 * 60 * M, (user_id){0}, details[i]);
	metric_end(&f, monday + 12 * 60 * M);
	assert_minutes(&f.m.requester_wait, 120, 120);
	assert_int_equal(f.m.group_stations, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_untouched),
		cmocka_unit_test(test_a_life),
		cmocka_unit_test(test_reopened),
		cmocka_unit_test(test_taken_back),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests_name("metric", tests, setup, teardown);
}
