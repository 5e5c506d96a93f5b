/* The thread behind bulk jobs: step, let others in, step; sleep while there is nothing. */
#include "channels/bulk_runner.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "db/writer.h"
#include "domain/bulk_job.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum {
	STEP = 20,	   /* tickets in one transaction: some 20 ms */
	LOOK_AGAIN_S = 30, /* whatever nobody told */
	RETRY_S = 1,	   /* after the writer refused */
};

static struct {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping, woken;
} runner = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

/* One step on the writer thread. May run twice. */
struct step {
	struct arena *arena;
	struct cx cx;
	i64 after, at;
};

static enum err run_step(void *arg, struct db *db, const struct news **ret_news, int *ret_count)
{
	struct step *s = arg;

	arena_reset(s->arena);
	s->cx = (struct cx){.db = db,
		.arena = s->arena,
		.now = clock_now_ms(),
		.actor = actor_system(),
		.random = secret_random};
	TRY(bulk_job_step(&s->cx, s->after, STEP, &s->at));
	*ret_news = s->cx.news;
	*ret_count = s->cx.news_count;
	return OK;
}

/* Wait for a wake; false when it is time to stop. */
static bool rest(int seconds)
{
	struct timespec until;
	bool stopping;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&runner.lock);
	while (!runner.stopping && !runner.woken && seconds &&
		pthread_cond_timedwait(&runner.wake, &runner.lock, &until) == 0)
		;
	runner.woken = false;
	stopping = runner.stopping;
	pthread_mutex_unlock(&runner.lock);
	return !stopping;
}

static void *run(void *arg)
{
	struct step step = {.arena = arena_new(ARENA_ITEM_MAX)};
	int seconds = 0;

	(void)arg;
	while (rest(seconds)) {
		enum err e = writer_call(run_step, &step);

		if (e)
			log_event(LOG_WARN, "bulk.failed", "\"error\":\"%s\"", err_wire(e));
		step.after = e ? 0 : step.at;
		seconds = e ? RETRY_S : step.at ? 0 : LOOK_AGAIN_S;
	}
	arena_free(step.arena);
	return NULL;
}

static void wake(void)
{
	pthread_mutex_lock(&runner.lock);
	runner.woken = true;
	pthread_cond_signal(&runner.wake);
	pthread_mutex_unlock(&runner.lock);
}

static void hear(void *self, const struct news *news, int n)
{
	(void)self;
	for (int i = 0; i < n; i++)
		if (strcmp(news[i].kind, BULK_BEGUN) == 0)
			wake();
}

void bulk_runner_start(void)
{
	bus_subscribe(hear, NULL);
	if (pthread_create(&runner.thread, NULL, run, NULL) != 0)
		die("bulk runner: no thread");
}

void bulk_runner_stop(void)
{
	pthread_mutex_lock(&runner.lock);
	runner.stopping = true;
	pthread_cond_signal(&runner.wake);
	pthread_mutex_unlock(&runner.lock);
	pthread_join(runner.thread, NULL);
}
