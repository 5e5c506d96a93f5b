/* Groups of agents and who is in them, as tickets need it. */
#ifndef TEND_DOMAIN_GROUP_H
#define TEND_DOMAIN_GROUP_H

#include "domain/import_map.h"
#include "domain/page.h"
#include "domain/ticket.h"

enum { GROUP_NAME_MAX = 190 }; /* code points */

struct group {
	group_id id;
	const char *name, *description;
	bool is_default, is_public;
	i64 created_at, updated_at, deleted_at;
};

/* *ret NULL when there is none. */
enum err group_load(struct cx *cx, group_id id, struct group **ret) NODISCARD;
enum err group_load_many(
	struct cx *cx, const i64 *ids, int n, struct group **ret, int *ret_n) NODISCARD;
/* Is the user a member? */
enum err group_has_member(struct cx *cx, group_id group, user_id user, bool *ret) NODISCARD;

struct group_input {
	struct opt_text name, description;
	struct opt_i64 is_public, is_default;
	struct origin origin;
};

/* Make one. E_INVALID: no name, or taken. */
enum err group_create(struct cx *cx, const struct group_input *in, struct group **ret) NODISCARD;
enum err group_update(
	struct cx *cx, group_id id, const struct group_input *in, struct group **ret) NODISCARD;
/* Remove it and its memberships; the default group stays (E_INVALID). */
enum err group_delete(struct cx *cx, group_id id) NODISCARD;
/* One page of live groups; sorts "name" and "id". */
enum err group_list(struct cx *cx, struct page *page, struct group **ret, int *ret_n) NODISCARD;
enum err group_count(struct cx *cx, i64 *ret) NODISCARD;
/* The group that new agents join; v 0 when there is none. */
enum err group_default(struct cx *cx, group_id *ret) NODISCARD;

#endif
