/* Rows of skips, and the one rule: only of tickets that the agent sees. */
#include "domain/skip.h"

#include "domain/event.h"
#include "people_i.h"
#include "ticket_i.h"

#define SKIPS \
	"FROM skip s JOIN ticket t ON t.id = s.ticket_id " \
	"WHERE t.deleted_at IS NULL" TICKET_VISIBLE
#define COLUMNS "SELECT s.id, s.user_id, s.ticket_id, s.reason, s.created_at "
#define COUNT	"SELECT count(*) FROM (SELECT 1 "

LIST(skips_all, COLUMNS SKIPS, "s.id", "s.id");
LIST(skips_of_user, COLUMNS SKIPS " AND s.user_id = ?", "s.id", "s.id");
LIST(skips_of_ticket, COLUMNS SKIPS " AND s.ticket_id = ?", "s.id", "s.id");
QUERY(skip_count_all, COUNT SKIPS " AND s.id > 0 LIMIT ?) n");
QUERY(skip_count_user, COUNT SKIPS " AND s.user_id = ? LIMIT ?) n");
QUERY(skip_count_ticket, COUNT SKIPS " AND s.ticket_id = ? LIMIT ?) n");
QUERY(skip_insert, "INSERT INTO skip (user_id, ticket_id, reason, created_at) "
		   "VALUES (?, ?, ?, ?) RETURNING id");

enum err skip_add(struct cx *cx, ticket_id ticket, const char *reason, struct skip *ret)
{
	struct opt_text given = {true, reason};
	struct skip skip = {.user = cx->actor.id, .ticket = ticket, .created_at = cx->now};
	struct stmt *s;
	struct ticket *t;

	TRY(take_text(cx, &given, "reason", SKIP_REASON_MAX, &skip.reason));
	if (!skip.reason)
		skip.reason = "";
	if (ticket_get(cx, ticket, &t)) {
		cx->fail = (struct failure){0};
		return fail_invalid(cx, "ticket_id", "Ticket");
	}
	s = db_stmt(cx->db, &skip_insert);
	bind_i64(s, skip.user.v);
	bind_i64(s, ticket.v);
	bind_text(s, skip.reason);
	bind_i64(s, cx->now);
	TRY(db_run_id(s, &skip.id));
	*ret = skip;
	return event_add(cx, EVENT_TICKET_SKIPPED, ticket, skip.id, NULL, NULL);
}

struct skip_list {
	const struct list_def *list;
	const struct query *count;
	i64 of; /* 0: nothing is bound */
};

static struct skip_list pick(const struct skip_filter *filter)
{
	if (filter->user.v)
		return (struct skip_list){&skips_of_user, &skip_count_user, filter->user.v};
	if (filter->ticket.v)
		return (struct skip_list){&skips_of_ticket, &skip_count_ticket, filter->ticket.v};
	return (struct skip_list){&skips_all, &skip_count_all, 0};
}

static enum err count(struct cx *cx, const struct skip_list *from, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, from->count);

	ticket_bind_visible(s, &cx->actor);
	if (from->of)
		bind_i64(s, from->of);
	bind_i64(s, SKIP_COUNT_MAX);
	return db_run_i64(s, 0, ret);
}

static i64 read_row(struct stmt *s, struct arena *a, void *ret)
{
	struct skip *row = ret;

	row->id = col_i64(s);
	row->user.v = col_i64(s);
	row->ticket.v = col_i64(s);
	row->reason = col_dup(s, a);
	row->created_at = col_i64(s);
	return row->id;
}

enum err skip_list(struct cx *cx, const struct skip_filter *filter, struct page *page,
	struct skip **ret, int *ret_n)
{
	struct skip_list from = pick(filter);
	struct stmt *s = list_open(cx, from.list, page);
	void *rows;

	ticket_bind_visible(s, &cx->actor);
	if (from.of)
		bind_i64(s, from.of);
	TRY(list_read(cx, s, from.list, page, read_row, sizeof **ret, &rows, ret_n));
	*ret = rows;
	return page->cursor ? OK : count(cx, &from, &page->count);
}
