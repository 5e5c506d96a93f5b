/*
 * The settings of the whole account, by section and key. Most are facts about how Tend works, which
 * clients read; a few can be changed and are kept in meta.
 */
#ifndef TEND_DOMAIN_ACCOUNT_H
#define TEND_DOMAIN_ACCOUNT_H

#include "base/json.h"
#include "base/jsonw.h"
#include "domain/cx.h"

enum { ACCOUNT_TEXT_MAX = 2000 }; /* code points of a setting that is text */

/* {"section":{"key":value}} under `key`. attachment_max: bytes of one attachment. */
enum err account_write(struct cx *cx, struct jw *jw, const char *key, i64 attachment_max) NODISCARD;
/* Change what is given in the same shape. What does not exist is ignored; E_INVALID: a value that
 * does not fit, or another value for what cannot be changed. */
enum err account_update(struct cx *cx, const json_t *given) NODISCARD;
/* A setting that is true or false, by a name ("section.key") that is there. */
enum err account_flag(struct cx *cx, const char *name, bool *ret) NODISCARD;
/* One that is text, likewise; "" when it says nothing. In the arena. */
enum err account_text(struct cx *cx, const char *name, const char **ret) NODISCARD;
/* E_FORBIDDEN: agents may not delete tickets here, and the actor is one. */
enum err account_check_delete(struct cx *cx) NODISCARD;

#endif
