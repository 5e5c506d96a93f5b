/* The list of what an agent put aside, or others did for him. */
#include "domain/snooze_i.h"
#include "unit/unit_house.h"

QUERY(test_sleeper, "INSERT INTO ticket (status, channel, requester_id, submitter_id, assignee_id, "
		    "queue_key, created_at, updated_at, generated_at) "
		    "VALUES (2, 2, ?, ?, ?, 0, 0, 0, 0) RETURNING id");

static ticket_id put_aside(user_id assignee, user_id by, i64 until)
{
	struct stmt *s = db_stmt(db, &test_sleeper);
	struct snooze snooze = {.until = until, .by = by, .at = cx.now};

	bind_i64(s, people[0].v);
	bind_i64(s, people[0].v);
	bind_ref(s, assignee.v);
	ok(db_run_id(s, &snooze.ticket.v));
	ok(snooze_save(&cx, &snooze));
	return snooze.ticket;
}

/* As many as there are, and which wakes first. */
static void check(user_id agent, i64 wanted, ticket_id first)
{
	struct id_list ids = {0};
	i64 n;

	cx.actor = (struct actor){.id = agent, .role = ROLE_AGENT};
	ok(snooze_count_mine(&cx, &n));
	ok(snooze_mine(&cx, &ids));
	assert_int_equal(n, wanted);
	assert_int_equal(ids.n, wanted);
	assert_int_equal(ids.v[0], first.v);
	cx.actor = house;
}

static void test_mine(void **state)
{
	const user_id dora = people[3], eva = people[4], nobody = {0};
	ticket_id own, first;

	(void)state;
	/* both his own and his doing: once */
	own = put_aside(dora, dora, cx.now + DAY_MS);
	check(dora, 1, own);
	(void)put_aside(nobody, dora, cx.now + 2 * DAY_MS);
	check(dora, 2, own);
	first = put_aside(dora, eva, cx.now + HOUR_MS);
	check(dora, 3, first);
	check(eva, 1, first);
	/* what wakes next is there, however many there are */
	for (int i = 0; i < SNOOZE_LISTED; i++)
		first = put_aside(dora, eva, cx.now + HOUR_MS - i - 1);
	check(dora, SNOOZE_LISTED, first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mine),
	};

	return cmocka_run_group_tests_name("snooze", tests, house_open, house_close);
}
