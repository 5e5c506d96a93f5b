/* UTF-8 rules and case folding. */
#include "base/utf8.h"

#include "base/log.h"

#include <ctype.h>
#include <string.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

bool utf8_valid(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s, *end = p + n;

	while (p < end) {
		unsigned c = *p, need, min;

		if (c == 0)
			return false;
		if (c < 0x80) {
			p++;
			continue;
		}
		if ((c & 0xe0) == 0xc0)
			need = 1, min = 0x80, c &= 0x1f;
		else if ((c & 0xf0) == 0xe0)
			need = 2, min = 0x800, c &= 0x0f;
		else if ((c & 0xf8) == 0xf0)
			need = 3, min = 0x10000, c &= 0x07;
		else
			return false;
		if ((size_t)(end - p) <= need)
			return false;
		for (unsigned i = 1; i <= need; i++) {
			if ((p[i] & 0xc0) != 0x80)
				return false;
			c = c << 6 | (p[i] & 0x3f);
		}
		if (c < min || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
			return false;
		p += need + 1;
	}
	return true;
}

size_t utf8_length(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

size_t utf8_prefix(const char *s, size_t max)
{
	const char *p = s;
	size_t n = 0;

	for (; *p; p++) {
		if (((unsigned char)*p & 0xc0) != 0x80 && n++ == max)
			break;
	}
	return (size_t)(p - s);
}

static bool is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s & 0x80)
			return false;
	return true;
}

char *utf8_fold(struct arena *a, const char *s)
{
	UErrorCode status = U_ZERO_ERROR;
	size_t n = strlen(s);
	const UNormalizer2 *fold;
	UChar *wide, *folded;
	int32_t len = 0, cap;
	char *out;

	if (is_ascii(s)) {
		out = arena_strndup(a, s, n);
		for (char *p = out; *p; p++)
			*p = (char)tolower((unsigned char)*p);
		return out;
	}
	wide = ARENA_ARRAY(a, UChar, n + 1);
	u_strFromUTF8(wide, (int32_t)n + 1, &len, s, (int32_t)n, &status);
	fold = unorm2_getNFKCCasefoldInstance(&status);
	cap = len * 18 + 1; /* the longest NFKC expansion of one code unit is 18 */
	folded = ARENA_ARRAY(a, UChar, cap);
	len = unorm2_normalize(fold, wide, len, folded, cap, &status);
	out = arena_alloc(a, (size_t)len * 3 + 1);
	u_strToUTF8(out, len * 3 + 1, NULL, folded, len, &status);
	if (U_FAILURE(status))
		die("utf8_fold: %s", u_errorName(status));
	return out;
}

char *utf8_clean(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, strlen(s) + 1), *p = out;

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t')
			*p++ = (char)c;
	}
	while (p > out && isspace((unsigned char)p[-1]))
		p--;
	*p = 0;
	while (isspace((unsigned char)*out))
		out++;
	return out;
}

bool utf8_is_email(const char *s)
{
	const char *at = strchr(s, '@'), *dot;
	size_t n = strlen(s);

	if (!at || at == s || n > 254 || at - s > 64 || strchr(at + 1, '@'))
		return false;
	for (const char *p = s; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (c <= 0x20 || c == 0x7f || strchr("()<>,;:\\\"[]", c))
			return false;
	}
	dot = strchr(at, '.');
	return dot && dot != at + 1 && s[n - 1] != '.' && s[0] != '.' && at[-1] != '.' &&
	       !strstr(s, "..");
}
