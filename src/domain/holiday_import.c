/* Days of a file that are no holidays yet become holidays. */
#include "domain/holiday_import.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <string.h>

static enum err refuse(struct cx *cx, enum icalendar_fault fault)
{
	switch (fault) {
	case ICALENDAR_FINE:
		return OK;
	case ICALENDAR_NONE:
		return fail(cx, E_INVALID, "ics", "InvalidFormat:calendar_file",
			"This is not a calendar file. Export the holidays as iCalendar (.ics)");
	case ICALENDAR_TOO_LONG:
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "ics", "InvalidValue:calendar_large",
				"The file is too large: at most %d KB", ICALENDAR_BYTES / 1024),
			"%d", ICALENDAR_BYTES / 1024);
	case ICALENDAR_TOO_MANY:
		break;
	}
	return failure_about(&cx->fail,
		fail(cx, E_INVALID, "ics", "TooManyValues:too_many",
			"The file has too many events: at most %d", ICALENDAR_EVENTS),
		"%d", ICALENDAR_EVENTS);
}

static bool is_holiday(const struct calendar_rules *rules, i64 day)
{
	for (int i = 0; i < rules->holiday_count; i++)
		if (rules->holidays[i].first <= day && day <= rules->holidays[i].last)
			return true;
	return false;
}

/* A name of at most CALENDAR_NAME characters on one line. */
static const char *name_of(struct arena *a, const char *name, const char *nameless)
{
	char *clean = arena_strndup(a, name, utf8_prefix(name, CALENDAR_NAME));

	for (char *p = clean; *p; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	return *clean ? clean : nameless;
}

/* The days of one stretch that are free, as one holiday or several. */
static void add_days(struct holiday_import *h, const struct calendar_rules *rules, i64 from,
	const struct icalendar_days *d)
{
	struct holiday *open = NULL;

	for (i64 day = from; day <= d->last; day++) {
		if (is_holiday(rules, day)) {
			open = NULL;
			continue;
		}
		if (!open) {
			open = &h->added[h->added_n++];
			*open = (struct holiday){.name = d->name, .first = day};
		}
		open->last = day;
	}
}

static i64 today(struct cx *cx, const struct zone *zone)
{
	return (cx->now + zone_offset(zone, cx->now)) / DAY_MS;
}

enum err holiday_import_read(
	struct cx *cx, const char *ics, const struct zone *zone, struct holiday_import *ret)
{
	i64 from = today(cx, zone);

	*ret = (struct holiday_import){.from = from};
	return refuse(
		cx, icalendar_read(cx->arena, ics, from, from + HOLIDAY_IMPORT_DAYS, &ret->file));
}

enum err holiday_import_merge(
	struct cx *cx, const char *nameless, struct calendar_rules *rules, struct holiday_import *h)
{
	i64 taken = h->from - 1;
	struct holiday *all;
	int n = rules->holiday_count;

	h->added_n = h->already = 0;
	h->added = ARENA_ARRAY(cx->arena, struct holiday, HOLIDAY_IMPORT_DAYS + 1);
	for (int i = 0; i < h->file.n; i++) {
		struct icalendar_days *d = &h->file.v[i];
		int before = h->added_n;

		d->name = name_of(cx->arena, d->name, nameless);
		add_days(h, rules, d->first > taken ? d->first : taken + 1, d);
		taken = d->last > taken ? d->last : taken;
		h->already += h->added_n == before;
	}
	all = ARENA_ARRAY(cx->arena, struct holiday, n + h->added_n + 1);
	if (n)
		memcpy(all, rules->holidays, sizeof *all * (size_t)n);
	memcpy(all + n, h->added, sizeof *all * (size_t)h->added_n);
	rules->holidays = all;
	rules->holiday_count = n + h->added_n;
	return calendar_check(&cx->fail, rules);
}
