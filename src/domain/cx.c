/* Context helpers: common failures, settings, kept counts. */
#include "domain/cx.h"

QUERY(meta_select, "SELECT value FROM meta WHERE name = ?");
QUERY(meta_upsert, "INSERT INTO meta (name, value) VALUES (?, ?) "
		   "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
QUERY(counter_upsert,
	"INSERT INTO counter (name, ref, value) VALUES (?, ?, ?) "
	"ON CONFLICT (name, ref) DO UPDATE SET value = counter.value + excluded.value");
QUERY(counter_select, "SELECT value FROM counter WHERE name = ? AND ref = ?");

enum err fail_not_found(struct cx *cx)
{
	return fail(cx, E_NOT_FOUND, NULL, NULL, "Not found");
}

enum err fail_blank(struct cx *cx, const char *field, const char *title)
{
	return fail(cx, E_INVALID, field, "BlankValue", "%s: cannot be blank", title);
}

enum err fail_invalid(struct cx *cx, const char *field, const char *title)
{
	return fail(cx, E_INVALID, field, "InvalidValue", "%s: is invalid", title);
}

struct actor actor_system(void)
{
	return (struct actor){
		.system = true, .role = ROLE_ADMIN, .scope = SCOPE_WRITE, .address = ""};
}

enum err meta_get(struct cx *cx, const char *name, char **ret_value)
{
	struct stmt *s = db_stmt(cx->db, &meta_select);
	char *value = NULL;

	bind_text(s, name);
	if (db_row(s))
		value = col_dup(s, cx->arena);
	TRY(db_done(s));
	*ret_value = value;
	return OK;
}

enum err meta_set(struct cx *cx, const char *name, const char *value)
{
	struct stmt *s = db_stmt(cx->db, &meta_upsert);

	bind_text(s, name);
	bind_text(s, value);
	return db_run(s);
}

enum err counter_add(struct cx *cx, const char *name, i64 ref, i64 delta)
{
	struct stmt *s;

	if (!delta)
		return OK;
	s = db_stmt(cx->db, &counter_upsert);
	bind_text(s, name);
	bind_i64(s, ref);
	bind_i64(s, delta);
	return db_run(s);
}

enum err counter_get(struct cx *cx, const char *name, i64 ref, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &counter_select);

	bind_text(s, name);
	bind_i64(s, ref);
	return db_run_i64(s, 0, ret);
}
