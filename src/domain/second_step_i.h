/* Rows of the second step. */
#ifndef TEND_DOMAIN_SECOND_STEP_I_H
#define TEND_DOMAIN_SECOND_STEP_I_H

#include "base/secret.h"
#include "domain/second_step.h"

enum { SEALED = SECRET_NONCE + TOTP_SECRET + SECRET_SEAL };

struct second_step_row {
	bool found;
	uint8_t sealed[SEALED];
	i64 step, confirmed_at;
};

enum err second_step_store_get(struct cx *cx, user_id user, struct second_step_row *ret) NODISCARD;
/* Replace what was there; not confirmed. */
enum err second_step_store_set(struct cx *cx, user_id user, const uint8_t sealed[SEALED]) NODISCARD;
/* The newest step that was taken; confirmed: it is on from now. */
enum err second_step_store_step(struct cx *cx, user_id user, i64 step) NODISCARD;
enum err second_step_store_confirm(struct cx *cx, user_id user, i64 at) NODISCARD;
enum err second_step_store_delete(struct cx *cx, user_id user) NODISCARD;
/* When it was set up, and which role the user has; 0: it is off. */
enum err second_step_store_since(
	struct cx *cx, user_id user, i64 *ret, enum role *ret_role) NODISCARD;
/* Staff who have sessions but no second step. */
enum err second_step_store_without(struct cx *cx, i64 *ret, int cap, int *ret_n) NODISCARD;

enum err recovery_code_store_add(
	struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH]) NODISCARD;
/* *ret: it was there and is gone. */
enum err recovery_code_store_use(
	struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH], bool *ret) NODISCARD;
enum err recovery_code_store_delete_all(struct cx *cx, user_id user) NODISCARD;
enum err recovery_code_store_count(struct cx *cx, user_id user, i64 *ret) NODISCARD;

#endif
