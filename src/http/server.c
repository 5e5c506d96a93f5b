/*
 * libmicrohttpd's threads: one single-threaded epoll daemon per worker, fed by the acceptor. This
 * file turns the library's callbacks into the steps of exchange.c and keeps its rules:
 *
 * - the first callback of a request allocates and guards; answering there is only for refusals,
 *   because it costs the connection;
 * - a request is suspended before it is handed to another thread;
 * - a daemon is never stopped while one of its connections is suspended.
 */
#include "http/mhd_i.h"

#include "base/log.h"
#include "db/reader.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	WORKERS_MAX = 64,
	CONNECTION_MEMORY = 32 * 1024,
	REQUEST_MEMORY = 512 << 20, /* a full page of the largest rows is a fifth of it */
	KEEP_BUFFER = 256 * 1024,   /* larger ones are not kept for the next request */
	POOL_MAX = 64,		    /* idle request objects per worker */
	DRAIN_MS = 4000,
};

struct worker {
	struct MHD_Daemon *daemon;
	struct rq_private *free; /* used by the worker's own thread alone */
	int free_count;
};

struct server_state server;
static struct worker workers[WORKERS_MAX];
static int worker_count;
static atomic_uint next_worker, next_id;
static uint32_t id_prefix;

/* --- request objects --- */

static struct rq_private *request_take(struct worker *w)
{
	struct rq_private *p = w->free;

	if (p) {
		w->free = p->next_free;
		w->free_count--;
		return p;
	}
	p = calloc(1, sizeof *p);
	if (!p)
		die("out of memory");
	p->rq.cx.arena = arena_new(REQUEST_MEMORY);
	return p;
}

static void request_free(struct rq_private *p)
{
	arena_free(p->rq.cx.arena);
	buf_free(&p->reply.body);
	buf_free(&p->raw);
	free(p);
}

static struct buf keep(struct buf *b)
{
	if (b->cap > KEEP_BUFFER)
		buf_free(b);
	buf_reset(b);
	return *b;
}

/* Back to the pool, empty but for its memory. */
static void request_give(struct worker *w, struct rq_private *p)
{
	struct arena *arena = p->rq.cx.arena;
	struct buf body, raw;

	atomic_fetch_sub(&server.held, p->held);
	reply_reset(p);
	body_release(p);
	body = keep(&p->reply.body);
	raw = keep(&p->raw);
	arena_reset(arena);
	if (w->free_count == POOL_MAX) {
		request_free(p);
		return;
	}
	memset(p, 0, sizeof *p);
	p->rq.cx.arena = arena;
	p->reply.body = body;
	p->raw = raw;
	p->next_free = w->free;
	w->free = p;
	w->free_count++;
}

static void write_id(struct rq_private *p)
{
	uint32_t parts[2] = {htobe32(id_prefix),
		htobe32(atomic_fetch_add_explicit(&next_id, 1, memory_order_relaxed))};

	secret_hex(p->id, parts, sizeof parts);
}

/* --- callbacks of libmicrohttpd, on the worker --- */

/*
 * libmicrohttpd would now take the query apart into its own memory, for nobody: query.c does that.
 * With some hundred parameters the memory runs out, and it then neither answers nor closes. A query
 * that ends where it begins has none.
 */
static void hide_query(const char *uri)
{
	char *at = strchr(uri, '?');

	if (at && at[1])
		at[1] = 0;
}

/* The request line was read; its target is still as it was sent. */
static void *on_target(void *cls, const char *uri, struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct worker *w = cls;
	struct rq_private *p = request_take(w);
	struct rq *rq = &p->rq;

	atomic_fetch_add(&server.active, 1);
	p->worker = w;
	p->mhd = mhd;
	p->connection = info->socket_context;
	p->connection->request = p;
	p->stage = STAGE_HEADER;
	p->started_us = clock_mono_us();
	p->target = arena_strdup(rq->cx.arena, uri);
	p->target_sent = uri;
	hide_query(uri);
	rq->path = p->raw_path = p->target; /* until query.c has taken it apart */
	p->raw.max = 1;			    /* set with the route */
	rq->private = p;
	rq->files = p->files;
	rq->locale = "en";
	rq->cx.now = clock_now_ms();
	rq->cx.random = secret_random;
	rq->cx.link_key = server.options.link_key;
	p->reply.fd = -1;
	p->reply.body.max = HTTP_REPLY_MAX;
	write_id(p);
	reaper_expect_header(p->connection);
	return p;
}

/*
 * libmicrohttpd cuts a line at a NUL and joins folded lines (RFC 9112 §5.2), both silently. In its
 * buffer a proper line is followed by the next one, with the line end between them turned to NULs.
 */
static bool is_next_line(const struct rq_private *p, const char *name, const char *value)
{
	const char *at = name + strlen(name) + 1;

	while (at < value && (*at == ' ' || *at == '\t'))
		at++;
	if (at != value)
		return false;
	if (!p->header_end)
		return true;
	at = p->header_end;
	while (at < name && at - p->header_end < 2 && (!*at || *at == '\r' || *at == '\n'))
		at++;
	return at == name;
}

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name,
	size_t name_size, const char *value, size_t value_size)
{
	struct rq_private *p = cls;

	(void)kind;
	(void)name_size;
	(void)value_size;
	if (!value || !is_next_line(p, name, value))
		p->head_broken = true;
	p->header_end = value ? value + strlen(value) : NULL;
	pairs_add(p->rq.cx.arena, &p->headers, name, value ? value : "");
	return MHD_YES;
}

bool server_hold(struct rq_private *p, i64 bytes, bool always)
{
	if (atomic_fetch_add(&server.held, bytes) + bytes <= HTTP_HELD_MAX || always) {
		p->held += bytes;
		return true;
	}
	atomic_fetch_sub(&server.held, bytes);
	return false;
}

/* Over the cap a list is refused. A change was made and is answered whatever it takes. */
static void hold_reply(struct rq_private *p)
{
	i64 size = (i64)p->reply.body.cap;

	if (p->reply.kind != REPLY_BUFFER || size <= KEEP_BUFFER ||
		server_hold(p, size, p->rq.method != M_GET))
		return;
	buf_free(&p->reply.body);
	reply_refuse(p, E_BUSY, "Too many large answers are on their way");
	p->rate.retry_after_s = 5;
}

/* The reply is libmicrohttpd's now; what the handler needed for it goes before the client reads. */
static void drop_memory(struct rq_private *p)
{
	if (arena_used(p->rq.cx.arena) <= KEEP_BUFFER || p->reply.kind == REPLY_EVENTS)
		return;
	body_release(p);
	p->body.swallow = true;
	p->body.multipart = NULL;
	p->headers = p->query = p->params = p->form = (struct pairs){0};
	p->reply.headers = (struct pairs){0};
	p->target = p->raw_path = p->rq.path = "";
	arena_reset(p->rq.cx.arena);
}

static enum MHD_Result send_reply(struct rq_private *p)
{
	bool queued;

	if (p->reply.kind == REPLY_EVENTS)
		reaper_expect_nothing(p->connection);
	else
		reaper_expect_send(p->connection);
	hold_reply(p);
	p->stage = STAGE_SENT;
	queued = reply_queue(p);
	drop_memory(p);
	return queued ? MHD_YES : MHD_NO;
}

static enum MHD_Result begin(struct rq_private *p, const char *method, const char *version)
{
	p->stage = STAGE_BODY;
	p->method_text = method;
	p->version = version;
	/* the version stands right behind the target, unless a NUL cut the target short */
	p->head_broken = version != p->target_sent + strlen(p->target) + 1;
	MHD_get_connection_values_n(p->mhd, MHD_HEADER_KIND, on_header, p);
	/* behind the last line stands the empty one, by now NULs too */
	if (p->header_end && p->header_end[1])
		p->head_broken = true;
	p->rq.user_agent = rq_header(&p->rq, "User-Agent");
	if (!exchange_begin(p))
		return send_reply(p);
	reaper_expect_body(p->connection);
	return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url,
	const char *method, const char *version, const char *data, size_t *size, void **request)
{
	struct rq_private *p = *request;

	(void)cls;
	(void)mhd;
	(void)url;
	if (!p)
		return MHD_NO;
	if (p->stage == STAGE_HEADER)
		return begin(p, method, version);
	if (*size) {
		bool go_on = body_add(p, data, *size);

		if (p->stage == STAGE_BODY)
			reaper_body_came(p->connection, p->body.seen);
		*size = 0;
		return go_on ? MHD_YES : MHD_NO;
	}
	if (p->stage == STAGE_SENT)
		return MHD_YES;
	reaper_expect_nothing(p->connection);
	return exchange_continue(p) ? send_reply(p) : MHD_YES;
}

/* Nobody holds the request any more. */
static void end_request(struct worker *w, struct rq_private *p)
{
	p->connection->request = NULL;
	request_give(w, p);
	atomic_fetch_sub(&server.active, 1);
}

static void on_completed(
	void *cls, struct MHD_Connection *mhd, void **request, enum MHD_RequestTerminationCode how)
{
	struct rq_private *p = *request;

	(void)mhd;
	if (!p)
		return;
	*request = NULL;
	access_log_write(p, how != MHD_REQUEST_TERMINATED_COMPLETED_OK);
	reaper_expect_request(p->connection);
	end_request(cls, p);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **context,
	enum MHD_ConnectionNotificationCode what)
{
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		int fd =
			MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

		*context = reaper_add(
			fd, MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)
				    ->client_addr);
		atomic_fetch_add(&server.connections, 1);
	} else {
		struct connection *c = *context;

		/* a request whose header never became complete is not reported as completed */
		if (c->request)
			end_request(cls, c->request);
		reaper_remove(c);
		atomic_fetch_sub(&server.connections, 1);
	}
}

/* Targets are decoded by query.c, strictly; here they stay as they are. */
static size_t on_unescape(void *cls, struct MHD_Connection *mhd, char *s)
{
	(void)cls;
	(void)mhd;
	return strlen(s);
}

__attribute__((format(printf, 2, 0))) static void on_log(void *cls, const char *fmt, va_list ap)
{
	char text[256], quoted[600];

	(void)cls;
	vsnprintf(text, sizeof text, fmt, ap);
	text[strcspn(text, "\n")] = 0;
	log_event(LOG_DEBUG, "microhttpd", "\"text\":%s", log_quote(quoted, sizeof quoted, text));
}

/* --- for the rest of the core --- */

void server_suspend(struct rq_private *p)
{
	atomic_fetch_add(&server.suspended, 1);
	MHD_suspend_connection(p->mhd);
}

void server_resume(struct rq_private *p)
{
	struct MHD_Connection *mhd = p->mhd;

	/* counted down first would let the daemon stop in between */
	MHD_resume_connection(mhd);
	atomic_fetch_sub(&server.suspended, 1);
}

void server_add_socket(int fd, const struct sockaddr *address, socklen_t length)
{
	unsigned i = atomic_fetch_add(&next_worker, 1) % (unsigned)worker_count;

	/* closes the socket itself on failure */
	if (MHD_add_connection(workers[i].daemon, fd, address, length) == MHD_YES)
		return;
	reaper_dismiss(address);
	log_event(LOG_WARN, "connection.refused", "\"worker\":%u", i);
}

/* --- start and stop --- */

static bool worker_start(struct worker *w)
{
	w->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_SUSPEND_RESUME |
					     MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG |
					     MHD_USE_ITC,
		0, NULL, NULL, on_request, w, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)server.options.max_connections + 16,
		MHD_OPTION_CONNECTION_TIMEOUT, 0u, MHD_OPTION_NOTIFY_COMPLETED, on_completed, w,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, w, MHD_OPTION_URI_LOG_CALLBACK,
		on_target, w, MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, NULL, MHD_OPTION_END);
	return w->daemon != NULL;
}

static int cores(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 2 ? 2 : n > WORKERS_MAX ? WORKERS_MAX : (int)n;
}

static void defaults(struct server_options *o)
{
	if (o->workers <= 0)
		o->workers = cores();
	if (o->workers > WORKERS_MAX)
		o->workers = WORKERS_MAX;
	if (o->max_connections <= 0)
		o->max_connections = 4000;
	if (o->max_per_address <= 0)
		o->max_per_address = 256;
	if (o->max_upload <= 0)
		o->max_upload = 50 << 20;
	if (o->public_url && !*o->public_url)
		o->public_url = NULL;
	if (o->web_dir && !*o->web_dir)
		o->web_dir = NULL;
	if (!o->name || !*o->name)
		o->name = "Tend";
}

i64 server_max_upload(void)
{
	return server.options.max_upload;
}

static void parts_start(void)
{
	struct server_options *o = &server.options;

	secret_random(&id_prefix, sizeof id_prefix);
	route_compile();
	upload_prepare(o->data_dir);
	paging_start(o->link_key);
	page_start(o->web_dir, o->name);
	ratelimit_start(o->rate_limit);
	auth_start();
	slow_start();
	sse_start();
	reaper_start();
}

bool server_start(const struct server_options *options, int *ret_port, char *why, size_t why_cap)
{
	struct sockaddr_storage address;
	socklen_t length;

	server.options = *options;
	server.started_at = clock_now_ms();
	defaults(&server.options);
	server.arena = arena_new(1 << 20);
	if (!networks_parse(
		    server.arena, options->trusted_proxies, &server.proxies, why, why_cap) ||
		!network_parse_listen(options->listen, &address, &length, why, why_cap))
		return false;
	parts_start();
	for (worker_count = 0; worker_count < server.options.workers; worker_count++)
		if (!worker_start(&workers[worker_count])) {
			snprintf(why, why_cap, "libmicrohttpd does not start");
			return false;
		}
	return acceptor_start(&address, length, ret_port, why, why_cap);
}

void server_drain(void)
{
	i64 until = clock_mono_us() + DRAIN_MS * 1000;

	atomic_store(&server.draining, true);
	acceptor_stop();
	sse_drain();
	while (atomic_load(&server.active) && clock_mono_us() < until)
		usleep(5000);
}

void server_stop(void)
{
	i64 until = clock_mono_us() + DRAIN_MS * 1000;

	slow_stop();
	while (atomic_load(&server.suspended) && clock_mono_us() < until)
		usleep(1000);
	if (atomic_load(&server.suspended)) {
		/* the library would abort; the process ends anyhow, and every write is on disk */
		log_event(LOG_WARN, "server.stop_skipped", "\"suspended\":%d",
			atomic_load(&server.suspended));
		return;
	}
	sse_stop();
	for (int i = 0; i < worker_count; i++) {
		struct rq_private *p;

		MHD_stop_daemon(workers[i].daemon);
		while ((p = workers[i].free)) {
			workers[i].free = p->next_free;
			request_free(p);
		}
		workers[i] = (struct worker){0};
	}
	reaper_stop();
	auth_stop();
	ratelimit_stop();
	page_stop();
	arena_free(server.arena);
	server.arena = NULL;
}
