/*
 * The ticker thread: ask deadlines and automations, sleep, ask again. All state is in the database;
 * the thread only knows when to look next.
 */
#include "channels/ticker.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/writer.h"
#include "domain/assignment.h"
#include "domain/automation.h"
#include "domain/held_reply.h"
#include "domain/rule_usage.h"
#include "domain/snooze.h"
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
	NOTICES = 200,		   /* in one transaction, so that others get their turn */
	TICKETS = 50,		   /* that automations look at in one transaction */
	REPLIES = 50,		   /* that are sent in one transaction */
	SLEEPERS = 50,		   /* that wake in one transaction */
	VIEWS = 500,		   /* whose uses are written down in one transaction */
	LOOK_AGAIN_MS = 30 * 1000, /* whatever the timer says */
	RETRY_MS = 1000,	   /* after the writer refused */
	TEST_CLOCK_MS = 50,	   /* the test clock moves without telling a timer */
};

static struct {
	pthread_t thread;
	int timer, wake;
	atomic_bool stopping;
} ticker;

/* Something that time starts: `run` does what is due, at most `max` of it. What it had to leave out
 * for good stands in cx->fail although it returns OK. */
struct duty {
	enum err (*run)(struct cx *cx, int max, i64 *ret_next);
	const char *name;
	int max;
	bool moves; /* its next time may come nearer while it is slept for */
	bool failing;
	i64 at; /* not before (ms) */
};

/* One call of a duty on the writer thread. May run twice. */
struct round {
	const struct duty *duty;
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
	TRY(r->duty->run(&r->cx, r->duty->max, &r->next));
	*ret_news = r->cx.news;
	*ret_count = r->cx.news_count;
	return OK;
}

/* Do what is due. */
static void attend(struct duty *d, struct arena *arena)
{
	struct round round = {.duty = d, .arena = arena};
	enum err e;

	if (!d->moves && clock_now_ms() < d->at)
		return;
	e = writer_call(run_round, &round);
	if (e && !d->failing)
		log_event(LOG_WARN, "ticker.failed", "\"duty\":\"%s\",\"error\":\"%s\"", d->name,
			err_wire(e));
	if (!e && round.cx.fail.count)
		log_event(LOG_WARN, "ticker.left_out", "\"duty\":\"%s\",\"what\":\"%s\"", d->name,
			round.cx.fail.details[0].text);
	d->failing = e != OK;
	d->at = e ? clock_now_ms() + RETRY_MS : round.next;
}

static void poke(void)
{
	uint64_t one = 1;

	while (write(ticker.wake, &one, sizeof one) < 0 && errno == EINTR)
		;
}

/* A wait began or moved, a reply is held, a ticket sleeps: its time may come before the one that is
 * slept for. */
static bool comes_nearer(const char *kind)
{
	if (strcmp(kind, "reply.held") == 0 || strcmp(kind, "reply.changed") == 0 ||
		strcmp(kind, "ticket.snoozed") == 0)
		return true;
	return strncmp(kind, "wait.", 5) == 0 && strcmp(kind, "wait.warned") != 0 &&
	       strcmp(kind, "wait.breached") != 0;
}

static void hear(void *self, const struct news *news, int n)
{
	(void)self;
	for (int i = 0; i < n; i++) {
		if (comes_nearer(news[i].kind)) {
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
	struct duty duties[] = {{wait_tick, "waits", NOTICES, .moves = true},
		{held_reply_tick, "held_replies", REPLIES, .moves = true},
		{snooze_tick, "snooze", SLEEPERS, .moves = true},
		{automation_tick, "automations", TICKETS, .moves = false},
		{assignment_tick, "assignment", TICKETS, .moves = false},
		{rule_usage_tick, "usage", VIEWS, .moves = false}};
	struct arena *arena = arena_new(ARENA_ITEM_MAX);

	(void)arg;
	while (!atomic_load(&ticker.stopping)) {
		i64 next = INT64_MAX;

		for (size_t i = 0; i < COUNT_OF(duties); i++) {
			attend(&duties[i], arena);
			next = duties[i].at < next ? duties[i].at : next;
		}
		sleep_until(next);
	}
	arena_free(arena);
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
