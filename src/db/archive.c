/*
 * Archives. Attachments are streamed through SQLite's incremental blobs in pieces, so a backup
 * needs no more memory than one piece. Every attachment fits: a value of SQLite is limited to
 * 1,000,000,000 bytes, and the setting max_upload to less.
 */
#include "db/archive.h"

#include "base/disk.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 256 * 1024, PATH_BYTES = 4096 };

struct archive {
	struct db *db;
	char path[PATH_BYTES], part[PATH_BYTES + 8];
	bool writing;
};

static const char make_table[] = "PRAGMA journal_mode=DELETE;"
				 "CREATE TABLE backup_file (name TEXT NOT NULL PRIMARY KEY, "
				 "size INTEGER NOT NULL, data BLOB NOT NULL) STRICT;";

static struct archive *archive_new(const char *path)
{
	struct archive *a = calloc(1, sizeof *a);

	if (!a)
		die("out of memory");
	snprintf(a->path, sizeof a->path, "%s", path);
	snprintf(a->part, sizeof a->part, "%s.part", path);
	return a;
}

/* The unfinished file and what the engine may have left beside it. */
static void remove_part(const struct archive *a)
{
	static const char *const ends[] = {"", "-journal", "-wal", "-shm"};
	char path[PATH_BYTES + 16];

	for (size_t i = 0; i < COUNT_OF(ends); i++) {
		snprintf(path, sizeof path, "%s%s", a->part, ends[i]);
		unlink(path);
	}
}

struct archive *archive_create(struct db *db, const char *to, char *why, size_t why_cap)
{
	struct archive *a = archive_new(to);

	a->writing = true;
	remove_part(a);
	if (db_backup(db, a->part, why, why_cap) != OK ||
		!(a->db = db_open(a->part, DB_WRITE, why, why_cap)) ||
		db_script(a->db, make_table, why, why_cap) != OK) {
		archive_close(a);
		return NULL;
	}
	return a;
}

struct finding {
	char *why;
	size_t why_cap;
	bool found;
};

static void note_finding(void *self, const char *sentence)
{
	struct finding *f = self;

	if (!f->found)
		snprintf(f->why, f->why_cap, "the file is damaged: %s", sentence);
	f->found = true;
}

static bool is_sound(struct db *db, char *why, size_t why_cap)
{
	struct finding f = {why, why_cap, false};

	if (db_verify(db, note_finding, &f) == OK)
		return !f.found;
	snprintf(why, why_cap, "the file is not a readable backup");
	return false;
}

static bool has_files(struct db *db, char *why, size_t why_cap)
{
	i64 n = 0;

	if (db_run_i64(db_stmt_text(db, "SELECT count(*) FROM sqlite_master WHERE name = "
					"'backup_file'"),
		    0, &n) == OK &&
		n == 1)
		return true;
	snprintf(why, why_cap, "this file was not written by `tend backup`");
	return false;
}

/* Neither cut nor added to: the engine would not miss the end of the last page. */
static bool is_whole(const char *path, struct db *db, char *why, size_t why_cap)
{
	struct stat st;

	if (stat(path, &st) == 0 && st.st_size == db_size(db))
		return true;
	snprintf(why, why_cap, "the file is damaged: it does not have the size that it should");
	return false;
}

struct archive *archive_open(const char *from, char *why, size_t why_cap)
{
	struct archive *a = archive_new(from);

	a->db = db_open(from, DB_READ, why, why_cap);
	if (!a->db || !is_sound(a->db, why, why_cap) || !has_files(a->db, why, why_cap) ||
		!is_whole(from, a->db, why, why_cap)) {
		archive_close(a);
		return NULL;
	}
	return a;
}

struct db *archive_db(struct archive *a)
{
	return a->db;
}

/* Copy between a file and a blob; to_file tells the direction. The hash is of what went by. */
static bool stream(
	int fd, sqlite3_blob *blob, i64 size, bool to_file, uint8_t ret_hash[SECRET_HASH])
{
	crypto_hash_sha256_state state;
	char *piece = malloc(PIECE);
	bool good = piece != NULL;

	crypto_hash_sha256_init(&state);
	for (i64 at = 0; good && at < size;) {
		int n = (int)(size - at < PIECE ? size - at : PIECE);

		if (to_file)
			good = sqlite3_blob_read(blob, piece, n, (int)at) == SQLITE_OK &&
			       write(fd, piece, (size_t)n) == n;
		else
			good = read(fd, piece, (size_t)n) == n &&
			       sqlite3_blob_write(blob, piece, n, (int)at) == SQLITE_OK;
		crypto_hash_sha256_update(&state, (unsigned char *)piece, (unsigned long long)n);
		at += n;
	}
	crypto_hash_sha256_final(&state, ret_hash);
	free(piece);
	return good;
}

static sqlite3_blob *open_blob(struct archive *a, i64 row, bool writable)
{
	sqlite3_blob *blob = NULL;

	if (sqlite3_blob_open(db_handle(a->db), "main", "backup_file", "data", row, writable,
		    &blob) != SQLITE_OK)
		return NULL;
	return blob;
}

bool archive_add(struct archive *a, const struct archive_file *file, const char *path, char *why,
	size_t why_cap)
{
	struct stmt *s = db_stmt_text(a->db, "INSERT INTO backup_file (name, size, data) "
					     "VALUES (?, ?, zeroblob(?)) RETURNING rowid");
	uint8_t hash[SECRET_HASH];
	sqlite3_blob *blob;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	bool stored, good;
	struct stat st;
	i64 row = 0;

	bind_text(s, file->name);
	bind_i64(s, file->size);
	bind_i64(s, file->size);
	stored = db_run_id(s, &row) == OK;
	good = stored && fd >= 0 && fstat(fd, &st) == 0 && st.st_size == file->size &&
	       (blob = open_blob(a, row, true));
	if (good) {
		good = stream(fd, blob, file->size, false, hash) &&
		       secret_equal(hash, file->sha256, SECRET_HASH);
		good = sqlite3_blob_close(blob) == SQLITE_OK && good;
	}
	if (!stored)
		snprintf(why, why_cap, "attachment %s does not fit into the backup", path);
	else if (!good)
		snprintf(why, why_cap, "attachment %s is missing or damaged", path);
	if (fd >= 0)
		close(fd);
	return good;
}

/* The blob of this name onto disk; *ret_why: what is wrong otherwise. */
static bool extract(
	struct archive *a, const struct archive_file *file, int fd, const char **ret_why)
{
	struct stmt *s = db_stmt_text(a->db, "SELECT rowid FROM backup_file WHERE name = ?");
	uint8_t hash[SECRET_HASH];
	sqlite3_blob *blob;
	i64 row = 0;
	bool good;

	*ret_why = "it is not in the backup";
	bind_text(s, file->name);
	if (db_run_i64(s, 0, &row) != OK || !row || !(blob = open_blob(a, row, false)))
		return false;
	*ret_why = "it does not match its hash";
	errno = 0;
	good = sqlite3_blob_bytes(blob) == file->size && stream(fd, blob, file->size, true, hash) &&
	       fsync(fd) == 0;
	if (!good && errno)
		*ret_why = strerror(errno);
	sqlite3_blob_close(blob);
	return good && secret_equal(hash, file->sha256, SECRET_HASH);
}

bool archive_extract(struct archive *a, const struct archive_file *file, const char *path,
	char *why, size_t why_cap)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	const char *reason = strerror(errno);
	bool good = fd >= 0 && extract(a, file, fd, &reason);

	if (!good)
		snprintf(why, why_cap, "cannot restore attachment %s: %s", path, reason);
	if (fd >= 0) {
		close(fd);
		if (!good)
			unlink(path);
	}
	return good;
}

bool archive_finish(struct archive *a, char *why, size_t why_cap)
{
	char dir[PATH_BYTES];
	bool good = is_sound(a->db, why, why_cap);

	db_close(a->db);
	a->db = NULL;
	snprintf(dir, sizeof dir, "%s", a->path);
	if (good &&
		!(disk_sync(a->part) && rename(a->part, a->path) == 0 && disk_sync(dirname(dir)))) {
		snprintf(why, why_cap, "cannot write %s: %s", a->path, strerror(errno));
		good = false;
	}
	a->writing = !good;
	archive_close(a);
	return good;
}

bool archive_restore_db(struct archive *a, const char *to, char *why, size_t why_cap)
{
	struct db *copy;
	bool good = db_backup(a->db, to, why, why_cap) == OK &&
		    (copy = db_open(to, DB_WRITE, why, why_cap));

	if (!good)
		return false;
	good = db_script(copy, "DROP TABLE backup_file; VACUUM;", why, why_cap) == OK &&
	       db_checkpoint(copy, true) == OK;
	db_close(copy);
	return good && disk_sync(to);
}

void archive_close(struct archive *a)
{
	if (!a)
		return;
	db_close(a->db);
	if (a->writing)
		remove_part(a);
	free(a);
}
