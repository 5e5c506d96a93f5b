/* Ticket forms, custom statuses, and which form offers which status. */
#include "http/api_forms.h"

#include "http/view_people.h"

#include <stdlib.h>
#include <string.h>

/* --- forms --- */

RESOURCE_FIELDS(ticket_form, TICKET_FORM_COLUMNS);

static const char *const by_position[] = {"position", "id", "created_at", NULL};
static const char *const by_id[] = {"id", "created_at", NULL};

static void form_write(struct rq *rq, const struct record *row, const void *prepared)
{
	const struct ticket_form *f = (const void *)row;

	(void)prepared;
	jw_str(&rq->jw, "raw_name", f->name);
	jw_str(&rq->jw, "raw_display_name", f->display_name);
}

static bool is_true(const char *s)
{
	return s && (strcmp(s, "true") == 0 || strcmp(s, "1") == 0);
}

/* One host serves all brands: "this brand" is the default one. */
static enum err form_keep(struct rq *rq, const struct record *row, bool *ret)
{
	const struct ticket_form *f = (const void *)row;
	struct setting_defaults defaults;
	struct id_list brands;

	if (!is_true(rq_query(rq, "associated_to_brand")) || f->in_all_brands)
		return OK;
	TRY(setting_defaults(&rq->cx, STATUS_NEW, &defaults));
	brands = record_ids(&rq->cx, f->restricted_brand_ids);
	*ret = id_list_has(&brands, defaults.brand);
	return OK;
}

const struct resource form_resource = {&ticket_form_table, "ticket_form_id", by_position, 201,
	ticket_form_delete, NULL, form_write, form_keep};

static done forms_show_many(struct rq *rq, void *in)
{
	struct record_rows rows;
	struct id_list ids;
	int n = 0;

	(void)in;
	if (rq_query_ids(rq, "ids", &ids) || record_all(&rq->cx, &ticket_form_table, &rows))
		return reply_error(rq);
	for (int i = 0; i < rows.n; i++)
		if (id_list_has(&ids, record_at(&rows, i)->id))
			memmove(record_at(&rows, n++), record_at(&rows, i), rows.size);
	rows.n = n;
	return reply_records(rq, &form_resource, &rows);
}

struct reorder_body {
	struct opt_ids ids;
};
static const struct field reorder_list[] = {
	{"ticket_form_ids", F_IDS, offsetof(struct reorder_body, ids), PAGE_MAX * 3, "Ticket forms",
		"In the order that they take"},
	{0}};
static const struct field_table reorder_fields = {NULL, sizeof(struct reorder_body), reorder_list};

static done forms_reorder(struct rq *rq, void *in)
{
	const struct reorder_body *body = in;

	if (ticket_form_reorder(&rq->cx, &body->ids.v))
		return reply_error(rq);
	return resource_list(rq, NULL);
}

static done form_clone(struct rq *rq, void *in)
{
	struct ticket_form *f;
	i64 id;

	(void)in;
	if (rq_id(rq, "ticket_form_id", &id) || ticket_form_clone(&rq->cx, id, &f))
		return reply_error(rq);
	return reply_record(rq, &form_resource, &f->record, 200);
}

/* --- custom statuses --- */

RESOURCE_FIELDS(custom_status, CUSTOM_STATUS_COLUMNS);

static void status_write(struct rq *rq, const struct record *row, const void *prepared)
{
	const struct custom_status *s = (const void *)row;
	struct jw *jw = &rq->jw;

	(void)prepared;
	jw_str(jw, "raw_agent_label", s->agent_label);
	jw_str(jw, "raw_end_user_label", s->end_user_label);
	jw_str(jw, "raw_description", s->description);
	jw_str(jw, "raw_end_user_description", s->end_user_description);
}

static enum err status_keep(struct rq *rq, const struct record *row, bool *ret)
{
	struct text_list asked = rq_query_texts(rq, "status_categories");
	const char *own =
		status_name(((const struct custom_status *)(const void *)row)->status_category);

	*ret = !asked.n;
	for (int i = 0; i < asked.n; i++) {
		enum status category;

		if (!status_parse(asked.v[i], &category))
			return fail(&rq->cx, E_PARAM, NULL, NULL,
				"Parameter status_categories must be a list of new, open, pending, "
				"hold and solved");
		*ret |= strcmp(asked.v[i], own) == 0;
	}
	return OK;
}

const struct resource status_resource = {&custom_status_table, "custom_status_id", by_id, 201, NULL,
	NULL, status_write, status_keep};

struct defaults_body {
	struct opt_ids ids;
};
static const struct field defaults_list[] = {
	{"ids", F_IDS, offsetof(struct defaults_body, ids), PAGE_MAX, "Ids",
		"Each becomes the default of its category"},
	{0}};
static const struct field_table defaults_fields = {
	NULL, sizeof(struct defaults_body), defaults_list};

static done statuses_default(struct rq *rq, void *in)
{
	const struct defaults_body *body = in;
	struct record_rows rows;

	if (!body->ids.v.n)
		return reply_fail(rq, E_PARAM_MISSING, NULL, NULL, "Parameter ids is required");
	if (custom_status_make_default(&rq->cx, &body->ids.v) ||
		record_all(&rq->cx, &custom_status_table, &rows))
		return reply_error(rq);
	return reply_records(rq, &status_resource, &rows);
}

/* --- which form offers what --- */

static void form_status_write(struct rq *rq, const char *key, const struct form_status *s)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_printf(jw, "id", "%lld", (long long)s->id);
	jw_i64(jw, "ticket_form_id", s->form);
	jw_i64(jw, "custom_status_id", s->status);
	jw_end(jw);
}

/* At most SETTING_ROWS_MAX of one form: they are read whole. */
static done reply_form_statuses(struct rq *rq, const struct form_status *rows, int n)
{
	struct page page;

	if (rq_page_rows(rq, rows, n, &page))
		return reply_error(rq);
	reply_list(rq, "ticket_form_statuses");
	for (int i = 0; i < page.rows; i++)
		form_status_write(rq, NULL, &rows[page.offset + i]);
	return reply_page(rq, &page);
}

/* :ticket_form_id, which is there. */
static enum err path_form(struct rq *rq, i64 *ret)
{
	struct record *form;

	TRY(rq_id(rq, "ticket_form_id", ret));
	return record_get(&rq->cx, &ticket_form_table, *ret, &form);
}

static done statuses_of_form(struct rq *rq, void *in)
{
	struct form_status *rows;
	i64 form;
	int n;

	(void)in;
	if (path_form(rq, &form) || form_status_list(&rq->cx, form, &rows, &n))
		return reply_error(rq);
	return reply_form_statuses(rq, rows, n);
}

/* Of all forms; ?ids= names some. */
static done form_statuses_list(struct rq *rq, void *in)
{
	struct form_status *rows;
	struct id_list ids;
	int n, shown = 0;

	(void)in;
	if (rq_query_ids(rq, "ids", &ids) || form_status_list(&rq->cx, 0, &rows, &n))
		return reply_error(rq);
	for (int i = 0; i < n; i++)
		if (!rq_query(rq, "ids") || id_list_has(&ids, rows[i].id))
			rows[shown++] = rows[i];
	return reply_form_statuses(rq, rows, shown);
}

struct offer_body {
	json_t *items;
};
static const struct field offer_list[] = {
	{"ticket_form_status", F_JSON, offsetof(struct offer_body, items), 0, "Ticket form status",
		"[{custom_status_id}] or one such object; on an "
		"update [{id, custom_status_id | _destroy}]"},
	{0}};
static const struct field_table offer_fields = {NULL, sizeof(struct offer_body), offer_list};

static size_t item_count(const json_t *items)
{
	return json_is_array(items) ? json_array_size(items) : json_is_object(items);
}

static const json_t *item_at(const json_t *items, size_t i)
{
	return json_is_array(items) ? json_array_get(items, i) : items;
}

/* The items of the body: some, and not too many. */
static enum err check_items(struct rq *rq, const struct offer_body *body)
{
	if (!item_count(body->items))
		return fail(&rq->cx, E_PARAM_MISSING, NULL, NULL,
			"Parameter ticket_form_status is required");
	if (item_count(body->items) > PAGE_MAX)
		return fail(&rq->cx, E_TOO_MANY, NULL, NULL,
			"Parameter ticket_form_status cannot specify more than %d values",
			PAGE_MAX);
	return OK;
}

static enum err offer(struct rq *rq, i64 form, i64 status)
{
	struct id_list one = {&status, 1};

	return form_status_add(&rq->cx, form, &one);
}

static done statuses_add(struct rq *rq, void *in)
{
	const struct offer_body *body = in;
	i64 form;

	if (path_form(rq, &form) || check_items(rq, body))
		return reply_error(rq);
	for (size_t i = 0; i < item_count(body->items); i++)
		if (offer(rq, form,
			    json_id(json_object_get(item_at(body->items, i), "custom_status_id"))))
			return reply_error(rq);
	return statuses_of_form(rq, NULL);
}

/* The same from the other side: forms for one status. */
static done forms_add(struct rq *rq, void *in)
{
	const struct offer_body *body = in;
	struct form_status *rows;
	struct record *status;
	int n, own = 0;
	i64 id;

	if (rq_id(rq, "custom_status_id", &id) ||
		record_get(&rq->cx, &custom_status_table, id, &status) || check_items(rq, body))
		return reply_error(rq);
	for (size_t i = 0; i < item_count(body->items); i++)
		if (offer(rq, json_id(json_object_get(item_at(body->items, i), "ticket_form_id")),
			    id))
			return reply_error(rq);
	if (form_status_list(&rq->cx, 0, &rows, &n))
		return reply_error(rq);
	for (int i = 0; i < n; i++)
		if (rows[i].status == id)
			rows[own++] = rows[i];
	return reply_form_statuses(rq, rows, own);
}

static enum err change_item(struct rq *rq, i64 form, const json_t *item)
{
	i64 id = json_id(json_object_get(item, "id")),
	    status = json_id(json_object_get(item, "custom_status_id"));

	if (json_is_true(json_object_get(item, "_destroy")))
		return form_status_remove(&rq->cx, form, id ? id : -1);
	return id ? form_status_change(&rq->cx, form, id, status) : offer(rq, form, status);
}

static done statuses_change(struct rq *rq, void *in)
{
	const struct offer_body *body = in;
	i64 form;

	if (path_form(rq, &form) || check_items(rq, body))
		return reply_error(rq);
	for (size_t i = 0; i < item_count(body->items); i++)
		if (change_item(rq, form, item_at(body->items, i)))
			return reply_error(rq);
	return statuses_of_form(rq, NULL);
}

static done status_change(struct rq *rq, void *in)
{
	const struct offer_body *body = in;
	i64 form, id;

	if (path_form(rq, &form) || rq_id(rq, "ticket_form_status_id", &id) ||
		check_items(rq, body) ||
		form_status_change(&rq->cx, form, id,
			json_id(json_object_get(item_at(body->items, 0), "custom_status_id"))))
		return reply_error(rq);
	return statuses_of_form(rq, NULL);
}

static done statuses_remove(struct rq *rq, void *in)
{
	i64 form;

	(void)in;
	if (path_form(rq, &form) || form_status_remove(&rq->cx, form, 0))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done status_remove(struct rq *rq, void *in)
{
	i64 form, id;

	(void)in;
	if (path_form(rq, &form) || rq_id(rq, "ticket_form_status_id", &id) ||
		form_status_remove(&rq->cx, form, id ? id : -1))
		return reply_error(rq);
	return reply_no_content(rq);
}

#define FORMS  "/api/v2/ticket_forms"
#define FORM   FORMS "/:ticket_form_id"
#define STATUS "/api/v2/custom_statuses/:custom_status_id"
#define FILTER "active,end_user_visible,fallback_to_default,associated_to_brand"
/* clang-format off */
const struct route form_routes[] = {
	{M_GET, FORMS, resource_list, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, FILTER,
	 "Ticket forms, by position"},
	{M_POST, FORMS, resource_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &ticket_form_fields,
	 0, NULL, "Make a form"},
	{M_PUT, FORMS "/reorder", forms_reorder, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &reorder_fields, 0, NULL, "Put forms into this order"},
	{M_GET, FORMS "/show_many", forms_show_many, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
	 "ids," FILTER, "Up to 100 forms by id"},
	{M_GET, FORM, resource_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
	 "One form"},
	{M_PUT, FORM, resource_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &ticket_form_fields, 0,
	 NULL, "Change a form"},
	{M_DELETE, FORM, resource_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Delete a form; its tickets keep it"},
	{M_POST, FORM "/clone", form_clone, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, NULL, 0, NULL,
	 "Make a form like this one"},
	{M_GET, FORM "/ticket_form_statuses", statuses_of_form, RUN_READ, CAP_TICKET_READ,
	 BODY_NONE, NULL, 0, NULL, "Custom statuses that a form offers; none: all of them"},
	{M_POST, FORM "/ticket_form_statuses", statuses_add, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &offer_fields, 0, NULL, "Let a form offer custom statuses"},
	{M_PUT, FORM "/ticket_form_statuses", statuses_change, RUN_WRITE, CAP_ADMIN_WRITE,
	 BODY_JSON, &offer_fields, 0, NULL, "Change what a form offers"},
	{M_DELETE, FORM "/ticket_form_statuses", statuses_remove, RUN_WRITE, CAP_ADMIN_WRITE,
	 BODY_NONE, NULL, 0, NULL, "Let a form offer all custom statuses again"},
	{M_PUT, FORM "/ticket_form_statuses/:ticket_form_status_id", status_change, RUN_WRITE,
	 CAP_ADMIN_WRITE, BODY_JSON, &offer_fields, 0, NULL, "Replace one that a form offers"},
	{M_DELETE, FORM "/ticket_form_statuses/:ticket_form_status_id", status_remove, RUN_WRITE,
	 CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL, "Remove one that a form offers"},

	{M_GET, "/api/v2/ticket_form_statuses", form_statuses_list, RUN_READ, CAP_TICKET_READ,
	 BODY_NONE, NULL, 0, NULL, "What all forms offer"},
	{M_GET, "/api/v2/ticket_form_statuses/show_many", form_statuses_list, RUN_READ,
	 CAP_TICKET_READ, BODY_NONE, NULL, 0, "ids", "Up to 100 of what forms offer, by id"},

	{M_GET, "/api/v2/custom_statuses", resource_list, RUN_READ, CAP_TICKET_READ, BODY_NONE,
	 NULL, 0, "status_categories,active,default", "Custom statuses, by id"},
	{M_POST, "/api/v2/custom_statuses", resource_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &custom_status_fields, 0, NULL, "Make a custom status"},
	{M_GET, STATUS, resource_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
	 "One custom status"},
	{M_PUT, STATUS, resource_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &custom_status_fields,
	 0, NULL, "Change a custom status, but not its category"},
	{M_POST, STATUS "/ticket_form_statuses", forms_add, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &offer_fields, 0, NULL, "Let forms offer a custom status: [{ticket_form_id}]"},
	{M_PUT, "/api/v2/custom_status/default", statuses_default, RUN_WRITE, CAP_ADMIN_WRITE,
	 BODY_JSON, &defaults_fields, 0, NULL, "Default custom statuses of their categories"},
	{0}
};
/* clang-format on */
