/*
 * Time-based one-time passwords as authenticator apps make them: RFC 6238 with HMAC-SHA-1, six
 * digits and steps of 30 s. Thread-safe.
 */
#ifndef TEND_BASE_TOTP_H
#define TEND_BASE_TOTP_H

#include "base/arena.h"

enum { TOTP_SECRET = 20, TOTP_DIGITS = 6, TOTP_STEP_S = 30, TOTP_WINDOW = 1 };

/* The code of one step (Unix seconds / TOTP_STEP_S) for a secret of n bytes. */
void totp_code(char out[TOTP_DIGITS + 1], const uint8_t *secret, size_t n, i64 step);
/* The step, at most TOTP_WINDOW from that of `now_s`, whose code this is; -1: none. Only steps
 * above `after` count. Takes the same time whichever it is. */
i64 totp_find(const char *code, const uint8_t *secret, size_t n, i64 now_s, i64 after);
/* Base 32 without padding (RFC 4648 §6), as apps want secrets. */
char *totp_base32(struct arena *a, const uint8_t *p, size_t n);

#endif
