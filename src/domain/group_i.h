/* Rows of groups. */
#ifndef TEND_DOMAIN_GROUP_I_H
#define TEND_DOMAIN_GROUP_I_H

#include "domain/group.h"

enum err group_store_insert(struct cx *cx, struct group *group) NODISCARD;
enum err group_store_update(struct cx *cx, const struct group *group) NODISCARD;
/* The live group of this folded name; v 0: none. */
enum err group_store_named(struct cx *cx, const char *fold, group_id *ret) NODISCARD;
/* Take the default mark from all but this one. */
enum err group_store_only_default(struct cx *cx, group_id id) NODISCARD;

#endif
