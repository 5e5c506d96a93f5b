/*
 * kill9 --tend FILE [--rounds N] [--expect-loss]
 *
 * Clients create and update tickets over several connections and keep, outside the server, a list
 * of what was acknowledged. At a random moment the daemon is killed with SIGKILL and started again.
 * Every acknowledged write must then be there exactly once, an unacknowledged one at most once, the
 * daemon must be ready within 2 s, and `tend check` must be clean. With --expect-loss the daemon is
 * the broken build and a lost write is what must be seen.
 */
#include "lib/tap.h"
#include "lib/world.h"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

enum {
	CLIENTS = 8,
	WRITES_MAX = 4096, /* a client, a round */
	READY_MS = 2000,
	CHECK_EVERY = 10, /* rounds between two `tend check` */
	LOAD_MIN_MS = 10,
	LOAD_SPREAD_MS = 250,
	COMMENT_EVERY = 4, /* each 4th write adds a comment to the ticket before */
};

enum fate { SENT, ACKNOWLEDGED, REFUSED };

struct write {
	enum fate fate;
	i64 ticket; /* of an acknowledged creation; of a comment: where it went */
	bool comment;
};

struct client {
	pthread_t thread;
	struct torture *torture;
	int number, n;
	struct write writes[WRITES_MAX];
};

struct torture {
	struct world world;
	struct client clients[CLIENTS];
	int round;
	atomic_bool stop;
	int lost, doubled, unready, dirty;
	long checked, acknowledged;
	i64 slowest_ms;
};

/* The name of a write, unique over all rounds. */
static const char *mark(char out[64], const struct torture *t, const struct client *c, int i)
{
	snprintf(out, 64, "kill9-%d-%d-%d", t->round, c->number, i);
	return out;
}

static void write_one(struct torture *t, struct client *c, struct http *h, int i)
{
	const char *auth = world_person(&t->world, "agent")->auth;
	struct write *w = &c->writes[i];
	char name[64], path[96] = "/api/v2/tickets", json[512];
	const struct answer *a;

	w->comment = i % COMMENT_EVERY == COMMENT_EVERY - 1 && c->writes[i - 1].ticket;
	mark(name, t, c, i);
	if (w->comment) {
		w->ticket = c->writes[i - 1].ticket;
		snprintf(path, sizeof path, "/api/v2/tickets/%lld", (long long)w->ticket);
		snprintf(json, sizeof json, "{\"ticket\":{\"comment\":{\"body\":\"%s\"}}}", name);
	} else {
		snprintf(json, sizeof json,
			"{\"ticket\":{\"external_id\":\"%s\",\"subject\":\"%s\","
			"\"comment\":{\"body\":\"made %s\"}}}",
			name, name, name);
	}
	a = http_json(h, auth, w->comment ? "PUT" : "POST", path, json);
	if (a->status == 200 || a->status == 201) {
		const json_t *ticket = json_object_get(a->json, "ticket");

		w->ticket = json_integer_value(json_object_get(ticket, "id"));
		w->fate = ACKNOWLEDGED;
	} else if (a->status) {
		w->fate = REFUSED;
	}
}

static void *client_main(void *arg)
{
	struct client *c = arg;
	struct torture *t = c->torture;
	struct http *h = http_new(t->world.daemon.url);

	while (!atomic_load(&t->stop) && c->n < WRITES_MAX) {
		memset(&c->writes[c->n], 0, sizeof c->writes[0]);
		write_one(t, c, h, c->n);
		if (c->writes[c->n++].fate == SENT)
			break; /* the daemon is gone */
	}
	http_free(h);
	return NULL;
}

/* Load, then SIGKILL in the middle of it. */
static void round_load(struct torture *t)
{
	unsigned random;

	if (getrandom(&random, sizeof random, 0) != sizeof random)
		tap_bail("no random numbers");
	atomic_store(&t->stop, false);
	for (int i = 0; i < CLIENTS; i++) {
		t->clients[i].torture = t;
		t->clients[i].number = i;
		t->clients[i].n = 0;
		pthread_create(&t->clients[i].thread, NULL, client_main, &t->clients[i]);
	}
	glance(LOAD_MIN_MS + (int)(random % LOAD_SPREAD_MS));
	daemon_stop(&t->world.daemon, SIGKILL, 10000);
	atomic_store(&t->stop, true);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(t->clients[i].thread, NULL);
}

/* How often is this write in the database? -1: no answer. */
static int count_creation(struct torture *t, const char *name)
{
	char path[160];
	const struct answer *a;

	snprintf(path, sizeof path, "/api/v2/tickets?external_id=%s", name);
	a = http_json(t->world.http, world_person(&t->world, "agent")->auth, "GET", path, NULL);
	return a->status == 200 ? (int)json_array_size(json_object_get(a->json, "tickets")) : -1;
}

static int count_comment(struct torture *t, const char *name, i64 ticket)
{
	char path[160];
	const struct answer *a;
	const json_t *comment;
	size_t i;
	int n = 0;

	snprintf(path, sizeof path, "/api/v2/tickets/%lld/comments", (long long)ticket);
	a = http_json(t->world.http, world_person(&t->world, "agent")->auth, "GET", path, NULL);
	json_array_foreach (json_object_get(a->json, "comments"), i, comment) {
		const char *body = json_string_value(json_object_get(comment, "body"));

		n += body && strcmp(body, name) == 0;
	}
	return a->status == 200 ? n : a->status == 404 ? 0 : -1;
}

static void verify(struct torture *t)
{
	char name[64];

	for (int k = 0; k < CLIENTS; k++) {
		struct client *c = &t->clients[k];

		for (int i = 0; i < c->n; i++) {
			struct write *w = &c->writes[i];
			int found;

			mark(name, t, c, i);
			found = w->comment ? count_comment(t, name, w->ticket)
					   : count_creation(t, name);
			t->checked++;
			t->acknowledged += w->fate == ACKNOWLEDGED;
			if (w->fate == ACKNOWLEDGED && found < 1 && t->lost++ < 5)
				tap_note("lost: %s (found %d)", name, found);
			if (found > 1 && t->doubled++ < 5)
				tap_note("doubled: %s (found %d)", name, found);
			if (w->fate == REFUSED && found > 0 && t->doubled++ < 5)
				tap_note("refused but there: %s", name);
		}
	}
}

static void run_check(struct torture *t)
{
	char out[4096];
	int status = daemon_command(&t->world.daemon, NULL, out, sizeof out, "check", NULL);

	if (status != 0 && t->dirty++ < 3)
		tap_note("tend check exits with %d after round %d:\n%s", status, t->round, out);
}

static bool round_restart(struct torture *t)
{
	struct daemon *d = &t->world.daemon;
	i64 ms;

	if (!daemon_start(d, NULL, &ms)) {
		daemon_log_show(d);
		return tap(false, "the daemon starts again after round %d", t->round);
	}
	if (ms > t->slowest_ms)
		t->slowest_ms = ms;
	if (ms > READY_MS && t->unready++ < 5)
		tap_note("ready after %lld ms in round %d", (long long)ms, t->round);
	http_free(t->world.http);
	t->world.http = http_new(d->url);
	return true;
}

static int report(struct torture *t, int rounds, bool expect_loss)
{
	tap_note("%d rounds: %ld writes acknowledged, slowest restart %lld ms", rounds,
		t->acknowledged, (long long)t->slowest_ms);
	if (expect_loss) {
		tap(t->lost > 0, "the loop sees that the broken build loses writes");
	} else {
		tap(t->acknowledged > rounds, "writes were acknowledged in %d rounds", rounds);
		tap(t->lost == 0, "no acknowledged write is lost (%d of %ld)", t->lost,
			t->acknowledged);
		tap(t->doubled == 0, "no write is there twice (%d)", t->doubled);
		tap(t->unready == 0, "ready again in under %d ms (slowest %lld)", READY_MS,
			(long long)t->slowest_ms);
		tap(t->dirty == 0, "tend check is clean after kill -9");
	}
	return tap_end();
}

int main(int argc, char **argv)
{
	static struct torture t;
	const char *program = "build/release/tend";
	bool expect_loss = false, going = true;
	int rounds = 50;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--tend") == 0 && i + 1 < argc)
			program = argv[++i];
		else if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc)
			rounds = atoi(argv[++i]);
		else if (strcmp(argv[i], "--expect-loss") == 0)
			expect_loss = true;
		else
			return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	world_start(&t.world, program, NULL);
	while (going && t.round < rounds && !(expect_loss && t.lost)) {
		t.round++;
		round_load(&t);
		if (!expect_loss && (t.round % CHECK_EVERY == 0 || t.round == rounds))
			run_check(&t);
		going = round_restart(&t);
		if (going)
			verify(&t);
	}
	http_free(t.world.http);
	daemon_stop(&t.world.daemon, SIGTERM, 10000);
	daemon_remove(&t.world.daemon);
	return report(&t, t.round, expect_loss);
}
