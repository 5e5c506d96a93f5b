/* Search queries: whatever is typed becomes terms within the limits, or a plain error. */
#include "base/utf8.h"
#include "domain/search.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cx cx = {.now = 1795000000000};
	struct search s;
	char *text;

	if (!utf8_valid((const char *)data, size))
		return 0;
	cx.arena = arena_new(FUZZ_ARENA);
	text = arena_strndup(cx.arena, (const char *)data, size);
	if (search_parse(&cx, text, &s) == OK) {
		HOLDS(s.term_count >= 0 && s.term_count <= SEARCH_TERMS_MAX);
		for (int i = 0; i < s.term_count; i++)
			HOLDS(s.terms[i].value &&
				utf8_valid(s.terms[i].value, strlen(s.terms[i].value)));
	}
	arena_free(cx.arena);
	return 0;
}
