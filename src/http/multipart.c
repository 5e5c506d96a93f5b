/* The multipart reader: a state machine over lines and boundaries. */
#include "http/multipart.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

enum state {
	IN_PREAMBLE, /* before the first boundary */
	AT_BOUNDARY, /* a boundary was read: CRLF or "--" follows */
	IN_HEADER,
	IN_CONTENT,
	AT_END,
	IN_ERROR,
};

struct multipart {
	struct arena *arena;
	struct multipart_sink sink;
	char boundary[MULTIPART_BOUNDARY_MAX + 5]; /* "\r\n--" and the boundary */
	size_t length;
	size_t matched; /* bytes of boundary that the input ends with */
	size_t held;	/* of those: content, if it turns out to be no boundary */
	enum state state;
	char header[MULTIPART_HEADER_MAX + 1];
	size_t header_size;
	int parts;
};

/* The value of a parameter ("boundary", "name", "filename") in a header value; NULL: absent. */
static char *parameter(struct arena *a, const char *header, const char *name)
{
	size_t n = strlen(name);
	const char *s = strchr(header, ';');
	char *out;
	size_t o = 0;

	while (s) {
		bool quoted;

		s += 1 + strspn(s + 1, " \t");
		if (strncasecmp(s, name, n) != 0 || s[n] != '=') {
			/* step over this parameter, semicolons in quotes included */
			for (quoted = false; *s && (quoted || *s != ';'); s++) {
				if (*s == '\\' && quoted && s[1])
					s++;
				else if (*s == '"')
					quoted = !quoted;
			}
			s = *s ? s : NULL;
			continue;
		}
		s += n + 1;
		quoted = *s == '"';
		s += quoted;
		out = arena_alloc(a, strlen(s) + 1);
		/* browsers write \ as it is and " as %22: only \" and \\ are escapes */
		for (; *s && (quoted ? *s != '"' : !strchr("; \t", *s)); s++) {
			if (quoted && *s == '\\' && (s[1] == '"' || s[1] == '\\'))
				s++;
			out[o++] = *s;
		}
		return out;
	}
	return NULL;
}

struct multipart *multipart_new(
	struct arena *a, const char *content_type, const struct multipart_sink *sink)
{
	static const char type[] = "multipart/form-data";
	struct multipart *m;
	char *boundary;

	if (!content_type || strncasecmp(content_type, type, sizeof type - 1) != 0)
		return NULL;
	boundary = parameter(a, content_type, "boundary");
	if (!boundary || !*boundary || strlen(boundary) > MULTIPART_BOUNDARY_MAX)
		return NULL;
	m = ARENA_NEW(a, struct multipart);
	m->arena = a;
	m->sink = *sink;
	m->length = strlen(boundary) + 4;
	memcpy(m->boundary, "\r\n--", 4);
	memcpy(m->boundary + 4, boundary, m->length - 4);
	m->matched = 2; /* the first boundary needs no line end before it */
	return m;
}

static enum err stop(struct multipart *m, enum err e)
{
	if (e != OK)
		m->state = IN_ERROR;
	return e;
}

/* The bytes kept back were no boundary: they are content. */
static enum err give_back(struct multipart *m)
{
	size_t held = m->held, from = m->matched - held;

	m->matched = m->held = 0;
	return held ? m->sink.data(m->sink.self, m->boundary + from, held) : OK;
}

static enum err take_content(struct multipart *m, const char *p, size_t n, size_t *ret_used)
{
	size_t i = 0;

	while (i < n) {
		if (!m->matched) {
			const char *cr = memchr(p + i, '\r', n - i);
			size_t run = cr ? (size_t)(cr - p) - i : n - i;

			if (run)
				TRY(m->sink.data(m->sink.self, p + i, run));
			i += run;
			if (i == n)
				break;
		}
		if (p[i] != m->boundary[m->matched]) {
			TRY(give_back(m));
			if (p[i] != '\r') {
				TRY(m->sink.data(m->sink.self, p + i, 1));
				i++;
			}
			continue;
		}
		m->matched++;
		m->held++;
		i++;
		if (m->matched == m->length) {
			m->matched = m->held = 0;
			m->state = AT_BOUNDARY;
			*ret_used = i;
			return m->sink.end(m->sink.self);
		}
	}
	*ret_used = n;
	return OK;
}

/* How much of the boundary the input still matches when byte c follows `matched` bytes of it.
 * Only its first byte is CR, so a mismatch can start again at that byte alone. */
static size_t rematch(const struct multipart *m, char c)
{
	return c == m->boundary[m->matched] ? m->matched + 1 : c == '\r';
}

static enum err take_preamble(struct multipart *m, const char *p, size_t n, size_t *ret_used)
{
	for (size_t i = 0; i < n; i++) {
		m->matched = rematch(m, p[i]);
		if (m->matched == m->length) {
			m->matched = 0;
			m->state = AT_BOUNDARY;
			*ret_used = i + 1;
			return OK;
		}
	}
	*ret_used = n;
	return OK;
}

/* One header line "Name: value". */
static enum err take_line(struct multipart *m, char *line, struct multipart_part *part)
{
	char *colon = strchr(line, ':'), *value;

	if (!colon)
		return E_BAD_REQUEST;
	*colon = 0;
	value = colon + 1 + strspn(colon + 1, " \t");
	if (strcasecmp(line, "Content-Disposition") == 0) {
		if (strncasecmp(value, "form-data", 9) != 0 || part->name)
			return E_BAD_REQUEST;
		part->name = parameter(m->arena, value, "name");
		part->file_name = parameter(m->arena, value, "filename");
	} else if (strcasecmp(line, "Content-Type") == 0) {
		part->content_type = arena_strdup(m->arena, value);
	}
	return OK;
}

/* The header is complete: m->header ends with an empty line. */
static enum err begin_part(struct multipart *m)
{
	struct multipart_part part = {0};
	char *line = m->header, *end;

	m->header[m->header_size] = 0;
	if (!utf8_valid(m->header, m->header_size))
		return E_BAD_REQUEST;
	for (; (end = strstr(line, "\r\n")) && end != line; line = end + 2) {
		*end = 0;
		TRY(take_line(m, line, &part));
	}
	if (!part.name)
		return E_BAD_REQUEST;
	if (++m->parts > MULTIPART_PARTS_MAX)
		return E_TOO_LARGE;
	m->state = IN_CONTENT;
	m->matched = 2; /* an empty part's boundary follows the header's own line end */
	return m->sink.begin(m->sink.self, &part);
}

static enum err take_header(struct multipart *m, const char *p, size_t n, size_t *ret_used)
{
	for (size_t i = 0; i < n; i++) {
		if (m->header_size == MULTIPART_HEADER_MAX)
			return E_TOO_LARGE;
		m->header[m->header_size++] = p[i];
		if (m->header_size == 2 && memcmp(m->header, "\r\n", 2) == 0)
			return E_BAD_REQUEST; /* no header at all: no name */
		if (m->header_size >= 4 &&
			memcmp(m->header + m->header_size - 4, "\r\n\r\n", 4) == 0) {
			*ret_used = i + 1;
			return begin_part(m);
		}
	}
	*ret_used = n;
	return OK;
}

/* After a boundary: "--" ends everything, white space and CRLF begin a part. */
static enum err take_boundary_end(struct multipart *m, char c)
{
	char *h = m->header;

	h[m->header_size++] = c;
	if (m->header_size == 2 && h[0] == '-' && h[1] == '-') {
		m->state = AT_END;
	} else if (m->header_size == 2 && h[0] == '\r' && h[1] == '\n') {
		m->state = IN_HEADER;
		m->header_size = 0;
	} else if (m->header_size == 1 && (c == ' ' || c == '\t')) {
		m->header_size = 0;
	} else if (m->header_size == 2 || (c != '-' && c != '\r')) {
		return E_BAD_REQUEST;
	}
	return OK;
}

enum err multipart_add(struct multipart *m, const char *p, size_t n)
{
	while (n) {
		size_t used = 1;
		enum err e = OK;

		switch (m->state) {
		case IN_PREAMBLE:
			e = take_preamble(m, p, n, &used);
			m->header_size = 0;
			break;
		case AT_BOUNDARY:
			e = take_boundary_end(m, *p);
			break;
		case IN_HEADER:
			e = take_header(m, p, n, &used);
			break;
		case IN_CONTENT:
			e = take_content(m, p, n, &used);
			if (m->state == AT_BOUNDARY)
				m->header_size = 0;
			break;
		case AT_END:
			return OK;
		case IN_ERROR:
			return E_BAD_REQUEST;
		}
		TRY(stop(m, e));
		p += used;
		n -= used;
	}
	return OK;
}

enum err multipart_finish(struct multipart *m)
{
	return m->state == AT_END ? OK : E_BAD_REQUEST;
}
