/*
 * Incremental exports, for those who may see everything. Two ways:
 *
 * - by time: everything that changed at or after start_time; a page holds all rows of its last
 *   second, so that the next one may begin with that second (and repeats it).
 * - by cursor (tickets and users): behind the last row that was seen; nothing twice, nothing
 *   missed, whatever the clocks do (see domain/stamp.h).
 */
#include "base/clock.h"
#include "base/secret.h"
#include "domain/stamp.h"
#include "http/export_walk.h"
#include "http/view_metric.h"

#include <string.h>

enum {
	PER_PAGE_MAX = 1000,
	SAMPLE = 50,
	SECOND_MAX = 250000, /* rows of a page by time, which no second may be larger than */
	MAC = 16,
	USERS_AT_ONCE = 10, /* whose identities are in memory together */
};

#define TIME_QUERY   "start_time,per_page,include"
#define CURSOR_QUERY "start_time,cursor,per_page,page[size],include"

/* --- what is asked for --- */

static enum err read_start(struct rq *rq, i64 *ret_s)
{
	const char *text = rq_query(rq, "start_time");
	i64 newest;

	if (!text || !*text)
		return fail(
			&rq->cx, E_PARAM_MISSING, NULL, NULL, "Parameter start_time is missing");
	TRY(rq_query_i64(rq, "start_time", 0, ret_s));
	if (*ret_s < 0)
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameter start_time must be seconds since 1970");
	if (*ret_s <= rq->cx.now / SECOND_MS)
		return OK;
	/* clocks are set back: what an export said before must do again */
	TRY(stamp_newest(&rq->cx, &newest));
	if (*ret_s > newest / SECOND_MS)
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameter start_time must not lie in the future");
	return OK;
}

static enum err read_no_deleted(struct rq *rq, bool *ret)
{
	const char *text = rq_query(rq, "exclude_deleted");

	*ret = text && (strcmp(text, "true") == 0 || strcmp(text, "1") == 0);
	if (*ret || !text || !*text || strcmp(text, "false") == 0 || strcmp(text, "0") == 0 ||
		strcmp(text, "None") == 0)
		return OK;
	return fail(
		&rq->cx, E_PARAM, NULL, NULL, "Parameter exclude_deleted must be true or false");
}

static enum err read_per_page(struct rq *rq, i64 standard, int *ret)
{
	i64 v;

	TRY(rq_query_i64(rq, "per_page", standard, &v));
	if (v < 1)
		return fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter per_page must be at least 1");
	*ret = v > PER_PAGE_MAX ? PER_PAGE_MAX : (int)v;
	return OK;
}

/* --- the walk --- */

/* When a page is full. */
struct rule {
	int per_page;
	bool by_second; /* seconds are whole, and one behind `start_s` is reached */
	i64 start_s;
};

struct progress {
	int count;
	i64 last_s; /* of the last row; the log's times only grow here */
	bool more;
};

static bool is_full(const struct rule *rule, const struct progress *p, i64 second)
{
	if (p->count < rule->per_page)
		return false;
	return !rule->by_second || (second > p->last_s && p->last_s > rule->start_s);
}

/* Write the rows of one chunk; p->more when the page is full before its end. */
static enum err write_chunk(struct export_walk *w, const struct rule *rule, struct progress *p)
{
	for (int i = 0; i < w->n; i++) {
		i64 second = w->kind->stamp(w, i) / SECOND_MS;

		if (second < p->last_s)
			second = p->last_s;
		if (is_full(rule, p, second)) {
			p->more = true;
			return OK;
		}
		if (p->count == SECOND_MAX)
			return fail(&w->rq->cx, E_TOO_LARGE, NULL, NULL,
				"More than %d changes within one second: use the cursor export",
				SECOND_MAX);
		TRY(w->kind->write(w, i));
		TRY(export_row(&w->out));
		w->at = w->kind->place(w, i);
		p->last_s = second;
		p->count++;
	}
	return OK;
}

/* What the rows of a chunk of tickets refer to, kept with the request. */
static void collect(struct export_walk *w, int n)
{
	w->rq->cx.arena = w->out.own;
	for (int i = 0; i < n && w->rows == w->tickets.rows; i++)
		ticket_sideload(w->rq, &w->more, &w->tickets.rows[i]);
	for (int i = 0; i < n && w->identities; i++)
		id_set_add(w->rq, &w->people, ((const struct user *)w->rows)[i].id.v);
}

static enum err walk(struct export_walk *w, const struct rule *rule, struct progress *p)
{
	do {
		int wanted = rule->per_page - p->count + 1, before = p->count;

		w->limit = wanted > 0 && wanted < EXPORT_CHUNK ? wanted : EXPORT_CHUNK;
		export_chunk(&w->out);
		TRY(w->kind->read(w));
		TRY(write_chunk(w, rule, p));
		collect(w, p->count - before);
	} while (!p->more && w->n == w->limit);
	return OK;
}

static enum err flush(void *out)
{
	return export_row(out);
}

/* Identities of the users of the page. */
static enum err write_identities(struct export_walk *w)
{
	struct rq *rq = w->rq;

	jw_array(&rq->jw, "identities");
	for (int from = 0; from < w->people.n; from += USERS_AT_ONCE) {
		int left = w->people.n - from, n;
		struct identity *rows;

		export_chunk(&w->out);
		TRY(identity_load_many(&rq->cx, w->people.v + from,
			left < USERS_AT_ONCE ? left : USERS_AT_ONCE, &rows, &n));
		for (int i = 0; i < n; i++)
			identity_write(rq, NULL, &rows[i]);
		TRY(export_row(&w->out));
	}
	jw_end(&rq->jw);
	return OK;
}

static enum err write_beside(struct export_walk *w)
{
	w->more.flush = flush;
	w->more.self = &w->out;
	TRY(sideload_write(w->rq, &w->more));
	return w->identities ? write_identities(w) : OK;
}

/* Walk, and what ?include= puts beside the list. */
static enum err write_rows(struct export_walk *w, const struct rule *rule, struct progress *p)
{
	enum err e;

	w->identities = strcmp(w->kind->name, "users") == 0 && rq_include(w->rq, "identities");
	e = walk(w, rule, p);
	w->rq->cx.arena = w->out.own; /* for the error's answer too */
	TRY(e);
	export_list_end(&w->out);
	e = write_beside(w);
	w->rq->cx.arena = w->out.own;
	return e;
}

/* --- by time --- */

static void write_time_end(struct rq *rq, const struct progress *p)
{
	static const char *const without[] = {"start_time", NULL};

	jw_i64(&rq->jw, "count", p->count);
	jw_i64(&rq->jw, "end_time", p->last_s);
	jw_bool(&rq->jw, "end_of_stream", !p->more);
	reply_link(rq, "next_page", "start_time",
		arena_printf(rq->cx.arena, "%lld", (long long)p->last_s), without);
}

static done time_page(struct export_walk *w, const struct rule *rule)
{
	struct progress p = {.last_s = rule->start_s};

	export_begin(&w->out, w->rq, w->kind->name);
	if (w->kind->start(w, rule->start_s * SECOND_MS) || write_rows(w, rule, &p))
		return reply_error(w->rq);
	write_time_end(w->rq, &p);
	return export_reply(&w->out);
}

/* One snapshot for all chunks. */
static done in_snapshot(struct export_walk *w, const struct rule *rule,
	done (*page)(struct export_walk *w, const struct rule *rule))
{
	struct db *db = w->rq->cx.db;
	done answer;

	if (db_begin(db) != OK)
		return reply_fail(w->rq, E_INTERNAL, NULL, NULL, "The database could not be read");
	answer = page(w, rule);
	export_close(&w->out);
	db_rollback(db);
	return answer;
}

static done export_by_time(struct rq *rq, const char *name, i64 standard)
{
	struct export_walk w = {.rq = rq, .kind = export_kind_find(name)};
	struct rule rule = {.by_second = true};

	if (read_start(rq, &rule.start_s) || read_no_deleted(rq, &w.no_deleted) ||
		read_per_page(rq, standard, &rule.per_page))
		return reply_error(rq);
	return in_snapshot(&w, &rule, time_page);
}

static done tickets_by_time(struct rq *rq, void *in)
{
	(void)in;
	return export_by_time(rq, "tickets", PER_PAGE_MAX);
}

static done users_by_time(struct rq *rq, void *in)
{
	(void)in;
	return export_by_time(rq, "users", PER_PAGE_MAX);
}

static done organizations_by_time(struct rq *rq, void *in)
{
	(void)in;
	return export_by_time(rq, "organizations", PER_PAGE_MAX);
}

static done ticket_events_by_time(struct rq *rq, void *in)
{
	(void)in;
	return export_by_time(rq, "ticket_events", PER_PAGE_MAX);
}

/* In cursor pages when one is asked for. */
static done metric_events(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"id", NULL};
	struct metric_event *rows;
	event_id start = {0};
	struct page page;
	i64 start_s;
	int n;

	(void)in;
	if (!rq_query(rq, "page[size]") && !rq_query(rq, "page[after]") &&
		!rq_query(rq, "page[before]"))
		return export_by_time(rq, "ticket_metric_events", PER_PAGE_MAX);
	if (read_start(rq, &start_s) || rq_page(rq, sorts, &page) ||
		export_event_start(&rq->cx, start_s * SECOND_MS, &start) ||
		metric_event_list(&rq->cx, start, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "ticket_metric_events");
	for (int i = 0; i < n; i++)
		metric_event_write(rq, NULL, &rows[i]);
	return reply_page(rq, &page);
}

static done sample(struct rq *rq, void *in)
{
	const char *name = rq_param(rq, "incremental_resource");

	(void)in;
	if (!export_kind_find(name))
		return reply_fail(rq, E_NOT_FOUND, NULL, NULL, "Not found");
	return export_by_time(rq, name, SAMPLE);
}

static done tickets_sample(struct rq *rq, void *in)
{
	(void)in;
	return export_by_time(rq, "tickets", SAMPLE);
}

/* --- by cursor --- */

/* A cursor is a place with a signature over it and the kind, so that it cannot be made up or
 * carried to another export. */
static void cursor_mac(struct rq *rq, const struct export_kind *kind, const struct export_at *at,
	uint8_t mac[SECRET_HASH])
{
	static const char label[] = "export cursor ";
	size_t name = strlen(kind->name), n = sizeof label - 1 + name + sizeof *at;
	char *text = arena_alloc(rq->cx.arena, n);

	memcpy(text, label, sizeof label - 1);
	memcpy(text + sizeof label - 1, kind->name, name);
	memcpy(text + n - sizeof *at, at, sizeof *at);
	secret_mac(mac, rq->cx.link_key, text, n);
}

static const char *cursor_text(
	struct rq *rq, const struct export_kind *kind, const struct export_at *at)
{
	uint8_t bytes[sizeof *at + MAC], mac[SECRET_HASH];

	cursor_mac(rq, kind, at, mac);
	memcpy(bytes, at, sizeof *at);
	memcpy(bytes + sizeof *at, mac, MAC);
	return secret_base64(rq->cx.arena, bytes, sizeof bytes);
}

static enum err cursor_open(
	struct rq *rq, const struct export_kind *kind, const char *text, struct export_at *ret)
{
	uint8_t bytes[sizeof *ret + MAC] = {0}, mac[SECRET_HASH];
	bool formed = secret_unbase64(bytes, sizeof bytes, text, strlen(text)) == (int)sizeof bytes;

	memcpy(ret, bytes, sizeof *ret);
	cursor_mac(rq, kind, ret, mac);
	if (!secret_equal(mac, bytes + sizeof *ret, MAC) || !formed)
		return fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter cursor is not valid");
	return OK;
}

static done cursor_page(struct export_walk *w, const struct rule *rule)
{
	static const char *const without[] = {"start_time", "cursor", NULL};
	struct rq *rq = w->rq;
	struct progress p = {0};
	const char *cursor;

	export_begin(&w->out, rq, w->kind->name);
	if (write_rows(w, rule, &p))
		return reply_error(rq);
	cursor = cursor_text(rq, w->kind, &w->at);
	reply_link(rq, "after_url", "cursor", cursor, without);
	jw_null(&rq->jw, "before_url");
	jw_str(&rq->jw, "after_cursor", cursor);
	jw_null(&rq->jw, "before_cursor");
	jw_bool(&rq->jw, "end_of_stream", !p.more);
	return export_reply(&w->out);
}

static done export_by_cursor(struct rq *rq, const char *name)
{
	struct export_walk w = {.rq = rq, .kind = export_kind_find(name)};
	const char *cursor = rq_query(rq, "cursor");
	struct rule rule = {0};
	i64 start_s;

	if (cursor && *cursor) {
		if (cursor_open(rq, w.kind, cursor, &w.at))
			return reply_error(rq);
	} else if (read_start(rq, &start_s) || w.kind->start(&w, start_s * SECOND_MS)) {
		return reply_error(rq);
	}
	if (read_no_deleted(rq, &w.no_deleted) || read_per_page(rq, PER_PAGE_MAX, &rule.per_page))
		return reply_error(rq);
	return in_snapshot(&w, &rule, cursor_page);
}

static done tickets_by_cursor(struct rq *rq, void *in)
{
	(void)in;
	return export_by_cursor(rq, "tickets");
}

static done users_by_cursor(struct rq *rq, void *in)
{
	(void)in;
	return export_by_cursor(rq, "users");
}

#define ROW(path, handler, query, help) \
	{ \
		M_GET, path, handler, RUN_SLOW, CAP_EXPORT, BODY_NONE, NULL, 0, query, help \
	}

const struct route incremental_routes[] = {
	ROW("/api/v2/incremental/tickets", tickets_by_time, TIME_QUERY ",exclude_deleted",
		"Tickets that changed since start_time, deleted ones included; a page holds whole "
		"seconds"),
	ROW("/api/v2/incremental/tickets/cursor", tickets_by_cursor,
		CURSOR_QUERY ",exclude_deleted",
		"Tickets that changed since start_time or behind a cursor"),
	ROW("/api/v2/incremental/users", users_by_time, TIME_QUERY,
		"Users that changed since start_time, deleted ones included"),
	ROW("/api/v2/incremental/users/cursor", users_by_cursor, CURSOR_QUERY,
		"Users that changed since start_time or behind a cursor"),
	ROW("/api/v2/incremental/organizations", organizations_by_time, TIME_QUERY,
		"Organisations that changed since start_time, deleted ones included"),
	ROW("/api/v2/incremental/ticket_events", ticket_events_by_time, TIME_QUERY,
		"What happened to tickets since start_time; include=comment_events gives whole "
		"comments"),
	ROW("/api/v2/incremental/ticket_metric_events", metric_events,
		"start_time,per_page,page[size],page[after],page[before]",
		"What happened to deadlines since start_time, in cursor pages or by time"),
	ROW("/api/v2/incremental/:incremental_resource/sample", sample, TIME_QUERY,
		"The same as an export by time in pages of 50, to try it out"),
	ROW("/api/v2/exports/tickets", tickets_by_time, TIME_QUERY ",exclude_deleted",
		"Another name of incremental/tickets"),
	ROW("/api/v2/exports/tickets/sample", tickets_sample, TIME_QUERY,
		"Another name of incremental/tickets/sample"),
	{0},
};
