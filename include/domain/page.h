/*
 * One page of a list, in either dialect of the API (offset or cursor), and the one way stores
 * run it. A list is written once as LIST(name, select-and-where, key column); the macro registers
 * an ascending and a descending keyset query.
 *
 *	LIST(groups_by_name, "SELECT " COLUMNS " FROM agent_group g WHERE g.deleted_at IS NULL",
 *	     "g.name_fold", "g.id");   // LIST_TEXT when the key is text
 *	struct stmt *s = list_open(cx, &groups_by_name, page);
 *	…bind the WHERE's own parameters…
 *	list_bind(s, &groups_by_name, page);
 *	for (n = 0; list_row(s, page, n); n++) { rows[n] = …; keys[n] = key; }
 *	TRY(db_done(s));
 *	list_finish(page, rows, sizeof *rows, &n, keys);   // cuts the extra row, turns back pages
 *
 * A list that is sorted by id needs only list_open, its own parameters, and list_read.
 */
#ifndef TEND_DOMAIN_PAGE_H
#define TEND_DOMAIN_PAGE_H

#include "domain/cx.h"

/* PAGE_KEY: room for the longest key of a list, "tag:" and 80 characters of 4 bytes. A longer key
 * would be cut, and a list walked on from a cut key repeats or loses rows. */
enum { PAGE_MAX = 100, PAGE_KEY = 336 };

/* Where a row stands in its list: the sort key (number or text) and the id. */
struct page_key {
	i64 number;
	char text[PAGE_KEY]; /* "" when the key is a number; a longer key is cut at a code point */
	i64 id;
};

struct page {
	/* asked (by http/params) */
	bool cursor;	 /* cursor style; else offset style */
	bool descending; /* order of the list */
	bool backward;	 /* cursor style: the page before `at` */
	bool has_at;
	struct page_key at;
	int limit;	  /* 1..PAGE_MAX (exports: up to 1000) */
	i64 offset;	  /* offset style */
	const char *sort; /* name of the sort, from the list of the route; never NULL */
	/* found (by list_finish and the store) */
	bool has_more; /* rows follow in the direction walked */
	int rows;
	struct page_key first, last;
	i64 count; /* offset style: all rows of the list; the store sets it */
};

/* key: column expression of the sort; id: of the id. For a list by id alone pass the id twice. */
#define LIST_(name, sql, key, id, text, scan) \
	static const struct query QUERY_ATTR name##_up = {#name "_up", \
		sql " AND (" key ", " id ") > (?, ?) ORDER BY " key ", " id " LIMIT ? OFFSET ?", \
		NULL, scan}; \
	static const struct query QUERY_ATTR name##_down = {#name "_down", \
		sql " AND (" key ", " id ") < (?, ?) ORDER BY " key " DESC, " id \
		    " DESC LIMIT ? OFFSET ?", \
		NULL, scan}; \
	static const struct list_def name = {&name##_up, &name##_down, text, NULL, NULL}
/* A list of very many rows by a number of few values (a status). SQLite cannot seek into rows of
 * one key by (key, rowid): the rest of the key's rows and what comes after are two queries, the
 * second of which begins where the first has ended. */
#define LIST_FEW(name, sql, key, id) \
	static const struct query QUERY_ATTR name##_up = {#name "_up", \
		sql " AND " key " > ? ORDER BY " key ", " id " LIMIT ? OFFSET ?", NULL, NULL}; \
	static const struct query QUERY_ATTR name##_down = {#name "_down", \
		sql " AND " key " < ? ORDER BY " key " DESC, " id " DESC LIMIT ? OFFSET ?", NULL, \
		NULL}; \
	static const struct query QUERY_ATTR name##_same_up = {#name "_same_up", \
		sql " AND " key " = ? AND " id " > ? ORDER BY " id " LIMIT ?", NULL, NULL}; \
	static const struct query QUERY_ATTR name##_same_down = {#name "_same_down", \
		sql " AND " key " = ? AND " id " < ? ORDER BY " id " DESC LIMIT ?", NULL, NULL}; \
	static const struct list_def name = { \
		&name##_up, &name##_down, false, &name##_same_up, &name##_same_down}
/* A list of wide rows whose sort is no index's: `inner` selects the ids of the page, from an index
 * that has the key if there is one; `outer` (up to its WHERE and the column of these ids) reads
 * those rows alone. The "+" keeps the planner from walking all rows in order instead. */
#define LIST_OF_IDS(name, outer, inner, key, id) LIST_OF_IDS_(name, outer, inner, inner, key, id)
/* The inner for each way. */
#define LIST_OF_IDS_(name, outer, inner_up, inner_down, key, id) \
	static const struct query QUERY_ATTR name##_up = {#name "_up", \
		outer " IN (" inner_up " AND (" key ", " id ") > (?, ?) ORDER BY " key ", " id \
		      " LIMIT ? OFFSET ?) ORDER BY +" key ", +" id, \
		NULL, NULL}; \
	static const struct query QUERY_ATTR name##_down = {#name "_down", \
		outer " IN (" inner_down " AND (" key ", " id ") < (?, ?) ORDER BY " key \
		      " DESC, " id " DESC LIMIT ? OFFSET ?) ORDER BY +" key " DESC, +" id " DESC", \
		NULL, NULL}; \
	static const struct list_def name = {&name##_up, &name##_down, false, NULL, NULL}
struct list_def {
	const struct query *up, *down;
	bool text_key;
	const struct query *same_up, *same_down; /* LIST_FEW only */
};
#define LIST(name, sql, key, id)	   LIST_(name, sql, key, id, false, NULL)
#define LIST_TEXT(name, sql, key, id)	   LIST_(name, sql, key, id, true, NULL)
#define LIST_SCAN(name, why, sql, key, id) LIST_(name, sql, key, id, false, why)

/* The statement for this page's direction. */
struct stmt *list_open(struct cx *cx, const struct list_def *list, const struct page *page);
/* Bind key, limit + 1 and offset after the caller's own parameters. */
void list_bind(struct stmt *s, const struct list_def *list, const struct page *page);
/* Next row, n rows being held already; false at the end. */
bool list_row(struct stmt *s, const struct page *page, int n);
/* Cut the extra row, set has_more, put backward pages in order, remember first and last. */
void list_finish(struct page *page, void *rows, size_t row_size, int *n, struct page_key *keys);
/* Read a row into *ret, which is what the caller of list_read or row_get says; its id. */
typedef i64 row_read(struct stmt *s, struct arena *a, void *ret);
/* The page of a list that is sorted by id, read into the arena. `s` comes from list_open, with the
 * caller's own parameters bound; `size` is that of one row. */
enum err list_read(struct cx *cx, struct stmt *s, const struct list_def *list, struct page *page,
	row_read *read, size_t size, void **ret, int *ret_n) NODISCARD;
/* The only row of a query. E_NOT_FOUND: there is none. */
enum err row_get(struct cx *cx, struct stmt *s, row_read *read, void *ret) NODISCARD;
/* A key; text may be NULL. */
struct page_key page_key(i64 number, const char *text, i64 id);

#endif
