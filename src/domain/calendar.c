/*
 * Compiled calendars: from rules to UTC intervals, and the arithmetic of business time on them.
 *
 * A year holds the intervals that open on its local dates, in order, touching ones joined (not
 * across the turn of the year: the sums do not care). `before` is the open time of the year ahead
 * of an interval. A year is built once; when two threads build the same one, the second throws
 * its copy away.
 */
#include "calendar_i.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { YEARS = ZONE_LAST_YEAR - ZONE_FIRST_YEAR + 1 };

struct interval {
	i64 from, to, before;
};

struct year {
	i64 begin, end; /* the local year, ms UTC */
	i64 total;	/* open ms */
	int count;
	struct interval intervals[];
};

struct compiled {
	struct cached cached; /* for calendar_store */
	struct calendar_rules rules;
	char *names; /* of the holidays, one after the other */
	_Atomic(struct year *) years[YEARS];
};

static void *allocate(size_t bytes)
{
	void *p = calloc(1, bytes);

	if (!p)
		die("out of memory");
	return p;
}

/* Own copies of the holidays and their names. */
static void copy_holidays(struct compiled *c, const struct calendar_rules *rules)
{
	size_t bytes = 1;
	char *p;

	for (int i = 0; i < rules->holiday_count; i++)
		bytes += rules->holidays[i].name ? strlen(rules->holidays[i].name) + 1 : 0;
	p = c->names = allocate(bytes);
	c->rules.holidays = allocate(sizeof *rules->holidays * (size_t)rules->holiday_count + 1);
	for (int i = 0; i < rules->holiday_count; i++) {
		struct holiday *h = &c->rules.holidays[i];

		*h = rules->holidays[i];
		if (h->name) {
			size_t n = strlen(h->name) + 1;

			memcpy(p, h->name, n);
			h->name = p;
			p += n;
		}
	}
}

struct compiled *calendar_compile(const struct calendar_rules *rules)
{
	struct compiled *c = allocate(sizeof *c);

	c->rules = *rules;
	copy_holidays(c, rules);
	return c;
}

void calendar_free(struct compiled *c)
{
	if (!c)
		return;
	for (int i = 0; i < YEARS; i++)
		free(atomic_load(&c->years[i]));
	free(c->rules.holidays);
	free(c->names);
	free(c);
}

struct cached *calendar_cached(struct compiled *c)
{
	return &c->cached;
}

const struct calendar_rules *calendar_rules(const struct compiled *c)
{
	return &c->rules;
}

/* The first holiday that ends on or after the day; the list is in order. */
static int holiday_from(const struct calendar_rules *rules, i64 day)
{
	int low = 0, high = rules->holiday_count;

	while (low < high) {
		int mid = (low + high) / 2;

		if (rules->holidays[mid].last < day)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The hours of one day; *at walks along the holidays as the days do. */
static const struct hours *hours_of(const struct calendar_rules *rules, i64 day, int *at)
{
	while (*at < rules->holiday_count && rules->holidays[*at].last < day)
		++*at;
	if (*at < rules->holiday_count && rules->holidays[*at].first <= day)
		return &rules->holidays[*at].open;
	return &rules->week[((day + 3) % 7 + 7) % 7]; /* 1970-01-01 was a Thursday */
}

static void year_add(struct year *y, i64 from, i64 to)
{
	struct interval *last = y->count ? &y->intervals[y->count - 1] : NULL;

	if (to <= from) /* all of it was jumped over in spring */
		return;
	if (last && last->to == from)
		last->to = to;
	else
		y->intervals[y->count++] = (struct interval){from, to, y->total};
	y->total += to - from;
}

static struct year *year_build(const struct calendar_rules *rules, int number)
{
	i64 first = clock_days_from_civil(number, 1, 1);
	i64 next = clock_days_from_civil(number + 1, 1, 1);
	int start = holiday_from(rules, first), at = start;
	struct year *y;
	size_t n = 0;

	for (i64 day = first; day < next; day++)
		n += (size_t)hours_of(rules, day, &at)->n;
	y = allocate(sizeof *y + n * sizeof y->intervals[0]);
	y->begin = zone_instant(rules->zone, first * DAY_MS);
	y->end = zone_instant(rules->zone, next * DAY_MS);
	at = start;
	for (i64 day = first; day < next; day++) {
		const struct hours *h = hours_of(rules, day, &at);

		for (int i = 0; i < h->n; i++)
			year_add(y,
				zone_instant(rules->zone, day * DAY_MS + h->v[i].from * MINUTE_MS),
				zone_instant(rules->zone, day * DAY_MS + h->v[i].to * MINUTE_MS));
	}
	return y;
}

/* Year by index from ZONE_FIRST_YEAR; built when nobody needed it before. */
static const struct year *year_at(struct compiled *c, int index)
{
	struct year *y = atomic_load_explicit(&c->years[index], memory_order_acquire);
	struct year *none = NULL;

	if (y)
		return y;
	y = year_build(&c->rules, ZONE_FIRST_YEAR + index);
	if (!atomic_compare_exchange_strong(&c->years[index], &none, y)) {
		free(y);
		y = none;
	}
	return y;
}

/* Index of the local year that holds x; the ends of the known time hold what lies beyond. */
static int year_index(struct compiled *c, i64 x)
{
	int year, month, day, i;

	clock_civil_from_days(x / DAY_MS, &year, &month, &day);
	i = year - ZONE_FIRST_YEAR;
	if (i < 0)
		return 0;
	if (i >= YEARS)
		return YEARS - 1;
	if (x < year_at(c, i)->begin)
		return i ? i - 1 : 0;
	if (x >= year_at(c, i)->end)
		return i < YEARS - 1 ? i + 1 : i;
	return i;
}

/* Number of intervals that begin at or before x. */
static int intervals_until(const struct year *y, i64 x)
{
	int low = 0, high = y->count;

	while (low < high) {
		int mid = (low + high) / 2;

		if (y->intervals[mid].from <= x)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Open ms of the year before x. */
static i64 open_before(const struct year *y, i64 x)
{
	int n = intervals_until(y, x);
	const struct interval *v;

	if (!n)
		return 0;
	v = &y->intervals[n - 1];
	return v->before + (x < v->to ? x : v->to) - v->from;
}

/* The first instant of the year at which `want` (1..total) open ms are reached. */
static i64 instant_of(const struct year *y, i64 want)
{
	int low = 0, high = y->count - 1;

	while (low < high) {
		int mid = (low + high) / 2;
		const struct interval *v = &y->intervals[mid];

		if (v->before + v->to - v->from < want)
			low = mid + 1;
		else
			high = mid;
	}
	return y->intervals[low].from + want - y->intervals[low].before;
}

static bool due_unpaused(struct compiled *c, i64 start, i64 left, i64 *ret_due)
{
	int i = year_index(c, start);
	i64 want;

	if (left <= 0) {
		*ret_due = start;
		return true;
	}
	want = open_before(year_at(c, i), start) + left;
	while (want > year_at(c, i)->total) {
		want -= year_at(c, i)->total;
		if (++i == YEARS)
			return false;
	}
	*ret_due = instant_of(year_at(c, i), want);
	return true;
}

bool calendar_due(
	struct compiled *c, i64 start, i64 target_ms, const struct stretches *pauses, i64 *ret_due)
{
	for (int i = 0; pauses && i < pauses->n; i++) {
		const struct stretch *p = &pauses->v[i];
		i64 open;

		if (p->to <= start)
			continue;
		open = calendar_open_between(c, start, p->from);
		if (open >= target_ms)
			break;
		target_ms -= open;
		start = p->to;
	}
	return due_unpaused(c, start, target_ms, ret_due);
}

i64 calendar_open_between(struct compiled *c, i64 a, i64 b)
{
	int ia, ib;
	i64 sum;

	if (b <= a)
		return 0;
	ia = year_index(c, a);
	ib = year_index(c, b);
	sum = open_before(year_at(c, ib), b) - open_before(year_at(c, ia), a);
	for (; ia < ib; ia++)
		sum += year_at(c, ia)->total;
	return sum;
}

i64 calendar_counted(struct compiled *c, i64 a, i64 b, const struct stretches *pauses)
{
	i64 sum = 0;

	for (int i = 0; pauses && i < pauses->n && a < b; i++) {
		const struct stretch *p = &pauses->v[i];

		if (p->to <= a)
			continue;
		sum += calendar_open_between(c, a, p->from < b ? p->from : b);
		a = p->to;
	}
	return sum + calendar_open_between(c, a, b);
}

int calendar_intervals(struct compiled *c, i64 a, i64 b, struct stretch *out, int max)
{
	int n = 0;

	if (b <= a)
		return 0;
	for (int i = year_index(c, a), last = year_index(c, b); i <= last; i++) {
		const struct year *y = year_at(c, i);
		int at = intervals_until(y, a);

		for (at = at ? at - 1 : 0; at < y->count && y->intervals[at].from < b; at++) {
			i64 from = y->intervals[at].from, to = y->intervals[at].to;

			from = from < a ? a : from;
			to = to > b ? b : to;
			if (from >= to)
				continue;
			if (n && out[n - 1].to == from) {
				out[n - 1].to = to;
				continue;
			}
			if (n == max)
				return n;
			out[n++] = (struct stretch){from, to};
		}
	}
	return n;
}
