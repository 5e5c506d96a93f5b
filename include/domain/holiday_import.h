/* Days off from a file (base/icalendar) into a calendar: what is there already stays as it is. */
#ifndef TEND_DOMAIN_HOLIDAY_IMPORT_H
#define TEND_DOMAIN_HOLIDAY_IMPORT_H

#include "base/icalendar.h"
#include "domain/calendar.h"

enum { HOLIDAY_IMPORT_DAYS = 3 * 366 }; /* from today on; what is later is left out */

struct holiday_import {
	struct icalendar file;
	i64 from;	       /* the day from which on it was read */
	struct holiday *added; /* in order */
	int added_n;
	int already; /* stretches of the file whose days were all holidays before */
};

/* Read the file, from today in the zone on; long files take a while. E_INVALID: it is no such file,
 * or too large. */
enum err holiday_import_read(struct cx *cx, const char *ics, const struct zone *zone,
	struct holiday_import *ret) NODISCARD;
/* Add the days of the file that was read to the rules, as closed days; nothing is stored.
 * E_INVALID: there would be too many holidays. Names that are missing become `nameless`. */
enum err holiday_import_merge(struct cx *cx, const char *nameless, struct calendar_rules *rules,
	struct holiday_import *h) NODISCARD;

#endif
