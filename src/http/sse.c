/*
 * Live events (GET /api/v2/events/stream, WHATWG server-sent events): says what changed and which
 * ticket; the page fetches the rest through the API, so that rights are checked in one place.
 *
 * Committed news go into a ring; one thread wakes the streams that sleep, at most every few ms, so
 * the writer never waits for a thousand of them. A stream sends from the ring what is newer than
 * what it has sent, and from the event table when the ring no longer reaches back far enough.
 *
 * Invariant: a stream's connection is suspended and resumed only under the lock, and `asleep` says
 * which. A stream sleeps only when there is nothing newer than its cursor.
 */
#include "http/mhd_i.h"

#include "base/bus.h"
#include "base/log.h"
#include "db/reader.h"
#include "domain/event_read.h"
#include "domain/session.h"
#include "domain/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	RING = 4096,
	REPLAY_MAX = 1000, /* more: the client reloads */
	PING_MS = 20 * 1000,
	TOKEN_LIFE_MS = 60 * 60 * 1000, /* streams of tokens begin anew, so that expiry bites */
	WAKE_MS = 10,
	LINE = 256,
	QUEUE_MAX = 64 << 10,
};

struct stream {
	struct stream *next, **back;
	struct rq_private *p;
	struct MHD_Connection *mhd;
	struct actor actor;
	uint8_t session[SECRET_HASH];
	i64 cursor;	/* newest event that was sent or is none of this stream's business */
	i64 sent_us;	/* when something was sent last */
	i64 checked_us; /* when the session was looked at last */
	i64 began_us;
	bool asleep, over;
	bool doubted; /* somebody's access changed: look whether its token still holds */
	struct buf out;
	size_t out_sent;
};

struct ring_entry {
	i64 id, ticket_id;
	const char *kind;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t news;
	pthread_t thread;
	struct stream *first;
	int count;
	struct ring_entry ring[RING];
	uint64_t head; /* entries ever added */
	i64 before;    /* id of the newest event that is older than the ring's oldest entry */
	i64 newest;
	bool dirty, draining, stopping;
} sse = {.lock = PTHREAD_MUTEX_INITIALIZER};

int sse_count(void)
{
	int n;

	pthread_mutex_lock(&sse.lock);
	n = sse.count;
	pthread_mutex_unlock(&sse.lock);
	return n;
}

/* --- news from the writer --- */

static void ring_add(const struct news *news)
{
	struct ring_entry *e = &sse.ring[sse.head % RING];

	if (sse.head >= RING)
		sse.before = e->id;
	*e = (struct ring_entry){news->event_id, news->ticket_id, news->kind};
	sse.head++;
	sse.newest = news->event_id;
}

/* A token may stand for another than its owner: those streams look again themselves. */
static void end_streams_of(i64 user)
{
	for (struct stream *s = sse.first; s; s = s->next)
		if (s->actor.id.v == user)
			s->over = true;
		else if (s->actor.token_id)
			s->doubted = true;
}

static void on_news(void *self, const struct news *news, int n)
{
	(void)self;
	pthread_mutex_lock(&sse.lock);
	for (int i = 0; i < n; i++) {
		if (news[i].event_id > sse.newest)
			ring_add(&news[i]);
		if (news[i].user_id)
			end_streams_of(news[i].user_id);
	}
	sse.dirty = true;
	pthread_cond_signal(&sse.news);
	pthread_mutex_unlock(&sse.lock);
}

/* --- waking (sse.lock is held) --- */

static void wake(struct stream *s)
{
	s->asleep = false;
	server_resume(s->p);
}

static void wake_all(void)
{
	i64 now = clock_mono_us();

	/* one that is awake belongs to its worker, and looks for news before it sleeps */
	for (struct stream *s = sse.first; s; s = s->next)
		if (s->asleep && (s->over || s->doubted || s->cursor < sse.newest ||
					 now - s->sent_us >= PING_MS * 1000))
			wake(s);
}

static void wait_ms(int ms)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += ms / 1000;
	t.tv_nsec += ms % 1000 * 1000000L;
	t.tv_sec += t.tv_nsec / 1000000000L;
	t.tv_nsec %= 1000000000L;
	pthread_cond_timedwait(&sse.news, &sse.lock, &t);
}

static void *loop(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&sse.lock);
	while (!sse.stopping) {
		if (!sse.dirty)
			wait_ms(1000);
		sse.dirty = false;
		wake_all();
		if (!sse.stopping && sse.first)
			wait_ms(WAKE_MS); /* what comes meanwhile goes out together */
	}
	pthread_mutex_unlock(&sse.lock);
	return NULL;
}

/* --- what a stream sends, on its worker --- */

static void put_change(struct stream *s, i64 id, const char *kind, i64 ticket)
{
	buf_printf(&s->out,
		"id: %lld\nevent: change\ndata: {\"kind\":\"%s\",\"ticket_id\":%lld}\n\n",
		(long long)id, kind, (long long)ticket);
}

static void put_resync(struct stream *s)
{
	buf_printf(&s->out, "id: %lld\nevent: resync\ndata: {}\n\n", (long long)s->cursor);
}

/* Only agents without a restriction see every ticket; for others the ticket is looked at. */
static bool may_see(struct stream *s, struct cx *cx, i64 ticket)
{
	struct ticket *t;
	bool seen = false;

	if (!ticket)
		return false;
	if (s->actor.restriction == RESTRICTION_NONE)
		return true;
	if (ticket_load(cx, (ticket_id){ticket}, &t) != OK || !t ||
		can_see_ticket(cx, t, &seen) != OK)
		return false;
	return seen;
}

static void fill_from_table(struct stream *s, struct cx *cx, i64 newest)
{
	struct event_line *lines;
	int n;

	if (event_since(cx, s->cursor, REPLAY_MAX + 1, &lines, &n) != OK)
		return;
	if (n > REPLAY_MAX) {
		s->cursor = newest;
		put_resync(s);
		return;
	}
	for (int i = 0; i < n && s->out.n < QUEUE_MAX - LINE; i++) {
		s->cursor = lines[i].id;
		if (may_see(s, cx, lines[i].ticket.v))
			put_change(s, lines[i].id, lines[i].kind, lines[i].ticket.v);
	}
	/* the ring only knows newer ones */
	if (n == 0)
		s->cursor = newest;
}

/* Copies of the ring's entries after the cursor; -1 when the ring does not reach back. */
static int copy_ring(struct stream *s, struct ring_entry *out, int max, i64 *ret_newest)
{
	uint64_t from = sse.head > RING ? sse.head - RING : 0;
	int n = 0;

	pthread_mutex_lock(&sse.lock);
	from = sse.head > RING ? sse.head - RING : 0;
	*ret_newest = sse.newest;
	if (s->cursor < sse.before)
		n = -1;
	for (uint64_t i = sse.head; n >= 0 && i > from; i--)
		if (sse.ring[(i - 1) % RING].id <= s->cursor) {
			from = i;
			break;
		}
	for (uint64_t i = from; n >= 0 && i < sse.head && n < max; i++)
		out[n++] = sse.ring[i % RING];
	pthread_mutex_unlock(&sse.lock);
	return n;
}

static void fill_events(struct stream *s)
{
	struct ring_entry entries[64];
	struct arena *a = NULL;
	struct cx cx = {.now = clock_now_ms(), .actor = s->actor};
	i64 newest;
	int n = copy_ring(s, entries, COUNT_OF(entries), &newest);

	if (n < 0 || s->actor.restriction != RESTRICTION_NONE) {
		a = cx.arena = arena_new(1 << 20);
		cx.db = reader_local();
	}
	if (n < 0)
		fill_from_table(s, &cx, newest);
	for (int i = 0; i < n; i++) {
		s->cursor = entries[i].id;
		if (may_see(s, &cx, entries[i].ticket_id))
			put_change(s, entries[i].id, entries[i].kind, entries[i].ticket_id);
	}
	arena_free(a);
}

/* Is whoever opened the stream still signed in? */
static bool still_allowed(struct stream *s, i64 now_us)
{
	struct actor actor = {0};
	struct arena *a;
	struct cx cx;
	bool stale, doubted;
	enum err e;

	pthread_mutex_lock(&sse.lock);
	doubted = s->doubted;
	s->doubted = false;
	pthread_mutex_unlock(&sse.lock);
	if (!doubted && now_us - s->checked_us < PING_MS * 1000)
		return true;
	s->checked_us = now_us;
	if (!s->actor.session_id && now_us - s->began_us > TOKEN_LIFE_MS * 1000LL)
		return false;
	a = arena_new(64 << 10);
	cx = (struct cx){.db = reader_local(), .arena = a, .now = clock_now_ms()};
	if (s->actor.session_id)
		e = session_find(&cx, s->session, &actor, &stale);
	else
		e = actor_of_user(&cx, s->actor.id, &actor);
	if (e == OK && s->actor.token_id)
		e = token_check_live(&cx, (token_id){s->actor.token_id}, s->actor.id);
	arena_free(a);
	if (e == OK) {
		s->actor.restriction = actor.restriction;
		s->actor.role = actor.role;
	}
	return e == OK && actor_is_agent(&actor);
}

/* Suspend unless something came meanwhile. True: asleep. */
static bool sleep_now(struct stream *s)
{
	bool asleep = false;

	pthread_mutex_lock(&sse.lock);
	if (!s->over && !s->doubted && !sse.draining && s->cursor >= sse.newest) {
		asleep = s->asleep = true;
		server_suspend(s->p);
	}
	pthread_mutex_unlock(&sse.lock);
	return asleep;
}

static bool is_over(struct stream *s)
{
	bool over;

	pthread_mutex_lock(&sse.lock);
	over = s->over || sse.draining;
	pthread_mutex_unlock(&sse.lock);
	return over;
}

/* libmicrohttpd has room for `max` bytes. */
static ssize_t on_room(void *cls, uint64_t pos, char *to, size_t max)
{
	struct stream *s = cls;
	i64 now = clock_mono_us();
	size_t n;

	(void)pos;
	for (;;) {
		if (is_over(s))
			return MHD_CONTENT_READER_END_OF_STREAM;
		if (s->out_sent < s->out.n)
			break;
		buf_reset(&s->out);
		s->out_sent = 0;
		if (!still_allowed(s, now))
			return MHD_CONTENT_READER_END_OF_STREAM;
		fill_events(s);
		if (!s->out.n && now - s->sent_us >= PING_MS * 1000)
			buf_str(&s->out, ": ping\n\n");
		if (!s->out.n && sleep_now(s))
			return 0;
	}
	n = s->out.n - s->out_sent < max ? s->out.n - s->out_sent : max;
	memcpy(to, s->out.p + s->out_sent, n);
	s->out_sent += n;
	s->sent_us = now;
	return (ssize_t)n;
}

static void on_free(void *cls)
{
	struct stream *s = cls;

	pthread_mutex_lock(&sse.lock);
	*s->back = s->next;
	if (s->next)
		s->next->back = s->back;
	sse.count--;
	pthread_mutex_unlock(&sse.lock);
	buf_free(&s->out);
	free(s);
}

/* --- opening one --- */

static void set_cursor(struct stream *s, struct rq *rq)
{
	const char *last = rq_header(rq, "Last-Event-ID");
	char *end;
	i64 id = last && *last ? strtoll(last, &end, 10) : -1;

	s->cursor = sse.newest;
	if (id < 0 || (last && *end))
		return;
	/* an id from the future (another database): reload */
	if (id > sse.newest)
		put_resync(s);
	else
		s->cursor = id;
}

static void put_hello(struct stream *s)
{
	char now[CLOCK_TEXT];

	buf_printf(&s->out, "retry: 2000\nevent: hello\ndata: {\"now\":\"%s\"}\n\n",
		clock_text_ms(now, clock_now_ms()));
}

struct MHD_Response *sse_response(struct rq_private *p)
{
	struct stream *s = calloc(1, sizeof *s);
	const char *cookie = rq_cookie(&p->rq, auth_cookie_name(&p->rq));
	struct MHD_Response *response;

	if (!s)
		die("out of memory");
	s->p = p;
	s->actor = p->actor;
	s->out.max = QUEUE_MAX;
	s->began_us = s->checked_us = s->sent_us = clock_mono_us();
	if (p->actor.session_id && cookie)
		secret_hash(s->session, cookie, strlen(cookie));
	put_hello(s);
	pthread_mutex_lock(&sse.lock);
	set_cursor(s, &p->rq);
	s->next = sse.first;
	s->back = &sse.first;
	if (sse.first)
		sse.first->back = &s->next;
	sse.first = s;
	sse.count++;
	pthread_mutex_unlock(&sse.lock);
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, on_room, s, on_free);
	if (!response)
		on_free(s);
	else
		MHD_add_response_header(response, "X-Accel-Buffering", "no");
	return response;
}

/* --- start and stop --- */

static void read_newest(void)
{
	struct arena *a = arena_new(64 << 10);
	struct cx cx = {.db = reader_local(), .arena = a, .now = clock_now_ms()};

	if (event_newest(&cx, &sse.newest) != OK)
		die("cannot read the event log");
	sse.before = sse.newest;
	arena_free(a);
}

void sse_start(void)
{
	static bool subscribed;
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&sse.news, &attr);
	pthread_condattr_destroy(&attr);
	sse.draining = sse.stopping = false;
	read_newest();
	if (!subscribed)
		bus_subscribe(on_news, NULL);
	subscribed = true;
	if (pthread_create(&sse.thread, NULL, loop, NULL) != 0)
		die("cannot start the event streams");
}

void sse_drain(void)
{
	pthread_mutex_lock(&sse.lock);
	sse.draining = true;
	for (struct stream *s = sse.first; s; s = s->next) {
		s->over = true;
		if (s->asleep)
			wake(s);
	}
	pthread_mutex_unlock(&sse.lock);
}

void sse_stop(void)
{
	pthread_mutex_lock(&sse.lock);
	sse.stopping = true;
	pthread_cond_signal(&sse.news);
	pthread_mutex_unlock(&sse.lock);
	pthread_join(sse.thread, NULL);
}
