/* Arena: a chain of blocks, each allocation bumps a pointer. */
#include "base/arena.h"

#include "base/log.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { GAP = 16 }; /* poisoned bytes behind each allocation */
#else
#define ASAN_POISON_MEMORY_REGION(p, n)	  ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
enum { GAP = 0 };
#endif

enum { FIRST_BLOCK = 16 * 1024 };

struct block {
	struct block *next;
	size_t size, used;
	alignas(max_align_t) char data[];
};

struct arena {
	struct block *head; /* newest block */
	size_t max, total, used;
};

static struct block *block_new(struct arena *a, size_t need)
{
	size_t size = a->head ? a->head->size * 2 : FIRST_BLOCK;
	struct block *b;

	if (size < need)
		size = need;
	if (size > a->max - a->total)
		size = need;
	if (size > a->max - a->total)
		die("arena: over its maximum of %zu bytes", a->max);
	b = malloc(sizeof *b + size);
	if (!b)
		die("out of memory");
	b->next = a->head;
	b->size = size;
	b->used = 0;
	ASAN_POISON_MEMORY_REGION(b->data, size);
	a->head = b;
	a->total += size;
	return b;
}

static void block_free(struct block *b)
{
	ASAN_UNPOISON_MEMORY_REGION(b->data, b->size);
	free(b);
}

struct arena *arena_new(size_t max_bytes)
{
	struct arena *a = calloc(1, sizeof *a);

	if (!a)
		die("out of memory");
	a->max = max_bytes < FIRST_BLOCK ? FIRST_BLOCK : max_bytes;
	return a;
}

void arena_free(struct arena *a)
{
	struct block *b, *next;

	if (!a)
		return;
	for (b = a->head; b; b = next) {
		next = b->next;
		block_free(b);
	}
	free(a);
}

void arena_reset(struct arena *a)
{
	struct block *b = a->head, *next;

	a->used = 0;
	if (!b)
		return;
	for (; b->next; b = next) {
		next = b->next;
		a->total -= b->size;
		block_free(b);
	}
	b->used = 0;
	ASAN_POISON_MEMORY_REGION(b->data, b->size);
	a->head = b;
}

void *arena_alloc(struct arena *a, size_t bytes)
{
	const size_t align = alignof(max_align_t);
	size_t need = (bytes + GAP + align - 1) & ~(align - 1);
	struct block *b = a->head;
	void *p;

	if (need < bytes)
		die("arena: size overflow");
	if (!b || b->size - b->used < need)
		b = block_new(a, need);
	p = b->data + b->used;
	b->used += need;
	a->used += need;
	ASAN_UNPOISON_MEMORY_REGION(p, bytes);
	memset(p, 0, bytes);
	return p;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n)
		memcpy(p, s, n);
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("arena: bad format");
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

bool arena_has_room(const struct arena *a, size_t n)
{
	size_t room = a->max - a->total + (a->head ? a->head->size - a->head->used : 0);

	return room > a->max / 4 && n < room - a->max / 4;
}
