/* The reference's pages as views for the templates (web/pages/docs*.html). */
#ifndef TEND_HTTP_DOCS_VIEW_H
#define TEND_HTTP_DOCS_VIEW_H

#include "http/docs.h"
#include "http/page.h"

/* One operation as lists show it. */
void docs_view_summary(struct rq *rq, struct view *v, const struct route *r);
/* One operation: all that docs_group.html shows of it. */
void docs_view_operation(struct rq *rq, struct view *v, const struct route *r);
/* A sentence in parts { text, mono } into a list: what stands between ` is mono. */
void docs_view_text(struct rq *rq, struct view *v, const char *list, const char *text);
/* The objects that are described on this page, into the list `objects`. */
void docs_view_objects(struct rq *rq, struct view *v, const char *page);

/* A page that tells how something works; its text is web/pages/docs_SLUG.html ("-" as "_"). */
struct docs_guide {
	const char *slug, *title, *help;
};

/* Ended by a NULL slug. */
extern const struct docs_guide docs_guides[];

#endif
