/*
 * A picture of another house, fetched for a reader so that its owner learns neither who reads nor
 * when from where: no cookies, no referrer, one name for all. Every address on the way, behind
 * redirects too, is judged by itself (base/network): public ones by https only.
 */
#ifndef TEND_CHANNELS_PICTURE_H
#define TEND_CHANNELS_PICTURE_H

#include "base/buf.h"

enum {
	PICTURE_MAX = 10 << 20, /* bytes */
	PICTURE_REDIRECTS = 4,
	PICTURE_TOTAL_MS = 6 * 1000,
};

/* GET it into out (whose maximum is PICTURE_MAX), within ms, at most PICTURE_TOTAL_MS. Its content
 * type, told from its bytes: png, jpeg, gif or webp; NULL: it could not be had, or it is something
 * else. Waits, until outgoing_stop at the latest; any thread. */
const char *picture_fetch(const char *url, i64 ms, struct buf *out);
/* May the picture at url be asked for at this address? */
bool picture_may(const char *url, const uint8_t address[16]);
/* The content type that the first bytes tell; NULL: none of the four. */
const char *picture_type(const void *p, size_t n);

#endif
