/*
 * The pure parts around tickets: tags, the grammar of searches, moments in searches, previews,
 * file names, text of HTML, signed links.
 */
#include "base/clock.h"
#include "base/html_text.h"
#include "base/secret.h"
#include "domain/attachment.h"
#include "domain/search_i.h"
#include "domain/tag.h"
#include "domain/ticket_link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct cx cx;

static const char *tags_of(const char *a, const char *b)
{
	const char *words[] = {a, b};
	struct text_list in = {words, b ? 2 : 1}, out;

	assert_int_equal(tag_normalize(&cx, &in, &out), OK);
	return tag_join(cx.arena, &out);
}

static void tags_are_folded_split_sorted_and_once(void **state)
{
	struct text_list before, gone, add, now;

	(void)state;
	assert_string_equal(tags_of("B a,c  A", "b"), "a b c");
	assert_string_equal(tags_of("", NULL), "");
	assert_string_equal(tags_of("\xc5\xbd\xc3\xa9", NULL), "\xc5\xbe\xc3\xa9");
	tag_split(cx.arena, "a b c", &before);
	tag_split(cx.arena, "b", &gone);
	tag_split(cx.arena, "d a", &add);
	tag_combine(cx.arena, &before, &add, &gone, &now);
	assert_string_equal(tag_join(cx.arena, &now), "a c d");
}

static void too_many_tags_are_refused(void **state)
{
	char text[2 * TICKET_TAGS_MAX * 4] = "";
	const char *words[] = {text};
	struct text_list in = {words, 1}, out;
	size_t n = 0;

	(void)state;
	for (int i = 0; i <= TICKET_TAGS_MAX; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "t%d ", i);
	cx.fail = (struct failure){0};
	assert_int_equal(tag_normalize(&cx, &in, &out), E_INVALID);
	assert_string_equal(cx.fail.details[0].field, "tags");
	cx.fail = (struct failure){0};
}

static struct search parsed(const char *text)
{
	struct search s;

	assert_int_equal(search_parse(&cx, text, &s), OK);
	return s;
}

static void searches_are_terms(void **state)
{
	struct search s =
		parsed("burn* \"two words\" -not status<solved -tags:x custom_field_12:v");

	(void)state;
	assert_int_equal(s.term_count, 6);
	assert_true(s.terms[0].prefix);
	assert_string_equal(s.terms[0].value, "burn");
	assert_true(s.terms[1].phrase);
	assert_string_equal(s.terms[1].value, "two words");
	assert_true(s.terms[2].negated);
	assert_int_equal(s.terms[3].key, KEY_STATUS);
	assert_int_equal(s.terms[3].op, OP_LESS);
	assert_true(s.terms[4].negated);
	assert_int_equal(s.terms[4].key, KEY_TAGS);
	assert_int_equal(s.terms[5].key, KEY_CUSTOM_FIELD);
	assert_int_equal(s.terms[5].field, 12);
	assert_int_equal(s.types, SEARCH_TICKETS);
}

static void words_of_searches_are_quoted(void **state)
{
	struct search s = parsed("a\"b NEAR(x subject:y* *** burn* -gone -\"all gone\"");

	(void)state;
	assert_string_equal(search_match_text(cx.arena, &s, false),
		"\"a b\" AND \"NEAR(x\" AND subject : \"y\" AND \"burn\" *");
	assert_string_equal(search_match_text(cx.arena, &s, true), "\"gone\" OR \"all gone\"");
}

static void searches_steer(void **state)
{
	struct search s = parsed("type:ticket order_by:updated_at sort:asc hello");

	(void)state;
	assert_int_equal(s.types, SEARCH_TICKETS);
	assert_int_equal(s.sort, SORT_UPDATED);
	assert_true(s.ascending);
	assert_int_equal(s.term_count, 1);
	assert_string_equal(s.terms[0].value, "hello");
	s = parsed("type:incident");
	assert_int_equal(s.terms[0].key, KEY_TICKET_TYPE);
	s = parsed("unknown:thing \" : < -");
	assert_true(s.term_count >= 1);
}

static void moments_in_searches(void **state)
{
	i64 now = 1795000000000, from, to;

	(void)state;
	assert_true(search_time_range(now, "2026-11-22", &from, &to));
	assert_int_equal(to - from, DAY_MS);
	assert_true(search_time_range(now, "2026-11-22T10:00:00Z", &from, &to));
	assert_int_equal(to - from, SECOND_MS);
	assert_true(search_time_range(now, "4hours", &from, &to));
	assert_int_equal(from, now - 4 * HOUR_MS);
	assert_true(search_time_range(now, "1day", &from, &to));
	assert_false(search_time_range(now, "4parsecs", &from, &to));
	assert_false(search_time_range(now, "soon", &from, &to));
}

static void previews_are_one_line(void **state)
{
	char text[1000];

	(void)state;
	assert_string_equal(comment_snippet(cx.arena, "a\n\n  b\tc "), "a b c");
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	assert_int_equal(strlen(comment_snippet(cx.arena, text)), COMMENT_SNIPPET);
}

static void file_names_are_only_names(void **state)
{
	(void)state;
	assert_string_equal(attachment_clean_name(cx.arena, "../../etc/passwd"), "passwd");
	assert_string_equal(attachment_clean_name(cx.arena, "C:\\x\\y.txt"), "y.txt");
	assert_string_equal(attachment_clean_name(cx.arena, ".."), "file");
	assert_string_equal(attachment_clean_name(cx.arena, ""), "file");
	assert_string_equal(attachment_clean_name(cx.arena, NULL), "file");
	assert_string_equal(attachment_clean_name(cx.arena, "a\"b\nc"), "a_b_c");
	assert_true(attachment_type_is_image("image/png"));
	assert_false(attachment_type_is_image("image/svg+xml"));
}

static void html_becomes_text(void **state)
{
	(void)state;
	assert_string_equal(html_text(cx.arena, "<p>a &amp; b<br>c</p><p>d</p>"), "a & b\nc\nd");
	assert_string_equal(html_text(cx.arena, "x<script>alert(1)</script>y<style>z"), "xy");
	assert_string_equal(
		html_text(cx.arena, "1 < 2 &#x41;&#66;&bogus;&#;"), "1 < 2 AB&bogus;&#;");
	assert_string_equal(html_text(cx.arena, "<"), "<");
	assert_string_equal(html_text(cx.arena, "a<b"), "a");
}

static void links_are_signed(void **state)
{
	char *token = ticket_link_token(&cx, (ticket_id){42});
	ticket_id id = {0};
	i64 at;

	(void)state;
	assert_int_equal(strlen(token), 32);
	assert_true(ticket_link_open(&cx, token, &id));
	assert_int_equal(id.v, 42);
	assert_false(form_stamp_open(&cx, token, &at)); /* another label */
	for (size_t i = 0; i < 32; i++) {
		char other[33];

		memcpy(other, token, 33);
		other[i] = other[i] == 'B' ? 'C' : 'B';
		assert_false(ticket_link_open(&cx, other, &id));
	}
	assert_false(ticket_link_open(&cx, "", &id));
	assert_false(ticket_link_open(&cx, NULL, &id));
	assert_true(form_stamp_open(&cx, form_stamp_make(&cx), &at));
	assert_int_equal(at, cx.now);
}

int main(void)
{
	static uint8_t key[SECRET_KEY] = {7};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags_are_folded_split_sorted_and_once),
		cmocka_unit_test(too_many_tags_are_refused),
		cmocka_unit_test(searches_are_terms),
		cmocka_unit_test(words_of_searches_are_quoted),
		cmocka_unit_test(searches_steer),
		cmocka_unit_test(moments_in_searches),
		cmocka_unit_test(previews_are_one_line),
		cmocka_unit_test(file_names_are_only_names),
		cmocka_unit_test(html_becomes_text),
		cmocka_unit_test(links_are_signed),
	};
	int failed;

	secret_init();
	cx = (struct cx){.arena = arena_new(16 << 20), .now = 1795000000000, .link_key = key};
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(cx.arena);
	return failed;
}
