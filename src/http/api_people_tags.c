/* Tags of a user and of an organisation: POST replaces, PUT adds, DELETE takes away. */
#include "domain/tag.h"
#include "http/path.h"
#include "http/view_people.h"

struct tags_body {
	struct opt_texts tags;
};

static const struct field fields[] = {
	{"tags", F_TEXTS, offsetof(struct tags_body, tags), 0, "Tags", NULL},
	{0},
};
static const struct field_table tags_fields = {NULL, sizeof(struct tags_body), fields};

static done reply_tags(struct rq *rq, const char *tags)
{
	reply_begin(rq, rq->method == M_POST ? 201 : 200);
	tags_write(&rq->jw, "tags", tags);
	return reply_end(rq);
}

/* What the request makes of these tags. */
static enum err changed(
	struct rq *rq, const struct tags_body *body, const char *before, struct text_list *ret)
{
	const struct text_list nothing = {0};
	struct text_list had = {0}, named;

	TRY(tag_normalize(&rq->cx, &body->tags.v, &named));
	if (rq->method != M_POST)
		tag_split(rq->cx.arena, before, &had);
	if (rq->method == M_DELETE)
		tag_combine(rq->cx.arena, &had, &nothing, &named, ret);
	else
		tag_combine(rq->cx.arena, &had, &named, &nothing, ret);
	return OK;
}

static done user_tags_show(struct rq *rq, void *in)
{
	struct user *user;

	(void)in;
	if (path_active_user(rq, &user))
		return reply_error(rq);
	return reply_tags(rq, user->tags);
}

static done user_tags_change(struct rq *rq, void *in)
{
	struct user_input input = {.tags_set = true};
	struct user *user;

	if (path_active_user(rq, &user) || changed(rq, in, user->tags, &input.tags) ||
		user_update(&rq->cx, user->id, &input, &user))
		return reply_error(rq);
	return reply_tags(rq, user->tags);
}

static done organization_tags_show(struct rq *rq, void *in)
{
	struct organization *o;

	(void)in;
	if (path_organization(rq, &o))
		return reply_error(rq);
	return reply_tags(rq, o->tags);
}

static done organization_tags_change(struct rq *rq, void *in)
{
	struct organization_input input = {.tags_set = true};
	struct organization *o;

	if (path_organization(rq, &o) || changed(rq, in, o->tags, &input.tags) ||
		organization_update(&rq->cx, o->id, &input, &o))
		return reply_error(rq);
	return reply_tags(rq, o->tags);
}

#define USER	     "/api/v2/users/:user_id/tags"
#define ORGANIZATION "/api/v2/organizations/:organization_id/tags"
#define CHANGE_ROW(method, path, handler, cap, help) \
	{ \
		method, path, handler, RUN_WRITE, cap, BODY_JSON, &tags_fields, 0, NULL, help \
	}

const struct route people_tag_routes[] = {
	{M_GET, USER, user_tags_show, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0, NULL,
		"Tags of a user"},
	CHANGE_ROW(M_POST, USER, user_tags_change, CAP_USER_WRITE, "Replace the tags of a user"),
	CHANGE_ROW(M_PUT, USER, user_tags_change, CAP_USER_WRITE, "Add tags to a user"),
	CHANGE_ROW(M_DELETE, USER, user_tags_change, CAP_USER_WRITE, "Take tags off a user"),
	{M_GET, ORGANIZATION, organization_tags_show, RUN_READ, CAP_ORGANIZATION_READ, BODY_NONE,
		NULL, 0, NULL, "Tags of an organization"},
	CHANGE_ROW(M_POST, ORGANIZATION, organization_tags_change, CAP_ORGANIZATION_WRITE,
		"Replace the tags of an organization"),
	CHANGE_ROW(M_PUT, ORGANIZATION, organization_tags_change, CAP_ORGANIZATION_WRITE,
		"Add tags to an organization"),
	CHANGE_ROW(M_DELETE, ORGANIZATION, organization_tags_change, CAP_ORGANIZATION_WRITE,
		"Take tags off an organization"),
	{0},
};
