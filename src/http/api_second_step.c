/*
 * The second step of signing in over the API: one's own is set up, confirmed, turned off with the
 * password in hand; an administrator resets another's.
 */
#include "http/http_i.h"
#include "http/password.h"
#include "http/path.h"
#include "http/second_step_uri.h"
#include "http/slow_write.h"
#include "http/throttle.h"

#include "base/qr.h"
#include "base/secret.h"
#include "domain/second_step.h"

#include <string.h>

enum { CODE_TRIES = 10, CODE_WINDOW_S = 900 };

struct step_body {
	struct opt_text password, code;
};
#define AT(member) offsetof(struct step_body, member)
/* clang-format off */
static const struct field fields[] = {
	{"password", F_TEXT, AT(password), 1000, "Password", "One's own, where it is asked for"},
	{"code", F_TEXT, AT(code), 100, "Code", "Of the app, or a recovery code"},
	{0}
};
/* clang-format on */
static const struct field_table step_fields = {NULL, sizeof(struct step_body), fields};

const char *second_step_uri(struct rq *rq, const char *who, const uint8_t secret[TOTP_SECRET])
{
	const char *house = server.options.name;
	CLEANUP(buf_free) struct buf b = BUF_INIT(4096);

	buf_str(&b, "otpauth://totp/");
	buf_url(&b, house);
	buf_char(&b, ':');
	buf_url(&b, who);
	buf_printf(&b, "?secret=%s&issuer=", totp_base32(rq->cx.arena, secret, TOTP_SECRET));
	buf_url(&b, house);
	return arena_strndup(rq->cx.arena, b.p, b.n);
}

const char *second_step_spelled(struct arena *a, const uint8_t secret[TOTP_SECRET])
{
	const char *plain = totp_base32(a, secret, TOTP_SECRET), *text = "";

	for (size_t i = 0; i < strlen(plain); i += 4)
		text = arena_printf(a, "%s%s%.4s", text, i ? " " : "", plain + i);
	return text;
}

/* --- what there is --- */

static done reply_step(struct rq *rq, int status, const struct recovery_codes *codes)
{
	struct second_step step;
	struct jw *jw;

	if (second_step_get(&rq->cx, rq->cx.actor.id, &step))
		return reply_error(rq);
	jw = reply_begin(rq, status);
	jw_object(jw, "second_step");
	jw_bool(jw, "enabled", step.on_since != 0);
	jw_time(jw, "enabled_at", step.on_since);
	jw_bool(jw, "required", step.required);
	jw_i64(jw, "recovery_codes_left", step.codes_left);
	if (codes) {
		jw_array(jw, "recovery_codes");
		for (int i = 0; i < RECOVERY_CODES; i++)
			jw_str(jw, NULL, codes->v[i]);
		jw_end(jw);
	}
	jw_end(jw);
	return reply_end(rq);
}

static done step_show(struct rq *rq, void *in)
{
	(void)in;
	return reply_step(rq, 200, NULL);
}

/* --- set up --- */

static enum err begin(struct rq *rq, void *arg)
{
	return second_step_begin(&rq->cx, rq->cx.actor.id, arg);
}

/* Rows of "0" and "1". */
static void write_matrix(struct rq *rq, const struct qr *qr)
{
	char *row = arena_alloc(rq->cx.arena, (size_t)qr->size + 1);

	jw_array(&rq->jw, "matrix");
	for (int y = 0; y < qr->size; y++) {
		for (int x = 0; x < qr->size; x++)
			row[x] = qr->dark[y * qr->size + x] ? '1' : '0';
		row[qr->size] = 0;
		jw_str(&rq->jw, NULL, row);
	}
	jw_end(&rq->jw);
}

static done step_begin(struct rq *rq, void *in)
{
	const struct step_body *body = in;
	uint8_t secret[TOTP_SECRET];
	struct user *me;
	const char *uri;
	struct qr qr;
	struct jw *jw;

	if (password_own(rq, body->password.v, "password") || slow_write(rq, begin, secret) ||
		user_load(&rq->cx, rq->cx.actor.id, &me))
		return reply_error(rq);
	uri = second_step_uri(rq, me->email ? me->email : me->name, secret);
	qr = qr_encode(rq->cx.arena, uri);
	jw = reply_begin(rq, 201);
	jw_object(jw, "second_step");
	jw_str(jw, "secret", second_step_spelled(rq->cx.arena, secret));
	jw_str(jw, "uri", uri);
	write_matrix(rq, &qr);
	jw_end(jw);
	secret_wipe(secret, sizeof secret);
	return reply_end(rq);
}

/* A try at one's own code. */
static enum err count_try(struct rq *rq)
{
	const char *key = arena_printf(rq->cx.arena, "%lld", (long long)rq->cx.actor.id.v);

	return rq_throttle(rq, "second_step.account", key, CODE_TRIES, CODE_WINDOW_S);
}

static const char *code_of(const struct step_body *body)
{
	return body->code.v ? body->code.v : "";
}

static done step_confirm(struct rq *rq, void *in)
{
	struct recovery_codes codes;

	if (count_try(rq) || second_step_confirm(&rq->cx, rq->cx.actor.id, code_of(in), &codes))
		return reply_error(rq);
	return reply_step(rq, 200, &codes);
}

/* --- with the password in hand --- */

struct step_change {
	const char *code; /* NULL: not asked for */
	struct recovery_codes codes;
};

static enum err turn_off(struct rq *rq, void *arg)
{
	const struct step_change *c = arg;

	TRY(second_step_prove(&rq->cx, rq->cx.actor.id, c->code));
	return second_step_off(&rq->cx, rq->cx.actor.id);
}

static done step_turn_off(struct rq *rq, void *in)
{
	const struct step_body *body = in;
	struct step_change c = {.code = code_of(body)};
	struct second_step now;

	if (second_step_get(&rq->cx, rq->cx.actor.id, &now))
		return reply_error(rq);
	if (now.required)
		return reply_fail(rq, E_FORBIDDEN, NULL, NULL,
			"Everybody who works here signs in with a second step");
	if (password_own(rq, body->password.v, "password") || count_try(rq) ||
		slow_write(rq, turn_off, &c))
		return reply_error(rq);
	return reply_step(rq, 200, NULL);
}

static enum err renew(struct rq *rq, void *arg)
{
	struct step_change *c = arg;

	return second_step_renew_codes(&rq->cx, rq->cx.actor.id, &c->codes);
}

static done step_codes(struct rq *rq, void *in)
{
	const struct step_body *body = in;
	struct step_change c = {0};

	if (password_own(rq, body->password.v, "password") || slow_write(rq, renew, &c))
		return reply_error(rq);
	return reply_step(rq, 200, &c.codes);
}

/* --- another's --- */

static done step_reset(struct rq *rq, void *in)
{
	struct user *user;

	(void)in;
	if (path_user(rq, &user) || second_step_off(&rq->cx, user->id))
		return reply_error(rq);
	return reply_no_content(rq);
}

#define OWN "/api/v2/users/me/second_step"
/* clang-format off */
const struct route second_step_routes[] = {
	{M_GET, OWN, step_show, RUN_READ, CAP_DESK_READ, BODY_NONE, NULL, 0, NULL,
	 "Does one's own sign-in need the code of an app?"},
	{M_POST, OWN, step_begin, RUN_SLOW, CAP_DESK_WRITE, BODY_JSON, &step_fields, 4096, NULL,
	 "Begin to set it up: password; answers what the app needs"},
	{M_PUT, OWN, step_confirm, RUN_WRITE, CAP_DESK_WRITE, BODY_JSON, &step_fields, 4096, NULL,
	 "The app's code: on from now; answers ten recovery codes, once"},
	{M_POST, OWN "/turn_off", step_turn_off, RUN_SLOW, CAP_DESK_WRITE, BODY_JSON, &step_fields,
	 4096, NULL, "Turn it off: password and code"},
	{M_POST, OWN "/recovery_codes", step_codes, RUN_SLOW, CAP_DESK_WRITE, BODY_JSON,
	 &step_fields, 4096, NULL, "New recovery codes instead of the old ones: password"},
	{M_DELETE, "/api/v2/users/:user_id/second_step", step_reset, RUN_WRITE, CAP_ADMIN_WRITE,
	 BODY_NONE, NULL, 0, NULL, "Take a person's second step away, who lost phone and codes"},
	{0}
};
/* clang-format on */
