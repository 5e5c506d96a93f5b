/*
 * Users, organisations and memberships in batches. Each item goes the way of a single request, so
 * agents make and change end-users only.
 */
#include "domain/membership.h"
#include "http/bulk.h"
#include "http/membership_body.h"
#include "http/organization_body.h"
#include "http/user_body.h"

/* --- users --- */

static enum err find_user(struct rq *rq, const char *external_id, i64 *ret_id)
{
	struct user *user;

	TRY(user_by_external_id(&rq->cx, external_id, &user));
	*ret_id = user ? user->id.v : 0;
	return OK;
}

static enum err create_user(struct rq *rq, struct bulk_item *item)
{
	struct user_input *input;
	struct user *user;

	TRY(user_body_input(rq, item->in, &input));
	TRY(user_create(&rq->cx, input, &user));
	item->id = user->id.v;
	return OK;
}

/* By id when it names one, else by e-mail or external id as a single request does. */
static enum err create_or_update_user(struct rq *rq, struct bulk_item *item)
{
	struct user_input *input;
	struct user *user;
	bool created = false;

	TRY(user_body_input(rq, item->in, &input));
	if (item->id)
		TRY(user_update(&rq->cx, (user_id){item->id}, input, &user));
	else
		TRY(user_create_or_update(&rq->cx, input, &user, &created));
	item->id = user->id.v;
	item->status = created ? "Created" : "Updated";
	return OK;
}

static enum err update_user(struct rq *rq, struct bulk_item *item)
{
	struct user_input *input;
	struct user *user;

	TRY(user_body_input(rq, item->in, &input));
	return user_update(&rq->cx, (user_id){item->id}, input, &user);
}

static enum err delete_user(struct rq *rq, struct bulk_item *item)
{
	struct user *user;

	return user_delete(&rq->cx, (user_id){item->id}, &user);
}

/* --- organisations --- */

static enum err find_organization(struct rq *rq, const char *external_id, i64 *ret_id)
{
	struct organization *o;

	TRY(organization_by_external_id(&rq->cx, external_id, &o));
	*ret_id = o ? o->id.v : 0;
	return OK;
}

static enum err create_organization(struct rq *rq, struct bulk_item *item)
{
	struct organization *o;

	TRY(organization_create(&rq->cx, organization_body_input(item->in), &o));
	item->id = o->id.v;
	return OK;
}

static enum err update_organization(struct rq *rq, struct bulk_item *item)
{
	struct organization *o;

	return organization_update(
		&rq->cx, (organization_id){item->id}, organization_body_input(item->in), &o);
}

static enum err delete_organization(struct rq *rq, struct bulk_item *item)
{
	return organization_delete(&rq->cx, (organization_id){item->id});
}

/* --- memberships --- */

static enum err create_group_membership(struct rq *rq, struct bulk_item *item)
{
	const struct membership_body *body = item->in;
	struct group_membership m;

	TRY(group_membership_add(&rq->cx, (user_id){body->user_id.v}, (group_id){body->group_id.v},
		body->is_default.v == 1, &m));
	item->id = m.id;
	return OK;
}

static enum err delete_group_membership(struct rq *rq, struct bulk_item *item)
{
	return group_membership_delete(&rq->cx, item->id);
}

static enum err create_organization_membership(struct rq *rq, struct bulk_item *item)
{
	const struct membership_body *body = item->in;
	struct organization_membership m = {.user = {body->user_id.v},
		.organization = {body->organization_id.v},
		.is_default = body->is_default.v == 1,
		.view_tickets = body->view_tickets.v == 1};

	TRY(organization_membership_add(&rq->cx, &m, &m));
	item->id = m.id;
	return OK;
}

static enum err delete_organization_membership(struct rq *rq, struct bulk_item *item)
{
	return organization_membership_delete(&rq->cx, item->id);
}

/* --- the batches: handler, job type, list, fields, what does one, how results look --- */

/* X(handler, job type, list, by ids, find, fields, run, result, action, status, error) */
#define BATCHES(X) \
	X(users_create_many, "Bulk Create User", "users", false, NULL, &user_body_fields, \
		create_user, BULK_MADE, NULL, "Created", "UserCreateFailed") \
	X(users_create_or_update_many, "Bulk Create User", "users", false, NULL, \
		&user_body_fields, create_or_update_user, BULK_MADE, NULL, NULL, \
		"UserCreateFailed") \
	X(users_update_many, "Bulk Update User", "users", true, find_user, &user_body_fields, \
		update_user, BULK_DONE, "update", "Updated", "UserUpdateFailed") \
	X(users_destroy_many, "Bulk Delete User", NULL, true, find_user, NULL, delete_user, \
		BULK_DONE, "delete", "Deleted", "UserDeleteFailed") \
	X(organizations_create_many, "Bulk Create Organization", "organizations", false, NULL, \
		&organization_body_fields, create_organization, BULK_MADE, NULL, "Created", \
		"OrganizationCreateFailed") \
	X(organizations_update_many, "Bulk Update Organization", "organizations", true, \
		find_organization, &organization_body_fields, update_organization, BULK_DONE, \
		"update", "Updated", "OrganizationUpdateFailed") \
	X(organizations_destroy_many, "Bulk Delete Organization", NULL, true, find_organization, \
		NULL, delete_organization, BULK_DONE, "delete", "Deleted", \
		"OrganizationDeleteFailed") \
	X(group_memberships_create_many, "Bulk Create Group Membership", "group_memberships", \
		false, NULL, &group_membership_fields, create_group_membership, BULK_MADE, NULL, \
		"Created", "GroupMembershipCreateFailed") \
	X(group_memberships_destroy_many, "Bulk Delete Group Membership", NULL, true, NULL, NULL, \
		delete_group_membership, BULK_DONE, "delete", "Deleted", \
		"GroupMembershipDeleteFailed") \
	X(organization_memberships_create_many, "Bulk Create Organization Membership", \
		"organization_memberships", false, NULL, &organization_membership_fields, \
		create_organization_membership, BULK_MADE, NULL, "Created", \
		"OrganizationMembershipCreateFailed") \
	X(organization_memberships_destroy_many, "Bulk Delete Organization Membership", NULL, \
		true, NULL, NULL, delete_organization_membership, BULK_DONE, "delete", "Deleted", \
		"OrganizationMembershipDeleteFailed")

#define X(handler, type, list, ids, find, fields, run, result, action, status, error) \
	static done handler(struct rq *rq, void *in) \
	{ \
		static const struct bulk op = { \
			type, list, ids, find, fields, run, result, action, status, error, 0}; \
\
		(void)in; \
		return bulk_run(rq, &op); \
	}
BATCHES(X)
#undef X

BULK_FIELDS(user_create_fields, BULK_LIST("users", "At most 100, each as POST /users takes it"));
BULK_FIELDS(user_upsert_fields,
	BULK_LIST("users", "At most 100, each as POST /users/create_or_update takes it"));
BULK_FIELDS(user_update_fields,
	BULK_LIST("users", "At most 100 {id or external_id, …}, each as PUT /users/{id} takes it"),
	BULK_SHARED("user", "With ?ids= or ?external_ids=: one change to all"));
BULK_FIELDS(organization_create_fields,
	BULK_LIST("organizations", "At most 100, each as POST /organizations takes it"));
BULK_FIELDS(organization_update_fields,
	BULK_LIST("organizations", "At most 100 {id or external_id, …}"),
	BULK_SHARED("organization", "With ?ids= or ?external_ids=: one change to all"));
BULK_FIELDS(group_membership_create_fields,
	BULK_LIST("group_memberships", "At most 100 {user_id, group_id, default}"));
BULK_FIELDS(organization_membership_create_fields,
	BULK_LIST("organization_memberships", "At most 100 {user_id, organization_id, default}"));

/* clang-format off */
const struct route bulk_people_routes[] = {
	{M_POST, "/api/v2/users/create_many", users_create_many, RUN_WRITE, CAP_USER_WRITE,
	 BODY_JSON, &user_create_fields, BULK_BODY, NULL,
	 "Create up to 100 users; answers with a job"},
	{M_POST, "/api/v2/users/create_or_update_many", users_create_or_update_many, RUN_WRITE,
	 CAP_USER_WRITE, BODY_JSON, &user_upsert_fields, BULK_BODY, NULL,
	 "Create users, or update those that an id, e-mail or external id names; answers with a "
	 "job"},
	{M_PUT, "/api/v2/users/update_many", users_update_many, RUN_WRITE, CAP_USER_WRITE,
	 BODY_JSON, &user_update_fields, BULK_BODY, "ids,external_ids",
	 "One change to up to 100 users, or a change to each; answers with a job"},
	{M_DELETE, "/api/v2/users/destroy_many", users_destroy_many, RUN_WRITE, CAP_USER_WRITE,
	 BODY_NONE, NULL, 0, "ids,external_ids", "Delete up to 100 users; answers with a job"},
	{M_POST, "/api/v2/organizations/create_many", organizations_create_many, RUN_WRITE,
	 CAP_ORGANIZATION_WRITE, BODY_JSON, &organization_create_fields, BULK_BODY, NULL,
	 "Create up to 100 organizations; answers with a job"},
	{M_PUT, "/api/v2/organizations/update_many", organizations_update_many, RUN_WRITE,
	 CAP_ORGANIZATION_WRITE, BODY_JSON, &organization_update_fields, BULK_BODY,
	 "ids,external_ids",
	 "One change to up to 100 organizations, or a change to each; answers with a job"},
	{M_DELETE, "/api/v2/organizations/destroy_many", organizations_destroy_many, RUN_WRITE,
	 CAP_ORGANIZATION_WRITE, BODY_NONE, NULL, 0, "ids,external_ids",
	 "Delete up to 100 organizations; answers with a job"},
	{M_POST, "/api/v2/group_memberships/create_many", group_memberships_create_many, RUN_WRITE,
	 CAP_ADMIN_WRITE, BODY_JSON, &group_membership_create_fields, BULK_BODY, NULL,
	 "Put up to 100 agents into groups; answers with a job"},
	{M_DELETE, "/api/v2/group_memberships/destroy_many", group_memberships_destroy_many,
	 RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, "ids",
	 "End up to 100 group memberships; answers with a job"},
	{M_POST, "/api/v2/organization_memberships/create_many",
	 organization_memberships_create_many, RUN_WRITE, CAP_ORGANIZATION_WRITE, BODY_JSON,
	 &organization_membership_create_fields, BULK_BODY, NULL,
	 "Put up to 100 users into organizations; answers with a job"},
	{M_DELETE, "/api/v2/organization_memberships/destroy_many",
	 organization_memberships_destroy_many, RUN_WRITE, CAP_ORGANIZATION_WRITE, BODY_NONE, NULL,
	 0, "ids", "End up to 100 organization memberships; answers with a job"},
	{0}
};
/* clang-format on */
