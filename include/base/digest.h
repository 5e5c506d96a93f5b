/*
 * SHA-256 over bytes that come in pieces (an upload on its way to disk). One thread at a time.
 */
#ifndef TEND_BASE_DIGEST_H
#define TEND_BASE_DIGEST_H

#include "base/secret.h"

struct digest {
	_Alignas(16) uint8_t state[256]; /* libsodium's, opaque here */
};

void digest_begin(struct digest *d);
void digest_add(struct digest *d, const void *p, size_t n);
void digest_end(struct digest *d, uint8_t out[SECRET_HASH]);

#endif
