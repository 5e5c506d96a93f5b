/*
 * Stamps on a real database: whatever the times that writers carry, a later transaction never
 * stamps a row at or before an earlier one, so that an export that goes on behind the last row it
 * saw misses nothing. And the marks that lead from a time into the event log.
 */
#include "base/clock.h"
#include "base/secret.h"
#include "domain/event.h"
#include "domain/export.h"
#include "domain/stamp.h"
#include "unit/unit_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct db *db;
static struct cx cx;
static int made;

static void ok(enum err e)
{
	if (e)
		fail_msg("error %s: %s", err_wire(e), cx.fail.details[0].text);
}

static int setup(void **state)
{
	(void)state;
	if (unit_dir_make() != 0)
		return -1;
	db = unit_db();
	cx = (struct cx){.db = db, .arena = arena_new((size_t)64 << 20), .actor = actor_system()};
	cx.random = secret_random;
	return db ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	db_close(db);
	arena_free(cx.arena);
	return unit_dir_remove();
}

/* A user, made in the running transaction by a writer whose clock says `now`. */
static i64 make_user(i64 now)
{
	struct user_input in = {.name = {true, arena_printf(cx.arena, "user %d", ++made)}};
	struct user *user;

	cx.now = now;
	ok(user_create(&cx, &in, &user));
	return user->id.v;
}

static i64 stamp_of(i64 id)
{
	struct user *user;

	ok(user_load(&cx, (user_id){id}, &user));
	return user->updated_at;
}

/* One that a transaction of its own makes. */
static i64 make_alone(i64 now)
{
	i64 id;

	ok(db_begin(db));
	id = make_user(now);
	ok(db_commit(db));
	return id;
}

static void test_later_is_behind(void **state)
{
	i64 first = make_alone(1000000), second = make_alone(999000), third = make_alone(1000000);
	i64 fourth = make_alone(2000000);

	(void)state;
	assert_int_equal(stamp_of(first), 1000000);
	assert_int_equal(stamp_of(second), 1000001);
	assert_int_equal(stamp_of(third), 1000002);
	assert_int_equal(stamp_of(fourth), 2000000);
}

/* Within one transaction order does not matter, as long as all lies behind what was there. */
static void test_one_transaction(void **state)
{
	i64 before = stamp_of(make_alone(3000000)), a, b;

	(void)state;
	ok(db_begin(db));
	a = make_user(3000500);
	b = make_user(2999000);
	ok(db_commit(db));
	assert_int_equal(stamp_of(a), 3000500);
	assert_true(stamp_of(b) > before && stamp_of(b) < stamp_of(a));
}

/* A walk that reads behind its last row sees every row once, and every change made since. */
static void test_walk_misses_nothing(void **state)
{
	const i64 nows[] = {5000000, 4999000, 5000000, 5000001, 4000000, 5000001, 5000002, 5000000};
	struct export_at at = {0, 0};
	struct user *rows;
	int n;

	(void)state;
	ok(export_users(&cx, at, 1000, &rows, &n));
	at = (struct export_at){rows[n - 1].updated_at, rows[n - 1].id.v};
	for (size_t i = 0; i < COUNT_OF(nows); i++) {
		i64 id = make_alone(nows[i]);

		/* the first user changes too: a low id with a new stamp */
		ok(db_begin(db));
		cx.now = nows[i] - 7;
		ok(user_update(&cx, (user_id){1},
			&(struct user_input){.notes = {true, arena_printf(cx.arena, "%zu", i)}},
			&rows));
		ok(db_commit(db));
		ok(export_users(&cx, at, 1000, &rows, &n));
		assert_int_equal(n, 2);
		assert_int_equal(rows[0].id.v, id);
		assert_int_equal(rows[1].id.v, 1);
		at = (struct export_at){rows[1].updated_at, rows[1].id.v};
	}
}

/* A clock that was far ahead is not followed for ever. */
static void test_wrong_clock(void **state)
{
	i64 wrong = make_alone(6000000 + 2 * STAMP_AHEAD_MS), right = make_alone(6000000);

	(void)state;
	assert_int_equal(stamp_of(wrong), 6000000 + 2 * STAMP_AHEAD_MS);
	assert_int_equal(stamp_of(right), 6000000);
}

/* An event that is about the past is found from the time when it was written. */
static void test_marks(void **state)
{
	i64 base = 100 * HOUR_MS;
	event_id late, after;

	(void)state;
	make_alone(base);
	make_alone(base + 10 * MINUTE_MS);
	ok(db_begin(db));
	make_user(base + 20 * MINUTE_MS);
	ok(event_add_at(&cx, base - HOUR_MS, EVENT_WAIT_BREACHED, (ticket_id){0}, 0, NULL, &late));
	ok(db_commit(db));
	ok(export_event_start(&cx, base + 20 * MINUTE_MS, &after));
	assert_true(after.v < late.v);
	/* and what was written before is not looked at again */
	assert_true(after.v >= late.v - 3);
	ok(export_event_start(&cx, base + 21 * MINUTE_MS, &after));
	assert_true(after.v >= late.v);
	ok(export_event_start(&cx, 0, &after));
	assert_int_equal(after.v, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_later_is_behind),
		cmocka_unit_test(test_one_transaction),
		cmocka_unit_test(test_walk_misses_nothing),
		cmocka_unit_test(test_wrong_clock),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests_name("stamp", tests, setup, teardown);
}
