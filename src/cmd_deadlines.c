/*
 * `tend deadlines compute < FILE`: due times for calendars and cases given as JSON, one per line,
 * so that a supervisor tries a calendar before it is saved. Needs no data directory.
 */
#include "base/buf.h"
#include "base/clock.h"
#include "cmd.h"
#include "domain/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { INPUT_MAX = 16 << 20, CALENDARS_MAX = 1000, PAUSES_MAX = 10000 };

struct named {
	const char *name;
	struct compiled *calendar;
};

struct book {
	struct arena *arena;
	struct named *v;
	int n;
};

static const char usage[] =
	"Usage: tend deadlines compute < FILE\n"
	"\n"
	"Reads calendars and cases as JSON and prints one due time per line, in seconds\n"
	"since 1970 UTC:\n"
	"\n"
	"  {\"calendars\": [{\"name\": \"office\", \"zone\": \"Europe/Zagreb\",\n"
	"     \"week\": {\"mon\": [[\"09:00\", \"17:00\"]]},\n"
	"     \"holidays\": [{\"date\": \"2026-12-25\"},\n"
	"                  {\"date\": \"2026-12-24\", \"open\": [[\"09:00\", \"12:00\"]]}]}],\n"
	"   \"vectors\": [{\"calendar\": \"office\", \"start\": 1793439001,\n"
	"     \"target_s\": 36000, \"pauses\": [[1793450000, 1793460000]]}]}\n"
	"\n"
	"Where a case has \"due\", the computed time is compared with it.\n"
	"Exit status: 0 done, 1 a case cannot be computed or differs, 2 wrong usage or input.\n";

static int complain(const char *what)
{
	fprintf(stderr,
		"tend deadlines: %s\n"
		"Try: tend deadlines --help\n",
		what);
	return 2;
}

static bool read_all(struct buf *b)
{
	char chunk[65536];
	ssize_t n;

	while ((n = read(STDIN_FILENO, chunk, sizeof chunk)) > 0)
		buf_add(b, chunk, (size_t)n);
	return n == 0 && !b->failed;
}

static struct compiled *find(const struct book *book, const char *name)
{
	for (int i = 0; name && i < book->n; i++)
		if (strcmp(book->v[i].name, name) == 0)
			return book->v[i].calendar;
	return NULL;
}

/* Compile all calendars; false after a complaint. */
static bool read_calendars(struct book *book, const json_t *list)
{
	const json_t *v;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > CALENDARS_MAX) {
		complain("\"calendars\" has to be a list of at most 1000");
		return false;
	}
	book->v = ARENA_ARRAY(book->arena, struct named, json_array_size(list));
	json_array_foreach (list, i, v) {
		const char *name = json_get_str(v, "name");
		struct calendar_rules *rules;
		struct failure f = {0};

		if (!name || find(book, name)) {
			complain("each calendar needs a \"name\" of its own");
			return false;
		}
		if (calendar_parse(book->arena, &f, v, &rules)) {
			fprintf(stderr, "tend deadlines: calendar \"%s\", %s: %s\n", name,
				f.details[0].field, f.details[0].text);
			return false;
		}
		book->v[book->n++] = (struct named){name, calendar_compile(rules)};
	}
	return true;
}

static int by_from(const void *a, const void *b)
{
	const struct stretch *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Seconds of a JSON integer as ms, inside the years that zones know. */
static bool get_seconds(const json_t *v, i64 *ret_ms)
{
	i64 s = json_integer_value(v);

	if (!json_is_integer(v) || s < 0 || s > 7258118400) /* 2200-01-01 */
		return false;
	*ret_ms = s * SECOND_MS;
	return true;
}

static const char *read_pauses(struct arena *a, const json_t *list, struct stretches *ret)
{
	size_t n = json_array_size(list), i;
	struct stretch *v;
	const json_t *pair;

	if (list && !json_is_null(list) && !json_is_array(list))
		return "\"pauses\" has to be a list of [from, to] in seconds";
	if (n > PAUSES_MAX)
		return "more than 10000 pauses";
	v = ARENA_ARRAY(a, struct stretch, n);
	json_array_foreach (list, i, pair) {
		if (!get_seconds(json_array_get(pair, 0), &v[i].from) ||
			!get_seconds(json_array_get(pair, 1), &v[i].to) || v[i].to < v[i].from)
			return "\"pauses\" has to be a list of [from, to] in seconds";
	}
	if (n)
		qsort(v, n, sizeof *v, by_from);
	*ret = (struct stretches){v, (int)n};
	return NULL;
}

/* Due time of one case in ms; a sentence when there is none. */
static const char *compute(const struct book *book, struct arena *a, const json_t *j, i64 *ret_due)
{
	struct compiled *c = find(book, json_get_str(j, "calendar"));
	struct stretches pauses = {0};
	const char *wrong;
	i64 start, target;

	if (!c)
		return "its \"calendar\" is not one of \"calendars\"";
	if (!get_seconds(json_object_get(j, "start"), &start))
		return "\"start\" has to be seconds since 1970 UTC, before 2200";
	if (!get_seconds(json_object_get(j, "target_s"), &target))
		return "\"target_s\" has to be a number of seconds";
	wrong = read_pauses(a, json_object_get(j, "pauses"), &pauses);
	if (wrong)
		return wrong;
	if (!calendar_due(c, start, target, &pauses, ret_due))
		return "the calendar is not open long enough to reach the target before 2200; "
		       "give it opening hours";
	return NULL;
}

static int print_all(const struct book *book, const json_t *list)
{
	struct arena *scratch = arena_new(1 << 20);
	const json_t *v;
	int status = 0;
	size_t i;

	json_array_foreach (list, i, v) {
		const json_t *expected = json_object_get(v, "due");
		const char *wrong;
		i64 due = 0;

		arena_reset(scratch);
		wrong = compute(book, scratch, v, &due);
		if (wrong)
			fprintf(stderr, "tend deadlines: case %zu: %s\n", i + 1, wrong);
		else
			printf("%lld\n", (long long)(due / SECOND_MS));
		if (!wrong && json_is_integer(expected) &&
			json_integer_value(expected) != due / SECOND_MS) {
			fprintf(stderr, "tend deadlines: case %zu: due is %lld, expected %lld\n",
				i + 1, (long long)(due / SECOND_MS),
				(long long)json_integer_value(expected));
			status = 1;
		}
		status = wrong ? 1 : status;
	}
	arena_free(scratch);
	return fflush(stdout) ? 1 : status;
}

static int run(const json_t *root)
{
	struct book book = {.arena = arena_new(64 << 20)};
	const json_t *cases = json_object_get(root, "vectors");
	int status = 2;

	if (!json_is_array(cases))
		complain("\"vectors\" has to be a list of cases");
	else if (read_calendars(&book, json_object_get(root, "calendars")))
		status = print_all(&book, cases);
	for (int i = 0; i < book.n; i++)
		calendar_free(book.v[i].calendar);
	arena_free(book.arena);
	return status;
}

int cmd_deadlines(int argc, char **argv)
{
	CLEANUP(buf_free) struct buf input = BUF_INIT(INPUT_MAX);
	CLEANUP(json_cleanup) json_t *root = NULL;
	char why[256], text[320];

	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			fputs(usage, stdout);
			return 0;
		}
	}
	if (argc != 1 || strcmp(argv[0], "compute") != 0)
		return complain("say what to do: compute");
	if (!read_all(&input))
		return complain("cannot read standard input, or it is longer than 16 MB");
	root = json_parse(input.p ? input.p : "", input.n, why, sizeof why);
	if (!root) {
		snprintf(text, sizeof text, "the input is not JSON: %s", why);
		return complain(text);
	}
	return run(root);
}
