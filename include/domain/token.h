/*
 * API tokens: `tend_…` text is shown once, its SHA-256 is kept. Tokens of OAuth clients are rows of
 * the same kind; they end, and some come with a second text that makes the next one (oauth.h).
 */
#ifndef TEND_DOMAIN_TOKEN_H
#define TEND_DOMAIN_TOKEN_H

#include "base/secret.h"
#include "domain/page.h"

struct token {
	token_id id;
	user_id user;
	client_id client; /* v 0: nobody's, a plain API token */
	const char *name;
	struct scopes scopes;
	i64 created_at, used_at, expires_at, revoked_at;
	bool refreshes; /* a text that makes the next one was given out */
	i64 over_at;	/* the end of that text too */
};

/* The actor behind a token. E_UNAUTHENTICATED when unknown, revoked, over, or its user is out.
 * email (may be NULL): Basic `email/token:TOKEN` acts as that user when the token's owner is an
 * admin and its scopes impersonate, otherwise it must be the owner's own address.
 * *ret_stale: used_at is over a minute old. */
enum err token_find(struct cx *cx, const char *text, const char *email, struct actor *ret,
	bool *ret_stale) NODISCARD;
/* May a stream that this token opened for that user go on? E_UNAUTHENTICATED when not: the token
 * was revoked or is over, its owner is out, or speaks for another without being an admin now. */
enum err token_check_live(struct cx *cx, token_id id, user_id as) NODISCARD;
enum err token_seen(struct cx *cx, token_id id) NODISCARD;

/* What a new token is made of. name and text must be there; the caller shows text once. */
struct token_input {
	user_id user;
	client_id client;
	const char *name, *text;
	struct scopes scopes;
};
/* Make one. E_INVALID: no name, no such user or client. E_FORBIDDEN: the actor's own credentials
 * do not carry these scopes, or were given to an OAuth client. */
enum err token_create(struct cx *cx, const struct token_input *in, token_id *ret) NODISCARD;
enum err token_revoke(struct cx *cx, token_id id) NODISCARD;
/* All tokens of a user, revoked ones too; at most 1000. */
enum err token_list(struct cx *cx, user_id user, struct token **ret, int *ret_n) NODISCARD;

/* Live tokens that the actor may see: his own; an administrator gets everybody's with `all`. */
struct token_filter {
	bool all;
	client_id client; /* v 0: any */
};
enum err token_page(struct cx *cx, const struct token_filter *filter, struct page *page,
	struct token **ret, int *ret_n) NODISCARD;
/* One live token that the actor may see; E_NOT_FOUND otherwise. */
enum err token_get(struct cx *cx, token_id id, struct token *ret) NODISCARD;

#endif
