/*
 * Addresses and networks: "10.0.0.0/8, 2001:db8::/32, ::1". IPv4 is kept as mapped IPv6, so one
 * comparison serves both.
 */
#ifndef TEND_BASE_NETWORK_H
#define TEND_BASE_NETWORK_H

#include "base/arena.h"

#include <sys/socket.h>

struct network {
	uint8_t address[16];
	int bits; /* 0..128 */
};

struct networks {
	struct network *list;
	int n;
};

/* Parse a comma-separated list; NULL or "" is the empty list. False with a sentence in why. */
bool networks_parse(
	struct arena *a, const char *text, struct networks *ret, char *why, size_t why_cap);
/* The 16 bytes of a socket address or of text; false for other families or bad text. */
bool network_bytes_of(const struct sockaddr *sa, uint8_t out[16]);
bool network_bytes_of_text(const char *text, uint8_t out[16]);
/* Is the address inside one of them? */
bool networks_contain(const struct networks *list, const uint8_t address[16]);
/* "ADDR:PORT", "[V6]:PORT" into a socket address; false with a sentence in why. */
bool network_parse_listen(const char *text, struct sockaddr_storage *ret, socklen_t *ret_length,
	char *why, size_t why_cap);

#endif
