/* The board put together: tickets counted by group and person, people, the forecast. */
#include "board_i.h"

#include "base/clock.h"
#include "domain/assignment.h"
#include "report_i.h"

#include <stdlib.h>
#include <string.h>

const char *board_rate_source_name(enum board_rate_source source)
{
	static const char *const names[] = {
#define X(constant, wire) wire,
		BOARD_RATE_LIST(X)
#undef X
	};

	return names[source];
}

/* --- people --- */

static enum err add_people(struct cx *cx, struct board *b)
{
	struct page page = {.cursor = true, .limit = PAGE_MAX, .sort = "id"};
	struct availability *rows;
	int n;

	b->people = ARENA_ARRAY(cx->arena, struct board_person, BOARD_PEOPLE);
	do {
		TRY(availability_list(cx, &page, &rows, &n));
		for (int i = 0; i < n && b->person_count < BOARD_PEOPLE; i++)
			b->people[b->person_count++] = (struct board_person){.id = rows[i].agent,
				.name = rows[i].name,
				.available = rows[i].available,
				.capacity = rows[i].capacity,
				.open = rows[i].open,
				.load = rows[i].load};
		page.has_at = true;
		page.at = page.last;
	} while (page.has_more && b->person_count < BOARD_PEOPLE);
	for (int i = 0; i < b->person_count; i++) {
		struct board_person *p = &b->people[i];

		TRY(board_store_seen(cx, p->id, &p->seen_at));
		p->here = p->available && p->seen_at > cx->now - BOARD_HERE_MINUTES * MINUTE_MS;
		b->here += p->here;
	}
	return OK;
}

static struct board_person *person_of(struct board *b, user_id id)
{
	for (int i = 0; i < b->person_count; i++)
		if (b->people[i].id.v == id.v)
			return &b->people[i];
	return NULL;
}

static int compare_people(const void *a, const void *b)
{
	const struct board_person *x = a, *y = b;
	i64 more = (y->overdue + y->due) - (x->overdue + x->due);

	if (x->here != y->here)
		return x->here ? -1 : 1;
	if (more)
		return more > 0 ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* --- groups --- */

enum { GROUPS_MAX = 1000 };

static enum err group_of(struct cx *cx, struct board *b, group_id id, struct board_group **ret)
{
	int at = 0;

	while (at < b->group_count && b->groups[at].id.v != id.v)
		at++;
	*ret = &b->groups[at < GROUPS_MAX ? at : GROUPS_MAX - 1];
	if (at < b->group_count || at >= GROUPS_MAX)
		return OK;
	b->group_count++;
	(*ret)->id = id;
	return id.v ? board_store_group_name(cx, id, &(*ret)->name) : OK;
}

static int compare_groups(const void *a, const void *b)
{
	const struct board_group *x = a, *y = b;
	i64 more = (y->overdue + y->due) - (x->overdue + x->due);

	return more ? (more > 0 ? 1 : -1) : (x->id.v > y->id.v) - (x->id.v < y->id.v);
}

/* --- tickets --- */

static enum err count_ticket(struct cx *cx, struct board *b, struct board_ticket *t)
{
	struct board_person *person = t->agent.v ? person_of(b, t->agent) : NULL;
	bool late = t->due_at < cx->now;
	struct board_group *group;

	TRY(group_of(cx, b, t->group, &group));
	t->group_name = group->name;
	t->agent_name = person ? person->name : NULL;
	group->overdue += late;
	group->due += !late;
	group->unassigned += !t->agent.v;
	if (!late && !group->next_due_at)
		group->next_due_at = t->due_at;
	if (person) {
		person->overdue += late;
		person->due += !late;
	}
	if (!late && t->due_at - cx->now < BOARD_HOURS_MAX * HOUR_MS)
		b->slices[(t->due_at - cx->now) / HOUR_MS]++;
	return OK;
}

/* Late ones, of which the latest come first, are turned round. */
static enum err add_tickets(struct cx *cx, struct board *b, bool late, i64 *due, int *due_n)
{
	struct board_ticket *rows;
	int n, shown;
	bool more;

	TRY(board_store_tickets(cx, late, b->until, &rows, &n, &more));
	for (int i = 0; i < n; i++)
		TRY(count_ticket(cx, b, &rows[i]));
	shown = n < BOARD_TICKETS ? n : BOARD_TICKETS;
	for (int i = 0; i < shown; i++)
		b->tickets[b->ticket_count++] = rows[late ? shown - 1 - i : i];
	for (int i = 0; i < n; i++)
		due[(*due_n)++] = rows[late ? n - 1 - i : i].due_at;
	*(late ? &b->overdue : &b->due) = n;
	b->complete = b->complete && !more;
	return OK;
}

/* --- the forecast --- */

static const char *rate_words(struct arena *a, const struct board_rate *r)
{
	if (r->source == BOARD_RATE_NONE)
		return arena_printf(a,
			"Too little is known of the last %d days, so %d answers per person and "
			"hour are assumed.",
			BOARD_RATE_DAYS, BOARD_RATE_ASSUMED);
	return arena_printf(a,
		"%.1f answers per person and hour: in the last %d days, %s, people wrote %lld "
		"answers in %lld hours in which they answered at all.",
		r->per_hour, BOARD_RATE_DAYS,
		r->source == BOARD_RATE_HOURS
			? "in the same hours of the week"
			: "in all hours (the same hours of the week tell too little)",
		(long long)r->work.answers, (long long)r->work.hours);
}

static enum err forecast(struct cx *cx, struct board *b, int hours, const i64 *due, int n)
{
	struct board_work week[REPORT_HOURS] = {{0}};

	TRY(board_store_work(cx, b->zone, cx->now - BOARD_RATE_DAYS * DAY_MS, week));
	b->rate = board_rate_of(week, report_hour(b->zone, cx->now), hours);
	b->will_breach = board_late(due, n, cx->now, b->rate.per_hour * b->here);
	b->definition = arena_printf(cx->arena,
		"Everything late or due is answered in the order of its deadline, one answer each, "
		"by the %d people who are here: available and seen in the last %d minutes. %s",
		b->here, BOARD_HERE_MINUTES, rate_words(cx->arena, &b->rate));
	return OK;
}

enum err board_load(struct cx *cx, int hours, struct board *ret)
{
	i64 *due = ARENA_ARRAY(cx->arena, i64, 2 * BOARD_LOOK);
	struct board b = {.until = cx->now + hours * HOUR_MS, .complete = true};
	int n = 0;

	b.groups = ARENA_ARRAY(cx->arena, struct board_group, GROUPS_MAX);
	b.tickets = ARENA_ARRAY(cx->arena, struct board_ticket, 2 * BOARD_TICKETS);
	TRY(report_zone(cx, &b.zone));
	TRY(add_people(cx, &b));
	TRY(add_tickets(cx, &b, true, due, &n));
	TRY(add_tickets(cx, &b, false, due, &n));
	TRY(forecast(cx, &b, hours, due, n));
	if (b.person_count)
		qsort(b.people, (size_t)b.person_count, sizeof *b.people, compare_people);
	if (b.group_count)
		qsort(b.groups, (size_t)b.group_count, sizeof *b.groups, compare_groups);
	*ret = b;
	return OK;
}
