/*
 * Sign in, sign out, and the first administrator's page. A wrong password and an unknown address
 * take the same time and read the same. A session is always a new one: nobody can plant a cookie.
 */
#include "http/public_form.h"
#include "http/sign_in.h"
#include "http/slow_write.h"
#include "http/throttle.h"

#include "base/secret.h"
#include "base/utf8.h"
#include "domain/session.h"
#include "domain/user.h"

#include <string.h>

enum {
	COOKIE_BYTES = 32,
	NEXT_MAX = 4000, /* an OAuth client's request is among them */
	ACCOUNT_TRIES = 10,
};

const char *sign_in_path(const char *next, const char *otherwise)
{
	if (!next || next[0] != '/' || next[1] == '/' || strlen(next) > NEXT_MAX)
		return otherwise;
	for (const char *p = next; *p; p++)
		if (*p <= ' ' || *p == '\\' || *p == 0x7f)
			return otherwise;
	return next;
}

/* --- sessions --- */

void new_session_make(struct rq *rq, struct new_session *ret)
{
	uint8_t bytes[COOKIE_BYTES];

	secret_random(bytes, sizeof bytes);
	ret->cookie = secret_base64(rq->cx.arena, bytes, sizeof bytes);
	secret_hash(ret->hash, ret->cookie, strlen(ret->cookie));
	ret->old_session = rq->cx.actor.session_id;
}

enum err new_session_open(struct rq *rq, const struct new_session *session)
{
	if (session->old_session)
		TRY(session_end(&rq->cx, session->old_session));
	return session_begin(&rq->cx, session->user, session->hash, rq->user_agent);
}

/* --- sign in --- */

done sign_in_page(struct rq *rq, int status, const char *error)
{
	const char *email = rq->method == M_POST ? rq_form(rq, "email") : NULL;
	const char *next = rq->method == M_POST ? rq_form(rq, "next") : rq_query(rq, "next");
	struct view *v = view_new(rq);
	i64 admins;

	if (user_count_admins(&rq->cx, &admins))
		return reply_error(rq);
	view_bool(v, "is_new_house", !admins);
	view_text(v, "title", page_text(rq, "public.sign_in.title"));
	view_text(v, "email", email ? email : "");
	view_text(v, "next", sign_in_path(next, ""));
	view_text(v, "error", error);
	return reply_html(rq, status, "sign_in", v);
}

static done sign_in_get(struct rq *rq, void *in)
{
	(void)in;
	if (actor_is_agent(&rq->cx.actor) && rq->cx.actor.id.v)
		return reply_redirect(rq, sign_in_path(rq_query(rq, "next"), "/agent"));
	return sign_in_page(rq, 200, NULL);
}

static enum err throttle(struct rq *rq, const char *email)
{
	TRY(rq_throttle(rq, "sign_in.address", rq_throttle_address(rq), SIGN_IN_ADDRESS_TRIES,
		SIGN_IN_WINDOW_S));
	return rq_throttle(rq, "sign_in.account", email, ACCOUNT_TRIES, SIGN_IN_WINDOW_S);
}

static done sign_in_post(struct rq *rq, void *in)
{
	const char *email = rq_form(rq, "email"), *password = rq_form(rq, "password"), *hash;
	user_id user;
	bool right;

	(void)in;
	email = utf8_fold(rq->cx.arena, utf8_clean(rq->cx.arena, email ? email : ""));
	if (throttle(rq, email))
		return sign_in_page(rq, 429,
			public_text(rq, "public.error.sign_in_wait", "seconds",
				arena_printf(rq->cx.arena, "%d", SIGN_IN_WINDOW_S)));
	if (password_find(&rq->cx, email, &user, &hash))
		return reply_error(rq);
	right = secret_password_verify(hash, password ? password : "");
	if (!right || !user.v)
		return sign_in_page(rq, 401, page_text(rq, "public.error.sign_in_wrong"));
	rq_throttle_forget(rq, "sign_in.account", email);
	return sign_in_go_on(rq, user, rq_form(rq, "next"));
}

static done sign_out_post(struct rq *rq, void *in)
{
	(void)in;
	if (session_end(&rq->cx, rq->cx.actor.session_id))
		return reply_error(rq);
	reply_session_cookie(rq, NULL);
	return reply_redirect(rq, "/sign-in");
}

/* --- the first administrator --- */

/* What was typed, and what is wrong with it: NULL where nothing is. */
struct setup {
	struct first_admin in;
	const char *password;
	const char *error_name, *error_email, *error_password;
	uint8_t link[SECRET_HASH];
	struct new_session session;
};

void sign_in_field_error(struct view *v, const char *field, const char *key, const char *text)
{
	struct view *item;

	view_text(v, key, text);
	if (!text)
		return;
	item = view_item(v, "errors");
	view_text(item, "field", field);
	view_text(item, "text", text);
}

static done setup_page(struct rq *rq, int status, const struct setup *s)
{
	struct view *v = view_new(rq);

	view_text(v, "title", page_text(rq, "public.setup.title"));
	view_text(v, "token", rq_param(rq, "token"));
	view_text(v, "name", s->in.name);
	view_text(v, "email", s->in.email);
	view_i64(v, "min", PASSWORD_MIN);
	sign_in_field_error(v, "name", "error_name", s->error_name);
	sign_in_field_error(v, "email", "error_email", s->error_email);
	sign_in_field_error(v, "password", "error_password", s->error_password);
	return reply_html(rq, status, "setup", v);
}

/* The link works while it is unused and nobody administers. */
static enum err read_link(struct rq *rq, struct setup *s)
{
	const char *token = rq_param(rq, "token");
	user_id nobody;
	i64 admins;

	secret_hash(s->link, token, strlen(token));
	TRY(link_find(&rq->cx, LINK_FIRST_ADMIN, s->link, &nobody));
	TRY(user_count_admins(&rq->cx, &admins));
	return admins ? fail_not_found(&rq->cx) : OK;
}

static done setup_get(struct rq *rq, void *in)
{
	struct setup s = {.in = {.name = "", .email = ""}};

	(void)in;
	if (read_link(rq, &s))
		return reply_error(rq);
	return setup_page(rq, 200, &s);
}

static const char *text_or_empty(const char *s)
{
	return s ? s : "";
}

const char *sign_in_password_error(struct rq *rq, const char *password, const char *email)
{
	struct failure before = rq->cx.fail;
	size_t length = utf8_length(password);
	bool good = password_check(&rq->cx, password, email) == OK;

	rq->cx.fail = before; /* the error is on the page */
	if (!length)
		return page_text(rq, "public.error.password_blank");
	if (length < PASSWORD_MIN)
		return public_text(rq, "public.error.password_short", "min",
			arena_printf(rq->cx.arena, "%d", PASSWORD_MIN));
	if (length > PASSWORD_MAX)
		return public_text(rq, "public.error.too_long", "limit",
			arena_printf(rq->cx.arena, "%d", PASSWORD_MAX));
	return good ? NULL : page_text(rq, "public.error.password_email");
}

static void check_setup(struct rq *rq, struct setup *s)
{
	if (!*s->in.name)
		s->error_name = page_text(rq, "public.error.name_blank");
	else if (utf8_length(s->in.name) > USER_NAME_MAX)
		s->error_name = public_text(rq, "public.error.too_long", "limit",
			arena_printf(rq->cx.arena, "%d", USER_NAME_MAX));
	if (!*s->in.email)
		s->error_email = page_text(rq, "public.error.email_blank");
	else if (!utf8_is_email(s->in.email))
		s->error_email = page_text(rq, "public.error.email_invalid");
	s->error_password = sign_in_password_error(rq, s->password, s->in.email);
}

/* On the writer. */
static enum err make_admin(struct rq *rq, void *arg)
{
	struct setup *s = arg;

	TRY(first_admin_create(&rq->cx, s->link, &s->in, &s->session.user));
	return new_session_open(rq, &s->session);
}

static done setup_post(struct rq *rq, void *in)
{
	char hash[SECRET_PASSWORD];
	struct setup s = {0};

	(void)in;
	s.in.name = utf8_clean(rq->cx.arena, text_or_empty(rq_form(rq, "name")));
	s.in.email = utf8_clean(rq->cx.arena, text_or_empty(rq_form(rq, "email")));
	s.password = text_or_empty(rq_form(rq, "password"));
	if (rq_throttle(rq, "setup.address", rq_throttle_address(rq), SIGN_IN_ADDRESS_TRIES,
		    SIGN_IN_WINDOW_S) ||
		read_link(rq, &s))
		return reply_error(rq);
	check_setup(rq, &s);
	if (s.error_name || s.error_email || s.error_password)
		return setup_page(rq, 422, &s);
	if (!secret_password_hash(hash, s.password))
		return reply_fail(rq, E_BUSY, NULL, NULL, "There is not enough memory");
	s.in.password_hash = hash;
	s.in.locale = rq->locale;
	new_session_make(rq, &s.session);
	if (slow_write(rq, make_admin, &s)) {
		if (rq->cx.fail.code != E_INVALID)
			return reply_error(rq);
		s.error_email = page_text(rq, "public.error.email_taken");
		return setup_page(rq, 422, &s);
	}
	reply_session_cookie(rq, s.session.cookie);
	return reply_redirect(rq, "/agent/welcome");
}

/* clang-format off */
const struct route sign_in_routes[] = {
	{M_GET, "/sign-in", sign_in_get, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, "next",
	 "The page to sign in"},
	{M_POST, "/sign-in", sign_in_post, RUN_SLOW, CAP_PUBLIC_WRITE, BODY_FORM, NULL,
	 SIGN_IN_FORM_MAX, NULL, "Sign in: email, password, next"},
	{M_POST, "/sign-out", sign_out_post, RUN_WRITE, CAP_PUBLIC_WRITE, BODY_FORM, NULL,
	 SIGN_IN_FORM_MAX, NULL, "Sign out"},
	{M_GET, "/setup/:token", setup_get, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
	 "The page that makes the first administrator"},
	{M_POST, "/setup/:token", setup_post, RUN_SLOW, CAP_PUBLIC_WRITE, BODY_FORM, NULL,
	 SIGN_IN_FORM_MAX, NULL, "Make the first administrator: name, email, password"},
	{0}
};
/* clang-format on */
