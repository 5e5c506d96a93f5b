/*
 * Texts of messages as a template shows them: addresses of the web as links, and what is very
 * long and plain in two parts, of which the page folds the second.
 */
#ifndef TEND_HTTP_PLAIN_VIEW_H
#define TEND_HTTP_PLAIN_VIEW_H

#include "http/page.h"

enum { PLAIN_LINKS_MAX = 2000 /* on one page; further ones stay words */ };

/* Gives the view the list `words` and, when the text is long, `rest` with `rest_text`, the name of
 * the fold. Items: { before, link }, link empty at the end. *links: how many may still become
 * links. */
void view_plain(struct rq *rq, struct view *v, const char *text, int *links);
/* Gives the view formatted text (as html_clean makes it, or NULL) under this name. */
void view_rich(struct rq *rq, struct view *v, const char *name, const char *html, int *links);

#endif
