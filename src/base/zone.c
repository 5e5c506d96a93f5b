/*
 * Zones as tables of changes, read on first use: from the system's time zone database, or from
 * ICU's own (older) copy where that lacks them. Opened zones hang on a list that only grows;
 * its length is bounded by the number of names in the database.
 */
#include "zone_i.h"

#include "base/clock.h"
#include "base/log.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

enum { FORMAT_TEXT = 256, FORMATS_KEPT = 32 };

struct zone {
	const struct zone *next;
	char name[ZONE_NAME];
	i64 first_offset; /* before the first change */
	int count;
	struct change changes[];
};

static const struct zone *opened;
static pthread_mutex_t opened_lock = PTHREAD_MUTEX_INITIALIZER;

/* --- ICU's copy, for machines without the database, and for names that it dropped --- */

/* ICU also knows Java's old three-letter names, some of them ambiguous; IANA has only these. */
static bool is_iana_name(const char *name)
{
	static const char *const three[] = {"CET", "EET", "EST", "GMT", "HST", "MET", "MST", "PRC",
		"ROC", "ROK", "UCT", "UTC", "WET"};

	if (strncmp(name, "SystemV/", 8) == 0 || strcmp(name, "Factory") == 0)
		return false;
	if (strlen(name) != 3)
		return true;
	for (size_t i = 0; i < COUNT_OF(three); i++)
		if (strcmp(three[i], name) == 0)
			return true;
	return false;
}

static bool icu_knows(const char *name, const UChar *wide)
{
	UErrorCode status = U_ZERO_ERROR;
	UBool system = false;
	UChar canonical[ZONE_NAME];

	ucal_getCanonicalTimeZoneID(wide, -1, canonical, ZONE_NAME, &system, &status);
	return U_SUCCESS(status) && system && is_iana_name(name);
}

static i64 icu_offset(UCalendar *cal, i64 ms, UErrorCode *status)
{
	i64 fixed;

	ucal_setMillis(cal, (double)ms, status);
	fixed = ucal_get(cal, UCAL_ZONE_OFFSET, status);
	return fixed + ucal_get(cal, UCAL_DST_OFFSET, status);
}

static bool icu_changes(UCalendar *cal, struct changes *ret)
{
	UErrorCode status = U_ZERO_ERROR;
	i64 from = clock_days_from_civil(ZONE_FIRST_YEAR, 1, 1) * DAY_MS - DAY_MS;
	i64 to = clock_days_from_civil(ZONE_LAST_YEAR + 1, 1, 2) * DAY_MS;
	i64 offset = icu_offset(cal, from, &status);

	ret->n = 0;
	ret->first_offset = offset;
	while (U_SUCCESS(status) && ret->n < CHANGES_MAX) {
		UDate at;
		i64 after;

		if (!ucal_getTimeZoneTransitionDate(cal, UCAL_TZ_TRANSITION_NEXT, &at, &status) ||
			(i64)at >= to)
			break;
		after = icu_offset(cal, (i64)at, &status);
		if (after == offset) /* only the name changed */
			continue;
		ret->v[ret->n++] = (struct change){(i64)at, offset, after};
		offset = after;
	}
	return U_SUCCESS(status);
}

static bool icu_read(const char *name, struct changes *ret)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[ZONE_NAME];
	UCalendar *cal;
	bool ok;

	u_uastrncpy(wide, name, ZONE_NAME);
	if (!icu_knows(name, wide))
		return false;
	cal = ucal_open(wide, -1, "en", UCAL_GREGORIAN, &status);
	ok = U_SUCCESS(status) && icu_changes(cal, ret);
	ucal_close(cal);
	return ok;
}

/* --- zones --- */

/* Read a zone and put it on the list. The lock is held. */
static const struct zone *zone_read(const char *name)
{
	static struct changes changes;
	struct zone *z;
	size_t bytes;

	if (!zone_file_read(name, &changes) && !icu_read(name, &changes))
		return NULL;
	bytes = sizeof changes.v[0] * (size_t)changes.n;
	z = malloc(sizeof *z + bytes);
	if (!z)
		die("out of memory");
	snprintf(z->name, sizeof z->name, "%s", name);
	z->first_offset = changes.first_offset;
	z->count = changes.n;
	memcpy(z->changes, changes.v, bytes);
	z->next = opened;
	opened = z;
	return z;
}

const struct zone *zone_open(const char *name)
{
	const struct zone *z;

	if (!name || !*name || strlen(name) >= ZONE_NAME)
		return NULL;
	pthread_mutex_lock(&opened_lock);
	for (z = opened; z && strcmp(z->name, name) != 0; z = z->next)
		;
	if (!z)
		z = zone_read(name);
	pthread_mutex_unlock(&opened_lock);
	return z;
}

const char *zone_name(const struct zone *z)
{
	return z->name;
}

i64 zone_offset(const struct zone *z, i64 utc_ms)
{
	int low = 0, high = z->count; /* the first change after utc_ms */

	while (low < high) {
		int mid = (low + high) / 2;

		if (z->changes[mid].at <= utc_ms)
			low = mid + 1;
		else
			high = mid;
	}
	return low ? z->changes[low - 1].after : z->first_offset;
}

/* The end, on the wall, of what a change touches: of the gap or of the doubled time. */
static i64 wall_end(const struct change *c)
{
	return c->at + (c->before > c->after ? c->before : c->after);
}

i64 zone_instant(const struct zone *z, i64 local_ms)
{
	int low = 0, high = z->count; /* the first change whose touched time ends after local_ms */
	const struct change *c;

	while (low < high) {
		int mid = (low + high) / 2;

		if (wall_end(&z->changes[mid]) <= local_ms)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == z->count)
		return local_ms - (low ? z->changes[low - 1].after : z->first_offset);
	c = &z->changes[low];
	return local_ms < c->at + c->before ? local_ms - c->before : c->at;
}

const char *zone_short(char out[ZONE_SHORT], const struct zone *z, i64 utc_ms, bool with_date)
{
	static const char days[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char months[][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	i64 local = utc_ms + zone_offset(z, utc_ms);
	i64 day = local >= 0 ? local / DAY_MS : (local - DAY_MS + 1) / DAY_MS;
	int minute = (int)((local - day * DAY_MS) / MINUTE_MS);
	int year, month, date, weekday = (int)(((day % 7) + 7) % 7);

	clock_civil_from_days(day, &year, &month, &date);
	if (with_date)
		snprintf(out, ZONE_SHORT, "%s %d %s %02d:%02d", days[weekday], date,
			months[month - 1], minute / 60, minute % 60);
	else
		snprintf(out, ZONE_SHORT, "%s %02d:%02d", days[weekday], minute / 60, minute % 60);
	return out;
}

/* ICU's locale id for a BCP 47 tag; plain English reads as the date order of most of the world. All
 * digits are those of the other numbers in our texts, in Arabic too. */
static void locale_id(char out[ULOC_FULLNAME_CAPACITY], const char *locale)
{
	UErrorCode status = U_ZERO_ERROR;
	int32_t parsed = 0;

	if (locale && *locale)
		uloc_forLanguageTag(locale, out, ULOC_FULLNAME_CAPACITY, &parsed, &status);
	if (!locale || !*locale || U_FAILURE(status) || !parsed || strcmp(out, "en") == 0)
		snprintf(out, ULOC_FULLNAME_CAPACITY, "en_GB");
	status = U_ZERO_ERROR;
	uloc_setKeywordValue("numbers", "latn", out, ULOC_FULLNAME_CAPACITY, &status);
}

/*
 * ICU takes a millisecond to learn how a language writes dates, and microseconds to write one: what
 * it learned is kept, for as many zones and languages as are in use at a time. Both belong to
 * whoever holds the lock.
 */
static struct kept_format {
	char locale[ULOC_FULLNAME_CAPACITY];
	UChar zone[ZONE_NAME];
	UDateFormat *format;
} kept_formats[FORMATS_KEPT];
static struct kept_calendar {
	const struct zone *zone;
	UCalendar *calendar;
} kept_calendars[FORMATS_KEPT];
static unsigned formats_made, calendars_made;
static pthread_mutex_t format_lock = PTHREAD_MUTEX_INITIALIZER;

/* ICU's calendar of the zone; NULL when it does not know it. */
static UCalendar *calendar_of(const struct zone *z)
{
	UErrorCode status = U_ZERO_ERROR;
	struct kept_calendar *k;
	UChar name[ZONE_NAME];

	for (int i = 0; i < FORMATS_KEPT; i++)
		if (kept_calendars[i].zone == z)
			return kept_calendars[i].calendar;
	k = &kept_calendars[calendars_made++ % FORMATS_KEPT];
	ucal_close(k->calendar);
	u_uastrncpy(name, z->name, ZONE_NAME);
	k->zone = z;
	k->calendar = ucal_open(name, -1, "en", UCAL_GREGORIAN, &status);
	if (U_FAILURE(status)) {
		ucal_close(k->calendar);
		k->calendar = NULL;
	}
	return k->calendar;
}

/* The name under which ICU counts as we do: the zone's, or "GMT+03:00" where its copy is older. */
static void icu_zone_name(UChar out[ZONE_NAME], const struct zone *z, i64 utc_ms)
{
	UErrorCode status = U_ZERO_ERROR;
	i64 minutes = zone_offset(z, utc_ms) / MINUTE_MS;
	i64 size = minutes < 0 ? -minutes : minutes;
	UCalendar *calendar = calendar_of(z);
	char custom[ZONE_NAME];

	u_uastrncpy(out, z->name, ZONE_NAME);
	if (calendar && icu_offset(calendar, utc_ms, &status) == minutes * MINUTE_MS &&
		U_SUCCESS(status))
		return;
	snprintf(custom, sizeof custom, "GMT%c%02d:%02d", minutes < 0 ? '-' : '+', (int)(size / 60),
		(int)(size % 60));
	u_uastrncpy(out, custom, ZONE_NAME);
}

static UDateFormat *format_make(const char *locale, const UChar *zone, UErrorCode *status)
{
	UDateTimePatternGenerator *generator = udatpg_open(locale, status);
	UChar skeleton[32], pattern[FORMAT_TEXT];
	UDateFormat *format = NULL;

	u_uastrcpy(skeleton, "yMMMMEEEEdHmz");
	if (U_SUCCESS(*status)) {
		udatpg_getBestPattern(generator, skeleton, -1, pattern, FORMAT_TEXT, status);
		format = udat_open(
			UDAT_PATTERN, UDAT_PATTERN, locale, zone, -1, pattern, -1, status);
	}
	udatpg_close(generator);
	return format;
}

/* How dates are written in a language and zone; NULL when ICU cannot say. */
static UDateFormat *format_of(const char *locale, const UChar *zone)
{
	UErrorCode status = U_ZERO_ERROR;
	UDateFormat *made;
	struct kept_format *k;

	for (int i = 0; i < FORMATS_KEPT; i++)
		if (kept_formats[i].format && strcmp(kept_formats[i].locale, locale) == 0 &&
			u_strcmp(kept_formats[i].zone, zone) == 0)
			return kept_formats[i].format;
	made = format_make(locale, zone, &status);
	if (U_FAILURE(status)) {
		udat_close(made);
		return NULL;
	}
	k = &kept_formats[formats_made++ % FORMATS_KEPT];
	udat_close(k->format);
	snprintf(k->locale, sizeof k->locale, "%s", locale);
	u_strcpy(k->zone, zone);
	k->format = made;
	return made;
}

static int32_t format_wide(UChar *out, const char *locale, const struct zone *z, i64 utc_ms)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar name[ZONE_NAME];
	UDateFormat *format;
	int32_t n = 0;

	pthread_mutex_lock(&format_lock);
	icu_zone_name(name, z, utc_ms);
	format = format_of(locale, name);
	if (format)
		n = udat_format(format, (double)utc_ms, out, FORMAT_TEXT, NULL, &status);
	pthread_mutex_unlock(&format_lock);
	return U_SUCCESS(status) ? n : 0;
}

char *zone_format(struct arena *a, const char *locale, const struct zone *z, i64 utc_ms)
{
	char id[ULOC_FULLNAME_CAPACITY], text[FORMAT_TEXT * 3 + 1], plain[CLOCK_TEXT];
	UErrorCode status = U_ZERO_ERROR;
	UChar wide[FORMAT_TEXT];
	int32_t n, bytes = 0;

	locale_id(id, locale);
	n = format_wide(wide, id, z, utc_ms);
	if (n)
		u_strToUTF8(text, sizeof text, &bytes, wide, n, &status);
	if (!bytes || U_FAILURE(status))
		return arena_strdup(a, clock_text(plain, utc_ms));
	return arena_strndup(a, text, (size_t)bytes);
}
