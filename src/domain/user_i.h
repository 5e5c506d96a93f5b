/* Rows of users and their place in lists and in the full text index. */
#ifndef TEND_DOMAIN_USER_I_H
#define TEND_DOMAIN_USER_I_H

#include "domain/user.h"
#include "people_i.h"

/* Columns of user_account u, read by user_read in this order. */
#define USER_COLUMNS \
	"u.id, u.name, u.email, u.external_id, u.phone, u.alias, u.details, u.notes, " \
	"u.signature, u.time_zone, u.locale, u.tags, u.fields, u.role, u.ticket_restriction, " \
	"u.active, u.suspended, u.verified, u.moderator, u.only_private_comments, " \
	"u.organization_id, u.default_group_id, u.last_login_at, u.created_at, u.updated_at, " \
	"u.custom_role_id, u.second_step_at"
void user_read(struct stmt *s, struct arena *a, struct user *ret);

/* Insert under user->id (v 0: the next one, set), made at created_at (0: now). */
enum err user_store_insert(struct cx *cx, struct user *user) NODISCARD;
/* Write all that may change, but e-mail, organisation and group (their modules do). */
enum err user_store_update(struct cx *cx, const struct user *user) NODISCARD;
/* Inactive, without password, e-mail, external id, organisation and group. */
enum err user_store_deactivate(struct cx *cx, user_id id) NODISCARD;
enum err user_store_set_email(
	struct cx *cx, user_id id, const char *email, bool verified) NODISCARD;
enum err user_store_set_organization(
	struct cx *cx, user_id id, organization_id organization) NODISCARD;
enum err user_store_set_group(struct cx *cx, user_id id, group_id group) NODISCARD;

/* The words by which a user is found: written anew; nothing for one who is not active. */
enum err user_store_index(struct cx *cx, user_id id) NODISCARD;
enum err user_store_unindex(struct cx *cx, user_id id) NODISCARD;

/* The word by which the index knows a role: a search within one role costs no more than without. */
const char *user_role_word(enum role role);
/* match: of search_match. */
enum err user_store_search(struct cx *cx, const char *match, struct page *page, struct user **ret,
	int *ret_n) NODISCARD;

/* May the actor change this user? Agents change end-users and themselves, admins everybody.
 * E_NOT_FOUND, E_FORBIDDEN. */
enum err user_check_editable(struct cx *cx, user_id id) NODISCARD;

/* A list of one (or no) user as a page. */
void user_page_of_one(
	struct cx *cx, const struct user *user, struct page *page, struct user **ret, int *ret_n);

/* --- identities --- */

/* identity_add without asking who may, and without the index. */
enum err identity_give(
	struct cx *cx, user_id user, const struct identity *in, struct identity *ret) NODISCARD;

enum err identity_store_insert(struct cx *cx, struct identity *identity) NODISCARD;
enum err identity_store_update(struct cx *cx, const struct identity *identity) NODISCARD;
enum err identity_store_delete(struct cx *cx, i64 id) NODISCARD;
enum err identity_store_delete_all(struct cx *cx, user_id user) NODISCARD;
/* *ret_found false: none such. */
enum err identity_store_find(
	struct cx *cx, i64 id, struct identity *ret, bool *ret_found) NODISCARD;
/* Who has this value; v 0: nobody. */
enum err identity_store_owner(
	struct cx *cx, enum identity_type type, const char *fold, user_id *ret) NODISCARD;
/* Mark the primary address of a user verified or not. */
enum err identity_store_verify_primary(struct cx *cx, user_id user, bool verified) NODISCARD;
/* Make one the only primary of its user. */
enum err identity_store_set_primary(struct cx *cx, user_id user, i64 id) NODISCARD;
enum err identity_store_count(struct cx *cx, user_id user, i64 *ret) NODISCARD;

#endif
