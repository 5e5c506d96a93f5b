/* Hashes and signatures against published vectors; base64, tokens and passwords at their edges. */
#include "base/digest.h"
#include "base/secret.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static const char *hex(const void *p, size_t n)
{
	return secret_hex(arena_alloc(arena, n * 2 + 1), p, n);
}

static void hashes_are_sha256(void **state)
{
	static const char abc[] =
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
	uint8_t h[SECRET_HASH], pieces[SECRET_HASH];
	char text[300];
	struct digest d;

	(void)state;
	secret_hash(h, "abc", 3);
	assert_string_equal(hex(h, sizeof h), abc);
	secret_hash(h, "", 0);
	assert_string_equal(hex(h, sizeof h),
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	memset(text, 'x', sizeof text);
	secret_hash(h, text, sizeof text);
	for (size_t cut = 0; cut <= sizeof text; cut += 7) {
		digest_begin(&d);
		digest_add(&d, text, cut);
		digest_add(&d, text + cut, sizeof text - cut);
		digest_end(&d, pieces);
		assert_memory_equal(pieces, h, sizeof h);
	}
}

/* RFC 4231, cases 1 and 2: a shorter key is a key with zeros behind. */
static void signatures_are_hmac(void **state)
{
	uint8_t key[SECRET_KEY] = {0}, mac[SECRET_HASH];

	(void)state;
	memset(key, 0x0b, 20);
	secret_mac(mac, key, "Hi There", 8);
	assert_string_equal(hex(mac, sizeof mac),
		"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	memset(key, 0, sizeof key);
	memcpy(key, "Jefe", 4);
	secret_mac(mac, key, "what do ya want for nothing?", 28);
	assert_string_equal(hex(mac, sizeof mac),
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void comparison_sees_every_byte(void **state)
{
	uint8_t a[32] = {0}, b[32] = {0};

	(void)state;
	assert_true(secret_equal(a, b, sizeof a));
	assert_true(secret_equal(a, b, 0));
	for (size_t i = 0; i < sizeof a; i++) {
		b[i] = 0x80;
		assert_false(secret_equal(a, b, sizeof a));
		b[i] = 0;
	}
	memset(a, 7, sizeof a);
	secret_wipe(a, sizeof a);
	assert_memory_equal(a, b, sizeof a);
}

static void base64_makes_the_round(void **state)
{
	uint8_t bytes[70], back[70];

	(void)state;
	assert_string_equal(secret_base64(arena, "", 0), "");
	assert_string_equal(secret_base64(arena, "f", 1), "Zg");
	assert_string_equal(secret_base64(arena, "foobar", 6), "Zm9vYmFy");
	assert_string_equal(secret_base64(arena, "\xfb\xff", 2), "-_8");
	for (size_t n = 0; n <= sizeof bytes; n++) {
		char *text;

		secret_random(bytes, n);
		text = secret_base64(arena, bytes, n);
		assert_int_equal(secret_unbase64(back, n, text, strlen(text)), n);
		assert_memory_equal(back, bytes, n);
		if (n)
			assert_int_equal(secret_unbase64(back, n - 1, text, strlen(text)), -1);
	}
}

static void base64_is_canonical(void **state)
{
	static const char *const bad[] = {"Zg==", "Zh", "Z", "Zm9", "Zm8 ", " Zm8", "Zm+v", "Zm/v",
		"Zm8=", "Zm8\n", "Zm$v", "Zm9vYmFyZ"};
	uint8_t out[32];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (secret_unbase64(out, sizeof out, bad[i], strlen(bad[i])) >= 0)
			fail_msg("\"%s\" was decoded", bad[i]);
	assert_int_equal(secret_unbase64(out, sizeof out, "Zm8\0", 4), -1);
	assert_int_equal(secret_unbase64_std(out, sizeof out, "Zm8=", 4), 2);
	assert_int_equal(secret_unbase64_std(out, sizeof out, "Zm8", 3), 2);
	assert_int_equal(secret_unbase64_std(out, sizeof out, "Zg==", 4), 1);
	assert_int_equal(secret_unbase64_std(out, sizeof out, "", 0), 0);
	assert_int_equal(secret_unbase64_std(out, sizeof out, "Z-8=", 4), -1);
	assert_int_equal(secret_unbase64_std(out, sizeof out, "Zm=8", 4), -1);
	assert_int_equal(secret_unbase64_std(out, sizeof out, "====", 4), 0);
	assert_int_equal(secret_unbase64_std(out, 5, "Zm9vYmFy", 8), -1);
	assert_int_equal(secret_unbase64_std(out, 6, "Zm9vYmFy", 8), 6);
}

static void tokens_have_form_and_sum(void **state)
{
	char token[SECRET_TOKEN], other[SECRET_TOKEN], text[SECRET_TOKEN + 1];

	(void)state;
	for (int i = 0; i < 100; i++) {
		secret_token_new(token);
		secret_token_new(other);
		assert_string_not_equal(token, other);
		assert_int_equal(strlen(token), 55);
		assert_true(secret_token_plausible(token));
	}
	for (size_t i = 0; token[i]; i++) {
		memcpy(text, token, sizeof token);
		text[i] = text[i] == 'a' ? 'b' : 'a';
		if (secret_token_plausible(text))
			fail_msg("one wrong character at %zu was not seen", i);
	}
	snprintf(text, sizeof text, "%sa", token);
	assert_false(secret_token_plausible(text));
	token[54] = 0;
	assert_false(secret_token_plausible(token));
	assert_false(secret_token_plausible(""));
	assert_false(secret_token_plausible("tend_"));
}

static void text_is_base62(void **state)
{
	char a[65], b[65];

	(void)state;
	memset(a, '#', sizeof a);
	secret_text(a, 64);
	secret_text(b, 64);
	assert_int_equal(strlen(a), 64);
	assert_string_not_equal(a, b);
	for (int i = 0; i < 64; i++)
		assert_true(isalnum((unsigned char)a[i]));
	secret_text(a, 0);
	assert_string_equal(a, "");
}

static void passwords_are_argon2id(void **state)
{
	char hash[SECRET_PASSWORD], again[SECRET_PASSWORD], damaged[SECRET_PASSWORD];

	(void)state;
	assert_true(secret_password_hash(hash, "correct horse"));
	assert_true(secret_password_hash(again, "correct horse"));
	assert_string_not_equal(hash, again);
	assert_non_null(strstr(hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
	assert_true(secret_password_verify(hash, "correct horse"));
	assert_false(secret_password_verify(hash, "correct horsf"));
	assert_false(secret_password_verify(hash, "correct horse "));
	assert_false(secret_password_verify(hash, ""));
	assert_false(secret_password_verify(NULL, "correct horse"));
	assert_false(secret_password_verify(NULL, "no such user"));
	assert_false(secret_password_verify("", "x"));
	assert_false(secret_password_verify("plain", "plain"));
	memcpy(damaged, hash, sizeof damaged);
	damaged[strlen(damaged) - 1] ^= 1;
	assert_false(secret_password_verify(damaged, "correct horse"));
}

static int setup(void **state)
{
	(void)state;
	secret_init();
	secret_init(); /* once more does no harm */
	arena = arena_new(1 << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_are_sha256),
		cmocka_unit_test(signatures_are_hmac),
		cmocka_unit_test(comparison_sees_every_byte),
		cmocka_unit_test(base64_makes_the_round),
		cmocka_unit_test(base64_is_canonical),
		cmocka_unit_test(tokens_have_form_and_sum),
		cmocka_unit_test(text_is_base62),
		cmocka_unit_test(passwords_are_argon2id),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
