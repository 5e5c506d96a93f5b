/* tend token create, list, revoke: API tokens. The text of one is printed once, when it is made. */
#include "base/clock.h"
#include "cmd.h"
#include "domain/token.h"
#include "domain/user.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct cmd_option create_options[] = {
	{"user", "E", "e-mail address of the user whom the token stands for", true},
	{"name", "N", "what it is for", true},
	{"scope", "SCOPE", "read, write, tickets:read,users:write …; otherwise write", false},
	{0}
};
static const struct cmd_option list_options[] = {
	{"user", "E", "e-mail address of the user whose tokens to list", true},
	{0}
};
static const struct cmd_option revoke_options[] = {
	{"id", "ID", "the token's number, from tend token list", true},
	{0}
};
/* clang-format on */

static enum err find_user(struct cx *cx, const char *email, user_id *ret)
{
	struct user *user;

	TRY(user_by_email(cx, email, &user));
	if (!user)
		return fail(cx, E_NOT_FOUND, NULL, NULL, "nobody has the address %s", email);
	*ret = user->id;
	return OK;
}

struct creation {
	const char *email, *name;
	struct scopes scopes;
	char text[SECRET_TOKEN];
};

static enum err create(struct cx *cx, void *arg)
{
	const struct creation *c = arg;
	struct token_input in = {.name = c->name, .text = c->text, .scopes = c->scopes};
	token_id id;

	TRY(find_user(cx, c->email, &in.user));
	return token_create(cx, &in, &id);
}

static int run_create(struct cmd_env *env)
{
	const struct cmd_line *line = env->line;
	struct creation c = {.email = cmd_value(line, "user"), .name = cmd_value(line, "name")};
	const char *scope = cmd_value(line, "scope"), *bad;
	struct arena *a = env->cx.arena;
	enum err e;

	if (!scope_parse(a, scope ? scope : "write", &c.scopes, &bad))
		return cmd_usage(line, "--scope: \"%s\" is no scope", bad);
	if (!c.scopes.set)
		return cmd_usage(line, "--scope must not be empty");
	/* the whole read or write speaks for others too, as client libraries expect of a key */
	if (scope_covers(c.scopes.set, FAMILY_ACCOUNT, false) &&
		!scope_parse(a, arena_printf(a, "%s impersonate", c.scopes.words), &c.scopes, &bad))
		return cmd_usage(line, "--scope: \"%s\" is no scope", bad);
	secret_token_new(c.text);
	e = cmd_transaction(env, create, &c);
	if (e != OK)
		return cmd_fail_cx(line, &env->cx, e);
	printf("%s\n", c.text);
	return EXIT_DONE;
}

static const char *day_or_dash(char out[CLOCK_TEXT], i64 ms)
{
	return ms ? clock_text(out, ms) : "-";
}

static int run_list(struct cmd_env *env)
{
	struct token *tokens;
	user_id user;
	int n;
	enum err e = find_user(&env->cx, cmd_value(env->line, "user"), &user);

	if (e == OK)
		e = token_list(&env->cx, user, &tokens, &n);
	if (e != OK)
		return cmd_fail_cx(env->line, &env->cx, e);
	for (int i = 0; i < n; i++) {
		char made[CLOCK_TEXT], used[CLOCK_TEXT];

		printf("%lld\t%s\t%s\t%s\t%s\t%s\n", (long long)tokens[i].id.v,
			tokens[i].scopes.words, tokens[i].revoked_at ? "revoked" : "live",
			day_or_dash(made, tokens[i].created_at),
			day_or_dash(used, tokens[i].used_at), tokens[i].name);
	}
	return EXIT_DONE;
}

static enum err revoke(struct cx *cx, void *arg)
{
	enum err e = token_revoke(cx, *(token_id *)arg);

	return e != E_NOT_FOUND ? e : fail(cx, e, NULL, NULL, "there is no token with this number");
}

static int run_revoke(struct cmd_env *env)
{
	token_id id = {0};
	int code = cmd_number(env->line, "id", 1, INT64_MAX, &id.v);
	enum err e;

	if (code >= 0)
		return code;
	e = cmd_transaction(env, revoke, &id);
	return e == OK ? EXIT_DONE : cmd_fail_cx(env->line, &env->cx, e);
}

static const struct cmd_word words[] = {
	{"create",
		{.name = "token create",
			.summary = "Create an API token and print it. It cannot be shown again.",
			.options = create_options},
		run_create},
	{"list",
		{.name = "token list",
			.summary = "List a user's tokens: id, scope, state, made, last used, name.",
			.options = list_options},
		run_list},
	{"revoke",
		{.name = "token revoke",
			.summary = "End a token at once.",
			.options = revoke_options},
		run_revoke},
	{0},
};

int cmd_token(int argc, char **argv)
{
	return cmd_dispatch("token", words, argc, argv);
}
