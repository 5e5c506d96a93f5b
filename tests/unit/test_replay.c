/* What deadlines a ticket would have had, from its messages and statuses alone. */
#include "base/clock.h"
#include "domain/wait_replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { C = 0, A = 1 }; /* who writes */
#define S(time, to) \
	{ \
		.at = time, .status = STATUS_##to \
	}

static struct span spans[PAST_SPANS];

static void is(int i, i64 from, i64 to)
{
	assert_int_equal(spans[i].from, from);
	assert_int_equal(spans[i].to, to);
}

/* A customer writes twice, is answered, writes again, is solved without an answer, writes again. */
static const struct message talk[] = {
	{10, C}, {20, C}, {30, A}, {40, C}, {70, C}, {90, A}, {95, A}};
static const struct status_step course[] = {
	S(0, NEW), S(30, PENDING), S(40, OPEN), S(50, SOLVED), S(70, OPEN)};
static const struct past past = {10, 200, talk, COUNT_OF(talk), course, COUNT_OF(course)};

static void test_replies(void **state)
{
	(void)state;
	assert_int_equal(past_spans(&past, WAIT_FIRST_REPLY, spans), 1);
	is(0, 10, 30);
	assert_int_equal(past_spans(&past, WAIT_NEXT_REPLY, spans), 2);
	is(0, 40, 50); /* ended by the solve */
	is(1, 70, 90);
}

static void test_open_end(void **state)
{
	static const struct message two[] = {{5, A}, {10, C}};
	const struct past p = {5, 100, two, 2, course, 1};

	(void)state;
	assert_int_equal(past_spans(&p, WAIT_FIRST_REPLY, spans), 1);
	is(0, 10, 0);
	assert_int_equal(past_spans(&p, WAIT_NEXT_REPLY, spans), 0);
	assert_int_equal(past_spans(&p, WAIT_RESOLUTION, spans), 1);
	is(0, 5, 0);
	assert_int_equal(past_spans(&p, WAIT_PROMISE, spans), 0);
}

static void test_updates(void **state)
{
	(void)state;
	assert_int_equal(past_spans(&past, WAIT_PERIODIC_UPDATE, spans), 3);
	is(0, 30, 50); /* the solve comes before the next */
	is(1, 90, 95);
	is(2, 95, 0);
}

static void test_solve(void **state)
{
	static const struct status_step twice[] = {S(0, NEW), S(50, SOLVED), S(60, CLOSED)};
	const struct past p = {10, 200, talk, 1, twice, 3};

	(void)state;
	assert_int_equal(past_spans(&past, WAIT_RESOLUTION, spans), 1);
	is(0, 10, 0); /* open again */
	past_spans(&p, WAIT_RESOLUTION, spans);
	is(0, 10, 50); /* closing is no second solve */
}

static void test_pauses(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct stretches v = past_pauses(a, &past, 1u << STATUS_PENDING, 10);

	(void)state;
	assert_int_equal(v.n, 2);
	assert_int_equal(v.v[0].from, 30);
	assert_int_equal(v.v[0].to, 40);
	assert_int_equal(v.v[1].from, 50);
	assert_int_equal(v.v[1].to, 70);
	v = past_pauses(a, &past, 0, 60); /* what lies before the start does not count */
	assert_int_equal(v.n, 1);
	assert_int_equal(v.v[0].from, 60);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replies),
		cmocka_unit_test(test_open_end),
		cmocka_unit_test(test_updates),
		cmocka_unit_test(test_solve),
		cmocka_unit_test(test_pauses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
