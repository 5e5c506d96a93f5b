/* Options, messages and the opened data directory for the subcommands. */
#include "cmd.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/utf8.h"
#include "db/migrate.h"
#include "domain/comment.h"
#include "domain/seed.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_BYTES = 512 * 1024 * 1024 };

static void print_help(const struct cmd_spec *spec)
{
	printf("Usage: tend %s%s%s --data DIR [OPTION]…\n%s\n\n  --data DIR\n      the data "
	       "directory\n",
		spec->name, spec->words ? " " : "", spec->words ? spec->words : "", spec->summary);
	for (const struct cmd_option *o = spec->options; o && o->name; o++)
		printf("  --%s%s%s%s\n      %s\n", o->name, o->value ? " " : "",
			o->value ? o->value : "", o->required ? "  (required)" : "", o->help);
	printf("  --help\n      this text\n");
}

static int find_option(const struct cmd_spec *spec, const char *name, size_t n)
{
	for (int i = 0; spec->options && spec->options[i].name; i++)
		if (strlen(spec->options[i].name) == n &&
			memcmp(spec->options[i].name, name, n) == 0)
			return i;
	return -1;
}

/* One --option at argv[*at]; moves *at past its value. */
static int parse_option(struct cmd_line *line, int argc, char **argv, int *at)
{
	const char *name = argv[*at] + 2, *equals = strchr(name, '=');
	size_t n = equals ? (size_t)(equals - name) : strlen(name);
	bool is_data = n == 4 && memcmp(name, "data", 4) == 0;
	int i = is_data ? 0 : find_option(line->spec, name, n);
	const char **slot = is_data ? &line->data_dir : &line->values[i < 0 ? 0 : i];

	if (i < 0)
		return cmd_usage(line, "there is no option %s", argv[*at]);
	if (!is_data && !line->spec->options[i].value) {
		*slot = "";
		return -1;
	}
	if (!equals && *at + 1 >= argc)
		return cmd_usage(line, "%s needs a value", argv[*at]);
	*slot = equals ? equals + 1 : argv[++*at];
	if (!is_data && strcmp(line->spec->options[i].value, "FILE") != 0 &&
		!utf8_valid(*slot, strlen(*slot)))
		return cmd_usage(line, "--%.*s has to be UTF-8", (int)n, name);
	return -1;
}

int cmd_parse(struct cmd_line *line, const struct cmd_spec *spec, int argc, char **argv)
{
	int code = -1;

	*line = (struct cmd_line){.spec = spec};
	for (int i = 0; code < 0 && i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0) {
			print_help(spec);
			return EXIT_DONE;
		}
		if (strncmp(argv[i], "--", 2) == 0)
			code = parse_option(line, argc, argv, &i);
		else if (spec->words && line->word_count < CMD_WORDS)
			line->words[line->word_count++] = argv[i];
		else
			code = cmd_usage(line, "\"%s\" is not an option", argv[i]);
	}
	for (int i = 0; code < 0 && spec->options && spec->options[i].name; i++)
		if (spec->options[i].required && !line->values[i])
			code = cmd_usage(line, "--%s is missing", spec->options[i].name);
	return code;
}

const char *cmd_value(const struct cmd_line *line, const char *name)
{
	int i = find_option(line->spec, name, strlen(name));

	if (i < 0)
		die("command %s has no option %s", line->spec->name, name);
	return line->values[i];
}

int cmd_number(const struct cmd_line *line, const char *name, i64 least, i64 most, i64 *ret)
{
	const char *text = cmd_value(line, name);
	char *end;
	i64 v;

	if (!text)
		return -1;
	errno = 0;
	v = strtoll(text, &end, 10);
	if (end == text || *end || errno || v < least || v > most)
		return cmd_usage(line, "--%s must be a number from %lld to %lld", name,
			(long long)least, (long long)most);
	*ret = v;
	return -1;
}

__attribute__((format(printf, 2, 0))) static void print_message(
	const struct cmd_line *line, const char *fmt, va_list ap)
{
	fprintf(stderr, "tend %s: ", line->spec->name);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

int cmd_fail(const struct cmd_line *line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_message(line, fmt, ap);
	va_end(ap);
	return EXIT_FAILED;
}

int cmd_usage(const struct cmd_line *line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print_message(line, fmt, ap);
	va_end(ap);
	fprintf(stderr, "See tend %s --help\n", line->spec->name);
	return EXIT_USAGE;
}

int cmd_fail_cx(const struct cmd_line *line, const struct cx *cx, enum err e)
{
	for (int i = 0; i < cx->fail.count; i++)
		cmd_fail(line, "%s", cx->fail.details[i].text);
	if (!cx->fail.count)
		cmd_fail(line, "%s; the log above says more", err_wire(e));
	return EXIT_FAILED;
}

const char *cmd_read_line(struct arena *a)
{
	char text[4096];

	if (!fgets(text, sizeof text, stdin))
		return NULL;
	text[strcspn(text, "\r\n")] = 0;
	return arena_strdup(a, text);
}

static int make_directory(const struct cmd_line *line, const char *dir)
{
	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		return -1;
	return cmd_fail(line, "cannot create %s: %s", dir, strerror(errno));
}

static enum err seed_if_fresh(struct cx *cx, void *arg)
{
	const char *seeded;

	(void)arg;
	TRY(meta_get(cx, "seeded", &seeded));
	if (seeded)
		return OK;
	TRY(seed(cx));
	return meta_set(cx, "seeded", "1");
}

/* Copy the database aside before migrations change it, so that an upgrade can be undone. */
static int backup_before_upgrade(struct cmd_env *env, const char *data_dir)
{
	char why[256] = "";
	int pending = migrate_pending(env->cx.db, why, sizeof why);
	const char *copy;
	i64 applied = 0;

	if (pending < 0)
		return cmd_fail(env->line, "%s", why);
	if (!pending || migrate_applied(env->cx.db, &applied) != OK || !applied)
		return -1;
	copy = arena_printf(
		env->arena, "%s/before-upgrade-%lld.db", data_dir, (long long)env->cx.now);
	if (db_backup(env->cx.db, copy, why, sizeof why) != OK)
		return cmd_fail(
			env->line, "cannot back up to %s before the upgrade: %s", copy, why);
	return -1;
}

static int open_database(struct cmd_env *env, const struct cmd_line *line, bool create)
{
	char why[512] = "";
	enum err e;
	int code;

	if (!create && access(env->db_path, F_OK) != 0)
		return cmd_fail(line, "%s has no database: run `tend init --data %s` first",
			line->data_dir, line->data_dir);
	env->cx.db = db_open(env->db_path, DB_WRITE, why, sizeof why);
	if (!env->cx.db)
		return cmd_fail(line, "cannot open %s: %s", env->db_path, why);
	if ((code = backup_before_upgrade(env, line->data_dir)) >= 0)
		return code;
	if (migrate_run(env->cx.db, env->cx.now, why, sizeof why) != OK)
		return cmd_fail(line, "%s", why);
	e = cmd_transaction(env, seed_if_fresh, NULL);
	return e == OK ? -1 : cmd_fail_cx(line, &env->cx, e);
}

void cmd_prepare(struct cmd_env *env, const struct cmd_line *line)
{
	*env = (struct cmd_env){.line = line};
	umask(077);
	secret_init();
	env->arena = arena_new(ARENA_BYTES);
	env->db_path = arena_printf(env->arena, "%s/tend.db", line->data_dir);
	env->cx = (struct cx){.arena = env->arena,
		.now = clock_now_ms(),
		.actor = actor_system(),
		.random = secret_random};
}

int cmd_open(struct cmd_env *env, const struct cmd_line *line, bool create)
{
	int code;

	if (!line->data_dir)
		return cmd_usage(line, "--data DIR is missing");
	cmd_prepare(env, line);
	if (create) {
		const char *files = arena_printf(env->arena, "%s/files", line->data_dir);

		if ((code = make_directory(line, line->data_dir)) >= 0 ||
			(code = make_directory(line, files)) >= 0 ||
			(code = make_directory(line, arena_printf(env->arena, "%s/tmp", files))) >=
				0)
			return code;
	}
	code = open_database(env, line, create);
	if (code >= 0)
		cmd_close(env);
	return code;
}

void cmd_close(struct cmd_env *env)
{
	db_close(env->cx.db);
	arena_free(env->arena);
	env->cx.db = NULL;
	env->arena = NULL;
}

enum err cmd_transaction(struct cmd_env *env, enum err (*fn)(struct cx *cx, void *arg), void *arg)
{
	enum err e = db_begin(env->cx.db);

	if (e != OK)
		return e;
	e = fn(&env->cx, arg);
	if (e == OK)
		e = comment_index_new(&env->cx);
	if (e == OK)
		e = db_commit(env->cx.db);
	if (e != OK)
		db_rollback(env->cx.db);
	return e;
}

static void print_words(FILE *out, const char *group, const struct cmd_word *words)
{
	fprintf(out, "Usage: tend %s WORD --data DIR [OPTION]…\n\n", group);
	for (; words->word; words++)
		fprintf(out, "  %-9s %s\n", words->word, words->spec.summary);
	fprintf(out, "\n`tend %s WORD --help` lists the options.\n", group);
}

int cmd_dispatch(const char *group, const struct cmd_word *words, int argc, char **argv)
{
	struct cmd_line line;
	struct cmd_env env;
	int code;

	if (argc > 0 && strcmp(argv[0], "--help") == 0) {
		print_words(stdout, group, words);
		return EXIT_DONE;
	}
	for (const struct cmd_word *w = words; argc > 0 && w->word; w++) {
		if (strcmp(argv[0], w->word) != 0)
			continue;
		code = cmd_parse(&line, &w->spec, argc - 1, argv + 1);
		if (code >= 0 || (code = cmd_open(&env, &line, false)) >= 0)
			return code;
		code = w->run(&env);
		cmd_close(&env);
		return code;
	}
	print_words(stderr, group, words);
	return EXIT_USAGE;
}
