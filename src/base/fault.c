/* Fault injection points. */
#include "base/fault.h"

#ifdef TEND_FAULT
#include <stdlib.h>
#include <string.h>

bool fault_hit(const char *point)
{
	static _Atomic int passed;
	static const char *want;
	static int at = -1;
	const char *colon;

	if (at < 0) {
		want = getenv("TEND_FAULT_AT");
		colon = want ? strchr(want, ':') : NULL;
		at = colon ? (int)strtol(colon + 1, NULL, 10) : 0;
	}
	if (!at || strncmp(want, point, strlen(point)) != 0 || want[strlen(point)] != ':')
		return false;
	return ++passed == at;
}
#endif
