/*
 * streams --tend FILE: slow and idle clients. SIGTERM with 100 open event streams ends with 0
 * within 5 s; a client that sends its header or its body drop by drop is cut within the server's
 * own deadlines and meanwhile costs others nothing, and so is one that announces a large body or
 * does not read a large reply; one address cannot take all connections.
 */
#include "lib/tap.h"
#include "lib/world.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
	COMMENTS = 100,
	COMMENT_BYTES = 65000, /* thrice in a reply */
	STALLED_MS = 40000,
	READ_WAIT_MS = 5000,
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

/* A ticket whose thread makes a reply of many MB; its id. */
static i64 make_large_thread(struct world *w)
{
	static char json[COMMENT_BYTES + 128];
	static const char open[] = "{\"ticket\":{\"comment\":{\"body\":\"";
	const char *auth = world_person(w, "agent")->auth;
	const struct answer *a;
	char path[64];
	i64 id;

	memcpy(json, open, sizeof open);
	memset(json + strlen(open), 'x', COMMENT_BYTES);
	memcpy(json + strlen(open) + COMMENT_BYTES, "\"}}}", sizeof "\"}}}");
	a = http_json(w->http, auth, "POST", "/api/v2/tickets", json);
	id = json_integer_value(json_object_get(json_object_get(a->json, "ticket"), "id"));
	snprintf(path, sizeof path, "/api/v2/tickets/%lld", (long long)id);
	for (int i = 1; i < COMMENTS; i++)
		http_json(w->http, auth, "PUT", path, json);
	return id;
}

/* Asks for the thread and reads none of it. */
static int open_reader(struct world *w, i64 ticket)
{
	char ask[1024];
	int fd = raw_connect(w->daemon.port), small = 4096, n;

	n = snprintf(ask, sizeof ask,
		"GET /api/v2/tickets/%lld/comments HTTP/1.1\r\nHost: localhost\r\n"
		"Authorization: %s\r\n\r\n",
		(long long)ticket, world_person(w, "agent")->auth);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	if (send(fd, ask, (size_t)n, MSG_NOSIGNAL) != n)
		tap_bail("cannot ask for a thread");
	return fd;
}

/* Bytes until the peer closes. */
static i64 read_rest(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char drop[65536];
	i64 total = 0;
	ssize_t n;

	while (poll(&p, 1, READ_WAIT_MS) > 0 && (n = recv(fd, drop, sizeof drop, 0)) > 0)
		total += n;
	return total;
}

/* What is announced or asked for buys no time: only bytes that move do. */
static void test_stalled(struct world *w)
{
	int reader = open_reader(w, make_large_thread(w));
	i64 begin = mono_ms(), got;

	test_slow(w, "slow large bodies",
		"POST /new HTTP/1.1\r\nHost: localhost\r\n"
		"Content-Type: multipart/form-data; boundary=x\r\n"
		"Content-Length: 5000000\r\n\r\n--x\r\n");
	while (mono_ms() - begin < STALLED_MS)
		poll(NULL, 0, DRIP_MS);
	got = read_rest(reader);
	tap(got > 0 && got < COMMENTS * COMMENT_BYTES,
		"a client that does not read its reply is cut (%lld bytes came)", (long long)got);
	close(reader);
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
	with_daemon(program, "rate_limit = 0\n", test_stalled);
	with_daemon(program, "max_connections_per_address = 64\n", test_cap);
	return tap_end();
}
