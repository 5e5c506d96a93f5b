/* Text rules: folding and cleaning give valid text, and once more changes nothing. */
#include "base/utf8.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(FUZZ_ARENA);
	char *s = arena_strndup(a, (const char *)data, size), *fold, *clean;
	size_t length;

	if (utf8_valid((const char *)data, size)) {
		length = utf8_length(s);
		HOLDS(length <= size);
		HOLDS(utf8_prefix(s, length) == size);
		HOLDS(utf8_valid(s, utf8_prefix(s, length / 2)));
		fold = utf8_fold(a, s);
		HOLDS(utf8_valid(fold, strlen(fold)));
		HOLDS(strcmp(utf8_fold(a, fold), fold) == 0);
		clean = utf8_clean(a, s);
		HOLDS(utf8_valid(clean, strlen(clean)));
		HOLDS(strcmp(utf8_clean(a, clean), clean) == 0);
		if (utf8_is_email(s))
			HOLDS(strchr(s, '@') && strlen(s) <= 254 && !strpbrk(s, "\r\n "));
	}
	arena_free(a);
	return 0;
}
