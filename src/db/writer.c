/*
 * The writer thread and the checkpointer.
 *
 * One transaction carries all jobs that were waiting; each has a savepoint, so a refused job
 * leaves no trace and the others live. `done` is called only after COMMIT. When the engine itself
 * rolled the transaction back (disk full), every job of the batch fails: none was answered yet.
 */
#include "db/writer.h"

#include "base/clock.h"
#include "base/log.h"

#include <libgen.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

enum { CHECKPOINT_MS = 1000, IDLE_MS = 5000, FLOOR_CHECK_MS = 500 };

static struct {
	struct writer_options options;
	char path[4096], dir[4096];
	struct db *db, *checkpoint_db;
	pthread_t thread, checkpoint_thread;
	pthread_mutex_t lock;
	pthread_cond_t work, checkpoint;
	struct write_job *head, **tail;
	int queued;
	bool stopping;
	i64 last_write_us; /* monotonic, of the last commit */
	bool dirty;	   /* commits since the last complete checkpoint */
	bool disk_low;
	i64 disk_checked_us;
	struct writer_stats stats;
} w = {.lock = PTHREAD_MUTEX_INITIALIZER,
	.work = PTHREAD_COND_INITIALIZER,
	.checkpoint = PTHREAD_COND_INITIALIZER,
	.tail = &w.head};

static bool disk_is_low(void)
{
	i64 now = clock_mono_us();
	struct statvfs fs;

	if (!w.options.free_floor)
		return false;
	if (w.disk_checked_us && now - w.disk_checked_us < FLOOR_CHECK_MS * 1000)
		return w.disk_low;
	w.disk_checked_us = now;
	w.disk_low =
		statvfs(w.dir, &fs) == 0 && (i64)(fs.f_bavail * fs.f_frsize) < w.options.free_floor;
	return w.disk_low;
}

/* Run one job in its savepoint. False when the whole transaction is gone. */
static bool run_job(struct write_job *job, enum err *ret_result)
{
	enum err e = db_savepoint(w.db);

	if (e == OK) {
		e = job->run(job, w.db);
		if (e == OK)
			e = db_release(w.db);
		else
			db_rollback_to(w.db);
	}
	*ret_result = e;
	return db_in_transaction(w.db);
}

/* The transaction of a batch: results are filled in; OK only for what is on disk. */
static void run_batch(struct write_job **jobs, enum err *results, int n)
{
	enum err e = disk_is_low() ? E_STORAGE : db_begin(w.db);
	i64 began = clock_mono_us();

	for (int i = 0; e == OK && i < n; i++) {
		/* the engine gave up the transaction: what one job said of its own is not why */
		if (!run_job(jobs[i], &results[i]))
			e = results[i] == E_BUSY ? E_BUSY : E_STORAGE;
#ifdef TEND_BREAK_ANSWER_BEFORE_COMMIT
		/* a deliberately broken build that the kill -9 loop must catch */
		jobs[i]->done(jobs[i], results[i]);
#endif
	}
	if (e == OK && w.options.before_commit)
		e = w.options.before_commit(w.db);
	if (e == OK)
		e = db_commit(w.db);
	if (e != OK) {
		db_rollback(w.db);
		for (int i = 0; i < n; i++)
			results[i] = e;
	}
	pthread_mutex_lock(&w.lock);
	w.stats.batches++;
	w.stats.jobs += n;
	w.stats.last_batch = n;
	w.stats.commit_us_total += clock_mono_us() - began;
	w.last_write_us = clock_mono_us();
	w.dirty = true;
	pthread_mutex_unlock(&w.lock);
}

static void finish_batch(struct write_job **jobs, const enum err *results, int n)
{
#ifdef TEND_BREAK_ANSWER_BEFORE_COMMIT
	(void)jobs, (void)results, (void)n;
#else
	for (int i = 0; i < n; i++)
		if (results[i] == OK)
			bus_publish(jobs[i]->news, jobs[i]->news_count);
	for (int i = 0; i < n; i++)
		jobs[i]->done(jobs[i], results[i]);
#endif
}

/* Wait for jobs and take up to WRITER_BATCH; 0 when stopping and nothing is left. */
static int take_jobs(struct write_job **jobs)
{
	int n = 0;

	pthread_mutex_lock(&w.lock);
	while (!w.head && !w.stopping)
		pthread_cond_wait(&w.work, &w.lock);
	while (w.head && n < WRITER_BATCH) {
		jobs[n++] = w.head;
		w.head = w.head->next;
		w.queued--;
	}
	if (!w.head)
		w.tail = &w.head;
	pthread_mutex_unlock(&w.lock);
	return n;
}

static void *writer_main(void *arg)
{
	struct write_job *jobs[WRITER_BATCH];
	enum err results[WRITER_BATCH];
	int n;

	(void)arg;
	pthread_setname_np(pthread_self(), "writer");
	while ((n = take_jobs(jobs)) > 0) {
		run_batch(jobs, results, n);
		finish_batch(jobs, results, n);
	}
	return NULL;
}

/* PASSIVE while there is traffic, TRUNCATE once nothing was written for IDLE_MS. */
static void *checkpoint_main(void *arg)
{
	(void)arg;
	pthread_setname_np(pthread_self(), "checkpoint");
	pthread_mutex_lock(&w.lock);
	while (!w.stopping) {
		struct timespec until;
		bool idle, dirty;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += CHECKPOINT_MS / 1000;
		pthread_cond_timedwait(&w.checkpoint, &w.lock, &until);
		dirty = w.dirty;
		idle = clock_mono_us() - w.last_write_us > IDLE_MS * 1000;
		if (!dirty || w.stopping)
			continue;
		w.dirty = !idle;
		pthread_mutex_unlock(&w.lock);
		if (db_checkpoint(w.checkpoint_db, idle) != OK)
			log_event(LOG_WARN, "db.checkpoint_failed", "%s", "");
		pthread_mutex_lock(&w.lock);
	}
	pthread_mutex_unlock(&w.lock);
	return NULL;
}

static struct db *open_or_die(void)
{
	char why[256];
	struct db *db = db_open(w.path, DB_WRITE, why, sizeof why);

	if (!db)
		die("cannot open %s: %s", w.path, why);
	return db;
}

void writer_start(const struct writer_options *options)
{
	char copy[4096];

	w.options = *options;
	snprintf(w.path, sizeof w.path, "%s", options->path);
	snprintf(copy, sizeof copy, "%s", options->path);
	snprintf(w.dir, sizeof w.dir, "%s", dirname(copy));
	w.db = open_or_die();
	w.checkpoint_db = open_or_die();
	w.stopping = false;
	w.disk_checked_us = 0;
	w.dirty = true;
	if (pthread_create(&w.thread, NULL, writer_main, NULL) ||
		pthread_create(&w.checkpoint_thread, NULL, checkpoint_main, NULL))
		die("cannot start the writer thread");
}

bool writer_submit(struct write_job *job)
{
	bool taken;

	job->next = NULL;
	pthread_mutex_lock(&w.lock);
	taken = !w.stopping && w.queued < w.options.queue_max;
	if (taken) {
		*w.tail = job;
		w.tail = &job->next;
		w.queued++;
		pthread_cond_signal(&w.work);
	}
	pthread_mutex_unlock(&w.lock);
	return taken;
}

struct call {
	struct write_job job;
	enum err (*fn)(void *arg, struct db *db, const struct news **ret_news, int *ret_count);
	void *arg;
	pthread_mutex_t lock;
	pthread_cond_t finished;
	bool is_finished;
	enum err result;
};

static enum err call_run(struct write_job *job, struct db *db)
{
	struct call *c = (struct call *)job;

	return c->fn(c->arg, db, &job->news, &job->news_count);
}

static void call_done(struct write_job *job, enum err result)
{
	struct call *c = (struct call *)job;

	pthread_mutex_lock(&c->lock);
	c->result = result;
	c->is_finished = true;
	pthread_cond_signal(&c->finished);
	pthread_mutex_unlock(&c->lock);
}

enum err writer_call(
	enum err (*fn)(void *arg, struct db *db, const struct news **ret_news, int *ret_count),
	void *arg)
{
	struct call c = {.job = {.run = call_run, .done = call_done},
		.fn = fn,
		.arg = arg,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.finished = PTHREAD_COND_INITIALIZER};

	if (!writer_submit(&c.job))
		return E_BUSY;
	pthread_mutex_lock(&c.lock);
	while (!c.is_finished)
		pthread_cond_wait(&c.finished, &c.lock);
	pthread_mutex_unlock(&c.lock);
	pthread_mutex_destroy(&c.lock);
	pthread_cond_destroy(&c.finished);
	return c.result;
}

void writer_stop(void)
{
	pthread_mutex_lock(&w.lock);
	w.stopping = true;
	pthread_cond_signal(&w.work);
	pthread_cond_signal(&w.checkpoint);
	pthread_mutex_unlock(&w.lock);
	pthread_join(w.thread, NULL);
	pthread_join(w.checkpoint_thread, NULL);
	db_close(w.db);
	if (db_checkpoint(w.checkpoint_db, true) != OK)
		log_event(LOG_WARN, "db.checkpoint_failed", "%s", "");
	db_close(w.checkpoint_db);
}

struct writer_stats writer_stats(void)
{
	struct writer_stats s;

	pthread_mutex_lock(&w.lock);
	s = w.stats;
	s.queued = w.queued;
	pthread_mutex_unlock(&w.lock);
	return s;
}
