/* The private face of lists of tickets: what queue_kept.c builds them from. */
#ifndef TEND_DOMAIN_QUEUE_I_H
#define TEND_DOMAIN_QUEUE_I_H

#include "domain/queue.h"

/* Ids of a standard filter in its own order, at most `most`; group is NULL. */
enum err queue_walk(
	struct cx *cx, enum queue_filter filter, int most, view_row *fn, void *self) NODISCARD;

#endif
