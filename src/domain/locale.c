/* The table of languages. A row stays where it is: rules and clients keep its number. */
#include "domain/locale.h"

#include "base/buf.h"

#include <strings.h>

static const struct locale locales[] = {
	{1, "en", "English", "English", false},
	{2, "de", "German", "Deutsch", false},
	{3, "fr", "French", "Français", false},
	{4, "es", "Spanish", "Español", false},
	{5, "it", "Italian", "Italiano", false},
	{6, "nl", "Dutch", "Nederlands", false},
	{7, "pt", "Portuguese", "Português", false},
	{8, "pl", "Polish", "Polski", false},
	{9, "hr", "Croatian", "Hrvatski", false},
	{10, "ar", "Arabic", "العربية", true},
	{11, "ja", "Japanese", "日本語", false},
	{12, "zh", "Chinese", "中文", false},
	{13, "gu", "Gujarati", "ગુજરાતી", false},
	{14, "ka", "Georgian", "ქართული", false},
	{15, "fil", "Filipino", "Filipino", false},
};

const struct locale *locale_all(int *ret_n)
{
	*ret_n = COUNT_OF(locales);
	return locales;
}

const struct locale *locale_by_id(i64 id)
{
	for (size_t i = 0; i < COUNT_OF(locales); i++)
		if (locales[i].id == id)
			return &locales[i];
	return NULL;
}

const struct locale *locale_find(const char *name)
{
	char number[I64_TEXT];

	for (size_t i = 0; i < COUNT_OF(locales); i++)
		if (strcasecmp(locales[i].tag, name) == 0 ||
			strcmp(i64_text(number, locales[i].id), name) == 0)
			return &locales[i];
	return NULL;
}
