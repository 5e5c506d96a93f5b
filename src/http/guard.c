/*
 * What is refused before anything is understood: shapes that a proxy in front and we could read
 * differently (request smuggling, RFC 9112 §6.1, §3.2), sizes, and bytes that no path has.
 * libmicrohttpd accepts all of these. The answer closes the connection, so that nothing behind
 * a malformed request is ever read as a second one.
 * Does not look at routes, bodies or rights.
 */
#include "http/http_i.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

#define REFUSE(p, e, ...) return fail(&(p)->rq.cx, e, NULL, NULL, __VA_ARGS__)

static int count_of(const struct rq_private *p, const char *name)
{
	int n = 0;

	for (int i = 0; i < p->headers.n; i++)
		n += strcasecmp(p->headers.v[i].name, name) == 0;
	return n;
}

static bool is_token(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c <= ' ' || c >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", c))
			return false;
	}
	return true;
}

static bool is_field_value(const char *s)
{
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static enum err check_headers(struct rq_private *p)
{
	static const char *const single[] = {"Host", "Content-Length", "Transfer-Encoding",
		"Content-Type", "Authorization", "Origin", "Range", "Expect", "Idempotency-Key",
		"Last-Event-ID"};

	if (p->headers.n > HTTP_HEADERS_MAX)
		REFUSE(p, E_HEADERS, "More than %d header lines", HTTP_HEADERS_MAX);
	for (int i = 0; i < p->headers.n; i++)
		if (!is_token(p->headers.v[i].name) || !is_field_value(p->headers.v[i].value))
			REFUSE(p, E_BAD_REQUEST, "A header line is malformed");
	for (size_t i = 0; i < COUNT_OF(single); i++)
		if (count_of(p, single[i]) > 1)
			REFUSE(p, E_BAD_REQUEST, "%s is given twice", single[i]);
	return OK;
}

static enum err check_framing(struct rq_private *p)
{
	const char *length = rq_header(&p->rq, "Content-Length");
	const char *coding = rq_header(&p->rq, "Transfer-Encoding");
	size_t n;

	p->body.declared = coding ? -1 : 0;
	if (coding && length)
		REFUSE(p, E_BAD_REQUEST, "Content-Length beside Transfer-Encoding");
	if (coding && strcmp(p->version, "HTTP/1.1") != 0)
		REFUSE(p, E_BAD_REQUEST, "Transfer-Encoding needs HTTP/1.1");
	if (coding && strcasecmp(coding, "chunked") != 0)
		REFUSE(p, E_BAD_REQUEST, "Transfer-Encoding other than chunked");
	if (!length)
		return OK;
	n = strlen(length);
	if (!n || n > 18 || strspn(length, "0123456789") != n)
		REFUSE(p, E_BAD_REQUEST, "Content-Length is not a number");
	for (; *length; length++)
		p->body.declared = p->body.declared * 10 + (*length - '0');
	return OK;
}

static enum err check_host(struct rq_private *p)
{
	const char *host = rq_header(&p->rq, "Host");

	if (!host && strcmp(p->version, "HTTP/1.1") == 0)
		REFUSE(p, E_BAD_REQUEST, "Host is missing");
	if (host && (!*host || strlen(host) > 255 ||
			    strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789.-_:[]") != strlen(host)))
		REFUSE(p, E_BAD_REQUEST, "Host is malformed");
	return OK;
}

/* One decoded segment: no "." or "..", nor what some servers read as such. */
static bool segment_is_clean(const char *s)
{
	if (strcmp(s, ".") == 0 || strcmp(s, "..") == 0 || strncmp(s, "..;", 3) == 0)
		return false;
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f || *s == '\\' || *s == '/')
			return false;
	return true;
}

/* node-zendesk sends /api/v2//webhooks/test: that one empty segment is nobody's attack. */
static bool is_client_slip(const char *path, const char *at)
{
	return strncmp(path, API_SLASHES, strlen(API_SLASHES)) == 0 &&
	       at == path + strlen(API_SLASHES) - 1 && at[1] != '/';
}

static enum err check_path(struct rq_private *p)
{
	const char *s = p->raw_path;

	if (*s != '/')
		REFUSE(p, E_BAD_REQUEST, "The path must begin with a slash");
	while (*s) {
		size_t n = strcspn(++s, "/");
		char *decoded = url_decode(p->rq.cx.arena, s, n, false);

		if (!decoded || (!n && s[n] && !is_client_slip(p->raw_path, s)) ||
			!segment_is_clean(decoded))
			REFUSE(p, E_BAD_REQUEST, "The path is malformed");
		s += n;
	}
	return OK;
}

static enum err check_target(struct rq_private *p)
{
	size_t n = strlen(p->target);

	if (n > HTTP_TARGET_MAX)
		REFUSE(p, E_URI_TOO_LONG, "The address is longer than %d bytes", HTTP_TARGET_MAX);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)p->target[i] <= ' ' || p->target[i] == 0x7f)
			REFUSE(p, E_BAD_REQUEST, "The request line is malformed");
	if (!utf8_valid(p->target, n))
		REFUSE(p, E_BAD_REQUEST, "The address is not UTF-8");
	return OK;
}

static enum err check_method(struct rq_private *p)
{
	static const struct {
		const char *name;
		enum method method;
	} methods[] = {{"GET", M_GET}, {"HEAD", M_GET}, {"POST", M_POST}, {"PUT", M_PUT},
		{"PATCH", M_PATCH}, {"DELETE", M_DELETE}, {"OPTIONS", M_GET}};

	for (size_t i = 0; i < COUNT_OF(methods); i++) {
		if (strcmp(p->method_text, methods[i].name) != 0)
			continue;
		p->rq.method = methods[i].method;
		p->rq.is_head = strcmp(p->method_text, "HEAD") == 0;
		p->is_options = strcmp(p->method_text, "OPTIONS") == 0;
		return OK;
	}
	REFUSE(p, E_METHOD, "This method is not supported");
}

enum err guard_check(struct rq_private *p)
{
	if (strcmp(p->version, "HTTP/1.1") != 0 && strcmp(p->version, "HTTP/1.0") != 0)
		REFUSE(p, E_BAD_REQUEST, "Only HTTP/1.1 and HTTP/1.0 are spoken here");
	if (p->head_broken)
		REFUSE(p, E_BAD_REQUEST, "A line holds a NUL or is folded");
	TRY(check_headers(p));
	TRY(check_framing(p));
	TRY(check_host(p));
	TRY(check_method(p));
	TRY(check_target(p));
	TRY(query_parse(p));
	return check_path(p);
}
