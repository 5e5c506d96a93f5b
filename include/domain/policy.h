/*
 * SLA policies: which tickets a promise is made to, and what it promises. The first policy (by
 * position) whose filter fits a ticket holds. `policy_rules` is one version of a policy; versions
 * never change, and a wait keeps the version it began with. Editing makes a new one.
 */
#ifndef TEND_DOMAIN_POLICY_H
#define TEND_DOMAIN_POLICY_H

#include "base/cache.h"
#include "base/json.h"
#include "base/jsonw.h"
#include "domain/condition.h"

enum {
	POLICY_TITLE = 255, /* code points */
	POLICY_WARNINGS = 10,
	POLICY_TARGETS = 40,
	POLICY_COUNT = 100,	  /* policies in force */
	POLICY_GOAL_PERCENT = 80, /* goal, when none is given */
};
#define POLICY_TARGET_MAX_S ((i64)10 * 366 * 86400)

/* A promise for one kind of wait. priority 0: for every priority without a target of its own. */
struct sla_target {
	enum priority priority;
	enum wait_kind kind;
	i64 target_s, goal_s;
	calendar_id calendar;
};

struct policy_rules {
	struct cached cached; /* for policy_store */
	struct arena *arena;  /* owns a cached one; NULL otherwise */
	struct conditions filter;
	unsigned pause; /* bit per enum status in which waits pause that leave it to the policy */
	i64 warn_before_s[POLICY_WARNINGS];
	int warn_count;
	struct sla_target targets[POLICY_TARGETS];
	int target_count;
};

/* Read {"filter":{"all","any"},"pause","warn_before_s","targets"}. E_INVALID names what is wrong.
 */
enum err policy_parse(
	struct arena *a, struct failure *f, const json_t *j, struct policy_rules **ret) NODISCARD;
/* Check ranges and duplicates of rules that were put together otherwise. */
enum err policy_check(struct failure *f, const struct policy_rules *rules) NODISCARD;
/* Write them in the form that policy_parse reads. */
void policy_write(struct jw *w, const char *key, const struct policy_rules *rules);
/* Names of statuses as bits of policy_rules.pause. */
enum err policy_parse_pause(struct failure *f, const json_t *j, unsigned *ret) NODISCARD;
/* Seconds before the due time at which to warn, into rules->warn_before_s. */
enum err policy_parse_warnings(
	struct failure *f, const json_t *j, struct policy_rules *rules) NODISCARD;
/* Does the filter fit the ticket? */
enum err policy_fits(struct cx *cx, const struct policy_rules *rules, const struct ticket *t,
	bool *ret) NODISCARD;
struct policy;
/* All that storing checks, but for the position: title and description (which are cleaned), rules,
 * calendars that exist. E_INVALID. */
enum err policy_validate(struct cx *cx, struct policy *p) NODISCARD;
/* The promise for a kind, NULL when there is none. A ticket without priority counts as normal. */
const struct sla_target *policy_target(
	const struct policy_rules *rules, enum priority priority, enum wait_kind kind);
/* Does a wait of this kind pause in this status? */
bool policy_pauses(const struct policy_rules *rules, enum wait_kind kind, enum status status);

/* A policy as kept. */
struct policy {
	policy_id id;
	const char *title, *description;
	i64 position, version, created_at, updated_at;
	struct policy_rules *rules;
};

/* One version, from the process-wide cache. Give it back with policy_release. */
enum err policy_open(struct cx *cx, policy_id id, i64 version, struct policy_rules **ret) NODISCARD;
void policy_release(struct policy_rules *rules);
/* CLEANUP(policy_cleanup) struct policy_rules *rules = NULL; */
void policy_cleanup(struct policy_rules **rules);

/* The policy that holds for a ticket now: *ret_rules (to give back) NULL when there is none. */
enum err policy_match(struct cx *cx, const struct ticket *t, policy_id *ret_id, i64 *ret_version,
	struct policy_rules **ret_rules) NODISCARD;
/* Title, of deleted ones too; "" for an unknown id. */
enum err policy_title(struct cx *cx, policy_id id, const char **ret_title) NODISCARD;
/* Does a policy in force count by this calendar? */
enum err policy_counts_by(struct cx *cx, calendar_id calendar, bool *ret) NODISCARD;
enum err policy_get(struct cx *cx, policy_id id, struct policy *ret) NODISCARD;
/* A page by position. */
enum err policy_list(struct cx *cx, struct page *page, struct policy **ret, int *ret_n) NODISCARD;
/* Make one (id and version are set), behind the others when position is 0; else at that position,
 * those from there on move down. */
enum err policy_create(struct cx *cx, struct policy *p) NODISCARD;
/* Keep an edited one: a new version when its rules differ; open waits keep theirs. A new position
 * moves others as above. */
enum err policy_update(struct cx *cx, struct policy *p) NODISCARD;
enum err policy_delete(struct cx *cx, policy_id id) NODISCARD;
/* Put the policies in this order; those not named follow. E_NOT_FOUND for an unknown id. */
enum err policy_reorder(struct cx *cx, const struct id_list *ids) NODISCARD;
/* Fresh database: "Reply within 10 hours". After calendar_seed. */
enum err policy_seed(struct cx *cx) NODISCARD;

#endif
