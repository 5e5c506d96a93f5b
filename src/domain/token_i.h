/* Rows of API tokens. */
#ifndef TEND_DOMAIN_TOKEN_I_H
#define TEND_DOMAIN_TOKEN_I_H

#include "domain/token.h"

struct token_row {
	i64 used_at, expires_at, revoked_at;
	struct actor actor; /* its owner, with the token's scope and id */
};

enum err token_store_find(struct cx *cx, const uint8_t hash[SECRET_HASH], struct token_row *ret,
	bool *ret_found) NODISCARD;
enum err token_store_add(struct cx *cx, const struct token *token, const uint8_t hash[SECRET_HASH],
	token_id *ret) NODISCARD;
/* Whose it is; v 0 when it is unknown or already revoked. */
enum err token_store_user(struct cx *cx, token_id id, user_id *ret) NODISCARD;
enum err token_store_revoke(struct cx *cx, token_id id) NODISCARD;
enum err token_store_revoke_all(struct cx *cx, user_id user) NODISCARD;

#endif
