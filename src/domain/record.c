/*
 * Records: input into rows, the rules that all tables share, and pages of short lists. Where a
 * table has a column "default" exactly one row (of each "status_category", where there is one) has
 * it: that row is active and stays.
 */
#include "base/utf8.h"
#include "domain/event.h"
#include "people_i.h"
#include "record_i.h"

#include <stdlib.h>
#include <string.h>

struct record *record_at(const struct record_rows *rows, int i)
{
	return (struct record *)(rows->v + rows->size * (size_t)i);
}

struct record *record_with_id(const struct record_rows *rows, i64 id)
{
	for (int i = 0; i < rows->n; i++)
		if (record_at(rows, i)->id == id)
			return record_at(rows, i);
	return NULL;
}

enum err record_get(struct cx *cx, const struct record_table *table, i64 id, struct record **ret)
{
	struct record_rows rows;

	TRY(record_all(cx, table, &rows));
	*ret = record_with_id(&rows, id);
	return *ret ? OK : fail_not_found(cx);
}

const struct record_column *record_column(const struct record_table *table, const char *name)
{
	for (int i = 0; i < table->column_count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			return &table->columns[i];
	return NULL;
}

i64 record_number(const struct record_table *table, const struct record *row, const char *name)
{
	const struct record_column *c = record_column(table, name);
	const void *at = c ? (const char *)row + c->row : NULL;

	if (!c)
		return 0;
	switch (c->kind) {
	case RECORD_FLAG:
		return *(const bool *)at;
	case RECORD_NUMBER:
	case RECORD_REF:
		return *(const i64 *)at;
	case RECORD_STATUS:
		return *(const enum status *)at;
	case RECORD_TEXT:
	case RECORD_IDS:
	case RECORD_JSON:
		return 0;
	}
	return 0;
}

/* --- one value --- */

static enum err take_json(
	struct cx *cx, const struct record_column *c, const json_t *v, const char **to)
{
	char *text;

	if (!v || json_is_null(v))
		return OK;
	text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
	if (text && strlen(text) <= RECORD_JSON_MAX)
		*to = arena_strdup(cx->arena, text);
	else
		(void)fail(cx, E_INVALID, c->name, "TooLong",
			"%s: is too long (maximum is %d bytes)", c->title, RECORD_JSON_MAX);
	free(text);
	return cx->fail.code;
}

/* An id as a number or as digits; 0: neither. */
static i64 id_of(const json_t *v)
{
	const char *s = json_string_value(v);

	if (json_is_integer(v))
		return json_integer_value(v);
	return s && *s && strspn(s, "0123456789") == strlen(s) ? strtoll(s, NULL, 10) : 0;
}

/* Each once. */
static enum err take_ids(
	struct cx *cx, const struct record_column *c, const json_t *v, const char **to)
{
	CLEANUP(json_cleanup) json_t *clean = json_array();
	struct id_list seen = {0};
	size_t i;
	json_t *item;

	if (!v || json_is_null(v))
		return OK;
	if (!json_is_array(v))
		return fail_invalid(cx, c->name, c->title);
	if (json_array_size(v) > RECORD_IDS_MAX)
		return fail(cx, E_INVALID, c->name, "TooManyValues",
			"%s: cannot have more than %d values", c->title, RECORD_IDS_MAX);
	json_array_foreach (v, i, item) {
		i64 id = id_of(item);

		if (id <= 0)
			return fail_invalid(cx, c->name, c->title);
		if (id_list_has(&seen, id))
			continue;
		id_list_add(cx->arena, &seen, id);
		json_array_append_new(clean, json_integer(id));
	}
	return take_json(cx, c, clean, to);
}

struct id_list record_ids(struct cx *cx, const char *json)
{
	CLEANUP(json_cleanup) json_t *list = json_parse(json, strlen(json), NULL, 0);
	struct id_list ids = {0};

	for (size_t i = 0; i < json_array_size(list); i++)
		id_list_add(cx->arena, &ids, id_of(json_array_get(list, i)));
	return ids;
}

static enum err take_status(
	struct cx *cx, const struct record_column *c, const struct opt_text *in, enum status *to)
{
	if (!in->set)
		return OK;
	if (!in->v || !status_parse(in->v, to) || *to == STATUS_CLOSED)
		return fail_invalid(cx, c->name, c->title);
	return OK;
}

static enum err take_column(struct cx *cx, const struct record_column *c, const void *in, void *to)
{
	const struct opt_i64 *number = in;

	switch (c->kind) {
	case RECORD_TEXT:
		return take_text(cx, in, c->name, (size_t)c->max, to);
	case RECORD_FLAG:
		take_bool(in, to);
		return OK;
	case RECORD_NUMBER:
	case RECORD_REF:
		if (number->set)
			*(i64 *)to = number->v;
		return OK;
	case RECORD_IDS:
		return take_ids(cx, c, *(json_t *const *)in, to);
	case RECORD_JSON:
		return take_json(cx, c, *(json_t *const *)in, to);
	case RECORD_STATUS:
		return take_status(cx, c, in, to);
	}
	return OK;
}

/* --- rules of all tables --- */

enum err record_check_unique(struct cx *cx, const struct record_table *table,
	const struct record_rows *all, const struct record *row, const char *name)
{
	const struct record_column *c = record_column(table, name);
	const char *own = *(const char *const *)((const char *)row + c->row), *fold;

	if (!own || !*own)
		return OK;
	fold = utf8_fold(cx->arena, own);
	for (int i = 0; i < all->n; i++) {
		const struct record *other = record_at(all, i);
		const char *text = *(const char *const *)((const char *)other + c->row);

		if (other->id != row->id && text && strcmp(utf8_fold(cx->arena, text), fold) == 0)
			return fail(cx, E_INVALID, name, "DuplicateValue",
				"%s: %.100s has already been taken", c->title, own);
	}
	return OK;
}

static bool is_default(const struct record_table *table, const struct record *row)
{
	return record_number(table, row, "default") != 0;
}

static enum err check_default(struct cx *cx, const struct record_table *table,
	const struct record *row, const struct record *before)
{
	if (before && is_default(table, before) && !is_default(table, row))
		return fail(cx, E_INVALID, "default", "InvalidValue:needs_default",
			"Default: make another one the default instead");
	if (is_default(table, row) && record_column(table, "active") &&
		!record_number(table, row, "active"))
		return fail(cx, E_INVALID, "active", "InvalidValue:needs_default",
			"Active: the default %s stays active", table->word);
	return OK;
}

static enum err note(
	struct cx *cx, const struct record_table *table, const struct record *row, const char *what)
{
	return event_add(cx, EVENT_SETTING_CHANGED, (ticket_id){0}, row->id,
		arena_printf(cx->arena, "{\"%s\":\"%s\"}", table->one, what), NULL);
}

/* The other rows lose the mark. */
static enum err only_default(struct cx *cx, const struct record_table *table,
	const struct record_rows *all, const struct record *row)
{
	i64 category = record_number(table, row, "status_category");

	if (!is_default(table, row))
		return OK;
	for (int i = 0; i < all->n; i++) {
		struct record *other = record_at(all, i);

		if (other->id == row->id || !is_default(table, other) ||
			record_number(table, other, "status_category") != category)
			continue;
		*(bool *)((char *)other + record_column(table, "default")->row) = false;
		TRY(record_store_update(cx, table, other));
	}
	return OK;
}

static enum err apply(struct cx *cx, const struct record_table *table, const void *in, char *row)
{
	for (int i = 0; i < table->column_count; i++) {
		const struct record_column *c = &table->columns[i];

		if (c->writable)
			TRY(take_column(cx, c, (const char *)in + c->in, row + c->row));
	}
	return OK;
}

enum err record_create(
	struct cx *cx, const struct record_table *table, const void *in, struct record **ret)
{
	struct record *row = arena_alloc(cx->arena, table->size);
	const void *nothing = arena_alloc(cx->arena, table->size);
	struct record_rows all;

	TRY(record_all(cx, table, &all));
	if (all.n >= table->max)
		return fail(cx, E_INVALID, "base", "TooManyValues", "%s: at most %d are allowed",
			table->word, table->max);
	for (int i = 0; i < table->column_count; i++)
		if (table->columns[i].kind == RECORD_FLAG)
			*(bool *)((char *)row + table->columns[i].row) = table->columns[i].max;
	row->created_at = row->updated_at = cx->now;
	TRY(apply(cx, table, in, (char *)row));
	TRY(table->check(cx, &all, row, nothing));
	TRY(check_default(cx, table, row, NULL));
	TRY(record_store_insert(cx, table, row));
	TRY(only_default(cx, table, &all, row));
	TRY(note(cx, table, row, "created"));
	*ret = row;
	return OK;
}

enum err record_save(
	struct cx *cx, const struct record_table *table, struct record *row, const char *what)
{
	struct record_rows all;

	row->updated_at = cx->now;
	TRY(record_all(cx, table, &all));
	TRY(record_store_update(cx, table, row));
	TRY(only_default(cx, table, &all, row));
	return note(cx, table, row, what);
}

enum err record_update(struct cx *cx, const struct record_table *table, i64 id, const void *in,
	struct record **ret)
{
	struct record *before, *row = arena_alloc(cx->arena, table->size);
	struct record_rows all;

	TRY(record_all(cx, table, &all));
	before = record_with_id(&all, id);
	if (!before)
		return fail_not_found(cx);
	memcpy(row, before, table->size);
	TRY(apply(cx, table, in, (char *)row));
	TRY(table->check(cx, &all, row, before));
	TRY(check_default(cx, table, row, before));
	TRY(record_save(cx, table, row, "updated"));
	*ret = row;
	return OK;
}

enum err record_delete(struct cx *cx, const struct record_table *table, i64 id)
{
	struct record *row;

	TRY(record_get(cx, table, id, &row));
	if (is_default(table, row))
		return fail(cx, E_INVALID, "base", "InvalidValue:needs_default",
			"%s: the default one cannot be deleted", table->word);
	row->deleted_at = cx->now;
	return record_save(cx, table, row, "deleted");
}

/* --- pages --- */

/* Where a row stands in the list. */
static struct page_key key_of(
	const struct record_table *table, const struct page *page, const struct record *row)
{
	i64 number = record_number(table, row, page->sort);

	if (strcmp(page->sort, "created_at") == 0)
		number = row->created_at;
	return page_key(number, NULL, row->id);
}

static int compare(const struct page_key *a, const struct page_key *b)
{
	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

/* Ascending order of positions in `rows`; insertion, the lists are short. */
static void sort_keys(struct page_key *keys, int *order, int n)
{
	for (int i = 0; i < n; i++) {
		int j = i;

		for (; j > 0 && compare(&keys[order[j - 1]], &keys[i]) > 0; j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
}

void record_page(struct cx *cx, const struct record_table *table, struct record_rows *rows,
	struct page *page)
{
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, rows->n + 1);
	struct page_key *taken = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	char *out = arena_alloc(cx->arena, rows->size * (size_t)(page->limit + 1));
	int *order = ARENA_ARRAY(cx->arena, int, rows->n + 1), n = 0;
	bool down = page->descending != page->backward;
	i64 skip = page->cursor ? 0 : page->offset;

	page->count = rows->n;
	for (int i = 0; i < rows->n; i++)
		keys[i] = key_of(table, page, record_at(rows, i));
	sort_keys(keys, order, rows->n);
	for (int i = 0; i < rows->n && n <= page->limit; i++) {
		int at = order[down ? rows->n - 1 - i : i];
		int side = page->has_at ? compare(&keys[at], &page->at) : down ? -1 : 1;

		if (side == 0 || (side < 0) != down || skip-- > 0)
			continue;
		memcpy(out + rows->size * (size_t)n, record_at(rows, at), rows->size);
		taken[n++] = keys[at];
	}
	list_finish(page, out, rows->size, &n, taken);
	rows->v = out;
	rows->n = n;
}
