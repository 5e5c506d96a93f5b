/*
 * Uses of rules: one small table of counts by rule and bucket. One upsert counts a use; a window is
 * a range of the primary key.
 */
#include "domain/rule_usage.h"

#include "base/tally.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

QUERY(rule_usage_upsert, "INSERT INTO rule_usage (rule_id, at, uses) VALUES (?, ?, ?) "
			 "ON CONFLICT (rule_id, at) DO UPDATE SET uses = rule_usage.uses + "
			 "excluded.uses");
#define SINCE "coalesce(sum(CASE WHEN at >= ? THEN uses ELSE 0 END), 0)"
QUERY(rule_usage_windows, "SELECT " SINCE ", " SINCE ", " SINCE ", " SINCE " FROM rule_usage "
			  "WHERE rule_id = ? AND at >= ?");
/* A longer bucket begins where one of the shorter did: what lies inside joins it. */
QUERY(rule_usage_join,
	"INSERT INTO rule_usage (rule_id, at, uses) SELECT rule_id, at - at % ?, sum(uses) "
	"FROM rule_usage WHERE at < ? AND at % ? <> 0 GROUP BY 1, 2 "
	"ON CONFLICT (rule_id, at) DO UPDATE SET uses = rule_usage.uses + excluded.uses");
QUERY(rule_usage_joined, "DELETE FROM rule_usage WHERE at < ? AND at % ? <> 0");
QUERY(rule_usage_forget, "DELETE FROM rule_usage WHERE at < ?");

#define MARK   "rule_usage_since" /* verify_store.c reads it, sql/0012_usage.sql makes it */
#define BUCKET (10 * MINUTE_MS)

static const struct {
	const char *name;
	i64 length, bucket;
} windows[] = {
#define X(constant, name, length, bucket) [constant] = {name, length, bucket},
	RULE_USAGE_LIST(X)
#undef X
};

static struct tally opened = TALLY_INIT;

const char *rule_usage_name(enum rule_usage_window window)
{
	return windows[window].name;
}

enum rule_usage_window rule_usage_parse(const char *name)
{
	int i = 0;

	while (i < USAGE_WINDOWS && strcmp(windows[i].name, name) != 0)
		i++;
	return (enum rule_usage_window)i;
}

static i64 bucket_of(i64 at, i64 length)
{
	return at - at % length;
}

i64 rule_usage_begin(enum rule_usage_window window, i64 now)
{
	return bucket_of(now - windows[window].length, windows[window].bucket);
}

enum err rule_usage_add(struct cx *cx, rule_id rule, i64 uses)
{
	struct stmt *s = db_stmt(cx->db, &rule_usage_upsert);

	bind_i64(s, rule.v);
	bind_i64(s, bucket_of(cx->now, BUCKET));
	bind_i64(s, uses);
	return db_run(s);
}

/* --- views --- */

void rule_usage_open(rule_id view)
{
	tally_add(&opened, view.v, 1);
}

enum err rule_usage_tick(struct cx *cx, int max, i64 *ret_next)
{
	struct tally_entry *some = ARENA_ARRAY(cx->arena, struct tally_entry, max);
	int n = tally_take(&opened, some, max);

	for (int i = 0; i < n; i++) {
		enum err e = rule_usage_add(cx, (rule_id){some[i].id}, some[i].count);

		if (!e)
			continue;
		for (int k = 0; k < n; k++) /* all of it is undone */
			tally_add(&opened, some[k].id, some[k].count);
		return e;
	}
	*ret_next = n == max ? cx->now : cx->now + RULE_USAGE_EVERY_MS;
	return OK;
}

/* --- reading --- */

enum err rule_usage_get(struct cx *cx, rule_id rule, struct rule_usage *ret)
{
	struct stmt *s = db_stmt(cx->db, &rule_usage_windows);

	for (int i = 0; i < USAGE_WINDOWS; i++)
		bind_i64(s, rule_usage_begin((enum rule_usage_window)i, cx->now));
	bind_i64(s, rule.v);
	bind_i64(s, rule_usage_begin(USAGE_30D, cx->now));
	*ret = (struct rule_usage){0};
	if (db_row(s))
		for (int i = 0; i < USAGE_WINDOWS; i++)
			ret->v[i] = col_i64(s);
	return db_done(s);
}

/* --- old ones --- */

/* Buckets before `before` become as long as `length`; both on its boundaries. */
static enum err lengthen(struct cx *cx, i64 before, i64 length)
{
	struct stmt *s = db_stmt(cx->db, &rule_usage_join);

	bind_i64(s, length);
	bind_i64(s, before);
	bind_i64(s, length);
	TRY(db_run(s));
	s = db_stmt(cx->db, &rule_usage_joined);
	bind_i64(s, before);
	bind_i64(s, length);
	return db_run(s);
}

/* Counts before that time are no longer complete. */
static enum err set_mark(struct cx *cx, i64 since)
{
	const char *text;

	TRY(meta_get(cx, MARK, &text));
	if (text && strtoll(text, NULL, 10) >= since)
		return OK;
	return meta_set(cx, MARK, arena_printf(cx->arena, "%" PRId64, since));
}

enum err rule_usage_tidy(struct cx *cx)
{
	i64 oldest = rule_usage_begin(USAGE_30D, cx->now);
	struct stmt *s = db_stmt(cx->db, &rule_usage_forget);

	bind_i64(s, oldest);
	TRY(db_run(s));
	TRY(set_mark(cx, oldest));
	TRY(lengthen(cx, bucket_of(rule_usage_begin(USAGE_1H, cx->now), HOUR_MS), HOUR_MS));
	return lengthen(cx, bucket_of(rule_usage_begin(USAGE_24H, cx->now), DAY_MS), DAY_MS);
}
