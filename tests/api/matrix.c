/*
 * matrix [--tend FILE] [--print] TABLE
 *
 * The authorisation matrix: every row of the route table × every kind of person × their own, a
 * foreign and a missing object, called for real and compared with TABLE (its head explains it). A
 * route without a row fails, and so does a row without a route. What the capability of a route says
 * is checked too, whatever the table says. --print writes the table as the server behaves, to be
 * read by a person before it is kept.
 */
#include "matrix.h"
#include "http/route.h"
#include "lib/tap.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { TABLE_MAX = 1000, CELL_MAX = 24, LINE_BYTES = 1024 };

static const char *const actors[] = {"anonymous", "customer", "customer_b", "agent", "restricted",
	"admin", "reader", "writer_out"};
enum { ACTORS = COUNT_OF(actors) };

struct row {
	char method[8], path[160];
	char cells[ACTORS][CELL_MAX];
	bool used;
};

static struct row table[TABLE_MAX];
static int rows;

static bool has_object(const struct route *r)
{
	return strchr(r->path, ':') != NULL;
}

/* What an answer says about access: "+" let through, else the status (also of a redirection). */
static const char *outcome(int status)
{
	static char text[8];

	if (status == 401 || status == 403 || status == 404 || status >= 500 || status < 200 ||
		status / 100 == 3)
		snprintf(text, sizeof text, "%d", status);
	else
		snprintf(text, sizeof text, "+");
	return text;
}

static const char *call(
	struct matrix *m, const struct route *r, const struct person *p, enum side side)
{
	static const struct part form = {.name = "a", .value = "b", .size = 1};
	char path[512];
	struct call c = {.method = method_name(r->method), .path = path};

	matrix_path(m, r->path, r->method == M_GET, side, path, sizeof path);
	c.auth = *p->auth ? p->auth : NULL;
	if (r->body == BODY_JSON || r->body == BODY_FILE) {
		c.body = "{}";
		c.body_size = 2;
	} else if (r->body == BODY_FORM) {
		c.parts = &form;
		c.part_count = 1;
	}
	return outcome(http_call(m->world->http, &c)->status);
}

/* "+", or "+/404/404" for objects A, B and one that is missing; one word when they are equal. */
static void observe(
	struct matrix *m, const struct route *r, const struct person *p, char cell[CELL_MAX])
{
	char by_side[SIDES][8];
	int sides = has_object(r) ? SIDES : 1;

	for (int s = 0; s < sides; s++)
		snprintf(by_side[s], sizeof by_side[s], "%s", call(m, r, p, (enum side)s));
	if (sides == 1 || (!strcmp(by_side[0], by_side[1]) && !strcmp(by_side[1], by_side[2])))
		snprintf(cell, CELL_MAX, "%s", by_side[0]);
	else
		snprintf(cell, CELL_MAX, "%s/%s/%s", by_side[0], by_side[1], by_side[2]);
}

static void read_table(const char *path)
{
	FILE *f = fopen(path, "re");
	char line[LINE_BYTES];

	if (!f)
		tap_bail("cannot open %s", path);
	while (fgets(line, sizeof line, f)) {
		struct row *r = &table[rows];
		char *rest = line, *word;
		int n = 0;

		if (line[0] == '#' || line[0] == '\n')
			continue;
		while ((word = strsep(&rest, "\t\n")) != NULL && n < 2 + ACTORS) {
			if (n < 2)
				snprintf(n ? r->path : r->method,
					n ? sizeof r->path : sizeof r->method, "%s", word);
			else
				snprintf(r->cells[n - 2], CELL_MAX, "%s", word);
			n += *word != 0;
		}
		if (n != 2 + ACTORS || ++rows == TABLE_MAX)
			tap_bail(
				"%s: want %d columns: %s %s", path, 2 + ACTORS, r->method, r->path);
	}
	fclose(f);
}

static struct row *find_row(const struct route *r)
{
	for (int i = 0; i < rows; i++)
		if (strcmp(table[i].method, method_name(r->method)) == 0 &&
			strcmp(table[i].path, r->path) == 0)
			return &table[i];
	return NULL;
}

/* Does the cell contradict the capability of the route? */
static bool contradicts(const struct route *r, const char *actor, const char *cell)
{
	bool open = capability_anonymous(r->cap), in = strchr(cell, '+') != NULL;
	enum role role = capability_role(r->cap);

	if (!in || open)
		return false;
	if (strcmp(actor, "anonymous") == 0 || strcmp(actor, "writer_out") == 0)
		return strcmp(r->path, "/api/v2/users/me") != 0;
	if (strncmp(actor, "customer", 8) == 0)
		return role > ROLE_END_USER;
	if (strcmp(actor, "reader") == 0 && capability_writes(r->cap))
		return true;
	return role > ROLE_AGENT && strcmp(actor, "admin") != 0;
}

static void check_route(struct matrix *m, const struct route *r, bool print)
{
	struct row *row = find_row(r);
	char seen[ACTORS][CELL_MAX], why[4096] = "";
	size_t n = 0;

	for (int i = 0; i < ACTORS; i++) {
		observe(m, r, world_person(m->world, actors[i]), seen[i]);
		if (contradicts(r, actors[i], seen[i]))
			n += (size_t)snprintf(why + n, sizeof why - n, "%s gets %s against %s\n",
				actors[i], seen[i], capability_name(r->cap));
		if (row && strcmp(row->cells[i], seen[i]) != 0)
			n += (size_t)snprintf(why + n, sizeof why - n, "%s: want %s, got %s\n",
				actors[i], row->cells[i], seen[i]);
	}
	if (print) {
		printf("%s\t%s", method_name(r->method), r->path);
		for (int i = 0; i < ACTORS; i++)
			printf("\t%s", seen[i]);
		printf("\n");
	}
	if (!row)
		snprintf(why + n, sizeof why - n, "no row in the table");
	else
		row->used = true;
	if (r->cap == CAP_NONE)
		snprintf(why + n, sizeof why - n, "no capability");
	if (!print && !tap(!*why, "%s %s", method_name(r->method), r->path))
		tap_note("%s", why);
}

/* Streams do not end, and patterns have no address to call. */
static bool callable(const struct route *r)
{
	return !strstr(r->path, "/stream") && !strchr(r->path, '*');
}

static void check_rows(void)
{
	for (int i = 0; i < rows; i++)
		if (!table[i].used)
			tap(false, "a row without a route: %s %s", table[i].method, table[i].path);
}

int main(int argc, char **argv)
{
	static struct world world;
	static struct matrix m = {.world = &world};
	const char *program = "build/asan/tend", *file = NULL;
	const struct route *const *routes;
	bool print = false;
	int n;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--tend") == 0 && i + 1 < argc)
			program = argv[++i];
		else if (strcmp(argv[i], "--print") == 0)
			print = true;
		else
			file = argv[i];
	}
	if (!file)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	read_table(file);
	world_start(&world, program, NULL);
	routes = route_all(&n);
	for (int i = 0; i < n; i++)
		if (callable(routes[i]))
			check_route(&m, routes[i], print);
	if (!print)
		check_rows();
	world_end(&world);
	return tap_end();
}
