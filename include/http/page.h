/*
 * Pages for people, rendered on the server from web/pages (embedded). Templates know
 * {{name}} (escaped), {{html name}} (made safe), {{t key}}, {{t key name}},
 * {{#if name}}…{{else}}…{{/if}}, {{#each list}}…{{/each}}, {{asset name}}; nothing else is ever
 * written unescaped.
 */
#ifndef TEND_HTTP_PAGE_H
#define TEND_HTTP_PAGE_H

#include "http/rq.h"

/* Values for a template: a small tree in the request's arena. */
struct view;
struct view *view_new(struct rq *rq);
void view_text(struct view *v, const char *name, const char *value); /* NULL: absent */
/* Formatted text from outside; what base/html_clean leaves of it is shown. */
void view_html(struct view *v, const char *name, const char *html); /* NULL: absent */
void view_i64(struct view *v, const char *name, i64 value);
void view_bool(struct view *v, const char *name, bool value);
/* Append an item to a list and return it. */
struct view *view_item(struct view *v, const char *list);

/*
 * Render a page inside layout.html with the public pages' CSP and answer with it. A value `frame`
 * names a page that it is put into first.
 */
done reply_html(struct rq *rq, int status, const char *page, const struct view *v);
/*
 * Let the form of the page that comes next lead to another origin ("https://app.example", "app:"):
 * browsers look at where the answer to a form redirects. Call it before reply_html.
 */
void page_form_target(struct rq *rq, const char *origin);
/* Is there a catalogue for this locale ("en")? */
bool page_speaks(const char *locale);
/* Catalogue text for rq->locale; the key itself when it is missing. */
const char *page_text(struct rq *rq, const char *key);
/* A value as it stands in a text of rq->locale: names of the other direction are set apart. */
const char *page_value(struct rq *rq, const char *value);
/* The form of a text for n things ({"one": …, "other": …}), with {n} put in. In the arena. */
const char *page_text_n(struct rq *rq, const char *key, i64 n);

#endif
