/*
 * tend import zendesk: an export of a Zendesk-compatible helpdesk, from a directory or straight
 * from its API, into this database, while the server runs or before it ever did. What was taken in
 * once is remembered (domain/import_map), so a run that was broken off is simply run again.
 */
#include "cmd_import.h"

#include "base/clock.h"
#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	/* one transaction takes about so long at most, while a daemon works on the same data or
	 * when nobody waits */
	BATCH_SERVED_US = 60 * 1000,
	BATCH_ALONE_US = 500 * 1000,
	BATCH_BYTES = 64 << 20, /* of memory */
	PAUSE_US = 30 * 1000,	/* between two while a daemon works */
	CHECKPOINT_EVERY = 20,
	FILE_MB = 50,
	FILE_MB_MAX = 4096,
};

/* In the order in which things refer to each other. */
static const struct list {
	const char *name; /* of the files, and in the API's pages */
	import_take *take;
} lists[IMPORT_LISTS] = {
	{"groups", import_group},
	{"organization_fields", import_organization_field},
	{"user_fields", import_user_field},
	{"ticket_fields", import_ticket_field},
	{"organizations", import_organization},
	{"users", import_user},
	{"identities", import_identity},
	{"group_memberships", import_group_membership},
	{"organization_memberships", import_organization_membership},
	{"tickets", import_ticket},
};

/* --- telling --- */

void import_problem(struct import *im, const struct import_record *r, const char *why)
{
	const char *name = strrchr(r->file, '/');

	if (im->problems++ >= IMPORT_PROBLEMS_SHOWN)
		return;
	import_progress_end(im);
	fprintf(stderr, "%s, line %" PRId64 ": %s\n", name ? name + 1 : r->file, r->line, why);
}

void import_progress_line(struct import *im, const char *what, i64 done)
{
	bool terminal = isatty(STDERR_FILENO);
	i64 now = clock_now_ms();

	if (!im->shown_at)
		im->shown_at = now;
	if (now - im->shown_at < (terminal ? 1 : 10) * SECOND_MS)
		return;
	im->shown_at = now;
	fprintf(stderr, terminal ? "\r%s: %" PRId64 "    " : "%s: %" PRId64 "\n", what, done);
}

void import_progress_end(struct import *im)
{
	if (im->shown_at && isatty(STDERR_FILENO))
		fprintf(stderr, "\r%*s\r", 60, "");
}

void import_forget(struct import *im)
{
	im->cx->news = NULL;
	im->cx->news_count = im->cx->news_cap = 0;
	arena_reset(im->env->arena);
}

void import_pause(struct import *im)
{
	struct timespec t = {.tv_nsec = PAUSE_US * 1000L};

	if (im->served)
		nanosleep(&t, NULL);
}

/* --- others at work --- */

/* Is somebody holding the lock of this name in the data directory? Keeps *ret_fd when not. */
static bool is_locked(struct cmd_env *env, const char *name, int *ret_fd)
{
	const char *path = arena_printf(env->arena, "%s/%s", env->line->data_dir, name);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	*ret_fd = fd;
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) == 0)
		return false;
	close(fd);
	*ret_fd = -1;
	return true;
}

static bool daemon_works(struct cmd_env *env)
{
	int fd;
	bool works = is_locked(env, "tend.lock", &fd);

	if (fd >= 0)
		close(fd);
	return works;
}

/* --- one list --- */

struct batch {
	struct import *im;
	const struct list *list;
	i64 *counts; /* by outcome */
	i64 told;    /* objects of this list so far */
	bool ended;
};

static const char *reason(const struct cx *cx, enum err e)
{
	return cx->fail.count ? cx->fail.details[0].text : err_wire(e);
}

/* What no next object can mend. */
static bool is_fatal(const struct cx *cx, enum err e)
{
	return e == E_STORAGE || e == E_INTERNAL || e == E_BUSY || !db_in_transaction(cx->db);
}

/* --- those that wait for the next pass --- */

static void postpone(struct import *im, i64 id)
{
	if (im->later_count == im->later_cap) {
		im->later_cap = im->later_cap ? im->later_cap * 2 : 256;
		im->later = realloc(im->later, sizeof *im->later * (size_t)im->later_cap);
		if (!im->later)
			die("no memory for the tickets that wait");
	}
	im->later[im->later_count++] = id;
}

static bool is_postponed(const struct import *im, i64 id)
{
	int low = 0, high = im->later_count;

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (im->later[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < im->later_count && im->later[low] == id;
}

/* A list's own function, for those whose pass it is. */
static enum err take_object(struct batch *b, const json_t *o, enum import_outcome *ret)
{
	struct import *im = b->im;
	i64 id = import_id(o, "id");

	*ret = IMPORT_PASSED_BY;
	if (im->only_later && !is_postponed(im, id))
		return OK;
	TRY(b->list->take(im, o, ret));
	if (*ret == IMPORT_KNOWN && im->only_later)
		*ret = IMPORT_PASSED_BY;
	if (*ret == IMPORT_LATER && !im->only_later)
		postpone(im, id);
	return OK;
}

/* One object in its savepoint; not OK: the whole batch fails. */
static enum err take_one(struct batch *b, const struct import_record *r)
{
	struct import *im = b->im;
	enum import_outcome outcome = IMPORT_MADE;
	struct cx *cx = im->cx;
	enum err e;

	if (r->bad && im->only_later) /* told in the first pass */
		return OK;
	if (r->bad) {
		import_problem(im, r, r->bad);
		b->counts[IMPORT_FAILED]++;
		im->stopped = im->strict;
		return OK;
	}
	TRY(db_savepoint(cx->db));
	e = take_object(b, r->json, &outcome);
	if (e == OK) {
		b->counts[outcome]++;
		return db_release(cx->db);
	}
	if (is_fatal(cx, e))
		return e;
	db_rollback_to(cx->db);
	import_problem(im, r, reason(cx, e));
	b->counts[IMPORT_FAILED]++;
	im->stopped = im->strict;
	cx->fail = (struct failure){0};
	return OK;
}

static enum err run_batch(struct cx *cx, void *arg)
{
	struct batch *b = arg;
	struct import *im = b->im;
	i64 until = clock_mono_us() + (im->served ? BATCH_SERVED_US : BATCH_ALONE_US);

	cx->now = clock_now_ms();
	while (clock_mono_us() < until && arena_used(cx->arena) < BATCH_BYTES) {
		struct import_record record;

		if (im->stopped || !import_reader_next(im->reader, &record)) {
			b->ended = true;
			return OK;
		}
		b->told++;
		TRY(take_one(b, &record));
	}
	return OK;
}

/* Go over the files of a list once. */
static enum err run_pass(struct import *im, const struct list *list)
{
	struct batch b = {.im = im, .list = list, .counts = im->counts[list - lists]};
	enum err e = OK;

	im->served = daemon_works(im->env);
	im->reader = import_reader_new(im->dir, list->name);
	for (int batches = 1; e == OK && !b.ended; batches++) {
		e = cmd_transaction(im->env, run_batch, &b);
		if (e == OK)
			import_forget(im);
		if (e == OK && batches % CHECKPOINT_EVERY == 0)
			e = db_checkpoint(im->cx->db, false);
		import_progress_line(im, list->name, b.told);
		import_pause(im);
	}
	import_reader_free(&im->reader);
	return e;
}

static int by_number(const void *a, const void *b)
{
	i64 x = *(const i64 *)a, y = *(const i64 *)b;

	return x < y ? -1 : x > y;
}

/* Tickets whose parents come behind them, and whatever finds its id taken, wait for the next pass;
 * when none gets further, they come without parents. */
static enum err run_list(struct import *im, const struct list *list)
{
	i64 *later = &im->counts[list - lists][IMPORT_LATER], before;
	enum err e;

	im->only_later = im->last_pass = false;
	im->later_count = 0;
	e = run_pass(im, list);
	if (im->later_count)
		qsort(im->later, (size_t)im->later_count, sizeof *im->later, by_number);
	im->only_later = true;
	while (e == OK && *later && !im->stopped && !im->last_pass) {
		before = *later;
		*later = 0;
		e = run_pass(im, list);
		im->last_pass = *later == before;
	}
	return e == OK && im->last_pass ? run_pass(im, list) : e;
}

static enum err run_lists(struct import *im)
{
	for (int i = 0; i < IMPORT_LISTS && !im->stopped; i++) {
		if (strcmp(lists[i].name, "tickets") == 0)
			TRY(import_comments_collect(im));
		TRY(run_list(im, &lists[i]));
	}
	return OK;
}

/* --- the end --- */

static void print_row(const char *name, const i64 *c)
{
	printf("%-26s %10" PRId64 " %10" PRId64 " %10" PRId64 " %10" PRId64 "\n", name,
		c[IMPORT_MADE], c[IMPORT_KNOWN], c[IMPORT_LEFT_OUT], c[IMPORT_FAILED]);
}

static void print_note(i64 n, const char *fmt)
{
	if (n)
		printf("%" PRId64 " %s\n", n, fmt);
}

static void print_counts(const struct import *im)
{
	i64 comments[IMPORT_OUTCOMES] = {
		[IMPORT_MADE] = im->comment_count, [IMPORT_FAILED] = im->comments_failed};
	i64 files[IMPORT_OUTCOMES] = {
		[IMPORT_MADE] = im->file_count, [IMPORT_LEFT_OUT] = im->files_missing};

	printf("%-26s %10s %10s %10s %10s\n", "", "new", "here", "left out", "failed");
	for (int i = 0; i < IMPORT_LISTS; i++)
		print_row(lists[i].name, im->counts[i]);
	print_row("comments", comments);
	print_row("attachments", files);
	print_note(im->open_count, "open tickets came without a deadline: the customer's next "
				   "message starts the clock.");
	print_note(im->staff_count, "agents and administrators have no password here yet: tend "
				    "user password --data DIR --email E");
	print_note(im->strangers, "people who wrote or asked were not in the export: they are "
				  "here as unknown and inactive.");
	print_note(im->values_dropped, "values did not fit here and were dropped (field values, "
				       "addresses, external ids, assignees who are no agents).");
	print_note(im->texts_cut, "texts were too long and were cut.");
	print_note(im->links_dropped, "links to problems and followed-up tickets were dropped: "
				      "those tickets did not come.");
	if (im->problems > IMPORT_PROBLEMS_SHOWN)
		fprintf(stderr, "… and %" PRId64 " more\n", im->problems - IMPORT_PROBLEMS_SHOWN);
}

/* --- the beginning --- */

/* The host that the objects of a directory come from, by their "url"; "files" when they tell none.
 */
static const char *host_of_files(struct import *im)
{
	const char *host = NULL;

	for (int i = 0; i < IMPORT_LISTS && !host; i++) {
		struct import_reader *r = import_reader_new(im->dir, lists[i].name);
		struct import_record record;

		if (import_reader_next(r, &record) && record.json)
			host = import_host(im->env->arena, json_get_str(record.json, "url"));
		import_reader_free(&r);
	}
	return host ? host : "files";
}

struct opening {
	struct import *im;
	const char *name;
};

static enum err open_source(struct cx *cx, void *arg)
{
	struct opening *o = arg;

	return import_source_open(cx, o->name, &o->im->source);
}

static int name_source(struct import *im, const char *base)
{
	const char *given = cmd_value(im->env->line, "source");
	struct opening o = {im, given};
	enum err e;

	if (!given)
		o.name = base ? import_host(im->env->arena, base) : host_of_files(im);
	if (!o.name)
		return cmd_usage(im->env->line, "\"%s\" is no http or https address", base);
	e = cmd_transaction(im->env, open_source, &o);
	return e == OK ? -1 : cmd_fail_cx(im->env->line, im->cx, e);
}

static bool is_address(const char *from)
{
	return strstr(from, "://") != NULL;
}

/* Before anything is made. */
static int check_line(const struct cmd_line *line)
{
	const char *from = cmd_value(line, "from"), *user = cmd_value(line, "user");

	if (!line->data_dir) /* cmd_open says so */
		return -1;
	if (!is_address(from))
		return access(from, R_OK | X_OK) == 0
			       ? -1
			       : cmd_fail(line, "cannot read %s: %s", from, strerror(errno));
	if (!user == !cmd_value(line, "token") || (cmd_value(line, "password") && !user))
		return cmd_usage(line, "an address needs --user EMAIL or --token");
	return strlen(from) < IMPORT_ADDRESS_MAX ? -1 : cmd_usage(line, "the address is too long");
}

/* A directory with nothing in it that we know is a wrong one. */
static int check_directory(struct import *im)
{
	int files = 0;

	for (int i = 0; i < IMPORT_LISTS; i++) {
		struct import_reader *r = import_reader_new(im->dir, lists[i].name);

		files += import_reader_files(r);
		import_reader_free(&r);
	}
	return files ? -1
		     : cmd_fail(im->env->line,
			       "%s has no file that is known here; tend import zendesk --help "
			       "lists the names",
			       im->dir);
}

/* --- the collected files of a server --- */

static int remove_below(const char *dir)
{
	struct dirent *entry;
	DIR *d = opendir(dir);
	char path[4096];

	while (d && (entry = readdir(d))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
		if (unlink(path) != 0)
			remove_below(path);
	}
	if (d)
		closedir(d);
	return rmdir(dir);
}

static int fetch(struct import *im, const char *base)
{
	const char *above = arena_printf(im->env->arena, "%s/import", im->env->line->data_dir);

	im->dir = arena_printf(im->env->arena, "%s/%" PRId64, above, im->source);
	/* the arena is emptied between batches */
	im->dir = strdup(im->dir);
	if (!im->dir || (mkdir(above, 0700) != 0 && errno != EEXIST) ||
		(mkdir(im->dir, 0700) != 0 && errno != EEXIST))
		return cmd_fail(im->env->line, "cannot make %s: %s", above, strerror(errno));
	return import_fetch(im, base);
}

static enum err forget_bytes(struct cx *cx, void *arg)
{
	struct import *im = arg;

	return import_fetched_all(im, cx);
}

/* All is taken in: what was collected is not needed any more. */
static int clear(struct import *im)
{
	enum err e;

	if (im->problems)
		return -1;
	remove_below(im->dir);
	e = cmd_transaction(im->env, forget_bytes, im);
	return e == OK ? -1 : cmd_fail_cx(im->env->line, im->cx, e);
}

static int run(struct import *im, const char *from)
{
	bool remote = is_address(from);
	enum err e;
	int code;

	if (!remote) {
		im->dir = strdup(from);
		code = check_directory(im);
		if (code >= 0)
			return code;
	}
	if ((code = name_source(im, remote ? from : NULL)) >= 0 ||
		(remote && (code = fetch(im, from)) >= 0))
		return code;
	e = run_lists(im);
	import_progress_end(im);
	import_comments_free(im->comments);
	if (e != OK)
		return cmd_fail_cx(im->env->line, im->cx, e);
	print_counts(im);
	if (im->stopped)
		return cmd_fail(im->env->line, "stopped at the first object that failed; what came "
					       "before is here");
	if (remote && (code = clear(im)) >= 0)
		return code;
	return im->problems ? EXIT_FAILED : EXIT_DONE;
}

/* One import at a time. */
static int run_alone(struct cmd_env *env)
{
	struct import im = {.env = env, .cx = &env->cx, .file_max = FILE_MB};
	int fd, code;

	if ((code = cmd_number(env->line, "max-attachment", 0, FILE_MB_MAX, &im.file_max)) >= 0)
		return code;
	im.file_max <<= 20;
	im.strict = cmd_value(env->line, "strict") != NULL;
	if (is_locked(env, "import.lock", &fd))
		return cmd_fail(env->line, "another import works on %s", env->line->data_dir);
	code = run(&im, cmd_value(env->line, "from"));
	free((void *)im.dir);
	free(im.later);
	if (fd >= 0)
		close(fd);
	return code;
}

static const char summary[] =
	"Take in an export of Zendesk or another Tend; again: go on, or take what is new.\n\n"
	"A directory has files of JSON lines, one object or API page a line, or one page in\n"
	"each .json file: groups, ticket_fields, user_fields, organization_fields, organizations,\n"
	"users, identities, group_memberships, organization_memberships, tickets, comments,\n"
	"ticket_comments, ticket_events (with comment_events), each .jsonl, .ndjson or .json,\n"
	"also in parts (tickets-1.jsonl). attachments/ID or attachments/ID-NAME are taken in, too.";

static int zendesk(int argc, char **argv)
{
	static const struct cmd_option options[] = {
		{"from", "FILE", "a directory, or the address of a server", true},
		{"user", "EMAIL",
			"with an address: sign in as EMAIL/token; the API token is read from the "
			"environment variable TEND_IMPORT_SECRET, else from standard input",
			false},
		{"password", NULL, "the secret is the password of --user, no API token", false},
		{"token", NULL, "with an address: the secret is a bearer (OAuth) token", false},
		{"source", "NAME",
			"what the export is called, so that a second run knows it; otherwise the "
			"host its objects come from",
			false},
		{"max-attachment", "MB", "leave out larger attachments; otherwise 50", false},
		{"strict", NULL, "stop at the first object that cannot be taken in", false}, {0}};
	static const struct cmd_spec spec = {
		.name = "import zendesk", .summary = summary, .options = options};
	struct cmd_line line;
	struct cmd_env env;
	int code = cmd_parse(&line, &spec, argc, argv);

	if (code >= 0 || (code = check_line(&line)) >= 0 ||
		(code = cmd_open(&env, &line, true)) >= 0)
		return code;
	code = run_alone(&env);
	cmd_close(&env);
	return code;
}

int cmd_import(int argc, char **argv)
{
	if (argc > 0 && strcmp(argv[0], "zendesk") == 0)
		return zendesk(argc - 1, argv + 1);
	fprintf(argc > 0 && strcmp(argv[0], "--help") == 0 ? stdout : stderr,
		"Usage: tend import zendesk --data DIR --from DIR|URL [OPTION]…\n\n"
		"`tend import zendesk --help` lists the options.\n");
	return argc > 0 && strcmp(argv[0], "--help") == 0 ? EXIT_DONE : EXIT_USAGE;
}
