/* A rule acts: change first, then the trace that says so, then the webhooks that point at it. */
#include "rule_fire.h"

#include "base/utf8.h"
#include "domain/audit.h"
#include "domain/event.h"
#include "domain/group.h"
#include "domain/locale.h"
#include "domain/membership.h"
#include "domain/rule_usage.h"
#include "domain/satisfaction.h"
#include "domain/ticket_list.h"
#include "domain/user.h"
#include "domain/webhook.h"

#include <stdlib.h>
#include <string.h>

enum { DETAIL_MAX = 4 << 20 };

/* --- one firing --- */

struct fire {
	struct cx *cx;
	struct rule_firing *firing;
	const struct ticket *t; /* as it is now: after the change */
	struct placeholder_source source;
	const char *via;      /* JSON: where it came from */
	bool offered;	      /* a rating was asked for */
	const char *language; /* that the requester has now by this rule, or NULL */
	event_id audit;	      /* of the change */
	bool fits[CONDITION_MAX + 1];
	const char *error; /* why it failed, or NULL */
	struct buf told;   /* "events": JSON values with commas between */
	struct jw telling;
	int told_count;
	struct delivery {
		const char *webhook, *body;
	} deliveries[ACTION_MAX];
	int delivery_count;
	event_id trace;
};

static void fire_cleanup(struct fire *k)
{
	buf_free(&k->told);
}

/* {"from":{…},"to":{},"rel":"trigger"} */
static const char *via_source(struct cx *cx, const struct rule *r)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(8192);
	struct jw w;

	jw_init(&w, &out);
	jw_object(&w, NULL);
	jw_object(&w, "from");
	jw_bool(&w, "deleted", false);
	jw_str(&w, "title", r->title);
	jw_i64(&w, "id", r->id.v);
	jw_i64(&w, "revision_id", r->version);
	jw_end(&w);
	jw_object(&w, "to");
	jw_end(&w);
	jw_str(&w, "rel", rule_kind_name(r->kind));
	jw_end(&w);
	return arena_strndup(cx->arena, out.p, out.n);
}

/* Errors of the machine are not the rule's. */
static bool is_refusal(enum err e)
{
	return e != OK && err_status(e) < 500;
}

/* The rule cannot have what it asks for: keep the sentence, forget the failure. */
static enum err refused(struct fire *k, enum err e)
{
	struct cx *cx = k->cx;

	if (!is_refusal(e))
		return e;
	if (!k->error)
		k->error = arena_strdup(
			cx->arena, cx->fail.count ? cx->fail.details[0].text : err_wire(e));
	cx->fail = (struct failure){0};
	return OK;
}

/* --- the change --- */

/* A rule has no name to sign with: the assignee speaks, else the agent whose update it follows,
 * else the first of the house. */
static enum err choose_author(struct fire *k, user_id *ret)
{
	const user_id first[] = {k->t->assignee, k->firing->subject->actor};
	struct user_filter agents = {.roles = 1u << ROLE_AGENT | 1u << ROLE_ADMIN};
	struct page page = {.limit = 1, .cursor = true, .sort = "id"};
	struct user *user;
	bool agent = false;
	int n;

	for (size_t i = 0; i < COUNT_OF(first); i++) {
		if (first[i].v)
			TRY(user_is_agent(k->cx, first[i], &agent));
		if (agent) {
			*ret = first[i];
			return OK;
		}
	}
	TRY(user_list(k->cx, &agents, &page, &user, &n));
	if (!n)
		return fail(k->cx, E_INVALID, "author_id", "InvalidValue",
			"Author: there is nobody to write as");
	*ret = user->id;
	return OK;
}

static enum err update(struct fire *k)
{
	struct ticket_result result = {0};
	struct ticket_input in;
	user_id author;
	bool changes;

	TRY(actions_input(k->cx, &k->firing->rule->actions, &k->source, &in, &changes));
	if (!changes)
		return OK;
	in.via_source = k->via;
	if (in.comment.body) {
		TRY(choose_author(k, &author));
		in.comment.author_id = author.v;
	}
	TRY(ticket_update(k->cx, k->t->id, &in, &result));
	if (!result.audit.v)
		return OK;
	k->audit = result.audit;
	k->t = k->source.ticket = result.ticket;
	k->firing->changed = true;
	return OK;
}

/* Ask the customer how he found it, when that is among the actions; it is an event by itself. */
static enum err offer_rating(struct fire *k)
{
	const struct action_list *actions = &k->firing->rule->actions;
	int news = k->cx->news_count;

	for (int i = 0; i < actions->n; i++)
		if (actions->v[i].field == ACTION_SATISFACTION)
			TRY(rating_offer(k->cx, k->t->id));
	k->offered = k->cx->news_count > news;
	return OK;
}

/* The requester's language, when that is among the actions; the change is an event of his. */
static enum err set_language(struct fire *k)
{
	const struct action_list *actions = &k->firing->rule->actions;
	struct user_input in = {.locale = {.set = true}};
	struct user *user;

	for (int i = 0; i < actions->n; i++)
		if (actions->v[i].field == ACTION_LOCALE)
			in.locale.v = locale_by_id(actions->v[i].number)->tag;
	if (!in.locale.v)
		return OK;
	TRY(user_load(k->cx, k->t->requester, &user));
	if (!user || !user->active || strcmp(user->locale, in.locale.v) == 0)
		return OK;
	TRY(user_update(k->cx, k->t->requester, &in, &user));
	k->source.user_count = 0; /* as they were read before */
	k->language = in.locale.v;
	return OK;
}

static bool makes_changes(const struct rule *r)
{
	for (int i = 0; i < r->actions.n; i++) {
		enum action_value value = action_field_value(r->actions.v[i].field);

		if (value != ACT_NOTIFY_USER && value != ACT_NOTIFY_GROUP && value != ACT_WEBHOOK)
			return true;
	}
	return false;
}

/* The change alone may be undone. */
static enum err change_safely(struct fire *k)
{
	struct cx *cx = k->cx;
	int news = cx->news_count;
	enum err e;

	if (!makes_changes(k->firing->rule))
		return OK;
	TRY(db_savepoint(cx->db));
	e = update(k);
	if (e == OK)
		e = set_language(k);
	if (e == OK)
		e = offer_rating(k);
	if (e == OK)
		return db_release(cx->db);
	db_rollback_to(cx->db);
	cx->news_count = news;
	k->audit.v = 0;
	k->t = k->source.ticket = k->firing->subject->now;
	k->firing->changed = k->offered = false;
	k->language = NULL;
	return refused(k, e);
}

/* --- telling people --- */

static void add_recipient(struct fire *k, struct id_list *list, i64 id)
{
	if (id && list->n < ACTION_RECIPIENTS && !id_list_has(list, id))
		id_list_add(k->cx->arena, list, id);
}

static enum err all_agents(struct fire *k, struct id_list *ret)
{
	struct user_filter agents = {.roles = 1u << ROLE_AGENT | 1u << ROLE_ADMIN};
	struct page page = {.limit = ACTION_RECIPIENTS, .cursor = true, .sort = "id"};
	struct user *users;
	int n;

	TRY(user_list(k->cx, &agents, &page, &users, &n));
	for (int i = 0; i < n; i++)
		add_recipient(k, ret, users[i].id.v);
	return OK;
}

static enum err group_members(struct fire *k, const char *text, struct id_list *ret)
{
	bool own = strcmp(text, "group_id") == 0;
	struct membership_filter of = {.of = own ? k->t->group.v : strtoll(text, NULL, 10)};
	struct page page = {.limit = ACTION_RECIPIENTS, .cursor = true, .sort = "id"};
	struct group_membership *members;
	int n;

	if (!of.of)
		return OK;
	TRY(group_membership_list(k->cx, &of, &page, &members, &n));
	for (int i = 0; i < n; i++)
		add_recipient(k, ret, members[i].user.v);
	return OK;
}

static enum err people(struct fire *k, const char *text, struct id_list *ret)
{
	struct id_list cc = {0};

	if (strcmp(text, "all_agents") == 0)
		return all_agents(k, ret);
	if (strcmp(text, "assignee_id") == 0) {
		add_recipient(k, ret, k->t->assignee.v);
	} else if (strcmp(text, "current_user") == 0) {
		add_recipient(k, ret, k->firing->subject->actor.v);
	} else if (strcmp(text, "requester_id") == 0) {
		add_recipient(k, ret, k->t->requester.v);
	} else if (strcmp(text, "requester_and_ccs") == 0) {
		add_recipient(k, ret, k->t->requester.v);
		TRY(ticket_people(k->cx, k->t, TICKET_CC, &cc));
		for (int i = 0; i < cc.n; i++)
			add_recipient(k, ret, cc.v[i]);
	} else {
		add_recipient(k, ret, strtoll(text, NULL, 10));
	}
	return OK;
}

/* Those who are there and may sign in; is one of them a customer, who must not read notes? */
static enum err settle_recipients(struct fire *k, struct id_list *list, bool *ret_customer)
{
	struct user *users = NULL;
	int n = 0;

	*ret_customer = false;
	if (list->n)
		TRY(user_load_many(k->cx, list->v, list->n, &users, &n));
	list->n = 0;
	for (int i = 0; i < n; i++) {
		if (!users[i].active || users[i].suspended)
			continue;
		list->v[list->n++] = users[i].id.v;
		*ret_customer = *ret_customer || users[i].role == ROLE_END_USER;
	}
	return OK;
}

static void begin_told(struct fire *k, const char *type)
{
	jw_object(&k->telling, NULL);
	jw_str(&k->telling, "type", type);
	k->told_count++;
}

static enum err notify(struct fire *k, const struct action *action)
{
	struct placeholder_source *source = &k->source;
	struct id_list to = {0};
	const char *subject, *body;

	if (action->field == ACTION_NOTIFY_GROUP)
		TRY(group_members(k, action->texts.v[0], &to));
	else
		TRY(people(k, action->texts.v[0], &to));
	TRY(settle_recipients(k, &to, &source->public_only));
	if (!to.n)
		return OK;
	source->reader.v = to.v[0];
	TRY(placeholder_fill(k->cx, action->texts.v[1], PLACEHOLDER_LINE, source, &subject));
	TRY(placeholder_fill(k->cx, action->texts.v[2], PLACEHOLDER_PARTS, source, &body));
	begin_told(k, "Notification");
	jw_str(&k->telling, "subject",
		arena_strndup(k->cx->arena, subject, utf8_prefix(subject, TICKET_SUBJECT_MAX)));
	jw_raw(&k->telling, "body", body);
	jw_array(&k->telling, "recipients");
	for (int i = 0; i < to.n; i++)
		jw_i64(&k->telling, NULL, to.v[i]);
	jw_end(&k->telling);
	jw_end(&k->telling);
	return OK;
}

/* Prepare one delivery. The payload stays with it: what is blacked out in a comment later must
 * not be kept in the trace too. */
static enum err call(struct fire *k, const struct action *action)
{
	struct delivery *d = &k->deliveries[k->delivery_count];
	struct webhook *webhook;

	d->webhook = action->texts.v[0];
	TRY(webhook_find(k->cx, d->webhook, &webhook));
	if (!webhook)
		return fail(k->cx, E_INVALID, "webhook", "InvalidValue",
			"Webhook: it does not exist any more");
	k->source.public_only = false;
	k->source.reader.v = 0;
	TRY(action_message(k->cx, action, webhook, &k->source, &d->body));
	k->delivery_count++;
	begin_told(k, "External");
	jw_str(&k->telling, "resource", d->webhook);
	jw_null(&k->telling, "body");
	jw_null(&k->telling, "success");
	jw_end(&k->telling);
	return OK;
}

static void begin_list(struct fire *k)
{
	buf_free(&k->told);
	k->told = (struct buf)BUF_INIT(DETAIL_MAX);
	k->told_count = 0;
	jw_init(&k->telling, &k->told);
	jw_array(&k->telling, NULL);
}

static enum err tell(struct fire *k)
{
	const struct action_list *actions = &k->firing->rule->actions;

	begin_list(k);
	for (int i = 0; i < actions->n && !k->error; i++) {
		const struct action *action = &actions->v[i];
		enum action_value value = action_field_value(action->field);

		if (value == ACT_NOTIFY_USER || value == ACT_NOTIFY_GROUP)
			TRY(refused(k, notify(k, action)));
		else if (value == ACT_WEBHOOK)
			TRY(refused(k, call(k, action)));
	}
	return OK;
}

/* --- the trace --- */

static void write_conditions(
	struct fire *k, struct jw *w, const struct condition_list *list, const bool *fits, bool any)
{
	for (int i = 0; i < list->n; i++) {
		const struct condition *c = &list->v[i];

		jw_object(w, NULL);
		jw_str(w, "field", condition_field_name(k->cx->arena, c));
		jw_str(w, "operator", condition_operator_name(c->op));
		jw_raw(w, "value", c->value_json);
		jw_bool(w, "any", any);
		jw_bool(w, "fits", fits[i]);
		jw_end(w);
	}
}

/* What the change changed: the events of its audit. */
static enum err write_changes(struct fire *k, struct jw *w)
{
	CLEANUP(json_cleanup) json_t *detail = NULL;
	struct audit *audit;
	char *text;

	if (k->offered)
		jw_bool(w, "rating_offered", true);
	if (k->language)
		jw_str(w, "requester_locale", k->language);
	if (!k->audit.v)
		return OK;
	TRY(audit_get(k->cx, k->t->id, k->audit, &audit));
	detail = json_parse(audit->detail, strlen(audit->detail), NULL, 0);
	text = json_dumps(json_object_get(detail, "events"), JSON_COMPACT);
	jw_raw(w, "changes", text);
	free(text);
	jw_i64(w, "audit", k->audit.v);
	return OK;
}

/* The events come first: domain/audit_store knows by the beginning of the text that there are
 * some. */
static enum err write_trace(struct fire *k, struct buf *out)
{
	const struct rule *r = k->firing->rule;
	const struct conditions *c = &r->conditions;
	struct jw w;

	jw_init(&w, out);
	jw_object(&w, NULL);
	jw_raw(&w, "events", k->told.p);
	jw_object(&w, "via");
	jw_str(&w, "channel", channel_name(CHANNEL_RULE));
	jw_raw(&w, "source", k->via);
	jw_end(&w);
	jw_object(&w, "rule");
	jw_str(&w, "kind", rule_kind_name(r->kind));
	jw_i64(&w, "id", r->id.v);
	jw_str(&w, "title", r->title);
	jw_i64(&w, "version", r->version);
	jw_end(&w);
	jw_id(&w, "because", k->firing->because.v);
	jw_array(&w, "conditions");
	write_conditions(k, &w, &c->all, k->fits, false);
	write_conditions(k, &w, &c->any, k->fits + c->all.n, true);
	jw_end(&w);
	TRY(write_changes(k, &w));
	jw_str(&w, "error", k->error);
	jw_end(&w);
	return OK;
}

static enum err leave_trace(struct fire *k)
{
	CLEANUP(buf_free) struct buf detail = BUF_INIT(DETAIL_MAX);
	const char *text;

	if (k->told.failed) {
		begin_list(k);
		k->error = "The notifications are too long to be kept";
	}
	if (k->error) {
		begin_told(k, "Error");
		jw_str(&k->telling, "message", k->error);
		jw_end(&k->telling);
		k->firing->failed = true;
	}
	jw_end(&k->telling);
	if (!k->told_count && !k->audit.v && !k->offered && !k->language)
		return OK;
	TRY(write_trace(k, &detail));
	if (detail.failed)
		return fail(k->cx, E_INTERNAL, NULL, NULL, "The trace of a rule is too long");
	text = arena_strndup(k->cx->arena, detail.p, detail.n);
	TRY(event_add(k->cx, EVENT_RULE_FIRED, k->t->id, k->firing->rule->id.v, text, &k->trace));
	return rule_usage_add(k->cx, k->firing->rule->id, 1);
}

enum err rule_fire(struct cx *cx, struct rule_firing *firing)
{
	CLEANUP(fire_cleanup)
	struct fire k = {.cx = cx,
		.firing = firing,
		.t = firing->subject->now,
		.source = {.ticket = firing->subject->now,
			.current_user = firing->subject->actor,
			.reader = firing->subject->now->requester},
		.via = via_source(cx, firing->rule)};

	TRY(conditions_explain(cx, &firing->rule->conditions, firing->subject, k.fits));
	TRY(change_safely(&k));
	TRY(tell(&k));
	TRY(leave_trace(&k));
	for (int i = 0; i < k.delivery_count; i++)
		TRY(webhook_enqueue(
			cx, k.deliveries[i].webhook, k.deliveries[i].body, k.trace, k.t->id));
	return OK;
}
