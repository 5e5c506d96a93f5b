/* Read connections per thread. */
#include "db/reader.h"

#include "base/log.h"

#include <pthread.h>
#include <stdio.h>

enum { READERS = 64 };

static char file_path[4096];
static struct db *opened[READERS];
static int opened_count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local struct db *local;

void reader_init(const char *path)
{
	snprintf(file_path, sizeof file_path, "%s", path);
}

struct db *reader_local(void)
{
	char why[256];

	if (local)
		return local;
	local = db_open(file_path, DB_READ, why, sizeof why);
	if (!local)
		die("cannot open %s for reading: %s", file_path, why);
	pthread_mutex_lock(&lock);
	if (opened_count == READERS)
		die("more than %d reading threads", READERS);
	opened[opened_count++] = local;
	pthread_mutex_unlock(&lock);
	return local;
}

void reader_close_all(void)
{
	pthread_mutex_lock(&lock);
	while (opened_count)
		db_close(opened[--opened_count]);
	pthread_mutex_unlock(&lock);
	local = NULL;
}
