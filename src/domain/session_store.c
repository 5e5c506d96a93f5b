/* Rows of sessions, passwords and one-time links. */
#include "session_i.h"

#include "base/utf8.h"
#include "domain/stamp.h"

#include <stdio.h>

QUERY(session_select, "SELECT s.id, s.seen_at, s.expires_at, " ACTOR_COLUMNS " FROM session s "
		      "JOIN user_account u ON u.id = s.user_id WHERE s.hash = ? AND" ACTOR_LIVES);
QUERY(session_update_seen, "UPDATE session SET seen_at = ? WHERE id = ?");
QUERY(session_insert,
	"INSERT INTO session (hash, user_id, address, user_agent, created_at, seen_at, "
	"expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
QUERY(session_select_user, "SELECT user_id FROM session WHERE id = ?");
#define SESSIONS \
	"SELECT s.id, s.user_id, s.created_at, s.seen_at, s.expires_at, s.address, s.user_agent " \
	"FROM session s " \
	"WHERE s.user_id = ? AND s.expires_at > ? AND s.seen_at > ?"
QUERY(session_select_one, SESSIONS " AND s.id = ?");
LIST(sessions_of_user, SESSIONS, "s.id", "s.id");
QUERY(session_count_user, "SELECT count(*) FROM session s WHERE s.user_id = ? AND "
			  "s.expires_at > ? AND s.seen_at > ?");
QUERY(session_delete_one, "DELETE FROM session WHERE id = ?");
QUERY(session_delete_others, "DELETE FROM session WHERE user_id = ? AND id <> ?");
QUERY(session_delete_ended, "DELETE FROM session WHERE id IN (SELECT id FROM session "
			    "WHERE expires_at <= ? ORDER BY expires_at LIMIT 100)");
QUERY(user_update_login, "UPDATE user_account SET last_login_at = ? WHERE id = ?");
QUERY(actor_select, "SELECT " ACTOR_COLUMNS " FROM user_account u WHERE u.id = ? AND" ACTOR_LIVES);
QUERY(password_select, "SELECT u.id, u.password_hash FROM user_identity i JOIN user_account u "
		       "ON u.id = i.user_id WHERE i.type = 1 AND i.value_fold = ? AND" ACTOR_LIVES);
QUERY(password_select_user, "SELECT password_hash FROM user_account WHERE id = ?");
QUERY(password_update,
	"UPDATE user_account SET password_hash = ?, updated_at = ? WHERE id = ? AND active = 1");
QUERY(link_insert, "INSERT INTO one_time_link (kind, hash, user_id, created_at, expires_at) "
		   "VALUES (?, ?, ?, ?, ?)");
QUERY(link_select, "SELECT id, user_id, expires_at, used_at FROM one_time_link "
		   "WHERE hash = ? AND kind = ?");
QUERY(link_update_void,
	"UPDATE one_time_link SET used_at = ? WHERE user_id = ? AND used_at IS NULL "
	"AND (kind = ? OR 0 = ?)");
QUERY(link_update_used, "UPDATE one_time_link SET used_at = ? WHERE id = ?");

enum { USER_AGENT_MAX = 200 };

struct actor actor_read(struct stmt *s)
{
	struct actor a = {.scope = SCOPE_ALL, .address = ""};

	a.id.v = col_i64(s);
	a.role = (enum role)col_i64(s);
	a.restriction = (enum restriction)col_i64(s);
	a.organization.v = col_i64(s);
	a.only_private_comments = col_bool(s);
	snprintf(a.locale, sizeof a.locale, "%s", col_text(s));
	return a;
}

enum err session_store_find(
	struct cx *cx, const uint8_t hash[SECRET_HASH], struct session_row *ret, bool *ret_found)
{
	struct stmt *s = db_stmt(cx->db, &session_select);

	*ret_found = false;
	bind_blob(s, hash, SECRET_HASH);
	if (db_row(s)) {
		ret->id = col_i64(s);
		ret->seen_at = col_i64(s);
		ret->expires_at = col_i64(s);
		ret->actor = actor_read(s);
		ret->actor.session_id = ret->id;
		*ret_found = true;
	}
	return db_done(s);
}

enum err session_store_seen(struct cx *cx, i64 id)
{
	struct stmt *s = db_stmt(cx->db, &session_update_seen);

	bind_i64(s, cx->now);
	bind_i64(s, id);
	return db_run(s);
}

enum err session_store_add(
	struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH], const char *user_agent)
{
	struct stmt *s = db_stmt(cx->db, &session_insert);
	const char *agent = user_agent ? user_agent : "";

	bind_blob(s, hash, SECRET_HASH);
	bind_i64(s, user.v);
	bind_text(s, cx->actor.address ? cx->actor.address : "");
	bind_text(s, arena_strndup(cx->arena, agent, utf8_prefix(agent, USER_AGENT_MAX)));
	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now + SESSION_ABSOLUTE_MS);
	return db_run(s);
}

static void bind_live(struct stmt *s, struct cx *cx, user_id user)
{
	bind_i64(s, user.v);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now - SESSION_IDLE_MS);
}

static i64 read_session(struct stmt *s, struct arena *a, void *ret)
{
	struct session *row = ret;

	row->id = col_i64(s);
	row->user.v = col_i64(s);
	row->created_at = col_i64(s);
	row->seen_at = col_i64(s);
	row->expires_at = col_i64(s);
	row->address = col_dup(s, a);
	row->user_agent = col_dup(s, a);
	return row->id;
}

enum err session_store_get(struct cx *cx, user_id user, i64 id, struct session *ret)
{
	struct stmt *s = db_stmt(cx->db, &session_select_one);

	*ret = (struct session){0};
	bind_live(s, cx, user);
	bind_i64(s, id);
	if (db_row(s))
		read_session(s, cx->arena, ret);
	return db_done(s);
}

enum err session_store_list(
	struct cx *cx, user_id user, struct page *page, struct session **ret, int *ret_n)
{
	struct stmt *s = list_open(cx, &sessions_of_user, page);
	void *rows;

	bind_live(s, cx, user);
	TRY(list_read(cx, s, &sessions_of_user, page, read_session, sizeof **ret, &rows, ret_n));
	*ret = rows;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &session_count_user);
	bind_live(s, cx, user);
	return db_run_i64(s, 0, &page->count);
}

enum err session_store_user(struct cx *cx, i64 id, user_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &session_select_user);

	bind_i64(s, id);
	return db_run_i64(s, 0, &ret->v);
}

enum err session_store_delete(struct cx *cx, i64 id)
{
	struct stmt *s = db_stmt(cx->db, &session_delete_one);

	bind_i64(s, id);
	return db_run(s);
}

enum err session_store_delete_all(struct cx *cx, user_id user, i64 but)
{
	struct stmt *s = db_stmt(cx->db, &session_delete_others);

	bind_i64(s, user.v);
	bind_i64(s, but);
	return db_run(s);
}

enum err session_store_delete_over(struct cx *cx)
{
	struct stmt *s = db_stmt(cx->db, &session_delete_ended);

	bind_i64(s, cx->now);
	return db_run(s);
}

enum err session_store_signed_in(struct cx *cx, user_id user)
{
	struct stmt *s = db_stmt(cx->db, &user_update_login);

	bind_i64(s, cx->now);
	bind_i64(s, user.v);
	return db_run(s);
}

enum err actor_store_find(struct cx *cx, user_id user, struct actor *ret, bool *ret_found)
{
	struct stmt *s = db_stmt(cx->db, &actor_select);

	*ret_found = false;
	bind_i64(s, user.v);
	if (db_row(s)) {
		*ret = actor_read(s);
		*ret_found = true;
	}
	return db_done(s);
}

enum err password_find(struct cx *cx, const char *email, user_id *ret_user, const char **ret_hash)
{
	struct stmt *s = db_stmt(cx->db, &password_select);

	*ret_user = (user_id){0};
	*ret_hash = NULL;
	bind_text(s, utf8_fold(cx->arena, email));
	if (db_row(s)) {
		ret_user->v = col_i64(s);
		*ret_hash = col_dup(s, cx->arena);
	}
	return db_done(s);
}

enum err password_of_user(struct cx *cx, user_id user, const char **ret_hash)
{
	struct stmt *s = db_stmt(cx->db, &password_select_user);

	bind_i64(s, user.v);
	return db_run_text(s, cx->arena, ret_hash);
}

enum err password_store_set(struct cx *cx, user_id user, const char *hash)
{
	struct stmt *s;
	i64 stamp;

	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &password_update);
	bind_text(s, hash);
	bind_i64(s, stamp);
	bind_i64(s, user.v);
	TRY(db_run(s));
	return db_changes(cx->db) ? OK : fail_not_found(cx);
}

enum err link_store_add(struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH],
	user_id user, i64 expires_at)
{
	struct stmt *s = db_stmt(cx->db, &link_insert);

	bind_i64(s, kind);
	bind_blob(s, hash, SECRET_HASH);
	bind_ref(s, user.v);
	bind_i64(s, cx->now);
	bind_i64(s, expires_at);
	return db_run(s);
}

enum err link_store_find(struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH],
	struct link_row *ret, bool *ret_found)
{
	struct stmt *s = db_stmt(cx->db, &link_select);

	*ret_found = false;
	bind_blob(s, hash, SECRET_HASH);
	bind_i64(s, kind);
	if (db_row(s)) {
		ret->id = col_i64(s);
		ret->user.v = col_i64(s);
		ret->expires_at = col_i64(s);
		ret->used_at = col_i64(s);
		*ret_found = true;
	}
	return db_done(s);
}

enum err link_store_use(struct cx *cx, i64 id)
{
	struct stmt *s = db_stmt(cx->db, &link_update_used);

	bind_i64(s, cx->now);
	bind_i64(s, id);
	return db_run(s);
}

enum err link_store_void(struct cx *cx, user_id user, int kind)
{
	struct stmt *s = db_stmt(cx->db, &link_update_void);

	bind_i64(s, cx->now);
	bind_i64(s, user.v);
	bind_i64(s, kind);
	bind_i64(s, kind);
	return db_run(s);
}
