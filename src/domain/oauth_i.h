/* Rows of authorization codes. */
#ifndef TEND_DOMAIN_OAUTH_I_H
#define TEND_DOMAIN_OAUTH_I_H

#include "domain/oauth.h"

struct code_row {
	i64 id; /* 0: none */
	client_id client;
	user_id user;
	const char *redirect_uri, *challenge; /* challenge NULL: none */
	struct scopes scopes;
	i64 expires_at, used_at, family;
};

enum err code_store_add(struct cx *cx, const struct oauth_consent *consent,
	const uint8_t hash[SECRET_HASH]) NODISCARD;
enum err code_store_find(
	struct cx *cx, const uint8_t hash[SECRET_HASH], struct code_row *ret) NODISCARD;
/* Used, and what it gave (0: nothing). */
enum err code_store_use(struct cx *cx, i64 id, i64 family) NODISCARD;
/* Codes that were over a day ago: each new one takes some away. */
enum err code_store_delete_over(struct cx *cx) NODISCARD;

#endif
