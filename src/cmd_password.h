/* Passwords on the command line: from standard input, or made up and printed once. */
#ifndef TEND_CMD_PASSWORD_H
#define TEND_CMD_PASSWORD_H

#include "base/secret.h"
#include "cmd.h"

struct cmd_password {
	char hash[SECRET_PASSWORD];
	const char *made_up; /* to be printed; NULL when it came from standard input */
};

/* Read (--password-stdin) or make one good enough for this address, and hash it. -1: go on, else
 * the exit code. */
int cmd_password(struct cmd_env *env, bool from_stdin, const char *email, struct cmd_password *ret);

#endif
