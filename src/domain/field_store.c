/* Rows of custom fields and their options. */
#include "field_i.h"

#include "base/utf8.h"
#include "people_i.h"

#include <string.h>

#define COLUMNS \
	"SELECT f.id, f.owner, f.type, f.key, f.title, f.description, f.agent_description, " \
	"f.title_in_portal, f.tag, f.regexp, f.position, f.active, f.required, " \
	"f.collapsed_for_agents, f.visible_in_portal, f.editable_in_portal, " \
	"f.required_in_portal, f.system, f.created_at, f.updated_at FROM custom_field f "

LIST(fields_by_position, COLUMNS "WHERE f.owner = ? AND f.deleted_at IS NULL", "f.position",
	"f.id");
LIST(fields_by_id, COLUMNS "WHERE f.owner = ? AND f.deleted_at IS NULL", "f.id", "f.id");
QUERY(field_select_active, COLUMNS "WHERE f.owner = ? AND f.deleted_at IS NULL AND f.active = 1 "
				   "AND f.system = 0 ORDER BY f.position, f.id LIMIT 400");
QUERY(field_select, COLUMNS "WHERE f.id = ? AND f.owner = ? AND f.deleted_at IS NULL");
QUERY(field_select_keyed,
	"SELECT id FROM custom_field WHERE owner = ? AND key = ? AND deleted_at IS NULL");
QUERY(field_select_ids, "SELECT id FROM custom_field WHERE owner = ? AND deleted_at IS NULL "
			"ORDER BY position, id LIMIT 2000");
QUERY(field_select_last, "SELECT position FROM custom_field WHERE owner = ? "
			 "ORDER BY position DESC LIMIT 1");
QUERY(field_count_live, "SELECT count(*) FROM custom_field WHERE owner = ? AND deleted_at IS NULL");
#define INSERT_COLUMNS \
	"title, description, agent_description, title_in_portal, tag, " \
	"regexp, position, active, required, collapsed_for_agents, visible_in_portal, " \
	"editable_in_portal, required_in_portal, updated_at, owner, type, key, system, created_at"
#define INSERT_PLACES "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?"
QUERY(field_insert,
	"INSERT INTO custom_field (" INSERT_COLUMNS ") VALUES (" INSERT_PLACES ") RETURNING id");
QUERY(field_insert_as, "INSERT INTO custom_field (" INSERT_COLUMNS ", id) VALUES (" INSERT_PLACES
		       ", ?) RETURNING id");
QUERY(field_update_row,
	"UPDATE custom_field SET title = ?, description = ?, agent_description = ?, "
	"title_in_portal = ?, tag = ?, regexp = ?, position = ?, active = ?, required = ?, "
	"collapsed_for_agents = ?, visible_in_portal = ?, editable_in_portal = ?, "
	"required_in_portal = ?, updated_at = ? WHERE id = ?");
QUERY(field_count_used, "SELECT count(*) FROM (SELECT 1 FROM ticket_field_value "
			"WHERE field_id = ? LIMIT ?) AS used");
QUERY(field_update_deleted, "UPDATE custom_field SET deleted_at = ?, active = 0 WHERE id = ?");
QUERY(field_update_position,
	"UPDATE custom_field SET position = ?, updated_at = ? WHERE id = ? AND owner = ?");
QUERY(option_select,
	"SELECT field_id, id, name, value, position, is_default FROM custom_field_option "
	"WHERE field_id IN " IDS_IN " ORDER BY field_id, position, id");
LIST(options_of_field,
	"SELECT o.id, o.name, o.value, o.position, o.is_default FROM custom_field_option o "
	"WHERE o.field_id = ?",
	"o.position", "o.id");
QUERY(option_count, "SELECT count(*) FROM custom_field_option WHERE field_id = ?");
QUERY(option_insert,
	"INSERT INTO custom_field_option (field_id, name, value, position, is_default) "
	"VALUES (?, ?, ?, ?, ?) RETURNING id");
QUERY(option_update, "UPDATE custom_field_option SET name = ?, value = ?, position = ?, "
		     "is_default = ? WHERE id = ?");
QUERY(option_delete, "DELETE FROM custom_field_option WHERE id = ?");

static void read_field(struct stmt *s, struct arena *a, struct custom_field *ret)
{
	ret->id.v = col_i64(s);
	ret->owner = (enum field_owner)col_i64(s);
	ret->type = (enum field_type)col_i64(s);
	ret->key = col_dup(s, a);
	ret->title = col_dup(s, a);
	ret->description = col_dup(s, a);
	ret->agent_description = col_dup(s, a);
	ret->title_in_portal = col_dup(s, a);
	ret->tag = col_dup(s, a);
	ret->regexp = col_dup(s, a);
	ret->position = col_i64(s);
	ret->active = col_bool(s);
	ret->required = col_bool(s);
	ret->collapsed_for_agents = col_bool(s);
	ret->visible_in_portal = col_bool(s);
	ret->editable_in_portal = col_bool(s);
	ret->required_in_portal = col_bool(s);
	ret->system = col_bool(s);
	ret->created_at = col_i64(s);
	ret->updated_at = col_i64(s);
	ret->options = NULL;
	ret->option_count = 0;
}

/* Append to a list whose room doubles at powers of two. */
static void add_option(
	struct arena *a, struct custom_field *field, const struct field_option *option)
{
	int n = field->option_count;

	if (!(n & (n - 1))) {
		struct field_option *more = ARENA_ARRAY(a, struct field_option, n ? n * 2 : 1);

		if (n)
			memcpy(more, field->options, sizeof *more * (size_t)n);
		field->options = more;
	}
	field->options[field->option_count++] = *option;
}

static void read_option(struct stmt *s, struct arena *a, struct field_option *ret)
{
	ret->id = col_i64(s);
	ret->name = col_dup(s, a);
	ret->value = col_dup(s, a);
	ret->position = col_i64(s);
	ret->is_default = col_bool(s);
}

static enum err options_chunk(struct cx *cx, struct arena *a, struct custom_field *fields, int n)
{
	struct stmt *s = db_stmt(cx->db, &option_select);
	i64 ids[IDS_CHUNK];

	for (int i = 0; i < n; i++)
		ids[i] = fields[i].id.v;
	bind_ids(s, ids, n);
	while (db_row(s)) {
		struct field_option option;
		i64 of = col_i64(s);

		read_option(s, a, &option);
		for (int i = 0; i < n; i++)
			if (fields[i].id.v == of)
				add_option(a, &fields[i], &option);
	}
	return db_done(s);
}

/* Options of these fields, in the given arena. */
static enum err load_options(struct cx *cx, struct arena *a, struct custom_field *fields, int n)
{
	for (int i = 0; i < n; i += IDS_CHUNK)
		TRY(options_chunk(cx, a, fields + i, n - i < IDS_CHUNK ? n - i : IDS_CHUNK));
	return OK;
}

enum err field_store_active(
	struct cx *cx, struct arena *a, enum field_owner owner, struct field_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &field_select_active);
	struct custom_field *rows = NULL;
	int n = 0;

	bind_i64(s, owner);
	while (n < FIELD_COUNT_MAX && db_row(s)) {
		if (!rows)
			rows = ARENA_ARRAY(a, struct custom_field, FIELD_COUNT_MAX);
		read_field(s, a, &rows[n++]);
	}
	TRY(db_done(s));
	TRY(load_options(cx, a, rows, n));
	*ret = (struct field_list){.v = rows, .n = n};
	return OK;
}

enum err field_store_find(struct cx *cx, enum field_owner owner, field_id id,
	struct custom_field *ret, bool *ret_found)
{
	struct stmt *s = db_stmt(cx->db, &field_select);

	*ret_found = false;
	bind_i64(s, id.v);
	bind_i64(s, owner);
	if (db_row(s)) {
		read_field(s, cx->arena, ret);
		*ret_found = true;
	}
	TRY(db_done(s));
	return *ret_found ? load_options(cx, cx->arena, ret, 1) : OK;
}

enum err field_list(struct cx *cx, enum field_owner owner, struct page *page,
	struct custom_field **ret, int *ret_n)
{
	struct custom_field *rows = ARENA_ARRAY(cx->arena, struct custom_field, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	bool by_id = strcmp(page->sort, "id") == 0;
	const struct list_def *list = by_id ? &fields_by_id : &fields_by_position;
	struct stmt *s = list_open(cx, list, page);
	int n;

	bind_i64(s, owner);
	list_bind(s, list, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_field(s, cx->arena, &rows[n]);
		keys[n] = page_key(by_id ? rows[n].id.v : rows[n].position, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	TRY(load_options(cx, cx->arena, rows, n));
	*ret = rows;
	*ret_n = n;
	return page->cursor ? OK : field_store_count(cx, owner, &page->count);
}

enum err field_store_count(struct cx *cx, enum field_owner owner, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &field_count_live);

	bind_i64(s, owner);
	return db_run_i64(s, 0, ret);
}

enum err field_count_uses(struct cx *cx, field_id id, i64 *ret)
{
	struct custom_field field;
	struct stmt *s;

	TRY(field_get(cx, FIELD_TICKET, id, &field));
	s = db_stmt(cx->db, &field_count_used);
	bind_i64(s, id.v);
	bind_i64(s, FIELD_USES_MAX);
	return db_run_i64(s, 0, ret);
}

enum err field_store_keyed(struct cx *cx, enum field_owner owner, const char *key, field_id *ret)
{
	struct stmt *s = db_stmt(cx->db, &field_select_keyed);

	bind_i64(s, owner);
	bind_text(s, key);
	return db_run_i64(s, 0, &ret->v);
}

enum err field_store_ids(struct cx *cx, enum field_owner owner, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &field_select_ids);

	bind_i64(s, owner);
	return id_list_read(cx, s, ret);
}

enum err field_store_last_position(struct cx *cx, enum field_owner owner, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &field_select_last);

	bind_i64(s, owner);
	return db_run_i64(s, 0, ret);
}

/* The columns that insert and update share, in their common order. */
static void bind_field(struct stmt *s, struct cx *cx, const struct custom_field *f)
{
	bind_text(s, f->title);
	bind_text(s, f->description);
	bind_text(s, f->agent_description);
	bind_text(s, f->title_in_portal);
	bind_text(s, f->tag);
	bind_text(s, f->regexp);
	bind_i64(s, f->position);
	bind_bool(s, f->active);
	bind_bool(s, f->required);
	bind_bool(s, f->collapsed_for_agents);
	bind_bool(s, f->visible_in_portal);
	bind_bool(s, f->editable_in_portal);
	bind_bool(s, f->required_in_portal);
	bind_i64(s, cx->now);
}

enum err field_store_insert(struct cx *cx, struct custom_field *field)
{
	struct stmt *s = db_stmt(cx->db, field->id.v ? &field_insert_as : &field_insert);

	field->updated_at = cx->now;
	if (!field->created_at)
		field->created_at = cx->now;
	bind_field(s, cx, field);
	bind_i64(s, field->owner);
	bind_i64(s, field->type);
	bind_text(s, field->key);
	bind_bool(s, field->system);
	bind_i64(s, field->created_at);
	if (field->id.v)
		bind_i64(s, field->id.v);
	return db_run_id(s, &field->id.v);
}

enum err field_store_update(struct cx *cx, const struct custom_field *field)
{
	struct stmt *s = db_stmt(cx->db, &field_update_row);

	bind_field(s, cx, field);
	bind_i64(s, field->id.v);
	return db_run(s);
}

enum err field_store_delete(struct cx *cx, field_id id)
{
	struct stmt *s = db_stmt(cx->db, &field_update_deleted);

	bind_i64(s, cx->now);
	bind_i64(s, id.v);
	return db_run(s);
}

enum err field_store_set_position(struct cx *cx, enum field_owner owner, i64 id, i64 position)
{
	struct stmt *s = db_stmt(cx->db, &field_update_position);

	bind_i64(s, position);
	bind_i64(s, cx->now);
	bind_i64(s, id);
	bind_i64(s, owner);
	return db_run(s);
}

enum err field_option_list(
	struct cx *cx, field_id id, struct page *page, struct field_option **ret, int *ret_n)
{
	struct field_option *rows = ARENA_ARRAY(cx->arena, struct field_option, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &options_of_field, page);
	int n;

	bind_i64(s, id.v);
	list_bind(s, &options_of_field, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_option(s, cx->arena, &rows[n]);
		keys[n] = page_key(rows[n].position, NULL, rows[n].id);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &option_count);
	bind_i64(s, id.v);
	return db_run_i64(s, 0, &page->count);
}

enum err option_store_insert(struct cx *cx, field_id field, struct field_option *option)
{
	struct stmt *s = db_stmt(cx->db, &option_insert);

	bind_i64(s, field.v);
	bind_text(s, option->name);
	bind_text(s, option->value);
	bind_i64(s, option->position);
	bind_bool(s, option->is_default);
	return db_run_id(s, &option->id);
}

enum err option_store_update(struct cx *cx, const struct field_option *option)
{
	struct stmt *s = db_stmt(cx->db, &option_update);

	bind_text(s, option->name);
	bind_text(s, option->value);
	bind_i64(s, option->position);
	bind_bool(s, option->is_default);
	bind_i64(s, option->id);
	return db_run(s);
}

enum err option_store_delete(struct cx *cx, i64 id)
{
	struct stmt *s = db_stmt(cx->db, &option_delete);

	bind_i64(s, id);
	return db_run(s);
}
