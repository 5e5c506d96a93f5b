/*
 * What a database engine gives to the port. Private to db/. Positions count from 1 for binds and
 * from 0 for columns; the port keeps them.
 */
#ifndef TEND_DB_DB_I_H
#define TEND_DB_DB_I_H

#include "db/db.h"

enum db_step { STEP_ROW, STEP_DONE, STEP_ERROR };

struct db_driver {
	void *(*open)(const char *path, enum db_mode mode, char *why, size_t why_cap);
	void (*close)(void *conn);
	void *(*prepare)(void *conn, const char *sql, bool keep);
	void (*finalize)(void *raw);
	void (*reset)(void *raw);
	void (*bind_i64)(void *raw, int at, i64 v);
	void (*bind_text)(void *raw, int at, const char *v);
	void (*bind_blob)(void *raw, int at, const void *p, size_t n);
	void (*bind_null)(void *raw, int at);
	enum db_step (*step)(void *raw);
	/* The id that an INSERT … RETURNING id made when prepare has left RETURNING out; else 0. */
	i64 (*last_id)(void *raw);
	i64 (*col_i64)(void *raw, int at);
	const char *(*col_text)(void *raw, int at);
	const void *(*col_blob)(void *raw, int at, size_t *ret_n);
	enum err (*error)(void *conn); /* class of the last error; logs what is not expected */
	const char *(*message)(void *conn);
	i64 (*changes)(void *conn);
	bool (*in_transaction)(void *conn);
	enum err (*script)(void *conn, const char *sql, char *why, size_t why_cap);
	enum err (*backup)(void *conn, const char *to, char *why, size_t why_cap);
	enum err (*checkpoint)(void *conn, bool truncate);
	enum err (*verify)(
		void *conn, void (*report)(void *self, const char *sentence), void *self);
	i64 (*size)(void *conn);
};

extern const struct db_driver db_sqlite;

#endif
