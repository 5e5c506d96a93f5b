/*
 * Which form of a text goes with a number (CLDR plural rules for whole numbers). Pure; any thread.
 */
#ifndef TEND_BASE_PLURAL_H
#define TEND_BASE_PLURAL_H

#include "base/arena.h"

/*
 * "zero", "one", "two", "few", "many" or "other": the form for n >= 0 things in a language ("hr",
 * "en-XA"; a region says nothing). Languages without a rule here have that of English. Static.
 */
const char *plural_form(const char *language, i64 n);

#endif
