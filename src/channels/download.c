/* Fetching with libcurl, patiently: what the server is too busy for is asked again. */
#include "channels/download.h"

#include "base/log.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECT_S = 30,
	STALL_S = 120, /* without a byte */
	REDIRECTS = 5,
	RETRY_HEADER_MAX = 16,
};

struct download {
	struct download_options options;
	CURL *easy;
	struct buf *body; /* where the bytes go: here, or */
	int fd;
	i64 left;	 /* bytes that may come yet */
	bool full;	 /* more came */
	int retry_after; /* seconds, of the last answer; -1: it did not say */
};

struct download *download_new(const struct download_options *options)
{
	struct download *d = calloc(1, sizeof *d);

	if (!d)
		die("no memory for a download");
	d->options = *options;
	if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		d->easy = curl_easy_init();
	if (d->easy)
		return d;
	free(d);
	return NULL;
}

void download_free(struct download *d)
{
	if (!d)
		return;
	curl_easy_cleanup(d->easy);
	free(d);
}

static bool write_all(int fd, const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(fd, p, n);

		if (done <= 0)
			return false;
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/* Error pages are not kept: they might be long. */
static size_t take_bytes(char *p, size_t size, size_t n, void *self)
{
	struct download *d = self;
	size_t bytes = size * n;
	long status = 0;

	curl_easy_getinfo(d->easy, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		return bytes;
	if ((i64)bytes > d->left) {
		d->full = true;
		return 0;
	}
	d->left -= (i64)bytes;
	if (!d->body)
		return write_all(d->fd, p, bytes) ? bytes : 0;
	buf_add(d->body, p, bytes);
	return d->body->failed ? 0 : bytes;
}

static size_t take_header(char *p, size_t size, size_t n, void *self)
{
	static const char name[] = "retry-after:";
	struct download *d = self;
	size_t bytes = size * n;
	char value[RETRY_HEADER_MAX] = "";

	if (bytes > 5 && strncmp(p, "HTTP/", 5) == 0)
		d->retry_after = -1;
	if (bytes < sizeof name || strncasecmp(p, name, sizeof name - 1) != 0)
		return bytes;
	snprintf(value, sizeof value, "%.*s", (int)(bytes - sizeof name + 1), p + sizeof name - 1);
	d->retry_after = (int)strtol(value, NULL, 10);
	return bytes;
}

static void set_common(struct download *d)
{
	CURL *c = d->easy;

	curl_easy_reset(c); /* connections stay */
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)STALL_S);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "tend/" TEND_VERSION);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, d);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, d);
}

static void set_credentials(struct download *d)
{
	CURL *c = d->easy;

	if (d->options.user) {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(c, CURLOPT_USERNAME, d->options.user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, d->options.secret);
	} else {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
		curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, d->options.secret);
	}
}

static void rest(struct download *d, int seconds, const char *reason)
{
	struct timespec t = {.tv_sec = seconds};

	if (d->options.on_wait)
		d->options.on_wait(d->options.self, seconds, reason);
	nanosleep(&t, NULL);
}

/* One attempt: the status, or 0 with the reason. */
static int attempt(struct download *d, char *why, size_t why_cap)
{
	CURLcode result = curl_easy_perform(d->easy);
	long status = 0;

	curl_easy_getinfo(d->easy, CURLINFO_RESPONSE_CODE, &status);
	if (result == CURLE_OK)
		return (int)status;
	if (d->full || (d->body && d->body->failed))
		snprintf(why, why_cap, "the answer is too long");
	else
		snprintf(why, why_cap, "%s", curl_easy_strerror(result));
	return 0;
}

/* How long to wait before the next attempt; -1: this answer stands. */
static int wait_after(const struct download *d, int status, int failures)
{
	if (status == 429)
		return d->retry_after >= 0 ? d->retry_after : 1 << (failures < 6 ? failures : 6);
	if (status && status < 500)
		return -1;
	if (failures >= DOWNLOAD_TRIES || (!status && d->full))
		return -1;
	return d->retry_after >= 0 ? d->retry_after : 1 << failures;
}

/* Everything is set: perform until there is an answer that stands. */
static int perform(struct download *d, i64 max, char *why, size_t why_cap)
{
	for (int failures = 0, limits = 0;;) {
		int status, seconds;

		d->left = max;
		d->full = false;
		d->retry_after = -1;
		if (d->body)
			buf_reset(d->body);
		else if (ftruncate(d->fd, 0) != 0 || lseek(d->fd, 0, SEEK_SET) != 0)
			return 0;
		status = attempt(d, why, why_cap);
		limits += status == 429;
		failures += status != 429;
		seconds = wait_after(d, status, status == 429 ? limits : failures - 1);
		if (seconds < 0 || limits > DOWNLOAD_LIMITS || seconds > DOWNLOAD_WAIT_MAX ||
			failures >= DOWNLOAD_TRIES)
			return status;
		rest(d, seconds,
			status == 429 ? "the server asks for a pause"
			: status      ? "the server is busy"
				      : why);
	}
}

int download_page(struct download *d, const char *path, struct buf *body, char *why, size_t why_cap)
{
	CLEANUP(buf_free) struct buf url = BUF_INIT(16384);

	buf_printf(&url, "%s%s", d->options.base, path);
	if (url.failed) {
		snprintf(why, why_cap, "the address is too long");
		return 0;
	}
	d->body = body;
	set_common(d);
	set_credentials(d);
	curl_easy_setopt(d->easy, CURLOPT_URL, url.p);
	return perform(d, (i64)body->max, why, why_cap);
}

int download_file(struct download *d, const char *url, int fd, i64 max, char *why, size_t why_cap)
{
	size_t n = strlen(d->options.base);
	bool own = strncmp(url, d->options.base, n) == 0 && url[n] == '/';

	if (!own && strncmp(url, "https://", 8) != 0) {
		snprintf(why, why_cap, "it lies on another host, without https");
		return 0;
	}
	d->body = NULL;
	d->fd = fd;
	set_common(d);
	if (own)
		set_credentials(d);
	curl_easy_setopt(d->easy, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(d->easy, CURLOPT_MAXREDIRS, (long)REDIRECTS);
	curl_easy_setopt(d->easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	curl_easy_setopt(d->easy, CURLOPT_URL, url);
	return perform(d, max, why, why_cap);
}
