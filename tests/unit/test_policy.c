/*
 * Policies and calendars as kept: conditions of a filter, versions, names, what may be deleted, and
 * the process-wide cache.
 */
#include "base/clock.h"
#include "base/secret.h"
#include "domain/calendar.h"
#include "domain/policy.h"
#include "unit/unit_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

QUERY(test_policy_user, "INSERT INTO user_account (name, name_fold, role, created_at, updated_at) "
			"VALUES ('customer', 'customer', 0, 0, 0) RETURNING id");

#define H HOUR_MS

static struct db *db;
static struct cx cx;

static void ok(enum err e)
{
	if (e)
		fail_msg("error %s: %s", err_wire(e), cx.fail.details[0].text);
}

/* As at the end of a request. */
static void forget(void)
{
	arena_reset(cx.arena);
	cx.news = NULL;
	cx.news_count = cx.news_cap = 0;
	cx.fail = (struct failure){0};
}

/* A policy with one target that counts by this calendar. */
static struct policy make_policy(const char *title, calendar_id calendar)
{
	struct policy_rules *rules = ARENA_NEW(cx.arena, struct policy_rules);
	struct policy p = {.title = title, .rules = rules};

	rules->targets[rules->target_count++] = (struct sla_target){
		.kind = WAIT_FIRST_REPLY, .target_s = 36000, .goal_s = 28800, .calendar = calendar};
	ok(policy_create(&cx, &p));
	return p;
}

static void test_filters(void **state)
{
	static const struct {
		const char *condition;
		bool fits;
	} cases[] = {
		{"{'field':'status','operator':'is','value':'new'}", true},
		{"{'field':'status','operator':'less_than','value':'pending'}", true},
		{"{'field':'status','operator':'greater_than','value':'new'}", false},
		{"{'field':'priority','operator':'is','value':''}", true},
		{"{'field':'priority','operator':'is','value':'urgent'}", false},
		{"{'field':'requester_id','operator':'is','value':1}", true},
		{"{'field':'requester_id','operator':'is_not','value':'1'}", false},
		{"{'field':'assignee_id','operator':'is','value':null}", true},
		{"{'field':'current_tags','operator':'includes','value':'VIP other'}", true},
		{"{'field':'current_tags','operator':'includes','value':['gold']}", true},
		{"{'field':'current_tags','operator':'not_includes','value':'gold'}", false},
		{"{'field':'current_tags','operator':'includes','value':'vi'}", false},
		{"{'field':'via_id','operator':'is','value':0}", true},
		{"{'field':'channel','operator':'is','value':'email'}", false},
		{"{'field':'subject_includes_word','operator':'includes','value':'račun'}", true},
		{"{'field':'subject_includes_word','operator':'includes','value':'rač'}", false},
		{"{'field':'subject_includes_word','operator':'is','value':'molim: račun!'}", true},
		{"{'field':'role','operator':'is','value':'end_user'}", true},
		{"{'field':'role','operator':'is','value':'agent'}", false},
	};

	struct ticket t = {.status = STATUS_NEW, .channel = CHANNEL_WEB};

	(void)state;
	forget();
	t.requester.v = 1;
	t.tags = "gold vip";
	t.subject = "Molim: RAČUN!";
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *text = arena_printf(cx.arena, "{'all':[%s],'any':[]}", cases[i].condition);
		struct policy_rules rules = {0};
		bool fits;
		json_t *j;

		for (char *c = text; *c; c++)
			*c = *c == '\'' ? '"' : *c;
		j = json_parse(text, strlen(text), NULL, 0);
		ok(conditions_parse(cx.arena, &cx.fail, j, "filter", IN_POLICY, &rules.filter));
		json_decref(j);
		ok(policy_fits(&cx, &rules, &t, &fits));
		if (fits != cases[i].fits)
			fail_msg("%s: %d", cases[i].condition, fits);
	}
}

static void test_bad_filters(void **state)
{
	static const char *const bad[] = {
		"{'all':[{'field':'colour','operator':'is','value':'red'}]}",
		"{'all':[{'field':'status','operator':'includes','value':'new'}]}",
		"{'all':[{'field':'status','operator':'is','value':'fresh'}]}",
		"{'all':[{'field':'status','operator':'is','value':''}]}",
		"{'all':[{'field':'group_id','operator':'is','value':'x'}]}",
		"{'all':[{'field':'group_id','operator':'is','value':'99999999999999999999'}]}",
		"{'all':[{'field':'group_id','operator':'is','value':{}}]}",
		"{'all':[{'field':'current_tags','operator':'includes','value':''}]}",
		"{'all':[{'field':'current_tags','operator':'includes','value':[['x']]}]}",
		"{'any':[7]}", "{'any':{}}", "[]"};

	(void)state;
	forget();
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		char *text = arena_strdup(cx.arena, bad[i]);
		struct policy_rules rules = {0};
		struct failure f = {0};
		json_t *j;

		for (char *c = text; *c; c++)
			*c = *c == '\'' ? '"' : *c;
		j = json_parse(text, strlen(text), NULL, 0);
		if (conditions_parse(cx.arena, &f, j, "filter", IN_POLICY, &rules.filter) !=
			E_INVALID)
			fail_msg("accepted %s", bad[i]);
		json_decref(j);
	}
}

static void test_calendars(void **state)
{
	struct calendar_rules rules = {.zone = zone_open("Europe/Zagreb")};
	struct calendar c, again;
	calendar_id id;
	struct policy p;

	(void)state;
	forget();
	assert_int_equal(calendar_create(&cx, "Closed", &rules, &c), E_INVALID);
	cx.fail = (struct failure){0};
	for (int day = 0; day < 5; day++)
		rules.week[day] = (struct hours){{{9 * 60, 17 * 60}}, 1};
	ok(calendar_create(&cx, "Zagreb office", &rules, &c));
	assert_int_equal(calendar_create(&cx, "ZAGREB office ", &rules, &again), E_INVALID);
	cx.fail = (struct failure){0};
	rules.week[4].n = 0;
	ok(calendar_update(&cx, c.id, NULL, &rules, &again));
	assert_int_equal(again.version, 2);
	assert_int_equal(again.rules->week[4].n, 0);
	assert_string_equal(again.name, "Zagreb office");
	assert_int_equal(
		calendar_update(&cx, (calendar_id){CALENDAR_ALWAYS}, "x", NULL, &c), E_NOT_FOUND);
	cx.fail = (struct failure){0};
	ok(calendar_default(&cx, &id));
	assert_int_equal(id.v, 2);
	p = make_policy("Counts by it", again.id);
	assert_int_equal(calendar_delete(&cx, again.id), E_INVALID);
	cx.fail = (struct failure){0};
	ok(policy_delete(&cx, p.id));
	ok(calendar_delete(&cx, again.id));
	assert_int_equal(calendar_get(&cx, again.id, &c), E_NOT_FOUND);
	cx.fail = (struct failure){0};
}

/* A version number that was rolled back and is used again must not be served from the cache. */
static void test_cache_after_rollback(void **state)
{
	struct calendar_rules rules = {.zone = zone_open("UTC")};
	struct compiled *c;
	struct calendar made;

	(void)state;
	forget();
	ok(db_savepoint(db));
	rules.week[0] = (struct hours){{{0, 60}}, 1};
	ok(calendar_create(&cx, "Short", &rules, &made));
	ok(calendar_open(&cx, made.id, 1, &c));
	assert_int_equal(calendar_open_between(c, cx.now, cx.now + DAY_MS), H);
	calendar_release(c);
	db_rollback_to(db);
	ok(db_savepoint(db));
	rules.week[0] = (struct hours){{{0, 120}}, 1};
	ok(calendar_create(&cx, "Longer", &rules, &made));
	ok(calendar_open(&cx, made.id, 1, &c));
	assert_int_equal(calendar_open_between(c, cx.now, cx.now + DAY_MS), 2 * H);
	calendar_release(c);
	db_rollback_to(db);
}

static i64 place_of(policy_id id)
{
	struct policy p;

	ok(policy_get(&cx, id, &p));
	return p.position;
}

static void test_order(void **state)
{
	struct policy a, b, c = {0};
	struct ticket t = {.status = STATUS_NEW, .tags = "", .subject = ""};
	CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;
	policy_id found;
	i64 version, ids[2];

	(void)state;
	forget();
	a = make_policy("A", (calendar_id){CALENDAR_ALWAYS});
	b = make_policy("B", (calendar_id){CALENDAR_ALWAYS});
	assert_true(a.position < b.position);
	b.position = 1; /* to the top: the others make room */
	ok(policy_update(&cx, &b));
	assert_int_equal(place_of(b.id), 1);
	assert_int_equal(place_of((policy_id){1}), 2);
	ok(policy_match(&cx, &t, &found, &version, &rules));
	assert_int_equal(found.v, b.id.v);
	ids[0] = a.id.v;
	ids[1] = b.id.v;
	ok(policy_reorder(&cx, &(struct id_list){ids, 2}));
	assert_int_equal(place_of(a.id), 1);
	assert_int_equal(place_of(b.id), 2);
	assert_int_equal(place_of((policy_id){1}), 3);
	ids[1] = 9999;
	assert_int_equal(policy_reorder(&cx, &(struct id_list){ids, 2}), E_NOT_FOUND);
	cx.fail = (struct failure){0};
	c.rules = ARENA_NEW(cx.arena, struct policy_rules);
	c.title = " ";
	assert_int_equal(policy_create(&cx, &c), E_INVALID);
	cx.fail = (struct failure){0};
	c.rules = ARENA_NEW(cx.arena, struct policy_rules);
	c.title = "No targets";
	assert_int_equal(policy_create(&cx, &c), E_INVALID);
	cx.fail = (struct failure){0};
	ok(policy_delete(&cx, a.id));
	ok(policy_delete(&cx, b.id));
	assert_int_equal(policy_delete(&cx, b.id), E_NOT_FOUND);
	cx.fail = (struct failure){0};
}

static int setup(void **state)
{
	i64 id;

	(void)state;
	secret_init();
	if (unit_dir_make())
		return -1;
	db = unit_db();
	if (!db)
		return -1;
	cx = (struct cx){.db = db,
		.arena = arena_new(64 << 20),
		.now = (i64)20000 * DAY_MS + 3 * DAY_MS, /* a Monday */
		.actor = actor_system()};
	if (db_begin(db))
		return -1;
	ok(db_run_id(db_stmt(db, &test_policy_user), &id));
	ok(calendar_seed(&cx));
	ok(policy_seed(&cx));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	db_rollback(db);
	db_close(db);
	arena_free(cx.arena);
	return unit_dir_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_bad_filters),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_calendars),
		cmocka_unit_test(test_cache_after_rollback),
	};

	return cmocka_run_group_tests_name("policy", tests, setup, teardown);
}
