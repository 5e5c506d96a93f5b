/*
 * Zones and calendars: the 400 independent cases, the edges of business time, what is refused.
 * Run with the path of deadline_vectors.json as TEND_VECTORS, or from the repository's root.
 */
#include "base/clock.h"
#include "base/log.h"
#include "domain/calendar.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static json_t *parse(const char *text)
{
	char why[200] = "";
	json_t *j = json_parse(text, strlen(text), why, sizeof why);

	if (!j)
		fail_msg("%s in %s", why, text);
	return j;
}

/* Compile a definition written with ' for ". */
static struct compiled *compile(const char *quoted)
{
	char *text = arena_strdup(arena, quoted);
	struct calendar_rules *rules;
	struct failure f = {0};
	struct compiled *c;
	json_t *j;

	for (char *p = text; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	j = parse(text);
	if (calendar_parse(arena, &f, j, &rules))
		fail_msg("%s: %s", f.details[0].field, f.details[0].text);
	c = calendar_compile(rules);
	json_decref(j);
	return c;
}

static i64 at(const char *text)
{
	i64 ms;

	if (!clock_parse(text, &ms))
		fail_msg("not a time: %s", text);
	return ms;
}

#define assert_time(ms, text) \
	do { \
		char got_[CLOCK_TEXT]; \
		assert_string_equal(clock_text(got_, ms), text); \
	} while (0)

static i64 due(struct compiled *c, const char *start, i64 target_ms)
{
	i64 ms = 0;

	assert_true(calendar_due(c, at(start), target_ms, NULL, &ms));
	return ms;
}

static const char office[] =
	"{'zone':'Europe/Zagreb','week':{'mon':[['09:00','17:00']],'tue':[['09:00','17:00']],"
	"'wed':[['09:00','17:00']],'thu':[['09:00','17:00']],'fri':[['09:00','17:00']]},"
	"'holidays':[{'date':'2026-12-24','open':[['09:00','12:00']]},"
	"{'date':'2026-12-25','until':'2026-12-26','name':'Christmas'}]}";

static void test_zone_names(void **state)
{
	static const char *const bad[] = {"Foo/Bar", "", "europe/zagreb", "GMT+5", "ACT",
		"SystemV/EST5", "Etc/Unknown", "../etc/passwd", "Factory",
		"A/very/long/name/that/no/zone/in/the/whole/wide/world/would/ever/have"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (zone_open(bad[i]))
			fail_msg("accepted %s", bad[i]);
	assert_null(zone_open(NULL));
	assert_non_null(zone_open("UTC"));
	assert_non_null(zone_open("America/Argentina/Buenos_Aires"));
	assert_ptr_equal(zone_open("Asia/Kolkata"), zone_open("Asia/Kolkata"));
}

static void test_zone_gap_and_overlap(void **state)
{
	const struct zone *z = zone_open("Europe/Zagreb"), *apia = zone_open("Pacific/Apia");

	(void)state;
	assert_int_equal(zone_offset(z, at("2026-07-01T00:00:00Z")), 2 * HOUR_MS);
	assert_int_equal(zone_offset(z, at("2026-12-01T00:00:00Z")), HOUR_MS);
	/* 02:00-03:00 does not exist on 29 March 2026; 02:00-03:00 happens twice on 25 October. */
	assert_time(zone_instant(z, at("2026-03-29T01:59:59Z")), "2026-03-29T00:59:59Z");
	assert_time(zone_instant(z, at("2026-03-29T02:00:00Z")), "2026-03-29T01:00:00Z");
	assert_time(zone_instant(z, at("2026-03-29T02:59:00Z")), "2026-03-29T01:00:00Z");
	assert_time(zone_instant(z, at("2026-03-29T03:00:00Z")), "2026-03-29T01:00:00Z");
	assert_time(zone_instant(z, at("2026-10-25T02:30:00Z")), "2026-10-25T00:30:00Z");
	assert_time(zone_instant(z, at("2026-10-25T03:00:00Z")), "2026-10-25T02:00:00Z");
	/* A rule far ahead, and a whole day that was skipped. */
	assert_int_equal(zone_offset(z, at("2150-07-01T00:00:00Z")), 2 * HOUR_MS);
	assert_time(zone_instant(apia, at("2011-12-30T12:00:00Z")), "2011-12-30T10:00:00Z");
}

static void test_zone_text(void **state)
{
	const struct zone *z = zone_open("Europe/Zagreb");
	i64 ms = at("2026-11-23T16:00:00Z");
	char text[ZONE_SHORT];

	(void)state;
	assert_string_equal(zone_short(text, z, ms, false), "Mon 17:00");
	assert_string_equal(zone_short(text, z, ms, true), "Mon 23 Nov 17:00");
	assert_string_equal(
		zone_format(arena, "en", z, ms), "Monday, 23 November 2026 at 17:00 CET");
	assert_string_equal(
		zone_format(arena, NULL, z, ms), "Monday, 23 November 2026 at 17:00 CET");
	assert_string_equal(
		zone_format(arena, "x%%n", z, ms), "Monday, 23 November 2026 at 17:00 CET");
	assert_non_null(strstr(zone_format(arena, "hr", z, ms), "ponedjeljak"));
}

static char *read_vectors(void)
{
	const char *path = getenv("TEND_VECTORS");
	FILE *f = fopen(path ? path : "tests/unit/deadline_vectors.json", "r");
	char *text = arena_alloc(arena, 1 << 20);

	if (!f)
		fail_msg("deadline_vectors.json not found; set TEND_VECTORS");
	assert_true(fread(text, 1, (1 << 20) - 1, f) > 0);
	fclose(f);
	return text;
}

static void check_vector(json_t *root, const json_t *v)
{
	json_t *calendars = json_object_get(root, "calendars"),
	       *pairs = json_object_get(v, "pauses");
	struct stretch pauses[16];
	struct stretches list = {pauses, (int)json_array_size(pairs)};
	struct compiled *c = NULL;
	struct calendar_rules *rules;
	struct failure f = {0};
	i64 start = json_get_i64(v, "start", 0) * 1000, got, target;
	json_t *j;
	size_t i;

	json_array_foreach (calendars, i, j) {
		if (strcmp(json_get_str(j, "name"), json_get_str(v, "calendar")) != 0)
			continue;
		assert_int_equal(calendar_parse(arena, &f, j, &rules), OK);
		c = calendar_compile(rules);
	}
	json_array_foreach (pairs, i, j) {
		pauses[i].from = json_integer_value(json_array_get(j, 0)) * 1000;
		pauses[i].to = json_integer_value(json_array_get(j, 1)) * 1000;
	}
	target = json_get_i64(v, "target_s", 0) * 1000;
	assert_true(calendar_due(c, start, target, &list, &got));
	assert_int_equal(got / 1000, json_get_i64(v, "due", 0));
	assert_int_equal(calendar_counted(c, start, got, &list), target);
	assert_true(calendar_counted(c, start, got - 1, &list) < target);
	calendar_free(c);
}

static void test_vectors(void **state)
{
	json_t *root = parse(read_vectors()), *v;
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(json_object_get(root, "vectors")), 400);
	json_array_foreach (json_object_get(root, "vectors"), i, v)
		check_vector(root, v);
	json_decref(root);
}

static void test_due_edges(void **state)
{
	struct compiled *c = compile(office);
	i64 ms;

	(void)state;
	/* Friday 15:00 local: two hours today, eight on Monday: reached exactly at closing. */
	assert_time(due(c, "2026-11-20T14:00:00Z", 10 * HOUR_MS), "2026-11-23T16:00:00Z");
	assert_time(due(c, "2026-11-20T14:00:00Z", 10 * HOUR_MS + 1), "2026-11-24T08:00:00Z");
	/* A wait that starts outside of the hours begins to count at the opening. */
	assert_time(due(c, "2026-11-21T10:00:00Z", HOUR_MS), "2026-11-23T09:00:00Z");
	/* Short day, then three closed ones. */
	assert_time(due(c, "2026-12-24T08:00:00Z", 3 * HOUR_MS), "2026-12-24T11:00:00Z");
	assert_time(due(c, "2026-12-24T08:00:00Z", 4 * HOUR_MS), "2026-12-28T09:00:00Z");
	/* Nothing to count is due at once; over the turn of the year; years ahead. */
	assert_time(due(c, "2026-11-21T10:00:00Z", 0), "2026-11-21T10:00:00Z");
	assert_time(due(c, "2026-12-31T15:00:00Z", 2 * HOUR_MS), "2027-01-01T09:00:00Z");
	assert_true(calendar_due(c, at("2026-01-01"), 20000 * HOUR_MS, NULL, &ms));
	assert_int_equal(calendar_open_between(c, at("2026-01-01"), ms), 20000 * HOUR_MS);
	assert_false(calendar_due(c, at("2026-01-01"), 8000000 * HOUR_MS, NULL, &ms));
	calendar_free(c);
}

static void test_pauses(void **state)
{
	struct compiled *c = compile(office);
	struct stretch v[] = {{at("2026-11-20T15:00:00Z"), at("2026-11-23T10:00:00Z")},
		{at("2026-11-23T09:00:00Z"), at("2026-11-23T11:00:00Z")}};
	struct stretches pauses = {v, 2};
	i64 ms;

	(void)state;
	/* One hour before the pause; its end and the overlapping second one: counts from 12:00. */
	assert_true(calendar_due(c, at("2026-11-20T14:00:00Z"), 2 * HOUR_MS, &pauses, &ms));
	assert_time(ms, "2026-11-23T12:00:00Z");
	/* Reached exactly when the pause begins. */
	assert_true(calendar_due(c, at("2026-11-20T14:00:00Z"), HOUR_MS, &pauses, &ms));
	assert_time(ms, "2026-11-20T15:00:00Z");
	calendar_free(c);
}

static const char always_open[] =
	"{'zone':'UTC','week':{'mon':[['00:00','24:00']],'tue':[['00:00','24:00']],"
	"'wed':[['00:00','24:00']],'thu':[['00:00','24:00']],'fri':[['00:00','24:00']],"
	"'sat':[['00:00','24:00']],'sun':[['00:00','24:00']]}}";

static void test_intervals(void **state)
{
	struct compiled *c = compile(office), *always = compile(always_open);
	struct stretch v[4];

	(void)state;
	assert_int_equal(
		calendar_intervals(c, at("2026-11-20T14:00:00Z"), at("2026-11-23T09:00:00Z"), v, 4),
		2);
	assert_time(v[0].from, "2026-11-20T14:00:00Z");
	assert_time(v[0].to, "2026-11-20T16:00:00Z");
	assert_time(v[1].from, "2026-11-23T08:00:00Z");
	assert_time(v[1].to, "2026-11-23T09:00:00Z");
	assert_int_equal(calendar_intervals(c, at("2026-11-20"), at("2027-11-20"), v, 4), 4);
	/* Days and years that touch are one stretch. */
	assert_int_equal(calendar_intervals(always, at("2026-11-20"), at("2029-11-20"), v, 4), 1);
	assert_int_equal(
		calendar_open_between(always, at("2026-01-01"), at("2027-01-01")), 365 * DAY_MS);
	assert_int_equal(calendar_open_between(always, at("2027-01-01"), at("2026-01-01")), 0);
	calendar_free(c);
	calendar_free(always);
}

static void refused(const char *quoted, const char *field)
{
	char *text = arena_strdup(arena, quoted);
	struct calendar_rules *rules;
	struct failure f = {0};
	json_t *j;

	for (char *p = text; *p; p++)
		*p = *p == '\'' ? '"' : *p;
	j = parse(text);
	if (!calendar_parse(arena, &f, j, &rules))
		fail_msg("accepted %s", text);
	assert_int_equal(f.code, E_INVALID);
	assert_string_equal(f.details[0].field, field);
	json_decref(j);
}

static void test_refusals(void **state)
{
	(void)state;
	refused("{'week':{}}", "time_zone");
	refused("{'zone':'Foo/Bar'}", "time_zone");
	refused("{'zone':7}", "time_zone");
	refused("[]", "time_zone");
	refused("{'zone':'UTC','week':[]}", "week");
	refused("{'zone':'UTC','week':{'monday':[]}}", "week.monday");
	refused("{'zone':'UTC','week':{'mon':'09:00'}}", "week.mon");
	refused("{'zone':'UTC','week':{'mon':[['9:00','17:00']]}}", "week.mon");
	refused("{'zone':'UTC','week':{'mon':[['09:00']]}}", "week.mon");
	refused("{'zone':'UTC','week':{'mon':[['09:00','24:01']]}}", "week.mon");
	refused("{'zone':'UTC','week':{'mon':[['09:60','12:00']]}}", "week.mon");
	refused("{'zone':'UTC','week':{'mon':[['17:00','09:00']]}}", "week.mon");
	refused("{'zone':'UTC','week':{'mon':[['09:00','09:00']]}}", "week.mon");
	refused("{'zone':'UTC','week':{'mon':[['09:00','12:00'],['11:00','13:00']]}}", "week.mon");
	refused("{'zone':'UTC','week':{'mon':[['13:00','14:00'],['09:00','12:00']]}}", "week.mon");
	refused("{'zone':'UTC','holidays':{}}", "holidays");
	refused("{'zone':'UTC','holidays':[{'date':'2026-02-30'}]}", "holidays.0");
	refused("{'zone':'UTC','holidays':[{'date':'2026-02-20T10:00:00Z'}]}", "holidays.0");
	refused("{'zone':'UTC','holidays':[{'date':'2026-02-20','open':[['10:00','09:00']]}]}",
		"holidays.0");
	refused("{'zone':'UTC','holidays':[{'date':'2026-02-20','until':'2026-02-19'}]}",
		"end_date");
	refused("{'zone':'UTC','holidays':[{'date':'2026-02-20','until':'2029-02-19'}]}",
		"end_date");
	refused("{'zone':'UTC','holidays':[{'date':'2026-02-20','until':'2026-02-22'},"
		"{'date':'2026-02-22'}]}",
		"start_date");
}

static void test_write_reads_back(void **state)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(65536);
	struct calendar_rules *rules;
	struct failure f = {0};
	json_t *j;
	struct jw w;

	(void)state;
	j = parse("{\"zone\":\"Europe/Zagreb\",\"week\":{\"mon\":[[\"09:00\",\"12:30\"],"
		  "[\"13:00\",\"24:00\"]]},\"holidays\":[{\"id\":4,\"name\":\"Ivana\","
		  "\"date\":\"2026-12-24\",\"until\":\"2026-12-26\","
		  "\"open\":[[\"10:00\",\"11:00\"]]}]}");
	assert_int_equal(calendar_parse(arena, &f, j, &rules), OK);
	jw_init(&w, &out);
	calendar_write(&w, NULL, rules);
	json_decref(j);
	j = parse(out.p);
	assert_int_equal(calendar_parse(arena, &f, j, &rules), OK);
	assert_int_equal(rules->week[0].n, 2);
	assert_int_equal(rules->week[0].v[1].to, 1440);
	assert_int_equal(rules->holiday_count, 1);
	assert_int_equal(rules->holidays[0].id, 4);
	assert_int_equal(rules->holidays[0].last - rules->holidays[0].first, 2);
	assert_string_equal(rules->holidays[0].name, "Ivana");
	assert_int_equal(rules->holidays[0].open.v[0].from, 600);
	json_decref(j);
}

static void *compute_years(void *arg)
{
	static const char *const zones[] = {"Asia/Tbilisi", "Asia/Manila", "Asia/Kolkata", "CET"};
	struct compiled *c = arg;
	i64 sum = 0, ms;

	for (int i = 0; i < 400; i++) {
		calendar_due(c, (i64)i * 91 * DAY_MS, 100 * HOUR_MS, NULL, &ms);
		sum += ms + zone_offset(zone_open(zones[i % 4]), ms);
	}
	return (void *)(intptr_t)sum;
}

/* Years are built by whoever comes first; everybody gets the same answers. */
static void test_threads(void **state)
{
	struct compiled *c = compile(office);
	void *sums[4];
	pthread_t threads[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, compute_years, c), 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], &sums[i]), 0);
	for (int i = 1; i < 4; i++)
		assert_ptr_equal(sums[i], sums[0]);
	calendar_free(c);
}

static void report_cost(void **state)
{
	struct compiled *c = compile(office);
	i64 start = at("2026-11-20T14:00:00Z"), sum = 0, ms, began;
	enum { ROUNDS = 1000000 };

	(void)state;
	calendar_due(c, start, 10 * HOUR_MS, NULL, &ms);
	began = clock_mono_us();
	for (int i = 0; i < ROUNDS; i++) {
		calendar_due(c, start + (i64)i * 7919, 10 * HOUR_MS, NULL, &ms);
		sum += ms;
	}
	print_message("one due time: %.3f us (%lld)\n", (double)(clock_mono_us() - began) / ROUNDS,
		(long long)(sum & 1));
	calendar_free(c);
}

static int setup(void **state)
{
	(void)state;
	arena = arena_new(256 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zone_names),
		cmocka_unit_test(test_zone_gap_and_overlap),
		cmocka_unit_test(test_zone_text),
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_due_edges),
		cmocka_unit_test(test_pauses),
		cmocka_unit_test(test_intervals),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_write_reads_back),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(report_cost),
	};

	return cmocka_run_group_tests_name("calendar", tests, setup, teardown);
}
