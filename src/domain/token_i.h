/* Rows of API tokens. */
#ifndef TEND_DOMAIN_TOKEN_I_H
#define TEND_DOMAIN_TOKEN_I_H

#include "domain/token.h"

struct token_row {
	i64 used_at, expires_at, revoked_at;
	struct actor actor; /* its owner, with the token's scope, id and client */
};

enum err token_store_find(struct cx *cx, const uint8_t hash[SECRET_HASH], struct token_row *ret,
	bool *ret_found) NODISCARD;

/* What only the row knows: hashes of its texts (refresh NULL: none), its chain (family 0: none) and
 * the scopes that the next of the chain may have. */
struct token_secrets {
	uint8_t hash[SECRET_HASH];
	const uint8_t *refresh;
	i64 family;
	const char *granted;
};
enum err token_store_add(struct cx *cx, const struct token *token,
	const struct token_secrets *secrets, token_id *ret) NODISCARD;
/* The first of a chain names itself. */
enum err token_store_begin_family(struct cx *cx, token_id id) NODISCARD;
/* The token that this text refreshes, revoked ones too; token.id.v 0: none. */
struct token_chain {
	struct token token;
	i64 family;
	struct scopes granted;
};
enum err token_store_find_refresh(
	struct cx *cx, const uint8_t hash[SECRET_HASH], struct token_chain *ret) NODISCARD;
enum err token_store_get(struct cx *cx, token_id id, struct token *ret) NODISCARD;
/* Whose it is; v 0 when it is unknown or already revoked. */
enum err token_store_user(struct cx *cx, token_id id, user_id *ret) NODISCARD;
enum err token_store_revoke(struct cx *cx, token_id id) NODISCARD;
enum err token_store_revoke_all(struct cx *cx, user_id user) NODISCARD;
/* Those that came from signing in: chains of refreshes. */
enum err token_store_revoke_chains(struct cx *cx, user_id user) NODISCARD;
enum err token_store_revoke_family(struct cx *cx, i64 family) NODISCARD;
enum err token_store_revoke_client(struct cx *cx, client_id client) NODISCARD;
/* Users with live tokens of a client, in turns: after `after`, at most max. */
enum err token_store_client_users(
	struct cx *cx, client_id client, user_id after, i64 *ret, int max, int *ret_n) NODISCARD;
/* Rows of which nothing works any more: each issue takes some away. */
enum err token_store_delete_over(struct cx *cx) NODISCARD;

#endif
