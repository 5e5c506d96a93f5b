/* The database's part of can_see_ticket. */
#include "can_i.h"

QUERY(can_is_person, "SELECT 1 FROM ticket_person WHERE ticket_id = ? AND user_id = ? LIMIT 1");
QUERY(can_is_copied,
	"SELECT 1 FROM ticket_person WHERE ticket_id = ? AND kind = 1 AND user_id = ?");
QUERY(can_in_group, "SELECT 1 FROM group_membership WHERE group_id = ? AND user_id = ?");
QUERY(can_in_organization,
	"SELECT 1 FROM organization_membership WHERE organization_id = ? AND user_id = ?");
QUERY(can_organization_shares,
	"SELECT 1 FROM organization_membership m JOIN organization o ON o.id = m.organization_id "
	"WHERE m.organization_id = ? AND m.user_id = ? AND o.deleted_at IS NULL "
	"AND (o.shared_tickets = 1 OR m.view_tickets = 1)");

QUERY(can_ticket,
	"SELECT t.id, t.requester_id, coalesce(t.assignee_id, 0), coalesce(t.group_id, 0), "
	"coalesce(t.organization_id, 0), t.person_count, t.is_public, coalesce(t.deleted_at, 0) "
	"FROM ticket t WHERE t.id = ?");

enum err can_store_ticket(struct cx *cx, ticket_id id, struct ticket *ret)
{
	struct stmt *s = db_stmt(cx->db, &can_ticket);

	*ret = (struct ticket){0};
	bind_i64(s, id.v);
	if (db_row(s)) {
		ret->id.v = col_i64(s);
		ret->requester.v = col_i64(s);
		ret->assignee.v = col_i64(s);
		ret->group.v = col_i64(s);
		ret->organization.v = col_i64(s);
		ret->person_count = (int)col_i64(s);
		ret->is_public = col_bool(s);
		ret->deleted_at = col_i64(s);
	}
	return db_done(s);
}

static enum err exists(struct cx *cx, const struct query *q, i64 a, i64 b, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, q);
	i64 found;

	bind_i64(s, a);
	bind_i64(s, b);
	TRY(db_run_i64(s, 0, &found));
	*ret = found != 0;
	return OK;
}

enum err can_store_is_person(struct cx *cx, ticket_id ticket, user_id user, bool *ret)
{
	return exists(cx, &can_is_person, ticket.v, user.v, ret);
}

enum err can_store_is_copied(struct cx *cx, ticket_id ticket, user_id user, bool *ret)
{
	return exists(cx, &can_is_copied, ticket.v, user.v, ret);
}

enum err can_store_in_group(struct cx *cx, group_id group, user_id user, bool *ret)
{
	return exists(cx, &can_in_group, group.v, user.v, ret);
}

enum err can_store_in_organization(
	struct cx *cx, organization_id organization, user_id user, bool *ret)
{
	return exists(cx, &can_in_organization, organization.v, user.v, ret);
}

enum err can_store_organization_shares(
	struct cx *cx, organization_id organization, user_id user, bool *ret)
{
	return exists(cx, &can_organization_shares, organization.v, user.v, ret);
}
