/*
 * The slow pools: a few threads each for work that a worker must not wait for. One for our own work
 * (argon2, exports, big searches), one aside for what strangers make long (pictures of other
 * houses, pages of PDF files). Bounded: when its queue is full the request is answered 429 at once.
 */
#include "http/http_i.h"

#include "base/log.h"

#include <string.h>

enum { THREADS = 2, QUEUE = 50 };

struct pool {
	pthread_t threads[THREADS];
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct slow_job *head, **tail;
	int queued;
	bool stopping;
};

static struct pool slow = {.lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER};
static struct pool aside = {.lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER};

static struct slow_job *take(struct pool *pool)
{
	struct slow_job *job;

	pthread_mutex_lock(&pool->lock);
	while (!pool->head && !pool->stopping)
		pthread_cond_wait(&pool->work, &pool->lock);
	job = pool->head;
	if (job) {
		pool->head = job->next;
		if (!pool->head)
			pool->tail = &pool->head;
		pool->queued--;
	}
	pthread_mutex_unlock(&pool->lock);
	return job;
}

static void *loop(void *arg)
{
	struct slow_job *job;

	while ((job = take(arg)))
		job->run(job->p);
	return NULL;
}

static void start(struct pool *pool)
{
	pool->tail = &pool->head;
	pool->stopping = false;
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&pool->threads[i], NULL, loop, pool) != 0)
			die("cannot start a thread of the slow pool");
}

void slow_start(void)
{
	start(&slow);
	start(&aside);
}

bool slow_submit(enum run which, struct rq_private *p, void (*run)(struct rq_private *p))
{
	struct pool *pool = which == RUN_ASIDE ? &aside : &slow;
	bool taken = false;

	p->slow = (struct slow_job){.run = run, .p = p};
	pthread_mutex_lock(&pool->lock);
	if (pool->queued < QUEUE && !pool->stopping) {
		*pool->tail = &p->slow;
		pool->tail = &p->slow.next;
		pool->queued++;
		taken = true;
		pthread_cond_signal(&pool->work);
	}
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

static void stop(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->stopping = true;
	pthread_cond_broadcast(&pool->work);
	pthread_mutex_unlock(&pool->lock);
	for (int i = 0; i < THREADS; i++)
		pthread_join(pool->threads[i], NULL);
}

void slow_stop(void)
{
	stop(&slow);
	stop(&aside);
}
