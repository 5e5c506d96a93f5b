/* Trigger categories: a handful of rows, so rules and queries share a file. */
#include "domain/event.h"
#include "domain/trigger_category.h"
#include "people_i.h"

#include <string.h>

#define CATEGORY \
	"SELECT c.id, c.name, c.position, c.created_at, c.updated_at FROM trigger_category c " \
	"WHERE c.deleted_at IS NULL"

LIST(trigger_categories_by_position, CATEGORY, "c.position", "c.id");
LIST(trigger_categories_by_created, CATEGORY, "c.created_at", "c.id");
LIST(trigger_categories_by_updated, CATEGORY, "c.updated_at", "c.id");
LIST_TEXT(trigger_categories_by_name, CATEGORY, "c.name", "c.id");
QUERY(trigger_category_one, CATEGORY " AND c.id = ?");
QUERY(trigger_category_count, "SELECT count(*) FROM trigger_category WHERE deleted_at IS NULL");
QUERY(trigger_category_last, "SELECT max(position) FROM trigger_category WHERE deleted_at IS NULL");
QUERY(trigger_category_used, "SELECT count(*) FROM rule WHERE category_id = ? "
			     "AND deleted_at IS NULL");
QUERY(trigger_category_insert, "INSERT INTO trigger_category (name, position, created_at, "
			       "updated_at) VALUES (?, ?, ?, ?) RETURNING id");
QUERY(trigger_category_write, "UPDATE trigger_category SET name = ?, position = ?, "
			      "updated_at = ? WHERE id = ?");
QUERY(trigger_category_remove, "UPDATE trigger_category SET deleted_at = ? WHERE id = ?");

static void read_row(struct stmt *s, struct arena *a, struct trigger_category *c)
{
	c->id = col_i64(s);
	c->name = col_dup(s, a);
	c->position = col_i64(s);
	c->created_at = col_i64(s);
	c->updated_at = col_i64(s);
}

enum err trigger_category_load(struct cx *cx, i64 id, struct trigger_category **ret)
{
	struct stmt *s = db_stmt(cx->db, &trigger_category_one);

	*ret = NULL;
	bind_i64(s, id);
	if (db_row(s)) {
		*ret = ARENA_NEW(cx->arena, struct trigger_category);
		read_row(s, cx->arena, *ret);
	}
	return db_done(s);
}

enum err trigger_category_get(struct cx *cx, i64 id, struct trigger_category **ret)
{
	TRY(trigger_category_load(cx, id, ret));
	return *ret ? OK : fail_not_found(cx);
}

static struct page_key key_of(const struct list_def *list, const struct trigger_category *c)
{
	if (list == &trigger_categories_by_name)
		return page_key(0, c->name, c->id);
	if (list == &trigger_categories_by_created)
		return page_key(c->created_at, NULL, c->id);
	if (list == &trigger_categories_by_updated)
		return page_key(c->updated_at, NULL, c->id);
	return page_key(c->position, NULL, c->id);
}

static const struct list_def *list_of(const char *sort)
{
	if (strcmp(sort, "name") == 0)
		return &trigger_categories_by_name;
	if (strcmp(sort, "created_at") == 0)
		return &trigger_categories_by_created;
	if (strcmp(sort, "updated_at") == 0)
		return &trigger_categories_by_updated;
	return &trigger_categories_by_position;
}

enum err trigger_category_list(
	struct cx *cx, struct page *page, struct trigger_category **ret, int *ret_n)
{
	const struct list_def *list = list_of(page->sort);
	struct trigger_category *rows =
		ARENA_ARRAY(cx->arena, struct trigger_category, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, list, page);
	int n;

	list_bind(s, list, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_row(s, cx->arena, &rows[n]);
		keys[n] = key_of(list, &rows[n]);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	return db_run_i64(db_stmt(cx->db, &trigger_category_count), 0, &page->count);
}

static enum err take(
	struct cx *cx, const struct trigger_category_input *in, struct trigger_category *c)
{
	TRY(take_text(cx, &in->name, "name", TRIGGER_CATEGORY_NAME, &c->name));
	if (!c->name)
		return fail_blank(cx, "name", "Name");
	if (in->position.set && (in->position.v < 0 || in->position.v > INT32_MAX))
		return fail_invalid(cx, "position", "Position");
	if (in->position.set)
		c->position = in->position.v;
	return OK;
}

static enum err tell(struct cx *cx, i64 id, const char *what)
{
	return event_add(cx, EVENT_RULE_CHANGED, (ticket_id){0}, id,
		arena_printf(cx->arena, "{\"change\":\"%s\",\"kind\":\"trigger_category\"}", what),
		NULL);
}

enum err trigger_category_create(
	struct cx *cx, const struct trigger_category_input *in, struct trigger_category **ret)
{
	struct trigger_category *c = ARENA_NEW(cx->arena, struct trigger_category);
	struct stmt *s;
	i64 count, last;

	TRY(db_run_i64(db_stmt(cx->db, &trigger_category_count), 0, &count));
	if (count >= TRIGGER_CATEGORY_MAX)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "base", "InvalidValue:too_many",
				"There can be at most %d trigger categories", TRIGGER_CATEGORY_MAX),
			"%d", TRIGGER_CATEGORY_MAX);
	TRY(db_run_i64(db_stmt(cx->db, &trigger_category_last), 0, &last));
	c->position = last + 1;
	TRY(take(cx, in, c));
	s = db_stmt(cx->db, &trigger_category_insert);
	bind_text(s, c->name);
	bind_i64(s, c->position);
	bind_i64(s, c->created_at = cx->now);
	bind_i64(s, c->updated_at = cx->now);
	TRY(db_run_id(s, &c->id));
	*ret = c;
	return tell(cx, c->id, "created");
}

enum err trigger_category_update(struct cx *cx, i64 id, const struct trigger_category_input *in,
	struct trigger_category **ret)
{
	struct trigger_category *c;
	struct stmt *s;

	TRY(trigger_category_get(cx, id, &c));
	TRY(take(cx, in, c));
	s = db_stmt(cx->db, &trigger_category_write);
	bind_text(s, c->name);
	bind_i64(s, c->position);
	bind_i64(s, c->updated_at = cx->now);
	bind_i64(s, id);
	TRY(db_run(s));
	*ret = c;
	return tell(cx, id, "updated");
}

enum err trigger_category_delete(struct cx *cx, i64 id)
{
	struct trigger_category *c;
	struct stmt *s;
	i64 used;

	TRY(trigger_category_get(cx, id, &c));
	s = db_stmt(cx->db, &trigger_category_used);
	bind_i64(s, id);
	TRY(db_run_i64(s, 0, &used));
	if (used)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "base", "InvalidValue:category_used",
				"The category still has %lld triggers; move them first",
				(long long)used),
			"%lld", (long long)used);
	s = db_stmt(cx->db, &trigger_category_remove);
	bind_i64(s, cx->now);
	bind_i64(s, id);
	TRY(db_run(s));
	return tell(cx, id, "deleted");
}
