/* Rows that a merge moves (merge_store.c). */
#ifndef TEND_DOMAIN_MERGE_I_H
#define TEND_DOMAIN_MERGE_I_H

#include "domain/merge.h"

/* Tickets of a requester or an organisation, counted up to MERGE_TICKETS_MAX + 1. */
enum err merge_store_count_requested(struct cx *cx, user_id user, i64 *ret) NODISCARD;
enum err merge_store_count_organization(
	struct cx *cx, organization_id organization, i64 *ret) NODISCARD;
/* Requester, submitter, copies. */
enum err merge_store_move_tickets(struct cx *cx, user_id loser, user_id winner) NODISCARD;
enum err merge_store_move_identities(struct cx *cx, user_id loser, user_id winner) NODISCARD;
/* Organisations that the loser is in and the winner is not. */
enum err merge_store_other_organizations(
	struct cx *cx, user_id loser, user_id winner, struct id_list *ret) NODISCARD;
/* Tickets, memberships with their defaults, domains. */
enum err merge_store_move_organization(
	struct cx *cx, organization_id loser, organization_id winner) NODISCARD;
enum err merge_store_insert(struct cx *cx, struct organization_merge *merge) NODISCARD;

#endif
