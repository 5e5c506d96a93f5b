/*
 * Imports beside what the API shows: explicit ids, people who have left, clocks that never start at
 * history, `tend check` over all of it; and jobs, which are forgotten after a week.
 */
#include "base/secret.h"
#include "domain/comment.h"
#include "domain/job.h"
#include "domain/seed.h"
#include "domain/ticket_import.h"
#include "domain/user.h"
#include "domain/verify.h"
#include "domain/wait.h"

#include "unit/unit_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

QUERY(test_age_wait, "UPDATE wait SET started_at = started_at - 86400000 WHERE ticket_id = ?");

static struct db *db;
static struct cx cx;
static user_id customer, agent, gone;

static void ok(enum err e)
{
	if (e)
		fail_msg("error %s: %s", err_wire(e), cx.fail.details[0].text);
}

static i64 time_of(const char *text)
{
	i64 ms;

	assert_true(clock_parse(text, &ms));
	return ms;
}

static user_id add_user(const char *name, const char *role)
{
	struct user_input in = {.name = {true, name},
		.email = {true, arena_printf(cx.arena, "%s@example.com", name)},
		.role = {true, role}};
	struct user *user;

	ok(user_create(&cx, &in, &user));
	return user->id;
}

static int setup(void **state)
{
	struct user *user;

	(void)state;
	secret_init();
	if (unit_dir_make() != 0)
		return -1;
	db = unit_db();
	if (!db || db_begin(db) != OK)
		return -1;
	cx = (struct cx){.db = db,
		.arena = arena_new(64 << 20),
		.now = time_of("2026-11-23T10:00:00Z"),
		.actor = actor_system(),
		.random = secret_random};
	ok(seed(&cx));
	customer = add_user("ana", "end-user");
	agent = add_user("ben", "agent");
	gone = add_user("cyd", "agent");
	ok(user_delete(&cx, gone, &user));
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

/* An open ticket of 2020 with two comments, the younger first. */
static struct ticket_import old_ticket(void)
{
	struct import_comment *comments = ARENA_ARRAY(cx.arena, struct import_comment, 2);

	comments[0].input = (struct comment_input){.body = "later",
		.author_id = agent.v,
		.created_at = time_of("2020-01-02T00:00:00Z")};
	comments[1].input = (struct comment_input){.body = "first",
		.author_id = customer.v,
		.created_at = time_of("2020-01-01T00:00:00Z")};
	return (struct ticket_import){
		.ticket = {.requester_id = {true, customer.v}, .status = {true, STATUS_OPEN}},
		.comments = comments,
		.comment_count = 2};
}

static void refused(struct ticket_import *in, const char *field)
{
	ticket_id id;

	assert_int_equal(ticket_import(&cx, in, &id), E_INVALID);
	assert_string_equal(cx.fail.details[0].field, field);
	cx.fail = (struct failure){0};
}

static void test_ids(void **state)
{
	struct ticket_import in = old_ticket();
	ticket_id id;

	(void)state;
	in.id.v = 5000;
	ok(ticket_import(&cx, &in, &id));
	assert_int_equal(id.v, 5000);
	refused(&in, "id");
	in.id.v = IMPORT_ID_MAX + 1;
	refused(&in, "id");
	in.id.v = 0;
	ok(ticket_import(&cx, &in, &id));
	assert_int_equal(id.v, 5001);
}

static void test_times(void **state)
{
	struct ticket_import in = old_ticket();
	struct ticket *t;
	ticket_id id;

	(void)state;
	ok(ticket_import(&cx, &in, &id));
	ok(ticket_load(&cx, id, &t));
	assert_string_equal(t->description, "first");
	assert_string_equal(t->snippet, "later");
	assert_int_equal(t->created_at, time_of("2020-01-01T00:00:00Z"));
	assert_int_equal(t->updated_at, time_of("2020-01-02T00:00:00Z"));
	assert_int_equal(t->comment_count, 2);
	in.comments[0].input.created_at = cx.now + 1;
	refused(&in, "comments");
	in = old_ticket();
	in.solved_at = cx.now + 1;
	refused(&in, "solved_at");
}

/* Who has left may have written and may have solved; he cannot be given an open ticket. */
static void test_people(void **state)
{
	struct ticket_import in = old_ticket();
	struct ticket *t;
	ticket_id id;

	(void)state;
	in.comments[0].input.author_id = gone.v;
	in.ticket.status.v = STATUS_CLOSED;
	in.ticket.assignee_id = (struct opt_i64){true, gone.v};
	ok(ticket_import(&cx, &in, &id));
	ok(ticket_load(&cx, id, &t));
	assert_int_equal(t->assignee.v, gone.v);
	assert_int_equal(t->solved_at, t->updated_at);
	in.ticket.status.v = STATUS_OPEN;
	refused(&in, "assignee");
}

static int differences;

static void count_difference(void *self, const char *sentence)
{
	(void)self, (void)sentence;
	differences++;
}

static int waits_of(ticket_id id)
{
	struct wait *waits;
	int n;

	ok(wait_list(&cx, id, &waits, &n));
	differences = 0;
	ok(wait_verify(&cx, id, count_difference, NULL));
	return n;
}

static void test_no_clocks(void **state)
{
	struct ticket_input urgent = {.priority = {true, PRIORITY_URGENT}};
	struct ticket_input question = {.comment = {.body = "Hello?", .author_id = customer.v}};
	struct ticket_import in = old_ticket();
	struct ticket_result result;
	struct stmt *s;
	ticket_id id;

	(void)state;
	ok(ticket_import(&cx, &in, &id));
	assert_int_equal(waits_of(id), 0);
	ok(ticket_update(&cx, id, &urgent, &result));
	assert_int_equal(waits_of(id), 0);
	assert_int_equal(differences, 0);
	cx.now += MINUTE_MS;
	ok(ticket_update(&cx, id, &question, &result));
	assert_int_equal(waits_of(id), 1);
	assert_int_equal(differences, 0);
	s = db_stmt(db, &test_age_wait);
	bind_i64(s, id.v);
	ok(db_run(s));
	assert_int_equal(waits_of(id), 1);
	assert_true(differences > 0);
}

/* Counts and columns that are kept from other rows agree. */
static void test_counts(void **state)
{
	(void)state;
	ok(comment_index_new(&cx));
	differences = 0;
	ok(verify_counts(&cx, count_difference, NULL));
	assert_int_equal(differences, 0);
}

static void test_jobs(void **state)
{
	struct job job = {.type = "Test", .total = 1, .results = "[]"}, *found;
	struct actor system = cx.actor;
	int n;

	(void)state;
	cx.actor = (struct actor){.id = agent, .role = ROLE_AGENT, .address = ""};
	ok(job_add(&cx, &job));
	ok(job_get(&cx, job.name, &found));
	assert_int_equal(found->id, job.id);
	cx.actor.id = customer;
	assert_int_equal(job_get(&cx, job.name, &found), E_NOT_FOUND);
	cx.fail = (struct failure){0};
	cx.actor = system;
	cx.now += JOB_LIFETIME_MS;
	ok(job_expire(&cx, 10, &n));
	assert_int_equal(n, 0);
	cx.now++;
	ok(job_expire(&cx, 10, &n));
	assert_int_equal(n, 1);
	assert_int_equal(job_get(&cx, job.name, &found), E_NOT_FOUND);
	cx.fail = (struct failure){0};
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_no_clocks),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_jobs),
	};

	return cmocka_run_group_tests_name("import", tests, setup, teardown);
}
