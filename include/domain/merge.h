/*
 * Merging two that are one: customers, and organisations. What belonged to the loser belongs to the
 * winner from then on; the loser is deleted, and stays readable as the author of what he wrote.
 */
#ifndef TEND_DOMAIN_MERGE_H
#define TEND_DOMAIN_MERGE_H

#include "domain/organization.h"
#include "domain/user.h"

enum {
	MERGE_TICKETS_MAX = 100000, /* of one loser, all in one transaction */
};

/* Tickets, copies, identities and memberships go to the winner. E_NOT_FOUND: no such loser;
 * E_INVALID: one of them is no customer, or the winner would have too much; E_FORBIDDEN. */
enum err user_merge(struct cx *cx, user_id loser, user_id winner, struct user **ret) NODISCARD;

enum merge_status { MERGE_NEW = 1, MERGE_IN_PROGRESS, MERGE_COMPLETE, MERGE_ERROR };

struct organization_merge {
	i64 id;
	organization_id loser, winner;
	enum merge_status status;
	i64 created_at;
};

/* Tickets, members and domains go to the winner. */
enum err organization_merge(struct cx *cx, organization_id loser, organization_id winner,
	struct organization_merge *ret) NODISCARD;
/* One page of what was merged into an organisation, by id. */
enum err organization_merge_list(struct cx *cx, organization_id winner, struct page *page,
	struct organization_merge **ret, int *ret_n) NODISCARD;
/* E_NOT_FOUND */
enum err organization_merge_get(struct cx *cx, i64 id, struct organization_merge *ret) NODISCARD;

#endif
