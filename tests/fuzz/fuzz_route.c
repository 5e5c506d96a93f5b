/* Request targets: decoding, query parameters, the route matcher. */
#include "fuzz/fuzz.h"
#include "http/http_i.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool compiled;
	struct arena *a;
	struct rq_private *p;

	if (size < 2 || memchr(data, 0, size))
		return 0;
	if (!compiled)
		route_compile();
	compiled = true;
	a = arena_new(FUZZ_ARENA);
	p = ARENA_NEW(a, struct rq_private);
	p->rq.private = p;
	p->rq.cx.arena = a;
	p->rq.method = (enum method)(M_GET + data[0] % 5);
	p->target = arena_printf(a, "/%.*s", (int)size - 1, (const char *)data + 1);
	p->target_sent = p->target;
	if (query_parse(p) == OK && route_find(p) == OK) {
		i64 id;

		HOLDS(p->rq.route && p->rq.route->method == p->rq.method);
		for (int i = 0; i < p->params.n; i++)
			if (rq_id(&p->rq, p->params.v[i].name, &id) == OK)
				HOLDS(id >= 0);
		for (int i = 0; i < p->query.n; i++)
			HOLDS(p->query.v[i].name && p->query.v[i].value);
	}
	arena_free(a);
	return 0;
}
