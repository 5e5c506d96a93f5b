/*
 * Lists of tickets in orders that no index has: by subject, and by names of people and groups. Up
 * to TICKET_SORT_MAX tickets are sorted when asked. All tickets by a name are instead the lists of
 * the owners of that name, one after the other, so that a page costs what lies before it, never the
 * whole account.
 */
#include "compose.h"
#include "ticket_list_i.h"

#include <string.h>

/* Who owns tickets, ordered by name, both ways; and the tickets of one owner (0: of none). */
#define OWNERS(name, sql, key, id) \
	QUERY(name##_up, sql " ORDER BY " key ", " id); \
	QUERY(name##_down, sql " ORDER BY " key " DESC, " id " DESC")
#define OWNED_(name, select, column, live, rest) \
	QUERY_TWO(name, select " FROM ticket t WHERE " column " IS ?" live " " rest, \
		select " FROM ticket t WHERE " column " IS NOT DISTINCT FROM ?" live " " rest)
#define OWNED(name, column, live) \
	OWNED_(name##_count, "SELECT count(*) FROM (SELECT 1", column, live, "LIMIT ?) n"); \
	OWNED_(name##_up, "SELECT t.id", column, live, "ORDER BY t.id LIMIT ? OFFSET ?"); \
	OWNED_(name##_down, "SELECT t.id", column, live, "ORDER BY t.id DESC LIMIT ? OFFSET ?")
/* Deleted tickets are left out by an index that has them, or by a short list of them: what a page
 * skips is never read. */
#define LIVE_HERE    " AND t.deleted_at IS NULL"
#define LIVE_BY_LIST " AND t.id NOT IN (SELECT x.id FROM ticket x WHERE x.deleted_at IS NOT NULL)"

/* Assignees are few and tickets many: from one assignee to the next in the index. */
OWNERS(sort_assignees,
	"WITH RECURSIVE a (id) AS (SELECT min(assignee_id) FROM ticket UNION ALL SELECT (SELECT "
	"min(n.assignee_id) FROM ticket n WHERE n.assignee_id > a.id) FROM a WHERE a.id IS NOT "
	"NULL) SELECT u.id FROM a JOIN user_account u ON u.id = a.id",
	"u.name_fold", "u.id");
OWNERS(sort_groups, "SELECT g.id FROM agent_group g", "g.name_fold", "g.id");
OWNED(sort_assigned, "t.assignee_id", LIVE_HERE);
OWNED(sort_grouped, "t.group_id", LIVE_BY_LIST);
/* Requesters are many and have few tickets each: names and tickets in one walk. */
#define REQUESTED \
	"SELECT t.id FROM user_account u CROSS JOIN ticket t " \
	"WHERE t.requester_id = u.id" LIVE_BY_LIST " ORDER BY u.name_fold"
QUERY_SCAN(sort_requested_up, "walks names to the end of the page",
	REQUESTED ", u.id, t.id LIMIT ? OFFSET ?");
QUERY_SCAN(sort_requested_down, "walks names to the end of the page",
	REQUESTED " DESC, u.id DESC, t.id DESC LIMIT ? OFFSET ?");

#define NAME_OF(table, column) \
	"coalesce((SELECT k.name_fold FROM " table " k WHERE k.id = " column \
	"), ''), coalesce(" column ", 0), "
#define NAME_DOWN(table, column) \
	"coalesce((SELECT k.name_fold FROM " table " k WHERE k.id = " column \
	"), '') DESC, coalesce(" column ", 0) DESC, "
#define LOCALE "(SELECT k.locale FROM user_account k WHERE k.id = t.requester_id)"

struct order {
	const char *name, *up, *down; /* keys before the id */
	const struct owners *owners;  /* NULL: only sorted when asked */
};

/* How all tickets are walked: from owner to owner, or (all_up NULL) in one go. */
struct owners {
	const struct query *all_up, *all_down, *count;
	const struct query *up, *down;
};
static const struct owners assignees = {&sort_assignees_up, &sort_assignees_down,
	&sort_assigned_count, &sort_assigned_up, &sort_assigned_down};
static const struct owners groups = {&sort_groups_up, &sort_groups_down, &sort_grouped_count,
	&sort_grouped_up, &sort_grouped_down};
static const struct owners requesters = {.up = &sort_requested_up, .down = &sort_requested_down};

#define BY_NAME(name, table, column, owners) \
	{ \
		name, NAME_OF(table, column), NAME_DOWN(table, column), owners \
	}
static const struct order orders[] = {
	BY_NAME("assignee", "user_account", "t.assignee_id", &assignees),
	BY_NAME("assignee.name", "user_account", "t.assignee_id", &assignees),
	BY_NAME("group", "agent_group", "t.group_id", &groups),
	BY_NAME("requester", "user_account", "t.requester_id", &requesters),
	BY_NAME("requester.name", "user_account", "t.requester_id", &requesters),
	{"subject", "lower(coalesce(t.subject, '')), ", "lower(coalesce(t.subject, '')) DESC, ",
		NULL},
	{"locale", LOCALE ", ", LOCALE " DESC, ", NULL},
};

static const struct order *find_order(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(orders); i++)
		if (strcmp(orders[i].name, name) == 0)
			return &orders[i];
	return &orders[0];
}

static enum err read_ids(struct cx *cx, struct stmt *s, struct id_list *ret)
{
	while (db_row(s))
		id_list_add(cx->arena, ret, col_i64(s));
	return db_done(s);
}

/* --- sorted when asked --- */

static enum err sort_ids(struct cx *cx, const struct ticket_filter *filter,
	const struct order *order, const struct page *page, struct id_list *ret)
{
	CLEANUP(compose_free) struct compose sql = COMPOSE_INIT(cx);
	struct stmt *s;

	compose_add(&sql, "SELECT t.id FROM ticket t WHERE t.deleted_at IS NULL" TICKET_VISIBLE);
	compose_add(&sql, ticket_list_where(filter));
	compose_add(&sql, " ORDER BY ");
	compose_add(&sql, page->descending ? order->down : order->up);
	compose_add(&sql, page->descending ? "t.id DESC" : "t.id");
	compose_add(&sql, " LIMIT ? OFFSET ?");
	TRY(compose_open(&sql, &s));
	ticket_list_bind(cx, s, filter);
	bind_i64(s, page->limit);
	bind_i64(s, page->offset);
	return read_ids(cx, s, ret);
}

/* --- from owner to owner --- */

struct owner_walk {
	struct cx *cx;
	const struct owners *owners;
	bool down;
	i64 skip, take; /* tickets yet to be left out, and to be taken */
	struct id_list *ids;
};

static enum err walk_owner(struct owner_walk *w, i64 owner)
{
	struct stmt *s;
	i64 n = 0;

	if (w->skip) {
		s = db_stmt(w->cx->db, w->owners->count);
		bind_ref(s, owner);
		bind_i64(s, w->skip + 1);
		TRY(db_run_i64(s, 0, &n));
		if (n <= w->skip) {
			w->skip -= n;
			return OK;
		}
	}
	s = db_stmt(w->cx->db, w->down ? w->owners->down : w->owners->up);
	bind_ref(s, owner);
	bind_i64(s, w->take - w->ids->n);
	bind_i64(s, w->skip);
	w->skip = 0;
	return read_ids(w->cx, s, w->ids);
}

/* Tickets without an owner come before all names. */
static enum err walk_owners(struct owner_walk *w)
{
	struct id_list all = {0};

	TRY(read_ids(w->cx, db_stmt(w->cx->db, w->down ? w->owners->all_down : w->owners->all_up),
		&all));
	if (!w->down)
		TRY(walk_owner(w, 0));
	for (int i = 0; i < all.n && w->ids->n < w->take; i++)
		TRY(walk_owner(w, all.v[i]));
	return w->down && w->ids->n < w->take ? walk_owner(w, 0) : OK;
}

static enum err walk_ids(
	struct cx *cx, const struct owners *owners, const struct page *page, struct id_list *ret)
{
	struct owner_walk w = {cx, owners, page->descending, page->offset, page->limit, ret};
	struct stmt *s;

	if (owners->all_up)
		return walk_owners(&w);
	s = db_stmt(cx->db, w.down ? owners->down : owners->up);
	bind_i64(s, page->limit);
	bind_i64(s, page->offset);
	return read_ids(cx, s, ret);
}

static bool can_walk(struct cx *cx, const struct ticket_filter *filter, const struct order *order)
{
	return order->owners && filter->of == TICKETS_ALL && ticket_sees_all(&cx->actor);
}

enum err ticket_list_sorted(struct cx *cx, const struct ticket_filter *filter, struct page *page,
	struct ticket **ret, int *ret_n)
{
	const struct order *order = find_order(page->sort);
	struct id_list ids = {0};

	TRY(ticket_list_count(cx, filter, &page->count));
	if (page->count < TICKET_SORT_MAX)
		TRY(sort_ids(cx, filter, order, page, &ids));
	else if (can_walk(cx, filter, order))
		TRY(walk_ids(cx, order->owners, page, &ids));
	else
		return fail(cx, E_INVALID, "sort_by", "TooManyRecords",
			"sort_by: %s is for lists of less than %d tickets", order->name,
			TICKET_SORT_MAX);
	page->rows = ids.n;
	return ticket_load_many(cx, &ids, ret, ret_n);
}
