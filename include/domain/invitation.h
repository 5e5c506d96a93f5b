/*
 * Invitations: a colleague's account is made, and a link that works once lets its owner choose the
 * password. Links for a new password are alike. Until there is mail an administrator passes them
 * on, so an invitation lives INVITATION_LIFE_MS. The secret of a link is made by the caller.
 */
#ifndef TEND_DOMAIN_INVITATION_H
#define TEND_DOMAIN_INVITATION_H

#include "domain/session.h"
#include "domain/user.h"

#define INVITATION_LIFE_MS (7 * DAY_MS)
#define RESET_LIFE_MS	   (HOUR_MS)

struct invitation {
	i64 id;
	user_id user, made_by; /* made_by.v 0: the command line */
	const char *name, *email;
	enum role role;
	i64 created_at, expires_at; /* the link's; renewing moves them */
};

/* Make the account (in: name, email, role, custom_role_id), join the groups, keep the link.
 * E_INVALID: the role is no agent's, or what user_create says. */
enum err invitation_create(struct cx *cx, const struct user_input *in, const struct id_list *groups,
	const uint8_t hash[SECRET_HASH], struct invitation *ret) NODISCARD;
/* Those nobody has used, over ones too; a page by id. */
enum err invitation_list(
	struct cx *cx, struct page *page, struct invitation **ret, int *ret_n) NODISCARD;
/* Another link instead of the old one, valid anew. E_NOT_FOUND: used or withdrawn. */
enum err invitation_renew(
	struct cx *cx, i64 id, const uint8_t hash[SECRET_HASH], struct invitation *ret) NODISCARD;
/* The link is void, and the account is deleted unless its owner was here already. */
enum err invitation_revoke(struct cx *cx, i64 id) NODISCARD;

/* A link for a new password of an active user; earlier ones are void. */
enum err reset_link_make(struct cx *cx, user_id user, const uint8_t hash[SECRET_HASH],
	i64 *ret_expires_at) NODISCARD;

/* Use a link (LINK_INVITATION, LINK_RESET): its owner has this password from now, sessions end.
 * E_NOT_FOUND: the link is unknown, used or over. */
enum err link_set_password(struct cx *cx, enum link_kind kind, const uint8_t hash[SECRET_HASH],
	const char *password_hash, user_id *ret) NODISCARD;

#endif
