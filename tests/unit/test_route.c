/* The route table: matching, one spelling per route, and what must hold for every row. */
#include "http/http_i.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct found {
	struct rq_private p;
	enum err e;
};

static struct found find(struct arena *a, enum method method, const char *path)
{
	struct found f = {0};

	f.p.rq.cx.arena = a;
	f.p.rq.private = &f.p;
	f.p.rq.method = method;
	f.p.rq.path = f.p.raw_path = f.p.target = path;
	if (query_parse(&f.p) == OK)
		f.e = route_find(&f.p);
	return f;
}

static void expect(enum method method, const char *path, const char *pattern)
{
	struct arena *a = arena_new(1 << 20);
	struct found f = find(a, method, path);

	assert_int_equal(f.e, OK);
	assert_string_equal(f.p.rq.route->path, pattern);
	arena_free(a);
}

static void expect_error(enum method method, const char *path, enum err wanted)
{
	struct arena *a = arena_new(1 << 20);
	struct found f = find(a, method, path);

	assert_int_equal(f.e, wanted);
	arena_free(a);
}

static void matching(void **state)
{
	(void)state;
	expect(M_GET, "/", "/");
	expect(M_GET, "/healthz", "/healthz");
	expect(M_GET, "/agent", "/agent");
	expect(M_GET, "/agent/tickets/7", "/agent/*");
	expect(M_GET, "/assets/x.js", "/assets/*");
	expect(M_GET, "/api/v2/openapi.json", "/api/v2/openapi.json");
	expect(M_GET, "/api/v2/openapi", "/api/v2/openapi.json");
	expect(M_GET, "/api/v2/events/stream.json?x=1", "/api/v2/events/stream");
}

static void one_spelling(void **state)
{
	static const char *const other[] = {"/healthz/", "/Healthz", "/%68ealthz", "/healthz.json",
		"/agent/", "/api/v2/openapi.json.json", "/api/v2/openapi/", "/assets",
		"/api/v2/events%2fstream", "/api"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(other); i++)
		expect_error(M_GET, other[i], E_NO_ROUTE);
	expect_error(M_DELETE, "/healthz", E_METHOD);
}

static void allow(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct found f = find(a, M_PATCH, "/healthz");

	(void)state;
	assert_int_equal(f.e, E_METHOD);
	f.p.rq.private = &f.p;
	assert_string_equal(route_allow_text(&f.p), "GET, HEAD, OPTIONS");
	arena_free(a);
}

/* What the types of a row cannot say. */
static void rows_are_sound(void **state)
{
	int n;
	const struct route *const *rows = route_all(&n);

	(void)state;
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		const struct route *r = rows[i];
		bool unsafe = r->method != M_GET;

		assert_true(r->cap != CAP_NONE);
		assert_non_null(r->handler);
		assert_true(r->help && *r->help);
		/* state changes are not bound to a safe method (readyz tries a write by design) */
		assert_true(unsafe || r->run != RUN_WRITE || strcmp(r->path, "/readyz") == 0);
		assert_true(unsafe || !capability_writes(r->cap));
		assert_true(r->run != RUN_PLAIN || r->cap == CAP_PUBLIC);
		/* a form on an API path may be JSON instead */
		assert_true(!r->fields || r->body == BODY_JSON || r->body == BODY_FORM);
		assert_true(unsafe || r->body == BODY_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matching),
		cmocka_unit_test(one_spelling),
		cmocka_unit_test(allow),
		cmocka_unit_test(rows_are_sound),
	};

	route_compile();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
