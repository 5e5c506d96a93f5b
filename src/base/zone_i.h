/* Private to base/zone*: the table of a zone's changes. */
#ifndef TEND_BASE_ZONE_I_H
#define TEND_BASE_ZONE_I_H

#include "base/zone.h"

enum { CHANGES_MAX = 4096 };

/* From `at` on (ms UTC) local time is UTC + after ms; before it was UTC + before. */
struct change {
	i64 at, before, after;
};

/* Changes of the offset in the known years, in order, and the offset ahead of the first. */
struct changes {
	struct change v[CHANGES_MAX];
	int n;
	i64 first_offset;
};

/* Read NAME from the system's database. False when it is not there, or damaged. */
bool zone_file_read(const char *name, struct changes *ret);

#endif
