/*
 * What would a trigger have done? The newest updates are gone through backwards: each ticket is
 * taken back, change by change, to what it was before and after an update, by the previous values
 * in its audits. Values of custom fields and counts are asked as they are today.
 */
#include "domain/attachment.h"
#include "domain/audit.h"
#include "domain/can.h"
#include "domain/trigger.h"

#include <stdlib.h>
#include <string.h>

/* A ticket on its way back; `now` is how the update that comes next left it. */
struct past {
	struct ticket *now;
	bool seen; /* the actor may see it */
	struct past *next;
};

struct replay {
	struct cx *cx;
	const struct conditions *conditions;
	struct past *tickets;
	struct trigger_dry_run *runs;
	int n, max;
};

static enum err find_past(struct replay *k, ticket_id id, struct past **ret)
{
	struct past *p = k->tickets;
	struct ticket *t;

	while (p && p->now->id.v != id.v)
		p = p->next;
	if (!p) {
		TRY(ticket_load(k->cx, id, &t));
		if (!t)
			return fail(k->cx, E_INTERNAL, NULL, NULL, "an audit without a ticket");
		p = ARENA_NEW(k->cx->arena, struct past);
		*p = (struct past){t, false, k->tickets};
		if (!t->deleted_at)
			TRY(can_see_ticket(k->cx, t, &p->seen));
		k->tickets = p;
	}
	*ret = p;
	return OK;
}

static i64 number_of(const json_t *v)
{
	return json_is_string(v) ? strtoll(json_string_value(v), NULL, 10) : 0;
}

static const char *tags_of(struct arena *a, const json_t *v)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(1 << 16);
	const json_t *tag;
	size_t i;

	json_array_foreach (v, i, tag) {
		buf_str(&out, i ? " " : "");
		buf_str(&out, json_is_string(tag) ? json_string_value(tag) : "");
	}
	return arena_strdup(a, out.n ? out.p : "");
}

/* Put one value back that was shown by its name or id. */
static void put_back(struct arena *a, struct ticket *t, const char *field, const json_t *v)
{
	const struct {
		const char *field;
		i64 *at;
	} ids[] = {{"requester_id", &t->requester.v}, {"assignee_id", &t->assignee.v},
		{"group_id", &t->group.v}, {"organization_id", &t->organization.v},
		{"problem_id", &t->problem.v}, {"brand_id", &t->brand},
		{"ticket_form_id", &t->form}};
	const char *text = json_is_string(v) ? json_string_value(v) : "";

	if (strcmp(field, "status") == 0) {
		(void)!status_parse(text, &t->status);
	} else if (strcmp(field, "priority") == 0) {
		if (!priority_parse(text, &t->priority))
			t->priority = PRIORITY_NONE;
	} else if (strcmp(field, "type") == 0) {
		if (!ticket_type_parse(text, &t->type))
			t->type = TYPE_NONE;
	} else if (strcmp(field, "subject") == 0) {
		t->subject = arena_strdup(a, text);
	} else if (strcmp(field, "tags") == 0) {
		t->tags = tags_of(a, v);
	}
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		if (strcmp(ids[i].field, field) == 0)
			*ids[i].at = number_of(v);
}

/* The ticket before the update whose events these are; *ret_made: it was made by it. */
static struct ticket *before(
	struct arena *a, const struct ticket *now, const json_t *events, bool *ret_made)
{
	struct ticket *t = ARENA_NEW(a, struct ticket);
	const json_t *event;
	size_t i;

	*t = *now;
	*ret_made = false;
	json_array_foreach (events, i, event) {
		const char *type = json_get_str(event, "type");
		const char *field = json_get_str(event, "field_name");

		if (type && strcmp(type, "Create") == 0)
			*ret_made = true;
		if (type && field && strcmp(type, "Change") == 0)
			put_back(a, t, field, json_object_get(event, "previous_value"));
	}
	return t;
}

static enum err role_of(struct cx *cx, user_id id, enum role *ret)
{
	struct user *user;

	*ret = ROLE_ADMIN;
	if (!id.v)
		return OK;
	TRY(user_load(cx, id, &user));
	*ret = user ? user->role : ROLE_END_USER;
	return OK;
}

static enum err add_comment(struct cx *cx, event_id event, struct condition_subject *s)
{
	struct attachment *files;
	struct comment *c;
	int n;

	TRY(comment_of_event(cx, event, &c));
	if (!c)
		return OK;
	TRY(attachment_of_comment(cx, c->id, &files, &n));
	s->comment = c;
	s->comment_has_attachment = n > 0;
	return OK;
}

static enum err ask(struct replay *k, const struct audit *audit, struct condition_subject *s)
{
	struct trigger_dry_run *run = &k->runs[k->n++];
	int n = k->conditions->all.n + k->conditions->any.n;
	bool *fits = ARENA_ARRAY(k->cx->arena, bool, n + 1);

	TRY(add_comment(k->cx, audit->id, s));
	TRY(role_of(k->cx, s->actor, &s->actor_role));
	*run = (struct trigger_dry_run){.ticket = audit->ticket,
		.event = audit->id,
		.at = audit->at,
		.subject = s->now->subject,
		.fits = fits};
	TRY(conditions_explain(k->cx, k->conditions, s, fits));
	return conditions_fit(k->cx, k->conditions, s, &run->fires);
}

/* One audit, newest first. What rules did or said is part of another update's story. */
static enum err go_back(struct replay *k, const struct audit *audit)
{
	CLEANUP(json_cleanup)
	json_t *detail = json_parse(audit->detail, strlen(audit->detail), NULL, 0);
	const char *channel = json_get_str(json_object_get(detail, "via"), "channel");
	struct condition_subject s = {.is_update = true, .channel = CHANNEL_API};
	struct past *p;
	bool made;

	TRY(find_past(k, audit->ticket, &p));
	s.now = p->now;
	s.before = p->now = before(k->cx->arena, p->now, json_object_get(detail, "events"), &made);
	s.actor = audit->author;
	if (made)
		s.before = NULL;
	if (channel)
		(void)!channel_parse(channel, &s.channel);
	if (!p->seen || (s.channel == CHANNEL_RULE && !audit->author.v))
		return OK;
	return ask(k, audit, &s);
}

enum err trigger_dry_run(struct cx *cx, const struct conditions *conditions, ticket_id ticket,
	int max, struct trigger_dry_run **ret, int *ret_n)
{
	struct replay k = {.cx = cx,
		.conditions = conditions,
		.max = max < TRIGGER_DRY_RUN_MAX ? max : TRIGGER_DRY_RUN_MAX};
	struct page page = {
		.limit = PAGE_MAX, .cursor = true, .descending = true, .sort = "created_at"};

	k.runs = ARENA_ARRAY(cx->arena, struct trigger_dry_run, k.max + 1);
	for (int pages = 0; pages <= TRIGGER_DRY_RUN_MAX / PAGE_MAX && k.n < k.max; pages++) {
		struct audit *rows;
		int n;

		TRY(ticket.v ? audit_list(cx, ticket, &page, &rows, &n)
			     : audit_list_all(cx, &page, &rows, &n));
		for (int i = 0; i < n && k.n < k.max; i++)
			TRY(go_back(&k, &rows[i]));
		if (!page.has_more)
			break;
		page.has_at = true;
		page.at = page.last;
	}
	*ret = k.runs;
	*ret_n = k.n;
	return OK;
}
