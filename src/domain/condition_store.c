/* What conditions ask the database beside the ticket's row. */
#include "condition_i.h"

#include <string.h>

QUERY(condition_user_role, "SELECT role FROM user_account WHERE id = ?");
QUERY(condition_score, "SELECT score FROM satisfaction_rating WHERE ticket_id = ?");
QUERY(condition_custom_value,
	"SELECT value_fold FROM ticket_field_value WHERE ticket_id = ? AND field_id = ?");

enum err condition_role_of(struct cx *cx, user_id user, enum role *ret)
{
	struct stmt *s = db_stmt(cx->db, &condition_user_role);
	i64 role;

	bind_i64(s, user.v);
	TRY(db_run_i64(s, ROLE_END_USER, &role));
	*ret = (enum role)role;
	return OK;
}

enum err condition_score_of(struct cx *cx, ticket_id ticket, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &condition_score);

	bind_i64(s, ticket.v);
	return db_run_i64(s, 0, ret);
}

enum err condition_custom_of(struct cx *cx, ticket_id ticket, field_id field, const char **ret)
{
	struct stmt *s = db_stmt(cx->db, &condition_custom_value);

	bind_i64(s, ticket.v);
	bind_i64(s, field.v);
	TRY(db_run_text(s, cx->arena, ret));
	*ret = *ret ? *ret : "";
	return OK;
}
