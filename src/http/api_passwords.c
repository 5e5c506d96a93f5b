/*
 * Passwords over the API: an administrator sets anybody's, everybody changes his own, who knows the
 * old one. Hashing runs in the slow pool.
 */
#include "http/password.h"
#include "http/path.h"
#include "http/slow_write.h"
#include "http/throttle.h"

#include "base/secret.h"
#include "domain/session.h"

#include <string.h>

enum { PASSWORD_TRIES = 20, PASSWORD_WINDOW_S = 600 };

struct password_body {
	struct opt_text password, previous_password;
};

#define AT(member) offsetof(struct password_body, member)
/* clang-format off */
static const struct field fields[] = {
	{"password", F_TEXT, AT(password), 1000, "Password", "8 to 128 characters"},
	{"previous_password", F_TEXT, AT(previous_password), 1000, "Previous password",
	 "One's own, to change it"},
	{0}
};
/* clang-format on */
static const struct field_table password_fields = {NULL, sizeof(struct password_body), fields};

struct new_password {
	user_id user;
	char hash[SECRET_PASSWORD];
};

static enum err store_password(struct rq *rq, void *arg)
{
	const struct new_password *new = arg;

	return password_set(&rq->cx, new->user, new->hash);
}

/* Check, hash, store. */
static done change_password(struct rq *rq, const struct password_body *body)
{
	struct new_password new = {0};
	struct user *user;

	if (path_active_user(rq, &user) ||
		password_check(&rq->cx, body->password.v ? body->password.v : "", user->email))
		return reply_error(rq);
	if (!secret_password_hash(new.hash, body->password.v))
		return reply_fail(rq, E_BUSY, NULL, NULL, "There is not enough memory");
	new.user = user->id;
	if (slow_write(rq, store_password, &new))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_end(rq);
}

/* An administrator sets anybody's. */
static done password_post(struct rq *rq, void *in)
{
	return change_password(rq, in);
}

enum err password_own(struct rq *rq, const char *given, const char *field)
{
	const char *hash, *key;

	key = arena_printf(rq->cx.arena, "%lld", (long long)rq->cx.actor.id.v);
	TRY(rq_throttle(rq, "password.change", key, PASSWORD_TRIES, PASSWORD_WINDOW_S));
	TRY(password_of_user(&rq->cx, rq->cx.actor.id, &hash));
	if (!secret_password_verify(hash, given ? given : ""))
		return fail(&rq->cx, E_INVALID, field, "InvalidValue", "%s: is wrong",
			strcmp(field, "password") == 0 ? "Password" : "Previous password");
	rq_throttle_forget(rq, "password.change", key);
	return OK;
}

/* Everybody changes his own, who knows the old one. */
static done password_put(struct rq *rq, void *in)
{
	const struct password_body *body = in;
	user_id id;

	if (rq_id(rq, "user_id", &id.v))
		return reply_error(rq);
	if (id.v != rq->cx.actor.id.v)
		return reply_fail(rq, E_FORBIDDEN, NULL, NULL, "Only one's own password");
	if (password_own(rq, body->previous_password.v, "previous_password"))
		return reply_error(rq);
	return change_password(rq, body);
}

/* In the words that the checks of a password say. */
static done requirements_show(struct rq *rq, void *in)
{
	struct user *user;
	struct jw *jw;

	(void)in;
	if (path_active_user(rq, &user))
		return reply_error(rq);
	if (user->id.v != rq->cx.actor.id.v && rq->cx.actor.role != ROLE_ADMIN)
		return reply_fail(rq, E_NOT_FOUND, NULL, NULL, "Not found");
	jw = reply_begin(rq, 200);
	jw_array(jw, "requirements");
	jw_printf(jw, NULL, "must be at least %d characters", PASSWORD_MIN);
	jw_printf(jw, NULL, "must be at most %d characters", PASSWORD_MAX);
	jw_str(jw, NULL, "must be different from the e-mail address");
	return reply_end(rq);
}

/* clang-format off */
const struct route password_routes[] = {
	{M_POST, "/api/v2/users/:user_id/password", password_post, RUN_SLOW, CAP_ADMIN_WRITE,
	 BODY_JSON, &password_fields, 4096, NULL,
	 "Set a user's password; ends the user's sessions"},
	{M_PUT, "/api/v2/users/:user_id/password", password_put, RUN_SLOW, CAP_ME_WRITE,
	 BODY_JSON, &password_fields, 4096, NULL,
	 "Change one's own password; ends the other sessions"},
	{M_GET, "/api/v2/users/:user_id/password/requirements", requirements_show, RUN_READ, CAP_ME,
	 BODY_NONE, NULL, 0, NULL, "What a password must be like"},
	{0}
};
/* clang-format on */
