/*
 * One pass over the source with a stack of the open elements. Everything that comes out is written
 * here: names from the tables, values escaped. The frame's Content-Security-Policy is the second
 * wall.
 */
#include "base/html_mail.h"

#include "base/html_text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum {
	NAME_BYTES = 12,
	URL_BYTES = 4000,
	STYLE_BYTES = 4000,
	ATTRIBUTES = 60,
	REFERENCE_BYTES = 31, /* of the longest name of a character */
};

enum kind {
	KEPT,
	EMPTY,	 /* has no end */
	DROPPED, /* with all that is in it */
};

static const struct element {
	const char *name;
	enum kind kind;
} elements[] = {{"p", KEPT}, {"div", KEPT}, {"span", KEPT}, {"br", EMPTY}, {"hr", EMPTY},
	{"h1", KEPT}, {"h2", KEPT}, {"h3", KEPT}, {"h4", KEPT}, {"h5", KEPT}, {"h6", KEPT},
	{"strong", KEPT}, {"b", KEPT}, {"em", KEPT}, {"i", KEPT}, {"u", KEPT}, {"s", KEPT},
	{"del", KEPT}, {"ins", KEPT}, {"sub", KEPT}, {"sup", KEPT}, {"small", KEPT}, {"big", KEPT},
	{"font", KEPT}, {"center", KEPT}, {"blockquote", KEPT}, {"pre", KEPT}, {"code", KEPT},
	{"tt", KEPT}, {"ul", KEPT}, {"ol", KEPT}, {"li", KEPT}, {"dl", KEPT}, {"dt", KEPT},
	{"dd", KEPT}, {"table", KEPT}, {"caption", KEPT}, {"thead", KEPT}, {"tbody", KEPT},
	{"tfoot", KEPT}, {"tr", KEPT}, {"td", KEPT}, {"th", KEPT}, {"a", KEPT}, {"img", EMPTY},
	{"abbr", KEPT}, {"cite", KEPT}, {"q", KEPT}, {"figure", KEPT}, {"figcaption", KEPT},
	{"section", KEPT}, {"article", KEPT}, {"header", KEPT}, {"footer", KEPT},
	{"script", DROPPED}, {"style", DROPPED}, {"title", DROPPED}, {"template", DROPPED},
	{"noscript", DROPPED}, {"iframe", DROPPED}, {"object", DROPPED}, {"applet", DROPPED},
	{"svg", DROPPED}, {"math", DROPPED}, {"textarea", DROPPED}, {"select", DROPPED},
	{"audio", DROPPED}, {"video", DROPPED}, {"canvas", DROPPED}, {"xmp", DROPPED},
	{"noembed", DROPPED}, {"noframes", DROPPED}, {"frameset", DROPPED}};

/* Attributes that say how something looks and name nothing outside. */
static const char *const plain_attributes[] = {"align", "valign", "width", "height", "colspan",
	"rowspan", "bgcolor", "color", "face", "size", "border", "cellpadding", "cellspacing",
	"dir", "lang", "title", "alt", "start", "nowrap"};

static const char *const properties[] = {"color", "background-color", "background", "font",
	"font-family", "font-size", "font-style", "font-weight", "text-align", "text-decoration",
	"text-indent", "line-height", "margin", "margin-left", "margin-right", "margin-top",
	"margin-bottom", "padding", "padding-left", "padding-right", "padding-top",
	"padding-bottom", "border", "border-left", "border-right", "border-top", "border-bottom",
	"border-color", "border-style", "border-width", "border-collapse", "border-spacing",
	"border-radius", "width", "max-width", "min-width", "height", "vertical-align",
	"white-space", "word-break", "direction", "list-style-type", "table-layout", "display",
	"unicode-bidi"};

struct attribute {
	const char *name;
	const char *value; /* decoded */
};

struct tag {
	char name[NAME_BYTES + 1];
	bool end;
	struct attribute attributes[ATTRIBUTES];
	int n;
};

struct mail {
	struct arena *arena;
	const struct html_mail *options;
	struct buf *out;
	const char *p;
	const struct element *open[HTML_MAIL_DEPTH];
	int depth;
	int pictures;
	int quote;   /* depth at which the folded quotation began; -1: none is open */
	bool folded; /* one was */
	/* when only one address is looked for */
	int wanted;
	const char *found;
};

/* --- reading --- */

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static const struct element *element_of(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(elements); i++)
		if (strcmp(elements[i].name, name) == 0)
			return &elements[i];
	return NULL;
}

/* Entities decoded; control characters go. */
static const char *decoded(struct arena *a, const char *s, size_t n)
{
	const char *source = arena_strndup(a, s, n);
	char *out = arena_alloc(a, n + 5);
	size_t at = 0;

	while (*source) {
		size_t put = *source == '&' ? html_entity(source, out + at, &source) : 0;

		if (!put && (unsigned char)*source >= ' ' && *source != 0x7f)
			out[at++] = *source;
		if (!put)
			source++;
		at += put;
	}
	out[at] = '\0';
	return out;
}

/* One attribute at p, before the tag's end; p behind it. */
static const char *read_attribute(struct mail *m, const char *p, struct tag *tag)
{
	const char *name = p, *value = "";
	size_t name_n, value_n = 0;

	while (*p && !is_space(*p) && *p != '=' && *p != '>' && *p != '/')
		p++;
	name_n = (size_t)(p - name);
	while (is_space(*p))
		p++;
	if (*p == '=') {
		char quote;

		for (p++; is_space(*p); p++)
			;
		quote = *p == '"' || *p == '\'' ? *p : 0;
		value = p += quote != 0;
		while (*p && (quote ? *p != quote : !is_space(*p) && *p != '>'))
			p++;
		value_n = (size_t)(p - value);
		p += quote && *p;
	}
	if (name_n && tag->n < ATTRIBUTES) {
		char *lower = arena_strndup(m->arena, name, name_n);

		for (char *c = lower; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		tag->attributes[tag->n++] =
			(struct attribute){lower, decoded(m->arena, value, value_n)};
	}
	return p == name ? p + 1 : p;
}

/* The tag at m->p, which is behind "<"; m->p behind ">". */
static void read_tag(struct mail *m, struct tag *tag)
{
	const char *p = m->p;
	size_t n = 0;

	tag->n = 0;
	tag->end = *p == '/';
	p += tag->end;
	for (; isalnum((unsigned char)*p); p++)
		if (n < NAME_BYTES)
			tag->name[n++] = (char)tolower((unsigned char)*p);
	tag->name[n] = '\0';
	if (*p && !is_space(*p) && *p != '>' && *p != '/')
		tag->name[0] = '\0'; /* <o:p>, <x-foo> */
	while (*p && *p != '>') {
		if (is_space(*p) || *p == '/')
			p++;
		else
			p = read_attribute(m, p, tag);
	}
	m->p = *p ? p + 1 : p;
}

static const char *attribute_of(const struct tag *tag, const char *name)
{
	for (int i = 0; i < tag->n; i++)
		if (strcmp(tag->attributes[i].name, name) == 0)
			return tag->attributes[i].value;
	return NULL;
}

/* Behind the end of an element that is dropped with its content. */
static void skip_element(struct mail *m, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = strchr(m->p, '<'); p; p = strchr(p + 1, '<')) {
		if (p[1] == '/' && strncasecmp(p + 2, name, n) == 0 &&
			!isalnum((unsigned char)p[2 + n])) {
			const char *end = strchr(p, '>');

			m->p = end ? end + 1 : p + strlen(p);
			return;
		}
	}
	m->p += strlen(m->p);
}

/* --- writing --- */

static void write_attribute(struct mail *m, const char *name, const char *value)
{
	buf_char(m->out, ' ');
	buf_str(m->out, name);
	buf_str(m->out, "=\"");
	buf_html(m->out, value);
	buf_char(m->out, '"');
}

static bool is_listed(const char *const *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(list[i], name) == 0)
			return true;
	return false;
}

/* Is the word that ends before the parenthesis "rgb" or "rgba"? */
static bool is_colour(const char *v, const char *paren)
{
	const char *word = paren;

	while (word > v && !strchr(" ,", word[-1]))
		word--;
	return (paren - word == 3 && strncasecmp(word, "rgb", 3) == 0) ||
	       (paren - word == 4 && strncasecmp(word, "rgba", 4) == 0);
}

/* Characters with which colours, lengths and names of fonts are written; no parentheses but those
 * of one colour, no backslash, no comment. */
static bool is_plain_value(const char *v)
{
	const char *paren = strchr(v, '(');

	if (v[strspn(v,
		    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 #%.,-()'\"")])
		return false;
	return !paren || (!strchr(paren + 1, '(') && is_colour(v, paren));
}

static void write_style(struct mail *m, const char *style)
{
	CLEANUP(buf_free) struct buf kept = BUF_INIT(STYLE_BYTES);
	char *save = NULL, *text = arena_strndup(m->arena, style, strnlen(style, STYLE_BYTES));

	for (char *part = strtok_r(text, ";", &save); part; part = strtok_r(NULL, ";", &save)) {
		char *value = strchr(part, ':'), *name = part + strspn(part, " ");
		size_t n;

		if (!value)
			continue;
		*value++ = '\0';
		n = strcspn(name, " ");
		name[n] = '\0';
		value += strspn(value, " ");
		if (!is_listed(properties, COUNT_OF(properties), name) || !is_plain_value(value))
			continue;
		buf_printf(&kept, "%s%s:%s", kept.n ? ";" : "", name, value);
	}
	if (kept.n && !kept.failed)
		write_attribute(m, "style", kept.p);
}

static bool has_scheme(const char *url, const char *const *schemes)
{
	for (; *schemes; schemes++)
		if (strncasecmp(url, *schemes, strlen(*schemes)) == 0)
			return strlen(url) <= URL_BYTES;
	return false;
}

static void write_link(struct mail *m, const struct tag *tag)
{
	static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:", NULL};
	const char *href = attribute_of(tag, "href");

	if (!href)
		return;
	href += strspn(href, " ");
	if (!has_scheme(href, schemes))
		return;
	write_attribute(m, "href", href);
	buf_str(m->out, " target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
}

static bool is_data(const char *src)
{
	static const char *const types[] = {"data:image/png;base64,", "data:image/jpeg;base64,",
		"data:image/gif;base64,", "data:image/webp;base64,"};

	for (size_t i = 0; i < COUNT_OF(types); i++) {
		size_t n = strlen(types[i]);

		if (strncasecmp(src, types[i], n) == 0)
			return strlen(src) <= HTML_MAIL_DATA &&
			       !src[n + strspn(src + n, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
							"pqrstuvwxyz0123456789+/= ")];
	}
	return false;
}

/* Where the picture is for the reader; NULL: it is not shown. */
static const char *picture_source(struct mail *m, const char *src, bool *ret_far)
{
	static const char *const far[] = {"http://", "https://", NULL};
	static const char *const own[] = {"cid:", NULL};
	const char *at = m->options->file ? m->options->file(m->options->self, src) : NULL;

	if (at)
		return at;
	if (has_scheme(src, own))
		return NULL;
	if (!has_scheme(src, far))
		return is_data(src) ? src : NULL;
	*ret_far = true;
	if (m->pictures == m->wanted)
		m->found = src;
	if (m->pictures >= HTML_MAIL_PICTURES)
		return NULL;
	at = m->options->picture ? m->options->picture(m->options->self, m->pictures) : NULL;
	m->pictures++;
	return at;
}

static void write_picture(struct mail *m, const struct tag *tag)
{
	const char *src = attribute_of(tag, "src");
	const char *at;
	bool far = false;

	src = src ? src + strspn(src, " ") : "";
	at = picture_source(m, src, &far);
	if (at)
		write_attribute(m, "src", at);
	else if (far)
		buf_str(m->out, " class=\"away\"");
}

static void write_plain(struct mail *m, const struct tag *tag)
{
	for (int i = 0; i < tag->n; i++) {
		const struct attribute *a = &tag->attributes[i];

		if (is_listed(plain_attributes, COUNT_OF(plain_attributes), a->name))
			write_attribute(m, a->name, a->value);
		else if (strcmp(a->name, "style") == 0)
			write_style(m, a->value);
	}
}

/* --- quotations --- */

static bool is_quote(const struct tag *tag)
{
	const char *class = attribute_of(tag, "class"), *type = attribute_of(tag, "type");

	if (strcmp(tag->name, "blockquote") == 0)
		return true;
	if (strcmp(tag->name, "div") != 0)
		return false;
	return (class && (strstr(class, "gmail_quote") || strstr(class, "yahoo_quoted") ||
				 strstr(class, "moz-cite-prefix"))) ||
	       (type && strcasecmp(type, "cite") == 0);
}

static void fold(struct mail *m, const struct tag *tag)
{
	if (m->folded || !m->options->quote_title || !is_quote(tag))
		return;
	m->folded = true;
	m->quote = m->depth;
	buf_str(m->out, "<details><summary>");
	buf_html(m->out, m->options->quote_title);
	buf_str(m->out, "</summary>");
}

/* --- tags --- */

static void close_one(struct mail *m)
{
	m->depth--;
	buf_str(m->out, "</");
	buf_str(m->out, m->open[m->depth]->name);
	buf_char(m->out, '>');
	if (m->depth == m->quote) {
		buf_str(m->out, "</details>");
		m->quote = -1;
	}
}

/* Ends what is open above it too; an end without beginning is nothing. A cell's content cannot end
 * the table around it. */
static void close_tag(struct mail *m, const struct element *e)
{
	int at = m->depth - 1;
	bool table = strcmp(e->name, "table") == 0 || e->name[0] == 't';

	while (at >= 0 && m->open[at] != e) {
		const char *name = m->open[at]->name;

		if (!table && (strcmp(name, "td") == 0 || strcmp(name, "th") == 0))
			return;
		at--;
	}
	while (at >= 0 && m->depth > at)
		close_one(m);
}

static void open_tag(struct mail *m, const struct element *e, const struct tag *tag)
{
	if (e->kind == KEPT && m->depth == HTML_MAIL_DEPTH)
		return;
	if (e->kind == KEPT)
		fold(m, tag);
	buf_char(m->out, '<');
	buf_str(m->out, e->name);
	write_plain(m, tag);
	if (strcmp(e->name, "a") == 0)
		write_link(m, tag);
	else if (strcmp(e->name, "img") == 0)
		write_picture(m, tag);
	buf_char(m->out, '>');
	if (e->kind == KEPT)
		m->open[m->depth++] = e;
}

static void take_tag(struct mail *m, struct tag *tag)
{
	const struct element *e;

	read_tag(m, tag);
	e = element_of(tag->name);
	if (!e)
		return;
	if (e->kind == DROPPED) {
		if (!tag->end)
			skip_element(m, e->name);
	} else if (tag->end) {
		close_tag(m, e);
	} else {
		open_tag(m, e, tag);
	}
}

/* Comments, declarations and processing instructions are nothing. */
static void skip_comment(struct mail *m)
{
	bool comment = strncmp(m->p, "!--", 3) == 0;
	const char *end = strstr(m->p + (comment ? 3 : 0), comment ? "-->" : ">");

	m->p = end ? end + (comment ? 3 : 1) : m->p + strlen(m->p);
}

/* Bytes of the reference to a character at p ("&eacute;", "&#8212;"); 0 when it is none. */
static size_t reference_length(const char *p)
{
	size_t n = 1 + (p[1] == '#');
	size_t name =
		strspn(p + n, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

	return name && name <= REFERENCE_BYTES && p[n + name] == ';' ? n + name + 1 : 0;
}

static void take_text(struct mail *m)
{
	while (*m->p && *m->p != '<') {
		size_t n = strcspn(m->p, "<>&");

		buf_add(m->out, m->p, n);
		m->p += n;
		if (*m->p == '>') {
			buf_str(m->out, "&gt;");
			m->p++;
		} else if (*m->p == '&') {
			n = reference_length(m->p);
			buf_add(m->out, n ? m->p : "&amp;", n ? n : strlen("&amp;"));
			m->p += n ? n : 1;
		}
	}
}

static void walk(struct mail *m)
{
	struct tag *tag = ARENA_NEW(m->arena, struct tag);

	while (*m->p && !m->out->failed && !m->found) {
		char next = m->p[0] == '<' ? m->p[1] : 0;

		if (!next) {
			take_text(m);
			if (*m->p == '<' && !m->p[1])
				break;
			continue;
		}
		if (isalpha((unsigned char)next) || next == '/') {
			m->p++;
			take_tag(m, tag);
		} else if (next == '!' || next == '?') {
			m->p++;
			skip_comment(m);
		} else {
			buf_str(m->out, "&lt;");
			m->p++;
		}
	}
	while (m->depth)
		close_one(m);
}

void html_mail_write(
	struct arena *a, const char *html, const struct html_mail *options, struct buf *out)
{
	struct mail m = {
		.arena = a, .options = options, .out = out, .p = html, .quote = -1, .wanted = -1};

	walk(&m);
}

const char *html_mail_picture(struct arena *a, const char *html, int n)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(HTML_MAIL_MAX);
	const struct html_mail options = {0};
	struct mail m = {
		.arena = a, .options = &options, .out = &out, .p = html, .quote = -1, .wanted = n};

	if (n >= 0 && n < HTML_MAIL_PICTURES)
		walk(&m);
	return m.found;
}
