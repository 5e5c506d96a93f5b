/* Networks and listen addresses. */
#include "base/network.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const uint8_t mapped_prefix[12] = {[10] = 0xff, [11] = 0xff};

bool network_bytes_of_text(const char *text, uint8_t out[16])
{
	if (inet_pton(AF_INET6, text, out) == 1)
		return true;
	memcpy(out, mapped_prefix, sizeof mapped_prefix);
	return inet_pton(AF_INET, text, out + 12) == 1;
}

bool network_bytes_of(const struct sockaddr *sa, uint8_t out[16])
{
	if (sa->sa_family == AF_INET6) {
		memcpy(out, &((const struct sockaddr_in6 *)sa)->sin6_addr, 16);
		return true;
	}
	if (sa->sa_family != AF_INET)
		return false;
	memcpy(out, mapped_prefix, sizeof mapped_prefix);
	memcpy(out + 12, &((const struct sockaddr_in *)sa)->sin_addr, 4);
	return true;
}

/* Digits only, up to max; -1 otherwise. */
static int parse_number(const char *s, int max)
{
	int v = 0;

	if (!*s)
		return -1;
	for (; *s; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		v = v * 10 + (*s - '0');
		if (v > max)
			return -1;
	}
	return v;
}

static bool parse_one(char *text, struct network *ret)
{
	char *slash = strchr(text, '/');
	bool v4 = !strchr(text, ':');
	int bits = v4 ? 32 : 128;

	if (slash) {
		*slash = 0;
		bits = parse_number(slash + 1, bits);
	}
	if (bits < 0 || !network_bytes_of_text(text, ret->address))
		return false;
	ret->bits = v4 ? bits + 96 : bits;
	return true;
}

bool networks_parse(
	struct arena *a, const char *text, struct networks *ret, char *why, size_t why_cap)
{
	char *copy = arena_strdup(a, text ? text : ""), *save = NULL;

	ret->n = 0;
	ret->list = ARENA_ARRAY(a, struct network, strlen(copy) / 2 + 1);
	for (char *p = strtok_r(copy, ", \t", &save); p; p = strtok_r(NULL, ", \t", &save)) {
		char shown[64];

		snprintf(shown, sizeof shown, "%s", p);
		if (!parse_one(p, &ret->list[ret->n++])) {
			snprintf(why, why_cap, "\"%s\" is not a network such as 10.0.0.0/8", shown);
			return false;
		}
	}
	return true;
}

bool networks_contain(const struct networks *list, const uint8_t address[16])
{
	for (int i = 0; i < list->n; i++) {
		const struct network *net = &list->list[i];
		int bytes = net->bits / 8, rest = net->bits % 8;

		if (memcmp(net->address, address, (size_t)bytes) != 0)
			continue;
		if (!rest || ((net->address[bytes] ^ address[bytes]) >> (8 - rest)) == 0)
			return true;
	}
	return false;
}

bool network_parse_listen(const char *text, struct sockaddr_storage *ret, socklen_t *ret_length,
	char *why, size_t why_cap)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ret;
	struct sockaddr_in *v4 = (struct sockaddr_in *)ret;
	const char *colon = strrchr(text, ':');
	char host[64];
	int port = colon ? parse_number(colon + 1, 65535) : -1;

	memset(ret, 0, sizeof *ret);
	if (port >= 0 && (size_t)(colon - text) < sizeof host) {
		bool bracketed = text[0] == '[' && colon[-1] == ']';

		snprintf(host, sizeof host, "%.*s", (int)(colon - text) - 2 * bracketed,
			text + bracketed);
		if (bracketed && inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
			v6->sin6_family = AF_INET6;
			v6->sin6_port = htons((uint16_t)port);
			*ret_length = sizeof *v6;
			return true;
		}
		if (!bracketed && inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
			v4->sin_family = AF_INET;
			v4->sin_port = htons((uint16_t)port);
			*ret_length = sizeof *v4;
			return true;
		}
	}
	snprintf(why, why_cap, "\"%s\" is not an address such as 127.0.0.1:8080 or [::1]:8080",
		text);
	return false;
}

/* --- outgoing calls --- */

static const struct networks *opened[OUTBOUNDS];

void network_outbound_allow(enum outbound what, const struct networks *allow)
{
	opened[what] = allow;
}

bool network_outbound_opened(enum outbound what)
{
	return opened[what] && opened[what]->n > 0;
}

#define V4(a, b, c, d, bits) \
	{ \
		{[10] = 0xff, [11] = 0xff, [12] = a, [13] = b, [14] = c, [15] = d}, 96 + (bits) \
	}
static struct network denied_list[] = {
	V4(0, 0, 0, 0, 8),	/* RFC 1122 3.2.1.3 */
	V4(10, 0, 0, 0, 8),	/* RFC 1918 */
	V4(100, 64, 0, 0, 10),	/* RFC 6598: carrier-grade NAT */
	V4(127, 0, 0, 0, 8),	/* loopback */
	V4(169, 254, 0, 0, 16), /* link-local, where clouds keep their metadata */
	V4(172, 16, 0, 0, 12),	/* RFC 1918 */
	V4(192, 0, 0, 0, 24),	/* RFC 6890 */
	V4(192, 0, 2, 0, 24),	/* documentation */
	V4(192, 88, 99, 0, 24), /* 6to4 relays */
	V4(192, 168, 0, 0, 16), /* RFC 1918 */
	V4(198, 18, 0, 0, 15),	/* benchmarks */
	V4(198, 51, 100, 0, 24), V4(203, 0, 113, 0, 24),
	V4(224, 0, 0, 0, 3),		/* multicast, reserved, broadcast */
	{{0x20, 0x01, 0x00}, 23},	/* RFC 2928: Teredo, ORCHID and other protocols */
	{{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
	{{0x20, 0x02}, 16},		/* 6to4 */
	{{0x3f, 0xff}, 20},		/* documentation */
};
static struct network mapped_network = {{[10] = 0xff, [11] = 0xff}, 96};
static struct network global_unicast = {{0x20}, 3};

static bool is_public(const uint8_t address[16])
{
	const struct networks mapped = {&mapped_network, 1}, global = {&global_unicast, 1};
	const struct networks denied = {denied_list, COUNT_OF(denied_list)};

	return (networks_contain(&mapped, address) || networks_contain(&global, address)) &&
	       !networks_contain(&denied, address);
}

/* An address of one of this machine's interfaces. When they cannot be read, all are. */
static bool is_own(const uint8_t address[16])
{
	struct ifaddrs *all;
	uint8_t own[16];
	bool found = false;

	if (getifaddrs(&all) != 0)
		return true;
	for (const struct ifaddrs *i = all; i && !found; i = i->ifa_next)
		found = i->ifa_addr && network_bytes_of(i->ifa_addr, own) &&
			memcmp(own, address, sizeof own) == 0;
	freeifaddrs(all);
	return found;
}

bool network_outbound_may(enum outbound what, const uint8_t address[16], bool plain)
{
	if (opened[what] && networks_contain(opened[what], address))
		return true;
	return !plain && is_public(address) && !is_own(address);
}

static bool is_localhost(const char *host, size_t n)
{
	static const char name[] = "localhost";
	const size_t length = sizeof name - 1;

	return n >= length && strncasecmp(host + n - length, name, length) == 0 &&
	       (n == length || host[n - length - 1] == '.');
}

bool network_bytes_of_host(const char *host, uint8_t out[16])
{
	size_t n = strlen(host);
	char text[256];
	struct in_addr v4;

	if (n >= 2 && host[0] == '[' && host[n - 1] == ']') {
		host++;
		n -= 2;
	}
	while (n && host[n - 1] == '.') /* "localhost." is the same name */
		n--;
	if (n >= sizeof text)
		return false;
	memcpy(text, host, n);
	text[n] = 0;
	memcpy(out, mapped_prefix, sizeof mapped_prefix);
	if (is_localhost(text, n)) {
		v4.s_addr = htonl(INADDR_LOOPBACK);
	} else if (!inet_aton(text, &v4)) {
		return inet_pton(AF_INET6, text, out) == 1;
	}
	memcpy(out + 12, &v4, 4);
	return true;
}
