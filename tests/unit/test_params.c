/* What comes from outside as text: field tables, query strings, lists of ids, pages and cursors. */
#include "http/http_i.h"

#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct input {
	struct opt_text name;
	struct opt_i64 n, id, flag, at;
	struct opt_texts tags;
	struct opt_ids ids;
	json_t *any;
};

static const struct field fields[] = {
	{"name", F_TEXT, offsetof(struct input, name), 5, "Name", NULL},
	{"n", F_I64, offsetof(struct input, n), 0, NULL, NULL},
	{"id", F_ID, offsetof(struct input, id), 0, NULL, NULL},
	{"flag", F_BOOL, offsetof(struct input, flag), 0, NULL, NULL},
	{"at", F_TIME, offsetof(struct input, at), 0, NULL, NULL},
	{"tags", F_TEXTS, offsetof(struct input, tags), 3, NULL, NULL},
	{"ids", F_IDS, offsetof(struct input, ids), 3, NULL, NULL},
	{"any", F_JSON, offsetof(struct input, any), 0, NULL, NULL},
	{0},
};
static const struct field_table table = {"thing", sizeof(struct input), fields};
static const struct route list_route = {.method = M_GET, .path = "/api/v2/things"};

static struct rq_private *p;

static int set_up(void **state)
{
	(void)state;
	p = calloc(1, sizeof *p);
	assert_non_null(p);
	p->rq.private = p;
	p->rq.cx.arena = arena_new(4 << 20);
	p->rq.route = &list_route;
	p->rq.base_url = "http://desk";
	p->reply.body.max = 1 << 20;
	paging_start((const uint8_t *)"0123456789abcdef0123456789abcdef");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	json_decref(p->rq.json);
	buf_free(&p->reply.body);
	arena_free(p->rq.cx.arena);
	free(p);
	return 0;
}

static struct input *parse(const char *text, enum err wanted)
{
	void *in = NULL;

	json_decref(p->rq.json);
	p->rq.cx.fail = (struct failure){0};
	p->rq.json = json_parse(text, strlen(text), NULL, 0);
	assert_non_null(p->rq.json);
	assert_int_equal(params_parse(&p->rq, &table, &in), wanted);
	return in;
}

static void fields_of_the_right_type(void **state)
{
	struct input *in =
		parse("{\"thing\":{\"name\":\"Zoë\",\"n\":-3,\"id\":\"12\",\"flag\":\"1\","
		      "\"at\":\"2026-11-22T10:00:00Z\",\"tags\":\"a, b\",\"ids\":[1,\"2\"],"
		      "\"any\":{\"x\":1},\"unknown\":[]}}",
			OK);

	(void)state;
	assert_string_equal(in->name.v, "Zoë");
	assert_int_equal(in->n.v, -3);
	assert_int_equal(in->id.v, 12);
	assert_int_equal(in->flag.v, 1);
	assert_int_equal(in->at.v, 1795341600000);
	assert_int_equal(in->tags.v.n, 2);
	assert_string_equal(in->tags.v.v[1], "b");
	assert_int_equal(in->ids.v.n, 2);
	assert_int_equal(in->ids.v.v[1], 2);
	assert_true(json_is_object(in->any));
}

static void nulls_clear_and_absence_is_absence(void **state)
{
	struct input *in =
		parse("{\"thing\":{\"name\":null,\"id\":\"\",\"at\":null,\"tags\":null}}", OK);

	(void)state;
	assert_true(in->name.set && !in->name.v);
	assert_true(in->id.set && in->id.v == 0);
	assert_true(in->at.set && in->at.v == 0);
	assert_true(in->tags.set && in->tags.v.n == 0);
	assert_false(in->n.set || in->flag.set || in->ids.set);
	in = parse("{}", OK);
	assert_false(in->name.set);
	in = parse("{\"thing\":{\"name\":7}}", OK);
	assert_string_equal(in->name.v, "7");
}

static void wrong_values_are_named(void **state)
{
	static const char *const bad[][2] = {{"name", "[]"}, {"name", "\"sixsix\""}, {"n", "1.5"},
		{"n", "\"1x\""}, {"n", "\"99999999999999999999\""}, {"id", "true"}, {"flag", "2"},
		{"flag", "\"yes\""}, {"at", "\"tomorrow\""}, {"at", "5"}, {"tags", "[1,[]]"},
		{"tags", "[1,2,3,4]"}, {"tags", "\"a b c d\""}, {"ids", "[\"x\"]"}, {"ids", "{}"}};
	char text[200];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		snprintf(text, sizeof text, "{\"thing\":{\"%s\":%s}}", bad[i][0], bad[i][1]);
		parse(text, E_INVALID);
		assert_string_equal(p->rq.cx.fail.details[0].field, bad[i][0]);
	}
	parse("{\"thing\":[]}", E_INVALID);
	parse("{\"thing\":{\"n\":[],\"id\":[],\"at\":[]}}", E_INVALID);
	assert_int_equal(p->rq.cx.fail.count, 3);
}

static void decoding(void **state)
{
	struct arena *a = p->rq.cx.arena;
	static const char *const bad[] = {"%", "%4", "%zz", "%4g", "%00", "%ff", "%c0%af", "a%"};

	(void)state;
	assert_string_equal(url_decode(a, "a%20b+c%2B", 10, true), "a b c+");
	assert_string_equal(url_decode(a, "a+b", 3, false), "a+b");
	assert_string_equal(url_decode(a, "%c3%A4", 6, false), "ä");
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_null(url_decode(a, bad[i], strlen(bad[i]), false));
}

static enum err ask(const char *query)
{
	p->query = (struct pairs){0};
	p->rq.cx.fail = (struct failure){0};
	p->target = arena_printf(p->rq.cx.arena, "/api/v2/things.json%s", query);
	return query_parse(p);
}

static void queries(void **state)
{
	struct id_list ids;
	struct text_list roles;
	i64 v;

	(void)state;
	assert_int_equal(ask("?ids=1,%202,3&role[]=a&role[]=b&n=-5&x&include=users,None"), OK);
	assert_string_equal(p->rq.path, "/api/v2/things");
	assert_int_equal(rq_query_ids(&p->rq, "ids", &ids), OK);
	assert_int_equal(ids.n, 3);
	assert_int_equal(ids.v[1], 2);
	roles = rq_query_texts(&p->rq, "role");
	assert_int_equal(roles.n, 2);
	assert_int_equal(rq_query_i64(&p->rq, "n", 9, &v), OK);
	assert_int_equal(v, -5);
	assert_int_equal(rq_query_i64(&p->rq, "absent", 9, &v), OK);
	assert_int_equal(v, 9);
	assert_true(rq_include(&p->rq, "users") && !rq_include(&p->rq, "groups"));
	assert_int_equal(rq_query_i64(&p->rq, "ids", 9, &v), E_PARAM);
	assert_int_equal(ask("?a=1&a=2"), E_PARAM);
	assert_int_equal(ask("?a=%ff"), E_BAD_REQUEST);
	assert_int_equal(ask("?ids=1,x"), OK);
	assert_int_equal(rq_query_ids(&p->rq, "ids", &ids), E_PARAM);
}

static enum err page_of(const char *query, struct page *ret)
{
	static const char *const sorts[] = {"id", "-created_at", NULL};

	assert_int_equal(ask(query), OK);
	return rq_page(&p->rq, sorts, ret);
}

static void offset_pages(void **state)
{
	struct page page;

	(void)state;
	assert_int_equal(page_of("", &page), OK);
	assert_false(page.cursor || page.descending);
	assert_int_equal(page.limit, 100);
	assert_int_equal(page_of("?page=3&per_page=20&sort_by=created_at", &page), OK);
	assert_int_equal(page.offset, 40);
	assert_true(page.descending);
	assert_string_equal(page.sort, "created_at");
	assert_int_equal(page_of("?sort_by=created_at&sort_order=asc", &page), OK);
	assert_false(page.descending);
	assert_int_equal(page_of("?per_page=1000", &page), OK);
	assert_int_equal(page.limit, 100);
	assert_int_equal(page_of("?page=100", &page), OK);
	assert_int_equal(page_of("?page=101", &page), E_PAGING_DEPTH);
	assert_int_equal(page_of("?page=9223372036854775807", &page), E_PAGING_DEPTH);
	assert_int_equal(page_of("?page=0", &page), E_PARAM);
	assert_int_equal(page_of("?per_page=-1", &page), E_PARAM);
	assert_int_equal(page_of("?sort_by=password", &page), OK); /* as if it were not there */
	assert_string_equal(page.sort, "id");
	assert_int_equal(page_of("?sort_order=up", &page), E_PARAM);
}

/* Write a page as the server would and give back one of its links. */
static const char *link_of(struct page *page, const char *name)
{
	json_t *all;
	const char *found;

	reply_list(&p->rq, "things");
	reply_page(&p->rq, page);
	all = json_parse(p->reply.body.p, p->reply.body.n, NULL, 0);
	assert_non_null(all);
	found = json_get_str(json_object_get(all, "links"), name);
	if (!found)
		found = json_get_str(all, name);
	found = arena_strdup(p->rq.cx.arena, found);
	json_decref(all);
	return found;
}

static void cursors_come_back(void **state)
{
	struct page page, next;
	const char *link;
	char *tampered;

	(void)state;
	assert_int_equal(page_of("?page[size]=2&sort=-created_at&x=y%20z", &page), OK);
	assert_true(page.cursor && page.descending && !page.has_at);
	page.rows = 2;
	page.has_more = true;
	page.first = page_key(10, NULL, 1);
	page.last = page_key(-7, "text", 99);
	assert_null(link_of(&page, "prev"));
	link = link_of(&page, "next");
	assert_non_null(strstr(link, "http://desk/api/v2/things.json?page%5Bsize%5D=2&"
				     "sort=-created_at&x=y%20z&page%5Bafter%5D="));
	assert_int_equal(page_of(strchr(link, '?'), &next), OK);
	assert_true(next.has_at && !next.backward);
	assert_int_equal(next.at.number, -7);
	assert_int_equal(next.at.id, 99);
	assert_string_equal(next.at.text, "text");
	/* neither another sort nor another cursor passes */
	tampered = arena_strdup(p->rq.cx.arena, strchr(link, '?'));
	*strstr(tampered, "-created") = '+';
	assert_int_equal(page_of(tampered, &next), E_PARAM);
	tampered = arena_strdup(p->rq.cx.arena, strchr(link, '?'));
	tampered[strlen(tampered) - 20] ^= 1;
	assert_int_equal(page_of(tampered, &next), E_PARAM);
	page.has_more = false;
	assert_null(link_of(&page, "next"));
}

static void offset_links(void **state)
{
	struct page page;

	(void)state;
	assert_int_equal(page_of("?page=2&per_page=2&a=b", &page), OK);
	page.rows = 2;
	page.count = 5;
	assert_string_equal(link_of(&page, "next_page"),
		"http://desk/api/v2/things.json?per_page=2&a=b&page=3");
	assert_string_equal(link_of(&page, "previous_page"),
		"http://desk/api/v2/things.json?per_page=2&a=b&page=1");
	page.count = 4;
	assert_null(link_of(&page, "next_page"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(fields_of_the_right_type, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			nulls_clear_and_absence_is_absence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrong_values_are_named, set_up, tear_down),
		cmocka_unit_test_setup_teardown(decoding, set_up, tear_down),
		cmocka_unit_test_setup_teardown(queries, set_up, tear_down),
		cmocka_unit_test_setup_teardown(offset_pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(cursors_come_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(offset_links, set_up, tear_down),
	};

	secret_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
