/*
 * Uses of rules: counting, windows, and that making long buckets of old ones changes no window. The
 * views that were opened reach the database with the ticker.
 */
#include "base/tally.h"
#include "domain/rule_usage.h"
#include "unit/unit_house.h"

QUERY(test_usage_rows, "SELECT count(*) FROM rule_usage WHERE rule_id = ?");
QUERY(test_usage_clear, "DELETE FROM rule_usage WHERE at >= ?");

static rule_id rule;
static i64 noon;

static int open_house(void **state)
{
	if (house_open(state))
		return -1;
	rule.v = 1;
	noon = cx.now;
	return 0;
}

static int clear(void **state)
{
	struct stmt *s = db_stmt(db, &test_usage_clear);

	(void)state;
	cx.now = noon;
	bind_i64(s, 0);
	ok(db_run(s));
	return 0;
}

static void use(i64 ago, i64 uses)
{
	i64 now = cx.now;

	cx.now = now - ago;
	ok(rule_usage_add(&cx, rule, uses));
	cx.now = now;
}

static void expect(i64 hour, i64 day, i64 week, i64 month)
{
	struct rule_usage u;

	ok(rule_usage_get(&cx, rule, &u));
	assert_int_equal(u.v[USAGE_1H], hour);
	assert_int_equal(u.v[USAGE_24H], day);
	assert_int_equal(u.v[USAGE_7D], week);
	assert_int_equal(u.v[USAGE_30D], month);
}

static i64 rows(void)
{
	struct stmt *s = db_stmt(db, &test_usage_rows);
	i64 n;

	bind_i64(s, rule.v);
	ok(db_run_i64(s, 0, &n));
	return n;
}

static void windows_end_where_they_say(void **state)
{
	(void)state;
	expect(0, 0, 0, 0);
	use(0, 1);
	use(HOUR_MS, 2);
	expect(3, 3, 3, 3);
	use(HOUR_MS + 10 * MINUTE_MS, 4);
	use(DAY_MS, 8);
	expect(3, 15, 15, 15);
	use(DAY_MS + 10 * MINUTE_MS, 16);
	use(7 * DAY_MS, 32);
	expect(3, 15, 63, 63);
	use(7 * DAY_MS + 13 * HOUR_MS, 64);
	use(30 * DAY_MS, 128);
	use(31 * DAY_MS, 256);
	expect(3, 15, 63, 255);
}

static void uses_of_one_bucket_are_one_row(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++)
		use(i * 100, 1);
	assert_true(rows() <= 2);
	expect(100, 100, 100, 100);
}

/* A use every 10 minutes for 40 days, tidied each hour: the windows are what they were before, and
 * few rows are left. */
static void old_buckets_become_long(void **state)
{
	struct rule_usage before, after;

	(void)state;
	for (i64 at = noon - 40 * DAY_MS; at <= noon; at += 10 * MINUTE_MS) {
		cx.now = at;
		ok(rule_usage_add(&cx, rule, 1));
		if (at % HOUR_MS == 0 && at != noon)
			ok(rule_usage_tidy(&cx));
		forget();
	}
	ok(rule_usage_get(&cx, rule, &before));
	ok(rule_usage_tidy(&cx));
	ok(rule_usage_get(&cx, rule, &after));
	assert_memory_equal(&before, &after, sizeof before);
	/* 10 minutes more than the hour and than the day; whole days and the 12 hours of today */
	expect(7, 145, 7 * 144 + 73, 30 * 144 + 73);
	assert_int_equal(rows(), 29 + 35 + 7);
	ok(rule_usage_tidy(&cx));
	assert_int_equal(rows(), 29 + 35 + 7);
}

/* What is written late joins a long bucket. */
static void late_uses_join(void **state)
{
	(void)state;
	use(10 * DAY_MS, 5);
	ok(rule_usage_tidy(&cx));
	use(10 * DAY_MS + 3 * HOUR_MS, 7);
	assert_int_equal(rows(), 2);
	ok(rule_usage_tidy(&cx));
	assert_int_equal(rows(), 1);
	expect(0, 0, 0, 12);
}

static void names_are_the_wire_s(void **state)
{
	(void)state;
	assert_int_equal(rule_usage_parse("usage_7d"), USAGE_7D);
	assert_int_equal(rule_usage_parse("position"), USAGE_WINDOWS);
	assert_string_equal(rule_usage_name(USAGE_30D), "usage_30d");
}

static void opened_views_are_written_by_the_ticker(void **state)
{
	i64 next;

	(void)state;
	for (int i = 0; i < 3; i++)
		rule_usage_open(rule);
	rule_usage_open((rule_id){2});
	expect(0, 0, 0, 0);
	ok(rule_usage_tick(&cx, 1, &next));
	assert_int_equal(next, cx.now);
	ok(rule_usage_tick(&cx, 100, &next));
	assert_int_equal(next, cx.now + RULE_USAGE_EVERY_MS);
	expect(3, 3, 3, 3);
	ok(rule_usage_tick(&cx, 100, &next));
	expect(3, 3, 3, 3);
}

static void a_tally_is_bounded(void **state)
{
	static struct tally t = TALLY_INIT;
	static struct tally_entry all[TALLY_MAX];

	(void)state;
	for (int i = 1; i <= TALLY_MAX + 10; i++)
		tally_add(&t, i, 2);
	tally_add(&t, TALLY_MAX, 1);
	assert_int_equal(tally_take(&t, all, TALLY_MAX), TALLY_MAX);
	assert_int_equal(all[TALLY_MAX - 1].id, TALLY_MAX);
	assert_int_equal(all[TALLY_MAX - 1].count, 3);
	assert_int_equal(tally_take(&t, all, TALLY_MAX), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(windows_end_where_they_say, clear),
		cmocka_unit_test_setup(uses_of_one_bucket_are_one_row, clear),
		cmocka_unit_test_setup(old_buckets_become_long, clear),
		cmocka_unit_test_setup(late_uses_join, clear),
		cmocka_unit_test(names_are_the_wire_s),
		cmocka_unit_test_setup(opened_views_are_written_by_the_ticker, clear),
		cmocka_unit_test(a_tally_is_bounded),
	};

	return cmocka_run_group_tests_name("rule_usage", tests, open_house, house_close);
}
