/*
 * OAuth 2 (RFC 6749, 7636, 9700): how a client gets a token. Codes live a minute and work once; a
 * text that refreshes works once too, and one that comes twice ends the whole chain it is of.
 *
 * A refusal is no error here: what it does (a chain that ends) must be kept, so the functions
 * return OK and say in `refused` what the client is told.
 */
#ifndef TEND_DOMAIN_OAUTH_H
#define TEND_DOMAIN_OAUTH_H

#include "domain/oauth_client.h"
#include "domain/token.h"

enum {
	OAUTH_CODE_S = 60,
	OAUTH_ACCESS_S = 86400, /* default, least and most */
	OAUTH_ACCESS_MIN_S = 300,
	OAUTH_ACCESS_MAX_S = 2 * 86400,
	OAUTH_REFRESH_S = 30 * 86400,
	OAUTH_REFRESH_MIN_S = 7 * 86400,
	OAUTH_REFRESH_MAX_S = 90 * 86400,
	OAUTH_VERIFIER_MIN = 43, /* characters (RFC 7636 §4.1) */
	OAUTH_VERIFIER_MAX = 128,
	OAUTH_CHALLENGE = 43, /* characters of a SHA-256 in base64url */
};

/* What a client is told, in its words. */
struct oauth_refusal {
	const char *error;	 /* NULL: not refused */
	const char *description; /* a sentence, static */
};

/* What a proved client asks for. */
struct oauth_asking {
	const struct oauth_client *client;
	struct scopes scopes;	      /* an empty set: none were named */
	const char *access, *refresh; /* texts of the new token; refresh NULL: none is given */
	i64 access_s, refresh_s;      /* how long they work */
};

struct oauth_grant {
	struct oauth_refusal refused;
	token_id token;
	user_id user;
	struct scopes scopes;
};

/* Is it the client's secret? A public client has none and must send none. */
bool oauth_client_proves(const struct oauth_client *client, const char *secret);
/* A challenge as S256 makes it: 43 characters of base64url. */
bool oauth_challenge_valid(const char *challenge);

/* What the actor allowed a client on the authorization page. challenge NULL: none. */
struct oauth_consent {
	const struct oauth_client *client;
	const char *redirect_uri, *challenge;
	struct scopes scopes;
};
enum err oauth_code_make(
	struct cx *cx, const struct oauth_consent *consent, const char *code) NODISCARD;

/* A code for a token: same client, same redirect_uri, and the verifier of its challenge. */
struct oauth_code_use {
	const char *code, *redirect_uri, *verifier; /* never NULL; "" when absent */
};
enum err oauth_grant_code(struct cx *cx, const struct oauth_asking *asking,
	const struct oauth_code_use *use, struct oauth_grant *ret) NODISCARD;
/* The next token of a chain. Scopes: no more than was granted; none named: all of it. */
enum err oauth_grant_refresh(struct cx *cx, const struct oauth_asking *asking, const char *refresh,
	struct oauth_grant *ret) NODISCARD;
/* A token for a user who has proved who he is, or for the client's own owner. */
enum err oauth_grant_direct(struct cx *cx, const struct oauth_asking *asking, user_id user,
	struct oauth_grant *ret) NODISCARD;

#endif
