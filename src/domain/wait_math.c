/* The arithmetic of one wait: pauses, due times, time left, the next notice. No database. */
#include "wait_i.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

bool wait_is_live(const struct wait *w)
{
	return w->outcome == WAIT_OPEN || w->outcome == WAIT_PAUSED ||
	       w->outcome == WAIT_BREACHED_OPEN;
}

static bool read_pair(const char **p, struct stretch *ret)
{
	char *end;

	if (*(*p)++ != '[')
		return false;
	ret->from = strtoll(*p, &end, 10);
	if (end == *p || *end != ',')
		return false;
	*p = end + 1;
	ret->to = strtoll(*p, &end, 10);
	if (end == *p || *end != ']')
		return false;
	*p = end + 1;
	return true;
}

/* The text is ours ("[[1,2],[3,4]]", no spaces), so a full JSON reader would be too much. */
bool wait_pauses(struct arena *a, const struct wait *w, struct stretches *ret)
{
	const char *p = w->pauses;
	struct stretch *v;
	int n = 0;

	*ret = (struct stretches){0};
	if (!p || strcmp(p, "[]") == 0)
		return p != NULL;
	v = ARENA_ARRAY(a, struct stretch, WAIT_PAUSES);
	if (*p++ != '[')
		return false;
	do {
		if (n == WAIT_PAUSES || !read_pair(&p, &v[n++]))
			return false;
	} while (*p++ == ',');
	if (p[-1] != ']' || *p)
		return false;
	*ret = (struct stretches){v, n};
	return true;
}

bool wait_ended_paused(struct arena *a, const struct wait *w, i64 at)
{
	struct stretches pauses;

	return wait_pauses(a, w, &pauses) && pauses.n && pauses.v[pauses.n - 1].to == at;
}

static const char *pauses_text(struct arena *a, const struct stretch *v, int n)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(WAIT_PAUSES * 48);

	buf_char(&out, '[');
	for (int i = 0; i < n; i++)
		buf_printf(&out, "%s[%lld,%lld]", i ? "," : "", (long long)v[i].from,
			(long long)v[i].to);
	buf_char(&out, ']');
	return arena_strndup(a, out.p, out.n);
}

void wait_add_pause(struct arena *a, struct wait *w, i64 from, i64 to)
{
	struct stretch *v = ARENA_ARRAY(a, struct stretch, WAIT_PAUSES + 1);
	struct stretches old;

	if (to <= from)
		return;
	wait_pauses(a, w, &old);
	if (old.n)
		memcpy(v, old.v, sizeof *v * (size_t)old.n);
	v[old.n++] = (struct stretch){from, to};
	if (old.n > WAIT_PAUSES) {
		v[1].from = v[0].from;
		v++;
		old.n--;
	}
	w->pauses = pauses_text(a, v, old.n);
	w->paused_ms += to - from;
}

void wait_compute(struct arena *a, struct compiled *c, struct wait *w)
{
	/* A target that is never reached must not lose a customer's message: due at the end. */
	i64 end = clock_days_from_civil(ZONE_LAST_YEAR, 12, 31) * DAY_MS;
	struct stretches pauses;

	wait_pauses(a, w, &pauses);
	if (!calendar_due(c, w->started_at, w->target_s * SECOND_MS, &pauses, &w->due_at))
		w->due_at = end;
	if (!calendar_due(c, w->started_at, w->goal_s * SECOND_MS, &pauses, &w->goal_at))
		w->goal_at = end;
}

i64 wait_left_at(struct arena *a, struct compiled *c, const struct wait *w, i64 at)
{
	struct stretches pauses;
	i64 left;

	wait_pauses(a, w, &pauses);
	left = w->target_s * SECOND_MS - calendar_counted(c, w->started_at, at, &pauses);
	return left > 0 ? left : 0;
}

static void sooner(i64 candidate, i64 after, i64 *first)
{
	if (candidate > after && candidate < *first)
		*first = candidate;
}

/*
 * A moment m is noticed at m + 1 ms: exactly at the due moment is still in time. A goal that lies
 * behind `after` already and was never warned of (the target became shorter) is due at once.
 */
void wait_set_notice(struct wait *w, const struct policy_rules *rules, i64 after)
{
	i64 first = w->due_at;

	if (w->outcome != WAIT_OPEN) {
		w->notice_at = 0;
		return;
	}
	sooner(w->goal_at, w->warned_at ? after : w->started_at, &first);
	for (int i = 0; rules && i < rules->warn_count; i++)
		sooner(w->due_at - rules->warn_before_s[i] * SECOND_MS, after, &first);
	w->notice_at = first + 1;
}
