/* tend init: the data directory and its first administrator. */
#include "cmd_password.h"
#include "domain/session.h"
#include "domain/user.h"

#include <stdio.h>

/* clang-format off */
static const struct cmd_option options[] = {
	{"admin-email", "E", "e-mail address of the administrator", true},
	{"admin-name", "N", "name of the administrator", true},
	{"password-stdin", NULL,
	 "read the password from standard input; otherwise one is made and printed", false},
	{0}
};
/* clang-format on */
static const struct cmd_spec spec = {.name = "init",
	.summary = "Create the data directory and the first administrator.",
	.options = options};

struct init {
	const char *email, *name;
	struct cmd_password password;
};

static enum err make_admin(struct cx *cx, void *arg)
{
	const struct init *init = arg;
	struct user_input in = {.name = {true, init->name},
		.email = {true, init->email},
		.role = {true, role_name(ROLE_ADMIN)},
		.verified = {true, true}};
	struct user *user;

	TRY(user_create(cx, &in, &user));
	return password_set(cx, user->id, init->password.hash);
}

static int run(struct cmd_env *env)
{
	const struct cmd_line *line = env->line;
	struct init init = {
		.email = cmd_value(line, "admin-email"), .name = cmd_value(line, "admin-name")};
	i64 admins;
	enum err e = user_count_admins(&env->cx, &admins);
	int code;

	if (e != OK)
		return cmd_fail_cx(line, &env->cx, e);
	if (admins)
		return cmd_fail(line,
			"%s has an administrator already; make more with `tend user add --role "
			"admin`",
			line->data_dir);
	code = cmd_password(
		env, cmd_value(line, "password-stdin") != NULL, init.email, &init.password);
	if (code >= 0)
		return code;
	e = cmd_transaction(env, make_admin, &init);
	if (e != OK)
		return cmd_fail_cx(line, &env->cx, e);
	printf("%s is ready; administrator: %s\n", line->data_dir, init.email);
	if (init.password.made_up)
		printf("password: %s\n", init.password.made_up);
	return EXIT_DONE;
}

int cmd_init(int argc, char **argv)
{
	struct cmd_line line;
	struct cmd_env env;
	int code = cmd_parse(&line, &spec, argc, argv);

	if (code >= 0 || (code = cmd_open(&env, &line, true)) >= 0)
		return code;
	code = run(&env);
	cmd_close(&env);
	return code;
}
