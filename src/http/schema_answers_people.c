/* What the operations on people, their groups and their fields answer (the language: schema.h). */
#include "http/schema.h"

#define SIDE \
	" users?:[@user] groups?:[@group] organizations?:[@organization] " \
	"identities?:[@identity] roles?:[@custom_role] open_ticket_count?:object " \
	"abilities?:[@ability]"
#define COUNT	      "200 count:@count"
#define JOB	      "200 job_status:@job_status"
#define USER	      "user:@user" SIDE
#define USERS	      "200 users:[@user] +page" SIDE
#define IDENTITIES    "200 identities:[@identity] +page"
#define IDENTITY      "identity:@identity"
#define ORGANIZATION  "organization:@organization" SIDE
#define ORGANIZATIONS "200 organizations:[@organization] +page" SIDE
#define GROUPS	      "200 groups:[@group] +page" SIDE
#define GROUP	      "group:@group" SIDE
#define IN_GROUP      "group_membership:@group_membership" SIDE
#define IN_GROUPS     "200 group_memberships:[@group_membership] +page" SIDE
#define MEMBER	      "organization_membership:@organization_membership" SIDE
#define MEMBERS	      "200 organization_memberships:[@organization_membership] +page" SIDE

/* The same for each kind of field; `n` is its name. */
#define FIELD_ROWS(n) \
	{M_GET, n "s", "200 " n "s:[@" n "] +page users?:[@user]"}, \
		{M_POST, n "s", "201 " n ":@" n}, {M_PUT, n "s/reorder", "200"}, \
		{M_GET, n "s/:id", "200 " n ":@" n " users?:[@user]"}, \
		{M_PUT, n "s/:id", "200 " n ":@" n}, \
	{ \
		M_DELETE, n "s/:id", "204" \
	}
#define OPTION "custom_field_option:@custom_field_option"
#define OPTION_ROWS(n) \
	{M_GET, n "s/:id/options", "200 custom_field_options:[@custom_field_option] +page"}, \
		{M_POST, n "s/:id/options", "201|200 " OPTION}, \
		{M_GET, n "s/:id/options/:id", "200 " OPTION}, \
	{ \
		M_DELETE, n "s/:id/options/:id", "204" \
	}

const struct schema_shape schema_answers_people[] = {{M_GET, "users", USERS},
	{M_POST, "users", "201 " USER}, {M_GET, "users/count", COUNT},
	{M_GET, "users/search", USERS}, {M_GET, "users/autocomplete", USERS},
	{M_GET, "users/show_many", USERS}, {M_POST, "users/create_or_update", "201|200 " USER},
	{M_POST, "users/create_many", JOB}, {M_POST, "users/create_or_update_many", JOB},
	{M_PUT, "users/update_many", JOB}, {M_DELETE, "users/destroy_many", JOB},
	{M_GET, "users/:id", "200 " USER}, {M_PUT, "users/:id", "200 " USER},
	{M_DELETE, "users/:id", "200 user:@user"}, {M_PUT, "users/:id/merge", "200 user:@user"},
	{M_GET, "users/:id/related", "200 user_related:@user_related"},
	{M_GET, "deleted_users", "200 deleted_users:[@user] +page"},
	{M_GET, "deleted_users/count", COUNT},
	{M_GET, "deleted_users/:id", "200 deleted_user:@user"},
	{M_DELETE, "deleted_users/:id", "200 deleted_user:@user"},
	{M_GET, "groups/:id/users", USERS}, {M_GET, "organizations/:id/users", USERS},
	{M_GET, "users/me", "200 user:@user|@anonymous_user" SIDE},
	{M_GET, "users/me/session", "200 session:@session"},
	{M_GET, "users/me/session/renew", "200 authenticity_token:text"},
	{M_DELETE, "users/me/logout", "204"}, {M_POST, "users/:id/password", "200"},
	{M_PUT, "users/:id/password", "200"},
	{M_GET, "users/:id/password/requirements", "200 requirements:[text]"},
	{M_GET, "users/:id/identities", IDENTITIES},
	{M_POST, "users/:id/identities", "201 " IDENTITY},
	{M_GET, "users/:id/identities/:id", "200 " IDENTITY},
	{M_PUT, "users/:id/identities/:id", "200 " IDENTITY},
	{M_DELETE, "users/:id/identities/:id", "204"},
	{M_PUT, "users/:id/identities/:id/make_primary", IDENTITIES},
	{M_PUT, "users/:id/identities/:id/verify", "200 " IDENTITY},
	{M_PUT, "users/:id/identities/:id/request_verification", "200"},
	{M_GET, "organizations", ORGANIZATIONS}, {M_POST, "organizations", "201 " ORGANIZATION},
	{M_GET, "organizations/count", COUNT}, {M_GET, "organizations/search", ORGANIZATIONS},
	{M_GET, "organizations/autocomplete", ORGANIZATIONS},
	{M_GET, "organizations/show_many", ORGANIZATIONS},
	{M_POST, "organizations/create_or_update", "201|200 " ORGANIZATION},
	{M_POST, "organizations/create_many", JOB}, {M_PUT, "organizations/update_many", JOB},
	{M_DELETE, "organizations/destroy_many", JOB},
	{M_GET, "organizations/:id", "200 " ORGANIZATION},
	{M_PUT, "organizations/:id", "200 " ORGANIZATION}, {M_DELETE, "organizations/:id", "204"},
	{M_GET, "organizations/:id/related", "200 organization_related:@organization_related"},
	{M_GET, "users/:id/organizations", ORGANIZATIONS},
	{M_GET, "users/:id/organizations/count", COUNT}, {M_GET, "groups", GROUPS},
	{M_POST, "groups", "201 " GROUP}, {M_GET, "groups/assignable", GROUPS},
	{M_GET, "groups/count", COUNT}, {M_GET, "groups/:id", "200 " GROUP},
	{M_PUT, "groups/:id", "200 " GROUP}, {M_DELETE, "groups/:id", "204"},
	{M_GET, "users/:id/groups", GROUPS}, {M_GET, "users/:id/groups/count", COUNT},
	{M_GET, "group_memberships", IN_GROUPS}, {M_POST, "group_memberships", "201 " IN_GROUP},
	{M_GET, "group_memberships/assignable", IN_GROUPS},
	{M_POST, "group_memberships/create_many", JOB},
	{M_DELETE, "group_memberships/destroy_many", JOB},
	{M_GET, "group_memberships/:id", "200 " IN_GROUP},
	{M_DELETE, "group_memberships/:id", "204"}, {M_GET, "groups/:id/memberships", IN_GROUPS},
	{M_GET, "groups/:id/memberships/assignable", IN_GROUPS},
	{M_GET, "users/:id/group_memberships", IN_GROUPS},
	{M_POST, "users/:id/group_memberships", "201 " IN_GROUP},
	{M_GET, "users/:id/group_memberships/:id", "200 " IN_GROUP},
	{M_DELETE, "users/:id/group_memberships/:id", "204"},
	{M_PUT, "users/:id/group_memberships/:id/make_default", IN_GROUPS},
	{M_GET, "organization_memberships", MEMBERS},
	{M_POST, "organization_memberships", "201 " MEMBER},
	{M_POST, "organization_memberships/create_many", JOB},
	{M_DELETE, "organization_memberships/destroy_many", JOB},
	{M_GET, "organization_memberships/:id", "200 " MEMBER},
	{M_DELETE, "organization_memberships/:id", "204"},
	{M_GET, "organizations/:id/organization_memberships", MEMBERS},
	{M_GET, "users/:id/organization_memberships", MEMBERS},
	{M_POST, "users/:id/organization_memberships", "201 " MEMBER},
	{M_GET, "users/:id/organization_memberships/:id", "200 " MEMBER},
	{M_DELETE, "users/:id/organization_memberships/:id", "204"},
	{M_PUT, "users/:id/organization_memberships/:id/make_default", MEMBERS},
	{M_PUT, "users/:id/organizations/:id/make_default", MEMBERS},
	{M_DELETE, "users/:id/organizations/:id", "204"}, FIELD_ROWS("ticket_field"),
	OPTION_ROWS("ticket_field"), {M_GET, "ticket_fields/count", COUNT},
	{M_GET, "ticket_fields/:id/uses", COUNT}, FIELD_ROWS("user_field"),
	OPTION_ROWS("user_field"), FIELD_ROWS("organization_field"),
	{M_GET, "users/:id/sessions", "200 sessions:[@session] +page"},
	{M_DELETE, "users/:id/sessions", "204"},
	{M_GET, "users/:id/sessions/:id", "200 session:@session"},
	{M_DELETE, "users/:id/sessions/:id", "204"}, {M_POST, "users/logout_many", "202"},
	{M_POST, "users/request_create", "200"},
	{M_POST, "organizations/:id/merge", "200 organization_merge:@organization_merge"},
	{M_GET, "organizations/:id/merges", "200 organization_merges:[@organization_merge] +page"},
	{M_GET, "organization_merges/:id", "200 organization_merge:@organization_merge"}, {0}};
