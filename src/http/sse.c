/*
 * Live events (GET /api/v2/events/stream, WHATWG server-sent events): says what changed and which
 * ticket; the page fetches the rest through the API, so that rights are checked in one place.
 *
 * Committed news go into a ring; one thread wakes the streams that sleep, at most every few ms, so
 * the writer never waits for a thousand of them. A stream sends from the ring what is newer than
 * what it has sent, and from the event table when the ring no longer reaches back far enough.
 * What an event means for the very person ("assigned" to him) stands in it as `notice`.
 *
 * Presence comes from a ring of its own and has no ids: it is over before anybody asks for it
 * again.
 *
 * Invariant: a stream's connection is suspended and resumed only under the lock, and `asleep` says
 * which. A stream sleeps only when there is nothing newer than its cursor.
 */
#include "http/mhd_i.h"
#include "http/presence.h"

#include "base/bus.h"
#include "base/log.h"
#include "db/reader.h"
#include "domain/event_read.h"
#include "domain/session.h"
#include "domain/token.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum {
	RING = 4096,
	REPLAY_MAX = 1000, /* more: the client reloads */
	PING_MS = 20 * 1000,
	TOKEN_LIFE_MS = 60 * 60 * 1000, /* streams of tokens begin anew, so that expiry bites */
	WAKE_MS = 10,
	LINE = 512,
	EXPIRY_MS = 1000, /* how often presence is looked through */
	QUEUE_MAX = 64 << 10,
};

struct stream {
	struct stream *next, **back;
	struct rq_private *p; /* of its worker alone: given back before on_free */
	int socket;
	struct actor actor;
	uint8_t session[SECRET_HASH];
	i64 cursor;	   /* newest event that was sent or is none of this stream's business */
	uint64_t presence; /* likewise of the changes of presence */
	i64 sent_us;	   /* when something was sent last */
	i64 checked_us;	   /* when the session was looked at last */
	i64 began_us;
	bool asleep, over;
	bool doubted; /* somebody's access changed: look whether its token still holds */
	struct buf out;
	size_t out_sent;
};

struct ring_entry {
	i64 id, ticket_id, subject_id;
	i64 told_id; /* whom it concerns most */
	const char *kind, *told;
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t news;
	pthread_t thread;
	struct stream *first;
	struct ring_entry ring[RING];
	uint64_t head; /* entries ever added */
	i64 before;    /* id of the newest event that is older than the ring's oldest entry */
	i64 newest;
	bool dirty, draining, stopping;
} sse = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Its browser may be gone already, which a ping finds out later and the connection tells now. */
static bool is_heard(const struct stream *s)
{
	char byte;
	ssize_t n = recv(s->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

int sse_count(void)
{
	int n = 0;

	pthread_mutex_lock(&sse.lock);
	for (const struct stream *s = sse.first; s; s = s->next)
		n += is_heard(s);
	pthread_mutex_unlock(&sse.lock);
	return n;
}

/* --- news from the writer --- */

static void ring_add(const struct news *news)
{
	struct ring_entry *e = &sse.ring[sse.head % RING];

	if (sse.head >= RING)
		sse.before = e->id;
	*e = (struct ring_entry){news->event_id, news->ticket_id, news->subject_id, news->told_id,
		news->kind, news->told};
	sse.head++;
	sse.newest = news->event_id;
}

/* A token may stand for another than its owner: those streams look again themselves. */
static void end_streams_of(i64 user)
{
	for (struct stream *s = sse.first; s; s = s->next)
		if (user == NEWS_EVERYBODY || s->actor.id.v == user)
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

void sse_wake(void)
{
	pthread_mutex_lock(&sse.lock);
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
	uint64_t presence = presence_newest();

	/* one that is awake belongs to its worker, and looks for news before it sleeps */
	for (struct stream *s = sse.first; s; s = s->next)
		if (s->asleep &&
			(s->over || s->doubted || s->cursor < sse.newest ||
				s->presence < presence || now - s->sent_us >= PING_MS * 1000))
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

/* Now and then; presence has a lock of its own, and wakes streams under ours. */
static void expire_presence(i64 *at)
{
	i64 now = clock_mono_us() / 1000;

	if (now < *at)
		return;
	*at = now + EXPIRY_MS;
	presence_expire(clock_now_ms());
}

static void *loop(void *arg)
{
	i64 expiry = 0;

	(void)arg;
	pthread_mutex_lock(&sse.lock);
	while (!sse.stopping) {
		if (!sse.dirty)
			wait_ms(EXPIRY_MS);
		expire_presence(&expiry);
		sse.dirty = false;
		wake_all();
		if (!sse.stopping && sse.first)
			wait_ms(WAKE_MS); /* what comes meanwhile goes out together */
	}
	pthread_mutex_unlock(&sse.lock);
	return NULL;
}

/* --- what a stream sends, on its worker --- */

/* Who was named in a note is nobody else's news: of the note itself everybody hears. */
static bool is_for_others(const char *kind, const char *notice)
{
	return !notice && strcmp(kind, event_kind_name(EVENT_COMMENT_MENTIONED)) == 0;
}

static void put_change(struct stream *s, i64 id, const char *kind, i64 ticket, const char *notice)
{
	if (is_for_others(kind, notice))
		return;
	buf_printf(&s->out, "id: %lld\nevent: change\ndata: {\"kind\":\"%s\",\"ticket_id\":%lld",
		(long long)id, kind, (long long)ticket);
	if (notice)
		buf_printf(&s->out, ",\"notice\":\"%s\"", notice);
	buf_str(&s->out, "}\n\n");
}

static void put_resync(struct stream *s)
{
	buf_printf(&s->out, "id: %lld\nevent: resync\ndata: {}\n\n", (long long)s->cursor);
}

/* Only agents without a restriction see every ticket; for others the ticket is looked at. */
static bool may_see(struct stream *s, struct cx *cx, i64 ticket)
{
	bool seen, unused;

	if (!ticket)
		return false;
	if (s->actor.restriction == RESTRICTION_NONE)
		return true;
	return can_see_ticket_of_id(cx, (ticket_id){ticket}, &seen, &unused) == OK && seen;
}

static const char *notice_of(struct cx *cx, const struct event_line *line)
{
	const char *notice;

	return event_notice(cx, line, &notice) == OK ? notice : NULL;
}

static void fill_from_table(struct stream *s, struct cx *cx, i64 newest)
{
	struct event_line *lines;
	int n;

	if (event_since(cx, s->cursor, REPLAY_MAX + 1, &lines, &n) != OK || n > REPLAY_MAX) {
		s->cursor = newest;
		put_resync(s);
		return;
	}
	for (int i = 0; i < n && s->out.n < QUEUE_MAX - LINE; i++) {
		s->cursor = lines[i].id;
		if (may_see(s, cx, lines[i].ticket.v))
			put_change(s, lines[i].id, lines[i].kind, lines[i].ticket.v,
				notice_of(cx, &lines[i]));
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

/* What the ring's entry means for whom the stream is. The news of tickets say so; what is rare is
 * looked up. */
static const char *ring_notice(struct stream *s, struct cx *cx, const struct ring_entry *e)
{
	struct event_line line = {e->id, 0, {e->ticket_id}, e->subject_id, e->kind};

	if (strncmp(e->kind, "ticket.", 7) == 0)
		return e->told_id == s->actor.id.v ? e->told : NULL;
	return notice_of(cx, &line);
}

static void fill_events(struct stream *s)
{
	struct ring_entry entries[64];
	struct cx cx = {.now = clock_now_ms(), .actor = s->actor};
	i64 newest;
	int n = copy_ring(s, entries, COUNT_OF(entries), &newest);

	if (n == 0)
		return;
	cx.arena = arena_new(1 << 20);
	cx.db = reader_local();
	if (n < 0)
		fill_from_table(s, &cx, newest);
	for (int i = 0; i < n; i++) {
		s->cursor = entries[i].id;
		if (may_see(s, &cx, entries[i].ticket_id))
			put_change(s, entries[i].id, entries[i].kind, entries[i].ticket_id,
				ring_notice(s, &cx, &entries[i]));
	}
	arena_free(cx.arena);
}

static void put_presence(struct stream *s, const struct presence *p)
{
	struct jw jw;

	buf_str(&s->out, "event: presence\ndata: ");
	jw_init(&jw, &s->out);
	jw_object(&jw, NULL);
	jw_i64(&jw, "ticket_id", p->ticket);
	jw_object(&jw, "user");
	jw_i64(&jw, "id", p->user);
	jw_str(&jw, "name", p->name);
	jw_end(&jw);
	jw_str(&jw, "state", presence_state_name(p->state));
	jw_end(&jw);
	buf_str(&s->out, "\n\n");
}

/* What others do; one who missed too much is told to ask (GET /api/v2/presence). */
static void fill_presence(struct stream *s)
{
	struct presence changes[16];
	struct cx cx = {.now = clock_now_ms(), .actor = s->actor};
	int n = presence_since(&s->presence, changes, COUNT_OF(changes));

	if (n < 0)
		buf_str(&s->out, "event: presence\ndata: {}\n\n");
	if (n <= 0)
		return;
	cx.arena = arena_new(1 << 20);
	cx.db = reader_local();
	for (int i = 0; i < n; i++)
		if (changes[i].user != s->actor.id.v && may_see(s, &cx, changes[i].ticket))
			put_presence(s, &changes[i]);
	arena_free(cx.arena);
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
	uint64_t presence = presence_newest();

	pthread_mutex_lock(&sse.lock);
	if (!s->over && !s->doubted && !sse.draining && s->cursor >= sse.newest &&
		s->presence >= presence) {
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
		fill_presence(s);
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
	pthread_mutex_unlock(&sse.lock);
	buf_free(&s->out);
	free(s);
}

/* --- opening one --- */

/* Where the client wants to go on: the browser's own header, newer than what the address says. */
static i64 last_seen(struct rq *rq)
{
	const char *last = rq_header(rq, "Last-Event-ID");
	char *end;
	i64 id;

	if (!last || !*last)
		last = rq_query(rq, "last_event_id");
	if (!last || !*last)
		return -1;
	id = strtoll(last, &end, 10);
	return *end ? -1 : id;
}

/* The greeting carries the id, so that a client has one to come back with before anything happened.
 */
static void begin_at(struct stream *s, i64 last)
{
	char now[CLOCK_TEXT];

	s->cursor = last >= 0 && last <= sse.newest ? last : sse.newest;
	s->presence = presence_newest();
	buf_printf(&s->out, "retry: 2000\nid: %lld\nevent: hello\ndata: {\"now\":\"%s\"}\n\n",
		(long long)s->cursor, clock_text_ms(now, clock_now_ms()));
	/* an id from the future (another database): reload */
	if (last > sse.newest)
		put_resync(s);
}

struct MHD_Response *sse_response(struct rq_private *p)
{
	struct stream *s = calloc(1, sizeof *s);
	const char *cookie = rq_cookie(&p->rq, auth_cookie_name(&p->rq));
	struct MHD_Response *response;
	i64 last = last_seen(&p->rq);

	if (!s)
		die("out of memory");
	s->p = p;
	s->socket = p->connection->fd;
	s->actor = p->actor;
	s->out.max = QUEUE_MAX;
	s->began_us = s->checked_us = s->sent_us = clock_mono_us();
	if (p->actor.session_id && cookie)
		secret_hash(s->session, cookie, strlen(cookie));
	pthread_mutex_lock(&sse.lock);
	begin_at(s, last);
	s->next = sse.first;
	s->back = &sse.first;
	if (sse.first)
		sse.first->back = &s->next;
	sse.first = s;
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
