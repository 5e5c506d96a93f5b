/*
 * The API runner: text files in, TAP out. README.md in this folder is the format.
 * runner.c: options and order · runner_file.c: text to cases · runner_vars.c: ${…} ·
 * runner_match.c: expectations · runner_call.c: one case with libcurl · runner_raw.c: one in bytes.
 */
#ifndef TEND_TESTS_RUNNER_H
#define TEND_TESTS_RUNNER_H

#include "base/arena.h"
#include "lib/world.h"

#include <stdio.h>

enum { LINES_MAX = 32, WHY_MAX = 4096 };

struct lines {
	const char *at[LINES_MAX];
	int n;
};

/* One block of a file, nothing replaced yet. */
struct test_case {
	int line;
	const char *name;			 /* the first # line, or the request itself */
	const char *clock;			 /* "+10h": only this; no request */
	const char *repeat;			 /* NULL: once */
	const char *method, *path, *actor, *how; /* how: NULL, "password", "bearer" */
	struct lines headers, parts;
	const char *form, *body;     /* NULL: none */
	struct lines raw;	     /* of a raw case: > and >> lines */
	const char *status, *reason; /* "200", "201|409"; reason NULL: any */
	int within_ms;		     /* ask again until it holds; 0: once */
	struct lines want_headers, want_body;
	const char *want_json;
};

struct test_file {
	const char *name;
	bool own_server;
	const char *conf; /* lines of tend.conf for its own server */
	struct test_case *cases;
	int n;
};

/* Parse a file; false with a sentence (naming the line) in why. */
bool file_parse(struct arena *a, const char *path, struct test_file *ret, char why[WHY_MAX]);

/* Values that the cases of one file captured. */
struct vars;
struct vars *vars_new(struct arena *a);
void vars_set(struct vars *v, const char *name, const char *value);
const char *vars_get(const struct vars *v, const char *name);
/* Replace ${…} in text; *ret_n (may be NULL) its length, bytes may be NUL. NULL with why. */
const char *vars_expand(struct vars *v, const char *text, size_t *ret_n, char why[WHY_MAX]);

/* Does the JSON text `want` (expanded) hold for got? Captures go into v. */
bool match_json(struct vars *v, const char *want, const json_t *got, char why[WHY_MAX]);
/* Does text match the pattern: `*` anything, <name> captures? whole: from end to end. */
bool match_text(struct vars *v, const char *pattern, const char *text, bool whole);

struct run {
	struct world *world;
	struct arena *arena;
	struct vars *vars;
	i64 clock_ms; /* how far the daemon's clock was moved */
	FILE *record; /* --record: one line of JSON for each answer; NULL: none */
};

/* Run one case once; false with a sentence in why. */
bool call_run(struct run *r, const struct test_case *c, char why[WHY_MAX]);
bool raw_run(struct run *r, const struct test_case *c, char why[WHY_MAX]);

#endif
