/* Lists of organisations, counts, and the search by words. */
#include "organization_list_i.h"

#include "people_i.h"

#include <string.h>

#define LIVE(key) \
	"SELECT " ORGANIZATION_COLUMNS ", " key " FROM organization o WHERE o.deleted_at IS NULL"
LIST(organizations_by_id, LIVE("o.id"), "o.id", "o.id");
LIST_TEXT(organizations_by_name, LIVE("o.name_fold"), "o.name_fold", "o.id");
LIST(organizations_by_updated, LIVE("o.updated_at"), "o.updated_at", "o.id");
LIST_SCAN(organizations_by_created, "at most ORGANIZATION_SORT_MAX rows", LIVE("o.created_at"),
	"o.created_at", "o.id");
LIST(organizations_of_user,
	"SELECT " ORGANIZATION_COLUMNS ", m.id FROM organization_membership m "
	"JOIN organization o ON o.id = m.organization_id WHERE m.user_id = ?",
	"m.id", "o.id");
QUERY(organization_count_of_user, "SELECT count(*) FROM organization_membership WHERE user_id = ?");
QUERY(organization_count_tickets,
	"SELECT count(*) FROM ticket WHERE organization_id = ? AND deleted_at IS NULL");
QUERY(organization_count_users,
	"SELECT count(*) FROM organization_membership WHERE organization_id = ?");

/* Full text by hand, not by LIST: the index gives rows in the order of one key only. */
#define MATCHED \
	"SELECT " ORGANIZATION_COLUMNS \
	" FROM organization_text t JOIN organization o ON o.id = t.rowid WHERE "
#define ONWARD	    " AND t.rowid > ? ORDER BY t.rowid LIMIT ? OFFSET ?"
#define BACKWARD    " AND t.rowid < ? ORDER BY t.rowid DESC LIMIT ? OFFSET ?"
#define WITH_SQLITE "t.words MATCH ?"
#define WITH_PQ	    "t.words @@ " MATCH_PQ
QUERY_TWO(organization_search_up, MATCHED WITH_SQLITE ONWARD, MATCHED WITH_PQ ONWARD);
QUERY_TWO(organization_search_down, MATCHED WITH_SQLITE BACKWARD, MATCHED WITH_PQ BACKWARD);
QUERY_TWO(organization_search_count,
	"SELECT count(*) FROM (SELECT 1 FROM organization_text t WHERE " WITH_SQLITE
	" LIMIT 10000) AS hits",
	"SELECT count(*) FROM (SELECT 1 FROM organization_text t WHERE " WITH_PQ
	" LIMIT 10000) AS hits");

/* What a page collects while its rows are read. */
struct rows {
	struct organization *v;
	struct page_key *keys;
	int n;
};

static struct rows rows_new(struct cx *cx, const struct page *page)
{
	return (struct rows){.v = ARENA_ARRAY(cx->arena, struct organization, page->limit + 1),
		.keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1)};
}

static enum err rows_finish(
	struct cx *cx, struct rows *rows, struct page *page, struct organization **ret, int *ret_n)
{
	list_finish(page, rows->v, sizeof *rows->v, &rows->n, rows->keys);
	TRY(organization_read_domains(cx, rows->v, rows->n));
	*ret = rows->v;
	*ret_n = rows->n;
	return OK;
}

/* Run a LIST whose columns end with the sort key. */
static enum err run_list(
	struct cx *cx, const struct list_def *list, i64 of, struct page *page, struct rows *rows)
{
	struct stmt *s = list_open(cx, list, page);

	if (of)
		bind_i64(s, of);
	list_bind(s, list, page);
	for (rows->n = 0; list_row(s, page, rows->n); rows->n++) {
		struct organization *o = &rows->v[rows->n];

		organization_read(s, cx->arena, o);
		if (list->text_key)
			rows->keys[rows->n] = page_key(0, col_text(s), o->id.v);
		else
			rows->keys[rows->n] = page_key(col_i64(s), NULL, o->id.v);
	}
	return db_done(s);
}

static const struct list_def *list_of(const struct page *page)
{
	if (strcmp(page->sort, "name") == 0)
		return &organizations_by_name;
	if (strcmp(page->sort, "updated_at") == 0)
		return &organizations_by_updated;
	if (strcmp(page->sort, "created_at") == 0)
		return &organizations_by_created;
	return &organizations_by_id;
}

enum err organization_list(struct cx *cx, struct page *page, struct organization **ret, int *ret_n)
{
	const struct list_def *list = list_of(page);
	struct rows rows = rows_new(cx, page);

	TRY(organization_count(cx, &page->count));
	if (list == &organizations_by_created && page->count > ORGANIZATION_SORT_MAX)
		return fail(cx, E_INVALID, "sort", "TooManyRecords",
			"sort: created_at is for lists of at most %d organizations",
			ORGANIZATION_SORT_MAX);
	TRY(run_list(cx, list, 0, page, &rows));
	return rows_finish(cx, &rows, page, ret, ret_n);
}

static enum err count_by(struct cx *cx, const struct query *q, i64 id, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, id);
	return db_run_i64(s, 0, ret);
}

enum err organization_list_of_user(
	struct cx *cx, user_id user, struct page *page, struct organization **ret, int *ret_n)
{
	struct rows rows = rows_new(cx, page);

	TRY(run_list(cx, &organizations_of_user, user.v, page, &rows));
	if (!page->cursor)
		TRY(count_by(cx, &organization_count_of_user, user.v, &page->count));
	return rows_finish(cx, &rows, page, ret, ret_n);
}

enum err organization_search(
	struct cx *cx, const char *text, struct page *page, struct organization **ret, int *ret_n)
{
	const char *match = search_match(cx->arena, text);
	bool down = page->descending != page->backward;
	struct rows rows = rows_new(cx, page);
	struct stmt *s;

	if (!match)
		return rows_finish(cx, &rows, page, ret, ret_n);
	s = db_stmt(cx->db, down ? &organization_search_down : &organization_search_up);
	bind_text(s, match);
	bind_i64(s, page->has_at ? page->at.id : down ? INT64_MAX : 0);
	bind_i64(s, page->limit + 1);
	bind_i64(s, page->cursor ? 0 : page->offset);
	for (; list_row(s, page, rows.n); rows.n++) {
		organization_read(s, cx->arena, &rows.v[rows.n]);
		rows.keys[rows.n] = page_key(rows.v[rows.n].id.v, NULL, rows.v[rows.n].id.v);
	}
	TRY(db_done(s));
	if (!page->cursor) {
		s = db_stmt(cx->db, &organization_search_count);
		bind_text(s, match);
		TRY(db_run_i64(s, 0, &page->count));
	}
	return rows_finish(cx, &rows, page, ret, ret_n);
}

enum err organization_count(struct cx *cx, i64 *ret)
{
	return counter_get(cx, "organizations", 0, ret);
}

enum err organization_related(struct cx *cx, organization_id id, i64 *ret_tickets, i64 *ret_users)
{
	TRY(count_by(cx, &organization_count_tickets, id.v, ret_tickets));
	return count_by(cx, &organization_count_users, id.v, ret_users);
}
