/* Messages that are held back: strangers cannot fill the house with them. */
#include "domain/deleted_user.h"
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

static i64 make_field(const char *type, bool for_customers)
{
	struct field_input in = {.type = {true, type},
		.title = {true, "Asked"},
		.visible_in_portal = {true, for_customers},
		.editable_in_portal = {true, for_customers}};
	struct custom_field made;

	ok(field_create(&cx, FIELD_TICKET, &in, &made));
	return made.id.v;
}

/* What is kept is what the ticket would have: nothing that customers may not say, and of a card
 * four digits. With its author it is gone for good. */
static void test_answers(void **state)
{
	const i64 card = make_field("partialcreditcard", true), ours = make_field("text", false);
	const user_id author = people[2];
	struct user_input suspend = {.suspended = {true, true}};
	struct ticket_input in = message_of(author);
	struct field_value given[] = {
		{card, "\"4111111111111111\""}, {ours, "\"mine\""}, {999999, "\"more\""}};
	struct page page = {.sort = "id", .limit = 100, .cursor = true, .descending = true};
	struct suspended *held, *rows;
	struct user *user;
	i64 id;
	int n;

	(void)state;
	ok(user_update(&cx, author, &suspend, &user));
	in.fields = given;
	in.field_count = COUNT_OF(given);
	ok(suspended_hold(&cx, &in, &id));
	ok(suspended_get(&cx, id, &held));
	assert_string_equal(held->answers,
		arena_printf(cx.arena,
			"{\"form\":0,\"fields\":[{\"id\":%lld,\"value\":\"XXXXXXXXXXXX1111\"}]}",
			(long long)card));
	/* a list is without them */
	ok(suspended_list(&cx, &page, &rows, &n));
	assert_int_equal(rows[0].id, id);
	assert_null(rows[0].answers);
	/* what does not fit is said at once, as for a ticket */
	given[0].json = "\"no number\"";
	assert_int_equal(suspended_hold(&cx, &in, &id), E_INVALID);
	cx.fail = (struct failure){0};
	ok(user_delete(&cx, author, &user));
	ok(deleted_user_purge(&cx, author, &user));
	ok(suspended_get(&cx, held->id, &held));
	assert_null(held->answers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_held_per_author),
		cmocka_unit_test(test_answers),
	};

	return cmocka_run_group_tests_name("suspended", tests, house_open, house_close);
}
