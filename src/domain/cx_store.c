/* Settings (table meta) and kept counts (table counter). */
#include "domain/cx.h"

QUERY(meta_select, "SELECT value FROM meta WHERE name = ?");
QUERY(meta_upsert, "INSERT INTO meta (name, value) VALUES (?, ?) "
		   "ON CONFLICT (name) DO UPDATE SET value = excluded.value");
QUERY(counter_upsert,
	"INSERT INTO counter (name, ref, value) VALUES (?, ?, ?) "
	"ON CONFLICT (name, ref) DO UPDATE SET value = counter.value + excluded.value");
QUERY(counter_select, "SELECT value FROM counter WHERE name = ? AND ref = ?");

enum err meta_get(struct cx *cx, const char *name, const char **ret_value)
{
	struct stmt *s = db_stmt(cx->db, &meta_select);

	bind_text(s, name);
	return db_run_text(s, cx->arena, ret_value);
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
