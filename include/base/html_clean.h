/*
 * Formatted text from outside, made safe: what comes out holds only the elements p br strong em u s
 * code pre blockquote ul ol li a img, every one closed, without attributes but href (http, https,
 * mailto, tel) and src (a file of this house). Written anew from what was understood, never cut out
 * of the source, so what was not understood is not there.
 */
#ifndef TEND_BASE_HTML_CLEAN_H
#define TEND_BASE_HTML_CLEAN_H

#include "base/arena.h"

enum {
	HTML_DEPTH = 32,	  /* elements in one another; deeper ones lose their tags */
	HTML_CLEAN_MAX = 4 << 20, /* bytes of what comes out */
};

/* The clean text, without marks that hold nothing (<b></b>); NULL when nothing of it can be seen or
 * it is too long. *ret_text: the same words as plain text, with list marks. Both in the arena. */
const char *html_clean(struct arena *a, const char *html, const char **ret_text);
/* Plain text as such formatted text. */
const char *html_of_text(struct arena *a, const char *text);

#endif
