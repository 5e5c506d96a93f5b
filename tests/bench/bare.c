/*
 * The ceilings that Tend is compared with, on the same machine in the same run.
 *
 *	bare http PORT           libmicrohttpd alone: one thread per core behind one acceptor, as
 *	                         Tend runs it, and a fixed answer of 1 KB; until SIGTERM
 *	bare sqlite FILE N BATCH N tickets as rows (ticket, comment, two events, wait, search
 *index), BATCH in a transaction, WAL and synchronous=FULL; prints tickets/s bare due one due time
 *of a weekly calendar over a holiday; prints ns
 */
#include "base/clock.h"
#include "base/json.h"
#include "base/secret.h"
#include "db/migrate.h"
#include "domain/calendar.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER = 1024, WORKERS_MAX = 64, DUE_ROUNDS = 1000000, MEMORY = 32 * 1024 };

static enum MHD_Result answer(void *cls, struct MHD_Connection *c, const char *url,
	const char *method, const char *version, const char *data, size_t *size, void **con)
{
	static char body[ANSWER];
	struct MHD_Response *r;
	enum MHD_Result result;

	(void)cls, (void)url, (void)method, (void)version, (void)data;
	if (!*con) { /* answering on the first call would close the connection */
		*con = body;
		return MHD_YES;
	}
	*size = 0;
	memset(body, 'x', sizeof body);
	r = MHD_create_response_from_buffer(sizeof body, body, MHD_RESPMEM_PERSISTENT);
	MHD_add_response_header(r, "Content-Type", "application/json; charset=utf-8");
	result = MHD_queue_response(c, 200, r);
	MHD_destroy_response(r);
	return result;
}

static int listen_on(int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&at, sizeof at) || listen(fd, 1024)) {
		perror("bare http");
		exit(1);
	}
	return fd;
}

static void run_http(int port)
{
	struct MHD_Daemon *workers[WORKERS_MAX];
	int n = (int)sysconf(_SC_NPROCESSORS_ONLN), fd = listen_on(port), on = 1;

	n = n < 2 ? 2 : n > WORKERS_MAX ? WORKERS_MAX : n;
	for (int i = 0; i < n; i++)
		workers[i] =
			MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME |
						 MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC,
				0, NULL, NULL, answer, NULL, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
				(size_t)MEMORY, MHD_OPTION_CONNECTION_LIMIT, 4096u, MHD_OPTION_END);
	for (unsigned next = 0;; next++) {
		struct sockaddr_storage from;
		socklen_t length = sizeof from;
		int client = accept4(
			fd, (struct sockaddr *)&from, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (client < 0)
			continue;
		setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		MHD_add_connection(
			workers[next % (unsigned)n], client, (struct sockaddr *)&from, length);
	}
}

static void must(sqlite3 *db, int rc, const char *what)
{
	if (rc == SQLITE_OK || rc == SQLITE_DONE)
		return;
	fprintf(stderr, "bare sqlite: %s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

/* The rows of one ticket. :1 id, :2 time, :3 text */
static const char *const row_texts[] = {
	"INSERT INTO ticket (id, subject, description, status, channel, requester_id, "
	"submitter_id, comment_count, snippet, queue_key, next_kind, next_due_at, "
	"next_goal_at, created_at, updated_at, generated_at) "
	"VALUES (?1, ?3, ?3, 1, 1, 1, 1, 1, ?3, ?2 + 36000000, 1, ?2 + 36000000, "
	"?2 + 28800000, ?2, ?2, ?2)",
	"INSERT INTO event (id, at, actor_id, ticket_id, kind, detail) "
	"VALUES (2 * ?1, ?2, 1, ?1, 1, '{\"subject\":\"' || ?3 || '\"}')",
	"INSERT INTO comment (id, ticket_id, event_id, author_id, author_role, public, "
	"channel, body, created_at) VALUES (?1, ?1, 2 * ?1, 1, 0, 1, 1, ?3, ?2)",
	"INSERT INTO ticket_text (rowid, subject, body) VALUES (?1, ?3, ?3)",
	"INSERT INTO wait (ticket_id, kind, outcome, started_at, policy_id, policy_version, "
	"calendar_id, calendar_version, target_s, goal_s, due_at, goal_at, notice_at) "
	"VALUES (?1, 1, 1, ?2, 1, 1, 1, 1, 36000, 28800, ?2 + 36000000, ?2 + 28800000, "
	"?2 + 28800000)",
	"INSERT INTO event (id, at, actor_id, ticket_id, kind, detail) "
	"VALUES (2 * ?1 + 1, ?2, NULL, ?1, 10, '{}')",
};

static sqlite3 *open_database(const char *path)
{
	char why[256];
	struct db *db = db_open(path, DB_WRITE, why, sizeof why);
	sqlite3 *handle = db ? db_handle(db) : NULL;

	if (!db || migrate_run(db, 0, why, sizeof why) != OK) {
		fprintf(stderr, "bare sqlite: %s\n", why);
		exit(1);
	}
	must(handle,
		sqlite3_exec(handle,
			"PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
			"INSERT INTO user_account (id, name, name_fold, created_at, updated_at) "
			"VALUES (1, 'A', 'a', 0, 0);"
			"INSERT INTO calendar VALUES (1, 'c', 'c', 1, 0, 0, NULL);"
			"INSERT INTO calendar_version VALUES (1, 1, '{}', 0);"
			"INSERT INTO policy VALUES (1, 'p', '', 1, 1, 0, 0, NULL);"
			"INSERT INTO policy_version VALUES (1, 1, '{}', 0);",
			NULL, NULL, NULL),
		"setup");
	return handle;
}

static int run_sqlite(const char *path, i64 n, i64 batch)
{
	sqlite3 *db = open_database(path);
	sqlite3_stmt *rows[COUNT_OF(row_texts)];
	i64 began = clock_mono_us(), now = clock_now_ms();
	char text[128];

	for (size_t k = 0; k < COUNT_OF(row_texts); k++)
		must(db, sqlite3_prepare_v2(db, row_texts[k], -1, &rows[k], NULL), row_texts[k]);
	for (i64 i = 1; i <= n; i++) {
		if (i % batch == 1 || batch == 1)
			must(db, sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), "begin");
		snprintf(text, sizeof text, "The printer on floor %lld does not print the invoice",
			(long long)i % 97);
		for (size_t k = 0; k < COUNT_OF(row_texts); k++) {
			sqlite3_bind_int64(rows[k], 1, i);
			if (sqlite3_bind_parameter_count(rows[k]) >= 2)
				sqlite3_bind_int64(rows[k], 2, now);
			if (sqlite3_bind_parameter_count(rows[k]) >= 3)
				sqlite3_bind_text(rows[k], 3, text, -1, SQLITE_STATIC);
			must(db, sqlite3_step(rows[k]), row_texts[k]);
			sqlite3_reset(rows[k]);
		}
		if (i % batch == 0 || i == n)
			must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), "commit");
	}
	printf("%.0f\n", (double)n * 1e6 / (double)(clock_mono_us() - began));
	return 0;
}

static int run_due(void)
{
	static const char rules_text[] =
		"{\"zone\":\"Europe/Zagreb\",\"week\":{\"mon\":[[\"09:00\",\"17:00\"]],"
		"\"tue\":[[\"09:00\",\"17:00\"]],\"wed\":[[\"09:00\",\"17:00\"]],"
		"\"thu\":[[\"09:00\",\"17:00\"]],\"fri\":[[\"09:00\",\"15:00\"]]},"
		"\"holidays\":[{\"date\":\"2026-12-25\",\"name\":\"Christmas\"}]}";
	struct arena *a = arena_new(16 << 20);
	struct failure f = {0};
	struct calendar_rules *rules;
	struct compiled *c;
	i64 start = 1795000000000, due, sum = 0, began;
	json_t *json = json_parse(rules_text, strlen(rules_text), NULL, 0);

	if (calendar_parse(a, &f, json, &rules) != OK || (c = calendar_compile(rules)) == NULL)
		return 1;
	began = clock_mono_us();
	for (i64 i = 0; i < DUE_ROUNDS; i++) {
		if (!calendar_due(c, start + i * 977 % (365 * DAY_MS), 10 * HOUR_MS, NULL, &due))
			return 1;
		sum += due;
	}
	printf("%.0f\n", (double)(clock_mono_us() - began) * 1e3 / DUE_ROUNDS);
	calendar_free(c);
	json_decref(json);
	arena_free(a);
	return sum == 0;
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	secret_init();
	if (argc == 3 && strcmp(argv[1], "http") == 0)
		run_http((int)strtol(argv[2], NULL, 10));
	if (argc == 5 && strcmp(argv[1], "sqlite") == 0)
		return run_sqlite(argv[2], strtoll(argv[3], NULL, 10), strtoll(argv[4], NULL, 10));
	if (argc == 2 && strcmp(argv[1], "due") == 0)
		return run_due();
	fprintf(stderr, "usage: bare http PORT | sqlite FILE N BATCH | due\n");
	return 2;
}
