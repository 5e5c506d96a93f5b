/*
 * The token endpoint, POST /oauth/tokens (RFC 6749 §3.2): a client proves who it is and gets a
 * token for what it was given: a password, a code, its own secret, or what refreshes. Errors are
 * those of the RFC. Values come in the body, the client's also as Basic credentials; never in the
 * query.
 */
#include "http/password.h"
#include "http/slow_write.h"

#include "base/secret.h"
#include "domain/oauth.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BODY_MAX = 32 * 1024, CREDENTIALS_MAX = 1024, SECONDS_DIGITS = 9 };

/* What the request brought and what it comes to. */
struct token_request {
	struct rq *rq;
	struct oauth_asking asking;
	user_id user; /* password, client_credentials */
	char access[SECRET_TOKEN], refresh[SECRET_TOKEN];
	struct oauth_refusal refused;
	struct oauth_grant grant;
};

static const char *value(struct rq *rq, const char *name)
{
	const char *v = rq_form(rq, name);

	return v ? v : "";
}

/* True, to be used as `return refuse(…)` where refusing ends the way. */
static bool refuse(struct token_request *a, const char *error, const char *description)
{
	a->refused = (struct oauth_refusal){error, description};
	return true;
}

static done reply_refused(struct token_request *a)
{
	struct rq *rq = a->rq;
	bool client = strcmp(a->refused.error, "invalid_client") == 0;
	struct jw *jw;

	reply_header(rq, "Pragma", "no-cache");
	if (client)
		reply_header(rq, "WWW-Authenticate", "Basic realm=\"OAuth client\"");
	jw = reply_begin(rq, client ? 401 : 400);
	jw_str(jw, "error", a->refused.error);
	jw_str(jw, "error_description", a->refused.description);
	return reply_end(rq);
}

static done reply_token(struct token_request *a)
{
	struct rq *rq = a->rq;
	struct jw *jw;

	reply_header(rq, "Pragma", "no-cache");
	jw = reply_begin(rq, 200);
	jw_str(jw, "access_token", a->asking.access);
	jw_str(jw, "token_type", "bearer");
	jw_i64(jw, "expires_in", a->asking.access_s);
	if (a->asking.refresh) {
		jw_str(jw, "refresh_token", a->asking.refresh);
		jw_i64(jw, "refresh_token_expires_in", a->asking.refresh_s);
	}
	jw_str(jw, "scope", a->grant.scopes.words);
	return reply_end(rq);
}

/* --- who is the client --- */

/* `Basic id:secret` (RFC 6749 §2.3.1; ours have nothing that form encoding would change). False:
 * malformed. */
static bool read_basic(struct rq *rq, const char **ret_id, const char **ret_secret)
{
	const char *header = rq_header(rq, "Authorization");
	char text[CREDENTIALS_MAX], *colon;
	int n;

	if (strncasecmp(header, "Basic ", 6) != 0)
		return false;
	n = secret_unbase64_std((uint8_t *)text, sizeof text - 1, header + 6, strlen(header + 6));
	colon = n > 0 ? memchr(text, ':', (size_t)n) : NULL;
	if (!colon)
		return false;
	*ret_id = arena_strndup(rq->cx.arena, text, (size_t)(colon - text));
	*ret_secret = arena_strndup(rq->cx.arena, colon + 1, (size_t)(text + n - colon - 1));
	secret_wipe(text, sizeof text);
	return true;
}

/* True: refused. */
static bool find_client(struct token_request *a)
{
	const char *id = value(a->rq, "client_id"), *secret = value(a->rq, "client_secret");
	struct oauth_client *client = NULL;

	if (rq_header(a->rq, "Authorization")) {
		const char *named = id;

		if (*secret)
			return refuse(
				a, "invalid_request", "Send the client's secret in one way only");
		if (!read_basic(a->rq, &id, &secret) || (*named && strcmp(named, id) != 0))
			return refuse(a, "invalid_client", "The client is not known");
	}
	if (!*id || oauth_client_find(&a->rq->cx, id, &client) || !client ||
		!oauth_client_proves(client, secret))
		return refuse(a, "invalid_client", "The client is not known");
	a->asking.client = client;
	return false;
}

/* --- what it asks for --- */

/* Seconds between least and most; otherwise when absent. */
static bool read_seconds(struct token_request *a, const char *name, i64 least, i64 most, i64 *ret)
{
	const char *text = value(a->rq, name);
	size_t n = strlen(text);

	if (!n)
		return false;
	*ret = n <= SECONDS_DIGITS && strspn(text, "0123456789") == n ? strtoll(text, NULL, 10)
								      : -1;
	if (*ret >= least && *ret <= most)
		return false;
	return refuse(a, "invalid_request",
		least == OAUTH_ACCESS_MIN_S ? "expires_in is 300 to 172800 seconds"
					    : "refresh_token_expires_in is 7 to 90 days");
}

static bool read_scopes(struct token_request *a)
{
	const char *bad;

	if (!scope_parse(a->rq->cx.arena, value(a->rq, "scope"), &a->asking.scopes, &bad))
		return refuse(a, "invalid_scope", "A scope is not known");
	return false;
}

/* Where nothing was granted before, a client that names no scope gets to read. */
static void default_scopes(struct token_request *a)
{
	if (!a->asking.scopes.set)
		a->asking.scopes = (struct scopes){SCOPE_READ, "read"};
}

static void make_texts(struct token_request *a, bool refreshes)
{
	secret_token_new(a->access);
	secret_token_new(a->refresh);
	a->asking.access = a->access;
	a->asking.refresh = refreshes ? a->refresh : NULL;
}

/* --- the grants: each is refused (true), or leaves what the writer needs --- */

static enum err write_direct(struct rq *rq, void *arg)
{
	struct token_request *a = arg;

	return oauth_grant_direct(&rq->cx, &a->asking, a->user, &a->grant);
}

static bool by_password(struct token_request *a)
{
	if (!*value(a->rq, "username") || !*value(a->rq, "password"))
		return refuse(a, "invalid_request", "username and password are required");
	if (password_prove(a->rq, value(a->rq, "username"), value(a->rq, "password"), &a->user))
		return true;
	if (!a->user.v)
		return refuse(a, "invalid_grant", "The username or the password is wrong");
	default_scopes(a);
	return false;
}

static bool by_secret(struct token_request *a)
{
	if (a->asking.client->kind != CLIENT_CONFIDENTIAL)
		return refuse(a, "unauthorized_client", "A public client has nothing of its own");
	a->user = a->asking.client->user;
	default_scopes(a);
	return false;
}

static enum err write_code(struct rq *rq, void *arg)
{
	struct token_request *a = arg;
	struct oauth_code_use use = {.code = value(rq, "code"),
		.redirect_uri = value(rq, "redirect_uri"),
		.verifier = value(rq, "code_verifier")};

	return oauth_grant_code(&rq->cx, &a->asking, &use, &a->grant);
}

static bool by_code(struct token_request *a)
{
	if (!*value(a->rq, "code") || !*value(a->rq, "redirect_uri"))
		return refuse(a, "invalid_request", "code and redirect_uri are required");
	return false;
}

static enum err write_refresh(struct rq *rq, void *arg)
{
	struct token_request *a = arg;

	return oauth_grant_refresh(&rq->cx, &a->asking, value(rq, "refresh_token"), &a->grant);
}

static bool by_refresh(struct token_request *a)
{
	if (!*value(a->rq, "refresh_token"))
		return refuse(a, "invalid_request", "refresh_token is required");
	return false;
}

static const struct {
	const char *name;
	bool refreshes; /* a token that makes the next one comes with it */
	bool (*check)(struct token_request *a);
	enum err (*write)(struct rq *rq, void *arg);
} grants[] = {
	{"password", true, by_password, write_direct},
	{"client_credentials", false, by_secret, write_direct},
	{"authorization_code", true, by_code, write_code},
	{"refresh_token", true, by_refresh, write_refresh},
};

/* True: refused, by a->refused or by a failure of the request. */
static bool give(struct token_request *a)
{
	const char *type = value(a->rq, "grant_type");

	for (size_t i = 0; i < COUNT_OF(grants); i++) {
		if (strcmp(grants[i].name, type) != 0)
			continue;
		make_texts(a, grants[i].refreshes);
		if (grants[i].check(a) || slow_write(a->rq, grants[i].write, a))
			return true;
		a->refused = a->grant.refused;
		return a->refused.error != NULL;
	}
	return *type ? refuse(a, "unsupported_grant_type", "The grant_type is not known")
		     : refuse(a, "invalid_request", "grant_type is required");
}

static done token_grant(struct rq *rq, void *in)
{
	struct token_request a = {
		.rq = rq, .asking = {.access_s = OAUTH_ACCESS_S, .refresh_s = OAUTH_REFRESH_S}};

	(void)in;
	if (find_client(&a) || read_scopes(&a) ||
		read_seconds(&a, "expires_in", OAUTH_ACCESS_MIN_S, OAUTH_ACCESS_MAX_S,
			&a.asking.access_s) ||
		read_seconds(&a, "refresh_token_expires_in", OAUTH_REFRESH_MIN_S,
			OAUTH_REFRESH_MAX_S, &a.asking.refresh_s) ||
		give(&a))
		return a.refused.error ? reply_refused(&a) : reply_error(rq);
	return reply_token(&a);
}

/* For the reference alone: a form has no input struct, value() reads it. */
/* clang-format off */
static const struct field form_field_list[] = {
	{"grant_type", F_TEXT, 0, 0, NULL,
	 "password, client_credentials, authorization_code or refresh_token"},
	{"client_id", F_TEXT, 0, OAUTH_IDENTIFIER_MAX, NULL,
	 "The client's identifier; with its secret also as Basic credentials"},
	{"client_secret", F_TEXT, 0, 0, NULL, "Confidential clients only"},
	{"scope", F_TEXT, 0, 0, NULL,
	 "Words between blanks; none: read, or what was granted before"},
	{"username", F_TEXT, 0, 254, NULL, "password: the address"},
	{"password", F_TEXT, 0, 0, NULL, "password: the password"},
	{"code", F_TEXT, 0, 0, NULL, "authorization_code: works once, for a minute"},
	{"redirect_uri", F_TEXT, 0, OAUTH_REDIRECT_MAX, NULL,
	 "authorization_code: the one that the code was sent to"},
	{"code_verifier", F_TEXT, 0, OAUTH_VERIFIER_MAX, NULL,
	 "authorization_code: what the S256 code_challenge was made of"},
	{"refresh_token", F_TEXT, 0, 0, NULL,
	 "refresh_token: works once; one that comes twice ends all that came of it"},
	{"expires_in", F_I64, 0, 0, NULL,
	 "Seconds the token works, 300 to 172800; 86400 unless said"},
	{"refresh_token_expires_in", F_I64, 0, 0, NULL,
	 "Seconds until it cannot be refreshed, 7 to 90 days; 30 days unless said"},
	{0}
};
/* clang-format on */
static const struct field_table form_fields = {NULL, 0, form_field_list};

/* clang-format off */
const struct route oauth_token_routes[] = {
	{M_POST, "/oauth/tokens", token_grant, RUN_SLOW, CAP_OAUTH_CLIENT, BODY_FORM,
	 &form_fields, BODY_MAX, NULL, "Get a token (RFC 6749); the body is a form or JSON"},
	{0}
};
/* clang-format on */
