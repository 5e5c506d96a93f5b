/*
 * The people every API test knows, made on the command line before the daemon starts:
 *   admin, agent, agent_b (agents without limits), restricted (agent who sees only tickets
 *   assigned to him), customer, customer_b (end users), reader (the agent's token with read scope),
 *   writer_out (the token of a disabled agent), anonymous.
 */
#ifndef TEND_TESTS_WORLD_H
#define TEND_TESTS_WORLD_H

#include "lib/daemon.h"
#include "lib/http.h"

struct person {
	const char *name, *email, *role, *title;
	const char *scope; /* of the token */
	char token[128];
	char auth[512]; /* Authorization by token, "" for anonymous */
	char auth_password[512];
	char auth_bearer[160];
	i64 id;
};

enum { PEOPLE = 9 };

struct world {
	struct daemon daemon;
	struct person people[PEOPLE];
	struct http *http;
};

#define PERSON_PASSWORD "open sesame, please"

/* Make data, people and tokens and start the daemon. Ends the test program when it cannot. */
void world_start(struct world *w, const char *program, const char *conf);
/* Stop the daemon (it must still live, leave with 0, have a clean log, and leave data that
 * `tend check` finds sound: three TAP lines), remove everything. */
void world_end(struct world *w);
/* An open event stream as a socket, its headers read; -1 when it was refused. last_id: value of
 * Last-Event-ID, or NULL. */
int world_stream(const struct world *w, const char *person, const char *last_id);
/* The same at another address (with a query). */
int world_stream_at(
	const struct world *w, const char *person, const char *path, const char *last_id);
/* NULL when there is no such person. */
const struct person *world_person(const struct world *w, const char *name);

#endif
