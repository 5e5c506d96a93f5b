/* Rules: Unicode CLDR, "Language Plural Rules", the part about whole numbers. */
#include "base/plural.h"

#include <string.h>

static const char *english(i64 n)
{
	return n == 1 ? "one" : "other";
}

static const char *gujarati(i64 n)
{
	return n <= 1 ? "one" : "other";
}

static const char *filipino(i64 n)
{
	i64 last = n % 10;

	return last == 4 || last == 6 || last == 9 ? "other" : "one";
}

static const char *croatian(i64 n)
{
	i64 last = n % 10, two = n % 100;

	if (last == 1 && two != 11)
		return "one";
	return last >= 2 && last <= 4 && (two < 12 || two > 14) ? "few" : "other";
}

static const char *arabic(i64 n)
{
	static const char *const exact[] = {"zero", "one", "two"};
	i64 two = n % 100;

	if (n < 3)
		return exact[n];
	if (two >= 3 && two <= 10)
		return "few";
	return two >= 11 ? "many" : "other";
}

const char *plural_form(const char *language, i64 n)
{
	static const struct {
		const char *language;
		const char *(*form)(i64 n);
	} rules[] = {{"ar", arabic}, {"fil", filipino}, {"gu", gujarati}, {"hr", croatian}};
	size_t length = strcspn(language, "-_");

	for (size_t i = 0; i < COUNT_OF(rules); i++)
		if (strlen(rules[i].language) == length &&
			strncmp(rules[i].language, language, length) == 0)
			return rules[i].form(n);
	return english(n);
}
