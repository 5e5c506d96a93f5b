/*
 * The pump thread: look what is due, start it, wait for sockets, store what came of it, look again.
 * A receiver gets at most PER_WEBHOOK calls at once, one that fails gets one, and all that fail
 * together get BROKEN_SLOTS, so that dead receivers never hold what others need. Calls about one
 * ticket to one receiver go one after the other: they arrive in order, unless one is tried again.
 */
#include "channels/pump.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "channels/outgoing.h"
#include "db/reader.h"
#include "db/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
	SLOTS = 128,   /* calls on their way, and those that are over and not stored yet */
	FLYING = 32,   /* of them on their way */
	STORE_AT = 64, /* so many are over: store them */
	STORE_MS = 20, /* or the first is over that long, or one failed, or no other is coming */
	BROKEN_SLOTS = 16,
	PER_WEBHOOK = 4,
	LOOK = 32,	       /* due rows of a receiver that one look reads beyond SLOTS */
	SPREAD = 500,	       /* events in one transaction */
	ARENA_MAX = 256 << 20, /* of one transaction or one look, with the longest bodies */
	CALL_MAX = 8 << 20,    /* arena of one call */
	LOOK_AGAIN_MS = 30 * 1000,
	GRACE_MS = 500,
	RETRY_MS = 1000,    /* after the writer refused */
	TEST_CLOCK_MS = 50, /* the test clock moves without telling anybody */
};

/* A call on its way, or over and not stored yet. */
struct flight {
	struct outgoing *out; /* NULL: the slot is free */
	struct arena *arena;  /* of the request and the answer */
	webhook_id webhook;
	i64 outbox_id;
	ticket_id ticket;
	struct webhook_call call;
	struct webhook_answer answer;
	bool broken, over;
	i64 over_us;
};

static struct {
	pthread_t thread;
	CURLM *multi;
	struct flight flights[SLOTS];
	struct arena *arena; /* of one look or one transaction */
	int turn;	     /* whose webhook is looked at first */
	atomic_bool stopping, needed, poked;
} pump;

static struct cx begin(struct db *db)
{
	arena_reset(pump.arena);
	return (struct cx){.db = db,
		.arena = pump.arena,
		.now = clock_now_ms(),
		.actor = actor_system(),
		.random = secret_random};
}

/* --- news --- */

static void poke(void)
{
	if (!atomic_exchange(&pump.poked, true))
		curl_multi_wakeup(pump.multi);
}

/* On the writer's thread. While there is no active webhook only a change of them matters. */
static void hear(void *self, const struct news *news, int n)
{
	bool wake = atomic_load(&pump.needed);

	(void)self;
	for (int i = 0; i < n && !wake; i++)
		wake = strcmp(news[i].kind, "webhook.changed") == 0;
	if (wake)
		poke();
}

/* --- events into deliveries --- */

static enum err run_spread(void *arg, struct db *db, const struct news **ret_news, int *ret_count)
{
	struct cx *cx = arg;

	*cx = begin(db);
	*ret_news = NULL;
	*ret_count = 0;
	return webhook_spread(cx, SPREAD);
}

/* Some of them; deliveries have their turn in between. *ret_next: at once, to send them and to
 * look for more. */
static enum err spread_events(i64 *ret_next)
{
	struct cx cx = begin(reader_local());
	bool waiting, any;

	TRY(webhook_any(&cx, &any));
	atomic_store(&pump.needed, any);
	TRY(webhook_events_wait(&cx, &waiting));
	if (!waiting)
		return OK;
	TRY(writer_call(run_spread, &cx));
	*ret_next = 0;
	return OK;
}

/* --- starting --- */

/* A slot for one more call; NULL when there are enough. */
static struct flight *free_slot(void)
{
	struct flight *free = NULL;
	int flying = 0;

	for (int i = 0; i < SLOTS; i++) {
		struct flight *f = &pump.flights[i];

		flying += f->out && !f->over;
		free = f->out ? free : f;
	}
	return flying < FLYING ? free : NULL;
}

/* How many calls are on their way: to this receiver, or (v 0) to all that fail. */
static int flying(webhook_id webhook)
{
	int n = 0;

	for (int i = 0; i < SLOTS; i++) {
		const struct flight *f = &pump.flights[i];

		n += f->out && !f->over && (webhook.v ? f->webhook.v == webhook.v : f->broken);
	}
	return n;
}

/* Is this row, or another about its ticket, on its way to the receiver? One that is over and not
 * stored yet must not go again, but the next about its ticket may. */
static bool is_flying(const struct outbox_item *item)
{
	for (int i = 0; i < SLOTS; i++) {
		const struct flight *f = &pump.flights[i];

		if (f->out && f->webhook.v == item->webhook.v &&
			(f->outbox_id == item->id ||
				(!f->over && item->ticket.v && f->ticket.v == item->ticket.v)))
			return true;
	}
	return false;
}

/* Everything that the call needs is read into its own arena, where the webhook is loaded, too. */
static enum err start(struct cx *cx, const struct outbox_item *item, bool broken, struct flight *f)
{
	struct cx own = *cx;
	char key[WEBHOOK_KEY];
	struct webhook *w;
	const char *body;

	*f = (struct flight){.arena = own.arena = arena_new(CALL_MAX),
		.webhook = item->webhook,
		.outbox_id = item->id,
		.ticket = item->ticket,
		.broken = broken};
	TRY(webhook_load(&own, item->webhook, &w));
	TRY(outbox_payload(&own, item->id, &body));
	if (!w)
		return fail_not_found(&own);
	webhook_delivery_key(key, item);
	webhook_call_make(&own, w, key, body, &f->call);
	f->out = outgoing_new(&f->call);
	curl_multi_add_handle(pump.multi, outgoing_handle(f->out));
	return OK;
}

static enum err start_webhook(struct cx *cx, const struct webhook_due *due)
{
	int room = (due->broken ? 1 : PER_WEBHOOK) - flying(due->id), n;
	struct outbox_item *items;

	if (room <= 0 || (due->broken && flying((webhook_id){0}) >= BROKEN_SLOTS))
		return OK;
	TRY(outbox_due(cx, due->id, LOOK + SLOTS, &items, &n));
	for (int i = 0; i < n && room; i++) {
		struct flight *f = free_slot();
		enum err e;

		if (is_flying(&items[i]))
			continue;
		if (!f)
			return OK;
		e = start(cx, &items[i], due->broken, f);
		if (e) { /* gone, or the database: the next look tells */
			arena_free(f->arena);
			*f = (struct flight){0};
			return e == E_NOT_FOUND ? OK : e;
		}
		room--;
	}
	return OK;
}

/* Start what is due and has room. *ret_next: when the next will be, ms. */
static enum err start_due(i64 *ret_next)
{
	struct cx cx = begin(reader_local());
	struct webhook_due *due;
	int n;

	*ret_next = cx.now + LOOK_AGAIN_MS;
	TRY(webhook_due(&cx, &due, &n));
	pump.turn = n ? (pump.turn + 1) % n : 0;
	for (int i = 0; i < n; i++) {
		const struct webhook_due *d = &due[(i + pump.turn) % n];

		if (d->at <= cx.now)
			TRY(start_webhook(&cx, d));
		else if (d->at < *ret_next)
			*ret_next = d->at;
	}
	return OK;
}

/* --- ending --- */

struct storing {
	struct cx cx;
	bool disabled[SLOTS];
};

static enum err run_store(void *arg, struct db *db, const struct news **ret_news, int *ret_count)
{
	struct storing *s = arg;

	s->cx = begin(db);
	for (int i = 0; i < SLOTS; i++) {
		struct flight *f = &pump.flights[i];
		uint32_t random;

		s->disabled[i] = false;
		if (!f->over)
			continue;
		secret_random(&random, sizeof random);
		TRY(webhook_record(
			&s->cx, f->outbox_id, &f->call, &f->answer, random, &s->disabled[i]));
	}
	*ret_news = s->cx.news;
	*ret_count = s->cx.news_count;
	return OK;
}

static void forget(struct flight *f)
{
	outgoing_free(f->out);
	arena_free(f->arena);
	*f = (struct flight){0};
}

/* Take from libcurl what is over. */
static void collect(void)
{
	CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(pump.multi, &left))) {
		CURLcode result = msg->data.result;
		CURL *easy = msg->easy_handle;

		for (int i = 0; i < SLOTS; i++) {
			struct flight *f = &pump.flights[i];

			if (!f->out || outgoing_handle(f->out) != easy)
				continue;
			outgoing_answer(f->out, result, f->arena, &f->answer);
			curl_multi_remove_handle(pump.multi, easy);
			f->over = true;
			f->over_us = clock_mono_us();
			break;
		}
	}
}

/* Is it time to store what is over? A quick receiver fills many into one transaction. */
static bool is_store_due(void)
{
	i64 old = clock_mono_us() - STORE_MS * 1000;
	int over = 0, flying = 0;
	bool now = false;

	for (int i = 0; i < SLOTS; i++) {
		const struct flight *f = &pump.flights[i];

		flying += f->out && !f->over;
		over += f->over;
		now |= f->over && (f->over_us < old || f->answer.status_code / 100 != 2);
	}
	return over && (now || over >= STORE_AT || !flying);
}

static bool has_over(void)
{
	for (int i = 0; i < SLOTS; i++)
		if (pump.flights[i].over)
			return true;
	return false;
}

/* Store all that is over in one transaction; it stays over until that worked. */
static enum err store_over(void)
{
	struct storing s = {0};

	TRY(writer_call(run_store, &s));
	for (int i = 0; i < SLOTS; i++) {
		if (s.disabled[i])
			log_event(LOG_WARN, "webhook.disabled",
				"\"webhook\":%lld,\"reason\":\"lasting failure\"",
				(long long)pump.flights[i].webhook.v);
		if (pump.flights[i].over)
			forget(&pump.flights[i]);
	}
	return OK;
}

/* --- the loop --- */

static void wait_until(i64 next)
{
	i64 ms = next - clock_now_ms();

	ms = ms < 0 ? 0 : ms > LOOK_AGAIN_MS ? LOOK_AGAIN_MS : ms;
#ifdef TEND_FAULT
	ms = ms > TEST_CLOCK_MS ? TEST_CLOCK_MS : ms;
#endif
	curl_multi_poll(pump.multi, NULL, 0, (int)ms, NULL);
	atomic_store(&pump.poked, false);
}

static enum err look(i64 *ret_next)
{
	int running;

	collect();
	TRY(start_due(ret_next));
	curl_multi_perform(pump.multi, &running);
	collect();
	if (is_store_due()) {
		TRY(store_over());
		*ret_next = 0; /* there is room again */
	} else if (has_over() && *ret_next > clock_now_ms() + STORE_MS) {
		*ret_next = clock_now_ms() + STORE_MS;
	}
	return spread_events(ret_next);
}

/* Calls that are nearly over may end; what does not is sent again after the next start. */
static void end_flights(void)
{
	i64 end = clock_mono_us() + GRACE_MS * 1000;
	bool flying = true;

	while (flying && clock_mono_us() < end) {
		int running;

		curl_multi_perform(pump.multi, &running);
		collect();
		if (has_over() && store_over() != OK)
			return;
		flying = false;
		for (int i = 0; i < SLOTS; i++)
			flying |= pump.flights[i].out != NULL;
		if (flying)
			curl_multi_poll(pump.multi, NULL, 0, GRACE_MS / 10, NULL);
	}
}

static void *run(void *arg)
{
	bool failing = false;
	i64 next;

	(void)arg;
	while (!atomic_load(&pump.stopping)) {
		int running;
		enum err e = look(&next);

		if (e && !failing)
			log_event(LOG_WARN, "pump.failed", "\"error\":\"%s\"", err_wire(e));
		failing = e != OK;
		if (failing)
			curl_multi_perform(pump.multi, &running);
		wait_until(failing ? clock_now_ms() + RETRY_MS : next);
	}
	end_flights();
	return NULL;
}

void pump_start(void)
{
	pump.multi = curl_multi_init();
	pump.arena = arena_new(ARENA_MAX);
	if (!pump.multi)
		die("pump: no memory");
	curl_multi_setopt(pump.multi, CURLMOPT_MAXCONNECTS, (long)SLOTS);
	atomic_store(&pump.needed, true); /* until the first look knows better */
	bus_subscribe(hear, NULL);
	if (pthread_create(&pump.thread, NULL, run, NULL) != 0)
		die("pump: no thread");
}

void pump_stop(void)
{
	atomic_store(&pump.stopping, true);
	curl_multi_wakeup(pump.multi);
	pthread_join(pump.thread, NULL);
	outgoing_stop(); /* test calls, too */
	for (int i = 0; i < SLOTS; i++) {
		struct flight *f = &pump.flights[i];

		if (!f->out)
			continue;
		if (!f->over)
			curl_multi_remove_handle(pump.multi, outgoing_handle(f->out));
		forget(f);
	}
	arena_free(pump.arena);
	/* pump.multi stays: the writer publishes until it stops, and pokes it */
}
