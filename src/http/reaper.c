/*
 * Time limits of connections, and how many one address may have. libmicrohttpd's own timeout only
 * sees inactivity, so a client that sends a byte now and then would live for ever: here each phase
 * of a connection has a deadline of its own, and a thread that comes by twice a second shuts
 * connections that are past it. The worker notices the shutdown and cleans up as usual.
 *
 * A body and a reply must move: what a client may take grows only with the bytes that came or were
 * acknowledged, never with the size that was announced, or one that announces much and then sends
 * or reads a byte a minute would hold its connection and its reply's memory for hours.
 *
 * Invariant: a connection is in the list from accept to close, and its socket is closed only after
 * reaper_remove, so a descriptor that is shut here is never somebody else's.
 */
#include "http/http_i.h"

#include "base/log.h"

#include <arpa/inet.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	HEADER_MS = 10 * 1000,
	IDLE_MS = 75 * 1000,
	BODY_MS = 20 * 1000,
	SEND_MS = 15 * 1000, /* twice without progress is the end */
	SLOWEST = 8,	     /* bytes per ms that a body or a download must make on average */
	ROUND_MS = 500,
	BUCKETS = 4096,
};

struct address_count {
	struct address_count *next;
	uint8_t address[16];
	int n;
};

static struct {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct connection *first;
	struct address_count *buckets[BUCKETS];
	bool stopping;
} r = {.lock = PTHREAD_MUTEX_INITIALIZER};

static i64 mono_ms(void)
{
	return clock_mono_us() / 1000;
}

/* --- connections per address (r.lock is held) --- */

static struct address_count **find_address(const uint8_t address[16])
{
	uint32_t h = 2166136261u;
	struct address_count **at;

	for (int i = 0; i < 16; i++)
		h = (h ^ address[i]) * 16777619u;
	for (at = &r.buckets[h % BUCKETS]; *at; at = &(*at)->next)
		if (memcmp((*at)->address, address, 16) == 0)
			break;
	return at;
}

static void count_up(const uint8_t address[16])
{
	struct address_count **at = find_address(address);

	if (!*at) {
		*at = calloc(1, sizeof **at);
		if (!*at)
			die("out of memory");
		memcpy((*at)->address, address, 16);
	}
	(*at)->n++;
}

static void count_down(const uint8_t address[16])
{
	struct address_count **at = find_address(address), *gone = *at;

	if (gone && --gone->n == 0) {
		*at = gone->next;
		free(gone);
	}
}

/* The part of an address that one household or machine can change at will is left out. */
static void count_key(const uint8_t address[16], uint8_t ret[16])
{
	memcpy(ret, address, 16);
	if (memcmp(address, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) != 0)
		memset(ret + 8, 0, 8);
}

static bool is_proxy(const uint8_t address[16])
{
	return networks_contain(&server.proxies, address);
}

bool reaper_admit(const struct sockaddr *address)
{
	uint8_t bytes[16], key[16];
	struct address_count **at;
	bool admitted;

	if (!network_bytes_of(address, bytes) || is_proxy(bytes))
		return true;
	count_key(bytes, key);
	pthread_mutex_lock(&r.lock);
	at = find_address(key);
	admitted = !*at || (*at)->n < server.options.max_per_address;
	if (admitted)
		count_up(key);
	pthread_mutex_unlock(&r.lock);
	return admitted;
}

void reaper_dismiss(const struct sockaddr *address)
{
	uint8_t bytes[16], key[16];

	if (!network_bytes_of(address, bytes) || is_proxy(bytes))
		return;
	count_key(bytes, key);
	pthread_mutex_lock(&r.lock);
	count_down(key);
	pthread_mutex_unlock(&r.lock);
}

/* --- the list --- */

static void address_text(const uint8_t b[16], char out[48])
{
	if (memcmp(b, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) == 0)
		inet_ntop(AF_INET, b + 12, out, 48);
	else
		inet_ntop(AF_INET6, b, out, 48);
}

struct connection *reaper_add(int fd, const struct sockaddr *address)
{
	struct connection *c = calloc(1, sizeof *c);

	if (!c)
		die("out of memory");
	c->fd = fd;
	if (address && network_bytes_of(address, c->address_bytes)) {
		address_text(c->address_bytes, c->address);
		c->counted = !is_proxy(c->address_bytes);
	}
	atomic_store(&c->deadline_ms, mono_ms() + HEADER_MS);
	pthread_mutex_lock(&r.lock);
	c->next = r.first;
	c->back = &r.first;
	if (r.first)
		r.first->back = &c->next;
	r.first = c;
	pthread_mutex_unlock(&r.lock);
	return c;
}

void reaper_remove(struct connection *c)
{
	uint8_t key[16];

	pthread_mutex_lock(&r.lock);
	*c->back = c->next;
	if (c->next)
		c->next->back = c->back;
	if (c->counted) {
		count_key(c->address_bytes, key);
		count_down(key);
	}
	pthread_mutex_unlock(&r.lock);
	free(c);
}

/* --- phases --- */

static void expect(struct connection *c, i64 ms)
{
	atomic_store_explicit(&c->send_rounds, 0, memory_order_relaxed);
	atomic_store_explicit(&c->deadline_ms, ms ? mono_ms() + ms : 0, memory_order_relaxed);
}

void reaper_expect_request(struct connection *c)
{
	expect(c, IDLE_MS);
}

void reaper_expect_header(struct connection *c)
{
	expect(c, HEADER_MS);
}

void reaper_expect_body(struct connection *c)
{
	c->body_from_ms = mono_ms();
	expect(c, BODY_MS);
}

void reaper_body_came(struct connection *c, i64 bytes)
{
	atomic_store_explicit(
		&c->deadline_ms, c->body_from_ms + BODY_MS + bytes / SLOWEST, memory_order_relaxed);
}

void reaper_expect_send(struct connection *c)
{
	expect(c, SEND_MS);
	atomic_store_explicit(&c->send_rounds, 1, memory_order_relaxed);
}

void reaper_expect_nothing(struct connection *c)
{
	expect(c, 0);
}

/* --- the thread --- */

/* A reply is on its way, and since the last look the client has acknowledged enough of it. The
 * first look only notes where it stands: earlier replies are in the same count. */
static bool is_reading(struct connection *c)
{
	int rounds = atomic_load_explicit(&c->send_rounds, memory_order_relaxed);
	struct tcp_info info = {0};
	socklen_t size = sizeof info;
	uint64_t before = c->acknowledged;

	if (!rounds || getsockopt(c->fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
		return false;
	c->acknowledged = info.tcpi_bytes_acked;
	atomic_compare_exchange_strong(&c->send_rounds, &rounds, 2);
	return rounds == 1 || c->acknowledged - before >= (uint64_t)SEND_MS * SLOWEST;
}

static void reap(void)
{
	i64 now = mono_ms();

	for (struct connection *c = r.first; c; c = c->next) {
		i64 deadline = atomic_load_explicit(&c->deadline_ms, memory_order_relaxed);

		if (!deadline || now < deadline)
			continue;
		/* the worker may set another one meanwhile: then that one holds */
		if (is_reading(c)) {
			atomic_compare_exchange_strong(&c->deadline_ms, &deadline, now + SEND_MS);
			continue;
		}
		shutdown(c->fd, SHUT_RDWR);
		expect(c, 0);
	}
}

static void *loop(void *arg)
{
	struct timespec t;

	(void)arg;
	pthread_mutex_lock(&r.lock);
	while (!r.stopping) {
		clock_gettime(CLOCK_MONOTONIC, &t);
		t.tv_nsec += ROUND_MS * 1000000L;
		t.tv_sec += t.tv_nsec / 1000000000L;
		t.tv_nsec %= 1000000000L;
		pthread_cond_timedwait(&r.wake, &r.lock, &t);
		reap();
	}
	pthread_mutex_unlock(&r.lock);
	return NULL;
}

void reaper_start(void)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&r.wake, &attr);
	pthread_condattr_destroy(&attr);
	r.stopping = false;
	if (pthread_create(&r.thread, NULL, loop, NULL) != 0)
		die("cannot start the reaper");
}

void reaper_stop(void)
{
	pthread_mutex_lock(&r.lock);
	r.stopping = true;
	pthread_cond_signal(&r.wake);
	pthread_mutex_unlock(&r.lock);
	pthread_join(r.thread, NULL);
}
