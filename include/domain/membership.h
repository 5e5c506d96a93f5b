/*
 * Memberships: which agent is in which group, which customer in which organisation. A user's
 * default ones are copied to user.default_group and user.organization.
 */
#ifndef TEND_DOMAIN_MEMBERSHIP_H
#define TEND_DOMAIN_MEMBERSHIP_H

#include "domain/page.h"
#include "domain/ticket.h"

struct group_membership {
	i64 id;
	user_id user;
	group_id group;
	bool is_default;
	i64 created_at, updated_at;
};

struct organization_membership {
	i64 id;
	user_id user;
	organization_id organization;
	const char *organization_name;
	bool is_default, view_tickets;
	i64 created_at, updated_at;
};

/* Which memberships a list shows: of one user, of one group or organisation, or all (both 0). */
struct membership_filter {
	user_id user;
	i64 of; /* group or organisation */
};

enum err group_membership_list(struct cx *cx, const struct membership_filter *filter,
	struct page *page, struct group_membership **ret, int *ret_n) NODISCARD;
enum err group_membership_get(struct cx *cx, i64 id, struct group_membership *ret) NODISCARD;
/* The user must be an agent; the first membership becomes the default one. E_INVALID with
 * DuplicateValue when it exists. */
enum err group_membership_add(struct cx *cx, user_id user, group_id group, bool make_default,
	struct group_membership *ret) NODISCARD;
/* A member already, or from now on; in either case by default. */
enum err group_membership_join(
	struct cx *cx, user_id user, group_id group, struct group_membership *ret) NODISCARD;
enum err group_membership_make_default(struct cx *cx, user_id user, i64 id) NODISCARD;
/* The next membership by id becomes the default when the default one goes. */
enum err group_membership_delete(struct cx *cx, i64 id) NODISCARD;

enum err organization_membership_list(struct cx *cx, const struct membership_filter *filter,
	struct page *page, struct organization_membership **ret, int *ret_n) NODISCARD;
enum err organization_membership_get(
	struct cx *cx, i64 id, struct organization_membership *ret) NODISCARD;
enum err organization_membership_add(struct cx *cx, const struct organization_membership *in,
	struct organization_membership *ret) NODISCARD;
enum err organization_membership_make_default(struct cx *cx, user_id user, i64 id) NODISCARD;
enum err organization_membership_delete(struct cx *cx, i64 id) NODISCARD;
/* The membership of this user in this organisation; E_NOT_FOUND when there is none. */
enum err organization_membership_of(struct cx *cx, user_id user, organization_id organization,
	struct organization_membership *ret) NODISCARD;
/* Put a user into exactly these organisations; the first is the default. */
enum err organization_membership_set(
	struct cx *cx, user_id user, const struct id_list *ids) NODISCARD;
/* Remove all memberships: of a deleted user, of a demoted agent, of a deleted group or
 * organisation. */
enum err membership_drop_user(struct cx *cx, user_id user) NODISCARD;
enum err membership_drop_groups_of(struct cx *cx, user_id user) NODISCARD;
enum err membership_empty_group(struct cx *cx, group_id group) NODISCARD;
enum err membership_empty_organization(struct cx *cx, organization_id organization) NODISCARD;

#endif
