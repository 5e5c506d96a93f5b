/* Groups of agents. */
#include "http/path.h"
#include "http/view_people.h"

static const char *const by_name_or_id[] = {"name", "id", "created_at", NULL};

#define AT(member) offsetof(struct group_input, member)
/* clang-format off */
static const struct field fields[] = {
	{"name", F_TEXT, AT(name), 0, "Name", "Required; unique, any case"},
	{"description", F_TEXT, AT(description), 0, "Description", NULL},
	{"is_public", F_BOOL, AT(is_public), 0, "Public", "Agents outside may see its tickets"},
	{"default", F_BOOL, AT(is_default), 0, "Default", "New agents join this group"},
	{0}
};
/* clang-format on */
static const struct field_table group_fields = {"group", sizeof(struct group_input), fields};

static done groups_list(struct rq *rq, void *in)
{
	struct group *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, by_name_or_id, &page) || group_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "groups");
	for (int i = 0; i < n; i++)
		group_write(rq, NULL, &rows[i]);
	return reply_page(rq, &page);
}

/* Groups of a user, from his memberships. */
static done groups_of_user(struct rq *rq, void *in)
{
	static const char *const by_id[] = {"id", "name", "created_at", NULL};
	struct membership_filter filter = {0};
	struct group_membership *memberships;
	struct group *rows;
	struct page page;
	i64 *ids;
	int n;

	(void)in;
	if (rq_id(rq, "user_id", &filter.user.v) || rq_page(rq, by_id, &page) ||
		group_membership_list(&rq->cx, &filter, &page, &memberships, &n))
		return reply_error(rq);
	ids = ARENA_ARRAY(rq->cx.arena, i64, n + 1);
	for (int i = 0; i < n; i++)
		ids[i] = memberships[i].group.v;
	if (group_load_many(&rq->cx, ids, n, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "groups");
	for (int i = 0; i < n; i++)
		group_write(rq, NULL, &rows[i]);
	return reply_page(rq, &page);
}

static done groups_count_of_user(struct rq *rq, void *in)
{
	struct membership_filter filter = {0};
	struct page page = {.limit = 1, .sort = "id"};
	struct group_membership *rows;
	int n;

	(void)in;
	if (rq_id(rq, "user_id", &filter.user.v) ||
		group_membership_list(&rq->cx, &filter, &page, &rows, &n))
		return reply_error(rq);
	return reply_count(rq, page.count);
}

static done groups_count(struct rq *rq, void *in)
{
	i64 n;

	(void)in;
	if (group_count(&rq->cx, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

/* The reply has begun. */
static done reply_group(struct rq *rq, const struct group *group)
{
	group_write(rq, "group", group);
	return reply_end(rq);
}

static done group_show(struct rq *rq, void *in)
{
	struct group *group;

	(void)in;
	if (path_group(rq, &group))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_group(rq, group);
}

static done group_post(struct rq *rq, void *in)
{
	struct group *group;

	if (group_create(&rq->cx, in, &group))
		return reply_error(rq);
	reply_made(rq, true, "groups", group->id.v);
	return reply_group(rq, group);
}

static done group_put(struct rq *rq, void *in)
{
	struct group *group;
	group_id id;

	if (rq_id(rq, "group_id", &id.v) || group_update(&rq->cx, id, in, &group))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_group(rq, group);
}

static done group_remove(struct rq *rq, void *in)
{
	group_id id;

	(void)in;
	if (rq_id(rq, "group_id", &id.v) || group_delete(&rq->cx, id))
		return reply_error(rq);
	return reply_no_content(rq);
}

#define ONE "/api/v2/groups/:group_id"
/* clang-format off */
const struct route group_routes[] = {
	{M_GET, "/api/v2/groups", groups_list, RUN_READ, CAP_GROUP_READ, BODY_NONE, NULL, 0,
	 "exclude_deleted", "Groups, by name"},
	{M_POST, "/api/v2/groups", group_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &group_fields,
	 0, NULL, "Create a group"},
	{M_GET, "/api/v2/groups/assignable", groups_list, RUN_READ, CAP_GROUP_READ, BODY_NONE, NULL,
	 0, NULL, "Groups that a ticket can be given to"},
	{M_GET, "/api/v2/groups/count", groups_count, RUN_READ, CAP_GROUP_READ, BODY_NONE, NULL, 0,
	 NULL, "How many groups there are"},
	{M_GET, ONE, group_show, RUN_READ, CAP_GROUP_READ, BODY_NONE, NULL, 0, NULL, "One group"},
	{M_PUT, ONE, group_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &group_fields, 0, NULL,
	 "Change a group"},
	{M_DELETE, ONE, group_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Delete a group; its members leave"},
	{M_GET, "/api/v2/users/:user_id/groups", groups_of_user, RUN_READ, CAP_GROUP_READ,
	 BODY_NONE, NULL, 0, NULL, "Groups of an agent"},
	{M_GET, "/api/v2/users/:user_id/groups/count", groups_count_of_user, RUN_READ,
	 CAP_GROUP_READ, BODY_NONE, NULL, 0, NULL, "How many groups an agent is in"},
	{0}
};
/* clang-format on */
