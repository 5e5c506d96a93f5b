/* From messages and statuses to the waits that there were, whether they were promised or not. */
#include "wait_replay.h"

/* The first solve at or behind `from`; INT64_MAX: there is none. */
static i64 solved_after(const struct past *p, i64 from)
{
	for (int i = 0; i < p->step_count; i++)
		if (p->steps[i].status >= STATUS_SOLVED && p->steps[i].at >= from)
			return p->steps[i].at;
	return INT64_MAX;
}

static int add(struct span *out, int n, enum wait_kind kind, i64 from, i64 to)
{
	if (n == PAST_SPANS)
		return n;
	out[n] = (struct span){kind, from, to == INT64_MAX ? 0 : to};
	return n + 1;
}

/* From each unanswered message of a customer to the answer, or to the solve without one. */
static int reply_spans(const struct past *p, enum wait_kind kind, struct span *out)
{
	bool first = true;
	i64 over = 0; /* until here nobody waits for a new answer */
	int n = 0;

	for (int i = 0; i < p->message_count; i++) {
		const struct message *m = &p->messages[i];
		bool wanted = first == (kind == WAIT_FIRST_REPLY);
		i64 end;

		if (m->by_agent || m->at < over)
			continue;
		end = solved_after(p, m->at);
		for (int k = i + 1; k < p->message_count && p->messages[k].at < end; k++)
			if (p->messages[k].by_agent)
				end = p->messages[k].at;
		if (wanted)
			n = add(out, n, kind, m->at, end);
		first = false;
		over = end;
	}
	return n;
}

/* From each message of an agent to his next one, or to the solve. */
static int update_spans(const struct past *p, enum wait_kind kind, struct span *out)
{
	i64 from = 0;
	int n = 0;

	for (int i = 0; i <= p->message_count; i++) {
		i64 at = i < p->message_count ? p->messages[i].at : INT64_MAX, end;

		if (i < p->message_count && !p->messages[i].by_agent)
			continue;
		end = from ? solved_after(p, from) : 0;
		if (from)
			n = add(out, n, kind, from, end < at ? end : at);
		from = at;
	}
	return n;
}

/* From the beginning to the last solve; what lies between a solve and its end is a pause. */
static int solve_span(const struct past *p, enum wait_kind kind, struct span *out)
{
	const struct status_step *last = p->step_count ? &p->steps[p->step_count - 1] : NULL;
	i64 end = INT64_MAX;

	if (last && last->status >= STATUS_SOLVED) {
		end = last->at;
		for (int i = p->step_count - 1; i >= 0 && p->steps[i].status >= STATUS_SOLVED; i--)
			end = p->steps[i].at;
	}
	return add(out, 0, kind, p->created_at, end);
}

int past_spans(const struct past *p, enum wait_kind kind, struct span *out)
{
	switch (wait_rule(kind)->family) {
	case FAMILY_REPLY:
		return reply_spans(p, kind, out);
	case FAMILY_UPDATE:
		return update_spans(p, kind, out);
	case FAMILY_SOLVE:
		return solve_span(p, kind, out);
	case FAMILY_PROMISE:
		break;
	}
	return 0;
}

struct stretches past_pauses(struct arena *a, const struct past *p, unsigned statuses, i64 from)
{
	struct stretch *v = ARENA_ARRAY(a, struct stretch, p->step_count + 1);
	int n = 0;

	for (int i = 0; i < p->step_count; i++) {
		const struct status_step *s = &p->steps[i];
		i64 at = s->at > from ? s->at : from;
		i64 to = i + 1 < p->step_count ? s[1].at : p->now;

		if (to <= at || (s->status < STATUS_SOLVED && !(statuses & 1u << s->status)))
			continue;
		if (n && v[n - 1].to == at)
			v[n - 1].to = to;
		else
			v[n++] = (struct stretch){at, to};
	}
	return (struct stretches){v, n};
}
