/* Cursors and page numbers from strangers: refused or within the limits. */
#include "fuzz/fuzz.h"
#include "http/http_i.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const sorts[] = {"id", "-created_at", "name", NULL};
	static const struct route route = {.method = M_GET, .path = "/api/v2/tickets"};
	static const uint8_t key[SECRET_KEY] = {7};
	static bool started;
	struct arena *a;
	struct rq_private *p;
	struct page page;

	if (!started) {
		secret_init();
		paging_start(key);
	}
	started = true;
	a = arena_new(FUZZ_ARENA);
	p = ARENA_NEW(a, struct rq_private);
	p->rq.private = p;
	p->rq.cx.arena = a;
	p->rq.route = &route;
	p->rq.path = p->raw_path = route.path;
	p->rq.base_url = "http://localhost";
	if (url_parse_pairs(&p->rq.cx, (const char *)data, size, HTTP_QUERY_MAX, &p->query) == OK &&
		rq_page(&p->rq, sorts, &page) == OK) {
		HOLDS(page.limit >= 1 && page.limit <= 1000);
		HOLDS(page.offset >= 0 && page.sort);
	}
	arena_free(a);
	return 0;
}
