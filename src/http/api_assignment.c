/* How tickets find an agent: the method of a group, the availability and capacity of agents. */
#include "domain/assignment.h"
#include "http/path.h"

#include <string.h>

#define PAGE_QUERY "page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order"

struct method_body {
	struct opt_text method;
};
static const struct field method_list_fields[] = {
	{"method", F_TEXT, offsetof(struct method_body, method), 0, "Method",
		"\"off\", \"round_robin\" or \"load_based\""},
	{0}};
static const struct field_table method_fields = {
	"assignment", sizeof(struct method_body), method_list_fields};

static done reply_method(struct rq *rq, group_id group)
{
	enum assignment_method method;
	struct jw *w;

	if (assignment_get(&rq->cx, group, &method))
		return reply_error(rq);
	w = reply_begin(rq, 200);
	jw_object(w, "assignment");
	jw_i64(w, "group_id", group.v);
	jw_str(w, "method", assignment_method_name(method));
	jw_end(w);
	return reply_end(rq);
}

static done method_show(struct rq *rq, void *in)
{
	struct group *group;

	(void)in;
	return path_group(rq, &group) ? reply_error(rq) : reply_method(rq, group->id);
}

static done method_put(struct rq *rq, void *in)
{
	struct method_body *body = in;
	enum assignment_method method;
	struct group *group;

	if (path_group(rq, &group))
		return reply_error(rq);
	if (!assignment_method_parse(body->method.v, &method))
		return reply_fail(rq, E_INVALID, "method", "InvalidValue",
			"Method: has to be \"off\", \"round_robin\" or \"load_based\"");
	if (assignment_set(&rq->cx, group->id, method))
		return reply_error(rq);
	return reply_method(rq, group->id);
}

static void write_one(struct rq *rq, const char *key, const struct availability *a)
{
	struct jw *w = &rq->jw;

	jw_object(w, key);
	jw_i64(w, "agent_id", a->agent.v);
	jw_str(w, "name", a->name);
	jw_bool(w, "available", a->available);
	if (a->capacity < 0)
		jw_null(w, "capacity");
	else
		jw_i64(w, "capacity", a->capacity);
	jw_i64(w, "open_tickets", a->open);
	jw_i64(w, "load", a->load);
	jw_time(w, "updated_at", a->updated_at);
	jw_end(w);
}

static done availability_index(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"id", NULL};
	struct availability *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, sorts, &page) || availability_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "agent_availabilities");
	for (int i = 0; i < n; i++)
		write_one(rq, NULL, &rows[i]);
	return reply_page(rq, &page);
}

static done reply_one(struct rq *rq, const struct availability *a)
{
	reply_begin(rq, 200);
	write_one(rq, "agent_availability", a);
	return reply_end(rq);
}

static done availability_show(struct rq *rq, void *in)
{
	struct availability a;
	user_id id;

	(void)in;
	if (rq_id(rq, "user_id", &id.v) || availability_get(&rq->cx, id, &a))
		return reply_error(rq);
	return reply_one(rq, &a);
}

struct availability_body {
	struct opt_i64 available;
	json_t *capacity;
};
static const struct field availability_list_fields[] = {
	{"available", F_BOOL, offsetof(struct availability_body, available), 0, "Available",
		"Takes new tickets"},
	{"capacity", F_JSON, offsetof(struct availability_body, capacity), 0, "Capacity",
		"Most new and open tickets at once; null: no limit"},
	{0}};
static const struct field_table availability_fields = {
	"agent_availability", sizeof(struct availability_body), availability_list_fields};

static done availability_put(struct rq *rq, void *in)
{
	struct availability_body *body = in;
	struct availability_input input = {.available = body->available};
	struct availability a;
	user_id id;

	if (body->capacity)
		input.capacity = (struct opt_i64){true,
			json_is_null(body->capacity) ? -1
			: json_is_integer(body->capacity) && json_integer_value(body->capacity) >= 0
				? json_integer_value(body->capacity)
				: ASSIGNMENT_CAPACITY + 1};
	if (rq_id(rq, "user_id", &id.v) || availability_set(&rq->cx, id, &input, &a))
		return reply_error(rq);
	return reply_one(rq, &a);
}

const struct route assignment_routes[] = {
	{M_GET, "/api/v2/groups/:group_id/assignment", method_show, RUN_READ, CAP_GROUP_READ,
		BODY_NONE, NULL, 0, NULL, "How tickets of a group find an agent"},
	{M_PUT, "/api/v2/groups/:group_id/assignment", method_put, RUN_WRITE, CAP_ADMIN_WRITE,
		BODY_JSON, &method_fields, 0, NULL,
		"Assign tickets of a group by themselves: in turn, or to who has the least"},
	{M_GET, "/api/v2/agent_availabilities", availability_index, RUN_READ, CAP_USER_READ,
		BODY_NONE, NULL, 0, PAGE_QUERY, "Who takes tickets, how many, and what they have"},
	{M_GET, "/api/v2/agent_availabilities/:user_id", availability_show, RUN_READ, CAP_USER_READ,
		BODY_NONE, NULL, 0, NULL, "One agent's availability"},
	{M_PUT, "/api/v2/agent_availabilities/:user_id", availability_put, RUN_WRITE,
		CAP_USER_WRITE, BODY_JSON, &availability_fields, 0, NULL,
		"Say whether one takes tickets; administrators: for all, and how many"},
	{0},
};
