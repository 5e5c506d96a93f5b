/* The rules of brands, forms, custom statuses and support addresses. */
#include "base/utf8.h"
#include "domain/event.h"
#include "domain/field.h"
#include "domain/form_rules.h"
#include "setting_i.h"

#include <string.h>

/* --- brands --- */

static bool is_label(const char *s, const char *more)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789", s[i]) && !strchr(more, s[i]))
			return false;
	return n && s[0] != '-' && s[n - 1] != '-' && s[0] != '.' && s[n - 1] != '.' &&
	       !strstr(s, "..");
}

enum err brand_check(struct cx *cx, const struct record_rows *all, void *row, const void *before)
{
	struct brand *b = row;

	(void)before;
	if (!b->name)
		return fail_blank(cx, "name", "Name");
	if (!b->subdomain)
		return fail_blank(cx, "subdomain", "Subdomain");
	b->subdomain = utf8_fold(cx->arena, b->subdomain);
	if (!is_label(b->subdomain, "-"))
		return fail_invalid(cx, "subdomain", "Subdomain");
	if (b->host_mapping) {
		b->host_mapping = utf8_fold(cx->arena, b->host_mapping);
		if (!is_label(b->host_mapping, "-.") || !strchr(b->host_mapping, '.'))
			return fail_invalid(cx, "host_mapping", "Host mapping");
	}
	TRY(record_check_unique(cx, &brand_table, all, &b->record, "subdomain"));
	return record_check_unique(cx, &brand_table, all, &b->record, "host_mapping");
}

enum err brand_delete(struct cx *cx, i64 id)
{
	struct record_rows addresses;

	TRY(record_all(cx, &recipient_address_table, &addresses));
	for (int i = 0; i < addresses.n; i++) {
		struct recipient_address *a = (void *)record_at(&addresses, i);

		if (a->brand_id == id)
			return fail(cx, E_INVALID, "base", "InvalidValue",
				"Brand: the support address %.100s belongs to it", a->email);
	}
	return record_delete(cx, &brand_table, id);
}

/* --- forms --- */

static enum err check_list(struct cx *cx, const char **json, const char *field, const char *title)
{
	if (!*json)
		*json = "[]";
	return **json == '[' ? OK : fail_invalid(cx, field, title);
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* [{parent_field_id, value, child_fields: [{id, …}]}] */
static bool are_conditions(const json_t *list)
{
	const json_t *condition, *child;
	bool fits = true;
	size_t i, k;

	json_array_foreach (list, i, condition) {
		const json_t *children = json_object_get(condition, "child_fields");

		fits &= json_id(json_object_get(condition, "parent_field_id")) > 0 &&
			json_is_array(children);
		json_array_foreach (children, k, child) {
			fits &= json_id(json_object_get(child, "id")) > 0;
		}
	}
	return fits;
}

static bool has_field(struct cx *cx, i64 id)
{
	struct custom_field field;

	if (field_get(cx, FIELD_TICKET, (field_id){id}, &field) == OK)
		return true;
	cx->fail = (struct failure){0};
	return false;
}

/* `at` names the condition: "agent_conditions.2". */
static enum err check_condition(
	struct cx *cx, const json_t *condition, const char *at, const char *title)
{
	i64 parent = json_id(json_object_get(condition, "parent_field_id"));
	const json_t *child;
	size_t i;

	if (!has_field(cx, parent))
		return fail(cx, E_INVALID, at, "InvalidValue:field_gone",
			"%s: there is no field %lld", title, (long long)parent);
	json_array_foreach (json_object_get(condition, "child_fields"), i, child) {
		i64 id = json_id(json_object_get(child, "id"));

		if (!has_field(cx, id))
			return fail(cx, E_INVALID, at, "InvalidValue:field_gone",
				"%s: there is no field %lld", title, (long long)id);
	}
	return OK;
}

enum { CIRCLE_NAMED = 5 }; /* fields of a circle */

/* No field may come to hang on itself over other conditions. */
static enum err check_circle(
	struct cx *cx, const json_t *list, const char *field, const char *title)
{
	const char *names = "";
	struct id_list ids;
	int at;

	ids = form_rules_circle(cx, list, &at);
	for (int i = 0; i < ids.n && i < CIRCLE_NAMED; i++) {
		struct custom_field one;

		TRY(field_get(cx, FIELD_TICKET, (field_id){ids.v[i]}, &one));
		names = arena_printf(cx->arena, "%s%s%s", names, i ? ", " : "", one.title);
	}
	if (!ids.n)
		return OK;
	return failure_about(&cx->fail,
		fail(cx, E_INVALID, arena_printf(cx->arena, "%s.%d", field, at),
			"InvalidValue:form_loop",
			"%s: these fields would hang on their own answers: %s", title, names),
		"%s", names);
}

static size_t count_children(const json_t *list)
{
	const json_t *condition;
	size_t i, n = 0;

	json_array_foreach (list, i, condition) {
		n += json_array_size(json_object_get(condition, "child_fields"));
	}
	return n;
}

static enum err check_conditions(
	struct cx *cx, const char **json, const char *before, const char *field, const char *title)
{
	CLEANUP(json_cleanup) json_t *list = NULL;
	const json_t *condition;
	size_t i;

	TRY(check_list(cx, json, field, title));
	if (same(*json, before))
		return OK;
	list = json_parse(*json, strlen(*json), NULL, 0);
	if (!are_conditions(list))
		return fail_invalid(cx, field, title);
	if (count_children(list) > FORM_CONDITIONS_MAX)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, field, "InvalidValue:too_many",
				"%s: at most %d fields may hang on answers", title,
				FORM_CONDITIONS_MAX),
			"%d", FORM_CONDITIONS_MAX);
	json_array_foreach (list, i, condition) {
		TRY(check_condition(
			cx, condition, arena_printf(cx->arena, "%s.%zu", field, i), title));
	}
	return check_circle(cx, list, field, title);
}

static enum err check_fields(struct cx *cx, const char *json)
{
	struct id_list ids = record_ids(cx, json);

	for (int i = 0; i < ids.n; i++)
		if (!has_field(cx, ids.v[i]))
			return fail(cx, E_INVALID, "ticket_field_ids", "InvalidValue:field_gone",
				"Ticket fields: there is no field %lld", (long long)ids.v[i]);
	return OK;
}

static enum err check_brands(struct cx *cx, const char *json)
{
	struct id_list ids = record_ids(cx, json);
	struct record_rows brands;

	TRY(record_all(cx, &brand_table, &brands));
	for (int i = 0; i < ids.n; i++)
		if (!record_with_id(&brands, ids.v[i]))
			return fail(cx, E_INVALID, "restricted_brand_ids", "InvalidValue",
				"Restricted brands: there is no brand %lld", (long long)ids.v[i]);
	return OK;
}

static i64 last_position(const struct record_rows *all)
{
	i64 last = 0;

	for (int i = 0; i < all->n; i++) {
		const struct ticket_form *f = (const void *)record_at(all, i);

		last = f->position > last ? f->position : last;
	}
	return last;
}

enum err ticket_form_check(
	struct cx *cx, const struct record_rows *all, void *row, const void *before)
{
	const struct ticket_form *was = before;
	struct ticket_form *f = row;

	if (!f->name)
		return fail_blank(cx, "name", "Name");
	if (!f->display_name)
		f->display_name = f->name;
	if (!f->position)
		f->position = last_position(all) + 1;
	TRY(check_list(cx, &f->ticket_field_ids, "ticket_field_ids", "Ticket fields"));
	TRY(check_list(cx, &f->restricted_brand_ids, "restricted_brand_ids", "Restricted brands"));
	TRY(check_conditions(cx, &f->agent_conditions, was->agent_conditions, "agent_conditions",
		"Agent conditions"));
	TRY(check_conditions(cx, &f->end_user_conditions, was->end_user_conditions,
		"end_user_conditions", "End user conditions"));
	if (!same(f->ticket_field_ids, was->ticket_field_ids))
		TRY(check_fields(cx, f->ticket_field_ids));
	return same(f->restricted_brand_ids, was->restricted_brand_ids)
		       ? OK
		       : check_brands(cx, f->restricted_brand_ids);
}

enum err ticket_form_delete(struct cx *cx, i64 id)
{
	bool any;

	TRY(record_delete(cx, &ticket_form_table, id));
	return form_status_store_delete(cx, id, 0, &any);
}

static enum err set_position(struct cx *cx, struct ticket_form *f, i64 position)
{
	if (f->position == position)
		return OK;
	f->position = position;
	return record_save(cx, &ticket_form_table, &f->record, "reordered");
}

enum err ticket_form_reorder(struct cx *cx, const struct id_list *ids)
{
	struct page page = {.sort = "position", .limit = SETTING_ROWS_MAX};
	struct record_rows all;
	i64 position = 0;

	TRY(record_all(cx, &ticket_form_table, &all));
	for (int i = 0; i < ids->n; i++)
		if (!record_with_id(&all, ids->v[i]))
			return fail_invalid(cx, "ticket_form_ids", "Ticket forms");
	record_page(cx, &ticket_form_table, &all, &page);
	for (int i = 0; i < ids->n; i++)
		TRY(set_position(cx, (void *)record_with_id(&all, ids->v[i]), ++position));
	for (int i = 0; i < all.n; i++)
		if (!id_list_has(ids, record_at(&all, i)->id))
			TRY(set_position(cx, (void *)record_at(&all, i), ++position));
	return OK;
}

enum err ticket_form_clone(struct cx *cx, i64 id, struct ticket_form **ret)
{
	struct ticket_form_input in = {0};
	struct form_status *offered;
	struct record *record;
	struct ticket_form *f, *from;
	struct id_list statuses = {0};
	i64 made;
	int n;

	TRY(record_get(cx, &ticket_form_table, id, &record));
	from = (void *)record;
	in.name = (struct opt_text){true, arena_printf(cx->arena, "%.*s (copy)",
						  (int)utf8_prefix(from->name, 180), from->name)};
	TRY(record_create(cx, &ticket_form_table, &in, &record));
	f = (void *)record;
	made = record->id;
	*f = (struct ticket_form){.record = f->record,
		.name = f->name,
		.position = f->position,
		.active = from->active,
		.display_name = from->display_name,
		.end_user_visible = from->end_user_visible,
		.ticket_field_ids = from->ticket_field_ids,
		.in_all_brands = from->in_all_brands,
		.restricted_brand_ids = from->restricted_brand_ids,
		.agent_conditions = from->agent_conditions,
		.end_user_conditions = from->end_user_conditions};
	TRY(record_save(cx, &ticket_form_table, record, "cloned"));
	TRY(form_status_list(cx, id, &offered, &n));
	for (int i = 0; i < n; i++)
		id_list_add(cx->arena, &statuses, offered[i].status);
	*ret = f;
	return n ? form_status_add(cx, made, &statuses) : OK;
}

/* --- custom statuses --- */

enum err custom_status_check(
	struct cx *cx, const struct record_rows *all, void *row, const void *before)
{
	const struct custom_status *was = before;
	struct custom_status *s = row;
	int like = 0;

	if (!s->status_category)
		return fail_blank(cx, "status_category", "Status category");
	if (was->status_category && s->status_category != was->status_category)
		return fail(cx, E_INVALID, "status_category", "InvalidValue",
			"Status category: never changes");
	if (!s->agent_label)
		return fail_blank(cx, "agent_label", "Agent label");
	s->end_user_label = s->end_user_label ? s->end_user_label : s->agent_label;
	s->description = s->description ? s->description : "";
	s->end_user_description = s->end_user_description ? s->end_user_description : "";
	for (int i = 0; i < all->n; i++)
		like += ((struct custom_status *)(void *)record_at(all, i))->status_category ==
			s->status_category;
	if (!s->record.id && like >= SETTING_CATEGORY_MAX)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "base", "TooManyValues:too_many",
				"Custom status: at most %d of one category are allowed",
				SETTING_CATEGORY_MAX),
			"%d", SETTING_CATEGORY_MAX);
	return record_check_unique(cx, &custom_status_table, all, &s->record, "agent_label");
}

enum err custom_status_make_default(struct cx *cx, const struct id_list *ids)
{
	struct record *record;

	for (int i = 0; i < ids->n; i++) {
		struct custom_status *s;

		TRY(record_get(cx, &custom_status_table, ids->v[i], &record));
		s = (void *)record;
		if (!s->active)
			return fail(cx, E_INVALID, "ids", "InvalidValue",
				"Custom status: %lld is not active", (long long)ids->v[i]);
		if (s->is_default)
			continue;
		s->is_default = true;
		TRY(record_save(cx, &custom_status_table, record, "default"));
	}
	return OK;
}

/* --- support addresses --- */

enum err recipient_address_check(
	struct cx *cx, const struct record_rows *all, void *row, const void *before)
{
	const struct recipient_address *was = before;
	struct recipient_address *a = row;
	struct setting_defaults defaults;
	i64 usable;

	if (!a->email)
		return fail_blank(cx, "email", "Email");
	if (!utf8_is_email(a->email))
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "email", "InvalidValue:email",
				"Email: %.100s is not properly formatted", a->email),
			"%.80s", a->email);
	if (was->email && !same(a->email, was->email))
		return fail(cx, E_INVALID, "email", "InvalidValue", "Email: never changes");
	TRY(setting_defaults(cx, STATUS_NEW, &defaults));
	a->name = a->name ? a->name : a->email;
	a->brand_id = a->brand_id ? a->brand_id : defaults.brand;
	a->is_default = a->is_default || !all->n;
	TRY(setting_usable(cx, &brand_table, a->brand_id, &usable));
	if (!usable)
		return fail_invalid(cx, "brand_id", "Brand");
	return record_check_unique(cx, &recipient_address_table, all, &a->record, "email");
}

enum err recipient_address_verify(struct cx *cx, i64 id, struct recipient_address **ret)
{
	struct record *record;

	TRY(record_get(cx, &recipient_address_table, id, &record));
	*ret = (void *)record;
	if ((*ret)->forwarding != FORWARDING_UNKNOWN)
		return OK;
	(*ret)->forwarding = FORWARDING_WAITING;
	return record_save(cx, &recipient_address_table, record, "verification asked");
}

/* --- which custom statuses a form offers --- */

static enum err note_offer(struct cx *cx, i64 form)
{
	return event_add(cx, EVENT_SETTING_CHANGED, (ticket_id){0}, form,
		"{\"ticket_form\":\"statuses\"}", NULL);
}

static enum err check_status(struct cx *cx, i64 status)
{
	struct record_rows all;

	TRY(record_all(cx, &custom_status_table, &all));
	return record_with_id(&all, status) ? OK
					    : fail_invalid(cx, "custom_status_id", "Custom status");
}

enum err form_status_add(struct cx *cx, i64 form, const struct id_list *statuses)
{
	struct record_rows forms;

	TRY(record_all(cx, &ticket_form_table, &forms));
	if (!record_with_id(&forms, form))
		return fail_invalid(cx, "ticket_form_id", "Form");
	for (int i = 0; i < statuses->n; i++) {
		TRY(check_status(cx, statuses->v[i]));
		TRY(form_status_store_insert(cx, form, statuses->v[i]));
	}
	return note_offer(cx, form);
}

enum err form_status_change(struct cx *cx, i64 form, i64 id, i64 status)
{
	struct form_status *rows;
	bool found;
	int n;

	TRY(check_status(cx, status));
	TRY(form_status_list(cx, form, &rows, &n));
	for (int i = 0; i < n; i++) {
		if (rows[i].status != status)
			continue;
		if (rows[i].id == id)
			return OK;
		return fail(cx, E_INVALID, "custom_status_id", "DuplicateValue",
			"Custom status: the form offers it already");
	}
	TRY(form_status_store_change(cx, form, id, status, &found));
	return found ? note_offer(cx, form) : fail_not_found(cx);
}

enum err form_status_remove(struct cx *cx, i64 form, i64 id)
{
	bool found;

	TRY(form_status_store_delete(cx, form, id, &found));
	if (!found)
		return id ? fail_not_found(cx) : OK;
	return note_offer(cx, form);
}

/* --- tickets --- */

enum err setting_usable(struct cx *cx, const struct record_table *table, i64 id, i64 *ret_category)
{
	struct record_rows all;
	const struct record *row;

	TRY(record_all(cx, table, &all));
	row = record_with_id(&all, id);
	*ret_category = 0;
	if (row && record_number(table, row, "active"))
		*ret_category = record_column(table, "status_category")
					? record_number(table, row, "status_category")
					: 1;
	return OK;
}

enum err setting_form_offers(struct cx *cx, i64 form, i64 custom_status, bool *ret)
{
	i64 rows;

	TRY(form_status_store_count(cx, form, custom_status, &rows, ret));
	*ret |= !rows;
	return OK;
}

enum err setting_brand_of_address(struct cx *cx, const char *email, i64 *ret)
{
	const char *fold = utf8_fold(cx->arena, email);
	struct record_rows all;

	*ret = 0;
	TRY(record_all(cx, &recipient_address_table, &all));
	for (int i = 0; i < all.n; i++) {
		const struct recipient_address *a = (const void *)record_at(&all, i);

		if (strcmp(utf8_fold(cx->arena, a->email), fold) == 0)
			*ret = a->brand_id;
	}
	return OK;
}
