/* The test client on libcurl, and raw sockets for what libcurl would refuse to send. */
#include "lib/http.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 256 * 1024 * 1024, HEADERS_MAX = 256 * 1024, PATH_MAX_BYTES = 256 * 1024 };

struct http {
	CURL *curl;
	const char *base_url;
	struct answer answer;
};

static size_t take(char *p, size_t size, size_t n, void *to)
{
	buf_add(to, p, size * n);
	return size * n;
}

/* Header lines of the last answer only (100 Continue comes before it). */
static size_t take_header(char *p, size_t size, size_t n, void *to)
{
	struct answer *a = to;

	if (size * n > 5 && memcmp(p, "HTTP/", 5) == 0) {
		buf_reset(&a->headers);
		a->reason[0] = 0;
		sscanf(p, "HTTP/%*s %*d %63[^\r\n]", a->reason);
	}
	buf_add(&a->headers, p, size * n);
	return size * n;
}

struct http *http_new(const char *base_url)
{
	struct http *h = calloc(1, sizeof *h);

	h->curl = curl_easy_init();
	h->base_url = base_url;
	h->answer.headers.max = HEADERS_MAX;
	h->answer.body.max = ANSWER_MAX;
	return h;
}

void http_free(struct http *h)
{
	if (!h)
		return;
	curl_easy_cleanup(h->curl);
	buf_free(&h->answer.headers);
	buf_free(&h->answer.body);
	json_decref(h->answer.json);
	free(h);
}

static curl_mime *build_form(CURL *curl, const struct call *call)
{
	curl_mime *form = curl_mime_init(curl);

	for (int i = 0; i < call->part_count; i++) {
		const struct part *p = &call->parts[i];
		curl_mimepart *part = curl_mime_addpart(form);

		curl_mime_name(part, p->name);
		curl_mime_data(part, p->value, p->size);
		if (p->file_name)
			curl_mime_filename(part, p->file_name);
		if (p->content_type)
			curl_mime_type(part, p->content_type);
	}
	return form;
}

static bool names(const char *const *headers, const char *name)
{
	for (; headers && *headers; headers++)
		if (strncasecmp(*headers, name, strlen(name)) == 0)
			return true;
	return false;
}

static struct curl_slist *build_headers(const struct call *call)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	char auth[8192];

	if (call->auth) {
		snprintf(auth, sizeof auth, "Authorization: %s", call->auth);
		list = curl_slist_append(list, auth);
	}
	if (call->body && !names(call->headers, "Content-Type:"))
		list = curl_slist_append(list, "Content-Type: application/json");
	for (const char *const *p = call->headers; p && *p; p++)
		list = curl_slist_append(list, *p);
	return list;
}

static void set_options(struct http *h, const struct call *call, const char *url)
{
	curl_easy_reset(h->curl);
	curl_easy_setopt(h->curl, CURLOPT_URL, url);
	curl_easy_setopt(h->curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(h->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(h->curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, &h->answer.body);
	curl_easy_setopt(h->curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(h->curl, CURLOPT_HEADERDATA, &h->answer);
	curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, h->answer.failure);
	if (call->body) {
		curl_easy_setopt(h->curl, CURLOPT_POST, 1L);
		curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, call->body);
		curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body_size);
	}
	if (strcmp(call->method, "HEAD") == 0)
		curl_easy_setopt(h->curl, CURLOPT_NOBODY, 1L);
	else
		curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, call->method);
}

static i64 mono_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * (i64)1000000 + t.tv_nsec / 1000;
}

const struct answer *http_call(struct http *h, const struct call *call)
{
	struct answer *a = &h->answer;
	struct curl_slist *headers = build_headers(call);
	curl_mime *form = NULL;
	struct buf url = BUF_INIT(PATH_MAX_BYTES);
	long status = 0;

	buf_reset(&a->headers);
	buf_reset(&a->body);
	json_decref(a->json);
	a->json = NULL;
	a->status = 0;
	a->reason[0] = a->failure[0] = 0;
	buf_str(&url, h->base_url);
	buf_str(&url, call->path);
	set_options(h, call, url.p);
	if (call->part_count) {
		form = build_form(h->curl, call);
		curl_easy_setopt(h->curl, CURLOPT_MIMEPOST, form);
	}
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, headers);
	a->us = mono_us();
	if (curl_easy_perform(h->curl) == CURLE_OK)
		curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	else if (!a->failure[0])
		snprintf(a->failure, sizeof a->failure, "no answer");
	a->us = mono_us() - a->us;
	a->status = (int)status;
	if (a->body.n)
		a->json = json_loadb(a->body.p, a->body.n, JSON_REJECT_DUPLICATES, NULL);
	curl_slist_free_all(headers);
	curl_mime_free(form);
	buf_free(&url);
	return a;
}

const struct answer *http_json(
	struct http *h, const char *auth, const char *method, const char *path, const char *json)
{
	struct call call = {.method = method, .path = path, .auth = auth, .body = json};

	call.body_size = json ? strlen(json) : 0;
	return http_call(h, &call);
}

bool answer_header(const struct answer *a, const char *name, int n, char *out, size_t cap)
{
	size_t length = strlen(name);

	for (const char *p = a->headers.n ? a->headers.p : ""; *p; p = strchrnul(p, '\n') + 1) {
		if (strncasecmp(p, name, length) == 0 && p[length] == ':' && n-- == 0) {
			p += length + 1;
			p += strspn(p, " \t");
			snprintf(out, cap, "%.*s", (int)strcspn(p, "\r\n"), p);
			return true;
		}
		if (!*strchrnul(p, '\n'))
			break;
	}
	return false;
}

void http_basic(char *out, size_t cap, const char *user, const char *password)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char text[6000];
	size_t n = (size_t)snprintf(text, sizeof text, "%.2900s:%.2900s", user, password), at;

	at = (size_t)snprintf(out, cap, "Basic ");
	for (size_t i = 0; i < n && at + 5 < cap; i += 3) {
		unsigned left = (unsigned)(n - i), word = (unsigned)(uint8_t)text[i] << 16;

		word |= left > 1 ? (unsigned)(uint8_t)text[i + 1] << 8 : 0;
		word |= left > 2 ? (unsigned)(uint8_t)text[i + 2] : 0;
		out[at++] = digits[word >> 18];
		out[at++] = digits[word >> 12 & 63];
		out[at++] = left > 1 ? digits[word >> 6 & 63] : '=';
		out[at++] = left > 2 ? digits[word & 63] : '=';
	}
	out[at] = 0;
}

int raw_connect(int port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
		close(fd);
		return -1;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

/* Reads while it sends, so that a peer that answers early and a full socket do not lock up. */
bool raw_exchange(
	int port, const void *bytes, size_t n, int wait_ms, struct buf *out, bool *ret_closed)
{
	const char *p = bytes;
	int fd = raw_connect(port);
	struct pollfd poll_fd = {.fd = fd};
	char chunk[16384];

	*ret_closed = false;
	if (fd < 0)
		return false;
	for (;;) {
		ssize_t got;

		poll_fd.events = (short)(POLLIN | (n ? POLLOUT : 0));
		if (poll(&poll_fd, 1, wait_ms) <= 0)
			break;
		if (poll_fd.revents & (POLLIN | POLLHUP | POLLERR)) {
			got = recv(fd, chunk, sizeof chunk, MSG_DONTWAIT);
			if (got <= 0) {
				*ret_closed = true;
				break;
			}
			buf_add(out, chunk, (size_t)got);
		} else if (poll_fd.revents & POLLOUT) {
			got = send(fd, p, n, MSG_DONTWAIT | MSG_NOSIGNAL);
			p += got > 0 ? got : 0;
			n -= got > 0 ? (size_t)got : n;
		}
	}
	close(fd);
	return true;
}
