/* A secret of the second step as authenticator apps and people read it. */
#ifndef TEND_HTTP_SECOND_STEP_URI_H
#define TEND_HTTP_SECOND_STEP_URI_H

#include "base/totp.h"
#include "http/rq.h"

/* "otpauth://totp/Support:maria%40desk.example?secret=…&issuer=Support" */
const char *second_step_uri(struct rq *rq, const char *who, const uint8_t secret[TOTP_SECRET]);
/* In groups of four, for typing. */
const char *second_step_spelled(struct arena *a, const uint8_t secret[TOTP_SECRET]);

#endif
