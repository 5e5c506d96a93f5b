/*
 * Text rules: UTF-8 validity, length in code points, case folding, words.
 * Uses ICU (with base/zone the only files that do): folding by code point is not right for
 * Croatian digraphs or Georgian capitals, and the fold must match between search and store.
 */
#ifndef TEND_BASE_UTF8_H
#define TEND_BASE_UTF8_H

#include "base/arena.h"

#include <string.h>

/* Bytes of the character that the n bytes at s begin with; 0 when they begin with NUL or with what
 * is not UTF-8 (RFC 3629: no surrogates, no overlong forms). Inline, because log and err need it
 * without ICU. */
static inline size_t utf8_step(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	unsigned char least = 0x80, most = 0xbf;
	size_t length = *p < 0x80 ? 1 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;

	if (!*p || (*p >= 0x80 && *p < 0xc2) || *p > 0xf4 || n < length)
		return 0;
	least = *p == 0xe0 ? 0xa0 : *p == 0xf0 ? 0x90 : least;
	most = *p == 0xed ? 0x9f : *p == 0xf4 ? 0x8f : most;
	if (length > 1 && (p[1] < least || p[1] > most))
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

/* Drop what is not UTF-8 in place: a sentence that was cut inside a character. */
static inline void utf8_keep_valid(char *s)
{
	char *out = s;

	for (size_t n = strlen(s), step; n; s += step, n -= step) {
		size_t good = utf8_step(s, n);

		step = good ? good : 1;
		for (size_t i = 0; i < good; i++)
			*out++ = s[i];
	}
	*out = 0;
}

/* Valid UTF-8 without NUL. */
bool utf8_valid(const char *s, size_t n);
/* Code points in valid UTF-8. */
size_t utf8_length(const char *s);
/* Bytes of the longest prefix of at most max code points that does not cut a character. */
size_t utf8_prefix(const char *s, size_t max);
/* Full case folding with NFKC, for comparing names, addresses and tags (Unicode NFKC_Casefold).
 * What is not UTF-8 becomes U+FFFD. */
char *utf8_fold(struct arena *a, const char *s);
/* Copy without leading and trailing white space of any kind; control characters but \n and \t
 * removed. */
char *utf8_clean(struct arena *a, const char *s);
/* A value as it stands in a sentence that runs leftwards (or does not): between U+2068 and U+2069
 * when it has letters of the other direction, which would turn what is beside it; else s itself. */
const char *utf8_set_apart(struct arena *a, const char *s, bool leftwards);
/* An address that can be mailed: one @, a dot-atom or Unicode local part, a domain of two labels or
 * more, at most 254 bytes; nothing invisible that turns or breaks the line (bidi controls). */
bool utf8_is_email(const char *s);

#endif
