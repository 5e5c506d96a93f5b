/*
 * The authorization page (RFC 6749 §3.1): who is signed in sees what a client wants and allows or
 * denies it. What is wrong with the client or with where to go back to is told here; everything
 * else is told to the client, at an address that was registered for it and nowhere else.
 */
#include "http/page.h"
#include "http/public_form.h"

#include "base/secret.h"
#include "domain/oauth.h"
#include "domain/user.h"

#include <string.h>

enum { CODE_CHARACTERS = 43, STATE_MAX = 2000, FORM_MAX = 32 * 1024, URL_MAX = 16 * 1024 };

static const char *const names[] = {"response_type", "client_id", "redirect_uri", "scope", "state",
	"code_challenge", "code_challenge_method"};

/* What the client asks, from the query or from the form that carries it on. */
struct request {
	struct rq *rq;
	struct oauth_client *client;
	struct oauth_consent consent;
	const char *state;
};

static const char *value(struct rq *rq, const char *name)
{
	const char *v = rq->method == M_POST ? rq_form(rq, name) : rq_query(rq, name);

	return v ? v : "";
}

/* --- answers --- */

static void add_parameter(struct buf *b, const char *name, const char *text)
{
	if (!*text)
		return;
	buf_char(b, strchr(b->p, '?') ? '&' : '?');
	buf_str(b, name);
	buf_char(b, '=');
	buf_url(b, text);
}

/* Back to the client: name=text, and its state. */
static done go_back(const struct request *r, const char *name, const char *text, const char *why)
{
	struct buf b = BUF_INIT(URL_MAX);
	done d;

	buf_str(&b, r->consent.redirect_uri);
	add_parameter(&b, name, text);
	add_parameter(&b, "error_description", why);
	add_parameter(&b, "state", r->state);
	d = b.failed ? reply_fail(r->rq, E_BAD_REQUEST, NULL, NULL, "The state is too long")
		     : reply_redirect(r->rq, b.p);
	buf_free(&b);
	return d;
}

/* The client cannot be told: say it to the person. */
static done refuse_here(struct rq *rq, const char *key)
{
	struct view *v = view_new(rq);

	view_i64(v, "status", 400);
	view_text(v, "title", page_text(rq, "public.oauth.wrong_heading"));
	view_text(v, "heading", page_text(rq, "public.oauth.wrong_heading"));
	view_text(v, "message", page_text(rq, key));
	return reply_html(rq, 400, "error", v);
}

/* --- what is asked --- */

/* False: *ret is the answer. */
static bool read_client(struct request *r, done *ret)
{
	struct rq *rq = r->rq;

	if (oauth_client_find(&rq->cx, value(rq, "client_id"), &r->client)) {
		*ret = reply_error(rq);
		return false;
	}
	if (!r->client) {
		*ret = refuse_here(rq, "public.oauth.wrong_client");
		return false;
	}
	r->consent.client = r->client;
	r->consent.redirect_uri = value(rq, "redirect_uri");
	if (oauth_client_redirects_to(r->client, r->consent.redirect_uri))
		return true;
	*ret = refuse_here(rq, "public.oauth.wrong_redirect");
	return false;
}

/* PKCE by S256, which a public client must use and nobody may do by halves. NULL: all right. */
static const char *read_challenge(struct request *r)
{
	const char *challenge = value(r->rq, "code_challenge");
	const char *method = value(r->rq, "code_challenge_method");

	if (!*challenge && !*method)
		return r->client->kind == CLIENT_PUBLIC ? "code_challenge is required" : NULL;
	if (strcmp(method, "S256") != 0)
		return "code_challenge_method must be S256";
	if (!oauth_challenge_valid(challenge))
		return "code_challenge is malformed";
	r->consent.challenge = challenge;
	return NULL;
}

/* False: *ret is the answer. */
static bool read_request(struct rq *rq, struct request *r, done *ret)
{
	const char *bad;

	*r = (struct request){.rq = rq, .state = value(rq, "state")};
	if (!read_client(r, ret))
		return false;
	if (strlen(r->state) > STATE_MAX) {
		r->state = "";
		*ret = go_back(r, "error", "invalid_request", "state is too long");
		return false;
	}
	if (strcmp(value(rq, "response_type"), "code") != 0) {
		*ret = go_back(
			r, "error", "unsupported_response_type", "response_type must be code");
		return false;
	}
	bad = read_challenge(r);
	if (bad) {
		*ret = go_back(r, "error", "invalid_request", bad);
		return false;
	}
	if (!scope_parse(rq->cx.arena, value(rq, "scope"), &r->consent.scopes, &bad)) {
		*ret = go_back(r, "error", "invalid_scope", "A scope is not known");
		return false;
	}
	if (!r->consent.scopes.set)
		r->consent.scopes = (struct scopes){SCOPE_READ, "read"};
	return true;
}

/* --- the page --- */

static void view_scopes(struct rq *rq, struct view *v, uint64_t set)
{
	bool all_read = scope_covers(set, FAMILY_ACCOUNT, false);
	bool all_write = scope_covers(set, FAMILY_ACCOUNT, true);
	struct arena *a = rq->cx.arena;

	if (all_read)
		view_text(view_item(v, "scopes"), "text",
			page_text(rq,
				all_write ? "public.oauth.all_write" : "public.oauth.all_read"));
	for (int i = 0; i < FAMILY_COUNT && !all_write; i++) {
		bool writes = scope_covers(set, 1 << i, true);
		const char *what = page_text(
			rq, arena_printf(a, "public.oauth.family_%s", scope_family_name(i)));

		if (writes || (!all_read && scope_covers(set, 1 << i, false)))
			view_text(view_item(v, "scopes"), "text",
				public_text(rq,
					writes ? "public.oauth.may_write" : "public.oauth.may_read",
					"what", what));
	}
	if (set & SCOPE_IMPERSONATE)
		view_text(
			view_item(v, "scopes"), "text", page_text(rq, "public.oauth.impersonate"));
}

/* "https://app.example" of the address, or "org.example.app:". */
static const char *origin_of(struct rq *rq, const char *uri)
{
	const char *slashes = strstr(uri, "://");
	size_t n = slashes ? (size_t)(slashes + 3 - uri) : strcspn(uri, ":") + 1;

	if (slashes)
		n += strcspn(slashes + 3, "/?");
	return arena_strndup(rq->cx.arena, uri, n);
}

/* The same as a policy for forms names it, which cannot name IPv6 addresses, nor what an app's own
 * scheme has behind it: a ";" there would begin another directive. */
static const char *csp_source(struct rq *rq, const char *uri)
{
	bool web = strncmp(uri, "https://", 8) == 0 || strncmp(uri, "http://", 7) == 0;

	return web && !strchr(origin_of(rq, uri), '[')
		       ? origin_of(rq, uri)
		       : arena_strndup(rq->cx.arena, uri, strcspn(uri, ":") + 1);
}

static done consent_get(struct rq *rq, void *in)
{
	struct view *v = view_new(rq), *item;
	struct request r;
	struct user *me;
	done answer;

	(void)in;
	if (!read_request(rq, &r, &answer))
		return answer;
	if (user_load(&rq->cx, rq->cx.actor.id, &me) || !me)
		return reply_error(rq);
	view_text(v, "client", r.client->name);
	view_text(v, "company", r.client->company);
	view_text(v, "description", r.client->description);
	view_text(v, "site_of_client", origin_of(rq, r.consent.redirect_uri));
	view_text(v, "me", me->email ? me->email : me->name);
	view_scopes(rq, v, r.consent.scopes.set);
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		item = view_item(v, "values");
		view_text(item, "name", names[i]);
		view_text(item, "value", value(rq, names[i]));
	}
	page_form_target(rq, csp_source(rq, r.consent.redirect_uri));
	return reply_html(rq, 200, "oauth", v);
}

static done consent_post(struct rq *rq, void *in)
{
	char code[CODE_CHARACTERS + 1];
	struct request r;
	done answer;

	(void)in;
	if (!read_request(rq, &r, &answer))
		return answer;
	if (strcmp(value(rq, "decision"), "allow") != 0)
		return go_back(&r, "error", "access_denied", "The person said no");
	secret_text(code, CODE_CHARACTERS);
	if (oauth_code_make(&rq->cx, &r.consent, code))
		return reply_error(rq);
	return go_back(&r, "code", code, "");
}

/* clang-format off */
const struct route oauth_page_routes[] = {
	{M_GET, "/oauth/authorizations/new", consent_get, RUN_READ, CAP_ME, BODY_NONE, NULL, 0,
	 "response_type,client_id,redirect_uri,scope,state,code_challenge,code_challenge_method",
	 "The page on which a person allows an OAuth client to act for him"},
	{M_POST, "/oauth/authorizations", consent_post, RUN_WRITE, CAP_ME_WRITE, BODY_FORM, NULL,
	 FORM_MAX, NULL, "Allow or deny an OAuth client: decision, and what the page was asked"},
	{0}
};
/* clang-format on */
