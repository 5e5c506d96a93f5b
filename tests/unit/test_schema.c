/*
 * The tables behind openapi.json and /docs hold together: types are read as they are meant, every
 * object that is named is there, stands on a page that is there and is named somewhere; every row
 * of answers belongs to a route, and every operation has one.
 */
#include "http/docs_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { OBJECTS_MAX = 200 };

static bool named[OBJECTS_MAX];

static struct schema_type type_of(const char *text)
{
	return schema_type_read(text, strlen(text));
}

static void types_are_read(void **state)
{
	struct schema_type t;

	(void)state;
	assert_int_equal(type_of("int").kind, S_INT);
	assert_true(type_of("time?").nullable);
	t = type_of("[@ticket]?");
	assert_int_equal(t.kind, S_LIST);
	assert_true(t.nullable);
	assert_int_equal(t.n, strlen("@ticket"));
	t = type_of("[id|text]|text?");
	assert_int_equal(t.kind, S_UNION);
	assert_true(t.nullable);
	assert_int_equal(type_of("=a|b").kind, S_ENUM);
	assert_int_equal(type_of("nonsense").kind, S_REF);
}

static void shapes_are_read(void **state)
{
	const char *shape =
		"201|200 ticket:@ticket users?:[@user] +page ticket:int ; 204 ; 200 text/csv";
	struct schema_reply r;

	(void)state;
	assert_true(schema_reply_next(&shape, &r));
	assert_int_equal(r.status_n, 2);
	assert_int_equal(r.status[0], 201);
	assert_int_equal(r.status[1], 200);
	assert_int_equal(r.n, 2);
	assert_true(r.page && !r.members[0].optional && r.members[1].optional);
	assert_true(schema_reply_next(&shape, &r));
	assert_int_equal(r.status[0], 204);
	assert_int_equal(r.n, 0);
	assert_true(schema_reply_next(&shape, &r));
	assert_memory_equal(r.media, "text/csv", r.media_n);
	assert_false(schema_reply_next(&shape, &r));
}

/* Each object that the type names is there. */
static void check_type(struct schema_type t, const char *where)
{
	int n;
	const struct schema *const *all = schema_all(&n);
	size_t part_n;

	if (t.kind == S_LIST)
		check_type(schema_type_read(t.text, t.n), where);
	for (const char *part; t.kind == S_UNION && (part = schema_part(&t.text, &t.n, &part_n));)
		check_type(schema_type_read(part, part_n), where);
	if (t.kind != S_REF)
		return;
	if (!schema_find(t.text, t.n))
		fail_msg("%s: there is no object \"%.*s\"", where, (int)t.n, t.text);
	for (int i = 0; i < n; i++)
		named[i] = named[i] || all[i] == schema_find(t.text, t.n);
}

static bool is_page(const char *slug)
{
	for (const struct docs_page *p = docs_pages; p->slug; p++)
		if (strcmp(p->slug, slug) == 0)
			return true;
	for (const struct docs_guide *g = docs_guides; g->slug; g++)
		if (strcmp(g->slug, slug) == 0)
			return true;
	return false;
}

static void check_shape(const struct schema_shape *row)
{
	const char *shape = row->shape;
	struct schema_reply r;

	while (schema_reply_next(&shape, &r))
		for (int i = 0; i < r.n; i++)
			check_type(schema_type_read(r.members[i].type, r.members[i].type_n),
				row->path);
}

/* Objects of bodies are named there alone. */
static bool is_input(const char *name)
{
	static const char *const inputs[] = {"custom_field_option_input", "rule_change"};

	for (size_t i = 0; i < COUNT_OF(inputs); i++)
		if (strcmp(inputs[i], name) == 0)
			return true;
	return false;
}

static void objects_hold_together(void **state)
{
	int n;
	const struct schema *const *all = schema_all(&n);

	(void)state;
	for (int i = 0; i < n; i++) {
		assert_ptr_equal(schema_find(all[i]->name, strlen(all[i]->name)), all[i]);
		if (!is_page(all[i]->page))
			fail_msg("%s: there is no page \"%s\"", all[i]->name, all[i]->page);
		for (const struct schema_key *k = all[i]->keys; k->key; k++)
			check_type(type_of(k->type), all[i]->name);
	}
	for (int i = 0; schema_answer_tables[i]; i++)
		for (const struct schema_shape *row = schema_answer_tables[i]; row->path; row++)
			check_shape(row);
	for (int i = 0; i < n; i++)
		if (!named[i] && strcmp(all[i]->name, "Error") != 0 && !is_input(all[i]->name))
			fail_msg("nobody names the object \"%s\"", all[i]->name);
}

static bool has_route(const struct schema_shape *row)
{
	int n;
	const struct route *const *rows = route_all(&n);

	for (int i = 0; i < n; i++)
		if (rows[i]->method == row->method && schema_same_path(row->path, rows[i]->path))
			return true;
	return false;
}

static void answers_belong_to_routes(void **state)
{
	int n, wrong = 0;
	const struct route *const *rows = route_all(&n);

	(void)state;
	for (int i = 0; schema_answer_tables[i]; i++)
		for (const struct schema_shape *row = schema_answer_tables[i]; row->path; row++)
			if (!has_route(row) && ++wrong)
				print_error(
					"no route: %s %s\n", method_name(row->method), row->path);
	for (int i = 0; i < n; i++)
		if (docs_is_operation(rows[i]) && !schema_answer(rows[i]) && ++wrong)
			print_error(
				"no answer: %s %s\n", method_name(rows[i]->method), rows[i]->path);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_are_read),
		cmocka_unit_test(shapes_are_read),
		cmocka_unit_test(objects_hold_together),
		cmocka_unit_test(answers_belong_to_routes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
