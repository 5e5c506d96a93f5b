/* Test files: blocks parted by blank lines become cases. Nothing is replaced or judged here. */
#include "runner.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 4 * 1024 * 1024, CASES_MAX = 1000, DEFAULT_WITHIN_MS = 5000 };

struct parser {
	struct arena *arena;
	struct test_file *file;
	struct test_case *c; /* the block in hand */
	struct buf text;     /* of body or expectation */
	enum { START, REQUEST, BODY, WANT, WANT_JSON } state;
	int line;
	char *why;
};

static bool wrong(struct parser *p, const char *what, const char *text)
{
	snprintf(p->why, WHY_MAX, "line %d: %s: %s", p->line, what, text);
	return false;
}

static bool starts(const char *s, const char *word)
{
	return strncmp(s, word, strlen(word)) == 0;
}

static bool add(struct parser *p, struct lines *l, const char *text)
{
	if (l->n == LINES_MAX)
		return wrong(p, "too many lines of one kind", text);
	l->at[l->n++] = arena_strdup(p->arena, text);
	return true;
}

static bool is_header(const char *s)
{
	size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

	return n > 0 && s[n] == ':' && (s[n + 1] == ' ' || !s[n + 1]);
}

/* "POST /path as agent by password" */
static bool parse_request(struct parser *p, const char *line)
{
	char *copy = arena_strdup(p->arena, line), *as = strstr(copy, " as "), *by;
	char *space = strchr(copy, ' ');

	*space = 0;
	p->c->method = copy;
	p->c->path = space + 1;
	p->c->actor = "anonymous";
	if (as) {
		*as = 0;
		p->c->actor = as + 4;
		by = strstr(as + 4, " by ");
		if (by) {
			*by = 0;
			p->c->how = by + 4;
		}
	}
	if (!p->c->name)
		p->c->name = arena_strdup(p->arena, line);
	p->state = REQUEST;
	return true;
}

/* "=> 201 Created within 5s" */
static bool parse_want(struct parser *p, const char *line)
{
	char *copy = arena_strdup(p->arena, line + 2 + strspn(line + 2, " "));
	char *within = strstr(copy, " within ");

	if (within) {
		*within = 0;
		p->c->within_ms = atoi(within + 8) * 1000;
		if (p->c->within_ms <= 0)
			return wrong(p, "within what?", line);
	}
	p->c->status = strsep(&copy, " ");
	p->c->reason = copy;
	if (!isdigit((unsigned char)p->c->status[0]) && !p->c->raw.n)
		return wrong(p, "no status after =>", line);
	if (p->text.n)
		p->c->body = arena_strndup(p->arena, p->text.p, p->text.n - 1);
	buf_reset(&p->text);
	p->state = WANT;
	return true;
}

static bool start_line(struct parser *p, const char *line)
{
	size_t method = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	if (line[0] == '#') {
		if (!p->c->name)
			p->c->name = arena_strdup(p->arena, line + 1 + strspn(line + 1, " "));
		return true;
	}
	if (starts(line, "clock ")) {
		p->c->clock = arena_strdup(p->arena, line + 6);
		return true;
	}
	if (starts(line, "repeat ")) {
		p->c->repeat = arena_strdup(p->arena, line + 7);
		return true;
	}
	if (starts(line, "own server")) {
		p->file->own_server = true;
		return true;
	}
	if (starts(line, "conf ")) {
		p->file->conf = arena_printf(
			p->arena, "%s%s\n", p->file->conf ? p->file->conf : "", line + 5);
		return true;
	}
	if (line[0] == '>') {
		p->state = REQUEST;
		if (!p->c->name)
			p->c->name = arena_strdup(p->arena, line + 2);
		return add(p, &p->c->raw, line);
	}
	if (method > 0 && line[method] == ' ' && line[method + 1] == '/')
		return parse_request(p, line);
	if (method > 0 && starts(line + method, " ${"))
		return parse_request(p, line);
	return wrong(p, "neither a request nor anything else known", line);
}

static bool request_line(struct parser *p, const char *line)
{
	if (starts(line, "=>"))
		return parse_want(p, line);
	if (line[0] == '>' && p->c->raw.n)
		return add(p, &p->c->raw, line);
	if (p->state == REQUEST && (starts(line, "part ") || starts(line, "file ")))
		return add(p, &p->c->parts, line);
	if (p->state == REQUEST && starts(line, "form ")) {
		p->c->form = arena_strdup(p->arena, line + 5);
		return true;
	}
	if (p->state == REQUEST && is_header(line))
		return add(p, &p->c->headers, line);
	p->state = BODY;
	buf_printf(&p->text, "%s\n", line);
	return true;
}

static bool want_line(struct parser *p, const char *line)
{
	if (p->state == WANT && starts(line, "body "))
		return add(p, &p->c->want_body, line + 5);
	if (p->state == WANT && (line[0] == '!' || is_header(line)))
		return add(p, &p->c->want_headers, line);
	if (p->state == WANT && line[0] != '{' && line[0] != '[')
		return wrong(p, "not an expectation", line);
	p->state = WANT_JSON;
	buf_printf(&p->text, "%s\n", line);
	return true;
}

/* A blank line or the end: the block is complete. */
static bool end_block(struct parser *p)
{
	struct test_case *c = p->c;

	if (p->state == REQUEST || p->state == BODY)
		return wrong(p, "a request without =>, it could not fail", c->name ? c->name : "");
	if (p->text.n)
		c->want_json = arena_strndup(p->arena, p->text.p, p->text.n);
	buf_reset(&p->text);
	if (c->status || c->clock)
		p->file->n++;
	if (p->file->n == CASES_MAX)
		return wrong(p, "too many cases in one file", "");
	p->c = &p->file->cases[p->file->n];
	memset(p->c, 0, sizeof *p->c);
	p->state = START;
	return true;
}

static bool take_line(struct parser *p, const char *line)
{
	if (line[strspn(line, " \t")] == 0)
		return end_block(p);
	if (p->state == START) {
		p->c->line = p->line;
		return start_line(p, line);
	}
	return p->state == REQUEST || p->state == BODY ? request_line(p, line) : want_line(p, line);
}

bool file_parse(struct arena *a, const char *path, struct test_file *ret, char why[WHY_MAX])
{
	struct parser p = {.arena = a, .file = ret, .text = BUF_INIT(FILE_MAX), .why = why};
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	bool ok = f != NULL;
	ssize_t n;

	memset(ret, 0, sizeof *ret);
	ret->name = path;
	ret->cases = ARENA_ARRAY(a, struct test_case, CASES_MAX + 1);
	p.c = ret->cases;
	if (!ok)
		snprintf(why, WHY_MAX, "cannot open it");
	while (ok && (n = getline(&line, &cap, f)) >= 0) {
		p.line++;
		line[n - (n > 0 && line[n - 1] == '\n')] = 0;
		ok = take_line(&p, line);
	}
	ok = ok && end_block(&p);
	if (ok && ret->n == 0)
		ok = wrong(&p, "no test in it", path);
	free(line);
	buf_free(&p.text);
	if (f)
		fclose(f);
	return ok;
}
