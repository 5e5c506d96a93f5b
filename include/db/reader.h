/*
 * Read connections: one per thread, opened on first use, closed by reader_close_all at the end.
 */
#ifndef TEND_DB_READER_H
#define TEND_DB_READER_H

#include "db/db.h"

/* Remember the file; call before any thread reads. */
void reader_init(const char *path);
/* This thread's read connection; ends the process when the file cannot be opened. */
struct db *reader_local(void);
/* Close all; only when the threads that used them have ended. */
void reader_close_all(void);

#endif
