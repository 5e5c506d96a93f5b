/* The setting tables and their queries, made of their column lists; which form offers what. */
#include "setting_i.h"

/* SQL of the columns, each behind the columns that all records have. */
#define RECORD_SQL_NAME(T, kind, name, ...) ", " #name
#define RECORD_SQL_PLACE(...)		    ", ?"
#define RECORD_SQL_SET(T, kind, name, ...)  ", " #name " = ?"

#define RECORD_COLUMN_(T, kind, name, wire, max, title, help) \
	{wire, title, RECORD_##kind, true, max, offsetof(struct T, name), \
		offsetof(struct T##_input, name)},
#define RECORD_COLUMN_READ_(T, kind, name, wire, max, title, help) \
	{wire, title, RECORD_##kind, false, max, offsetof(struct T, name), 0},

/* The queries and the description of one table; check: its rules. */
#define RECORD_TABLE(T, plural, title, COLUMNS, check) \
	QUERY(T##_select, \
		"SELECT id, created_at, updated_at" COLUMNS(RECORD_SQL_NAME, RECORD_SQL_NAME, \
			T) " FROM " #T " WHERE deleted_at IS NULL ORDER BY id LIMIT 1000"); \
	QUERY(T##_insert, \
		"INSERT INTO " #T " (created_at, updated_at, deleted_at" COLUMNS(RECORD_SQL_NAME, \
			RECORD_SQL_NAME, T) ") VALUES (?, ?, ?" COLUMNS(RECORD_SQL_PLACE, \
			RECORD_SQL_PLACE, T) ") RETURNING id"); \
	QUERY(T##_update, \
		"UPDATE " #T " SET created_at = ?, updated_at = ?, deleted_at = ?" COLUMNS( \
			RECORD_SQL_SET, RECORD_SQL_SET, T) " WHERE id = ?"); \
	static const struct record_column T##_columns[] = { \
		COLUMNS(RECORD_COLUMN_, RECORD_COLUMN_READ_, T)}; \
	const struct record_table T##_table = {#T, plural, title, SETTING_ROWS_MAX, \
		sizeof(struct T), T##_columns, COUNT_OF(T##_columns), &T##_select, &T##_insert, \
		&T##_update, check}

RECORD_TABLE(brand, "brands", "Brand", BRAND_COLUMNS, brand_check);
RECORD_TABLE(ticket_form, "ticket_forms", "Form", TICKET_FORM_COLUMNS, ticket_form_check);
RECORD_TABLE(custom_status, "custom_statuses", "Custom status", CUSTOM_STATUS_COLUMNS,
	custom_status_check);
RECORD_TABLE(custom_role, "custom_roles", "Role", CUSTOM_ROLE_COLUMNS, custom_role_check);
RECORD_TABLE(recipient_address, "recipient_addresses", "Support address", RECIPIENT_ADDRESS_COLUMNS,
	recipient_address_check);

QUERY(setting_select_defaults,
	"SELECT coalesce((SELECT id FROM brand WHERE is_default = 1 AND deleted_at IS NULL), 1), "
	"coalesce((SELECT id FROM ticket_form WHERE is_default = 1 AND deleted_at IS NULL), 1), "
	"(SELECT id FROM custom_status WHERE status_category = ? AND is_default = 1 "
	"AND deleted_at IS NULL)");
QUERY(form_status_select, "SELECT id, ticket_form_id, custom_status_id FROM ticket_form_status "
			  "WHERE ticket_form_id = ? ORDER BY id");
QUERY(form_status_select_all, "SELECT id, ticket_form_id, custom_status_id "
			      "FROM ticket_form_status ORDER BY id LIMIT 90000");
QUERY(form_status_insert,
	"INSERT INTO ticket_form_status (ticket_form_id, custom_status_id) VALUES (?, ?) "
	"ON CONFLICT (ticket_form_id, custom_status_id) DO NOTHING");
QUERY(form_status_update,
	"UPDATE ticket_form_status SET custom_status_id = ? WHERE id = ? AND ticket_form_id = ?");
QUERY(form_status_delete, "DELETE FROM ticket_form_status WHERE ticket_form_id = ? AND id = ?");
QUERY(form_status_delete_all, "DELETE FROM ticket_form_status WHERE ticket_form_id = ?");
QUERY(form_status_count,
	"SELECT count(*), coalesce(sum(CASE WHEN custom_status_id = ? THEN 1 ELSE 0 END), 0) "
	"FROM ticket_form_status WHERE ticket_form_id = ?");

QUERY(custom_role_select_members, "SELECT id FROM user_account WHERE custom_role_id = ? AND "
				  "active = 1 ORDER BY id LIMIT 1000");
QUERY_SCAN(custom_role_count_members, "walks the index of agents with roles",
	"SELECT count(*) FROM user_account WHERE custom_role_id IS NOT NULL AND active = 1");

enum err custom_role_store_members(struct cx *cx, i64 role, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &custom_role_select_members);

	bind_i64(s, role);
	return id_list_read(cx, s, ret);
}

enum err custom_role_store_count(struct cx *cx, i64 *ret)
{
	return db_run_i64(db_stmt(cx->db, &custom_role_count_members), 0, ret);
}

enum err setting_defaults(struct cx *cx, enum status category, struct setting_defaults *ret)
{
	struct stmt *s = db_stmt(cx->db, &setting_select_defaults);

	*ret = (struct setting_defaults){0};
	bind_i64(s, category);
	if (db_row(s)) {
		ret->brand = col_i64(s);
		ret->form = col_i64(s);
		ret->custom_status = col_i64(s);
	}
	if (!ret->custom_status)
		ret->custom_status = category;
	return db_done(s);
}

enum err form_status_list(struct cx *cx, i64 form, struct form_status **ret, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, form ? &form_status_select : &form_status_select_all);
	struct form_status *rows = NULL;
	int n = 0, cap = 0;

	if (form)
		bind_i64(s, form);
	while (db_row(s)) {
		if (n == cap) {
			struct form_status *more;

			cap = cap ? cap * 2 : 16;
			more = ARENA_ARRAY(cx->arena, struct form_status, cap);
			for (int i = 0; i < n; i++)
				more[i] = rows[i];
			rows = more;
		}
		rows[n].id = col_i64(s);
		rows[n].form = col_i64(s);
		rows[n++].status = col_i64(s);
	}
	TRY(db_done(s));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err form_status_store_insert(struct cx *cx, i64 form, i64 status)
{
	struct stmt *s = db_stmt(cx->db, &form_status_insert);

	bind_i64(s, form);
	bind_i64(s, status);
	return db_run(s);
}

enum err form_status_store_change(struct cx *cx, i64 form, i64 id, i64 status, bool *ret_found)
{
	struct stmt *s = db_stmt(cx->db, &form_status_update);

	bind_i64(s, status);
	bind_i64(s, id);
	bind_i64(s, form);
	TRY(db_run(s));
	*ret_found = db_changes(cx->db) > 0;
	return OK;
}

enum err form_status_store_delete(struct cx *cx, i64 form, i64 id, bool *ret_found)
{
	struct stmt *s = db_stmt(cx->db, id ? &form_status_delete : &form_status_delete_all);

	bind_i64(s, form);
	if (id)
		bind_i64(s, id);
	TRY(db_run(s));
	*ret_found = db_changes(cx->db) > 0;
	return OK;
}

enum err form_status_store_count(struct cx *cx, i64 form, i64 status, i64 *ret_rows, bool *ret_has)
{
	struct stmt *s = db_stmt(cx->db, &form_status_count);

	bind_i64(s, status);
	bind_i64(s, form);
	*ret_rows = 0;
	*ret_has = false;
	if (db_row(s)) {
		*ret_rows = col_i64(s);
		*ret_has = col_i64(s) > 0;
	}
	return db_done(s);
}
