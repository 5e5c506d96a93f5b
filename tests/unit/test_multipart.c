/* The multipart reader: every way of cutting the input gives the same parts. */
#include "http/multipart.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TYPE "multipart/form-data; boundary=XX"

/* Parts written as text: [name|file|type|content] */
static enum err note_begin(void *self, const struct multipart_part *part)
{
	buf_printf(self, "[%s|%s|%s|", part->name, part->file_name ? part->file_name : "-",
		part->content_type ? part->content_type : "-");
	return OK;
}

static enum err note_data(void *self, const char *p, size_t n)
{
	buf_add(self, p, n);
	return OK;
}

static enum err note_end(void *self)
{
	buf_char(self, ']');
	return OK;
}

static enum err feed(const char *type, const char *body, size_t n, size_t step, struct buf *out)
{
	struct arena *a = arena_new(1 << 20);
	struct multipart_sink sink = {note_begin, note_data, note_end, out};
	struct multipart *m = multipart_new(a, type, &sink);
	enum err e = m ? OK : E_MEDIA;

	for (size_t i = 0; e == OK && i < n; i += step)
		e = multipart_add(m, body + i, n - i < step ? n - i : step);
	if (e == OK)
		e = multipart_finish(m);
	arena_free(a);
	return e;
}

static void expect(const char *body, const char *parts)
{
	for (size_t step = 1; step <= strlen(body); step++) {
		CLEANUP(buf_free) struct buf out = BUF_INIT(1 << 20);

		assert_int_equal(feed(TYPE, body, strlen(body), step, &out), OK);
		assert_string_equal(out.p ? out.p : "", parts);
	}
}

static void expect_error(const char *body, enum err wanted)
{
	for (size_t step = 1; step <= strlen(body); step += 7) {
		CLEANUP(buf_free) struct buf out = BUF_INIT(1 << 20);

		assert_int_equal(feed(TYPE, body, strlen(body), step, &out), wanted);
	}
}

#define NAME(n) "Content-Disposition: form-data; name=\"" n "\"\r\n"

static void values_and_files(void **state)
{
	(void)state;
	expect("--XX\r\n" NAME("a") "\r\nhello\r\n--XX--\r\n", "[a|-|-|hello]");
	expect("--XX\r\n" NAME("a") "\r\n\r\n--XX--", "[a|-|-|]");
	expect("preamble\r\n--XX \r\n" NAME(
		       "a") "\r\n1\r\n--XX\r\n"
			    "Content-Disposition: form-data; name=f; filename=\"x; y\\\".txt\"\r\n"
			    "content-type: text/plain\r\n\r\nfile\r\n--XX--\r\nepilogue",
		"[a|-|-|1][f|x; y\".txt|text/plain|file]");
}

static void content_like_a_boundary(void **state)
{
	(void)state;
	expect("--XX\r\n" NAME("a") "\r\n\r\r\n-\r\n--X\r\n--\r\r\n\r\n--XX--",
		"[a|-|-|\r\r\n-\r\n--X\r\n--\r\r\n]");
	expect("--XX\r\n" NAME("a") "\r\n-XX\r\n--XX--", "[a|-|-|-XX]");
}

static void malformed(void **state)
{
	(void)state;
	expect_error("--XX\r\n" NAME("a") "\r\nhello", E_BAD_REQUEST);
	expect_error("--XX\r\n\r\nhello\r\n--XX--", E_BAD_REQUEST);
	expect_error("--XX\r\nContent-Type: text/plain\r\n\r\nhello\r\n--XX--", E_BAD_REQUEST);
	expect_error("--XX\r\n" NAME("a") "\r\n--XX no\r\n--XX--", E_BAD_REQUEST);
	expect_error("--XXy\r\n" NAME("a") "\r\nhello\r\n--XX--", E_BAD_REQUEST);
	expect_error("--XX\r\nno colon\r\n\r\nhello\r\n--XX--", E_BAD_REQUEST);
	expect_error("--XX\r\n" NAME("\xff") "\r\nhello\r\n--XX--", E_BAD_REQUEST);
}

static void limits(void **state)
{
	CLEANUP(buf_free) struct buf many = BUF_INIT(1 << 20), out = BUF_INIT(1 << 20);
	CLEANUP(buf_free) struct buf header = BUF_INIT(1 << 20);

	(void)state;
	for (int i = 0; i <= MULTIPART_PARTS_MAX; i++)
		buf_str(&many, "--XX\r\n" NAME("a") "\r\n\r\n");
	buf_str(&many, "--XX--");
	assert_int_equal(feed(TYPE, many.p, many.n, many.n, &out), E_TOO_LARGE);
	buf_str(&header, "--XX\r\nX: ");
	for (int i = 0; i < MULTIPART_HEADER_MAX; i++)
		buf_char(&header, 'a');
	assert_int_equal(feed(TYPE, header.p, header.n, 100, &out), E_TOO_LARGE);
}

static void content_types(void **state)
{
	static const char body[] = "--XX\r\n" NAME("a") "\r\n1\r\n--XX--";
	static const char *const good[] = {"multipart/form-data;boundary=\"XX\"",
		"Multipart/Form-Data; charset=utf-8; boundary=XX",
		"multipart/form-data; x=\"a;boundary=YY\"; boundary=XX"};
	static const char *const bad[] = {"multipart/mixed; boundary=XX", "multipart/form-data",
		"multipart/form-data; boundary=", "text/plain"};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		CLEANUP(buf_free) struct buf out = BUF_INIT(1000);

		assert_int_equal(feed(good[i], body, strlen(body), 5, &out), OK);
		assert_string_equal(out.p, "[a|-|-|1]");
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		CLEANUP(buf_free) struct buf out = BUF_INIT(1000);

		assert_int_equal(feed(bad[i], body, strlen(body), 5, &out), E_MEDIA);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_and_files),
		cmocka_unit_test(content_like_a_boundary),
		cmocka_unit_test(malformed),
		cmocka_unit_test(limits),
		cmocka_unit_test(content_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
