/* An arena of its own for one thing after the other. */
#include "work_i.h"

#include <string.h>

void work_begin(struct work *k, struct cx *cx)
{
	*k = (struct work){cx, cx->arena, cx->actor, cx->news};
	cx->arena = arena_new(ARENA_ITEM_MAX);
}

/* News that was made meanwhile lives in the other arena: bring it over. */
static void keep_news(struct work *k)
{
	struct cx *cx = k->cx;
	struct news *copy;

	if (cx->news == k->news)
		return;
	copy = ARENA_ARRAY(k->arena, struct news, cx->news_cap);
	memcpy(copy, cx->news, sizeof *copy * (size_t)cx->news_count);
	cx->news = k->news = copy;
}

void work_reset(struct work *k)
{
	keep_news(k);
	arena_reset(k->cx->arena);
}

void work_end(struct work *k)
{
	keep_news(k);
	arena_free(k->cx->arena);
	k->cx->arena = k->arena;
	k->cx->actor = k->actor;
}
