/*
 * Text rules: UTF-8 validity, length in code points, case folding, words.
 * Uses ICU (with base/zone the only files that do): folding by code point is not right for
 * Croatian digraphs or Georgian capitals, and the fold must match between search and store.
 */
#ifndef TEND_BASE_UTF8_H
#define TEND_BASE_UTF8_H

#include "base/arena.h"

/* Valid UTF-8 without NUL (RFC 3629: no surrogates, no overlong forms). */
bool utf8_valid(const char *s, size_t n);
/* Code points in valid UTF-8. */
size_t utf8_length(const char *s);
/* Bytes of the longest prefix of at most max code points that does not cut a character. */
size_t utf8_prefix(const char *s, size_t max);
/* Full case folding with NFKC, for comparing names, addresses and tags (Unicode NFKC_Casefold). */
char *utf8_fold(struct arena *a, const char *s);
/* Copy without leading and trailing white space; control characters but \n and \t removed. */
char *utf8_clean(struct arena *a, const char *s);
/* An address that can be mailed: one @, a dot-atom or Unicode local part, at most 254 bytes. */
bool utf8_is_email(const char *s);

#endif
