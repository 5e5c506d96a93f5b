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

/*
 * Where outgoing calls may go, decided on the 16 bytes of an address only. Refused are: this
 * machine (loopback and every address of its interfaces), private, link-local, carrier-grade NAT,
 * multicast, reserved and documentation networks, and in IPv6 everything but global unicast
 * without the ranges that carry an IPv4 address (6to4, Teredo; NAT64 and mapped ones lie
 * outside). What the configuration names is open: `outbound_allow` to webhooks, which an
 * administrator writes, `picture_allow` to pictures, whose addresses strangers write.
 */
enum outbound { OUTBOUND_WEBHOOK, OUTBOUND_PICTURE, OUTBOUNDS };
/* Set the open networks, once, before threads start; the list lives on. */
void network_outbound_allow(enum outbound what, const struct networks *allow);
/* May a call connect there? plain: without TLS, which only open networks take. */
bool network_outbound_may(enum outbound what, const uint8_t address[16], bool plain);
/* Is any network open? */
bool network_outbound_opened(enum outbound what);
/* The address that a host of a URL spells: dotted, with fewer parts, octal, hexadecimal or as one
 * number (inet_aton), an IPv6 address with or without [], or "localhost" and names below it. False
 * for other names: they must be resolved. */
bool network_bytes_of_host(const char *host, uint8_t out[16]);

/* "ADDR:PORT", "[V6]:PORT" into a socket address; false with a sentence in why. */
bool network_parse_listen(const char *text, struct sockaddr_storage *ret, socklen_t *ret_length,
	char *why, size_t why_cap);

#endif
