/* One pass over the source with a stack of the open elements; two buffers grow side by side. */
#include "base/html_clean.h"

#include "base/buf.h"
#include "base/html_text.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAME_MAX_ = 12, URL_MAX = 2000, LINK_MIN = 40, LINK_MAX = 64 };

/* What an element is, by the first name; others write it too. */
struct element {
	const char *name, *as;
	bool block, empty, dropped; /* dropped: with all that is in it */
};

static const struct element elements[] = {{"p", "p", true, false, false},
	{"div", "p", true, false, false}, {"tr", "p", true, false, false},
	{"h1", "p", true, false, false}, {"h2", "p", true, false, false},
	{"h3", "p", true, false, false}, {"h4", "p", true, false, false},
	{"br", "br", false, true, false}, {"strong", "strong", false, false, false},
	{"b", "strong", false, false, false}, {"em", "em", false, false, false},
	{"i", "em", false, false, false}, {"u", "u", false, false, false},
	{"s", "s", false, false, false}, {"del", "s", false, false, false},
	{"code", "code", false, false, false}, {"pre", "pre", true, false, false},
	{"blockquote", "blockquote", true, false, false}, {"ul", "ul", true, false, false},
	{"ol", "ol", true, false, false}, {"li", "li", true, false, false},
	{"a", "a", false, false, false}, {"img", "img", false, true, false},
	{"script", NULL, false, false, true}, {"style", NULL, false, false, true},
	{"title", NULL, false, false, true}, {"template", NULL, false, false, true},
	{"noscript", NULL, false, false, true}, {"iframe", NULL, false, false, true},
	{"object", NULL, false, false, true}, {"svg", NULL, false, false, true},
	{"math", NULL, false, false, true}, {"textarea", NULL, false, false, true},
	{"select", NULL, false, false, true}};

struct open_element {
	const struct element *element;
	int number;	      /* of the next item in a list */
	size_t start, inside; /* where its tag begins and ends in what comes out */
};

struct cleaning {
	struct arena *arena;
	const char *p;
	struct buf html, text;
	struct open_element open[HTML_DEPTH];
	int depth;
	bool seen; /* something that a reader can see has come out */
};

/* --- the source --- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static const struct element *element_of(const char *name, size_t n)
{
	for (size_t i = 0; i < COUNT_OF(elements); i++)
		if (strlen(elements[i].name) == n && strncasecmp(elements[i].name, name, n) == 0)
			return &elements[i];
	return NULL;
}

/* Entities decoded, characters that are not seen left out. */
static const char *decoded(struct arena *a, const char *s, size_t n)
{
	const char *source = arena_strndup(a, s, n);
	char *out = arena_alloc(a, n + 1);
	size_t at = 0;

	while (*source) {
		size_t put = *source == '&' ? html_entity(source, out + at, &source) : 0;

		if (!put && (unsigned char)*source > ' ' && *source != 0x7f)
			out[at++] = *source;
		if (!put)
			source++;
		at += put;
	}
	return out;
}

/* The end of a tag's attributes at p; quoted ones may hold ">". */
static const char *attributes_end(const char *p)
{
	char quote = 0;

	for (; *p && (quote || *p != '>'); p++)
		if (quote ? *p == quote : (*p == '"' || *p == '\'') && p[-1] == '=')
			quote = quote ? 0 : *p;
	return p;
}

/* The value of an attribute between p and end, decoded; NULL: it is not there. */
static const char *attribute(struct arena *a, const char *p, const char *end, const char *name)
{
	while (p < end) {
		const char *key, *value = NULL;
		size_t key_n, value_n = 0;

		while (p < end && (is_space(*p) || *p == '/'))
			p++;
		key = p;
		while (p < end && !is_space(*p) && *p != '=' && *p != '/')
			p++;
		key_n = (size_t)(p - key);
		if (p < end && *p == '=') {
			char quote = p + 1 < end && (p[1] == '"' || p[1] == '\'') ? p[1] : 0;

			value = p += quote ? 2 : 1;
			while (p < end && (quote ? *p != quote : !is_space(*p)))
				p++;
			value_n = (size_t)(p - value);
			p += quote && p < end;
		}
		if (key_n == strlen(name) && strncasecmp(key, name, key_n) == 0)
			return value ? decoded(a, value, value_n) : "";
		if (!key_n && p == key)
			p++;
	}
	return NULL;
}

/* --- addresses --- */

static bool is_link(const char *url)
{
	static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:"};

	for (size_t i = 0; i < COUNT_OF(schemes); i++)
		if (strncasecmp(url, schemes[i], strlen(schemes[i])) == 0)
			return strlen(url) <= URL_MAX;
	return false;
}

/* The part of an address that names a file of this house; NULL: it is another's. */
static const char *own_file(struct arena *a, const char *url)
{
	static const char place[] = "/attachments/token/";
	const char *at = strstr(url, place);
	size_t n;

	if (!at || (at != url && strncmp(url, "http", 4) != 0))
		return NULL;
	n = strspn(at + sizeof place - 1,
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
	if (n < LINK_MIN || n > LINK_MAX)
		return NULL;
	return arena_strndup(a, at, sizeof place - 1 + n);
}

/* --- what comes out --- */

static void text_lines(struct cleaning *k, size_t lines)
{
	size_t have = 0;

	if (!k->text.n)
		return;
	while (have < k->text.n && k->text.p[k->text.n - 1 - have] == '\n')
		have++;
	for (; have < lines; have++)
		buf_char(&k->text, '\n');
}

static void close_top(struct cleaning *k)
{
	const struct open_element *o = &k->open[--k->depth];
	const struct element *e = o->element;

	if (!e->block && o->inside == k->html.n) { /* it marks nothing */
		k->html.n = o->start;
		return;
	}
	buf_printf(&k->html, "</%s>", e->as);
	if (e->block)
		text_lines(k, strcmp(e->as, "li") == 0 ? 1 : 2);
}

static bool is(const struct element *e, const char *as)
{
	return e->as && strcmp(e->as, as) == 0;
}

/* A block ends the paragraph that is open, and an item the item before it. */
static void make_room(struct cleaning *k, const struct element *e)
{
	int keep = k->depth;

	for (int i = k->depth - 1; i >= 0; i--) {
		const struct element *o = k->open[i].element;

		if (is(o, "p") || (is(e, "li") && is(o, "li")))
			keep = i;
		if (is(o, "ul") || is(o, "ol") || is(o, "blockquote") ||
			(is(o, "li") && !is(e, "li")))
			break;
	}
	while (k->depth > keep)
		close_top(k);
}

static void item_mark(struct cleaning *k)
{
	struct open_element *list = k->depth ? &k->open[k->depth - 1] : NULL;

	text_lines(k, 1);
	if (list && is(list->element, "ol"))
		buf_printf(&k->text, "%d. ", ++list->number);
	else
		buf_str(&k->text, "- ");
}

static void put_image(struct cleaning *k, const char *from, const char *end)
{
	const char *src = attribute(k->arena, from, end, "src");
	const char *file = src ? own_file(k->arena, src) : NULL;

	if (!file)
		return;
	buf_str(&k->html, "<img src=\"");
	buf_html(&k->html, file);
	buf_str(&k->html, "\" alt=\"\">");
	buf_str(&k->text, "[image]");
	k->seen = true;
}

static void put_link(struct cleaning *k, const char *from, const char *end)
{
	const char *href = attribute(k->arena, from, end, "href");

	buf_str(&k->html, "<a");
	if (href && is_link(href)) {
		buf_str(&k->html, " href=\"");
		buf_html(&k->html, href);
		buf_char(&k->html, '"');
	}
	buf_char(&k->html, '>');
}

static void begin(struct cleaning *k, const struct element *e, const char *from, const char *end)
{
	size_t start;

	if (is(e, "br")) {
		buf_str(&k->html, "<br>");
		buf_char(&k->text, '\n');
		return;
	}
	if (is(e, "img")) {
		put_image(k, from, end);
		return;
	}
	if (e->block)
		make_room(k, e);
	if (k->depth == HTML_DEPTH)
		return;
	if (is(e, "li"))
		item_mark(k);
	else if (e->block && !(k->depth && is(k->open[k->depth - 1].element, "li")))
		text_lines(k, 2);
	start = k->html.n;
	if (is(e, "a"))
		put_link(k, from, end);
	else
		buf_printf(&k->html, "<%s>", e->as);
	k->open[k->depth++] = (struct open_element){e, 0, start, k->html.n};
}

static void finish(struct cleaning *k, const struct element *e)
{
	int i = k->depth - 1;

	while (i >= 0 && !is(k->open[i].element, e->as))
		i--;
	while (i >= 0 && k->depth > i)
		close_top(k);
}

/* Behind the end tag of what is left out whole. */
static const char *skip_whole(const char *p, const struct element *e)
{
	while ((p = strstr(p, "</"))) {
		p += 2;
		if (strncasecmp(p, e->name, strlen(e->name)) == 0 && !is_letter(p[strlen(e->name)]))
			return *attributes_end(p) ? attributes_end(p) + 1 : attributes_end(p);
	}
	return NULL;
}

/* A tag, a comment or the like at k->p. */
static void take_tag(struct cleaning *k)
{
	bool ends = k->p[1] == '/';
	const char *name = k->p + 1 + ends, *end;
	const struct element *e;
	size_t n = 0;

	if (strncmp(k->p, "<!--", 4) == 0) {
		end = strstr(k->p + 4, "-->");
		k->p = end ? end + 3 : k->p + strlen(k->p);
		return;
	}
	while (name[n] && !is_space(name[n]) && name[n] != '>' && name[n] != '/')
		n++;
	end = attributes_end(name + n);
	e = n <= NAME_MAX_ ? element_of(name, n) : NULL;
	k->p = *end ? end + 1 : end;
	if (!e)
		return;
	if (e->dropped) {
		end = ends ? NULL : skip_whole(k->p, e);
		k->p = ends ? k->p : end ? end : k->p + strlen(k->p);
	} else if (ends) {
		finish(k, e);
	} else {
		begin(k, e, name + n, end);
	}
}

static bool keeps_lines(const struct cleaning *k)
{
	for (int i = 0; i < k->depth; i++)
		if (is(k->open[i].element, "pre"))
			return true;
	return false;
}

static void put_char(struct cleaning *k, const char *bytes, size_t n)
{
	char one[8] = {0};
	bool space = n == 1 && is_space(*bytes);

	memcpy(one, bytes, n < sizeof one ? n : sizeof one - 1);
	if (space && !keeps_lines(k)) {
		const struct buf *t = &k->text;

		buf_char(&k->html, ' ');
		if (t->n && !is_space(t->p[t->n - 1]))
			buf_char(&k->text, ' ');
		return;
	}
	k->seen |= !space;
	buf_html(&k->html, one);
	buf_str(&k->text, one);
}

static void take_char(struct cleaning *k)
{
	char out[8];
	size_t n = *k->p == '&' ? html_entity(k->p, out, &k->p) : 0;

	if (!n) {
		size_t step = utf8_step(k->p, strnlen(k->p, 4));

		n = step ? step : 1;
		memcpy(out, k->p, n);
		k->p += n;
		if (!step)
			return;
	}
	put_char(k, out, n);
}

const char *html_clean(struct arena *a, const char *html, const char **ret_text)
{
	CLEANUP(buf_free) struct buf free_html = BUF_INIT(0);
	CLEANUP(buf_free) struct buf free_text = BUF_INIT(0);
	struct cleaning k = {.arena = a,
		.p = html,
		.html = BUF_INIT(HTML_CLEAN_MAX),
		.text = BUF_INIT(HTML_CLEAN_MAX)};
	const char *clean = NULL;

	while (*k.p) {
		if (*k.p == '<' && (is_letter(k.p[1]) || k.p[1] == '/' || k.p[1] == '!'))
			take_tag(&k);
		else
			take_char(&k);
	}
	while (k.depth)
		close_top(&k);
	*ret_text = k.text.n ? utf8_clean(a, k.text.p) : "";
	if (k.seen && !k.html.failed && !k.text.failed)
		clean = arena_strndup(a, k.html.p, k.html.n);
	free_html = k.html;
	free_text = k.text;
	return clean;
}

const char *html_of_text(struct arena *a, const char *text)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(HTML_CLEAN_MAX);
	char one[2] = {0};

	buf_str(&out, "<p>");
	for (; *text; text++) {
		one[0] = *text;
		if (*text == '\n')
			buf_str(&out, "<br>");
		else
			buf_html(&out, one);
	}
	buf_str(&out, "</p>");
	return arena_strndup(a, out.p, out.n);
}
