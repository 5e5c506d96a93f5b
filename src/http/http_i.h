/*
 * The private face of the HTTP core: what its files know of one request (struct rq_private), of
 * one connection, and of each other. Handlers do not include this; they have http/rq.h.
 *
 * A request goes: server.c (libmicrohttpd) -> guard.c -> route.c -> body.c -> exchange.c
 * (auth_gate, csrf, ratelimit, params, handler) -> reply.c -> access_log.c. Exactly one thread
 * holds a request at any time; it changes hands only through server_suspend and server_resume.
 */
#ifndef TEND_HTTP_HTTP_I_H
#define TEND_HTTP_HTTP_I_H

#include "base/clock.h"
#include "base/network.h"
#include "base/secret.h"
#include "db/writer.h"
#include "http/rq.h"
#include "http/server.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
	HTTP_TARGET_MAX = 8192,	    /* bytes of a request target */
	HTTP_HEADERS_MAX = 100,	    /* header lines */
	HTTP_PARAMS_MAX = 16,	    /* path parameters of a route */
	HTTP_QUERY_MAX = 200,	    /* query parameters */
	HTTP_FORM_MAX = 200,	    /* form values */
	HTTP_FILES_MAX = 20,	    /* files in one form */
	HTTP_REPLY_MAX = 128 << 20, /* bytes of a reply in memory: a page of the longest
				     * comments, three times each, has to fit */
	HTTP_HELD_MAX = 256 << 20   /* bytes of large bodies and replies, all clients together */
};

struct pair {
	const char *name, *value;
};

struct pairs {
	struct pair *v;
	int n, cap;
};

/* Where a request stands. */
enum stage {
	STAGE_HEADER, /* the request line is known */
	STAGE_BODY,   /* headers are accepted, the body comes */
	STAGE_SECRET, /* suspended: a password is being verified */
	STAGE_AWAY,   /* suspended: the handler runs on the writer or in the slow pool */
	STAGE_REPLY,  /* the reply is complete and waits to be queued */
	STAGE_SENT,   /* handed to libmicrohttpd */
};

enum reply_kind { REPLY_NONE, REPLY_BUFFER, REPLY_BORROWED, REPLY_FD, REPLY_EVENTS };

struct reply {
	enum reply_kind kind;
	int status;
	const char *content_type; /* NULL: none is sent */
	struct buf body;	  /* REPLY_BUFFER; kept between requests */
	const void *bytes;	  /* REPLY_BORROWED: static storage */
	size_t size;
	int fd; /* REPLY_FD: owned; -1 otherwise */
	i64 fd_from, fd_size;
	struct pairs headers;
	bool close;	/* Connection: close */
	bool list_open; /* reply_list without reply_list_end */
};

/* One accepted TCP connection, from accept to close. */
struct connection {
	struct connection *next, **back;
	int fd;
	struct rq_private *request; /* between its first line and its end, of the worker alone */
	char address[48];
	uint8_t address_bytes[16];
	bool counted;		 /* against the per-address cap */
	_Atomic i64 deadline_ms; /* monotonic; 0: none */
	i64 body_from_ms;	 /* monotonic: the body is read since then */
	_Atomic int send_rounds; /* 0: no reply on its way; 1: one is; 2: and was looked at */
	uint64_t acknowledged;	 /* the reaper's: bytes by the client at its last look */
};

struct multipart;
struct upload;

/* The body while it arrives. */
struct body_state {
	i64 declared; /* Content-Length; -1: none was given */
	i64 seen;     /* bytes so far */
	size_t max;   /* what the route allows */
	bool swallow; /* the answer is known: read and drop */
	struct multipart *multipart;
	struct upload *upload; /* the file that is being written */
	const char *part_name; /* of the form value that is being read into raw */
	i64 form_bytes;	       /* of form values in memory */
};

struct rq_private {
	struct rq rq;
	struct rq_private *next_free;
	struct worker *worker;
	struct MHD_Connection *mhd;
	struct connection *connection;
	enum stage stage;
	struct reply reply;
	i64 started_us;
	/* the request as sent */
	const char *method_text, *version;
	const char *target;	 /* raw request target */
	const char *target_sent; /* where libmicrohttpd has it, to see whether a NUL cut it */
	const char *header_end;	 /* behind the value of the header line taken last */
	bool head_broken;	 /* a NUL or a folded line is in it */
	const char *raw_path;	 /* undecoded, with .json when it was there, without query */
	struct pairs headers, query, params, form;
	struct rq_file files[HTTP_FILES_MAX];
	enum err early; /* answer known before the handler: 404, 405, 413 … */
	unsigned allow; /* methods of the path, bits 1 << enum method, for 405 and OPTIONS */
	bool is_options;
	struct body_state body;
	struct buf raw; /* BODY_JSON and urlencoded bytes; kept between requests */
	/* who */
	char address[48];   /* the client, through trusted proxies */
	struct actor actor; /* cx.actor as the gate found it; a second run starts from it */
	bool by_cookie;	    /* a session cookie authenticates */
	const char *basic_user, *basic_password; /* to be verified in the slow pool */
	user_id verified;			 /* outcome of that */
	uint64_t verify_generation;
	bool password_tried, throttled_out;
	struct {
		i64 limit, remaining, reset_s; /* 0 limit: no headers */
		i64 retry_after_s;	       /* with 429 and 503 */
	} rate;
	char throttled[6][24]; /* what rq_throttle has counted for this request */
	i64 held;	       /* bytes of body and reply in server.held */
	char id[20];	       /* X-Request-Id */
	void *in;	       /* the handler's parsed input */
	const char *warning;   /* X-Zendesk-API-Warn; NULL: none */
	/* away */
	struct write_job job;
	enum err job_result;
	struct slow_job {
		struct slow_job *next;
		void (*run)(struct rq_private *p);
		struct rq_private *p;
	} slow;
};

/* --- server.c: threads of libmicrohttpd --- */
struct server_state {
	struct server_options options;
	struct networks proxies;
	struct arena *arena; /* settings that live as long as the server */
	int port;
	i64 started_at; /* ms */
	atomic_bool draining;
	atomic_int active;    /* requests between first byte and completion */
	atomic_int suspended; /* connections that libmicrohttpd must not be stopped with */
	atomic_int connections;
	_Atomic i64 held; /* bytes of large bodies and replies in memory */
};
extern struct server_state server;

/* Take the connection out of its loop; then the request may be given to another thread. */
void server_suspend(struct rq_private *p);
/* Give it back; the caller must not touch the request afterwards. */
void server_resume(struct rq_private *p);
/*
 * Large bodies and replies lie in memory as long as slow clients take to send or read them: count
 * the bytes until the request ends. False: that is too much for now, say 503.
 */
bool server_hold(struct rq_private *p, i64 bytes, bool always);
/* Hand an accepted socket to a worker; closes it on failure. */
void server_add_socket(int fd, const struct sockaddr *address, socklen_t length);

/* --- acceptor.c --- */
bool acceptor_start(const struct sockaddr_storage *address, socklen_t length, int *ret_port,
	char *why, size_t why_cap);
/* Close the listening socket; connections stay. */
void acceptor_stop(void);

/* --- reaper.c: time limits of connections --- */
void reaper_start(void);
void reaper_stop(void);
struct connection *reaper_add(int fd, const struct sockaddr *address);
void reaper_remove(struct connection *c);
/* May one more connection come from this address? Counts it when it may: until reaper_remove. */
bool reaper_admit(const struct sockaddr *address);
/* An admitted one did not become a connection. */
void reaper_dismiss(const struct sockaddr *address);
void reaper_expect_request(struct connection *c); /* idle between requests */
void reaper_expect_header(struct connection *c);
void reaper_expect_body(struct connection *c);
void reaper_body_came(struct connection *c, i64 bytes); /* so many by now */
void reaper_expect_send(struct connection *c);
void reaper_expect_nothing(struct connection *c); /* a handler or a stream has it */

/* --- guard.c: shapes that are refused before anything is understood --- */
/* OK, or the error with a detail in cx.fail; the connection must be closed then. */
enum err guard_check(struct rq_private *p);

/* --- params.c, query.c, form.c --- */
void pairs_add(struct arena *a, struct pairs *list, const char *name, const char *value);
const char *pairs_get(const struct pairs *list, const char *name);
/* How a client library begins a path that begins with a slash; it means the same with one. */
#define API_SLASHES "/api/v2//"
/* Split target into raw_path and query; decode. E_PARAM, E_BAD_REQUEST. */
enum err query_parse(struct rq_private *p);
/* Percent-decode n bytes; plus_is_space as forms do. NULL when malformed or not UTF-8. */
char *url_decode(struct arena *a, const char *s, size_t n, bool plus_is_space);
/* "a=1&b=2" into pairs. NULL names how it failed. */
enum err url_parse_pairs(struct cx *cx, const char *s, size_t n, int max, struct pairs *ret);
/* JSON body into the input struct of the route. */
enum err params_parse(struct rq *rq, const struct field_table *table, void **ret_in);

/* --- body.c --- */
/* Decide what to do with the body; E_TOO_LARGE, E_MEDIA … */
enum err body_begin(struct rq_private *p);
/* False: drop the connection. */
bool body_add(struct rq_private *p, const char *data, size_t n);
/* The body is complete: parse it. */
enum err body_end(struct rq_private *p);
/* Remove temporary files and memory. */
void body_release(struct rq_private *p);

/* --- upload.c: a file that comes with a request --- */
struct upload *upload_begin(
	struct rq_private *p, const char *field, const char *file_name, const char *content_type);
enum err upload_add(struct rq_private *p, struct upload *u, const void *data, size_t n);
/* Complete: appears in rq->files. */
enum err upload_end(struct rq_private *p, struct upload *u);
void upload_abort(struct upload *u);
/* Make DATA/files/tmp and empty it of what an earlier process left. */
void upload_prepare(const char *data_dir);

/* --- route.c --- */
void route_compile(void);
/* Find the row. E_NO_ROUTE, or E_METHOD with p->allow. Sets rq.route and params. */
enum err route_find(struct rq_private *p);
const char *route_allow_text(struct rq_private *p);
/* Is this an API path (errors as JSON), or a page? */
bool route_is_api(const char *path);

/* --- exchange.c: the way of one request --- */
/* Headers are here. False: refuse at once (the reply is made, Connection: close). */
bool exchange_begin(struct rq_private *p);
/* The body is here, or somebody resumed us. True: p->reply is complete. False: suspended. */
bool exchange_continue(struct rq_private *p);

/* --- auth_gate.c --- */
enum gate { GATE_PASS, GATE_REFUSE, GATE_VERIFY };
enum gate auth_identify(struct rq_private *p);
/* Nothing that could name somebody came with a request that needs it: no need to read its body. */
bool auth_is_missing(struct rq_private *p);
/* Slow pool: argon2 for basic_user/basic_password; sets verified. */
void auth_verify_password(struct rq_private *p);
void auth_start(void);
void auth_stop(void);
const char *auth_cookie_name(const struct rq *rq);
bool auth_is_https(const struct rq *rq);

/* --- csrf.c --- */
enum err csrf_check(struct rq_private *p);

/* --- ratelimit.c --- */
/* Count the request; E_RATE when it is one too many. Adds the headers. */
enum err ratelimit_check(struct rq_private *p);
/* Clients stop where the headers are missing: an answer before the count has them too. */
void ratelimit_uncounted(struct rq_private *p);
void ratelimit_start(int per_minute);
void ratelimit_stop(void);

/* --- reply.c --- */
void reply_reset(struct rq_private *p);
/* Build and queue the response; false closes the connection. */
bool reply_queue(struct rq_private *p);
done reply_borrowed(struct rq *rq, int status, const char *content_type, const void *p, size_t n);
/* A reply without handler: the error in cx.fail (recorded if absent). */
void reply_refuse(struct rq_private *p, enum err e, const char *sentence);
done reply_done(struct rq_private *p, enum reply_kind kind, int status, const char *content_type);

/* --- paging.c --- */
void paging_start(const uint8_t *link_key);

/* --- sse.c --- */
struct MHD_Response;
void sse_start(void);
/* End all streams and take no more. */
void sse_drain(void);
void sse_stop(void);
struct MHD_Response *sse_response(struct rq_private *p);
int sse_count(void);
/* Something new that is not of the log (presence): look soon. */
void sse_wake(void);

/* --- slow.c --- */
void slow_start(void);
/* On the pool of RUN_SLOW or RUN_ASIDE. False when its queue is full. */
bool slow_submit(enum run pool, struct rq_private *p, void (*run)(struct rq_private *p));
/* Finish what is queued, end the threads. */
void slow_stop(void);

/* --- access_log.c, metrics.c --- */
void access_log_write(struct rq_private *p, bool aborted);
void metrics_count(int status, i64 us);

/* --- asset.c, page.c, template.c --- */
void page_start(const char *web_dir, const char *site_name);
void page_stop(void);
done page_render_error(struct rq_private *p, int status);

#endif
