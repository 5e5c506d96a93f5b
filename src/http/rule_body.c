/* Bodies and objects of the four kinds of rules: one field table, one writer. */
#include "rule_body.h"

#include "domain/can.h"
#include "domain/field.h"
#include "domain/rule_usage.h"
#include "domain/view.h"
#include "http/view_people.h"

#include <inttypes.h>
#include <string.h>

/* --- in --- */

struct rule_body {
	struct opt_text title, description;
	struct opt_i64 active, position, category_id;
	json_t *conditions, *all, *any, *actions, *output, *restriction;
};

#define AT(member) offsetof(struct rule_body, member)
#define COMMON \
	{"title", F_TEXT, AT(title), 0, "Title", "Required"}, \
		{"description", F_TEXT, AT(description), 0, "Description", NULL}, \
		{"active", F_BOOL, AT(active), 0, "Active", NULL}, \
	{ \
		"position", F_I64, AT(position), 0, "Position", \
			"Others from there on move down; the last when absent" \
	}
#define CONDITIONS \
	{"conditions", F_JSON, AT(conditions), 0, "Conditions", \
		"{\"all\":[{\"field\",\"operator\",\"value\"}],\"any\":[]}"}, \
		{"all", F_JSON, AT(all), 0, "All", "the same without `conditions` around"}, \
	{ \
		"any", F_JSON, AT(any), 0, "Any", "the same without `conditions` around" \
	}
#define ACTIONS \
	{ \
		"actions", F_JSON, AT(actions), 0, "Actions", "[{\"field\",\"value\"}]" \
	}
#define RESTRICTION \
	{ \
		"restriction", F_JSON, AT(restriction), 0, "Restriction", \
			"null, {\"type\":\"Group\",\"ids\":[]} or {\"type\":\"User\"}" \
	}
static const struct field view_fields[] = {COMMON, CONDITIONS,
	{"output", F_JSON, AT(output), 0, "Output",
		"{\"columns\":[],\"group_by\",\"group_order\",\"sort_by\",\"sort_order\"}"},
	RESTRICTION, {0}};
static const struct field macro_fields[] = {COMMON, ACTIONS, RESTRICTION, {0}};
static const struct field automation_fields[] = {COMMON, CONDITIONS, ACTIONS, {0}};
static const struct field trigger_fields[] = {COMMON, CONDITIONS, ACTIONS,
	{"category_id", F_ID, AT(category_id), 0, "Category", "of /trigger_categories"}, {0}};

const struct field_table view_body_fields = {"view", sizeof(struct rule_body), view_fields};
const struct field_table macro_body_fields = {"macro", sizeof(struct rule_body), macro_fields};
const struct field_table trigger_body_fields = {
	"trigger", sizeof(struct rule_body), trigger_fields};
const struct field_table automation_body_fields = {
	"automation", sizeof(struct rule_body), automation_fields};

static enum err take_restriction(struct rq *rq, const json_t *j, struct rule_input *in)
{
	const char *type = json_get_str(j, "type");
	const json_t *ids = json_object_get(j, "ids"), *v;
	i64 id = json_get_i64(j, "id", 0);
	size_t i;

	if (!j)
		return OK;
	in->access_set = true;
	in->access = ACCESS_ALL;
	if (json_is_null(j))
		return OK;
	if (!type || (strcmp(type, "Group") != 0 && strcmp(type, "User") != 0) ||
		json_array_size(ids) > PAGE_MAX)
		return fail_invalid(&rq->cx, "restriction", "Restriction");
	in->access = strcmp(type, "User") == 0 ? ACCESS_USER : ACCESS_GROUPS;
	json_array_foreach (ids, i, v) {
		if (!json_is_integer(v))
			return fail_invalid(&rq->cx, "restriction", "Restriction");
		if (!id_list_has(&in->access_ids, json_integer_value(v)))
			id_list_add(rq->cx.arena, &in->access_ids, json_integer_value(v));
	}
	if (id && !in->access_ids.n)
		id_list_add(rq->cx.arena, &in->access_ids, id);
	return OK;
}

enum err rule_body_input(struct rq *rq, enum rule_kind kind, void *in, struct rule_input *ret)
{
	struct rule_body *body = in;

	*ret = (struct rule_input){.title = body->title,
		.description = body->description,
		.active = body->active,
		.position = body->position,
		.category = body->category_id,
		.actions = body->actions,
		.output = body->output,
		.conditions = body->conditions};
	if (!body->conditions && (body->all || body->any))
		ret->conditions = json_object_get(rq->json, rule_kind_name(kind));
	return take_restriction(rq, body->restriction, ret);
}

static struct opt_i64 opt_member(const json_t *j, const char *key)
{
	const json_t *v = json_object_get(j, key);

	return (struct opt_i64){v != NULL, json_is_boolean(v) ? json_is_true(v) : json_id(v)};
}

struct rule_input rule_body_switch(const json_t *item)
{
	return (struct rule_input){.active = opt_member(item, "active"),
		.position = opt_member(item, "position"),
		.category = opt_member(item, "category_id")};
}

enum err path_rule(struct rq *rq, enum rule_kind kind, struct rule **ret)
{
	static const char *const names[] = {[RULE_VIEW] = "view_id",
		[RULE_MACRO] = "macro_id",
		[RULE_TRIGGER] = "trigger_id",
		[RULE_AUTOMATION] = "automation_id"};
	rule_id id;

	TRY(rq_id(rq, names[kind], &id.v));
	return rule_get(&rq->cx, kind, id, ret);
}

/* --- out --- */

static void write_restriction(struct jw *w, const struct rule *r)
{
	if (r->access == ACCESS_ALL) {
		jw_null(w, "restriction");
		return;
	}
	jw_object(w, "restriction");
	jw_str(w, "type", r->access == ACCESS_USER ? "User" : "Group");
	jw_id(w, "id", r->access_ids.n ? r->access_ids.v[0] : 0);
	jw_array(w, "ids");
	for (int i = 0; i < r->access_ids.n; i++)
		jw_i64(w, NULL, r->access_ids.v[i]);
	jw_end(w);
	jw_end(w);
}

/* Title of a built-in column or of a custom field; the name itself when the field is gone. */
static const char *column_title(
	const struct field_list *custom, const char *name, bool *ret_sortable)
{
	*ret_sortable = false;
	for (const struct view_column *c = view_columns(); c->name; c++) {
		if (strcmp(c->name, name) == 0) {
			*ret_sortable = c->sortable;
			return c->title;
		}
	}
	for (int i = 0; i < custom->n; i++)
		if (strncmp(name, "custom_fields_", 14) == 0 &&
			strtoll(name + 14, NULL, 10) == custom->v[i].id.v)
			return custom->v[i].title;
	return name;
}

static void write_column(struct jw *w, const struct field_list *custom, const char *name)
{
	bool sortable;
	const char *title = column_title(custom, name, &sortable);

	jw_object(w, NULL);
	jw_str(w, "id", name);
	jw_str(w, "title", title);
	jw_bool(w, "filterable", true);
	jw_bool(w, "sortable", sortable);
	jw_end(w);
}

static void write_columns(struct jw *w, const char *key, const struct field_list *custom,
	const struct view_output *o, bool only_custom)
{
	jw_array(w, key);
	for (int i = 0; i < o->column_count; i++)
		if (!only_custom || strncmp(o->columns[i], "custom_fields_", 14) == 0)
			write_column(w, custom, o->columns[i]);
	jw_end(w);
}

enum err view_columns_write(struct rq *rq, const char *key, const struct view_output *o)
{
	struct field_list custom;

	TRY(field_active(&rq->cx, FIELD_TICKET, &custom));
	write_columns(&rq->jw, key, &custom, o, false);
	return OK;
}

/* {"id","title","order"} or null. */
static void write_order(struct jw *w, const char *key, const struct field_list *custom,
	const char *by, bool descending)
{
	bool unused;

	if (!by) {
		jw_null(w, key);
		return;
	}
	jw_object(w, key);
	jw_str(w, "id", by);
	jw_str(w, "title", column_title(custom, by, &unused));
	jw_str(w, "order", descending ? "desc" : "asc");
	jw_end(w);
}

static enum err write_execution(struct rq *rq, const struct view_output *o)
{
	struct field_list custom;
	struct jw *w = &rq->jw;

	TRY(field_active(&rq->cx, FIELD_TICKET, &custom));
	jw_object(w, "execution");
	jw_str(w, "group_by", o->group_by);
	jw_str(w, "group_order", o->group_descending ? "desc" : "asc");
	jw_str(w, "sort_by", o->sort_by);
	jw_str(w, "sort_order", o->sort_descending ? "desc" : "asc");
	write_order(w, "group", &custom, o->group_by, o->group_descending);
	write_order(w, "sort", &custom, o->sort_by, o->sort_descending);
	write_columns(w, "columns", &custom, o, false);
	write_columns(w, "fields", &custom, o, false);
	write_columns(w, "custom_fields", &custom, o, true);
	jw_end(w);
	return OK;
}

/* What ?include= puts into each rule: bits by window, then these. */
enum { ASK_PERMISSIONS = 1 << USAGE_WINDOWS, ASK_APP = ASK_PERMISSIONS << 1 };
enum { ASK_USAGE = ASK_PERMISSIONS - 1 };

static int what_is_asked(struct rq *rq)
{
	int asked = 0;

	for (int i = 0; i < USAGE_WINDOWS; i++)
		if (rq_include(rq, rule_usage_name((enum rule_usage_window)i)))
			asked |= 1 << i;
	return asked | (rq_include(rq, "permissions") ? ASK_PERMISSIONS : 0) |
	       (rq_include(rq, "app_installation") ? ASK_APP : 0);
}

static void write_permissions(struct rq *rq, const struct rule *r)
{
	static const enum capability caps[] = {[RULE_VIEW] = CAP_VIEW_WRITE,
		[RULE_MACRO] = CAP_MACRO_WRITE,
		[RULE_TRIGGER] = CAP_TRIGGER_WRITE,
		[RULE_AUTOMATION] = CAP_AUTOMATION_WRITE};
	bool may = can(&rq->cx.actor, caps[r->kind]) == OK && rule_may_write(&rq->cx, r);

	jw_object(&rq->jw, "permissions");
	jw_bool(&rq->jw, "can_edit", may);
	jw_bool(&rq->jw, "can_delete", may);
	jw_end(&rq->jw);
}

static enum err write_asked(struct rq *rq, const struct rule *r, int asked)
{
	struct rule_usage usage;

	if (asked & ASK_USAGE)
		TRY(rule_usage_get(&rq->cx, r->id, &usage));
	for (int i = 0; i < USAGE_WINDOWS; i++)
		if (asked & 1 << i)
			jw_i64(&rq->jw, rule_usage_name((enum rule_usage_window)i), usage.v[i]);
	if (asked & ASK_PERMISSIONS)
		write_permissions(rq, r);
	if (asked & ASK_APP) /* there are no apps */
		jw_null(&rq->jw, "app_installation");
	return OK;
}

static enum err write_rule(struct rq *rq, const char *key, const struct rule *r, int asked)
{
	struct jw *w = &rq->jw;

	jw_object(w, key);
	jw_printf(w, "url", "%.900s/api/v2/%s/%" PRId64 ".json", rq->base_url,
		rule_kind_plural(r->kind), r->id.v);
	jw_i64(w, "id", r->id.v);
	jw_str(w, "title", r->title);
	jw_str(w, "raw_title", r->title);
	jw_str(w, "description", *r->description ? r->description : NULL);
	jw_bool(w, "active", r->active);
	jw_i64(w, "position", r->position);
	jw_bool(w, "default", r->is_default);
	jw_time(w, "created_at", r->created_at);
	jw_time(w, "updated_at", r->updated_at);
	if (r->kind != RULE_MACRO)
		conditions_write(w, "conditions", &r->conditions);
	if (r->kind != RULE_VIEW)
		actions_write(w, "actions", &r->actions);
	if (r->kind == RULE_VIEW || r->kind == RULE_MACRO)
		write_restriction(w, r);
	if (r->kind == RULE_VIEW)
		TRY(write_execution(rq, &r->output));
	if (r->kind == RULE_TRIGGER && r->category)
		jw_printf(w, "category_id", "%" PRId64, r->category);
	else if (r->kind == RULE_TRIGGER)
		jw_null(w, "category_id");
	TRY(write_asked(rq, r, asked));
	jw_end(w);
	return OK;
}

enum err rule_write(struct rq *rq, const char *key, const struct rule *r)
{
	return write_rule(rq, key, r, what_is_asked(rq));
}

done reply_rules(
	struct rq *rq, enum rule_kind kind, const struct rule *rows, int n, const struct page *page)
{
	int asked = what_is_asked(rq);

	reply_list(rq, rule_kind_plural(kind));
	for (int i = 0; i < n; i++)
		if (write_rule(rq, NULL, &rows[i], asked))
			return reply_error(rq);
	return reply_page(rq, page);
}

done reply_rule(struct rq *rq, const struct rule *r, bool created)
{
	if (created)
		reply_made(rq, true, rule_kind_plural(r->kind), r->id.v);
	else
		reply_begin(rq, 200);
	if (rule_write(rq, rule_kind_name(r->kind), r))
		return reply_error(rq);
	return reply_end(rq);
}
