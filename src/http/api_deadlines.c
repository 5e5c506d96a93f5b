/*
 * The API of time: schedules with their holidays, SLA policies, and the deadlines of a ticket.
 * Agents read, administrators write. A change makes a new version; open waits keep theirs.
 */
#include "base/utf8.h"
#include "deadline_body.h"
#include "deadline_input.h"
#include "domain/wait.h"
#include "http/path.h"

#include <stddef.h>

/* --- a ticket's deadlines --- */

static done deadline_list(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"id", NULL};
	struct ticket *t;
	struct wait *waits;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, sorts, &page) || path_ticket(rq, &t) ||
		wait_page(&rq->cx, t->id, &page, &waits, &n))
		return reply_error(rq);
	reply_list(rq, "deadlines");
	for (int i = 0; i < n; i++)
		if (wait_explain(&rq->cx, &rq->jw, NULL, &waits[i]))
			return reply_error(rq);
	return reply_page(rq, &page);
}

/* --- schedules --- */

struct schedule_input {
	struct opt_text name, time_zone;
	json_t *intervals;
};
static const struct field schedule_field_list[] = {
	{"name", F_TEXT, offsetof(struct schedule_input, name), 0, "Name", NULL},
	{"time_zone", F_TEXT, offsetof(struct schedule_input, time_zone), 0, "Time zone",
		"an IANA name, \"Europe/Zagreb\""},
	{"intervals", F_JSON, offsetof(struct schedule_input, intervals), 0, "Intervals",
		"[{\"start_time\",\"end_time\"}] in minutes since Sunday 0:00"},
	{0}};
const struct field_table schedule_fields = {
	"schedule", sizeof(struct schedule_input), schedule_field_list};
static const struct field_table workweek_fields = {
	"workweek", sizeof(struct schedule_input), schedule_field_list};

/* The schedule that the path names. "Always open" is none. */
static enum err path_schedule(struct rq *rq, struct calendar *ret)
{
	i64 id;

	TRY(rq_id(rq, "schedule_id", &id));
	if (id == CALENDAR_ALWAYS)
		return fail_not_found(&rq->cx);
	return calendar_get(&rq->cx, (calendar_id){id}, ret);
}

enum err schedule_apply(struct rq *rq, const void *p, struct calendar_rules *rules)
{
	const struct schedule_input *in = p;

	if (in->time_zone.set) {
		rules->zone = zone_open(in->time_zone.v);
		if (!rules->zone)
			return fail(&rq->cx, E_INVALID, "time_zone", "InvalidValue",
				"Time zone: \"%.60s\" is not an IANA time zone like "
				"\"Europe/Zagreb\"",
				in->time_zone.v ? in->time_zone.v : "");
	}
	return in->intervals ? schedule_parse_intervals(rq, in->intervals, rules) : OK;
}

static done reply_schedule(struct rq *rq, int status, const struct calendar *c)
{
	reply_begin(rq, status);
	schedule_write(rq, "schedule", c);
	return reply_end(rq);
}

static done schedule_list(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"id", NULL};
	struct calendar *rows;
	struct page page;
	int n;

	(void)in;
	if (rq_page(rq, sorts, &page) || calendar_list(&rq->cx, &page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "schedules");
	for (int i = 0; i < n; i++)
		schedule_write(rq, NULL, &rows[i]);
	return reply_page(rq, &page);
}

static done schedule_show(struct rq *rq, void *in)
{
	struct calendar c;

	(void)in;
	if (path_schedule(rq, &c))
		return reply_error(rq);
	return reply_schedule(rq, 200, &c);
}

static done schedule_create(struct rq *rq, void *p)
{
	const struct schedule_input *in = p;
	struct calendar_rules rules = {.zone = zone_open("UTC")};
	struct calendar c;

	for (int day = 0; day < 5; day++) /* the hours of a new schedule, until it says others */
		rules.week[day] = (struct hours){.v = {{9 * 60, 17 * 60}}, .n = 1};
	if (schedule_apply(rq, in, &rules) || calendar_create(&rq->cx, in->name.v, &rules, &c))
		return reply_error(rq);
	reply_header(rq, "Location",
		arena_printf(rq->cx.arena, "%s/api/v2/business_hours/schedules/%lld.json",
			rq->base_url, (long long)c.id.v));
	return reply_schedule(rq, 201, &c);
}

static done schedule_update(struct rq *rq, void *p)
{
	const struct schedule_input *in = p;
	bool rules_given = in->time_zone.set || in->intervals;
	const char *name = in->name.set ? in->name.v ? in->name.v : "" : NULL;
	struct calendar c;

	if (path_schedule(rq, &c) || schedule_apply(rq, in, c.rules) ||
		calendar_update(&rq->cx, c.id, name, rules_given ? c.rules : NULL, &c))
		return reply_error(rq);
	return reply_schedule(rq, 200, &c);
}

static done workweek_update(struct rq *rq, void *p)
{
	const struct schedule_input *in = p;
	struct calendar c;

	if (!in->intervals)
		return reply_fail(
			rq, E_INVALID, "intervals", "BlankValue", "Intervals: cannot be blank");
	if (path_schedule(rq, &c) || schedule_parse_intervals(rq, in->intervals, c.rules) ||
		calendar_update(&rq->cx, c.id, NULL, c.rules, &c))
		return reply_error(rq);
	reply_begin(rq, 200);
	jw_object(&rq->jw, "workweek");
	schedule_write_intervals(&rq->jw, "intervals", c.rules);
	jw_end(&rq->jw);
	return reply_end(rq);
}

static done schedule_delete(struct rq *rq, void *in)
{
	struct calendar c;

	(void)in;
	if (path_schedule(rq, &c) || calendar_delete(&rq->cx, c.id))
		return reply_error(rq);
	return reply_no_content(rq);
}

/* --- holidays --- */

struct holiday_input {
	struct opt_text name, start_date, end_date;
	json_t *open;
};
static const struct field holiday_field_list[] = {
	{"name", F_TEXT, offsetof(struct holiday_input, name), CALENDAR_NAME, "Name", NULL},
	{"start_date", F_TEXT, offsetof(struct holiday_input, start_date), 0, "Start date",
		"\"2026-12-25\", in the schedule's time zone"},
	{"end_date", F_TEXT, offsetof(struct holiday_input, end_date), 0, "End date",
		"the last day; the first when absent"},
	{"open", F_JSON, offsetof(struct holiday_input, open), 0, "Open",
		"shorter hours instead of none: [[\"09:00\",\"12:00\"]]"},
	{0}};
static const struct field_table holiday_fields = {
	"holiday", sizeof(struct holiday_input), holiday_field_list};

static struct holiday *find_holiday(const struct calendar *c, i64 id)
{
	for (int i = 0; i < c->rules->holiday_count; i++)
		if (c->rules->holidays[i].id == id)
			return &c->rules->holidays[i];
	return NULL;
}

/* The holiday that the path names, and its schedule. */
static enum err path_holiday(struct rq *rq, struct calendar *c, struct holiday **ret)
{
	i64 id;

	TRY(path_schedule(rq, c));
	TRY(rq_id(rq, "holiday_id", &id));
	*ret = find_holiday(c, id);
	return *ret ? OK : fail_not_found(&rq->cx);
}

static enum err apply_holiday(struct rq *rq, const struct holiday_input *in, struct holiday *h)
{
	if (in->name.set)
		h->name = utf8_clean(rq->cx.arena, in->name.v ? in->name.v : "");
	if (!h->name || !*h->name)
		return fail_blank(&rq->cx, "name", "Name");
	if (in->start_date.set || !h->id)
		TRY(holiday_parse_day(rq, "start_date", in->start_date.v, &h->first));
	if (in->end_date.set)
		TRY(holiday_parse_day(rq, "end_date", in->end_date.v, &h->last));
	else if (!h->id)
		h->last = h->first;
	return in->open ? holiday_parse_open(rq, in->open, &h->open) : OK;
}

static done reply_holiday(struct rq *rq, int status, const struct holiday *h)
{
	reply_begin(rq, status);
	if (status == 201)
		reply_header(rq, "Location",
			arena_printf(rq->cx.arena, "%s%s/%lld.json", rq->base_url, rq->path,
				(long long)h->id));
	holiday_write(rq, "holiday", h);
	return reply_end(rq);
}

/* A thousand at most, all in hand: the position in the list, from 1, serves as the key. */
static void cut_page(struct page *page, i64 count, i64 *ret_from, i64 *ret_to)
{
	i64 at = page->has_at ? page->at.number : page->backward ? count + 1 : 0;
	i64 from = page->cursor ? at : page->offset, to;

	from = from < 0 ? 0 : from > count ? count : from;
	to = from + page->limit < count ? from + page->limit : count;
	if (page->backward) {
		to = at < 1 ? 0 : at - 1 > count ? count : at - 1;
		from = to > page->limit ? to - page->limit : 0;
	}
	page->count = count;
	page->rows = (int)(to - from);
	page->has_more = page->backward ? from > 0 : to < count;
	page->first = page_key(from + 1, NULL, from + 1);
	page->last = page_key(to, NULL, to);
	*ret_from = from;
	*ret_to = to;
}

static done holiday_list(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"start_date", NULL};
	struct calendar c;
	struct page page;
	i64 from, to;

	(void)in;
	if (rq_page(rq, sorts, &page) || path_schedule(rq, &c))
		return reply_error(rq);
	cut_page(&page, c.rules->holiday_count, &from, &to);
	reply_list(rq, "holidays");
	for (; from < to; from++)
		holiday_write(rq, NULL, &c.rules->holidays[from]);
	return reply_page(rq, &page);
}

static done holiday_show(struct rq *rq, void *in)
{
	struct holiday *h;
	struct calendar c;

	(void)in;
	if (path_holiday(rq, &c, &h))
		return reply_error(rq);
	return reply_holiday(rq, 200, h);
}

/* Keep the changed holidays; the calendar is in order again afterwards. */
static enum err save_holidays(struct rq *rq, struct calendar *c)
{
	return calendar_update(&rq->cx, c->id, NULL, c->rules, c);
}

static done holiday_create(struct rq *rq, void *p)
{
	struct holiday made = {0}, *list;
	struct calendar c;
	i64 last = 0;
	int n;

	if (path_schedule(rq, &c) || apply_holiday(rq, p, &made))
		return reply_error(rq);
	n = c.rules->holiday_count;
	list = ARENA_ARRAY(rq->cx.arena, struct holiday, n + 1);
	for (int i = 0; i < n; i++)
		list[i] = c.rules->holidays[i];
	list[n] = made;
	c.rules->holidays = list;
	c.rules->holiday_count = n + 1;
	if (save_holidays(rq, &c))
		return reply_error(rq);
	for (int i = 0; i <= n; i++) /* ids only grow */
		last = list[i].id > last ? list[i].id : last;
	return reply_holiday(rq, 201, find_holiday(&c, last));
}

static done holiday_update(struct rq *rq, void *p)
{
	struct holiday *h;
	struct calendar c;
	i64 id;

	if (path_holiday(rq, &c, &h))
		return reply_error(rq);
	id = h->id;
	if (apply_holiday(rq, p, h) || save_holidays(rq, &c))
		return reply_error(rq);
	return reply_holiday(rq, 200, find_holiday(&c, id));
}

static done holiday_delete(struct rq *rq, void *in)
{
	struct holiday *h;
	struct calendar c;

	(void)in;
	if (path_holiday(rq, &c, &h))
		return reply_error(rq);
	for (; h < c.rules->holidays + c.rules->holiday_count - 1; h++)
		h[0] = h[1];
	c.rules->holiday_count--;
	if (save_holidays(rq, &c))
		return reply_error(rq);
	return reply_no_content(rq);
}

/* --- SLA policies --- */

struct policy_input {
	struct opt_text title, description;
	struct opt_i64 position, schedule_id;
	json_t *filter, *policy_metrics, *pause_statuses, *warn_before_seconds;
};
static const struct field policy_field_list[] = {
	{"title", F_TEXT, offsetof(struct policy_input, title), 0, "Title", NULL},
	{"description", F_TEXT, offsetof(struct policy_input, description), 0, "Description", NULL},
	{"position", F_I64, offsetof(struct policy_input, position), 0, "Position",
		"the first policy whose filter fits holds"},
	{"filter", F_JSON, offsetof(struct policy_input, filter), 0, "Filter",
		"{\"all\":[{\"field\",\"operator\",\"value\"}],\"any\":[]}"},
	{"policy_metrics", F_JSON, offsetof(struct policy_input, policy_metrics), 0,
		"Policy metrics",
		"[{\"priority\",\"metric\",\"target\" (minutes),\"business_hours\"}]"},
	{"schedule_id", F_ID, offsetof(struct policy_input, schedule_id), 0, "Schedule",
		"what business_hours means; the oldest schedule when absent"},
	{"pause_statuses", F_JSON, offsetof(struct policy_input, pause_statuses), 0,
		"Pause statuses", "[\"pending\",\"hold\"]; a first reply never pauses"},
	{"warn_before_seconds", F_JSON, offsetof(struct policy_input, warn_before_seconds), 0,
		"Warnings", "seconds before the due time, beside the goal"},
	{0}};
const struct field_table policy_fields = {
	"sla_policy", sizeof(struct policy_input), policy_field_list};

static enum err path_policy(struct rq *rq, struct policy *ret)
{
	i64 id;

	TRY(rq_id(rq, "sla_policy_id", &id));
	return policy_get(&rq->cx, (policy_id){id}, ret);
}

/* The schedule that an existing policy counts by. */
static calendar_id schedule_in_use(const struct policy_rules *rules)
{
	for (int i = 0; i < rules->target_count; i++)
		if (rules->targets[i].calendar.v != CALENDAR_ALWAYS)
			return rules->targets[i].calendar;
	return (calendar_id){0};
}

enum err policy_apply(struct rq *rq, const void *given, struct policy *p)
{
	const struct policy_input *in = given;
	struct policy_rules *rules = p->rules;
	calendar_id schedule = schedule_in_use(rules);

	if (in->schedule_id.set)
		schedule.v = in->schedule_id.v;
	if (in->title.set)
		p->title = in->title.v;
	if (in->description.set)
		p->description = in->description.v;
	p->position = in->position.set ? in->position.v : 0;
	if (in->filter)
		TRY(conditions_parse(rq->cx.arena, &rq->cx.fail, in->filter, "filter", IN_POLICY,
			&rules->filter));
	if (in->pause_statuses)
		TRY(policy_parse_pause(&rq->cx.fail, in->pause_statuses, &rules->pause));
	if (in->warn_before_seconds)
		TRY(policy_parse_warnings(&rq->cx.fail, in->warn_before_seconds, rules));
	if (in->policy_metrics)
		return policy_parse_metrics(rq, in->policy_metrics, schedule, rules);
	for (int i = 0; in->schedule_id.set && i < rules->target_count; i++)
		if (rules->targets[i].calendar.v != CALENDAR_ALWAYS)
			rules->targets[i].calendar = schedule;
	return OK;
}

static done reply_policy(struct rq *rq, int status, const struct policy *p)
{
	reply_begin(rq, status);
	policy_write_object(rq, "sla_policy", p);
	return reply_end(rq);
}

static done reply_policies(struct rq *rq, struct page *page)
{
	struct policy *rows;
	int n;

	if (policy_list(&rq->cx, page, &rows, &n))
		return reply_error(rq);
	reply_list(rq, "sla_policies");
	for (int i = 0; i < n; i++)
		policy_write_object(rq, NULL, &rows[i]);
	return reply_page(rq, page);
}

static done policy_index(struct rq *rq, void *in)
{
	static const char *const sorts[] = {"position", NULL};
	struct page page;

	(void)in;
	if (rq_page(rq, sorts, &page))
		return reply_error(rq);
	return reply_policies(rq, &page);
}

static done policy_show(struct rq *rq, void *in)
{
	struct policy p;

	(void)in;
	if (path_policy(rq, &p))
		return reply_error(rq);
	return reply_policy(rq, 200, &p);
}

static done policy_post(struct rq *rq, void *in)
{
	struct policy_rules *rules = ARENA_NEW(rq->cx.arena, struct policy_rules);
	struct policy p = {.rules = rules};

	if (policy_apply(rq, in, &p) || policy_create(&rq->cx, &p))
		return reply_error(rq);
	reply_header(rq, "Location",
		arena_printf(rq->cx.arena, "%s/api/v2/slas/policies/%lld.json", rq->base_url,
			(long long)p.id.v));
	return reply_policy(rq, 201, &p);
}

static done policy_put(struct rq *rq, void *in)
{
	struct policy p;

	if (path_policy(rq, &p) || policy_apply(rq, in, &p) || policy_update(&rq->cx, &p))
		return reply_error(rq);
	return reply_policy(rq, 200, &p);
}

static done policy_remove(struct rq *rq, void *in)
{
	i64 id;

	(void)in;
	if (rq_id(rq, "sla_policy_id", &id) || policy_delete(&rq->cx, (policy_id){id}))
		return reply_error(rq);
	return reply_no_content(rq);
}

static done policy_definitions(struct rq *rq, void *in)
{
	(void)in;
	reply_begin(rq, 200);
	jw_object(&rq->jw, "definitions");
	if (conditions_write_definitions(&rq->cx, &rq->jw, "all", "any", IN_POLICY))
		return reply_error(rq);
	jw_end(&rq->jw);
	return reply_end(rq);
}

struct reorder_input {
	struct opt_ids ids;
};
static const struct field reorder_field_list[] = {
	{"sla_policy_ids", F_IDS, offsetof(struct reorder_input, ids), POLICY_COUNT,
		"SLA policy ids", "in the order in which they are to be tried"},
	{0}};
static const struct field_table reorder_fields = {
	NULL, sizeof(struct reorder_input), reorder_field_list};

static done policy_put_order(struct rq *rq, void *p)
{
	static const char *const sorts[] = {"position", NULL};
	const struct reorder_input *in = p;
	struct page page;

	if (rq_page(rq, sorts, &page) || policy_reorder(&rq->cx, &in->ids.v))
		return reply_error(rq);
	return reply_policies(rq, &page);
}

#define SCHEDULES "/api/v2/business_hours/schedules"
#define SCHEDULE  SCHEDULES "/:schedule_id"
#define HOLIDAY	  SCHEDULE "/holidays/:holiday_id"
#define POLICIES  "/api/v2/slas/policies"
#define PAGING	  "page,per_page,page[size],page[after],page[before],sort,sort_by,sort_order"

const struct route deadline_routes[] = {
	{M_GET, "/api/v2/tickets/:ticket_id/deadlines", deadline_list, RUN_READ, CAP_TICKET_READ,
		BODY_NONE, NULL, 0, PAGING,
		"What the ticket's customer is promised and how it stands: each wait "
		"with its start, target, goal, due time, pauses and a sentence"},
	{M_GET, SCHEDULES, schedule_list, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, PAGING,
		"List the schedules"},
	{M_POST, SCHEDULES, schedule_create, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
		&schedule_fields, 0, NULL,
		"Make a schedule; open Monday to Friday, 9:00 to 17:00, unless "
		"intervals say otherwise"},
	{M_GET, SCHEDULE, schedule_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
		"Show a schedule"},
	{M_PUT, SCHEDULE, schedule_update, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &schedule_fields,
		0, NULL, "Change a schedule; deadlines that run keep the hours they began with"},
	{M_DELETE, SCHEDULE, schedule_delete, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
		"Delete a schedule that no policy counts by"},
	{M_PUT, SCHEDULE "/workweek", workweek_update, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
		&workweek_fields, 0, NULL, "Replace the hours of the week"},
	{M_GET, SCHEDULE "/holidays", holiday_list, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0,
		PAGING, "List the holidays of a schedule, by date"},
	{M_POST, SCHEDULE "/holidays", holiday_create, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
		&holiday_fields, 0, NULL, "Add a holiday"},
	{M_GET, HOLIDAY, holiday_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, NULL,
		"Show a holiday"},
	{M_PUT, HOLIDAY, holiday_update, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &holiday_fields, 0,
		NULL, "Change a holiday"},
	{M_DELETE, HOLIDAY, holiday_delete, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE, NULL, 0, NULL,
		"Delete a holiday"},
	{M_GET, POLICIES, policy_index, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL, 0, PAGING,
		"List the SLA policies, in the order in which they are tried"},
	{M_POST, POLICIES, policy_post, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON, &policy_fields, 0,
		NULL, "Make an SLA policy"},
	{M_GET, POLICIES "/definitions", policy_definitions, RUN_READ, CAP_TICKET_READ, BODY_NONE,
		NULL, 0, NULL, "The fields and operators that a filter may use"},
	{M_PUT, POLICIES "/reorder", policy_put_order, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
		&reorder_fields, 0, PAGING, "Put the SLA policies in order"},
	{M_GET, POLICIES "/:sla_policy_id", policy_show, RUN_READ, CAP_TICKET_READ, BODY_NONE, NULL,
		0, NULL, "Show an SLA policy"},
	{M_PUT, POLICIES "/:sla_policy_id", policy_put, RUN_WRITE, CAP_ADMIN_WRITE, BODY_JSON,
		&policy_fields, 0, NULL,
		"Change an SLA policy; deadlines that run keep what they began with"},
	{M_DELETE, POLICIES "/:sla_policy_id", policy_remove, RUN_WRITE, CAP_ADMIN_WRITE, BODY_NONE,
		NULL, 0, NULL, "Delete an SLA policy"},
	{0}};
