/* Pictures of other houses, on libcurl. */
#include "channels/picture.h"

#include "base/network.h"

#include <curl/curl.h>
#include <sys/socket.h>

enum { CONNECT_MS = 5000 };

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

/* The resolved address is known, nothing was sent. Each redirect comes here again. */
static curl_socket_t open_socket(void *self, curlsocktype purpose, struct curl_sockaddr *at)
{
	const char *scheme = NULL;
	uint8_t address[16];

	(void)purpose;
	curl_easy_getinfo((CURL *)self, CURLINFO_SCHEME, &scheme);
	if (!network_bytes_of(&at->addr, address) ||
		!network_outbound_may(address, !scheme || strcasecmp(scheme, "https") != 0))
		return CURL_SOCKET_BAD;
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

static size_t take_bytes(char *p, size_t size, size_t n, void *self)
{
	struct buf *out = self;

	buf_add(out, p, size * n);
	return out->failed ? 0 : size * n;
}

static void set_request(CURL *c, const char *url, struct buf *out)
{
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)PICTURE_TOTAL_MS);
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)PICTURE_REDIRECTS);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "tend");
	curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE, (long)PICTURE_MAX);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(c, CURLOPT_OPENSOCKETDATA, c);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, out);
}

const char *picture_fetch(const char *url, struct buf *out)
{
	CURL *c = curl_easy_init();
	CURLcode result;

	if (!c)
		return NULL;
	set_request(c, url, out);
	result = curl_easy_perform(c);
	curl_easy_cleanup(c);
	return result == CURLE_OK && !out->failed ? picture_type(out->p, out->n) : NULL;
}
