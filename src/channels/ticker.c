/*
 * The ticker thread: ask, sleep, ask again. All state is in the database; the thread only knows
 * when to look next.
 */
#include "channels/ticker.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/writer.h"
#include "domain/wait.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum {
	NOTICES = 200, /* in one transaction, so that others get their turn */
	ARENA_MAX = 16 << 20,
	LOOK_AGAIN_MS = 30 * 1000, /* whatever the timer says */
	RETRY_MS = 1000,	   /* after the writer refused */
	TEST_CLOCK_MS = 50,	   /* the test clock moves without telling a timer */
};

static struct {
	pthread_t thread;
	int timer, wake;
	atomic_bool stopping;
} ticker;

/* One call of wait_tick on the writer thread. May run twice. */
struct round {
	struct arena *arena;
	struct cx cx;
	i64 next;
};

static enum err run_round(void *arg, struct db *db, const struct news **ret_news, int *ret_count)
{
	struct round *r = arg;

	arena_reset(r->arena);
	r->cx = (struct cx){
		.db = db, .arena = r->arena, .now = clock_now_ms(), .actor = actor_system()};
	TRY(wait_tick(&r->cx, NOTICES, &r->next));
	*ret_news = r->cx.news;
	*ret_count = r->cx.news_count;
	return OK;
}

static void poke(void)
{
	uint64_t one = 1;

	while (write(ticker.wake, &one, sizeof one) < 0 && errno == EINTR)
		;
}

/* A wait began or moved: its notice may come before the one that is slept for. */
static bool moves_deadline(const char *kind)
{
	return strncmp(kind, "wait.", 5) == 0 && strcmp(kind, "wait.warned") != 0 &&
	       strcmp(kind, "wait.breached") != 0;
}

static void hear(void *self, const struct news *news, int n)
{
	(void)self;
	for (int i = 0; i < n; i++) {
		if (moves_deadline(news[i].kind)) {
			poke();
			return;
		}
	}
}

/* Sleep until `next` (ms, wall clock), until poked, or until the clock is set. */
static void sleep_until(i64 next)
{
	i64 now = clock_now_ms();
	i64 longest = now + LOOK_AGAIN_MS;
	struct itimerspec at = {0};
	struct pollfd fds[] = {{ticker.timer, POLLIN, 0}, {ticker.wake, POLLIN, 0}};
	uint64_t ignored;

	if (next <= now)
		return;
	next = next < longest ? next : longest;
	at.it_value.tv_sec = next / SECOND_MS;
	at.it_value.tv_nsec = next % SECOND_MS * 1000000;
	timerfd_settime(ticker.timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL);
#ifdef TEND_FAULT
	poll(fds, COUNT_OF(fds), TEST_CLOCK_MS);
#else
	poll(fds, COUNT_OF(fds), LOOK_AGAIN_MS);
#endif
	/* ECANCELED: the clock was set; either way it is time to look again */
	(void)!read(ticker.timer, &ignored, sizeof ignored);
	(void)!read(ticker.wake, &ignored, sizeof ignored);
}

static void *run(void *arg)
{
	struct round round = {.arena = arena_new(ARENA_MAX)};
	bool failing = false;

	(void)arg;
	while (!atomic_load(&ticker.stopping)) {
		enum err e = writer_call(run_round, &round);

		if (e && !failing)
			log_event(LOG_WARN, "ticker.failed", "\"error\":\"%s\"", err_wire(e));
		failing = e != OK;
		sleep_until(failing ? clock_now_ms() + RETRY_MS : round.next);
	}
	arena_free(round.arena);
	return NULL;
}

void ticker_start(void)
{
	ticker.timer = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
	ticker.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (ticker.timer < 0 || ticker.wake < 0)
		die("ticker: %s", strerror(errno));
	bus_subscribe(hear, NULL);
	if (pthread_create(&ticker.thread, NULL, run, NULL) != 0)
		die("ticker: no thread");
}

void ticker_stop(void)
{
	atomic_store(&ticker.stopping, true);
	poke();
	pthread_join(ticker.thread, NULL);
	close(ticker.timer);
	/* ticker.wake stays open: the writer publishes until it stops */
}
