/* Rules in the database. A list is filtered by one WHERE whose switches are bound. */
#include "domain/rule_usage.h"
#include "people_i.h"
#include "rule_i.h"

#include <string.h>

#define COLUMNS \
	"r.id, r.kind, r.title, r.description, r.active, r.position, r.category_id, r.version, " \
	"r.is_default, r.access, r.owner_id, r.created_at, r.updated_at, r.deleted_at, r.definition"

/* Whom a view or macro is for: everybody, the members of its groups, its owner; administrators
 * see those of all groups. */
#define SEEN \
	"(r.access = 0 OR (r.access = 2 AND r.owner_id = ?) OR (r.access = 1 AND (? = 1 OR " \
	"EXISTS (SELECT 1 FROM rule_access a JOIN group_membership m ON m.group_id = a.group_id " \
	"WHERE a.rule_id = r.id AND m.user_id = ?))))"

#define FILTER " FROM rule r" FITS
#define FITS \
	" WHERE r.kind = ? AND r.deleted_at IS NULL AND " SEEN \
	" AND (? < 0 OR r.active = ?) AND (? = '' OR r.title_fold LIKE ? ESCAPE '\\')" \
	" AND (? = '' OR r.title_fold LIKE ? ESCAPE '\\')" \
	" AND (? < 0 OR r.access = ?) AND (? < 0 OR r.access <> ?)" \
	" AND (? = 0 OR r.category_id = ?) AND (? = 0 OR EXISTS (SELECT 1 FROM rule_access g " \
	"WHERE g.rule_id = r.id AND g.group_id = ?))"

LIST(rules_by_position, "SELECT " COLUMNS FILTER, "r.position", "r.id");
LIST(rules_by_created, "SELECT " COLUMNS FILTER, "r.created_at", "r.id");
LIST(rules_by_updated, "SELECT " COLUMNS FILTER, "r.updated_at", "r.id");
LIST(rules_by_id, "SELECT " COLUMNS FILTER, "r.id", "r.id");
LIST_TEXT(rules_by_title, "SELECT " COLUMNS FILTER, "r.title_fold", "r.id");
/* its first parameter is where the window begins; one column more, the key */
LIST(rules_by_usage,
	"SELECT " COLUMNS
	", r.uses FROM (SELECT x.*, (SELECT CAST(coalesce(sum(u.uses), 0) AS BIGINT) "
	"FROM rule_usage u WHERE u.rule_id = x.id AND u.at >= ?) AS uses FROM rule x) r" FITS,
	"r.uses", "r.id");
QUERY(rule_count_filtered, "SELECT count(*)" FILTER);

QUERY(rule_by_id, "SELECT " COLUMNS " FROM rule r WHERE r.id = ? AND r.kind = ? "
		  "AND r.deleted_at IS NULL AND " SEEN);
QUERY(rule_active, "SELECT " COLUMNS " FROM rule r WHERE r.kind = ? AND r.active = 1 "
		   "AND r.deleted_at IS NULL ORDER BY r.position, r.id");
QUERY(rule_insert,
	"INSERT INTO rule (title, title_fold, description, active, position, category_id, "
	"version, access, owner_id, definition, updated_at, kind, is_default, created_at) "
	"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
QUERY(rule_write, "UPDATE rule SET title = ?, title_fold = ?, description = ?, active = ?, "
		  "position = ?, category_id = ?, version = ?, access = ?, owner_id = ?, "
		  "definition = ?, updated_at = ?, deleted_at = ? WHERE id = ?");
QUERY(rule_place, "UPDATE rule SET position = ? WHERE id = ?");
QUERY(rule_make_room, "UPDATE rule SET position = position + 1 WHERE kind = ? AND position >= ? "
		      "AND id <> ? AND deleted_at IS NULL");
QUERY(rule_totals, "SELECT coalesce(max(position), 0), count(*), coalesce(sum(active), 0) "
		   "FROM rule WHERE kind = ? AND deleted_at IS NULL");
QUERY(rule_order, "SELECT id FROM rule WHERE kind = ? AND deleted_at IS NULL "
		  "ORDER BY position, id");
QUERY(rule_access_of, "SELECT group_id FROM rule_access WHERE rule_id = ? ORDER BY group_id");
QUERY(rule_access_clear, "DELETE FROM rule_access WHERE rule_id = ?");
QUERY(rule_access_add, "INSERT INTO rule_access (rule_id, group_id) VALUES (?, ?)");

QUERY(rule_revision_insert, "INSERT INTO rule_revision (rule_id, version, author_id, definition, "
			    "created_at) VALUES (?, ?, ?, ?, ?)");
#define REVISION \
	"SELECT v.rule_id, v.version, v.created_at, v.author_id, v.definition " \
	"FROM rule_revision v WHERE v.rule_id = ?"
LIST(rule_revisions, REVISION, "v.version", "v.version");
QUERY(rule_revision_one, REVISION " AND v.version = ?");
QUERY(rule_revision_count, "SELECT count(*) FROM rule_revision WHERE rule_id = ?");

LIST(rule_traces,
	"SELECT e.id, e.ticket_id, e.subject_id, e.at, e.detail FROM event e "
	"WHERE e.kind = 20 AND e.ticket_id = ?",
	"e.id", "e.id");
QUERY(rule_trace_count, "SELECT count(*) FROM event e WHERE e.kind = 20 AND e.ticket_id = ?");

/* The row; its definition stays text until the statement is done (reading it may ask again). */
static const char *read_row(struct stmt *s, struct arena *a, struct rule *r)
{
	r->id.v = col_i64(s);
	r->kind = (enum rule_kind)col_i64(s);
	r->title = col_dup(s, a);
	r->description = col_dup(s, a);
	r->active = col_bool(s);
	r->position = col_i64(s);
	r->category = col_i64(s);
	r->version = col_i64(s);
	r->is_default = col_bool(s);
	r->access = (enum rule_access)col_i64(s);
	r->owner.v = col_i64(s);
	r->created_at = col_i64(s);
	r->updated_at = col_i64(s);
	r->deleted_at = col_i64(s);
	return col_dup(s, a);
}

static enum err read_access(struct cx *cx, struct rule *r)
{
	struct stmt *s;

	if (r->access == ACCESS_USER)
		id_list_add(cx->arena, &r->access_ids, r->owner.v);
	if (r->access != ACCESS_GROUPS)
		return OK;
	s = db_stmt(cx->db, &rule_access_of);
	bind_i64(s, r->id.v);
	return id_list_read(cx, s, &r->access_ids);
}

static void bind_seen(struct stmt *s, const struct actor *a)
{
	bind_i64(s, a->id.v);
	bind_bool(s, a->system || a->role == ROLE_ADMIN);
	bind_i64(s, a->id.v);
}

static enum err read_one(struct cx *cx, struct stmt *s, struct rule **ret)
{
	struct rule *r = NULL;
	const char *definition = NULL;

	if (db_row(s)) {
		r = ARENA_NEW(cx->arena, struct rule);
		definition = read_row(s, cx->arena, r);
	}
	TRY(db_done(s));
	*ret = r;
	if (!r)
		return OK;
	TRY(read_access(cx, r));
	return rule_definition_read(cx, cx->arena, definition, r);
}

enum err rule_get(struct cx *cx, enum rule_kind kind, rule_id id, struct rule **ret)
{
	struct stmt *s = db_stmt(cx->db, &rule_by_id);

	bind_i64(s, id.v);
	bind_i64(s, kind);
	bind_seen(s, &cx->actor);
	TRY(read_one(cx, s, ret));
	return *ret ? OK : fail_not_found(cx);
}

enum err rule_store_active(
	struct cx *cx, enum rule_kind kind, struct arena *a, struct rule **ret, int *ret_n)
{
	struct rule *rows = ARENA_ARRAY(a, struct rule, RULE_KIND_MAX);
	const char **texts = ARENA_ARRAY(cx->arena, const char *, RULE_KIND_MAX);
	struct stmt *s = db_stmt(cx->db, &rule_active);
	int n = 0;

	bind_i64(s, kind);
	for (; n < RULE_KIND_MAX && db_row(s); n++)
		texts[n] = read_row(s, a, &rows[n]);
	TRY(db_done(s));
	for (int i = 0; i < n; i++)
		TRY(rule_definition_read(cx, a, texts[i], &rows[i]));
	*ret = rows;
	*ret_n = n;
	return OK;
}

/* --- lists --- */

/* "%ab\%c%" of a folded text; "" when there is none. */
static const char *like(struct arena *a, const char *text, const char *before)
{
	const char *folded = text && *text ? fold_key(a, text) : "";
	char *out = arena_alloc(a, strlen(folded) * 2 + 3), *to = out;

	if (!*folded)
		return "";
	while (*before)
		*to++ = *before++;
	for (const char *p = folded; *p; p++) {
		if (*p == '%' || *p == '_' || *p == '\\')
			*to++ = '\\';
		*to++ = *p;
	}
	*to++ = '%';
	*to = 0;
	return out;
}

/* "personal" is one's own, "shared" all others, "account" for everybody. */
static void bind_access(struct stmt *s, const char *access)
{
	bool personal = access && strcmp(access, "personal") == 0;
	bool account = access && strcmp(access, "account") == 0;
	bool shared = access && strcmp(access, "shared") == 0;
	i64 is = personal ? ACCESS_USER : account ? ACCESS_ALL : -1;

	bind_i64(s, is);
	bind_i64(s, is);
	bind_i64(s, shared ? ACCESS_USER : -1);
	bind_i64(s, shared ? ACCESS_USER : -1);
}

static void bind_filter(struct cx *cx, struct stmt *s, const struct rule_filter *f)
{
	const char *words = like(cx->arena, f->query, "%");
	const char *prefix = like(cx->arena, f->prefix, "");
	i64 active = f->active.set ? f->active.v : -1;

	bind_i64(s, f->kind);
	bind_seen(s, &cx->actor);
	bind_i64(s, active);
	bind_i64(s, active);
	bind_text(s, words);
	bind_text(s, words);
	bind_text(s, prefix);
	bind_text(s, prefix);
	bind_access(s, f->access);
	bind_i64(s, f->category);
	bind_i64(s, f->category);
	bind_i64(s, f->group);
	bind_i64(s, f->group);
}

static const struct {
	const char *sort;
	const struct list_def *list;
} sorts[] = {
	{"position", &rules_by_position},
	{"id", &rules_by_id},
	{"alphabetical", &rules_by_title},
	{"title", &rules_by_title},
	{"created_at", &rules_by_created},
	{"updated_at", &rules_by_updated},
};

static const struct list_def *list_of(const char *sort)
{
	if (rule_usage_parse(sort) != USAGE_WINDOWS)
		return &rules_by_usage;
	for (size_t i = 0; i < COUNT_OF(sorts); i++)
		if (strcmp(sorts[i].sort, sort) == 0)
			return sorts[i].list;
	return &rules_by_position;
}

static struct page_key key_of(const struct list_def *list, const struct rule *r, struct arena *a)
{
	if (list == &rules_by_title)
		return page_key(0, fold_key(a, r->title), r->id.v);
	if (list == &rules_by_created)
		return page_key(r->created_at, NULL, r->id.v);
	if (list == &rules_by_updated)
		return page_key(r->updated_at, NULL, r->id.v);
	return page_key(list == &rules_by_id ? r->id.v : r->position, NULL, r->id.v);
}

enum err rule_count(struct cx *cx, const struct rule_filter *filter, i64 *ret)
{
	struct stmt *s = db_stmt(cx->db, &rule_count_filtered);

	bind_filter(cx, s, filter);
	return db_run_i64(s, 0, ret);
}

enum err rule_list(struct cx *cx, const struct rule_filter *filter, struct page *page,
	struct rule **ret, int *ret_n)
{
	const struct list_def *list = list_of(page->sort);
	struct rule *rows = ARENA_ARRAY(cx->arena, struct rule, page->limit + 1);
	const char **texts = ARENA_ARRAY(cx->arena, const char *, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, list, page);
	int n;

	if (list == &rules_by_usage)
		bind_i64(s, rule_usage_begin(rule_usage_parse(page->sort), cx->now));
	bind_filter(cx, s, filter);
	list_bind(s, list, page);
	for (n = 0; list_row(s, page, n); n++) {
		texts[n] = read_row(s, cx->arena, &rows[n]);
		keys[n] = list == &rules_by_usage ? page_key(col_i64(s), NULL, rows[n].id.v)
						  : key_of(list, &rows[n], cx->arena);
	}
	TRY(db_done(s));
	for (int i = 0; i < n; i++) {
		TRY(rule_definition_read(cx, cx->arena, texts[i], &rows[i]));
		TRY(read_access(cx, &rows[i]));
	}
	list_finish(page, rows, sizeof *rows, &n, keys);
	if (!page->cursor)
		TRY(rule_count(cx, filter, &page->count));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err rule_store_order(struct cx *cx, enum rule_kind kind, struct id_list *ret)
{
	struct stmt *s = db_stmt(cx->db, &rule_order);

	bind_i64(s, kind);
	return id_list_read(cx, s, ret);
}

enum err rule_store_totals(
	struct cx *cx, enum rule_kind kind, i64 *ret_last, i64 *ret_count, i64 *ret_active)
{
	struct stmt *s = db_stmt(cx->db, &rule_totals);

	bind_i64(s, kind);
	if (db_row(s)) {
		*ret_last = col_i64(s);
		*ret_count = col_i64(s);
		*ret_active = col_i64(s);
	}
	return db_done(s);
}

/* --- changes --- */

static enum err write_access(struct cx *cx, const struct rule *r)
{
	struct stmt *s = db_stmt(cx->db, &rule_access_clear);

	bind_i64(s, r->id.v);
	TRY(db_run(s));
	for (int i = 0; r->access == ACCESS_GROUPS && i < r->access_ids.n; i++) {
		s = db_stmt(cx->db, &rule_access_add);
		bind_i64(s, r->id.v);
		bind_i64(s, r->access_ids.v[i]);
		TRY(db_run(s));
	}
	return OK;
}

static enum err write_revision(struct cx *cx, const struct rule *r, const char *definition)
{
	struct stmt *s = db_stmt(cx->db, &rule_revision_insert);

	bind_i64(s, r->id.v);
	bind_i64(s, r->version);
	bind_ref(s, cx->actor.id.v);
	bind_text(s, definition);
	bind_i64(s, cx->now);
	return db_run(s);
}

/* The columns that insert and update share, in their common order. */
static void bind_columns(
	struct cx *cx, struct stmt *s, const struct rule *r, const char *definition)
{
	bind_text(s, r->title);
	bind_text(s, fold_key(cx->arena, r->title));
	bind_text(s, r->description);
	bind_bool(s, r->active);
	bind_i64(s, r->position);
	bind_ref(s, r->category);
	bind_i64(s, r->version);
	bind_i64(s, r->access);
	bind_ref(s, r->owner.v);
	bind_text(s, definition);
	bind_i64(s, r->updated_at);
}

enum err rule_store_insert(struct cx *cx, struct rule *r, const char *definition)
{
	struct stmt *s = db_stmt(cx->db, &rule_insert);

	bind_columns(cx, s, r, definition);
	bind_i64(s, r->kind);
	bind_bool(s, r->is_default);
	bind_i64(s, r->created_at);
	TRY(db_run_id(s, &r->id.v));
	TRY(write_access(cx, r));
	return write_revision(cx, r, definition);
}

enum err rule_store_update(struct cx *cx, const struct rule *r, const char *definition)
{
	struct stmt *s = db_stmt(cx->db, &rule_write);

	bind_columns(cx, s, r, definition);
	bind_ref(s, r->deleted_at);
	bind_i64(s, r->id.v);
	TRY(db_run(s));
	TRY(write_access(cx, r));
	return write_revision(cx, r, definition);
}

enum err rule_store_set_position(struct cx *cx, rule_id id, i64 position)
{
	struct stmt *s = db_stmt(cx->db, &rule_place);

	bind_i64(s, position);
	bind_i64(s, id.v);
	return db_run(s);
}

enum err rule_store_make_room(struct cx *cx, const struct rule *r)
{
	struct stmt *s = db_stmt(cx->db, &rule_make_room);

	bind_i64(s, r->kind);
	bind_i64(s, r->position);
	bind_i64(s, r->id.v);
	return db_run(s);
}

/* --- revisions --- */

static void read_revision(struct stmt *s, struct arena *a, struct rule_revision *r)
{
	r->rule.v = col_i64(s);
	r->version = col_i64(s);
	r->created_at = col_i64(s);
	r->author.v = col_i64(s);
	r->definition = col_dup(s, a);
}

enum err rule_revision_list(struct cx *cx, const struct rule *rule, struct page *page,
	struct rule_revision **ret, int *ret_n)
{
	struct rule_revision *rows = ARENA_ARRAY(cx->arena, struct rule_revision, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &rule_revisions, page);
	int n;

	bind_i64(s, rule->id.v);
	list_bind(s, &rule_revisions, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_revision(s, cx->arena, &rows[n]);
		keys[n] = page_key(rows[n].version, NULL, rows[n].version);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &rule_revision_count);
	bind_i64(s, rule->id.v);
	return db_run_i64(s, 0, &page->count);
}

enum err rule_revision_get(
	struct cx *cx, const struct rule *rule, i64 version, struct rule_revision **ret)
{
	struct stmt *s = db_stmt(cx->db, &rule_revision_one);
	struct rule_revision *r = NULL;

	bind_i64(s, rule->id.v);
	bind_i64(s, version);
	if (db_row(s)) {
		r = ARENA_NEW(cx->arena, struct rule_revision);
		read_revision(s, cx->arena, r);
	}
	TRY(db_done(s));
	*ret = r;
	return r ? OK : fail_not_found(cx);
}

/* --- the trace --- */

static i64 read_trace(struct stmt *s, struct arena *a, void *ret)
{
	struct rule_trace *row = ret;

	row->id.v = col_i64(s);
	row->ticket.v = col_i64(s);
	row->rule.v = col_i64(s);
	row->at = col_i64(s);
	row->detail = col_dup(s, a);
	return row->id.v;
}

enum err rule_trace_of_ticket(struct cx *cx, const struct ticket *t, struct page *page,
	struct rule_trace **ret, int *ret_n)
{
	struct stmt *s = list_open(cx, &rule_traces, page);
	void *rows;

	bind_i64(s, t->id.v);
	TRY(list_read(cx, s, &rule_traces, page, read_trace, sizeof **ret, &rows, ret_n));
	*ret = rows;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &rule_trace_count);
	bind_i64(s, t->id.v);
	return db_run_i64(s, 0, &page->count);
}
