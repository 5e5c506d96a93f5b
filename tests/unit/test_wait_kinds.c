/*
 * The kinds of waits that count by the ticket's status: what a requester waits, what agents work,
 * updates that may pause. Stories on real tickets, so that the log has their statuses; the clock
 * is set by hand, and every story ends with wait_verify, which must find nothing.
 */
#include "domain/policy.h"
#include "domain/ticket_merge.h"
#include "domain/wait.h"
#include "domain/wait_kind.h"
#include "unit/unit_house.h"

#define H HOUR_MS
#define M MINUTE_MS

QUERY(test_status_only, "UPDATE ticket SET status = ? WHERE id = ?");

static i64 monday;
static ticket_id id; /* of the story */
static calendar_id office;

/* ms after Monday 00:00 UTC. */
static void clock_at(i64 ms)
{
	cx.now = monday + ms;
}

/* A policy in force alone: targets as {'kind',…}, every one 24/7 unless it says otherwise. */
static void only_policy(const char *text)
{
	struct page page = {.limit = PAGE_MAX, .cursor = true, .sort = "position"};
	struct policy *old, p = {.title = "Test"};
	CLEANUP(json_cleanup) json_t *j = json(text);
	int n;

	ok(policy_list(&cx, &page, &old, &n));
	for (int i = 0; i < n; i++)
		ok(policy_delete(&cx, old[i].id));
	ok(policy_parse(cx.arena, &cx.fail, j, &p.rules));
	ok(policy_create(&cx, &p));
}

static const char *target(const char *kind, i64 hours, const char *priority, calendar_id calendar)
{
	return arena_printf(cx.arena,
		"{'kind':'%s','target_s':%lld,'goal_s':%lld%s%s%s,'calendar_id':%lld}", kind,
		(long long)hours * 3600, (long long)hours * 3600, priority ? ",'priority':'" : "",
		priority ? priority : "", priority ? "'" : "", (long long)calendar.v);
}

/* All that ends with solving: ten hours each, for a priority (NULL: any), on a calendar. */
static void promise_solving(i64 hours, const char *priority, calendar_id calendar)
{
	only_policy(arena_printf(cx.arena, "{'targets':[%s,%s,%s]}",
		target("resolution", hours, priority, calendar),
		target("requester_wait", hours, priority, calendar),
		target("agent_work", hours, priority, calendar)));
}

static void promise_updates(void)
{
	only_policy(arena_printf(cx.arena, "{'targets':[%s,%s]}",
		target("periodic_update", 2, NULL, (calendar_id){1}),
		target("pausable_update", 2, NULL, (calendar_id){1})));
}

static void file(i64 ms, user_id author)
{
	struct ticket_input in = {.subject = {true, "Story"},
		.requester_id = {true, people[0].v},
		.comment = {.body = "Hello", .author_id = author.v}};
	struct ticket_result made;

	forget();
	clock_at(ms);
	ok(ticket_create(&cx, &in, &made));
	id = made.ticket->id;
}

static void change(i64 ms, struct ticket_input in)
{
	struct ticket_result changed;

	clock_at(ms);
	ok(ticket_update(&cx, id, &in, &changed));
}

static void set_status(i64 ms, enum status status)
{
	change(ms, (struct ticket_input){.status = {true, status}});
}

/* A public comment by somebody, and the status that comes with it. */
static void say(i64 ms, user_id author, enum status status)
{
	change(ms, (struct ticket_input){.status = {true, status},
			   .comment = {.body = "News", .author_id = author.v}});
}

static void tick(i64 ms)
{
	i64 next;

	clock_at(ms);
	do
		ok(wait_tick(&cx, 10, &next));
	while (next <= cx.now);
}

/* The last wait of a kind. */
static struct wait the(enum wait_kind kind)
{
	struct wait *v, last = {0};
	int n;

	ok(wait_list(&cx, id, &v, &n));
	for (int i = 0; i < n; i++)
		if (v[i].kind == kind)
			last = v[i];
	return last;
}

static void runs(enum wait_kind kind, i64 due)
{
	struct wait w = the(kind);

	assert_int_equal(w.outcome, WAIT_OPEN);
	assert_int_equal(w.due_at - monday, due);
}

static void stands(enum wait_kind kind, i64 left)
{
	struct wait w = the(kind);

	assert_int_equal(w.outcome, WAIT_PAUSED);
	assert_int_equal(w.left_ms, left);
}

static void ended(enum wait_kind kind, enum wait_outcome outcome, i64 due)
{
	struct wait w = the(kind);

	assert_int_equal(w.outcome, outcome);
	assert_int_equal(w.due_at - monday, due);
}

static int differences;

static void count_difference(void *self, const char *sentence)
{
	differences++;
	if (self)
		print_message("%s\n", sentence);
}

static int found(bool aloud)
{
	differences = 0;
	ok(wait_verify(&cx, id, count_difference, aloud ? &id : NULL));
	return differences;
}

static void clean(void)
{
	assert_int_equal(found(true), 0);
}

static json_t *explain(enum wait_kind kind)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(100000);
	struct wait w = the(kind);
	struct jw jw;

	jw_init(&jw, &out);
	ok(wait_explain(&cx, &jw, NULL, &w));
	return json_parse(out.p, out.n, NULL, 0);
}

static void explained(enum wait_kind kind, const char *sentence)
{
	CLEANUP(json_cleanup) json_t *j = explain(kind);

	assert_string_equal(json_get_str(j, "explanation"), sentence);
}

/* Why it was closed, and whether the calendar never is. */
static void closed(enum wait_kind kind, const char *reasons, bool always_open)
{
	CLEANUP(json_cleanup) json_t *j = explain(kind), *wanted = json(reasons);

	assert_true(json_equal(json_object_get(j, "closed"), wanted));
	assert_int_equal(
		json_is_true(json_object_get(json_object_get(j, "calendar"), "always_open")),
		always_open);
}

static void test_closures(void **state)
{
	i64 tuesday = monday / DAY_MS + 1;
	struct holiday days[] = {{.first = tuesday, .last = tuesday, .name = "Inventory"},
		{.first = tuesday + 1, .last = tuesday + 1}};
	struct calendar_rules rules = {
		.zone = zone_open("UTC"), .holidays = days, .holiday_count = 2};
	struct calendar hours;

	(void)state;
	for (int day = 0; day < 5; day++)
		rules.week[day] = (struct hours){{{9 * 60, 12 * 60}, {13 * 60, 17 * 60}}, 2};
	ok(calendar_create(&cx, "Desk hours", &rules, &hours));
	only_policy(arena_printf(cx.arena, "{'targets':[%s,%s]}",
		target("resolution", 20, NULL, hours.id),
		target("agent_work", 20, NULL, (calendar_id){1})));
	file(9 * H, people[0]);
	explained(WAIT_RESOLUTION,
		"20 h of Desk hours from Mon 09:00; closed overnight, for Inventory, "
		"for a holiday, at midday; due Fri 16:00 (UTC)");
	closed(WAIT_RESOLUTION,
		"[{'reason':'overnight','holiday':null},"
		"{'reason':'holiday','holiday':'Inventory'},"
		"{'reason':'holiday','holiday':null},{'reason':'midday','holiday':null}]",
		false);
	closed(WAIT_AGENT_WORK, "[]", true);
}

/* --- what ends with solving --- */

static void test_statuses(void **state)
{
	(void)state;
	promise_solving(10, NULL, (calendar_id){1});
	file(0, people[0]);
	runs(WAIT_REQUESTER_WAIT, 10 * H);
	runs(WAIT_AGENT_WORK, 10 * H);
	set_status(1 * H, STATUS_OPEN);
	runs(WAIT_REQUESTER_WAIT, 10 * H);
	runs(WAIT_AGENT_WORK, 10 * H);
	set_status(2 * H, STATUS_PENDING);
	stands(WAIT_REQUESTER_WAIT, 8 * H);
	stands(WAIT_AGENT_WORK, 8 * H);
	runs(WAIT_RESOLUTION, 10 * H);
	clean();
	set_status(5 * H, STATUS_OPEN);
	runs(WAIT_REQUESTER_WAIT, 13 * H);
	runs(WAIT_AGENT_WORK, 13 * H);
	set_status(6 * H, STATUS_HOLD);
	runs(WAIT_REQUESTER_WAIT, 13 * H);
	stands(WAIT_AGENT_WORK, 7 * H);
	set_status(8 * H, STATUS_PENDING);
	stands(WAIT_REQUESTER_WAIT, 5 * H);
	stands(WAIT_AGENT_WORK, 7 * H);
	set_status(9 * H, STATUS_HOLD);
	runs(WAIT_REQUESTER_WAIT, 14 * H);
	stands(WAIT_AGENT_WORK, 7 * H);
	set_status(10 * H, STATUS_OPEN);
	runs(WAIT_AGENT_WORK, 17 * H);
	clean();
	set_status(11 * H, STATUS_SOLVED);
	ended(WAIT_REQUESTER_WAIT, WAIT_MET, 14 * H);
	ended(WAIT_AGENT_WORK, WAIT_MET, 17 * H);
	ended(WAIT_RESOLUTION, WAIT_BREACHED_LATE, 10 * H);
	assert_false(the(WAIT_AGENT_WORK).by_solve);
	explained(WAIT_AGENT_WORK, "10 h while new or open from Mon 00:00; paused for 7 h; "
				   "due Mon 17:00, solved Mon 11:00 (UTC)");
	explained(WAIT_REQUESTER_WAIT,
		"10 h while new, open or on hold from Mon 00:00; paused for 4 h; "
		"due Mon 14:00, solved Mon 11:00 (UTC)");
	clean();
}

/* Reopened they go on; the time between did not count. */
static void test_reopened(void **state)
{
	(void)state;
	promise_solving(10, NULL, (calendar_id){1});
	file(0, people[0]);
	set_status(4 * H, STATUS_SOLVED);
	set_status(8 * H, STATUS_HOLD);
	runs(WAIT_REQUESTER_WAIT, 14 * H);
	stands(WAIT_AGENT_WORK, 6 * H);
	set_status(9 * H, STATUS_SOLVED);
	set_status(20 * H, STATUS_PENDING);
	stands(WAIT_REQUESTER_WAIT, 5 * H);
	say(21 * H, people[0], STATUS_OPEN);
	runs(WAIT_REQUESTER_WAIT, 26 * H);
	runs(WAIT_AGENT_WORK, 27 * H);
	tick(26 * H + 1);
	ended(WAIT_REQUESTER_WAIT, WAIT_BREACHED_OPEN, 26 * H);
	runs(WAIT_AGENT_WORK, 27 * H);
	clean();
}

/* Zagreb opens 09:00 to 17:00, which is 08:00 to 16:00 UTC; the 23rd is a Monday. */
static void test_business_hours(void **state)
{
	(void)state;
	promise_solving(8, NULL, office);
	file(4 * DAY_MS + 14 * H, people[0]); /* Friday 15:00 */
	runs(WAIT_AGENT_WORK, 7 * DAY_MS + 14 * H);
	set_status(4 * DAY_MS + 15 * H, STATUS_PENDING); /* an hour of eight is gone */
	stands(WAIT_AGENT_WORK, 7 * H);
	stands(WAIT_REQUESTER_WAIT, 7 * H);
	set_status(5 * DAY_MS, STATUS_OPEN); /* on Saturday nothing counts either */
	runs(WAIT_AGENT_WORK, 7 * DAY_MS + 15 * H);
	set_status(7 * DAY_MS + 10 * H, STATUS_HOLD); /* Monday 11:00: three are gone */
	runs(WAIT_REQUESTER_WAIT, 7 * DAY_MS + 15 * H);
	stands(WAIT_AGENT_WORK, 5 * H);
	set_status(8 * DAY_MS + 7 * H, STATUS_OPEN); /* Tuesday before nine */
	runs(WAIT_AGENT_WORK, 8 * DAY_MS + 13 * H);
	tick(8 * DAY_MS + 7 * H);
	ended(WAIT_REQUESTER_WAIT, WAIT_BREACHED_OPEN, 7 * DAY_MS + 15 * H);
	explained(WAIT_AGENT_WORK,
		"8 h of Zagreb office time while new or open from Fri 15:00; paused for 30 h; "
		"due Tue 14:00");
	clean();
}

/* Their statuses decide alone: neither the policy nor a customer's message does. */
static void test_own_statuses(void **state)
{
	(void)state;
	only_policy(arena_printf(cx.arena, "{'pause':['hold','pending'],'targets':[%s,%s,%s]}",
		target("resolution", 10, NULL, (calendar_id){1}),
		target("requester_wait", 10, NULL, (calendar_id){1}),
		target("agent_work", 10, NULL, (calendar_id){1})));
	file(0, people[0]);
	set_status(1 * H, STATUS_HOLD);
	stands(WAIT_RESOLUTION, 9 * H);
	runs(WAIT_REQUESTER_WAIT, 10 * H);
	say(2 * H, people[0], STATUS_PENDING); /* an agent wrote it down for the customer */
	runs(WAIT_RESOLUTION, 11 * H);
	stands(WAIT_REQUESTER_WAIT, 8 * H);
	stands(WAIT_AGENT_WORK, 9 * H);
	clean();
}

/* --- updates --- */

static void test_updates(void **state)
{
	(void)state;
	promise_updates();
	file(0, people[0]);
	assert_int_equal(the(WAIT_PAUSABLE_UPDATE).id, 0);
	say(1 * H, people[3], STATUS_OPEN);
	runs(WAIT_PERIODIC_UPDATE, 3 * H);
	runs(WAIT_PAUSABLE_UPDATE, 3 * H);
	set_status(2 * H, STATUS_PENDING);
	runs(WAIT_PERIODIC_UPDATE, 3 * H);
	stands(WAIT_PAUSABLE_UPDATE, 1 * H);
	tick(4 * H);
	ended(WAIT_PERIODIC_UPDATE, WAIT_BREACHED_OPEN, 3 * H);
	set_status(5 * H, STATUS_OPEN);
	runs(WAIT_PAUSABLE_UPDATE, 6 * H);
	set_status(5 * H + 30 * M, STATUS_HOLD);
	runs(WAIT_PAUSABLE_UPDATE, 6 * H);
	say(5 * H + 45 * M, people[3], STATUS_HOLD);
	runs(WAIT_PERIODIC_UPDATE, 7 * H + 45 * M);
	runs(WAIT_PAUSABLE_UPDATE, 7 * H + 45 * M);
	say(6 * H, people[3], STATUS_PENDING); /* says something, and it is the customer's turn */
	runs(WAIT_PERIODIC_UPDATE, 8 * H);
	stands(WAIT_PAUSABLE_UPDATE, 2 * H);
	clean();
	set_status(7 * H, STATUS_SOLVED);
	assert_int_equal(the(WAIT_PAUSABLE_UPDATE).outcome, WAIT_MET);
	assert_true(the(WAIT_PAUSABLE_UPDATE).by_solve);
	clean();
}

/* An agent who opens a ticket in public has given the first news. */
static void test_updates_of_agents_ticket(void **state)
{
	(void)state;
	promise_updates();
	file(0, people[3]);
	runs(WAIT_PERIODIC_UPDATE, 2 * H);
	runs(WAIT_PAUSABLE_UPDATE, 2 * H);
	change(1 * H, (struct ticket_input){.priority = {true, PRIORITY_HIGH}});
	runs(WAIT_PAUSABLE_UPDATE, 2 * H);
	clean();
}

/* --- promised later, or taken over --- */

/* What was promised late counts as if it had been from the beginning. */
static void test_late_promise(void **state)
{
	struct ticket_input urgent = {.priority = {true, PRIORITY_URGENT}};

	(void)state;
	promise_solving(10, "urgent", (calendar_id){1});
	file(0, people[0]);
	set_status(2 * H, STATUS_PENDING);
	set_status(5 * H, STATUS_HOLD);
	set_status(6 * H, STATUS_OPEN);
	change(7 * H, urgent);
	runs(WAIT_RESOLUTION, 10 * H);
	runs(WAIT_REQUESTER_WAIT, 13 * H);
	runs(WAIT_AGENT_WORK, 14 * H);
	clean();
	file(0, people[0]);
	set_status(2 * H, STATUS_SOLVED);
	set_status(4 * H, STATUS_OPEN);
	set_status(5 * H, STATUS_HOLD);
	change(7 * H, urgent);
	runs(WAIT_RESOLUTION, 12 * H);
	runs(WAIT_REQUESTER_WAIT, 12 * H);
	stands(WAIT_AGENT_WORK, 7 * H);
	clean();
	file(0, people[0]);
	set_status(11 * H, STATUS_PENDING);
	change(12 * H, urgent); /* it was late before it stood still */
	ended(WAIT_REQUESTER_WAIT, WAIT_BREACHED_OPEN, 10 * H);
	clean();
}

/* Merging brings the earlier start, and what did not count there. */
static void test_merged(void **state)
{
	struct ticket_merge_input in = {.target_text = NULL};
	ticket_id source;

	(void)state;
	promise_solving(10, NULL, (calendar_id){1});
	file(0, people[0]);
	set_status(1 * H, STATUS_PENDING);
	set_status(5 * H, STATUS_OPEN);
	source = id;
	file(6 * H, people[0]);
	id_list_add(cx.arena, &in.sources, source.v);
	clock_at(7 * H);
	ok(ticket_merge(&cx, id, &in));
	runs(WAIT_RESOLUTION, 10 * H);
	runs(WAIT_REQUESTER_WAIT, 14 * H);
	runs(WAIT_AGENT_WORK, 14 * H);
	clean();
	id = source;
	assert_int_equal(the(WAIT_AGENT_WORK).outcome, WAIT_CANCELLED);
	clean();
}

/* --- the table, and the proof --- */

static void test_table(void **state)
{
	static const char *const metrics[] = {"first_reply_time", "next_reply_time",
		"requester_wait_time", "agent_work_time", "periodic_update_time",
		"pausable_update_time", "total_resolution_time"};
	enum wait_kind kind;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(metrics); i++) {
		assert_true(wait_metric_parse(metrics[i], &kind));
		assert_string_equal(wait_rule(kind)->metric, metrics[i]);
		assert_non_null(wait_kind_name(kind));
		assert_non_null(wait_rule(kind)->event_metric);
	}
	assert_false(wait_metric_parse("callback", &kind));
	assert_false(wait_metric_parse(NULL, &kind));
	for (int k = WAIT_FIRST_REPLY; k <= WAIT_PAUSABLE_UPDATE; k++) {
		assert_true(wait_kind_parse(wait_kind_name((enum wait_kind)k), &kind));
		assert_int_equal(kind, k);
	}
}

/* A ticket whose status says otherwise than its wait does. */
static void test_verify_finds_pause(void **state)
{
	struct stmt *s;

	(void)state;
	promise_solving(10, NULL, (calendar_id){1});
	file(0, people[0]);
	clean();
	ok(db_savepoint(db));
	s = db_stmt(db, &test_status_only);
	bind_i64(s, STATUS_PENDING);
	bind_i64(s, id.v);
	ok(db_run(s));
	assert_int_equal(found(false), 2);
	db_rollback_to(db);
	clean();
}

static int setup(void **state)
{
	struct calendar_rules rules = {.zone = zone_open("Europe/Zagreb")};
	struct calendar c;

	if (house_open(state) || !clock_parse("2026-11-23", &monday))
		return -1;
	for (int day = 0; day < 5; day++)
		rules.week[day] = (struct hours){{{9 * 60, 17 * 60}}, 1};
	ok(calendar_create(&cx, "Zagreb office", &rules, &c));
	office = c.id;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_closures),
		cmocka_unit_test(test_statuses),
		cmocka_unit_test(test_reopened),
		cmocka_unit_test(test_business_hours),
		cmocka_unit_test(test_own_statuses),
		cmocka_unit_test(test_updates),
		cmocka_unit_test(test_updates_of_agents_ticket),
		cmocka_unit_test(test_late_promise),
		cmocka_unit_test(test_merged),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_verify_finds_pause),
	};

	return cmocka_run_group_tests_name("wait_kinds", tests, setup, house_close);
}
