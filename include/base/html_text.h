/* Plain text of simple HTML, as API clients send it in html_body. */
#ifndef TEND_BASE_HTML_TEXT_H
#define TEND_BASE_HTML_TEXT_H

#include "base/arena.h"

/*
 * Tags are dropped (br, p, div, li and tr end a line; script and style go with their content), the
 * five named entities and numeric ones are decoded. The result is text, never shown as HTML, so
 * nothing here has to be safe, only readable.
 */
char *html_text(struct arena *a, const char *html);
/* An entity at p ("&…"): bytes written to out (at most 4), *ret_next behind it; 0 when it is none.
 * A reference is never shorter than the character it stands for. */
size_t html_entity(const char *p, char *out, const char **ret_next);

#endif
