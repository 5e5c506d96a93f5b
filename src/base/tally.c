/* Tally: a short list under one lock (a few hundred ids at most, counted seldom). */
#include "base/tally.h"

#include <string.h>

void tally_add(struct tally *t, i64 id, i64 count)
{
	int at = 0;

	pthread_mutex_lock(&t->lock);
	while (at < t->n && t->v[at].id != id)
		at++;
	if (at == t->n && t->n < TALLY_MAX)
		t->v[t->n++] = (struct tally_entry){id, 0};
	if (at < t->n)
		t->v[at].count += count;
	pthread_mutex_unlock(&t->lock);
}

int tally_take(struct tally *t, struct tally_entry *ret, int max)
{
	int n;

	pthread_mutex_lock(&t->lock);
	n = t->n < max ? t->n : max;
	t->n -= n;
	memcpy(ret, t->v + t->n, sizeof *ret * (size_t)n);
	pthread_mutex_unlock(&t->lock);
	return n;
}
