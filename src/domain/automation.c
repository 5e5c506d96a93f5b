/*
 * A round: every active automation in order, each over its candidates by id. It is cut into
 * transactions of a few tickets; where it stands is kept in table meta, so that a restart goes on
 * there: "NEXT ROUND RULE TICKET", ROUND 0 between rounds.
 */
#include "automation_i.h"

#include "domain/view.h"
#include "rule_fire.h"
#include "work_i.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CANDIDATES = 100, STATE_TEXT = 96 };

struct tick {
	struct cx *cx;
	struct work work;
	i64 next, round, rule, ticket; /* as kept */
	int left;		       /* tickets that this call may still look at */
};

static enum err read_state(struct tick *k)
{
	const char *text;

	TRY(meta_get(k->cx, "automations", &text));
	if (!text || sscanf(text, "%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64, &k->next,
			     &k->round, &k->rule, &k->ticket) != 4)
		k->next = k->round = k->rule = k->ticket = 0;
	return OK;
}

static enum err write_state(struct tick *k)
{
	char text[STATE_TEXT];

	snprintf(text, sizeof text, "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64, k->next,
		k->round, k->rule, k->ticket);
	return meta_set(k->cx, "automations", text);
}

/* --- candidates --- */

/* Words are left to conditions_fit: a view looks for them among its newest tickets only. */
static bool views_know(const struct condition *c)
{
	return c->field != CONDITION_BUSINESS_HOURS &&
	       condition_field_value(c->field) != VALUE_WORDS;
}

struct conditions automation_candidates(struct arena *a, const struct conditions *c)
{
	struct condition_list all = {ARENA_ARRAY(a, struct condition, c->all.n + 1), 0};
	struct conditions view = {.any = c->any};

	for (int i = 0; i < c->all.n; i++)
		if (views_know(&c->all.v[i]))
			all.v[all.n++] = c->all.v[i];
	for (int i = 0; i < c->any.n; i++)
		if (!views_know(&c->any.v[i]))
			view.any = (struct condition_list){0};
	all.v[all.n++] = (struct condition){.field = CONDITION_STATUS,
		.op = OPERATOR_LESS,
		.value_json = "\"closed\"",
		.number = STATUS_CLOSED};
	view.all = all;
	return view;
}

static enum err candidates(struct tick *k, const struct rule *r, i64 ids[CANDIDATES], int *ret_n)
{
	struct conditions view = automation_candidates(k->cx->arena, &r->conditions);
	struct view_output output = {0};
	char at[I64_TEXT];
	struct page page = {.cursor = true,
		.limit = k->left < CANDIDATES ? k->left : CANDIDATES,
		.sort = "id",
		.has_at = true,
		.at = page_key(0, i64_text(at, k->ticket), k->ticket)};
	struct ticket *rows;

	TRY(view_tickets(k->cx, &view, &output, &page, &rows, ret_n));
	for (int i = 0; i < *ret_n; i++)
		ids[i] = rows[i].id.v;
	work_reset(&k->work);
	return OK;
}

/* --- one ticket --- */

static enum err fits(struct tick *k, const struct rule *r, ticket_id id,
	struct condition_subject *subject, bool *ret)
{
	struct ticket *t;

	*ret = false;
	TRY(ticket_load(k->cx, id, &t));
	if (!t || t->deleted_at || t->status == STATUS_CLOSED)
		return OK;
	*subject = (struct condition_subject){
		.now = t, .actor_role = ROLE_ADMIN, .channel = CHANNEL_RULE};
	return conditions_fit(k->cx, &r->conditions, subject, ret);
}

static enum err run_on(struct tick *k, const struct rule *r, ticket_id id)
{
	struct condition_subject subject;
	struct rule_firing firing = {.rule = r, .subject = &subject};
	bool does, held = false;

	TRY(fits(k, r, id, &subject, &does));
	if (does)
		TRY(automation_is_held(k->cx, r, id, k->round, &held));
	if (!does || held)
		return OK;
	TRY(rule_fire(k->cx, &firing));
	TRY(fits(k, r, id, &subject, &does));
	return does ? automation_hold(k->cx, r, id, k->round) : OK;
}

/* A ticket that no arena can hold is left out, or the round would end at it for ever. */
static enum err run_safely(struct tick *k, const struct rule *r, ticket_id id)
{
	int news = k->cx->news_count;
	enum err e;

	TRY(db_savepoint(k->cx->db));
	e = run_on(k, r, id);
	if (e == OK)
		return db_release(k->cx->db);
	db_rollback_to(k->cx->db);
	k->cx->news_count = news;
	return e == E_TOO_LARGE ? OK : e;
}

/* --- the round --- */

/* One automation, as far as this call may go; *ret_done: all its tickets have been seen. */
static enum err run_rule(struct tick *k, const struct rule *r, bool *ret_done)
{
	i64 ids[CANDIDATES];
	int n = CANDIDATES;

	*ret_done = false;
	while (k->left > 0) {
		TRY(candidates(k, r, ids, &n));
		for (int i = 0; i < n; i++) {
			TRY(run_safely(k, r, (ticket_id){ids[i]}));
			work_reset(&k->work);
			k->ticket = ids[i];
		}
		k->left -= n;
		if (!n) {
			*ret_done = true;
			return OK;
		}
	}
	return OK;
}

/* Where the round stands; from the top when that automation is none any more: what has run does
 * not run again. */
static int find_rule(struct tick *k, const struct rule_set *set)
{
	for (int i = 0; i < set->n; i++)
		if (set->v[i].id.v == k->rule)
			return i;
	k->ticket = 0;
	return 0;
}

static enum err run_round(struct tick *k)
{
	CLEANUP(rule_set_cleanup) struct rule_set *set = NULL;
	bool done = true;

	TRY(rule_set_open(k->cx, RULE_AUTOMATION, &set));
	for (int i = find_rule(k, set); i < set->n && done; i++) {
		k->rule = set->v[i].id.v;
		TRY(run_rule(k, &set->v[i], &done));
		if (done)
			k->ticket = 0;
	}
	if (!done)
		return OK;
	TRY(automation_sweep(k->cx, k->round));
	k->round = k->rule = 0;
	k->next = (k->cx->now / AUTOMATION_EVERY_MS + 1) * AUTOMATION_EVERY_MS;
	return OK;
}

enum err automation_tick(struct cx *cx, int max, i64 *ret_next)
{
	struct tick k = {.cx = cx, .left = max};
	enum err e;

	TRY(read_state(&k));
	if (!k.round && cx->now < k.next) {
		*ret_next = k.next;
		return OK;
	}
	if (!k.round)
		k.round = cx->now;
	work_begin(&k.work, cx);
	cx->actor = actor_system();
	e = run_round(&k);
	work_end(&k.work);
	TRY(e);
	TRY(write_state(&k));
	*ret_next = k.round ? cx->now : k.next;
	return OK;
}
