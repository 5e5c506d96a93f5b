/* Passwords on the command line. */
#include "cmd_password.h"

#include "base/utf8.h"
#include "domain/session.h"

#include <string.h>

enum { MADE_UP = 16 };

int cmd_password(struct cmd_env *env, bool from_stdin, const char *email, struct cmd_password *ret)
{
	const char *password;
	char *made_up;

	ret->made_up = NULL;
	if (from_stdin) {
		password = cmd_read_line(env->arena);
		if (!password || !utf8_valid(password, strlen(password)))
			return cmd_fail(env->line,
				"standard input must be the password, one line of "
				"UTF-8 text");
	} else {
		made_up = arena_alloc(env->arena, MADE_UP + 1);
		secret_text(made_up, MADE_UP);
		password = ret->made_up = made_up;
	}
	if (password_check(&env->cx, password, email) != OK)
		return cmd_fail_cx(env->line, &env->cx, E_INVALID);
	if (!secret_password_hash(ret->hash, password))
		return cmd_fail(env->line, "there is not enough memory to hash the password");
	return -1;
}
