/*
 * The wait engine on a real database: each rule of "Deadlines" as a short story with its own clock.
 * Tickets, comments and users are put in by hand, so that only domain/wait, policy and calendar
 * are on trial. Every story ends with wait_verify, which must find nothing; and the last tests
 * damage rows to see that it finds something.
 */
#include "base/clock.h"
#include "base/secret.h"
#include "domain/event.h"
#include "domain/policy.h"
#include "domain/wait.h"
#include "unit/unit_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

QUERY(test_user, "INSERT INTO user_account (name, name_fold, role, created_at, updated_at) "
		 "VALUES (?, ?, ?, 0, 0) RETURNING id");
QUERY(test_ticket, "INSERT INTO ticket (status, channel, requester_id, submitter_id, queue_key, "
		   "created_at, updated_at, generated_at) VALUES (2, 2, 1, 1, 0, ?, ?, ?) "
		   "RETURNING id");
QUERY(test_comment, "INSERT INTO comment (ticket_id, event_id, author_id, author_role, public, "
		    "channel, body, created_at) VALUES (?, ?, ?, ?, ?, 2, 'x', ?)");
QUERY(test_events, "SELECT COUNT(*) FROM event WHERE ticket_id = ? AND kind = ?");
QUERY(test_key, "SELECT queue_key FROM ticket WHERE id = ?");
QUERY(test_break, "UPDATE wait SET due_at = due_at + 1 WHERE id = ?");
QUERY(test_lose, "DELETE FROM wait WHERE id = ?");
QUERY(test_misplace, "UPDATE ticket SET queue_key = 5 WHERE id = ?");

enum { CUSTOMER = 1, AGENT = 2 };
#define H HOUR_MS
#define M MINUTE_MS
static struct db *db;
static struct cx cx;
static struct ticket t; /* of the story */

static void ok(enum err e)
{
	if (e)
		fail_msg("error %s: %s", err_wire(e), cx.fail.details[0].text);
}

/* Set the clock: Monday 23 November 2026, that many ms after 00:00 UTC. */
static i64 clock_at(i64 ms)
{
	i64 monday;

	assert_true(clock_parse("2026-11-23", &monday));
	cx.now = monday + ms;
	t.updated_at = cx.now;
	return cx.now;
}

static i64 add_user(const char *name, enum role role)
{
	struct stmt *s = db_stmt(db, &test_user);
	i64 id;

	bind_text(s, name);
	bind_text(s, name);
	bind_i64(s, role);
	ok(db_run_id(s, &id));
	return id;
}

static void say(enum role role, bool public)
{
	event_id event;
	struct stmt *s;

	ok(event_add(&cx, EVENT_TICKET_UPDATED, t.id, 0, "{}", &event));
	s = db_stmt(db, &test_comment);
	bind_i64(s, t.id.v);
	bind_i64(s, event.v);
	bind_i64(s, role == ROLE_END_USER ? CUSTOMER : AGENT);
	bind_i64(s, role);
	bind_bool(s, public);
	bind_i64(s, cx.now);
	ok(db_run(s));
}

/* As at the end of a request. */
static void forget(void)
{
	arena_reset(cx.arena);
	cx.news = NULL;
	cx.news_count = cx.news_cap = 0;
	cx.fail = (struct failure){0};
}

/* A new ticket at a time, by a customer or an agent. */
static void file(i64 ms, bool by_customer)
{
	struct stmt *s;

	forget();
	t = (struct ticket){
		.status = STATUS_NEW, .channel = CHANNEL_WEB, .tags = "", .subject = ""};
	t.requester.v = CUSTOMER;
	t.created_at = clock_at(ms);
	s = db_stmt(db, &test_ticket);
	bind_i64(s, cx.now);
	bind_i64(s, cx.now);
	bind_i64(s, cx.now);
	ok(db_run_id(s, &t.id.v));
	say(by_customer ? ROLE_END_USER : ROLE_AGENT, true);
	ok(wait_ticket_created(&cx, &t, by_customer, !by_customer));
}

static void tick(i64 ms)
{
	i64 next;

	clock_at(ms);
	do
		ok(wait_tick(&cx, 10, &next));
	while (next <= cx.now);
}

static void customer_writes(i64 ms)
{
	clock_at(ms);
	say(ROLE_END_USER, true);
	ok(wait_customer_wrote(&cx, &t, cx.now));
}

static void agent_replies(i64 ms)
{
	clock_at(ms);
	say(ROLE_AGENT, true);
	ok(wait_agent_replied(&cx, &t, (user_id){AGENT}, cx.now));
}

static void set_status(i64 ms, enum status status)
{
	enum status before = t.status;

	clock_at(ms);
	t.status = status;
	ok(wait_status_changed(&cx, &t, before, 0));
}

static void set_priority(i64 ms, enum priority priority)
{
	clock_at(ms);
	t.priority = priority;
	ok(wait_retarget(&cx, &t));
}

/* The n-th wait of the ticket (from 0); checks how many there are. */
static struct wait the_wait(int n, int of)
{
	struct wait *v;
	int count;

	ok(wait_list(&cx, t.id, &v, &count));
	assert_int_equal(count, of);
	return v[n];
}

static i64 key(void)
{
	struct stmt *s = db_stmt(db, &test_key);
	i64 k;

	bind_i64(s, t.id.v);
	ok(db_run_i64(s, 0, &k));
	return k;
}

static i64 events(enum event_kind kind)
{
	struct stmt *s = db_stmt(db, &test_events);
	i64 n;

	bind_i64(s, t.id.v);
	bind_i64(s, kind);
	ok(db_run_i64(s, 0, &n));
	return n;
}

static int differences;

static void count_difference(void *self, const char *sentence)
{
	differences++;
	if (self)
		print_message("%s\n", sentence);
}

static void clean(void)
{
	differences = 0;
	ok(wait_verify(&cx, t.id, count_difference, &t));
	assert_int_equal(differences, 0);
}

static i64 since_monday(i64 ms)
{
	i64 monday;

	clock_parse("2026-11-23", &monday);
	return ms - monday;
}

/* A policy from its definition (with ' for "), in force alone. */
static policy_id only_policy(const char *quoted)
{
	char *text = arena_strdup(cx.arena, quoted);
	struct page page = {.limit = PAGE_MAX, .cursor = true, .sort = "position"};
	struct policy *old, p = {.title = "Test"};
	json_t *j;
	int n;

	for (char *c = text; *c; c++)
		*c = *c == '\'' ? '"' : *c;
	j = json_parse(text, strlen(text), NULL, 0);
	assert_non_null(j);
	ok(policy_list(&cx, &page, &old, &n));
	for (int i = 0; i < n; i++)
		ok(policy_delete(&cx, old[i].id));
	ok(policy_parse(cx.arena, &cx.fail, j, &p.rules));
	json_decref(j);
	ok(policy_create(&cx, &p));
	return p.id;
}

#define REPLY_10H \
	"{'targets':[" \
	"{'kind':'first_reply','target_s':36000,'goal_s':28800,'calendar_id':1}," \
	"{'kind':'next_reply','target_s':36000,'goal_s':28800,'calendar_id':1}]}"
#define RESOLVE_20H \
	"{'pause':['pending','hold'],'warn_before_s':[3600],'targets':[" \
	"{'kind':'next_reply','target_s':36000,'goal_s':28800,'calendar_id':1}," \
	"{'kind':'resolution','target_s':72000,'goal_s':57600,'calendar_id':1}]}"

static void test_first_reply_met(void **state)
{
	struct wait w;

	(void)state;
	only_policy(REPLY_10H);
	file(8 * H, true);
	w = the_wait(0, 1);
	assert_int_equal(w.kind, WAIT_FIRST_REPLY);
	assert_int_equal(since_monday(w.due_at), 18 * H);
	assert_int_equal(since_monday(w.goal_at), 16 * H);
	assert_int_equal(key(), w.due_at);
	clean();
	customer_writes(9 * H); /* later messages do not move it */
	w = the_wait(0, 1);
	assert_int_equal(since_monday(w.due_at), 18 * H);
	agent_replies(18 * H); /* exactly at the due moment is met */
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_MET);
	assert_int_equal(since_monday(w.fulfilled_at), 18 * H);
	assert_int_equal(w.fulfilled_by.v, AGENT);
	assert_false(w.by_solve);
	assert_int_equal(key(), WAIT_KEY_NONE - t.updated_at);
	clean();
}

static void test_one_ms_late(void **state)
{
	struct wait w;

	(void)state;
	only_policy(REPLY_10H);
	file(8 * H, true);
	agent_replies(18 * H + 1);
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_BREACHED_LATE);
	assert_int_equal(since_monday(w.breached_at), 18 * H);
	assert_int_equal(events(EVENT_WAIT_BREACHED), 1);
	clean();
}

static void test_next_reply(void **state)
{
	struct wait w;

	(void)state;
	only_policy(REPLY_10H);
	file(8 * H, true);
	agent_replies(9 * H);
	customer_writes(11 * H);
	customer_writes(15 * H);
	w = the_wait(1, 2);
	assert_int_equal(w.kind, WAIT_NEXT_REPLY);
	assert_int_equal(since_monday(w.started_at), 11 * H);
	assert_int_equal(since_monday(w.due_at), 21 * H);
	agent_replies(12 * H);
	assert_int_equal(the_wait(1, 2).outcome, WAIT_MET);
	clean();
}

static void test_agent_opens(void **state)
{
	(void)state;
	only_policy(REPLY_10H);
	file(8 * H, false);
	(void)the_wait(0, 0);
	assert_true(key() > WAIT_KEY_PAUSED);
	clean();
	customer_writes(10 * H);
	assert_int_equal(the_wait(0, 1).kind, WAIT_FIRST_REPLY);
	clean();
}

static void test_solve_ends_reply(void **state)
{
	struct wait w;

	(void)state;
	only_policy(REPLY_10H);
	file(8 * H, true);
	set_status(9 * H, STATUS_SOLVED);
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_MET);
	assert_true(w.by_solve);
	set_status(10 * H, STATUS_OPEN);
	customer_writes(10 * H);
	w = the_wait(1, 2);
	assert_int_equal(w.kind, WAIT_NEXT_REPLY);
	assert_int_equal(since_monday(w.started_at), 10 * H);
	clean();
}

static void test_resolution_pauses(void **state)
{
	struct wait w;

	(void)state;
	only_policy(RESOLVE_20H);
	file(0, true);
	w = the_wait(0, 1);
	assert_int_equal(w.kind, WAIT_RESOLUTION);
	assert_int_equal(since_monday(w.due_at), 20 * H);
	set_status(5 * H, STATUS_PENDING);
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_PAUSED);
	assert_int_equal(w.left_ms, 15 * H);
	assert_int_equal(key(), WAIT_KEY_PAUSED + 15 * H);
	clean();
	tick(40 * H); /* nothing is due while it rests */
	assert_int_equal(the_wait(0, 1).outcome, WAIT_PAUSED);
	set_status(41 * H, STATUS_HOLD);
	assert_int_equal(the_wait(0, 1).outcome, WAIT_PAUSED);
	set_status(45 * H, STATUS_OPEN);
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_OPEN);
	assert_int_equal(since_monday(w.due_at), 60 * H);
	assert_int_equal(w.paused_ms, 40 * H);
	clean();
	set_status(60 * H, STATUS_SOLVED);
	assert_int_equal(the_wait(0, 1).outcome, WAIT_MET);
	clean();
}

static void test_customer_ends_pause(void **state)
{
	struct wait w;

	(void)state;
	only_policy(RESOLVE_20H);
	file(0, true);
	agent_replies(1 * H);
	set_status(1 * H, STATUS_PENDING);
	customer_writes(4 * H); /* the status stays pending */
	w = the_wait(0, 2);
	assert_int_equal(w.outcome, WAIT_OPEN);
	assert_int_equal(since_monday(w.due_at), 23 * H);
	assert_int_equal(the_wait(1, 2).kind, WAIT_NEXT_REPLY);
	assert_int_equal(the_wait(1, 2).outcome, WAIT_OPEN);
	assert_int_equal(since_monday(key()), 14 * H);
	agent_replies(5 * H); /* it is the customer's turn again */
	assert_int_equal(the_wait(0, 2).outcome, WAIT_PAUSED);
	assert_int_equal(the_wait(0, 2).left_ms, 18 * H);
	clean();
}

static void test_reopen_continues(void **state)
{
	struct wait w;

	(void)state;
	only_policy(RESOLVE_20H);
	file(0, true);
	set_status(12 * H, STATUS_SOLVED);
	assert_int_equal(the_wait(0, 1).outcome, WAIT_MET);
	assert_false(the_wait(0, 1).by_solve);
	set_status(100 * H, STATUS_OPEN);
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_OPEN);
	assert_int_equal(since_monday(w.due_at), 108 * H);
	assert_int_equal(events(EVENT_WAIT_REOPENED), 1);
	clean();
	tick(109 * H);
	assert_int_equal(the_wait(0, 1).outcome, WAIT_BREACHED_OPEN);
	set_status(110 * H, STATUS_SOLVED);
	set_status(120 * H, STATUS_PENDING); /* late it was, late it stays */
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_BREACHED_OPEN);
	assert_int_equal(since_monday(w.breached_at), 108 * H);
	clean();
}

static void test_notices(void **state)
{
	struct wait w;

	(void)state;
	only_policy(RESOLVE_20H);
	file(0, true);
	tick(16 * H); /* the goal is reached exactly: not yet behind */
	assert_int_equal(the_wait(0, 1).warned_at, 0);
	tick(16 * H + 1);
	w = the_wait(0, 1);
	assert_int_equal(since_monday(w.warned_at), 16 * H);
	assert_int_equal(events(EVENT_WAIT_WARNED), 1);
	tick(19 * H + 1);
	assert_int_equal(events(EVENT_WAIT_WARNED), 2);
	tick(20 * H);
	assert_int_equal(the_wait(0, 1).outcome, WAIT_OPEN);
	clean();
	tick(20 * H + 1);
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_BREACHED_OPEN);
	assert_int_equal(w.breached_at, w.due_at);
	assert_int_equal(w.notice_at, 0);
	clean();
}

static void test_catch_up(void **state)
{
	struct wait w;

	(void)state;
	only_policy(RESOLVE_20H);
	file(0, true);
	tick(500 * H); /* the daemon was down */
	w = the_wait(0, 1);
	assert_int_equal(events(EVENT_WAIT_WARNED), 2);
	assert_int_equal(events(EVENT_WAIT_BREACHED), 1);
	assert_int_equal(since_monday(w.breached_at), 20 * H);
	assert_int_equal(since_monday(w.warned_at), 19 * H);
	clean();
}

#define BY_PRIORITY \
	"{'targets':[" \
	"{'priority':'urgent','kind':'first_reply','target_s':3600,'goal_s':1800," \
	"'calendar_id':1}," \
	"{'priority':'high','kind':'first_reply','target_s':14400,'goal_s':7200," \
	"'calendar_id':1}," \
	"{'priority':'low','kind':'resolution','target_s':360000,'goal_s':7200," \
	"'calendar_id':2}]}"

static void test_retarget(void **state)
{
	struct wait w;

	(void)state;
	only_policy(BY_PRIORITY);
	file(8 * H, true);
	(void)the_wait(0, 0); /* no target for a ticket without priority */
	set_priority(9 * H, PRIORITY_HIGH);
	w = the_wait(0, 1); /* from its true start */
	assert_int_equal(since_monday(w.started_at), 8 * H);
	assert_int_equal(since_monday(w.due_at), 12 * H);
	clean();
	set_priority(9 * H, PRIORITY_HIGH);
	assert_int_equal(events(EVENT_WAIT_RETARGETED), 0);
	set_priority(9 * H + 30 * M, PRIORITY_URGENT); /* due half an hour ago */
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_BREACHED_OPEN);
	assert_int_equal(since_monday(w.breached_at), 9 * H);
	set_priority(9 * H + 40 * M, PRIORITY_HIGH); /* what was breached stays breached */
	assert_int_equal(the_wait(0, 1).outcome, WAIT_BREACHED_OPEN);
	clean();
}

static void test_retarget_to_nothing(void **state)
{
	(void)state;
	only_policy(BY_PRIORITY);
	file(8 * H, true);
	set_priority(9 * H, PRIORITY_HIGH);
	set_priority(10 * H, PRIORITY_LOW);
	assert_int_equal(the_wait(0, 2).outcome, WAIT_CANCELLED);
	assert_int_equal(the_wait(1, 2).kind, WAIT_RESOLUTION);
	clean();
	set_priority(11 * H, PRIORITY_HIGH);
	assert_int_equal(the_wait(1, 3).outcome, WAIT_CANCELLED);
	assert_int_equal(the_wait(2, 3).outcome, WAIT_OPEN);
	assert_int_equal(since_monday(the_wait(2, 3).due_at), 12 * H);
	clean();
}

static void test_first_reply_never_pauses(void **state)
{
	(void)state;
	only_policy("{'pause':['pending','hold'],'targets':[{'kind':'first_reply','target_s':36000,"
		    "'goal_s':28800,'calendar_id':1},{'kind':'next_reply','target_s':36000,"
		    "'goal_s':28800,'calendar_id':1}]}");
	file(8 * H, true);
	set_status(9 * H, STATUS_HOLD);
	assert_int_equal(the_wait(0, 1).outcome, WAIT_OPEN);
	agent_replies(10 * H);
	customer_writes(11 * H);
	set_status(12 * H, STATUS_PENDING);
	assert_int_equal(the_wait(1, 2).outcome, WAIT_PAUSED);
	agent_replies(30 * H); /* met while it rested */
	assert_int_equal(the_wait(1, 2).outcome, WAIT_MET);
	assert_int_equal(the_wait(1, 2).paused_ms, 18 * H);
	clean();
}

static void test_other_policy(void **state)
{
	policy_id first = only_policy(RESOLVE_20H), second;
	struct wait w;

	(void)state;
	file(0, true);
	set_status(5 * H, STATUS_PENDING);
	second = only_policy("{'pause':['pending'],'targets':[{'kind':'resolution',"
			     "'target_s':36000,'goal_s':28800,'calendar_id':1}]}");
	assert_int_not_equal(first.v, second.v);
	set_priority(6 * H, PRIORITY_LOW); /* still at rest; elapsed time is kept */
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_PAUSED);
	assert_int_equal(w.policy.v, second.v);
	assert_int_equal(w.left_ms, 5 * H);
	clean();
	only_policy("{'targets':[{'kind':'resolution','target_s':36000,'goal_s':28800,"
		    "'calendar_id':1}]}");
	set_priority(8 * H, PRIORITY_HIGH); /* this one knows no pause */
	w = the_wait(0, 1);
	assert_int_equal(w.outcome, WAIT_OPEN);
	assert_int_equal(since_monday(w.due_at), 13 * H);
	clean();
}

static void test_versions(void **state)
{
	struct policy p;
	policy_id id = only_policy(REPLY_10H);

	(void)state;
	file(8 * H, true);
	ok(policy_get(&cx, id, &p));
	p.rules->targets[0].target_s = 3600;
	p.rules->targets[0].goal_s = 1800;
	ok(policy_update(&cx, &p));
	assert_int_equal(p.version, 2);
	set_priority(8 * H, PRIORITY_LOW); /* open waits keep their version */
	assert_int_equal(since_monday(the_wait(0, 1).due_at), 18 * H);
	assert_int_equal(the_wait(0, 1).policy_version, 1);
	clean();
	file(8 * H, true);
	assert_int_equal(since_monday(the_wait(0, 1).due_at), 9 * H);
	assert_int_equal(the_wait(0, 1).policy_version, 2);
	ok(policy_get(&cx, id, &p));
	ok(policy_update(&cx, &p)); /* nothing changed: no new version */
	assert_int_equal(p.version, 2);
	clean();
}

static void test_periodic_update(void **state)
{
	(void)state;
	only_policy("{'pause':['hold'],'targets':[{'kind':'periodic_update','target_s':7200,"
		    "'goal_s':3600,'calendar_id':1}]}");
	file(8 * H, true);
	(void)the_wait(0, 0);
	agent_replies(9 * H);
	assert_int_equal(since_monday(the_wait(0, 1).due_at), 11 * H);
	agent_replies(10 * H);
	assert_int_equal(the_wait(0, 2).outcome, WAIT_MET);
	assert_int_equal(since_monday(the_wait(1, 2).due_at), 12 * H);
	set_status(11 * H, STATUS_SOLVED);
	assert_int_equal(the_wait(1, 2).outcome, WAIT_MET);
	clean();
}

static void test_delete(void **state)
{
	(void)state;
	only_policy(REPLY_10H);
	file(8 * H, true);
	clock_at(9 * H);
	ok(wait_ticket_deleted(&cx, &t));
	assert_int_equal(the_wait(0, 1).outcome, WAIT_CANCELLED);
	clean();
	customer_writes(20 * H);
	assert_int_equal(the_wait(1, 2).outcome, WAIT_OPEN);
	clean();
}

static void test_many_pauses(void **state)
{
	struct wait w;

	(void)state;
	only_policy(RESOLVE_20H);
	file(0, true);
	for (int i = 0; i < WAIT_PAUSES + 5; i++) {
		set_status((2 * i + 1) * SECOND_MS, STATUS_PENDING);
		set_status((2 * i + 2) * SECOND_MS, STATUS_OPEN);
	}
	w = the_wait(0, 1);
	assert_int_equal(w.paused_ms, (WAIT_PAUSES + 5) * SECOND_MS);
	clean();
}

static const char *explain(int n, int of, i64 ms)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(100000);
	struct wait w = the_wait(n, of);
	const char *text;
	struct jw jw;
	json_t *j;

	clock_at(ms);
	jw_init(&jw, &out);
	ok(wait_explain(&cx, &jw, NULL, &w));
	j = json_parse(out.p, out.n, NULL, 0);
	assert_non_null(j);
	text = arena_strdup(cx.arena, json_get_str(j, "explanation"));
	json_decref(j);
	return text;
}

static void test_explain(void **state)
{
	struct calendar_rules rules = {.zone = zone_open("Europe/Zagreb")};
	struct calendar c;

	(void)state;
	clock_at(0);
	for (int day = 0; day < 5; day++)
		rules.week[day] = (struct hours){{{9 * 60, 17 * 60}}, 1};
	ok(calendar_create(&cx, "Zagreb office", &rules, &c));
	only_policy(arena_printf(cx.arena,
		"{'pause':['pending'],'targets':["
		"{'kind':'first_reply','target_s':36000,'goal_s':28800,"
		"'calendar_id':%lld},{'kind':'resolution','target_s':"
		"36000,'goal_s':28800,'calendar_id':%lld}]}",
		(long long)c.id.v, (long long)c.id.v));
	file(4 * DAY_MS + 14 * H, true); /* Friday 15:00 in Zagreb */
	assert_string_equal(explain(0, 2, 4 * DAY_MS + 15 * H),
		"10 h of Zagreb office time from Fri 15:00; closed for the weekend; "
		"due Mon 17:00");
	agent_replies(4 * DAY_MS + 15 * H);
	assert_string_equal(explain(0, 2, 5 * DAY_MS),
		"10 h of Zagreb office time from Fri 15:00; due Mon 17:00, answered Fri 16:00");
	set_status(4 * DAY_MS + 15 * H + 48 * M, STATUS_PENDING);
	assert_string_equal(explain(1, 2, 5 * DAY_MS),
		"10 h of Zagreb office time from Fri 15:00; paused, 8 h 12 m left");
	only_policy(REPLY_10H);
	file(8 * H, true);
	assert_string_equal(explain(0, 1, 9 * H), "10 h from Mon 08:00; due Mon 18:00 (UTC)");
}

static void test_counts(void **state)
{
	i64 open, risk, breached, open0, risk0, breached0, next;

	(void)state;
	only_policy(REPLY_10H);
	clock_at(2000 * H);
	ok(wait_tick(&cx, 10000, &next));
	ok(wait_counts(&cx, &open0, &risk0, &breached0));
	file(2000 * H, true);
	file(2000 * H, true);
	file(2005 * H, true);
	clock_at(2009 * H);
	ok(wait_counts(&cx, &open, &risk, &breached));
	assert_int_equal(open - open0, 3);
	assert_int_equal(risk - risk0, 2);
	clock_at(2010 * H + 1);
	ok(wait_counts(&cx, &open, &risk, &breached));
	assert_int_equal(open - open0, 1);
	assert_int_equal(breached - breached0, 2);
	tick(2010 * H + 1);
	ok(wait_counts(&cx, &open, &risk, &breached));
	assert_int_equal(open - open0, 1);
	assert_int_equal(breached - breached0, 2);
}

static void damaged(const struct query *q, i64 id)
{
	struct stmt *s = db_stmt(db, q);

	ok(db_savepoint(db));
	bind_i64(s, id);
	ok(db_run(s));
	differences = 0;
	ok(wait_verify(&cx, t.id, count_difference, NULL));
	assert_true(differences > 0);
	db_rollback_to(db);
	clean();
}

static void test_verify_finds_damage(void **state)
{
	(void)state;
	only_policy(REPLY_10H);
	file(8 * H, true);
	damaged(&test_break, the_wait(0, 1).id);
	damaged(&test_lose, the_wait(0, 1).id);
	damaged(&test_misplace, t.id.v);
}

static int setup(void **state)
{
	(void)state;
	secret_init();
	if (unit_dir_make())
		return -1;
	db = unit_db();
	if (!db)
		return -1;
	cx = (struct cx){.db = db,
		.arena = arena_new(256 << 20),
		.actor = actor_system(),
		.random = secret_random};
	if (db_begin(db))
		return -1;
	add_user("customer", ROLE_END_USER);
	add_user("agent", ROLE_AGENT);
	clock_at(0);
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

static void test_seed(void **state)
{
	(void)state;
	file(8 * H, true);
	assert_int_equal(since_monday(the_wait(0, 1).due_at), 18 * H);
	assert_int_equal(since_monday(the_wait(0, 1).goal_at), 16 * H);
	clean();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seed),
		cmocka_unit_test(test_first_reply_met),
		cmocka_unit_test(test_one_ms_late),
		cmocka_unit_test(test_next_reply),
		cmocka_unit_test(test_agent_opens),
		cmocka_unit_test(test_solve_ends_reply),
		cmocka_unit_test(test_resolution_pauses),
		cmocka_unit_test(test_customer_ends_pause),
		cmocka_unit_test(test_reopen_continues),
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_catch_up),
		cmocka_unit_test(test_retarget),
		cmocka_unit_test(test_retarget_to_nothing),
		cmocka_unit_test(test_first_reply_never_pauses),
		cmocka_unit_test(test_other_policy),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_periodic_update),
		cmocka_unit_test(test_delete),
		cmocka_unit_test(test_many_pauses),
		cmocka_unit_test(test_explain),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_verify_finds_damage),
	};

	return cmocka_run_group_tests_name("wait", tests, setup, teardown);
}
