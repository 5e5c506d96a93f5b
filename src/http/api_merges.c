/* Merging users and organisations, and users who were deleted. */
#include "domain/merge.h"

#include "domain/deleted_user.h"
#include "http/path.h"
#include "http/view_people.h"

static const char *const by_id[] = {"id", NULL};

/* --- users --- */

struct user_merge_body {
	struct opt_i64 id;
};
static const struct field user_merge_list[] = {
	{"id", F_ID, offsetof(struct user_merge_body, id), 0, "User", "Who stays"}, {0}};
static const struct field_table user_merge_fields = {
	"user", sizeof(struct user_merge_body), user_merge_list};

static done user_merge_put(struct rq *rq, void *in)
{
	const struct user_merge_body *body = in;
	struct user *user;
	user_id loser;

	if (rq_id(rq, "user_id", &loser.v) ||
		user_merge(&rq->cx, loser, (user_id){body->id.v}, &user))
		return reply_error(rq);
	reply_begin(rq, 200);
	user_write(rq, "user", user);
	return reply_end(rq);
}

/* --- organisations --- */

struct merge_body {
	struct opt_i64 winner_id;
};
static const struct field merge_list[] = {
	{"winner_id", F_ID, offsetof(struct merge_body, winner_id), 0, "Winner",
		"The organization that stays"},
	{0}};
static const struct field_table merge_fields = {
	"organization_merge", sizeof(struct merge_body), merge_list};

static void merge_write(struct rq *rq, const char *key, const struct organization_merge *m)
{
	static const char *const names[] = {
		[MERGE_NEW] = "new",
		[MERGE_IN_PROGRESS] = "in_progress",
		[MERGE_COMPLETE] = "complete",
		[MERGE_ERROR] = "error",
	};
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_printf(jw, "id", "%lld", (long long)m->id);
	jw_printf(jw, "url", "%.900s/api/v2/organization_merges/%lld.json", rq->base_url,
		(long long)m->id);
	jw_i64(jw, "loser_id", m->loser.v);
	jw_i64(jw, "winner_id", m->winner.v);
	jw_str(jw, "status", names[m->status]);
	jw_time(jw, "created_at", m->created_at);
	jw_end(jw);
}

static done reply_merge(struct rq *rq, const struct organization_merge *m)
{
	reply_begin(rq, 200);
	merge_write(rq, "organization_merge", m);
	return reply_end(rq);
}

static done organization_merge_post(struct rq *rq, void *in)
{
	const struct merge_body *body = in;
	struct organization_merge m;
	organization_id loser;

	if (rq_id(rq, "organization_id", &loser.v) ||
		organization_merge(&rq->cx, loser, (organization_id){body->winner_id.v}, &m))
		return reply_error(rq);
	return reply_merge(rq, &m);
}

static done organization_merges_list(struct rq *rq, void *in)
{
	struct organization_merge *rows;
	struct organization *o;
	struct page page;
	int n;

	(void)in;
	if (path_organization(rq, &o) || rq_page(rq, by_id, &page) ||
		organization_merge_list(&rq->cx, o->id, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "organization_merges");
	for (int i = 0; i < n; i++)
		merge_write(rq, NULL, &rows[i]);
	return reply_page(rq, &page);
}

static done organization_merge_show(struct rq *rq, void *in)
{
	struct organization_merge m;
	i64 id;

	(void)in;
	if (rq_id(rq, "organization_merge_id", &id) || organization_merge_get(&rq->cx, id, &m))
		return reply_error(rq);
	return reply_merge(rq, &m);
}

/* --- deleted users --- */

static done deleted_list(struct rq *rq, void *in)
{
	struct user *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, by_id, &page) || deleted_user_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "deleted_users");
	for (int i = 0; i < n; i++)
		user_write(rq, NULL, &rows[i]);
	return reply_page(rq, &page);
}

static done deleted_count(struct rq *rq, void *in)
{
	i64 n;

	(void)in;
	if (deleted_user_count(&rq->cx, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

static done reply_deleted(struct rq *rq, const struct user *u)
{
	reply_begin(rq, 200);
	user_write(rq, "deleted_user", u);
	return reply_end(rq);
}

static done deleted_show(struct rq *rq, void *in)
{
	struct user *u;
	user_id id;

	(void)in;
	if (rq_id(rq, "deleted_user_id", &id.v) || deleted_user_get(&rq->cx, id, &u))
		return reply_error(rq);
	return reply_deleted(rq, u);
}

static done deleted_purge(struct rq *rq, void *in)
{
	struct user *u;
	user_id id;

	(void)in;
	if (rq_id(rq, "deleted_user_id", &id.v) || deleted_user_purge(&rq->cx, id, &u))
		return reply_error(rq);
	return reply_deleted(rq, u);
}

#define DELETED "/api/v2/deleted_users"
/* clang-format off */
const struct route merge_routes[] = {
	{M_PUT, "/api/v2/users/:user_id/merge", user_merge_put, RUN_WRITE, CAP_USER_WRITE,
	 BODY_JSON, &user_merge_fields, 0, NULL,
	 "Merge this customer into another one, who stays"},
	{M_POST, "/api/v2/organizations/:organization_id/merge", organization_merge_post,
	 RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &merge_fields, 0, NULL,
	 "Merge this organization into another one, which stays"},
	{M_GET, "/api/v2/organizations/:organization_id/merges", organization_merges_list,
	 RUN_READ, CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0, NULL,
	 "What was merged into an organization"},
	{M_GET, "/api/v2/organization_merges/:organization_merge_id", organization_merge_show,
	 RUN_READ, CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0, NULL, "One merge"},
	{M_GET, DELETED, deleted_list, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0, NULL,
	 "Deleted users, by id"},
	{M_GET, DELETED "/count", deleted_count, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0, NULL,
	 "How many deleted users there are"},
	{M_GET, DELETED "/:deleted_user_id", deleted_show, RUN_READ, CAP_USER_READ, BODY_NONE,
	 NULL, 0, NULL, "One deleted user"},
	{M_DELETE, DELETED "/:deleted_user_id", deleted_purge, RUN_WRITE, CAP_ADMIN_WRITE,
	 BODY_NONE, NULL, 0, NULL, "Remove the personal data of a deleted user for good"},
	{0}
};
/* clang-format on */
