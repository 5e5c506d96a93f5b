/*
 * The loop over triggers. An update that a trigger makes of the ticket is no occasion of its own:
 * the loop asks again anyway. What it does to other tickets (a solved problem solves its
 * incidents) is one: those tickets have their own triggers run, once each, a few levels deep.
 */
#include "domain/trigger.h"

#include "rule_fire.h"
#include "work_i.h"

struct trigger_chain {
	ticket_id ticket;
	int depth;
	const struct trigger_chain *outer;
};

static bool runs_already(const struct cx *cx, ticket_id ticket)
{
	for (const struct trigger_chain *c = cx->triggers; c; c = c->outer)
		if (c->ticket.v == ticket.v)
			return true;
	return false;
}

struct run {
	struct cx *cx;
	struct work work;
	struct condition_subject subject;
	struct ticket *now; /* what they left; NULL: none changed it */
	const struct rule_set *set;
	bool asked[RULE_ACTIVE_MAX]; /* fired: not once more */
	event_id because;
	int firings;
};

/* The ticket as the last trigger left it, in the caller's arena. */
static enum err look_again(struct run *k)
{
	struct arena *temporary = k->cx->arena;
	struct ticket *now = NULL;
	enum err e;

	k->cx->arena = k->work.arena;
	e = ticket_load(k->cx, k->subject.now->id, &now);
	k->cx->arena = temporary;
	if (e == OK && now)
		k->subject.now = k->now = now;
	return e;
}

/* Ask one; *ret_changed: it fired and the ticket is another one. */
static enum err ask(struct run *k, int i, bool *ret_changed)
{
	struct rule_firing firing = {
		.rule = &k->set->v[i], .subject = &k->subject, .because = k->because};
	bool fits;

	*ret_changed = false;
	TRY(conditions_fit(k->cx, &firing.rule->conditions, &k->subject, &fits));
	if (fits) {
		k->asked[i] = true;
		k->firings++;
		TRY(rule_fire(k->cx, &firing));
		*ret_changed = firing.changed;
		if (firing.changed)
			TRY(look_again(k));
	}
	work_reset(&k->work);
	return OK;
}

static enum err ask_all(struct run *k)
{
	int n = k->set->n < RULE_ACTIVE_MAX ? k->set->n : RULE_ACTIVE_MAX;

	for (int i = 0; i < n && k->firings < TRIGGER_FIRINGS; i++) {
		bool changed = false;

		if (!k->asked[i])
			TRY(ask(k, i, &changed));
		if (changed)
			i = -1; /* from the top */
	}
	return OK;
}

enum err trigger_run(struct cx *cx, const struct condition_subject *subject, event_id event,
	struct ticket **ret_now)
{
	CLEANUP(rule_set_cleanup) struct rule_set *set = NULL;
	const struct trigger_chain *outer = cx->triggers;
	struct trigger_chain chain = {subject->now->id, outer ? outer->depth + 1 : 1, outer};
	struct run k = {.cx = cx, .subject = *subject, .because = event};
	enum err e;

	if (chain.depth > TRIGGER_DEPTH || runs_already(cx, chain.ticket))
		return OK;
	TRY(rule_set_open(cx, RULE_TRIGGER, &set));
	if (!set->n)
		return OK;
	k.set = set;
	cx->triggers = &chain;
	work_begin(&k.work, cx);
	cx->actor = actor_system();
	e = ask_all(&k);
	work_end(&k.work);
	cx->triggers = outer;
	if (e == OK && k.now)
		*ret_now = k.now;
	return e;
}
