/*
 * Answers kept for Idempotency-Key: the same key and body within two hours get the first answer
 * again. Keys belong to a user. Written in the transaction of the answer itself.
 */
#ifndef TEND_DOMAIN_IDEMPOTENCY_H
#define TEND_DOMAIN_IDEMPOTENCY_H

#include "base/secret.h"
#include "domain/cx.h"

struct kept_answer {
	int status;
	const char *location; /* NULL: none */
	const char *body;     /* "": words of it were taken back since */
};

enum { IDEMPOTENCY_KEY_MAX = 255 }; /* bytes */

/* *ret NULL: the key is new. E_IDEMPOTENT: it was used for another body. */
enum err idempotency_find(struct cx *cx, const char *key, const uint8_t body_hash[SECRET_HASH],
	struct kept_answer **ret) NODISCARD;
/* Keep an answer; forgets some that are over. */
enum err idempotency_keep(struct cx *cx, const char *key, const uint8_t body_hash[SECRET_HASH],
	const struct kept_answer *answer) NODISCARD;
/* Answers about a ticket lose their words: its comments were blacked out, or it was purged. */
enum err idempotency_scrub(struct cx *cx, i64 ticket) NODISCARD;

#endif
