/* The deadline board. */
#include "base/clock.h"
#include "domain/board.h"
#include "http/http_i.h"

static void person_write(struct jw *jw, const struct board_person *p)
{
	jw_object(jw, NULL);
	jw_i64(jw, "id", p->id.v);
	jw_str(jw, "name", p->name);
	jw_bool(jw, "available", p->available);
	jw_bool(jw, "here", p->here);
	jw_time(jw, "seen_at", p->seen_at);
	if (p->capacity < 0)
		jw_null(jw, "capacity");
	else
		jw_i64(jw, "capacity", p->capacity);
	jw_i64(jw, "open", p->open);
	jw_i64(jw, "load", p->load);
	jw_i64(jw, "overdue", p->overdue);
	jw_i64(jw, "due", p->due);
	jw_end(jw);
}

static void group_write(struct jw *jw, const struct board_group *g)
{
	jw_object(jw, NULL);
	jw_id(jw, "id", g->id.v);
	jw_str(jw, "name", g->name);
	jw_i64(jw, "overdue", g->overdue);
	jw_i64(jw, "due", g->due);
	jw_i64(jw, "unassigned", g->unassigned);
	jw_time(jw, "next_due_at", g->next_due_at);
	jw_end(jw);
}

static void ticket_write(struct jw *jw, const struct board_ticket *t)
{
	jw_object(jw, NULL);
	jw_i64(jw, "ticket_id", t->id.v);
	jw_str(jw, "subject", t->subject);
	jw_str(jw, "status", status_name(t->status));
	jw_str(jw, "priority", priority_name(t->priority));
	jw_id(jw, "group_id", t->group.v);
	jw_str(jw, "group_name", t->group_name);
	jw_id(jw, "assignee_id", t->agent.v);
	jw_str(jw, "assignee_name", t->agent_name);
	jw_str(jw, "kind", t->kind ? wait_kind_name((enum wait_kind)t->kind) : NULL);
	jw_time(jw, "due_at", t->due_at);
	jw_end(jw);
}

static void forecast_write(struct jw *jw, const struct board *b)
{
	jw_object(jw, "forecast");
	jw_i64(jw, "will_breach", b->will_breach);
	jw_time(jw, "until", b->until);
	jw_i64(jw, "people_here", b->here);
	jw_double(jw, "answers_per_hour", b->rate.per_hour);
	jw_str(jw, "rate_source", board_rate_source_name(b->rate.source));
	jw_i64(jw, "answers", b->rate.work.answers);
	jw_i64(jw, "agent_hours", b->rate.work.hours);
	jw_str(jw, "definition", b->definition);
	jw_end(jw);
}

static void lists_write(struct jw *jw, const struct board *b, int hours)
{
	jw_array(jw, "slices");
	for (int i = 0; i < hours; i++)
		jw_i64(jw, NULL, b->slices[i]);
	jw_end(jw);
	jw_array(jw, "groups");
	for (int i = 0; i < b->group_count; i++)
		group_write(jw, &b->groups[i]);
	jw_end(jw);
	jw_array(jw, "people");
	for (int i = 0; i < b->person_count; i++)
		person_write(jw, &b->people[i]);
	jw_end(jw);
	jw_array(jw, "tickets");
	for (int i = 0; i < b->ticket_count; i++)
		ticket_write(jw, &b->tickets[i]);
	jw_end(jw);
}

static enum err read_hours(struct rq *rq, int *ret)
{
	i64 hours;

	TRY(rq_query_i64(rq, "hours", BOARD_HOURS, &hours));
	if (hours < 1 || hours > BOARD_HOURS_MAX)
		return fail(&rq->cx, E_PARAM, NULL, NULL,
			"Parameter hours must be between 1 and %d", BOARD_HOURS_MAX);
	*ret = (int)hours;
	return OK;
}

static done board_show(struct rq *rq, void *in)
{
	char now[CLOCK_TEXT];
	struct board board;
	struct jw *jw;
	int hours;

	(void)in;
	if (read_hours(rq, &hours) || board_load(&rq->cx, hours, &board))
		return reply_error(rq);
	jw = reply_begin(rq, 200);
	jw_object(jw, "board");
	jw_str(jw, "now", clock_text_ms(now, rq->cx.now));
	jw_time(jw, "until", board.until);
	jw_i64(jw, "hours", hours);
	jw_str(jw, "time_zone", zone_name(board.zone));
	jw_i64(jw, "overdue", board.overdue);
	jw_i64(jw, "due", board.due);
	jw_bool(jw, "complete", board.complete);
	forecast_write(jw, &board);
	lists_write(jw, &board, hours);
	jw_end(jw);
	return reply_end(rq);
}

const struct route board_routes[] = {
	{M_GET, "/api/v2/board", board_show, RUN_SLOW, CAP_REPORT_READ, BODY_NONE, NULL, 0, "hours",
		"What is late, what falls due in the next hours (8, up to 48), by group and "
		"person, and whether the people who are here will make it"},
	{0},
};
