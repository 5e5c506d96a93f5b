/* Conditions of a form that come back to where they began. */
#include "domain/form_rules.h"
#include "unit/unit_house.h"

#define RULE(parent, children) "{'parent_field_id': " parent ", 'child_fields': [" children "]}"

/* The fields of the circle, and the condition that closes it; "" when there is none. */
static void check(const char *rules, const char *wanted, int wanted_at)
{
	CLEANUP(json_cleanup) json_t *list = json(rules);
	const char *found = "";
	int at = -1;
	struct id_list ids = form_rules_circle(&cx, list, &at);

	for (int i = 0; i < ids.n; i++)
		found = arena_printf(cx.arena, "%s%lld ", found, (long long)ids.v[i]);
	assert_string_equal(found, wanted);
	assert_int_equal(at, wanted_at);
}

static void test_circles(void **state)
{
	(void)state;
	check("[]", "", -1);
	check("[" RULE("1", "{'id': 1}") "]", "1 ", 0);
	check("[" RULE("1", "{'id': 3}, {'id': 2}") "," RULE("2", "{'id': 1}") "]", "1 2 ", 1);
	/* its beginning is not of it */
	check("[" RULE("1", "{'id': 2}") "," RULE("2", "{'id': 3}") "," RULE("3", "{'id': 2}") "]",
		"2 3 ", 2);
	/* two ways to one field are no circle */
	check("[" RULE("1", "{'id': 2}, {'id': 3}") "," RULE("2", "{'id': 4}") "," RULE(
		      "3", "{'id': 4}") "," RULE("4", "{'id': 5}") "]",
		"", -1);
}

/* As many as there may be, each on the answer of the one before. */
static void test_long_way(void **state)
{
	const char *rules = "[";

	(void)state;
	for (int i = 1; i <= FORM_CONDITIONS_MAX; i++)
		rules = arena_printf(cx.arena, "%s%s" RULE("%d", "{'id': %d}"), rules,
			i > 1 ? "," : "", i, i + 1);
	check(arena_printf(cx.arena, "%s]", rules), "", -1);
}

static int setup(void **state)
{
	(void)state;
	cx.arena = arena_new(256 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(cx.arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_circles), cmocka_unit_test(test_long_way)};

	return cmocka_run_group_tests_name("form rules", tests, setup, teardown);
}
