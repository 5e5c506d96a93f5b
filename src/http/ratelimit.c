/*
 * How often: API requests per token, session, user or address and minute, and the throttles that
 * sign-in and the public form use. Counts are kept in memory in a table of fixed size: an entry
 * whose window is over is reused, and when all slots of a key's row are busy the oldest one goes.
 */
#include "http/http_i.h"
#include "http/throttle.h"

#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROWS = 4096,
	WAYS = 4,
	LOCKS = 64 /* divides ROWS: a row has one lock */,
	OFF_LIMIT = 1000000,
	SESSION_TIMES = 10 /* a person at work opens many tabs, a program asks by a token */
};

struct slot {
	uint64_t key; /* keyed hash; 0: free */
	i64 since_s, window_s;
	i64 count;
};

static struct {
	int per_minute;
	uint8_t secret[SECRET_KEY];
	pthread_mutex_t locks[LOCKS];
	struct slot *slots; /* ROWS * WAYS */
} limits;

void ratelimit_start(int per_minute)
{
	limits.per_minute = per_minute;
	secret_random(limits.secret, sizeof limits.secret);
	for (int i = 0; i < LOCKS; i++)
		pthread_mutex_init(&limits.locks[i], NULL);
	limits.slots = calloc(ROWS * WAYS, sizeof *limits.slots);
	if (!limits.slots)
		die("out of memory");
}

void ratelimit_stop(void)
{
	free(limits.slots);
	limits.slots = NULL;
}

static uint64_t key_hash(const char *what, const char *key)
{
	/* keys may be chosen by strangers (addresses of mail): FNV over a secret start is enough to
	 * keep rows unguessable, and a collision only shares a count */
	uint64_t h = 0xcbf29ce484222325u;

	for (int i = 0; i < 8; i++)
		h = (h ^ limits.secret[i]) * 0x100000001b3u;
	for (; *what; what++)
		h = (h ^ (unsigned char)*what) * 0x100000001b3u;
	h = (h ^ 0xff) * 0x100000001b3u;
	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 0x100000001b3u;
	return h ? h : 1;
}

/* The slot of a key in its row: its own, else one whose window is over, else the oldest. */
static struct slot *slot_for(uint64_t key, i64 now)
{
	struct slot *row = &limits.slots[key % ROWS * WAYS], *best = row;

	for (int i = 0; i < WAYS; i++)
		if (row[i].key == key)
			return &row[i];
	for (int i = 0; i < WAYS; i++) {
		if (!row[i].key || now - row[i].since_s >= row[i].window_s)
			return &row[i];
		if (row[i].since_s < best->since_s)
			best = &row[i];
	}
	return best;
}

/* Count and tell how many there are now; *ret_left: seconds until the window is over. */
static i64 count_one(uint64_t key, i64 window_s, i64 *ret_left)
{
	i64 now = clock_mono_us() / 1000000, count;
	pthread_mutex_t *lock = &limits.locks[key % LOCKS];
	struct slot *s;

	pthread_mutex_lock(lock);
	s = slot_for(key, now);
	if (s->key != key || now - s->since_s >= s->window_s)
		*s = (struct slot){.key = key, .since_s = now, .window_s = window_s};
	count = ++s->count;
	*ret_left = s->window_s - (now - s->since_s);
	pthread_mutex_unlock(lock);
	return count;
}

/* Whose count it is. */
static const char *subject(struct rq_private *p)
{
	const struct actor *a = &p->rq.cx.actor;
	struct arena *arena = p->rq.cx.arena;

	if (a->token_id)
		return arena_printf(arena, "t%lld", (long long)a->token_id);
	if (a->session_id)
		return arena_printf(arena, "s%lld", (long long)a->session_id);
	if (a->id.v)
		return arena_printf(arena, "u%lld", (long long)a->id.v);
	return rq_throttle_address(&p->rq);
}

enum err ratelimit_check(struct rq_private *p)
{
	i64 limit = limits.per_minute ? limits.per_minute : OFF_LIMIT, count = 1, left = 60;
	struct rq *rq = &p->rq;

	if (limits.per_minute && rq->cx.actor.session_id)
		limit *= SESSION_TIMES;
	if (!route_is_api(rq->path))
		return OK;
	if (limits.per_minute)
		count = count_one(key_hash("api", subject(p)), 60, &left);
	p->rate.limit = limit;
	p->rate.remaining = count > limit ? 0 : limit - count;
	p->rate.reset_s = left;
	if (count <= limit)
		return OK;
	p->rate.retry_after_s = left;
	return fail(&rq->cx, E_RATE, NULL, NULL, "Rate limit of %lld requests a minute exceeded",
		(long long)limit);
}

void ratelimit_uncounted(struct rq_private *p)
{
	i64 limit = limits.per_minute ? limits.per_minute : OFF_LIMIT;

	if (p->rate.limit || !p->rq.path || !route_is_api(p->rq.path))
		return;
	p->rate.limit = limit;
	p->rate.remaining = limit;
	p->rate.reset_s = 60;
}

const char *rq_throttle_address(struct rq *rq)
{
	uint8_t b[16];

	if (!network_bytes_of_text(rq->private->address, b))
		return "";
	if (memcmp(b, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) == 0)
		return rq->private->address;
	return arena_printf(rq->cx.arena, "%02x%02x:%02x%02x:%02x%02x:%02x%02x", b[0], b[1], b[2],
		b[3], b[4], b[5], b[6], b[7]);
}

/* The place that remembers that this request was counted; NULL: it was, in a first run. */
static char *first_time(struct rq_private *p, const char *what)
{
	static const size_t last = COUNT_OF(p->throttled) - 1;

	for (size_t i = 0; i < last; i++) {
		if (strcmp(p->throttled[i], what) == 0)
			return NULL;
		if (!p->throttled[i][0])
			return p->throttled[i];
	}
	return p->throttled[last];
}

enum err rq_throttle(struct rq *rq, const char *what, const char *key, int max, int window_s)
{
	struct rq_private *p = rq->private;
	char *noted = first_time(p, what);
	i64 left, count;

	if (!noted)
		return OK;
	count = count_one(key_hash(what, key), window_s, &left);
	if (count <= max) {
		snprintf(noted, sizeof p->throttled[0], "%s", what);
		return OK;
	}
	p->rate.retry_after_s = left;
	return fail(&rq->cx, E_RATE, NULL, NULL, "Too many attempts; try again in %lld seconds",
		(long long)left);
}

/* Take the last try back, or all. */
static void take_back(const char *what, const char *key, bool all)
{
	uint64_t hash = key_hash(what, key);
	pthread_mutex_t *lock = &limits.locks[hash % LOCKS];
	struct slot *s;

	pthread_mutex_lock(lock);
	s = slot_for(hash, clock_mono_us() / 1000000);
	if (s->key == hash && !all && s->count > 1)
		s->count--;
	else if (s->key == hash)
		s->key = 0;
	pthread_mutex_unlock(lock);
}

void rq_throttle_forget(struct rq *rq, const char *what, const char *key)
{
	(void)rq;
	take_back(what, key, true);
}

void rq_throttle_undo(struct rq *rq, const char *what, const char *key)
{
	(void)rq;
	take_back(what, key, false);
}
