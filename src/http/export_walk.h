/*
 * What can be exported, each kind in one row of functions, and the walk through it. A walk has a
 * place (a stamp and an id, or a place in the event log), reads on from it in chunks and writes
 * rows until a rule says that the page is full.
 */
#ifndef TEND_HTTP_EXPORT_WALK_H
#define TEND_HTTP_EXPORT_WALK_H

#include "domain/export.h"
#include "domain/metric_event.h"
#include "http/export_out.h"
#include "http/view_ticket.h"

struct export_walk {
	struct rq *rq;
	const struct export_kind *kind;
	struct export_out out;
	struct export_at at;	    /* behind the last row written; of the log: event and part */
	event_id log_start;	    /* rows of the log lie behind it */
	bool no_deleted;	    /* of tickets: leave out deleted ones */
	int limit;		    /* of the chunk */
	void *rows;		    /* the chunk */
	int n;			    /* rows in it */
	struct ticket_page tickets; /* of a chunk of tickets */
	struct sideload more;
	bool identities;      /* asked for beside users */
	struct id_set people; /* whose */
};

struct export_kind {
	const char *name; /* in the path, and the key of the list */
	/* Set the place before everything that changed at start_ms or later. */
	enum err (*start)(struct export_walk *w, i64 start_ms);
	/* Read up to w->limit rows behind w->at. */
	enum err (*read)(struct export_walk *w);
	/* The time of row i, ms, and its place. */
	i64 (*stamp)(const struct export_walk *w, int i);
	struct export_at (*place)(const struct export_walk *w, int i);
	/* Write row i. */
	enum err (*write)(struct export_walk *w, int i);
};

/* By name ("tickets", "users", "organizations", "ticket_events", "ticket_metric_events"). */
const struct export_kind *export_kind_find(const char *name);

#endif
