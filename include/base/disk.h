/* Making sure that files are on disk. Blocking: never on an HTTP worker or the writer. */
#ifndef TEND_BASE_DISK_H
#define TEND_BASE_DISK_H

#include "base/err.h"

/* fsync a file or a directory (a directory makes names in it last). False with errno; a symbolic
 * link is refused. */
bool disk_sync(const char *path);
/* Sync the whole file system that holds the path: after writing many files. */
bool disk_sync_all(const char *path);

#endif
