/* Rows of automation_hold. */
#include "automation_i.h"

QUERY(automation_hold_seen, "UPDATE automation_hold SET at = ? "
			    "WHERE rule_id = ? AND ticket_id = ? AND version = ?");
QUERY(automation_hold_put,
	"INSERT INTO automation_hold (rule_id, ticket_id, version, at) VALUES (?, ?, ?, ?) "
	"ON CONFLICT (rule_id, ticket_id) DO UPDATE SET version = excluded.version, "
	"at = excluded.at");
QUERY(automation_hold_sweep, "DELETE FROM automation_hold WHERE at < ?");

enum err automation_is_held(
	struct cx *cx, const struct rule *r, ticket_id ticket, i64 round, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &automation_hold_seen);

	bind_i64(s, round);
	bind_i64(s, r->id.v);
	bind_i64(s, ticket.v);
	bind_i64(s, r->version);
	TRY(db_run(s));
	*ret = db_changes(cx->db) > 0;
	return OK;
}

enum err automation_hold(struct cx *cx, const struct rule *r, ticket_id ticket, i64 round)
{
	struct stmt *s = db_stmt(cx->db, &automation_hold_put);

	bind_i64(s, r->id.v);
	bind_i64(s, ticket.v);
	bind_i64(s, r->version);
	bind_i64(s, round);
	return db_run(s);
}

enum err automation_sweep(struct cx *cx, i64 round)
{
	struct stmt *s = db_stmt(cx->db, &automation_hold_sweep);

	bind_i64(s, round);
	return db_run(s);
}
