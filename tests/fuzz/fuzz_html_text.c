/* HTML of clients to plain text: valid text in, valid text out, never longer than its input. */
#include "base/html_text.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a;
	char *text;

	if (!utf8_valid((const char *)data, size))
		return 0;
	a = arena_new(FUZZ_ARENA);
	text = html_text(a, arena_strndup(a, (const char *)data, size));
	HOLDS(utf8_valid(text, strlen(text)));
	HOLDS(strlen(text) <= size);
	arena_free(a);
	return 0;
}
