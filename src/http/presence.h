/*
 * Who is at which ticket, and does what there. Kept in memory and nowhere else: a browser tab says
 * it again every 20 s, and what was not said for PRESENCE_LIFE_MS is over. A tab is at one ticket.
 *
 * What changes of a person at a ticket is told to the event streams, numbered, from a ring.
 */
#ifndef TEND_HTTP_PRESENCE_H
#define TEND_HTTP_PRESENCE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	PRESENCE_LIFE_MS = 45 * 1000,
	PRESENCE_TABS = 4096,	   /* of all people; past it the one that ends first makes room */
	PRESENCE_TABS_OF_ONE = 32, /* of one person: likewise */
	PRESENCE_TAB = 40,	   /* bytes of a tab's name, NUL included */
	PRESENCE_NAME = 164,	   /* bytes of a person's name, NUL included; longer ones are cut */
	PRESENCE_RING = 256,	   /* changes that a slow stream may lag behind */
};

/* A person with several tabs at a ticket does the highest. */
enum presence_state { PRESENCE_LEFT, PRESENCE_VIEWING, PRESENCE_NOTING, PRESENCE_REPLYING };

struct presence {
	i64 ticket, user;
	enum presence_state state;
	char name[PRESENCE_NAME];
};

/* "viewing"; and back, false when it is none. */
const char *presence_state_name(enum presence_state state);
bool presence_state_parse(const char *name, enum presence_state *ret);

/* A tab of a person (name as shown to others) is at a ticket, or left it. now: ms. */
void presence_set(const struct presence *p, const char *tab, i64 now);
/* End what was not said again in time. */
void presence_expire(i64 now);
/* A row per person and ticket, of these tickets (n 0: all), at most max. */
int presence_list(const i64 *tickets, int n, struct presence *ret, int max);

/* The number of the newest change. */
uint64_t presence_newest(void);
/* Changes after *seq, at most max, in order; moves *seq. -1: too many were missed, *seq is the
 * newest. */
int presence_since(uint64_t *seq, struct presence *ret, int max);

#endif
