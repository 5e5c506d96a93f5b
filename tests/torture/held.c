/*
 * held --tend FILE [--rounds N]
 *
 * Replies are held for a second; the daemon is killed with SIGKILL around the moment at which they
 * are sent and started again. Every reply that was acknowledged must then become one comment, no
 * more and no less.
 */
#include "lib/tap.h"
#include "lib/world.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

enum {
	REPLIES = 40,	     /* a round, each on a ticket of its own */
	BEFORE_MS = 500,     /* the kill comes this long after the last was held, and … */
	SPREAD_MS = 600,     /* … up to this much more */
	PATIENCE_MS = 10000, /* for the rest to be sent after the start */
};

struct torture {
	struct world world;
	i64 tickets[REPLIES];
	bool held[REPLIES];
	int round, lost, doubled;
	long sent, after; /* acknowledged; of these sent after the start */
};

static const char *auth(struct torture *t)
{
	return world_person(&t->world, "agent")->auth;
}

static void make_ticket(struct torture *t, int i)
{
	const struct answer *a = http_json(t->world.http, auth(t), "POST", "/api/v2/tickets",
		"{\"ticket\":{\"comment\":{\"body\":\"asked\"}}}");

	t->tickets[i] =
		json_integer_value(json_object_get(json_object_get(a->json, "ticket"), "id"));
}

static void hold(struct torture *t, int i)
{
	char path[96], json[128];
	const struct answer *a;

	snprintf(path, sizeof path, "/api/v2/tickets/%lld/held_replies", (long long)t->tickets[i]);
	snprintf(json, sizeof json,
		"{\"held_reply\":{\"body\":\"held-%d-%d\",\"hold_seconds\":1,"
		"\"status\":\"solved\"}}",
		t->round, i);
	a = http_json(t->world.http, auth(t), "POST", path, json);
	t->held[i] = a->status == 201;
	t->sent += t->held[i];
}

static void kill_and_start(struct torture *t)
{
	unsigned random;
	i64 ms;

	if (getrandom(&random, sizeof random, 0) != sizeof random)
		tap_bail("no random numbers");
	glance(BEFORE_MS + (int)(random % SPREAD_MS));
	daemon_stop(&t->world.daemon, SIGKILL, 10000);
	if (!daemon_start(&t->world.daemon, NULL, &ms))
		tap_bail("the daemon does not start again");
	http_free(t->world.http);
	t->world.http = http_new(t->world.daemon.url);
}

/* How often is the reply in the thread? */
static int count(struct torture *t, int i)
{
	char path[96], body[64];
	const struct answer *a;
	const json_t *comment;
	size_t k;
	int n = 0;

	snprintf(body, sizeof body, "held-%d-%d", t->round, i);
	snprintf(path, sizeof path, "/api/v2/tickets/%lld/comments", (long long)t->tickets[i]);
	a = http_json(t->world.http, auth(t), "GET", path, NULL);
	json_array_foreach (json_object_get(a->json, "comments"), k, comment)
		n += strcmp(json_string_value(json_object_get(comment, "body")), body) == 0;
	return n;
}

static void verify(struct torture *t)
{
	for (int i = 0; i < REPLIES; i++) {
		int found = count(t, i);

		t->after += t->held[i] && !found;
		for (int waited = 0; t->held[i] && !found && waited < PATIENCE_MS; waited += 50) {
			glance(50);
			found = count(t, i);
		}
		t->lost += t->held[i] && !found;
		t->doubled += found > 1;
	}
}

int main(int argc, char **argv)
{
	static struct torture t;
	const char *program = "build/release/tend";
	int rounds = 5;

	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--tend") == 0)
			program = argv[i + 1];
		else if (strcmp(argv[i], "--rounds") == 0)
			rounds = atoi(argv[i + 1]);
		else
			return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	world_start(&t.world, program, NULL);
	for (t.round = 1; t.round <= rounds; t.round++) {
		for (int i = 0; i < REPLIES; i++)
			make_ticket(&t, i);
		for (int i = 0; i < REPLIES; i++)
			hold(&t, i);
		kill_and_start(&t);
		verify(&t);
	}
	tap_note("%d rounds: %ld replies, %ld sent after the kill", rounds, t.sent, t.after);
	tap(t.sent == (long)rounds * REPLIES, "replies were held (%ld)", t.sent);
	tap(t.lost == 0, "no held reply is lost (%d)", t.lost);
	tap(t.doubled == 0, "no held reply is sent twice (%d)", t.doubled);
	world_end(&t.world);
	return tap_end();
}
