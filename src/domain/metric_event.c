/* What an event about a deadline is in the words of the API. */
#include "domain/metric_event.h"

#include "base/json.h"
#include "domain/calendar.h"
#include "domain/wait_kind.h"
#include "metric_event_i.h"

#include <string.h>

enum { PARTS = 2, POLICIES = 16 }; /* policies: remembered within one list */

const char *metric_event_metric(enum wait_kind kind)
{
	return wait_rule(kind)->event_metric;
}

const char *metric_event_type_name(enum metric_event_type type)
{
	static const char *const names[] = {[METRIC_ACTIVATE] = "activate",
		[METRIC_APPLY_SLA] = "apply_sla",
		[METRIC_PAUSE] = "pause",
		[METRIC_FULFILL] = "fulfill",
		[METRIC_BREACH] = "breach"};

	return names[type];
}

i64 metric_event_id(const struct metric_event *e)
{
	return e->event.v * PARTS + e->part;
}

/* The first (or only) part of an event of the log. A cancelled wait stops counting without being
 * fulfilled: it pauses. */
static enum metric_event_type type_of(enum event_kind what)
{
	static const struct {
		enum event_kind what;
		enum metric_event_type type;
	} rows[] = {
		{EVENT_WAIT_PAUSED, METRIC_PAUSE},
		{EVENT_WAIT_CANCELLED, METRIC_PAUSE},
		{EVENT_WAIT_FULFILLED, METRIC_FULFILL},
		{EVENT_WAIT_RETARGETED, METRIC_APPLY_SLA},
		{EVENT_WAIT_BREACHED, METRIC_BREACH},
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].what == what)
			return rows[i].type;
	return METRIC_ACTIVATE; /* started, resumed, reopened */
}

struct list {
	struct cx *cx;
	struct {
		policy_id id;
		const char *title, *text;
	} policies[POLICIES];
	int policy_count;
};

static enum err find_policy(struct list *l, struct metric_event *e)
{
	int at = 0;

	while (at < l->policy_count && l->policies[at].id.v != e->policy.v)
		at++;
	if (at == l->policy_count) {
		at = l->policy_count < POLICIES ? l->policy_count++ : POLICIES - 1;
		l->policies[at].id = e->policy;
		TRY(metric_event_store_policy(
			l->cx, e->policy, &l->policies[at].title, &l->policies[at].text));
	}
	e->policy_title = l->policies[at].title;
	e->policy_description = l->policies[at].text;
	return OK;
}

static enum err read_line(struct list *l, const struct wait_line *line, struct metric_event *e)
{
	CLEANUP(json_cleanup) json_t *j = NULL;

	*e = (struct metric_event){.event = line->id,
		.part = line->part,
		.ticket = line->ticket,
		.kind = line->kind,
		.instance = line->instance,
		.type = line->part ? METRIC_APPLY_SLA : type_of(line->what),
		.at = line->at};
	if (e->type != METRIC_APPLY_SLA)
		return OK;
	j = json_parse(line->detail, strlen(line->detail), NULL, 0);
	e->target_s = json_get_i64(j, "target_s", 0);
	e->business = json_get_i64(j, "calendar_id", CALENDAR_ALWAYS) != CALENDAR_ALWAYS;
	e->policy.v = json_get_i64(j, "policy_id", 0);
	return find_policy(l, e);
}

enum err metric_event_list(
	struct cx *cx, event_id after, struct page *page, struct metric_event **ret, int *ret_n)
{
	struct list l = {.cx = cx};
	struct wait_line *lines;
	struct metric_event *events;
	int n;

	TRY(metric_event_store_lines(cx, after, page, &lines, &n));
	events = ARENA_ARRAY(cx->arena, struct metric_event, n + 1);
	for (int i = 0; i < n; i++)
		TRY(read_line(&l, &lines[i], &events[i]));
	*ret = events;
	*ret_n = n;
	return OK;
}
