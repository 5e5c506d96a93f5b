/* Rows of users: one at a time, and their words in the full text index. Lists: user_list_store.c.
 */
#include "user_i.h"

#include "base/utf8.h"
#include "domain/stamp.h"

#include <string.h>

QUERY(user_select, "SELECT " USER_COLUMNS " FROM user_account u WHERE u.id = ?");
QUERY(user_select_many, "SELECT " USER_COLUMNS " FROM user_account u WHERE u.id IN " IDS_IN);
QUERY(user_select_by_email,
	"SELECT " USER_COLUMNS " FROM user_identity i JOIN user_account u ON u.id = i.user_id "
	"WHERE i.type = 1 AND i.value_fold = ?");
QUERY(user_select_by_external,
	"SELECT " USER_COLUMNS " FROM user_account u WHERE u.external_id_fold = ?");
QUERY(user_select_agent, "SELECT 1 FROM user_account u WHERE u.id = ? AND u.active = 1 "
			 "AND u.suspended = 0 AND u.role > 0");
#define INSERT_COLUMNS \
	"name, name_fold, external_id, external_id_fold, phone, alias, " \
	"details, notes, signature, time_zone, locale, tags, fields, role, ticket_restriction, " \
	"suspended, verified, moderator, only_private_comments, custom_role_id, created_at, " \
	"updated_at"
#define INSERT_PLACES "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
QUERY(user_insert,
	"INSERT INTO user_account (" INSERT_COLUMNS ") VALUES (" INSERT_PLACES ") RETURNING id");
QUERY(user_insert_as, "INSERT INTO user_account (" INSERT_COLUMNS ", id) VALUES (" INSERT_PLACES
		      ", ?) RETURNING id");
QUERY(user_update_row,
	"UPDATE user_account SET name = ?, name_fold = ?, external_id = ?, external_id_fold = ?, "
	"phone = ?, alias = ?, details = ?, notes = ?, signature = ?, time_zone = ?, locale = ?, "
	"tags = ?, fields = ?, role = ?, ticket_restriction = ?, suspended = ?, verified = ?, "
	"moderator = ?, only_private_comments = ?, custom_role_id = ?, updated_at = ? "
	"WHERE id = ?");
QUERY(user_update_inactive,
	"UPDATE user_account SET active = 0, email = NULL, password_hash = NULL, "
	"external_id_fold = NULL, organization_id = NULL, default_group_id = NULL, "
	"updated_at = ? WHERE id = ?");
QUERY(user_update_email,
	"UPDATE user_account SET email = ?, verified = ?, updated_at = ? WHERE id = ?");
QUERY(user_update_organization,
	"UPDATE user_account SET organization_id = ?, updated_at = ? WHERE id = ?");
QUERY(user_update_group,
	"UPDATE user_account SET default_group_id = ?, updated_at = ? WHERE id = ?");
QUERY(user_select_words, "SELECT value FROM user_identity WHERE user_id = ? ORDER BY id LIMIT 50");
QUERY(user_text_delete, "DELETE FROM user_text WHERE rowid = ?");
QUERY_TWO(user_text_insert, "INSERT INTO user_text (rowid, words) VALUES (?, ?)",
	"INSERT INTO user_text (rowid, words) VALUES (?, to_tsvector('simple', ?))");

void user_read(struct stmt *s, struct arena *a, struct user *ret)
{
	ret->id.v = col_i64(s);
	ret->name = col_dup(s, a);
	ret->email = col_dup(s, a);
	ret->external_id = col_dup(s, a);
	ret->phone = col_dup(s, a);
	ret->alias = col_dup(s, a);
	ret->details = col_dup(s, a);
	ret->notes = col_dup(s, a);
	ret->signature = col_dup(s, a);
	ret->time_zone = col_dup(s, a);
	ret->locale = col_dup(s, a);
	ret->tags = col_dup(s, a);
	ret->fields = col_dup(s, a);
	ret->role = (enum role)col_i64(s);
	ret->restriction = (enum restriction)col_i64(s);
	ret->active = col_bool(s);
	ret->suspended = col_bool(s);
	ret->verified = col_bool(s);
	ret->moderator = col_bool(s);
	ret->only_private_comments = col_bool(s);
	ret->organization.v = col_i64(s);
	ret->default_group.v = col_i64(s);
	ret->last_login_at = col_i64(s);
	ret->created_at = col_i64(s);
	ret->updated_at = col_i64(s);
	ret->custom_role = col_i64(s);
	ret->second_step = col_i64(s) != 0;
}

/* Run a query of at most one user. */
static enum err read_one(struct cx *cx, struct stmt *s, struct user **ret)
{
	struct user *user = NULL;

	if (db_row(s)) {
		user = ARENA_NEW(cx->arena, struct user);
		user_read(s, cx->arena, user);
	}
	TRY(db_done(s));
	*ret = user;
	return OK;
}

enum err user_load(struct cx *cx, user_id id, struct user **ret)
{
	struct stmt *s = db_stmt(cx->db, &user_select);

	bind_i64(s, id.v);
	return read_one(cx, s, ret);
}

enum err user_by_email(struct cx *cx, const char *email, struct user **ret)
{
	struct stmt *s = db_stmt(cx->db, &user_select_by_email);

	bind_text(s, utf8_fold(cx->arena, email));
	return read_one(cx, s, ret);
}

enum err user_by_external_id(struct cx *cx, const char *external_id, struct user **ret)
{
	struct stmt *s = db_stmt(cx->db, &user_select_by_external);

	bind_text(s, utf8_fold(cx->arena, external_id));
	return read_one(cx, s, ret);
}

static i64 read_any(struct stmt *s, struct arena *a, void *ret)
{
	struct user *u = ret;

	user_read(s, a, u);
	return u->id.v;
}

enum err user_load_many(struct cx *cx, const i64 *ids, int n, struct user **ret, int *ret_n)
{
	static const struct by_ids how = {&user_select_many, sizeof **ret, read_any};

	*ret = ARENA_ARRAY(cx->arena, struct user, n ? n : 1);
	return load_by_ids(cx, &how, ids, n, *ret, ret_n);
}

enum err user_is_agent(struct cx *cx, user_id id, bool *ret)
{
	struct stmt *s = db_stmt(cx->db, &user_select_agent);
	i64 found;

	bind_i64(s, id.v);
	TRY(db_run_i64(s, 0, &found));
	*ret = found != 0;
	return OK;
}

/* The columns that insert and update share, in their common order. */
static void bind_user(struct stmt *s, struct cx *cx, const struct user *u)
{
	bind_text(s, u->name);
	bind_text(s, fold_key(cx->arena, u->name));
	bind_text(s, u->external_id);
	bind_text(s, u->external_id ? utf8_fold(cx->arena, u->external_id) : NULL);
	bind_text(s, u->phone);
	bind_text(s, u->alias);
	bind_text(s, u->details);
	bind_text(s, u->notes);
	bind_text(s, u->signature);
	bind_text(s, u->time_zone);
	bind_text(s, u->locale);
	bind_text(s, u->tags);
	bind_text(s, u->fields);
	bind_i64(s, u->role);
	bind_i64(s, u->restriction);
	bind_bool(s, u->suspended);
	bind_bool(s, u->verified);
	bind_bool(s, u->moderator);
	bind_bool(s, u->only_private_comments);
	bind_ref(s, u->custom_role);
}

enum err user_store_insert(struct cx *cx, struct user *user)
{
	struct stmt *s;
	i64 stamp;

	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, user->id.v ? &user_insert_as : &user_insert);
	bind_user(s, cx, user);
	bind_i64(s, user->created_at ? user->created_at : cx->now);
	bind_i64(s, stamp);
	if (user->id.v)
		bind_i64(s, user->id.v);
	return db_run_id(s, &user->id.v);
}

enum err user_store_update(struct cx *cx, const struct user *user)
{
	struct stmt *s;
	i64 stamp;

	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &user_update_row);
	bind_user(s, cx, user);
	bind_i64(s, stamp);
	bind_i64(s, user->id.v);
	return db_run(s);
}

enum err user_store_deactivate(struct cx *cx, user_id id)
{
	struct stmt *s;
	i64 stamp;

	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &user_update_inactive);
	bind_i64(s, stamp);
	bind_i64(s, id.v);
	return db_run(s);
}

enum err user_store_set_email(struct cx *cx, user_id id, const char *email, bool verified)
{
	struct stmt *s;
	i64 stamp;

	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, &user_update_email);
	bind_text(s, email);
	bind_bool(s, verified);
	bind_i64(s, stamp);
	bind_i64(s, id.v);
	return db_run(s);
}

static enum err set_ref(struct cx *cx, const struct query *q, user_id id, i64 ref)
{
	struct stmt *s;
	i64 stamp;

	TRY(stamp_now(cx, &stamp));
	s = db_stmt(cx->db, q);
	bind_ref(s, ref);
	bind_i64(s, stamp);
	bind_i64(s, id.v);
	return db_run(s);
}

enum err user_store_set_organization(struct cx *cx, user_id id, organization_id organization)
{
	return set_ref(cx, &user_update_organization, id, organization.v);
}

enum err user_store_set_group(struct cx *cx, user_id id, group_id group)
{
	return set_ref(cx, &user_update_group, id, group.v);
}

enum err user_store_unindex(struct cx *cx, user_id id)
{
	struct stmt *s = db_stmt(cx->db, &user_text_delete);

	bind_i64(s, id.v);
	return db_run(s);
}

enum { INDEXED_VALUES = 54 };

enum err user_store_index(struct cx *cx, user_id id)
{
	const char *parts[INDEXED_VALUES];
	struct user *user;
	struct stmt *s;
	int n = 0;

	TRY(user_store_unindex(cx, id));
	TRY(user_load(cx, id, &user));
	if (!user || !user->active)
		return OK;
	parts[n++] = user->name;
	parts[n++] = user->phone;
	parts[n++] = user->external_id;
	parts[n++] = user_role_word(user->role);
	s = db_stmt(cx->db, &user_select_words);
	bind_i64(s, id.v);
	while (n < INDEXED_VALUES && db_row(s))
		parts[n++] = col_dup(s, cx->arena);
	TRY(db_done(s));
	s = db_stmt(cx->db, &user_text_insert);
	bind_i64(s, id.v);
	bind_text(s, search_words(cx->arena, parts, n));
	return db_run(s);
}
