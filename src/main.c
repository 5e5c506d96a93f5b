/* tend SUBCOMMAND …: the table of subcommands. */
#include "cmd.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
} commands[] = {
	{"init", cmd_init, "create the data directory and the first administrator"},
	{"serve", cmd_serve, "serve the helpdesk"},
	{"user", cmd_user, "add, list, disable users, set passwords"},
	{"token", cmd_token, "create an API token"},
	{"demo", cmd_demo, "fill in realistic tickets"},
	{"import", cmd_import, "move in from Zendesk or another Tend"},
	{"backup", cmd_backup, "write everything into one file, while the server runs"},
	{"restore", cmd_restore, "make a data directory from a backup"},
	{"check", cmd_check, "verify the data against its own event log"},
	{"deadlines", cmd_deadlines, "compute due times from calendars"},
	{"version", cmd_version, "print the version"},
};

static void print_commands(FILE *out)
{
	fprintf(out, "Usage: tend SUBCOMMAND --data DIR [OPTION]…\n\n");
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fprintf(out, "\n`tend SUBCOMMAND --help` lists the options.\n");
}

int cmd_version(int argc, char **argv)
{
	static const struct cmd_spec spec = {.name = "version", .summary = "Print the version."};
	struct cmd_line line;
	int code = cmd_parse(&line, &spec, argc, argv);

	if (code < 0)
		printf("tend %s\n", TEND_VERSION);
	return code < 0 ? EXIT_DONE : code;
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		print_commands(stderr);
		return EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		print_commands(stdout);
		return EXIT_DONE;
	}
	for (size_t i = 0; i < COUNT_OF(commands); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 2, argv + 2);
	fprintf(stderr, "tend: there is no subcommand \"%s\"\n\n", argv[1]);
	print_commands(stderr);
	return EXIT_USAGE;
}
