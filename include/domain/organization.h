/* Organisations: companies that customers belong to. */
#ifndef TEND_DOMAIN_ORGANIZATION_H
#define TEND_DOMAIN_ORGANIZATION_H

#include "base/json.h"
#include "domain/import_map.h"
#include "domain/page.h"
#include "domain/ticket.h"

enum {
	ORGANIZATION_NAME_MAX = 190, /* code points */
	ORGANIZATION_DOMAINS_MAX = 100,
};

struct organization {
	organization_id id;
	const char *name, *external_id, *details, *notes, *tags, *fields;
	const char *domains; /* "a.com b.org", sorted */
	group_id group;
	bool shared_tickets, shared_comments;
	i64 created_at, updated_at, deleted_at;
};

/* *ret NULL when there is none. */
enum err organization_load(struct cx *cx, organization_id id, struct organization **ret) NODISCARD;
enum err organization_load_many(
	struct cx *cx, const i64 *ids, int n, struct organization **ret, int *ret_n) NODISCARD;

/* Is the user a member? */
enum err organization_has_member(
	struct cx *cx, organization_id organization, user_id user, bool *ret) NODISCARD;

/* Zero-initialised means: nothing given. */
struct organization_input {
	struct opt_text name, external_id, details, notes;
	struct opt_i64 group_id, shared_tickets, shared_comments;
	bool tags_set, domains_set;
	struct text_list tags, domains;
	const json_t *fields; /* {"key": value}, or NULL */
	struct origin origin;
};

/* E_INVALID: no name, or one that is taken (whatever its case). */
enum err organization_create(
	struct cx *cx, const struct organization_input *in, struct organization **ret) NODISCARD;
enum err organization_update(struct cx *cx, organization_id id, const struct organization_input *in,
	struct organization **ret) NODISCARD;
/* Update the one with this name or external id, else create. */
enum err organization_create_or_update(struct cx *cx, const struct organization_input *in,
	struct organization **ret, bool *ret_created) NODISCARD;
/* Remove it: members leave, domains become free. */
enum err organization_delete(struct cx *cx, organization_id id) NODISCARD;

/* *ret NULL when there is none; compared folded. */
enum err organization_by_name(struct cx *cx, const char *name, struct organization **ret) NODISCARD;
enum err organization_by_external_id(
	struct cx *cx, const char *external_id, struct organization **ret) NODISCARD;
/* Whose customers have addresses of this domain; v 0: nobody's. */
enum err organization_of_email(struct cx *cx, const char *email, organization_id *ret) NODISCARD;
enum { ORGANIZATION_SORT_MAX = 10000 };

/* One page of live organisations; sorts "id", "name", "updated_at" and "created_at" (E_INVALID when
 * there are more than ORGANIZATION_SORT_MAX). */
enum err organization_list(
	struct cx *cx, struct page *page, struct organization **ret, int *ret_n) NODISCARD;
/* One page of those a user belongs to. */
enum err organization_list_of_user(struct cx *cx, user_id user, struct page *page,
	struct organization **ret, int *ret_n) NODISCARD;
/* Names (or external ids, domains) with words that begin like these; newest first. */
enum err organization_search(struct cx *cx, const char *text, struct page *page,
	struct organization **ret, int *ret_n) NODISCARD;
enum err organization_count(struct cx *cx, i64 *ret) NODISCARD;
/* Tickets and users of one. */
enum err organization_related(
	struct cx *cx, organization_id id, i64 *ret_tickets, i64 *ret_users) NODISCARD;

#endif
