/* RFC 4226 and RFC 6238; the hash is nettle's. */
#include "base/totp.h"

#include "base/secret.h"

#include <nettle/hmac.h>
#include <stdio.h>
#include <string.h>

void totp_code(char out[TOTP_DIGITS + 1], const uint8_t *secret, size_t n, i64 step)
{
	uint8_t counter[8], mac[SHA1_DIGEST_SIZE];
	struct hmac_sha1_ctx context;
	const uint8_t *at;
	uint32_t number;

	for (int i = 0; i < 8; i++)
		counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	hmac_sha1_set_key(&context, n, secret);
	hmac_sha1_update(&context, sizeof counter, counter);
	hmac_sha1_digest(&context, sizeof mac, mac);
	at = mac + (mac[SHA1_DIGEST_SIZE - 1] & 15);
	number = (uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 |
		 at[3];
	snprintf(out, TOTP_DIGITS + 1, "%06u", number % 1000000);
	secret_wipe(&context, sizeof context);
}

i64 totp_find(const char *code, const uint8_t *secret, size_t n, i64 now_s, i64 after)
{
	i64 found = -1, now = now_s / TOTP_STEP_S;
	char right[TOTP_DIGITS + 1];

	if (strlen(code) != TOTP_DIGITS)
		return -1;
	for (i64 step = now - TOTP_WINDOW; step <= now + TOTP_WINDOW; step++) {
		totp_code(right, secret, n, step);
		if (secret_equal(right, code, TOTP_DIGITS) && step > after)
			found = step;
	}
	secret_wipe(right, sizeof right);
	return found;
}

char *totp_base32(struct arena *a, const uint8_t *p, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	char *out = arena_alloc(a, (n * 8 + 4) / 5 + 1), *end = out;
	uint32_t bits = 0;
	int held = 0;

	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | p[i];
		for (held += 8; held >= 5; held -= 5)
			*end++ = digits[bits >> (held - 5) & 31];
	}
	if (held)
		*end++ = digits[bits << (5 - held) & 31];
	*end = 0;
	return out;
}
