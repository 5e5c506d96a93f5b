/*
 * IANA time zones. A zone is read once into a table of its changes and kept for the life of the
 * process; after that every question is a binary search without locks or allocation. The table
 * comes from the system's database (package tzdata), because ICU's copy is as old as the library:
 * Debian's ICU 72 does not know Egypt's summer time of 2023. Formatting is ICU's.
 * Invariant: a `struct zone` never changes, so any thread may use it. With base/utf8 the only
 * user of ICU.
 */
#ifndef TEND_BASE_ZONE_H
#define TEND_BASE_ZONE_H

#include "base/arena.h"

enum {
	ZONE_FIRST_YEAR = 1970, /* changes of the offset are known for these years, both included */
	ZONE_LAST_YEAR = 2200,
	ZONE_NAME = 64,	 /* bytes of a name, NUL included */
	ZONE_SHORT = 32, /* bytes of zone_short's text */
};

struct zone;

/* The zone of this name ("Europe/Zagreb", "UTC"); NULL when there is none such. Lives forever. */
const struct zone *zone_open(const char *name);
/* Its name as it was asked for. */
const char *zone_name(const struct zone *z);
/* Local time minus UTC at an instant, ms. */
i64 zone_offset(const struct zone *z, i64 utc_ms);
/*
 * The instant of a wall time. local_ms: the wall time counted as if it were UTC. A wall time that
 * the clocks jump over in spring means the instant of the change; one that happens twice in
 * autumn means its first occurrence.
 */
i64 zone_instant(const struct zone *z, i64 local_ms);

/* "Mon 17:00" into out; with_date: "Mon 23 Nov 17:00". Returns out. */
const char *zone_short(char out[ZONE_SHORT], const struct zone *z, i64 utc_ms, bool with_date);
/*
 * Date and time for people, in their language: "Monday, 23 November 2026 at 17:00 CET".
 * locale: BCP 47 tag ("hr", "en-GB"); unknown ones read as English. In the arena.
 */
char *zone_format(struct arena *a, const char *locale, const struct zone *z, i64 utc_ms);

#endif
