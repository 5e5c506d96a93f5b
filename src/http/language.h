/* The language of a page, chosen once per request. */
#ifndef TEND_HTTP_LANGUAGE_H
#define TEND_HTTP_LANGUAGE_H

#include "http/page.h"

/* Sets rq->locale; when who asks is known. Only for pages, the API does not speak. */
void language_choose(struct rq *rq);
/* The page that is being answered was asked for in a language by ?lang=: the next ones are too. */
void language_remember(struct rq *rq);
/* What there is for a tag of n bytes; NULL: nothing. */
typedef const void *language_find(void *self, const char *tag, size_t n);
/* What an Accept-Language value (may be NULL) likes best of what `find` finds; NULL: none of it. */
const void *language_best(const char *accepted, language_find *find, void *self);
/* Adds the list `languages` {tag, name, chosen} to choose from, empty when there is one only. */
void language_links(struct rq *rq, struct view *v);

#endif
