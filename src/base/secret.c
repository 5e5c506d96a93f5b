/* libsodium behind the names this program uses. */
#include "base/secret.h"

#include "base/log.h"

#include <sodium.h>
#include <string.h>

enum { ARGON_PASSES = 2, ARGON_BYTES = 19 * 1024 * 1024, TOKEN_BODY = 43, TOKEN_SUM = 6 };

static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/* Of a random password that nobody kept, with the same costs: verifying against it takes as long as
 * against a user's, and a start need not make one. */
static const char dummy_hash[] =
	"$argon2id$v=19$m=19456,t=2,p=1$"
	"OPp0xLnPFXi3B4xnrQe1Pw$yltONX17Z6b6c2eno08GF/VjDzCzWkM0Mk3ievgk2gw";

void secret_init(void)
{
	if (sodium_init() < 0)
		die("libsodium cannot start");
}

void secret_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

void secret_hash(uint8_t out[SECRET_HASH], const void *p, size_t n)
{
	crypto_hash_sha256(out, p, n);
}

void secret_mac(uint8_t out[SECRET_HASH], const uint8_t key[SECRET_KEY], const void *p, size_t n)
{
	crypto_auth_hmacsha256(out, p, n, key);
}

char *secret_sign(struct arena *arena, const char *key, const char *a, const char *b)
{
	crypto_auth_hmacsha256_state state;
	uint8_t mac[SECRET_HASH];

	crypto_auth_hmacsha256_init(&state, (const uint8_t *)key, strlen(key));
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)a, strlen(a));
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)b, strlen(b));
	crypto_auth_hmacsha256_final(&state, mac);
	return secret_base64_std(arena, mac, sizeof mac);
}

void secret_tag(uint8_t out[SECRET_TAG], const uint8_t key[SECRET_KEY], const void *p, size_t n)
{
	crypto_shorthash_siphashx24(out, p, n, key);
}

void secret_seal(uint8_t *out, const uint8_t key[SECRET_KEY], const uint8_t nonce[SECRET_NONCE],
	const void *p, size_t n)
{
	_Static_assert(SECRET_NONCE == crypto_secretbox_NONCEBYTES &&
			       SECRET_SEAL == crypto_secretbox_MACBYTES &&
			       SECRET_KEY == crypto_secretbox_KEYBYTES,
		"libsodium's sizes");
	crypto_secretbox_easy(out, p, n, nonce, key);
}

bool secret_open(uint8_t *out, const uint8_t key[SECRET_KEY], const uint8_t nonce[SECRET_NONCE],
	const void *p, size_t n)
{
	return n >= SECRET_SEAL && crypto_secretbox_open_easy(out, p, n, nonce, key) == 0;
}

bool secret_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

const char *secret_hex(char *out, const void *p, size_t n)
{
	return sodium_bin2hex(out, n * 2 + 1, p, n);
}

static char *base64(struct arena *a, const void *p, size_t n, int variant)
{
	size_t cap = sodium_base64_encoded_len(n, variant);
	char *out = arena_alloc(a, cap);

	return sodium_bin2base64(out, cap, p, n, variant);
}

char *secret_base64(struct arena *a, const void *p, size_t n)
{
	return base64(a, p, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *secret_base64_std(struct arena *a, const void *p, size_t n)
{
	return base64(a, p, n, sodium_base64_VARIANT_ORIGINAL);
}

static int unbase64(uint8_t *out, size_t cap, const char *text, size_t n, int variant)
{
	const char *end;
	size_t got;

	if (sodium_base642bin(out, cap, text, n, NULL, &got, &end, variant) != 0 || end != text + n)
		return -1;
	return (int)got;
}

int secret_unbase64(uint8_t *out, size_t cap, const char *text, size_t n)
{
	return unbase64(out, cap, text, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

int secret_unbase64_std(uint8_t *out, size_t cap, const char *text, size_t n)
{
	while (n && text[n - 1] == '=')
		n--;
	return unbase64(out, cap, text, n, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

bool secret_password_hash(char out[SECRET_PASSWORD], const char *password)
{
	_Static_assert(SECRET_PASSWORD >= crypto_pwhash_STRBYTES, "room for the hash");
	return crypto_pwhash_str_alg(out, password, strlen(password), ARGON_PASSES, ARGON_BYTES,
		       crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool secret_password_verify(const char *hash, const char *password)
{
	bool ok =
		crypto_pwhash_str_verify(hash ? hash : dummy_hash, password, strlen(password)) == 0;

	return ok && hash;
}

void secret_text(char *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = base62[randombytes_uniform(62)];
	out[n] = 0;
}

/* Six base62 digits of a hash over the body: catches typing errors, proves nothing. */
static void token_sum(char out[TOKEN_SUM], const char *body)
{
	uint8_t h[SECRET_HASH];
	uint64_t v;

	crypto_hash_sha256(h, (const uint8_t *)body, TOKEN_BODY);
	memcpy(&v, h, sizeof v);
	for (int i = 0; i < TOKEN_SUM; i++, v /= 62)
		out[i] = base62[v % 62];
}

void secret_token_new(char out[SECRET_TOKEN])
{
	char *p = out;

	memcpy(p, "tend_", 5);
	secret_text(p + 5, TOKEN_BODY);
	p[5 + TOKEN_BODY] = '_';
	token_sum(p + 6 + TOKEN_BODY, p + 5);
	p[6 + TOKEN_BODY + TOKEN_SUM] = 0;
}

bool secret_token_plausible(const char *t)
{
	char sum[TOKEN_SUM];

	if (strlen(t) != 6 + TOKEN_BODY + TOKEN_SUM || strncmp(t, "tend_", 5) != 0 ||
		t[5 + TOKEN_BODY] != '_')
		return false;
	token_sum(sum, t + 5);
	return memcmp(sum, t + 6 + TOKEN_BODY, TOKEN_SUM) == 0;
}
