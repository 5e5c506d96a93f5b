/* What only macros do: applying, categories (the part of a title before "::"), vocabulary. */
#include "domain/can.h"
#include "domain/macro.h"
#include "domain/tag.h"
#include "http/path.h"
#include "http/view_ticket.h"
#include "rule_body.h"

#include <inttypes.h>
#include <string.h>

enum { CATEGORIES_MAX = RULE_KIND_MAX };

/* --- apply --- */

static void write_enum(struct jw *w, const char *key, const struct opt_i64 *v, const char *name)
{
	if (v->set)
		jw_str(w, key, name);
}

static void write_id(struct jw *w, const char *key, const struct opt_i64 *v)
{
	if (v->set)
		jw_id(w, key, v->v);
}

static enum err write_tags(struct rq *rq, const struct ticket *t, const struct ticket_input *in)
{
	struct text_list base = {0}, add, gone, all;

	if (!in->tags_set && !in->add_tags.n && !in->remove_tags.n)
		return OK;
	if (in->tags_set)
		TRY(tag_normalize(&rq->cx, &in->tags, &base));
	else if (t)
		tag_split(rq->cx.arena, t->tags, &base);
	TRY(tag_normalize(&rq->cx, &in->add_tags, &add));
	TRY(tag_normalize(&rq->cx, &in->remove_tags, &gone));
	tag_combine(rq->cx.arena, &base, &add, &gone, &all);
	jw_array(&rq->jw, "tags");
	for (int i = 0; i < all.n; i++)
		jw_str(&rq->jw, NULL, all.v[i]);
	jw_end(&rq->jw);
	return OK;
}

static void write_comment(struct rq *rq, const struct comment_input *c)
{
	struct jw *w = &rq->jw;

	if (!c->body)
		return;
	jw_object(w, "comment");
	jw_str(w, "body", c->body);
	comment_html_write(w, c->body, c->html);
	jw_array(w, "scoped_body");
	jw_array(w, NULL);
	jw_str(w, NULL, "channel:all");
	jw_str(w, NULL, c->body);
	jw_end(w);
	jw_end(w);
	jw_bool(w, "public", !c->public_set || c->public);
	jw_end(w);
}

/* The members of the ticket that the macro would change, as an update of the ticket takes them. */
static enum err write_changes(struct rq *rq, const struct ticket *t, const struct ticket_input *in)
{
	struct jw *w = &rq->jw;

	if (in->subject.set)
		jw_str(w, "subject", in->subject.v);
	write_enum(w, "status", &in->status, status_name((enum status)in->status.v));
	write_enum(w, "priority", &in->priority, priority_name((enum priority)in->priority.v));
	write_enum(w, "type", &in->type, ticket_type_name((enum ticket_type)in->type.v));
	write_id(w, "assignee_id", &in->assignee_id);
	write_id(w, "group_id", &in->group_id);
	write_id(w, "brand_id", &in->brand_id);
	write_id(w, "ticket_form_id", &in->form_id);
	write_id(w, "custom_status_id", &in->custom_status_id);
	if (in->due_at.set)
		jw_time(w, "due_at", in->due_at.v);
	TRY(write_tags(rq, t, in));
	if (in->field_count) {
		jw_array(w, "custom_fields");
		for (int i = 0; i < in->field_count; i++) {
			jw_object(w, NULL);
			jw_i64(w, "id", in->fields[i].field_id);
			jw_raw(w, "value", in->fields[i].json);
			jw_end(w);
		}
		jw_end(w);
	}
	write_comment(rq, &in->comment);
	return OK;
}

static done reply_applied(
	struct rq *rq, const struct rule *macro, const struct ticket *t, bool keep_empty)
{
	struct ticket_input in;
	struct jw *w;

	if (macro_apply(&rq->cx, macro, t, rq->base_url, keep_empty, &in))
		return reply_error(rq);
	w = reply_begin(rq, 200);
	jw_object(w, "result");
	jw_object(w, "ticket");
	if (t) {
		jw_printf(
			w, "url", "%.900s/api/v2/tickets/%" PRId64 ".json", rq->base_url, t->id.v);
		jw_i64(w, "id", t->id.v);
	}
	if (write_changes(rq, t, &in))
		return reply_error(rq);
	jw_end(w);
	jw_end(w);
	return reply_end(rq);
}

static done macro_applied(struct rq *rq, void *in)
{
	struct rule *macro;

	(void)in;
	if (path_rule(rq, RULE_MACRO, &macro))
		return reply_error(rq);
	return reply_applied(rq, macro, NULL, false);
}

static done macro_applied_to_ticket(struct rq *rq, void *in)
{
	const char *keep_empty = rq_query(rq, "keep_empty");
	struct rule *macro;
	struct ticket *t;

	(void)in;
	if (path_ticket(rq, &t) || path_rule(rq, RULE_MACRO, &macro))
		return reply_error(rq);
	return reply_applied(rq, macro, t, keep_empty && strcmp(keep_empty, "true") == 0);
}

struct preview_body {
	json_t *actions;
	struct opt_i64 ticket;
};
static const struct field preview_list[] = {
	{"actions", F_JSON, offsetof(struct preview_body, actions), 0, "Actions",
		"[{\"field\",\"value\"}]; those of triggers and automations too"},
	{"ticket_id", F_ID, offsetof(struct preview_body, ticket), 0, "Ticket",
		"none: an empty one"},
	{0}};
static const struct field_table preview_fields = {
	"macro", sizeof(struct preview_body), preview_list};

/* What actions that are not saved would make of a ticket. */
static done macro_preview(struct rq *rq, void *in)
{
	const struct preview_body *body = in;
	struct rule macro = {.kind = RULE_MACRO};
	struct ticket *t = NULL;

	if (actions_parse(rq->cx.arena, &rq->cx.fail, body->actions, BY_ALL, &macro.actions) ||
		actions_check(&rq->cx, &macro.actions) ||
		(body->ticket.v && ticket_get(&rq->cx, (ticket_id){body->ticket.v}, &t)))
		return reply_error(rq);
	return reply_applied(rq, &macro, t, false);
}

/* --- a new one from what is there, not stored --- */

static void write_action(struct jw *w, const char *field, const char *value)
{
	if (!value)
		return;
	jw_object(w, NULL);
	jw_str(w, "field", field);
	jw_str(w, "value", value);
	jw_end(w);
}

static const char *id_text(struct rq *rq, i64 id)
{
	return id ? arena_printf(rq->cx.arena, "%" PRId64, id) : NULL;
}

static void write_actions_of_ticket(struct rq *rq, const struct ticket *t)
{
	struct jw *w = &rq->jw;

	jw_array(w, "actions");
	write_action(w, "status", status_name(t->status));
	write_action(w, "priority", priority_name(t->priority));
	write_action(w, "type", ticket_type_name(t->type));
	write_action(w, "group_id", id_text(rq, t->group.v));
	write_action(w, "assignee_id", id_text(rq, t->assignee.v));
	write_action(w, "current_tags", *t->tags ? t->tags : NULL);
	jw_end(w);
}

static done macro_new(struct rq *rq, void *in)
{
	struct rule *macro = NULL;
	struct ticket *t = NULL;
	i64 macro_id, ticket;
	struct jw *w;

	(void)in;
	if (rq_query_i64(rq, "macro_id", 0, &macro_id) || rq_query_i64(rq, "ticket_id", 0, &ticket))
		return reply_error(rq);
	if (ticket && can(&rq->cx.actor, CAP_MACRO_APPLY))
		return reply_fail(rq, E_FORBIDDEN, NULL, NULL,
			"The scopes of this token do not reach tickets");
	if ((macro_id && rule_get(&rq->cx, RULE_MACRO, (rule_id){macro_id}, &macro)) ||
		(ticket && ticket_get(&rq->cx, (ticket_id){ticket}, &t)))
		return reply_error(rq);
	w = reply_begin(rq, 200);
	jw_object(w, "macro");
	jw_str(w, "title", macro ? macro->title : t ? t->subject : NULL);
	jw_str(w, "description", macro && *macro->description ? macro->description : NULL);
	jw_bool(w, "active", true);
	if (t)
		write_actions_of_ticket(rq, t);
	else
		actions_write(w, "actions", macro ? &macro->actions : &(struct action_list){0});
	jw_null(w, "restriction");
	jw_end(w);
	return reply_end(rq);
}

/* --- vocabulary --- */

static done macro_actions(struct rq *rq, void *in)
{
	(void)in;
	reply_begin(rq, 200);
	if (actions_write_definitions(&rq->cx, &rq->jw, "actions", BY_MACRO))
		return reply_error(rq);
	return reply_end(rq);
}

static done macro_definitions(struct rq *rq, void *in)
{
	(void)in;
	reply_begin(rq, 200);
	jw_object(&rq->jw, "definitions");
	if (actions_write_definitions(&rq->cx, &rq->jw, "actions", BY_MACRO))
		return reply_error(rq);
	jw_end(&rq->jw);
	return reply_end(rq);
}

/* The distinct parts before "::" of the titles of active macros, in the order of titles. */
static done macro_categories(struct rq *rq, void *in)
{
	struct rule_filter f = {.kind = RULE_MACRO, .active = {true, 1}};
	struct page page = {.sort = "title", .limit = CATEGORIES_MAX};
	const char *last = "";
	struct rule *rows;
	int n;

	(void)in;
	if (rule_list(&rq->cx, &f, &page, &rows, &n))
		return reply_error(rq);
	reply_begin(rq, 200);
	jw_array(&rq->jw, "categories");
	for (int i = 0; i < n; i++) {
		const char *end = strstr(rows[i].title, "::");
		const char *name;

		if (!end)
			continue;
		name = arena_strndup(rq->cx.arena, rows[i].title, (size_t)(end - rows[i].title));
		if (strcmp(name, last) != 0)
			jw_str(&rq->jw, NULL, name);
		last = name;
	}
	jw_end(&rq->jw);
	return reply_end(rq);
}

#define READ(path, handler, query, help) \
	{ \
		M_GET, path, handler, RUN_READ, CAP_MACRO_READ, BODY_NONE, NULL, 0, query, help \
	}

const struct route macro_routes[] = {
	READ("/api/v2/macros/actions", macro_actions, NULL, "The actions that a macro may have"),
	READ("/api/v2/macros/definitions", macro_definitions, NULL,
		"The actions that a macro may have, with their values"),
	READ("/api/v2/macros/categories", macro_categories, NULL,
		"What stands before \"::\" in the titles of active macros"),
	READ("/api/v2/macros/new", macro_new, "macro_id,ticket_id",
		"A macro to begin with, from another one or a ticket; nothing is stored"),
	{M_POST, "/api/v2/macros/preview", macro_preview, RUN_SLOW, CAP_MACRO_APPLY, BODY_JSON,
		&preview_fields, 0, NULL,
		"What these actions would make of a ticket; nothing is stored"},
	READ("/api/v2/macros/:macro_id/apply", macro_applied, NULL,
		"What a macro makes of an empty ticket; nothing is stored"),
	{M_GET, "/api/v2/tickets/:ticket_id/macros/:macro_id/apply", macro_applied_to_ticket,
		RUN_READ, CAP_MACRO_APPLY, BODY_NONE, NULL, 0, "keep_empty",
		"What a macro would change of a ticket; nothing is stored"},
	{0},
};
