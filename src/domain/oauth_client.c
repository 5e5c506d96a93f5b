/* OAuth clients: the rules. Identifiers are unique; redirect addresses are compared exactly. */
#include "domain/oauth_client.h"

#include "domain/event.h"
#include "oauth_client_i.h"
#include "people_i.h"
#include "token_i.h"

#include <ctype.h>
#include <string.h>

enum { NAME_MAX_POINTS = 200, TEXT_MAX = 1000, TURN = 100 };

const char *client_kind_name(enum client_kind v)
{
	return v == CLIENT_PUBLIC ? "public" : "confidential";
}

static enum err note(struct cx *cx, client_id id, const char *what)
{
	return event_add(cx, EVENT_CLIENT_CHANGED, (ticket_id){0}, id.v,
		arena_printf(cx->arena, "{\"change\":\"%s\"}", what), NULL);
}

/* --- where answers may go --- */

static bool is_loopback(const char *host)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		size_t n = strlen(names[i]);

		if (strncmp(host, names[i], n) == 0 && strchr(":/?", host[n]))
			return true;
	}
	return false;
}

/* Of an address with a host: there is one, no name in front of it, and nothing odd in it. */
static bool is_plain_host(const char *host)
{
	size_t n = strcspn(host, "/?");

	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)host[i]) && !strchr(".-:[]", host[i]))
			return false;
	return n && *host != ':';
}

bool oauth_redirect_valid(const char *uri)
{
	size_t scheme = strspn(uri, "abcdefghijklmnopqrstuvwxyz0123456789+-.");

	for (const char *p = uri; *p; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f ||
			strchr("#\\\"<>^`{|}", *p))
			return false;
	if (strlen(uri) > OAUTH_REDIRECT_MAX || !islower((unsigned char)*uri) || uri[scheme] != ':')
		return false;
	if (strncmp(uri, "https://", 8) == 0)
		return is_plain_host(uri + 8);
	if (strncmp(uri, "http://", 7) == 0)
		return is_plain_host(uri + 7) && is_loopback(uri + 7);
	/* RFC 8252 §7.1: an app's own scheme is a domain name turned round */
	return memchr(uri, '.', scheme) != NULL && uri[scheme + 1] == '/';
}

bool oauth_client_redirects_to(const struct oauth_client *client, const char *uri)
{
	size_t n = strlen(uri);

	if (!n)
		return false;
	for (const char *line = client->redirect_uris; *line;) {
		size_t length = strcspn(line, "\n");

		if (length == n && memcmp(line, uri, n) == 0)
			return true;
		line += length;
		line += *line == '\n';
	}
	return false;
}

static enum err take_redirects(struct cx *cx, const struct text_list *in, const char **ret)
{
	const char *lines = "";

	if (in->n > OAUTH_REDIRECTS_MAX)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "redirect_uri", "InvalidValue:too_many",
				"Redirect URI: at most %d", OAUTH_REDIRECTS_MAX),
			"%d", OAUTH_REDIRECTS_MAX);
	for (int i = 0; i < in->n; i++) {
		if (!oauth_redirect_valid(in->v[i]))
			return failure_about(&cx->fail,
				fail(cx, E_INVALID, "redirect_uri", "InvalidValue:redirect",
					"Redirect URI: %.100s is not https, http on localhost "
					"or an app's own scheme",
					in->v[i]),
				"%.80s", in->v[i]);
		lines = arena_printf(cx->arena, "%s%s%s", lines, *lines ? "\n" : "", in->v[i]);
	}
	*ret = lines;
	return OK;
}

/* --- making and changing --- */

/* A client gets whatever scopes it asks for, in the name of who registered it: who does that must
 * have come in with all of them himself, and not through a client. */
static enum err may_register(struct cx *cx)
{
	const struct actor *a = &cx->actor;

	if (a->system || (!a->client_id && (a->scope & SCOPE_ALL) == SCOPE_ALL))
		return OK;
	return fail(cx, E_FORBIDDEN, NULL, NULL,
		"Clients are registered with credentials that carry write and impersonate");
}

static enum err take_kind(struct cx *cx, const struct opt_text *in, enum client_kind *kind)
{
	if (!in->set || !in->v)
		return OK;
	if (strcmp(in->v, "public") == 0)
		*kind = CLIENT_PUBLIC;
	else if (strcmp(in->v, "confidential") == 0)
		*kind = CLIENT_CONFIDENTIAL;
	else
		return fail(cx, E_INVALID, "kind", "InvalidValue",
			"Kind: must be confidential or public");
	return OK;
}

static enum err check_identifier(struct cx *cx, const struct oauth_client *c)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-.";
	struct oauth_client *same;

	if (!c->identifier)
		return fail_blank(cx, "identifier", "Identifier");
	if (c->identifier[strspn(c->identifier, allowed)])
		return fail(cx, E_INVALID, "identifier", "InvalidValue:identifier",
			"Identifier: letters, digits, dots, dashes and underscores only");
	TRY(oauth_client_find(cx, c->identifier, &same));
	if (same && same->id.v != c->id.v)
		return fail(cx, E_INVALID, "identifier", "DuplicateValue",
			"Identifier: %s has already been taken", c->identifier);
	return OK;
}

/* Put the input into the client and check the outcome. */
static enum err apply(struct cx *cx, const struct oauth_client_input *in, struct oauth_client *c)
{
	TRY(take_text(cx, &in->name, "name", NAME_MAX_POINTS, &c->name));
	TRY(take_text(cx, &in->identifier, "identifier", OAUTH_IDENTIFIER_MAX, &c->identifier));
	TRY(take_text(cx, &in->company, "company", NAME_MAX_POINTS, &c->company));
	TRY(take_text(cx, &in->description, "description", TEXT_MAX, &c->description));
	TRY(take_kind(cx, &in->kind, &c->kind));
	if (in->redirect_uris.set)
		TRY(take_redirects(cx, &in->redirect_uris.v, &c->redirect_uris));
	if (!c->name)
		return fail_blank(cx, "name", "Name");
	if (c->kind == CLIENT_PUBLIC)
		c->has_secret = false;
	return check_identifier(cx, c);
}

static void take_secret(struct oauth_client *c, const char *secret)
{
	c->has_secret = true;
	secret_hash(c->secret_hash, secret, strlen(secret));
}

enum err oauth_client_create(struct cx *cx, const struct oauth_client_input *in, const char *secret,
	struct oauth_client **ret)
{
	struct oauth_client *c = ARENA_NEW(cx->arena, struct oauth_client);

	TRY(may_register(cx));
	c->kind = CLIENT_CONFIDENTIAL;
	c->redirect_uris = "";
	c->user = cx->actor.id;
	TRY(apply(cx, in, c));
	if (c->kind == CLIENT_CONFIDENTIAL)
		take_secret(c, secret);
	TRY(oauth_client_store_insert(cx, c));
	*ret = c;
	return note(cx, c->id, "created");
}

static enum err live_client(struct cx *cx, client_id id, struct oauth_client **ret)
{
	TRY(oauth_client_load(cx, id, ret));
	return *ret ? OK : fail_not_found(cx);
}

enum err oauth_client_update(
	struct cx *cx, client_id id, const struct oauth_client_input *in, struct oauth_client **ret)
{
	TRY(may_register(cx));
	TRY(live_client(cx, id, ret));
	TRY(apply(cx, in, *ret));
	(*ret)->updated_at = cx->now;
	TRY(oauth_client_store_update(cx, *ret));
	return note(cx, id, "updated");
}

enum err oauth_client_set_secret(
	struct cx *cx, client_id id, const char *secret, struct oauth_client **ret)
{
	TRY(may_register(cx));
	TRY(live_client(cx, id, ret));
	if ((*ret)->kind == CLIENT_PUBLIC)
		return fail(cx, E_INVALID, "kind", "InvalidValue",
			"Kind: a public client has no secret");
	take_secret(*ret, secret);
	(*ret)->updated_at = cx->now;
	TRY(oauth_client_store_update(cx, *ret));
	return note(cx, id, "secret");
}

/* Live streams that the client's tokens opened look again at whether they may go on. */
static enum err tell_users(struct cx *cx, client_id id)
{
	i64 users[TURN];
	user_id last = {0};
	int n;

	do {
		TRY(token_store_client_users(cx, id, last, users, TURN, &n));
		for (int i = 0; i < n; i++)
			event_tell(cx, &(struct news){.at = cx->now,
					       .user_id = users[i],
					       .kind = event_kind_name(EVENT_ACCESS_CHANGED)});
		last.v = n ? users[n - 1] : 0;
	} while (n == TURN);
	return OK;
}

enum err oauth_client_delete(struct cx *cx, client_id id)
{
	struct oauth_client *c;

	TRY(live_client(cx, id, &c));
	TRY(tell_users(cx, id));
	TRY(token_store_revoke_client(cx, id));
	TRY(oauth_client_store_delete(cx, id));
	return note(cx, id, "deleted");
}
