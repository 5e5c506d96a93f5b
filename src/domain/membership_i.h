/* Rows of memberships. The two kinds have like functions, each for its own table. */
#ifndef TEND_DOMAIN_MEMBERSHIP_I_H
#define TEND_DOMAIN_MEMBERSHIP_I_H

#include "domain/membership.h"

enum err group_membership_store_insert(struct cx *cx, struct group_membership *m) NODISCARD;
/* Make one the only default of its user. */
enum err group_membership_store_set_default(struct cx *cx, user_id user, i64 id) NODISCARD;
enum err group_membership_store_delete(struct cx *cx, i64 id) NODISCARD;
/* The user's oldest membership, or the one in this group: 0 when there is none. */
enum err group_membership_store_first(
	struct cx *cx, user_id user, i64 *ret_id, group_id *ret_group) NODISCARD;
enum err group_membership_store_of(struct cx *cx, user_id user, group_id group, i64 *ret) NODISCARD;
enum err group_membership_store_delete_of_user(struct cx *cx, user_id user) NODISCARD;
/* Ids of all memberships of a group. */
enum err group_membership_store_ids(struct cx *cx, group_id group, struct id_list *ret) NODISCARD;

enum err organization_membership_store_insert(
	struct cx *cx, struct organization_membership *m) NODISCARD;
enum err organization_membership_store_set_default(struct cx *cx, user_id user, i64 id) NODISCARD;
enum err organization_membership_store_delete(struct cx *cx, i64 id) NODISCARD;
enum err organization_membership_store_first(
	struct cx *cx, user_id user, i64 *ret_id, organization_id *ret_organization) NODISCARD;
enum err organization_membership_store_of(
	struct cx *cx, user_id user, organization_id organization, i64 *ret) NODISCARD;
enum err organization_membership_store_delete_of_user(struct cx *cx, user_id user) NODISCARD;
/* Ids of a user's memberships. */
enum err organization_membership_store_ids(
	struct cx *cx, user_id user, struct id_list *ret) NODISCARD;
/*
 * All members leave an organisation, in few statements however many they are: *ret_again are the
 * users who had it as default and belong to another one too (they get a new default).
 */
enum err organization_membership_store_empty(
	struct cx *cx, organization_id organization, struct id_list *ret_again) NODISCARD;

#endif
