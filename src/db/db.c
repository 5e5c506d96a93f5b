/*
 * The port: keeps one prepared statement per registered query and connection, counts bind and
 * column positions, and turns engine errors into ours. A statement that is asked for while it is
 * in use (a query inside its own loop) is prepared a second time for that use.
 */
#include "db_i.h"

#include "base/fault.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

struct stmt {
	struct db *db;
	void *raw;
	const struct query *query; /* NULL: composed text */
	int bind_at, col_at;
	bool busy, once; /* once: finalize when done */
	bool failed;
	bool too_large;	    /* a text had no room in its arena */
	struct stmt *after; /* its rows follow */
	bool together;	    /* binds go to both */
	struct stmt *rows;  /* whose row is current: itself, then `after` */
};

struct db {
	const struct db_driver *driver;
	void *conn;
	const struct query *first; /* of the registry */
	struct stmt *kept;	   /* one per registered query */
	int kept_count;
	int busy; /* statements in use */
	enum db_mode mode;
	i64 kept_value; /* of the running transaction */
};

struct db *db_open(const char *path, enum db_mode mode, char *why, size_t why_cap)
{
	void *conn = db_sqlite.open(path, mode, why, why_cap);
	struct db *db;

	if (!conn)
		return NULL;
	db = calloc(1, sizeof *db);
	if (!db)
		die("out of memory");
	db->driver = &db_sqlite;
	db->conn = conn;
	db->mode = mode;
	db->first = query_all(&db->kept_count);
	db->kept = calloc((size_t)db->kept_count + 1, sizeof *db->kept);
	if (!db->kept)
		die("out of memory");
	return db;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	if (db->busy)
		die("db: %d statements still in use at close", db->busy);
	for (int i = 0; i < db->kept_count; i++)
		if (db->kept[i].raw)
			db->driver->finalize(db->kept[i].raw);
	db->driver->close(db->conn);
	free(db->kept);
	free(db);
}

static void stmt_prepare(struct stmt *s, struct db *db, const char *sql, bool keep)
{
	s->db = db;
	s->raw = db->driver->prepare(db->conn, sql, keep);
	if (!s->raw)
		die("db: cannot prepare \"%s\": %s", sql, db->driver->message(db->conn));
}

static struct stmt *stmt_begin(struct stmt *s)
{
	s->bind_at = 1;
	s->col_at = 0;
	s->busy = true;
	s->failed = s->too_large = false;
	s->after = NULL;
	s->together = false;
	s->rows = s;
	s->db->busy++;
	return s;
}

static struct stmt *stmt_once(struct db *db, const char *sql)
{
	struct stmt *s = calloc(1, sizeof *s);

	if (!s)
		die("out of memory");
	stmt_prepare(s, db, sql, false);
	s->once = true;
	return s;
}

struct stmt *db_stmt(struct db *db, const struct query *q)
{
	struct stmt *s = &db->kept[q - db->first];

	if (s->busy)
		s = stmt_once(db, q->sql);
	else if (!s->raw)
		stmt_prepare(s, db, q->sql, true);
	s->query = q;
	return stmt_begin(s);
}

struct stmt *db_stmt_text(struct db *db, const char *sql)
{
	return stmt_begin(stmt_once(db, sql));
}

void db_follow(struct stmt *s, struct stmt *after)
{
	s->after = after;
	s->together = true;
}

struct stmt *db_apart(struct stmt *s)
{
	s->together = false;
	return s->after;
}

void bind_i64(struct stmt *s, i64 v)
{
	s->db->driver->bind_i64(s->raw, s->bind_at++, v);
	if (s->together)
		bind_i64(s->after, v);
}

void bind_text(struct stmt *s, const char *v)
{
	if (!v) {
		bind_null(s);
		return;
	}
	s->db->driver->bind_text(s->raw, s->bind_at++, v);
	if (s->together)
		bind_text(s->after, v);
}

void bind_blob(struct stmt *s, const void *p, size_t n)
{
	if (!p) {
		bind_null(s);
		return;
	}
	s->db->driver->bind_blob(s->raw, s->bind_at++, p, n);
	if (s->together)
		bind_blob(s->after, p, n);
}

void bind_null(struct stmt *s)
{
	s->db->driver->bind_null(s->raw, s->bind_at++);
	if (s->together)
		bind_null(s->after);
}

void bind_bool(struct stmt *s, bool v)
{
	bind_i64(s, v);
}

void bind_ref(struct stmt *s, i64 v)
{
	if (v)
		bind_i64(s, v);
	else
		bind_null(s);
}

bool db_row(struct stmt *s)
{
	enum db_step step = s->failed ? STEP_ERROR : s->db->driver->step(s->rows->raw);

	s->col_at = 0;
	if (step == STEP_DONE && s->after && s->rows == s) {
		s->rows = s->after;
		step = s->db->driver->step(s->rows->raw);
	}
	if (step == STEP_ERROR)
		s->failed = true;
	return step == STEP_ROW;
}

enum err db_done(struct stmt *s)
{
	struct db *db = s->db;
	enum err e = s->failed ? db->driver->error(db->conn) : s->too_large ? E_TOO_LARGE : OK;

	if (s->too_large)
		log_event(LOG_ERROR, "db.too_large", "\"query\":\"%s\"",
			s->query ? s->query->name : "composed");
	if (s->after)
		(void)!db_done(s->after); /* a failure of its rows is one of s already */

	s->busy = false;
	db->busy--;
	if (s->once) {
		db->driver->finalize(s->raw);
		free(s);
	} else {
		db->driver->reset(s->raw);
	}
	return e;
}

enum err db_run(struct stmt *s)
{
	while (db_row(s))
		;
	return db_done(s);
}

enum err db_run_id(struct stmt *s, i64 *ret_id)
{
	i64 id = 0;

	while (db_row(s))
		id = col_i64(s);
	if (!id && !s->failed)
		id = s->db->driver->last_id(s->raw);
	TRY(db_done(s));
	if (!id)
		return E_INTERNAL;
	*ret_id = id;
	return OK;
}

enum err db_run_i64(struct stmt *s, i64 otherwise, i64 *ret)
{
	i64 v = otherwise;

	if (db_row(s))
		v = col_text(s) ? (s->col_at--, col_i64(s)) : otherwise;
	TRY(db_done(s));
	*ret = v;
	return OK;
}

enum err db_run_text(struct stmt *s, struct arena *a, const char **ret)
{
	const char *text = NULL;

	if (db_row(s))
		text = col_dup(s, a);
	TRY(db_done(s));
	*ret = text;
	return OK;
}

i64 col_i64(struct stmt *s)
{
	return s->db->driver->col_i64(s->rows->raw, s->col_at++);
}

bool col_bool(struct stmt *s)
{
	return col_i64(s) != 0;
}

const char *col_text(struct stmt *s)
{
	return s->db->driver->col_text(s->rows->raw, s->col_at++);
}

const void *col_blob(struct stmt *s, size_t *ret_n)
{
	return s->db->driver->col_blob(s->rows->raw, s->col_at++, ret_n);
}

char *col_dup(struct stmt *s, struct arena *a)
{
	const char *text = col_text(s);

	/* what is stored may be more than anybody thought of: that is no reason to die */
	if (text && !arena_has_room(a, strlen(text) + 1)) {
		s->too_large = true;
		text = "";
	}
	return arena_strdup(a, text);
}

i64 db_changes(const struct db *db)
{
	return db->driver->changes(db->conn);
}

QUERY(tx_begin_write, "BEGIN IMMEDIATE");
QUERY(tx_begin_read, "BEGIN");
QUERY(tx_commit, "COMMIT");
QUERY(tx_rollback, "ROLLBACK");
QUERY(tx_savepoint, "SAVEPOINT job");
QUERY(tx_release, "RELEASE SAVEPOINT job");
QUERY(tx_rollback_to, "ROLLBACK TO SAVEPOINT job");

enum err db_begin(struct db *db)
{
	db->kept_value = 0;
	return db_run(db_stmt(db, db->mode == DB_WRITE ? &tx_begin_write : &tx_begin_read));
}

i64 db_kept(const struct db *db)
{
	return db->kept_value;
}

void db_keep(struct db *db, i64 v)
{
	db->kept_value = v;
}

enum err db_commit(struct db *db)
{
	if (db->mode == DB_WRITE && FAULT("commit"))
		return E_STORAGE;
	return db_run(db_stmt(db, &tx_commit));
}

void db_rollback(struct db *db)
{
	if (db_in_transaction(db) && db_run(db_stmt(db, &tx_rollback)) != OK)
		die("db: cannot roll back: %s", db->driver->message(db->conn));
}

enum err db_savepoint(struct db *db)
{
	return db_run(db_stmt(db, &tx_savepoint));
}

enum err db_release(struct db *db)
{
	return db_run(db_stmt(db, &tx_release));
}

void db_rollback_to(struct db *db)
{
	/* nothing to do when the engine has already rolled the transaction back */
	if (db_in_transaction(db) && db_run(db_stmt(db, &tx_rollback_to)) == OK)
		(void)!db_run(db_stmt(db, &tx_release));
}

bool db_in_transaction(const struct db *db)
{
	return db->driver->in_transaction(db->conn);
}

enum err db_script(struct db *db, const char *sql, char *why, size_t why_cap)
{
	return db->driver->script(db->conn, sql, why, why_cap);
}

enum err db_backup(struct db *db, const char *to, char *why, size_t why_cap)
{
	return db->driver->backup(db->conn, to, why, why_cap);
}

enum err db_checkpoint(struct db *db, bool truncate)
{
	return db->driver->checkpoint(db->conn, truncate);
}

enum err db_verify(struct db *db, void (*report)(void *self, const char *sentence), void *self)
{
	return db->driver->verify(db->conn, report, self);
}

i64 db_size(struct db *db)
{
	return db->driver->size(db->conn);
}

void *db_handle(struct db *db)
{
	return db->conn;
}
