/* Brands, custom roles and support addresses; the list of all resources made of settings. */
#include "http/api_forms.h"

#include "base/utf8.h"

#include <string.h>

static const char *const by_id[] = {"id", "created_at", NULL};

/* --- brands --- */

RESOURCE_FIELDS(brand, BRAND_COLUMNS);

static enum err forms_prepare(struct rq *rq, void **ret)
{
	struct record_rows *forms = ARENA_NEW(rq->cx.arena, struct record_rows);

	*ret = forms;
	return record_all(&rq->cx, &ticket_form_table, forms);
}

static void form_ids_write(struct rq *rq, i64 brand, const struct record_rows *forms)
{
	jw_array(&rq->jw, "ticket_form_ids");
	for (int i = 0; i < forms->n; i++) {
		const struct ticket_form *f = (const void *)record_at(forms, i);
		struct id_list brands = record_ids(&rq->cx, f->restricted_brand_ids);

		if (f->in_all_brands || id_list_has(&brands, brand))
			jw_i64(&rq->jw, NULL, f->record.id);
	}
	jw_end(&rq->jw);
}

static void brand_write(struct rq *rq, const struct record *row, const void *prepared)
{
	const struct brand *b = (const void *)row;
	struct jw *jw = &rq->jw;

	if (b->host_mapping)
		jw_printf(jw, "brand_url", "https://%s", b->host_mapping);
	else
		jw_str(jw, "brand_url", rq->base_url);
	jw_bool(jw, "has_help_center", false);
	jw_str(jw, "help_center_state", "disabled");
	jw_bool(jw, "is_deleted", row->deleted_at != 0);
	jw_null(jw, "logo");
	form_ids_write(rq, row->id, prepared);
}

static const struct resource brands = {
	&brand_table, "brand_id", by_id, 201, brand_delete, forms_prepare, brand_write, NULL};

/* May this brand (id 0: a new one) have the names? Nothing is looked up outside: names reach this
 * server by whatever proxy stands before it. */
static done reply_host_mapping(struct rq *rq, struct brand *b)
{
	const char *host = strstr(rq->base_url, "//"), *reason = NULL;
	struct record_rows all;
	struct jw *jw;

	if (record_all(&rq->cx, &brand_table, &all))
		return reply_error(rq);
	if (brand_check(&rq->cx, &all, b, b)) {
		reason = strcmp(rq->cx.fail.details[0].code, "DuplicateValue") == 0 ? "taken"
										    : "invalid";
		rq->cx.fail = (struct failure){0};
	}
	jw = reply_begin(rq, 200);
	jw_bool(jw, "is_valid", !reason);
	jw_str(jw, "reason", reason);
	jw_null(jw, "cname");
	jw_array(jw, "expected_cnames");
	jw_str(jw, NULL, host ? host + 2 : rq->base_url);
	jw_end(jw);
	return reply_end(rq);
}

static done brand_check_names(struct rq *rq, void *in)
{
	struct brand b = {.name = "x",
		.subdomain = rq_query(rq, "subdomain"),
		.host_mapping = rq_query(rq, "host_mapping")};

	(void)in;
	if (!b.host_mapping || !*b.host_mapping)
		return reply_fail(
			rq, E_PARAM_MISSING, NULL, NULL, "Parameter host_mapping is required");
	if (!b.subdomain || !*b.subdomain)
		return reply_fail(
			rq, E_PARAM_MISSING, NULL, NULL, "Parameter subdomain is required");
	return reply_host_mapping(rq, &b);
}

static done brand_check_own(struct rq *rq, void *in)
{
	struct record *row;
	i64 id;

	(void)in;
	if (rq_id(rq, "brand_id", &id) || record_get(&rq->cx, &brand_table, id, &row))
		return reply_error(rq);
	return reply_host_mapping(rq, (void *)row);
}

/* --- roles --- */

RESOURCE_FIELDS(custom_role, CUSTOM_ROLE_COLUMNS);

enum { ROLE_TYPE_CUSTOM = 0, ROLE_TYPE_ADMIN = 4 }; /* as the API numbers them */

/* Agents by id of their role. */
static enum err team_prepare(struct rq *rq, void **ret)
{
	struct record_rows rows;
	i64 *members;

	TRY(record_all(&rq->cx, &custom_role_table, &rows));
	members = ARENA_ARRAY(rq->cx.arena, i64, 2 * rows.n + 1);
	for (int i = 0; i < rows.n; i++) {
		const struct custom_role *r = (const void *)record_at(&rows, i);

		members[2 * i] = r->record.id;
		TRY(custom_role_members(&rq->cx, r, &members[2 * i + 1]));
	}
	*ret = members;
	return OK;
}

static void role_write(struct rq *rq, const struct record *row, const void *prepared)
{
	const struct custom_role *r = (const void *)row;
	const i64 *members = prepared;

	jw_i64(&rq->jw, "role_type", r->role == ROLE_ADMIN ? ROLE_TYPE_ADMIN : ROLE_TYPE_CUSTOM);
	while (*members && *members != row->id)
		members += 2;
	jw_i64(&rq->jw, "team_member_count", *members ? members[1] : 0);
}

static const struct resource roles = {&custom_role_table, "custom_role_id", by_id, 200,
	custom_role_delete, team_prepare, role_write, NULL};

static done role_put(struct rq *rq, void *in)
{
	struct custom_role *role;
	i64 id;

	if (rq_id(rq, "custom_role_id", &id) || custom_role_change(&rq->cx, id, in, &role))
		return reply_error(rq);
	return reply_record(rq, &roles, &role->record, 200);
}

/* --- support addresses --- */

RESOURCE_FIELDS(recipient_address, RECIPIENT_ADDRESS_COLUMNS);

static void address_write(struct rq *rq, const struct record *row, const void *prepared)
{
	static const char *const forwarding[] = {"unknown", "waiting", "verified"};
	const struct recipient_address *a = (const void *)row;
	struct jw *jw = &rq->jw;

	(void)prepared;
	jw_str(jw, "forwarding_status", forwarding[a->forwarding]);
	jw_str(jw, "spf_status", "unknown");
	jw_str(jw, "cname_status", "unknown");
	jw_str(jw, "domain_verification_status", "unknown");
	jw_null(jw, "domain_verification_code");
}

static enum err address_delete(struct cx *cx, i64 id)
{
	return record_delete(cx, &recipient_address_table, id);
}

static const struct resource addresses = {&recipient_address_table, "recipient_address_id", by_id,
	201, address_delete, NULL, address_write, NULL};

static done address_verify(struct rq *rq, void *in)
{
	struct recipient_address *a;
	i64 id;

	(void)in;
	if (rq_id(rq, "recipient_address_id", &id) || recipient_address_verify(&rq->cx, id, &a))
		return reply_error(rq);
	return reply_record(rq, &addresses, &a->record, 200);
}

/* Rows of a table that are named, each once, when ?include= asks for them. */
static enum err sideload(
	struct rq *rq, const struct resource *r, const char *key, const struct id_list *ids)
{
	struct record_rows rows;
	int n = 0;

	if (!rq_include(rq, key))
		return OK;
	TRY(record_all(&rq->cx, r->table, &rows));
	for (int i = 0; i < rows.n; i++)
		if (id_list_has(ids, record_at(&rows, i)->id))
			memmove(record_at(&rows, n++), record_at(&rows, i), rows.size);
	rows.n = n;
	return records_write(rq, r, key, &rows);
}

static void add_once(struct rq *rq, struct id_list *ids, i64 id)
{
	if (id && !id_list_has(ids, id))
		id_list_add(rq->cx.arena, ids, id);
}

enum err setting_sideload(struct rq *rq, const struct ticket *rows, int n)
{
	struct id_list forms = {0}, of_brands = {0};

	for (int i = 0; i < n; i++) {
		add_once(rq, &forms, rows[i].form);
		add_once(rq, &of_brands, rows[i].brand);
	}
	TRY(sideload(rq, &form_resource, "ticket_forms", &forms));
	return sideload(rq, &brands, "brands", &of_brands);
}

enum err role_sideload(struct rq *rq, const struct user *rows, int n)
{
	struct id_list ids = {0};

	for (int i = 0; i < n; i++)
		add_once(rq, &ids, rows[i].custom_role);
	return sideload(rq, &roles, "roles", &ids);
}

const struct resource *const resources[] = {
	&brands, &form_resource, &status_resource, &roles, &addresses, NULL};

#define BRAND	"/api/v2/brands/:brand_id"
#define ROLE	"/api/v2/custom_roles/:custom_role_id"
#define ADDRESS "/api/v2/recipient_addresses/:recipient_address_id"
/* clang-format off */
const struct route setting_routes[] = {
	{M_GET, "/api/v2/brands", resource_list, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
	 "active,default", "Brands, by id"},
	{M_POST, "/api/v2/brands", resource_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &brand_fields, 0, NULL, "Make a brand"},
	{M_GET, "/api/v2/brands/check_host_mapping", brand_check_names, RUN_READ, CAP_ADMIN_READ,
	 BODY_NONE, NULL, 0, "host_mapping,subdomain", "May a new brand have these names?"},
	{M_GET, BRAND, resource_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
	 "One brand"},
	{M_PUT, BRAND, resource_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &brand_fields, 0, NULL,
	 "Change a brand"},
	{M_DELETE, BRAND, resource_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Delete a brand; its tickets keep it"},
	{M_GET, BRAND "/check_host_mapping", brand_check_own, RUN_READ, CAP_ADMIN_READ, BODY_NONE,
	 NULL, 0, NULL, "Are the names of this brand valid?"},

	{M_GET, "/api/v2/custom_roles", resource_list, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0,
	 NULL, "Roles of agents, by id"},
	{M_POST, "/api/v2/custom_roles", resource_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &custom_role_fields, 0, NULL, "Make a role"},
	{M_GET, ROLE, resource_show, RUN_READ, CAP_USER_READ, BODY_NONE, NULL, 0, NULL, "One role"},
	{M_PUT, ROLE, role_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &custom_role_fields, 0,
	 NULL, "Change a role; built-in ones stay as they are"},
	{M_DELETE, ROLE, resource_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Delete a role"},

	{M_GET, "/api/v2/recipient_addresses", resource_list, RUN_READ, CAP_TICKET_READ, BODY_NONE,
	 NULL, 0, "default", "Support addresses, by id"},
	{M_POST, "/api/v2/recipient_addresses", resource_post, RUN_WRITE, CAP_ADMIN_WRITE,
	 BODY_JSON, &recipient_address_fields, 0, NULL, "Add a support address"},
	{M_GET, ADDRESS, resource_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
	 "One support address"},
	{M_PUT, ADDRESS, resource_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
	 &recipient_address_fields, 0, NULL, "Change a support address"},
	{M_DELETE, ADDRESS, resource_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
	 "Remove a support address"},
	{M_PUT, ADDRESS "/verify", address_verify, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0,
	 NULL, "Ask that forwarding to it is proved"},
	{0}
};
/* clang-format on */
