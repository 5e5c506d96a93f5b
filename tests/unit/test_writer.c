/*
 * The writer thread: batches, the bounded queue, answers only after the commit, and what happens
 * when the commit, a statement or the disk fails in the middle of a batch. Runs under TSan too.
 */
#include "base/clock.h"
#include "db/reader.h"
#include "db/writer.h"
#include "unit/unit_db.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

QUERY(line_insert, "INSERT INTO line (id, text) VALUES (?, ?)");
QUERY_SCAN(line_count, "a table of a test", "SELECT count(*) FROM line");
QUERY(line_find, "SELECT 1 FROM line WHERE id = ?");

enum { JOBS_MAX = 700, BIG = 1 << 20 };

static char why[256];
static char big[BIG + 1];

/* A job of a test: writes a line, answers as told, and notes what it was told. */
struct line_job {
	struct write_job base;
	i64 id;
	const char *text;
	enum err answer;
	bool swallow; /* answers `answer` whatever the database said */
	bool done;
	enum err result;
	int order;    /* of the answers, from 1 */
	bool visible; /* to another connection at the time of the answer */
	struct news news;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t answered = PTHREAD_COND_INITIALIZER;
static struct line_job jobs[JOBS_MAX];
static int answers, told;

static enum err run_line(struct write_job *job, struct db *db)
{
	struct line_job *j = (struct line_job *)job;
	struct stmt *s = db_stmt(db, &line_insert);
	enum err e;

	bind_i64(s, j->id);
	bind_text(s, j->text);
	e = db_run(s);
	j->news = (struct news){.event_id = j->id, .kind = "test"};
	job->news = &j->news;
	job->news_count = 1;
	return e == OK || j->swallow ? j->answer : e;
}

static i64 ask(const struct query *q, i64 id)
{
	struct db *db = db_open(unit_path, DB_READ, why, sizeof why);
	struct stmt *s;
	i64 v;

	assert_non_null(db);
	s = db_stmt(db, q);
	if (id)
		bind_i64(s, id);
	assert_int_equal(db_run_i64(s, 0, &v), OK);
	db_close(db);
	return v;
}

static void done_line(struct write_job *job, enum err result)
{
	struct line_job *j = (struct line_job *)job;
	bool visible = ask(&line_find, j->id) == 1;

	pthread_mutex_lock(&lock);
	j->done = true;
	j->result = result;
	j->visible = visible;
	j->order = ++answers;
	pthread_cond_broadcast(&answered);
	pthread_mutex_unlock(&lock);
}

static void wait_for(int n)
{
	pthread_mutex_lock(&lock);
	while (answers < n)
		pthread_cond_wait(&answered, &lock);
	pthread_mutex_unlock(&lock);
}

/* A job that holds the writer thread until it is let go. */
struct gate {
	struct write_job base;
	bool entered, open;
};

static enum err run_gate(struct write_job *job, struct db *db)
{
	struct gate *g = (struct gate *)job;

	(void)db;
	pthread_mutex_lock(&lock);
	g->entered = true;
	pthread_cond_broadcast(&answered);
	while (!g->open)
		pthread_cond_wait(&answered, &lock);
	pthread_mutex_unlock(&lock);
	return OK;
}

static void done_gate(struct write_job *job, enum err result)
{
	(void)job, (void)result;
}

static void shut(struct gate *g)
{
	*g = (struct gate){.base = {.run = run_gate, .done = done_gate}};
	assert_true(writer_submit(&g->base));
	pthread_mutex_lock(&lock);
	while (!g->entered)
		pthread_cond_wait(&answered, &lock);
	pthread_mutex_unlock(&lock);
}

static void let_go(struct gate *g)
{
	pthread_mutex_lock(&lock);
	g->open = true;
	pthread_cond_broadcast(&answered);
	pthread_mutex_unlock(&lock);
}

static struct line_job *new_job(int at, enum err answer)
{
	static i64 next;

	assert_in_range(at, 0, JOBS_MAX - 1);
	jobs[at] = (struct line_job){.base = {.run = run_line, .done = done_line},
		.id = ++next,
		.text = "line",
		.answer = answer};
	return &jobs[at];
}

static void count_news(void *self, const struct news *news, int n)
{
	(void)self, (void)news;
	told += n;
}

static void start(int queue_max, i64 free_floor)
{
	answers = told = 0;
	writer_start(&(struct writer_options){
		.path = unit_path, .queue_max = queue_max, .free_floor = free_floor});
}

/* These jobs as one batch: queued behind a gate. */
static void run_together(int n)
{
	struct gate gate;

	shut(&gate);
	for (int i = 0; i < n; i++)
		assert_true(writer_submit(&jobs[i].base));
	let_go(&gate);
	wait_for(n);
}

/* The first commit of this process fails (TEND_FAULT_AT): nobody may hear "done". */
static void failed_commit_fails_the_batch(void **state)
{
	i64 before = ask(&line_count, 0);

	(void)state;
#ifdef TEND_FAULT
	start(100, 0);
	new_job(0, OK);
	assert_true(writer_submit(&jobs[0].base));
	wait_for(1);
	assert_int_equal(jobs[0].result, E_STORAGE);
	assert_false(jobs[0].visible);
	assert_int_equal(told, 0);
	assert_int_equal(ask(&line_count, 0), before);
	assert_true(writer_submit(&jobs[0].base)); /* it may run twice */
	wait_for(2);
	assert_int_equal(jobs[0].result, OK);
	assert_true(jobs[0].visible);
	assert_int_equal(told, 1);
	writer_stop();
#else
	(void)before;
	skip();
#endif
}

static void batch_keeps_order_and_results(void **state)
{
	enum { N = 600 };
	i64 before = ask(&line_count, 0), batches;

	(void)state;
	start(JOBS_MAX, 0);
	batches = writer_stats().batches;
	for (int i = 0; i < N; i++)
		new_job(i, i % 3 == 1 ? E_INVALID : i % 3 == 2 ? E_NOT_FOUND : OK);
	run_together(N);
	for (int i = 0; i < N; i++) {
		assert_int_equal(jobs[i].result, jobs[i].answer);
		assert_int_equal(jobs[i].visible, jobs[i].answer == OK);
		assert_int_equal(jobs[i].order, i + 1);
	}
	assert_int_equal(ask(&line_count, 0), before + N / 3);
	assert_int_equal(told, N / 3);
	assert_int_equal(
		writer_stats().batches - batches, 1 + (N + WRITER_BATCH - 1) / WRITER_BATCH);
	assert_int_equal(writer_stats().last_batch, N % WRITER_BATCH);
	assert_int_equal(writer_stats().queued, 0);
	writer_stop();
}

static void full_queue_refuses_at_once(void **state)
{
	enum { MOST = 5 };
	struct gate gate;
	i64 began;

	(void)state;
	start(MOST, 0);
	shut(&gate);
	for (int i = 0; i < MOST + 3; i++)
		new_job(i, OK);
	for (int i = 0; i < MOST; i++)
		assert_true(writer_submit(&jobs[i].base));
	assert_int_equal(writer_stats().queued, MOST);
	began = clock_mono_us();
	for (int i = MOST; i < MOST + 3; i++)
		assert_false(writer_submit(&jobs[i].base));
	assert_true(clock_mono_us() - began < 1000000);
	let_go(&gate);
	wait_for(MOST);
	assert_true(writer_submit(&jobs[MOST].base)); /* there is room again */
	wait_for(MOST + 1);
	assert_int_equal(jobs[MOST].result, OK);
	assert_false(jobs[MOST + 1].done);
	writer_stop();
	assert_false(writer_submit(&jobs[MOST + 1].base));
	assert_int_equal(answers, MOST + 1);
}

static void stopping_finishes_the_queue(void **state)
{
	enum { N = 300 };
	struct gate gate;

	(void)state;
	start(JOBS_MAX, 0);
	shut(&gate);
	for (int i = 0; i < N; i++)
		assert_true(writer_submit(&new_job(i, OK)->base));
	let_go(&gate);
	writer_stop();
	assert_int_equal(answers, N);
	for (int i = 0; i < N; i++)
		assert_int_equal(jobs[i].result, OK);
	/* everything is in the file itself */
	struct stat st;
	char wal[80];

	snprintf(wal, sizeof wal, "%s-wal", unit_path);
	assert_true(stat(wal, &st) != 0 || st.st_size == 0);
}

static void conflict_harms_nobody_else(void **state)
{
	(void)state;
	start(100, 0);
	new_job(0, OK);
	new_job(1, OK)->id = jobs[0].id;
	new_job(2, OK);
	run_together(3);
	assert_int_equal(jobs[0].result, OK);
	assert_int_equal(jobs[1].result, E_DB_CONFLICT);
	assert_int_equal(jobs[2].result, OK);
	assert_true(jobs[2].visible);
	assert_int_equal(told, 2);
	writer_stop();
}

static void limit_files(rlim_t bytes)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = bytes;
	setrlimit(RLIMIT_FSIZE, &limit);
}

/* The WAL cannot grow any more at the commit: nobody's write is there, reads go on, and it
 * recovers by itself. */
static void full_disk_fails_the_batch(void **state)
{
	i64 before = ask(&line_count, 0);

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	start(100, 0);
	for (int i = 0; i < 5; i++)
		new_job(i, OK);
	jobs[2].text = big;
	limit_files(BIG / 2);
	run_together(5);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(jobs[i].result, E_STORAGE);
		assert_false(jobs[i].visible);
	}
	assert_int_equal(told, 0);
	assert_int_equal(ask(&line_count, 0), before);
	limit_files(RLIM_INFINITY);
	answers = 0;
	run_together(5);
	for (int i = 0; i < 5; i++)
		assert_int_equal(jobs[i].result, OK);
	assert_int_equal(ask(&line_count, 0), before + 5);
	writer_stop();
}

static enum err run_small_database(struct write_job *job, struct db *db)
{
	struct line_job *j = (struct line_job *)job;
	char text[64];

	snprintf(text, sizeof text, "PRAGMA max_page_count = %d", j->answer == OK ? 1 : 1073741823);
	return db_script(db, text, why, sizeof why);
}

/* The engine says "full" inside one statement: that job is told, and no other loses anything
 * without being told. */
static void full_database_is_told(void **state)
{
	i64 before = ask(&line_count, 0), kept = 0;

	(void)state;
	start(100, 0);
	new_job(0, OK)->base.run = run_small_database; /* no page more than there are */
	for (int i = 1; i < 6; i++)
		new_job(i, OK);
	jobs[3].text = big;
	run_together(6);
	assert_int_equal(jobs[3].result, E_STORAGE);
	for (int i = 1; i < 6; i++) {
		assert_true(jobs[i].result == OK || jobs[i].result == E_STORAGE);
		assert_int_equal(jobs[i].visible, jobs[i].result == OK);
		kept += jobs[i].result == OK;
	}
	assert_int_equal(ask(&line_count, 0), before + kept);
	answers = 0;
	new_job(0, E_INVALID)->base.run = run_small_database;
	run_together(1);
	answers = 0;
	new_job(0, OK)->text = big;
	run_together(1);
	assert_int_equal(jobs[0].result, OK);
	writer_stop();
}

static enum err run_lost_transaction(struct write_job *job, struct db *db)
{
	struct line_job *j = (struct line_job *)job;

	(void)run_line(job, db);
	db_rollback(db); /* as the engine does on some errors */
	return j->answer;
}

/* The whole transaction is gone under a job, whatever that job says: all are told of storage, none
 * hears that his own text was invalid. */
static void lost_transaction_fails_the_batch(void **state)
{
	static const enum err answers_of[] = {OK, E_INVALID, E_STORAGE};
	i64 before = ask(&line_count, 0);

	(void)state;
	start(100, 0);
	for (size_t k = 0; k < COUNT_OF(answers_of); k++) {
		answers = 0;
		for (int i = 0; i < 5; i++)
			new_job(i, OK);
		jobs[2].answer = answers_of[k];
		jobs[2].base.run = run_lost_transaction;
		run_together(5);
		for (int i = 0; i < 5; i++)
			assert_int_equal(jobs[i].result, E_STORAGE);
	}
	assert_int_equal(ask(&line_count, 0), before);
	assert_int_equal(told, 0);
	writer_stop();
}

static void free_space_floor_refuses(void **state)
{
	i64 before = ask(&line_count, 0);

	(void)state;
	start(100, INT64_MAX);
	for (int i = 0; i < 3; i++)
		assert_true(writer_submit(&new_job(i, OK)->base));
	wait_for(3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(jobs[i].result, E_STORAGE);
	assert_int_equal(ask(&line_count, 0), before); /* reads go on */
	assert_int_equal(told, 0);
	writer_stop();
	start(100, 1); /* a byte is free: the next writer looks for itself */
	run_together(3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(jobs[i].result, OK);
	writer_stop();
}

struct snapshot {
	struct db *db;
	_Atomic bool reading, stop;
};

/* A long read, as of `tend backup` or `tend check`. */
static void *hold_snapshot(void *arg)
{
	struct snapshot *s = arg;
	i64 n;

	assert_int_equal(db_begin(s->db), OK);
	assert_int_equal(db_run_i64(db_stmt(s->db, &line_count), 0, &n), OK);
	s->reading = true;
	while (!s->stop)
		usleep(1000);
	db_rollback(s->db);
	return NULL;
}

/* A checkpoint that wants the whole WAL back must not keep writers waiting for a long reader. */
static void checkpoint_waits_for_nobody(void **state)
{
	static struct snapshot s;
	struct db *other = db_open(unit_path, DB_WRITE, why, sizeof why);
	pthread_t thread;
	i64 began;

	(void)state;
	s.db = db_open(unit_path, DB_READ, why, sizeof why);
	assert_true(s.db && other);
	start(100, 0);
	assert_int_equal(pthread_create(&thread, NULL, hold_snapshot, &s), 0);
	while (!s.reading)
		usleep(1000);
	new_job(0, OK);
	run_together(1);
	began = clock_mono_us();
	assert_int_equal(db_checkpoint(other, true), OK);
	assert_true(clock_mono_us() - began < 2 * 1000 * 1000);
	s.stop = true;
	pthread_join(thread, NULL);
	writer_stop();
	db_close(s.db);
	db_close(other);
}

static void *read_here(void *arg)
{
	i64 n;

	assert_ptr_equal(reader_local(), reader_local());
	assert_int_equal(db_run_i64(db_stmt(reader_local(), &line_count), -1, &n), OK);
	*(struct db **)arg = reader_local();
	return NULL;
}

static void readers_are_one_per_thread(void **state)
{
	struct db *of[8];
	pthread_t threads[8];

	(void)state;
	reader_init(unit_path);
	for (size_t i = 0; i < COUNT_OF(of); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_here, &of[i]), 0);
	for (size_t i = 0; i < COUNT_OF(of); i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < COUNT_OF(of); i++)
		for (size_t k = 0; k < i; k++)
			assert_ptr_not_equal(of[i], of[k]);
	read_here(&of[0]);
	reader_close_all();
	read_here(&of[0]); /* and once more after that */
	reader_close_all();
}

static int setup(void **state)
{
	struct db *db;

	(void)state;
	alarm(120); /* after a failure the writer may wait for a job that never comes */
	setenv("TEND_FAULT_AT", "commit:1", 1);
	if (unit_dir_make())
		return -1;
	memset(big, 'x', BIG);
	db = db_open(unit_path, DB_WRITE, why, sizeof why);
	assert_non_null(db);
	assert_int_equal(db_script(db,
				 "CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT NOT NULL) "
				 "STRICT",
				 why, sizeof why),
		OK);
	db_close(db);
	bus_subscribe(count_news, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	return unit_dir_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(failed_commit_fails_the_batch),
		cmocka_unit_test(batch_keeps_order_and_results),
		cmocka_unit_test(full_queue_refuses_at_once),
		cmocka_unit_test(stopping_finishes_the_queue),
		cmocka_unit_test(conflict_harms_nobody_else),
		cmocka_unit_test(full_disk_fails_the_batch),
		cmocka_unit_test(full_database_is_told),
		cmocka_unit_test(lost_transaction_fails_the_batch),
		cmocka_unit_test(free_space_floor_refuses),
		cmocka_unit_test(checkpoint_waits_for_nobody),
		cmocka_unit_test(readers_are_one_per_thread),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
