/* JSON in and out: what the strict parser refuses, and that the writer's output is read back. */
#include "base/json.h"
#include "base/jsonw.h"
#include "base/utf8.h"

#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { OUT_MAX = 1 << 20 };

static json_t *parse(const char *text)
{
	char why[200] = "";
	json_t *j = json_parse(text, strlen(text), why, sizeof why);

	if (!j)
		fail_msg("%s in %s", why, text);
	return j;
}

static bool is_refused(const char *text, size_t n)
{
	char why[300];
	json_t *j;

	memset(why, 1, sizeof why);
	j = json_parse(text, n, why, sizeof why);
	if (j) {
		json_decref(j);
		return false;
	}
	/* the sentence goes into an answer: there, ended, valid */
	return memchr(why, 0, sizeof why) && *why && utf8_valid(why, strlen(why)) &&
	       !json_parse(text, n, NULL, 0);
}

static void good_text_is_parsed(void **state)
{
	CLEANUP(json_cleanup)
	json_t *j =
		parse(" {\"a\": [1, -2.5e3, true, null, \"\\u010d\\ud83d\\ude00\\/\"], \"\": {}} ");
	const json_t *list = json_object_get(j, "a");

	(void)state;
	assert_int_equal(json_array_size(list), 5);
	assert_string_equal(
		json_string_value(json_array_get(list, 4)), "\xc4\x8d\xf0\x9f\x98\x80/");
	assert_non_null(json_object_get(j, ""));
	json_decref(parse("\"text alone\""));
	json_decref(parse("null"));
	json_decref(parse("-0"));
	json_decref(parse("{\"\\ud83d\\ude00\": 1}"));
}

static void bad_text_is_refused(void **state)
{
	static const char *const bad[] = {"", " ", "{", "}", "[", "]", "{]", "[1,]", "{\"a\":1,}",
		"{\"a\"}", "{a:1}", "{'a':1}", "[1 2]", "01", "+1", ".5", "1.", "1e", "0x10", "NaN",
		"Infinity", "-", "tru", "nul", "TRUE", "\"", "\"a", "\"\\x\"", "\"\\u12\"",
		"\"\\u0000\"", "{\"\\u0000\":1}", "\"\\ud800\"", "\"\\udc00\"",
		"\"\\ud800\\u0041\"", "\"\t\"", "\"\n\"", "\"\x01\"", "{}{}", "[] x", "// c\n{}",
		"/* c */{}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
		"[{\"b\":{\"c\":1,\"c\":1}}]", "9223372036854775808", "-9223372036854775809",
		"1e999", "-1e999", "123456789012345678901234567890", "\xef\xbb\xbf{}"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (!is_refused(bad[i], strlen(bad[i])))
			fail_msg("took \"%s\"", bad[i]);
	assert_true(is_refused("{}\0", 3));
	assert_true(is_refused("\0{}", 3));
	assert_true(is_refused("\"a\0b\"", 5));
	assert_true(is_refused("[1]\0garbage", 11));
}

static void bad_utf8_is_refused(void **state)
{
	static const char *const bad[] = {"\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
		"\xff", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "caf\xe9", "\xc4", "\xe2\x82",
		"\xc4\x8d\xc4\x8d\xc4\x8d\xc4\x8d\xc4\x8d\xff"};
	char text[64];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		snprintf(text, sizeof text, "{\"a\": \"%s\"}", bad[i]);
		assert_true(is_refused(text, strlen(text)));
		snprintf(text, sizeof text, "{\"%s\": 1}", bad[i]);
		assert_true(is_refused(text, strlen(text)));
		assert_true(is_refused(bad[i], strlen(bad[i])));
	}
}

/* The parser's sentence quotes what stands near: it must stay valid when that is cut anywhere. */
static void sentences_are_valid_text(void **state)
{
	char text[64];

	(void)state;
	for (int n = 0; n < 24; n++) {
		snprintf(text, sizeof text, "[%.*s\xe2\x82\xac\xe2\x82\xac", n,
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
		assert_true(is_refused(text, strlen(text)));
		snprintf(text, sizeof text, "[\"%.*s\xe2\x82\xac\\q\"]", n,
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
		assert_true(is_refused(text, strlen(text)));
	}
	for (size_t cap = 1; cap < 80; cap++) {
		char why[80];

		memset(why, 1, sizeof why);
		assert_null(json_parse("[\"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac", 11, why, cap));
		assert_true(strlen(why) < cap);
		assert_true(utf8_valid(why, strlen(why)));
	}
}

static void depth_is_exact(void **state)
{
	static char text[200001];
	json_t *j;

	(void)state;
	for (int depth = JSON_DEPTH; depth <= JSON_DEPTH + 1; depth++) {
		memset(text, '[', (size_t)depth);
		memset(text + depth, ']', (size_t)depth);
		j = json_parse(text, (size_t)depth * 2, NULL, 0);
		assert_int_equal(j != NULL, depth == JSON_DEPTH);
		json_decref(j);
	}
	memset(text, '[', 200000);
	assert_true(is_refused(text, 100000));
	for (int i = 0; i < 100000; i++)
		memcpy(text + 2 * i, i % 2 ? "\"a" : "{\"", 2);
	assert_true(is_refused(text, 200000));
	/* brackets inside a string are text */
	memset(text, '[', 200000);
	text[0] = text[199999] = '"';
	j = json_parse(text, 200000, NULL, 0);
	assert_int_equal(json_string_length(j), 199998);
	json_decref(j);
	/* closing first must not make room */
	memset(text, ']', 100);
	memset(text + 100, '[', 100);
	assert_true(is_refused(text, 200));
}

static void members_are_read(void **state)
{
	CLEANUP(json_cleanup)
	json_t *j = parse("{\"s\":\"x\",\"i\":-9223372036854775808,\"I\":9223372036854775807,"
			  "\"t\":true,\"f\":false,\"n\":null,\"r\":1.5}");
	json_t *nothing = NULL;

	(void)state;
	assert_string_equal(json_get_str(j, "s"), "x");
	assert_null(json_get_str(j, "i"));
	assert_null(json_get_str(j, "missing"));
	assert_null(json_get_str(NULL, "s"));
	assert_true(json_get_i64(j, "i", 5) == INT64_MIN);
	assert_true(json_get_i64(j, "I", 5) == INT64_MAX);
	assert_int_equal(json_get_i64(j, "r", 5), 5);
	assert_int_equal(json_get_i64(j, "n", 5), 5);
	assert_int_equal(json_get_i64(NULL, "i", 5), 5);
	assert_true(json_get_bool(j, "t", false));
	assert_false(json_get_bool(j, "f", true));
	assert_true(json_get_bool(j, "i", true));
	assert_true(json_get_bool(NULL, "t", true));
	json_cleanup(&nothing);
}

static void values_are_written(void **state)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(OUT_MAX);
	struct jw w;

	(void)state;
	jw_init(&w, &out);
	jw_object(&w, NULL);
	jw_array(&w, "list");
	jw_i64(&w, NULL, INT64_MIN);
	jw_i64(&w, NULL, INT64_MAX);
	jw_i64(&w, NULL, 0);
	jw_end(&w);
	jw_array(&w, "empty");
	jw_end(&w);
	jw_object(&w, "object");
	jw_end(&w);
	jw_bool(&w, "yes", true);
	jw_bool(&w, "no", false);
	jw_null(&w, "null");
	jw_id(&w, "id", 7);
	jw_id(&w, "none", 0);
	jw_time(&w, "at", 1795341600000);
	jw_time(&w, "never", 0);
	jw_str(&w, "missing", NULL);
	jw_str(&w, "blank", "");
	jw_strn(&w, "part", "abcdef", 3);
	jw_raw(&w, "raw", "[1]");
	jw_raw(&w, "raw_null", NULL);
	jw_raw(&w, "raw_blank", "");
	jw_printf(&w, "printed", "%d \"%s\"", 5, "x");
	jw_end(&w);
	assert_string_equal(out.p,
		"{\"list\":[-9223372036854775808,9223372036854775807,0],\"empty\":[],\"object\":{},"
		"\"yes\":true,\"no\":false,\"null\":null,\"id\":7,\"none\":null,"
		"\"at\":\"2026-11-22T10:00:00Z\",\"never\":null,\"missing\":null,\"blank\":\"\","
		"\"part\":\"abc\",\"raw\":[1],\"raw_null\":null,\"raw_blank\":null,"
		"\"printed\":\"5 \\\"x\\\"\"}");
	assert_int_equal(w.depth, 0);
}

/* One value as it is written and read back. */
static json_t *back(const char *v, size_t n)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(OUT_MAX);
	char why[200] = "";
	struct jw w;
	json_t *j;

	jw_init(&w, &out);
	jw_strn(&w, NULL, v, n);
	assert_false(out.failed);
	for (size_t i = 0; i < out.n; i++)
		assert_true((unsigned char)out.p[i] >= 0x20 && out.p[i] != 0x7f);
	j = json_parse(out.p, out.n, why, sizeof why);
	if (!j)
		fail_msg("%s in %s", why, out.p);
	return j;
}

static void strings_make_the_round(void **state)
{
	char text[3] = "";
	json_t *j;

	(void)state;
	for (int c = 1; c < 0x80; c++) {
		text[0] = text[1] = (char)c;
		j = back(text, 2);
		assert_int_equal(json_string_length(j), 2);
		assert_memory_equal(json_string_value(j), text, 2);
		json_decref(j);
	}
	j = back("\xe2\x80\xa8</script>&\xf0\x9f\x98\x80", 17);
	assert_string_equal(json_string_value(j), "\xe2\x80\xa8</script>&\xf0\x9f\x98\x80");
	json_decref(j);
	j = back("", 0);
	assert_int_equal(json_string_length(j), 0);
	json_decref(j);
}

static void numbers_make_the_round(void **state)
{
	static const double values[] = {0, -0.0, 0.1, 1.0 / 3, 1e-300, 1.7976931348623157e308,
		5e-324, -123456.789, 1e15, 9007199254740993.0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(values); i++) {
		CLEANUP(buf_free) struct buf out = BUF_INIT(OUT_MAX);
		struct jw w;
		json_t *j;

		jw_init(&w, &out);
		jw_double(&w, NULL, values[i]);
		j = json_parse(out.p, out.n, NULL, 0);
		assert_true(json_number_value(j) == values[i]);
		json_decref(j);
	}
}

/* JSON has no word for these. */
static void no_number_is_null(void **state)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(OUT_MAX);
	struct jw w;

	(void)state;
	jw_init(&w, &out);
	jw_array(&w, NULL);
	jw_double(&w, NULL, (double)NAN);
	jw_double(&w, NULL, (double)INFINITY);
	jw_double(&w, NULL, -(double)INFINITY);
	jw_end(&w);
	assert_string_equal(out.p, "[null,null,null]");
}

static void full_buffer_is_told(void **state)
{
	const size_t whole = strlen("{\"text\":\"a\\\"b\\\\c\\n\\u0001 long\",\"n\":12}");

	(void)state;
	for (size_t max = 0; max < 50; max++) {
		CLEANUP(buf_free) struct buf out = BUF_INIT(max);
		struct jw w;

		jw_init(&w, &out);
		jw_object(&w, NULL);
		jw_str(&w, "text", "a\"b\\c\n\x01 long");
		jw_i64(&w, "n", 12);
		jw_end(&w);
		assert_true(out.n <= max);
		assert_int_equal(out.failed, max < whole);
	}
}

static void nest(int levels, int ends)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(OUT_MAX);
	struct jw w;

	jw_init(&w, &out);
	for (int i = 0; i < levels; i++)
		jw_array(&w, NULL);
	for (int i = 0; i < ends; i++)
		jw_end(&w);
}

static bool nest_dies(int levels, int ends)
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		close(STDERR_FILENO);
		nest(levels, ends);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

static void writer_has_a_deepest(void **state)
{
	(void)state;
	nest(JW_DEPTH, JW_DEPTH);
	assert_true(nest_dies(JW_DEPTH + 1, 0));
	assert_true(nest_dies(1, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_text_is_parsed),
		cmocka_unit_test(bad_text_is_refused),
		cmocka_unit_test(bad_utf8_is_refused),
		cmocka_unit_test(sentences_are_valid_text),
		cmocka_unit_test(depth_is_exact),
		cmocka_unit_test(members_are_read),
		cmocka_unit_test(values_are_written),
		cmocka_unit_test(strings_make_the_round),
		cmocka_unit_test(numbers_make_the_round),
		cmocka_unit_test(no_number_is_null),
		cmocka_unit_test(full_buffer_is_told),
		cmocka_unit_test(writer_has_a_deepest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
