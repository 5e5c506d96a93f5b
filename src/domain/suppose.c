/*
 * Suppositions. Supposed objects are given out like cached ones, with one user more than there are,
 * so that giving them back never frees them: the rules belong to the arena, the compiled calendar
 * to the supposition.
 */
#include "domain/suppose.h"

#include "calendar_i.h"

#include <string.h>

struct policy_rules *supposed_policy(struct cx *cx, policy_id id, i64 version)
{
	const struct supposition *s = cx->supposed;

	for (int i = 0; s && i < s->policy_count; i++) {
		struct policy *p = &s->policies[i];

		if (p->id.v == id.v && p->version == version) {
			p->rules->cached.users++;
			return p->rules;
		}
	}
	return NULL;
}

struct compiled *supposed_calendar(struct cx *cx, calendar_id id, i64 version)
{
	const struct supposition *s = cx->supposed;

	if (!s || !s->compiled || s->calendar.v != id.v || s->calendar_version != version)
		return NULL;
	calendar_cached(s->compiled)->users++;
	return s->compiled;
}

bool supposed_version(struct cx *cx, calendar_id id, i64 *ret)
{
	const struct supposition *s = cx->supposed;

	if (!s || !s->compiled || s->calendar.v != id.v)
		return false;
	*ret = s->calendar_version;
	return true;
}

enum err supposed_match(struct cx *cx, const struct ticket *t, policy_id *ret_id, i64 *ret_version,
	struct policy_rules **ret_rules)
{
	const struct supposition *s = cx->supposed;

	for (int i = 0; i < s->policy_count; i++) {
		struct policy *p = &s->policies[i];
		bool fits;

		TRY(policy_fits(cx, p->rules, t, &fits));
		if (!fits)
			continue;
		*ret_id = p->id;
		*ret_version = p->version;
		*ret_rules = supposed_policy(cx, p->id, p->version);
		break;
	}
	return OK;
}

/* Put the policy where it would stand: what is there and behind it moves on. */
static void place(struct supposition *s, const struct policy *policy)
{
	int at = 0, n = 0;

	for (int i = 0; i < s->policy_count; i++)
		if (policy->id.v == SUPPOSED_NEW || s->policies[i].id.v != policy->id.v)
			s->policies[n++] = s->policies[i];
	while (at < n && (!policy->position || s->policies[at].position < policy->position))
		at++;
	memmove(&s->policies[at + 1], &s->policies[at], sizeof *policy * (size_t)(n - at));
	s->policies[at] = *policy;
	s->policy_count = n + 1;
}

static enum err suppose_policy(struct cx *cx, struct supposition *s, struct policy *policy)
{
	struct policy stored;

	if (!policy->title || !*policy->title)
		policy->title = "-"; /* one may look before one has found a name */
	TRY(policy_validate(cx, policy));
	policy->version = 1;
	if (policy->id.v != SUPPOSED_NEW) {
		TRY(policy_get(cx, policy->id, &stored));
		policy->version = stored.version + 1;
		if (!policy->position)
			policy->position = stored.position;
	}
	place(s, policy);
	return OK;
}

static enum err suppose_calendar(struct cx *cx, struct supposition *s, struct calendar_rules *rules)
{
	TRY(calendar_check(&cx->fail, rules));
	TRY(calendar_must_open(cx, rules));
	TRY(calendar_version(cx, s->calendar, &s->calendar_version));
	s->calendar_version++;
	s->compiled = calendar_compile(rules);
	calendar_cached(s->compiled)->users = 1;
	return OK;
}

enum err suppose_begin(struct cx *cx, struct supposition *s, struct policy *policy,
	calendar_id calendar, struct calendar_rules *rules)
{
	struct page page = {.limit = POLICY_COUNT, .sort = "position"};
	struct policy *stored;

	*s = (struct supposition){.calendar = calendar};
	TRY(policy_list(cx, &page, &stored, &s->policy_count));
	s->policies = ARENA_ARRAY(cx->arena, struct policy, s->policy_count + 1);
	memcpy(s->policies, stored, sizeof *stored * (size_t)s->policy_count);
	if (policy)
		TRY(suppose_policy(cx, s, policy));
	for (int i = 0; i < s->policy_count; i++)
		s->policies[i].rules->cached.users = 1;
	return rules ? suppose_calendar(cx, s, rules) : OK;
}

void suppose_end(struct supposition *s)
{
	calendar_free(s->compiled);
	s->compiled = NULL;
}
