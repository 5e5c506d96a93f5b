/* Rows of custom field values. */
#include "domain/ticket_fields.h"

#include <string.h>

QUERY(ticket_value_select,
	"SELECT field_id, value FROM ticket_field_value WHERE ticket_id = ? ORDER BY field_id");
QUERY(ticket_value_upsert,
	"INSERT INTO ticket_field_value (ticket_id, field_id, value, value_fold) "
	"VALUES (?, ?, ?, ?) "
	"ON CONFLICT (ticket_id, field_id) DO UPDATE SET value = excluded.value, "
	"value_fold = excluded.value_fold");
QUERY(ticket_value_delete, "DELETE FROM ticket_field_value WHERE ticket_id = ? AND field_id = ?");

enum err ticket_values(struct cx *cx, const struct ticket *t, struct ticket_values *ret)
{
	struct ticket_values values = {0};
	struct stmt *s;

	*ret = values;
	if (!t->field_count)
		return OK;
	values.v = ARENA_ARRAY(cx->arena, struct ticket_value, t->field_count);
	s = db_stmt(cx->db, &ticket_value_select);
	bind_i64(s, t->id.v);
	while (values.n < t->field_count && db_row(s)) {
		struct ticket_value *v = &values.v[values.n++];

		v->field.v = col_i64(s);
		v->json = col_dup(s, cx->arena);
	}
	TRY(db_done(s));
	*ret = values;
	return OK;
}

enum err ticket_value_set(struct cx *cx, ticket_id id, const struct field_checked *value)
{
	bool clears = strcmp(value->json, "null") == 0;
	struct stmt *s = db_stmt(cx->db, clears ? &ticket_value_delete : &ticket_value_upsert);

	bind_i64(s, id.v);
	bind_i64(s, value->field->id.v);
	if (!clears) {
		bind_text(s, value->json);
		bind_text(s, value->fold);
	}
	return db_run(s);
}
