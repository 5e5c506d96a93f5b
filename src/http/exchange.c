/*
 * The way of one request from its headers to its reply: who is it, may they, how often, is it the
 * same origin, the body into the input struct, the handler on the thread that its row names.
 *
 * Every function here runs on the thread that holds the request. A request that goes away is
 * suspended first and handed over last; after that nobody here touches it.
 */
#include "http/http_i.h"

#include "base/log.h"
#include "db/reader.h"
#include "http/language.h"

#include <string.h>
#include <strings.h>

static void base_url(struct rq_private *p)
{
	const char *host = rq_header(&p->rq, "Host"), *proto = "http";
	struct arena *a = p->rq.cx.arena;

	if (server.options.public_url) {
		p->rq.base_url = server.options.public_url;
		return;
	}
	if (networks_contain(&server.proxies, p->connection->address_bytes)) {
		const char *forwarded = rq_header(&p->rq, "X-Forwarded-Proto");

		if (forwarded && strcmp(forwarded, "https") == 0)
			proto = "https";
	}
	p->rq.base_url = arena_printf(a, "%s://%s", proto, host ? host : server.options.listen);
}

/* A proxy may add its hop to the line that came or as a line of its own: together they are one
 * list (RFC 9110 §5.3). NULL: there is none. */
static const char *forwarded_for(struct rq_private *p)
{
	const char *list = NULL;

	for (int i = 0; i < p->headers.n; i++) {
		const struct pair *h = &p->headers.v[i];

		if (strcasecmp(h->name, "X-Forwarded-For") != 0)
			continue;
		list = list ? arena_printf(p->rq.cx.arena, "%s,%s", list, h->value) : h->value;
	}
	return list;
}

/* The client behind configured proxies: the right-most hop that is not one of them. */
static void client_address(struct rq_private *p)
{
	const char *list = forwarded_for(p);
	uint8_t bytes[16];
	const char *end;

	memcpy(p->address, p->connection->address, sizeof p->address);
	if (!list || !networks_contain(&server.proxies, p->connection->address_bytes))
		return;
	for (end = list + strlen(list); end > list;) {
		const char *start = end;
		char hop[48];

		while (start > list && start[-1] != ',')
			start--;
		while (*start == ' ' && start < end)
			start++;
		while (end > start && end[-1] == ' ')
			end--;
		if ((size_t)(end - start) >= sizeof hop)
			return;
		memcpy(hop, start, (size_t)(end - start));
		hop[end - start] = 0;
		if (!network_bytes_of_text(hop, bytes))
			return;
		memcpy(p->address, hop, sizeof hop);
		if (!networks_contain(&server.proxies, bytes))
			return;
		for (end = start; end > list && (end[-1] == ' ' || end[-1] == ',');)
			end--;
	}
}

bool exchange_begin(struct rq_private *p)
{
	enum err e = guard_check(p);

	p->rq.base_url = "";
	if (e == OK && atomic_load(&server.draining))
		e = fail(&p->rq.cx, E_BUSY, NULL, NULL, "The server is stopping");
	if (e == OK) {
		base_url(p);
		client_address(p);
		p->early = route_find(p);
		if (p->early == OK && !p->is_options && auth_is_missing(p))
			p->early = fail(&p->rq.cx, E_UNAUTHENTICATED, NULL, NULL, "Sign in first");
		e = body_begin(p);
	}
	if (e == OK)
		return true;
	p->reply.close = true;
	reply_refuse(p, e, NULL);
	return false;
}

/* --- the handler --- */

static void run_handler(struct rq_private *p)
{
	struct rq *rq = &p->rq;

	reply_reset(p);
	rq->cx.actor = p->actor;
	rq->cx.fail = (struct failure){0};
	rq->cx.news_count = 0;
	rq->route->handler(rq, p->in);
	if (p->reply.kind == REPLY_NONE)
		die("%s %s gave no reply", method_name(rq->method), rq->route->path);
}

static enum err write_run(struct write_job *job, struct db *db)
{
	struct rq_private *p =
		(struct rq_private *)((char *)job - offsetof(struct rq_private, job));

	p->rq.cx.db = db;
	run_handler(p);
	job->news = p->rq.cx.news;
	job->news_count = p->rq.cx.news_count;
	p->job_result = OK;
	if (p->reply.status >= 400)
		p->job_result = p->rq.cx.fail.code ? p->rq.cx.fail.code : E_INVALID;
	return p->job_result;
}

static void write_done(struct write_job *job, enum err result)
{
	struct rq_private *p =
		(struct rq_private *)((char *)job - offsetof(struct rq_private, job));

	p->rq.cx.db = NULL;
	if (result != p->job_result) /* not kept: what the handler answered is not true */
		reply_refuse(p, result ? result : E_INTERNAL, "The change could not be stored");
	p->stage = STAGE_REPLY;
	server_resume(p);
}

static void slow_run(struct rq_private *p)
{
	p->rq.cx.db = reader_local();
	run_handler(p);
	p->rq.cx.db = NULL;
	p->stage = STAGE_REPLY;
	server_resume(p);
}

static void busy(struct rq_private *p, enum err e, const char *sentence)
{
	reply_refuse(p, e, sentence);
	p->rate.retry_after_s = 1;
	p->stage = STAGE_REPLY;
	server_resume(p);
}

static void go_away(struct rq_private *p)
{
	p->stage = STAGE_AWAY;
	p->job_result = E_INTERNAL;
	p->job.run = write_run;
	p->job.done = write_done;
	server_suspend(p);
	if (p->rq.route->run == RUN_WRITE) {
		if (!writer_submit(&p->job))
			busy(p, E_BUSY, "Too many changes are waiting");
	} else if (!slow_submit(p->rq.route->run, p, slow_run)) {
		busy(p, E_RATE, "Too many slow requests are waiting");
	}
}

/* --- before the handler --- */

static void verify_run(struct rq_private *p)
{
	p->rq.cx.db = reader_local();
	auth_verify_password(p);
	p->rq.cx.db = NULL;
	p->stage = STAGE_BODY;
	server_resume(p);
}

/* What must hold before the body is looked at. */
static enum err check(struct rq_private *p)
{
	struct rq *rq = &p->rq;

	TRY(ratelimit_check(p));
	TRY(can(&rq->cx.actor, rq->route->cap));
	TRY(csrf_check(p));
	return OK;
}

static enum err parse(struct rq_private *p)
{
	TRY(body_end(p));
	if (p->rq.route->fields && p->rq.route->body == BODY_JSON)
		TRY(params_parse(&p->rq, p->rq.route->fields, &p->in));
	return OK;
}

static bool refuse(struct rq_private *p, enum err e)
{
	reply_refuse(p, e, NULL);
	return true;
}

/* Identity is known, cx.db is open when there is one. True: the reply is there. */
static bool proceed(struct rq_private *p)
{
	enum err e = check(p);

	if (e == OK)
		e = parse(p);
	if (e != OK)
		return refuse(p, e);
	p->actor = p->rq.cx.actor;
	switch (p->rq.route->run) {
	case RUN_PLAIN:
	case RUN_READ:
		run_handler(p);
		return true;
	case RUN_WRITE:
	case RUN_SLOW:
	case RUN_ASIDE:
		return false;
	}
	return false;
}

static void answer_options(struct rq_private *p)
{
	reply_reset(p);
	reply_header(&p->rq, "Allow", route_allow_text(p));
	reply_no_content(&p->rq);
}

static bool identify(struct rq_private *p, bool *ret_away)
{
	*ret_away = false;
	switch (auth_identify(p)) {
	case GATE_PASS:
		if (!route_is_api(p->rq.path))
			language_choose(&p->rq);
		return true;
	case GATE_REFUSE:
		reply_refuse(p, p->throttled_out ? E_RATE : E_UNAUTHENTICATED,
			p->throttled_out ? "Too many attempts; try again later" : NULL);
		return false;
	case GATE_VERIFY:
		*ret_away = true;
		return false;
	}
	return false;
}

/* Everything that this thread does for the request, in one snapshot of the database. */
static bool run_here(struct rq_private *p)
{
	bool plain = p->rq.route->run == RUN_PLAIN, verify = false, complete;
	struct db *db = NULL;

	if (!plain) {
		db = p->rq.cx.db = reader_local();
		if (db_begin(db) != OK)
			return refuse(p, E_INTERNAL);
	}
	complete = plain || identify(p, &verify) ? proceed(p) : !verify;
	p->rq.cx.db = NULL;
	if (db)
		db_rollback(db);
	if (complete)
		return true;
	if (verify) {
		p->stage = STAGE_SECRET;
		server_suspend(p);
		if (!slow_submit(RUN_SLOW, p, verify_run))
			busy(p, E_RATE, "Too many sign-ins are waiting");
	} else {
		go_away(p);
	}
	return false;
}

bool exchange_continue(struct rq_private *p)
{
	switch (p->stage) {
	case STAGE_REPLY:
	case STAGE_SENT:
		return true;
	case STAGE_SECRET:
	case STAGE_AWAY:
		return false;
	case STAGE_HEADER:
	case STAGE_BODY:
		break;
	}
	p->rq.cx.now = clock_now_ms();
	if (p->early != OK)
		return refuse(p, p->early);
	if (p->is_options) {
		answer_options(p);
		return true;
	}
	return run_here(p);
}
