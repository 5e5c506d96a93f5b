/* HTML of mails: what may be shown comes out, what runs, loads or leads elsewhere does not. */
#include "base/html_mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

static const char *picture(void *self, int n)
{
	return arena_printf(self, "/m/7/image?n=%d", n);
}

static const char *own_file(void *self, const char *name)
{
	(void)self;
	return strncmp(name, "cid:logo.png", 12) == 0 ? "/attachments/token/abc" : NULL;
}

/* What the source becomes; with pictures of other houses when `pictures`. */
static const char *shown(struct arena *a, const char *html, bool pictures)
{
	const struct html_mail options = {.quote_title = "Show quoted text",
		.picture = pictures ? picture : NULL,
		.file = own_file,
		.self = a};
	CLEANUP(buf_free) struct buf out = BUF_INIT(HTML_MAIL_MAX);

	html_mail_write(a, html, &options, &out);
	return arena_strndup(a, out.p ? out.p : "", out.n);
}

static void test_rewritten(void **state)
{
	static const struct {
		const char *html, *out;
	} cases[] = {
		{"plain & <b>bold", "plain &amp; <b>bold</b>"},
		{"a &eacute; &#8212; &nosuch &amp;lt; b > c",
			"a &eacute; &#8212; &amp;nosuch &amp;lt; b &gt; c"},
		{"<p onclick=x CLASS=y align=\"left\">t", "<p align=\"left\">t</p>"},
		{"<script>alert(1)</script>x<SCRIPT src=//e>", "x"},
		{"<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"},
		{"<style>p{}</style><title>t</title>x", "x"},
		{"<iframe srcdoc='<script>1</script>'></iframe>x", "x"},
		{"<svg onload=1><a href=x>y</a></svg>x", "x"},
		{"<meta http-equiv=refresh content=0><base href=//e><link rel=x>x", "x"},
		{"<form action=//e><input name=a><button>go</button></form>", "go"},
		{"<a href=\"JaVa\nScript:alert(1)\">x</a>", "<a>x</a>"},
		{"<a href=' https://e.example/?a=1&amp;b=\"2'>x</a>",
			"<a href=\"https://e.example/?a=1&amp;b=&quot;2\" target=\"_blank\" "
			"rel=\"noopener noreferrer nofollow\">x</a>"},
		{"<p style='color:red;position:fixed;background:url(http://e/x);"
		 "width:expression(1);margin:0'>x",
			"<p style=\"color:red;margin:0\">x</p>"},
		{"<p style='color:rgb(1,2,3);background:rgb(0,0,0) url(x)'>x",
			"<p style=\"color:rgb(1,2,3)\">x</p>"},
		{"<p style='background:url(image#rgb);background:rgb url(x);color:Rgba(1,2,3,.5);"
		 "background:url(rgb);border:1px solid rgb(1,2,3);background:xrgb(x)'>x",
			"<p style=\"color:Rgba(1,2,3,.5);border:1px solid rgb(1,2,3)\">x</p>"},
		{"<p style=\"color:\\72 ed;font:x/**/y\">x", "<p>x</p>"},
		{"<!-- <b>no</b> --><![CDATA[x]]><?php ?>y", "y"},
		{"</div></b>x</p>", "x"},
		{"<table><tr><td><b>x</table>y", "<table><tr><td><b>x</b></td></tr></table>y"},
		{"<td></table>x</td>", "<td>x</td>"},
		{"<o:p>x</o:p><x-foo>y</x-foo>", "xy"},
		{"< b>x <", "&lt; b&gt;x "},
		{"<b", "<b></b>"},
		{"<a href=\"", "<a></a>"},
	};
	struct arena *a = arena_new(8 << 20);

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		assert_string_equal(shown(a, cases[i].html, false), cases[i].out);
	arena_free(a);
}

static void test_pictures(void **state)
{
	static const char html[] =
		"<img src=http://t.example/p.gif onerror=x width=1>"
		"<img src=\"cid:logo.png@01D\"><img src=data:image/png;base64,AAAA>"
		"<img src=data:image/svg+xml;base64,AAAA><img src=/agent>"
		"<img src=\"https://t.example/2?a&amp;b\">";
	struct arena *a = arena_new(8 << 20);

	(void)state;
	assert_string_equal(shown(a, html, false),
		"<img width=\"1\" class=\"away\"><img src=\"/attachments/token/abc\">"
		"<img src=\"data:image/png;base64,AAAA\"><img><img><img class=\"away\">");
	assert_string_equal(shown(a, html, true),
		"<img width=\"1\" src=\"/m/7/image?n=0\"><img src=\"/attachments/token/abc\">"
		"<img src=\"data:image/png;base64,AAAA\"><img><img>"
		"<img src=\"/m/7/image?n=1\">");
	assert_string_equal(html_mail_picture(a, html, 0), "http://t.example/p.gif");
	assert_string_equal(html_mail_picture(a, html, 1), "https://t.example/2?a&b");
	assert_null(html_mail_picture(a, html, 2));
	assert_null(html_mail_picture(a, html, -1));
	assert_null(html_mail_picture(a, html, HTML_MAIL_PICTURES));
	arena_free(a);
}

static void test_quotation(void **state)
{
	struct arena *a = arena_new(8 << 20);

	(void)state;
	assert_string_equal(
		shown(a, "new<blockquote>old<blockquote>older</blockquote></blockquote>end", false),
		"new<details><summary>Show quoted text</summary><blockquote>old<blockquote>older"
		"</blockquote></blockquote></details>end");
	assert_string_equal(shown(a, "<div class=\"gmail_quote\">old", false),
		"<details><summary>Show quoted text</summary><div>old</div></details>");
	arena_free(a);
}

/* Depth and number are bounded; nothing stays open. */
static void test_limits(void **state)
{
	CLEANUP(buf_free) struct buf html = BUF_INIT(1 << 20);
	struct arena *a = arena_new(64 << 20);
	const char *out;
	int depth = 0;

	(void)state;
	for (int i = 0; i < 5000; i++)
		buf_str(&html, "<div><img src=http://t.example/>");
	out = shown(a, html.p, true);
	for (const char *p = out; (p = strchr(p, '<')); p++) {
		depth += strncmp(p, "<div", 4) == 0 ? 1 : strncmp(p, "</div", 5) == 0 ? -1 : 0;
		assert_true(depth <= HTML_MAIL_DEPTH);
	}
	assert_int_equal(depth, 0);
	assert_null(strstr(out, "n=200\""));
	assert_non_null(strstr(out, "n=199\""));
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rewritten),
		cmocka_unit_test(test_pictures), cmocka_unit_test(test_quotation),
		cmocka_unit_test(test_limits)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
