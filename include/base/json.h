/*
 * JSON in: jansson made strict. UTF-8 only, no duplicate keys, no NUL in strings, at most
 * JSON_DEPTH levels (checked before parsing, so 100,000 brackets cost nothing).
 */
#ifndef TEND_BASE_JSON_H
#define TEND_BASE_JSON_H

#include "base/arena.h"
#include "base/err.h"

#include <jansson.h>

enum { JSON_DEPTH = 64 };

/*
 * Parse n bytes; the result is owned by the caller (json_decref). On error NULL, with a sentence
 * in why (may be NULL).
 */
json_t *json_parse(const char *text, size_t n, char *why, size_t why_cap);

/* Member access that accepts a NULL object; borrowed references. */
const char *json_get_str(const json_t *o, const char *key);
i64 json_get_i64(const json_t *o, const char *key, i64 otherwise);
bool json_get_bool(const json_t *o, const char *key, bool otherwise);
/* An id as clients write one: a number, or text of digits; 0 for anything else. */
i64 json_id(const json_t *v);

/* As compact JSON, in the arena; "null" when it is NULL. */
const char *json_text(struct arena *a, const json_t *v);

/* CLEANUP(json_cleanup) json_t *x */
void json_cleanup(json_t **j);

#endif
