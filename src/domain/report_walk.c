/*
 * Measuring: each report turns a ticket into its entries. What a customer waits for begins with his
 * message, what the ticket waits for with its making; an entry belongs to the range in which it
 * began.
 */
#include "report_i.h"

#include "base/clock.h"
#include "domain/calendar.h"

#include <stdio.h>
#include <string.h>

enum {
	CALENDARS = 16,	       /* remembered within one walk */
	SCRATCH_TICKETS = 256, /* then it is emptied */
};

struct walk {
	struct cx *cx;
	const struct report_ask *ask;
	report_take *fn;
	void *self;
	struct arena *scratch;
	int scratched;
	struct {
		i64 id, version;
		struct compiled *compiled;
	} calendars[CALENDARS];
	int calendar_count;
	i64 standard, standard_version;
	/* the ticket at hand */
	const struct report_ticket *t;
	struct compiled *calendar; /* NULL: not looked for yet */
	struct report_entry e;
	enum report_go *go;
};

/* --- days --- */

static i64 floor_div(i64 a, i64 b)
{
	return a / b - (a % b < 0);
}

i64 report_day(const struct zone *zone, i64 at)
{
	return floor_div(at + zone_offset(zone, at), DAY_MS);
}

/* Day 0 was a Thursday. */
i64 report_week(i64 day)
{
	return day - (day + 3) % 7;
}

int report_hour(const struct zone *zone, i64 at)
{
	i64 hours = floor_div(at + zone_offset(zone, at), HOUR_MS);

	return (int)((hours + 3 * 24) % REPORT_HOURS);
}

static const int bucket_days[REPORT_BUCKETS] = {0, 1, 3, 7, 14, 30, 90};

int report_bucket_days(int bucket)
{
	return bucket_days[bucket];
}

int report_bucket(i64 age)
{
	int at = REPORT_BUCKETS - 1;

	while (at > 0 && age < bucket_days[at] * DAY_MS)
		at--;
	return at;
}

/* --- keys --- */

static const char *id_key(i64 id, char out[REPORT_KEY])
{
	char text[I64_TEXT];

	snprintf(out, REPORT_KEY, "%s", id ? i64_text(text, id) : "");
	return out;
}

static const char *day_key(i64 day, char out[REPORT_KEY])
{
	int year, month, of_month;

	clock_civil_from_days(day, &year, &month, &of_month);
	snprintf(out, REPORT_KEY, "%04d-%02d-%02d", year, month, of_month);
	return out;
}

const char *report_key(
	const struct report_ask *ask, const struct report_entry *e, char out[REPORT_KEY])
{
	i64 day = report_day(ask->zone, e->from);

	switch (ask->by) {
	case REPORT_BY_DAY:
		return day_key(day, out);
	case REPORT_BY_WEEK:
		return day_key(report_week(day), out);
	case REPORT_BY_CHANNEL:
		snprintf(out, REPORT_KEY, "%s", channel_name(e->channel));
		return out;
	case REPORT_BY_GROUP:
		return id_key(e->group.v, out);
	case REPORT_BY_AGENT:
		return id_key(e->agent.v, out);
	case REPORT_BY_NONE:
	case REPORT_BY_TAG:
		break;
	}
	out[0] = '\0';
	return out;
}

bool report_tag_next(const char **tags, const char **ret, size_t *ret_n)
{
	*tags += strspn(*tags, " ");
	*ret = *tags;
	*ret_n = strcspn(*tags, " ");
	*tags += *ret_n;
	return *ret_n > 0;
}

static bool has_tag(const char *tags, const char *tag)
{
	const char *at;
	size_t n, want = strlen(tag);

	while (report_tag_next(&tags, &at, &n))
		if (n == want && memcmp(at, tag, n) == 0)
			return true;
	return false;
}

/* --- time --- */

static enum err keep_calendar(struct walk *w, i64 id, i64 version)
{
	int at = 0;

	while (at < w->calendar_count &&
		(w->calendars[at].id != id || w->calendars[at].version != version))
		at++;
	if (at == CALENDARS) { /* the last place is used again and again */
		calendar_release(w->calendars[--at].compiled);
		w->calendar_count--;
	}
	if (at == w->calendar_count) {
		TRY(calendar_open(w->cx, (calendar_id){id}, version, &w->calendars[at].compiled));
		w->calendars[at].id = id;
		w->calendars[at].version = version;
		w->calendar_count++;
	}
	w->calendar = w->calendars[at].compiled;
	return OK;
}

static enum err find_calendar(struct walk *w)
{
	calendar_id standard;
	i64 id, version;

	TRY(report_store_calendar(w->cx, w->t->id, &id, &version));
	if (id)
		return keep_calendar(w, id, version);
	if (!w->standard) {
		TRY(calendar_default(w->cx, &standard));
		TRY(calendar_version(w->cx, standard, &w->standard_version));
		w->standard = standard.v;
	}
	return keep_calendar(w, w->standard, w->standard_version);
}

static enum err measure(struct walk *w, i64 from, i64 until, i64 *ret)
{
	*ret = until > from ? until - from : 0;
	if (!w->ask->business)
		return OK;
	if (!w->calendar)
		TRY(find_calendar(w));
	*ret = calendar_open_between(w->calendar, from, until);
	return OK;
}

/* --- entries --- */

static enum err give(struct walk *w, enum report_state state, i64 from, i64 until)
{
	w->e.state = state;
	w->e.from = from;
	w->e.until = until;
	TRY(w->fn(w->self, &w->e, w->go));
	w->e.place++;
	return OK;
}

static enum err give_timed(struct walk *w, i64 from, i64 until)
{
	TRY(measure(w, from, until ? until : w->cx->now, &w->e.ms));
	return give(w, until ? REPORT_DONE : REPORT_WAITING, from, until);
}

static bool in_range(const struct walk *w, i64 at)
{
	return at >= w->ask->from && at < w->ask->to;
}

static bool is_reply(const struct report_message *m)
{
	return m->public && m->by_agent && !m->by_rule;
}

static enum err read_thread(struct walk *w, struct report_message **ret, int *ret_n)
{
	if (++w->scratched % SCRATCH_TICKETS == 0)
		arena_reset(w->scratch);
	return report_store_thread(w->cx, w->t->id, w->scratch, ret, ret_n);
}

/* From the customer's first message to the first answer. What was solved without one waits no
 * more, and what an agent began nobody waits for. */
static enum err walk_first_reply(struct walk *w)
{
	struct report_message *m;
	int n, at = 1;

	TRY(read_thread(w, &m, &n));
	if (!n || !m[0].public || m[0].by_agent)
		return OK;
	while (at < n && !is_reply(&m[at]))
		at++;
	if (at < n)
		return give_timed(w, w->t->created_at, m[at].at > m[0].at ? m[at].at : m[0].at);
	return w->t->status < STATUS_SOLVED ? give_timed(w, w->t->created_at, 0) : OK;
}

/* After the first answer: from the first message that waits to the next answer. */
static enum err walk_next_reply(struct walk *w)
{
	struct report_message *m;
	bool answered = false;
	i64 since = 0;
	int n;

	TRY(read_thread(w, &m, &n));
	for (int i = 0; i < n; i++) {
		if (is_reply(&m[i])) {
			if (since && in_range(w, since))
				TRY(give_timed(w, since, m[i].at));
			answered = true;
			since = 0;
		} else if (m[i].public && !m[i].by_agent && answered && !since) {
			since = m[i].at;
		}
	}
	if (since && in_range(w, since) && w->t->status < STATUS_SOLVED)
		return give_timed(w, since, 0);
	return OK;
}

static enum err walk_resolution(struct walk *w)
{
	bool solved = w->t->status >= STATUS_SOLVED && w->t->solved_at;

	if (w->t->status >= STATUS_SOLVED && !solved)
		return OK;
	return give_timed(w, w->t->created_at, solved ? w->t->solved_at : 0);
}

/* A promise that is late is missed from that moment on, whether somebody has noticed or not. */
static enum report_state promise_state(const struct walk *w, const struct report_wait *wait)
{
	switch ((enum wait_outcome)wait->outcome) {
	case WAIT_MET:
		return REPORT_MET;
	case WAIT_BREACHED_OPEN:
	case WAIT_BREACHED_LATE:
		return REPORT_MISSED;
	case WAIT_OPEN:
		return w->cx->now > wait->due_at ? REPORT_MISSED : REPORT_OPEN;
	case WAIT_PAUSED:
		return REPORT_OPEN;
	case WAIT_CANCELLED:
		break;
	}
	return REPORT_ANY;
}

static enum err walk_promises(struct walk *w)
{
	struct report_wait *waits;
	int n;

	if (++w->scratched % SCRATCH_TICKETS == 0)
		arena_reset(w->scratch);
	TRY(report_store_waits(w->cx, w->t->id, w->scratch, &waits, &n));
	for (int i = 0; i < n; i++) {
		enum report_state state = promise_state(w, &waits[i]);

		if (state == REPORT_ANY || !in_range(w, waits[i].started_at))
			continue;
		w->e.kind = waits[i].kind;
		TRY(give(w, state, waits[i].started_at, waits[i].fulfilled_at));
	}
	return OK;
}

/* A ticket that was reopened may have been solved then: the log knows. */
static enum err walk_backlog(struct walk *w)
{
	enum status then = w->t->status;
	bool reopened = false;

	if (w->ask->to < w->cx->now) {
		then = STATUS_OPEN;
		TRY(report_store_reopened(w->cx, w->t->id, &reopened));
	}
	if (reopened)
		TRY(report_store_status(w->cx, w->t->id, w->ask->to, &then));
	if (then >= STATUS_SOLVED)
		return OK;
	TRY(measure(
		w, w->t->created_at, w->ask->to > w->cx->now ? w->cx->now : w->ask->to, &w->e.ms));
	return give(w, REPORT_OPEN, w->t->created_at, 0);
}

static enum err walk_arrival(struct walk *w)
{
	return give(w, REPORT_ARRIVED, w->t->created_at, 0);
}

static const struct {
	enum err (*walk)(struct walk *w);
	enum report_span_of of;
} walks[] = {
	[REPORT_FIRST_REPLY] = {walk_first_reply, REPORT_MADE},
	[REPORT_NEXT_REPLY] = {walk_next_reply, REPORT_CHANGED},
	[REPORT_RESOLUTION] = {walk_resolution, REPORT_MADE},
	[REPORT_PROMISES] = {walk_promises, REPORT_CHANGED},
	[REPORT_BACKLOG] = {walk_backlog, REPORT_UNSOLVED},
	[REPORT_ARRIVALS] = {walk_arrival, REPORT_MADE},
};

/* --- the walk --- */

static bool is_asked(const struct report_ask *ask, const struct report_ticket *t)
{
	return (!ask->group.v || ask->group.v == t->group.v) &&
	       (!ask->agent.v || ask->agent.v == t->agent.v) &&
	       (!ask->channel || ask->channel == t->channel) &&
	       (!ask->tag || has_tag(t->tags, ask->tag));
}

static enum err walk_ticket(void *self, const struct report_ticket *t, enum report_go *go)
{
	struct walk *w = self;

	if (!is_asked(w->ask, t))
		return OK;
	w->t = t;
	w->go = go;
	w->calendar = NULL;
	w->e = (struct report_entry){.ticket = t->id,
		.channel = t->channel,
		.group = t->group,
		.agent = t->agent,
		.tags = t->tags};
	return walks[w->ask->name].walk(w);
}

static void walk_cleanup(struct walk *w)
{
	for (int i = 0; i < w->calendar_count; i++)
		calendar_release(w->calendars[i].compiled);
	arena_free(w->scratch);
}

enum err report_walk(
	struct cx *cx, const struct report_ask *ask, i64 newest, report_take *fn, void *self)
{
	CLEANUP(walk_cleanup)
	struct walk w = {
		.cx = cx, .ask = ask, .fn = fn, .self = self, .scratch = arena_new(ARENA_ITEM_MAX)};
	struct report_span span = {
		.of = walks[ask->name].of, .from = ask->from, .to = ask->to, .newest = newest};

	return report_store_tickets(cx, &span, walk_ticket, &w);
}
