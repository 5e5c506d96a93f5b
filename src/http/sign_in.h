/*
 * The way from a proved password to a session: at once, or after the code of an authenticator app,
 * or after setting one up where the house requires it. All of it works without script.
 */
#ifndef TEND_HTTP_SIGN_IN_H
#define TEND_HTTP_SIGN_IN_H

#include "base/secret.h"
#include "http/page.h"

enum { SIGN_IN_FORM_MAX = 16 * 1024, SIGN_IN_ADDRESS_TRIES = 30, SIGN_IN_WINDOW_S = 300 };

/* A path of ours to go to, or what is given otherwise. */
const char *sign_in_path(const char *next, const char *otherwise);
/* The password was right (RUN_SLOW): a session and off to `next`, or the page of the second step.
 */
done sign_in_go_on(struct rq *rq, user_id user, const char *next);
/* The page for e-mail and password; error NULL: none. */
done sign_in_page(struct rq *rq, int status, const char *error);
/* An error of a form's field, beside it (as `key`) and in the summary; text NULL: none. */
void sign_in_field_error(struct view *v, const char *field, const char *key, const char *text);
/* What is wrong with a new password, in words for the page; NULL: nothing. */
const char *sign_in_password_error(struct rq *rq, const char *password, const char *email);

/* A session that is about to begin. */
struct new_session {
	user_id user;
	uint8_t hash[SECRET_HASH];
	const char *cookie;
	i64 old_session;
};

/* Make its secret. */
void new_session_make(struct rq *rq, struct new_session *ret);
/* On the writer: end the old one, begin the new one. */
enum err new_session_open(struct rq *rq, const struct new_session *session) NODISCARD;

#endif
