/* Languages with a number: what people, dates and pages can be in. Numbers are for ever. */
#ifndef TEND_DOMAIN_LOCALE_H
#define TEND_DOMAIN_LOCALE_H

#include "base/err.h"

struct locale {
	i64 id;
	const char *tag, *name, *native; /* BCP 47; in English; in itself */
	bool rtl;
};

/* All of them, the default first; static storage. */
const struct locale *locale_all(int *ret_n);
/* The one of that number, else NULL. */
const struct locale *locale_by_id(i64 id);
/* The one that a number ("2") or a tag ("de") names, else NULL. */
const struct locale *locale_find(const char *name);

#endif
