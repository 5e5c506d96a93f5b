/*
 * The second step of signing in, after the password: a code, or setting the step up first. Between
 * the two requests nothing is kept here: a signed ticket in the form says whose password was right,
 * and is void ten minutes later or when the password changes.
 */
#include "http/public_form.h"
#include "http/sign_in.h"
#include "http/slow_write.h"
#include "http/throttle.h"

#include "base/clock.h"
#include "base/qr.h"
#include "domain/second_step.h"
#include "domain/session.h"
#include "domain/user.h"
#include "http/second_step_uri.h"

#include <string.h>

enum { TICKET_BYTES = 16 + SECRET_HASH, TICKET_LIFE_MS = 10 * MINUTE_MS };
enum { ACCOUNT_TRIES = 10, WINDOW_S = 900 };

/* --- the ticket --- */

static void write_i64(uint8_t *p, i64 v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (uint8_t)((uint64_t)v >> (56 - 8 * i));
}

static i64 read_i64(const uint8_t *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return (i64)v;
}

/* Over who, until when, and the stored password. */
static enum err sign_ticket(struct rq *rq, uint8_t ticket[TICKET_BYTES])
{
	static const char purpose[] = "sign-in, second step";
	const char *hash;
	struct buf b = BUF_INIT(4096);

	TRY(password_of_user(&rq->cx, (user_id){read_i64(ticket)}, &hash));
	buf_add(&b, purpose, sizeof purpose);
	buf_add(&b, (char *)ticket, 16);
	buf_str(&b, hash ? hash : "");
	secret_mac(ticket + 16, rq->cx.link_key, b.p, b.n);
	buf_free(&b);
	return OK;
}

static enum err make_ticket(struct rq *rq, user_id user, const char **ret)
{
	uint8_t ticket[TICKET_BYTES];

	write_i64(ticket, user.v);
	write_i64(ticket + 8, rq->cx.now + TICKET_LIFE_MS);
	TRY(sign_ticket(rq, ticket));
	*ret = secret_base64(rq->cx.arena, ticket, sizeof ticket);
	return OK;
}

/* Whose password was right; v 0: the ticket is none, or too old. */
static enum err read_ticket(struct rq *rq, user_id *ret)
{
	const char *text = rq_form(rq, "ticket");
	uint8_t given[TICKET_BYTES], right[TICKET_BYTES];

	*ret = (user_id){0};
	if (!text || secret_unbase64(given, sizeof given, text, strlen(text)) != TICKET_BYTES)
		return OK;
	memcpy(right, given, sizeof right);
	TRY(sign_ticket(rq, right));
	if (secret_equal(given, right, sizeof right) && rq->cx.now < read_i64(given + 8))
		ret->v = read_i64(given);
	return OK;
}

/* --- pages --- */

static done second_page(
	struct rq *rq, int status, user_id user, const char *next, const char *error)
{
	struct view *v = view_new(rq);
	const char *ticket;

	if (make_ticket(rq, user, &ticket))
		return reply_error(rq);
	view_text(v, "title", page_text(rq, "public.second_step.title"));
	view_text(v, "ticket", ticket);
	view_text(v, "next", next);
	view_text(v, "error", error);
	return reply_html(rq, status, "second_step", v);
}

static done set_up_page(
	struct rq *rq, int status, user_id user, const char *next, const char *error)
{
	struct arena *a = rq->cx.arena;
	struct view *v = view_new(rq);
	uint8_t secret[TOTP_SECRET];
	struct user *u;
	const char *ticket, *svg;
	struct qr qr;

	if (make_ticket(rq, user, &ticket) || user_load(&rq->cx, user, &u) ||
		second_step_waiting(&rq->cx, user, secret))
		return reply_error(rq);
	qr = qr_encode(a, second_step_uri(rq, u->email ? u->email : u->name, secret));
	svg = qr.size ? qr_svg(a, &qr) : "";
	view_text(v, "title", page_text(rq, "public.second_step.set_up_title"));
	view_text(v, "ticket", ticket);
	view_text(v, "next", next);
	view_text(v, "secret", second_step_spelled(a, secret));
	view_text(v, "picture",
		arena_printf(
			a, "data:image/svg+xml;base64,%s", secret_base64_std(a, svg, strlen(svg))));
	view_text(v, "error", error);
	secret_wipe(secret, sizeof secret);
	return reply_html(rq, status, "second_step_set_up", v);
}

static done codes_page(struct rq *rq, const struct recovery_codes *codes, const char *next)
{
	struct view *v = view_new(rq);

	view_text(v, "title", page_text(rq, "public.second_step.codes_title"));
	view_text(v, "next", next);
	for (int i = 0; i < RECOVERY_CODES; i++)
		view_text(view_item(v, "codes"), "code", arena_strdup(rq->cx.arena, codes->v[i]));
	return reply_html(rq, 200, "recovery_codes", v);
}

/* --- after the password --- */

static enum err open_now(struct rq *rq, void *arg)
{
	return new_session_open(rq, arg);
}

static enum err begin_set_up(struct rq *rq, void *arg)
{
	uint8_t secret[TOTP_SECRET];
	enum err e = second_step_begin(&rq->cx, *(user_id *)arg, secret);

	secret_wipe(secret, sizeof secret);
	return e;
}

done sign_in_go_on(struct rq *rq, user_id user, const char *next)
{
	struct new_session session = {.user = user};
	enum second_step_need need;

	next = sign_in_path(next, "/agent");
	if (second_step_needed(&rq->cx, user, &need))
		return reply_error(rq);
	if (need == NEED_CODE)
		return second_page(rq, 200, user, next, NULL);
	if (need == NEED_SET_UP)
		return slow_write(rq, begin_set_up, &user) ? reply_error(rq)
							   : set_up_page(rq, 200, user, next, NULL);
	new_session_make(rq, &session);
	if (slow_write(rq, open_now, &session))
		return reply_error(rq);
	reply_session_cookie(rq, session.cookie);
	return reply_redirect(rq, next);
}

/* --- the code --- */

struct step {
	struct new_session session;
	const char *code;
	bool set_up;
	struct recovery_codes codes;
};

static enum err take_step(struct rq *rq, void *arg)
{
	struct step *s = arg;
	const char *address = rq->cx.actor.address;

	if (s->set_up) {
		TRY(actor_of_user(&rq->cx, s->session.user, &rq->cx.actor));
		rq->cx.actor.address = address;
		TRY(second_step_confirm(&rq->cx, s->session.user, s->code, &s->codes));
	} else {
		TRY(second_step_prove(&rq->cx, s->session.user, s->code));
	}
	return new_session_open(rq, &s->session);
}

static done again(struct rq *rq, const struct step *s, int status, const char *error)
{
	const char *next = sign_in_path(rq_form(rq, "next"), "/agent");

	return s->set_up ? set_up_page(rq, status, s->session.user, next, error)
			 : second_page(rq, status, s->session.user, next, error);
}

static done step_post(struct rq *rq, bool set_up)
{
	const char *code = rq_form(rq, "code"), *key, *next;
	struct step s = {.code = code ? code : "", .set_up = set_up};

	if (read_ticket(rq, &s.session.user))
		return reply_error(rq);
	if (!s.session.user.v)
		return sign_in_page(rq, 401, page_text(rq, "public.error.sign_in_again"));
	key = arena_printf(rq->cx.arena, "%lld", (long long)s.session.user.v);
	if (rq_throttle(rq, "second_step.account", key, ACCOUNT_TRIES, WINDOW_S))
		return again(rq, &s, 429,
			public_text(rq, "public.error.sign_in_wait", "seconds",
				arena_printf(rq->cx.arena, "%d", WINDOW_S)));
	new_session_make(rq, &s.session);
	if (slow_write(rq, take_step, &s)) {
		if (rq->cx.fail.code != E_INVALID)
			return reply_error(rq);
		rq->cx.fail = (struct failure){0};
		return again(rq, &s, 401, page_text(rq, "public.error.code_wrong"));
	}
	rq_throttle_forget(rq, "second_step.account", key);
	reply_session_cookie(rq, s.session.cookie);
	next = sign_in_path(rq_form(rq, "next"), "/agent");
	return set_up ? codes_page(rq, &s.codes, next) : reply_redirect(rq, next);
}

static done second_post(struct rq *rq, void *in)
{
	(void)in;
	return step_post(rq, false);
}

static done set_up_post(struct rq *rq, void *in)
{
	(void)in;
	return step_post(rq, true);
}

/* clang-format off */
const struct route second_step_page_routes[] = {
	{M_POST, "/sign-in/code", second_post, RUN_SLOW, CAP_PUBLIC_WRITE, BODY_FORM, NULL,
	 SIGN_IN_FORM_MAX, NULL, "The second step of signing in: ticket, code, next"},
	{M_POST, "/sign-in/set-up", set_up_post, RUN_SLOW, CAP_PUBLIC_WRITE, BODY_FORM, NULL,
	 SIGN_IN_FORM_MAX, NULL, "Set the second step up while signing in: ticket, code, next"},
	{0}
};
/* clang-format on */
