/* A calendar's rules as JSON: reading with exact complaints, checking, writing. */
#include "domain/calendar.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const calendar_days[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

enum { PLACE = 48, DAY_MINUTES = 24 * 60 };

static bool parse_minute(const char *s, int *ret)
{
	int hour, minute;

	if (!s || strlen(s) != 5 || s[2] != ':' || strspn(s, "0123456789:") != 5)
		return false;
	hour = (s[0] - '0') * 10 + s[1] - '0';
	minute = (s[3] - '0') * 10 + s[4] - '0';
	if (s[0] == ':' || s[1] == ':' || s[3] == ':' || s[4] == ':' || minute > 59)
		return false;
	*ret = hour * 60 + minute;
	return *ret <= DAY_MINUTES;
}

/* Openings of a day in order, apart from each other, none empty. */
static enum err check_hours(struct failure *f, const struct hours *h, const char *place)
{
	for (int i = 0; i < h->n; i++) {
		const struct opening *o = &h->v[i];

		if (o->from < 0 || o->to > DAY_MINUTES || o->from >= o->to)
			return failure_add(f, E_INVALID, place, "InvalidValue",
				"an opening has to begin before it ends, between 00:00 and "
				"24:00; write one that passes midnight as two");
		if (i && o->from < h->v[i - 1].to)
			return failure_add(f, E_INVALID, place, "InvalidValue",
				"the openings of a day have to be in order and may not "
				"overlap");
	}
	return OK;
}

enum err calendar_parse_hours(
	struct failure *f, const json_t *j, const char *place, struct hours *ret)
{
	const json_t *pair;
	size_t i;

	ret->n = 0;
	if (!json_is_array(j))
		return failure_add(f, E_INVALID, place, "InvalidValue",
			"has to be a list of openings like [[\"09:00\", \"17:00\"]]");
	if (json_array_size(j) > CALENDAR_PARTS)
		return failure_add(f, E_INVALID, place, "InvalidValue",
			"more than %d openings in one day", CALENDAR_PARTS);
	json_array_foreach (j, i, pair) {
		struct opening *o = &ret->v[ret->n++];

		if (json_array_size(pair) != 2 ||
			!parse_minute(json_string_value(json_array_get(pair, 0)), &o->from) ||
			!parse_minute(json_string_value(json_array_get(pair, 1)), &o->to))
			return failure_add(f, E_INVALID, place, "InvalidValue",
				"opening %zu has to be two times like [\"09:00\", "
				"\"17:00\"], from 00:00 to 24:00",
				i + 1);
	}
	return check_hours(f, ret, place);
}

static enum err parse_week(struct failure *f, const json_t *j, struct calendar_rules *rules)
{
	char place[PLACE];
	const char *key;
	json_t *v;
	int day;

	if (j && !json_is_object(j))
		return failure_add(f, E_INVALID, "week", "InvalidValue",
			"has to be an object with the days mon … sun");
	json_object_foreach ((json_t *)j, key, v) {
		for (day = 0; day < 7 && strcmp(calendar_days[day], key) != 0; day++)
			;
		snprintf(place, sizeof place, "week.%.20s", key);
		if (day == 7)
			return failure_add(f, E_INVALID, place, "InvalidValue",
				"is not a day: mon, tue, wed, thu, fri, sat, sun");
		TRY(calendar_parse_hours(f, v, place, &rules->week[day]));
	}
	return OK;
}

/* A plain date as a day number. */
static bool parse_day(const char *s, i64 *ret)
{
	i64 ms;

	if (!s || strlen(s) != 10 || !clock_parse(s, &ms))
		return false;
	*ret = ms >= 0 ? ms / DAY_MS : (ms - DAY_MS + 1) / DAY_MS;
	return true;
}

static enum err parse_holiday(
	struct arena *a, struct failure *f, const json_t *j, size_t index, struct holiday *ret)
{
	const json_t *until = json_object_get(j, "until"), *open = json_object_get(j, "open");
	char place[PLACE];

	snprintf(place, sizeof place, "holidays.%zu", index);
	if (!parse_day(json_get_str(j, "date"), &ret->first))
		return failure_add(
			f, E_INVALID, place, "InvalidValue", "needs a date like \"2026-12-25\"");
	ret->last = ret->first;
	if (until && !parse_day(json_string_value(until), &ret->last))
		return failure_add(f, E_INVALID, place, "InvalidValue",
			"\"until\" has to be a date like \"2026-12-26\"");
	ret->id = json_get_i64(j, "id", 0);
	ret->name = arena_strdup(a, json_get_str(j, "name"));
	if (open)
		TRY(calendar_parse_hours(f, open, place, &ret->open));
	return OK;
}

enum err calendar_parse(
	struct arena *a, struct failure *f, const json_t *j, struct calendar_rules **ret)
{
	struct calendar_rules *rules = ARENA_NEW(a, struct calendar_rules);
	const json_t *list = json_object_get(j, "holidays"), *v;
	const char *zone = json_get_str(j, "zone");
	size_t i;

	rules->zone = zone_open(zone);
	if (!rules->zone)
		return failure_add(f, E_INVALID, "time_zone", "InvalidValue",
			"\"%.60s\" is not an IANA time zone like \"Europe/Zagreb\"",
			zone ? zone : "");
	TRY(parse_week(f, json_object_get(j, "week"), rules));
	if (list && !json_is_array(list))
		return failure_add(f, E_INVALID, "holidays", "InvalidValue", "has to be a list");
	if (json_array_size(list) > CALENDAR_HOLIDAYS)
		return failure_about(f,
			failure_add(f, E_INVALID, "holidays", "InvalidValue:too_many",
				"more than %d holidays", CALENDAR_HOLIDAYS),
			"%d", CALENDAR_HOLIDAYS);
	rules->holidays = ARENA_ARRAY(a, struct holiday, json_array_size(list));
	json_array_foreach (list, i, v)
		TRY(parse_holiday(a, f, v, i, &rules->holidays[rules->holiday_count++]));
	TRY(calendar_check(f, rules));
	*ret = rules;
	return OK;
}

static int by_date(const void *a, const void *b)
{
	const struct holiday *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

enum err calendar_check(struct failure *f, struct calendar_rules *rules)
{
	char place[PLACE];

	for (int i = 0; i < 7; i++) {
		snprintf(place, sizeof place, "week.%s", calendar_days[i]);
		TRY(check_hours(f, &rules->week[i], place));
	}
	if (rules->holiday_count > CALENDAR_HOLIDAYS)
		return failure_about(f,
			failure_add(f, E_INVALID, "holidays", "InvalidValue:too_many",
				"more than %d holidays", CALENDAR_HOLIDAYS),
			"%d", CALENDAR_HOLIDAYS);
	if (rules->holiday_count)
		qsort(rules->holidays, (size_t)rules->holiday_count, sizeof *rules->holidays,
			by_date);
	for (int i = 0; i < rules->holiday_count; i++) {
		const struct holiday *h = &rules->holidays[i];

		TRY(check_hours(f, &h->open, "holidays"));
		if (h->last < h->first || h->last - h->first >= CALENDAR_RANGE_DAYS)
			return failure_about(f,
				failure_add(f, E_INVALID, "end_date", "InvalidValue:holiday_long",
					"a holiday has to end on or after its first day and within "
					"%d days",
					CALENDAR_RANGE_DAYS),
				"%d", CALENDAR_RANGE_DAYS);
		if (i && h->first <= h[-1].last)
			return failure_add(f, E_INVALID, "start_date",
				"DuplicateValue:holidays_meet",
				"two holidays fall on the same date: \"%.60s\" and "
				"\"%.60s\"",
				h[-1].name ? h[-1].name : "", h->name ? h->name : "");
	}
	return OK;
}

static void write_hours(struct jw *w, const char *key, const struct hours *h)
{
	jw_array(w, key);
	for (int i = 0; i < h->n; i++) {
		const struct opening *o = &h->v[i];

		jw_array(w, NULL);
		jw_printf(w, NULL, "%02d:%02d", o->from / 60, o->from % 60);
		jw_printf(w, NULL, "%02d:%02d", o->to / 60, o->to % 60);
		jw_end(w);
	}
	jw_end(w);
}

static void write_day(struct jw *w, const char *key, i64 day)
{
	int year, month, date;

	clock_civil_from_days(day, &year, &month, &date);
	jw_printf(w, key, "%04d-%02d-%02d", year, month, date);
}

void calendar_write(struct jw *w, const char *key, const struct calendar_rules *rules)
{
	jw_object(w, key);
	jw_str(w, "zone", zone_name(rules->zone));
	jw_object(w, "week");
	for (int i = 0; i < 7; i++)
		if (rules->week[i].n)
			write_hours(w, calendar_days[i], &rules->week[i]);
	jw_end(w);
	jw_array(w, "holidays");
	for (int i = 0; i < rules->holiday_count; i++) {
		const struct holiday *h = &rules->holidays[i];

		jw_object(w, NULL);
		jw_i64(w, "id", h->id);
		jw_str(w, "name", h->name);
		write_day(w, "date", h->first);
		if (h->last != h->first)
			write_day(w, "until", h->last);
		if (h->open.n)
			write_hours(w, "open", &h->open);
		jw_end(w);
	}
	jw_end(w);
	jw_end(w);
}
