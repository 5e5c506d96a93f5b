/*
 * What the subcommands share: options with generated --help, and the opened data directory.
 * Exit codes: 0 done, 1 failed, 2 wrong usage. Errors go to stderr and say what to do.
 */
#ifndef TEND_CMD_H
#define TEND_CMD_H

#include "base/config.h"
#include "domain/cx.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, CMD_OPTIONS = 32, CMD_WORDS = 8 };

struct cmd_option {
	const char *name;  /* without the dashes */
	const char *value; /* what the value is called in --help; NULL: a switch without value */
	const char *help;
	bool required;
};

struct cmd_spec {
	const char *name;		  /* "user add" */
	const char *words;		  /* positional arguments in --help, or NULL */
	const char *summary;		  /* one sentence */
	const struct cmd_option *options; /* ended by a NULL name; --data and --help are added */
};

/* One parsed command line. */
struct cmd_line {
	const struct cmd_spec *spec;
	const char *values[CMD_OPTIONS]; /* by position in spec->options; "" for a given switch */
	const char *data_dir;
	const char *words[CMD_WORDS];
	int word_count;
};

/* Parse; -1: go on, otherwise the exit code (0 after --help, 2 on wrong usage). */
int cmd_parse(struct cmd_line *line, const struct cmd_spec *spec, int argc, char **argv);
/* The value of an option, NULL when it was not given. */
const char *cmd_value(const struct cmd_line *line, const char *name);
/* A whole number option: -1: go on, else the exit code after a message. */
int cmd_number(const struct cmd_line *line, const char *name, i64 least, i64 most, i64 *ret);
/* Print "tend NAME: message" to stderr and return EXIT_FAILED / EXIT_USAGE. */
int cmd_fail(const struct cmd_line *line, const char *fmt, ...) PRINTF(2, 3);
int cmd_usage(const struct cmd_line *line, const char *fmt, ...) PRINTF(2, 3);
/* Print the failure that the domain recorded and return EXIT_FAILED. */
int cmd_fail_cx(const struct cmd_line *line, const struct cx *cx, enum err e);
/* One line from standard input (a password), without the newline; NULL at the end of input. */
const char *cmd_read_line(struct arena *a);

/* The opened data directory: database migrated and seeded, actor: the system. */
struct cmd_env {
	const struct cmd_line *line;
	struct arena *arena;
	const char *db_path;
	struct cx cx; /* cx.db is a writing connection of its own */
};

/* Fill in everything but the database. */
void cmd_prepare(struct cmd_env *env, const struct cmd_line *line);
/* Open; create makes directory and database when absent. -1: go on, else the exit code. */
int cmd_open(struct cmd_env *env, const struct cmd_line *line, bool create);
void cmd_close(struct cmd_env *env);
/* Run fn in one transaction and commit when it answers OK. */
enum err cmd_transaction(struct cmd_env *env, enum err (*fn)(struct cx *cx, void *arg), void *arg);

/* A subcommand of several words ("user add"), in a table ended by a NULL word. */
struct cmd_word {
	const char *word;
	struct cmd_spec spec;
	int (*run)(struct cmd_env *env);
};

/* Parse, open and run the word that argv begins with; the exit code. */
int cmd_dispatch(const char *group, const struct cmd_word *words, int argc, char **argv);

int cmd_init(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_user(int argc, char **argv);
int cmd_token(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_restore(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_deadlines(int argc, char **argv);
int cmd_version(int argc, char **argv);

#endif
