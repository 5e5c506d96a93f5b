/*
 * Log: one JSON line per event on stderr. Never a secret, never a message's text.
 * Thread-safe: one write(2) per line.
 */
#ifndef TEND_BASE_LOG_H
#define TEND_BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below this level are dropped; default LOG_INFO. Call before threads start. */
void log_set_level(enum log_level min);

/*
 * Write {"time":…,"level":…,"event":EVENT, …pairs}. Pairs are a printf format that yields
 * the inside of a JSON object, e.g. "\"port\":%d"; strings go through log_quote. "" for none. Pairs
 * that do not fit into a line of 4 kB are left out: "cut":true stands there instead.
 */
void log_event(enum log_level level, const char *event, const char *fmt, ...) PRINTF(3, 4);

/* A JSON string literal (quotes included) of s in out (cap 16 or more), cut to fit between two
 * characters; what is not UTF-8 is escaped byte by byte. Returns out. NULL gives null. */
const char *log_quote(char *out, size_t cap, const char *s);

/* Log at error level and abort the process: a broken invariant or no memory. */
void die(const char *fmt, ...) PRINTF(1, 2) __attribute__((noreturn));

#endif
