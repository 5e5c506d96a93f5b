/* Pictures of other houses, on libcurl. */
#include "channels/picture.h"

#include "base/clock.h"
#include "base/network.h"
#include "channels/outgoing.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum { CONNECT_MS = 4000, URL_MAX = 4000 };

const char *picture_type(const void *p, size_t n)
{
	const unsigned char *b = p;

	if (n >= 8 && memcmp(b, "\x89PNG\r\n\x1a\n", 8) == 0)
		return "image/png";
	if (n >= 3 && memcmp(b, "\xff\xd8\xff", 3) == 0)
		return "image/jpeg";
	if (n >= 6 && (memcmp(b, "GIF87a", 6) == 0 || memcmp(b, "GIF89a", 6) == 0))
		return "image/gif";
	if (n >= 12 && memcmp(b, "RIFF", 4) == 0 && memcmp(b + 8, "WEBP", 4) == 0)
		return "image/webp";
	return NULL;
}

bool picture_may(const char *url, const uint8_t address[16])
{
	return network_outbound_may(
		OUTBOUND_PICTURE, address, strncasecmp(url, "https://", 8) != 0);
}

/* The resolved address is known, nothing was sent. libcurl cannot be asked here for the scheme. */
static curl_socket_t open_socket(void *url, curlsocktype purpose, struct curl_sockaddr *at)
{
	uint8_t address[16];

	(void)purpose;
	if (!network_bytes_of(&at->addr, address) || !picture_may(url, address))
		return CURL_SOCKET_BAD;
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

static int watch(void *self, curl_off_t down, curl_off_t down_now, curl_off_t up, curl_off_t up_now)
{
	(void)self, (void)down, (void)down_now, (void)up, (void)up_now;
	return outgoing_stopping();
}

static size_t take_bytes(char *p, size_t size, size_t n, void *self)
{
	struct buf *out = self;

	buf_add(out, p, size * n);
	return out->failed ? 0 : size * n;
}

static void set_request(CURL *c, struct buf *out)
{
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, 1L); /* each is judged */
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "tend");
	curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE, (long)PICTURE_MAX);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, watch);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, out);
}

/* One answer; *ret_next: where it leads on to, libcurl's own; NULL: nowhere. */
static bool ask(CURL *c, const char *url, i64 ms, const char **ret_next)
{
	char *next = NULL;

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)ms);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, url);
	if (curl_easy_perform(c) != CURLE_OK)
		return false;
	curl_easy_getinfo(c, CURLINFO_REDIRECT_URL, &next);
	*ret_next = next;
	return true;
}

static bool follow(CURL *c, const char *first, i64 ms, struct buf *out)
{
	i64 until = clock_mono_us() / 1000 + (ms < PICTURE_TOTAL_MS ? ms : PICTURE_TOTAL_MS);
	char url[URL_MAX + 1];
	const char *next = first;

	for (int hops = 0; next; hops++) {
		i64 left = until - clock_mono_us() / 1000;

		if (hops > PICTURE_REDIRECTS || left <= 0 || strlen(next) > URL_MAX)
			return false;
		memcpy(url, next, strlen(next) + 1);
		buf_reset(out);
		if (!ask(c, url, left, &next))
			return false;
	}
	return !out->failed;
}

const char *picture_fetch(const char *url, i64 ms, struct buf *out)
{
	CURL *c = curl_easy_init();
	bool good;

	if (!c)
		return NULL;
	set_request(c, out);
	good = follow(c, url, ms, out);
	curl_easy_cleanup(c);
	return good ? picture_type(out->p, out->n) : NULL;
}
