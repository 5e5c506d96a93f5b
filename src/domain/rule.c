/*
 * The life of a rule: who may write which, what every kind needs, order, revisions. Shared rules
 * are an administrator's; views and macros for oneself are every agent's.
 */
#include "domain/rule.h"

#include "base/jsonw.h"
#include "domain/event.h"
#include "domain/group.h"
#include "domain/trigger_category.h"
#include "people_i.h"
#include "rule_i.h"

static const struct {
	const char *name, *plural;
} kinds[] = {
#define X(constant, number, singular, plural) [constant] = {singular, plural},
	RULE_KIND_LIST(X)
#undef X
};

const char *rule_kind_name(enum rule_kind kind)
{
	return kinds[kind].name;
}

const char *rule_kind_plural(enum rule_kind kind)
{
	return kinds[kind].plural;
}

static bool is_personal_kind(enum rule_kind kind)
{
	return kind == RULE_VIEW || kind == RULE_MACRO;
}

static bool is_own(const struct cx *cx, const struct rule *r)
{
	return r->access == ACCESS_USER && r->owner.v == cx->actor.id.v;
}

bool rule_may_write(const struct cx *cx, const struct rule *r)
{
	return cx->actor.system || cx->actor.role == ROLE_ADMIN ||
	       (is_personal_kind(r->kind) && is_own(cx, r));
}

enum err rule_check_writer(struct cx *cx, const struct rule *r)
{
	if (rule_may_write(cx, r))
		return OK;
	return fail(cx, E_FORBIDDEN, NULL, NULL,
		is_personal_kind(r->kind) ? "Only administrators change what others use; make a "
					    "personal one with restriction {\"type\":\"User\"}"
					  : "Only administrators change rules");
}

static enum err take_access(struct cx *cx, const struct rule_input *in, struct rule *r)
{
	struct group *g;

	if (!in->access_set || !is_personal_kind(r->kind))
		return OK;
	r->access = in->access;
	r->access_ids = in->access_ids;
	if (r->access == ACCESS_USER) {
		if (r->access_ids.n && r->access_ids.v[0] != cx->actor.id.v)
			return fail_invalid(cx, "restriction", "Restriction");
		r->owner = cx->actor.id;
		r->access_ids = (struct id_list){0};
		id_list_add(cx->arena, &r->access_ids, r->owner.v);
	}
	if (r->access == ACCESS_GROUPS && !r->access_ids.n)
		return fail_blank(cx, "restriction", "Restriction");
	for (int i = 0; r->access == ACCESS_GROUPS && i < r->access_ids.n; i++) {
		TRY(group_load(cx, (group_id){r->access_ids.v[i]}, &g));
		if (!g || g->deleted_at)
			return fail_invalid(cx, "restriction", "Restriction");
	}
	return OK;
}

static enum err take_category(struct cx *cx, const struct rule_input *in, struct rule *r)
{
	struct trigger_category *c;

	if (r->kind != RULE_TRIGGER || !in->category.set)
		return OK;
	r->category = in->category.v;
	if (!r->category)
		return OK;
	TRY(trigger_category_load(cx, r->category, &c));
	return c ? OK : fail_invalid(cx, "category_id", "Category");
}

static enum err take(struct cx *cx, const struct rule_input *in, struct rule *r)
{
	TRY(take_text(cx, &in->title, "title", RULE_TITLE, &r->title));
	if (!r->title)
		return fail_blank(cx, "title", "Title");
	TRY(take_text(cx, &in->description, "description", RULE_DESCRIPTION, &r->description));
	if (!r->description)
		r->description = "";
	take_bool(&in->active, &r->active);
	if (in->position.set && (in->position.v < 0 || in->position.v > INT32_MAX))
		return fail_invalid(cx, "position", "Position");
	TRY(take_access(cx, in, r));
	TRY(take_category(cx, in, r));
	return rule_definition_take(cx, in, r);
}

/* Too many rules would make every update slow. `more`: how many this change adds. */
static enum err check_totals(
	struct cx *cx, const struct rule *r, bool adds, bool activates, i64 *ret_last)
{
	i64 count = 0, active = 0;

	*ret_last = 0;
	TRY(rule_store_totals(cx, r->kind, ret_last, &count, &active));
	if (adds && count >= RULE_KIND_MAX)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "base", "InvalidValue:too_many",
				"There can be at most %d %s", RULE_KIND_MAX,
				rule_kind_plural(r->kind)),
			"%d", RULE_KIND_MAX);
	if (activates && !is_personal_kind(r->kind) && active >= RULE_ACTIVE_MAX)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "active", "InvalidValue:rules_active",
				"At most %d %s can be active", RULE_ACTIVE_MAX,
				rule_kind_plural(r->kind)),
			"%d", RULE_ACTIVE_MAX);
	return OK;
}

/* The event and the generation of a change. */
static enum err tell(struct cx *cx, const struct rule *r, const char *what)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(8192);
	struct jw w;

	jw_init(&w, &text);
	jw_object(&w, NULL);
	jw_str(&w, "change", what);
	jw_str(&w, "kind", rule_kind_name(r->kind));
	jw_str(&w, "title", r->title);
	jw_i64(&w, "version", r->version);
	jw_end(&w);
	TRY(rule_set_changed(cx, r->kind));
	return event_add(cx, EVENT_RULE_CHANGED, (ticket_id){0}, r->id.v, text.p, NULL);
}

enum err rule_create(
	struct cx *cx, enum rule_kind kind, const struct rule_input *in, struct rule **ret)
{
	struct rule *r = ARENA_NEW(cx->arena, struct rule);
	const char *definition;
	i64 last;

	*r = (struct rule){.kind = kind,
		.active = true,
		.version = 1,
		.owner = cx->actor.id,
		.is_default = cx->actor.system,
		.created_at = cx->now,
		.updated_at = cx->now};
	TRY(take(cx, in, r));
	TRY(rule_check_writer(cx, r));
	TRY(check_totals(cx, r, true, r->active, &last));
	r->position = in->position.set && in->position.v ? in->position.v : last + 1;
	if (r->position <= last)
		TRY(rule_store_make_room(cx, r));
	TRY(rule_definition_text(cx, r, &definition));
	TRY(rule_store_insert(cx, r, definition));
	*ret = r;
	return tell(cx, r, "created");
}

enum err rule_update(struct cx *cx, enum rule_kind kind, rule_id id, const struct rule_input *in,
	struct rule **ret)
{
	const char *definition;
	struct rule *r;
	bool was_active;
	i64 last;

	TRY(rule_get(cx, kind, id, &r));
	TRY(rule_check_writer(cx, r));
	was_active = r->active;
	TRY(take(cx, in, r));
	TRY(rule_check_writer(cx, r));
	TRY(check_totals(cx, r, false, r->active && !was_active, &last));
	if (in->position.set && in->position.v && in->position.v != r->position) {
		r->position = in->position.v;
		TRY(rule_store_make_room(cx, r));
	}
	r->version++;
	r->updated_at = cx->now;
	TRY(rule_definition_text(cx, r, &definition));
	TRY(rule_store_update(cx, r, definition));
	*ret = r;
	return tell(cx, r, "updated");
}

enum err rule_delete(struct cx *cx, enum rule_kind kind, rule_id id)
{
	const char *definition;
	struct rule *r;

	TRY(rule_get(cx, kind, id, &r));
	TRY(rule_check_writer(cx, r));
	r->deleted_at = r->updated_at = cx->now;
	r->version++;
	TRY(rule_definition_text(cx, r, &definition));
	TRY(rule_store_update(cx, r, definition));
	return tell(cx, r, "deleted");
}

enum err rule_reorder(struct cx *cx, enum rule_kind kind, const struct id_list *ids)
{
	struct id_list order = {0};
	struct rule *r = NULL;
	i64 position = 0;

	TRY(rule_store_order(cx, kind, &order));
	for (int i = 0; i < ids->n; i++) {
		TRY(rule_get(cx, kind, (rule_id){ids->v[i]}, &r));
		TRY(rule_check_writer(cx, r));
		TRY(rule_store_set_position(cx, r->id, ++position));
	}
	for (int i = 0; i < order.n; i++)
		if (!id_list_has(ids, order.v[i]))
			TRY(rule_store_set_position(cx, (rule_id){order.v[i]}, ++position));
	return r ? tell(cx, r, "reordered") : OK;
}
