/* UTF-8 rules and case folding. */
#include "base/utf8.h"

#include "base/log.h"

#include <ctype.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

bool utf8_valid(const char *s, size_t n)
{
	size_t step;

	for (; n && (step = utf8_step(s, n)) > 0; n -= step)
		s += step;
	return n == 0;
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
	int32_t len = 0, got, cap;
	char *out;

	if (is_ascii(s)) {
		out = arena_strndup(a, s, n);
		for (char *p = out; *p; p++)
			*p = (char)tolower((unsigned char)*p);
		return out;
	}
	wide = ARENA_ARRAY(a, UChar, n + 1);
	u_strFromUTF8WithSub(wide, (int32_t)n + 1, &len, s, (int32_t)n, 0xfffd, NULL, &status);
	fold = unorm2_getNFKCCasefoldInstance(&status);
	cap = len + len / 2 + 8; /* enough for most text; one unit may become 18 */
	folded = ARENA_ARRAY(a, UChar, cap);
	got = unorm2_normalize(fold, wide, len, folded, cap, &status);
	if (status == U_BUFFER_OVERFLOW_ERROR) {
		status = U_ZERO_ERROR;
		cap = got + 1;
		folded = ARENA_ARRAY(a, UChar, cap);
		got = unorm2_normalize(fold, wide, len, folded, cap, &status);
	}
	if (U_FAILURE(status))
		die("utf8_fold: %s", u_errorName(status));
	out = arena_alloc(a, (size_t)got * 3 + 1);
	u_strToUTF8(out, got * 3 + 1, NULL, folded, got, &status);
	if (U_FAILURE(status))
		die("utf8_fold: %s", u_errorName(status));
	return out;
}

/* The next character of *at, which moves past it: negative at the end and for a bad byte. */
static UChar32 next_char(const char *s, int32_t n, int32_t *at)
{
	UChar32 c = -1;

	if (*at < n)
		U8_NEXT(s, *at, n, c);
	return c;
}

char *utf8_clean(struct arena *a, const char *s)
{
	int32_t n = (int32_t)strlen(s), at = 0, from = 0, length = 0, kept = 0;
	char *out = arena_alloc(a, (size_t)n + 1);

	for (; at < n; from = at) {
		UChar32 c = next_char(s, n, &at);
		bool space = c >= 0 && u_isUWhiteSpace(c);

		if (c >= 0 && c != '\n' && c != '\t' && u_charType(c) == U_CONTROL_CHAR)
			continue;
		if (space && !kept)
			continue;
		memcpy(out + length, s + from, (size_t)(at - from));
		length += at - from;
		if (!space)
			kept = length;
	}
	out[kept] = 0;
	return out;
}

const char *utf8_set_apart(struct arena *a, const char *s, bool leftwards)
{
	int32_t n = (int32_t)strlen(s), at = 0;
	UChar32 c;

	while ((c = next_char(s, n, &at)) >= 0) {
		UCharDirection way = u_charDirection(c);
		bool left = way == U_RIGHT_TO_LEFT || way == U_RIGHT_TO_LEFT_ARABIC;

		if (leftwards ? way == U_LEFT_TO_RIGHT : left)
			return arena_printf(a, "\u2068%s\u2069", s);
	}
	return s;
}

/* May this stand in an address that people read? */
static bool is_plain(UChar32 c)
{
	switch (u_charType(c)) {
	case U_CONTROL_CHAR:
	case U_SPACE_SEPARATOR:
	case U_LINE_SEPARATOR:
	case U_PARAGRAPH_SEPARATOR:
		return false;
	default:
		return c >= 0 && !u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL);
	}
}

/* Labels of letters, digits and inner hyphens, at least two; Unicode ones in UTF-8. */
static bool is_domain(const char *s)
{
	int labels = 0;

	for (;; s++) {
		size_t n = strcspn(s, ".");

		if (!n || n > 63 || s[0] == '-' || s[n - 1] == '-')
			return false;
		for (size_t i = 0; i < n; i++)
			if (!isalnum((unsigned char)s[i]) && s[i] != '-' && !(s[i] & 0x80))
				return false;
		labels++;
		s += n;
		if (!*s)
			return labels > 1;
	}
}

bool utf8_is_email(const char *s)
{
	const char *at = strchr(s, '@');
	int32_t n = (int32_t)strlen(s), i = 0;

	if (!at || at == s || n > 254 || at - s > 64 || s[0] == '.' || at[-1] == '.' ||
		strstr(s, "..") || !utf8_valid(s, (size_t)n))
		return false;
	while (i < n)
		if (!is_plain(next_char(s, n, &i)))
			return false;
	return !s[strcspn(s, "()<>,;:\\\"[]")] && is_domain(at + 1);
}
