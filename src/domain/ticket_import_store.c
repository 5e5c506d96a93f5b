/* What imports ask about people. */
#include "domain/ticket_import_i.h"

QUERY(import_person_select, "SELECT id, role, active, organization_id, default_group_id "
			    "FROM user_account WHERE id = ?");

enum err import_person(struct cx *cx, i64 id, struct import_person *ret)
{
	struct stmt *s = db_stmt(cx->db, &import_person_select);

	*ret = (struct import_person){0};
	bind_i64(s, id);
	if (db_row(s)) {
		ret->id.v = col_i64(s);
		ret->role = (enum role)col_i64(s);
		ret->active = col_bool(s);
		ret->organization.v = col_i64(s);
		ret->default_group.v = col_i64(s);
	}
	return db_done(s);
}
