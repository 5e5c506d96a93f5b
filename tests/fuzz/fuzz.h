/* What the fuzz targets share: one entry point each, an arena per input, a sentence per target. */
#ifndef TEND_TESTS_FUZZ_H
#define TEND_TESTS_FUZZ_H

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { FUZZ_ARENA = 256 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property of the code under test; libFuzzer keeps the input that breaks it. */
#define HOLDS(condition) \
	do { \
		if (!(condition)) \
			__builtin_trap(); \
	} while (0)

#endif
