/*
 * The second step of signing in: codes of an authenticator app (RFC 6238), or one of ten recovery
 * codes. Who has it on signs in with password and code, and not with a password alone anywhere.
 * Secrets are sealed with a key that is derived from the house's own; of recovery codes only hashes
 * are kept. Needs cx->link_key.
 */
#ifndef TEND_DOMAIN_SECOND_STEP_H
#define TEND_DOMAIN_SECOND_STEP_H

#include "base/totp.h"
#include "domain/cx.h"

enum { RECOVERY_CODES = 10, RECOVERY_CODE = 20 }; /* "abcd-efgh-ijkl-mnop" and NUL */

struct recovery_codes {
	char v[RECOVERY_CODES][RECOVERY_CODE];
};

struct second_step {
	i64 on_since; /* 0: off */
	i64 codes_left;
	bool required; /* of everybody who works here */
};

enum second_step_need { NEED_NOTHING, NEED_CODE, NEED_SET_UP };

enum err second_step_get(struct cx *cx, user_id user, struct second_step *ret) NODISCARD;
/* What is left to do for this user after the password. */
enum err second_step_needed(struct cx *cx, user_id user, enum second_step_need *ret) NODISCARD;

/* Begin to set up: a new secret, which counts once it is confirmed. E_INVALID: it is on. */
enum err second_step_begin(struct cx *cx, user_id user, uint8_t ret[TOTP_SECRET]) NODISCARD;
/* The secret that waits to be confirmed; E_NOT_FOUND: none. */
enum err second_step_waiting(struct cx *cx, user_id user, uint8_t ret[TOTP_SECRET]) NODISCARD;
/* The app shows the right code: on from now, other sessions end. E_INVALID on "code". */
enum err second_step_confirm(
	struct cx *cx, user_id user, const char *code, struct recovery_codes *ret) NODISCARD;

/* A code of the app that was not taken before, or an unused recovery code, which is then gone.
 * E_INVALID on "code". In a write. */
enum err second_step_prove(struct cx *cx, user_id user, const char *code) NODISCARD;
/* New recovery codes instead of all others. */
enum err second_step_renew_codes(struct cx *cx, user_id user, struct recovery_codes *ret) NODISCARD;
/* Off: by its owner, who has proved it, or by an administrator. Ends the user's other sessions.
 * E_NOT_FOUND: it is off. */
enum err second_step_off(struct cx *cx, user_id user) NODISCARD;

/* Is it required of everybody who works here? */
enum err second_step_required(struct cx *cx, bool *ret) NODISCARD;
/* It is from now: sessions of those who have not set it up end. E_INVALID: the actor has not. */
enum err second_step_require(struct cx *cx) NODISCARD;

#endif
