/*
 * What a change did, as the detail of its event: found by comparing the row before and after,
 * attribute by attribute through one table, so that no change can be forgotten.
 */
#include "base/clock.h"
#include "domain/rule_usage.h"
#include "domain/ticket_i.h"
#include "domain/user.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DETAIL_MAX = 1 << 20 };

enum attribute_kind {
	A_TEXT,
	A_ID,
	A_BUILT_IN,
	A_CUSTOM_STATUS,
	A_TIME,
	A_STATUS,
	A_PRIORITY,
	A_TYPE
};

struct attribute {
	const char *name;
	enum attribute_kind kind;
	size_t offset;
	bool retarget; /* a deadline policy may look at it */
};

#define AT(member) offsetof(struct ticket, member)
static const struct attribute attributes[] = {
	{"subject", A_TEXT, AT(subject), true},
	{"status", A_STATUS, AT(status), false}, /* domain/wait is told by itself */
	{"priority", A_PRIORITY, AT(priority), true},
	{"type", A_TYPE, AT(type), true},
	{"requester_id", A_ID, AT(requester), true},
	{"assignee_id", A_ID, AT(assignee), true},
	{"group_id", A_ID, AT(group), true},
	{"organization_id", A_ID, AT(organization), true},
	{"problem_id", A_ID, AT(problem), false},
	{"due_at", A_TIME, AT(due_at), true},
	{"external_id", A_TEXT, AT(external_id), false},
	{"recipient", A_TEXT, AT(recipient), true},
	{"brand_id", A_BUILT_IN, AT(brand), true},
	{"ticket_form_id", A_BUILT_IN, AT(form), true},
	{"custom_status_id", A_CUSTOM_STATUS, AT(custom_status), false},
};

/* The value as the API shows it; NULL when it is empty. Numbers go into text. */
static const char *attribute_text(
	const struct ticket *t, const struct attribute *a, char text[CLOCK_TEXT])
{
	const void *at = (const char *)t + a->offset;
	const char *s;
	i64 v;

	switch (a->kind) {
	case A_TEXT:
		s = *(const char *const *)at;
		return s && *s ? s : NULL;
	case A_ID:
	case A_BUILT_IN:
		v = *(const i64 *)at;
		snprintf(text, CLOCK_TEXT, "%" PRId64, v);
		return v ? text : NULL;
	case A_CUSTOM_STATUS: /* the built-in ones are said by the status */
		v = *(const i64 *)at;
		snprintf(text, CLOCK_TEXT, "%" PRId64, v);
		return v > STATUS_SOLVED ? text : NULL;
	case A_TIME:
		v = *(const i64 *)at;
		return v ? clock_text(text, v) : NULL;
	case A_STATUS:
		return status_name(*(const enum status *)at);
	case A_PRIORITY:
		return priority_name(*(const enum priority *)at);
	case A_TYPE:
		return ticket_type_name(*(const enum ticket_type *)at);
	}
	return NULL;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Does this attribute differ? The texts of both sides are left in the buffers. */
static bool attribute_differs(const struct ticket_work *w, const struct attribute *a)
{
	char before[CLOCK_TEXT], now[CLOCK_TEXT];

	/* a new ticket has what is built in without a word */
	if (w->creating && a->kind == A_BUILT_IN &&
		*(const i64 *)((const char *)&w->now + a->offset) == TICKET_BUILT_IN)
		return false;
	return !same_text(attribute_text(&w->before, a, before), attribute_text(&w->now, a, now));
}

static bool same_ids(const struct id_list *a, const struct id_list *b)
{
	if (a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
		if (!id_list_has(b, a->v[i]))
			return false;
	return true;
}

static bool same_words(const struct text_list *a, const struct text_list *b)
{
	if (a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
		if (strcmp(a->v[i], b->v[i]) != 0)
			return false;
	return true;
}

bool ticket_audit_differs(struct ticket_work *w)
{
	bool differs = w->has_comment;

	for (size_t i = 0; i < COUNT_OF(attributes); i++) {
		if (!attribute_differs(w, &attributes[i]))
			continue;
		differs = true;
		w->retarget |= attributes[i].retarget;
	}
	if (!same_words(&w->tags_before, &w->tags))
		differs = w->retarget = true;
	for (int i = 0; i < w->field_count; i++)
		if (strcmp(w->fields[i].json, w->fields_before[i]) != 0)
			differs = w->retarget = true;
	return differs || !same_ids(&w->people_before[TICKET_CC], &w->people[TICKET_CC]) ||
	       !same_ids(&w->people_before[TICKET_FOLLOWER], &w->people[TICKET_FOLLOWER]);
}

static void begin_change(const struct ticket_work *w, struct jw *jw, const char *field)
{
	jw_object(jw, NULL);
	jw_str(jw, "type", w->creating ? "Create" : "Change");
	jw_str(jw, "field_name", field);
}

static void write_attribute(const struct ticket_work *w, struct jw *jw, const struct attribute *a)
{
	char before[CLOCK_TEXT], now[CLOCK_TEXT];

	if (!attribute_differs(w, a))
		return;
	begin_change(w, jw, a->name);
	jw_str(jw, "value", attribute_text(&w->now, a, now));
	if (!w->creating)
		jw_str(jw, "previous_value", attribute_text(&w->before, a, before));
	jw_end(jw);
}

static void write_words(struct jw *jw, const char *key, const struct text_list *words)
{
	jw_array(jw, key);
	for (int i = 0; i < words->n; i++)
		jw_str(jw, NULL, words->v[i]);
	jw_end(jw);
}

static void write_tags(const struct ticket_work *w, struct jw *jw)
{
	if (same_words(&w->tags_before, &w->tags))
		return;
	begin_change(w, jw, "tags");
	write_words(jw, "value", &w->tags);
	if (!w->creating)
		write_words(jw, "previous_value", &w->tags_before);
	jw_end(jw);
}

static void write_fields(const struct ticket_work *w, struct jw *jw)
{
	for (int i = 0; i < w->field_count; i++) {
		char name[24];

		if (strcmp(w->fields[i].json, w->fields_before[i]) == 0)
			continue;
		snprintf(name, sizeof name, "%" PRId64, w->fields[i].field->id.v);
		begin_change(w, jw, name);
		jw_raw(jw, "value", w->fields[i].json);
		if (!w->creating)
			jw_raw(jw, "previous_value", w->fields_before[i]);
		jw_end(jw);
	}
}

/* Addresses of the people in a list. */
static enum err write_addresses(
	struct cx *cx, struct jw *jw, const char *key, const struct id_list *ids)
{
	struct user *users;
	int n = 0;

	if (ids->n)
		TRY(user_load_many(cx, ids->v, ids->n, &users, &n));
	jw_array(jw, key);
	for (int i = 0; i < n; i++)
		jw_str(jw, NULL, users[i].email ? users[i].email : users[i].name);
	jw_end(jw);
	return OK;
}

static enum err write_people(struct ticket_work *w, struct jw *jw, enum ticket_person kind)
{
	const struct id_list *before = &w->people_before[kind], *now = &w->people[kind];

	if (same_ids(before, now))
		return OK;
	jw_object(jw, NULL);
	if (kind == TICKET_FOLLOWER) {
		jw_str(jw, "type", "FollowerNotificationChange");
		jw_array(jw, "recipients");
		for (int i = 0; i < now->n; i++)
			jw_i64(jw, NULL, now->v[i]);
		jw_end(jw);
	} else {
		jw_str(jw, "type", "EmailCcChange");
		TRY(write_addresses(w->cx, jw, "previous_email_ccs", before));
		TRY(write_addresses(w->cx, jw, "current_email_ccs", now));
	}
	jw_end(jw);
	return OK;
}

/* Ids only: the text is read from the comment's row. Public flag and role are history. */
static void write_comment(const struct ticket_work *w, struct jw *jw)
{
	if (!w->has_comment)
		return;
	jw_object(jw, NULL);
	jw_str(jw, "type", "Comment");
	jw_i64(jw, "id", w->comment.id.v);
	jw_i64(jw, "author_id", w->comment.author.v);
	jw_str(jw, "author_role", role_name(w->comment.author_role));
	jw_bool(jw, "public", w->comment.public);
	jw_end(jw);
}

/* The macros that an agent says he used, as far as he may see them; each is one use. */
static enum err write_macros(struct ticket_work *w, struct jw *jw)
{
	const struct id_list *macros = &w->in->macros;
	struct cx *cx = w->cx;
	struct rule *macro;

	for (int i = 0; i < macros->n && i < TICKET_MACROS_MAX; i++) {
		enum err e = rule_get(cx, RULE_MACRO, (rule_id){macros->v[i]}, &macro);

		if (e == E_NOT_FOUND) {
			cx->fail = (struct failure){0};
			continue;
		}
		TRY(e);
		jw_object(jw, NULL);
		jw_str(jw, "type", "AgentMacroReference");
		jw_printf(jw, "macro_id", "%" PRId64, macro->id.v);
		jw_str(jw, "macro_title", macro->title);
		jw_bool(jw, "macro_deleted", false);
		jw_end(jw);
		if (!w->imported)
			TRY(rule_usage_add(cx, macro->id, 1));
	}
	return OK;
}

static void write_metadata(const struct ticket_work *w, struct jw *jw)
{
	const char *address = w->cx->actor.address;

	jw_object(jw, "metadata");
	jw_object(jw, "system");
	if (address && *address)
		jw_str(jw, "ip_address", address);
	jw_end(jw);
	jw_raw(jw, "custom", w->in->metadata ? w->in->metadata : "{}");
	jw_end(jw);
}

enum err ticket_audit_detail(struct ticket_work *w, const char **ret_detail)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(DETAIL_MAX);
	enum channel channel = w->in->channel ? w->in->channel : CHANNEL_API;
	struct jw jw;

	jw_init(&jw, &out);
	jw_object(&jw, NULL);
	if (w->imported) /* first, so that a query finds it: see domain/wait_store */
		jw_i64(&jw, "imported_at", w->cx->now);
	jw_object(&jw, "via");
	jw_str(&jw, "channel", channel_name(channel));
	if (w->in->via_source)
		jw_raw(&jw, "source", w->in->via_source);
	jw_end(&jw);
	if (w->undo) /* see wait_status_steps */
		jw_bool(&jw, "undo", true);
	jw_array(&jw, "events");
	write_comment(w, &jw);
	for (size_t i = 0; i < COUNT_OF(attributes); i++)
		write_attribute(w, &jw, &attributes[i]);
	write_tags(w, &jw);
	write_fields(w, &jw);
	TRY(write_people(w, &jw, TICKET_CC));
	TRY(write_people(w, &jw, TICKET_FOLLOWER));
	TRY(write_macros(w, &jw));
	jw_end(&jw);
	write_metadata(w, &jw);
	jw_end(&jw);
	if (out.failed)
		return fail(w->cx, E_INVALID, "base", "TooLong", "The change is too large");
	*ret_detail = arena_strndup(w->cx->arena, out.p, out.n);
	return OK;
}
