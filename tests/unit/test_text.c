/* UTF-8 of every kind, folding of every character, cleaning, and what is an e-mail address. */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LAST = 0x10ffff, ARENA_BYTES = 64 << 20 };

static struct arena *arena;

/* Bytes of a code point, by the book and nothing refused. */
static size_t encode(char *p, unsigned c)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		p[0] = (char)(0xc0 | c >> 6);
		p[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		p[0] = (char)(0xe0 | c >> 12);
		p[1] = (char)(0x80 | (c >> 6 & 0x3f));
		p[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	p[0] = (char)(0xf0 | c >> 18);
	p[1] = (char)(0x80 | (c >> 12 & 0x3f));
	p[2] = (char)(0x80 | (c >> 6 & 0x3f));
	p[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

static bool is_scalar(unsigned c)
{
	return c && c <= LAST && (c < 0xd800 || c > 0xdfff);
}

static void every_code_point_is_judged(void **state)
{
	char text[8];

	(void)state;
	for (unsigned c = 0; c < 0x200000; c++) {
		size_t n = encode(text, c);

		if (utf8_valid(text, n) != is_scalar(c))
			fail_msg("U+%04X", c);
		for (size_t cut = 1; cut < n; cut++)
			if (utf8_valid(text, cut))
				fail_msg("U+%04X is valid when cut after %zu bytes", c, cut);
	}
}

/* All short byte strings: valid exactly when they are the encoding of what they decode to. */
static void every_byte_pair_is_judged(void **state)
{
	char text[4], right[4];

	(void)state;
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			unsigned c = (a & 0x1f) << 6 | (b & 0x3f);
			bool ascii = a && b && a < 0x80 && b < 0x80;

			text[0] = (char)a;
			text[1] = (char)b;
			if (utf8_valid(text, 2) !=
				(ascii || (encode(right, c) == 2 && !memcmp(text, right, 2))))
				fail_msg("%02x %02x", a, b);
		}
	}
}

static void every_triple_is_judged(void **state)
{
	char text[4], right[4];

	(void)state;
	for (unsigned i = 0; i < 16 * 65536; i++) {
		unsigned a = 0xe0 | i >> 16, b = i >> 8 & 255, d = i & 255;
		unsigned c = (a & 15) << 12 | (b & 0x3f) << 6 | (d & 0x3f);

		text[0] = (char)a;
		text[1] = (char)b;
		text[2] = (char)d;
		if (utf8_valid(text, 3) !=
			(is_scalar(c) && encode(right, c) == 3 && !memcmp(text, right, 3)))
			fail_msg("%02x %02x %02x", a, b, d);
	}
}

static void bad_bytes_are_refused(void **state)
{
	static const char *const bad[] = {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc0\xaf",
		"\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xf8\x88\x80\x80\x80",
		"\xfc\x84\x80\x80\x80\x80", "\xfe", "\xff", "\xed\xa0\x80", "\xed\xbf\xbf",
		"\xed\xa0\x80\xed\xb0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xc4",
		"\xe2\x82", "\xf0\x9f\x98", "\xe2\x28\xa1", "\xc3\x28", "caf\xe9", "\xc4\x8d\x8d"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (utf8_valid(bad[i], strlen(bad[i])))
			fail_msg("case %zu", i);
	assert_false(utf8_valid("a\0b", 3));
	assert_false(utf8_valid("\0", 1));
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("\xc4\x8d\xc2", 2));
	assert_true(utf8_valid("\xef\xbb\xbf\xef\xbf\xbf\xf4\x8f\xbf\xbf", 10));
}

static void length_and_prefix_count_code_points(void **state)
{
	static const char text[] = "a\xc4\x8d\xe2\x82\xac\xf0\x9f\x98\x80z";

	(void)state;
	assert_int_equal(utf8_length(""), 0);
	assert_int_equal(utf8_length(text), 5);
	assert_int_equal(utf8_prefix(text, 0), 0);
	assert_int_equal(utf8_prefix(text, 1), 1);
	assert_int_equal(utf8_prefix(text, 2), 3);
	assert_int_equal(utf8_prefix(text, 3), 6);
	assert_int_equal(utf8_prefix(text, 4), 10);
	assert_int_equal(utf8_prefix(text, 5), 11);
	assert_int_equal(utf8_prefix(text, SIZE_MAX), 11);
	assert_int_equal(utf8_prefix("", 3), 0);
}

static void text_is_folded(void **state)
{
	static const char *const pairs[][2] = {
		{"", ""}, {"Ana ANI\xc4\x8c", "ana ani\xc4\x8d"}, {"STRASSE", "strasse"},
		{"Stra\xc3\x9f"
		 "e",
			"strasse"},
		{"\xe1\xba\x9e", "ss"}, {"\xef\xac\x81\xef\xac\x83", "fiffi"}, /* ligatures */
		{"\xc4\xb0", "i\xcc\x87"},				       /* U+0130 */
		{"I\xc4\xb1", "i\xc4\xb1"},				       /* dotless stays */
		{"\xc7\x84\xc7\x85\xc7\x86", "d\xc5\xbe\x64\xc5\xbe\x64\xc5\xbe"}, /* digraphs */
		{"\xe1\xb2\x90", "\xe1\x83\x90"},			  /* Georgian capital */
		{"\xce\xa3\xcf\x83\xcf\x82", "\xcf\x83\xcf\x83\xcf\x83"}, /* sigmas */
		{"\xe2\x84\xaa\xe2\x84\xab", "k\xc3\xa5"},		  /* Kelvin, Angstrom */
		{"\xef\xbc\xa1\xef\xbc\x91", "a1"},			  /* full width */
		{"a\xcc\x8a", "\xc3\xa5"},				  /* composed */
		{"soft\xc2\xadhyphen", "softhyphen"}, {"\xc2\xad", ""},
		{"zero\xe2\x80\x8bwidth\xef\xbb\xbf", "zerowidth"},
		{"\xf0\x90\x90\x80", "\xf0\x90\x90\xa8"}, /* Deseret, outside the first plane */
		{"\xe3\x8e\x92", "mhz"},
		{"\xef\xb7\xba", "\xd8\xb5\xd9\x84\xd9\x89 \xd8\xa7\xd9\x84\xd9\x84\xd9\x87 "
				 "\xd8\xb9\xd9\x84\xd9\x8a\xd9\x87 \xd9\x88\xd8\xb3\xd9\x84\xd9"
				 "\x85"}, /* U+FDFA: one becomes eighteen */
	};

	(void)state;
	arena_reset(arena);
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		assert_string_equal(utf8_fold(arena, pairs[i][0]), pairs[i][1]);
}

/* Folding twice changes nothing, and the result is valid, for every character. */
static void folding_is_stable(void **state)
{
	char text[4 * 64 + 1];

	(void)state;
	for (unsigned first = 0; first <= LAST; first += 64) {
		size_t n = 0;
		char *once;

		for (unsigned c = first; c < first + 64; c++)
			if (is_scalar(c))
				n += encode(text + n, c);
		text[n] = 0;
		arena_reset(arena);
		once = utf8_fold(arena, text);
		if (!utf8_valid(once, strlen(once)) || strcmp(utf8_fold(arena, once), once) != 0)
			fail_msg("U+%04X to U+%04X", first, first + 63);
	}
}

static void longest_expansion_fits(void **state)
{
	enum { TIMES = 65536 };
	char *text, *folded;

	(void)state;
	arena_reset(arena);
	text = arena_alloc(arena, TIMES * 3 + 1);
	for (int i = 0; i < TIMES; i++)
		memcpy(text + 3 * i, "\xef\xb7\xba", 3);
	folded = utf8_fold(arena, text);
	assert_int_equal(utf8_length(folded), 18 * TIMES);
	assert_true(utf8_valid(folded, strlen(folded)));
}

/* A message of the largest size must not cost many times its own in a request's arena. */
static void plain_text_is_folded_in_little_memory(void **state)
{
	enum { TIMES = 65536 };
	size_t before;
	char *text;

	(void)state;
	arena_reset(arena);
	text = arena_alloc(arena, TIMES * 2 + 1);
	for (int i = 0; i < TIMES; i++)
		memcpy(text + 2 * i, "\xc4\x8c", 2);
	before = arena_used(arena);
	assert_int_equal(utf8_length(utf8_fold(arena, text)), TIMES);
	assert_true(arena_used(arena) - before < (size_t)TIMES * 2 * 10);
}

/* Text from outside that nobody checked (a Basic header) folds to something, and never ends the
 * process. */
static void bad_text_folds_to_valid_text(void **state)
{
	static const char *const bad[] = {"caf\xe9@example.com", "\xff", "\xc4", "\xed\xa0\x80",
		"\xf4\x90\x80\x80", "a\xc0\x80z", "\x80\x80\x80", "\xf0\x9f\x98"};

	(void)state;
	arena_reset(arena);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		char *folded = utf8_fold(arena, bad[i]);

		assert_true(utf8_valid(folded, strlen(folded)));
		assert_string_not_equal(folded, "");
	}
	assert_string_not_equal(utf8_fold(arena, "\xff"), utf8_fold(arena, "x"));
}

static void text_is_cleaned(void **state)
{
	static const char *const pairs[][2] = {
		{"", ""},
		{"  a b  ", "a b"},
		{"\r\n\t a\r\nb\tc \n", "a\nb\tc"},
		{"a\x01\x1b[31m\x7f"
		 "b",
			"a[31mb"},
		{" \t\n\r\v\f ", ""},
		{"\x01 \x02", ""},
		{"a \x01", "a"},
		{"\x01 a\x02 b \x03 ", "a b"},
		{"\xff ", "\xff"},
		{"\xc4\x8d", "\xc4\x8d"},
		{"\xc2\xa0\xe3\x80\x80 a \xe2\x80\xa8\xc2\xa0", "a"}, /* wide and fixed spaces */
		{"\xc2\xa0", ""},
		{"\xe3\x80\x80\xe2\x80\x83", ""},
		{"a\xc2\x85\xc2\x9b"
		 "b",
			"ab"}, /* C1 controls */
		{"a\xc2\xa0"
		 "b",
			"a\xc2\xa0"
			"b"},
		{"\xf0\x9f\x98\x80 ", "\xf0\x9f\x98\x80"},
	};

	(void)state;
	arena_reset(arena);
	for (size_t i = 0; i < COUNT_OF(pairs); i++)
		assert_string_equal(utf8_clean(arena, pairs[i][0]), pairs[i][1]);
}

static const char *const mailable[] = {"a@b.c", "ana.anic@example.com",
	"ana+tag@mail.example.co.uk", "o'hara@example.com", "!#$%&'*+-/=?^_`{|}~@example.com",
	"x@xn--bcher-kva.example", "\xc4\x8d\xc4\x87@primjer.hr",
	"user@\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0.\xd1\x80\xd1\x84", "1@2.3", "a-b@c-d.ef",
	"\xe1\x83\x90@\xe1\x83\x91.\xe1\x83\x92"};

static const char *const unmailable[] = {"", "@", "a", "a@", "@b.c", "a@b", "a@.b", "a@b.",
	"a@b..c", ".a@b.c", "a.@b.c", "a..b@c.d", "a b@c.d", "a@b c.d", "a@b.c ", " a@b.c",
	"a@b@c.d", "a@b.c\n", "a@b.c\r\nBcc: x@y.z", "a\t@b.c", "a\x7f@b.c", "<a@b.c>", "a,b@c.d",
	"a;b@c.d", "a:b@c.d", "a\"b@c.d", "\"a\"@b.c", "a\\b@c.d", "a@[127.0.0.1]", "(c)a@b.c",
	"a@b.c/d", "a@b.c?subject=x", "a@b.c#x", "a@b!c.d", "a@b%c.d", "a@b=c.d", "a@-b.c",
	"a@b-.c", "a@b.-c", "a@b.c-", "a@b'c.d", "a@b_c.d", "caf\xe9@b.c", "a@b.\xff",
	"a\xc2\xa0@b.c", "a@b\xe3\x80\x80.c", "a\xe2\x80\xae@b.c", "a@\xe2\x80\xaemoc.c",
	"a\xc2\x85@b.c", "a\xe2\x80\xa8@b.c"};

static void addresses_are_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(mailable); i++)
		if (!utf8_is_email(mailable[i]))
			fail_msg("refused %s", mailable[i]);
	for (size_t i = 0; i < COUNT_OF(unmailable); i++)
		if (utf8_is_email(unmailable[i]))
			fail_msg("took \"%s\"", unmailable[i]);
}

static void addresses_have_a_longest(void **state)
{
	char text[400], label[64], letters[80];

	(void)state;
	memset(letters, 'a', sizeof letters);
	memset(label, 'd', 63);
	label[63] = 0;
	snprintf(text, sizeof text, "%.*s@b.c", 64, letters);
	assert_true(utf8_is_email(text));
	snprintf(text, sizeof text, "%.*s@b.c", 65, letters);
	assert_false(utf8_is_email(text));
	snprintf(text, sizeof text, "a@%s.c", label);
	assert_true(utf8_is_email(text));
	snprintf(text, sizeof text, "a@%sd.c", label);
	assert_false(utf8_is_email(text));
	snprintf(text, sizeof text, "a@%s.%s.%s.%.*s", label, label, label, 60, label);
	assert_int_equal(strlen(text), 254);
	assert_true(utf8_is_email(text));
	snprintf(text, sizeof text, "a@%s.%s.%s.%.*s", label, label, label, 61, label);
	assert_false(utf8_is_email(text));
}

static void values_stand_apart_from_sentences(void **state)
{
	const char *ana = "Ana, 12 %", *ali = "\u0639\u0644\u064a", *times = "09:00\u201317:00 (3)";

	(void)state;
	assert_ptr_equal(utf8_set_apart(arena, ana, false), ana);
	assert_ptr_equal(utf8_set_apart(arena, ali, true), ali);
	assert_ptr_equal(utf8_set_apart(arena, times, false), times);
	assert_ptr_equal(utf8_set_apart(arena, times, true), times);
	assert_string_equal(utf8_set_apart(arena, ana, true), "\u2068Ana, 12 %\u2069");
	assert_string_equal(utf8_set_apart(arena, ali, false), "\u2068\u0639\u0644\u064a\u2069");
	assert_string_equal(
		utf8_set_apart(arena, "C \u05d4\u05d5", false), "\u2068C \u05d4\u05d5\u2069");
}

static int setup(void **state)
{
	(void)state;
	arena = arena_new(ARENA_BYTES);
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
		cmocka_unit_test(every_code_point_is_judged),
		cmocka_unit_test(every_byte_pair_is_judged),
		cmocka_unit_test(every_triple_is_judged),
		cmocka_unit_test(bad_bytes_are_refused),
		cmocka_unit_test(length_and_prefix_count_code_points),
		cmocka_unit_test(text_is_folded),
		cmocka_unit_test(folding_is_stable),
		cmocka_unit_test(longest_expansion_fits),
		cmocka_unit_test(plain_text_is_folded_in_little_memory),
		cmocka_unit_test(bad_text_folds_to_valid_text),
		cmocka_unit_test(text_is_cleaned),
		cmocka_unit_test(addresses_are_judged),
		cmocka_unit_test(addresses_have_a_longest),
		cmocka_unit_test(values_stand_apart_from_sentences),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
