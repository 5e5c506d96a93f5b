/*
 * API tokens: the rules. A token stands for its owner; an administrator's token may act as any
 * user (Basic `email/token:TOKEN`, as client libraries do), with the token's scope.
 */
#include "domain/token.h"

#include "base/utf8.h"
#include "domain/event.h"
#include "domain/oauth_client.h"
#include "domain/session.h"
#include "domain/user.h"
#include "token_i.h"

#include <string.h>

enum { TOKEN_NAME_MAX = 200 };

static enum err fail_unauthenticated(struct cx *cx)
{
	return fail(cx, E_UNAUTHENTICATED, NULL, NULL, "Couldn't authenticate you");
}

/* The user of this address, seen through the owner's token. */
static enum err act_as(
	struct cx *cx, const char *email, const struct actor *owner, struct actor *ret)
{
	bool speaks = owner->role == ROLE_ADMIN && owner->scope & SCOPE_IMPERSONATE;
	struct user *user;

	TRY(user_by_email(cx, email, &user));
	if (!user || (user->id.v != owner->id.v && !speaks))
		return fail_unauthenticated(cx);
	TRY(actor_of_user(cx, user->id, ret));
	ret->scope = owner->scope;
	ret->token_id = owner->token_id;
	ret->client_id = owner->client_id;
	return OK;
}

enum err token_find(
	struct cx *cx, const char *text, const char *email, struct actor *ret, bool *ret_stale)
{
	uint8_t hash[SECRET_HASH];
	struct token_row row;
	bool found;

	if (!secret_token_plausible(text))
		return fail_unauthenticated(cx);
	secret_hash(hash, text, strlen(text));
	TRY(token_store_find(cx, hash, &row, &found));
	if (!found || row.revoked_at || (row.expires_at && cx->now >= row.expires_at))
		return fail_unauthenticated(cx);
	if (email)
		TRY(act_as(cx, email, &row.actor, ret));
	else
		*ret = row.actor;
	*ret_stale = cx->now - row.used_at > MINUTE_MS;
	return OK;
}

/* Nobody makes a token that opens more than what he came in with, and what was given to a client
 * does not outlive what was given. */
static enum err may_create(struct cx *cx, const struct token_input *in)
{
	const struct actor *a = &cx->actor;

	if (a->system)
		return OK;
	if (a->client_id)
		return fail(cx, E_FORBIDDEN, NULL, NULL, "An OAuth client's token makes no tokens");
	if (a->id.v != in->user.v || in->scopes.set & ~a->scope)
		return fail(cx, E_FORBIDDEN, NULL, NULL,
			"These scopes are more than your own credentials carry");
	return OK;
}

enum err token_create(struct cx *cx, const struct token_input *in, token_id *ret)
{
	struct token token = {.user = in->user, .client = in->client, .scopes = in->scopes};
	struct token_secrets secrets = {0};
	struct oauth_client *client;

	TRY(may_create(cx, in));
	token.name = utf8_clean(cx->arena, in->name);
	if (!*token.name)
		return fail_blank(cx, "name", "Name");
	if (utf8_length(token.name) > TOKEN_NAME_MAX)
		return fail(cx, E_INVALID, "name", "InvalidValue:long",
			"Name: is too long (maximum is %d characters)", TOKEN_NAME_MAX);
	if (!in->scopes.set)
		return fail_blank(cx, "scopes", "Scopes");
	if (in->client.v) {
		TRY(oauth_client_load(cx, in->client, &client));
		if (!client)
			return fail_invalid(cx, "client_id", "Client");
	}
	secret_hash(secrets.hash, in->text, strlen(in->text));
	TRY(token_store_add(cx, &token, &secrets, ret));
	return event_add(cx, EVENT_TOKEN_CREATED, (ticket_id){0}, ret->v, NULL, NULL);
}

enum err token_revoke(struct cx *cx, token_id id)
{
	user_id user;

	TRY(token_store_user(cx, id, &user));
	if (!user.v)
		return fail_not_found(cx);
	TRY(token_store_revoke(cx, id));
	event_tell(cx, &(struct news){.at = cx->now,
			       .user_id = user.v,
			       .kind = event_kind_name(EVENT_ACCESS_CHANGED)});
	return event_add(cx, EVENT_TOKEN_REVOKED, (ticket_id){0}, id.v, NULL, NULL);
}

enum err token_get(struct cx *cx, token_id id, struct token *ret)
{
	const struct actor *a = &cx->actor;

	TRY(token_store_get(cx, id, ret));
	if (!ret->id.v || (ret->user.v != a->id.v && a->role != ROLE_ADMIN))
		return fail_not_found(cx);
	return OK;
}
