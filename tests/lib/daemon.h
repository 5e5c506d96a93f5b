/*
 * The real daemon as tests use it: a fresh data directory, the command line, start, stop, kill.
 * Daemons die with the test that started them. Nothing here is shared between threads.
 */
#ifndef TEND_TESTS_DAEMON_H
#define TEND_TESTS_DAEMON_H

#include "base/err.h"

#include <sys/types.h>

enum { DAEMON_TEXT = 512 };

struct daemon {
	char program[DAEMON_TEXT]; /* the tend binary */
	char root[DAEMON_TEXT];	   /* temporary directory, removed by daemon_remove */
	char data[DAEMON_TEXT];	   /* root/data */
	char log[DAEMON_TEXT];	   /* root/log: stderr of all runs */
	char clock[DAEMON_TEXT];   /* root/clock: offset in ms (TEND_TEST_CLOCK) */
	char url[64];
	int port;
	pid_t pid; /* 0: not running */
};

/* Make the directory and `tend init` with admin@example.com / ADMIN_PASSWORD; rate limits off.
 * `conf`: further lines of tend.conf, or NULL. Ends the test program when it cannot. */
#define ADMIN_PASSWORD "correct horse battery"
void daemon_new(struct daemon *d, const char *program, const char *conf);
/* Start `tend serve` and wait until /readyz answers 200; false after 20 s or when it exits.
 * *ret_ms (may be NULL): how long that took. `wrap`: words before the command, ended by NULL. */
bool daemon_start(struct daemon *d, const char *const *wrap, i64 *ret_ms);
/* Send a signal and wait up to ms; the wait status, or -1 when it lives on. */
int daemon_stop(struct daemon *d, int signal, int ms);
/* Has it ended by itself? */
bool daemon_ended(struct daemon *d);
/* Run `tend SUB --data DIR …` (arguments ended by NULL) with input on stdin; stdout goes to out.
 * Returns the exit status. */
int daemon_command(struct daemon *d, const char *input, char *out, size_t cap, const char *sub, ...)
	__attribute__((sentinel));
/* Move the daemon's clock: offset in ms to the real time. */
void daemon_clock(struct daemon *d, i64 offset);
/* What a sanitizer or a crash left in the log; false when the log is clean. */
bool daemon_log_bad(const struct daemon *d, char *out, size_t cap);
/* The last lines of the log as TAP remarks. */
void daemon_log_show(const struct daemon *d);
/* Stop it when it runs, remove everything. */
void daemon_remove(struct daemon *d);

i64 mono_ms(void);
/* Wait a moment between two looks at something that is about to happen. */
void glance(int ms);

#endif
