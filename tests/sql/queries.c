/*
 * queries sqlite | queries postgres CONNINFO
 *
 * Every registered query is prepared after all migrations. On SQLite its plan must not scan a big
 * table unless the query says why (QUERY_SCAN); on PostgreSQL it must prepare, `?` as $1, $2…
 * One TAP line per query.
 */
#include "base/buf.h"
#include "base/log.h"
#include "base/secret.h"
#include "db/migrate.h"
#include "lib/tap.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	SQL_MAX = 1 << 20,
	WORD_MAX = 64,
	OID_INT8 = 20,
	OID_TEXT = 25,
	OID_BYTEA = 17,
	PARAMS_MAX = 100
};

/* Tables that grow with the years. */
static const char *const big_tables[] = {"ticket", "comment", "event", "wait", "user_account",
	"user_identity", "attachment", "ticket_tag", "ticket_field_value", "ticket_person"};

/* The next word (identifier) at *p; false at the end of the text. */
static bool next_word(const char **p, char word[WORD_MAX])
{
	size_t n = 0;

	while (**p && !isalpha((unsigned char)**p))
		(*p)++;
	while (isalnum((unsigned char)**p) || **p == '_') {
		if (n + 1 < WORD_MAX)
			word[n++] = **p;
		(*p)++;
	}
	word[n] = 0;
	return n > 0;
}

/* Is `name` (as a plan shows it: a table or its alias) one of the big tables in this query? */
static const char *big_table(const char *sql, const char *name)
{
	char word[WORD_MAX], before[WORD_MAX] = "", earlier[WORD_MAX];

	for (size_t i = 0; i < COUNT_OF(big_tables); i++)
		if (strcmp(big_tables[i], name) == 0)
			return big_tables[i];
	while (next_word(&sql, word)) {
		for (size_t i = 0; i < COUNT_OF(big_tables); i++) {
			bool as = strcasecmp(before, "AS") == 0;

			if (strcmp(as ? earlier : before, big_tables[i]) == 0 &&
				!strcmp(word, name))
				return big_tables[i];
		}
		memcpy(earlier, before, sizeof earlier);
		memcpy(before, word, sizeof before);
	}
	return NULL;
}

/* The first full scan of a big table in the plan, into out; false when there is none. */
static bool plan_scans(sqlite3 *handle, const struct query *q, char *out, size_t cap)
{
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", q->sql);
	sqlite3_stmt *s = NULL;
	bool found = false;

	sqlite3_prepare_v2(handle, explain, -1, &s, NULL);
	while (!found && s && sqlite3_step(s) == SQLITE_ROW) {
		const char *line = (const char *)sqlite3_column_text(s, 3), *p = line + 5;
		char name[WORD_MAX];

		if (strncmp(line, "SCAN ", 5) == 0 && next_word(&p, name) &&
			big_table(q->sql, name)) {
			snprintf(out, cap, "%s", line);
			found = true;
		}
	}
	sqlite3_finalize(s);
	sqlite3_free(explain);
	return found;
}

static void check_sqlite(sqlite3 *handle, const struct query *q)
{
	sqlite3_stmt *s = NULL;
	char scan[512] = "";
	bool scans;

	if (sqlite3_prepare_v2(handle, q->sql, -1, &s, NULL) != SQLITE_OK) {
		tap(false, "%s prepares on SQLite", q->name);
		tap_note("%s\n%s", sqlite3_errmsg(handle), q->sql);
		return;
	}
	sqlite3_finalize(s);
	scans = plan_scans(handle, q, scan, sizeof scan);
	if (!tap(!scans || q->scan_ok, "%s needs no full scan", q->name))
		tap_note("plan: %s\n%s", scan, q->sql);
}

static struct db *fresh_database(char *path, size_t cap)
{
	char why[512] = "";
	struct db *db;
	int fd;

	snprintf(path, cap, "/tmp/tend-queries-XXXXXX");
	fd = mkstemp(path);
	if (fd < 0)
		tap_bail("cannot make %s", path);
	close(fd);
	db = db_open(path, DB_WRITE, why, sizeof why);
	if (!db || migrate_run(db, 0, why, sizeof why) != OK)
		tap_bail("migrations on SQLite: %s", why);
	return db;
}

static void run_sqlite(void)
{
	static const struct query bad = {"a query that scans tickets",
		"SELECT t.id FROM ticket AS t WHERE t.subject = ?", NULL, NULL};
	char path[64], scan[512];
	struct db *db = fresh_database(path, sizeof path);
	int n;
	const struct query *q = query_all(&n);

	tap(plan_scans(db_handle(db), &bad, scan, sizeof scan), "a full scan would be seen");
	for (int i = 0; i < n; i++)
		check_sqlite(db_handle(db), &q[i]);
	db_close(db);
	for (const char *const *end = (const char *const[]){"", "-wal", "-shm", NULL}; *end;
		end++) {
		char file[80];

		snprintf(file, sizeof file, "%s%s", path, *end);
		unlink(file);
	}
}

/* `?` to $1, $2…, outside of quotes; *ret_n their number. */
static char *number_parameters(const char *sql, int *ret_n)
{
	struct buf out = BUF_INIT(SQL_MAX);
	char quote = 0;

	*ret_n = 0;
	for (; *sql; sql++) {
		if (quote ? *sql == quote : *sql == '\'' || *sql == '"')
			quote = quote ? 0 : *sql;
		if (*sql == '?' && !quote)
			buf_printf(&out, "$%d", ++*ret_n);
		else
			buf_char(&out, *sql);
	}
	return out.p;
}

/* Types that PostgreSQL cannot guess are given by the driver when it binds: try each. */
static bool prepares(PGconn *c, const char *sql, int n, char *why, size_t cap)
{
	static const Oid guesses[] = {0, OID_INT8, OID_TEXT, OID_BYTEA};
	Oid types[PARAMS_MAX];
	bool ok = false;

	for (size_t g = 0; g < COUNT_OF(guesses) && !ok; g++) {
		PGresult *r;

		for (int i = 0; i < n && i < PARAMS_MAX; i++)
			types[i] = guesses[g];
		r = PQprepare(c, "", sql, n, types);
		ok = PQresultStatus(r) == PGRES_COMMAND_OK;
		if (!ok && g == 0)
			snprintf(why, cap, "%s", PQresultErrorMessage(r));
		/* only a parameter without a type is worth another guess */
		if (!ok && strcmp(PQresultErrorField(r, PG_DIAG_SQLSTATE), "42P18") != 0)
			g = COUNT_OF(guesses);
		PQclear(r);
	}
	return ok;
}

/* BEGIN, SAVEPOINT…: each driver has its own. */
static bool is_transaction(const struct query *q)
{
	return strncmp(q->name, "tx_", 3) == 0;
}

static void run_postgres(const char *conninfo)
{
	PGconn *c = PQconnectdb(conninfo);
	struct arena *a = arena_new(64 << 20);
	char why[2048] = "";
	int n, parameters;
	const struct query *q = query_all(&n);

	if (PQstatus(c) != CONNECTION_OK)
		tap_bail("%s", PQerrorMessage(c));
	for (const struct migration *m = migrations; m->name; m++) {
		PGresult *r = PQexec(c, migrate_expand(a, m->text, DB_POSTGRES));

		if (PQresultStatus(r) != PGRES_COMMAND_OK)
			tap_bail("%s on PostgreSQL: %s", m->name, PQresultErrorMessage(r));
		PQclear(r);
	}
	tap(!prepares(c, "SELECT no_such_column FROM ticket", 0, why, sizeof why),
		"a bad query would be seen");
	for (int i = 0; i < n; i++) {
		if (is_transaction(&q[i]))
			continue;
		char *sql = number_parameters(q[i].sql_pq ? q[i].sql_pq : q[i].sql, &parameters);

		if (!tap(prepares(c, sql, parameters, why, sizeof why), "%s prepares on PostgreSQL",
			    q[i].name))
			tap_note("%s\n%s", why, sql);
		free(sql);
	}
	PQfinish(c);
	arena_free(a);
}

int main(int argc, char **argv)
{
	secret_init();
	if (argc == 2 && strcmp(argv[1], "sqlite") == 0)
		run_sqlite();
	else if (argc == 3 && strcmp(argv[1], "postgres") == 0)
		run_postgres(argv[2]);
	else
		return 2;
	return tap_end();
}
