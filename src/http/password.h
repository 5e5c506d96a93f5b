/* Proving a password in a RUN_SLOW handler: throttled, and remembered for a minute. */
#ifndef TEND_HTTP_PASSWORD_H
#define TEND_HTTP_PASSWORD_H

#include "http/rq.h"

/* Whose address and password these are; v 0 when they are nobody's. E_RATE: too many tries. */
enum err password_prove(
	struct rq *rq, const char *email, const char *password, user_id *ret) NODISCARD;

/* Is this the password of who asks? In a RUN_SLOW handler; E_INVALID on `field` ("password",
 * "previous_password"), E_RATE: too many tries. */
enum err password_own(struct rq *rq, const char *given, const char *field) NODISCARD;

#endif
