/*
 * The active fields in memory, per thread. After a change every reader may still hold an older
 * snapshot of the database, so for SETTLE_MS nothing is kept and each request reads its own; what
 * is kept is read again after KEEP_MS, for the sake of other processes on the same database.
 *
 * A kept list is replaced only by a request that began after it ran out, so what a request was
 * given stays valid until it ends.
 */
#include "field_i.h"

#include "base/clock.h"

#include <stdatomic.h>
#include <stdlib.h>

#define SETTLE_MS (60 * SECOND_MS)
#define KEEP_MS	  (10 * SECOND_MS)
enum { OWNERS = 4 };
/* The names of all options of FIELD_COUNT_MAX fields are more than an ordinary house has. */
#define ARENA_MAX ((size_t)512 << 20)

struct kept {
	struct arena *arena;
	i64 loaded_at; /* 0: nothing is kept */
	struct field_list list;
};

static _Atomic i64 changed_at;
static _Thread_local struct kept *kept;

void field_cache_drop(struct cx *cx)
{
	atomic_store(&changed_at, cx->now);
}

static bool is_fresh(const struct kept *k, i64 now, i64 changed)
{
	return k->loaded_at && k->loaded_at >= changed + SETTLE_MS && now >= k->loaded_at &&
	       now - k->loaded_at < KEEP_MS;
}

/* Threads that read live as long as the process, and so does what they keep. */
static struct kept *kept_by_this_thread(void)
{
	static struct kept *_Atomic all[256];
	static atomic_int threads;
	int n;

	if (kept)
		return kept;
	n = atomic_fetch_add(&threads, 1);
	if (n >= (int)COUNT_OF(all))
		return NULL;
	kept = calloc(OWNERS, sizeof *kept);
	atomic_store(&all[n], kept);
	return kept;
}

enum err field_active(struct cx *cx, enum field_owner owner, struct field_list *ret)
{
	i64 changed = atomic_load(&changed_at);
	struct kept *k = kept_by_this_thread();

	if (k && is_fresh(&k[owner], cx->now, changed)) {
		*ret = k[owner].list;
		return OK;
	}
	if (!k || cx->now < changed + SETTLE_MS)
		return field_store_active(cx, cx->arena, owner, ret);
	k = &k[owner];
	k->loaded_at = 0;
	if (!k->arena)
		k->arena = arena_new(ARENA_MAX);
	arena_reset(k->arena);
	TRY(field_store_active(cx, k->arena, owner, &k->list));
	k->loaded_at = cx->now;
	*ret = k->list;
	return OK;
}
