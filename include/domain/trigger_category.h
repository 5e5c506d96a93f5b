/* Categories that triggers are kept in. Ids are strings of digits in the API. */
#ifndef TEND_DOMAIN_TRIGGER_CATEGORY_H
#define TEND_DOMAIN_TRIGGER_CATEGORY_H

#include "domain/page.h"
#include "domain/ticket.h"

enum { TRIGGER_CATEGORY_NAME = 255, TRIGGER_CATEGORY_MAX = 100 };

struct trigger_category {
	i64 id;
	const char *name;
	i64 position, created_at, updated_at;
};

struct trigger_category_input {
	struct opt_text name;
	struct opt_i64 position;
};

/* A live one; *ret NULL when there is none. */
enum err trigger_category_load(struct cx *cx, i64 id, struct trigger_category **ret) NODISCARD;
/* E_NOT_FOUND when there is none. */
enum err trigger_category_get(struct cx *cx, i64 id, struct trigger_category **ret) NODISCARD;
/* A page; sorts: position, name, created_at, updated_at. Offset style sets page->count. */
enum err trigger_category_list(
	struct cx *cx, struct page *page, struct trigger_category **ret, int *ret_n) NODISCARD;
enum err trigger_category_create(struct cx *cx, const struct trigger_category_input *in,
	struct trigger_category **ret) NODISCARD;
enum err trigger_category_update(struct cx *cx, i64 id, const struct trigger_category_input *in,
	struct trigger_category **ret) NODISCARD;
/* E_INVALID while triggers are in it. */
enum err trigger_category_delete(struct cx *cx, i64 id) NODISCARD;

#endif
