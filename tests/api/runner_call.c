/* One case over libcurl: build the call, compare the answer. */
#include "runner.h"

#include "base/log.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { HEADER_MAX = 8192, RECORD_MAX = 1 << 20 };

static bool says(char *why, const char *what, const char *a, const char *b)
{
	snprintf(why, WHY_MAX, "%s%.1500s%.2000s", what, a, b);
	return false;
}

static bool expand_lines(struct run *r, const struct lines *from, struct lines *to, char *why)
{
	to->n = from->n;
	for (int i = 0; i < from->n; i++) {
		to->at[i] = vars_expand(r->vars, from->at[i], NULL, why);
		if (!to->at[i])
			return false;
	}
	return true;
}

static bool set_actor(struct run *r, const struct test_case *c, struct call *call, char *why)
{
	const struct person *p = world_person(r->world, c->actor);

	if (!p)
		return says(why, "nobody is called ", c->actor, "");
	call->auth = *p->auth ? p->auth : NULL;
	if (c->how && strcmp(c->how, "password") == 0)
		call->auth = p->auth_password;
	else if (c->how && strcmp(c->how, "bearer") == 0)
		call->auth = p->auth_bearer;
	else if (c->how)
		return says(why, "by what? ", c->how, "");
	return true;
}

/* "part name=text" or "file name=file.png;image/png;text" */
static bool build_parts(struct run *r, const struct test_case *c, struct part *parts, char *why)
{
	for (int i = 0; i < c->parts.n; i++) {
		char *text = (char *)vars_expand(r->vars, c->parts.at[i], &parts[i].size, why);
		char *name = text ? text + 5 : NULL, *value = name ? strchr(name, '=') : NULL;

		if (!value)
			return text && says(why, "no = in ", c->parts.at[i], "");
		*value++ = 0;
		parts[i].name = name;
		if (*text == 'f') {
			parts[i].file_name = strsep(&value, ";");
			parts[i].content_type = value ? strsep(&value, ";") : NULL;
			if (!value)
				return says(
					why, "want name=file;type;text in ", c->parts.at[i], "");
		}
		parts[i].size -= (size_t)(value - text);
		parts[i].value = value;
	}
	return true;
}

static bool build(struct run *r, const struct test_case *c, struct call *call, char *why)
{
	static struct lines headers;
	static struct part parts[LINES_MAX];

	memset(call, 0, sizeof *call);
	memset(parts, 0, sizeof parts);
	call->method = c->method;
	call->path = vars_expand(r->vars, c->path, NULL, why);
	if (!call->path || !set_actor(r, c, call, why) ||
		!expand_lines(r, &c->headers, &headers, why) || !build_parts(r, c, parts, why))
		return false;
	if (c->form) {
		call->body = vars_expand(r->vars, c->form, &call->body_size, why);
		headers.at[headers.n++] = "Content-Type: application/x-www-form-urlencoded";
	} else if (c->body) {
		call->body = vars_expand(r->vars, c->body, &call->body_size, why);
	}
	headers.at[headers.n] = NULL;
	call->headers = headers.at;
	call->parts = parts;
	call->part_count = c->parts.n;
	return (c->form || c->body) == (call->body != NULL);
}

static bool check_status(const struct test_case *c, const struct answer *a, char *why)
{
	char got[16];
	const char *at;

	if (a->status == 0)
		return says(why, "no answer: ", a->failure, "");
	snprintf(got, sizeof got, "%d", a->status);
	at = strstr(c->status, got);
	if (!at) {
		char text[512];

		snprintf(text, sizeof text, "status: want %s, got %s ", c->status, got);
		return says(why, text, a->body.n ? a->body.p : "(no body)", "");
	}
	if (c->reason && *c->reason && strcmp(c->reason, a->reason) != 0)
		return says(why, "reason phrase: got ", a->reason, "");
	return true;
}

/* "Name: pattern" holds for one header of that name; "!Name": there is none. */
static bool check_header(struct run *r, const char *line, const struct answer *a, char *why)
{
	char name[128], value[HEADER_MAX];
	const char *want = vars_expand(r->vars, line, NULL, why);

	if (!want)
		return false;
	if (*want == '!')
		return !answer_header(a, want + 1, 0, value, sizeof value) ||
		       says(why, "unwanted header: ", want + 1, value);
	snprintf(name, sizeof name, "%.*s", (int)strcspn(want, ":"), want);
	want += strlen(name) + 1;
	want += strspn(want, " ");
	for (int i = 0; answer_header(a, name, i, value, sizeof value); i++)
		if (match_text(r->vars, want, value, true))
			return true;
	return says(why, "header: want ", line,
		answer_header(a, name, 0, value, sizeof value) ? value : " (there is none)");
}

/* "empty", "has TEXT", "lacks TEXT", "is TEXT", "size N" */
static bool check_body(struct run *r, const char *line, const struct answer *a, char *why)
{
	const char *want = vars_expand(r->vars, line, NULL, why);
	const char *body = a->body.n ? a->body.p : "";

	if (!want)
		return false;
	if (strcmp(want, "empty") == 0)
		return a->body.n == 0 || says(why, "the body is not empty: ", body, "");
	if (strncmp(want, "has ", 4) == 0)
		return match_text(r->vars, want + 4, body, false) ||
		       says(why, "the body lacks ", want + 4, body);
	if (strncmp(want, "lacks ", 6) == 0)
		return !strstr(body, want + 6) || says(why, "the body has ", want + 6, body);
	if (strncmp(want, "is ", 3) == 0)
		return strcmp(want + 3, body) == 0 || says(why, "the body is not ", want + 3, body);
	if (strncmp(want, "size ", 5) == 0)
		return a->body.n == (size_t)atoll(want + 5) ||
		       says(why, "the size is not ", want + 5, "");
	return says(why, "no such expectation: body ", want, "");
}

/* What holds for every answer: the rules of docs that no single test should have to repeat. */
static bool check_always(const struct test_case *c, const struct answer *a, char *why)
{
	char value[HEADER_MAX];

	if (a->status >= 500 && a->status != 503 && a->status != 507)
		return says(why, "a server error: ", a->body.n ? a->body.p : "", "");
	if (a->status < 300 && answer_header(a, "Retry-After", 0, value, sizeof value))
		return says(why, "Retry-After on a success", "", "");
	if (a->status == 204 && answer_header(a, "Content-Type", 0, value, sizeof value))
		return says(why, "a 204 with Content-Type ", value, "");
	if (strncmp(c->path, "/api/", 5) != 0 || !a->body.n || c->want_body.n)
		return true;
	if (!answer_header(a, "Content-Type", 0, value, sizeof value) ||
		strcmp(value, "application/json; charset=utf-8") != 0)
		return says(why, "content type: ", value, "");
	return a->json || says(why, "the body is not JSON: ", a->body.p, "");
}

/* What was asked and answered, for the check against openapi.json. */
static void record(FILE *f, const struct call *call, const struct answer *a)
{
	char type[HEADER_MAX] = "";
	json_t *line;

	if (!f || !a->status || a->body.n > RECORD_MAX)
		return;
	answer_header(a, "Content-Type", 0, type, sizeof type);
	line = json_pack("{s:s, s:s, s:i, s:s, s:O*}", "method", call->method, "path", call->path,
		"status", a->status, "type", type, "body", a->json);
	if (!line || json_dumpf(line, f, JSON_COMPACT) || fputc('\n', f) == EOF)
		die("an answer cannot be recorded: %s", call->path);
	json_decref(line);
}

bool call_run(struct run *r, const struct test_case *c, char why[WHY_MAX])
{
	struct call call;
	const struct answer *a;
	const char *want;

	if (!build(r, c, &call, why))
		return false;
	a = http_call(r->world->http, &call);
	record(r->record, &call, a);
	if (!check_status(c, a, why) || !check_always(c, a, why))
		return false;
	if (c->want_json) {
		want = vars_expand(r->vars, c->want_json, NULL, why);
		if (!want || !match_json(r->vars, want, a->json, why))
			return false;
	}
	for (int i = 0; i < c->want_body.n; i++)
		if (!check_body(r, c->want_body.at[i], a, why))
			return false;
	for (int i = 0; i < c->want_headers.n; i++)
		if (!check_header(r, c->want_headers.at[i], a, why))
			return false;
	return true;
}
