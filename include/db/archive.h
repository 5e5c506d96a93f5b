/*
 * A backup is one SQLite file: the whole database as of one moment, plus table backup_file with
 * the bytes of every attachment. It is written beside its place and renamed when it is complete,
 * so a file of that name is always a whole backup. Blocking; one thread.
 */
#ifndef TEND_DB_ARCHIVE_H
#define TEND_DB_ARCHIVE_H

#include "base/secret.h"
#include "db/db.h"

struct archive;

/* A file in an archive: its name below files/, size and SHA-256. */
struct archive_file {
	const char *name;
	i64 size;
	uint8_t sha256[SECRET_HASH];
};

/* Copy the database to `to`.part while others write. NULL with a sentence in why. */
struct archive *archive_create(struct db *db, const char *to, char *why, size_t why_cap);
/* Open a complete one for reading, after checking its integrity. */
struct archive *archive_open(const char *from, char *why, size_t why_cap);
/* The copy of the database inside, to ask what files belong to it. */
struct db *archive_db(struct archive *a);
/* Add a file of disk; its size and hash must be as said. */
bool archive_add(struct archive *a, const struct archive_file *file, const char *path, char *why,
	size_t why_cap);
/* Write a file of the archive to disk (created, synced) and compare size and hash. */
bool archive_extract(struct archive *a, const struct archive_file *file, const char *path,
	char *why, size_t why_cap);
/* Check, sync, rename into place and close. */
bool archive_finish(struct archive *a, char *why, size_t why_cap);
/* Copy the database alone to a new file, without the attachments' bytes. */
bool archive_restore_db(struct archive *a, const char *to, char *why, size_t why_cap);
/* Close; an unfinished archive is removed. NULL is accepted. */
void archive_close(struct archive *a);

#endif
