/*
 * Memory by lifetime: one arena per request or job; nothing inside is freed singly.
 * Running out of memory, or past an arena's maximum, ends the process (every input is capped
 * before it gets here). Under AddressSanitizer unused and released space is poisoned.
 * An arena belongs to one thread at a time.
 */
#ifndef TEND_BASE_ARENA_H
#define TEND_BASE_ARENA_H

#include "base/err.h"

struct arena;

/* New arena that may grow to max_bytes. The caller owns it. */
struct arena *arena_new(size_t max_bytes);
/* Release all memory; NULL is accepted. */
void arena_free(struct arena *a);
/* Forget all allocations, keep the first block for reuse. */
void arena_reset(struct arena *a);
/* Zeroed bytes, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *a, size_t bytes) __attribute__((malloc, returns_nonnull));
/* Copy of a NUL-terminated string; NULL gives NULL. */
char *arena_strdup(struct arena *a, const char *s);
/* Copy of n bytes plus a NUL. */
char *arena_strndup(struct arena *a, const char *s, size_t n) __attribute__((returns_nonnull));
/* Formatted string. */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3)
	__attribute__((returns_nonnull));
/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);
/* Would n more bytes leave a quarter of the maximum, for what is made of them? To be asked before
 * text of unknown length is taken in. */
bool arena_has_room(const struct arena *a, size_t n);

/* The maximum for work on one thing of many (a ticket, a rule, a reply): far more than the largest
 * takes. What works through many resets its arena between one and the next. */
#define ARENA_ITEM_MAX		((size_t)256 << 20)

#define ARENA_NEW(a, type)	((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (size_t)(n)))

#endif
