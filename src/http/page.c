/*
 * Pages for people: templates and texts are compiled once from the embedded web build; with
 * --web-dir again whenever its manifest changes. Adds what every page needs: language, site name,
 * title, and the pages' strict Content-Security-Policy.
 */
#include "http/page.h"

#include "base/json.h"
#include "base/log.h"
#include "base/plural.h"
#include "base/utf8.h"
#include "http/asset.h"
#include "http/language.h"
#include "http/template.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PAGES = 64, LOCALES = 16, PAGE_BYTES = 8 << 20 };

#define CSP_COMMON \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " \
	"font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; " \
	"form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "

static const char csp_agent[] = CSP_COMMON "trusted-types ProseMirrorClipboard";
static const char csp_public[] = CSP_COMMON "trusted-types 'none'";

struct page_set {
	struct arena *arena;
	struct {
		const char *name;
		struct template *compiled;
	} pages[PAGES];
	int page_count;
	struct {
		char name[16];
		json_t *texts;
	} locales[LOCALES];
	int locale_count;
};

static struct page_set *current;
static const char *site = "Tend";
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER; /* written only with --web-dir */

/* --- loading --- */

static void load_pages(struct page_set *set)
{
	for (const struct asset_page *p = asset_pages_all(); p->name && set->page_count < PAGES;
		p++) {
		char why[200];
		struct template *t =
			template_compile(set->arena, p->text, p->size, why, sizeof why);

		if (!t)
			die("page %s: %s", p->name, why);
		set->pages[set->page_count].name = p->name;
		set->pages[set->page_count++].compiled = t;
	}
}

/* Catalogues are the assets "i18n-LOCALE.json". */
static void load_locales(struct page_set *set)
{
	for (const struct asset *a = asset_all(); a->name && set->locale_count < LOCALES; a++) {
		char why[200], *name = set->locales[set->locale_count].name;

		if (sscanf(a->name, "i18n-%15[a-zA-Z-].json", name) != 1)
			continue;
		set->locales[set->locale_count].texts =
			json_parse(a->raw.p, a->raw.n, why, sizeof why);
		if (!set->locales[set->locale_count].texts)
			die("catalogue %s: %s", a->name, why);
		set->locale_count++;
	}
}

static void set_free(struct page_set *set)
{
	if (!set)
		return;
	for (int i = 0; i < set->locale_count; i++)
		json_decref(set->locales[i].texts);
	arena_free(set->arena);
}

static void load(void)
{
	struct arena *a = arena_new(32 << 20);
	struct page_set *set = ARENA_NEW(a, struct page_set);

	set->arena = a;
	load_pages(set);
	load_locales(set);
	set_free(current);
	current = set;
}

void page_start(const char *web_dir, const char *site_name)
{
	site = site_name;
	asset_start(web_dir);
	load();
}

void page_stop(void)
{
	set_free(current);
	current = NULL;
	asset_stop();
}

static void refresh(void)
{
	pthread_rwlock_wrlock(&lock);
	if (asset_refresh())
		load();
	pthread_rwlock_unlock(&lock);
}

/* --- sources of the templates --- */

static const json_t *texts_of(const char *locale)
{
	for (int i = 0; i < current->locale_count; i++)
		if (strcmp(current->locales[i].name, locale) == 0)
			return current->locales[i].texts;
	return NULL;
}

bool page_speaks(const char *locale)
{
	bool known;

	pthread_rwlock_rdlock(&lock);
	known = texts_of(locale) != NULL;
	pthread_rwlock_unlock(&lock);
	return known;
}

static const char *source_text(void *self, const char *key)
{
	const struct rq *rq = self;
	const char *text = json_get_str(texts_of(rq->locale), key);

	return text ? text : json_get_str(texts_of("en"), key);
}

static bool runs_leftwards(const struct rq *rq)
{
	return strncmp(rq->locale, "ar", 2) == 0;
}

static const char *source_asset(void *self, const char *name)
{
	const struct asset *a = asset_by_name(name);

	(void)self;
	return a ? a->url : NULL;
}

const char *page_text(struct rq *rq, const char *key)
{
	const char *text = source_text(rq, key);

	return text ? arena_strdup(rq->cx.arena, text) : key;
}

const char *page_value(struct rq *rq, const char *value)
{
	return utf8_set_apart(rq->cx.arena, value, runs_leftwards(rq));
}

const char *page_text_n(struct rq *rq, const char *key, i64 n)
{
	const char *locale = rq->locale;
	const json_t *forms = json_object_get(texts_of(locale), key);
	const char *text, *at, *found;
	CLEANUP(buf_free) struct buf out = BUF_INIT(PAGE_BYTES);

	if (!forms)
		forms = json_object_get(texts_of(locale = "en"), key);
	found = json_get_str(forms, plural_form(locale, n));
	text = found ? found : json_get_str(forms, "other");
	if (!text)
		return key;
	for (; (at = strstr(text, "{n}")); text = at + 3) {
		buf_add(&out, text, (size_t)(at - text));
		buf_printf(&out, "%" PRId64, n);
	}
	buf_str(&out, text);
	return arena_strndup(rq->cx.arena, out.p, out.n);
}

/* --- views: the handlers' side --- */

struct view *view_new(struct rq *rq)
{
	return view_make(rq->cx.arena);
}

void view_text(struct view *v, const char *name, const char *value)
{
	view_set(v, name, value);
}

void view_html(struct view *v, const char *name, const char *html)
{
	view_set_html(v, name, html);
}

void view_i64(struct view *v, const char *name, i64 value)
{
	view_set_i64(v, name, value);
}

void view_bool(struct view *v, const char *name, bool value)
{
	view_set(v, name, value ? "1" : "");
}

struct view *view_item(struct view *v, const char *list)
{
	return view_append(v, list);
}

/* --- rendering --- */

static const struct template *find_page(const char *name)
{
	for (int i = 0; i < current->page_count; i++) {
		size_t n = strlen(name);

		if (strncmp(current->pages[i].name, name, n) == 0 &&
			(!current->pages[i].name[n] ||
				strcmp(current->pages[i].name + n, ".html") == 0))
			/* cppcheck takes the keyword of another language for a type */
			// cppcheck-suppress CastIntegerToAddressAtReturn
			return current->pages[i].compiled;
	}
	return NULL;
}

/* Where the agent app finds a part of its texts; they are assets of their own. */
static const char *texts_url(struct rq *rq, const char *part)
{
	const struct asset *a =
		asset_by_name(arena_printf(rq->cx.arena, "texts-%s-%s.json", rq->locale, part));

	if (!a)
		a = asset_by_name(arena_printf(rq->cx.arena, "texts-en-%s.json", part));
	return a ? a->url : "";
}

/* Pages that customers do not come to. */
static bool is_for_staff(const char *page)
{
	static const char *const pages[] = {"sign_in", "setup", "new_password", "second_step",
		"second_step_set_up", "recovery_codes", "oauth"};

	for (size_t i = 0; i < COUNT_OF(pages); i++)
		if (strcmp(pages[i], page) == 0)
			return true;
	return false;
}

/* "public.new.title" for "new", unless the handler gave a title. */
static void add_frame_values(struct rq *rq, struct view *v, const char *page)
{
	const char *key = arena_printf(rq->cx.arena, "public.%s.title", page);
	const char *title = source_text(rq, key);

	view_set(v, "lang", rq->locale);
	view_set(v, "texts_work", texts_url(rq, "work"));
	view_set(v, "texts_office", texts_url(rq, "office"));
	view_set(v, "dir", runs_leftwards(rq) ? "rtl" : "ltr");
	view_set(v, "site", site);
	view_set(v, "path", rq->path);
	view_bool(v, "for_staff", is_for_staff(page));
	language_links(rq, v);
	if (!view_has(v, "title"))
		view_set(v, "title", title ? title : site);
}

/* A page that names a `frame` stands inside that page, and the whole inside the layout. */
static void put_into_frame(
	const struct template_sources *sources, const struct view *v, struct buf *content)
{
	const char *name = view_get(v, "frame");
	const struct template *frame = name ? find_page(name) : NULL;
	struct buf out = BUF_INIT(PAGE_BYTES);

	if (!frame)
		return;
	template_render(frame, sources, v, content, &out);
	buf_free(content);
	*content = out;
}

static done render(struct rq *rq, int status, const char *page, struct view *v)
{
	struct template_sources sources = {source_text, source_asset, rq, runs_leftwards(rq)};
	struct buf content = BUF_INIT(PAGE_BYTES), out = BUF_INIT(PAGE_BYTES);
	const struct template *inner = find_page(page), *frame = find_page("layout");
	bool whole = strcmp(page, "agent") == 0;
	done d;

	if (!inner || (!whole && !frame))
		return reply_bytes(rq, status, "text/plain; charset=utf-8",
			"This page is not part of the build.\n", 36);
	add_frame_values(rq, v, page);
	language_remember(rq);
	template_render(inner, &sources, v, NULL, &content);
	put_into_frame(&sources, v, &content);
	if (!whole)
		template_render(frame, &sources, v, &content, &out);
	if (!pairs_get(&rq->private->reply.headers, "Content-Security-Policy"))
		reply_header(rq, "Content-Security-Policy", whole ? csp_agent : csp_public);
	d = whole ? reply_bytes(rq, status, "text/html; charset=utf-8", content.p, content.n)
		  : reply_bytes(rq, status, "text/html; charset=utf-8", out.p, out.n);
	buf_free(&content);
	buf_free(&out);
	return d;
}

void page_form_target(struct rq *rq, const char *origin)
{
	static const char own[] = "form-action 'self'";
	const char *at = strstr(csp_public, own) + sizeof own - 1;

	reply_header(rq, "Content-Security-Policy",
		arena_printf(
			rq->cx.arena, "%.*s %s%s", (int)(at - csp_public), csp_public, origin, at));
}

done reply_html(struct rq *rq, int status, const char *page, const struct view *v)
{
	struct view *view = view_child(rq->cx.arena, v);
	done d;

	if (server.options.web_dir)
		refresh();
	pthread_rwlock_rdlock(&lock);
	d = render(rq, status, page, view);
	pthread_rwlock_unlock(&lock);
	return d;
}

/* A form that was refused before its page could take it: the way back, and what was typed. */
static void form_that_failed(struct rq *rq, int status, struct view *v)
{
	bool customers = strcmp(rq->path, "/new") == 0 ||
			 (strncmp(rq->path, "/t/", 3) == 0 && !strchr(rq->path + 3, '/'));
	const char *typed;

	if (rq->method != M_POST || status == 404 || !customers)
		return;
	typed = rq_form(rq, "message");
	view_text(v, "back", rq->path);
	view_text(v, "typed", typed);
	view_bool(v, "is_lost", !typed);
}

done page_render_error(struct rq_private *p, int status)
{
	struct rq *rq = &p->rq;
	struct view *v = view_new(rq);
	const char *heading, *text;

	language_choose(rq); /* perhaps refused before it was known who asks */
	heading = arena_printf(rq->cx.arena, "public.page_error.heading_%d", status);
	text = arena_printf(rq->cx.arena, "public.page_error.text_%d", status);
	if (strcmp(page_text(rq, heading), heading) == 0) {
		heading = "public.page_error.heading";
		text = "public.page_error.text";
	}
	form_that_failed(rq, status, v);
	view_i64(v, "status", status);
	view_text(v, "heading", page_text(rq, heading));
	view_text(v, "title", page_text(rq, heading));
	view_text(v, "message", page_text(rq, text));
	return reply_html(rq, status, "error", v);
}
