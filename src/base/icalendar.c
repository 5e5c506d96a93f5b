/* Lines are unfolded and sorted out here, then libical reads each event by itself; its repetitions
 * are followed here. */
#include "base/icalendar.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libical/ical.h>

enum { MONTHS = 12, MONTH_DAYS = 31, YEAR_DAYS = 366, WEEKS = 53 };

struct reader {
	struct arena *a;
	i64 from, to;
	struct icalendar *out;
	bool full;
	const char *p; /* what is not read yet */
	bool inside;   /* an event is open */
	int depth;     /* components open within it (alarms) */
	int lines;
	struct buf event;
};

/* The next line, unfolded, at most ICALENDAR_LINE bytes of it; false at the end. */
static bool next_line(struct reader *r, char line[ICALENDAR_LINE + 1])
{
	size_t n = 0;
	bool more = *r->p != '\0';

	while (*r->p) {
		size_t length = strcspn(r->p, "\r\n");
		size_t room = ICALENDAR_LINE - n, take = length < room ? length : room;

		memcpy(line + n, r->p, take);
		n += take;
		r->p += length;
		r->p += *r->p == '\r';
		r->p += *r->p == '\n';
		if (*r->p != ' ' && *r->p != '\t')
			break;
		r->p++;
	}
	line[n] = '\0';
	utf8_keep_valid(line);
	return more;
}

static bool is_property(const char *line, const char *name)
{
	size_t n = strlen(name);

	return strncasecmp(line, name, n) == 0 && (line[n] == ':' || line[n] == ';');
}

static bool counts(const char *line)
{
	static const char *const names[] = {
		"DTSTART", "DTEND", "DURATION", "SUMMARY", "RRULE", "EXDATE", "STATUS"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (is_property(line, names[i]))
			return true;
	return false;
}

static i64 day_of(struct icaltimetype t)
{
	return clock_days_from_civil(t.year, t.month, t.day);
}

static bool is_midnight(struct icaltimetype t)
{
	return t.is_date || (!t.hour && !t.minute && !t.second);
}

static bool is_sane(struct icaltimetype t)
{
	return !icaltime_is_null_time(t) && t.year >= 1900 && t.year <= 2200 && t.month >= 1 &&
	       t.month <= 12 && t.day >= 1 && t.day <= 31;
}

static icalproperty *property(icalcomponent *event, icalproperty_kind kind)
{
	return icalcomponent_get_first_property(event, kind);
}

/* How many days the event lasts; 0: it is no matter of whole days; -1: not to be understood. */
static i64 length_of(icalcomponent *event, struct icaltimetype start)
{
	icalproperty *end = property(event, ICAL_DTEND_PROPERTY);
	icalproperty *duration = property(event, ICAL_DURATION_PROPERTY);
	i64 days;

	if (!is_midnight(start))
		return 0;
	if (end) {
		struct icaltimetype t = icalproperty_get_dtend(end);

		if (!is_sane(t))
			return -1;
		if (!is_midnight(t))
			return 0;
		days = day_of(t) - day_of(start);
		return days == 0 && t.is_date ? 1 : days;
	}
	if (duration) {
		i64 seconds = icaldurationtype_as_int(icalproperty_get_duration(duration));

		return seconds % 86400 ? 0 : seconds / 86400;
	}
	return start.is_date ? 1 : 0;
}

/* Is the day taken out of the repetition? */
static bool is_excepted(icalcomponent *event, i64 day)
{
	icalproperty *p = property(event, ICAL_EXDATE_PROPERTY);

	for (; p; p = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
		struct icaltimetype t = icalproperty_get_exdate(p);

		if (is_sane(t) && day_of(t) == day)
			return true;
	}
	return false;
}

/* Keep the days that lie between from and to. */
static bool keep(struct reader *r, i64 first, i64 days, const char *name)
{
	i64 last = first + days - 1;
	struct icalendar *o = r->out;

	if (last < r->from || first > r->to)
		return false;
	if (o->n == ICALENDAR_DAYS) {
		r->full = true;
		return false;
	}
	o->v[o->n++] = (struct icalendar_days){
		first < r->from ? r->from : first, last > r->to ? r->to : last, name};
	return true;
}

/* --- repetitions of every year --- */

/* A rule as sets, so that asking a day costs the same whatever the rule: libical looks for days
 * that never come for as long as its calendar lasts. */
struct yearly {
	struct icalrecurrencetype rule;
	bool month[MONTHS + 1];
	bool month_day[2 * MONTH_DAYS + 1]; /* -31 to 31 */
	bool year_day[2 * YEAR_DAYS + 1];   /* -366 to 366 */
	bool weekday[8][2 * WEEKS + 1]; /* 1 is Sunday; -53 to 53 of the month or year, 0: all */
	bool by_month, by_month_day, by_year_day, by_weekday;
};

static void put(bool *set, int n, int max)
{
	if (n >= -max && n <= max)
		set[n + max] = true;
}

static void set_days(struct yearly *y)
{
	const struct icalrecurrencetype *r = &y->rule;

	y->by_month_day = r->by_month_day[0] != ICAL_RECURRENCE_ARRAY_MAX;
	for (int i = 0; r->by_month_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
		put(y->month_day, r->by_month_day[i], MONTH_DAYS);
	y->by_year_day = r->by_year_day[0] != ICAL_RECURRENCE_ARRAY_MAX;
	for (int i = 0; r->by_year_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
		put(y->year_day, r->by_year_day[i], YEAR_DAYS);
	y->by_weekday = r->by_day[0] != ICAL_RECURRENCE_ARRAY_MAX;
	for (int i = 0; r->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
		int weekday = (int)icalrecurrencetype_day_day_of_week(r->by_day[i]);

		if (weekday >= 1 && weekday <= 7)
			put(y->weekday[weekday], icalrecurrencetype_day_position(r->by_day[i]),
				WEEKS);
	}
}

/* Without any choice of days it is the day of the start, in its month or those of the rule. */
static struct yearly yearly_of(const struct icalrecurrencetype *rule, struct icaltimetype start)
{
	struct yearly y = {.rule = *rule};

	set_days(&y);
	for (int i = 0; rule->by_month[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
		y.by_month = true;
		if (rule->by_month[i] >= 1 && rule->by_month[i] <= MONTHS)
			y.month[rule->by_month[i]] = true;
	}
	if (y.by_month_day || y.by_year_day || y.by_weekday)
		return y;
	put(y.month_day, start.day, MONTH_DAYS);
	y.by_month_day = true;
	if (!y.by_month)
		y.month[start.month] = y.by_month = true;
	return y;
}

/* n of `of` from the front, and from the back as a negative number. */
static bool has_place(const bool *set, int n, int of, int max)
{
	return set[max + n] || set[max + n - of - 1];
}

/* A day of a stretch that is `of` days long, n from 1: how many of its weekday, from both ends. */
static bool has_weekday(const bool *set, int n, int of)
{
	return set[WEEKS] || set[WEEKS + (n + 6) / 7] || set[WEEKS - (of - n + 7) / 7];
}

struct date {
	i64 day; /* since 1970-01-01 */
	int month, month_day, month_length, year_day, year_length;
};

static bool is_in(const struct yearly *y, const struct date *d)
{
	const bool *weekday = y->weekday[((d->day + 4) % 7 + 7) % 7 + 1]; /* day 0: a Thursday */

	if ((y->by_month && !y->month[d->month]) ||
		(y->by_month_day &&
			!has_place(y->month_day, d->month_day, d->month_length, MONTH_DAYS)) ||
		(y->by_year_day && !has_place(y->year_day, d->year_day, d->year_length, YEAR_DAYS)))
		return false;
	if (!y->by_weekday)
		return true;
	return y->by_month ? has_weekday(weekday, d->month_day, d->month_length)
			   : has_weekday(weekday, d->year_day, d->year_length);
}

struct walk {
	struct reader *r;
	icalcomponent *event;
	const struct yearly *y;
	i64 first, last, days; /* of the repetition; how long each lasts */
	int left;	       /* times that may come yet; -1: no end */
	const char *name;
	bool kept;
};

static void walk_month(struct walk *w, struct date *d)
{
	for (d->month_day = 1; d->month_day <= d->month_length; d->month_day++) {
		if (d->day >= w->first && d->day <= w->last && w->left && is_in(w->y, d)) {
			w->left -= w->left > 0;
			if (!is_excepted(w->event, d->day))
				w->kept |= keep(w->r, d->day, w->days, w->name);
		}
		d->day++;
		d->year_day++;
	}
}

static void walk_year(struct walk *w, int year)
{
	i64 begin = clock_days_from_civil(year, 1, 1), next = begin;
	struct date d = {.day = begin,
		.year_day = 1,
		.year_length = (int)(clock_days_from_civil(year + 1, 1, 1) - begin)};

	for (d.month = 1; d.month <= MONTHS; d.month++) {
		next = d.month == MONTHS ? begin + d.year_length
					 : clock_days_from_civil(year, d.month + 1, 1);
		d.month_length = (int)(next - d.day);
		walk_month(w, &d);
	}
}

/* Every year's days of a repetition. Those before `from` are walked only to be counted. */
static bool keep_repeated(struct reader *r, icalcomponent *event, struct icaltimetype start,
	i64 days, const char *name)
{
	struct icalrecurrencetype rule =
		icalproperty_get_rrule(property(event, ICAL_RRULE_PROPERTY));
	struct yearly y = yearly_of(&rule, start);
	struct walk w = {r, event, &y, day_of(start), r->to, days, rule.count > 0 ? rule.count : -1,
		name, false};
	int year = start.year;

	if (is_sane(rule.until) && day_of(rule.until) < w.last)
		w.last = day_of(rule.until);
	for (; clock_days_from_civil(year, 1, 1) <= w.last && w.left && !r->full;
		year += rule.interval)
		if (rule.count > 0 ||
			clock_days_from_civil(year + 1, 1, 1) + ICALENDAR_LONGEST >= r->from)
			walk_year(&w, year);
	return w.kept;
}

/* A rule of every year, told in months, days and weekdays: all that days off need. */
static bool is_yearly(icalcomponent *event)
{
	struct icalrecurrencetype rule =
		icalproperty_get_rrule(property(event, ICAL_RRULE_PROPERTY));

	return rule.freq == ICAL_YEARLY_RECURRENCE && rule.interval >= 1 && rule.interval <= 50 &&
	       rule.by_second[0] == ICAL_RECURRENCE_ARRAY_MAX &&
	       rule.by_minute[0] == ICAL_RECURRENCE_ARRAY_MAX &&
	       rule.by_hour[0] == ICAL_RECURRENCE_ARRAY_MAX &&
	       rule.by_set_pos[0] == ICAL_RECURRENCE_ARRAY_MAX &&
	       rule.by_week_no[0] == ICAL_RECURRENCE_ARRAY_MAX && !rule.rscale;
}

static void take_event(struct reader *r, icalcomponent *event)
{
	icalproperty *from = property(event, ICAL_DTSTART_PROPERTY);
	icalproperty *summary = property(event, ICAL_SUMMARY_PROPERTY);
	icalproperty *status = property(event, ICAL_STATUS_PROPERTY);
	struct icaltimetype start = from ? icalproperty_get_dtstart(from) : icaltime_null_time();
	const char *text = summary ? icalproperty_get_summary(summary) : NULL;
	char *name = utf8_clean(r->a, text ? text : "");
	i64 days = is_sane(start) ? length_of(event, start) : -1;

	utf8_keep_valid(name); /* libical makes a blank of the byte after a stray backslash */
	if (days < 0 || days > ICALENDAR_LONGEST) {
		r->out->unreadable++;
	} else if (days == 0) {
		r->out->by_hour++;
	} else if (status && icalproperty_get_status(status) == ICAL_STATUS_CANCELLED) {
		r->out->elsewhere++;
	} else if (!property(event, ICAL_RRULE_PROPERTY)) {
		r->out->elsewhere += !keep(r, day_of(start), days, name);
	} else if (!is_yearly(event)) {
		r->out->odd++;
	} else {
		r->out->elsewhere += !keep_repeated(r, event, start, days, name);
	}
}

static void end_event(struct reader *r)
{
	icalcomponent *event;

	buf_add(&r->event, "END:VEVENT\r\n\0", 13);
	event = r->event.failed ? NULL : icalparser_parse_string(r->event.p);
	if (event && icalcomponent_isa(event) == ICAL_VEVENT_COMPONENT)
		take_event(r, event);
	else
		r->out->unreadable++;
	if (event)
		icalcomponent_free(event);
	r->inside = false;
}

static void begin_event(struct reader *r)
{
	buf_reset(&r->event);
	buf_str(&r->event, "BEGIN:VEVENT\r\n");
	r->inside = true;
	r->depth = r->lines = 0;
	r->out->events++;
}

static void take_line(struct reader *r, const char *line)
{
	if (strcasecmp(line, "BEGIN:VEVENT") == 0) {
		begin_event(r);
	} else if (!r->inside) {
		return;
	} else if (strcasecmp(line, "END:VEVENT") == 0) {
		end_event(r);
	} else if (strncasecmp(line, "BEGIN:", 6) == 0) {
		r->depth++;
	} else if (strncasecmp(line, "END:", 4) == 0) {
		r->depth -= r->depth > 0;
	} else if (!r->depth && counts(line) && r->lines < ICALENDAR_EVENT_LINES) {
		r->lines++;
		buf_str(&r->event, line);
		buf_str(&r->event, "\r\n");
	}
}

static int by_first(const void *a, const void *b)
{
	const struct icalendar_days *x = a, *y = b;

	return x->first != y->first ? (x->first > y->first) - (x->first < y->first)
				    : strcmp(x->name, y->name);
}

enum icalendar_fault icalendar_read(
	struct arena *a, const char *text, i64 from, i64 to, struct icalendar *ret)
{
	struct reader r = {.a = a,
		.from = from,
		.to = to,
		.out = ret,
		.p = text,
		.event = BUF_INIT((ICALENDAR_EVENT_LINES + 2) * (ICALENDAR_LINE + 2))};
	char line[ICALENDAR_LINE + 1];
	bool found = false;

	*ret = (struct icalendar){.v = ARENA_ARRAY(a, struct icalendar_days, ICALENDAR_DAYS)};
	if (strlen(text) > ICALENDAR_BYTES)
		return ICALENDAR_TOO_LONG;
	icalerror_set_errors_are_fatal(0);
	if (strncmp(text, "\xEF\xBB\xBF", 3) == 0)
		r.p += 3;
	while (!r.full && ret->events <= ICALENDAR_EVENTS && next_line(&r, line)) {
		found |= strcasecmp(line, "BEGIN:VCALENDAR") == 0;
		take_line(&r, line);
	}
	buf_free(&r.event);
	icalmemory_free_ring();
	if (r.full || ret->events > ICALENDAR_EVENTS)
		return ICALENDAR_TOO_MANY;
	if (ret->n)
		qsort(ret->v, (size_t)ret->n, sizeof *ret->v, by_first);
	return found ? ICALENDAR_FINE : ICALENDAR_NONE;
}
