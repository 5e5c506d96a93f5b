/* Lines are unfolded and sorted out here, then libical reads each event by itself. */
#include "base/icalendar.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <libical/ical.h>

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

/* Every year's day of a repetition. */
static bool keep_repeated(struct reader *r, icalcomponent *event, struct icaltimetype start,
	i64 days, const char *name)
{
	struct icalrecurrencetype rule =
		icalproperty_get_rrule(property(event, ICAL_RRULE_PROPERTY));
	struct icalrecur_iterator_impl *walk = icalrecur_iterator_new(rule, start);
	bool kept = false;

	for (int i = 0; walk && i < ICALENDAR_REPEATS && !r->full; i++) {
		struct icaltimetype t = icalrecur_iterator_next(walk);

		if (icaltime_is_null_time(t) || day_of(t) > r->to)
			break;
		if (!is_excepted(event, day_of(t)))
			kept |= keep(r, day_of(t), days, name);
	}
	if (walk)
		icalrecur_iterator_free(walk);
	return kept;
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
	const char *name = utf8_clean(r->a, text ? text : "");
	i64 days = is_sane(start) ? length_of(event, start) : -1;

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
