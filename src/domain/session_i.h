/* Rows of sessions, passwords and one-time links. */
#ifndef TEND_DOMAIN_SESSION_I_H
#define TEND_DOMAIN_SESSION_I_H

#include "domain/session.h"

/* An actor's columns of user_account u, read by actor_read in this order. */
#define ACTOR_COLUMNS \
	"u.id, u.role, u.ticket_restriction, u.organization_id, u.only_private_comments, u.locale"
#define ACTOR_LIVES " u.active = 1 AND u.suspended = 0"
/* The actor of a user row: full scope, no address. */
struct actor actor_read(struct stmt *s);

struct session_row {
	i64 id, seen_at, expires_at;
	struct actor actor;
};

/* One of this user that is not over; ret->id 0 when there is none. */
enum err session_store_get(struct cx *cx, user_id user, i64 id, struct session *ret) NODISCARD;
enum err session_store_list(
	struct cx *cx, user_id user, struct page *page, struct session **ret, int *ret_n) NODISCARD;
/* *ret_found false: no such session, or its user may not act. */
enum err session_store_find(struct cx *cx, const uint8_t hash[SECRET_HASH], struct session_row *ret,
	bool *ret_found) NODISCARD;
enum err session_store_seen(struct cx *cx, i64 id) NODISCARD;
enum err session_store_add(struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH],
	const char *user_agent) NODISCARD;
/* Whose session it is; v 0 when it is gone. */
enum err session_store_user(struct cx *cx, i64 id, user_id *ret) NODISCARD;
enum err session_store_delete(struct cx *cx, i64 id) NODISCARD;
enum err session_store_delete_all(struct cx *cx, user_id user, i64 but) NODISCARD;
/* Sessions that are over, anybody's: each sign-in takes some away. */
enum err session_store_delete_over(struct cx *cx) NODISCARD;
enum err session_store_signed_in(struct cx *cx, user_id user) NODISCARD;
enum err actor_store_find(
	struct cx *cx, user_id user, struct actor *ret, bool *ret_found) NODISCARD;

enum err password_store_set(struct cx *cx, user_id user, const char *hash) NODISCARD;

struct link_row {
	i64 id, expires_at, used_at;
	user_id user;
};
enum err link_store_add(struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH],
	user_id user, i64 expires_at) NODISCARD;
enum err link_store_find(struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH],
	struct link_row *ret, bool *ret_found) NODISCARD;
enum err link_store_use(struct cx *cx, i64 id) NODISCARD;
/* None of the user's open links of this kind (0: of any) works any more. */
enum err link_store_void(struct cx *cx, user_id user, int kind) NODISCARD;

#endif
