/*
 * tend check: is everything that was promised still there, and does it agree with the event log?
 * Prints each difference; exit 1 when there is one. Safe beside a running server.
 */
#include "base/last_run.h"
#include "cmd.h"
#include "domain/attachment.h"
#include "domain/verify.h"

#include <sys/stat.h>

struct check {
	i64 differences;
};

static void print_difference(void *self, const char *sentence)
{
	struct check *c = self;

	c->differences++;
	printf("%s\n", sentence);
}

static void check_files(
	struct cmd_env *env, const struct verify_file *files, int n, struct check *c)
{
	const char *root = arena_printf(env->arena, "%s/files", env->line->data_dir);

	for (int i = 0; i < n; i++) {
		const char *key = files[i].storage_key;
		const char *path = attachment_file_path(env->arena, root, key);
		struct stat st;

		if (!path || stat(path, &st) != 0)
			print_difference(
				c, arena_printf(env->arena, "attachment file %s is missing",
					   path ? path : key));
		else if (st.st_size != files[i].size)
			print_difference(
				c, arena_printf(env->arena,
					   "attachment file %s has %lld bytes "
					   "instead of %lld",
					   path, (long long)st.st_size, (long long)files[i].size));
	}
}

/* The database as cmd_open leaves it (migrated), then reading only. */
static int open_snapshot(struct cmd_env *env, const struct cmd_line *line)
{
	char why[256];
	int code = cmd_open(env, line, false);

	if (code >= 0)
		return code;
	db_close(env->cx.db);
	env->cx.db = db_open(env->db_path, DB_READ, why, sizeof why);
	if (env->cx.db)
		return -1;
	code = cmd_fail(line, "cannot read %s: %s", env->db_path, why);
	cmd_close(env);
	return code;
}

int cmd_check(int argc, char **argv)
{
	static const struct cmd_spec spec = {.name = "check",
		.summary = "Verify database, attachments, counts and deadlines against the "
			   "event log."};
	struct verify_file *files;
	struct cmd_line line;
	struct cmd_env env;
	struct check c = {0};
	i64 tickets = 0;
	enum err e;
	int n, code = cmd_parse(&line, &spec, argc, argv);

	if (code >= 0 || (code = open_snapshot(&env, &line)) >= 0)
		return code;
	/* one snapshot: all parts look at the same moment, and a running server is not held up */
	e = db_begin(env.cx.db);
	if (e == OK)
		e = verify_engine(&env.cx, print_difference, &c);
	if (e == OK)
		e = verify_counts(&env.cx, print_difference, &c);
	if (e == OK)
		e = verify_files(&env.cx, &files, &n);
	if (e == OK)
		check_files(&env, files, n, &c);
	if (e == OK)
		e = verify_waits(&env.cx, print_difference, &c, &tickets);
	db_rollback(env.cx.db);
	if (e != OK)
		code = cmd_fail_cx(&line, &env.cx, e);
	else
		code = c.differences ? EXIT_FAILED : EXIT_DONE;
	last_run_write(line.data_dir, "check",
		&(struct last_run){env.cx.now, code == EXIT_DONE, c.differences});
	if (e == OK)
		printf("%lld tickets checked, %lld differences\n", (long long)tickets,
			(long long)c.differences);
	cmd_close(&env);
	return code;
}
