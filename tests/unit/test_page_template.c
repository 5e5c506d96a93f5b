/* The templates' language: values are escaped, blocks nest, faults are found when compiling. */
#include "http/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *text_of(void *self, const char *key)
{
	(void)self;
	if (strcmp(key, "hello") == 0)
		return "Hello {name} & all, {name}";
	return strcmp(key, "plain") == 0 ? "<plain> {name}" : NULL;
}

static const char *asset_of(void *self, const char *name)
{
	(void)self;
	return strcmp(name, "a.css") == 0 ? "/assets/a-123.css" : NULL;
}

static const struct template_sources sources = {text_of, asset_of, NULL, false};

struct fixture {
	struct arena *arena;
	struct view *view;
	struct buf content;
};

static int set_up(void **state)
{
	static struct fixture f;

	f = (struct fixture){.arena = arena_new(1 << 20), .content = BUF_INIT(1000)};
	f.view = view_make(f.arena);
	buf_str(&f.content, "<b>raw</b>");
	*state = &f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	buf_free(&f->content);
	arena_free(f->arena);
	return 0;
}

static void expect(struct fixture *f, const struct template_sources *from, const char *text,
	const char *wanted)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(10000);
	char why[100] = "";
	struct template *t = template_compile(f->arena, text, strlen(text), why, sizeof why);

	assert_non_null(t);
	template_render(t, from, f->view, &f->content, &out);
	assert_string_equal(out.p ? out.p : "", wanted);
}

static void values(void **state)
{
	struct fixture *f = *state;

	view_set(f->view, "name", "<script>\"'&");
	view_set(f->view, "nothing", NULL);
	view_set_i64(f->view, "n", 42);
	expect(f, &sources, "a {{name}} b {{n}}{{nothing}}{{unknown}} c",
		"a &lt;script&gt;&quot;&#39;&amp; b 42 c");
	expect(f, &sources, "{{ n }}{{>content}}", "42<b>raw</b>");
	expect(f, &sources, "{{asset a.css}}|{{asset b.css}}", "/assets/a-123.css|");
}

/* The one value that is written as it is has come out of html_clean. */
static void formatted(void **state)
{
	struct fixture *f = *state;

	view_set(f->view, "name", "<b>typed</b>");
	view_set_html(f->view, "body",
		"<p onclick=\"x()\">a <b>b</b><script>x()</script></p><img src=\"https://t/x\">");
	view_set_html(f->view, "nothing", NULL);
	view_set_html(f->view, "hollow", "<p> </p>");
	expect(f, &sources, "{{html body}}|{{#if body}}yes{{/if}}",
		"<p>a <strong>b</strong></p>|yes");
	expect(f, &sources, "{{html name}}|{{html unknown}}", "|");
	expect(f, &sources, "{{#if nothing}}a{{/if}}{{#if hollow}}b{{/if}}{{html hollow}}", "");
	expect(f, &sources, "{{body}}", "&lt;p&gt;a &lt;strong&gt;b&lt;/strong&gt;&lt;/p&gt;");
}

static void texts(void **state)
{
	struct fixture *f = *state;

	view_set(f->view, "name", "<Ada>");
	expect(f, &sources, "{{t hello name}}", "Hello &lt;Ada&gt; &amp; all, &lt;Ada&gt;");
	expect(f, &sources, "{{t plain}}", "&lt;plain&gt; {name}");
	expect(f, &sources, "{{t missing.key}}", "missing.key");
}

/* A name that runs against its sentence does not turn what is beside it. */
static void directions(void **state)
{
	const struct template_sources arabic = {text_of, asset_of, NULL, true};
	struct fixture *f = *state;

	view_set(f->view, "name", "\u0639\u0644\u064a");
	expect(f, &sources, "{{name}} {{t plain name}}",
		"\u0639\u0644\u064a &lt;plain&gt; \u2068\u0639\u0644\u064a\u2069");
	expect(f, &arabic, "{{t plain name}}", "&lt;plain&gt; \u0639\u0644\u064a");
	view_set(f->view, "name", "C++");
	expect(f, &arabic, "{{t plain name}}", "&lt;plain&gt; \u2068C++\u2069");
}

static void conditions(void **state)
{
	struct fixture *f = *state;

	view_set(f->view, "yes", "x");
	view_set(f->view, "empty", "");
	view_set_i64(f->view, "zero", 0);
	expect(f, &sources, "{{#if yes}}1{{else}}2{{/if}}", "1");
	expect(f, &sources, "{{#if empty}}1{{else}}2{{/if}}{{#if zero}}3{{/if}}{{#if no}}4{{/if}}5",
		"25");
	expect(f, &sources, "{{#if yes}}a{{#if empty}}b{{else}}c{{/if}}d{{else}}e{{/if}}f", "acdf");
	expect(f, &sources,
		"{{#if empty}}a{{#if yes}}b{{else}}c{{/if}}d{{else}}e{{#if yes}}g{{/if}}{{/if}}f",
		"egf");
}

static void lists(void **state)
{
	struct fixture *f = *state;
	struct view *item;

	view_set(f->view, "outer", "o");
	for (int i = 1; i <= 3; i++) {
		item = view_append(f->view, "items");
		view_set_i64(item, "n", i);
		view_set(view_append(item, "subs"), "s", i == 2 ? "two" : "other");
	}
	expect(f, &sources, "{{#each items}}{{n}}{{outer}}{{#each subs}}({{s}}){{/each}} {{/each}}",
		"1o(other) 2o(two) 3o(other) ");
	expect(f, &sources, "{{#if items}}some{{/if}}{{#each none}}x{{/each}}", "some");
	expect(f, &sources, "{{#each items}}{{#if n}}y{{else}}n{{/if}}{{/each}}", "yyy");
}

static void faults(void **state)
{
	static const char *const bad[] = {"{{#if x}}", "{{/if}}", "{{else}}", "{{#each x}}{{/if}}",
		"{{#each x}}{{else}}{{/each}}", "{{name", "{{}}", "{{a b}}", "{{#unless x}}",
		"{{#if x}}{{/each}}"};
	struct fixture *f = *state;

	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		char why[100] = "";

		assert_null(template_compile(f->arena, bad[i], strlen(bad[i]), why, sizeof why));
		assert_true(why[0] != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(values, set_up, tear_down),
		cmocka_unit_test_setup_teardown(formatted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(texts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(directions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(conditions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lists, set_up, tear_down),
		cmocka_unit_test_setup_teardown(faults, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
