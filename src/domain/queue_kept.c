/*
 * Kept lists: the ids of a list in order, built once and cut into windows. A list has the name of
 * what was asked, by whom, and of the newest event it saw; so the same question asked again before
 * anything happens is answered from it, and a window of an older one still fits to the windows
 * before it. Lists are small (8 bytes a ticket) and few; the least used goes, and who still asks
 * for it gets a new one under a new name.
 */
#include "base/cache.h"
#include "base/clock.h"
#include "domain/event_read.h"
#include "domain/ticket_list.h"
#include "queue_i.h"
#include "search_i.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	KEPT = 48,	       /* lists; of QUEUE_LIST_MAX each: 38 MB */
	FIRST = 256,	       /* ids at first */
	MINUTE_OF = 10 * 1000, /* lists by the hour hold so long (ms) when nothing happens */
	NAME_MAX = 4 << 10,
};

struct kept {
	struct cached cached;
	char *name;
	i64 event, at;
	i64 *ids;
	int n, cap;
	bool more;
	char *group_by;
	struct queue_group *groups;
	int group_count, group_cap;
	char *last_group; /* while it is built */
};

struct queue_handle {
	struct kept *kept;
};

static void free_groups(struct kept *k)
{
	for (int i = 0; i < k->group_count; i++)
		free((char *)k->groups[i].value);
	free(k->groups);
	k->groups = NULL;
	k->group_count = 0;
}

static void destroy(struct cached *object)
{
	struct kept *k = (struct kept *)object;

	free_groups(k);
	free(k->last_group);
	free(k->group_by);
	free(k->name);
	free(k->ids);
	free(k);
}

static struct cache cache = CACHE_INIT(KEPT, destroy);

/* --- names --- */

/* Everything that the list depends on, as text. */
static const char *name_of(const struct cx *cx, const struct queue_ask *ask)
{
	return arena_printf(cx->arena, "%" PRId64 " %d %d %" PRId64 " %" PRId64 " %s%s %s %d %d %s",
		cx->actor.id.v, (int)cx->actor.restriction, (int)ask->filter,
		ask->view ? ask->view->id.v : 0, ask->view ? ask->view->version : 0,
		ask->sort ? ask->sort : "-", ask->descending ? "<" : ">",
		ask->group ? ask->group : "-", ask->search ? (int)ask->search->sort : -1,
		ask->search ? ask->search->ascending : 0, ask->query ? ask->query : "");
}

static i64 place_of(const char *name)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *name; name++)
		h = (h ^ (unsigned char)*name) * UINT64_C(0x100000001b3);
	return (i64)h;
}

/* The event in a list's token, or -1. */
static i64 event_of(const char *token, i64 place)
{
	char *end;
	uint64_t at;

	if (!token || strlen(token) >= QUEUE_TOKEN)
		return -1;
	at = strtoull(token, &end, 16);
	if (*end != '-' || (i64)at != place)
		return -1;
	return strtoll(end + 1, NULL, 10);
}

static struct kept *find(const char *name, i64 place, i64 event)
{
	struct kept *k = (struct kept *)cache_get(&cache, place, event);

	if (!k || strcmp(k->name, name) == 0)
		return k;
	cache_release(&cache, &k->cached);
	return NULL;
}

/* Does what is in it change with the clock alone? */
static bool is_timed(const struct queue_ask *ask)
{
	if (ask->search)
		return true;
	return ask->view ? conditions_name_time(&ask->view->conditions)
			 : ask->filter == QUEUE_BREACHING;
}

/* --- building --- */

static enum err add_group(struct kept *k, const char *group)
{
	char *copy = strdup(group);

	if (!copy)
		return E_INTERNAL;
	free(k->last_group);
	k->last_group = copy;
	if (k->group_count > QUEUE_GROUPS_MAX)
		return OK;
	if (k->group_count == k->group_cap) {
		int cap = k->group_cap ? 2 * k->group_cap : 16;
		struct queue_group *more = realloc(k->groups, sizeof *more * (size_t)cap);

		if (!more)
			return E_INTERNAL;
		k->groups = more;
		k->group_cap = cap;
	}
	k->groups[k->group_count++] = (struct queue_group){.start = k->n, .value = strdup(group)};
	return OK;
}

static enum err add_row(void *self, i64 id, const char *group)
{
	struct kept *k = self;

	if (k->n == QUEUE_LIST_MAX) {
		k->more = true;
		return OK;
	}
	if (k->n == k->cap) {
		int cap = k->cap ? 2 * k->cap : FIRST;
		i64 *more = realloc(k->ids, sizeof *more * (size_t)cap);

		if (!more)
			return E_INTERNAL;
		k->ids = more;
		k->cap = cap;
	}
	if (group && (!k->last_group || strcmp(group, k->last_group) != 0))
		TRY(add_group(k, group));
	k->ids[k->n++] = id;
	return OK;
}

/* The conditions that a standard filter stands for, when it is not in its own order. */
static void filter_conditions(
	struct cx *cx, enum queue_filter filter, struct conditions *ret, struct condition two[2])
{
	two[0] = (struct condition){
		.field = CONDITION_STATUS, .op = OPERATOR_LESS, .number = STATUS_SOLVED};
	two[1] = (struct condition){.field = CONDITION_ASSIGNEE,
		.op = OPERATOR_IS,
		.number = filter == QUEUE_MINE ? cx->actor.id.v : 0};
	*ret = (struct conditions){.all = {two, filter == QUEUE_ALL ? 1 : 2}};
}

static bool find_column(const char *name, bool group)
{
	const struct view_column *c = view_column_find(name);

	return c && (group ? c->groupable : c->sortable);
}

static enum err check_columns(struct cx *cx, const struct queue_ask *ask)
{
	if (ask->sort && !find_column(ask->sort, false))
		return fail(cx, E_PARAM, NULL, NULL, "Parameter sort is not a sortable column");
	if (ask->group && *ask->group && !find_column(ask->group, true))
		return fail(cx, E_PARAM, NULL, NULL, "Parameter group_by is no column to group by");
	return OK;
}

/* The output of the list: the view's own, with what the person chose instead. group "": none. */
static struct view_output output_of(const struct queue_ask *ask)
{
	struct view_output o = ask->view ? ask->view->output : (struct view_output){0};

	if (ask->sort) {
		o.sort_by = ask->sort;
		o.sort_descending = ask->descending;
	}
	if (ask->group) {
		o.group_by = *ask->group ? ask->group : NULL;
		/* the most urgent first */
		o.group_descending = strcmp(ask->group, "priority") == 0;
	}
	/* groups of a filter are in its own order, too: what is due next first */
	if (!ask->view && !ask->sort && o.group_by)
		o.sort_by = "sla_next_breach_at";
	return o;
}

static enum err fill_found(struct cx *cx, const struct queue_ask *ask, struct kept *k)
{
	struct id_list ids;
	i64 count;

	TRY(search_tickets(cx, ask->search, SEARCH_DEPTH, &ids, &count));
	for (int i = 0; i < ids.n; i++)
		TRY(add_row(k, ids.v[i], NULL));
	k->more = count > ids.n || count >= SEARCH_GATHER;
	return OK;
}

/* These are in the order of their hours, whatever is asked. */
static bool has_own_order(enum queue_filter filter)
{
	return filter == QUEUE_BREACHING || filter == QUEUE_SNOOZED;
}

static enum err fill(struct cx *cx, const struct queue_ask *ask, struct kept *k)
{
	struct view_output output = output_of(ask);
	struct condition two[2];
	struct conditions own;

	if (ask->search)
		return fill_found(cx, ask, k);
	if (!ask->view && (has_own_order(ask->filter) || (!ask->sort && !output.group_by)))
		return queue_walk(cx, ask->filter, QUEUE_LIST_MAX + 1, add_row, k);
	if (!ask->view)
		filter_conditions(cx, ask->filter, &own, two);
	if (output.group_by)
		k->group_by = strdup(output.group_by);
	return view_walk(cx, ask->view ? &ask->view->conditions : &own, &output, QUEUE_LIST_MAX + 1,
		add_row, k);
}

/* --- headings --- */

/* What stands above a group: the name that its first ticket has in that column (of a group of
 * agents: its id). */
static const char *heading_of(
	struct arena *a, const char *column, const struct queue_row *row, const char *key)
{
	if (strcmp(column, "status") == 0)
		return status_name(row->status);
	if (strcmp(column, "priority") == 0)
		return priority_name(row->priority);
	if (strcmp(column, "type") == 0 || strcmp(column, "ticket_type") == 0)
		return ticket_type_name(row->type);
	if (strcmp(column, "via") == 0)
		return channel_name(row->channel);
	if (strncmp(column, "requester", 9) == 0)
		return row->requester_name;
	if (strncmp(column, "assignee", 8) == 0)
		return row->assignee_name;
	if (strncmp(column, "organization", 12) == 0)
		return row->organization_name;
	if (strncmp(column, "group", 5) == 0)
		return row->group.v ? arena_printf(a, "%" PRId64, row->group.v) : NULL;
	return *key ? key : NULL;
}

static enum err write_headings(struct cx *cx, struct kept *k)
{
	if (k->group_count > QUEUE_GROUPS_MAX)
		free_groups(k);
	for (int i = 0; i < k->group_count; i++) {
		struct queue_group *g = &k->groups[i];
		struct id_list one = {&k->ids[g->start], 1};
		struct queue_row *row;
		const char *text;
		int n;

		g->count = (i + 1 < k->group_count ? k->groups[i + 1].start : k->n) - g->start;
		TRY(queue_of_ids(cx, &one, &row, &n));
		text = n ? heading_of(cx->arena, k->group_by, row, g->value) : g->value;
		text = text ? strdup(text) : NULL;
		free((char *)g->value);
		g->value = text;
	}
	return OK;
}

static enum err build(struct cx *cx, const struct queue_ask *ask, struct kept *k)
{
	TRY(fill(cx, ask, k));
	return write_headings(cx, k);
}

/* --- the outside --- */

static enum err make(struct cx *cx, const struct queue_ask *ask, const char *name, i64 place,
	i64 event, struct kept **ret)
{
	struct kept *k = calloc(1, sizeof *k);
	enum err e;

	if (!k || !(k->name = strdup(name))) {
		free(k);
		return fail(cx, E_INTERNAL, NULL, NULL, "Out of memory");
	}
	k->event = event;
	k->at = cx->now;
	e = build(cx, ask, k);
	if (e != OK) {
		destroy(&k->cached);
		return cx->fail.code ? e : fail(cx, e, NULL, NULL, "The list could not be made");
	}
	cache_drop(&cache, place, event);
	*ret = (struct kept *)cache_put(&cache, place, event, &k->cached);
	return OK;
}

enum err queue_open(struct cx *cx, const struct queue_ask *ask, const char *token,
	struct queue_kept *ret, struct queue_handle **ret_handle)
{
	struct queue_handle *handle = ARENA_NEW(cx->arena, struct queue_handle);
	const char *name = name_of(cx, ask);
	i64 place = place_of(name), event = event_of(token, place), newest;
	struct kept *k = event >= 0 ? find(name, place, event) : NULL;

	TRY(check_columns(cx, ask));
	if (!k) {
		TRY(event_newest(cx, &newest));
		k = find(name, place, newest);
		if (k && is_timed(ask) && cx->now - k->at > MINUTE_OF) {
			cache_release(&cache, &k->cached);
			k = NULL;
		}
		if (!k)
			TRY(make(cx, ask, name, place, newest, &k));
	}
	handle->kept = k;
	*ret = (struct queue_kept){.ids = k->ids,
		.n = k->n,
		.more = k->more,
		.group_by = k->group_by,
		.groups = k->groups,
		.group_count = k->group_count};
	snprintf(ret->token, sizeof ret->token, "%016" PRIx64 "-%" PRId64, (uint64_t)place,
		k->event);
	*ret_handle = handle;
	return OK;
}

bool queue_new(const struct cx *cx, const struct queue_ask *ask, const char *token,
	const struct queue_kept *now, struct id_list *ret)
{
	const char *name = name_of(cx, ask);
	i64 place = place_of(name), event = event_of(token, place);
	struct kept *k = event >= 0 ? find(name, place, event) : NULL;
	i64 *before;

	if (!k)
		return false;
	before = ARENA_ARRAY(cx->arena, i64, k->n + 1);
	if (k->n) {
		memcpy(before, k->ids, sizeof *before * (size_t)k->n);
		qsort(before, (size_t)k->n, sizeof *before, compare_ids);
	}
	*ret = (struct id_list){ARENA_ARRAY(cx->arena, i64, QUEUE_NEW_MAX), 0};
	for (int i = 0; i < now->n && ret->n < QUEUE_NEW_MAX; i++)
		if (!bsearch(&now->ids[i], before, (size_t)k->n, sizeof *before, compare_ids))
			ret->v[ret->n++] = now->ids[i];
	cache_release(&cache, &k->cached);
	return true;
}

void queue_release(struct queue_handle *handle)
{
	if (handle)
		cache_release(&cache, &handle->kept->cached);
}

void queue_cleanup(struct queue_handle **handle)
{
	queue_release(*handle);
}

static bool filter_fits(const struct cx *cx, enum queue_filter filter, const struct queue_row *row)
{
	bool sleeps = row->snooze.ticket.v;

	if (row->status >= STATUS_SOLVED || sleeps != (filter == QUEUE_SNOOZED))
		return false;
	switch (filter) {
	case QUEUE_SNOOZED:
		return row->assignee.v == cx->actor.id.v || row->snooze.by.v == cx->actor.id.v;
	case QUEUE_ALL:
		return true;
	case QUEUE_MINE:
		return row->assignee.v == cx->actor.id.v;
	case QUEUE_UNASSIGNED:
		return !row->assignee.v;
	case QUEUE_BREACHING:
		if (row->next_kind <= 0 || row->next_left_s >= 0)
			return false;
		return (row->next_due_at > 0 && row->next_due_at <= cx->now + QUEUE_SOON_MS) ||
		       (row->next_goal_at > 0 && row->next_goal_at <= cx->now);
	}
	return false;
}

enum err queue_fits(
	struct cx *cx, const struct queue_ask *ask, const struct queue_row *row, bool *ret)
{
	struct condition_subject subject = {.actor = cx->actor.id};
	struct ticket *t;

	*ret = true;
	if (ask->search)
		return OK;
	if (!ask->view) {
		*ret = filter_fits(cx, ask->filter, row);
		return OK;
	}
	TRY(ticket_load(cx, row->ticket, &t));
	subject.now = t;
	return conditions_fit(cx, &ask->view->conditions, &subject, ret);
}
