/* Messages that are held back: strangers cannot fill the house with them. */
#include "domain/suspended.h"
#include "unit/unit_house.h"

static struct ticket_input message_of(user_id author)
{
	struct ticket_input in = {.subject = {true, "It is me"},
		.has_requester = true,
		.comment = {.body = "Believe me"},
		.channel = CHANNEL_WEB};
	struct user *user;

	ok(user_load(&cx, author, &user));
	in.requester.email = user->email;
	return in;
}

static void test_held_per_author(void **state)
{
	const user_id agent = people[3], customer = people[0], other = people[5];
	struct ticket_input in = message_of(agent);
	i64 id;

	(void)state;
	for (int i = 0; i < SUSPENDED_PER_AUTHOR; i++) {
		ok(suspended_hold(&cx, &in, &id));
		assert_true(id > 0);
	}
	assert_int_equal(suspended_hold(&cx, &in, &id), E_RATE);
	forget();
	/* nobody else is refused for it */
	in = message_of(other);
	ok(suspended_hold(&cx, &in, &id));
	assert_true(id > 0);
	in = message_of(customer);
	ok(suspended_hold(&cx, &in, &id));
	assert_int_equal(id, 0);
}

static int setup(void **state)
{
	(void)state;
	return house_open();
}

static int teardown(void **state)
{
	(void)state;
	return house_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_held_per_author),
	};

	return cmocka_run_group_tests_name("suspended", tests, setup, teardown);
}
