/* Rows that change hands in a merge, in few statements however many they are. */
#include "merge_i.h"

#include "domain/stamp.h"
#include "domain/ticket_list.h"

QUERY(merge_count_requested,
	"SELECT count(*) FROM (SELECT 1 FROM ticket WHERE requester_id = ? LIMIT ?) n");
QUERY(merge_count_organization,
	"SELECT count(*) FROM (SELECT 1 FROM ticket WHERE organization_id = ? LIMIT ?) n");
QUERY(merge_update_requester,
	"UPDATE ticket SET requester_id = ?, generated_at = ? WHERE requester_id = ?");
QUERY(merge_update_submitter,
	"UPDATE ticket SET submitter_id = ?, generated_at = ? WHERE submitter_id = ?");
/* where both are copied the loser's place goes */
#define BOTH \
	"(SELECT a.ticket_id FROM ticket_person a JOIN ticket_person b " \
	"ON b.ticket_id = a.ticket_id AND b.kind = a.kind AND b.user_id = ? " \
	"WHERE a.user_id = ? AND a.kind = ?)"
QUERY(merge_update_person_count,
	"UPDATE ticket SET person_count = person_count - 1 WHERE id IN " BOTH);
QUERY(merge_delete_person,
	"DELETE FROM ticket_person WHERE ticket_id IN " BOTH " AND user_id = ? AND kind = ?");
QUERY(merge_stamp_person, "UPDATE ticket SET generated_at = ? WHERE id IN "
			  "(SELECT ticket_id FROM ticket_person WHERE user_id = ?)");
QUERY(merge_update_person, "UPDATE ticket_person SET user_id = ? WHERE user_id = ?");
QUERY(merge_update_identities,
	"UPDATE user_identity SET user_id = ?, is_primary = CASE WHEN is_primary = 1 AND NOT "
	"EXISTS (SELECT 1 FROM user_identity p WHERE p.user_id = ? AND p.is_primary = 1) "
	"THEN 1 ELSE 0 END, updated_at = ? WHERE user_id = ?");
QUERY(merge_select_organizations,
	"SELECT organization_id FROM organization_membership WHERE user_id = ? AND "
	"organization_id NOT IN (SELECT organization_id FROM organization_membership "
	"WHERE user_id = ?) ORDER BY is_default DESC, id LIMIT 1000");
QUERY(merge_update_organization,
	"UPDATE ticket SET organization_id = ?, generated_at = ? WHERE organization_id = ?");
QUERY(merge_update_default,
	"UPDATE organization_membership SET is_default = 1, updated_at = ? "
	"WHERE organization_id = ? AND user_id IN (SELECT user_id FROM organization_membership "
	"WHERE organization_id = ? AND is_default = 1)");
QUERY(merge_delete_memberships,
	"DELETE FROM organization_membership WHERE organization_id = ? AND user_id IN "
	"(SELECT user_id FROM organization_membership WHERE organization_id = ?)");
QUERY(merge_update_memberships,
	"UPDATE organization_membership SET organization_id = ?, updated_at = ? "
	"WHERE organization_id = ?");
QUERY(merge_update_users,
	"UPDATE user_account SET organization_id = ?, updated_at = ? WHERE organization_id = ?");
QUERY(merge_update_domains,
	"UPDATE organization_domain SET organization_id = ? WHERE organization_id = ?");
QUERY(organization_merge_insert,
	"INSERT INTO organization_merge (loser_id, winner_id, status, created_at) "
	"VALUES (?, ?, ?, ?) RETURNING id");
#define MERGES \
	"SELECT m.id, m.loser_id, m.winner_id, m.status, m.created_at FROM organization_merge m "
QUERY(organization_merge_select, MERGES "WHERE m.id = ?");
LIST(organization_merges, MERGES "WHERE m.winner_id = ?", "m.id", "m.id");
QUERY(organization_merge_count, "SELECT count(*) FROM organization_merge WHERE winner_id = ?");

static enum err count(struct cx *cx, const struct query *q, i64 id, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, id);
	bind_i64(s, MERGE_TICKETS_MAX + 1);
	return db_run_i64(s, 0, ret);
}

enum err merge_store_count_requested(struct cx *cx, user_id user, i64 *ret)
{
	return count(cx, &merge_count_requested, user.v, ret);
}

enum err merge_store_count_organization(struct cx *cx, organization_id organization, i64 *ret)
{
	return count(cx, &merge_count_organization, organization.v, ret);
}

/* Run a statement of n numbers. */
static enum err run(struct cx *cx, const struct query *q, const i64 *values, int n)
{
	struct stmt *s = db_stmt(cx->db, q);

	for (int i = 0; i < n; i++)
		bind_i64(s, values[i]);
	return db_run(s);
}
#define RUN(cx, query, ...) \
	run(cx, &query, (const i64[]){__VA_ARGS__}, (int)COUNT_OF(((const i64[]){__VA_ARGS__})))

enum err merge_store_move_tickets(struct cx *cx, user_id loser, user_id winner)
{
	i64 from = loser.v, to = winner.v, stamp;

	TRY(stamp_now(cx, &stamp));
	TRY(RUN(cx, merge_update_requester, to, stamp, from));
	TRY(RUN(cx, merge_update_submitter, to, stamp, from));
	TRY(RUN(cx, merge_stamp_person, stamp, from));
	for (i64 kind = TICKET_CC; kind <= TICKET_FOLLOWER; kind++) {
		TRY(RUN(cx, merge_update_person_count, to, from, kind));
		TRY(RUN(cx, merge_delete_person, to, from, kind, from, kind));
	}
	return RUN(cx, merge_update_person, to, from);
}

enum err merge_store_move_identities(struct cx *cx, user_id loser, user_id winner)
{
	return RUN(cx, merge_update_identities, winner.v, winner.v, cx->now, loser.v);
}

enum err merge_store_other_organizations(
	struct cx *cx, user_id loser, user_id winner, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &merge_select_organizations);

	bind_i64(s, loser.v);
	bind_i64(s, winner.v);
	return id_list_read(cx, s, ret);
}

enum err merge_store_move_organization(struct cx *cx, organization_id loser, organization_id winner)
{
	i64 from = loser.v, to = winner.v, stamp;

	TRY(stamp_now(cx, &stamp));
	TRY(RUN(cx, merge_update_organization, to, stamp, from));
	TRY(RUN(cx, merge_update_default, cx->now, to, from));
	TRY(RUN(cx, merge_delete_memberships, from, to));
	TRY(counter_add(cx, "organization_memberships", 0, -db_changes(cx->db)));
	TRY(RUN(cx, merge_update_memberships, to, cx->now, from));
	TRY(RUN(cx, merge_update_users, to, stamp, from));
	return RUN(cx, merge_update_domains, to, from);
}

enum err merge_store_insert(struct cx *cx, struct organization_merge *merge)
{
	struct stmt *s = db_stmt(cx->db, &organization_merge_insert);

	bind_i64(s, merge->loser.v);
	bind_i64(s, merge->winner.v);
	bind_i64(s, merge->status);
	bind_i64(s, merge->created_at);
	return db_run_id(s, &merge->id);
}

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct organization_merge *row = ret;

	(void)a;
	row->id = col_i64(s);
	row->loser.v = col_i64(s);
	row->winner.v = col_i64(s);
	row->status = (enum merge_status)col_i64(s);
	row->created_at = col_i64(s);
	return row->id;
}

enum err organization_merge_get(struct cx *cx, i64 id, struct organization_merge *ret)
{
	struct stmt *s = db_stmt(cx->db, &organization_merge_select);

	bind_i64(s, id);
	return row_get(cx, s, read_row, ret);
}

enum err organization_merge_list(struct cx *cx, organization_id winner, struct page *page,
	struct organization_merge **ret, int *ret_n)
{
	struct stmt *s = list_open(cx, &organization_merges, page);
	void *rows;

	bind_i64(s, winner.v);
	TRY(list_read(cx, s, &organization_merges, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &organization_merge_count);
	bind_i64(s, winner.v);
	return db_run_i64(s, 0, &page->count);
}
