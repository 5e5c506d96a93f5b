/*
 * The system's time zone database: compiled files (RFC 8536, "TZif") in /usr/share/zoneinfo.
 * ICU carries a copy of its own that ages with the library; this one is kept up to date by the
 * package tzdata, and laws change within weeks. Transitions are listed up to some year, after that
 * a rule in the form of POSIX TZ ("CET-1CEST,M3.5.0,M10.5.0/3") holds for ever.
 */
#include "zone_i.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

#define ZONE_DIR "/usr/share/zoneinfo"

enum { FILE_MAX = 256 * 1024, HEADER = 44, TYPE_SIZE = 6 };

/* Names come from strangers: only letters, digits and _ - + / in their places. */
static bool is_safe(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-+/";

	return name[0] >= 'A' && name[0] <= 'Z' && name[strspn(name, letters)] == '\0' &&
	       !strstr(name, "//") && strcmp(name, "Factory") != 0;
}

static size_t read_file(const char *name, unsigned char *out)
{
	char path[sizeof ZONE_DIR + ZONE_NAME];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof path, ZONE_DIR "/%s", name);
	f = fopen(path, "re");
	if (f) {
		n = fread(out, 1, FILE_MAX, f);
		fclose(f);
	}
	return n;
}

static i64 big_endian(const unsigned char *p, int bytes)
{
	uint64_t v = p[0] & 0x80 ? UINT64_MAX : 0;

	for (int i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return (i64)v;
}

/* Counts of a header. */
struct counts {
	i64 isut, isstd, leap, time, type, chars;
};

static bool read_header(const unsigned char *p, size_t n, struct counts *ret)
{
	if (n < HEADER || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
		return false;
	*ret = (struct counts){big_endian(p + 20, 4), big_endian(p + 24, 4), big_endian(p + 28, 4),
		big_endian(p + 32, 4), big_endian(p + 36, 4), big_endian(p + 40, 4)};
	return ret->isut >= 0 && ret->isut <= 256 && ret->isstd >= 0 && ret->isstd <= 256 &&
	       ret->leap >= 0 && ret->leap <= 1000 && ret->time >= 0 && ret->time <= CHANGES_MAX &&
	       ret->type > 0 && ret->type <= 256 && ret->chars >= 0 && ret->chars <= 1024;
}

static size_t block_size(const struct counts *c, i64 time_size)
{
	return (size_t)(c->time * (time_size + 1) + c->type * TYPE_SIZE + c->chars +
			c->leap * (time_size + 4) + c->isstd + c->isut);
}

/* Add a change, unless the offset stays or the time is outside of the known years. */
static bool add(struct changes *ret, i64 at, i64 offset)
{
	i64 before = ret->n ? ret->v[ret->n - 1].after : ret->first_offset;

	if (at < clock_days_from_civil(ZONE_FIRST_YEAR, 1, 1) * DAY_MS - DAY_MS) {
		ret->first_offset = offset;
		return true;
	}
	if (offset == before || at > clock_days_from_civil(ZONE_LAST_YEAR + 1, 1, 2) * DAY_MS)
		return true;
	if (ret->n == CHANGES_MAX || (ret->n && ret->v[ret->n - 1].at >= at))
		return false;
	ret->v[ret->n++] = (struct change){at, before, offset};
	return true;
}

/* The transitions of the 64-bit block at p. */
static bool read_times(const unsigned char *p, const struct counts *c, struct changes *ret)
{
	const unsigned char *index = p + c->time * 8, *types = index + c->time;

	ret->first_offset = big_endian(types, 4) * SECOND_MS;
	for (i64 i = 0; i < c->time; i++) {
		i64 seconds = big_endian(p + i * 8, 8);

		if (index[i] >= c->type || seconds > (i64)1 << 40)
			return false;
		if (seconds < -((i64)1 << 40))
			seconds = -((i64)1 << 40);
		if (!add(ret, seconds * SECOND_MS,
			    big_endian(types + index[i] * TYPE_SIZE, 4) * SECOND_MS))
			return false;
	}
	return true;
}

/* --- the rule at the end --- */

/* When in a year a change happens: month, week (5: last), weekday; or a day number. */
struct when {
	char form; /* 'M', 'J' (1..365, never 29 February) or 'N' (0..365) */
	int month, week, day;
	int seconds; /* after local midnight, may be negative */
};

struct rule {
	i64 standard, summer; /* offsets, ms */
	struct when to_summer, to_standard;
};

static bool number(const char **s, int *ret)
{
	int v = 0, digits = 0;

	for (; **s >= '0' && **s <= '9' && digits < 4; ++*s, digits++)
		v = v * 10 + **s - '0';
	*ret = v;
	return digits > 0;
}

static bool take(const char **s, char c)
{
	if (**s != c)
		return false;
	++*s;
	return true;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool clock_part(const char **s, int *ret)
{
	bool negative = take(s, '-');
	int h, m = 0, sec = 0;

	if (!negative)
		take(s, '+');
	if (!number(s, &h) || (take(s, ':') && !number(s, &m)) ||
		(take(s, ':') && !number(s, &sec)))
		return false;
	*ret = (h * 60 + m) * 60 + sec;
	if (negative)
		*ret = -*ret;
	return true;
}

/* "CET" or "<+0330>" */
static bool skip_name(const char **s)
{
	const char *start = *s;

	if (take(s, '<')) {
		while (**s && **s != '>')
			++*s;
		return take(s, '>');
	}
	while ((**s >= 'A' && **s <= 'Z') || (**s >= 'a' && **s <= 'z'))
		++*s;
	return *s > start;
}

static bool parse_when(const char **s, struct when *ret)
{
	bool ok;

	*ret = (struct when){.form = 'N', .seconds = 2 * 3600};
	if (take(s, 'M')) {
		ret->form = 'M';
		ok = number(s, &ret->month) && take(s, '.') && number(s, &ret->week) &&
		     take(s, '.') && number(s, &ret->day) && ret->month >= 1 && ret->month <= 12 &&
		     ret->week >= 1 && ret->week <= 5 && ret->day <= 6;
	} else {
		if (take(s, 'J'))
			ret->form = 'J';
		ok = number(s, &ret->day) && ret->day <= 365;
	}
	return ok && (!take(s, '/') || clock_part(s, &ret->seconds));
}

/* False for no rule, a fixed offset (nothing to add) or nonsense. */
static bool parse_rule(const char *s, struct rule *ret)
{
	int west, summer_west;

	if (!skip_name(&s) || !clock_part(&s, &west) || !*s || !skip_name(&s))
		return false;
	summer_west = west - 3600;
	if (*s != ',' && !clock_part(&s, &summer_west))
		return false;
	ret->standard = -west * SECOND_MS;
	ret->summer = -summer_west * SECOND_MS;
	return take(&s, ',') && parse_when(&s, &ret->to_summer) && take(&s, ',') &&
	       parse_when(&s, &ret->to_standard) && !*s;
}

/* Wall time (ms as if UTC) at which `when` happens in a year. */
static i64 moment(const struct when *when, int year)
{
	i64 day, next;

	if (when->form == 'M') {
		day = clock_days_from_civil(year, when->month, 1);
		next = when->month == 12 ? clock_days_from_civil(year + 1, 1, 1)
					 : clock_days_from_civil(year, when->month + 1, 1);
		/* day 0 of the epoch was a Thursday: (day + 4) % 7 is 0 on Sundays */
		day += (when->day - (day + 4) % 7 + 7) % 7 + (when->week - 1) * 7;
		if (day >= next)
			day -= 7;
	} else {
		day = clock_days_from_civil(year, 1, 1) + when->day;
		if (when->form == 'J') {
			day--;
			if (when->day > 59 && clock_days_from_civil(year, 3, 1) -
							      clock_days_from_civil(year, 2, 1) ==
						      29)
				day++;
		}
	}
	return day * DAY_MS + when->seconds * SECOND_MS;
}

/* Add what the rule says behind the last listed change. */
static bool extend(const struct rule *rule, struct changes *ret)
{
	i64 last = ret->n ? ret->v[ret->n - 1].at : INT64_MIN;

	for (int year = ZONE_FIRST_YEAR; year <= ZONE_LAST_YEAR; year++) {
		i64 to_summer = moment(&rule->to_summer, year) - rule->standard;
		i64 to_standard = moment(&rule->to_standard, year) - rule->summer;
		bool north = to_summer < to_standard;
		i64 first = north ? to_summer : to_standard,
		    second = north ? to_standard : to_summer;

		if (first > last && !add(ret, first, north ? rule->summer : rule->standard))
			return false;
		if (second > last && !add(ret, second, north ? rule->standard : rule->summer))
			return false;
	}
	return true;
}

static bool read_rule(const unsigned char *p, size_t n, struct changes *ret)
{
	struct rule rule;
	char text[128];

	if (n < 2 || p[0] != '\n' || n > sizeof text)
		return true; /* no rule: the last offset stays */
	memcpy(text, p + 1, n - 1);
	text[n - 1] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return !parse_rule(text, &rule) || extend(&rule, ret);
}

bool zone_file_read(const char *name, struct changes *ret)
{
	static unsigned char data[FILE_MAX]; /* zone_open holds its lock */
	struct counts counts;
	size_t n, at;

	ret->n = 0;
	n = is_safe(name) ? read_file(name, data) : 0;
	if (!read_header(data, n, &counts))
		return false;
	at = HEADER + block_size(&counts, 4); /* the old 32-bit block comes first */
	if (at >= n || !read_header(data + at, n - at, &counts))
		return false;
	at += HEADER;
	if (at + block_size(&counts, 8) > n || !read_times(data + at, &counts, ret))
		return false;
	at += block_size(&counts, 8);
	return read_rule(data + at, n - at, ret);
}
