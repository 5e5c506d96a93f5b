/* A policy's rules: reading, checking, writing, and what they promise. */
#include "domain/policy.h"

#include "base/clock.h"
#include "domain/wait_kind.h"

#include <string.h>

enum err policy_parse_pause(struct failure *f, const json_t *j, unsigned *ret)
{
	const json_t *v;
	size_t i;

	*ret = 0;
	if (!j || json_is_null(j))
		return OK;
	if (!json_is_array(j))
		return failure_add(f, E_INVALID, "pause_statuses", "InvalidValue",
			"Pause statuses: has to be a list of \"pending\" and \"hold\"");
	json_array_foreach (j, i, v) {
		enum status status;

		if (!status_parse(json_string_value(v), &status) ||
			(status != STATUS_PENDING && status != STATUS_HOLD))
			return failure_add(f, E_INVALID, "pause_statuses", "InvalidValue",
				"Pause statuses: only \"pending\" and \"hold\" can pause");
		*ret |= 1u << status;
	}
	return OK;
}

enum err policy_parse_warnings(struct failure *f, const json_t *j, struct policy_rules *rules)
{
	const json_t *v;
	size_t i;

	rules->warn_count = 0;
	if (!j || json_is_null(j))
		return OK;
	if (!json_is_array(j) || json_array_size(j) > POLICY_WARNINGS)
		return failure_add(f, E_INVALID, "warn_before_seconds", "InvalidValue",
			"Warnings: has to be a list of at most %d numbers of seconds",
			POLICY_WARNINGS);
	json_array_foreach (j, i, v) {
		rules->warn_before_s[rules->warn_count++] = json_integer_value(v);
	}
	return OK;
}

static enum err parse_target(struct failure *f, const json_t *j, struct sla_target *ret)
{
	const char *priority = json_get_str(j, "priority");

	*ret = (struct sla_target){.target_s = json_get_i64(j, "target_s", 0),
		.goal_s = json_get_i64(j, "goal_s", 0),
		.calendar.v = json_get_i64(j, "calendar_id", 0)};
	if (priority && !priority_parse(priority, &ret->priority))
		return failure_add(f, E_INVALID, "priority", "InvalidValue",
			"\"%.60s\" is not a priority", priority);
	if (!wait_kind_parse(json_get_str(j, "kind"), &ret->kind) || !wait_rule(ret->kind)->metric)
		return failure_add(f, E_INVALID, "kind", "InvalidValue",
			"is no kind of deadline that a policy can promise");
	return OK;
}

enum err policy_parse(
	struct arena *a, struct failure *f, const json_t *j, struct policy_rules **ret)
{
	struct policy_rules *rules = ARENA_NEW(a, struct policy_rules);
	const json_t *targets = json_object_get(j, "targets"), *v;
	size_t i;

	TRY(conditions_parse(
		a, f, json_object_get(j, "filter"), "filter", IN_POLICY, &rules->filter));
	TRY(policy_parse_pause(f, json_object_get(j, "pause"), &rules->pause));
	TRY(policy_parse_warnings(f, json_object_get(j, "warn_before_s"), rules));
	if (json_array_size(targets) > POLICY_TARGETS)
		return failure_add(f, E_INVALID, "targets", "InvalidValue",
			"Policy metrics: more than %d targets", POLICY_TARGETS);
	json_array_foreach (targets, i, v)
		TRY(parse_target(f, v, &rules->targets[rules->target_count++]));
	TRY(policy_check(f, rules));
	*ret = rules;
	return OK;
}

static enum err check_target(struct failure *f, const struct policy_rules *rules, int index)
{
	const struct sla_target *t = &rules->targets[index];
	const char *kind = wait_kind_name(t->kind), *priority = priority_name(t->priority);

	if (t->target_s < 1 || t->target_s > POLICY_TARGET_MAX_S)
		return failure_add(f, E_INVALID, "policy_metrics", "InvalidValue:span",
			"%s: the target has to be between 1 second and 10 years", kind);
	if (t->goal_s < 1 || t->goal_s > t->target_s)
		return failure_add(f, E_INVALID, "policy_metrics", "InvalidValue",
			"%s: the goal has to be at least 1 second and not above the target", kind);
	for (int i = 0; i < index; i++)
		if (rules->targets[i].kind == t->kind && rules->targets[i].priority == t->priority)
			return failure_add(f, E_INVALID, "policy_metrics", "DuplicateValue",
				"%s: two targets for priority %s", kind,
				priority ? priority : "(any)");
	return OK;
}

enum err policy_check(struct failure *f, const struct policy_rules *rules)
{
	for (int i = 0; i < rules->warn_count; i++)
		if (rules->warn_before_s[i] < 1 || rules->warn_before_s[i] > POLICY_TARGET_MAX_S)
			return failure_add(f, E_INVALID, "warn_before_seconds", "InvalidValue:span",
				"Warnings: each has to come between 1 second and 10 years "
				"before the due time");
	for (int i = 0; i < rules->target_count; i++)
		TRY(check_target(f, rules, i));
	return OK;
}

static void write_targets(struct jw *w, const struct policy_rules *rules)
{
	jw_array(w, "targets");
	for (int i = 0; i < rules->target_count; i++) {
		const struct sla_target *t = &rules->targets[i];

		jw_object(w, NULL);
		jw_str(w, "priority", priority_name(t->priority));
		jw_str(w, "kind", wait_kind_name(t->kind));
		jw_i64(w, "target_s", t->target_s);
		jw_i64(w, "goal_s", t->goal_s);
		jw_i64(w, "calendar_id", t->calendar.v);
		jw_end(w);
	}
	jw_end(w);
}

void policy_write(struct jw *w, const char *key, const struct policy_rules *rules)
{
	jw_object(w, key);
	conditions_write(w, "filter", &rules->filter);
	jw_array(w, "pause");
	for (int status = STATUS_NEW; status <= STATUS_CLOSED; status++)
		if (rules->pause & 1u << status)
			jw_str(w, NULL, status_name((enum status)status));
	jw_end(w);
	jw_array(w, "warn_before_s");
	for (int i = 0; i < rules->warn_count; i++)
		jw_i64(w, NULL, rules->warn_before_s[i]);
	jw_end(w);
	write_targets(w, rules);
	jw_end(w);
}

static const struct sla_target *find(
	const struct policy_rules *rules, enum priority priority, enum wait_kind kind)
{
	for (int i = 0; i < rules->target_count; i++)
		if (rules->targets[i].kind == kind && rules->targets[i].priority == priority)
			return &rules->targets[i];
	return NULL;
}

const struct sla_target *policy_target(
	const struct policy_rules *rules, enum priority priority, enum wait_kind kind)
{
	const struct sla_target *t = find(rules, priority, kind);

	if (!t)
		t = find(rules, PRIORITY_NONE, kind);
	if (!t && priority == PRIORITY_NONE)
		t = find(rules, PRIORITY_NORMAL, kind);
	return t;
}

bool policy_pauses(const struct policy_rules *rules, enum wait_kind kind, enum status status)
{
	const struct wait_rule *rule = wait_rule(kind);

	return (rule->pause | (rule->policy_pauses ? rules->pause : 0)) & 1u << status;
}

enum err policy_fits(
	struct cx *cx, const struct policy_rules *rules, const struct ticket *t, bool *ret)
{
	struct condition_subject subject = {.now = t};

	return conditions_fit(cx, &rules->filter, &subject, ret);
}
