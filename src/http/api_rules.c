/*
 * Views, macros, triggers, automations: what the four have in common, once. A handler learns its
 * kind from the path of its row. What only one kind can do is in api_views.c, api_macros.c and
 * api_triggers.c.
 */
#include "base/log.h"
#include "http/view_people.h"
#include "rule_body.h"

#include <string.h>

#define PAGE_QUERY "page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order"

static const char *const sorts[] = {"position", "alphabetical", "title", "created_at", "updated_at",
	"id", "-usage_1h", "-usage_24h", "-usage_7d", "-usage_30d", NULL};

static enum rule_kind kind_of(const struct rq *rq)
{
	static const enum rule_kind kinds[] = {
		RULE_VIEW, RULE_MACRO, RULE_TRIGGER, RULE_AUTOMATION};
	const char *name = rq->route->path + strlen("/api/v2/");

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		const char *plural = rule_kind_plural(kinds[i]);

		if (strncmp(name, plural, strlen(plural)) == 0)
			return kinds[i];
	}
	die("%s is not a path of rules", rq->route->path);
}

/* --- lists --- */

static enum err read_filter(struct rq *rq, struct rule_filter *f)
{
	const char *active = rq_query(rq, "active");

	*f = (struct rule_filter){.kind = kind_of(rq),
		.query = rq_query(rq, "query"),
		.access = rq_query(rq, "access"),
		.prefix = rq_query(rq, "category")};
	if (active)
		f->active = (struct opt_i64){true, strcmp(active, "true") == 0};
	TRY(rq_query_i64(rq, "group_id", 0, &f->group));
	return rq_query_i64(rq, "category_id", 0, &f->category);
}

static done list_filtered(struct rq *rq, const struct rule_filter *f)
{
	struct rule *rows;
	struct page page;
	int n;

	if (rq_page(rq, sorts, &page) || rule_list(&rq->cx, f, &page, &rows, &n))
		return reply_error(rq);
	return reply_rules(rq, f->kind, rows, n, &page);
}

static done rules_list(struct rq *rq, void *in)
{
	struct rule_filter f;

	(void)in;
	if (read_filter(rq, &f))
		return reply_error(rq);
	return list_filtered(rq, &f);
}

static done rules_active(struct rq *rq, void *in)
{
	struct rule_filter f;

	(void)in;
	if (read_filter(rq, &f))
		return reply_error(rq);
	f.active = (struct opt_i64){true, 1};
	return list_filtered(rq, &f);
}

static done rules_search(struct rq *rq, void *in)
{
	struct rule_filter f;

	(void)in;
	if (read_filter(rq, &f))
		return reply_error(rq);
	if (!f.query)
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL, "Parameter query is required");
	return list_filtered(rq, &f);
}

/* So many rules, or the page of them that is asked for. */
static done reply_whole(struct rq *rq, enum rule_kind kind, const struct rule *rows, int n)
{
	struct page page;

	if (rq_page_rows(rq, rows, n, &page))
		return reply_error(rq);
	return reply_rules(rq, kind, rows + page.offset, page.rows, &page);
}

/* The first 32 active views, as a menu shows them. */
static done views_compact(struct rq *rq, void *in)
{
	struct rule_filter f = {.kind = RULE_VIEW, .active = {true, 1}};
	struct page page = {.sort = "position", .limit = 32};
	struct rule *rows;
	int n;

	(void)in;
	if (rule_list(&rq->cx, &f, &page, &rows, &n))
		return reply_error(rq);
	return reply_whole(rq, RULE_VIEW, rows, n);
}

static done rules_count(struct rq *rq, void *in)
{
	struct rule_filter f = {.kind = kind_of(rq)};
	i64 n;

	(void)in;
	if (rule_count(&rq->cx, &f, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

/* The rules with these ids, in the order of the ids; those that are not there are left out. */
static done views_show_many(struct rq *rq, void *in)
{
	struct rule *rows, *one;
	struct id_list ids;
	int n = 0;

	(void)in;
	if (rq_required_ids(rq, &ids))
		return reply_error(rq);
	rows = ARENA_ARRAY(rq->cx.arena, struct rule, ids.n + 1);
	for (int i = 0; i < ids.n; i++) {
		enum err e = rule_get(&rq->cx, RULE_VIEW, (rule_id){ids.v[i]}, &one);

		if (e == OK)
			rows[n++] = *one;
		else if (e == E_NOT_FOUND)
			rq->cx.fail = (struct failure){0};
		else
			return reply_error(rq);
	}
	return reply_whole(rq, RULE_VIEW, rows, n);
}

/* --- one --- */

static done rule_show(struct rq *rq, void *in)
{
	struct rule *r;

	(void)in;
	if (path_rule(rq, kind_of(rq), &r))
		return reply_error(rq);
	return reply_rule(rq, r, false);
}

static done rule_post(struct rq *rq, void *in)
{
	enum rule_kind kind = kind_of(rq);
	struct rule_input input;
	struct rule *r;

	if (rule_body_input(rq, kind, in, &input) || rule_create(&rq->cx, kind, &input, &r))
		return reply_error(rq);
	return reply_rule(rq, r, true);
}

static done rule_put(struct rq *rq, void *in)
{
	enum rule_kind kind = kind_of(rq);
	struct rule_input input;
	struct rule *r;

	if (path_rule(rq, kind, &r) || rule_body_input(rq, kind, in, &input) ||
		rule_update(&rq->cx, kind, r->id, &input, &r))
		return reply_error(rq);
	return reply_rule(rq, r, false);
}

static done rule_remove(struct rq *rq, void *in)
{
	struct rule *r;

	(void)in;
	if (path_rule(rq, kind_of(rq), &r) || rule_delete(&rq->cx, r->kind, r->id))
		return reply_error(rq);
	return reply_no_content(rq);
}

/* --- many --- */

/* All or nothing: one that is not there, or not one's own, refuses the whole. */
static done rules_destroy_many(struct rq *rq, void *in)
{
	struct id_list ids;

	(void)in;
	if (rq_required_ids(rq, &ids))
		return reply_error(rq);
	for (int i = 0; i < ids.n; i++)
		if (rule_delete(&rq->cx, kind_of(rq), (rule_id){ids.v[i]}))
			return reply_error(rq);
	return reply_no_content(rq);
}

static enum err update_item(struct rq *rq, enum rule_kind kind, const json_t *j, struct rule **ret)
{
	struct rule_input input = rule_body_switch(j);
	rule_id id = {json_id(json_object_get(j, "id"))};

	return rule_update(&rq->cx, kind, id, &input, ret);
}

/* {"triggers":[{"id","active","position"}]}: all or nothing. */
static done rules_update_many(struct rq *rq, void *in)
{
	enum rule_kind kind = kind_of(rq);
	const json_t *list = json_object_get(rq->json, rule_kind_plural(kind)), *j;
	struct rule *rows, *one;
	size_t i;
	int n = 0;

	(void)in;
	if (!json_is_array(list))
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL, "A list of %s is required",
			rule_kind_plural(kind));
	if (json_array_size(list) > PAGE_MAX)
		return reply_fail(rq, E_TOO_MANY, NULL, NULL,
			"Parameter %s cannot specify more than %d values", rule_kind_plural(kind),
			PAGE_MAX);
	rows = ARENA_ARRAY(rq->cx.arena, struct rule, json_array_size(list) + 1);
	json_array_foreach (list, i, j) {
		if (update_item(rq, kind, j, &one))
			return reply_error(rq);
		rows[n++] = *one;
	}
	return reply_whole(rq, kind, rows, n);
}

/* clang-format off */
#define READ(path, handler, CAP_R, query, help) \
	{M_GET, path, handler, RUN_READ, CAP_R, BODY_NONE, NULL, 0, query, help}
#define FILTERS "active,access,group_id,category_id,category,only_viewable,include," PAGE_QUERY
#define KIND(all, body, CAP_R, CAP_W, Many, a_one) \
	READ("/api/v2/" all, rules_list, CAP_R, FILTERS, Many ", by position"), \
	{M_POST, "/api/v2/" all, rule_post, RUN_WRITE, CAP_W, BODY_JSON, &body, 0, NULL, \
	 "Create " a_one}, \
	READ("/api/v2/" all "/active", rules_active, CAP_R, FILTERS, Many " that are active"), \
	READ("/api/v2/" all "/search", rules_search, CAP_R, "query,filter," FILTERS, \
	 Many " by words of their titles"), \
	{M_DELETE, "/api/v2/" all "/destroy_many", rules_destroy_many, RUN_WRITE, CAP_W, \
	 BODY_NONE, NULL, 0, "ids", "Delete up to 100; all or none"}, \
	{M_PUT, "/api/v2/" all "/update_many", rules_update_many, RUN_WRITE, CAP_W, BODY_JSON, \
	 NULL, 0, NULL, "Switch or move up to 100: [{id, active, position}]; all or none"}

#define ONE(all, one, body, CAP_R, CAP_W, a_one) \
	READ("/api/v2/" all "/:" one "_id", rule_show, CAP_R, "include", "One of the " all), \
	{M_PUT, "/api/v2/" all "/:" one "_id", rule_put, RUN_WRITE, CAP_W, BODY_JSON, &body, 0, \
	 NULL, "Change " a_one}, \
	{M_DELETE, "/api/v2/" all "/:" one "_id", rule_remove, RUN_WRITE, CAP_W, BODY_NONE, NULL, \
	 0, NULL, "Delete " a_one}

const struct route rule_routes[] = {
	KIND("views", view_body_fields, CAP_VIEW_READ, CAP_VIEW_WRITE, "Views", "a view"),
	READ("/api/v2/views/compact", views_compact, CAP_VIEW_READ, "include",
	 "The first 32 active views"),
	READ("/api/v2/views/count", rules_count, CAP_VIEW_READ, NULL, "How many views there are"),
	READ("/api/v2/views/show_many", views_show_many, CAP_VIEW_READ, "ids,active,include",
	 "Up to 100 views by id"),
	ONE("views", "view", view_body_fields, CAP_VIEW_READ, CAP_VIEW_WRITE, "a view"),
	KIND("macros", macro_body_fields, CAP_MACRO_READ, CAP_MACRO_WRITE, "Macros",
	 "a macro"),
	ONE("macros", "macro", macro_body_fields, CAP_MACRO_READ, CAP_MACRO_WRITE, "a macro"),
	KIND("triggers", trigger_body_fields, CAP_TRIGGER_READ, CAP_TRIGGER_WRITE,
	 "Triggers", "a trigger"),
	ONE("triggers", "trigger", trigger_body_fields, CAP_TRIGGER_READ, CAP_TRIGGER_WRITE,
	 "a trigger"),
	KIND("automations", automation_body_fields, CAP_AUTOMATION_READ,
	 CAP_AUTOMATION_WRITE, "Automations", "an automation"),
	ONE("automations", "automation", automation_body_fields, CAP_AUTOMATION_READ,
	 CAP_AUTOMATION_WRITE, "an automation"),
	{0}
};
/* clang-format on */
