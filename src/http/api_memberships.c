/*
 * Memberships of both kinds. Paths name the user, the group or organisation, or neither; the same
 * handlers serve them all.
 */
#include "http/membership_body.h"
#include "http/path.h"
#include "http/view_people.h"

static const char *const by_id[] = {"id", "created_at", NULL};

#define AT(member) offsetof(struct membership_body, member)
/* clang-format off */
static const struct field group_fields_list[] = {
	{"user_id", F_ID, AT(user_id), 0, "User", "The agent"},
	{"group_id", F_ID, AT(group_id), 0, "Group", NULL},
	{"default", F_BOOL, AT(is_default), 0, "Default", "Make it the agent's default group"},
	{0}
};
static const struct field organization_fields_list[] = {
	{"user_id", F_ID, AT(user_id), 0, "User", NULL},
	{"organization_id", F_ID, AT(organization_id), 0, "Organization", NULL},
	{"default", F_BOOL, AT(is_default), 0, "Default",
	 "Make it the user's default organization"},
	{"view_tickets", F_BOOL, AT(view_tickets), 0, "View tickets",
	 "Sees all tickets of the organization"},
	{0}
};
/* clang-format on */
const struct field_table group_membership_fields = {
	"group_membership", sizeof(struct membership_body), group_fields_list};
const struct field_table organization_membership_fields = {
	"organization_membership", sizeof(struct membership_body), organization_fields_list};

/* A parameter that not every path of a handler has: 0 when it is absent. */
static enum err optional_id(struct rq *rq, const char *name, i64 *ret)
{
	*ret = 0;
	return *rq_param(rq, name) ? rq_id(rq, name, ret) : OK;
}

/* The filter of the path; what it names must be there. */
static enum err read_filter(struct rq *rq, struct membership_filter *ret)
{
	struct organization *organization;
	struct group *group;
	struct user *user;

	*ret = (struct membership_filter){0};
	if (*rq_param(rq, "user_id")) {
		TRY(path_active_user(rq, &user));
		ret->user = user->id;
	} else if (*rq_param(rq, "group_id")) {
		TRY(path_group(rq, &group));
		ret->of = group->id.v;
	} else if (*rq_param(rq, "organization_id")) {
		TRY(path_organization(rq, &organization));
		ret->of = organization->id.v;
	}
	return OK;
}

/* The user of the body, else of the path. */
static enum err read_member(struct rq *rq, const struct membership_body *body, user_id *ret)
{
	TRY(optional_id(rq, "user_id", &ret->v));
	if (!ret->v)
		ret->v = body->user_id.v;
	return OK;
}

/* --- groups --- */

static done reply_group_memberships(
	struct rq *rq, const struct membership_filter *filter, struct page *page)
{
	struct group_membership *rows;
	struct sideload more = {0};
	int n;

	if (group_membership_list(&rq->cx, filter, page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "group_memberships");
	for (int i = 0; i < n; i++) {
		group_membership_write(rq, NULL, &rows[i]);
		sideload_user(rq, &more, rows[i].user);
		sideload_group(rq, &more, rows[i].group);
	}
	reply_list_end(rq);
	if (sideload_write_beside(rq, &more, "organizations"))
		return reply_error(rq);
	return reply_page(rq, page);
}

static done group_memberships_list(struct rq *rq, void *in)
{
	struct membership_filter filter;
	struct page page;

	(void)in;
	if (read_filter(rq, &filter) || rq_page(rq, by_id, &page))
		return reply_error(rq);
	return reply_group_memberships(rq, &filter, &page);
}

/* The membership of the path, of the user of the path where it names one. */
static enum err read_group_membership(struct rq *rq, struct group_membership *ret)
{
	user_id user;
	i64 id;

	TRY(rq_id(rq, "membership_id", &id));
	TRY(optional_id(rq, "user_id", &user.v));
	TRY(group_membership_get(&rq->cx, id, ret));
	return !user.v || user.v == ret->user.v ? OK : fail_not_found(&rq->cx);
}

static done group_membership_show(struct rq *rq, void *in)
{
	struct group_membership m;
	struct sideload more = {0};

	(void)in;
	if (read_group_membership(rq, &m))
		return reply_error(rq);
	reply_begin(rq, 200);
	group_membership_write(rq, "group_membership", &m);
	sideload_user(rq, &more, m.user);
	sideload_group(rq, &more, m.group);
	if (sideload_write_beside(rq, &more, "organizations"))
		return reply_error(rq);
	return reply_end(rq);
}

static done group_membership_post(struct rq *rq, void *in)
{
	struct membership_body *body = in;
	struct group_membership m;
	user_id user;

	if (read_member(rq, body, &user) ||
		group_membership_add(
			&rq->cx, user, (group_id){body->group_id.v}, body->is_default.v == 1, &m))
		return reply_error(rq);
	reply_made(rq, true, "group_memberships", m.id);
	group_membership_write(rq, "group_membership", &m);
	return reply_end(rq);
}

static done group_membership_remove(struct rq *rq, void *in)
{
	struct group_membership m;

	(void)in;
	if (read_group_membership(rq, &m) || group_membership_delete(&rq->cx, m.id))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done group_membership_default(struct rq *rq, void *in)
{
	struct page page = {.limit = PAGE_MAX, .sort = "id"};
	struct membership_filter filter = {0};
	struct group_membership m;

	(void)in;
	if (read_group_membership(rq, &m) || group_membership_make_default(&rq->cx, m.user, m.id))
		return reply_error(rq);
	filter.user = m.user;
	return reply_group_memberships(rq, &filter, &page);
}

/* --- organisations --- */

static done reply_organization_memberships(
	struct rq *rq, const struct membership_filter *filter, struct page *page)
{
	struct organization_membership *rows;
	struct sideload more = {0};
	int n;

	if (organization_membership_list(&rq->cx, filter, page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "organization_memberships");
	for (int i = 0; i < n; i++) {
		organization_membership_write(rq, NULL, &rows[i]);
		sideload_user(rq, &more, rows[i].user);
		sideload_organization(rq, &more, rows[i].organization);
	}
	reply_list_end(rq);
	if (sideload_write_beside(rq, &more, "groups"))
		return reply_error(rq);
	return reply_page(rq, page);
}

static done organization_memberships_list(struct rq *rq, void *in)
{
	struct membership_filter filter;
	struct page page;

	(void)in;
	if (read_filter(rq, &filter) || rq_page(rq, by_id, &page))
		return reply_error(rq);
	return reply_organization_memberships(rq, &filter, &page);
}

static enum err read_organization_membership(struct rq *rq, struct organization_membership *ret)
{
	user_id user;
	i64 id;

	TRY(rq_id(rq, "membership_id", &id));
	TRY(optional_id(rq, "user_id", &user.v));
	TRY(organization_membership_get(&rq->cx, id, ret));
	return !user.v || user.v == ret->user.v ? OK : fail_not_found(&rq->cx);
}

static done organization_membership_show(struct rq *rq, void *in)
{
	struct organization_membership m;
	struct sideload more = {0};

	(void)in;
	if (read_organization_membership(rq, &m))
		return reply_error(rq);
	reply_begin(rq, 200);
	organization_membership_write(rq, "organization_membership", &m);
	sideload_user(rq, &more, m.user);
	sideload_organization(rq, &more, m.organization);
	if (sideload_write_beside(rq, &more, "groups"))
		return reply_error(rq);
	return reply_end(rq);
}

static done organization_membership_post(struct rq *rq, void *in)
{
	struct membership_body *body = in;
	struct organization_membership m = {.organization = {body->organization_id.v},
		.is_default = body->is_default.v == 1,
		.view_tickets = body->view_tickets.v == 1};

	if (read_member(rq, body, &m.user) || organization_membership_add(&rq->cx, &m, &m))
		return reply_error(rq);
	reply_made(rq, true, "organization_memberships", m.id);
	organization_membership_write(rq, "organization_membership", &m);
	return reply_end(rq);
}

static done organization_membership_remove(struct rq *rq, void *in)
{
	struct organization_membership m;

	(void)in;
	if (read_organization_membership(rq, &m) || organization_membership_delete(&rq->cx, m.id))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done default_organization(struct rq *rq, const struct organization_membership *m)
{
	struct page page = {.limit = PAGE_MAX, .sort = "id"};
	struct membership_filter filter = {.user = m->user};

	if (organization_membership_make_default(&rq->cx, m->user, m->id))
		return reply_error(rq);
	return reply_organization_memberships(rq, &filter, &page);
}

static done organization_membership_default(struct rq *rq, void *in)
{
	struct organization_membership m;

	(void)in;
	if (read_organization_membership(rq, &m))
		return reply_error(rq);
	return default_organization(rq, &m);
}

/* The membership that users/:user_id/organizations/:organization_id means. */
static enum err read_pair(struct rq *rq, struct organization_membership *ret)
{
	organization_id organization;
	user_id user;

	TRY(rq_id(rq, "user_id", &user.v));
	TRY(rq_id(rq, "organization_id", &organization.v));
	return organization_membership_of(&rq->cx, user, organization, ret);
}

static done organization_unassign(struct rq *rq, void *in)
{
	struct organization_membership m;

	(void)in;
	if (read_pair(rq, &m) || organization_membership_delete(&rq->cx, m.id))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done organization_default(struct rq *rq, void *in)
{
	struct organization_membership m;

	(void)in;
	if (read_pair(rq, &m))
		return reply_error(rq);
	return default_organization(rq, &m);
}

#define USER	      "/api/v2/users/:user_id"
#define GROUPS	      "/group_memberships"
#define ORGANIZATIONS "/organization_memberships"
#define ONE	      "/:membership_id"
/* clang-format off */
const struct route membership_routes[] = {
	{M_GET, "/api/v2" GROUPS, group_memberships_list, RUN_READ, CAP_GROUP_READ, BODY_NONE, NULL,
	 0, "include", "Memberships of agents in groups"},
	{M_GET, "/api/v2" GROUPS "/assignable", group_memberships_list, RUN_READ, CAP_GROUP_READ,
	 BODY_NONE, NULL, 0, "include", "Memberships that a ticket can be assigned by"},
	{M_GET, USER GROUPS, group_memberships_list, RUN_READ, CAP_GROUP_READ, BODY_NONE, NULL, 0,
	 "include", "Group memberships of an agent"},
	{M_GET, "/api/v2/groups/:group_id/memberships", group_memberships_list, RUN_READ,
	 CAP_GROUP_READ, BODY_NONE, NULL, 0, "include", "Memberships of a group"},
	{M_GET, "/api/v2/groups/:group_id/memberships/assignable", group_memberships_list, RUN_READ,
	 CAP_GROUP_READ, BODY_NONE, NULL, 0, "include",
	 "Memberships of a group that a ticket can be assigned by"},
	{M_GET, "/api/v2" GROUPS ONE, group_membership_show, RUN_READ, CAP_GROUP_READ, BODY_NONE,
	 NULL, 0, "include", "One group membership"},
	{M_GET, USER GROUPS ONE, group_membership_show, RUN_READ, CAP_GROUP_READ, BODY_NONE, NULL,
	 0, "include", "One group membership of an agent"},
	{M_POST, "/api/v2" GROUPS, group_membership_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &group_membership_fields, 0, NULL, "Put an agent into a group"},
	{M_POST, USER GROUPS, group_membership_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &group_membership_fields, 0, NULL, "Put this agent into a group"},
	{M_DELETE, "/api/v2" GROUPS ONE, group_membership_remove, RUN_WRITE, CAP_ADMIN_WRITE,
	 BODY_NONE, NULL, 0, NULL, "Take an agent out of a group"},
	{M_DELETE, USER GROUPS ONE, group_membership_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE,
	 NULL, 0, NULL, "Take this agent out of a group"},
	{M_PUT, USER GROUPS ONE "/make_default", group_membership_default, RUN_WRITE,
	 CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL, "Make a group the agent's default one"},

	{M_GET, "/api/v2" ORGANIZATIONS, organization_memberships_list, RUN_READ,
	 CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0, "include",
	 "Memberships of users in organizations"},
	{M_GET, USER ORGANIZATIONS, organization_memberships_list, RUN_READ, CAP_ORGANIZATION_READ,
	 BODY_NONE, NULL, 0, "include", "Organization memberships of a user"},
	{M_GET, "/api/v2/organizations/:organization_id" ORGANIZATIONS,
	 organization_memberships_list, RUN_READ, CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0,
	 "include", "Memberships of an organization"},
	{M_GET, "/api/v2" ORGANIZATIONS ONE, organization_membership_show, RUN_READ,
	 CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0, "include", "One organization membership"},
	{M_GET, USER ORGANIZATIONS ONE, organization_membership_show, RUN_READ,
	 CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0, "include",
	 "One organization membership of a user"},
	{M_POST, "/api/v2" ORGANIZATIONS, organization_membership_post, RUN_WRITE,
	 CAP_ORGANIZATION_WRITE, BODY_JSON, &organization_membership_fields, 0, NULL,
	 "Put a user into an organization"},
	{M_POST, USER ORGANIZATIONS, organization_membership_post, RUN_WRITE,
	 CAP_ORGANIZATION_WRITE, BODY_JSON, &organization_membership_fields, 0, NULL,
	 "Put this user into an organization"},
	{M_DELETE, "/api/v2" ORGANIZATIONS ONE, organization_membership_remove, RUN_WRITE,
	 CAP_ORGANIZATION_WRITE, BODY_NONE, NULL, 0, NULL, "Take a user out of an organization"},
	{M_DELETE, USER ORGANIZATIONS ONE, organization_membership_remove, RUN_WRITE,
	 CAP_ORGANIZATION_WRITE, BODY_NONE, NULL, 0, NULL, "Take this user out of an organization"},
	{M_PUT, USER ORGANIZATIONS ONE "/make_default", organization_membership_default, RUN_WRITE,
	 CAP_ORGANIZATION_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Make an organization the user's default one"},
	{M_DELETE, USER "/organizations/:organization_id", organization_unassign, RUN_WRITE,
	 CAP_ORGANIZATION_WRITE, BODY_NONE, NULL, 0, NULL, "Take this user out of an organization"},
	{M_PUT, USER "/organizations/:organization_id/make_default", organization_default,
	 RUN_WRITE, CAP_ORGANIZATION_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Make this organization the user's default one"},
	{0}
};
/* clang-format on */
