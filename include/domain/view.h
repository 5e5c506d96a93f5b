/*
 * Views: saved questions about tickets. Conditions become one SQL condition whose parts are
 * literals of view_store.c and whose values are bound; the database chooses the index.
 */
#ifndef TEND_DOMAIN_VIEW_H
#define TEND_DOMAIN_VIEW_H

#include "domain/rule.h"

enum {
	VIEW_COUNT_MAX = 100000, /* counts are exact up to here */
	VIEW_LOOK_MAX = 5000,	 /* rows looked at for words (see view_tickets) */
};

/*
 * A page of a view's tickets that the actor may see. page->sort VIEW_SORT: in the order of the
 * output, group first, then sort (newest first when it has none); else by the column of that name.
 * Offset style sets page->count.
 *
 * Words of subject, description and recipient are looked for in the rows that the other conditions
 * leave, VIEW_LOOK_MAX of them at a time: a page may then be short and still have more behind it.
 */
#define VIEW_SORT "view"
enum err view_tickets(struct cx *cx, const struct conditions *conditions,
	const struct view_output *output, struct page *page, struct ticket **ret,
	int *ret_n) NODISCARD;
/* All of them, at most `most`, in the output's own order: fn is called with each id and, when the
 * output groups, the key of its group as text (else NULL). */
typedef enum err view_row(void *self, i64 id, const char *group);
enum err view_walk(struct cx *cx, const struct conditions *conditions,
	const struct view_output *output, int most, view_row *fn, void *self) NODISCARD;
/* How many; exact up to VIEW_COUNT_MAX. Kept per view, version and viewer until anything happens;
 * what takes long to count a while longer, *ret_fresh false then. */
enum err view_count(struct cx *cx, const struct rule *view, i64 *ret, bool *ret_fresh) NODISCARD;
/* The same, but what is quick to count is kept so long too: for many who ask all the time. */
enum err view_count_held(
	struct cx *cx, const struct rule *view, i64 hold_ms, i64 *ret, bool *ret_fresh) NODISCARD;
/* The same for conditions that are not saved. */
enum err view_count_of(struct cx *cx, const struct conditions *conditions, i64 *ret) NODISCARD;
/* A view that is not kept (a preview): conditions and output of the input, checked as when saving.
 */
enum err view_compile(struct cx *cx, const struct rule_input *in, struct rule *ret) NODISCARD;
/* The columns a view may show: name, title, sortable. NULL-ended. */
struct view_column {
	const char *name, *title;
	bool sortable, groupable;
};
const struct view_column *view_columns(void);
/* The one of this name, or NULL. */
const struct view_column *view_column_find(const char *name);
/* Is it the column of a custom field, "custom_fields_12"? */
bool view_column_is_custom(const char *name);
/* Names of the columns by which a list of view_tickets can be sorted, VIEW_SORT first. */
extern const char *const view_sorts[];

#endif
