/*
 * A wait that explains itself: the object of GET tickets/{id}/deadlines, with the stretches of
 * time that were counted, why it was closed between them, and one sentence in English, in the
 * calendar's own time zone:
 * "10 h of Zagreb office time from Fri 15:00; closed for the weekend; due Mon 17:00".
 * The agents' workspace says the same in its reader's language, from the parts.
 */
#include "wait_i.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

enum { SENTENCE = 1000, DURATION = 32, NAMED_HOLIDAYS = 3, FAR_DAYS = 6, SATURDAY = 5 };

/* Why it was closed. */
struct closure {
	const char *reason, *said; /* on the wire, in the sentence */
	const char *holiday;	   /* its name; NULL: it is none, or has no name */
};

enum { CLOSURES = NAMED_HOLIDAYS + 3 };

/* What wait_explain gathers about one wait. */
struct story {
	struct cx *cx;
	const struct wait *w;
	struct compiled *calendar;
	const char *calendar_name, *policy_title;
	struct stretches pauses;
	i64 until; /* the clock counted, or will count, up to here */
	struct stretch counted[WAIT_INTERVALS];
	int counted_n;
	struct closure closed[CLOSURES];
	int closed_n;
};

static const struct zone *zone_of(const struct story *s)
{
	return calendar_rules(s->calendar)->zone;
}

/* "10 h", "3 h 12 m", "45 s" */
static const char *duration(char out[DURATION], i64 ms)
{
	long long s = ms / SECOND_MS, h = s / 3600, m = s / 60 % 60;

	if (h && m)
		snprintf(out, DURATION, "%lld h %lld m", h, m);
	else if (h)
		snprintf(out, DURATION, "%lld h", h);
	else if (m)
		snprintf(out, DURATION, "%lld m", m);
	else
		snprintf(out, DURATION, "%lld s", s);
	return out;
}

/* A moment as the sentence says it: with the date when it is far from the start. */
static const char *moment(char out[ZONE_SHORT], const struct story *s, i64 ms)
{
	i64 far = ms - s->w->started_at;

	return zone_short(out, zone_of(s), ms, far > FAR_DAYS * DAY_MS);
}

/* Open stretches in [from, to) behind those that are there. */
static void count_open(struct story *s, i64 from, i64 to)
{
	s->counted_n += calendar_intervals(
		s->calendar, from, to, s->counted + s->counted_n, WAIT_INTERVALS - s->counted_n);
}

static void count(struct story *s)
{
	i64 from = s->w->started_at;

	for (int i = 0; i < s->pauses.n && from < s->until; i++) {
		const struct stretch *p = &s->pauses.v[i];

		if (p->to <= from)
			continue;
		count_open(s, from, p->from < s->until ? p->from : s->until);
		from = p->to;
	}
	count_open(s, from, s->until);
}

static i64 counted_until(const struct wait *w)
{
	if (w->outcome == WAIT_PAUSED)
		return w->paused_at;
	if (w->fulfilled_at && w->fulfilled_at < w->due_at)
		return w->fulfilled_at;
	return w->due_at;
}

/* --- when it was closed --- */

/* Found between two counted stretches. */
struct closures {
	bool midday, overnight, weekend, other;
	const char *names[NAMED_HOLIDAYS];
	int name_count;
};

static i64 local_day(const struct zone *z, i64 ms)
{
	i64 local = ms + zone_offset(z, ms);

	return local >= 0 ? local / DAY_MS : (local - DAY_MS + 1) / DAY_MS;
}

static const struct holiday *holiday_on(const struct calendar_rules *rules, i64 day)
{
	for (int i = 0; i < rules->holiday_count; i++)
		if (rules->holidays[i].first <= day && day <= rules->holidays[i].last)
			return &rules->holidays[i];
	return NULL;
}

static void add_name(struct closures *c, const char *name)
{
	for (int i = 0; i < c->name_count; i++)
		if (c->names[i] == name || (c->names[i] && name && !strcmp(c->names[i], name)))
			return;
	if (c->name_count < NAMED_HOLIDAYS)
		c->names[c->name_count++] = name;
}

static void add_closed_day(struct closures *c, const struct calendar_rules *rules, i64 day)
{
	const struct holiday *h = holiday_on(rules, day);

	if (h)
		add_name(c, h->name && *h->name ? h->name : NULL);
	else if (((day + 3) % 7 + 7) % 7 >= SATURDAY)
		c->weekend = true;
	else
		c->other = true;
}

static void add_gap(struct closures *c, const struct story *s, i64 from, i64 to)
{
	const struct calendar_rules *rules = calendar_rules(s->calendar);
	i64 first = local_day(rules->zone, from - 1), last = local_day(rules->zone, to);

	if (first == last)
		c->midday = true;
	else if (last - first == 1)
		c->overnight = true;
	for (i64 day = first + 1; day < last && day - first <= CALENDAR_RANGE_DAYS; day++)
		add_closed_day(c, rules, day);
}

static bool is_paused(const struct story *s, i64 from, i64 to)
{
	for (int i = 0; i < s->pauses.n; i++)
		if (s->pauses.v[i].from < to && s->pauses.v[i].to > from)
			return true;
	return false;
}

static void find_closures(const struct story *s, struct closures *c)
{
	const struct stretch *v = s->counted;

	if (s->counted_n && v[0].from > s->w->started_at &&
		!is_paused(s, s->w->started_at, v[0].from))
		add_gap(c, s, s->w->started_at + 1, v[0].from);
	for (int i = 1; i < s->counted_n; i++)
		if (!is_paused(s, v[i - 1].to, v[i].from))
			add_gap(c, s, v[i - 1].to, v[i].from);
}

static void add_closure(struct story *s, struct closure c)
{
	s->closed[s->closed_n++] = c;
}

static void list_closures(struct story *s)
{
	struct closures c = {0};

	find_closures(s, &c);
	if (c.overnight)
		add_closure(s, (struct closure){"overnight", "overnight", NULL});
	if (c.weekend)
		add_closure(s, (struct closure){"weekend", "for the weekend", NULL});
	for (int i = 0; i < c.name_count; i++)
		add_closure(s, (struct closure){"holiday", "for a holiday", c.names[i]});
	if (c.other)
		add_closure(s, (struct closure){"other_days", "on other days", NULL});
	else if (c.midday)
		add_closure(s, (struct closure){"midday", "at midday", NULL});
}

static enum err story_begin(struct story *s, struct cx *cx, const struct wait *w)
{
	s->cx = cx;
	s->w = w;
	TRY(calendar_open(cx, w->calendar, w->calendar_version, &s->calendar));
	TRY(calendar_name(cx, w->calendar, &s->calendar_name));
	TRY(policy_title(cx, w->policy, &s->policy_title));
	wait_pauses(cx->arena, w, &s->pauses);
	s->until = counted_until(w);
	count(s);
	list_closures(s);
	return OK;
}

static void story_cleanup(struct story *s)
{
	calendar_release(s->calendar);
}

/* --- the sentence --- */

static void say_closures(struct buf *out, const struct story *s)
{
	const char *before = "; closed ";

	for (int i = 0; i < s->closed_n; i++) {
		const struct closure *c = &s->closed[i];

		if (c->holiday)
			buf_printf(out, "%sfor %.60s", before, c->holiday);
		else
			buf_printf(out, "%s%s", before, c->said);
		before = ", ";
	}
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

static void say_start(struct buf *out, const struct story *s)
{
	const char *name = s->calendar_name, *counted = wait_rule(s->w->kind)->counted;
	char text[DURATION], when[ZONE_SHORT];

	buf_str(out, duration(text, s->w->target_s * SECOND_MS));
	if (s->w->calendar.v != CALENDAR_ALWAYS)
		buf_printf(out, " of %s%s", name,
			ends_with(name, "hours") || ends_with(name, "time") ? "" : " time");
	if (counted)
		buf_printf(out, " %s", counted);
	buf_printf(out, " from %s", zone_short(when, zone_of(s), s->w->started_at, false));
	say_closures(out, s);
	if (s->w->paused_ms)
		buf_printf(out, "; paused for %s", duration(text, s->w->paused_ms));
}

static void say_end(struct buf *out, const struct story *s)
{
	const struct wait *w = s->w;
	char due[ZONE_SHORT], done[ZONE_SHORT], text[DURATION];
	bool solved = w->by_solve || wait_rule(w->kind)->family == FAMILY_SOLVE;
	const char *how = solved ? "solved" : "answered";

	moment(due, s, w->due_at);
	moment(done, s, w->fulfilled_at);
	switch (w->outcome) {
	case WAIT_OPEN:
		buf_printf(out, "; due %s", due);
		break;
	case WAIT_PAUSED:
		buf_printf(out, "; paused, %s left", duration(text, w->left_ms));
		break;
	case WAIT_MET:
		buf_printf(out, "; due %s, %s %s", due, how, done);
		break;
	case WAIT_BREACHED_OPEN:
		buf_printf(out, "; was due %s", due);
		break;
	case WAIT_BREACHED_LATE:
		buf_printf(out, "; was due %s, %s %s", due, how, done);
		break;
	case WAIT_CANCELLED:
		buf_str(out, "; cancelled");
		break;
	}
	if (strcmp(zone_name(zone_of(s)), "UTC") == 0)
		buf_str(out, " (UTC)");
}

/* --- the object --- */

static void write_stretches(
	struct jw *w, const char *key, const struct stretches *list, bool counted)
{
	jw_array(w, key);
	for (int i = 0; i < list->n && i < WAIT_INTERVALS; i++) {
		jw_object(w, NULL);
		jw_time(w, "from", list->v[i].from);
		jw_time(w, "to", list->v[i].to);
		if (counted)
			jw_i64(w, "counted_s", (list->v[i].to - list->v[i].from) / SECOND_MS);
		jw_end(w);
	}
	jw_end(w);
}

static i64 left_now(const struct story *s)
{
	const struct wait *w = s->w;

	if (w->outcome == WAIT_PAUSED)
		return w->left_ms;
	if (w->outcome != WAIT_OPEN)
		return 0;
	return wait_left_at(s->cx->arena, s->calendar, w, s->cx->now);
}

static void write_state(struct jw *j, const struct story *s)
{
	const struct wait *w = s->w;
	bool paused = w->outcome == WAIT_PAUSED;
	i64 running = paused ? s->cx->now - w->paused_at : 0;

	jw_i64(j, "id", w->id);
	jw_str(j, "kind", wait_kind_name(w->kind));
	jw_str(j, "outcome", wait_outcome_name(w->outcome));
	jw_time(j, "started_at", w->started_at);
	jw_i64(j, "target_s", w->target_s);
	jw_i64(j, "goal_s", w->goal_s);
	jw_time(j, "due_at", paused ? 0 : w->due_at);
	jw_time(j, "goal_at", paused ? 0 : w->goal_at);
	jw_time(j, "paused_at", w->paused_at);
	jw_i64(j, "paused_s", (w->paused_ms + (running > 0 ? running : 0)) / SECOND_MS);
	jw_i64(j, "remaining_s", left_now(s) / SECOND_MS);
	jw_time(j, "fulfilled_at", w->fulfilled_at);
	jw_id(j, "fulfilled_by", w->fulfilled_by.v);
	jw_bool(j, "by_solve", w->by_solve);
	jw_time(j, "warned_at", w->warned_at);
	jw_time(j, "breached_at", w->breached_at);
}

static void write_terms(struct jw *j, const struct story *s)
{
	jw_object(j, "policy");
	jw_i64(j, "id", s->w->policy.v);
	jw_str(j, "title", s->policy_title);
	jw_i64(j, "version", s->w->policy_version);
	jw_end(j);
	jw_object(j, "calendar");
	jw_i64(j, "id", s->w->calendar.v);
	jw_str(j, "name", s->calendar_name);
	jw_i64(j, "version", s->w->calendar_version);
	jw_str(j, "time_zone", zone_name(zone_of(s)));
	jw_bool(j, "always_open", s->w->calendar.v == CALENDAR_ALWAYS);
	jw_end(j);
}

static void write_closures(struct jw *j, const struct story *s)
{
	jw_array(j, "closed");
	for (int i = 0; i < s->closed_n; i++) {
		jw_object(j, NULL);
		jw_str(j, "reason", s->closed[i].reason);
		jw_str(j, "holiday", s->closed[i].holiday);
		jw_end(j);
	}
	jw_end(j);
}

enum err wait_explain(struct cx *cx, struct jw *w, const char *key, const struct wait *wait)
{
	CLEANUP(story_cleanup) struct story s = {0};
	CLEANUP(buf_free) struct buf sentence = BUF_INIT(SENTENCE);
	struct stretches counted;

	TRY(story_begin(&s, cx, wait));
	counted = (struct stretches){s.counted, s.counted_n};
	say_start(&sentence, &s);
	say_end(&sentence, &s);
	jw_object(w, key);
	write_state(w, &s);
	write_terms(w, &s);
	write_stretches(w, "intervals", &counted, true);
	write_stretches(w, "pauses", &s.pauses, false);
	write_closures(w, &s);
	jw_str(w, "explanation", sentence.p);
	jw_end(w);
	return OK;
}
