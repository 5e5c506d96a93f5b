/* Plain text of simple HTML, as API clients send it in html_body. */
#ifndef TEND_HTTP_HTML_TEXT_H
#define TEND_HTTP_HTML_TEXT_H

#include "base/arena.h"

/*
 * Tags are dropped (br, p, div, li and tr end a line; script and style go with their content), the
 * five named entities and numeric ones are decoded. The result is text, never shown as HTML, so
 * nothing here has to be safe, only readable.
 */
char *html_text(struct arena *a, const char *html);

#endif
