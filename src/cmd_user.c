/* tend user add|list|disable|password: people, from the command line, as the system. */
#include "cmd_password.h"
#include "domain/second_step.h"
#include "domain/session.h"
#include "domain/user.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct cmd_option add_options[] = {
	{"email", "E", "e-mail address", true},
	{"name", "N", "full name", true},
	{"role", "ROLE", "end-user, agent or admin; otherwise agent", false},
	{"password-stdin", NULL,
	 "read the password from standard input; otherwise one is made and printed", false},
	{0}
};
static const struct cmd_option list_options[] = {
	{"role", "ROLE", "only end-user, agent or admin", false},
	{0}
};
static const struct cmd_option email_options[] = {
	{"email", "E", "e-mail address of the user", true},
	{0}
};
static const struct cmd_option password_options[] = {
	{"email", "E", "e-mail address of the user", true},
	{"password-stdin", NULL,
	 "read the password from standard input; otherwise one is made and printed", false},
	{"second-step-off", NULL,
	 "sign-in needs no code any more: phone and recovery codes are lost", false},
	{0}
};
/* clang-format on */

/* The user with the address of --email; E_NOT_FOUND with a sentence otherwise. */
static enum err find_user(struct cx *cx, const char *email, struct user **ret)
{
	TRY(user_by_email(cx, email, ret));
	return *ret ? OK : fail(cx, E_NOT_FOUND, NULL, NULL, "nobody has the address %s", email);
}

static void print_password(const struct cmd_password *password)
{
	if (password->made_up)
		printf("password: %s\n", password->made_up);
}

/* --- add --- */

struct addition {
	struct user_input in;
	struct cmd_password password;
	struct user *user;
};

static enum err add_user(struct cx *cx, void *arg)
{
	struct addition *a = arg;

	TRY(user_create(cx, &a->in, &a->user));
	return password_set(cx, a->user->id, a->password.hash);
}

static int run_add(struct cmd_env *env)
{
	const struct cmd_line *line = env->line;
	const char *role = cmd_value(line, "role"), *email = cmd_value(line, "email");
	struct addition a = {.in = {.name = {true, cmd_value(line, "name")},
				     .email = {true, email},
				     .role = {true, role ? role : "agent"},
				     .verified = {true, true}}};
	enum role known;
	enum err e;
	int code;

	if (role && !role_parse(role, &known))
		return cmd_usage(line, "--role must be end-user, agent or admin");
	code = cmd_password(env, cmd_value(line, "password-stdin") != NULL, email, &a.password);
	if (code >= 0)
		return code;
	e = cmd_transaction(env, add_user, &a);
	if (e != OK)
		return cmd_fail_cx(line, &env->cx, e);
	printf("user %lld: %s <%s>, %s\n", (long long)a.user->id.v, a.user->name, email,
		role_name(a.user->role));
	print_password(&a.password);
	return EXIT_DONE;
}

/* --- list --- */

static void print_user(const struct user *u)
{
	printf("%lld\t%s\t%s\t%s\t%s\n", (long long)u->id.v, role_name(u->role),
		u->suspended ? "disabled" : "active", u->email ? u->email : "-", u->name);
}

static int run_list(struct cmd_env *env)
{
	struct page page = {.cursor = true, .limit = PAGE_MAX, .sort = "id"};
	const char *name = cmd_value(env->line, "role");
	struct user_filter filter = {0};
	struct user *users;
	enum role role;
	enum err e;
	int n;

	if (name && !role_parse(name, &role))
		return cmd_usage(env->line, "--role must be end-user, agent or admin");
	if (name)
		filter.roles = 1u << role;
	do {
		e = user_list(&env->cx, &filter, &page, &users, &n);
		if (e != OK)
			return cmd_fail_cx(env->line, &env->cx, e);
		for (int i = 0; i < n; i++)
			print_user(&users[i]);
		page.at = page.last;
		page.has_at = true;
	} while (page.has_more);
	return EXIT_DONE;
}

/* --- disable --- */

static enum err disable_user(struct cx *cx, void *arg)
{
	const struct cmd_env *env = arg;
	struct user_input in = {.suspended = {true, true}};
	struct user *user;

	TRY(find_user(cx, cmd_value(env->line, "email"), &user));
	return user_update(cx, user->id, &in, &user);
}

static int run_disable(struct cmd_env *env)
{
	enum err e = cmd_transaction(env, disable_user, env);

	if (e != OK)
		return cmd_fail_cx(env->line, &env->cx, e);
	printf("%s is disabled; sessions are ended\n", cmd_value(env->line, "email"));
	return EXIT_DONE;
}

/* --- password --- */

struct change {
	const char *email;
	struct cmd_password password;
	bool second_step_off;
};

static enum err set_password(struct cx *cx, void *arg)
{
	const struct change *c = arg;
	struct user *user;

	TRY(find_user(cx, c->email, &user));
	TRY(password_set(cx, user->id, c->password.hash));
	return c->second_step_off && user->second_step ? second_step_off(cx, user->id) : OK;
}

static int run_password(struct cmd_env *env)
{
	const struct cmd_line *line = env->line;
	struct change c = {.email = cmd_value(line, "email"),
		.second_step_off = cmd_value(line, "second-step-off") != NULL};
	int code =
		cmd_password(env, cmd_value(line, "password-stdin") != NULL, c.email, &c.password);
	enum err e;

	if (code >= 0)
		return code;
	e = cmd_transaction(env, set_password, &c);
	if (e != OK)
		return cmd_fail_cx(line, &env->cx, e);
	printf("the password of %s is changed; sessions are ended\n", c.email);
	print_password(&c.password);
	return EXIT_DONE;
}

static const struct cmd_word words[] = {
	{"add", {.name = "user add", .summary = "Add a user.", .options = add_options}, run_add},
	{"list",
		{.name = "user list",
			.summary = "List users: id, role, state, e-mail, name, parted by tabs.",
			.options = list_options},
		run_list},
	{"disable",
		{.name = "user disable",
			.summary = "Suspend a user: no sign-in, no tokens, sessions ended.",
			.options = email_options},
		run_disable},
	{"password",
		{.name = "user password",
			.summary = "Set a user's password; ends the user's sessions.",
			.options = password_options},
		run_password},
	{0},
};

int cmd_user(int argc, char **argv)
{
	return cmd_dispatch("user", words, argc, argv);
}
