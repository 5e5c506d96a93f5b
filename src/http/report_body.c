/* Reports as they are written. */
#include "http/report_body.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

enum { LINK_MAX = 8 << 10, CSV_MAX = 8 << 20, DATE = 16 };

static const char *day_text(char out[DATE], i64 day)
{
	int year, month, of_month;

	clock_civil_from_days(day, &year, &month, &of_month);
	snprintf(out, DATE, "%04d-%02d-%02d", year, month, of_month);
	return out;
}

/* --- the address behind a number --- */

static void add_param(struct buf *b, const char *name, const char *value)
{
	buf_str(b, strchr(b->p, '?') ? "&" : "?");
	buf_str(b, name);
	buf_char(b, '=');
	buf_url(b, value);
}

static void add_number(struct buf *b, const char *name, i64 value)
{
	char text[I64_TEXT];

	add_param(b, name, i64_text(text, value));
}

/* Everything that was asked; what a number adds comes behind it. */
static void add_ask(struct rq *rq, struct buf *b, const struct report_ask *ask)
{
	char day[DATE];

	buf_printf(b, "%s/api/v2/reports/%s/tickets", rq->base_url, report_name(ask->name));
	add_param(b, "from", day_text(day, ask->first_day));
	add_param(b, "to", day_text(day, ask->last_day));
	add_param(b, "time_zone", zone_name(ask->zone));
	if (ask->business)
		add_param(b, "time", "business");
	if (ask->by)
		add_param(b, "group_by", report_by_name(ask->by));
	if (ask->group.v)
		add_number(b, "group", ask->group.v);
	if (ask->agent.v)
		add_number(b, "agent", ask->agent.v);
	if (ask->channel)
		add_param(b, "channel", channel_name(ask->channel));
	if (ask->tag)
		add_param(b, "tag", ask->tag);
}

/* The address so far, with one parameter more. */
static void link_write(
	struct rq *rq, const struct buf *so_far, const char *member, const char *name, i64 value)
{
	CLEANUP(buf_free) struct buf b = BUF_INIT(LINK_MAX);

	buf_add(&b, so_far->p, so_far->n);
	if (name)
		add_number(&b, name, value);
	jw_str(&rq->jw, member, b.p);
}

static void state_link_write(struct rq *rq, const struct buf *so_far, enum report_state state)
{
	CLEANUP(buf_free) struct buf b = BUF_INIT(LINK_MAX);

	buf_add(&b, so_far->p, so_far->n);
	add_param(&b, "state", report_state_name(state));
	jw_str(&rq->jw, report_state_name(state), b.p);
}

/* --- rows --- */

static void rank_write(struct jw *jw, const char *key, const struct report_rank *rank)
{
	if (!rank->known) {
		jw_null(jw, key);
		return;
	}
	jw_object(jw, key);
	jw_i64(jw, "seconds", rank->ms / SECOND_MS);
	jw_bool(jw, "at_least", rank->at_least);
	jw_end(jw);
}

static const enum report_state states[] = {
	REPORT_DONE, REPORT_WAITING, REPORT_MET, REPORT_MISSED, REPORT_OPEN};

/* Share of promises met, in percent; -1: none was decided. */
static double met_percent(const struct report_row *row)
{
	i64 decided = row->of[REPORT_MET] + row->of[REPORT_MISSED];

	return decided ? 100.0 * (double)row->of[REPORT_MET] / (double)decided : -1;
}

static void links_write(struct rq *rq, const struct buf *so_far, const struct report_row *row)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, "tickets");
	link_write(rq, so_far, "count", NULL, 0);
	for (size_t i = 0; i < COUNT_OF(states); i++)
		if (row->of[states[i]])
			state_link_write(rq, so_far, states[i]);
		else
			jw_null(jw, report_state_name(states[i]));
	if (row->median.known)
		link_write(rq, so_far, "median", "at_least_ms", row->median.ms);
	else
		jw_null(jw, "median");
	if (row->p90.known)
		link_write(rq, so_far, "p90", "at_least_ms", row->p90.ms);
	else
		jw_null(jw, "p90");
	jw_end(jw);
}

static void row_write(struct rq *rq, const char *member, const struct report_ask *ask,
	const struct report_row *row, bool of_row)
{
	CLEANUP(buf_free) struct buf so_far = BUF_INIT(LINK_MAX);
	double percent = met_percent(row);
	struct jw *jw = &rq->jw;

	add_ask(rq, &so_far, ask);
	if (of_row)
		add_param(&so_far, "key", row->key ? row->key : "");
	jw_object(jw, member);
	jw_str(jw, "key", row->key);
	jw_str(jw, "name", row->name);
	jw_i64(jw, "count", row->count);
	for (size_t i = 0; i < COUNT_OF(states); i++)
		jw_i64(jw, report_state_name(states[i]), row->of[states[i]]);
	if (percent < 0)
		jw_null(jw, "met_percent");
	else
		jw_double(jw, "met_percent", percent);
	rank_write(jw, "median", &row->median);
	rank_write(jw, "p90", &row->p90);
	links_write(rq, &so_far, row);
	jw_end(jw);
}

/* --- cells of a week, buckets of an age --- */

static void cells_write(struct rq *rq, const struct report_ask *ask, const struct report *report)
{
	CLEANUP(buf_free) struct buf so_far = BUF_INIT(LINK_MAX);
	struct jw *jw = &rq->jw;

	if (ask->name != REPORT_ARRIVALS) {
		jw_null(jw, "hours");
		return;
	}
	add_ask(rq, &so_far, ask);
	jw_array(jw, "hours");
	for (int i = 0; i < REPORT_HOURS; i++) {
		jw_object(jw, NULL);
		jw_i64(jw, "hour", i);
		jw_i64(jw, "count", report->hours[i]);
		link_write(rq, &so_far, "tickets", "hour", i);
		jw_end(jw);
	}
	jw_end(jw);
}

static void buckets_write(struct rq *rq, const struct report_ask *ask, const struct report *report)
{
	CLEANUP(buf_free) struct buf so_far = BUF_INIT(LINK_MAX);
	struct jw *jw = &rq->jw;

	if (ask->name != REPORT_BACKLOG) {
		jw_null(jw, "buckets");
		return;
	}
	add_ask(rq, &so_far, ask);
	jw_array(jw, "buckets");
	for (int i = 0; i < REPORT_BUCKETS; i++) {
		jw_object(jw, NULL);
		jw_i64(jw, "from_days", report_bucket_days(i));
		if (i + 1 < REPORT_BUCKETS)
			jw_i64(jw, "to_days", report_bucket_days(i + 1));
		else
			jw_null(jw, "to_days");
		jw_i64(jw, "count", report->buckets[i]);
		link_write(rq, &so_far, "tickets", "bucket", i);
		jw_end(jw);
	}
	jw_end(jw);
}

void report_write(struct rq *rq, const struct report_ask *ask, const struct report *report)
{
	struct jw *jw = reply_begin(rq, 200);
	char day[DATE];

	jw_object(jw, "report");
	jw_str(jw, "name", report_name(ask->name));
	jw_str(jw, "definition", report_definition(ask->name));
	jw_str(jw, "from", day_text(day, ask->first_day));
	jw_str(jw, "to", day_text(day, ask->last_day));
	jw_str(jw, "time_zone", zone_name(ask->zone));
	jw_str(jw, "time", ask->business ? "business" : "calendar");
	jw_str(jw, "group_by", report_by_name(ask->by));
	jw_time(jw, "as_of", rq->cx.now);
	row_write(rq, "total", ask, &report->total, false);
	jw_array(jw, "rows");
	for (int i = 0; i < report->n; i++)
		row_write(rq, NULL, ask, &report->rows[i], true);
	jw_end(jw);
	jw_i64(jw, "left_out", report->left_out);
	cells_write(rq, ask, report);
	buckets_write(rq, ask, report);
	jw_end(jw);
}

/* --- the list behind a number --- */

void report_entry_write(struct rq *rq, const struct report_entry *e)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, NULL);
	jw_i64(jw, "ticket_id", e->ticket.v);
	jw_str(jw, "subject", e->subject);
	jw_str(jw, "requester", e->requester);
	jw_str(jw, "status", status_name(e->status));
	jw_str(jw, "state", report_state_name(e->state));
	jw_str(jw, "kind", e->kind ? wait_kind_name((enum wait_kind)e->kind) : NULL);
	jw_time(jw, "from", e->from);
	jw_time(jw, "until", e->until);
	jw_i64(jw, "seconds", e->ms / SECOND_MS);
	jw_id(jw, "group_id", e->group.v);
	jw_id(jw, "assignee_id", e->agent.v);
	jw_str(jw, "channel", channel_name(e->channel));
	jw_end(jw);
}

/* --- comma-separated --- */

static void csv_text(struct buf *b, const char *s)
{
	if (!s)
		return;
	if (strchr("=+-@\t\r", *s) && *s) {
		buf_str(b, "\"'");
	} else {
		buf_char(b, '"');
	}
	for (; *s; s++) {
		if (*s == '"')
			buf_char(b, '"');
		buf_char(b, *s);
	}
	buf_char(b, '"');
}

static void csv_rank(struct buf *b, const struct report_rank *rank)
{
	buf_char(b, ',');
	if (rank->known)
		buf_i64(b, rank->ms / SECOND_MS);
	buf_str(b, rank->known ? (rank->at_least ? ",yes" : ",no") : ",");
}

static void csv_row(struct buf *b, const char *key, const struct report_row *row)
{
	double percent = met_percent(row);

	csv_text(b, key);
	buf_char(b, ',');
	csv_text(b, row->name);
	buf_char(b, ',');
	buf_i64(b, row->count);
	for (size_t i = 0; i < COUNT_OF(states); i++) {
		buf_char(b, ',');
		buf_i64(b, row->of[states[i]]);
	}
	buf_char(b, ',');
	if (percent >= 0)
		buf_printf(b, "%.1f", percent);
	csv_rank(b, &row->median);
	csv_rank(b, &row->p90);
	buf_str(b, "\r\n");
}

static void csv_rows(struct buf *b, const struct report_ask *ask, const struct report *report)
{
	buf_printf(b,
		"%s,name,count,done,waiting,met,missed,open,met_percent,median_seconds,"
		"median_at_least,p90_seconds,p90_at_least\r\n",
		ask->by ? report_by_name(ask->by) : "key");
	for (int i = 0; i < report->n; i++)
		csv_row(b, report->rows[i].key, &report->rows[i]);
	csv_row(b, "total", &report->total);
}

static void csv_hours(struct buf *b, const struct report *report)
{
	static const char *const days[] = {
		"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

	buf_str(b, "weekday,hour,count\r\n");
	for (int i = 0; i < REPORT_HOURS; i++)
		buf_printf(b, "%s,%d,%lld\r\n", days[i / 24], i % 24, (long long)report->hours[i]);
}

static void csv_buckets(struct buf *b, const struct report *report)
{
	buf_str(b, "from_days,to_days,count\r\n");
	for (int i = 0; i < REPORT_BUCKETS; i++) {
		buf_printf(b, "%d,", report_bucket_days(i));
		if (i + 1 < REPORT_BUCKETS)
			buf_i64(b, report_bucket_days(i + 1));
		buf_printf(b, ",%lld\r\n", (long long)report->buckets[i]);
	}
}

done reply_report_csv(struct rq *rq, const struct report_ask *ask, const struct report *report)
{
	CLEANUP(buf_free) struct buf b = BUF_INIT(CSV_MAX);
	char from[DATE], to[DATE];

	if (ask->by == REPORT_BY_NONE && ask->name == REPORT_ARRIVALS)
		csv_hours(&b, report);
	else if (ask->by == REPORT_BY_NONE && ask->name == REPORT_BACKLOG)
		csv_buckets(&b, report);
	else
		csv_rows(&b, ask, report);
	reply_header(rq, "Content-Disposition",
		arena_printf(rq->cx.arena, "attachment; filename=\"%s-%s-%s.csv\"",
			report_name(ask->name), day_text(from, ask->first_day),
			day_text(to, ask->last_day)));
	return reply_bytes(rq, 200, "text/csv; charset=utf-8", b.p, b.n);
}
