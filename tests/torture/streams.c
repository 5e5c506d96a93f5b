/*
 * streams --tend FILE: slow and idle clients. SIGTERM with 100 open event streams ends with 0
 * within 5 s; a client that sends its header or its body drop by drop is cut within the server's
 * own deadlines and meanwhile costs others nothing; one address cannot take all connections.
 */
#include "lib/tap.h"
#include "lib/world.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	STREAMS = 100,
	SLOW = 50,
	TERM_MS = 5000,
	CUT_MS = 25000, /* header deadline 10 s; the body's is a little more */
	DRIP_MS = 500,
	QUICK_US = 500000,
};

/* Does the peer close within ms? Bytes that arrive are dropped. */
static bool closes(int fd, int ms)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	i64 end = mono_ms() + ms;
	char drop[4096];

	while (mono_ms() < end)
		if (poll(&p, 1, (int)(end - mono_ms())) > 0 &&
			recv(fd, drop, sizeof drop, MSG_DONTWAIT) <= 0)
			return true;
	return false;
}

static void test_sigterm(struct world *w)
{
	int fd[STREAMS], open_count = 0, closed = 0, status;
	i64 begin;

	for (int i = 0; i < STREAMS; i++) {
		fd[i] = world_stream(w, "agent", NULL);
		open_count += fd[i] >= 0;
	}
	tap(open_count == STREAMS, "%d event streams are open (%d)", STREAMS, open_count);
	begin = mono_ms();
	status = daemon_stop(&w->daemon, SIGTERM, 2 * TERM_MS);
	tap(status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 0,
		"SIGTERM with open streams ends with 0 (wait status %d)", status);
	tap(mono_ms() - begin < TERM_MS, "and within 5 s (%lld ms)",
		(long long)(mono_ms() - begin));
	for (int i = 0; i < STREAMS; i++) {
		closed += fd[i] >= 0 && closes(fd[i], 1000);
		close(fd[i]);
	}
	tap(closed == open_count, "every stream was ended (%d)", closed);
}

/* Send a byte of `text` now and then on all sockets until the server cuts them. */
static int drip(struct world *w, int *fd, int n, i64 limit_ms, i64 *ret_slowest_us)
{
	i64 end = mono_ms() + limit_ms;
	int open_count = n;

	*ret_slowest_us = 0;
	while (open_count && mono_ms() < end) {
		const struct answer *a = http_json(
			w->http, world_person(w, "agent")->auth, "GET", "/api/v2/users/me", NULL);

		if (a->status != 200 || a->us > *ret_slowest_us)
			*ret_slowest_us = a->status == 200 ? a->us : INT64_MAX;
		for (int i = 0; i < n; i++) {
			if (fd[i] < 0)
				continue;
			if (closes(fd[i], 1) || send(fd[i], "a", 1, MSG_NOSIGNAL) != 1) {
				close(fd[i]);
				fd[i] = -1;
				open_count--;
			}
		}
		glance(DRIP_MS);
	}
	return open_count;
}

static void test_slow(struct world *w, const char *what, const char *start)
{
	int fd[SLOW], left;
	i64 begin = mono_ms(), slowest;

	for (int i = 0; i < SLOW; i++) {
		fd[i] = raw_connect(w->daemon.port);
		if (fd[i] >= 0 && send(fd[i], start, strlen(start), MSG_NOSIGNAL) < 0)
			tap_note("cut at once");
	}
	left = drip(w, fd, SLOW, CUT_MS, &slowest);
	tap(left == 0, "%s: all are cut (%d left after %lld ms)", what, left,
		(long long)(mono_ms() - begin));
	tap(slowest < QUICK_US, "%s: others are served meanwhile (slowest %lld us)", what,
		(long long)slowest);
	for (int i = 0; i < SLOW; i++)
		if (fd[i] >= 0)
			close(fd[i]);
}

/* With at most 64 connections from one address, the 65th and later are refused. */
static void test_cap(struct world *w)
{
	enum { CAP = 64, TRIED = 80 };
	int fd[TRIED], refused = 0;

	for (int i = 0; i < TRIED; i++)
		fd[i] = raw_connect(w->daemon.port);
	for (int i = 0; i < TRIED; i++)
		refused += fd[i] < 0 || closes(fd[i], i < CAP ? 1 : 50);
	tap(refused >= TRIED - CAP - 2 && refused <= TRIED - CAP + 4,
		"connections of one address are capped (%d of %d refused)", refused, TRIED);
	for (int i = 0; i < TRIED; i++)
		close(fd[i]);
}

static void with_daemon(const char *program, const char *conf, void (*test)(struct world *))
{
	struct world w;

	world_start(&w, program, conf);
	test(&w);
	if (w.daemon.pid) {
		world_end(&w);
	} else {
		http_free(w.http);
		daemon_remove(&w.daemon);
	}
}

static void test_slow_clients(struct world *w)
{
	test_slow(w, "slow headers", "GET /api/v2/users/me HTTP/1.1\r\nHost: localhost\r\nX-A: ");
	test_slow(w, "slow bodies",
		"POST /api/v2/requests HTTP/1.1\r\nHost: localhost\r\n"
		"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
}

int main(int argc, char **argv)
{
	const char *program = argc > 2 ? argv[2] : "build/asan/tend";

	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	with_daemon(program, NULL, test_sigterm);
	with_daemon(program, NULL, test_slow_clients);
	with_daemon(program, "max_connections_per_address = 64\n", test_cap);
	return tap_end();
}
