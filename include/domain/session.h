/*
 * Browser sessions, one-time links and passwords. Only hashes of secrets are stored; the secret
 * itself is made by the caller (http) and given in.
 */
#ifndef TEND_DOMAIN_SESSION_H
#define TEND_DOMAIN_SESSION_H

#include "base/clock.h"
#include "base/secret.h"
#include "domain/page.h"

#define SESSION_IDLE_MS	    (12 * HOUR_MS)
#define SESSION_ABSOLUTE_MS (7 * DAY_MS)

enum link_kind { LINK_FIRST_ADMIN = 1, LINK_INVITATION = 2, LINK_RESET = 3 };

/* The actor behind a session whose cookie hashes to `hash`: E_UNAUTHENTICATED when there is none,
 * it is over, or its user is inactive, suspended or deleted. Read connection.
 * *ret_stale: seen_at is more than a minute old, call session_seen in a write. */
enum err session_find(struct cx *cx, const uint8_t hash[SECRET_HASH], struct actor *ret,
	bool *ret_stale) NODISCARD;
/* Move seen_at. */
enum err session_seen(struct cx *cx, i64 session_id) NODISCARD;
/* Begin a session for a user (cx->actor is set to that user); notes last_login_at. */
enum err session_begin(struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH],
	const char *user_agent) NODISCARD;
/* End one (sign out), or all of a user's but one (0: all); tells the bus user.access_changed. */
enum err session_end(struct cx *cx, i64 session_id) NODISCARD;
enum err session_end_all(struct cx *cx, user_id user, i64 but_session_id) NODISCARD;

struct session {
	i64 id;
	user_id user;
	i64 created_at, seen_at, expires_at;
	const char *address, *user_agent; /* of the browser when it signed in; never NULL */
};
/* A live session of a user: one's own, or anybody's for an administrator; E_NOT_FOUND otherwise. */
enum err session_get(struct cx *cx, user_id user, i64 session_id, struct session *ret) NODISCARD;
/* A page of them, by id. */
enum err session_list(
	struct cx *cx, user_id user, struct page *page, struct session **ret, int *ret_n) NODISCARD;
/* End one, or all of them but one (0: all), and write it down. */
enum err session_close(struct cx *cx, user_id user, i64 session_id) NODISCARD;
enum err session_close_all(struct cx *cx, user_id user, i64 but_session_id) NODISCARD;

/* Stored password hash of the active user with this address: *ret_hash NULL when there is none
 * (verify against it all the same, so that time tells nothing). */
enum err password_find(
	struct cx *cx, const char *email, user_id *ret_user, const char **ret_hash) NODISCARD;
/* The actor for a user who has proved who he is. */
enum err actor_of_user(struct cx *cx, user_id user, struct actor *ret) NODISCARD;

/* One-time links: make (hash of the secret), look at. E_NOT_FOUND: unknown, used or over. */
enum err link_make(struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH],
	user_id user, i64 expires_at) NODISCARD;
enum err link_find(struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH],
	user_id *ret_user) NODISCARD;

enum { PASSWORD_MIN = 8, PASSWORD_MAX = 128 }; /* code points */

/* Is this password good enough for the owner of this address? E_INVALID on field "password". */
enum err password_check(struct cx *cx, const char *password, const char *email) NODISCARD;
/* Set a password (its hash): one's own, or anybody's by an admin. Other sessions end, and the
 * tokens that OAuth clients got by his signing in. */
enum err password_set(struct cx *cx, user_id user, const char *hash) NODISCARD;
/* The stored hash of one user, NULL when there is none. */
enum err password_of_user(struct cx *cx, user_id user, const char **ret_hash) NODISCARD;

/* What the page behind the first administrator's link asks for. */
struct first_admin {
	const char *name, *email, *password_hash, *locale;
};
/* Use the link and make the administrator. E_NOT_FOUND: the link is used or over, or an
 * administrator exists already; E_INVALID: name or address will not do. */
enum err first_admin_create(struct cx *cx, const uint8_t link_hash[SECRET_HASH],
	const struct first_admin *in, user_id *ret) NODISCARD;

#endif
