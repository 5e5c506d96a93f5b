/* What can.c asks the database; each answers whether a row exists. */
#ifndef TEND_DOMAIN_CAN_I_H
#define TEND_DOMAIN_CAN_I_H

#include "domain/ticket.h"

/* Of a ticket only what can_see_ticket looks at; id v 0: there is none. */
enum err can_store_ticket(struct cx *cx, ticket_id id, struct ticket *ret) NODISCARD;
/* cc or follower */
enum err can_store_is_person(struct cx *cx, ticket_id ticket, user_id user, bool *ret) NODISCARD;
/* cc: the kind that customers may be */
enum err can_store_is_copied(struct cx *cx, ticket_id ticket, user_id user, bool *ret) NODISCARD;
enum err can_store_in_group(struct cx *cx, group_id group, user_id user, bool *ret) NODISCARD;
enum err can_store_in_organization(
	struct cx *cx, organization_id organization, user_id user, bool *ret) NODISCARD;
/* The user is a member, and the organisation (or his membership) shows him all its tickets. */
enum err can_store_organization_shares(
	struct cx *cx, organization_id organization, user_id user, bool *ret) NODISCARD;

#endif
