/* What a command of the terminal did last (backup, check), left in the data directory for the
 * daemon to tell. Losing it costs nothing. */
#ifndef TEND_BASE_LAST_RUN_H
#define TEND_BASE_LAST_RUN_H

#include "base/err.h"

struct last_run {
	i64 at; /* ms; 0: never */
	bool ok;
	i64 count; /* of a backup its bytes, of a check the differences */
};

/* `what`: "backup", "check". A failure to write is passed over. */
void last_run_write(const char *data_dir, const char *what, const struct last_run *run);
/* at 0 when there is none, or it cannot be read. */
struct last_run last_run_read(const char *data_dir, const char *what);

#endif
