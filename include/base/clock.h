/*
 * Time: milliseconds since 1970 UTC as i64. Only the top asks the clock; domain code gets
 * `cx->now`. In test builds (TEND_FAULT) the file named by TEND_TEST_CLOCK holds an offset in
 * ms, as decimal text, that is added to the real time, so that tests move the clock of a running
 * daemon.
 */
#ifndef TEND_BASE_CLOCK_H
#define TEND_BASE_CLOCK_H

#include "base/err.h"

enum { CLOCK_TEXT = 40 };
#define SECOND_MS ((i64)1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS	  (60 * MINUTE_MS)
#define DAY_MS	  (24 * HOUR_MS)

/* Wall clock, ms since 1970 UTC. */
i64 clock_now_ms(void);
/* Monotonic time in µs, for durations only. */
i64 clock_mono_us(void);

/* "2026-11-22T10:00:00Z" into out; returns out. Years 0000..9999, else clamped. */
const char *clock_text(char out[CLOCK_TEXT], i64 ms);
/* "2026-11-22T10:00:00.123Z" into out; returns out. */
const char *clock_text_ms(char out[CLOCK_TEXT], i64 ms);
/* Parse RFC 3339 ("2026-11-22T10:00:00Z", fraction and offset allowed) or "2026-11-22". Seconds and
 * zone may be missing: it is UTC then. */
bool clock_parse(const char *s, i64 *ret_ms);

/* Days since 1970-01-01 of a proleptic Gregorian date (month 1..12). */
i64 clock_days_from_civil(i64 year, int month, int day);
/* The date of a day number. */
void clock_civil_from_days(i64 days, int *ret_year, int *ret_month, int *ret_day);

#endif
