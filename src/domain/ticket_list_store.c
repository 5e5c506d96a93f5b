/*
 * Lists of tickets. Each list is one FROM-and-WHERE with every sort by keyset; what the actor may
 * not see is left out in SQL, so that pages stay full. Counts are kept where the list is the whole
 * account, and bounded everywhere else.
 */
#include "domain/can.h"
#include "ticket_list_i.h"

#include <string.h>

#define FROM_TICKETS \
	"SELECT " TICKET_COLUMNS " FROM ticket t WHERE t.deleted_at IS NULL" TICKET_VISIBLE
#define COUNT_TICKETS \
	"SELECT count(*) FROM (SELECT 1 FROM ticket t WHERE t.deleted_at IS NULL" TICKET_VISIBLE

/* A list with its sorts, and its bounded count. SORT and FEW: the list macros for sorts of many and
 * of few values; where an index narrows the list already, LIST_FEW would lead the planner to the
 * index of the sort. */
#define TICKET_LIST_(name, where, SORT, FEW, scan) \
	LIST(name##_by_id, FROM_TICKETS where, "t.id", "t.id"); \
	SORT(name##_by_created, where, "created_at", "id"); \
	SORT(name##_by_updated, where, "updated_at", "id"); \
	FEW(name##_by_status, where, "status", "id"); \
	FEW(name##_by_priority, where, "priority", "id"); \
	static const char name##_where[] = where; \
	QUERY_SCAN(name##_count, scan, COUNT_TICKETS where " LIMIT ?) n")
#define TICKET_LIST(name, where) TICKET_LIST_(name, where, LIST_NARROW, LIST_NARROW, NULL)
/* What one filter leaves may be many: sorted by what an index has of them, then read. Most sorts go
 * much like the ids: walked the same way (w), nearly all rows are behind the page at once. */
#define LIST_NARROW(name, where, key, id) \
	LIST_OF_IDS_(name, "SELECT " TICKET_COLUMNS " FROM ticket t WHERE t.id", \
		"SELECT t.id" NARROW(where), \
		"SELECT w.id FROM (SELECT t.id, t." key NARROW(where) WALKED_DOWN, key, id)
#define NARROW(where)			   " FROM ticket t WHERE t.deleted_at IS NULL" TICKET_VISIBLE where
#define WALKED_DOWN			   " ORDER BY t.id DESC LIMIT 1000000000) w WHERE w.id > 0"
#define LIST_ALL(name, where, key, id)	   LIST(name, FROM_TICKETS where, key, id)
#define LIST_ALL_FEW(name, where, key, id) LIST_FEW(name, FROM_TICKETS where, key, id)
/* The "+" keeps the planner from walking all tickets by an index of the sort for a few problems. */
#define LIST_PROBLEMS(name, where, key, id) \
	LIST_SCAN(name, "walks the index of problems", FROM_TICKETS where, "+" key, id)

#define CUSTOMER \
	" AND t.is_public = 1 AND t.id IN (SELECT ct.id FROM ticket ct WHERE ct.requester_id = ? " \
	"UNION SELECT cp.ticket_id FROM ticket_person cp WHERE cp.user_id = ? AND cp.kind = 1)"

TICKET_LIST_(tickets_all, "", LIST_ALL, LIST_ALL_FEW,
	"restricted agents only, who have no kept count; ends at the limit");
TICKET_LIST(tickets_by_external, " AND t.external_id = ?");
TICKET_LIST(tickets_requested, " AND t.requester_id = ?");
/* An index has each of these orders, for queries that say "+ 0": an agent's list is long. */
TICKET_LIST_(
	tickets_assigned, " AND t.assignee_id = ? AND t.id + 0 > 0", LIST_ALL, LIST_ALL_FEW, NULL);
TICKET_LIST(tickets_copied,
	" AND t.id IN (SELECT p.ticket_id FROM ticket_person p WHERE p.user_id = ?)");
TICKET_LIST(tickets_organization, " AND t.organization_id = ?");
TICKET_LIST(tickets_incidents, " AND t.problem_id = ?");
TICKET_LIST_(tickets_problems, " AND t.type = 1", LIST_PROBLEMS, LIST_PROBLEMS,
	"walks the index of problems, up to the limit");
TICKET_LIST(tickets_customer, CUSTOMER);
TICKET_LIST(tickets_customer_copied,
	" AND t.is_public = 1 AND t.id IN (SELECT p.ticket_id FROM ticket_person p WHERE "
	"p.user_id = ? AND p.kind = 1)");
TICKET_LIST(tickets_customer_open, CUSTOMER " AND t.status < 5");
TICKET_LIST(tickets_customer_solved, CUSTOMER " AND t.status >= 5");

enum { SORTS = 5 };
const char *const ticket_sorts[] = {"id", "created_at", "updated_at", "status", "priority", NULL};
const char *const ticket_sorts_more[] = {"id", "created_at", "updated_at", "status", "priority",
	"#subject", "#requester", "#requester.name", "#assignee", "#assignee.name", "#group",
	"#locale", NULL};

struct ticket_list_row {
	const struct list_def *by[SORTS]; /* as in ticket_sorts */
	const struct query *count;
	const char *where; /* what all of them ask */
	int refs;	   /* how often the filter's ref is bound; -1: its text, once */
};

#define ROW(name, n_refs) \
	{ \
		{&name##_by_id, &name##_by_created, &name##_by_updated, &name##_by_status, \
			&name##_by_priority}, \
			&name##_count, name##_where, n_refs \
	}

static const struct ticket_list_row lists[TICKETS_LISTS] = {
	[TICKETS_ALL] = ROW(tickets_all, 0),
	[TICKETS_BY_EXTERNAL_ID] = ROW(tickets_by_external, -1),
	[TICKETS_REQUESTED_BY] = ROW(tickets_requested, 1),
	[TICKETS_ASSIGNED_TO] = ROW(tickets_assigned, 1),
	[TICKETS_COPIED_TO] = ROW(tickets_copied, 1),
	[TICKETS_OF_ORGANIZATION] = ROW(tickets_organization, 1),
	[TICKETS_OF_PROBLEM] = ROW(tickets_incidents, 1),
	[TICKETS_PROBLEMS] = ROW(tickets_problems, 0),
	[TICKETS_OF_CUSTOMER] = ROW(tickets_customer, 2),
	[TICKETS_OF_CUSTOMER_COPIED] = ROW(tickets_customer_copied, 1),
	[TICKETS_OF_CUSTOMER_OPEN] = ROW(tickets_customer_open, 2),
	[TICKETS_OF_CUSTOMER_SOLVED] = ROW(tickets_customer_solved, 2),
};

/* SORTS: none of those by an index. */
static int sort_of(const struct page *page)
{
	int i = 0;

	while (i < SORTS && strcmp(ticket_sorts[i], page->sort) != 0)
		i++;
	return i;
}

static i64 sort_key(int sort, const struct ticket *t)
{
	switch (sort) {
	case 1:
		return t->created_at;
	case 2:
		return t->updated_at;
	case 3:
		return t->status;
	case 4:
		return t->priority;
	}
	return t->id.v;
}

const char *ticket_list_where(const struct ticket_filter *filter)
{
	return lists[filter->of].where;
}

void ticket_list_bind(struct cx *cx, struct stmt *s, const struct ticket_filter *filter)
{
	int refs = lists[filter->of].refs;

	ticket_bind_visible(s, &cx->actor);
	if (refs < 0)
		bind_text(s, filter->text);
	for (int i = 0; i < refs; i++)
		bind_i64(s, filter->ref);
}

enum err ticket_list(struct cx *cx, const struct ticket_filter *filter, struct page *page,
	struct ticket **ret, int *ret_n)
{
	int sort = sort_of(page), n = 0;
	struct ticket *rows = ARENA_ARRAY(cx->arena, struct ticket, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	const struct list_def *list;
	struct stmt *s;

	if (sort == SORTS)
		return ticket_list_sorted(cx, filter, page, ret, ret_n);
	list = lists[filter->of].by[sort];
	s = list_open(cx, list, page);
	ticket_list_bind(cx, s, filter);
	list_bind(s, list, page);
	for (; list_row(s, page, n); n++) {
		ticket_read(s, cx->arena, &rows[n]);
		keys[n] = page_key(sort_key(sort, &rows[n]), NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	if (!page->cursor)
		TRY(ticket_list_count(cx, filter, &page->count));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err ticket_list_count(struct cx *cx, const struct ticket_filter *filter, i64 *ret)
{
	struct stmt *s;

	if (filter->of == TICKETS_ALL && ticket_sees_all(&cx->actor))
		return counter_get(cx, "ticket", 0, ret);
	s = db_stmt(cx->db, lists[filter->of].count);
	ticket_list_bind(cx, s, filter);
	bind_i64(s, TICKET_COUNT_MAX);
	return db_run_i64(s, 0, ret);
}

enum err ticket_load_many(struct cx *cx, const struct id_list *ids, struct ticket **ret, int *ret_n)
{
	struct ticket *rows = ARENA_ARRAY(cx->arena, struct ticket, ids->n ? ids->n : 1);
	int n = 0;

	for (int i = 0; i < ids->n; i++) {
		struct ticket *t;
		bool seen = false;

		TRY(ticket_load(cx, (ticket_id){ids->v[i]}, &t));
		if (t && !t->deleted_at)
			TRY(can_see_ticket(cx, t, &seen));
		if (seen)
			rows[n++] = *t;
	}
	*ret = rows;
	*ret_n = n;
	return OK;
}
