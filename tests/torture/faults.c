/*
 * faults --tend FILE: the disk misbehaves. fsync fails: the daemon stops rather than answer, and
 * recovers with every acknowledged write. The disk is full: writes answer 507, reads go on, and
 * writes work again without a restart. A commit fails once: an error, nothing half-written.
 * strace injects the failures (its counts are per thread).
 */
#include "lib/tap.h"
#include "lib/world.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { WRITES = 400, EXIT_WAIT_MS = 10000, COMMITS = 6 };

#define STRACE(inject) "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "inject=" inject, NULL

/* One ticket; its status, 0 when no answer came. Acknowledged ids are kept in ids. */
static int create(struct world *w, i64 *ids, int *n)
{
	const struct answer *a = http_json(w->http, world_person(w, "agent")->auth, "POST",
		"/api/v2/tickets", "{\"ticket\":{\"comment\":{\"body\":\"written\"}}}");

	if (a->status == 201)
		ids[(*n)++] = json_integer_value(
			json_object_get(json_object_get(a->json, "ticket"), "id"));
	return a->status;
}

static int get_status(struct world *w, const char *path)
{
	return http_json(w->http, world_person(w, "agent")->auth, "GET", path, NULL)->status;
}

static bool try_restart(struct world *w, const char *const *wrap)
{
	bool ok;

	if (w->daemon.pid)
		daemon_stop(&w->daemon, SIGTERM, 10000);
	ok = daemon_start(&w->daemon, wrap, NULL);
	http_free(w->http);
	w->http = http_new(w->daemon.url);
	return ok;
}

static void restart(struct world *w, const char *const *wrap)
{
	if (try_restart(w, wrap))
		return;
	daemon_log_show(&w->daemon);
	tap_bail("the daemon does not start");
}

static void verify(struct world *w, const char *what, const i64 *ids, int n)
{
	char path[64], out[4096];
	int missing = 0, status;

	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "/api/v2/tickets/%lld", (long long)ids[i]);
		missing += get_status(w, path) != 200;
	}
	tap(missing == 0, "%s: every acknowledged write is there (%d of %d missing)", what, missing,
		n);
	status = daemon_command(&w->daemon, NULL, out, sizeof out, "check", NULL);
	if (!tap(status == 0, "%s: tend check is clean", what))
		tap_note("%s", out);
}

static bool gone(struct world *w, int *ret_status)
{
	i64 end = mono_ms() + EXIT_WAIT_MS;

	while (mono_ms() < end) {
		if (waitpid(w->daemon.pid, ret_status, WNOHANG) == w->daemon.pid) {
			w->daemon.pid = 0;
			return true;
		}
		glance(5);
	}
	return false;
}

static void test_fsync(struct world *w)
{
	static const char *const wrap[] = {STRACE("fdatasync,fsync:error=EIO:when=20+")};
	i64 ids[WRITES];
	int n = 0, tried = 0, status = 0, answer;

	restart(w, wrap);
	do
		answer = create(w, ids, &n);
	while (answer == 201 && ++tried < WRITES);
	tap(answer != 201, "fsync fails: the write is not acknowledged");
	if (!tap(gone(w, &status), "fsync fails: the daemon stops"))
		daemon_stop(&w->daemon, SIGKILL, 1000);
	tap(!WIFEXITED(status) || WEXITSTATUS(status) != 0, "fsync fails: and not with 0");
	restart(w, NULL);
	verify(w, "fsync failed", ids, n);
}

static void test_full(struct world *w)
{
	static const char *const wrap[] = {STRACE("pwrite64:error=ENOSPC:when=40..80")};
	i64 ids[WRITES];
	int n = 0, first = 0, tried, reads, again = 0;

	restart(w, wrap);
	for (tried = 0; tried < WRITES / 4 && first != 507; tried++)
		first = create(w, ids, &n);
	tap(first == 507, "disk full: a write answers 507 (got %d)", first);
	reads = get_status(w, "/api/v2/users/me");
	tap(reads == 200, "disk full: reads go on (%d)", reads);
	for (tried = 0; tried < WRITES - n - 1 && again != 201; tried++)
		again = create(w, ids, &n);
	tap(again == 201, "disk full: writes work again without a restart (%d)", again);
	restart(w, NULL);
	verify(w, "disk was full", ids, n);
}

static void test_commit(struct world *w)
{
	i64 ids[WRITES];
	int n = 0, refused = 0, stuck = 0;
	char at[32];

	for (int k = 1; k <= COMMITS; k++) {
		snprintf(at, sizeof at, "commit:%d", k);
		setenv("TEND_FAULT_AT", at, 1);
		if (!try_restart(w, NULL)) { /* it needs the first commits itself */
			refused++;
			continue;
		}
		for (int i = 0; i < COMMITS + 1; i++)
			refused += create(w, ids, &n) >= 500;
		stuck += create(w, ids, &n) != 201;
	}
	unsetenv("TEND_FAULT_AT");
	tap(refused > 0, "a commit that fails is an error (%d times)", refused);
	tap(stuck == 0, "after it writes go on (%d stuck)", stuck);
	restart(w, NULL);
	verify(w, "commits failed", ids, n);
}

int main(int argc, char **argv)
{
	const char *program = argc > 2 ? argv[2] : "build/release/tend";
	const char *with_faults = argc > 3 ? argv[3] : "build/asan/tend";
	static struct world w;

	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	world_start(&w, program, "free_space_floor = 0\n");
	test_fsync(&w);
	test_full(&w);
	http_free(w.http);
	daemon_remove(&w.daemon);
	world_start(&w, with_faults, NULL);
	test_commit(&w);
	http_free(w.http);
	daemon_remove(&w.daemon);
	return tap_end();
}
