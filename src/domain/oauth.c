/*
 * OAuth: the rules of the grants. Whatever is unknown, over, used or somebody else's answers
 * alike: invalid_grant.
 */
#include "domain/oauth.h"

#include "base/clock.h"
#include "domain/event.h"
#include "domain/session.h"
#include "oauth_i.h"
#include "token_i.h"

#include <string.h>

static const char base64_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789-_";

bool oauth_client_proves(const struct oauth_client *client, const char *secret)
{
	uint8_t hash[SECRET_HASH];

	if (client->kind == CLIENT_PUBLIC)
		return !*secret;
	secret_hash(hash, secret, strlen(secret));
	return client->has_secret && secret_equal(hash, client->secret_hash, sizeof hash);
}

bool oauth_challenge_valid(const char *challenge)
{
	return strlen(challenge) == OAUTH_CHALLENGE &&
	       strspn(challenge, base64_letters) == OAUTH_CHALLENGE;
}

static enum err refuse(struct oauth_grant *ret, const char *error, const char *description)
{
	ret->refused = (struct oauth_refusal){error, description};
	return OK;
}

/* --- the new token --- */

static void hash_text(uint8_t hash[SECRET_HASH], const char *text)
{
	secret_hash(hash, text, strlen(text));
}

/*
 * Write the token; chain NULL: one of its own where it can be refreshed. The actor becomes the
 * user, who must be one that may act.
 */
static enum err issue(struct cx *cx, const struct oauth_asking *asking,
	const struct token_chain *chain, struct oauth_grant *ret)
{
	struct token token = {.user = ret->user,
		.client = asking->client->id,
		.name = asking->client->name,
		.scopes = ret->scopes,
		.expires_at = cx->now + asking->access_s * SECOND_MS};
	struct token_secrets secrets = {.family = chain ? chain->family : 0};
	const char *address = cx->actor.address;
	uint8_t refresh[SECRET_HASH];

	if (actor_of_user(cx, ret->user, &cx->actor) != OK) {
		cx->fail = (struct failure){0};
		return refuse(ret, "invalid_grant", "The user may not sign in");
	}
	cx->actor.address = address;
	token.over_at = token.expires_at;
	hash_text(secrets.hash, asking->access);
	if (asking->refresh) {
		hash_text(refresh, asking->refresh);
		secrets.refresh = refresh;
		secrets.granted = chain ? chain->granted.words : ret->scopes.words;
		token.over_at = cx->now + asking->refresh_s * SECOND_MS;
	}
	TRY(token_store_delete_over(cx));
	TRY(token_store_add(cx, &token, &secrets, &ret->token));
	if (asking->refresh && !chain)
		TRY(token_store_begin_family(cx, ret->token));
	return event_add(cx, EVENT_TOKEN_CREATED, (ticket_id){0}, ret->token.v,
		arena_printf(cx->arena, "{\"client_id\":%lld}", (long long)asking->client->id.v),
		NULL);
}

enum err oauth_grant_direct(
	struct cx *cx, const struct oauth_asking *asking, user_id user, struct oauth_grant *ret)
{
	*ret = (struct oauth_grant){.user = user, .scopes = asking->scopes};
	return issue(cx, asking, NULL, ret);
}

/* Something of this chain came twice: somebody else has it. All of it ends. */
static enum err end_family(struct cx *cx, i64 family, user_id user)
{
	if (!family)
		return OK;
	TRY(token_store_revoke_family(cx, family));
	event_tell(cx, &(struct news){.at = cx->now,
			       .user_id = user.v,
			       .kind = event_kind_name(EVENT_ACCESS_CHANGED)});
	return event_add(cx, EVENT_TOKEN_REVOKED, (ticket_id){0}, family,
		"{\"reason\":\"used twice\"}", NULL);
}

/* --- codes --- */

enum err oauth_code_make(struct cx *cx, const struct oauth_consent *consent, const char *code)
{
	uint8_t hash[SECRET_HASH];

	hash_text(hash, code);
	TRY(code_store_delete_over(cx));
	TRY(code_store_add(cx, consent, hash));
	return event_add(cx, EVENT_CLIENT_CHANGED, (ticket_id){0}, consent->client->id.v,
		"{\"change\":\"allowed\"}", NULL);
}

/* Does the verifier belong to the challenge? Neither, or both (RFC 9700 §4.8: no downgrade). */
static bool verifies(struct cx *cx, const char *challenge, const char *verifier)
{
	size_t n = strlen(verifier);
	uint8_t hash[SECRET_HASH];

	if (!challenge)
		return !n;
	if (n < OAUTH_VERIFIER_MIN || n > OAUTH_VERIFIER_MAX)
		return false;
	secret_hash(hash, verifier, n);
	return secret_equal(
		secret_base64(cx->arena, hash, sizeof hash), challenge, OAUTH_CHALLENGE);
}

enum err oauth_grant_code(struct cx *cx, const struct oauth_asking *asking,
	const struct oauth_code_use *use, struct oauth_grant *ret)
{
	uint8_t hash[SECRET_HASH];
	struct code_row code;

	*ret = (struct oauth_grant){0};
	hash_text(hash, use->code);
	TRY(code_store_find(cx, hash, &code));
	if (!code.id || code.client.v != asking->client->id.v)
		return refuse(ret, "invalid_grant", "The code is not known");
	if (code.used_at) {
		TRY(end_family(cx, code.family, code.user));
		return refuse(ret, "invalid_grant", "The code was used before");
	}
	ret->user = code.user;
	ret->scopes = code.scopes;
	if (cx->now >= code.expires_at)
		refuse(ret, "invalid_grant", "The code is over");
	else if (strcmp(code.redirect_uri, use->redirect_uri) != 0)
		refuse(ret, "invalid_grant", "redirect_uri is not the one of the authorization");
	else if (!verifies(cx, code.challenge, use->verifier))
		refuse(ret, "invalid_grant", "code_verifier does not fit the code_challenge");
	if (!ret->refused.error)
		TRY(issue(cx, asking, NULL, ret));
	return code_store_use(cx, code.id, ret->token.v);
}

/* --- refresh --- */

enum err oauth_grant_refresh(struct cx *cx, const struct oauth_asking *asking, const char *refresh,
	struct oauth_grant *ret)
{
	uint8_t hash[SECRET_HASH];
	struct token_chain old;
	const struct token *t = &old.token;

	*ret = (struct oauth_grant){0};
	hash_text(hash, refresh);
	TRY(token_store_find_refresh(cx, hash, &old));
	if (!t->id.v || t->client.v != asking->client->id.v || cx->now >= t->over_at)
		return refuse(ret, "invalid_grant", "The refresh token is not known");
	if (t->revoked_at) {
		TRY(end_family(cx, old.family, t->user));
		return refuse(ret, "invalid_grant", "The refresh token was used before");
	}
	if (asking->scopes.set & ~old.granted.set)
		return refuse(ret, "invalid_scope", "The scope is more than was granted");
	ret->user = t->user;
	ret->scopes = asking->scopes.set ? asking->scopes : old.granted;
	TRY(issue(cx, asking, &old, ret));
	return ret->refused.error ? OK : token_store_revoke(cx, t->id);
}
