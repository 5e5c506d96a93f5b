/* What a form asks for, given answers that nobody has checked, and values that name a field twice.
 */
#include "domain/form_rules.h"
#include "domain/ticket_fields.h"
#include "unit/unit_house.h"

enum { ROWS = 600, LONG = 1 << 20 };

/* The text is asked for while the choice says "gold", said in many conditions. */
static struct ticket_form form_of_many(void)
{
	const char *rows = "";

	for (int i = 0; i < ROWS; i++)
		rows = i % 100 ? arena_printf(
					 cx.arena, "%s,{\"id\":%lld}", rows, (long long)fields[0])
			       : arena_printf(cx.arena,
					 "%s%s{\"parent_field_id\":%lld,\"value\":\"gold\","
					 "\"child_fields\":[{\"id\":%lld}",
					 rows, i ? "]}," : "", (long long)fields[3],
					 (long long)fields[0]);
	return (struct ticket_form){.ticket_field_ids = "[]",
		.end_user_conditions = "[]",
		.agent_conditions = arena_printf(cx.arena, "[%s]}]", rows)};
}

static bool is_asked(const struct ticket_form *form, const char *answer)
{
	const struct field_value given = {fields[3], arena_printf(cx.arena, "\"%s\"", answer)};
	struct form_field *asked;
	int n;

	ok(form_fields(&cx, form, FORM_OF_AGENTS, &given, 1, &asked, &n));
	for (int i = 0; i < n; i++)
		if (asked[i].field->id.v == fields[0])
			return asked[i].shown;
	fail_msg("the field is not there");
	return false;
}

static void test_long_answer(void **state)
{
	struct ticket_form form = form_of_many();
	char *answer = arena_alloc(cx.arena, LONG + 1);
	size_t before;

	(void)state;
	memset(answer, 'x', LONG);
	assert_true(is_asked(&form, "gold"));
	before = arena_used(cx.arena);
	assert_false(is_asked(&form, answer));
	assert_in_range(arena_used(cx.arena) - before, LONG, 2 * LONG);
}

static struct ticket *update(ticket_id id, struct field_value *values, int n)
{
	struct ticket_input in = {.fields = values, .field_count = n};
	struct ticket_result result;

	ok(ticket_update(&cx, id, &in, &result));
	return result.ticket;
}

/* The last value counts, once. */
static void test_field_named_twice(void **state)
{
	struct field_value set[] = {{fields[3], "\"gold\""}, {fields[0], "\"a\""},
		{fields[0], "null"}, {fields[0], "\"b\""}};
	struct field_value cleared[] = {{fields[3], "null"}, {fields[3], "null"}};
	struct ticket_input in = {.comment = {.body = "x"}, .requester_id = {true, people[0].v}};
	struct ticket_result made;
	struct ticket_values values;
	struct ticket *t;

	(void)state;
	ok(ticket_create(&cx, &in, &made));
	t = update(made.ticket->id, set, COUNT_OF(set));
	assert_int_equal(t->field_count, 2);
	assert_string_equal(t->tags, "gold");
	t = update(t->id, cleared, COUNT_OF(cleared));
	assert_int_equal(t->field_count, 1);
	assert_string_equal(t->tags, "");
	ok(ticket_values(&cx, t, &values));
	assert_int_equal(values.n, 1);
	assert_string_equal(values.v[0].json, "\"b\"");
	assert_int_equal(update(t->id, cleared, COUNT_OF(cleared))->field_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_long_answer),
		cmocka_unit_test(test_field_named_twice),
	};

	return cmocka_run_group_tests_name("form fields", tests, house_open, house_close);
}
