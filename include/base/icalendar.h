/*
 * Days off from an iCalendar file (RFC 5545), as offices and calendar programs write them. Of each
 * event the day, the end, the name and a yearly repetition are read; everything else is left
 * unread. libical reads the values, and is used here alone: it gets one event
 * at a time, of which only the lines that count, so that a hostile file stays small for it.
 */
#ifndef TEND_BASE_ICALENDAR_H
#define TEND_BASE_ICALENDAR_H

#include "base/arena.h"

enum {
	ICALENDAR_BYTES = 1 << 20,
	ICALENDAR_EVENTS = 2000,
	ICALENDAR_DAYS = 4000,	    /* stretches of days that are given back */
	ICALENDAR_LONGEST = 366,    /* days of one event */
	ICALENDAR_LINE = 500,	    /* bytes of a line that are read; the rest is not */
	ICALENDAR_EVENT_LINES = 20, /* lines of one event that count */
};

/* Days [first, last] since 1970-01-01. */
struct icalendar_days {
	i64 first, last;
	const char *name; /* "" when it has none */
};

enum icalendar_fault {
	ICALENDAR_FINE,
	ICALENDAR_NONE,	    /* no calendar at all */
	ICALENDAR_TOO_LONG, /* more than ICALENDAR_BYTES */
	ICALENDAR_TOO_MANY, /* more than ICALENDAR_EVENTS, or ICALENDAR_DAYS */
};

struct icalendar {
	struct icalendar_days *v; /* in order of first; may overlap */
	int n;
	int events;
	/* events that were left out: nothing of them falls between the days; by the hour, not by
	 * the day; repeated otherwise than yearly; not to be understood */
	int elsewhere, by_hour, odd, unreadable;
};

/* Read what touches the days [from, to]; cut to them. text: UTF-8. */
enum icalendar_fault icalendar_read(
	struct arena *a, const char *text, i64 from, i64 to, struct icalendar *ret);

#endif
