/*
 * A bounded cache of immutable objects by a pair of numbers (an id and a version). Objects are
 * counted: one that is pushed out lives until its last user gives it back. Thread-safe.
 *
 * An object begins with `struct cached`; the cache owns those fields.
 */
#ifndef TEND_BASE_CACHE_H
#define TEND_BASE_CACHE_H

#include "base/err.h"

#include <pthread.h>

struct cached {
	struct cached *next; /* more recently used first */
	i64 id, version;
	int users;
	bool listed; /* still found by cache_get */
};

struct cache {
	pthread_mutex_t lock;
	struct cached *first;
	int count, max;
	void (*destroy)(struct cached *object);
};

#define CACHE_INIT(most, destroy_fn) \
	{ \
		PTHREAD_MUTEX_INITIALIZER, NULL, 0, most, destroy_fn \
	}

/* The object, for the caller to give back; NULL when it is not there. */
struct cached *cache_get(struct cache *c, i64 id, i64 version);
/* Take over a new object and return what to use (and give back): the one that another thread put
 * there meanwhile, or this one. The least recently used beyond the maximum goes. */
struct cached *cache_put(struct cache *c, i64 id, i64 version, struct cached *object);
/* Give an object back; NULL is accepted. */
void cache_release(struct cache *c, struct cached *object);
/* Forget one: a version is about to be written whose number a rolled back one may have had. */
void cache_drop(struct cache *c, i64 id, i64 version);

#endif
