/* Lists of users, counts, and the search by words. */
#include "user_i.h"

#include "base/utf8.h"

#include <string.h>

#define FROM_USER      "SELECT " USER_COLUMNS ", u.id FROM user_account u WHERE u.active = 1"
#define FROM_USER_NAME "SELECT " USER_COLUMNS ", u.name_fold FROM user_account u WHERE u.active = 1"

LIST(users_by_id, FROM_USER, "u.id", "u.id");
LIST(users_of_role, FROM_USER " AND u.role = ?", "u.id", "u.id");
LIST(users_of_roles, FROM_USER " AND u.role IN (?, ?)", "u.id", "u.id");
LIST_TEXT(users_by_name, FROM_USER_NAME, "u.name_fold", "u.id");
LIST_TEXT(users_of_role_by_name, FROM_USER_NAME " AND u.role = ?", "u.name_fold", "u.id");
LIST_TEXT(users_of_roles_by_name, FROM_USER_NAME " AND u.role IN (?, ?)", "u.name_fold", "u.id");
/* By what people are rarely sorted by. Few people are sorted when asked; of many, the index is
 * walked that has the order, and those of other roles are left out. */
#define FROM_ROLES(key, role) \
	"SELECT " USER_COLUMNS ", " key " FROM user_account u WHERE u.active = 1 AND " role \
	" IN (?, ?, ?)"
#define LIST_PEOPLE(name, key) \
	LIST_SCAN(name, "USER_SORT_MAX rows of the index of roles", FROM_ROLES(key, "u.role"), \
		"+" key, "u.id")
LIST_PEOPLE(users_few_by_created, "u.created_at");
LIST_PEOPLE(users_few_by_updated, "u.updated_at");
LIST_PEOPLE(users_few_by_role, "u.role");
LIST(users_many_by_updated, FROM_ROLES("u.updated_at", "+u.role"), "u.updated_at", "u.id");
LIST_FEW(users_many_by_role, FROM_ROLES("u.role", "+u.role"), "u.role", "u.id");
/* A deep page passes over memberships alone. */
#define LIST_MEMBERS(name, table, of) \
	LIST_OF_IDS(name, \
		"SELECT " USER_COLUMNS ", m.id FROM " table " m " \
		"JOIN user_account u ON u.id = m.user_id WHERE m.id", \
		"SELECT m.id FROM " table " m WHERE " of " = ?", "m.id", "m.user_id")
LIST_MEMBERS(users_of_group, "group_membership", "m.group_id");
LIST_MEMBERS(users_of_organization, "organization_membership", "m.organization_id");
QUERY(user_count_of_group, "SELECT count(*) FROM group_membership WHERE group_id = ?");
QUERY(user_count_of_organization,
	"SELECT count(*) FROM organization_membership WHERE organization_id = ?");
QUERY(user_count_live_admins, "SELECT count(*) FROM user_account u WHERE u.role = 2 "
			      "AND u.active = 1 AND u.suspended = 0");
QUERY(user_count_requested,
	"SELECT count(*) FROM ticket WHERE requester_id = ? AND deleted_at IS NULL");
QUERY(user_count_assigned,
	"SELECT count(*) FROM ticket WHERE assignee_id = ? AND deleted_at IS NULL");
QUERY(user_count_ccd, "SELECT count(*) FROM ticket_person p JOIN ticket t ON t.id = p.ticket_id "
		      "WHERE p.user_id = ? AND p.kind = 1 AND t.deleted_at IS NULL");
QUERY(user_count_organizations, "SELECT count(*) FROM organization_membership WHERE user_id = ?");
QUERY(user_count_open, "SELECT count(*) FROM ticket WHERE assignee_id = ? AND status < 5 "
		       "AND deleted_at IS NULL");

/* Full text by hand, not by LIST: the index gives rows in the order of one key only. */
#define MATCHED(words, on, way) \
	"SELECT " USER_COLUMNS " FROM user_account u WHERE u.id IN (" \
	"SELECT t.rowid FROM user_text t WHERE " words " AND t.rowid " on \
	" ? ORDER BY t.rowid" way " LIMIT ? OFFSET ?) ORDER BY u.id" way
#define COUNTED	 "SELECT count(*) FROM (SELECT 1 FROM user_text t WHERE "
#define SQLITE	 "t.words MATCH ?"
#define POSTGRES "t.words @@ " MATCH_PQ
QUERY_TWO(user_search_up, MATCHED(SQLITE, ">", ""), MATCHED(POSTGRES, ">", ""));
QUERY_TWO(user_search_down, MATCHED(SQLITE, "<", " DESC"), MATCHED(POSTGRES, "<", " DESC"));
QUERY_TWO(user_search_count, COUNTED SQLITE " LIMIT ?) AS hits",
	COUNTED POSTGRES " LIMIT ?) AS hits");

enum { ROLES = 3, ALL_ROLES = 7 };

/* The roles of a filter as a list; 0 when all are asked for. */
static int filter_roles(const struct user_filter *filter, i64 roles[ROLES])
{
	int n = 0;

	if (!filter->roles || (filter->roles & ALL_ROLES) == ALL_ROLES)
		return 0;
	for (int r = 0; r < ROLES; r++)
		if (filter->roles & (1u << r))
			roles[n++] = r;
	return n;
}

static const struct list_def *pick_list(const struct user_filter *filter, int roles, bool by_name)
{
	if (filter->group.v)
		return &users_of_group;
	if (filter->organization.v)
		return &users_of_organization;
	switch (roles) {
	case 0:
		return by_name ? &users_by_name : &users_by_id;
	case 1:
		return by_name ? &users_of_role_by_name : &users_of_role;
	default:
		return by_name ? &users_of_roles_by_name : &users_of_roles;
	}
}

/* Sorts beside id and name; many NULL: no index has that order. */
static const struct user_sort {
	const char *name;
	const struct list_def *few, *many;
} user_sorts[] = {
	{"created_at", &users_few_by_created, NULL},
	{"updated_at", &users_few_by_updated, &users_many_by_updated},
	{"role", &users_few_by_role, &users_many_by_role},
};

static const struct user_sort *find_sort(const struct user_filter *filter, const struct page *page)
{
	for (size_t i = 0; i < COUNT_OF(user_sorts); i++)
		if (strcmp(user_sorts[i].name, page->sort) == 0 && !filter->group.v &&
			!filter->organization.v)
			return &user_sorts[i];
	return NULL;
}

static enum err list_external(struct cx *cx, const struct user_filter *filter, struct page *page,
	struct user **ret, int *ret_n)
{
	struct user *user;

	TRY(user_by_external_id(cx, filter->external_id, &user));
	if (user && filter->roles && !(filter->roles & (1u << user->role)))
		user = NULL;
	user_page_of_one(cx, user, page, ret, ret_n);
	return OK;
}

/* Rows whose columns end with the sort key. */
static enum err read_list(struct cx *cx, struct stmt *s, const struct list_def *list,
	struct page *page, struct user **ret, int *ret_n)
{
	struct user *rows = ARENA_ARRAY(cx->arena, struct user, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	int n;

	list_bind(s, list, page);
	for (n = 0; list_row(s, page, n); n++) {
		user_read(s, cx->arena, &rows[n]);
		if (list->text_key)
			keys[n] = page_key(0, col_text(s), rows[n].id.v);
		else
			keys[n] = page_key(col_i64(s), NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	return OK;
}

static enum err list_sorted(struct cx *cx, const struct user_filter *filter,
	const struct user_sort *sort, struct page *page, struct user **ret, int *ret_n)
{
	i64 roles[ROLES] = {0, 1, 2};
	int n = filter_roles(filter, roles);
	const struct list_def *list = sort->few;
	struct stmt *s;

	TRY(user_count(cx, filter, &page->count));
	if (page->count > USER_SORT_MAX)
		list = sort->many;
	if (!list)
		return fail(cx, E_INVALID, "sort", "TooManyRecords",
			"sort: %s is for lists of at most %d users", sort->name, USER_SORT_MAX);
	s = list_open(cx, list, page);
	for (int i = 0; i < ROLES; i++)
		bind_i64(s, roles[n && i >= n ? 0 : i]);
	return read_list(cx, s, list, page, ret, ret_n);
}

/* By id or name, of all or by role, group or organisation. */
static enum err list_many(struct cx *cx, const struct user_filter *filter, struct page *page,
	struct user **ret, int *ret_n)
{
	i64 of = filter->group.v ? filter->group.v : filter->organization.v, roles[ROLES];
	int role_count = of ? 0 : filter_roles(filter, roles);
	const struct list_def *list =
		pick_list(filter, role_count, strcmp(page->sort, "name") == 0);
	struct stmt *s = list_open(cx, list, page);

	if (of)
		bind_i64(s, of);
	for (int i = 0; i < role_count; i++)
		bind_i64(s, roles[i]);
	TRY(read_list(cx, s, list, page, ret, ret_n));
	return page->cursor ? OK : user_count(cx, filter, &page->count);
}

enum err user_list(struct cx *cx, const struct user_filter *filter, struct page *page,
	struct user **ret, int *ret_n)
{
	const struct user_sort *sort = find_sort(filter, page);

	if (filter->external_id)
		return list_external(cx, filter, page, ret, ret_n);
	return sort ? list_sorted(cx, filter, sort, page, ret, ret_n)
		    : list_many(cx, filter, page, ret, ret_n);
}

static enum err count_by(struct cx *cx, const struct query *q, i64 id, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, q);

	bind_i64(s, id);
	return db_run_i64(s, 0, ret);
}

enum err user_count(struct cx *cx, const struct user_filter *filter, i64 *ret)
{
	i64 total = 0, n;

	if (filter->group.v)
		return count_by(cx, &user_count_of_group, filter->group.v, ret);
	if (filter->organization.v)
		return count_by(cx, &user_count_of_organization, filter->organization.v, ret);
	for (int r = 0; r < ROLES; r++) {
		if (filter->roles && !(filter->roles & (1u << r)))
			continue;
		TRY(counter_get(cx, "users", r, &n));
		total += n;
	}
	*ret = total;
	return OK;
}

enum err user_count_admins(struct cx *cx, i64 *ret)
{
	return db_run_i64(db_stmt(cx->db, &user_count_live_admins), 0, ret);
}

enum err user_related(struct cx *cx, user_id id, struct user_related *ret)
{
	TRY(count_by(cx, &user_count_requested, id.v, &ret->requested));
	TRY(count_by(cx, &user_count_assigned, id.v, &ret->assigned));
	TRY(count_by(cx, &user_count_ccd, id.v, &ret->ccd));
	return count_by(cx, &user_count_organizations, id.v, &ret->organizations);
}

enum err user_open_tickets(struct cx *cx, user_id id, i64 *ret)
{
	return count_by(cx, &user_count_open, id.v, ret);
}

static enum err count_matches(struct cx *cx, const char *match, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &user_search_count);

	bind_text(s, match);
	bind_i64(s, USER_SEARCH_COUNT);
	return db_run_i64(s, 0, ret);
}

enum err user_store_search(
	struct cx *cx, const char *match, struct page *page, struct user **ret, int *ret_n)
{
	struct user *rows = ARENA_ARRAY(cx->arena, struct user, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	bool down = page->descending != page->backward;
	struct stmt *s = db_stmt(cx->db, down ? &user_search_down : &user_search_up);
	int n;

	bind_text(s, match);
	bind_i64(s, page->has_at ? page->at.id : down ? INT64_MAX : 0);
	bind_i64(s, page->limit + 1);
	bind_i64(s, page->cursor ? 0 : page->offset);
	for (n = 0; list_row(s, page, n); n++) {
		user_read(s, cx->arena, &rows[n]);
		keys[n] = page_key(rows[n].id.v, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	return page->cursor ? OK : count_matches(cx, match, &page->count);
}
