/*
 * Sessions, passwords, one-time links: the rules. A session ends after 12 h without use, 7 days
 * after sign-in, on sign-out, and whenever its user's access changes. Secrets never come here,
 * only their hashes. What is unknown and what is over answer alike.
 */
#include "domain/session.h"

#include "base/utf8.h"
#include "domain/event.h"
#include "domain/invitation.h"
#include "domain/user.h"
#include "session_i.h"
#include "token_i.h"

#include <string.h>

static enum err fail_unauthenticated(struct cx *cx)
{
	return fail(cx, E_UNAUTHENTICATED, NULL, NULL, "Couldn't authenticate you");
}

enum err session_find(
	struct cx *cx, const uint8_t hash[SECRET_HASH], struct actor *ret, bool *ret_stale)
{
	struct session_row row;
	bool found;

	TRY(session_store_find(cx, hash, &row, &found));
	if (!found || cx->now >= row.expires_at || cx->now - row.seen_at >= SESSION_IDLE_MS)
		return fail_unauthenticated(cx);
	*ret = row.actor;
	*ret_stale = cx->now - row.seen_at > MINUTE_MS;
	return OK;
}

enum err session_seen(struct cx *cx, i64 session_id)
{
	return session_store_seen(cx, session_id);
}

enum err actor_of_user(struct cx *cx, user_id user, struct actor *ret)
{
	bool found;

	TRY(actor_store_find(cx, user, ret, &found));
	return found ? OK : fail_unauthenticated(cx);
}

enum err session_begin(
	struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH], const char *user_agent)
{
	const char *address = cx->actor.address ? cx->actor.address : "";
	struct actor actor;

	TRY(actor_of_user(cx, user, &actor));
	actor.address = address;
	cx->actor = actor;
	TRY(session_store_delete_over(cx));
	TRY(session_store_add(cx, user, hash, user_agent));
	TRY(session_store_signed_in(cx, user));
	return event_add(cx, EVENT_USER_SIGNED_IN, (ticket_id){0}, user.v, NULL, NULL);
}

/* Live streams of this user look again at whether they may go on. */
static void tell_access(struct cx *cx, user_id user)
{
	event_tell(cx, &(struct news){.at = cx->now,
			       .user_id = user.v,
			       .kind = event_kind_name(EVENT_ACCESS_CHANGED)});
}

enum err session_end(struct cx *cx, i64 session_id)
{
	user_id user;

	TRY(session_store_user(cx, session_id, &user));
	if (!user.v)
		return OK;
	TRY(session_store_delete(cx, session_id));
	tell_access(cx, user);
	return OK;
}

enum err session_end_all(struct cx *cx, user_id user, i64 but_session_id)
{
	TRY(session_store_delete_all(cx, user, but_session_id));
	tell_access(cx, user);
	return OK;
}

/* --- sessions as their owner and administrators see them --- */

static enum err may_look(struct cx *cx, user_id user)
{
	const struct actor *a = &cx->actor;

	return a->id.v == user.v || a->role == ROLE_ADMIN ? OK : fail_not_found(cx);
}

enum err session_get(struct cx *cx, user_id user, i64 session_id, struct session *ret)
{
	TRY(may_look(cx, user));
	TRY(session_store_get(cx, user, session_id, ret));
	return ret->id ? OK : fail_not_found(cx);
}

enum err session_list(
	struct cx *cx, user_id user, struct page *page, struct session **ret, int *ret_n)
{
	TRY(may_look(cx, user));
	return session_store_list(cx, user, page, ret, ret_n);
}

static enum err note_closed(struct cx *cx, user_id user)
{
	return event_add(cx, EVENT_ACCESS_CHANGED, (ticket_id){0}, user.v,
		"{\"reason\":\"sessions\"}", NULL);
}

enum err session_close(struct cx *cx, user_id user, i64 session_id)
{
	struct session session;

	TRY(session_get(cx, user, session_id, &session));
	TRY(session_store_delete(cx, session_id));
	return note_closed(cx, user);
}

enum err session_close_all(struct cx *cx, user_id user, i64 but_session_id)
{
	TRY(may_look(cx, user));
	TRY(session_store_delete_all(cx, user, but_session_id));
	return note_closed(cx, user);
}

enum err link_make(struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH],
	user_id user, i64 expires_at)
{
	return link_store_add(cx, kind, hash, user, expires_at);
}

static enum err link_live(
	struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH], struct link_row *ret)
{
	bool found;

	TRY(link_store_find(cx, kind, hash, ret, &found));
	return found && !ret->used_at && cx->now < ret->expires_at ? OK : fail_not_found(cx);
}

enum err link_find(
	struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH], user_id *ret_user)
{
	struct link_row row;

	TRY(link_live(cx, kind, hash, &row));
	*ret_user = row.user;
	return OK;
}

static enum err link_use(
	struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH], user_id *ret_user)
{
	struct link_row row;

	TRY(link_live(cx, kind, hash, &row));
	TRY(link_store_use(cx, row.id));
	*ret_user = row.user;
	return OK;
}

enum err password_check(struct cx *cx, const char *password, const char *email)
{
	size_t n = utf8_length(password);

	if (n < PASSWORD_MIN)
		return fail(cx, E_INVALID, "password", "TooShort",
			"Password: use at least %d characters", PASSWORD_MIN);
	if (n > PASSWORD_MAX)
		return fail(cx, E_INVALID, "password", "TooLong",
			"Password: use at most %d characters", PASSWORD_MAX);
	if (email && strcmp(utf8_fold(cx->arena, password), utf8_fold(cx->arena, email)) == 0)
		return fail(cx, E_INVALID, "password", "InvalidValue:password_email",
			"Password: must differ from the e-mail address");
	return OK;
}

/* Store it; every other way in ends: sessions but one, clients' tokens, links. */
static enum err store_password(struct cx *cx, user_id user, const char *hash, i64 but_session)
{
	TRY(password_store_set(cx, user, hash));
	TRY(link_store_void(cx, user, 0));
	TRY(session_end_all(cx, user, but_session));
	TRY(token_store_revoke_chains(cx, user));
	return event_add(cx, EVENT_ACCESS_CHANGED, (ticket_id){0}, user.v,
		"{\"reason\":\"password\"}", NULL);
}

enum err password_set(struct cx *cx, user_id user, const char *hash)
{
	const struct actor *a = &cx->actor;
	bool own = a->id.v == user.v;

	if (!own && !a->system && a->role != ROLE_ADMIN)
		return fail(
			cx, E_FORBIDDEN, NULL, NULL, "Only administrators set others' passwords");
	return store_password(cx, user, hash, own ? a->session_id : 0);
}

enum err link_set_password(struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH],
	const char *password_hash, user_id *ret)
{
	TRY(link_use(cx, kind, hash, ret));
	return store_password(cx, *ret, password_hash, 0);
}

enum err first_admin_create(struct cx *cx, const uint8_t link_hash[SECRET_HASH],
	const struct first_admin *in, user_id *ret)
{
	struct user_input input = {.name = {true, in->name},
		.email = {true, in->email},
		.locale = {true, in->locale},
		.role = {true, role_name(ROLE_ADMIN)},
		.verified = {true, true}};
	struct user *user;
	i64 admins;
	user_id nobody;

	TRY(link_use(cx, LINK_FIRST_ADMIN, link_hash, &nobody));
	TRY(user_count_admins(cx, &admins));
	if (admins)
		return fail_not_found(cx);
	cx->actor = (struct actor){.system = true,
		.role = ROLE_ADMIN,
		.scope = SCOPE_WRITE,
		.address = cx->actor.address};
	TRY(user_create(cx, &input, &user));
	TRY(password_store_set(cx, user->id, in->password_hash));
	*ret = user->id;
	return OK;
}
