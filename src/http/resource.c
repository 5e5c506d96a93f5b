/* The handlers that all tables of settings share. */
#include "http/resource.h"

#include "http/view_people.h"

#include <string.h>

/* "/api/v2/brands/…": the resource by the path of the row. */
static const struct resource *resource_of(const struct rq *rq)
{
	const char *path = rq->route->path + strlen("/api/v2/");
	size_t n = strcspn(path, "/");

	for (const struct resource *const *r = resources; *r; r++)
		if (strlen((*r)->table->many) == n && strncmp(path, (*r)->table->many, n) == 0)
			return *r;
	return resources[0];
}

static void column_write(struct jw *jw, const struct record_column *c, const struct record *row)
{
	const void *at = (const char *)row + c->row;

	switch (c->kind) {
	case RECORD_TEXT:
		jw_str(jw, c->name, *(const char *const *)at);
		break;
	case RECORD_FLAG:
		jw_bool(jw, c->name, *(const bool *)at);
		break;
	case RECORD_NUMBER:
		jw_i64(jw, c->name, *(const i64 *)at);
		break;
	case RECORD_REF:
		jw_id(jw, c->name, *(const i64 *)at);
		break;
	case RECORD_IDS:
	case RECORD_JSON:
		jw_raw(jw, c->name, *(const char *const *)at);
		break;
	case RECORD_STATUS:
		jw_str(jw, c->name, status_name(*(const enum status *)at));
		break;
	}
}

static void record_write(struct rq *rq, const struct resource *r, const char *key,
	const struct record *row, const void *prepared)
{
	struct jw *jw = &rq->jw;

	jw_object(jw, key);
	jw_printf(jw, "url", "%.900s/api/v2/%s/%lld.json", rq->base_url, r->table->many,
		(long long)row->id);
	jw_i64(jw, "id", row->id);
	for (int i = 0; i < r->table->column_count; i++)
		if (*r->table->columns[i].name)
			column_write(jw, &r->table->columns[i], row);
	if (r->write)
		r->write(rq, row, prepared);
	jw_time(jw, "created_at", row->created_at);
	jw_time(jw, "updated_at", row->updated_at);
	jw_end(jw);
}

static enum err prepare(struct rq *rq, const struct resource *r, void **ret)
{
	*ret = NULL;
	return r->prepare ? r->prepare(rq, ret) : OK;
}

static bool is_true(const char *s)
{
	return s && (strcmp(s, "true") == 0 || strcmp(s, "1") == 0);
}

/* ?active=true and the like: does the row have every flag that is asked for? */
static enum err flags_match(
	struct rq *rq, const struct resource *r, const struct record *row, bool *ret)
{
	*ret = true;
	for (int i = 0; i < r->table->column_count; i++) {
		const struct record_column *c = &r->table->columns[i];
		const char *asked = c->kind == RECORD_FLAG ? rq_query(rq, c->name) : NULL;
		bool yes = is_true(asked);
		bool no = asked && (strcmp(asked, "false") == 0 || strcmp(asked, "0") == 0);

		if (!asked || !*asked || strcmp(asked, "None") == 0)
			continue;
		if (!yes && !no)
			return fail(&rq->cx, E_PARAM, NULL, NULL,
				"Parameter %s must be true or false", c->name);
		*ret = *ret && *(const bool *)((const char *)row + c->row) == yes;
	}
	return OK;
}

/* A copy of the default row, for a list that would be empty without; NULL: not asked for. */
static struct record *fallback(
	struct rq *rq, const struct resource *r, const struct record_rows *rows)
{
	for (int i = 0; is_true(rq_query(rq, "fallback_to_default")) && i < rows->n; i++) {
		struct record *copy = arena_alloc(rq->cx.arena, rows->size);

		memcpy(copy, record_at(rows, i), rows->size);
		if (record_number(r->table, copy, "default"))
			return copy;
	}
	return NULL;
}

static enum err filter(struct rq *rq, const struct resource *r, struct record_rows *rows)
{
	const struct record *otherwise = fallback(rq, r, rows);
	int n = 0;

	for (int i = 0; i < rows->n; i++) {
		const struct record *row = record_at(rows, i);
		bool shown;

		TRY(flags_match(rq, r, row, &shown));
		if (shown && r->keep)
			TRY(r->keep(rq, row, &shown));
		if (shown)
			memmove(record_at(rows, n++), row, rows->size);
	}
	if (!n && otherwise)
		memcpy(record_at(rows, n++), otherwise, rows->size);
	rows->n = n;
	return OK;
}

enum err records_write(
	struct rq *rq, const struct resource *r, const char *key, const struct record_rows *rows)
{
	void *prepared;

	TRY(prepare(rq, r, &prepared));
	jw_array(&rq->jw, key);
	for (int i = 0; i < rows->n; i++)
		record_write(rq, r, NULL, record_at(rows, i), prepared);
	jw_end(&rq->jw);
	return OK;
}

done reply_records(struct rq *rq, const struct resource *r, struct record_rows *rows)
{
	struct page page;
	void *prepared;

	if (rq_page(rq, r->sorts, &page) || filter(rq, r, rows) || prepare(rq, r, &prepared))
		return reply_error(rq);
	record_page(&rq->cx, r->table, rows, &page);
	reply_list(rq, r->table->many);
	for (int i = 0; i < rows->n; i++)
		record_write(rq, r, NULL, record_at(rows, i), prepared);
	return reply_page(rq, &page);
}

done reply_record(struct rq *rq, const struct resource *r, const struct record *row, int status)
{
	void *prepared;

	if (prepare(rq, r, &prepared))
		return reply_error(rq);
	if (rq->method == M_POST)
		reply_made(rq, status == 201, r->table->many, row->id);
	else
		reply_begin(rq, status);
	record_write(rq, r, r->table->one, row, prepared);
	return reply_end(rq);
}

done resource_list(struct rq *rq, void *in)
{
	const struct resource *r = resource_of(rq);
	struct record_rows rows;

	(void)in;
	if (record_all(&rq->cx, r->table, &rows))
		return reply_error(rq);
	return reply_records(rq, r, &rows);
}

done resource_show(struct rq *rq, void *in)
{
	const struct resource *r = resource_of(rq);
	struct record *row;
	i64 id;

	(void)in;
	if (rq_id(rq, r->id, &id) || record_get(&rq->cx, r->table, id, &row))
		return reply_error(rq);
	return reply_record(rq, r, row, 200);
}

done resource_post(struct rq *rq, void *in)
{
	const struct resource *r = resource_of(rq);
	struct record *row;

	if (record_create(&rq->cx, r->table, in, &row))
		return reply_error(rq);
	return reply_record(rq, r, row, r->made);
}

done resource_put(struct rq *rq, void *in)
{
	const struct resource *r = resource_of(rq);
	struct record *row;
	i64 id;

	if (rq_id(rq, r->id, &id) || record_update(&rq->cx, r->table, id, in, &row))
		return reply_error(rq);
	return reply_record(rq, r, row, 200);
}

done resource_remove(struct rq *rq, void *in)
{
	const struct resource *r = resource_of(rq);
	i64 id;

	(void)in;
	if (rq_id(rq, r->id, &id) || r->remove(&rq->cx, id))
		return reply_error(rq);
	return reply_no_content(rq);
}
