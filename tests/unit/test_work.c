/*
 * What goes through many things at once takes the memory of one: the bound is what the caller's
 * arena holds afterwards, however long the texts are. And what a bulk change kept of a ticket goes
 * with the ticket.
 */
#include "base/utf8.h"
#include "domain/assignment.h"
#include "domain/bulk_job.h"
#include "domain/can.h"
#include "domain/held_reply.h"
#include "domain/rule.h"
#include "domain/session.h"
#include "domain/ticket_life.h"
#include "unit/unit_house.h"

enum { TICKETS = 20, WORDS = 65000, SMALL = 256 << 10 /* bytes: of four texts */ };

QUERY_SCAN(test_before_fill, "a test", "UPDATE bulk_item SET before = ? WHERE job_id = ?");
QUERY(test_before, "SELECT count(before) + count(detail) FROM bulk_item WHERE ticket_id = ?");
QUERY(test_given, "SELECT count(assignee_id) FROM ticket WHERE id = ?");
QUERY(test_group_gone, "UPDATE agent_group SET deleted_at = ? WHERE id = ?");
QUERY(test_events, "SELECT count(*) FROM event WHERE ticket_id = ?");
QUERY(test_assigned, "SELECT count(*) FROM ticket WHERE assignee_id = ?");

static char words[WORDS + 1];

static int open_house(void **state)
{
	memset(words, 'w', WORDS);
	return house_open(state);
}

static int begin(void **state)
{
	(void)state;
	forget();
	cx.actor = house;
	ok(db_savepoint(db));
	return 0;
}

static int undo(void **state)
{
	(void)state;
	db_rollback_to(db);
	return 0;
}

static void act_as(user_id agent)
{
	ok(actor_of_user(&cx, agent, &cx.actor));
}

static ticket_id make_ticket(group_id group)
{
	struct ticket_input in = {.comment = {.body = words},
		.requester_id = {true, people[0].v},
		.group_id = {true, group.v}};
	struct ticket_result made;

	ok(ticket_create(&cx, &in, &made));
	return made.ticket->id;
}

/* Without what making them took. */
static void make_tickets(ticket_id out[TICKETS])
{
	for (int i = 0; i < TICKETS; i++)
		out[i] = make_ticket(groups[1]);
	forget();
}

static i64 count_of(const struct query *q, i64 of)
{
	struct stmt *s = db_stmt(db, q);
	i64 n;

	bind_i64(s, of);
	ok(db_run_i64(s, 0, &n));
	return n;
}

static void begin_job(const ticket_id *tickets, int n, struct bulk_job *ret)
{
	CLEANUP(json_cleanup) json_t *change = json("{'priority':'high'}");
	struct id_list ids = {0};

	for (int i = 0; i < n; i++)
		id_list_add(cx.arena, &ids, tickets[i].v);
	ok(bulk_job_begin(&cx, BULK_UPDATE, change, &ids, ret));
}

static void step(const struct bulk_job *job, int max)
{
	i64 at;

	cx.actor = house;
	ok(bulk_job_step(&cx, 0, max, &at));
	assert_int_equal(at, job->id);
}

static void a_step_of_a_bulk_job(void **state)
{
	ticket_id tickets[TICKETS];
	struct bulk_job job;

	(void)state;
	make_tickets(tickets);
	act_as(people[4]);
	begin_job(tickets, TICKETS, &job);
	assert_in_range(arena_used(cx.arena), 0, SMALL + (32 << 10) * sizeof(i64));
	forget();
	step(&job, TICKETS);
	assert_in_range(arena_used(cx.arena), 0, SMALL);
}

/* The results say how it went, not what it was. */
static void the_end_of_a_bulk_job(void **state)
{
	struct stmt *s = db_stmt(db, &test_before_fill);
	ticket_id tickets[TICKETS];
	struct bulk_job job, now;
	char name[64];

	(void)state;
	make_tickets(tickets);
	act_as(people[4]);
	begin_job(tickets, TICKETS, &job);
	step(&job, TICKETS);
	snprintf(name, sizeof name, "%s", job.name);
	bind_text(s, words);
	bind_i64(s, job.id);
	ok(db_run(s));
	forget();
	step(&job, TICKETS);
	assert_in_range(arena_used(cx.arena), 0, 2 * SMALL);
	act_as(people[4]);
	ok(bulk_job_get(&cx, name, &now));
	assert_int_equal(now.state, BULK_FINISHED);
	assert_int_equal(now.changed, TICKETS);
}

static void what_can_be_undone_goes_with_the_ticket(void **state)
{
	struct bulk_job job;
	ticket_id ticket;

	(void)state;
	ticket = make_ticket(groups[1]);
	act_as(people[4]);
	begin_job(&ticket, 1, &job);
	step(&job, TICKETS);
	assert_int_equal(count_of(&test_before, ticket.v), 1);
	act_as(people[4]);
	ok(ticket_delete(&cx, ticket));
	ok(ticket_purge(&cx, ticket));
	assert_int_equal(count_of(&test_before, ticket.v), 0);
}

static void giving_a_backlog(void **state)
{
	ticket_id tickets[TICKETS];
	i64 next;

	(void)state;
	make_tickets(tickets);
	ok(assignment_set(&cx, groups[1], ASSIGNMENT_ROUND_ROBIN));
	ok(assignment_tick(&cx, TICKETS, &next));
	assert_in_range(arena_used(cx.arena), 0, SMALL);
	assert_int_equal(count_of(&test_assigned, people[3].v) +
				 count_of(&test_assigned, people[4].v) +
				 count_of(&test_assigned, people[5].v),
		TICKETS);
}

static void set_group_gone(group_id group, i64 at)
{
	struct stmt *s = db_stmt(db, &test_group_gone);

	bind_ref(s, at);
	bind_i64(s, group.v);
	ok(db_run(s));
}

/* A ticket whose update fails is passed over until it changes; the others are assigned. */
static void one_that_cannot_be_given(void **state)
{
	struct ticket_input change = {.subject = {true, "Changed"}};
	struct ticket_result result;
	ticket_id tickets[2];
	i64 next;

	(void)state;
	for (int i = 0; i < 2; i++)
		tickets[i] = make_ticket(groups[1 + i]);
	set_group_gone(groups[1], cx.now);
	for (int i = 0; i < 2; i++) {
		ok(assignment_set(&cx, groups[1 + i], ASSIGNMENT_ROUND_ROBIN));
		assert_int_equal(count_of(&test_given, tickets[i].v), i);
	}
	ok(assignment_tick(&cx, TICKETS, &next));
	assert_int_equal(cx.fail.count, 1);
	forget();
	set_group_gone(groups[1], 0);
	ok(assignment_tick(&cx, TICKETS, &next));
	assert_true(next > cx.now);
	assert_int_equal(cx.fail.count, 0);
	assert_int_equal(count_of(&test_given, tickets[0].v), 0);
	ok(ticket_update(&cx, tickets[0], &change, &result));
	assert_int_equal(count_of(&test_given, tickets[0].v), 1);
}

/* Nobody is to have tickets with this subject. */
static void make_trigger(const char *subject)
{
	CLEANUP(json_cleanup)
	json_t *definition = json(arena_printf(cx.arena,
		"{'conditions':{'all':[{'field':'subject','operator':'is','value':'%s'},"
		"{'field':'assignee_id','operator':'is_not','value':''}]},"
		"'actions':[{'field':'assignee_id','value':''}]}",
		subject));
	struct rule_input in = {.title = {true, "Nobody"},
		.conditions = json_object_get(definition, "conditions"),
		.actions = json_object_get(definition, "actions")};
	struct rule *rule;

	ok(rule_create(&cx, RULE_TRIGGER, &in, &rule));
}

/* A ticket that a trigger takes away at once holds the others up as little, and its history does
 * not grow by it. */
static void one_that_is_taken_away(void **state)
{
	struct ticket_input change = {.subject = {true, "Keep off"}};
	struct ticket_result result;
	ticket_id tickets[TICKETS];
	i64 next, events;

	(void)state;
	make_tickets(tickets);
	ok(ticket_update(&cx, tickets[0], &change, &result));
	make_trigger(change.subject.v);
	events = count_of(&test_events, tickets[0].v);
	ok(assignment_set(&cx, groups[1], ASSIGNMENT_ROUND_ROBIN));
	for (int i = 0; i < 4; i++) {
		forget();
		ok(assignment_tick(&cx, TICKETS, &next));
	}
	assert_true(next > cx.now);
	assert_int_equal(count_of(&test_events, tickets[0].v), events);
	for (int i = 0; i < TICKETS; i++)
		assert_int_equal(count_of(&test_given, tickets[i].v), i > 0);
	change.subject.v = "Free";
	ok(ticket_update(&cx, tickets[0], &change, &result));
	assert_int_equal(count_of(&test_given, tickets[0].v), 1);
}

static void sending_what_was_held(void **state)
{
	struct held_input in = {.words = {.body = words}, .hold_seconds = 1};
	struct held_reply held[TICKETS];
	ticket_id tickets[TICKETS];
	i64 next;

	(void)state;
	make_tickets(tickets);
	for (int i = 0; i < TICKETS; i++) {
		act_as(people[4]);
		ok(held_reply_hold(&cx, tickets[i], &in, &held[i]));
	}
	forget();
	cx.actor = house;
	cx.now += 2 * SECOND_MS;
	ok(held_reply_tick(&cx, TICKETS, &next));
	assert_in_range(arena_used(cx.arena), 0, SMALL);
	for (int i = 0; i < TICKETS; i++) {
		ok(held_reply_get(&cx, tickets[i], held[i].id, &held[i]));
		assert_int_equal(held[i].state, HELD_SENT);
	}
	cx.now -= 2 * SECOND_MS;
}

/* Replies that come back to one draft are at most a draft, which can be kept again. */
static void what_is_joined_can_be_kept(void **state)
{
	struct held_input in = {.words = {.body = words, .html = words}, .hold_seconds = 1};
	struct held_reply held;
	struct draft draft, again;
	ticket_id ticket;
	bool conflict;

	(void)state;
	ticket = make_ticket(groups[1]);
	act_as(people[4]);
	for (int i = 0; i * WORDS <= DRAFT_TEXT_MAX; i++) {
		ok(held_reply_hold(&cx, ticket, &in, &held));
		assert_true(held.words.html);
		ok(held_reply_undo(&cx, ticket, held.id, &draft));
		in.draft_version = 1; /* another one: it stays */
	}
	assert_int_equal(utf8_length(draft.words.body), DRAFT_TEXT_MAX);
	assert_null(draft.words.html);
	assert_non_null(draft.notice_text);
	ok(draft_put(&cx, ticket, DRAFT_REPLY, draft.version, &draft.words, &again, &conflict));
	assert_false(conflict);
	assert_null(again.notice_text);
}

/* Who may see a ticket is asked for every event of every stream. */
static void asking_who_may_see(void **state)
{
	ticket_id tickets[TICKETS];
	bool may, deleted;

	(void)state;
	make_tickets(tickets);
	act_as(people[3]);
	cx.actor.restriction = RESTRICTION_ASSIGNED;
	for (int i = 0; i < TICKETS; i++) {
		ok(can_see_ticket_of_id(&cx, tickets[i], &may, &deleted));
		assert_false(may || deleted);
	}
	cx.actor.restriction = RESTRICTION_GROUPS;
	ok(can_see_ticket_of_id(&cx, tickets[0], &may, &deleted));
	assert_true(may);
	ok(can_see_ticket_of_id(&cx, (ticket_id){1 << 30}, &may, &deleted));
	assert_false(may || deleted);
	assert_in_range(arena_used(cx.arena), 0, SMALL);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, undo)

int main(void)
{
	const struct CMUnitTest tests[] = {CASE(a_step_of_a_bulk_job), CASE(the_end_of_a_bulk_job),
		CASE(what_can_be_undone_goes_with_the_ticket), CASE(giving_a_backlog),
		CASE(one_that_cannot_be_given), CASE(one_that_is_taken_away),
		CASE(sending_what_was_held), CASE(what_is_joined_can_be_kept),
		CASE(asking_who_may_see)};

	return cmocka_run_group_tests(tests, open_house, house_close);
}
