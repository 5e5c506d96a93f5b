/*
 * Definitions of custom fields. Tickets, users and organisations have the same operations; what
 * differs is in `kinds`, and the path tells which kind is meant.
 */
#include "domain/field.h"
#include "http/view_people.h"

#include <string.h>

static const char *const by_position[] = {"position", "id", NULL};

/* One of the three kinds of fields on the wire. */
struct kind {
	enum field_owner owner;
	const char *path, *one, *many, *reorder;
};

static const struct kind kinds[] = {
	{FIELD_TICKET, "ticket_fields", "ticket_field", "ticket_fields", "ticket_field_ids"},
	{FIELD_USER, "user_fields", "user_field", "user_fields", "user_field_ids"},
	{FIELD_ORGANIZATION, "organization_fields", "organization_field", "organization_fields",
		"organization_field_ids"},
};

/* "/api/v2/ticket_fields/…": the kind by the path of the row. */
static const struct kind *kind_of(const struct rq *rq)
{
	const char *path = rq->route->path + strlen("/api/v2/");

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (strncmp(path, kinds[i].path, strlen(kinds[i].path)) == 0)
			return &kinds[i];
	return &kinds[0];
}

struct field_body {
	struct field_input field;
	json_t *options;
};

#define AT(member) offsetof(struct field_body, member)
/* clang-format off */
static const struct field fields[] = {
	{"type", F_TEXT, AT(field.type), 0, "Type", "Never changes"},
	{"key", F_TEXT, AT(field.key), 0, "Key", "Never changes; made of the title when absent"},
	{"title", F_TEXT, AT(field.title), 0, "Title", "Required"},
	{"description", F_TEXT, AT(field.description), 0, "Description", NULL},
	{"agent_description", F_TEXT, AT(field.agent_description), 0, "Agent description", NULL},
	{"title_in_portal", F_TEXT, AT(field.title_in_portal), 0, "Title in portal", NULL},
	{"tag", F_TEXT, AT(field.tag), 0, "Tag", "Set on tickets while a checkbox is checked"},
	{"regexp_for_validation", F_TEXT, AT(field.regexp), 0, "Regexp", "Of regexp fields"},
	{"position", F_I64, AT(field.position), 0, "Position", NULL},
	{"active", F_BOOL, AT(field.active), 0, "Active", NULL},
	{"required", F_BOOL, AT(field.required), 0, "Required", "When a ticket is solved"},
	{"collapsed_for_agents", F_BOOL, AT(field.collapsed_for_agents), 0, "Collapsed", NULL},
	{"visible_in_portal", F_BOOL, AT(field.visible_in_portal), 0, "Visible in portal", NULL},
	{"editable_in_portal", F_BOOL, AT(field.editable_in_portal), 0, "Editable", NULL},
	{"required_in_portal", F_BOOL, AT(field.required_in_portal), 0, "Required in portal", NULL},
	{"custom_field_options", F_JSON, AT(options), 0, "Options",
	 "[{\"name\", \"value\", \"default\"}]: all of them"},
	{0}
};
/* clang-format on */
static const struct field_table ticket_field_fields = {
	"ticket_field", sizeof(struct field_body), fields};
static const struct field_table user_field_fields = {
	"user_field", sizeof(struct field_body), fields};
static const struct field_table organization_field_fields = {
	"organization_field", sizeof(struct field_body), fields};

static enum err take_option(struct rq *rq, const json_t *item, struct option_input *ret)
{
	if (!json_is_object(item))
		return fail_invalid(&rq->cx, "custom_field_options", "Options");
	*ret = (struct option_input){.id = json_get_i64(item, "id", 0),
		.name = json_get_str(item, "name"),
		.value = json_get_str(item, "value"),
		.is_default = json_get_bool(item, "default", false)};
	return OK;
}

static enum err input_of(struct rq *rq, struct field_body *body, struct field_input **ret)
{
	struct field_input *in = &body->field;
	size_t n = json_array_size(body->options);

	in->options_set = json_is_array(body->options);
	if (n > FIELD_OPTIONS_MAX)
		return fail(&rq->cx, E_INVALID, "custom_field_options", "TooManyValues",
			"Options: at most %d are allowed", FIELD_OPTIONS_MAX);
	in->options = ARENA_ARRAY(rq->cx.arena, struct option_input, n + 1);
	in->option_count = (int)n;
	for (size_t i = 0; i < n; i++)
		TRY(take_option(rq, json_array_get(body->options, i), &in->options[i]));
	*ret = in;
	return OK;
}

/* --- how a field looks --- */

/* The members of an object whose beginning the caller wrote. */
static void option_write(struct rq *rq, const char *key, const struct kind *kind, field_id field,
	const struct field_option *o)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_i64(jw, "id", o->id);
	jw_str(jw, "name", o->name);
	jw_str(jw, "raw_name", o->name);
	jw_str(jw, "value", o->value);
	jw_bool(jw, "default", o->is_default);
	jw_i64(jw, "position", o->position);
	jw_printf(jw, "url", "%s/api/v2/%s/%lld/options/%lld.json", rq->base_url, kind->path,
		(long long)field.v, (long long)o->id);
	jw_end(jw);
}

static void options_write(struct rq *rq, const struct kind *kind, const struct custom_field *f)
{
	jw_array(&rq->jw, "custom_field_options");
	for (int i = 0; i < f->option_count; i++)
		option_write(rq, NULL, kind, f->id, &f->options[i]);
	jw_end(&rq->jw);
}

static void choice_write(struct jw *jw, const char *title, const char *value)
{
	jw_object(jw, NULL);
	jw_str(jw, "name", title);
	jw_str(jw, "value", value);
	jw_end(jw);
}

/* What the fields of the ticket itself may hold. */
static void system_options_write(struct jw *jw, enum field_type type)
{
	static const struct {
		enum field_type type;
		const char *title, *value;
	} choices[] = {
		{FIELD_STATUS, "New", "new"},
		{FIELD_STATUS, "Open", "open"},
		{FIELD_STATUS, "Pending", "pending"},
		{FIELD_STATUS, "On-hold", "hold"},
		{FIELD_STATUS, "Solved", "solved"},
		{FIELD_STATUS, "Closed", "closed"},
		{FIELD_TICKET_TYPE, "Question", "question"},
		{FIELD_TICKET_TYPE, "Incident", "incident"},
		{FIELD_TICKET_TYPE, "Problem", "problem"},
		{FIELD_TICKET_TYPE, "Task", "task"},
		{FIELD_PRIORITY, "Low", "low"},
		{FIELD_PRIORITY, "Normal", "normal"},
		{FIELD_PRIORITY, "High", "high"},
		{FIELD_PRIORITY, "Urgent", "urgent"},
	};

	if (type != FIELD_STATUS && type != FIELD_TICKET_TYPE && type != FIELD_PRIORITY)
		return;
	jw_array(jw, "system_field_options");
	for (size_t i = 0; i < COUNT_OF(choices); i++)
		if (choices[i].type == type)
			choice_write(jw, choices[i].title, choices[i].value);
	jw_end(jw);
	if (type == FIELD_PRIORITY)
		jw_i64(jw, "sub_type_id", 0);
}

static void ticket_members_write(struct jw *jw, const struct custom_field *f)
{
	jw_bool(jw, "required", f->required);
	jw_bool(jw, "collapsed_for_agents", f->collapsed_for_agents);
	jw_str(jw, "title_in_portal", f->title_in_portal);
	jw_str(jw, "raw_title_in_portal", f->title_in_portal);
	jw_bool(jw, "visible_in_portal", f->visible_in_portal);
	jw_bool(jw, "editable_in_portal", f->editable_in_portal);
	jw_bool(jw, "required_in_portal", f->required_in_portal);
	jw_str(jw, "agent_description", f->agent_description);
	jw_bool(jw, "removable", !f->system);
	system_options_write(jw, f->type);
}

static void field_write(
	struct rq *rq, const char *key, const struct kind *kind, const struct custom_field *f)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_printf(
		jw, "url", "%s/api/v2/%s/%lld.json", rq->base_url, kind->path, (long long)f->id.v);
	jw_i64(jw, "id", f->id.v);
	jw_str(jw, "type", field_type_name(f->type));
	jw_str(jw, "key", f->key);
	jw_str(jw, "title", f->title);
	jw_str(jw, "raw_title", f->title);
	jw_str(jw, "description", f->description);
	jw_str(jw, "raw_description", f->description);
	jw_i64(jw, "position", f->position);
	jw_bool(jw, "active", f->active);
	jw_bool(jw, "system", f->system);
	jw_str(jw, "regexp_for_validation", f->regexp);
	jw_str(jw, "tag", f->tag);
	jw_time(jw, "created_at", f->created_at);
	jw_time(jw, "updated_at", f->updated_at);
	if (kind->owner == FIELD_TICKET)
		ticket_members_write(jw, f);
	if (field_type_has_options(f->type))
		options_write(rq, kind, f);
	jw_end(jw);
}

/* --- fields --- */

static done fields_list(struct rq *rq, void *in)
{
	const struct kind *kind = kind_of(rq);
	struct custom_field *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, by_position, &page) || field_list(&rq->cx, kind->owner, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, kind->many);
	for (int i = 0; i < n; i++)
		field_write(rq, NULL, kind, &rows[i]);
	return reply_page(rq, &page);
}

static done fields_count(struct rq *rq, void *in)
{
	struct page page = {.limit = 1, .sort = "id"};
	struct custom_field *rows;
	int n;

	(void)in;
	if (field_list(&rq->cx, kind_of(rq)->owner, &page, &rows, &n))
		return reply_error(rq);
	return reply_count(rq, page.count);
}

/* The reply has begun. */
static done reply_field(struct rq *rq, const struct custom_field *f)
{
	const struct kind *kind = kind_of(rq);

	field_write(rq, kind->one, kind, f);
	return reply_end(rq);
}

static done field_show(struct rq *rq, void *in)
{
	struct custom_field f;
	field_id id;

	(void)in;
	if (rq_id(rq, "field_id", &id.v) || field_get(&rq->cx, kind_of(rq)->owner, id, &f))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_field(rq, &f);
}

static done field_post(struct rq *rq, void *in)
{
	struct field_input *input;
	struct custom_field f;

	if (input_of(rq, in, &input) || field_create(&rq->cx, kind_of(rq)->owner, input, &f))
		return reply_error(rq);
	reply_made(rq, true, kind_of(rq)->path, f.id.v);
	return reply_field(rq, &f);
}

static done field_put(struct rq *rq, void *in)
{
	struct field_input *input;
	struct custom_field f;
	field_id id;

	if (rq_id(rq, "field_id", &id.v) || input_of(rq, in, &input) ||
		field_update(&rq->cx, kind_of(rq)->owner, id, input, &f))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_field(rq, &f);
}

static done field_remove(struct rq *rq, void *in)
{
	field_id id;

	(void)in;
	if (rq_id(rq, "field_id", &id.v) || field_delete(&rq->cx, kind_of(rq)->owner, id))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done field_uses(struct rq *rq, void *in)
{
	field_id id;
	i64 n;

	(void)in;
	if (rq_id(rq, "field_id", &id.v) || field_count_uses(&rq->cx, id, &n))
		return reply_error(rq);
	return reply_count(rq, n);
}

/* {"ticket_field_ids": [3, 1, 2]} */
static done fields_reorder(struct rq *rq, void *in)
{
	const struct kind *kind = kind_of(rq);
	const json_t *given = json_object_get(rq->json, kind->reorder);
	struct id_list ids = {.v = ARENA_ARRAY(rq->cx.arena, i64, FIELD_COUNT_MAX)};

	(void)in;
	if (!json_is_array(given))
		return reply_fail(
			rq, E_PARAM_MISSING, NULL, NULL, "Parameter %s is required", kind->reorder);
	for (size_t i = 0; i < json_array_size(given) && ids.n < FIELD_COUNT_MAX; i++)
		ids.v[ids.n++] = json_integer_value(json_array_get(given, i));
	if (field_reorder(&rq->cx, kind->owner, &ids))
		return reply_error(rq);
	reply_begin(rq, 200);
	return reply_end(rq);
}

/* --- options --- */

static enum err read_field(struct rq *rq, struct custom_field *ret)
{
	field_id id;

	TRY(rq_id(rq, "field_id", &id.v));
	return field_get(&rq->cx, kind_of(rq)->owner, id, ret);
}

static done options_list(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"position", NULL};
	struct field_option *rows;
	struct custom_field f;
	struct page page;
	int n;

	(void)in;
	if (read_field(rq, &f) || rq_page(rq, sorts, &page) ||
		field_option_list(&rq->cx, f.id, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "custom_field_options");
	for (int i = 0; i < n; i++)
		option_write(rq, NULL, kind_of(rq), f.id, &rows[i]);
	return reply_page(rq, &page);
}

static done option_show(struct rq *rq, void *in)
{
	struct custom_field f;
	i64 id;

	(void)in;
	if (read_field(rq, &f) || rq_id(rq, "option_id", &id))
		return reply_error(rq);
	for (int i = 0; i < f.option_count; i++) {
		if (f.options[i].id != id)
			continue;
		reply_begin(rq, 200);
		option_write(rq, "custom_field_option", kind_of(rq), f.id, &f.options[i]);
		return reply_end(rq);
	}
	return fail_not_found(&rq->cx), reply_error(rq);
}

static done option_post(struct rq *rq, void *in)
{
	const json_t *given = json_object_get(rq->json, "custom_field_option");
	const struct kind *kind = kind_of(rq);
	struct option_input input = {0};
	struct option_result result;
	field_id id;

	(void)in;
	if (rq_id(rq, "field_id", &id.v) || take_option(rq, given, &input) ||
		field_option_put(&rq->cx, kind->owner, id, &input, &result))
		return reply_error(rq);
	reply_made(rq, result.created,
		arena_printf(rq->cx.arena, "%s/%lld/options", kind->path, (long long)id.v),
		result.option.id);
	option_write(rq, "custom_field_option", kind, id, &result.option);
	return reply_end(rq);
}

static done option_remove(struct rq *rq, void *in)
{
	field_id id;
	i64 option;

	(void)in;
	if (rq_id(rq, "field_id", &id.v) || rq_id(rq, "option_id", &option) ||
		field_option_delete(&rq->cx, kind_of(rq)->owner, id, option))
		return reply_error(rq);
	return reply_no_content(rq);
}

#define TICKET	     "/api/v2/ticket_fields"
#define USER	     "/api/v2/user_fields"
#define ORGANIZATION "/api/v2/organization_fields"
#define ONE	     "/:field_id"
#define OPTIONS	     ONE "/options"
#define OPTION	     OPTIONS "/:option_id"
/* clang-format off */
const struct route field_routes[] = {
	{M_GET, TICKET, fields_list, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
	 "locale,creator", "Ticket fields, the system's own among them"},
	{M_POST, TICKET, field_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &ticket_field_fields, 0,
	 NULL, "Create a ticket field"},
	{M_GET, TICKET "/count", fields_count, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
	 "How many ticket fields there are"},
	{M_PUT, TICKET "/reorder", fields_reorder, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, NULL, 0,
	 NULL, "Put ticket fields in this order"},
	{M_GET, TICKET ONE, field_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, "creator",
	 "One ticket field"},
	{M_PUT, TICKET ONE, field_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &ticket_field_fields,
	 0, "creator", "Change a ticket field"},
	{M_DELETE, TICKET ONE, field_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0,
	 "creator", "Delete a ticket field"},
	{M_GET, TICKET ONE "/uses", field_uses, RUN_READ, CAP_ADMIN_READ, BODY_NONE, NULL, 0, NULL,
	 "On how many tickets a field has a value, up to 10,000"},
	{M_GET, TICKET OPTIONS, options_list, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
	 "Options of a ticket field"},
	{M_POST, TICKET OPTIONS, option_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, NULL, 0, NULL,
	 "Create an option, or change the one with this id"},
	{M_GET, TICKET OPTION, option_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
	 "One option"},
	{M_DELETE, TICKET OPTION, option_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0,
	 NULL, "Delete an option"},

	{M_GET, USER, fields_list, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0, NULL,
	 "User fields"},
	{M_POST, USER, field_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &user_field_fields, 0,
	 NULL, "Create a user field"},
	{M_PUT, USER "/reorder", fields_reorder, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, NULL, 0,
	 NULL, "Put user fields in this order"},
	{M_GET, USER ONE, field_show, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0, NULL,
	 "One user field"},
	{M_PUT, USER ONE, field_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &user_field_fields, 0,
	 NULL, "Change a user field"},
	{M_DELETE, USER ONE, field_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Delete a user field"},
	{M_GET, USER OPTIONS, options_list, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0, NULL,
	 "Options of a user field"},
	{M_POST, USER OPTIONS, option_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, NULL, 0, NULL,
	 "Create an option, or change the one with this id"},
	{M_GET, USER OPTION, option_show, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0, NULL,
	 "One option"},
	{M_DELETE, USER OPTION, option_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Delete an option"},

	{M_GET, ORGANIZATION, fields_list, RUN_READ, CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0,
	 NULL, "Organization fields"},
	{M_POST, ORGANIZATION, field_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &organization_field_fields, 0, NULL, "Create an organization field"},
	{M_PUT, ORGANIZATION "/reorder", fields_reorder, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 NULL, 0, NULL, "Put organization fields in this order"},
	{M_GET, ORGANIZATION ONE, field_show, RUN_READ, CAP_ORGANIZATION_READ, BODY_NONE, NULL, 0,
	 NULL, "One organization field"},
	{M_PUT, ORGANIZATION ONE, field_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &organization_field_fields, 0, NULL, "Change an organization field"},
	{M_DELETE, ORGANIZATION ONE, field_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0,
	 NULL, "Delete an organization field"},
	{0}
};
/* clang-format on */
