/*
 * Memory for what goes through many things: rules, replies and tickets may be many and their texts
 * long, so each is worked on in an arena that is emptied before the next. Between begin and end
 * cx->arena is that one. The news that was made moves over; the actor of the begin is back at the
 * end.
 */
#ifndef TEND_DOMAIN_WORK_I_H
#define TEND_DOMAIN_WORK_I_H

#include "domain/cx.h"

struct work {
	struct cx *cx;
	struct arena *arena; /* the caller's */
	struct actor actor;
	struct news *news;
};
void work_begin(struct work *k, struct cx *cx);
/* Forget what was allocated since the begin. */
void work_reset(struct work *k);
void work_end(struct work *k);

#endif
