/*
 * The SQLite driver. WAL with synchronous=FULL: a commit is on disk when it returns. Automatic
 * checkpoints are off (they hide a failing disk inside an unlucky commit); writer.c runs them.
 * A failed fsync ends the process: the kernel may have dropped the pages, and only recovery from
 * the WAL tells what is really there.
 */
#include "db_i.h"

#include "base/log.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BUSY_TIMEOUT_MS = 10000, EXIT_DISK = 74 };

static void sqlite_close(void *conn)
{
	if (sqlite3_close(conn) != SQLITE_OK)
		die("sqlite: close: %s", sqlite3_errmsg(conn));
}

static bool fsync_failed(int extended)
{
	return extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_DIR_FSYNC;
}

static void exit_on_fsync(sqlite3 *conn)
{
	char quoted[512];

	if (!fsync_failed(sqlite3_extended_errcode(conn)))
		return;
	log_event(LOG_ERROR, "disk.fsync_failed", "\"detail\":%s",
		log_quote(quoted, sizeof quoted, sqlite3_errmsg(conn)));
	_exit(EXIT_DISK);
}

static enum err sqlite_script(void *conn, const char *sql, char *why, size_t why_cap)
{
	if (sqlite3_exec(conn, sql, NULL, NULL, NULL) == SQLITE_OK)
		return OK;
	exit_on_fsync(conn);
	if (why)
		snprintf(why, why_cap, "%s", sqlite3_errmsg(conn));
	return E_INTERNAL;
}

static const char writer_pragmas[] = "PRAGMA journal_mode=WAL;"
				     "PRAGMA synchronous=FULL;"
				     "PRAGMA foreign_keys=ON;"
				     "PRAGMA trusted_schema=OFF;"
				     "PRAGMA wal_autocheckpoint=0;"
				     "PRAGMA temp_store=MEMORY;"
				     "PRAGMA cache_size=-16384;";
static const char reader_pragmas[] = "PRAGMA synchronous=FULL;"
				     "PRAGMA foreign_keys=ON;"
				     "PRAGMA trusted_schema=OFF;"
				     "PRAGMA temp_store=MEMORY;"
				     "PRAGMA cache_size=-8192;"
				     "PRAGMA query_only=ON;";

/* Connections are never shared between threads at one time, and nobody reads the memory counts. */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static void *sqlite_open(const char *path, enum db_mode mode, char *why, size_t why_cap)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW |
		    (mode == DB_WRITE ? SQLITE_OPEN_CREATE : 0);
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	sqlite3 *conn = NULL;

	pthread_once(&once, configure);
	if (sqlite3_open_v2(path, &conn, flags, NULL) != SQLITE_OK) {
		snprintf(why, why_cap, "%s", conn ? sqlite3_errmsg(conn) : "out of memory");
		sqlite3_close(conn);
		return NULL;
	}
	/* first of all: recovery after a crash otherwise answers BUSY to the first pragma */
	sqlite3_busy_timeout(conn, BUSY_TIMEOUT_MS);
	sqlite3_extended_result_codes(conn, 1);
	sqlite3_db_config(conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	if (sqlite_script(conn, mode == DB_WRITE ? writer_pragmas : reader_pragmas, why, why_cap)) {
		sqlite_close(conn);
		return NULL;
	}
	return conn;
}

/* RETURNING makes SQLite keep a journal for the statement alone, a quarter of the time of an
 * import. The id of a plain INSERT is known without. */
static int length_without_returning(const char *sql)
{
	static const char end[] = " RETURNING id";
	size_t n = strlen(sql), tail = sizeof end - 1;

	if (n < tail || strcmp(sql + n - tail, end) != 0 || strncmp(sql, "INSERT ", 7) != 0 ||
		strstr(sql, "ON CONFLICT"))
		return -1;
	return (int)(n - tail);
}

static void *sqlite_prepare(void *conn, const char *sql, bool keep)
{
	sqlite3_stmt *raw = NULL;

	sqlite3_prepare_v3(conn, sql, length_without_returning(sql),
		keep ? SQLITE_PREPARE_PERSISTENT : 0, &raw, NULL);
	return raw;
}

static i64 sqlite_last_id(void *raw)
{
	return sqlite3_column_count(raw) ? 0 : sqlite3_last_insert_rowid(sqlite3_db_handle(raw));
}

static void sqlite_finalize(void *raw)
{
	sqlite3_finalize(raw);
}

static void sqlite_reset(void *raw)
{
	sqlite3_reset(raw);
	sqlite3_clear_bindings(raw);
}

static void check_bind(void *raw, int at, int rc)
{
	if (rc != SQLITE_OK)
		die("sqlite: bind %d of \"%s\": %s", at, sqlite3_sql(raw), sqlite3_errstr(rc));
}

static void sqlite_bind_i64(void *raw, int at, i64 v)
{
	check_bind(raw, at, sqlite3_bind_int64(raw, at, v));
}

static void sqlite_bind_text(void *raw, int at, const char *v)
{
	check_bind(raw, at, sqlite3_bind_text(raw, at, v, -1, SQLITE_STATIC));
}

static void sqlite_bind_blob(void *raw, int at, const void *p, size_t n)
{
	check_bind(raw, at, sqlite3_bind_blob64(raw, at, p, n, SQLITE_STATIC));
}

static void sqlite_bind_null(void *raw, int at)
{
	check_bind(raw, at, sqlite3_bind_null(raw, at));
}

static enum db_step sqlite_step(void *raw)
{
	switch (sqlite3_step(raw)) {
	case SQLITE_ROW:
		return STEP_ROW;
	case SQLITE_DONE:
		return STEP_DONE;
	default:
		return STEP_ERROR;
	}
}

static i64 sqlite_col_i64(void *raw, int at)
{
	return sqlite3_column_int64(raw, at);
}

static const char *sqlite_col_text(void *raw, int at)
{
	return (const char *)sqlite3_column_text(raw, at);
}

static const void *sqlite_col_blob(void *raw, int at, size_t *ret_n)
{
	const void *p = sqlite3_column_blob(raw, at);

	*ret_n = (size_t)sqlite3_column_bytes(raw, at);
	return p;
}

static enum err sqlite_error(void *conn)
{
	int code = sqlite3_extended_errcode(conn);
	char quoted[512];

	exit_on_fsync(conn);
	if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
		return E_DB_CONFLICT;
	if ((code & 0xff) == SQLITE_INTERRUPT)
		return E_TIMEOUT;
	log_event(LOG_ERROR, "db.error", "\"code\":%d,\"detail\":%s", code,
		log_quote(quoted, sizeof quoted, sqlite3_errmsg(conn)));
	switch (code & 0xff) {
	case SQLITE_FULL:
		return E_STORAGE;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return E_BUSY;
	default:
		return code == SQLITE_IOERR_WRITE ? E_STORAGE : E_INTERNAL;
	}
}

static const char *sqlite_message(void *conn)
{
	return sqlite3_errmsg(conn);
}

static i64 sqlite_changes(void *conn)
{
	return sqlite3_changes64(conn);
}

static bool sqlite_in_transaction(void *conn)
{
	return !sqlite3_get_autocommit(conn);
}

static enum err sqlite_backup(void *conn, const char *to, char *why, size_t why_cap)
{
	sqlite3 *target = NULL;
	sqlite3_backup *copy;
	int rc = sqlite3_open_v2(to, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

	if (rc == SQLITE_OK) {
		/* one step: a snapshot of one moment that writers cannot restart */
		copy = sqlite3_backup_init(target, "main", conn, "main");
		rc = copy ? sqlite3_backup_step(copy, -1) : SQLITE_ERROR;
		if (copy)
			sqlite3_backup_finish(copy);
	}
	if (rc == SQLITE_DONE)
		rc = SQLITE_OK;
	if (rc != SQLITE_OK)
		snprintf(why, why_cap, "%s", target ? sqlite3_errmsg(target) : "out of memory");
	sqlite3_close(target);
	return rc == SQLITE_OK ? OK : E_STORAGE;
}

static enum err sqlite_checkpoint(void *conn, bool truncate)
{
	int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
	int rc;

	/* TRUNCATE waits for readers with the write lock in its hand: a long read (a backup) would
	 * hold up every write that long, so it takes what it gets at once */
	sqlite3_busy_timeout(conn, 0);
	rc = sqlite3_wal_checkpoint_v2(conn, NULL, mode, NULL, NULL);
	sqlite3_busy_timeout(conn, BUSY_TIMEOUT_MS);
	if (rc == SQLITE_OK || rc == SQLITE_BUSY)
		return OK;
	return sqlite_error(conn);
}

struct verify {
	void (*report)(void *self, const char *sentence);
	void *self;
};

static int integrity_row(void *self, int n, char **values, char **names)
{
	struct verify *v = self;

	(void)n, (void)names;
	if (!values[0] || strcmp(values[0], "ok") != 0)
		v->report(v->self, values[0] ? values[0] : "integrity check failed");
	return 0;
}

static int foreign_key_row(void *self, int n, char **values, char **names)
{
	struct verify *v = self;
	char text[256];

	(void)n, (void)names;
	snprintf(text, sizeof text, "table %s, row %s: refers to a missing row of %s", values[0],
		values[1] ? values[1] : "?", values[2]);
	v->report(v->self, text);
	return 0;
}

static enum err sqlite_verify(
	void *conn, void (*report)(void *self, const char *sentence), void *self)
{
	struct verify v = {report, self};

	if (sqlite3_exec(conn, "PRAGMA integrity_check", integrity_row, &v, NULL) != SQLITE_OK ||
		sqlite3_exec(conn, "PRAGMA foreign_key_check", foreign_key_row, &v, NULL) !=
			SQLITE_OK)
		return sqlite_error(conn);
	return OK;
}

static i64 sqlite_size(void *conn)
{
	sqlite3_stmt *raw = NULL;
	i64 bytes = 0;

	if (sqlite3_prepare_v2(conn,
		    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", -1,
		    &raw, NULL) == SQLITE_OK &&
		sqlite3_step(raw) == SQLITE_ROW)
		bytes = sqlite3_column_int64(raw, 0);
	sqlite3_finalize(raw);
	return bytes;
}

const struct db_driver db_sqlite = {
	.open = sqlite_open,
	.close = sqlite_close,
	.prepare = sqlite_prepare,
	.finalize = sqlite_finalize,
	.reset = sqlite_reset,
	.bind_i64 = sqlite_bind_i64,
	.bind_text = sqlite_bind_text,
	.bind_blob = sqlite_bind_blob,
	.bind_null = sqlite_bind_null,
	.step = sqlite_step,
	.last_id = sqlite_last_id,
	.col_i64 = sqlite_col_i64,
	.col_text = sqlite_col_text,
	.col_blob = sqlite_col_blob,
	.error = sqlite_error,
	.message = sqlite_message,
	.changes = sqlite_changes,
	.in_transaction = sqlite_in_transaction,
	.script = sqlite_script,
	.backup = sqlite_backup,
	.checkpoint = sqlite_checkpoint,
	.verify = sqlite_verify,
	.size = sqlite_size,
};
