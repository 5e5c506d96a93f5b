/*
 * Rules at work, on a real database: order and once each, loops, linked tickets, what a failing
 * rule leaves behind, what counts as an answer, actions and macros, automations with their clock.
 * After each story the waits of its tickets must be what their history says.
 */
#include "base/clock.h"
#include "base/secret.h"
#include "domain/automation.h"
#include "domain/macro.h"
#include "domain/seed.h"
#include "domain/trigger.h"
#include "domain/wait.h"
#include "unit/unit_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

QUERY(test_trigger_off, "UPDATE rule SET active = 0 WHERE id > ?");
QUERY(test_trigger_kinds, "SELECT count(*) FROM event WHERE ticket_id = ? AND kind = ?");
QUERY(test_trigger_held, "SELECT count(*) FROM automation_hold WHERE version > ?");

static struct db *db;
static struct cx cx;
static user_id agent, customer;

static void ok(enum err e)
{
	if (e)
		fail_msg("error %s: %s", err_wire(e), cx.fail.details[0].text);
}

static struct rule *add(enum rule_kind kind, const char *definition)
{
	CLEANUP(json_cleanup) json_t *j = json_parse(definition, strlen(definition), NULL, 0);
	struct rule_input in = {.title = {true, "a rule"},
		.conditions = json_object_get(j, "conditions"),
		.actions = json_object_get(j, "actions")};
	struct rule *rule;

	assert_non_null(j);
	ok(rule_create(&cx, kind, &in, &rule));
	return rule;
}

#define ALL(list, actions) "{\"conditions\":{\"all\":[" list "]},\"actions\":[" actions "]}"
#define C(field, op, value) \
	"{\"field\":\"" field "\",\"operator\":\"" op "\",\"value\":\"" value "\"}"
#define A(field, value) "{\"field\":\"" field "\",\"value\":\"" value "\"}"

static enum err refusal(enum rule_kind kind, const char *definition)
{
	CLEANUP(json_cleanup) json_t *j = json_parse(definition, strlen(definition), NULL, 0);
	struct rule_input in = {.title = {true, "a rule"},
		.conditions = json_object_get(j, "conditions"),
		.actions = json_object_get(j, "actions")};
	struct rule *rule;
	enum err e = rule_create(&cx, kind, &in, &rule);

	cx.fail = (struct failure){0};
	return e;
}

static struct actor as(user_id who, enum role role)
{
	return (struct actor){.id = who, .role = role, .scope = SCOPE_WRITE, .address = ""};
}

static struct ticket *make(struct ticket_input in)
{
	struct ticket_result result;

	in.comment.body = "hello";
	ok(ticket_create(&cx, &in, &result));
	return result.ticket;
}

static struct ticket *change(ticket_id id, struct ticket_input in)
{
	struct ticket_result result;

	cx.now += 60 * SECOND_MS;
	ok(ticket_update(&cx, id, &in, &result));
	return result.ticket;
}

static i64 count(ticket_id id, enum event_kind kind)
{
	struct stmt *s = db_stmt(db, &test_trigger_kinds);
	i64 n;

	bind_i64(s, id.v);
	bind_i64(s, kind);
	ok(db_run_i64(s, 0, &n));
	return n;
}

static void complain(void *self, const char *sentence)
{
	(void)self;
	fail_msg("%s", sentence);
}

/* Every rule off again; everything as the log says. */
static int after(void **state)
{
	struct stmt *s = db_stmt(db, &test_trigger_off);
	struct ticket *t;

	(void)state;
	cx.actor = actor_system();
	bind_i64(s, 0);
	ok(db_run(s));
	ok(counter_add(&cx, "rule_generation", RULE_TRIGGER, 1));
	ok(counter_add(&cx, "rule_generation", RULE_AUTOMATION, 1));
	for (i64 id = 1;; id++) {
		ok(ticket_load(&cx, (ticket_id){id}, &t));
		if (!t)
			break;
		ok(wait_verify(&cx, t->id, complain, NULL));
	}
	ok(db_commit(db));
	arena_reset(cx.arena);
	cx.news = NULL;
	cx.news_count = cx.news_cap = 0;
	return 0;
}

static int before(void **state)
{
	(void)state;
	ok(db_begin(db));
	cx.actor = as(agent, ROLE_AGENT);
	return 0;
}

/* --- triggers --- */

static void they_run_in_order_and_follow_changes(void **state)
{
	struct ticket *t;

	(void)state;
	cx.actor = actor_system();
	add(RULE_TRIGGER, ALL(C("current_tags", "includes", "two"), A("current_tags", "three")));
	add(RULE_TRIGGER, ALL(C("current_tags", "includes", "one"), A("current_tags", "two")));
	add(RULE_TRIGGER, ALL(C("current_tags", "includes", "three"), A("priority", "low")));
	cx.actor = as(agent, ROLE_AGENT);
	t = make((struct ticket_input){.tags_set = true, .tags = {(const char *[]){"one"}, 1}});
	assert_string_equal(t->tags, "one three two");
	assert_int_equal(t->priority, PRIORITY_LOW);
	assert_int_equal(count(t->id, EVENT_RULE_FIRED), 3);
	assert_int_equal(count(t->id, EVENT_TICKET_UPDATED), 3);
	/* they fit again and change nothing: no trace */
	t = change(t->id, (struct ticket_input){.type = {true, TYPE_TASK}});
	assert_int_equal(count(t->id, EVENT_RULE_FIRED), 3);
	assert_int_equal(count(t->id, EVENT_TICKET_UPDATED), 4);
}

static void loops_end(void **state)
{
	struct ticket *t;

	(void)state;
	cx.actor = actor_system();
	add(RULE_TRIGGER, ALL(C("priority", "is_not", "high"), A("priority", "high")));
	add(RULE_TRIGGER, ALL(C("priority", "is", "high"), A("priority", "low")));
	cx.actor = as(agent, ROLE_AGENT);
	t = make((struct ticket_input){0});
	assert_int_equal(t->priority, PRIORITY_LOW);
	assert_int_equal(count(t->id, EVENT_RULE_FIRED), 2);
	t = change(t->id, (struct ticket_input){.type = {true, TYPE_TASK}});
	assert_int_equal(t->priority, PRIORITY_LOW);
	assert_int_equal(count(t->id, EVENT_RULE_FIRED), 4);
	assert_null(cx.triggers);
	assert_int_equal(cx.actor.id.v, agent.v);
}

static void one_update_fires_a_bounded_number(void **state)
{
	struct ticket *t;

	(void)state;
	cx.actor = actor_system();
	for (int i = 0; i < 120; i++) {
		char text[512];

		snprintf(text, sizeof text,
			ALL(C("update_type", "is", "Create"), A("current_tags", "t%d")), i);
		add(RULE_TRIGGER, text);
	}
	cx.actor = as(agent, ROLE_AGENT);
	t = make((struct ticket_input){0});
	assert_int_equal(count(t->id, EVENT_RULE_FIRED), 100);
	/* news of all that survived the rules' own memory */
	assert_true(cx.news_count >= 200);
	for (int i = 1; i < cx.news_count; i++)
		assert_true(cx.news[i].event_id > cx.news[i - 1].event_id);
}

static void a_failing_rule_undoes_itself_alone(void **state)
{
	struct ticket *t;

	(void)state;
	cx.actor = actor_system();
	/* new is no way back: the tag of the same rule must not stay */
	add(RULE_TRIGGER, ALL(C("current_tags", "includes", "x"),
				  A("current_tags", "half") "," A("status", "new")));
	add(RULE_TRIGGER, ALL(C("current_tags", "includes", "x"), A("priority", "high")));
	cx.actor = as(agent, ROLE_AGENT);
	t = make((struct ticket_input){.status = {true, STATUS_OPEN}});
	t = change(
		t->id, (struct ticket_input){.tags_set = true, .tags = {(const char *[]){"x"}, 1}});
	assert_string_equal(t->tags, "x");
	assert_int_equal(t->priority, PRIORITY_HIGH);
	assert_int_equal(count(t->id, EVENT_RULE_FIRED), 2);
	assert_int_equal(cx.fail.count, 0);
	assert_int_equal(cx.fail.code, OK);
}

static void linked_tickets_have_their_own(void **state)
{
	struct ticket *problem, *incident;

	(void)state;
	cx.actor = actor_system();
	add(RULE_TRIGGER, ALL(C("status", "value", "solved"), A("current_tags", "done")));
	add(RULE_TRIGGER, ALL(C("current_tags", "includes", "fix"), A("status", "solved")));
	cx.actor = as(agent, ROLE_AGENT);
	problem = make((struct ticket_input){.type = {true, TYPE_PROBLEM}});
	incident = make((struct ticket_input){
		.type = {true, TYPE_INCIDENT}, .problem_id = {true, problem->id.v}});
	/* a rule solves the problem, which solves the incident, which has its rule run */
	problem = change(problem->id,
		(struct ticket_input){.tags_set = true, .tags = {(const char *[]){"fix"}, 1}});
	ok(ticket_load(&cx, incident->id, &incident));
	assert_string_equal(problem->tags, "done fix");
	assert_int_equal(incident->status, STATUS_SOLVED);
	assert_string_equal(incident->tags, "done");
}

static void a_rule_s_words_are_no_answer(void **state)
{
	struct wait *waits;
	struct ticket *t;
	int n;

	(void)state;
	cx.actor = actor_system();
	add(RULE_TRIGGER, ALL(C("update_type", "is", "Create"), A("comment_value", "We have it")));
	cx.actor = as(customer, ROLE_END_USER);
	t = make((struct ticket_input){0});
	assert_int_equal(t->comment_count, 2);
	assert_int_equal(t->status, STATUS_NEW);
	ok(wait_list(&cx, t->id, &waits, &n));
	assert_int_equal(waits[0].kind, WAIT_FIRST_REPLY);
	assert_int_equal(waits[0].outcome, WAIT_OPEN);
	assert_int_equal(t->next_kind, WAIT_FIRST_REPLY);
}

static const char *language(user_id id)
{
	struct user *user;

	ok(user_load(&cx, id, &user));
	return user->locale;
}

static void a_rule_sets_the_requester_s_language(void **state)
{
	struct ticket *t;

	(void)state;
	cx.actor = actor_system();
	add(RULE_TRIGGER, ALL(C("subject_includes_word", "is", "hallo"),
				  A("locale_id", "fr") "," A("locale_id", "2")));
	add(RULE_TRIGGER,
		ALL(C("current_tags", "includes", "half"),
			A("locale_id", "3") "," A("group_id", "1") "," A("status", "new")));
	cx.actor = as(customer, ROLE_END_USER);
	t = make((struct ticket_input){.subject = {true, "Hallo"}});
	assert_string_equal(language(customer), "de");
	assert_int_equal(count(t->id, EVENT_RULE_FIRED), 1);
	/* a second time there is nothing to change */
	t = change(t->id, (struct ticket_input){.comment = {.body = "again"}});
	assert_int_equal(count(t->id, EVENT_RULE_FIRED), 1);
	/* and what the rule does to the ticket fails with it */
	cx.actor = as(agent, ROLE_AGENT);
	t = change(t->id, (struct ticket_input){.status = {true, STATUS_OPEN},
				  .tags_set = true,
				  .tags = {(const char *[]){"half"}, 1}});
	assert_int_equal(count(t->id, EVENT_RULE_FIRED), 2);
	assert_string_equal(language(customer), "de");
}

static void a_rule_s_html_is_a_comment(void **state)
{
	struct ticket *t;

	(void)state;
	cx.actor = actor_system();
	add(RULE_TRIGGER,
		ALL(C("comment_is_public", "is", "not_relevant"),
			A("comment_value_html", "<p>{{ticket.title}}</p><script>x</script>") "," A(
				"comment_value", "plain") "," A("comment_mode_is_public",
				"false")));
	add(RULE_TRIGGER, ALL(C("update_type", "is", "Create"), A("comment_value_html", "<br>")));
	cx.actor = as(agent, ROLE_AGENT);
	t = make((struct ticket_input){.subject = {true, "<2>"}});
	assert_int_equal(t->comment_count, 2);
	assert_int_equal(count(t->id, EVENT_RULE_FIRED), 1);
	t = change(t->id, (struct ticket_input){.comment = {.body = "again"}});
	assert_int_equal(t->comment_count, 4);
}

static void people_of_the_house_are_known(void **state)
{
	struct ticket *t;

	(void)state;
	cx.actor = actor_system();
	add(RULE_TRIGGER, ALL(C("assignee_id", "is", "all_agents"), A("current_tags", "taken")));
	add(RULE_TRIGGER, ALL(C("assignee_id", "value", "all_agents"), A("current_tags", "just")));
	add(RULE_TRIGGER,
		ALL(C("requester_id", "is_not", "all_agents"), A("current_tags", "outside")));
	add(RULE_TRIGGER, ALL(C("ticket_is_public", "is", "private"), A("current_tags", "hidden")));
	cx.actor = as(customer, ROLE_END_USER);
	t = make((struct ticket_input){0});
	assert_string_equal(t->tags, "outside");
	cx.actor = as(agent, ROLE_AGENT);
	t = change(t->id, (struct ticket_input){.assignee_id = {true, agent.v}});
	assert_string_equal(t->tags, "just outside taken");
	t = make((struct ticket_input){
		.requester_id = {true, agent.v}, .comment = {.public_set = true}});
	assert_string_equal(t->tags, "hidden");
}

static void dry_runs_go_back_in_time(void **state)
{
	static const char text[] =
		"{\"all\":[" C("status", "value", "pending") "," C("priority", "is", "low") "]}";
	CLEANUP(json_cleanup) json_t *j = json_parse(text, strlen(text), NULL, 0);
	struct trigger_dry_run *runs;
	struct conditions c = {0};
	struct ticket *t;
	int n, fires = 0;

	(void)state;
	ok(conditions_parse(cx.arena, &cx.fail, j, "conditions", IN_TRIGGER, &c));
	t = make((struct ticket_input){.priority = {true, PRIORITY_LOW}});
	t = change(t->id, (struct ticket_input){.status = {true, STATUS_PENDING}});
	t = change(t->id, (struct ticket_input){.priority = {true, PRIORITY_HIGH}});
	t = change(t->id, (struct ticket_input){.status = {true, STATUS_OPEN}});
	t = change(t->id, (struct ticket_input){.status = {true, STATUS_PENDING}});
	ok(trigger_dry_run(&cx, &c, (ticket_id){0}, TRIGGER_DRY_RUN_MAX, &runs, &n));
	for (int i = 0; i < n; i++)
		fires += runs[i].ticket.v == t->id.v && runs[i].fires;
	assert_true(n >= 5);
	assert_int_equal(fires, 1);
	assert_true(runs[0].fits[0]);  /* became pending */
	assert_false(runs[0].fits[1]); /* but was high then */
	ok(trigger_dry_run(&cx, &c, (ticket_id){0}, 2, &runs, &n));
	assert_int_equal(n, 2);
	ok(trigger_dry_run(&cx, &c, t->id, TRIGGER_DRY_RUN_MAX, &runs, &n));
	assert_int_equal(n, 5);
	for (int i = 0; i < n; i++)
		assert_int_equal(runs[i].ticket.v, t->id.v);
}

/* --- macros and actions --- */

static void macros_compute_and_store_nothing(void **state)
{
	struct rule *macro;
	struct ticket_input in;
	struct ticket *t;

	(void)state;
	cx.actor = actor_system();
	macro = add(RULE_MACRO,
		"{\"actions\":[" A("status", "pending") "," A("assignee_id", "current_user") "," A(
			"current_tags", "a b") "," A("subject",
			"Re: {{ticket.title}}") "," A("comment_value_html",
			"<b>{{ticket.title}}</b>") "," A("comment_mode_is_public",
			"false") "," A("cc", "requester_id") "]}");
	cx.actor = as(agent, ROLE_AGENT);
	t = make((struct ticket_input){.subject = {true, "1 < 2"}});
	ok(macro_apply(&cx, macro, t, "https://x", false, &in));
	assert_int_equal(in.status.v, STATUS_PENDING);
	assert_int_equal(in.assignee_id.v, agent.v);
	assert_int_equal(in.add_tags.n, 2);
	assert_string_equal(in.subject.v, "Re: 1 < 2");
	assert_string_equal(in.comment.body, "1 < 2");
	assert_true(in.comment.public_set && !in.comment.public);
	assert_int_equal(in.cc[0].id, t->requester.v);
	ok(macro_apply(&cx, macro, NULL, "https://x", false, &in));
	assert_int_equal(in.cc_count, 0);
	ok(ticket_load(&cx, t->id, &t));
	assert_int_equal(t->status, STATUS_NEW);
}

static void actions_are_checked(void **state)
{
	static const char *const wrong[] = {"{}", "{\"field\":\"status\"}", A("status", "lost"),
		A("nonsense", "1"), A("priority", "5"), A("group_id", "abc"),
		A("group_id", "current_user"), A("group_id", "4711"), A("assignee_id", "4711"),
		A("assignee_id", "all_agents"), A("comment_mode_is_public", "perhaps"),
		A("comment_value", ""), A("custom_fields_4711", "x"), A("custom_fields_x", "x"),
		A("subject", "only for macros"), A("notification_user", "requester_id"),
		"{\"field\":\"notification_user\",\"value\":[\"somebody\",\"s\",\"b\"]}",
		"{\"field\":\"notification_user\",\"value\":[\"requester_id\",\"s\"]}",
		"{\"field\":\"notification_group\",\"value\":[\"4711\",\"s\",\"b\"]}",
		"{\"field\":\"notification_webhook\",\"value\":[\"nobody\",\"{}\"]}",
		"{\"field\":\"due_date\",\"value\":[\"weeks\",\"1\"]}", A("due_date", "soon"),
		A("satisfaction_score", "good"), "{\"field\":\"status\",\"value\":{}}", "7",
		A("brand_id", "4711"), A("locale_id", "99"), A("locale_id", "xx"),
		A("locale_id", ""), "{\"field\":\"locale_id\",\"value\":[1]}",
		"{\"field\":\"notification_target\",\"value\":[\"20454\",\"text\"]}",
		"{\"field\":\"notification_target\",\"value\":[\"20454\",[[\"a\",\"b\"]]]}",
		"{\"field\":\"notification_webhook\",\"value\":[\"x\",[[\"\",\"b\"]]]}",
		"{\"field\":\"notification_webhook\",\"value\":[\"x\",[\"b\"]]}",
		"{\"field\":\"notification_webhook\",\"value\":[\"x\",{\"a\":\"b\"}]}",
		A("comment_value_html", "")};
	static const char *const right[] = {A("group_id", "1"), A("group_id", ""),
		A("assignee_id", ""), A("priority", ""), A("due_date", ""),
		A("due_date", "2026-12-01T10:00:00Z"),
		"{\"field\":\"due_date\",\"value\":[\"days_from_now\",3]}",
		"{\"field\":\"set_tags\",\"value\":[\"a\",\"b\"]}",
		A("satisfaction_score", "offered"),
		"{\"field\":\"comment_value\",\"value\":[\"channel:all\",\"x\"]}",
		"{\"field\":\"comment_mode_is_public\",\"value\":true}", A("brand_id", "1"),
		A("locale_id", "2"), A("locale_id", "DE"), "{\"field\":\"locale_id\",\"value\":3}",
		A("comment_value_html", "<p>Hello</p>")};
	char text[1024];

	(void)state;
	cx.actor = actor_system();
	for (size_t i = 0; i < COUNT_OF(wrong); i++) {
		snprintf(text, sizeof text, ALL(C("status", "is", "open"), "%s"), wrong[i]);
		if (refusal(RULE_TRIGGER, text) != E_INVALID)
			fail_msg("accepted: %s", wrong[i]);
	}
	for (size_t i = 0; i < COUNT_OF(right); i++) {
		snprintf(text, sizeof text, ALL(C("status", "is", "open"), "%s"), right[i]);
		if (refusal(RULE_TRIGGER, text) != OK)
			fail_msg("refused: %s", right[i]);
	}
}

/* --- automations --- */

static void automations_need_time_and_an_end(void **state)
{
	static const struct {
		enum err e;
		const char *text;
	} cases[] = {
		{E_INVALID, ALL(C("status", "is", "open"), A("status", "solved"))},
		{E_INVALID, ALL(C("OPEN", "greater_than", "4"), A("priority", "high"))},
		{OK, ALL(C("OPEN", "greater_than", "4"), A("status", "pending"))},
		{OK, ALL(C("OPEN", "is", "4"), A("priority", "high"))},
		{OK, ALL(C("OPEN", "greater_than", "4"), A("status", "closed"))},
		{E_INVALID, ALL(C("OPEN", "greater_than", "4"), A("status", "open"))},
		{OK, ALL(C("NEW", "greater_than", "4") "," C("priority", "is", "low"),
			     A("priority", "high"))},
		{E_INVALID, ALL(C("NEW", "greater_than", "4"), A("status", "pending"))},
		{E_INVALID, ALL(C("NEW", "greater_than", "4") "," C("priority", "is_not", "low"),
				    A("priority", "high"))},
		{OK, ALL(C("NEW", "greater_than", "4") "," C("current_tags", "not_includes", "a"),
			     A("current_tags", "a b"))},
		{E_INVALID,
			ALL(C("NEW", "greater_than", "4") "," C("current_tags", "includes", "a b"),
				A("remove_tags", "a"))},
		{OK, ALL(C("NEW", "greater_than", "4") "," C("current_tags", "includes", "a b"),
			     A("remove_tags", "a b"))},
		{OK, ALL(C("NEW", "greater_than", "4") "," C("current_tags", "includes", "a"),
			     A("set_tags", "b"))},
		{OK, ALL(C("updated_at", "greater_than", "4"), A("comment_value", "still here"))},
		{OK, ALL(C("updated_at", "greater_than", "4"),
			     A("comment_value_html", "<p>x</p>"))},
		{E_INVALID, ALL(C("updated_at", "greater_than", "4"), A("locale_id", "2"))},
		{E_INVALID, ALL(C("updated_at", "greater_than", "4"), A("priority", "low"))},
	};

	(void)state;
	cx.actor = actor_system();
	for (size_t i = 0; i < COUNT_OF(cases); i++)
		if (refusal(RULE_AUTOMATION, cases[i].text) != cases[i].e)
			fail_msg("%s", cases[i].text);
}

/* Let the ticker run what is due; at most 3 tickets a turn. */
static int run_automations(i64 hours)
{
	i64 next;
	int turns = 0;

	cx.actor = actor_system();
	cx.now += hours * HOUR_MS;
	do {
		ok(automation_tick(&cx, 3, &next));
		turns++;
	} while (next <= cx.now && turns < 1000);
	assert_true(next > cx.now && next <= cx.now + AUTOMATION_EVERY_MS);
	return turns;
}

static void automations_run_on_every_ticket_once(void **state)
{
	enum { N = 20 };
	struct ticket *t[N];
	i64 next, held;
	struct stmt *s;

	(void)state;
	run_automations(1);
	for (int i = 0; i < N; i++) {
		cx.actor = as(agent, ROLE_AGENT);
		t[i] = make((struct ticket_input){.status = {true, STATUS_PENDING},
			.tags_set = true,
			.tags = {(const char *[]){"auto"}, 1}});
	}
	cx.actor = actor_system();
	add(RULE_AUTOMATION,
		ALL(C("PENDING", "greater_than", "10") "," C("current_tags", "includes", "auto"),
			A("status", "hold") "," A("current_tags", "held")));
	/* exactly 12 hours, in the same hour twice: once */
	add(RULE_AUTOMATION,
		ALL(C("HOLD", "is", "0"),
			A("comment_value", "on hold since {{ticket.updated_at}}") "," A(
				"comment_mode_is_public", "false")));
	run_automations(9);
	ok(ticket_load(&cx, t[0]->id, &t[0]));
	assert_int_equal(t[0]->status, STATUS_PENDING);
	assert_true(run_automations(2) > N / 3);
	for (int i = 0; i < N; i++) {
		ok(ticket_load(&cx, t[i]->id, &t[i]));
		assert_int_equal(t[i]->status, STATUS_HOLD);
		assert_string_equal(t[i]->tags, "auto held");
		assert_int_equal(t[i]->comment_count, 2);
		assert_int_equal(count(t[i]->id, EVENT_RULE_FIRED), 2);
	}
	s = db_stmt(db, &test_trigger_held);
	bind_i64(s, 0);
	ok(db_run_i64(s, 0, &held));
	assert_true(held >= N);
	/* not before the hour is full, and then they are let go */
	ok(automation_tick(&cx, 3, &next));
	assert_true(next > cx.now);
	run_automations(1);
	run_automations(1);
	for (int i = 0; i < N; i++)
		assert_int_equal(count(t[i]->id, EVENT_RULE_FIRED), 2);
	s = db_stmt(db, &test_trigger_held);
	bind_i64(s, 0);
	ok(db_run_i64(s, 0, &held));
	assert_int_equal(held, 0);
}

static int setup(void **state)
{
	struct user_input bo = {
		.name = {true, "Bo"}, .email = {true, "bo@example.com"}, .role = {true, "agent"}};
	struct user_input ana = {.name = {true, "Ana"}, .email = {true, "ana@example.com"}};
	struct user *user;

	(void)state;
	if (unit_dir_make() || !(db = unit_db()))
		return -1;
	cx = (struct cx){.db = db,
		.arena = arena_new(1 << 30),
		.actor = actor_system(),
		.now = 1795424400000,
		.random = secret_random};
	ok(seed(&cx));
	ok(user_create(&cx, &bo, &user));
	agent = user->id;
	ok(user_create(&cx, &ana, &user));
	customer = user->id;
	ok(db_begin(db));
	return after(state);
}

static int teardown(void **state)
{
	(void)state;
	arena_free(cx.arena);
	db_close(db);
	return unit_dir_remove();
}

#define STORY(name) cmocka_unit_test_setup_teardown(name, before, after)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(they_run_in_order_and_follow_changes),
		STORY(loops_end),
		STORY(one_update_fires_a_bounded_number),
		STORY(a_failing_rule_undoes_itself_alone),
		STORY(linked_tickets_have_their_own),
		STORY(a_rule_s_words_are_no_answer),
		STORY(a_rule_sets_the_requester_s_language),
		STORY(a_rule_s_html_is_a_comment),
		STORY(people_of_the_house_are_known),
		STORY(dry_runs_go_back_in_time),
		STORY(macros_compute_and_store_nothing),
		STORY(actions_are_checked),
		STORY(automations_need_time_and_an_end),
		STORY(automations_run_on_every_ticket_once),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
