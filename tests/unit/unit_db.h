/* A directory of its own for a test program, with a database in it: for group setup and teardown.
 */
#ifndef TEND_UNIT_DB_H
#define TEND_UNIT_DB_H

#include "db/migrate.h"

#include <stdio.h>
#include <stdlib.h>

static char unit_dir[] = "/tmp/tend-unit-XXXXXX";
static char unit_path[64]; /* of the database */

/* 0, or -1 as cmocka wants it. */
static inline int unit_dir_make(void)
{
	if (!mkdtemp(unit_dir))
		return -1;
	snprintf(unit_path, sizeof unit_path, "%s/tend.db", unit_dir);
	return 0;
}

static inline int unit_dir_remove(void)
{
	char command[64];

	snprintf(command, sizeof command, "rm -rf %s", unit_dir);
	return system(command);
}

/* The database, open for writing, with all tables; NULL after it has said why. */
static inline struct db *unit_db(void)
{
	char why[256] = "";
	struct db *db = db_open(unit_path, DB_WRITE, why, sizeof why);

	if (db && migrate_run(db, 1, why, sizeof why) == OK)
		return db;
	fprintf(stderr, "%s\n", why);
	db_close(db);
	return NULL;
}

#endif
