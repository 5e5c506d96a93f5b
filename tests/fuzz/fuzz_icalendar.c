/* Calendar files: whatever is in them, what comes out lies in order between the days asked for. */
#include "base/icalendar.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

enum { FROM = 20000, TO = 21096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(FUZZ_ARENA);
	char *text = arena_strndup(a, (const char *)data, size);
	struct icalendar c;

	utf8_keep_valid(text);
	if (icalendar_read(a, text, FROM, TO, &c) == ICALENDAR_FINE) {
		HOLDS(c.n <= ICALENDAR_DAYS && c.events <= ICALENDAR_EVENTS);
		for (int i = 0; i < c.n; i++) {
			HOLDS(c.v[i].first >= FROM && c.v[i].last <= TO);
			HOLDS(c.v[i].first <= c.v[i].last);
			HOLDS(!i || c.v[i - 1].first <= c.v[i].first);
			HOLDS(utf8_valid(c.v[i].name, strlen(c.v[i].name)));
		}
	}
	arena_free(a);
	return 0;
}
