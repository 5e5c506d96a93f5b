/* Codes of RFC 6238 (appendix B), the window around now, replay, and base 32 of RFC 4648. */
#include "base/qr.h"
#include "base/totp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static const uint8_t secret[] = "12345678901234567890";
enum { SECRET_N = 20 };

/* The appendix gives eight digits; six are their end. */
static void test_rfc_6238(void **state)
{
	static const struct {
		i64 at_s;
		const char *code;
	} vectors[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"},
		{1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
	char code[TOTP_DIGITS + 1];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(vectors); i++) {
		totp_code(code, secret, SECRET_N, vectors[i].at_s / TOTP_STEP_S);
		assert_string_equal(code, vectors[i].code);
		assert_int_equal(totp_find(vectors[i].code, secret, SECRET_N, vectors[i].at_s, 0),
			vectors[i].at_s / TOTP_STEP_S);
	}
}

static void test_window(void **state)
{
	char code[TOTP_DIGITS + 1];
	i64 now = 1234567890, step = now / TOTP_STEP_S;

	(void)state;
	for (i64 away = -3; away <= 3; away++) {
		bool near = away >= -TOTP_WINDOW && away <= TOTP_WINDOW;

		totp_code(code, secret, SECRET_N, step + away);
		assert_int_equal(
			totp_find(code, secret, SECRET_N, now, 0), near ? step + away : -1);
	}
}

static void test_no_code_twice(void **state)
{
	char code[TOTP_DIGITS + 1];
	i64 now = 1234567890, step = now / TOTP_STEP_S;

	(void)state;
	totp_code(code, secret, SECRET_N, step);
	assert_int_equal(totp_find(code, secret, SECRET_N, now, step - 1), step);
	assert_int_equal(totp_find(code, secret, SECRET_N, now, step), -1);
	assert_int_equal(totp_find(code, secret, SECRET_N, now, step + 1), -1);
}

static void test_what_is_no_code(void **state)
{
	static const char *const bad[] = {"", "00592", "0059240", "abcdef", "005 24", "00592４"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		assert_int_equal(totp_find(bad[i], secret, SECRET_N, 1234567890, 0), -1);
}

static void test_base32(void **state)
{
	static const char *const vectors[][2] = {{"", ""}, {"f", "MY"}, {"fo", "MZXQ"},
		{"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"},
		{"foobar", "MZXW6YTBOI"}};
	struct arena *a = arena_new(1 << 16);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(vectors); i++)
		assert_string_equal(
			totp_base32(a, (const uint8_t *)vectors[i][0], strlen(vectors[i][0])),
			vectors[i][1]);
	arena_free(a);
}

/* The three corners that readers look for, and a picture of it. */
static void test_qr(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct qr qr = qr_encode(a, "otpauth://totp/Tend:maria%40desk.example?secret=MZXW6YTBOI");

	(void)state;
	assert_true(qr.size >= 21);
	for (int i = 0; i < 7; i++) {
		assert_true(qr.dark[i]);
		assert_true(qr.dark[qr.size - 1 - i]);
		assert_true(qr.dark[(qr.size - 1) * qr.size + i]);
	}
	assert_false(qr.dark[7]);
	assert_non_null(strstr(qr_svg(a, &qr), "M4 4h1v1h-1z"));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rfc_6238),
		cmocka_unit_test(test_window), cmocka_unit_test(test_no_code_twice),
		cmocka_unit_test(test_what_is_no_code), cmocka_unit_test(test_base32),
		cmocka_unit_test(test_qr)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
