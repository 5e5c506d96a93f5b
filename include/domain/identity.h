/*
 * Identities: the addresses and phone numbers by which a user is known. One value belongs to one
 * user; the primary e-mail is copied to user.email.
 */
#ifndef TEND_DOMAIN_IDENTITY_H
#define TEND_DOMAIN_IDENTITY_H

#include "domain/page.h"

/* X(constant, stored number, wire name) */
#define IDENTITY_LIST(X) \
	X(IDENTITY_EMAIL, 1, "email") \
	X(IDENTITY_PHONE, 2, "phone_number")

enum identity_type {
#define X(constant, number, wire) constant = number,
	IDENTITY_LIST(X)
#undef X
};

struct identity {
	i64 id;
	user_id user;
	enum identity_type type;
	const char *value;
	bool verified, primary;
	i64 created_at, updated_at;
};

const char *identity_type_name(enum identity_type type);
bool identity_type_parse(const char *name, enum identity_type *ret);

/* One page of a user's identities, by id. */
enum err identity_list(struct cx *cx, user_id user, struct page *page, struct identity **ret,
	int *ret_n) NODISCARD;
/* Identities of several users, by id, for side-loads. */
enum err identity_load_many(
	struct cx *cx, const i64 *user_ids, int n, struct identity **ret, int *ret_n) NODISCARD;
/* One of this user: E_NOT_FOUND when it is another's. */
enum err identity_get(struct cx *cx, user_id user, i64 id, struct identity *ret) NODISCARD;

/* Add one. E_INVALID: no address, or somebody uses it (DuplicateValue). */
enum err identity_add(
	struct cx *cx, user_id user, const struct identity *in, struct identity *ret) NODISCARD;
/* Change the value (of one that is not verified) and mark it verified: of `change` are read id,
 * user, value (NULL: as it is) and verified (false: as it is). */
enum err identity_update(
	struct cx *cx, const struct identity *change, struct identity *ret) NODISCARD;
/* Make an e-mail identity the primary one. */
enum err identity_make_primary(struct cx *cx, user_id user, i64 id) NODISCARD;
/* Remove one; the primary is refused while others stand. */
enum err identity_delete(struct cx *cx, user_id user, i64 id) NODISCARD;

#endif
