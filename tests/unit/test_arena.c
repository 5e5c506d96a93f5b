/* Arenas: alignment, zeroing, the exact maximum, and what ends the process. */
#include "base/arena.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#endif

enum { MIB = 1 << 20, ROOM = 64 /* for what a checked build puts behind an allocation */ };

/* Does fn end the process by abort? */
static bool dies(void (*fn)(size_t n), size_t n)
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO);
		fn(n);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void take_from_a_mib(size_t n)
{
	struct arena *a = arena_new(MIB);

	arena_alloc(a, n);
	arena_free(a);
}

/* The arena holds something already: its total must not wrap round. */
static void take_after_some(size_t n)
{
	struct arena *a = arena_new(MIB);

	arena_alloc(a, 100);
	arena_alloc(a, n);
	arena_free(a);
}

static void take_in_thousands(size_t n)
{
	struct arena *a = arena_new(MIB);

	for (size_t i = 0; i < n; i++)
		arena_alloc(a, 1000);
	arena_free(a);
}

static void memory_is_zero_and_aligned(void **state)
{
	struct arena *a = arena_new(MIB);

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t n = 0; n < 400; n++) {
			unsigned char *p = arena_alloc(a, n);

			assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xa5, n);
		}
		arena_reset(a);
		assert_int_equal(arena_used(a), 0);
	}
	arena_free(a);
}

static void pieces_do_not_overlap(void **state)
{
	struct arena *a = arena_new(64 * MIB);
	unsigned char *p[500];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(p); i++) {
		p[i] = arena_alloc(a, i * 37 + 1);
		memset(p[i], (int)(i % 251), i * 37 + 1);
	}
	for (size_t i = 0; i < COUNT_OF(p); i++)
		for (size_t k = 0; k < i * 37 + 1; k++)
			assert_int_equal(p[i][k], i % 251);
	assert_true(arena_used(a) >= (size_t)37 * 499 * 500 / 2);
	arena_free(a);
}

static void maximum_is_exact(void **state)
{
	(void)state;
	take_from_a_mib(MIB - ROOM);
	assert_true(dies(take_from_a_mib, MIB + 1));
	assert_false(dies(take_in_thousands, 900));
	assert_true(dies(take_in_thousands, 1100));
}

static void absurd_sizes_end_the_process(void **state)
{
	(void)state;
	for (size_t less = 0; less <= 128; less++)
		if (!dies(take_after_some, SIZE_MAX - less))
			fail_msg("SIZE_MAX - %zu bytes were handed out", less);
	assert_true(dies(take_after_some, SIZE_MAX / 2));
}

static void reset_gives_the_maximum_back(void **state)
{
	struct arena *a = arena_new(MIB);

	(void)state;
	for (int i = 0; i < 20; i++) {
		memset(arena_alloc(a, 700 * 1000), i, 700 * 1000);
		arena_reset(a);
	}
	arena_reset(a);
	arena_free(a);
	arena_free(NULL);
}

static void room_leaves_a_quarter(void **state)
{
	struct arena *a = arena_new(4 * MIB);

	(void)state;
	assert_true(arena_has_room(a, 3 * MIB - 1));
	assert_false(arena_has_room(a, 3 * MIB));
	assert_false(arena_has_room(a, SIZE_MAX));
	arena_alloc(a, 2 * MIB);
	assert_true(arena_has_room(a, MIB - ROOM - 1));
	assert_false(arena_has_room(a, MIB));
	arena_alloc(a, MIB);
	assert_false(arena_has_room(a, 0));
	arena_reset(a);
	assert_true(arena_has_room(a, MIB));
	arena_free(a);
}

static void strings_are_copied(void **state)
{
	struct arena *a = arena_new(0);
	char text[8] = "abcdefg";

	(void)state;
	assert_null(arena_strdup(a, NULL));
	assert_string_equal(arena_strdup(a, ""), "");
	assert_string_equal(arena_strdup(a, text), "abcdefg");
	assert_string_equal(arena_strndup(a, text, 3), "abc");
	assert_string_equal(arena_strndup(a, text, 0), "");
	assert_memory_equal(arena_strndup(a, "a\0b", 3), "a\0b", 4);
	assert_string_equal(arena_printf(a, "%s-%d", text, 42), "abcdefg-42");
	assert_string_equal(arena_printf(a, "%s", ""), "");
	assert_int_equal(strlen(arena_printf(a, "%5000d", 1)), 5000);
	arena_free(a);
}

static void sanitizer_sees_overruns(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	struct arena *a = arena_new(MIB);
	char *p = arena_alloc(a, 10), *q = arena_alloc(a, 16);

	assert_false(__asan_address_is_poisoned(p + 9));
	assert_true(__asan_address_is_poisoned(p + 10));
	assert_true(__asan_address_is_poisoned(q + 16));
	arena_reset(a);
	assert_true(__asan_address_is_poisoned(p));
	arena_free(a);
#else
	skip();
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zero_and_aligned),
		cmocka_unit_test(pieces_do_not_overlap),
		cmocka_unit_test(maximum_is_exact),
		cmocka_unit_test(absurd_sizes_end_the_process),
		cmocka_unit_test(reset_gives_the_maximum_back),
		cmocka_unit_test(room_leaves_a_quarter),
		cmocka_unit_test(strings_are_copied),
		cmocka_unit_test(sanitizer_sees_overruns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
