/*
 * Counts of views, kept in memory. Every change writes an event, so a count holds exactly as long
 * as the newest event of the snapshot is the one it was made at: no news can come too late and no
 * other process can be missed. What is quick to count is then counted again; the rest is given as
 * it was for KEEP_MS, and said to be old.
 */
#include "base/cache.h"
#include "base/clock.h"
#include "domain/event_read.h"
#include "domain/ticket_list.h"
#include "view_i.h"

#include <stdlib.h>
#include <string.h>

#define KEEP_MS	  (60 * SECOND_MS)
#define MINUTE_OF (10 * SECOND_MS) /* counts by the hour hold so long when nothing happens */
enum { KEPT = 1024, QUICK_ROWS = 20000 };

struct kept_count {
	struct cached cached;
	i64 view, version, viewer, event, at, count;
};

static void destroy(struct cached *object)
{
	free(object);
}

static struct cache cache = CACHE_INIT(KEPT, destroy);

/* Whose eyes a count is for: 0 when all see the same. */
static i64 viewer_of(const struct cx *cx, const struct rule *view)
{
	if (ticket_sees_all(&cx->actor) && !conditions_name_viewer(&view->conditions))
		return 0;
	return cx->actor.id.v;
}

static bool is_same(const struct kept_count *a, const struct kept_count *b)
{
	return a->view == b->view && a->version == b->version && a->viewer == b->viewer;
}

/* One place per view and viewer; two that meet there push each other out. */
static i64 place_of(const struct kept_count *k)
{
	return (i64)((uint64_t)k->view * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)k->viewer);
}

/* The count that is kept, into k. */
static bool find_kept(struct kept_count *k)
{
	struct kept_count *kept = (struct kept_count *)cache_get(&cache, place_of(k), 0);
	bool found = kept && is_same(kept, k);

	if (found)
		*k = *kept;
	cache_release(&cache, (struct cached *)kept);
	return found;
}

static void keep(const struct kept_count *k)
{
	struct kept_count *object = malloc(sizeof *object);

	if (!object)
		return;
	*object = *k;
	memset(&object->cached, 0, sizeof object->cached);
	cache_drop(&cache, place_of(k), 0);
	cache_release(&cache, cache_put(&cache, place_of(k), 0, &object->cached));
}

static bool is_quick(const struct view_plan *plan)
{
	return plan->driver != DRIVE_ORDER && plan->rows < QUICK_ROWS && !plan->words.all.n &&
	       !plan->words.any.n;
}

enum err view_count_of(struct cx *cx, const struct conditions *conditions, i64 *ret)
{
	struct view_plan plan;

	TRY(view_plan(cx, conditions, &plan));
	return view_count_rows(cx, &plan, VIEW_COUNT_MAX, ret);
}

enum err view_count(struct cx *cx, const struct rule *view, i64 *ret, bool *ret_fresh)
{
	return view_count_held(cx, view, 0, ret, ret_fresh);
}

enum err view_count_held(
	struct cx *cx, const struct rule *view, i64 hold_ms, i64 *ret, bool *ret_fresh)
{
	struct kept_count k = {
		.view = view->id.v, .version = view->version, .viewer = viewer_of(cx, view)};
	struct view_plan plan;
	i64 event, age;
	bool kept;

	TRY(event_newest(cx, &event));
	TRY(view_plan(cx, &view->conditions, &plan));
	kept = find_kept(&k);
	age = cx->now - k.at;
	*ret_fresh =
		!kept ||
		(k.event == event && (age < MINUTE_OF || !conditions_name_time(&view->conditions)));
	*ret = k.count;
	if (kept && (*ret_fresh || (age >= 0 && age < (is_quick(&plan) ? hold_ms : KEEP_MS))))
		return OK;
	TRY(view_count_rows(cx, &plan, VIEW_COUNT_MAX, &k.count));
	k.event = event;
	k.at = cx->now;
	keep(&k);
	*ret = k.count;
	*ret_fresh = true;
	return OK;
}
