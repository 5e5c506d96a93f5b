/*
 * One case in bytes: `> text` sends a line with CR LF, `>> text` sends it without. What comes back
 * is judged by status lines and by who closes.
 */
#include "runner.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	SEND_MAX = 64 * 1024 * 1024,
	RECEIVE_MAX = 16 * 1024 * 1024,
	CLOSE_MS = 15000,
	OPEN_MS = 400
};

/* \r \n \t \0 \\ \xNN */
static void add_escaped(struct buf *out, const char *p, size_t n)
{
	for (const char *end = p + n; p < end; p++) {
		char hex[3] = "";

		if (*p != '\\' || p + 1 >= end) {
			buf_char(out, *p);
			continue;
		}
		switch (*++p) {
		case 'r':
			buf_char(out, '\r');
			break;
		case 'n':
			buf_char(out, '\n');
			break;
		case 't':
			buf_char(out, '\t');
			break;
		case '0':
			buf_char(out, 0);
			break;
		case 'x':
			if (p + 2 < end) {
				memcpy(hex, p + 1, 2);
				p += 2;
			}
			buf_char(out, (char)strtol(hex, NULL, 16));
			break;
		default:
			buf_char(out, *p);
		}
	}
}

static bool build(struct run *r, const struct test_case *c, struct buf *out, char *why)
{
	for (int i = 0; i < c->raw.n; i++) {
		const char *line = c->raw.at[i];
		bool bare = line[1] == '>';
		size_t n;

		line += bare ? 2 : 1;
		line = vars_expand(r->vars, line + (*line == ' '), &n, why);
		if (!line)
			return false;
		add_escaped(out, line, n);
		buf_str(out, bare ? "" : "\r\n");
	}
	return true;
}

/* Where the answer that begins at p ends: after its header and Content-Length bytes. */
static const char *answer_end(const char *p, const char *end)
{
	const char *body = memmem(p, (size_t)(end - p), "\r\n\r\n", 4), *length;

	if (!body)
		return end;
	body += 4;
	length = memmem(p, (size_t)(body - p), "Content-Length: ", 16);
	if (length)
		body += strtol(length + 16, NULL, 10);
	return body < end ? body : end;
}

/* The statuses of the answers in order, as "400 200". Interim answers do not count. */
static void list_statuses(const struct buf *answer, char *out, size_t cap)
{
	const char *p = answer->n ? answer->p : "", *end = p + answer->n;
	size_t n = 0;

	out[0] = 0;
	while (n < cap && (p = memmem(p, (size_t)(end - p), "HTTP/1.", 7)) != NULL &&
		end - p >= 12) {
		if (strncmp(p + 9, "100", 3) != 0)
			n += (size_t)snprintf(out + n, cap - n, "%s%.3s", n ? " " : "", p + 9);
		p = answer_end(p, end);
	}
}

/* x stands for any digit. */
static bool same_statuses(const char *want, const char *got)
{
	while (*want && (*want == *got || (*want == 'x' && *got >= '0' && *got <= '9')))
		want++, got++;
	return !*want && !*got;
}

/* The words after => without the last one, which says who closes; false when it says nothing. */
static bool split_want(const struct test_case *c, char *want, size_t cap, bool *ret_closed)
{
	char *last;

	snprintf(want, cap, "%s%s%s", c->status, c->reason ? " " : "", c->reason ? c->reason : "");
	last = strrchr(want, ' ');
	last = last ? last + 1 : want;
	*ret_closed = strcmp(last, "closed") == 0;
	if (!*ret_closed && strcmp(last, "open") != 0)
		return false;
	*(last > want ? last - 1 : last) = 0;
	return true;
}

static bool check_raw_body(const struct test_case *c, const struct buf *answer, char *why)
{
	const char *text = answer->n ? answer->p : "";

	for (int i = 0; i < c->want_body.n; i++) {
		const char *line = c->want_body.at[i];
		bool ok = strncmp(line, "has ", 4) == 0	    ? strstr(text, line + 4) != NULL
			  : strncmp(line, "lacks ", 6) == 0 ? !strstr(text, line + 6)
							    : false;

		if (!ok) {
			snprintf(why, WHY_MAX, "body %s fails: %.1000s", line, text);
			return false;
		}
	}
	return true;
}

bool raw_run(struct run *r, const struct test_case *c, char why[WHY_MAX])
{
	struct buf out = BUF_INIT(SEND_MAX), answer = BUF_INIT(RECEIVE_MAX);
	char want[256], got[256] = "";
	bool ok = false, closed = false, wants_close;

	if (!split_want(c, want, sizeof want, &wants_close)) {
		snprintf(why, WHY_MAX, "say at the end of => whether it is closed or open");
	} else if (build(r, c, &out, why)) {
		raw_exchange(r->world->daemon.port, out.p, out.n, wants_close ? CLOSE_MS : OPEN_MS,
			&answer, &closed);
		list_statuses(&answer, got, sizeof got);
		ok = closed == wants_close && same_statuses(want, got);
		if (!ok)
			snprintf(why, WHY_MAX, "want \"%s\" and %s, got \"%s\" and %s: %.1000s",
				want, wants_close ? "closed" : "open", got,
				closed ? "closed" : "open", answer.n ? answer.p : "(nothing)");
		ok = ok && check_raw_body(c, &answer, why);
	}
	buf_free(&out);
	buf_free(&answer);
	return ok;
}
