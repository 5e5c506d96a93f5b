/* Sets of scopes: words in and out, and what they open. */
#include "domain/scope.h"

#include <string.h>

enum { WRITE_SHIFT = 31 };

static const char *const families[] = {
#define X(constant, wire) wire,
	SCOPE_FAMILY_LIST(X)
#undef X
};

const char *scope_family_name(enum scope_family_index i)
{
	return families[i];
}

bool scope_covers(uint64_t set, int wanted, bool writes)
{
	uint64_t have = (writes ? set >> WRITE_SHIFT : set) & SCOPE_READ;
	uint64_t need = (uint64_t)wanted & SCOPE_READ;

	if (wanted & FAMILY_EVERY)
		return (have & need) == need;
	return !need || (have & need);
}

static bool is_word(const char *s, size_t n, const char *word)
{
	return strlen(word) == n && memcmp(s, word, n) == 0;
}

bool scope_parse_word(const char *s, size_t n, uint64_t *ret)
{
	const char *colon = memchr(s, ':', n);
	size_t access = colon ? n - (size_t)(colon + 1 - s) : n;
	uint64_t family = SCOPE_READ;

	if (is_word(s, n, "impersonate")) {
		*ret = SCOPE_IMPERSONATE;
		return true;
	}
	if (colon) {
		family = 0;
		for (int i = 0; i < FAMILY_COUNT; i++)
			if (is_word(s, (size_t)(colon - s), families[i]))
				family = UINT64_C(1) << i;
		s = colon + 1;
	}
	*ret = family | family << WRITE_SHIFT;
	if (is_word(s, access, "read"))
		*ret = family;
	else if (!is_word(s, access, "write"))
		return false;
	return family;
}

static bool has_word(const char *words, const char *s, size_t n)
{
	while (*words) {
		size_t length = strcspn(words, " ");

		if (length == n && memcmp(words, s, n) == 0)
			return true;
		words += length;
		words += *words == ' ';
	}
	return false;
}

bool scope_parse(struct arena *a, const char *text, struct scopes *ret, const char **ret_bad)
{
	*ret = (struct scopes){SCOPE_NONE, ""};
	for (;;) {
		uint64_t one;
		size_t n;

		text += strspn(text, " ,");
		n = strcspn(text, " ,");
		if (!n)
			return true;
		if (!scope_parse_word(text, n, &one)) {
			*ret_bad = arena_strndup(a, text, n);
			return false;
		}
		if (!has_word(ret->words, text, n))
			ret->words = arena_printf(
				a, "%s%s%.*s", ret->words, *ret->words ? " " : "", (int)n, text);
		ret->set |= one;
		text += n;
	}
}
