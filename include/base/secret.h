/*
 * Secrets by libsodium: random bytes, SHA-256, keyed signatures, passwords, token text.
 * Call secret_init once before anything else. All functions are thread-safe.
 */
#ifndef TEND_BASE_SECRET_H
#define TEND_BASE_SECRET_H

#include "base/arena.h"

enum {
	SECRET_HASH = 32,      /* bytes of a SHA-256 */
	SECRET_KEY = 32,       /* bytes of a signing key */
	SECRET_TAG = 16,       /* bytes of a fast keyed hash */
	SECRET_NONCE = 24,     /* bytes that make each sealed text another */
	SECRET_SEAL = 16,      /* bytes by which sealing makes a text longer */
	SECRET_PASSWORD = 128, /* text of a password hash */
	SECRET_TOKEN = 80,     /* text of a token, NUL included */
};

/* Start libsodium; ends the process when it cannot. */
void secret_init(void);
/* n random bytes. */
void secret_random(void *out, size_t n);
/* SHA-256 of n bytes. */
void secret_hash(uint8_t out[SECRET_HASH], const void *p, size_t n);
/* HMAC-SHA-256 (RFC 2104). */
void secret_mac(uint8_t out[SECRET_HASH], const uint8_t key[SECRET_KEY], const void *p, size_t n);
/* The same with a text of any length as the key, over the bytes of a and then b, as base64 with
 * padding (RFC 4648 §4). */
char *secret_sign(struct arena *arena, const char *key, const char *a, const char *b);
/* SipHash-2-4 of n bytes, 128 bits: for tags of what is sent often; not for secrets. */
void secret_tag(uint8_t out[SECRET_TAG], const uint8_t key[SECRET_KEY], const void *p, size_t n);
/* Encrypt and authenticate n bytes (XSalsa20-Poly1305): n + SECRET_SEAL bytes to out. A nonce
 * serves once. secret_open: n sealed bytes back; false when they or the key are not the right ones.
 */
void secret_seal(uint8_t *out, const uint8_t key[SECRET_KEY], const uint8_t nonce[SECRET_NONCE],
	const void *p, size_t n);
bool secret_open(uint8_t *out, const uint8_t key[SECRET_KEY], const uint8_t nonce[SECRET_NONCE],
	const void *p, size_t n) NODISCARD;
/* Constant-time comparison. */
bool secret_equal(const void *a, const void *b, size_t n);
/* Forget n bytes. */
void secret_wipe(void *p, size_t n);

/* n bytes as lower-case hex, NUL-terminated: out needs 2n+1. */
const char *secret_hex(char *out, const void *p, size_t n);
/* Base64url without padding (RFC 4648 §5). */
char *secret_base64(struct arena *a, const void *p, size_t n);
/* Base64 with padding (RFC 4648 §4). */
char *secret_base64_std(struct arena *a, const void *p, size_t n);
/* Decode base64url; bytes written, or -1 when it is not canonical or too long for cap. */
int secret_unbase64(uint8_t *out, size_t cap, const char *text, size_t n);
/* Decode standard base64 with optional padding (RFC 4648 §4, for Basic auth). */
int secret_unbase64_std(uint8_t *out, size_t cap, const char *text, size_t n);

/*
 * Argon2id hash of a password (t=2, 19 MiB, p=1: RFC 9106, OWASP). Takes ~30 ms: slow pool only.
 * False when memory is short.
 */
bool secret_password_hash(char out[SECRET_PASSWORD], const char *password);
/* True when it matches. hash NULL burns the same time against a dummy and answers false. */
bool secret_password_verify(const char *hash, const char *password);

/* New API token "tend_<43 base62>_<6 base62 CRC>": 256 random bits. */
void secret_token_new(char out[SECRET_TOKEN]);
/* Form and checksum are right (so that a typing error needs no look-up). */
bool secret_token_plausible(const char *token);

/* n characters of base62 from random bytes plus NUL, for links and upload tokens. */
void secret_text(char *out, size_t n);

#endif
