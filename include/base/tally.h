/*
 * Counts by id that are kept in memory until somebody takes them away: for what happens too often
 * to be written down each time. Bounded; thread-safe.
 */
#ifndef TEND_BASE_TALLY_H
#define TEND_BASE_TALLY_H

#include "base/err.h"

#include <pthread.h>

enum { TALLY_MAX = 1024 }; /* different ids; more are not counted until the next take */

struct tally_entry {
	i64 id, count;
};

struct tally {
	pthread_mutex_t lock;
	int n;
	struct tally_entry v[TALLY_MAX];
};

#define TALLY_INIT \
	{ \
		PTHREAD_MUTEX_INITIALIZER, 0, \
		{ \
			{ \
				0, 0 \
			} \
		} \
	}

/* Count `count` more for an id. */
void tally_add(struct tally *t, i64 id, i64 count);
/* Move at most `max` entries into ret, each id once; returns how many. */
int tally_take(struct tally *t, struct tally_entry *ret, int max);

#endif
