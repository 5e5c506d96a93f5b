/*
 * The page templates' language, compiled once: {{name}}, {{html name}}, {{t key}}, {{t key name}},
 * {{#if name}}…{{else}}…{{/if}}, {{#each list}}…{{/each}}, {{asset name}}, {{>content}}. Values
 * are always escaped. Raw are only {{>content}}, which takes a rendered page, and {{html name}},
 * which writes nothing but what base/html_clean made.
 * Knows no request and no file.
 */
#ifndef TEND_HTTP_TEMPLATE_H
#define TEND_HTTP_TEMPLATE_H

#include "base/arena.h"
#include "base/buf.h"

struct view;
struct template;

/* Where texts and hashed asset names come from. Both answer NULL for an unknown name. */
struct template_sources {
	const char *(*text)(void *self, const char *key);
	const char *(*asset)(void *self, const char *name);
	void *self;
	bool leftwards; /* the texts run from right to left */
};

/* Compile n bytes (which must outlive the template); NULL with the fault in why. */
struct template *template_compile(
	struct arena *a, const char *text, size_t n, char *why, size_t why_cap);
/* Render into out; content: for {{>content}}, may be NULL. */
void template_render(const struct template *t, const struct template_sources *sources,
	const struct view *v, const struct buf *content, struct buf *out);

/* Views: values by name and lists of views, in an arena. Names and texts are borrowed: they must
 * live as long as the arena's content (literals, or the same arena). The last set wins. */
struct view *view_make(struct arena *a);
/* A view whose unknown names are looked up in `outer`. */
struct view *view_child(struct arena *a, const struct view *outer);
void view_set(struct view *v, const char *name, const char *value); /* NULL: nothing is set */
/* Formatted text for {{html name}}, made safe here; nothing is set when nothing of it is left. */
void view_set_html(struct view *v, const char *name, const char *html); /* NULL: nothing is set */
void view_set_i64(struct view *v, const char *name, i64 value);
struct view *view_append(struct view *v, const char *list);
bool view_has(const struct view *v, const char *name);
/* Its text; NULL when there is none, or a list. */
const char *view_get(const struct view *v, const char *name);

#endif
