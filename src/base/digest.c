/* SHA-256 in pieces, by libsodium. */
#include "base/digest.h"

#include <sodium.h>

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof((struct digest){0}.state),
	"struct digest is too small for libsodium's state");

static crypto_hash_sha256_state *state_of(struct digest *d)
{
	return (crypto_hash_sha256_state *)(void *)d->state;
}

void digest_begin(struct digest *d)
{
	crypto_hash_sha256_init(state_of(d));
}

void digest_add(struct digest *d, const void *p, size_t n)
{
	crypto_hash_sha256_update(state_of(d), p, n);
}

void digest_end(struct digest *d, uint8_t out[SECRET_HASH])
{
	crypto_hash_sha256_final(state_of(d), out);
}
