/*
 * Sign in, sign out, and the first administrator's page. A wrong password and an unknown address
 * take the same time and read the same. A session is always a new one: nobody can plant a cookie.
 */
#include "http/page.h"
#include "http/public_form.h"
#include "http/slow_write.h"
#include "http/throttle.h"

#include "base/secret.h"
#include "base/utf8.h"
#include "domain/session.h"
#include "domain/user.h"

#include <string.h>

enum {
	COOKIE_BYTES = 32,
	FORM_MAX = 16 * 1024,
	NEXT_MAX = 4000,    /* an OAuth client's request is among them */
	ADDRESS_TRIES = 30, /* a whole office may share one */
	ACCOUNT_TRIES = 10,
	WINDOW_S = 300,
};

/* A path of ours to go to, or what is given otherwise. */
static const char *local_path(const char *next, const char *otherwise)
{
	if (!next || next[0] != '/' || next[1] == '/' || strlen(next) > NEXT_MAX)
		return otherwise;
	for (const char *p = next; *p; p++)
		if (*p <= ' ' || *p == '\\' || *p == 0x7f)
			return otherwise;
	return next;
}

/* --- sessions --- */

struct opening_session {
	user_id user;
	uint8_t hash[SECRET_HASH];
	const char *cookie;
	i64 old_session;
	const uint8_t *setup_link; /* NULL: sign-in */
	struct first_admin admin;
};

static void new_cookie(struct rq *rq, struct opening_session *o)
{
	uint8_t bytes[COOKIE_BYTES];

	secret_random(bytes, sizeof bytes);
	o->cookie = secret_base64(rq->cx.arena, bytes, sizeof bytes);
	secret_hash(o->hash, o->cookie, strlen(o->cookie));
	o->old_session = rq->cx.actor.session_id;
}

/* On the writer: the administrator where one is to be made, then the session. */
static enum err open_session(struct rq *rq, void *arg)
{
	struct opening_session *o = arg;

	if (o->setup_link)
		TRY(first_admin_create(&rq->cx, o->setup_link, &o->admin, &o->user));
	if (o->old_session)
		TRY(session_end(&rq->cx, o->old_session));
	return session_begin(&rq->cx, o->user, o->hash, rq->user_agent);
}

/* --- sign in --- */

static done sign_in_page(struct rq *rq, int status, const char *error)
{
	const char *email = rq->method == M_POST ? rq_form(rq, "email") : NULL;
	const char *next = rq->method == M_POST ? rq_form(rq, "next") : rq_query(rq, "next");
	struct view *v = view_new(rq);

	view_text(v, "title", page_text(rq, "public.sign_in.title"));
	view_text(v, "email", email ? email : "");
	view_text(v, "next", local_path(next, ""));
	view_text(v, "error", error);
	return reply_html(rq, status, "sign_in", v);
}

static done sign_in_get(struct rq *rq, void *in)
{
	(void)in;
	if (actor_is_agent(&rq->cx.actor) && rq->cx.actor.id.v)
		return reply_redirect(rq, local_path(rq_query(rq, "next"), "/agent"));
	return sign_in_page(rq, 200, NULL);
}

static enum err throttle(struct rq *rq, const char *email)
{
	TRY(rq_throttle(rq, "sign_in.address", rq_throttle_address(rq), ADDRESS_TRIES, WINDOW_S));
	return rq_throttle(rq, "sign_in.account", email, ACCOUNT_TRIES, WINDOW_S);
}

static done sign_in_post(struct rq *rq, void *in)
{
	const char *email = rq_form(rq, "email"), *password = rq_form(rq, "password"), *hash;
	struct opening_session o = {0};
	bool right;

	(void)in;
	email = utf8_fold(rq->cx.arena, utf8_clean(rq->cx.arena, email ? email : ""));
	if (throttle(rq, email))
		return sign_in_page(rq, 429,
			public_text(rq, "public.error.sign_in_wait", "seconds",
				arena_printf(rq->cx.arena, "%d", WINDOW_S)));
	if (password_find(&rq->cx, email, &o.user, &hash))
		return reply_error(rq);
	right = secret_password_verify(hash, password ? password : "");
	if (!right || !o.user.v)
		return sign_in_page(rq, 401, page_text(rq, "public.error.sign_in_wrong"));
	rq_throttle_forget(rq, "sign_in.account", email);
	new_cookie(rq, &o);
	if (slow_write(rq, open_session, &o))
		return reply_error(rq);
	reply_session_cookie(rq, o.cookie);
	return reply_redirect(rq, local_path(rq_form(rq, "next"), "/agent"));
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
};

static void add_error(struct view *v, const char *field, const char *key, const char *text)
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
	add_error(v, "name", "error_name", s->error_name);
	add_error(v, "email", "error_email", s->error_email);
	add_error(v, "password", "error_password", s->error_password);
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

static void check_setup(struct rq *rq, struct setup *s)
{
	size_t length = utf8_length(s->password);
	struct failure ignored = rq->cx.fail;

	if (!*s->in.name)
		s->error_name = page_text(rq, "public.error.name_blank");
	else if (utf8_length(s->in.name) > USER_NAME_MAX)
		s->error_name = public_text(rq, "public.error.too_long", "limit",
			arena_printf(rq->cx.arena, "%d", USER_NAME_MAX));
	if (!*s->in.email)
		s->error_email = page_text(rq, "public.error.email_blank");
	else if (!utf8_is_email(s->in.email))
		s->error_email = page_text(rq, "public.error.email_invalid");
	if (!length)
		s->error_password = page_text(rq, "public.error.password_blank");
	else if (length < PASSWORD_MIN)
		s->error_password = public_text(rq, "public.error.password_short", "min",
			arena_printf(rq->cx.arena, "%d", PASSWORD_MIN));
	else if (length > PASSWORD_MAX)
		s->error_password = public_text(rq, "public.error.too_long", "limit",
			arena_printf(rq->cx.arena, "%d", PASSWORD_MAX));
	else if (password_check(&rq->cx, s->password, s->in.email))
		s->error_password = page_text(rq, "public.error.password_email");
	rq->cx.fail = ignored; /* these errors are on the page */
}

static done setup_post(struct rq *rq, void *in)
{
	struct opening_session o = {0};
	char hash[SECRET_PASSWORD];
	struct setup s = {0};

	(void)in;
	s.in.name = utf8_clean(rq->cx.arena, text_or_empty(rq_form(rq, "name")));
	s.in.email = utf8_clean(rq->cx.arena, text_or_empty(rq_form(rq, "email")));
	s.password = text_or_empty(rq_form(rq, "password"));
	if (rq_throttle(rq, "setup.address", rq_throttle_address(rq), ADDRESS_TRIES, WINDOW_S) ||
		read_link(rq, &s))
		return reply_error(rq);
	check_setup(rq, &s);
	if (s.error_name || s.error_email || s.error_password)
		return setup_page(rq, 422, &s);
	if (!secret_password_hash(hash, s.password))
		return reply_fail(rq, E_BUSY, NULL, NULL, "There is not enough memory");
	s.in.password_hash = hash;
	new_cookie(rq, &o);
	o.setup_link = s.link;
	o.admin = s.in;
	if (slow_write(rq, open_session, &o)) {
		if (rq->cx.fail.code != E_INVALID)
			return reply_error(rq);
		s.error_email = page_text(rq, "public.error.email_taken");
		return setup_page(rq, 422, &s);
	}
	reply_session_cookie(rq, o.cookie);
	return reply_redirect(rq, "/agent");
}

/* clang-format off */
const struct route sign_in_routes[] = {
	{M_GET, "/sign-in", sign_in_get, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, "next",
	 "The page to sign in"},
	{M_POST, "/sign-in", sign_in_post, RUN_SLOW, CAP_PUBLIC_WRITE, BODY_FORM, NULL, FORM_MAX,
	 NULL, "Sign in: email, password, next"},
	{M_POST, "/sign-out", sign_out_post, RUN_WRITE, CAP_PUBLIC_WRITE, BODY_FORM, NULL, FORM_MAX,
	 NULL, "Sign out"},
	{M_GET, "/setup/:token", setup_get, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
	 "The page that makes the first administrator"},
	{M_POST, "/setup/:token", setup_post, RUN_SLOW, CAP_PUBLIC_WRITE, BODY_FORM, NULL, FORM_MAX,
	 NULL, "Make the first administrator: name, email, password"},
	{0}
};
/* clang-format on */
