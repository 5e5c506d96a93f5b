/* Presence: one table of tabs and one ring of changes, under one lock. */
#include "http/presence.h"

#include "http/http_i.h"

#include <pthread.h>
#include <string.h>

struct tab {
	struct presence at; /* user 0: free */
	char name[PRESENCE_TAB];
	i64 until;
};

static struct {
	pthread_mutex_t lock;
	struct tab tabs[PRESENCE_TABS];
	struct presence ring[PRESENCE_RING];
	uint64_t head; /* changes ever told */
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const char *const names[] = {"left", "viewing", "noting", "replying"};

const char *presence_state_name(enum presence_state state)
{
	return names[state];
}

bool presence_state_parse(const char *name, enum presence_state *ret)
{
	for (size_t i = 0; name && i < COUNT_OF(names); i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum presence_state)i;
			return true;
		}
	return false;
}

/* --- the lock is held --- */

static enum presence_state state_of(i64 user, i64 ticket)
{
	enum presence_state highest = PRESENCE_LEFT;

	for (int i = 0; i < PRESENCE_TABS; i++) {
		const struct presence *p = &table.tabs[i].at;

		if (p->user == user && p->ticket == ticket && p->state > highest)
			highest = p->state;
	}
	return highest;
}

static void tell(const struct presence *p, enum presence_state state)
{
	struct presence *news = &table.ring[table.head % PRESENCE_RING];

	*news = *p;
	news->state = state;
	table.head++;
}

/* What a tab does from now on; tells what that changes of its person, where it was and where it is.
 */
static void change(struct tab *t, const struct presence *now)
{
	struct presence before = t->at;
	enum presence_state was_there = PRESENCE_LEFT, was_here = PRESENCE_LEFT;

	if (before.user)
		was_there = state_of(before.user, before.ticket);
	if (now->user)
		was_here = state_of(now->user, now->ticket);
	t->at = *now;
	if (before.user && (before.user != now->user || before.ticket != now->ticket) &&
		state_of(before.user, before.ticket) != was_there)
		tell(&before, state_of(before.user, before.ticket));
	if (now->user && state_of(now->user, now->ticket) != was_here)
		tell(now, state_of(now->user, now->ticket));
}

static void end(struct tab *t)
{
	static const struct presence nobody;

	change(t, &nobody);
}

/* The tab's own row, a free one, or that of the person (or of anybody) that ends first. */
static struct tab *row_for(i64 user, const char *name)
{
	struct tab *first = NULL, *own_first = NULL, *free_row = NULL;
	int own = 0;

	for (int i = 0; i < PRESENCE_TABS; i++) {
		struct tab *t = &table.tabs[i];

		if (!t->at.user) {
			if (!free_row)
				free_row = t;
			continue;
		}
		if (!first || t->until < first->until)
			first = t;
		if (t->at.user != user)
			continue;
		if (strcmp(t->name, name) == 0)
			return t;
		own++;
		if (!own_first || t->until < own_first->until)
			own_first = t;
	}
	if (own >= PRESENCE_TABS_OF_ONE)
		return own_first;
	return free_row ? free_row : first;
}

static struct tab *find(i64 user, const char *name)
{
	for (int i = 0; i < PRESENCE_TABS; i++)
		if (table.tabs[i].at.user == user && strcmp(table.tabs[i].name, name) == 0)
			return &table.tabs[i];
	return NULL;
}

/* --- */

void presence_set(const struct presence *p, const char *tab, i64 now)
{
	uint64_t before;
	struct tab *t;

	pthread_mutex_lock(&table.lock);
	before = table.head;
	if (p->state == PRESENCE_LEFT) {
		/* said late, of a ticket that the tab is not at any more: nothing */
		t = find(p->user, tab);
		if (t && t->at.ticket == p->ticket)
			end(t);
	} else {
		t = row_for(p->user, tab);
		if (t->at.user && (t->at.user != p->user || strcmp(t->name, tab) != 0))
			end(t);
		change(t, p);
		memcpy(t->name, tab, strlen(tab) + 1);
		t->until = now + PRESENCE_LIFE_MS;
	}
	before = table.head - before;
	pthread_mutex_unlock(&table.lock);
	if (before)
		sse_wake();
}

void presence_expire(i64 now)
{
	pthread_mutex_lock(&table.lock);
	for (int i = 0; i < PRESENCE_TABS; i++)
		if (table.tabs[i].at.user && table.tabs[i].until <= now)
			end(&table.tabs[i]);
	pthread_mutex_unlock(&table.lock);
}

static bool is_wanted(const i64 *tickets, int n, i64 ticket)
{
	for (int i = 0; i < n; i++)
		if (tickets[i] == ticket)
			return true;
	return n == 0;
}

static struct presence *row_of(struct presence *rows, int n, const struct presence *p)
{
	for (int i = 0; i < n; i++)
		if (rows[i].user == p->user && rows[i].ticket == p->ticket)
			return &rows[i];
	return NULL;
}

int presence_list(const i64 *tickets, int n, struct presence *ret, int max)
{
	int found = 0;

	pthread_mutex_lock(&table.lock);
	for (int i = 0; i < PRESENCE_TABS && found < max; i++) {
		const struct presence *p = &table.tabs[i].at;
		struct presence *row;

		if (!p->user || !is_wanted(tickets, n, p->ticket))
			continue;
		row = row_of(ret, found, p);
		if (!row)
			ret[found++] = *p;
		else if (p->state > row->state)
			row->state = p->state;
	}
	pthread_mutex_unlock(&table.lock);
	return found;
}

uint64_t presence_newest(void)
{
	uint64_t head;

	pthread_mutex_lock(&table.lock);
	head = table.head;
	pthread_mutex_unlock(&table.lock);
	return head;
}

int presence_since(uint64_t *seq, struct presence *ret, int max)
{
	int n = 0;

	pthread_mutex_lock(&table.lock);
	if (table.head - *seq > PRESENCE_RING) {
		*seq = table.head;
		n = -1;
	}
	while (*seq < table.head && n < max)
		ret[n++] = table.ring[(*seq)++ % PRESENCE_RING];
	pthread_mutex_unlock(&table.lock);
	return n;
}
