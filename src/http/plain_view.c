/* The agents' app has the same rules in web/src/ui/linked_text.tsx and `beginning` of
 * agent/timeline.ts. */
#include "http/plain_view.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>

enum { LONG_LINES = 60, LONG_POINTS = 6000, SHOWN_LINES = 40, SHOWN_POINTS = 4000 };

static int line_count(const char *text)
{
	int n = 1;

	for (; (text = strchr(text, '\n')); text++)
		n++;
	return n;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

/* Bytes of the beginning of a long text, to the end of a line or a word; of all of another. */
static size_t beginning(const char *text)
{
	size_t most = utf8_prefix(text, SHOWN_POINTS), lines = 0, word = most;

	if (line_count(text) <= LONG_LINES && utf8_length(text) <= LONG_POINTS)
		return strlen(text);
	for (int i = 0; i < SHOWN_LINES && lines < most; i++)
		lines += strcspn(text + lines, "\n") + 1;
	while (word > most / 2 && !is_blank(text[word - 1]))
		word--;
	return lines < most ? lines : word > most / 2 ? word : most;
}

/* Blanks, quotation marks, and in UTF-8: no-break space, U+2000 to U+207F, U+3000. */
static bool ends_link(const char *p)
{
	return (unsigned char)*p <= ' ' || strchr("<>\"'", *p) || strncmp(p, "\xc2\xa0", 2) == 0 ||
	       strncmp(p, "\xe2\x80", 2) == 0 || strncmp(p, "\xe2\x81", 2) == 0 ||
	       strncmp(p, "\xe3\x80\x80", 3) == 0;
}

/* Bytes of the address that p begins with, without the marks of its sentence; 0: it is none. */
static size_t link_length(const char *p)
{
	size_t scheme = strncmp(p, "https://", 8) == 0 ? 8 : strncmp(p, "http://", 7) == 0 ? 7 : 0;
	size_t n = scheme;

	if (!scheme)
		return 0;
	while (!ends_link(p + n))
		n++;
	while (n > scheme && strchr(".,;:!?)]}", p[n - 1]))
		n--;
	return n > scheme ? n : 0;
}

static void add_words(struct rq *rq, struct view *v, const char *list, const char *text, int *links)
{
	const char *from = text, *p = text;
	struct view *item;

	while (*links && (p = strstr(p, "http"))) {
		bool inside = p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '_');
		size_t n = inside ? 0 : link_length(p);

		if (n) {
			item = view_item(v, list);
			view_text(item, "before",
				arena_strndup(rq->cx.arena, from, (size_t)(p - from)));
			view_text(item, "link", arena_strndup(rq->cx.arena, p, n));
			from = p + n;
			--*links;
		}
		p += n ? n : 4;
	}
	item = view_item(v, list);
	view_text(item, "before", from);
	view_text(item, "link", "");
}

void view_plain(struct rq *rq, struct view *v, const char *text, int *links)
{
	size_t n = beginning(text);
	const char *rest = text + n;

	add_words(rq, v, "words", arena_strndup(rq->cx.arena, text, n), links);
	if (!*rest)
		return;
	add_words(rq, v, "rest", rest, links);
	view_text(v, "rest_text", page_text_n(rq, "public.ticket.rest", line_count(rest)));
}
