/*
 * A picture of another house, fetched for a reader so that its owner learns neither who reads nor
 * when from where: no cookies, no referrer, one name for all. The address of every socket is judged
 * (base/network), behind redirects too.
 */
#ifndef TEND_CHANNELS_PICTURE_H
#define TEND_CHANNELS_PICTURE_H

#include "base/buf.h"

enum {
	PICTURE_MAX = 10 << 20, /* bytes */
	PICTURE_REDIRECTS = 4,
	PICTURE_TOTAL_MS = 12 * 1000,
};

/* GET it into out (whose maximum is PICTURE_MAX). Its content type, told from its bytes: png, jpeg,
 * gif or webp; NULL: it could not be had, or it is something else. Waits; any thread. */
const char *picture_fetch(const char *url, struct buf *out);
/* The content type that the first bytes tell; NULL: none of the four. */
const char *picture_type(const void *p, size_t n);

#endif
