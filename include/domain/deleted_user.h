/*
 * Users who were deleted: still readable, so that tickets say who wrote them, until somebody has
 * their personal data removed for good. Then the row is nobody's and is listed no more.
 */
#ifndef TEND_DOMAIN_DELETED_USER_H
#define TEND_DOMAIN_DELETED_USER_H

#include "domain/user.h"

/* One page by id. Offset style sets page->count. */
enum err deleted_user_list(
	struct cx *cx, struct page *page, struct user **ret, int *ret_n) NODISCARD;
enum err deleted_user_count(struct cx *cx, i64 *ret) NODISCARD;
/* E_NOT_FOUND: not deleted, or gone for good. */
enum err deleted_user_get(struct cx *cx, user_id id, struct user **ret) NODISCARD;
/* Remove name, addresses, notes, sessions…; tickets, comments and the log stay. */
enum err deleted_user_purge(struct cx *cx, user_id id, struct user **ret) NODISCARD;

#endif
