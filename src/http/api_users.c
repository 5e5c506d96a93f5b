/* Users: lists, search, and one at a time. Who may change whom is the domain's to say. */
#include "domain/search.h"
#include "http/path.h"
#include "http/resource.h"
#include "http/user_body.h"
#include "http/view_people.h"

#include <string.h>

static const char *const sorts[] = {"id", "name", "created_at", "updated_at", "role", NULL};
static const char *const by_id[] = {"id", NULL};
static const char *const newest[] = {"-created_at", "id", "name", "updated_at", "relevance", NULL};

/* --- side-loads of users --- */

static enum err load_groups(struct rq *rq, const struct user *users, int n, struct id_set *ret)
{
	for (int i = 0; i < n; i++) {
		struct membership_filter filter = {.user = users[i].id};
		struct page page = {.limit = PAGE_MAX, .sort = "id", .cursor = true};
		struct group_membership *rows;
		int count;

		if (users[i].role == ROLE_END_USER)
			continue;
		TRY(group_membership_list(&rq->cx, &filter, &page, &rows, &count));
		for (int j = 0; j < count; j++)
			id_set_add(rq, ret, rows[j].group.v);
	}
	return OK;
}

static enum err load_organizations(
	struct rq *rq, const struct user *users, int n, struct id_set *ret)
{
	for (int i = 0; i < n; i++) {
		struct membership_filter filter = {.user = users[i].id};
		struct page page = {.limit = PAGE_MAX, .sort = "id", .cursor = true};
		struct organization_membership *rows;
		int count;

		TRY(organization_membership_list(&rq->cx, &filter, &page, &rows, &count));
		for (int j = 0; j < count; j++)
			id_set_add(rq, ret, rows[j].organization.v);
	}
	return OK;
}

static enum err write_identities(struct rq *rq, const struct user *users, int n)
{
	i64 *ids = ARENA_ARRAY(rq->cx.arena, i64, n + 1);
	struct identity *rows;
	int count;

	for (int i = 0; i < n; i++)
		ids[i] = users[i].id.v;
	TRY(identity_load_many(&rq->cx, ids, n, &rows, &count));
	jw_array(&rq->jw, "identities");
	for (int i = 0; i < count; i++)
		identity_write(rq, NULL, &rows[i]);
	jw_end(&rq->jw);
	return OK;
}

static enum err write_open_tickets(struct rq *rq, const struct user *users, int n)
{
	jw_object(&rq->jw, "open_ticket_count");
	for (int i = 0; i < n; i++) {
		i64 count;

		TRY(user_open_tickets(&rq->cx, users[i].id, &count));
		jw_i64(&rq->jw, arena_printf(rq->cx.arena, "%lld", (long long)users[i].id.v),
			count);
	}
	jw_end(&rq->jw);
	return OK;
}

static enum err write_more(struct rq *rq, const struct user *users, int n)
{
	struct sideload more = {0};

	if (rq_include(rq, "groups"))
		TRY(load_groups(rq, users, n, &more.groups));
	if (rq_include(rq, "organizations"))
		TRY(load_organizations(rq, users, n, &more.organizations));
	TRY(sideload_write_beside(rq, &more, "users"));
	if (rq_include(rq, "identities"))
		TRY(write_identities(rq, users, n));
	if (rq_include(rq, "open_ticket_count"))
		TRY(write_open_tickets(rq, users, n));
	if (rq_include(rq, "abilities")) {
		jw_array(&rq->jw, "abilities");
		for (int i = 0; i < n; i++)
			ability_write(rq, NULL, &users[i]);
		jw_end(&rq->jw);
	}
	return role_sideload(rq, users, n);
}

/* --- replies --- */

static done reply_users(struct rq *rq, const struct page *page, const struct user *users, int n)
{
	reply_list(rq, "users");
	for (int i = 0; i < n; i++)
		user_write(rq, NULL, &users[i]);
	reply_list_end(rq);
	if (write_more(rq, users, n))
		return reply_error(rq);
	return reply_page(rq, page);
}

/* The reply has begun; write the one user and what is asked for beside him. */
static done reply_user(struct rq *rq, const struct user *user)
{
	user_write(rq, "user", user);
	if (write_more(rq, user, 1))
		return reply_error(rq);
	return reply_end(rq);
}

/* --- lists --- */

static enum err read_roles(struct rq *rq, unsigned *ret)
{
	struct text_list roles = rq_query_texts(rq, "role");
	enum role role;

	*ret = 0;
	for (int i = 0; i < roles.n; i++) {
		if (!role_parse(roles.v[i], &role))
			return fail(&rq->cx, E_PARAM, NULL, NULL,
				"Parameter role must be end-user, agent or admin");
		*ret |= 1u << role;
	}
	return OK;
}

static done list(struct rq *rq, struct user_filter *filter)
{
	bool part = filter->group.v || filter->organization.v;
	struct user *users;
	struct page page;
	int n;

	if (rq_page(rq, part ? by_id : sorts, &page) || read_roles(rq, &filter->roles) ||
		user_list(&rq->cx, filter, &page, &users, &n))
		return reply_error(rq);
	return reply_users(rq, &page, users, n);
}

static done users_list(struct rq *rq, void *in)
{
	struct user_filter filter = {.external_id = rq_query(rq, "external_id")};

	(void)in;
	return list(rq, &filter);
}

static done users_of_group(struct rq *rq, void *in)
{
	struct user_filter filter = {0};
	struct group *group;

	(void)in;
	if (path_group(rq, &group))
		return reply_error(rq);
	filter.group = group->id;
	return list(rq, &filter);
}

static done users_of_organization(struct rq *rq, void *in)
{
	struct user_filter filter = {0};
	struct organization *organization;

	(void)in;
	if (path_organization(rq, &organization))
		return reply_error(rq);
	filter.organization = organization->id;
	return list(rq, &filter);
}

static done users_count(struct rq *rq, void *in)
{
	struct user_filter filter = {0};
	i64 n;

	(void)in;
	if (read_roles(rq, &filter.roles) || user_count(&rq->cx, &filter, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

static done users_search(struct rq *rq, void *in)
{
	const char *query = rq_query(rq, "query"), *external_id = rq_query(rq, "external_id");
	struct user *users;
	struct page page;
	int n;

	if (external_id)
		return users_list(rq, in);
	if (!query)
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL,
			"Parameter query or external_id is required");
	if (rq_page(rq, newest, &page) || search_users(&rq->cx, query, &page, &users, &n))
		return reply_error(rq);
	return reply_users(rq, &page, users, n);
}

static done users_autocomplete(struct rq *rq, void *in)
{
	const char *name = rq_query(rq, "name");
	struct user *users;
	struct page page;
	int n;

	(void)in;
	if (!name)
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL, "Parameter name is required");
	if (rq_page(rq, newest, &page) || user_search(&rq->cx, name, &page, &users, &n))
		return reply_error(rq);
	return reply_users(rq, &page, users, n);
}

/* External ids to ids; unknown ones are left out. */
static enum err read_external_ids(struct rq *rq, struct id_list *ret)
{
	struct text_list texts;
	struct user *user;

	*ret = (struct id_list){0};
	TRY(rq_query_few(rq, "external_ids", &texts));
	for (int i = 0; i < texts.n; i++) {
		TRY(user_by_external_id(&rq->cx, texts.v[i], &user));
		if (user)
			id_list_add(rq->cx.arena, ret, user->id.v);
	}
	return OK;
}

static done users_show_many(struct rq *rq, void *in)
{
	struct user *users;
	struct id_list ids;
	struct page page;
	enum err e;
	int n;

	(void)in;
	e = rq_query(rq, "external_ids") ? read_external_ids(rq, &ids)
					 : rq_query_ids(rq, "ids", &ids);
	if (e || user_load_many(&rq->cx, ids.v, ids.n, &users, &n) ||
		rq_page_rows(rq, users, n, &page))
		return reply_error(rq);
	return reply_users(rq, &page, users + page.offset, page.rows);
}

/* --- one user --- */

static done user_show(struct rq *rq, void *in)
{
	struct user *user;

	(void)in;
	if (path_user(rq, &user))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_user(rq, user);
}

static done user_post(struct rq *rq, void *in)
{
	struct user_input *input;
	struct user *user;

	if (user_body_input(rq, in, &input) || user_create(&rq->cx, input, &user))
		return reply_error(rq);
	reply_made(rq, true, "users", user->id.v);
	return reply_user(rq, user);
}

static done user_create_or_update_post(struct rq *rq, void *in)
{
	struct user_input *input;
	struct user *user;
	bool created;

	if (user_body_input(rq, in, &input) ||
		user_create_or_update(&rq->cx, input, &user, &created))
		return reply_error(rq);
	reply_made(rq, created, "users", user->id.v);
	return reply_user(rq, user);
}

static done user_put(struct rq *rq, void *in)
{
	struct user_input *input;
	struct user *user;
	user_id id;

	if (rq_id(rq, "user_id", &id.v) || user_body_input(rq, in, &input) ||
		user_update(&rq->cx, id, input, &user))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_user(rq, user);
}

static done user_remove(struct rq *rq, void *in)
{
	struct user *user;
	user_id id;

	(void)in;
	if (rq_id(rq, "user_id", &id.v) || user_delete(&rq->cx, id, &user))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_user(rq, user);
}

static done user_related_get(struct rq *rq, void *in)
{
	struct user_related related;
	struct user *user;
	struct jw *jw;

	(void)in;
	if (path_user(rq, &user) || user_related(&rq->cx, user->id, &related))
		return reply_error(rq);
	jw = reply_begin(rq, 200);
	jw_object(jw, "user_related");
	jw_i64(jw, "requested_tickets", related.requested);
	jw_i64(jw, "assigned_tickets", related.assigned);
	jw_i64(jw, "ccd_tickets", related.ccd);
	jw_i64(jw, "organization_subscriptions", related.organizations);
	return reply_end(rq);
}

/* clang-format off */
const struct route user_routes[] = {
	{M_GET, "/api/v2/users", users_list, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0,
	 "role,role[],external_id,include", "Users, by id or name"},
	{M_POST, "/api/v2/users", user_post, RUN_WRITE, CAP_USER_WRITE, BODY_JSON,
	 &user_body_fields, 0, NULL,
	 "Create a user; agents create end-users, administrators everybody"},
	{M_GET, "/api/v2/users/count", users_count, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0,
	 "role,role[]", "How many users there are"},
	{M_GET, "/api/v2/users/search", users_search, RUN_SLOW, CAP_USER_READ, BODY_NONE, NULL, 0,
	 "query,external_id,include", "Users by words, address (email:x), role:x or external id"},
	{M_GET, "/api/v2/users/autocomplete", users_autocomplete, RUN_READ, CAP_USER_READ,
	 BODY_NONE, NULL, 0, "name,include", "Users whose names begin like this"},
	{M_GET, "/api/v2/users/show_many", users_show_many, RUN_READ, CAP_USER_READ, BODY_NONE,
	 NULL, 0, "ids,external_ids,include", "Up to 100 users by id or external id"},
	{M_POST, "/api/v2/users/create_or_update", user_create_or_update_post, RUN_WRITE,
	 CAP_USER_WRITE, BODY_JSON, &user_body_fields, 0, NULL,
	 "Update the user with this e-mail or external id, else create"},
	{M_GET, "/api/v2/users/:user_id", user_show, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0,
	 "include", "One user"},
	{M_PUT, "/api/v2/users/:user_id", user_put, RUN_WRITE, CAP_USER_WRITE, BODY_JSON,
	 &user_body_fields, 0, NULL, "Change a user; a new e-mail becomes one more identity"},
	{M_DELETE, "/api/v2/users/:user_id", user_remove, RUN_WRITE, CAP_USER_WRITE, BODY_NONE,
	 NULL, 0, NULL, "Delete a user: inactive, addresses free, sessions and tokens ended"},
	{M_GET, "/api/v2/users/:user_id/related", user_related_get, RUN_READ, CAP_USER_READ,
	 BODY_NONE, NULL, 0, NULL, "Counts of a user's tickets and organizations"},
	{M_GET, "/api/v2/groups/:group_id/users", users_of_group, RUN_READ, CAP_USER_READ,
	 BODY_NONE, NULL, 0, "include", "Members of a group"},
	{M_GET, "/api/v2/organizations/:organization_id/users", users_of_organization, RUN_READ,
	 CAP_USER_READ, BODY_NONE, NULL, 0, "include", "Members of an organization"},
	{0}
};
/* clang-format on */
