/*
 * Brand, form and custom status of a ticket. A custom status decides the status; a status that
 * changes by itself brings the default custom status of its category.
 */
#include "domain/form_rules.h"
#include "domain/ticket_i.h"

static enum err fail_unusable(struct ticket_work *w, const char *field, const char *title)
{
	return fail(
		w->cx, E_INVALID, field, "InvalidValue", "%s: is not there or not active", title);
}

/* A brand or form that is given; 0 stands for the default, which ticket_setting_settle fills in. */
static enum err take(struct ticket_work *w, const struct opt_i64 *in,
	const struct record_table *table, const char *field, i64 *now)
{
	i64 usable;

	if (!in->set || in->v == *now)
		return OK;
	*now = in->v;
	if (!in->v)
		return OK;
	TRY(setting_usable(w->cx, table, in->v, &usable));
	return usable ? OK : fail_unusable(w, field, table->word);
}

static enum err take_form(struct ticket_work *w)
{
	const struct opt_i64 *in = &w->in->form_id;
	bool may = true;

	if (!w->by_agent && in->set && in->v)
		TRY(form_is_for_customers(w->cx, in->v, &may));
	if (!may)
		return fail_unusable(w, "ticket_form_id", ticket_form_table.word);
	return take(w, in, &ticket_form_table, "ticket_form_id", &w->now.form);
}

static enum err take_custom_status(struct ticket_work *w, struct opt_i64 *status)
{
	const struct opt_i64 *in = &w->in->custom_status_id;
	i64 category;

	if (!in->set || !in->v || (!w->creating && in->v == w->before.custom_status))
		return OK;
	TRY(setting_usable(w->cx, &custom_status_table, in->v, &category));
	if (!category)
		return fail_unusable(w, "custom_status_id", "Custom status");
	w->now.custom_status = in->v;
	w->custom_category = (enum status)category;
	if (!status->set || status_category((enum status)status->v) != w->custom_category)
		*status = (struct opt_i64){true, category};
	return OK;
}

enum err ticket_setting_apply(struct ticket_work *w, struct opt_i64 *status)
{
	const struct ticket_input *in = w->in;
	struct ticket *t = &w->now;

	TRY(take(w, &in->brand_id, &brand_table, "brand_id", &t->brand));
	TRY(take_form(w));
	if (w->creating && !t->brand && t->recipient)
		TRY(setting_brand_of_address(w->cx, t->recipient, &t->brand));
	return take_custom_status(w, status);
}

enum err ticket_setting_settle(struct ticket_work *w)
{
	struct ticket *t = &w->now;
	enum status category = status_category(t->status);
	bool given = w->custom_category == category;
	bool moved = w->creating || category != status_category(w->before.status);
	bool fits = given || (!moved && !w->custom_category), offered;
	struct setting_defaults defaults;

	if (!t->brand || !t->form || !fits) {
		TRY(setting_defaults(w->cx, category, &defaults));
		t->brand = t->brand ? t->brand : defaults.brand;
		t->form = t->form ? t->form : defaults.form;
		t->custom_status = fits ? t->custom_status : defaults.custom_status;
	}
	if (!given)
		return OK;
	TRY(setting_form_offers(w->cx, t->form, t->custom_status, &offered));
	return offered ? OK
		       : fail(w->cx, E_INVALID, "custom_status_id", "InvalidValue:status_form",
				 "Custom status: the form does not offer it");
}
