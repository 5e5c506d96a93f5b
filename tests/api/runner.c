/*
 * runner [--tend FILE] [--record FILE] FILE…: runs API tests (README.md) against the real daemon.
 * Files share one daemon, except those that say `own server`. One TAP line per case. --record keeps
 * every answer as a line of JSON, for openapi.mjs.
 */
#include "runner.h"

#include "base/log.h"
#include "lib/tap.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ARENA_MAX = 1 << 30, AGAIN_MS = 20 };

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void set_known(struct run *r)
{
	const struct daemon *d = &r->world->daemon;
	char text[128];

	vars_set(r->vars, "base", d->url);
	vars_set(r->vars, "host", d->url + strlen("http://"));
	snprintf(text, sizeof text, "%d%d", (int)getpid(), rand());
	vars_set(r->vars, "unique", text);
	vars_set(r->vars, "password", PERSON_PASSWORD);
	for (int i = 0; i < PEOPLE; i++) {
		const struct person *p = &r->world->people[i];
		const struct {
			const char *end, *value;
		} facts[] = {{"email", p->email}, {"name", p->title}, {"token", p->token},
			{"auth", p->auth}};

		for (size_t k = 0; k < COUNT_OF(facts); k++) {
			snprintf(text, sizeof text, "%s_%s", p->name, facts[k].end);
			if (facts[k].value)
				vars_set(r->vars, text, facts[k].value);
		}
		char id[32];

		snprintf(text, sizeof text, "%s_id", p->name);
		snprintf(id, sizeof id, "%lld", (long long)p->id);
		vars_set(r->vars, text, id);
	}
}

/* "+10h", "+90m", "+5s" */
static bool move_clock(struct run *r, const char *by, char *why)
{
	char *unit;
	i64 n = strtoll(by, &unit, 10);

	switch (*unit) {
	case 'd':
		n *= 24; /* fallthrough */
	case 'h':
		n *= 60; /* fallthrough */
	case 'm':
		n *= 60; /* fallthrough */
	case 's':
		break;
	default:
		snprintf(why, WHY_MAX, "clock by what? %s", by);
		return false;
	}
	r->clock_ms += n * 1000;
	daemon_clock(&r->world->daemon, r->clock_ms);
	vars_set(r->vars, "clock_ms", arena_printf(r->arena, "%lld", (long long)r->clock_ms));
	return true;
}

static bool run_until(struct run *r, const struct test_case *c, char *why)
{
	i64 end = mono_ms() + c->within_ms;
	bool ok = false;

	do {
		ok = c->raw.n ? raw_run(r, c, why) : call_run(r, c, why);
		if (!ok && c->within_ms)
			glance(AGAIN_MS);
	} while (!ok && mono_ms() < end);
	return ok;
}

static bool run_case(struct run *r, const struct test_case *c, char *why)
{
	const char *times = c->repeat ? vars_expand(r->vars, c->repeat, NULL, why) : "1";
	char text[32];

	if (c->clock && !move_clock(r, c->clock, why))
		return false;
	if (!times || atoi(times) <= 0)
		return false;
	for (int i = 1; c->status && i <= atoi(times); i++) {
		snprintf(text, sizeof text, "%d", i);
		vars_set(r->vars, "i", text);
		if (!run_until(r, c, why))
			return false;
	}
	return true;
}

static FILE *record; /* --record */

static void record_open(const char *path)
{
	record = fopen(path, "w");
	if (!record)
		die("%s cannot be written", path);
}

static void run_cases(struct world *w, const struct test_file *f, struct arena *arena)
{
	struct run r = {.world = w, .arena = arena, .vars = vars_new(arena), .record = record};
	char why[WHY_MAX];

	set_known(&r);
	for (int i = 0; i < f->n; i++) {
		const struct test_case *c = &f->cases[i];
		bool ok;

		why[0] = 0;
		ok = run_case(&r, c, why);
		if (c->status || !ok)
			tap(ok, "%s: %s", base_name(f->name), c->name ? c->name : "clock");
		if (!ok)
			tap_note("%s:%d\n%s", f->name, c->line, why);
		if (!ok && daemon_ended(&w->daemon)) /* the rest could only say so again */
			return;
	}
	if (r.clock_ms)
		daemon_clock(&w->daemon, 0);
}

/* Its own server when it asks for one, else the shared one, which is started on first use. */
static void run_file(struct world *shared, const char *program, const char *path)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct test_file file;
	struct world own;
	char why[WHY_MAX];

	if (!file_parse(arena, path, &file, why)) {
		tap(false, "%s", base_name(path));
		tap_note("%s: %s", path, why);
	} else if (file.own_server) {
		world_start(&own, program, file.conf);
		run_cases(&own, &file, arena);
		world_end(&own);
	} else {
		if (!shared->http)
			world_start(shared, program, NULL);
		run_cases(shared, &file, arena);
		if (daemon_ended(&shared->daemon)) {
			world_end(shared);
			shared->http = NULL;
		}
	}
	arena_free(arena);
}

int main(int argc, char **argv)
{
	static struct world shared;
	const char *program = "build/asan/tend";
	int first = 1;

	for (; first + 1 < argc && strncmp(argv[first], "--", 2) == 0; first += 2) {
		if (strcmp(argv[first], "--tend") == 0)
			program = argv[first + 1];
		else if (strcmp(argv[first], "--record") == 0)
			record_open(argv[first + 1]);
	}
	if (first >= argc) {
		fprintf(stderr, "usage: runner [--tend FILE] [--record FILE] FILE.test…\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	for (int i = first; i < argc; i++)
		run_file(&shared, program, argv[i]);
	if (shared.http)
		world_end(&shared);
	curl_global_cleanup();
	if (record && fclose(record) != 0)
		die("the record is not complete");
	return tap_end();
}
