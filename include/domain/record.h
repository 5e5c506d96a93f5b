/*
 * Records: small tables of settings that are alike but for their columns (domain/setting.h has
 * them). One list per table describes its columns; the struct, the input, the queries, the checks
 * of values and the JSON on both sides come from that list. A table holds few rows (record_table
 * .max), so lists are read whole and filtered, sorted and cut in memory.
 *
 *	#define THING_COLUMNS(X, R, T)
 *		X(T, TEXT, name, "name", 100, "Name", "what it is called")
 *		R(T, FLAG, is_default, "default", 0, "Default", NULL)
 *	RECORD(thing, THING_COLUMNS);    struct thing, struct thing_input
 *
 * X(T, kind, member and column, wire name, most code points (of a FLAG: what a new row has), title,
 * help); R: not writable; wire name "": not shown.
 * Kinds: TEXT, FLAG, NUMBER, REF (id, 0 none), IDS and JSON (text of a JSON value), STATUS.
 */
#ifndef TEND_DOMAIN_RECORD_H
#define TEND_DOMAIN_RECORD_H

#include "base/json.h"
#include "domain/page.h"
#include "domain/ticket.h"

enum record_kind {
	RECORD_TEXT,
	RECORD_FLAG,
	RECORD_NUMBER,
	RECORD_REF,
	RECORD_IDS,
	RECORD_JSON,
	RECORD_STATUS
};

enum {
	RECORD_IDS_MAX = 400,	/* ids in one list */
	RECORD_JSON_MAX = 65536 /* bytes of one JSON value */
};

/* What every row begins with. */
struct record {
	i64 id, created_at, updated_at, deleted_at;
};

#define RECORD_TYPE_TEXT		   const char *
#define RECORD_TYPE_FLAG		   bool
#define RECORD_TYPE_NUMBER		   i64
#define RECORD_TYPE_REF			   i64
#define RECORD_TYPE_IDS			   const char *
#define RECORD_TYPE_JSON		   const char *
#define RECORD_TYPE_STATUS		   enum status
#define RECORD_IN_TEXT			   struct opt_text
#define RECORD_IN_FLAG			   struct opt_i64
#define RECORD_IN_NUMBER		   struct opt_i64
#define RECORD_IN_REF			   struct opt_i64
#define RECORD_IN_IDS			   const json_t *
#define RECORD_IN_JSON			   const json_t *
#define RECORD_IN_STATUS		   struct opt_text

#define RECORD_MEMBER_(T, kind, name, ...) RECORD_TYPE_##kind name;
#define RECORD_INPUT_(T, kind, name, ...)  RECORD_IN_##kind name;
#define RECORD_NOTHING_(...)
#define RECORD(T, COLUMNS) \
	struct T { \
		struct record record; \
		COLUMNS(RECORD_MEMBER_, RECORD_MEMBER_, T) \
	}; \
	struct T##_input { \
		COLUMNS(RECORD_INPUT_, RECORD_NOTHING_, T) \
	}

struct record_column {
	const char *name, *title;
	enum record_kind kind;
	bool writable;
	int max;	/* code points; of a flag: what a new row has */
	size_t row, in; /* where it is in the row and in the input */
};

/* Rows of one table, `size` bytes each, ordered by id. */
struct record_rows {
	char *v;
	int n;
	size_t size;
};

struct record_table {
	const char *one, *many; /* on the wire */
	const char *word;	/* "Brand", for sentences */
	int max;		/* live rows */
	size_t size;
	const struct record_column *columns;
	int column_count;
	const struct query *select, *insert, *update;
	/* Rules beyond single values; before: all zeros when the row is new. */
	enum err (*check)(
		struct cx *cx, const struct record_rows *all, void *row, const void *before);
};

/* All live rows, by id. */
enum err record_all(
	struct cx *cx, const struct record_table *table, struct record_rows *ret) NODISCARD;
struct record *record_at(const struct record_rows *rows, int i);
/* NULL when there is none. */
struct record *record_with_id(const struct record_rows *rows, i64 id);
/* One live row; E_NOT_FOUND. */
enum err record_get(
	struct cx *cx, const struct record_table *table, i64 id, struct record **ret) NODISCARD;
/* in: the table's input struct. E_INVALID with details; E_NOT_FOUND. An event each. */
enum err record_create(struct cx *cx, const struct record_table *table, const void *in,
	struct record **ret) NODISCARD;
enum err record_update(struct cx *cx, const struct record_table *table, i64 id, const void *in,
	struct record **ret) NODISCARD;
/* Write a row that the caller changed, and its event; its check is not asked. */
enum err record_save(struct cx *cx, const struct record_table *table, struct record *row,
	const char *what) NODISCARD;
/* Mark deleted. The default row (column "default") stays: E_INVALID. */
enum err record_delete(struct cx *cx, const struct record_table *table, i64 id) NODISCARD;

/* The value of a flag, number or reference column by wire name; 0 when there is no such column. */
i64 record_number(const struct record_table *table, const struct record *row, const char *name);
const struct record_column *record_column(const struct record_table *table, const char *name);
/* E_INVALID when another row has this text (folded) in that column; NULL and "" are free. */
enum err record_check_unique(struct cx *cx, const struct record_table *table,
	const struct record_rows *all, const struct record *row, const char *name) NODISCARD;
/* One page of the rows, sorted by the column that page->sort names (a number), else by id. */
void record_page(struct cx *cx, const struct record_table *table, struct record_rows *rows,
	struct page *page);
/* Ids of a JSON list ("[1, 2]"). */
struct id_list record_ids(struct cx *cx, const char *json);

#endif
