/*
 * Replies: built in the request's buffer by whoever handles it, turned into a response of
 * libmicrohttpd on the worker. The headers that every answer carries are added here and nowhere
 * else. A handler that runs twice begins with an empty reply.
 */
#include "http/mhd_i.h"

#include "base/log.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { TAGGED_MAX = 4 << 20 }; /* bytes of an answer that is worth a tag */

struct done_token {
	char unused;
};

static const struct done_token token;
static const char type_json[] = "application/json; charset=utf-8";

void reply_reset(struct rq_private *p)
{
	struct reply *r = &p->reply;
	bool close_after = r->close;

	if (r->kind == REPLY_FD && r->fd >= 0)
		close(r->fd);
	buf_reset(&r->body);
	*r = (struct reply){.body = r->body, .fd = -1, .close = close_after};
	r->body.max = HTTP_REPLY_MAX;
}

done reply_done(struct rq_private *p, enum reply_kind kind, int status, const char *content_type)
{
	p->reply.kind = kind;
	p->reply.status = status;
	p->reply.content_type = content_type;
	return &token;
}

/* --- what handlers call --- */

void reply_header(struct rq *rq, const char *name, const char *value)
{
	struct rq_private *p = rq->private;

	for (const char *s = value; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return;
	pairs_add(rq->cx.arena, &p->reply.headers, name, arena_strdup(rq->cx.arena, value));
}

struct jw *reply_begin(struct rq *rq, int status)
{
	struct rq_private *p = rq->private;

	buf_reset(&p->reply.body);
	p->reply.status = status;
	p->reply.list_open = false;
	jw_init(&rq->jw, &p->reply.body);
	jw_object(&rq->jw, NULL);
	return &rq->jw;
}

done reply_end(struct rq *rq)
{
	struct rq_private *p = rq->private;

	while (rq->jw.depth)
		jw_end(&rq->jw);
	if (p->reply.body.failed)
		return reply_fail(rq, E_INTERNAL, NULL, NULL, "The answer is too large");
	return reply_done(p, REPLY_BUFFER, p->reply.status, type_json);
}

struct jw *reply_list(struct rq *rq, const char *key)
{
	reply_begin(rq, 200);
	jw_array(&rq->jw, key);
	rq->private->reply.list_open = true;
	return &rq->jw;
}

void reply_list_end(struct rq *rq)
{
	if (rq->private->reply.list_open)
		jw_end(&rq->jw);
	rq->private->reply.list_open = false;
}

done reply_no_content(struct rq *rq)
{
	buf_reset(&rq->private->reply.body);
	return reply_done(rq->private, REPLY_BUFFER, 204, NULL);
}

done reply_redirect(struct rq *rq, const char *location)
{
	reply_header(rq, "Location", location);
	buf_reset(&rq->private->reply.body);
	return reply_done(rq->private, REPLY_BUFFER, 303, NULL);
}

done reply_bytes(struct rq *rq, int status, const char *content_type, const void *p, size_t n)
{
	buf_reset(&rq->private->reply.body);
	buf_add(&rq->private->reply.body, p, n);
	if (rq->private->reply.body.failed)
		return reply_fail(rq, E_INTERNAL, NULL, NULL, "The answer is too large");
	return reply_done(
		rq->private, REPLY_BUFFER, status, arena_strdup(rq->cx.arena, content_type));
}

done reply_borrowed(struct rq *rq, int status, const char *content_type, const void *p, size_t n)
{
	rq->private->reply.bytes = p;
	rq->private->reply.size = n;
	return reply_done(rq->private, REPLY_BORROWED, status, content_type);
}

/* "bytes=FROM-TO", one range only: 1 yes, 0 no or not understood (send all), -1 unsatisfiable. */
static int parse_range(const char *s, i64 size, i64 *ret_from, i64 *ret_to)
{
	char *end;
	i64 from, to;

	if (!s || strncmp(s, "bytes=", 6) != 0 || strlen(s) > 48 || strchr(s, ','))
		return 0;
	s += 6;
	if (*s == '-') {
		from = strtoll(s + 1, &end, 10);
		if (end == s + 1 || *end)
			return 0;
		*ret_from = from > size ? 0 : size - from;
		*ret_to = size - 1;
		return from > 0 && size > 0 ? 1 : -1;
	}
	from = strtoll(s, &end, 10);
	if (end == s || *end != '-' || from < 0)
		return 0;
	s = end + 1;
	to = *s ? strtoll(s, &end, 10) : size - 1;
	if (*s && (*end || to < from))
		return 0;
	*ret_from = from;
	*ret_to = to >= size ? size - 1 : to;
	return from < size ? 1 : -1;
}

done reply_fd(struct rq *rq, const char *content_type, int fd, i64 size)
{
	struct reply *r = &rq->private->reply;
	i64 from = 0, to = size - 1;
	int ranged =
		rq->method == M_GET ? parse_range(rq_header(rq, "Range"), size, &from, &to) : 0;

	if (ranged < 0) {
		close(fd);
		reply_header(rq, "Content-Range",
			arena_printf(rq->cx.arena, "bytes */%lld", (long long)size));
		return reply_bytes(rq, 416, "text/plain; charset=utf-8", "", 0);
	}
	reply_header(rq, "Accept-Ranges", "bytes");
	if (ranged)
		reply_header(rq, "Content-Range",
			arena_printf(rq->cx.arena, "bytes %lld-%lld/%lld", (long long)from,
				(long long)to, (long long)size));
	r->fd = fd;
	r->fd_from = from;
	r->fd_size = to - from + 1;
	return reply_done(rq->private, REPLY_FD, ranged ? 206 : 200,
		arena_strdup(rq->cx.arena, content_type));
}

done reply_events(struct rq *rq)
{
	return reply_done(rq->private, REPLY_EVENTS, 200, "text/event-stream; charset=utf-8");
}

void reply_session_cookie(struct rq *rq, const char *text)
{
	const char *secure = auth_is_https(rq) ? "; Secure" : "";

	reply_header(rq, "Set-Cookie",
		arena_printf(rq->cx.arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
			auth_cookie_name(rq), text ? text : "", secure,
			text ? "; Max-Age=604800" : "; Max-Age=0"));
}

/* --- to libmicrohttpd --- */

static struct MHD_Response *make_response(struct rq_private *p)
{
	struct reply *r = &p->reply;
	struct MHD_Response *response = NULL;

	switch (r->kind) {
	case REPLY_NONE:
		die("a request without a reply");
	case REPLY_BUFFER:
		return MHD_create_response_from_buffer(
			r->body.n, r->body.n ? r->body.p : "", MHD_RESPMEM_PERSISTENT);
	case REPLY_BORROWED:
		return MHD_create_response_from_buffer(
			r->size, (void *)(uintptr_t)r->bytes, MHD_RESPMEM_PERSISTENT);
	case REPLY_FD:
		response = MHD_create_response_from_fd_at_offset64(
			(uint64_t)r->fd_size, r->fd, (uint64_t)r->fd_from);
		if (response)
			r->fd = -1;
		return response;
	case REPLY_EVENTS:
		return sse_response(p);
	}
	return NULL;
}

static void add(struct MHD_Response *response, const char *name, const char *value)
{
	if (MHD_add_response_header(response, name, value) == MHD_NO)
		log_event(LOG_WARN, "reply.header_dropped", "\"name\":\"%s\"", name);
}

static void add_number(struct MHD_Response *response, const char *name, i64 v)
{
	char text[I64_TEXT];

	add(response, name, i64_text(text, v));
}

static void add_rate(struct rq_private *p, struct MHD_Response *response)
{
	int status = p->reply.status;

	ratelimit_uncounted(p);
	if (p->rate.limit) {
		add_number(response, "X-Rate-Limit", p->rate.limit);
		add_number(response, "X-Rate-Limit-Remaining", p->rate.remaining);
		add_number(response, "ratelimit-limit", p->rate.limit);
		add_number(response, "ratelimit-remaining", p->rate.remaining);
		add_number(response, "ratelimit-reset", p->rate.reset_s);
	}
	/* clients take a Retry-After on any other status for an error */
	if (p->rate.retry_after_s && (status == 429 || status == 503))
		add_number(response, "Retry-After", p->rate.retry_after_s);
}

/* Seconds with six decimals; printf's own way to them costs more than a header should. */
static void add_runtime(struct rq_private *p, struct MHD_Response *response)
{
	i64 us = clock_mono_us() - p->started_us;
	char whole[I64_TEXT], text[I64_TEXT + 8], *point;

	point = stpncpy(text, i64_text(whole, us / 1000000), I64_TEXT);
	*point = '.';
	us %= 1000000;
	for (int i = 6; i > 0; i--, us /= 10)
		point[i] = (char)('0' + us % 10);
	point[7] = 0;
	add(response, "X-Runtime", text);
}

/*
 * The tag of a JSON answer: a keyed hash of its bytes, so it is as private as they are and changes
 * with every representation. The same for all processes of one installation.
 */
static uint8_t tag_key[SECRET_KEY];

static void make_tag_key(void)
{
	static const char purpose[] = "tag of an answer";

	secret_mac(tag_key, server.options.link_key, purpose, sizeof purpose - 1);
}

static const char *tag_of(struct rq_private *p)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char hex[SECRET_TAG * 2 + 1];
	uint8_t tag[SECRET_TAG];

	pthread_once(&once, make_tag_key);
	secret_tag(tag, tag_key, p->reply.body.p, p->reply.body.n);
	return arena_printf(p->rq.cx.arena, "\"%s\"", secret_hex(hex, tag, sizeof tag));
}

/* If-None-Match names this tag; weak ones are compared alike (RFC 9110 §13.1.2). */
static bool knows_tag(struct rq_private *p, const char *tag)
{
	const char *known = rq_header(&p->rq, "If-None-Match");

	return known && (strcmp(known, "*") == 0 || strstr(known, tag));
}

/* A read of the API says what it is; who has it already gets 304 and no body. */
static void tag_answer(struct rq_private *p)
{
	struct reply *r = &p->reply;
	const char *tag;

	if (r->kind != REPLY_BUFFER || r->status != 200 || p->rq.method != M_GET ||
		r->content_type != type_json || r->body.n > TAGGED_MAX)
		return;
	tag = tag_of(p);
	reply_header(&p->rq, "ETag", tag);
	if (!knows_tag(p, tag))
		return;
	r->status = 304; /* the body only gives its length, as to HEAD */
	r->content_type = NULL;
}

static void add_common(struct rq_private *p, struct MHD_Response *response)
{
	struct reply *r = &p->reply;

	if (!pairs_get(&r->headers, "Cache-Control"))
		add(response, "Cache-Control", "no-store");
	if (!pairs_get(&r->headers, "Content-Security-Policy"))
		add(response, "Content-Security-Policy",
			"default-src 'none'; frame-ancestors 'none'");
	if (p->rq.path && route_is_api(p->rq.path))
		add(response, "Vary", "Authorization, Cookie");
	add(response, "X-Content-Type-Options", "nosniff");
	add(response, "Referrer-Policy", "no-referrer");
	add(response, "Cross-Origin-Opener-Policy", "same-origin");
	add(response, "Cross-Origin-Resource-Policy", "same-origin");
	if (auth_is_https(&p->rq))
		add(response, "Strict-Transport-Security", "max-age=31536000");
	if (r->close)
		add(response, "Connection", "close");
	if (p->warning)
		add(response, "X-Zendesk-API-Warn", p->warning);
	add(response, "X-Request-Id", p->id);
	add_runtime(p, response);
}

bool reply_queue(struct rq_private *p)
{
	struct reply *r = &p->reply;
	struct MHD_Response *response;
	bool queued;

	tag_answer(p);
	response = make_response(p);
	if (!response)
		return false;
	if (r->content_type)
		add(response, "Content-Type", r->content_type);
	for (int i = 0; i < r->headers.n; i++)
		add(response, r->headers.v[i].name, r->headers.v[i].value);
	add_common(p, response);
	add_rate(p, response);
	queued = MHD_queue_response(p->mhd, (unsigned)r->status, response) == MHD_YES;
	MHD_destroy_response(response);
	return queued;
}
