/* Formatted text from outside: what is let through, what is left out, and the plain words of it. */
#include "base/html_clean.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;

static void expect(const char *source, const char *html, const char *text)
{
	const char *plain, *clean = html_clean(arena, source, &plain);

	if (html)
		assert_string_equal(clean, html);
	else
		assert_null(clean);
	assert_string_equal(plain, text);
}

static void known_elements_stay(void **state)
{
	(void)state;
	expect("<p>One <b>two</b> <I>three</I></p>",
		"<p>One <strong>two</strong> <em>three</em></p>", "One two three");
	expect("<div>a<br/>b</div><h2>c</h2>", "<p>a<br>b</p><p>c</p>", "a\nb\n\nc");
	expect("<ol><li>x<li>y</ol><ul><li>z</li></ul>",
		"<ol><li>x</li><li>y</li></ol><ul><li>z</li></ul>", "1. x\n2. y\n\n- z");
	expect("<pre>a\n  b</pre>", "<pre>a\n  b</pre>", "a\n  b");
	expect("<blockquote><p>a</p></blockquote>b", "<blockquote><p>a</p></blockquote>b",
		"a\n\nb");
}

static void unknown_ones_lose_their_tags(void **state)
{
	(void)state;
	expect("<marquee>a</marquee><font size=7>b</font>", "ab", "ab");
	expect("a<!-- <b>c</b> -->d", "ad", "ad");
	expect("1 < 2 & 3 <4", "1 &lt; 2 &amp; 3 &lt;4", "1 < 2 & 3 <4");
}

static void hostile_ones_leave_nothing(void **state)
{
	(void)state;
	expect("a<script>alert(1)</script >b", "ab", "ab");
	expect("a<style>p{}</style><svg><script>1</script></svg>b", "ab", "ab");
	expect("<script>alert(1)", NULL, "");
	expect("<p onclick=\"x\" style='y'>a</p>", "<p>a</p>", "a");
	expect("<img src=x onerror=alert(1)>a", "a", "a");
	expect("<a href=\"javascript:alert(1)\">a</a>", "<a>a</a>", "a");
	expect("<a href=\"java&#10;script:alert(1)\">a</a>", "<a>a</a>", "a");
	expect("<a href=\" data:text/html,x\">a</a>", "<a>a</a>", "a");
	expect("<a title=\"<b>\" href=\"https://e.example/?a&amp;b\">c</a>",
		"<a href=\"https://e.example/?a&amp;b\">c</a>", "c");
	expect("<a href='https://e.example/\"onclick=x'>c</a>",
		"<a href=\"https://e.example/&quot;onclick=x\">c</a>", "c");
	expect("&lt;script&gt;", "&lt;script&gt;", "<script>");
	expect("<p/><<b>>x", "<p>&lt;<strong>&gt;x</strong></p>", "<>x");
	expect("\xff\xfe<b>a", "<strong>a</strong>", "a");
}

static void marks_around_nothing_are_left_out(void **state)
{
	(void)state;
	expect("x<b></b>", "x", "x");
	expect("x<b><i><u></i></b><a href=\"https://e.example/\"></a>y", "xy", "xy");
	expect("<p>a<code></code></p><p></p>", "<p>a</p><p></p>", "a");
	expect("a<b> </b>b<i>c</i>", "a<strong> </strong>b<em>c</em>", "a bc");
	expect("<b></b>", NULL, "");
}

static void own_files_are_shown(void **state)
{
#define LINK "/attachments/token/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP0"
	(void)state;
	expect("<img src=\"https://desk.example" LINK "?name=a.png\">",
		"<img src=\"" LINK "\" alt=\"\">", "[image]");
	expect("<img src=\"/attachments/token/short\">", NULL, "");
	expect("<img src=\"//evil.example" LINK "\">x", "x", "x");
}

static void nesting_ends(void **state)
{
	char *deep = calloc(1, 40000);
	const char *text, *clean;
	size_t n;

	(void)state;
	for (int i = 0; i < 5000; i++)
		strcat(deep + i * 3, "<b>");
	strcat(deep, "x");
	clean = html_clean(arena, deep, &text);
	n = strlen(clean);
	assert_true(n < HTML_DEPTH * 20 + 2);
	assert_string_equal(text, "x");
	free(deep);
	expect("</b></p>a</ul>", "a", "a");
	expect("<ul><li><p>a<ul><li>b</ul>", "<ul><li><p>a</p><ul><li>b</li></ul></li></ul>",
		"- a\n\n- b");
}

static void plain_text_becomes_formatted(void **state)
{
	(void)state;
	assert_string_equal(html_of_text(arena, "a<b\nc"), "<p>a&lt;b<br>c</p>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(known_elements_stay),
		cmocka_unit_test(unknown_ones_lose_their_tags),
		cmocka_unit_test(hostile_ones_leave_nothing),
		cmocka_unit_test(marks_around_nothing_are_left_out),
		cmocka_unit_test(own_files_are_shown), cmocka_unit_test(nesting_ends),
		cmocka_unit_test(plain_text_becomes_formatted)};
	int failed;

	arena = arena_new(64 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
