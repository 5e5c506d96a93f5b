/*
 * One ticket of a bulk job: what it was is written down, then it is changed, deleted, or given back
 * what it had. Everything goes through the functions that a single change goes through.
 */
#include "base/buf.h"
#include "base/jsonw.h"
#include "bulk_job_i.h"
#include "domain/macro.h"
#include "domain/tag.h"
#include "domain/ticket_fields.h"
#include "domain/ticket_life.h"
#include "domain/user.h"
#include "domain/wait.h"

#include <inttypes.h>
#include <string.h>

enum { BEFORE_MAX = 8 << 20 }; /* bytes */

/* --- what is asked --- */

struct wanted {
	struct ticket_input in;
	rule_id macro; /* v 0: none */
	int given;
};

static enum err bad(struct cx *cx, const char *key)
{
	return fail(cx, E_INVALID, key, "InvalidValue", "%s: is not valid", key);
}

static enum err read_status(struct cx *cx, const json_t *v, struct opt_i64 *ret)
{
	enum status status;

	if (!json_is_string(v) || !status_parse(json_string_value(v), &status))
		return bad(cx, "status");
	*ret = (struct opt_i64){true, status};
	return OK;
}

static enum err read_priority(struct cx *cx, const json_t *v, struct opt_i64 *ret)
{
	enum priority priority = PRIORITY_NONE;

	if (!json_is_null(v) &&
		(!json_is_string(v) || !priority_parse(json_string_value(v), &priority)))
		return bad(cx, "priority");
	*ret = (struct opt_i64){true, priority};
	return OK;
}

static enum err read_type(struct cx *cx, const json_t *v, struct opt_i64 *ret)
{
	enum ticket_type type = TYPE_NONE;

	if (!json_is_null(v) &&
		(!json_is_string(v) || !ticket_type_parse(json_string_value(v), &type)))
		return bad(cx, "type");
	*ret = (struct opt_i64){true, type};
	return OK;
}

static enum err read_id(struct cx *cx, const char *key, const json_t *v, struct opt_i64 *ret)
{
	i64 id = json_id(v);

	if (!json_is_null(v) && id <= 0)
		return bad(cx, key);
	*ret = (struct opt_i64){true, json_is_null(v) ? 0 : id};
	return OK;
}

static enum err read_tags(struct cx *cx, const char *key, const json_t *v, struct text_list *ret)
{
	struct text_list given = {ARENA_ARRAY(cx->arena, const char *, BULK_TAGS_MAX), 0};
	const json_t *tag;
	size_t i;

	if (!json_is_array(v) || json_array_size(v) > BULK_TAGS_MAX)
		return bad(cx, key);
	json_array_foreach (v, i, tag) {
		if (!json_is_string(tag))
			return bad(cx, key);
		given.v[given.n++] = json_string_value(tag);
	}
	return tag_normalize(cx, &given, ret);
}

static enum err read_one(struct cx *cx, const char *key, const json_t *v, struct wanted *w)
{
	struct opt_i64 id;

	w->given++;
	if (strcmp(key, "status") == 0)
		return read_status(cx, v, &w->in.status);
	if (strcmp(key, "priority") == 0)
		return read_priority(cx, v, &w->in.priority);
	if (strcmp(key, "type") == 0)
		return read_type(cx, v, &w->in.type);
	if (strcmp(key, "assignee_id") == 0)
		return read_id(cx, key, v, &w->in.assignee_id);
	if (strcmp(key, "group_id") == 0)
		return read_id(cx, key, v, &w->in.group_id);
	if (strcmp(key, "add_tags") == 0)
		return read_tags(cx, key, v, &w->in.add_tags);
	if (strcmp(key, "remove_tags") == 0)
		return read_tags(cx, key, v, &w->in.remove_tags);
	if (strcmp(key, "macro_id") != 0)
		return bad(cx, "change");
	TRY(read_id(cx, key, v, &id));
	w->macro.v = id.v;
	return OK;
}

static enum err read_change(struct cx *cx, const json_t *change, struct wanted *ret)
{
	struct wanted w = {0};
	const char *key;
	json_t *v;

	json_object_foreach ((json_t *)change, key, v)
		TRY(read_one(cx, key, v, &w));
	if (!w.given)
		return fail(cx, E_INVALID, "change", "BlankValue", "Change: there is none");
	*ret = w;
	return OK;
}

enum err bulk_change_check(struct cx *cx, const json_t *change)
{
	struct wanted w;
	struct rule *macro;

	if (!json_is_object(change))
		return bad(cx, "change");
	TRY(read_change(cx, change, &w));
	if (w.macro.v && rule_get(cx, RULE_MACRO, w.macro, &macro)) {
		cx->fail = (struct failure){0};
		return bad(cx, "macro_id");
	}
	return OK;
}

/* --- what it was --- */

static enum err write_fields(struct cx *cx, struct jw *w, const struct ticket *t)
{
	struct ticket_values values;

	TRY(ticket_values(cx, t, &values));
	jw_array(w, "fields");
	for (int i = 0; i < values.n; i++) {
		jw_object(w, NULL);
		jw_i64(w, "id", values.v[i].field.v);
		jw_raw(w, "value", values.v[i].json);
		jw_end(w);
	}
	jw_end(w);
	return OK;
}

static enum err describe(struct cx *cx, const struct ticket *t, const char **ret)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(BEFORE_MAX);
	struct jw w;

	jw_init(&w, &out);
	jw_object(&w, NULL);
	jw_str(&w, "subject", t->subject);
	jw_i64(&w, "status", t->status);
	jw_i64(&w, "custom_status", t->custom_status);
	jw_i64(&w, "priority", t->priority);
	jw_i64(&w, "type", t->type);
	jw_i64(&w, "assignee", t->assignee.v);
	jw_i64(&w, "group", t->group.v);
	jw_i64(&w, "brand", t->brand);
	jw_i64(&w, "form", t->form);
	jw_i64(&w, "due_at", t->due_at);
	jw_str(&w, "tags", t->tags);
	TRY(write_fields(cx, &w, t));
	jw_end(&w);
	if (out.failed) /* what cannot be given back is not taken */
		return fail(cx, E_INVALID, "base", "TooLong",
			"The ticket's fields are too long for a change that can be undone");
	*ret = arena_strndup(cx->arena, out.p, out.n);
	return OK;
}

static enum err note_stamp(struct cx *cx, struct bulk_item *item)
{
	struct ticket *t;

	TRY(ticket_load(cx, item->ticket, &t));
	item->stamp = t ? t->generated_at : 0;
	return OK;
}

/* --- doing it --- */

/* The macro's own change under what was asked beside it. */
static enum err add_macro(struct cx *cx, const struct ticket *t, struct wanted *w)
{
	const struct text_list none = {0};
	struct ticket_input made = {0};
	struct rule *macro;

	if (!w->macro.v)
		return OK;
	TRY(rule_get(cx, RULE_MACRO, w->macro, &macro));
	TRY(macro_apply(cx, macro, t, NULL, false, &made));
	id_list_add(cx->arena, &made.macros, macro->id.v);
#define OVER(member) \
	if (w->in.member.set) \
		made.member = w->in.member;
	OVER(status)
	OVER(priority)
	OVER(type)
	OVER(assignee_id)
	OVER(group_id)
#undef OVER
	tag_combine(cx->arena, &made.add_tags, &w->in.add_tags, &none, &made.add_tags);
	tag_combine(cx->arena, &made.remove_tags, &w->in.remove_tags, &none, &made.remove_tags);
	w->in = made;
	return OK;
}

static enum err update_one(struct cx *cx, const json_t *change, struct bulk_item *item)
{
	struct ticket_result result;
	struct wanted w;
	struct ticket *t;

	TRY(ticket_get(cx, item->ticket, &t));
	TRY(read_change(cx, change, &w));
	TRY(add_macro(cx, t, &w));
	TRY(describe(cx, t, &item->before));
	TRY(ticket_update(cx, item->ticket, &w.in, &result));
	item->outcome = result.audit.v ? BULK_CHANGED : BULK_UNCHANGED;
	return note_stamp(cx, item);
}

static enum err delete_one(struct cx *cx, struct bulk_item *item)
{
	item->before = "{}";
	TRY(ticket_delete(cx, item->ticket));
	item->outcome = BULK_CHANGED;
	return note_stamp(cx, item);
}

static enum err spam_one(struct cx *cx, struct bulk_item *item)
{
	struct user *requester;
	struct ticket *t;

	TRY(ticket_get(cx, item->ticket, &t));
	TRY(user_load(cx, t->requester, &requester));
	item->before =
		requester && !requester->suspended
			? arena_printf(cx->arena, "{\"suspended\":%" PRId64 "}", requester->id.v)
			: "{}";
	TRY(ticket_mark_as_spam(cx, item->ticket));
	item->outcome = BULK_CHANGED;
	return note_stamp(cx, item);
}

/* --- undoing it --- */

static struct opt_i64 differs(i64 now, const json_t *before, const char *key)
{
	i64 was = json_get_i64(before, key, now);

	return (struct opt_i64){was != now, was};
}

/* Values that are there now and were not are cleared; the others are set as they were. */
static enum err back_fields(
	struct cx *cx, const struct ticket *t, const json_t *before, struct ticket_input *in)
{
	const json_t *list = json_object_get(before, "fields"), *v;
	struct ticket_values now;
	size_t i;

	TRY(ticket_values(cx, t, &now));
	in->fields =
		ARENA_ARRAY(cx->arena, struct field_value, now.n + (int)json_array_size(list) + 1);
	for (int k = 0; k < now.n; k++)
		in->fields[in->field_count++] = (struct field_value){now.v[k].field.v, "null"};
	json_array_foreach (list, i, v) {
		const char *json = json_text(cx->arena, json_object_get(v, "value"));
		i64 id = json_get_i64(v, "id", 0);
		int k = 0;

		while (k < in->field_count && in->fields[k].field_id != id)
			k++;
		in->field_count += k == in->field_count;
		in->fields[k] = (struct field_value){id, json};
	}
	return OK;
}

static enum err back_to(
	struct cx *cx, const struct ticket *t, const json_t *before, struct ticket_input *ret)
{
	const char *subject = json_get_str(before, "subject"), *tags = json_get_str(before, "tags");
	struct ticket_input in = {.undo = true,
		.status = differs(t->status, before, "status"),
		.priority = differs(t->priority, before, "priority"),
		.type = differs(t->type, before, "type"),
		.assignee_id = differs(t->assignee.v, before, "assignee"),
		.group_id = differs(t->group.v, before, "group"),
		.brand_id = differs(t->brand, before, "brand"),
		.form_id = differs(t->form, before, "form"),
		.due_at = differs(t->due_at, before, "due_at")};

	if (!in.status.set || status_category((enum status)in.status.v) == in.status.v)
		in.custom_status_id = differs(t->custom_status, before, "custom_status");
	if (in.custom_status_id.v <= STATUS_SOLVED)
		in.custom_status_id.set = false;
	if (subject && strcmp(subject, t->subject) != 0)
		in.subject = (struct opt_text){true, subject};
	in.tags_set = true;
	tag_split(cx->arena, tags ? tags : "", &in.tags);
	TRY(back_fields(cx, t, before, &in));
	*ret = in;
	return OK;
}

static enum err free_requester(struct cx *cx, const json_t *before)
{
	struct user_input in = {.suspended = {true, 0}};
	user_id id = {json_get_i64(before, "suspended", 0)};
	struct user *user;

	if (!id.v)
		return OK;
	TRY(user_load(cx, id, &user));
	return user && user->suspended ? user_update(cx, id, &in, &user) : OK;
}

static enum err undo_one(struct cx *cx, const struct bulk_job *job, struct bulk_item *item)
{
	CLEANUP(json_cleanup) json_t *before = NULL;
	struct ticket_result result;
	struct ticket_input in;
	struct ticket *t;

	TRY(bulk_select_before(cx, job->id, item->place, &item->before));
	TRY(ticket_load(cx, item->ticket, &t));
	if (!t || t->generated_at != item->stamp) {
		item->outcome = BULK_SKIPPED;
		item->detail = "It was changed since";
		return OK;
	}
	before = json_loads(item->before ? item->before : "{}", 0, NULL);
	item->outcome = BULK_CHANGED;
	if (t->deleted_at) {
		TRY(ticket_restore(cx, item->ticket));
		return free_requester(cx, before);
	}
	TRY(back_to(cx, t, before, &in));
	return ticket_update(cx, item->ticket, &in, &result);
}

/* The promises of today for a ticket: changed when a wait moved, began or ended. */
static enum err promise_one(struct cx *cx, struct bulk_item *item)
{
	struct ticket *t;
	struct wait *v;
	int n, news = cx->news_count;

	TRY(ticket_load(cx, item->ticket, &t));
	if (t && !t->deleted_at)
		TRY(wait_reapply(cx, t, &v, &n));
	item->outcome = cx->news_count > news ? BULK_CHANGED : BULK_UNCHANGED;
	return OK;
}

enum err bulk_change_run(
	struct cx *cx, const struct bulk_job *job, const json_t *change, struct bulk_item *item)
{
	switch (job->action) {
	case BULK_UPDATE:
		if (strcmp(job->change, BULK_PROMISES) == 0)
			return promise_one(cx, item);
		return update_one(cx, change, item);
	case BULK_DELETE:
		return delete_one(cx, item);
	case BULK_SPAM:
		return spam_one(cx, item);
	case BULK_UNDO:
		return undo_one(cx, job, item);
	}
	return OK;
}
