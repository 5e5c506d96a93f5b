/*
 * The single writer thread. It takes the queued jobs (at most WRITER_BATCH), runs each inside a
 * savepoint of one transaction, commits once, publishes the news of the jobs that were kept, and
 * only then calls their `done`. An answered write is on disk.
 *
 * `run` may run twice and touches only the database and its own memory. `done` runs on the writer
 * thread and must be quick.
 */
#ifndef TEND_DB_WRITER_H
#define TEND_DB_WRITER_H

#include "base/bus.h"
#include "db/db.h"

enum { WRITER_BATCH = 256 };

struct write_job {
	struct write_job *next;
	/* OK keeps the savepoint; anything else rolls it back. */
	enum err (*run)(struct write_job *job, struct db *db);
	/* result: what run returned, or why the commit failed. The job may be freed here. */
	void (*done)(struct write_job *job, enum err result);
	const struct news *news; /* set by run: what to publish when kept; lives until done */
	int news_count;
};

struct writer_stats {
	i64 batches, jobs, queued, last_batch, commit_us_total;
};

struct writer_options {
	const char *path;
	i64 free_floor; /* bytes that must stay free on the disk; below: E_STORAGE */
	enum err (*before_commit)(struct db *db); /* last act of each batch, or NULL */
	int queue_max;				  /* jobs waiting; above: writer_submit refuses */
};

/* Open the file and start the thread and the checkpointer; ends the process when it cannot. */
void writer_start(const struct writer_options *options);
/* Queue a job from any thread. False when the queue is full or the writer is stopping. */
bool writer_submit(struct write_job *job) NODISCARD;
/* Run fn in the writer's transaction and wait until it is committed. Not from the writer thread. */
enum err writer_call(
	enum err (*fn)(void *arg, struct db *db, const struct news **ret_news, int *ret_count),
	void *arg) NODISCARD;
/* Finish what is queued, checkpoint, end the threads. */
void writer_stop(void);
/* A snapshot of the numbers. */
struct writer_stats writer_stats(void);

#endif
