/*
 * Oneself: who am I, my session, my password. `users/me` answers everybody, as client libraries
 * expect: nobody is "Anonymous user".
 */
#include "http/path.h"
#include "http/slow_write.h"
#include "http/throttle.h"
#include "http/view_people.h"

#include "base/secret.h"
#include "domain/session.h"

#include <string.h>

enum { PASSWORD_TRIES = 20, PASSWORD_WINDOW_S = 600 };

static done me_show(struct rq *rq, void *in)
{
	static const struct user nobody = {.name = "Anonymous user",
		.time_zone = "UTC",
		.locale = "en",
		.tags = "",
		.fields = "{}"};
	struct user *me = NULL;

	(void)in;
	if (rq->cx.actor.id.v && user_load(&rq->cx, rq->cx.actor.id, &me))
		return reply_error(rq);
	reply_begin(rq, 200);
	user_write_open(rq, "user", me ? me : &nobody);
	jw_str(&rq->jw, "authenticity_token", "");
	jw_end(&rq->jw);
	return reply_end(rq);
}

static done session_show(struct rq *rq, void *in)
{
	struct session session;
	struct jw *jw;

	(void)in;
	if (session_get(&rq->cx, rq->cx.actor.session_id, &session))
		return reply_error(rq);
	jw = reply_begin(rq, 200);
	jw_object(jw, "session");
	jw_i64(jw, "id", session.id);
	jw_printf(jw, "url", "%s/api/v2/users/%lld/sessions/%lld.json", rq->base_url,
		(long long)session.user.v, (long long)session.id);
	jw_i64(jw, "user_id", session.user.v);
	jw_time(jw, "authenticated_at", session.created_at);
	jw_time(jw, "last_seen_at", session.seen_at);
	return reply_end(rq);
}

/* Every request keeps its session alive; there is no other token to hand out. */
static done session_renew(struct rq *rq, void *in)
{
	struct session session;

	(void)in;
	if (session_get(&rq->cx, rq->cx.actor.session_id, &session))
		return reply_error(rq);
	jw_str(reply_begin(rq, 200), "authenticity_token", "");
	return reply_end(rq);
}

static done session_logout(struct rq *rq, void *in)
{
	(void)in;
	if (session_end(&rq->cx, rq->cx.actor.session_id))
		return reply_error(rq);
	reply_session_cookie(rq, NULL);
	return reply_no_content(rq);
}

/* --- passwords --- */

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

/* Everybody changes his own, who knows the old one. */
static done password_put(struct rq *rq, void *in)
{
	const struct password_body *body = in;
	const char *key, *hash, *previous = body->previous_password.v;
	user_id id;

	if (rq_id(rq, "user_id", &id.v))
		return reply_error(rq);
	if (id.v != rq->cx.actor.id.v)
		return reply_fail(rq, E_FORBIDDEN, NULL, NULL, "Only one's own password");
	key = arena_printf(rq->cx.arena, "%lld", (long long)id.v);
	if (rq_throttle(rq, "password.change", key, PASSWORD_TRIES, PASSWORD_WINDOW_S) ||
		password_of_user(&rq->cx, id, &hash))
		return reply_error(rq);
	if (!secret_password_verify(hash, previous ? previous : ""))
		return reply_fail(rq, E_INVALID, "previous_password", "InvalidValue",
			"Previous password: is wrong");
	return change_password(rq, body);
}

/* clang-format off */
const struct route session_routes[] = {
	{M_GET, "/api/v2/users/me", me_show, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, "include",
	 "The user who asks; \"Anonymous user\" when nobody is signed in"},
	{M_GET, "/api/v2/users/me/session", session_show, RUN_READ, CAP_ME, BODY_NONE, NULL, 0,
	 NULL, "The browser session that asks"},
	{M_GET, "/api/v2/users/me/session/renew", session_renew, RUN_READ, CAP_ME, BODY_NONE, NULL,
	 0, NULL, "Keep the browser session alive"},
	{M_DELETE, "/api/v2/users/me/logout", session_logout, RUN_WRITE, CAP_ME, BODY_NONE, NULL, 0,
	 NULL, "End the browser session that asks"},
	{M_POST, "/api/v2/users/:user_id/password", password_post, RUN_SLOW, CAP_ADMIN_WRITE,
	 BODY_JSON, &password_fields, 4096, NULL,
	 "Set a user's password; ends the user's sessions"},
	{M_PUT, "/api/v2/users/:user_id/password", password_put, RUN_SLOW, CAP_REQUEST_WRITE,
	 BODY_JSON, &password_fields, 4096, NULL,
	 "Change one's own password; ends the other sessions"},
	{0}
};
/* clang-format on */
