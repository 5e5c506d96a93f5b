/*
 * The janitor thread. It throws away what nobody wants: expired uploads, old jobs, old activities,
 * uses of rules and deliveries of webhooks (rows, through the writer) and files below DATA/files
 * without a row (older than a day, so that a file on its way into a row is never taken). Nothing
 * waits for it and it may fail quietly: the next round comes.
 */
#include "channels/janitor.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/reader.h"
#include "db/writer.h"
#include "domain/activity.h"
#include "domain/attachment.h"
#include "domain/draft.h"
#include "domain/held_reply.h"
#include "domain/job.h"
#include "domain/rule_usage.h"
#include "domain/suspended.h"
#include "domain/webhook_delivery.h"

#include <pthread.h>
#include <time.h>

enum {
	UPLOADS = 500,	    /* in one transaction */
	JOBS = 500,	    /* the same */
	DRAFTS = 500,	    /* the same; replies that are over too */
	DELIVERIES = 500,   /* the same */
	TURNS = 200,	    /* transactions of one kind in one round */
	FILES = 100000,	    /* looked at in one round */
	FIRST_ROUND_S = 60, /* after the start: others are busy enough then */
	ROUND_S = 3600,
};

static struct {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping;
	const char *data_dir;
} janitor = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

struct round {
	struct arena *arena;
	int uploads, suspended, drafts, jobs, deliveries, files;
};

static struct cx begin(struct round *r, struct db *db)
{
	arena_reset(r->arena);
	return (struct cx){
		.db = db, .arena = r->arena, .now = clock_now_ms(), .actor = actor_system()};
}

static enum err expire_uploads(void *arg, struct db *db, const struct news **ret_news, int *ret_n)
{
	struct round *r = arg;
	struct cx cx = begin(r, db);

	*ret_news = NULL;
	*ret_n = 0;
	TRY(activity_forget(&cx));
	TRY(rule_usage_tidy(&cx));
	TRY(draft_expire(&cx, DRAFTS, &r->drafts));
	TRY(held_reply_expire(&cx, DRAFTS, &r->drafts));
	TRY(suspended_expire(&cx, UPLOADS, &r->suspended));
	return upload_expire(&cx, UPLOADS, &r->uploads);
}

static enum err expire_jobs(void *arg, struct db *db, const struct news **ret_news, int *ret_n)
{
	struct round *r = arg;
	struct cx cx = begin(r, db);

	*ret_news = NULL;
	*ret_n = 0;
	return job_expire(&cx, JOBS, &r->jobs);
}

static enum err sweep_webhooks(void *arg, struct db *db, const struct news **ret_news, int *ret_n)
{
	struct round *r = arg;
	struct cx cx = begin(r, db);

	*ret_news = NULL;
	*ret_n = 0;
	return webhook_sweep(&cx, DELIVERIES, &r->deliveries);
}

/* There may be thousands: `some` at a time, which fn counts in *count, so that nobody waits long.
 * The sum is left there. */
static enum err clean_in_turns(struct round *r,
	enum err (*fn)(void *arg, struct db *db, const struct news **ret_news, int *ret_n),
	int some, int *count)
{
	int all = 0;

	for (int i = 0; i < TURNS; i++) {
		TRY(writer_call(fn, r));
		all += *count;
		if (*count < some)
			break;
	}
	*count = all;
	return OK;
}

static void clean(struct round *r)
{
	enum err e = writer_call(expire_uploads, r);
	struct cx cx;

	if (e == OK)
		e = clean_in_turns(r, expire_jobs, JOBS, &r->jobs);
	if (e == OK)
		e = clean_in_turns(r, sweep_webhooks, DELIVERIES, &r->deliveries);
	cx = begin(r, reader_local());
	if (e == OK)
		e = attachment_sweep(&cx, arena_printf(r->arena, "%s/files", janitor.data_dir),
			FILES, &r->files);
	if (e != OK)
		log_event(LOG_WARN, "janitor.failed", "\"error\":\"%s\"", err_wire(e));
	else if (r->uploads || r->jobs || r->deliveries || r->files)
		log_event(LOG_INFO, "janitor.cleaned",
			"\"uploads\":%d,\"jobs\":%d,\"deliveries\":%d,\"files\":%d", r->uploads,
			r->jobs, r->deliveries, r->files);
}

/* False when it is time to stop. */
static bool rest(int seconds)
{
	struct timespec until;
	bool stopping;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += seconds;
	pthread_mutex_lock(&janitor.lock);
	while (!janitor.stopping &&
		pthread_cond_timedwait(&janitor.wake, &janitor.lock, &until) == 0)
		;
	stopping = janitor.stopping;
	pthread_mutex_unlock(&janitor.lock);
	return !stopping;
}

static void *run(void *arg)
{
	struct round round = {.arena = arena_new(ARENA_ITEM_MAX)};

	(void)arg;
	for (int seconds = FIRST_ROUND_S; rest(seconds); seconds = ROUND_S)
		clean(&round);
	arena_free(round.arena);
	return NULL;
}

void janitor_start(const char *data_dir)
{
	janitor.data_dir = data_dir;
	if (pthread_create(&janitor.thread, NULL, run, NULL) != 0)
		die("janitor: no thread");
}

void janitor_stop(void)
{
	pthread_mutex_lock(&janitor.lock);
	janitor.stopping = true;
	pthread_cond_signal(&janitor.wake);
	pthread_mutex_unlock(&janitor.lock);
	pthread_join(janitor.thread, NULL);
}
