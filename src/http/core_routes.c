/*
 * The routes that the HTTP floor has of its own: health, metrics, the API's description, the event
 * stream, assets, the agent app's shell, and where "/" leads.
 */
#include "http/asset.h"
#include "http/core_i.h"
#include "http/page.h"

#include "db/reader.h"
#include "domain/event_read.h"

#include <string.h>

static done health_process(struct rq *rq, void *in)
{
	struct jw *w = reply_begin(rq, 200);

	(void)in;
	jw_str(w, "status", "ok");
	return reply_end(rq);
}

/* Ready means: a write reaches the disk. */
static done health_ready(struct rq *rq, void *in)
{
	struct jw *w;

	(void)in;
	if (meta_set(&rq->cx, "ready_at", "1") != OK)
		return reply_error(rq);
	w = reply_begin(rq, 200);
	jw_str(w, "status", "ready");
	return reply_end(rq);
}

static done events_stream(struct rq *rq, void *in)
{
	(void)in;
	return reply_events(rq);
}

static done agent_shell(struct rq *rq, void *in)
{
	struct view *view = view_new(rq);
	i64 newest;

	(void)in;
	/* the app's stream begins behind it, so that nothing happens unheard while it loads */
	if (event_newest(&rq->cx, &newest))
		return reply_error(rq);
	view_i64(view, "event", newest);
	return reply_html(rq, 200, "agent", view);
}

static done home(struct rq *rq, void *in)
{
	(void)in;
	return reply_redirect(rq, actor_is_agent(&rq->cx.actor) ? "/agent" : "/new");
}

const struct route core_routes[] = {
	{M_GET, "/healthz", health_process, RUN_PLAIN, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
		"Is the process alive?"},
	{M_GET, "/readyz", health_ready, RUN_WRITE, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
		"Does a write reach the disk?"},
	{M_GET, "/metrics", metrics_show, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
		"Numbers in Prometheus' text format, for administrators and this machine"},
	{M_GET, "/api/v2/openapi.json", openapi_show, RUN_PLAIN, CAP_PUBLIC, BODY_NONE, NULL, 0,
		NULL, "This description"},
	{M_GET, "/api/v2/events/stream", events_stream, RUN_READ, CAP_STREAM, BODY_NONE, NULL, 0,
		"last_event_id",
		"Changes as they happen (text/event-stream), resumable with Last-Event-ID; "
		"`notice` says what one means for you, events `presence` who is where"},
	{M_GET, "/assets/*", asset_serve, RUN_PLAIN, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
		"Scripts, styles and pictures of the pages"},
	{M_GET, "/agent", agent_shell, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
		"The agents' app"},
	{M_GET, "/agent/*", agent_shell, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
		"The agents' app"},
	{M_GET, "/", home, RUN_READ, CAP_PUBLIC, BODY_NONE, NULL, 0, NULL,
		"Leads agents to the app and everybody else to the form"},
	{0},
};
