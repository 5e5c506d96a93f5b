/*
 * Users: end-users, agents, admins, with their identities (addresses). Whoever is created by
 * address exists once per address.
 */
#ifndef TEND_DOMAIN_USER_H
#define TEND_DOMAIN_USER_H

#include "base/json.h"
#include "domain/identity.h"
#include "domain/import_map.h"
#include "domain/page.h"
#include "domain/ticket.h"

enum {
	USER_NAME_MAX = 200,   /* code points */
	USER_TEXT_MAX = 65536, /* of details, notes, signature */
	USER_IDENTITIES_MAX = 20,
};

struct user {
	user_id id;
	const char *name, *email, *external_id, *phone, *alias, *details, *notes, *signature;
	const char *time_zone, *locale, *tags, *fields; /* fields: JSON object text */
	enum role role;
	enum restriction restriction;
	i64 custom_role; /* of an agent; 0: none but the built-in one */
	bool active, suspended, verified, moderator, only_private_comments;
	bool second_step; /* signs in with a code too */
	organization_id organization;
	group_id default_group;
	i64 last_login_at, created_at, updated_at;
};

/* Read one; *ret NULL when there is none (inactive ones are returned). */
enum err user_load(struct cx *cx, user_id id, struct user **ret) NODISCARD;
/* By verified or unverified address (folded); *ret NULL when nobody has it. */
enum err user_by_email(struct cx *cx, const char *email, struct user **ret) NODISCARD;
/* The person a requester/cc names: found by id or address, made as end-user when the address is
 * new (name falls back to the address' local part). E_INVALID on a bad address or unknown id. */
enum err user_ensure(
	struct cx *cx, const struct person_ref *who, const char *field, user_id *ret_id) NODISCARD;
/* Rows for the ids, in the order given, unknown ones left out; for side-loads and show_many. */
enum err user_load_many(
	struct cx *cx, const i64 *ids, int n, struct user **ret, int *ret_n) NODISCARD;
/* Is the user an active agent or admin? */
enum err user_is_agent(struct cx *cx, user_id id, bool *ret) NODISCARD;

/* Everything a create or an update may carry. Zero-initialised means: nothing given. */
struct user_input {
	struct opt_text name, email, external_id, phone, alias, details, notes, signature;
	struct opt_text time_zone, locale, role, restriction; /* the last two: wire names */
	struct opt_i64 suspended, verified, moderator, only_private_comments;
	struct opt_i64 organization_id, default_group_id, custom_role_id;
	bool custom_role_again; /* the role is the same, what it gives is not */
	bool tags_set, organizations_set;
	struct text_list tags;
	struct id_list organization_ids;
	const char *organization_name; /* found by name or made */
	const json_t *fields;	       /* {"key": value}, or NULL */
	struct identity *identities;   /* type, value, verified are read */
	int identity_count;
	struct origin origin;
};

/* Make a user. Agents make end-users, admins everybody. E_INVALID with details. */
enum err user_create(struct cx *cx, const struct user_input *in, struct user **ret) NODISCARD;
/* Change one; a new e-mail becomes one more identity. Ends sessions when access changes.
 * E_NOT_FOUND, E_FORBIDDEN (an agent and somebody who is not an end-user), E_INVALID. */
enum err user_update(
	struct cx *cx, user_id id, const struct user_input *in, struct user **ret) NODISCARD;
/* Update who has the e-mail or external id, else create. */
enum err user_create_or_update(
	struct cx *cx, const struct user_input *in, struct user **ret, bool *ret_created) NODISCARD;
/* Make inactive: addresses become free, sessions and tokens end. */
enum err user_delete(struct cx *cx, user_id id, struct user **ret) NODISCARD;

/* By external id (folded), active ones; *ret NULL when nobody has it. */
enum err user_by_external_id(struct cx *cx, const char *external_id, struct user **ret) NODISCARD;

/* Which users a list shows; zero-initialised: all active ones. */
struct user_filter {
	unsigned roles; /* bits 1 << ROLE_…; 0: all */
	group_id group;
	organization_id organization;
	const char *external_id; /* the one user who has it */
};

enum { USER_SORT_MAX = 10000 };

/* One page; sorts "id", and for no other filter than roles "name", "updated_at", "role" and
 * "created_at" (E_INVALID when there are more than USER_SORT_MAX). */
enum err user_list(struct cx *cx, const struct user_filter *filter, struct page *page,
	struct user **ret, int *ret_n) NODISCARD;
/* How many, from kept counts or an index. */
enum err user_count(struct cx *cx, const struct user_filter *filter, i64 *ret) NODISCARD;

/* Full text over names, addresses, phone and external id: each word a prefix, all must occur;
 * newest user first. A whole address finds exactly its owner. page->count is exact up to
 * USER_SEARCH_COUNT. */
enum { USER_SEARCH_COUNT = 10000 };
enum err user_search(struct cx *cx, const char *text, struct page *page, struct user **ret,
	int *ret_n) NODISCARD;

/* Numbers beside a user. */
struct user_related {
	i64 requested, assigned, ccd, organizations;
};
enum err user_related(struct cx *cx, user_id id, struct user_related *ret) NODISCARD;
/* Tickets assigned to the user that are not solved. */
enum err user_open_tickets(struct cx *cx, user_id id, i64 *ret) NODISCARD;
/* Active administrators who are not suspended. */
enum err user_count_admins(struct cx *cx, i64 *ret) NODISCARD;

#endif
