/*
 * Reports: numbers with the address of the list behind each, the list itself, and the numbers as a
 * table. One report at a time, so that a thread of the slow pool stays free for others.
 */
#include "base/clock.h"
#include "domain/page.h"
#include "http/report_body.h"

#include <stdatomic.h>
#include <string.h>

enum { DAYS_BEFORE = 29 }; /* a report of 30 days, when nothing is said */

static atomic_flag busy = ATOMIC_FLAG_INIT;

/* --- what is asked --- */

static enum err read_day(struct rq *rq, const char *name, i64 otherwise, i64 *ret)
{
	const char *text = rq_query(rq, name);
	i64 ms;

	*ret = otherwise;
	if (!text || !*text)
		return OK;
	if (strlen(text) != strlen("2026-11-22") || !clock_parse(text, &ms))
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameter %s must be a day, like 2026-11-22", name);
	*ret = ms / DAY_MS;
	return OK;
}

static enum err read_time(struct rq *rq, bool *ret)
{
	const char *text = rq_query(rq, "time");

	*ret = text && strcmp(text, "business") == 0;
	if (text && *text && !*ret && strcmp(text, "calendar") != 0)
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameter time must be calendar or business");
	return OK;
}

static enum err read_by(struct rq *rq, enum report_by *ret)
{
	const char *text = rq_query(rq, "group_by");

	*ret = REPORT_BY_NONE;
	if (text && *text && !report_by_parse(text, ret))
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameter group_by must be none, day, week, channel, group, agent or tag");
	return OK;
}

static bool channel_find(const char *name, enum channel *ret)
{
	static const enum channel all[] = {
#define X(constant, number, wire) constant,
		CHANNEL_LIST(X)
#undef X
	};

	for (size_t i = 0; i < COUNT_OF(all); i++)
		if (strcmp(channel_name(all[i]), name) == 0) {
			*ret = all[i];
			return true;
		}
	return false;
}

static enum err read_filters(struct rq *rq, struct report_ask *ask)
{
	const char *channel = rq_query(rq, "channel"), *tag = rq_query(rq, "tag");

	TRY(rq_query_i64(rq, "group", 0, &ask->group.v));
	TRY(rq_query_i64(rq, "agent", 0, &ask->agent.v));
	ask->tag = tag && *tag ? tag : NULL;
	if (channel && *channel && !channel_find(channel, &ask->channel))
		return fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter channel is not a channel");
	return OK;
}

/* The name in the path, which may end in ".csv". */
static enum err read_name(struct rq *rq, enum report_name *ret, bool *ret_csv)
{
	const char *name = rq_param(rq, "report");
	size_t n = strlen(name);

	*ret_csv = n > 4 && strcmp(name + n - 4, ".csv") == 0;
	if (*ret_csv)
		name = arena_strndup(rq->cx.arena, name, n - 4);
	return report_name_parse(name, ret) ? OK : fail_not_found(&rq->cx);
}

/* That of the reader's days and hours; the account's when he names none. */
static enum err read_zone(struct rq *rq, const struct zone **ret)
{
	const char *name = rq_query(rq, "time_zone");

	if (!name || !*name)
		return report_zone(&rq->cx, ret);
	*ret = zone_open(name);
	return *ret ? OK
		    : fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter time_zone is not a time zone");
}

static enum err read_ask(struct rq *rq, struct report_ask *ask, bool *ret_csv)
{
	i64 today;

	*ask = (struct report_ask){0};
	TRY(read_name(rq, &ask->name, ret_csv));
	TRY(read_zone(rq, &ask->zone));
	today = (rq->cx.now + zone_offset(ask->zone, rq->cx.now)) / DAY_MS;
	TRY(read_day(rq, "to", today, &ask->last_day));
	TRY(read_day(rq, "from", ask->last_day - DAYS_BEFORE, &ask->first_day));
	TRY(read_time(rq, &ask->business));
	TRY(read_by(rq, &ask->by));
	TRY(read_filters(rq, ask));
	return report_settle(&rq->cx, ask);
}

/* --- one at a time --- */

static done reply_busy(struct rq *rq)
{
	reply_header(rq, "Retry-After", "1");
	return reply_fail(
		rq, E_BUSY, NULL, NULL, "Another report is being made; try again in a second");
}

static enum err make(struct rq *rq, const struct report_ask *ask, struct report *ret)
{
	enum err e = report_make(&rq->cx, ask, ret);

	atomic_flag_clear(&busy);
	return e;
}

/* --- the numbers --- */

static bool wants_csv(struct rq *rq)
{
	const char *format = rq_query(rq, "format"), *accept = rq_header(rq, "Accept");

	if (format)
		return strcmp(format, "csv") == 0;
	return accept && strstr(accept, "text/csv") && !strstr(accept, "json");
}

static done report_show(struct rq *rq, void *in)
{
	struct report_ask ask;
	struct report report;
	bool csv;

	(void)in;
	if (read_ask(rq, &ask, &csv))
		return reply_error(rq);
	if (atomic_flag_test_and_set(&busy))
		return reply_busy(rq);
	if (make(rq, &ask, &report))
		return reply_error(rq);
	if (csv || wants_csv(rq))
		return reply_report_csv(rq, &ask, &report);
	report_write(rq, &ask, &report);
	return reply_end(rq);
}

/* --- the list behind a number --- */

static const char *const sorts[] = {"-ticket_id", NULL};

static enum err read_small(struct rq *rq, const char *name, int end, int *ret)
{
	i64 v;

	TRY(rq_query_i64(rq, name, -1, &v));
	if (v >= end || v < -1)
		return fail(&rq->cx, E_PARAM, NULL, NULL, "Parameter %s must be between 0 and %d",
			name, end - 1);
	*ret = (int)v;
	return OK;
}

static enum err read_part(struct rq *rq, struct report_part *part)
{
	const char *key = rq_query(rq, "key"), *state = rq_query(rq, "state");
	i64 least;

	*part = (struct report_part){.of_row = key != NULL, .key = key};
	if (state && *state && !report_state_parse(state, &part->state))
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameter state must be all, done, waiting, met, missed, open or arrived");
	TRY(rq_query_i64(rq, "at_least_ms", 0, &least));
	part->at_least = least > 0 ? least : 0;
	TRY(read_small(rq, "hour", REPORT_HOURS, &part->hour));
	return read_small(rq, "bucket", REPORT_BUCKETS, &part->bucket);
}

static done report_tickets(struct rq *rq, void *in)
{
	struct report_entry *rows;
	struct report_part part;
	struct report_ask ask;
	struct page page;
	enum err e;
	bool csv;
	int n;

	(void)in;
	if (read_ask(rq, &ask, &csv) || read_part(rq, &part) || rq_page(rq, sorts, &page))
		return reply_error(rq);
	if (atomic_flag_test_and_set(&busy))
		return reply_busy(rq);
	e = report_entries(&rq->cx, &ask, &part, &page, &rows, &n);
	atomic_flag_clear(&busy);
	if (e)
		return reply_error(rq);
	reply_list(rq, "entries");
	for (int i = 0; i < n; i++)
		report_entry_write(rq, &rows[i]);
	reply_list_end(rq);
	return reply_page(rq, &page);
}

#define ASK "from,to,time_zone,time,group_by,group,agent,channel,tag"

const struct route report_routes[] = {
	{M_GET, "/api/v2/reports/:report", report_show, RUN_SLOW, CAP_REPORT_READ, BODY_NONE, NULL,
		0, ASK ",format",
		"Reply times, resolution times, promises, backlog or arrivals of up to 366 days; "
		"with .csv at the end, format=csv or Accept: text/csv as a table"},
	{M_GET, "/api/v2/reports/:report/tickets", report_tickets, RUN_SLOW, CAP_REPORT_READ,
		BODY_NONE, NULL, 0,
		ASK ",key,state,at_least_ms,hour,bucket,page,per_page,page[size],page[after],"
		    "page[before]",
		"What a number of a report counted: exactly those, the newest ticket first"},
	{0},
};
