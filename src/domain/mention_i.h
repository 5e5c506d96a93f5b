/* What mention.c asks of mention_store.c. */
#ifndef TEND_DOMAIN_MENTION_I_H
#define TEND_DOMAIN_MENTION_I_H

#include "domain/mention.h"

/* Somebody who can be named. */
struct mention_name {
	i64 user, group;  /* one of them */
	const char *name; /* folded */
	size_t n;
	bool named; /* found in the text */
};

/* Active agents and groups. */
enum err mention_names(struct cx *cx, struct mention_name **ret, int *ret_n) NODISCARD;
enum err mention_members(struct cx *cx, i64 group, struct id_list *ret) NODISCARD;
/* Once per note and person. */
enum err mention_insert(struct cx *cx, const struct comment *c, i64 user, i64 group) NODISCARD;

#endif
