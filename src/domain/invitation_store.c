/* Invitations are open links of kind 2 with their users. */
#include "domain/invitation.h"

#include "domain/event.h"
#include "domain/membership.h"
#include "session_i.h"

#define INVITATIONS \
	"SELECT l.id, l.user_id, l.made_by, u.name, u.email, u.role, l.created_at, l.expires_at " \
	"FROM one_time_link l JOIN user_account u ON u.id = l.user_id " \
	"WHERE l.kind = 2 AND l.used_at IS NULL AND u.active = 1"

LIST(invitations, INVITATIONS, "l.id", "l.id");
QUERY(invitation_select, INVITATIONS " AND l.id = ?");
QUERY(invitation_count,
	"SELECT count(*) FROM one_time_link l JOIN user_account u ON u.id = l.user_id "
	"WHERE l.kind = 2 AND l.used_at IS NULL AND u.active = 1");
QUERY(invitation_insert,
	"INSERT INTO one_time_link (kind, hash, user_id, created_at, expires_at, made_by) "
	"VALUES (2, ?, ?, ?, ?, ?) RETURNING id");
QUERY(invitation_update,
	"UPDATE one_time_link SET hash = ?, created_at = ?, expires_at = ?, made_by = ? "
	"WHERE id = ?");

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct invitation *i = ret;

	i->id = col_i64(s);
	i->user.v = col_i64(s);
	i->made_by.v = col_i64(s);
	i->name = col_dup(s, a);
	i->email = col_dup(s, a);
	i->role = (enum role)col_i64(s);
	i->created_at = col_i64(s);
	i->expires_at = col_i64(s);
	return i->id;
}

static enum err load(struct cx *cx, i64 id, struct invitation *ret)
{
	struct stmt *s = db_stmt(cx->db, &invitation_select);

	bind_i64(s, id);
	return row_get(cx, s, read_row, ret);
}

enum err invitation_list(struct cx *cx, struct page *page, struct invitation **ret, int *ret_n)
{
	struct stmt *s = list_open(cx, &invitations, page);
	void *rows;

	TRY(list_read(cx, s, &invitations, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
	if (page->cursor)
		return OK;
	return db_run_i64(db_stmt(cx->db, &invitation_count), 0, &page->count);
}

static enum err note(struct cx *cx, user_id user, const char *reason)
{
	return event_add(cx, EVENT_ACCESS_CHANGED, (ticket_id){0}, user.v,
		arena_printf(cx->arena, "{\"reason\":\"%s\"}", reason), NULL);
}

static enum err add_link(struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH], i64 *ret_id)
{
	struct stmt *s = db_stmt(cx->db, &invitation_insert);

	bind_blob(s, hash, SECRET_HASH);
	bind_i64(s, user.v);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now + INVITATION_LIFE_MS);
	bind_ref(s, cx->actor.id.v);
	return db_run_id(s, ret_id);
}

static bool is_among(i64 id, const struct id_list *ids)
{
	for (int i = 0; i < ids->n; i++)
		if (ids->v[i] == id)
			return true;
	return false;
}

/* Exactly these, the first by default; none given: those that every new agent joins. */
static enum err join_groups(struct cx *cx, user_id user, const struct id_list *groups)
{
	struct membership_filter filter = {.user = user};
	struct page page = {.limit = PAGE_MAX, .sort = "id", .cursor = true};
	struct group_membership *rows, joined;
	int n;

	for (int i = groups->n - 1; i >= 0; i--)
		TRY(group_membership_join(cx, user, (group_id){groups->v[i]}, &joined));
	TRY(group_membership_list(cx, &filter, &page, &rows, &n));
	for (int i = 0; i < n && groups->n; i++)
		if (!is_among(rows[i].group.v, groups))
			TRY(group_membership_delete(cx, rows[i].id));
	return OK;
}

enum err invitation_create(struct cx *cx, const struct user_input *in, const struct id_list *groups,
	const uint8_t hash[SECRET_HASH], struct invitation *ret)
{
	enum role role = ROLE_END_USER;
	struct user_input all = *in;
	struct user *user;
	i64 id;

	if (!in->role.v || !role_parse(in->role.v, &role) || role == ROLE_END_USER)
		return fail_invalid(cx, "role", "Role");
	if (!in->email.v)
		return fail_blank(cx, "email", "Email");
	all.verified.set = true;
	all.verified.v = true;
	TRY(user_create(cx, &all, &user));
	TRY(join_groups(cx, user->id, groups));
	TRY(add_link(cx, user->id, hash, &id));
	TRY(note(cx, user->id, "invited"));
	return load(cx, id, ret);
}

enum err invitation_renew(
	struct cx *cx, i64 id, const uint8_t hash[SECRET_HASH], struct invitation *ret)
{
	struct stmt *s;

	TRY(load(cx, id, ret));
	s = db_stmt(cx->db, &invitation_update);
	bind_blob(s, hash, SECRET_HASH);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now + INVITATION_LIFE_MS);
	bind_ref(s, cx->actor.id.v);
	bind_i64(s, id);
	TRY(db_run(s));
	TRY(note(cx, ret->user, "invitation_renewed"));
	return load(cx, id, ret);
}

enum err invitation_revoke(struct cx *cx, i64 id)
{
	struct invitation invitation;
	const char *password;
	struct user *user;

	TRY(load(cx, id, &invitation));
	TRY(link_store_use(cx, id));
	TRY(note(cx, invitation.user, "invitation_revoked"));
	TRY(user_load(cx, invitation.user, &user));
	TRY(password_of_user(cx, invitation.user, &password));
	if (!user || user->last_login_at || password)
		return OK;
	return user_delete(cx, invitation.user, &user);
}

enum err reset_link_make(
	struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH], i64 *ret_expires_at)
{
	*ret_expires_at = cx->now + RESET_LIFE_MS;
	TRY(link_store_void(cx, user, LINK_RESET));
	TRY(link_make(cx, LINK_RESET, hash, user, *ret_expires_at));
	return note(cx, user, "reset_link");
}
