/* Merging customers and organisations: what may be merged, and in which order it moves. */
#include "domain/event.h"
#include "domain/membership.h"
#include "domain/ticket_list.h"
#include "merge_i.h"
#include "organization_i.h"
#include "user_i.h"

#include <string.h>

static enum err fail_tickets(struct cx *cx)
{
	return fail(cx, E_INVALID, "base", "TooManyValues",
		"Merge: at most %d tickets can move at once", MERGE_TICKETS_MAX);
}

static const char *into(struct cx *cx, i64 winner)
{
	return arena_printf(cx->arena, "{\"into\":%lld}", (long long)winner);
}

static enum err check_users(struct cx *cx, user_id loser, user_id winner, struct user *ret_loser,
	struct user *ret_winner)
{
	struct user *from, *to;
	i64 tickets, mine, theirs;

	TRY(user_check_editable(cx, loser));
	TRY(user_load(cx, loser, &from));
	TRY(user_load(cx, winner, &to));
	if (!to || !to->active || winner.v == loser.v)
		return fail_invalid(cx, "id", "User");
	if (!ticket_sees_all(&cx->actor)) /* tickets change hands that he does not see */
		return fail(cx, E_FORBIDDEN, NULL, NULL, "Only agents who see all tickets may");
	if (from->role != ROLE_END_USER || to->role != ROLE_END_USER)
		return fail(cx, E_INVALID, "role", "InvalidValue",
			"Role: only end users can be merged");
	TRY(merge_store_count_requested(cx, loser, &tickets));
	if (tickets > MERGE_TICKETS_MAX)
		return fail_tickets(cx);
	TRY(identity_store_count(cx, loser, &theirs));
	TRY(identity_store_count(cx, winner, &mine));
	if (mine + theirs > USER_IDENTITIES_MAX)
		return fail(cx, E_INVALID, "base", "TooManyValues",
			"Identities: at most %d are allowed", USER_IDENTITIES_MAX);
	*ret_loser = *from;
	*ret_winner = *to;
	return OK;
}

static enum err join_organizations(struct cx *cx, user_id loser, user_id winner)
{
	struct organization_membership m;
	struct id_list ids;

	TRY(merge_store_other_organizations(cx, loser, winner, &ids));
	for (int i = 0; i < ids.n; i++) {
		m = (struct organization_membership){.user = winner, .organization = {ids.v[i]}};
		TRY(organization_membership_add(cx, &m, &m));
	}
	return OK;
}

enum err user_merge(struct cx *cx, user_id loser, user_id winner, struct user **ret)
{
	struct user from, to, *gone;

	TRY(check_users(cx, loser, winner, &from, &to));
	TRY(merge_store_move_tickets(cx, loser, winner));
	TRY(merge_store_move_identities(cx, loser, winner));
	if (!to.email && from.email)
		TRY(user_store_set_email(cx, winner, from.email, from.verified));
	TRY(join_organizations(cx, loser, winner));
	TRY(event_add(cx, EVENT_USER_MERGED, (ticket_id){0}, loser.v, into(cx, winner.v), NULL));
	TRY(user_delete(cx, loser, &gone));
	TRY(user_store_index(cx, winner));
	return user_load(cx, winner, ret);
}

static int words(const char *text)
{
	int n = *text != 0;

	for (; *text; text++)
		n += *text == ' ';
	return n;
}

static enum err check_organizations(struct cx *cx, organization_id loser, organization_id winner)
{
	struct organization *from, *to;
	i64 tickets;

	TRY(organization_load(cx, loser, &from));
	if (!from || from->deleted_at)
		return fail_not_found(cx);
	TRY(organization_load(cx, winner, &to));
	if (!to || to->deleted_at || winner.v == loser.v)
		return fail_invalid(cx, "winner_id", "Winner");
	if (words(from->domains) + words(to->domains) > ORGANIZATION_DOMAINS_MAX)
		return fail(cx, E_INVALID, "domain_names", "TooManyValues",
			"Domain names: at most %d are allowed", ORGANIZATION_DOMAINS_MAX);
	TRY(merge_store_count_organization(cx, loser, &tickets));
	return tickets > MERGE_TICKETS_MAX ? fail_tickets(cx) : OK;
}

enum err organization_merge(struct cx *cx, organization_id loser, organization_id winner,
	struct organization_merge *ret)
{
	struct organization_merge merge = {
		.loser = loser, .winner = winner, .status = MERGE_COMPLETE, .created_at = cx->now};
	struct organization *o;

	TRY(check_organizations(cx, loser, winner));
	TRY(merge_store_move_organization(cx, loser, winner));
	TRY(event_add(
		cx, EVENT_ORGANIZATION_MERGED, (ticket_id){0}, loser.v, into(cx, winner.v), NULL));
	TRY(organization_delete(cx, loser));
	TRY(organization_load(cx, winner, &o));
	TRY(organization_store_index(cx, o));
	TRY(merge_store_insert(cx, &merge));
	*ret = merge;
	return OK;
}
