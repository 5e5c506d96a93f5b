/* Batches on a real database: what one item's failure undoes, and what the engine's does. */
#include "base/secret.h"
#include "domain/event.h"
#include "domain/job.h"
#include "domain/user.h"
#include "http/bulk.h"
#include "http/http_i.h"
#include "unit/unit_db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct db *db;
static struct rq_private *p;
static const struct route a_route = {.method = M_POST, .path = "/api/v2/things/create_many"};

static void ok(enum err e)
{
	if (e)
		fail_msg("error %s: %s", err_wire(e), p->rq.cx.fail.details[0].text);
}

static int set_up(void **state)
{
	struct user_input in = {.name = {true, "Ann"}};
	struct user *user;

	(void)state;
	secret_init();
	if (unit_dir_make() != 0)
		return -1;
	db = unit_db();
	p = calloc(1, sizeof *p);
	if (!db || !p || db_begin(db) != OK)
		return -1;
	p->rq.private = p;
	p->rq.route = &a_route;
	p->rq.path = a_route.path;
	p->rq.method = M_POST;
	p->rq.base_url = "http://desk";
	p->rq.cx = (struct cx){.db = db,
		.arena = arena_new(16 << 20),
		.now = 1790000000000,
		.actor = actor_system(),
		.random = secret_random};
	p->reply.body.max = 1 << 20;
	ok(user_create(&p->rq.cx, &in, &user));
	p->rq.cx.actor = (struct actor){.id = user->id, .role = ROLE_AGENT, .address = ""};
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	db_rollback(db);
	db_close(db);
	json_decref(p->rq.json);
	buf_free(&p->reply.body);
	arena_free(p->rq.cx.arena);
	free(p);
	return unit_dir_remove();
}

/* {"name": text, "fail": code}: keeps the name, then fails if it must. */
static enum err make_thing(struct rq *rq, struct bulk_item *item)
{
	int *made = item->batch;

	TRY(meta_set(&rq->cx, json_get_str(item->json, "name"), "there"));
	TRY(event_add(&rq->cx, EVENT_USER_UPDATED, (ticket_id){0}, 1, NULL, NULL));
	rq->cx.actor = actor_system(); /* as careless code may */
	item->id = ++*made;
	return (enum err)json_get_i64(item->json, "fail", OK);
}

static const struct bulk things = {.job_type = "Things",
	.list = "things",
	.run = make_thing,
	.result = BULK_MADE,
	.status = "Created",
	.error = "ThingFailed",
	.batch = sizeof(int)};

/* Send a batch as the writer does; *ret_job is what is kept of it. */
static int post(const char *body, struct job **ret_job)
{
	struct page page = {.limit = 1, .cursor = true, .descending = true, .sort = "id"};
	int n;

	json_decref(p->rq.json);
	p->rq.json = json_parse(body, strlen(body), NULL, 0);
	assert_non_null(p->rq.json);
	p->rq.cx.fail = (struct failure){0};
	p->rq.cx.news_count = 0;
	ok(db_savepoint(db));
	bulk_run(&p->rq, &things);
	if (p->reply.status >= 400)
		db_rollback_to(db);
	else
		ok(db_release(db));
	p->rq.cx.fail = (struct failure){0};
	ok(job_list(&p->rq.cx, &page, ret_job, &n));
	if (!n)
		*ret_job = NULL;
	return p->reply.status;
}

static bool is_there(const char *name)
{
	const char *value;

	ok(meta_get(&p->rq.cx, name, &value));
	return value != NULL;
}

static void items_fail_alone(void **state)
{
	char body[256];
	struct job *job;

	(void)state;
	snprintf(body, sizeof body,
		"{\"things\":[{\"name\":\"a1\"},{\"name\":\"a2\",\"fail\":%d},{\"name\":\"a3\"}]}",
		E_DB_CONFLICT);
	assert_int_equal(post(body, &job), 200);
	assert_true(is_there("a1"));
	assert_false(is_there("a2"));
	assert_true(is_there("a3"));
	assert_int_equal(p->rq.cx.news_count, 2);
	assert_false(p->rq.cx.actor.system);
	assert_int_equal(job->total, 3);
	/* the shared bytes begin anew after a failure */
	assert_string_equal(job->results,
		"[{\"id\":1,\"status\":\"Created\"},"
		"{\"index\":1,\"error\":\"ThingFailed\",\"details\":\"DatabaseConflict\","
		"\"success\":false},{\"id\":1,\"status\":\"Created\"}]");
}

/* The engine's failure undoes all, the items before it too, and leaves the transaction as it was.
 */
static void engine_fails_all(void **state)
{
	char body[256];
	struct job *before, *job;

	(void)state;
	assert_int_equal(post("{\"things\":[{\"name\":\"b0\"}]}", &before), 200);
	snprintf(body, sizeof body,
		"{\"things\":[{\"name\":\"b1\"},{\"name\":\"b2\",\"fail\":%d},{\"name\":\"b3\"}]}",
		E_STORAGE);
	assert_int_equal(post(body, &job), 507);
	assert_false(is_there("b1"));
	assert_false(is_there("b2"));
	assert_true(is_there("b0"));
	assert_int_equal(job->id, before->id);
	ok(db_commit(db));
	ok(db_begin(db));
	assert_false(is_there("b1"));
}

static void too_many_unread(void **state)
{
	struct buf body = BUF_INIT(1 << 16);
	struct job *job;

	(void)state;
	buf_str(&body, "{\"things\":[0");
	for (int i = 0; i < BULK_MAX; i++)
		buf_str(&body, ",0");
	buf_str(&body, "]}");
	assert_int_equal(post(body.p, &job), 400);
	assert_non_null(strstr(p->reply.body.p, "TooManyValues"));
	buf_free(&body);
	assert_int_equal(post("{}", &job), 400);
	assert_non_null(strstr(p->reply.body.p, "ParameterMissing"));
}

static void single(void **state)
{
	struct page page = {.limit = 1, .cursor = true, .descending = true, .sort = "id"};
	struct job *job;
	int n;

	(void)state;
	bulk_single(&p->rq, "One", NULL);
	assert_int_equal(p->reply.status, 200);
	assert_non_null(strstr(p->reply.body.p, "\"status\":\"queued\""));
	ok(job_list(&p->rq.cx, &page, &job, &n));
	assert_int_equal(job->total, -1);
	assert_string_equal(job->results, "{\"success\":true}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_fail_alone),
		cmocka_unit_test(engine_fails_all),
		cmocka_unit_test(too_many_unread),
		cmocka_unit_test(single),
	};

	return cmocka_run_group_tests_name("bulk", tests, set_up, tear_down);
}
