/* Rows of the second step and of recovery codes. */
#include "second_step_i.h"

#include "domain/stamp.h"

#include <string.h>

QUERY(second_step_select, "SELECT secret, step, confirmed_at FROM second_step WHERE user_id = ?");
QUERY(second_step_upsert,
	"INSERT INTO second_step (user_id, secret, step, created_at) VALUES (?, ?, 0, ?) "
	"ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, step = 0, "
	"created_at = excluded.created_at, confirmed_at = NULL");
QUERY(second_step_update_step, "UPDATE second_step SET step = ? WHERE user_id = ?");
QUERY(second_step_update_confirmed, "UPDATE second_step SET confirmed_at = ? WHERE user_id = ?");
QUERY(second_step_delete, "DELETE FROM second_step WHERE user_id = ?");
QUERY(second_step_select_user, "SELECT second_step_at, role FROM user_account WHERE id = ?");
QUERY(second_step_update_user,
	"UPDATE user_account SET second_step_at = ?, updated_at = ? WHERE id = ?");
QUERY(second_step_select_without,
	"SELECT u.id FROM user_account u WHERE u.role IN (1, 2) AND u.second_step_at IS NULL "
	"AND EXISTS (SELECT 1 FROM session s WHERE s.user_id = u.id) LIMIT ?");
QUERY(recovery_code_insert, "INSERT INTO recovery_code (user_id, hash) VALUES (?, ?)");
QUERY(recovery_code_delete_one, "DELETE FROM recovery_code WHERE user_id = ? AND hash = ?");
QUERY(recovery_code_delete_all, "DELETE FROM recovery_code WHERE user_id = ?");
QUERY(recovery_code_count, "SELECT count(*) FROM recovery_code WHERE user_id = ?");

enum err second_step_store_get(struct cx *cx, user_id user, struct second_step_row *ret)
{
	struct stmt *s = db_stmt(cx->db, &second_step_select);
	const void *sealed;
	size_t n;

	*ret = (struct second_step_row){0};
	bind_i64(s, user.v);
	if (db_row(s)) {
		sealed = col_blob(s, &n);
		ret->found = sealed && n == SEALED;
		if (ret->found)
			memcpy(ret->sealed, sealed, n);
		ret->step = col_i64(s);
		ret->confirmed_at = col_i64(s);
	}
	return db_done(s);
}

enum err second_step_store_set(struct cx *cx, user_id user, const uint8_t sealed[SEALED])
{
	struct stmt *s = db_stmt(cx->db, &second_step_upsert);

	bind_i64(s, user.v);
	bind_blob(s, sealed, SEALED);
	bind_i64(s, cx->now);
	return db_run(s);
}

enum err second_step_store_step(struct cx *cx, user_id user, i64 step)
{
	struct stmt *s = db_stmt(cx->db, &second_step_update_step);

	bind_i64(s, step);
	bind_i64(s, user.v);
	return db_run(s);
}

/* The copy in the user's own row. */
static enum err note_user(struct cx *cx, user_id user, i64 at)
{
	struct stmt *s;
	i64 stamp;

	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &second_step_update_user);
	bind_ref(s, at);
	bind_i64(s, stamp);
	bind_i64(s, user.v);
	return db_run(s);
}

enum err second_step_store_confirm(struct cx *cx, user_id user, i64 at)
{
	struct stmt *s = db_stmt(cx->db, &second_step_update_confirmed);

	bind_i64(s, at);
	bind_i64(s, user.v);
	TRY(db_run(s));
	return note_user(cx, user, at);
}

static enum err run_for(struct cx *cx, const struct query *q, user_id user)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, user.v);
	return db_run(s);
}

enum err second_step_store_delete(struct cx *cx, user_id user)
{
	TRY(run_for(cx, &second_step_delete, user));
	TRY(recovery_code_store_delete_all(cx, user));
	return note_user(cx, user, 0);
}

enum err second_step_store_since(struct cx *cx, user_id user, i64 *ret, enum role *ret_role)
{
	struct stmt *s = db_stmt(cx->db, &second_step_select_user);

	*ret = 0;
	*ret_role = ROLE_END_USER;
	bind_i64(s, user.v);
	if (db_row(s)) {
		*ret = col_i64(s);
		*ret_role = (enum role)col_i64(s);
	}
	return db_done(s);
}

enum err second_step_store_without(struct cx *cx, i64 *ret, int cap, int *ret_n)
{
	struct stmt *s = db_stmt(cx->db, &second_step_select_without);
	int n = 0;

	bind_i64(s, cap);
	while (n < cap && db_row(s))
		ret[n++] = col_i64(s);
	*ret_n = n;
	return db_done(s);
}

enum err recovery_code_store_add(struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH])
{
	struct stmt *s = db_stmt(cx->db, &recovery_code_insert);

	bind_i64(s, user.v);
	bind_blob(s, hash, SECRET_HASH);
	return db_run(s);
}

enum err recovery_code_store_use(
	struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH], bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &recovery_code_delete_one);

	bind_i64(s, user.v);
	bind_blob(s, hash, SECRET_HASH);
	TRY(db_run(s));
	*ret = db_changes(cx->db) > 0;
	return OK;
}

enum err recovery_code_store_delete_all(struct cx *cx, user_id user)
{
	return run_for(cx, &recovery_code_delete_all, user);
}

enum err recovery_code_store_count(struct cx *cx, user_id user, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &recovery_code_count);

	bind_i64(s, user.v);
	return db_run_i64(s, 0, ret);
}
