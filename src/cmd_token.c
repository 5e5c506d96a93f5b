/* tend token create: an API token, printed once. */
#include "cmd.h"
#include "domain/token.h"
#include "domain/user.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct cmd_option options[] = {
	{"user", "E", "e-mail address of the user whom the token stands for", true},
	{"name", "N", "what it is for", true},
	{"scope", "SCOPE", "read or write; otherwise write", false},
	{0}
};
/* clang-format on */
static const struct cmd_spec spec = {.name = "token create",
	.summary = "Create an API token and print it. It cannot be shown again.",
	.options = options};

struct creation {
	const char *email, *name;
	enum scope scope;
	char text[SECRET_TOKEN];
};

static enum err create(struct cx *cx, void *arg)
{
	const struct creation *c = arg;
	struct user *user;

	TRY(user_by_email(cx, c->email, &user));
	if (!user)
		return fail(cx, E_NOT_FOUND, NULL, NULL, "nobody has the address %s", c->email);
	return token_create(cx, user->id, c->name, c->scope, c->text);
}

static int run(struct cmd_env *env)
{
	const struct cmd_line *line = env->line;
	struct creation c = {.email = cmd_value(line, "user"),
		.name = cmd_value(line, "name"),
		.scope = SCOPE_WRITE};
	const char *scope = cmd_value(line, "scope");
	enum err e;

	if (scope && strcmp(scope, "read") == 0)
		c.scope = SCOPE_READ;
	else if (scope && strcmp(scope, "write") != 0)
		return cmd_usage(line, "--scope must be read or write");
	secret_token_new(c.text);
	e = cmd_transaction(env, create, &c);
	if (e != OK)
		return cmd_fail_cx(line, &env->cx, e);
	printf("%s\n", c.text);
	return EXIT_DONE;
}

int cmd_token(int argc, char **argv)
{
	struct cmd_line line;
	struct cmd_env env;
	int code;

	if (argc > 0 && strcmp(argv[0], "--help") == 0) {
		printf("Usage: tend token create --data DIR [OPTION]…\n\n"
		       "`tend token create --help` lists the options.\n");
		return EXIT_DONE;
	}
	if (argc < 1 || strcmp(argv[0], "create") != 0) {
		fprintf(stderr,
			"tend token: say `tend token create`; see tend token create --help\n");
		return EXIT_USAGE;
	}
	code = cmd_parse(&line, &spec, argc - 1, argv + 1);
	if (code >= 0 || (code = cmd_open(&env, &line, false)) >= 0)
		return code;
	code = run(&env);
	cmd_close(&env);
	return code;
}
