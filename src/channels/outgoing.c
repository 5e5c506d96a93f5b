/* HTTP out on libcurl. */
#include "channels/outgoing.h"

#include "base/buf.h"
#include "base/log.h"
#include "base/network.h"
#include "base/utf8.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CONNECT_MS = 10 * 1000,
	TOTAL_MS = 12 * 1000,
	HEADERS_MAX = 50,
	HEADER_BYTES = 16 * 1024, /* kept of an answer's headers */
};

struct outgoing {
	CURL *easy;
	struct curl_slist *lines;
	const struct webhook_call *call;
	bool plain;  /* http */
	bool denied; /* an address was refused */
	bool filled; /* the answer is longer than what is read */
	struct buf body, headers;
};

static atomic_bool stopping;

void outgoing_init(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		die("libcurl cannot start");
}

void outgoing_stop(void)
{
	atomic_store(&stopping, true);
}

bool outgoing_stopping(void)
{
	return atomic_load(&stopping);
}

/* The one place where a connection begins: the resolved address is known, nothing was sent. */
static curl_socket_t open_socket(void *self, curlsocktype purpose, struct curl_sockaddr *at)
{
	struct outgoing *o = self;
	uint8_t address[16];

	(void)purpose;
	if (!network_bytes_of(&at->addr, address) ||
		!network_outbound_may(OUTBOUND_WEBHOOK, address, o->plain)) {
		o->denied = true;
		return CURL_SOCKET_BAD;
	}
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

/* Enough read: the transfer ends, what came is the answer. */
static size_t take_body(char *p, size_t size, size_t n, void *self)
{
	struct outgoing *o = self;
	size_t bytes = size * n, room = WEBHOOK_ANSWER_MAX - o->body.n;

	buf_add(&o->body, p, bytes < room ? bytes : room);
	o->filled = bytes > room;
	return o->filled ? 0 : bytes;
}

/* Header lines as they come, of the last answer only (100 Continue comes before). */
static size_t take_header(char *p, size_t size, size_t n, void *self)
{
	struct outgoing *o = self;

	if (size * n > 5 && strncmp(p, "HTTP/", 5) == 0)
		buf_reset(&o->headers);
	if (o->headers.n + size * n <= HEADER_BYTES)
		buf_add(&o->headers, p, size * n);
	return size * n;
}

static int watch(void *self, curl_off_t down, curl_off_t down_now, curl_off_t up, curl_off_t up_now)
{
	(void)self, (void)down, (void)down_now, (void)up, (void)up_now;
	return atomic_load(&stopping);
}

static struct curl_slist *add_line(struct curl_slist *list, const char *name, const char *value)
{
	CLEANUP(buf_free) struct buf line = BUF_INIT(HEADER_BYTES);
	struct curl_slist *more;

	buf_str(&line, name);
	buf_str(&line, *value ? ": " : ";"); /* libcurl's way to say: empty */
	buf_str(&line, value);
	more = curl_slist_append(list, line.p);
	if (!more)
		die("no memory for a header");
	return more;
}

static void set_limits(CURL *c)
{
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)TOTAL_MS);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, watch);
}

static void set_request(struct outgoing *o)
{
	const struct webhook_call *call = o->call;
	CURL *c = o->easy;

	curl_easy_setopt(c, CURLOPT_URL, call->url);
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, call->method);
	if (call->body) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(call->body));
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, call->body);
	} else {
		curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
	}
	for (int i = 0; i < call->header_count; i++)
		o->lines = add_line(o->lines, call->headers[i].name, call->headers[i].value);
	o->lines = curl_slist_append(o->lines, "Expect:"); /* never wait for 100 Continue */
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, o->lines);
}

struct outgoing *outgoing_new(const struct webhook_call *call)
{
	struct outgoing *o = calloc(1, sizeof *o);

	if (!o || !(o->easy = curl_easy_init()))
		die("no memory for a request");
	o->call = call;
	o->plain = strncasecmp(call->url, "http://", 7) == 0;
	o->body = (struct buf)BUF_INIT(WEBHOOK_ANSWER_MAX + 1);
	o->headers = (struct buf)BUF_INIT(HEADER_BYTES + 1);
	set_limits(o->easy);
	set_request(o);
	curl_easy_setopt(o->easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(o->easy, CURLOPT_OPENSOCKETDATA, o);
	curl_easy_setopt(o->easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(o->easy, CURLOPT_WRITEDATA, o);
	curl_easy_setopt(o->easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(o->easy, CURLOPT_HEADERDATA, o);
	curl_easy_setopt(o->easy, CURLOPT_PRIVATE, o);
	return o;
}

CURL *outgoing_handle(struct outgoing *o)
{
	return o->easy;
}

void outgoing_free(struct outgoing *o)
{
	curl_easy_cleanup(o->easy);
	curl_slist_free_all(o->lines);
	buf_free(&o->body);
	buf_free(&o->headers);
	free(o);
}

/* Text that can be stored: valid UTF-8 without control characters that tables refuse. */
static const char *clean(struct arena *a, const char *p, size_t n)
{
	char *text = arena_strndup(a, p, n);

	for (size_t i = 0; i < n; i++)
		if (!text[i])
			text[i] = ' ';
	utf8_keep_valid(text);
	return text;
}

static void split_headers(struct outgoing *o, struct arena *a, struct webhook_answer *ret)
{
	char *text = arena_strndup(a, o->headers.n ? o->headers.p : "", o->headers.n), *save = NULL;

	ret->headers = ARENA_ARRAY(a, struct webhook_header, HEADERS_MAX);
	for (char *line = strtok_r(text, "\r\n", &save); line && ret->header_count < HEADERS_MAX;
		line = strtok_r(NULL, "\r\n", &save)) {
		char *colon = strchr(line, ':');

		if (!colon || strncmp(line, "HTTP/", 5) == 0)
			continue;
		ret->headers[ret->header_count++] =
			(struct webhook_header){clean(a, line, (size_t)(colon - line)),
				clean(a, colon + 1 + strspn(colon + 1, " \t"),
					strlen(colon + 1 + strspn(colon + 1, " \t")))};
	}
}

/* In words that do not tell what listens where. */
static const char *error_text(const struct outgoing *o, CURLcode result)
{
	if (o->denied)
		return "the address is not one that outgoing calls may reach";
	switch (result) {
	case CURLE_OPERATION_TIMEDOUT:
		return "no answer within 12 seconds";
	case CURLE_COULDNT_RESOLVE_HOST:
		return "the name is not known";
	case CURLE_COULDNT_CONNECT:
		return "no connection";
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_SSL_CACERT_BADFILE:
		return "no secure connection";
	default: /* of libcurl's many, these are what the other side does wrong */
		return "the answer broke off";
	}
}

void outgoing_answer(
	struct outgoing *o, CURLcode result, struct arena *a, struct webhook_answer *ret)
{
	curl_off_t retry_after = 0, us = 0;
	long status = 0;

	*ret = (struct webhook_answer){.payload = ""};
	curl_easy_getinfo(o->easy, CURLINFO_TOTAL_TIME_T, &us);
	ret->took_ms = us / 1000;
	if (result != CURLE_OK && !(result == CURLE_WRITE_ERROR && o->filled)) {
		ret->error = error_text(o, result);
		ret->hopeless = o->denied;
		return;
	}
	curl_easy_getinfo(o->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(o->easy, CURLINFO_RETRY_AFTER, &retry_after);
	ret->status_code = (int)status;
	ret->retry_after_s = retry_after;
	ret->payload = clean(a, o->body.n ? o->body.p : "", o->body.n);
	split_headers(o, a, ret);
}

void outgoing_call(struct arena *a, const struct webhook_call *call, struct webhook_answer *ret)
{
	struct outgoing *o = outgoing_new(call);

	outgoing_answer(o, curl_easy_perform(o->easy), a, ret);
	outgoing_free(o);
}
