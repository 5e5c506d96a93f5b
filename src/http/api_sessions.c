/*
 * Who am I, and browser sessions: one's own, and for administrators everybody's. `users/me` answers
 * everybody, as client libraries expect: nobody is "Anonymous user".
 */
#include "http/path.h"
#include "http/view_people.h"

#include "domain/session.h"

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

static void session_write(struct rq *rq, const char *key, const struct session *session)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_i64(jw, "id", session->id);
	jw_printf(jw, "url", "%s/api/v2/users/%lld/sessions/%lld.json", rq->base_url,
		(long long)session->user.v, (long long)session->id);
	jw_i64(jw, "user_id", session->user.v);
	jw_time(jw, "authenticated_at", session->created_at);
	jw_time(jw, "last_seen_at", session->seen_at);
	jw_time(jw, "expires_at", session->expires_at);
	jw_str(jw, "ip_address", session->address);
	jw_str(jw, "user_agent", session->user_agent);
	jw_bool(jw, "current", session->id == rq->cx.actor.session_id);
	jw_end(jw);
}

static done reply_session(struct rq *rq, const struct session *session)
{
	reply_begin(rq, 200);
	session_write(rq, "session", session);
	return reply_end(rq);
}

/* The session that asks. */
static enum err own_session(struct rq *rq, struct session *ret)
{
	return session_get(&rq->cx, rq->cx.actor.id, rq->cx.actor.session_id, ret);
}

static done session_show_own(struct rq *rq, void *in)
{
	struct session session;

	(void)in;
	if (own_session(rq, &session))
		return reply_error(rq);
	return reply_session(rq, &session);
}

/* Every request keeps its session alive; there is no other token to hand out. */
static done session_renew(struct rq *rq, void *in)
{
	struct session session;

	(void)in;
	if (own_session(rq, &session))
		return reply_error(rq);
	jw_str(reply_begin(rq, 200), "authenticity_token", "");
	return reply_end(rq);
}

/* All but the one that asks; all, when a token asks. */
static done sessions_remove_others(struct rq *rq, void *in)
{
	(void)in;
	if (session_close_all(&rq->cx, rq->cx.actor.id, rq->cx.actor.session_id))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done session_logout(struct rq *rq, void *in)
{
	(void)in;
	if (session_end(&rq->cx, rq->cx.actor.session_id))
		return reply_error(rq);
	reply_session_cookie(rq, NULL);
	return reply_no_content(rq);
}

/* --- of a user --- */

static done sessions_list(struct rq *rq, void *in)
{
	static const char *const by_id[] = {"id", NULL};
	struct session *rows;
	struct page page;
	struct user *user;
	int n;

	(void)in;
	if (path_user(rq, &user) || rq_page(rq, by_id, &page) ||
		session_list(&rq->cx, user->id, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "sessions");
	for (int i = 0; i < n; i++)
		session_write(rq, NULL, &rows[i]);
	return reply_page(rq, &page);
}

static done session_show(struct rq *rq, void *in)
{
	struct session session;
	user_id user;
	i64 id;

	(void)in;
	if (rq_id(rq, "user_id", &user.v) || rq_id(rq, "session_id", &id) ||
		session_get(&rq->cx, user, id, &session))
		return reply_error(rq);
	return reply_session(rq, &session);
}

static done session_remove(struct rq *rq, void *in)
{
	user_id user;
	i64 id;

	(void)in;
	if (rq_id(rq, "user_id", &user.v) || rq_id(rq, "session_id", &id) ||
		session_close(&rq->cx, user, id))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done sessions_remove(struct rq *rq, void *in)
{
	struct user *user;

	(void)in;
	if (path_user(rq, &user) || session_close_all(&rq->cx, user->id, 0))
		return reply_error(rq);
	return reply_no_content(rq);
}

/* Ids of nobody are passed over, as everywhere where many are named. */
static done logout_many(struct rq *rq, void *in)
{
	struct id_list ids;
	struct user *users;
	int n;

	(void)in;
	if (rq_required_ids(rq, &ids) || user_load_many(&rq->cx, ids.v, ids.n, &users, &n))
		return reply_error(rq);
	if (!ids.n)
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL, "Parameter ids is required");
	for (int i = 0; i < n; i++)
		if (session_close_all(&rq->cx, users[i].id, 0))
			return reply_error(rq);
	reply_begin(rq, 202);
	return reply_end(rq);
}

#define SESSIONS "/api/v2/users/:user_id/sessions"
/* clang-format off */
const struct route session_routes[] = {
	{M_GET, "/api/v2/users/me", me_show, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, "include",
	 "The user who asks; \"Anonymous user\" when nobody is signed in"},
	{M_GET, "/api/v2/users/me/session", session_show_own, RUN_READ, CAP_ME, BODY_NONE, NULL, 0,
	 NULL, "The browser session that asks"},
	{M_GET, "/api/v2/users/me/session/renew", session_renew, RUN_READ, CAP_ME, BODY_NONE, NULL,
	 0, NULL, "Keep the browser session alive"},
	{M_DELETE, "/api/v2/users/me/other_sessions", sessions_remove_others, RUN_WRITE,
	 CAP_SESSION_WRITE, BODY_NONE, NULL, 0, NULL,
	 "End all of one's own browser sessions but the one that asks"},
	{M_DELETE, "/api/v2/users/me/logout", session_logout, RUN_WRITE, CAP_ME, BODY_NONE, NULL, 0,
	 NULL, "End the browser session that asks"},
	{M_GET, SESSIONS, sessions_list, RUN_READ, CAP_SESSION_READ, BODY_NONE, NULL, 0, NULL,
	 "A user's browser sessions: one's own, or anybody's for an administrator"},
	{M_DELETE, SESSIONS, sessions_remove, RUN_WRITE, CAP_SESSION_WRITE, BODY_NONE, NULL, 0,
	 NULL, "End all of a user's browser sessions"},
	{M_GET, SESSIONS "/:session_id", session_show, RUN_READ, CAP_SESSION_READ, BODY_NONE, NULL,
	 0, NULL, "One browser session"},
	{M_DELETE, SESSIONS "/:session_id", session_remove, RUN_WRITE, CAP_SESSION_WRITE, BODY_NONE,
	 NULL, 0, NULL, "End one browser session"},
	{M_POST, "/api/v2/users/logout_many", logout_many, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE,
	 NULL, 0, "ids", "End all browser sessions of up to 100 users"},
	{0}
};
/* clang-format on */
