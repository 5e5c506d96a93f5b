/*
 * The compiled active rules of each kind, once per edit: kept process-wide under (kind,
 * generation). The generation is a kept count that every edit moves in its own transaction, so
 * whoever reads it in theirs gets the set that belongs to it.
 */
#include "base/cache.h"
#include "rule_i.h"

enum { SETS = 16 };
/* A definition is compiled to a few times its size. */
#define SET_ARENA  ((size_t)RULE_ACTIVE_MAX * RULE_DEFINITION * 8)
#define GENERATION "rule_generation"

struct kept_set {
	struct cached cached;
	struct arena *arena;
	struct rule_set set;
};

static void destroy(struct cached *object)
{
	arena_free(((struct kept_set *)object)->arena);
}

static struct cache cache = CACHE_INIT(SETS, destroy);

static struct kept_set *kept_of(struct rule_set *set)
{
	return (struct kept_set *)((char *)set - offsetof(struct kept_set, set));
}

/* Compile into an arena of its own, taken over by *ret. */
static enum err compile(struct cx *cx, enum rule_kind kind, struct kept_set **ret)
{
	struct arena *a = arena_new(SET_ARENA);
	struct kept_set *kept = ARENA_NEW(a, struct kept_set);
	enum err e;

	kept->arena = a;
	e = rule_store_active(cx, kind, a, &kept->set.v, &kept->set.n);
	if (e)
		arena_free(a);
	else
		*ret = kept;
	return e;
}

enum err rule_set_open(struct cx *cx, enum rule_kind kind, struct rule_set **ret)
{
	struct kept_set *kept;
	i64 generation;

	TRY(counter_get(cx, GENERATION, kind, &generation));
	kept = (struct kept_set *)cache_get(&cache, kind, generation);
	if (!kept) {
		TRY(compile(cx, kind, &kept));
		kept = (struct kept_set *)cache_put(&cache, kind, generation, &kept->cached);
	}
	*ret = &kept->set;
	return OK;
}

enum err rule_set_changed(struct cx *cx, enum rule_kind kind)
{
	i64 generation;

	TRY(counter_add(cx, GENERATION, kind, 1));
	TRY(counter_get(cx, GENERATION, kind, &generation));
	/* a rolled back edit may have had this number */
	cache_drop(&cache, kind, generation);
	return OK;
}

void rule_set_release(struct rule_set *set)
{
	if (set)
		cache_release(&cache, &kept_of(set)->cached);
}

void rule_set_cleanup(struct rule_set **set)
{
	rule_set_release(*set);
}
