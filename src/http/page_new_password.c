/*
 * The page behind an invitation and behind a link for a new password: choose one, and sign in with
 * it at once. A link that is unknown, used or over is not there.
 */
#include "http/public_form.h"
#include "http/sign_in.h"
#include "http/slow_write.h"
#include "http/throttle.h"

#include "domain/invitation.h"

#include <string.h>

enum { LINK_MAX = 64 };

/* What the address names, and what was typed. */
struct choice {
	uint8_t link[SECRET_HASH];
	enum link_kind kind;
	struct user *user;
	const char *error;
	const char *password_hash;
};

static enum err read_choice(struct rq *rq, struct choice *c)
{
	const char *token = rq_param(rq, "token");
	user_id user;

	if (strlen(token) > LINK_MAX)
		return fail_not_found(&rq->cx);
	secret_hash(c->link, token, strlen(token));
	c->kind = LINK_INVITATION;
	if (link_find(&rq->cx, c->kind, c->link, &user)) {
		rq->cx.fail = (struct failure){0};
		c->kind = LINK_RESET;
		TRY(link_find(&rq->cx, c->kind, c->link, &user));
	}
	TRY(user_load(&rq->cx, user, &c->user));
	return c->user && c->user->active ? OK : fail_not_found(&rq->cx);
}

static done choice_page(struct rq *rq, int status, const struct choice *c)
{
	bool invited = c->kind == LINK_INVITATION;
	struct view *v = view_new(rq);

	view_text(v, "title",
		page_text(rq, invited ? "public.new_password.title_invited"
				      : "public.new_password.title"));
	view_bool(v, "invited", invited);
	view_text(v, "token", rq_param(rq, "token"));
	view_text(v, "name", c->user->name);
	view_text(v, "email", c->user->email ? c->user->email : "");
	view_i64(v, "min", PASSWORD_MIN);
	sign_in_field_error(v, "password", "error_password", c->error);
	return reply_html(rq, status, "new_password", v);
}

static done choice_get(struct rq *rq, void *in)
{
	struct choice c = {0};

	(void)in;
	if (read_choice(rq, &c))
		return reply_error(rq);
	return choice_page(rq, 200, &c);
}

/* Whoever was invited begins in the language of his page. */
static enum err store(struct rq *rq, void *arg)
{
	struct user_input in = {.locale = {true, rq->locale}};
	const struct choice *c = arg;
	struct user *user;
	user_id id;

	TRY(link_set_password(&rq->cx, c->kind, c->link, c->password_hash, &id));
	if (c->kind != LINK_INVITATION)
		return OK;
	rq->cx.actor.id = id;
	return user_update(&rq->cx, id, &in, &user);
}

static done choice_post(struct rq *rq, void *in)
{
	const char *password = rq_form(rq, "password");
	char hash[SECRET_PASSWORD];
	struct choice c = {.password_hash = hash};

	(void)in;
	if (rq_throttle(rq, "new_password.address", rq_throttle_address(rq), SIGN_IN_ADDRESS_TRIES,
		    SIGN_IN_WINDOW_S) ||
		read_choice(rq, &c))
		return reply_error(rq);
	password = password ? password : "";
	c.error = sign_in_password_error(rq, password, c.user->email);
	if (c.error)
		return choice_page(rq, 422, &c);
	if (!secret_password_hash(hash, password))
		return reply_fail(rq, E_BUSY, NULL, NULL, "There is not enough memory");
	if (slow_write(rq, store, &c))
		return reply_error(rq);
	if (c.user->suspended || c.user->role == ROLE_END_USER)
		return reply_redirect(rq, "/sign-in");
	return sign_in_go_on(rq, c.user->id, "/agent");
}

/* clang-format off */
const struct route new_password_routes[] = {
	{M_GET, "/join/:token", choice_get, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
	 "The page to choose a password, behind an invitation or a link for a new one"},
	{M_POST, "/join/:token", choice_post, RUN_SLOW, CAP_PUBLIC_WRITE, BODY_FORM, NULL,
	 SIGN_IN_FORM_MAX, NULL, "Choose the password: password"},
	{0}
};
/* clang-format on */
