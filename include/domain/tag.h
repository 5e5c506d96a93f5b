/*
 * Tags: lower-case words on tickets. A ticket row carries its tags as one sorted, space-separated
 * text; ticket_tag finds tickets by tag; kept counts "tag:NAME" list the account's tags.
 */
#ifndef TEND_DOMAIN_TAG_H
#define TEND_DOMAIN_TAG_H

#include "domain/page.h"
#include "domain/ticket.h"

struct tag {
	const char *name;
	i64 count;
};

/* Split at spaces and commas, fold, sort, drop doubles. E_INVALID: too many or too long. */
enum err tag_normalize(struct cx *cx, const struct text_list *in, struct text_list *ret) NODISCARD;
/* A ticket row's text as a list, and back. */
void tag_split(struct arena *a, const char *text, struct text_list *ret);
const char *tag_join(struct arena *a, const struct text_list *tags);
/* before plus add minus gone; all three normalised. */
void tag_combine(struct arena *a, const struct text_list *before, const struct text_list *add,
	const struct text_list *gone, struct text_list *ret);
bool tag_has(const struct text_list *tags, const char *tag);

/* Rows and counts from one list to the next. */
enum err tag_store(struct cx *cx, ticket_id ticket, const struct text_list *before,
	const struct text_list *now) NODISCARD;
/* The account's tags by name with how many tickets carry them; prefix "" for all. */
enum err tag_list(struct cx *cx, const char *prefix, struct page *page, struct tag **ret,
	int *ret_n) NODISCARD;
enum err tag_count(struct cx *cx, i64 *ret) NODISCARD;
/* How many tickets carry this tag (folded). */
enum err tag_uses(struct cx *cx, const char *tag, i64 *ret) NODISCARD;

#endif
