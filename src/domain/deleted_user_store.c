/* Deleted users: lists, and the end of their personal data. */
#include "domain/deleted_user.h"

#include "domain/draft.h"
#include "domain/event.h"
#include "domain/held_reply.h"
#include "domain/outbox.h"
#include "domain/stamp.h"
#include "user_i.h"

#define DELETED \
	"SELECT " USER_COLUMNS " FROM user_account u WHERE u.active = 0 AND u.purged_at IS NULL"

LIST(deleted_users, DELETED, "u.id", "u.id");
QUERY(deleted_user_select, DELETED " AND u.id = ?");
QUERY_SCAN(deleted_user_select_count, "walks the index of deleted users",
	"SELECT count(*) FROM user_account WHERE active = 0 AND purged_at IS NULL");
QUERY(deleted_user_update,
	"UPDATE user_account SET name = 'Permanently Deleted User', "
	"name_fold = 'permanently deleted user', email = NULL, external_id = NULL, "
	"external_id_fold = NULL, phone = NULL, alias = NULL, details = NULL, notes = NULL, "
	"signature = NULL, tags = '', fields = '{}', time_zone = 'UTC', locale = 'en', "
	"password_hash = NULL, second_step_at = NULL, last_login_at = NULL, purged_at = ?, "
	"updated_at = ? WHERE id = ?");
QUERY(deleted_user_delete_sessions, "DELETE FROM session WHERE user_id = ?");
QUERY(deleted_user_delete_links, "DELETE FROM one_time_link WHERE user_id = ?");
QUERY(deleted_user_scrub_suspended, "UPDATE suspended_ticket SET author_name = NULL, "
				    "author_email = NULL, answers = NULL WHERE author_id = ?");
QUERY(deleted_user_delete_second_step, "DELETE FROM second_step WHERE user_id = ?");
QUERY(deleted_user_delete_codes, "DELETE FROM recovery_code WHERE user_id = ?");
QUERY(deleted_user_delete_preferences, "DELETE FROM preference WHERE user_id = ?");
QUERY(deleted_user_delete_activities, "DELETE FROM activity WHERE user_id = ?");

enum err deleted_user_list(struct cx *cx, struct page *page, struct user **ret, int *ret_n)
{
	struct user *rows = ARENA_ARRAY(cx->arena, struct user, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &deleted_users, page);
	int n;

	list_bind(s, &deleted_users, page);
	for (n = 0; list_row(s, page, n); n++) {
		user_read(s, cx->arena, &rows[n]);
		keys[n] = page_key(rows[n].id.v, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	return page->cursor ? OK : deleted_user_count(cx, &page->count);
}

enum err deleted_user_count(struct cx *cx, i64 *ret)
{
	return db_run_i64(db_stmt(cx->db, &deleted_user_select_count), 0, ret);
}

enum err deleted_user_get(struct cx *cx, user_id id, struct user **ret)
{
	struct stmt *s = db_stmt(cx->db, &deleted_user_select);
	struct user *user = NULL;

	bind_i64(s, id.v);
	if (db_row(s)) {
		user = ARENA_NEW(cx->arena, struct user);
		user_read(s, cx->arena, user);
	}
	TRY(db_done(s));
	*ret = user;
	return user ? OK : fail_not_found(cx);
}

enum err deleted_user_purge(struct cx *cx, user_id id, struct user **ret)
{
	static const struct query *const beside[] = {&deleted_user_delete_sessions,
		&deleted_user_delete_links, &deleted_user_delete_activities,
		&deleted_user_delete_second_step, &deleted_user_delete_codes,
		&deleted_user_delete_preferences, &deleted_user_scrub_suspended};
	struct stmt *s;
	i64 stamp;

	TRY(deleted_user_get(cx, id, ret));
	TRY(identity_store_delete_all(cx, id));
	for (size_t i = 0; i < COUNT_OF(beside); i++) {
		s = db_stmt(cx->db, beside[i]);
		bind_i64(s, id.v);
		TRY(db_run(s));
	}
	TRY(outbox_forget_user(cx, id));
	TRY(held_reply_purge(cx, (ticket_id){0}, id));
	TRY(draft_purge(cx, (ticket_id){0}, id));
	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &deleted_user_update);
	bind_i64(s, cx->now);
	bind_i64(s, stamp);
	bind_i64(s, id.v);
	TRY(db_run(s));
	TRY(event_add(
		cx, EVENT_USER_DELETED, (ticket_id){0}, id.v, "{\"permanently\":true}", NULL));
	return user_load(cx, id, ret);
}
