/* What only triggers and automations have: vocabulary, order, revisions, categories, dry runs, and
 * the trace of what rules did to a ticket. */
#include "domain/trigger.h"

#include "domain/automation.h"
#include "domain/can.h"
#include "domain/trigger_category.h"
#include "http/path.h"
#include "http/view_beside.h"
#include "http/view_ticket.h"
#include "rule_body.h"

#include <inttypes.h>
#include <string.h>

#define PAGE_QUERY "page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order"

/* --- vocabulary and order --- */

static done reply_definitions(struct rq *rq, unsigned conditions, unsigned actions)
{
	struct jw *w = reply_begin(rq, 200);

	jw_object(w, "definitions");
	if (conditions_write_definitions(
		    &rq->cx, w, "conditions_all", "conditions_any", conditions) ||
		actions_write_definitions(&rq->cx, w, "actions", actions))
		return reply_error(rq);
	jw_end(w);
	return reply_end(rq);
}

static done trigger_definitions(struct rq *rq, void *in)
{
	(void)in;
	return reply_definitions(rq, IN_TRIGGER, BY_TRIGGER);
}

static done automation_definitions(struct rq *rq, void *in)
{
	(void)in;
	return reply_definitions(rq, IN_AUTOMATION, BY_AUTOMATION);
}

static done view_definitions(struct rq *rq, void *in)
{
	(void)in;
	reply_begin(rq, 200);
	jw_object(&rq->jw, "definitions");
	if (conditions_write_definitions(
		    &rq->cx, &rq->jw, "conditions_all", "conditions_any", IN_VIEW))
		return reply_error(rq);
	jw_end(&rq->jw);
	return reply_end(rq);
}

struct reorder_body {
	struct opt_ids ids;
};
static const struct field reorder_list[] = {
	{"trigger_ids", F_IDS, offsetof(struct reorder_body, ids), RULE_KIND_MAX, "Trigger ids",
		"In the new order; those not named follow"},
	{"automation_ids", F_IDS, offsetof(struct reorder_body, ids), RULE_KIND_MAX,
		"Automation ids", "The same for automations"},
	{0}};
static const struct field_table reorder_fields = {NULL, sizeof(struct reorder_body), reorder_list};

static done reorder(struct rq *rq, enum rule_kind kind, const struct reorder_body *body)
{
	struct rule_filter f = {.kind = kind};
	struct page page = {.sort = "position", .limit = PAGE_MAX};
	struct rule *rows;
	int n;

	if (rule_reorder(&rq->cx, kind, &body->ids.v) || rule_list(&rq->cx, &f, &page, &rows, &n))
		return reply_error(rq);
	return reply_rules(rq, kind, rows, n, &page);
}

static done triggers_reorder(struct rq *rq, void *in)
{
	return reorder(rq, RULE_TRIGGER, in);
}

static done automations_reorder(struct rq *rq, void *in)
{
	return reorder(rq, RULE_AUTOMATION, in);
}

/* --- revisions --- */

static void write_revision(
	struct rq *rq, const char *key, const struct rule *r, const struct rule_revision *v)
{
	struct jw *w = &rq->jw;

	jw_object(w, key);
	jw_i64(w, "id", v->version);
	jw_printf(w, "url", "%.900s/api/v2/%s/%" PRId64 "/revisions/%" PRId64 ".json", rq->base_url,
		rule_kind_plural(r->kind), v->rule.v, v->version);
	jw_i64(w, "author_id", v->author.v ? v->author.v : -1);
	jw_time(w, "created_at", v->created_at);
	jw_raw(w, "snapshot", v->definition);
	jw_end(w);
}

static done revision_list(struct rq *rq, enum rule_kind kind, const char *key)
{
	static const char *const sorts[] = {"-id", "created_at", NULL};
	struct rule_revision *rows;
	struct rule *r;
	struct page page;
	int n;

	if (path_rule(rq, kind, &r) || rq_page(rq, sorts, &page) ||
		rule_revision_list(&rq->cx, r, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, key);
	for (int i = 0; i < n; i++)
		write_revision(rq, NULL, r, &rows[i]);
	return reply_page(rq, &page);
}

static done trigger_revisions(struct rq *rq, void *in)
{
	(void)in;
	return revision_list(rq, RULE_TRIGGER, "trigger_revisions");
}

static done automation_revisions(struct rq *rq, void *in)
{
	(void)in;
	return revision_list(rq, RULE_AUTOMATION, "automation_revisions");
}

/* `key` with "_id" names the version in the path. */
static done revision_show(struct rq *rq, enum rule_kind kind, const char *key)
{
	struct rule_revision *v;
	struct rule *r;
	i64 version;

	if (path_rule(rq, kind, &r) ||
		rq_id(rq, arena_printf(rq->cx.arena, "%s_id", key), &version) ||
		rule_revision_get(&rq->cx, r, version, &v))
		return reply_error(rq);
	reply_begin(rq, 200);
	write_revision(rq, key, r, v);
	return reply_end(rq);
}

static done trigger_revision(struct rq *rq, void *in)
{
	(void)in;
	return revision_show(rq, RULE_TRIGGER, "trigger_revision");
}

static done automation_revision(struct rq *rq, void *in)
{
	(void)in;
	return revision_show(rq, RULE_AUTOMATION, "automation_revision");
}

/* --- dry runs and the trace --- */

struct dry_run_body {
	json_t *conditions, *all, *any;
	struct opt_i64 ticket;
};
static const struct field dry_run_list[] = {
	{"conditions", F_JSON, offsetof(struct dry_run_body, conditions), 0, "Conditions",
		"{\"all\":[…],\"any\":[…]}"},
	{"all", F_JSON, offsetof(struct dry_run_body, all), 0, "All", NULL},
	{"any", F_JSON, offsetof(struct dry_run_body, any), 0, "Any", NULL},
	{"ticket_id", F_ID, offsetof(struct dry_run_body, ticket), 0, "Ticket",
		"Ask about this one only"},
	{0}};
static const struct field_table trigger_dry_run_fields = {
	"trigger", sizeof(struct dry_run_body), dry_run_list};
static const struct field_table automation_dry_run_fields = {
	"automation", sizeof(struct dry_run_body), dry_run_list};

/* What is asked, and of which ticket (v 0: of many), which the actor must see. */
static enum err read_dry_run(struct rq *rq, const struct dry_run_body *body, const char *envelope,
	unsigned place, struct conditions *ret, ticket_id *ret_ticket)
{
	const json_t *given = body->conditions;
	struct ticket *t;

	if (!given && (body->all || body->any))
		given = json_object_get(rq->json, envelope);
	if (!given)
		return fail(&rq->cx, E_INVALID, "conditions", "BlankValue:needs_condition",
			"Conditions: at least one is needed");
	TRY(conditions_parse(rq->cx.arena, &rq->cx.fail, given, "conditions", place, ret));
	TRY(conditions_check(&rq->cx, ret, "conditions"));
	*ret_ticket = (ticket_id){body->ticket.v};
	return ret_ticket->v ? ticket_get(&rq->cx, *ret_ticket, &t) : OK;
}

/* The members that dry runs of both kinds have. */
static void write_dry_run(struct jw *w, ticket_id ticket, i64 at, const char *subject)
{
	jw_object(w, NULL);
	jw_i64(w, "ticket_id", ticket.v);
	jw_time(w, "created_at", at);
	jw_str(w, "subject", subject);
}

static void end_dry_run(struct jw *w, bool fires, const bool *fits, const struct conditions *c)
{
	jw_bool(w, "fires", fires);
	jw_array(w, "conditions_met");
	for (int i = 0; i < c->all.n + c->any.n; i++)
		jw_bool(w, NULL, fits[i]);
	jw_end(w);
	jw_end(w);
}

static done reply_dry_run(struct rq *rq, int looked, int fired)
{
	jw_end(&rq->jw);
	jw_i64(&rq->jw, "looked_at", looked);
	jw_i64(&rq->jw, "would_fire", fired);
	return reply_end(rq);
}

static done trigger_dry_run_post(struct rq *rq, void *in)
{
	struct conditions c = {0};
	struct trigger_dry_run *rows;
	ticket_id ticket;
	int n, fired = 0;
	struct jw *w;

	if (read_dry_run(rq, in, "trigger", IN_TRIGGER, &c, &ticket) ||
		trigger_dry_run(&rq->cx, &c, ticket, TRIGGER_DRY_RUN_MAX, &rows, &n))
		return reply_error(rq);
	w = reply_begin(rq, 200);
	jw_array(w, "dry_run");
	for (int i = 0; i < n; i++) {
		write_dry_run(w, rows[i].ticket, rows[i].at, rows[i].subject);
		jw_i64(w, "audit_id", rows[i].event.v);
		end_dry_run(w, rows[i].fires, rows[i].fits, &c);
		fired += rows[i].fires;
	}
	return reply_dry_run(rq, n, fired);
}

static done automation_dry_run_post(struct rq *rq, void *in)
{
	struct conditions c = {0};
	struct automation_dry_run *rows;
	ticket_id ticket;
	int n, fired = 0;
	struct jw *w;

	if (read_dry_run(rq, in, "automation", IN_AUTOMATION, &c, &ticket) ||
		automation_dry_run(&rq->cx, &c, ticket, AUTOMATION_DRY_RUN_MAX, &rows, &n))
		return reply_error(rq);
	w = reply_begin(rq, 200);
	jw_array(w, "dry_run");
	for (int i = 0; i < n; i++) {
		write_dry_run(w, rows[i].ticket, rows[i].at, rows[i].subject);
		end_dry_run(w, rows[i].fires, rows[i].fits, &c);
		fired += rows[i].fires;
	}
	return reply_dry_run(rq, n, fired);
}

enum err rule_trace_write(struct rq *rq, const struct rule_trace *trace)
{
	struct jw *w = &rq->jw;

	jw_object(w, NULL);
	jw_i64(w, "id", trace->id.v);
	jw_i64(w, "ticket_id", trace->ticket.v);
	jw_i64(w, "rule_id", trace->rule.v);
	jw_time(w, "created_at", trace->at);
	TRY(detail_write(rq, trace->id, trace->detail));
	jw_end(w);
	return OK;
}

static done trace_list(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"-id", NULL};
	struct rule_trace *rows;
	struct ticket *t;
	struct page page;
	int n;

	(void)in;
	if (path_ticket(rq, &t) || rq_page(rq, sorts, &page) ||
		rule_trace_of_ticket(&rq->cx, t, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "rule_traces");
	for (int i = 0; i < n; i++)
		if (rule_trace_write(rq, &rows[i]))
			return reply_error(rq);
	return reply_page(rq, &page);
}

/* --- categories --- */

static const struct field category_list_fields[] = {
	{"name", F_TEXT, offsetof(struct trigger_category_input, name), 0, "Name", "Required"},
	{"position", F_I64, offsetof(struct trigger_category_input, position), 0, "Position", NULL},
	{0}};
static const struct field_table category_fields = {
	"trigger_category", sizeof(struct trigger_category_input), category_list_fields};

static void write_category(struct rq *rq, const char *key, const struct trigger_category *c)
{
	struct jw *w = &rq->jw;

	jw_object(w, key);
	jw_printf(w, "id", "%" PRId64, c->id);
	jw_str(w, "name", c->name);
	jw_i64(w, "position", c->position);
	jw_time(w, "created_at", c->created_at);
	jw_time(w, "updated_at", c->updated_at);
	jw_end(w);
}

static done reply_category(struct rq *rq, int status, const struct trigger_category *c)
{
	if (status == 201)
		reply_made(rq, true, "trigger_categories", c->id);
	else
		reply_begin(rq, status);
	write_category(rq, "trigger_category", c);
	return reply_end(rq);
}

static done category_index(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"position", "name", "created_at", "updated_at", NULL};
	struct trigger_category *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, sorts, &page) || trigger_category_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "trigger_categories");
	for (int i = 0; i < n; i++)
		write_category(rq, NULL, &rows[i]);
	return reply_page(rq, &page);
}

static enum err path_category(struct rq *rq, struct trigger_category **ret)
{
	i64 id;

	TRY(rq_id(rq, "trigger_category_id", &id));
	return trigger_category_get(&rq->cx, id, ret);
}

static done category_show(struct rq *rq, void *in)
{
	struct trigger_category *c;

	(void)in;
	return path_category(rq, &c) ? reply_error(rq) : reply_category(rq, 200, c);
}

static done category_post(struct rq *rq, void *in)
{
	struct trigger_category *c;

	if (trigger_category_create(&rq->cx, in, &c))
		return reply_error(rq);
	return reply_category(rq, 201, c);
}

static done category_patch(struct rq *rq, void *in)
{
	struct trigger_category *c;

	if (path_category(rq, &c) || trigger_category_update(&rq->cx, c->id, in, &c))
		return reply_error(rq);
	return reply_category(rq, 200, c);
}

static done category_remove(struct rq *rq, void *in)
{
	struct trigger_category *c;

	(void)in;
	if (path_category(rq, &c) || trigger_category_delete(&rq->cx, c->id))
		return reply_error(rq);
	return reply_no_content(rq);
}

/* --- many of both at once --- */

static enum err job_categories(struct rq *rq, const json_t *list)
{
	struct trigger_category *c;

	jw_array(&rq->jw, "trigger_categories");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *j = json_array_get(list, i);
		i64 id = json_id(json_object_get(j, "id"));
		struct trigger_category_input in = {.position = rule_body_switch(j).position};

		if (json_get_str(j, "name"))
			in.name = (struct opt_text){true, json_get_str(j, "name")};
		TRY(trigger_category_update(&rq->cx, id, &in, &c));
		write_category(rq, NULL, c);
	}
	jw_end(&rq->jw);
	return OK;
}

static enum err job_triggers(struct rq *rq, const json_t *list)
{
	struct rule *r;

	jw_array(&rq->jw, "triggers");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *j = json_array_get(list, i);
		rule_id id = {json_id(json_object_get(j, "id"))};
		struct rule_input in = rule_body_switch(j);

		TRY(rule_update(&rq->cx, RULE_TRIGGER, id, &in, &r));
		TRY(rule_write(rq, NULL, r));
	}
	jw_end(&rq->jw);
	return OK;
}

/* {"job":{"action":"patch","items":{"trigger_categories":[…],"triggers":[…]}}}: all or nothing. */
static done category_job(struct rq *rq, void *in)
{
	const json_t *job = json_object_get(rq->json, "job");
	const json_t *items = json_object_get(job, "items");
	const json_t *categories = json_object_get(items, "trigger_categories");
	const json_t *triggers = json_object_get(items, "triggers");
	const char *action = json_get_str(job, "action");

	(void)in;
	if (!action || strcmp(action, "patch") != 0 || !json_is_object(items))
		return reply_fail(rq, E_PARAM, NULL, NULL,
			"Parameter job must have the action \"patch\" and items");
	if (json_array_size(categories) && can(&rq->cx.actor, CAP_ADMIN_WRITE))
		return reply_fail(rq, E_FORBIDDEN, NULL, NULL,
			"Only administrators change trigger categories");
	if (json_array_size(categories) + json_array_size(triggers) > PAGE_MAX)
		return reply_fail(rq, E_TOO_MANY, NULL, NULL,
			"Parameter items cannot specify more than %d values", PAGE_MAX);
	reply_begin(rq, 200);
	jw_str(&rq->jw, "status", "complete");
	jw_array(&rq->jw, "errors");
	jw_end(&rq->jw);
	jw_object(&rq->jw, "results");
	if (job_categories(rq, categories) || job_triggers(rq, triggers))
		return reply_error(rq);
	jw_end(&rq->jw);
	return reply_end(rq);
}

/* clang-format off */
#define READ(path, handler, CAP_R, query, help) \
	{M_GET, path, handler, RUN_READ, CAP_R, BODY_NONE, NULL, 0, query, help}

const struct route trigger_routes[] = {
	READ("/api/v2/triggers/definitions", trigger_definitions, CAP_TRIGGER_READ, NULL,
	 "Conditions and actions that a trigger may have"),
	READ("/api/v2/automations/definitions", automation_definitions, CAP_AUTOMATION_READ, NULL,
	 "Conditions and actions that an automation may have"),
	READ("/api/v2/views/definitions", view_definitions, CAP_VIEW_READ, NULL,
	 "Conditions that a view may have"),
	{M_PUT, "/api/v2/triggers/reorder", triggers_reorder, RUN_WRITE, CAP_TRIGGER_WRITE,
	 BODY_JSON, &reorder_fields, 0, NULL, "Put triggers in this order"},
	{M_PUT, "/api/v2/automations/reorder", automations_reorder, RUN_WRITE,
	 CAP_AUTOMATION_WRITE, BODY_JSON, &reorder_fields, 0, NULL,
	 "Put automations in this order"},
	{M_POST, "/api/v2/triggers/dry_run", trigger_dry_run_post, RUN_SLOW, CAP_TRIGGER_DRY_RUN,
	 BODY_JSON, &trigger_dry_run_fields, 0, NULL,
	 "On which of the latest ticket updates these conditions would have fired"},
	{M_POST, "/api/v2/automations/dry_run", automation_dry_run_post, RUN_SLOW,
	 CAP_AUTOMATION_DRY_RUN, BODY_JSON, &automation_dry_run_fields, 0, NULL,
	 "Which tickets these conditions take now"},
	READ("/api/v2/triggers/:trigger_id/revisions", trigger_revisions, CAP_TRIGGER_READ,
	 PAGE_QUERY, "Every saved state of a trigger, newest first"),
	READ("/api/v2/triggers/:trigger_id/revisions/:trigger_revision_id", trigger_revision,
	 CAP_TRIGGER_READ, NULL, "One saved state of a trigger"),
	READ("/api/v2/automations/:automation_id/revisions", automation_revisions,
	 CAP_AUTOMATION_READ, PAGE_QUERY, "Every saved state of an automation, newest first"),
	READ("/api/v2/automations/:automation_id/revisions/:automation_revision_id",
	 automation_revision, CAP_AUTOMATION_READ, NULL, "One saved state of an automation"),
	READ("/api/v2/tickets/:ticket_id/rule_traces", trace_list, CAP_TICKET_READ, PAGE_QUERY,
	 "Which rule changed what on a ticket, and why; newest first"),
	READ("/api/v2/trigger_categories", category_index, CAP_TRIGGER_READ, "include," PAGE_QUERY,
	 "Trigger categories, by position"),
	{M_POST, "/api/v2/trigger_categories", category_post, RUN_WRITE, CAP_ADMIN_WRITE,
	 BODY_JSON, &category_fields, 0, NULL, "Create a trigger category"},
	{M_POST, "/api/v2/trigger_categories/jobs", category_job, RUN_WRITE, CAP_TRIGGER_WRITE,
	 BODY_JSON, NULL, 0, NULL, "Change up to 100 categories and triggers; all or none"},
	READ("/api/v2/trigger_categories/:trigger_category_id", category_show, CAP_TRIGGER_READ,
	 NULL, "One trigger category"),
	{M_PATCH, "/api/v2/trigger_categories/:trigger_category_id", category_patch, RUN_WRITE,
	 CAP_ADMIN_WRITE, BODY_JSON, &category_fields, 0, NULL, "Change a trigger category"},
	{M_DELETE, "/api/v2/trigger_categories/:trigger_category_id", category_remove, RUN_WRITE,
	 CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL, "Delete an empty trigger category"},
	{0}
};
/* clang-format on */
