/* Rows of records: read and written column by column, as their tables describe them. */
#include "record_i.h"

#include <string.h>

enum { FIRST_ROWS = 8 };

static void *at(const struct record *row, const struct record_column *c)
{
	return (char *)(uintptr_t)row + c->row;
}

static void read_column(struct stmt *s, struct arena *a, const struct record_column *c, void *to)
{
	switch (c->kind) {
	case RECORD_TEXT:
	case RECORD_IDS:
	case RECORD_JSON:
		*(const char **)to = col_dup(s, a);
		break;
	case RECORD_FLAG:
		*(bool *)to = col_bool(s);
		break;
	case RECORD_NUMBER:
	case RECORD_REF:
		*(i64 *)to = col_i64(s);
		break;
	case RECORD_STATUS:
		*(enum status *)to = (enum status)col_i64(s);
		break;
	}
}

static void bind_column(struct stmt *s, const struct record_column *c, const void *from)
{
	switch (c->kind) {
	case RECORD_TEXT:
	case RECORD_IDS:
	case RECORD_JSON:
		bind_text(s, *(const char *const *)from);
		break;
	case RECORD_FLAG:
		bind_bool(s, *(const bool *)from);
		break;
	case RECORD_NUMBER:
		bind_i64(s, *(const i64 *)from);
		break;
	case RECORD_REF:
		bind_ref(s, *(const i64 *)from);
		break;
	case RECORD_STATUS:
		bind_i64(s, *(const enum status *)from);
		break;
	}
}

/* Room for one more row, doubling. */
static struct record *add_row(struct arena *a, struct record_rows *rows, int *cap)
{
	if (rows->n == *cap) {
		char *more;

		*cap = *cap ? *cap * 2 : FIRST_ROWS;
		more = arena_alloc(a, rows->size * (size_t)*cap);
		if (rows->n)
			memcpy(more, rows->v, rows->size * (size_t)rows->n);
		rows->v = more;
	}
	return record_at(rows, rows->n++);
}

enum err record_all(struct cx *cx, const struct record_table *table, struct record_rows *ret)
{
	struct stmt *s = db_stmt(cx->db, table->select);
	struct record_rows rows = {.size = table->size};
	int cap = 0;

	while (db_row(s)) {
		struct record *row = add_row(cx->arena, &rows, &cap);

		row->id = col_i64(s);
		row->created_at = col_i64(s);
		row->updated_at = col_i64(s);
		for (int i = 0; i < table->column_count; i++)
			read_column(s, cx->arena, &table->columns[i], at(row, &table->columns[i]));
	}
	TRY(db_done(s));
	*ret = rows;
	return OK;
}

static void bind_row(struct stmt *s, const struct record_table *table, const struct record *row)
{
	bind_i64(s, row->created_at);
	bind_i64(s, row->updated_at);
	bind_ref(s, row->deleted_at);
	for (int i = 0; i < table->column_count; i++)
		bind_column(s, &table->columns[i], at(row, &table->columns[i]));
}

enum err record_store_insert(struct cx *cx, const struct record_table *table, struct record *row)
{
	struct stmt *s = db_stmt(cx->db, table->insert);

	bind_row(s, table, row);
	return db_run_id(s, &row->id);
}

enum err record_store_update(
	struct cx *cx, const struct record_table *table, const struct record *row)
{
	struct stmt *s = db_stmt(cx->db, table->update);

	bind_row(s, table, row);
	bind_i64(s, row->id);
	return db_run(s);
}
