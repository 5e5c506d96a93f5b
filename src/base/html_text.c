/* Tags off, entities on. One pass, never longer than the source. */
#include "base/html_text.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool tag_is(const char *tag, size_t n, const char *name)
{
	return strlen(name) == n && strncasecmp(tag, name, n) == 0;
}

static bool ends_line(const char *tag, size_t n)
{
	static const char *const names[] = {"br", "p", "div", "li", "tr"};

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (tag_is(tag, n, names[i]))
			return true;
	return false;
}

/* Behind the end tag of an element whose content is not text. */
static const char *skip_element(const char *p, const char *name)
{
	while ((p = strstr(p, "</"))) {
		p += 2;
		if (strncasecmp(p, name, strlen(name)) == 0)
			return p + strcspn(p, ">");
	}
	return NULL;
}

/* A tag at p ("<…"): where the text goes on; *line: it ends a line. */
static const char *skip_tag(const char *p, bool *line)
{
	const char *name = p + 1 + (p[1] == '/');
	size_t n = strcspn(name, " \t\r\n/>");
	const char *end = name + strcspn(name, ">");

	*line = ends_line(name, n) && (p[1] == '/' || tag_is(name, n, "br"));
	if (p[1] != '/' && (tag_is(name, n, "script") || tag_is(name, n, "style"))) {
		end = skip_element(end, tag_is(name, n, "script") ? "script" : "style");
		if (!end)
			return p + strlen(p);
	}
	return *end ? end + 1 : end;
}

static size_t put_code_point(char *out, unsigned long c)
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t html_entity(const char *p, char *out, const char **ret_next)
{
	static const struct {
		const char *name;
		char text;
	} named[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''},
		{"&nbsp;", ' '}};
	char *end;
	unsigned long c;

	for (size_t i = 0; i < COUNT_OF(named); i++) {
		if (strncmp(p, named[i].name, strlen(named[i].name)) != 0)
			continue;
		*out = named[i].text;
		*ret_next = p + strlen(named[i].name);
		return 1;
	}
	if (p[1] != '#')
		return 0;
	c = p[2] == 'x' || p[2] == 'X' ? strtoul(p + 3, &end, 16) : strtoul(p + 2, &end, 10);
	if (*end != ';' || !c || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret_next = end + 1;
	return put_code_point(out, c);
}

char *html_text(struct arena *a, const char *html)
{
	char *out = arena_alloc(a, strlen(html) + 1);
	size_t n = 0;

	while (*html) {
		bool line = false;
		size_t put = 0;

		if (*html == '<' && html[1] != ' ' && html[1]) {
			html = skip_tag(html, &line);
			if (line)
				out[n++] = '\n';
			continue;
		}
		if (*html == '&')
			put = html_entity(html, out + n, &html);
		if (put)
			n += put;
		else
			out[n++] = *html++;
	}
	out[n] = '\0';
	return utf8_clean(a, out);
}
