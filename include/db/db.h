/*
 * The database port: one connection, prepared statements with typed binds and reads whose
 * positions count themselves, transactions. Knows no table. SQL text reaches it only through
 * QUERY (registered, tested against every engine) or, composed of literals in a *_store.c,
 * through db_stmt_text.
 *
 * A connection and its statements belong to one thread at a time. Pattern:
 *
 *	struct stmt *s = db_stmt(cx->db, &tag_of_ticket);
 *	bind_i64(s, id);
 *	while (db_row(s))
 *		use(col_text(s));
 *	return db_done(s);
 */
#ifndef TEND_DB_DB_H
#define TEND_DB_DB_H

#include "base/arena.h"

struct db;
struct stmt;

/* A registered query. sql_pq NULL: the same text serves PostgreSQL. scan_ok: why a scan is fine. */
struct query {
	const char *name;
	const char *sql;
	const char *sql_pq;
	const char *scan_ok;
};

#define QUERY_ATTR __attribute__((section("tend_query"), used, aligned(sizeof(void *))))
/* Define a static query and put it into the registry. */
#define QUERY(id, text) static const struct query QUERY_ATTR id = {#id, text, NULL, NULL}
/* A query whose full scan of a big table is accepted, with the reason. */
#define QUERY_SCAN(id, why, text) static const struct query QUERY_ATTR id = {#id, text, NULL, why}
/* A query with a text per engine (full text search only). */
#define QUERY_TWO(id, sqlite_text, pq_text) \
	static const struct query QUERY_ATTR id = {#id, sqlite_text, pq_text, NULL}

/* All registered queries; returns the first, their number in *ret_n. */
const struct query *query_all(int *ret_n);

enum db_mode { DB_READ, DB_WRITE };

/*
 * Open a connection to the SQLite file at path (DB_WRITE creates it). NULL on failure, with a
 * sentence in why. The caller owns it.
 */
struct db *db_open(const char *path, enum db_mode mode, char *why, size_t why_cap);
/* Close; NULL is accepted. Statements still in use end the process: a leak of a snapshot. */
void db_close(struct db *db);

/* A statement for a registered query, ready to bind; prepared once per connection. */
struct stmt *db_stmt(struct db *db, const struct query *q) __attribute__((returns_nonnull));
/* A statement for composed text (literals from *_store.c only, values bound). */
struct stmt *db_stmt_text(struct db *db, const char *sql) __attribute__((returns_nonnull));

/* Bind the next parameter. NULL text and blob bind NULL. Bytes are not copied: they must live
 * until db_done. */
void bind_i64(struct stmt *s, i64 v);
void bind_text(struct stmt *s, const char *v);
void bind_blob(struct stmt *s, const void *p, size_t n);
void bind_null(struct stmt *s);
void bind_bool(struct stmt *s, bool v);
/* An id or time that is NULL when 0. */
void bind_ref(struct stmt *s, i64 v);

/* When the rows of s are at an end, those of `after` come, as if they were of s; both must give the
 * same columns. Until db_apart, which gives `after` back (NULL: there is none), a bind to s is one
 * to both; db_done ends both. */
void db_follow(struct stmt *s, struct stmt *after);
struct stmt *db_apart(struct stmt *s);

/* Advance to the next row; false at the end or on an error (db_done tells which). */
bool db_row(struct stmt *s);
/* Rows are finished: reset the statement, give it back, tell how it went. Always call it.
 * E_DB_CONFLICT: a unique key; E_STORAGE: disk full; E_TOO_LARGE: the texts had no room in their
 * arena (logged); E_INTERNAL: anything else (logged). */
enum err db_done(struct stmt *s) NODISCARD;
/* Run a statement without rows: db_row until the end, then db_done. */
enum err db_run(struct stmt *s) NODISCARD;
/* Run an INSERT … RETURNING id: the only way to that id (an engine may give no row). */
enum err db_run_id(struct stmt *s, i64 *ret_id) NODISCARD;
/* Run a query of one integer; otherwise is the answer when there is no row or a NULL. */
enum err db_run_i64(struct stmt *s, i64 otherwise, i64 *ret) NODISCARD;
/* Run a query of one text: a copy in the arena, NULL when there is no row or a NULL. */
enum err db_run_text(struct stmt *s, struct arena *a, const char **ret) NODISCARD;

/* Read the next column of the current row. Text and blobs are borrowed until the next db_row. */
i64 col_i64(struct stmt *s);
bool col_bool(struct stmt *s);
const char *col_text(struct stmt *s); /* NULL for NULL */
const void *col_blob(struct stmt *s, size_t *ret_n);
/* A copy in the arena; NULL for NULL. When it has no room for it (arena_has_room): "", and db_done
 * says so. */
char *col_dup(struct stmt *s, struct arena *a);

/* Rows changed by the last INSERT, UPDATE or DELETE. */
i64 db_changes(const struct db *db);

/* Transactions. db_begin takes the write lock at once on a DB_WRITE connection; on a DB_READ one
 * it opens a snapshot. */
enum err db_begin(struct db *db) NODISCARD;
enum err db_commit(struct db *db) NODISCARD;
void db_rollback(struct db *db);
enum err db_savepoint(struct db *db) NODISCARD;
enum err db_release(struct db *db) NODISCARD;
void db_rollback_to(struct db *db);
/* A number that the caller keeps with the running transaction; 0 when it began. */
i64 db_kept(const struct db *db);
void db_keep(struct db *db, i64 v);
/* False when the engine has rolled everything back by itself (disk full, I/O error). */
bool db_in_transaction(const struct db *db);
/* Run a script of several statements (migrations, pragmas). */
enum err db_script(struct db *db, const char *sql, char *why, size_t why_cap) NODISCARD;

/* Copy the whole database to a new file while others write (SQLite backup API). */
enum err db_backup(struct db *db, const char *to, char *why, size_t why_cap) NODISCARD;
/* Move WAL pages into the file; truncate also empties the WAL. An fsync failure ends the process.
 */
enum err db_checkpoint(struct db *db, bool truncate) NODISCARD;
/* The engine's own checks (pages, indexes, foreign keys): report is called with each finding. */
enum err db_verify(
	struct db *db, void (*report)(void *self, const char *sentence), void *self) NODISCARD;
/* Bytes of the database file. */
i64 db_size(struct db *db);
/* The engine's own handle (sqlite3 *), for db/ and tools that need more than the port. */
void *db_handle(struct db *db);

#endif
