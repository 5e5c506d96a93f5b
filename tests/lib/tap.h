/* Results in TAP (testanything.org): what tests/run.sh adds up. Thread-safe per line. */
#ifndef TEND_TESTS_TAP_H
#define TEND_TESTS_TAP_H

#include "base/err.h"

/* One test: its outcome and its name. Returns ok. */
bool tap(bool ok, const char *fmt, ...) PRINTF(2, 3);
/* A remark, shown beside a failure; every line gets its own "# ". */
void tap_note(const char *fmt, ...) PRINTF(1, 2);
/* Print the plan; the exit status: 0 when everything passed and something ran. */
int tap_end(void);
/* The harness itself cannot go on: report a failure and exit. */
void tap_bail(const char *fmt, ...) PRINTF(1, 2) __attribute__((noreturn));

#endif
