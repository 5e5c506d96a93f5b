/* Organisations. */
#include "http/organization_body.h"
#include "http/path.h"
#include "http/view_people.h"

#include <string.h>

static const char *const sorts[] = {"id", "name", "created_at", "updated_at", NULL};
static const char *const by_id[] = {"id", NULL};
static const char *const newest[] = {"-created_at", "id", "name", "relevance", NULL};

static done reply_organizations(
	struct rq *rq, const struct page *page, const struct organization *rows, int n)
{
	reply_list(rq, "organizations");
	for (int i = 0; i < n; i++)
		organization_write(rq, NULL, &rows[i]);
	return reply_page(rq, page);
}

/* The reply has begun. */
static done reply_organization(struct rq *rq, const struct organization *o)
{
	organization_write(rq, "organization", o);
	return reply_end(rq);
}

static done organizations_list(struct rq *rq, void *in)
{
	struct organization *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, sorts, &page) || organization_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	return reply_organizations(rq, &page, rows, n);
}

static done organizations_of_user(struct rq *rq, void *in)
{
	struct organization *rows;
	struct user *user;
	struct page page;
	int n;

	(void)in;
	if (path_active_user(rq, &user) || rq_page(rq, by_id, &page) ||
		organization_list_of_user(&rq->cx, user->id, &page, &rows, &n))
		return reply_error(rq);
	return reply_organizations(rq, &page, rows, n);
}

static done organizations_count_of_user(struct rq *rq, void *in)
{
	struct page page = {.limit = 1, .sort = "id"};
	struct organization *rows;
	struct user *user;
	int n;

	(void)in;
	if (path_active_user(rq, &user) ||
		organization_list_of_user(&rq->cx, user->id, &page, &rows, &n))
		return reply_error(rq);
	return reply_count(rq, page.count);
}

static done organizations_count(struct rq *rq, void *in)
{
	i64 n;

	(void)in;
	if (organization_count(&rq->cx, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

/* By external id or whole name: none or one. */
static done organizations_search(struct rq *rq, void *in)
{
	const char *external_id = rq_query(rq, "external_id"), *name = rq_query(rq, "name");
	struct organization *found;
	struct page page;

	(void)in;
	if (!external_id && !name)
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL,
			"Parameter external_id or name is required");
	if (external_id ? organization_by_external_id(&rq->cx, external_id, &found)
			: organization_by_name(&rq->cx, name, &found))
		return reply_error(rq);
	if (rq_page_whole(rq, NULL, 0, 0, found != NULL, &page))
		return reply_error(rq);
	return reply_organizations(rq, &page, found, page.rows);
}

static done organizations_autocomplete(struct rq *rq, void *in)
{
	const char *name = rq_query(rq, "name");
	struct organization *rows;
	struct page page;
	int n;

	(void)in;
	if (!name)
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL, "Parameter name is required");
	if (rq_page(rq, newest, &page) || organization_search(&rq->cx, name, &page, &rows, &n))
		return reply_error(rq);
	return reply_organizations(rq, &page, rows, n);
}

/* External ids to ids; unknown ones are left out. */
static enum err read_external_ids(struct rq *rq, struct id_list *ret)
{
	struct text_list texts;
	struct organization *o;

	*ret = (struct id_list){0};
	TRY(rq_query_few(rq, "external_ids", &texts));
	for (int i = 0; i < texts.n; i++) {
		TRY(organization_by_external_id(&rq->cx, texts.v[i], &o));
		if (o)
			id_list_add(rq->cx.arena, ret, o->id.v);
	}
	return OK;
}

static done organizations_show_many(struct rq *rq, void *in)
{
	struct organization *rows;
	struct id_list ids;
	struct page page;
	int n, live = 0;
	enum err e;

	(void)in;
	e = rq_query(rq, "external_ids") ? read_external_ids(rq, &ids)
					 : rq_query_ids(rq, "ids", &ids);
	if (e || organization_load_many(&rq->cx, ids.v, ids.n, &rows, &n))
		return reply_error(rq);
	for (int i = 0; i < n; i++)
		if (!rows[i].deleted_at)
			rows[live++] = rows[i];
	if (rq_page_rows(rq, rows, live, &page))
		return reply_error(rq);
	return reply_organizations(rq, &page, rows + page.offset, page.rows);
}

static done organization_show(struct rq *rq, void *in)
{
	struct organization *o;

	(void)in;
	if (path_organization(rq, &o))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_organization(rq, o);
}

static done organization_post(struct rq *rq, void *in)
{
	struct organization *o;

	if (organization_create(&rq->cx, organization_body_input(in), &o))
		return reply_error(rq);
	reply_made(rq, true, "organizations", o->id.v);
	return reply_organization(rq, o);
}

static done organization_create_or_update_post(struct rq *rq, void *in)
{
	struct organization *o;
	bool created;

	if (organization_create_or_update(&rq->cx, organization_body_input(in), &o, &created))
		return reply_error(rq);
	reply_made(rq, created, "organizations", o->id.v);
	return reply_organization(rq, o);
}

static done organization_put(struct rq *rq, void *in)
{
	struct organization *o;
	organization_id id;

	if (rq_id(rq, "organization_id", &id.v) ||
		organization_update(&rq->cx, id, organization_body_input(in), &o))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_organization(rq, o);
}

static done organization_remove(struct rq *rq, void *in)
{
	organization_id id;

	(void)in;
	if (rq_id(rq, "organization_id", &id.v) || organization_delete(&rq->cx, id))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done organization_related_get(struct rq *rq, void *in)
{
	struct organization *o;
	i64 tickets, users;
	struct jw *jw;

	(void)in;
	if (path_organization(rq, &o) || organization_related(&rq->cx, o->id, &tickets, &users))
		return reply_error(rq);
	jw = reply_begin(rq, 200);
	jw_object(jw, "organization_related");
	jw_i64(jw, "tickets_count", tickets);
	jw_i64(jw, "users_count", users);
	return reply_end(rq);
}

#define ALL "/api/v2/organizations"
#define ONE ALL "/:organization_id"
/* clang-format off */
const struct route organization_routes[] = {
	{M_GET, ALL, organizations_list, RUN_READ, CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0, NULL,
	 "Organizations, by id or name"},
	{M_POST, ALL, organization_post, RUN_WRITE, CAP_ORGANIZATION_WRITE, BODY_JSON,
	 &organization_body_fields, 0, NULL, "Create an organization"},
	{M_GET, ALL "/count", organizations_count, RUN_READ, CAP_ORGANIZATION_READ, BODY_NONE, NULL,
	 0, NULL, "How many organizations there are"},
	{M_GET, ALL "/search", organizations_search, RUN_READ, CAP_ORGANIZATION_READ, BODY_NONE,
	 NULL, 0, "external_id,name", "The organization with this external id or name"},
	{M_GET, ALL "/autocomplete", organizations_autocomplete, RUN_READ, CAP_ORGANIZATION_READ,
	 BODY_NONE, NULL, 0, "name", "Organizations whose names begin like this"},
	{M_GET, ALL "/show_many", organizations_show_many, RUN_READ, CAP_ORGANIZATION_READ,
	 BODY_NONE, NULL, 0, "ids,external_ids", "Up to 100 organizations by id or external id"},
	{M_POST, ALL "/create_or_update", organization_create_or_update_post, RUN_WRITE,
	 CAP_ORGANIZATION_WRITE, BODY_JSON, &organization_body_fields, 0, NULL,
	 "Update the organization with this external id or name, else create"},
	{M_GET, ONE, organization_show, RUN_READ, CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0, NULL,
	 "One organization"},
	{M_PUT, ONE, organization_put, RUN_WRITE, CAP_ORGANIZATION_WRITE, BODY_JSON,
	 &organization_body_fields, 0, NULL, "Change an organization"},
	{M_DELETE, ONE, organization_remove, RUN_WRITE, CAP_ORGANIZATION_WRITE, BODY_NONE, NULL, 0,
	 NULL, "Delete an organization; its members leave"},
	{M_GET, ONE "/related", organization_related_get, RUN_READ, CAP_ORGANIZATION_READ,
	 BODY_NONE, NULL, 0, NULL, "Counts of an organization's tickets and users"},
	{M_GET, "/api/v2/users/:user_id/organizations", organizations_of_user, RUN_READ,
	 CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0, NULL, "Organizations of a user"},
	{M_GET, "/api/v2/users/:user_id/organizations/count", organizations_count_of_user, RUN_READ,
	 CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0, NULL, "How many organizations a user is in"},
	{0}
};
/* clang-format on */
