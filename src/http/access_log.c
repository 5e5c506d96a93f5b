/*
 * One line per request: who, which route (its pattern, never the address: links and tokens stand
 * in addresses), how it ended, how long it took. No secrets and no text of messages.
 */
#include "http/http_i.h"

#include "base/log.h"

static i64 bytes_of(const struct rq_private *p)
{
	switch (p->reply.kind) {
	case REPLY_BUFFER:
		return (i64)p->reply.body.n;
	case REPLY_BORROWED:
		return (i64)p->reply.size;
	case REPLY_FD:
		return p->reply.fd_size;
	case REPLY_NONE:
	case REPLY_EVENTS:
		break;
	}
	return 0;
}

void access_log_write(struct rq_private *p, bool aborted)
{
	i64 us = clock_mono_us() - p->started_us;
	const char *route = p->rq.route ? p->rq.route->path : "-";
	const char *method = p->is_options   ? "OPTIONS"
			     : p->rq.is_head ? "HEAD"
			     : p->rq.method  ? method_name(p->rq.method)
					     : "-";

	if (p->reply.status) /* else the client left before there was an answer */
		metrics_count(p->reply.status, p->reply.kind == REPLY_EVENTS ? -1 : us);
	log_event(LOG_INFO, "request",
		"\"id\":\"%s\",\"actor\":%lld,\"method\":\"%s\",\"route\":\"%s\","
		"\"status\":%d,\"ms\":%.3f,\"bytes\":%lld%s",
		p->id, (long long)p->rq.cx.actor.id.v, method, route, p->reply.status,
		(double)us / 1000.0, (long long)bytes_of(p), aborted ? ",\"aborted\":true" : "");
}
