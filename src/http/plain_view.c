/* The agents' app has the same rules in web/src/ui/linked_text.tsx and `beginning` of
 * agent/timeline.ts. */
#include "http/plain_view.h"

#include "base/html_clean.h"
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

static bool is_and(const char *p)
{
	return strncmp(p, "&amp;", 5) == 0;
}

/* Bytes of the address that p begins with, without the marks of its sentence; 0: it is none.
 * `escaped`: as it stands in HTML. */
static size_t link_length(const char *p, bool escaped)
{
	size_t scheme = strncmp(p, "https://", 8) == 0 ? 8 : strncmp(p, "http://", 7) == 0 ? 7 : 0;
	size_t n = scheme;

	if (!scheme)
		return 0;
	while (!ends_link(p + n) && (!escaped || p[n] != '&' || is_and(p + n)))
		n++;
	while (n > scheme && strchr(".,;:!?)]}", p[n - 1]) && (!escaped || !is_and(p + n - 5)))
		n--;
	return n > scheme ? n : 0;
}

/* The next address in the text; NULL: there is none. */
static const char *next_link(const char *text, const char *from, bool escaped, size_t *ret_n)
{
	for (const char *p = from; (p = strstr(p, "http")); p += 4) {
		bool inside = p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '_');

		*ret_n = inside ? 0 : link_length(p, escaped);
		if (*ret_n)
			return p;
	}
	return NULL;
}

static void add_words(struct rq *rq, struct view *v, const char *list, const char *text, int *links)
{
	const char *from = text, *p;
	struct view *item;
	size_t n;

	for (; *links && (p = next_link(text, from, false, &n)); from = p + n, --*links) {
		item = view_item(v, list);
		view_text(item, "before", arena_strndup(rq->cx.arena, from, (size_t)(p - from)));
		view_text(item, "link", arena_strndup(rq->cx.arena, p, n));
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

/* Words between two tags. */
static void add_html_words(struct buf *out, const char *text, int *links)
{
	const char *from = text, *p;
	size_t n;

	for (; *links && (p = next_link(text, from, true, &n)); from = p + n, --*links) {
		buf_add(out, from, (size_t)(p - from));
		buf_printf(out, "<a href=\"%.*s\">%.*s</a>", (int)n, p, (int)n, p);
	}
	buf_str(out, from);
}

void view_rich(struct rq *rq, struct view *v, const char *name, const char *html, int *links)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(HTML_CLEAN_MAX);
	const char *p = html;
	int none = 0;
	bool in_link = false;

	while (p && *p) {
		size_t n = strcspn(p, "<");

		add_html_words(&out, arena_strndup(rq->cx.arena, p, n), in_link ? &none : links);
		p += n;
		n = strcspn(p, ">") + (strchr(p, '>') != NULL);
		in_link = *p && (p[1] == 'a' || (in_link && strncmp(p, "</a>", 4) != 0));
		buf_add(&out, p, n);
		p += n;
	}
	view_html(v, name, out.failed ? html : out.p);
}
