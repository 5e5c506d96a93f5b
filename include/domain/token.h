/*
 * API tokens: `tend_…` text is shown once, its SHA-256 is kept.
 */
#ifndef TEND_DOMAIN_TOKEN_H
#define TEND_DOMAIN_TOKEN_H

#include "base/secret.h"
#include "domain/cx.h"

struct token {
	token_id id;
	user_id user;
	const char *name;
	enum scope scope;
	i64 created_at, used_at, expires_at, revoked_at;
};

/* The actor behind a token. E_UNAUTHENTICATED when unknown, revoked, over, or its user is out.
 * email (may be NULL): Basic `email/token:TOKEN` acts as that user when the token's owner is an
 * admin, otherwise it must be the owner's own address. *ret_stale: used_at is over a minute old. */
enum err token_find(struct cx *cx, const char *text, const char *email, struct actor *ret,
	bool *ret_stale) NODISCARD;
/* May a stream that this token opened for that user go on? E_UNAUTHENTICATED when not: the token
 * was revoked or is over, its owner is out, or speaks for another without being an admin now. */
enum err token_check_live(struct cx *cx, token_id id, user_id as) NODISCARD;
enum err token_seen(struct cx *cx, token_id id) NODISCARD;
/* Make one for a user; the caller shows text once. */
enum err token_create(struct cx *cx, user_id user, const char *name, enum scope scope,
	const char *text) NODISCARD;
enum err token_revoke(struct cx *cx, token_id id) NODISCARD;
enum err token_list(struct cx *cx, user_id user, struct token **ret, int *ret_n) NODISCARD;

#endif
