/*
 * Migrations: append-only files of sql/, embedded in the binary, each applied once in its own
 * transaction and recorded with the SHA-256 of its text.
 */
#ifndef TEND_DB_MIGRATE_H
#define TEND_DB_MIGRATE_H

#include "db/db.h"

enum db_engine { DB_SQLITE, DB_POSTGRES };

struct migration {
	const char *name; /* "0001_foundation" */
	const char *text; /* as written in sql/ */
};

/* All migrations in order, ended by a NULL name (made at build from sql/). */
extern const struct migration migrations[];

/* The text for one engine: types expanded, the other engine's lines left out. */
char *migrate_expand(struct arena *a, const char *text, enum db_engine engine);
/* How many migrations it has had; asked after migrate_pending, which makes the table. */
enum err migrate_applied(struct db *db, i64 *ret) NODISCARD;
/* How many migrations the database lacks; -1 with why when it is newer than this binary or a
 * recorded hash differs. */
int migrate_pending(struct db *db, char *why, size_t why_cap);
/* Apply what is missing. */
enum err migrate_run(struct db *db, i64 now, char *why, size_t why_cap) NODISCARD;

#endif
