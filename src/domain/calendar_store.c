/*
 * Calendars in the database: the head row names the current version, versions are only added.
 *
 * The process-wide cache holds compiled versions by (id, version). A version never changes, with
 * one exception: a transaction that wrote it may be rolled back and its number used again, so
 * writing a version first drops what the cache has under that number.
 */
#include "calendar_i.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "domain/event.h"
#include "domain/policy.h"
#include "domain/suppose.h"

#include <string.h>

enum { CACHED_CALENDARS = 256, DEFINITION_MAX = 1 << 20 };

QUERY(calendar_head, "SELECT id, name, version, created_at, updated_at FROM calendar "
		     "WHERE id = ? AND deleted_at IS NULL");
QUERY(calendar_definition, "SELECT definition FROM calendar_version "
			   "WHERE calendar_id = ? AND version = ?");
QUERY(calendar_current, "SELECT version FROM calendar WHERE id = ?");
QUERY(calendar_title, "SELECT name FROM calendar WHERE id = ?");
QUERY(calendar_oldest, "SELECT id FROM calendar WHERE id <> 1 AND deleted_at IS NULL "
		       "ORDER BY id LIMIT 1");
QUERY(calendar_same_name, "SELECT id FROM calendar "
			  "WHERE name_fold = ? AND deleted_at IS NULL");
QUERY(calendar_count, "SELECT COUNT(*) FROM calendar WHERE id <> 1 AND deleted_at IS NULL");
QUERY(calendar_insert, "INSERT INTO calendar (name, name_fold, version, created_at, updated_at) "
		       "VALUES (?, ?, 1, ?, ?) RETURNING id");
QUERY(calendar_change, "UPDATE calendar SET name = ?, name_fold = ?, version = ?, updated_at = ? "
		       "WHERE id = ?");
QUERY(calendar_remove, "UPDATE calendar SET deleted_at = ? WHERE id = ?");
QUERY(calendar_version_insert, "INSERT INTO calendar_version "
			       "(calendar_id, version, definition, created_at) "
			       "VALUES (?, ?, ?, ?)");
LIST(calendars_by_id,
	"SELECT c.id, c.name, c.version, c.created_at, c.updated_at, v.definition "
	"FROM calendar c JOIN calendar_version v "
	"ON v.calendar_id = c.id AND v.version = c.version "
	"WHERE c.deleted_at IS NULL AND c.id <> 1",
	"c.id", "c.id");

static void destroy(struct cached *object)
{
	calendar_free((struct compiled *)object);
}

static struct cache cache = CACHE_INIT(CACHED_CALENDARS, destroy);

/* Rules from a stored definition; one that does not read is damage. */
static enum err read_rules(struct cx *cx, const char *text, struct calendar_rules **ret)
{
	CLEANUP(json_cleanup) json_t *j = text ? json_parse(text, strlen(text), NULL, 0) : NULL;
	struct failure f = {0};

	if (!j || calendar_parse(cx->arena, &f, j, ret))
		return fail(cx, E_INTERNAL, "calendar", NULL, "a stored calendar is damaged: %s",
			f.details[0].text);
	return OK;
}

static enum err load_rules(struct cx *cx, calendar_id id, i64 version, struct calendar_rules **ret)
{
	struct stmt *s = db_stmt(cx->db, &calendar_definition);
	const char *text;

	bind_i64(s, id.v);
	bind_i64(s, version);
	TRY(db_run_text(s, cx->arena, &text));
	return read_rules(cx, text, ret);
}

enum err calendar_open(struct cx *cx, calendar_id id, i64 version, struct compiled **ret)
{
	struct compiled *c = supposed_calendar(cx, id, version);
	struct calendar_rules *rules;

	if (!c)
		c = (struct compiled *)cache_get(&cache, id.v, version);
	if (!c) {
		TRY(load_rules(cx, id, version, &rules));
		c = calendar_compile(rules);
		c = (struct compiled *)cache_put(&cache, id.v, version, calendar_cached(c));
	}
	*ret = c;
	return OK;
}

void calendar_release(struct compiled *c)
{
	cache_release(&cache, (struct cached *)c);
}

void calendar_cleanup(struct compiled **c)
{
	calendar_release(*c);
}

enum err calendar_version(struct cx *cx, calendar_id id, i64 *ret_version)
{
	struct stmt *s;
	i64 version;

	if (supposed_version(cx, id, ret_version))
		return OK;
	s = db_stmt(cx->db, &calendar_current);
	bind_i64(s, id.v);
	TRY(db_run_i64(s, 0, &version));
	if (!version)
		return fail_not_found(cx);
	*ret_version = version;
	return OK;
}

enum err calendar_name(struct cx *cx, calendar_id id, const char **ret_name)
{
	struct stmt *s = db_stmt(cx->db, &calendar_title);
	const char *name;

	bind_i64(s, id.v);
	TRY(db_run_text(s, cx->arena, &name));
	*ret_name = name ? name : "";
	return OK;
}

enum err calendar_default(struct cx *cx, calendar_id *ret)
{
	return db_run_i64(db_stmt(cx->db, &calendar_oldest), CALENDAR_ALWAYS, &ret->v);
}

static void read_head(struct cx *cx, struct stmt *s, struct calendar *ret)
{
	ret->id.v = col_i64(s);
	ret->name = col_dup(s, cx->arena);
	ret->version = col_i64(s);
	ret->created_at = col_i64(s);
	ret->updated_at = col_i64(s);
}

enum err calendar_get(struct cx *cx, calendar_id id, struct calendar *ret)
{
	struct stmt *s = db_stmt(cx->db, &calendar_head);
	struct calendar c = {0};

	bind_i64(s, id.v);
	if (db_row(s))
		read_head(cx, s, &c);
	TRY(db_done(s));
	if (!c.id.v)
		return fail_not_found(cx);
	TRY(load_rules(cx, c.id, c.version, &c.rules));
	*ret = c;
	return OK;
}

enum err calendar_list(struct cx *cx, struct page *page, struct calendar **ret, int *ret_n)
{
	struct calendar *rows = ARENA_ARRAY(cx->arena, struct calendar, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &calendars_by_id, page);
	enum err damage = OK;
	int n;

	list_bind(s, &calendars_by_id, page);
	for (n = 0; damage == OK && list_row(s, page, n); n++) {
		read_head(cx, s, &rows[n]);
		damage = read_rules(cx, col_text(s), &rows[n].rules);
		keys[n] = page_key(rows[n].id.v, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	TRY(damage);
	list_finish(page, rows, sizeof *rows, &n, keys);
	if (!page->cursor)
		TRY(db_run_i64(db_stmt(cx->db, &calendar_count), 0, &page->count));
	*ret = rows;
	*ret_n = n;
	return OK;
}

/* Cleaned name, free to use; own: the calendar that may have it already. */
static enum err check_name(struct cx *cx, calendar_id own, const char *name, const char **ret_clean,
	const char **ret_fold)
{
	const char *clean = utf8_clean(cx->arena, name ? name : "");
	const char *fold = utf8_fold(cx->arena, clean);
	struct stmt *s;
	i64 other;

	if (!*clean)
		return fail_blank(cx, "name", "Name");
	if (utf8_length(clean) > CALENDAR_NAME)
		return fail(cx, E_INVALID, "name", "InvalidValue:long",
			"Name: is too long (maximum is %d characters)", CALENDAR_NAME);
	s = db_stmt(cx->db, &calendar_same_name);
	bind_text(s, fold);
	TRY(db_run_i64(s, 0, &other));
	if (other && other != own.v)
		return fail(cx, E_INVALID, "name", "DuplicateValue",
			"Name: %.100s has already been taken", clean);
	*ret_clean = clean;
	*ret_fold = fold;
	return OK;
}

enum err calendar_must_open(struct cx *cx, const struct calendar_rules *rules)
{
	struct compiled *c = calendar_compile(rules);
	i64 due, latest = cx->now + CALENDAR_MUST_OPEN * 366 * DAY_MS;
	bool opens = calendar_due(c, cx->now, 1, NULL, &due) && due <= latest;

	calendar_free(c);
	if (!opens)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "intervals", "InvalidValue:calendar_never",
				"Intervals: the schedule does not open within %d years; give it "
				"at least one interval",
				CALENDAR_MUST_OPEN),
			"%d", CALENDAR_MUST_OPEN);
	return OK;
}

/* Ids for holidays that have none yet; never used twice. */
static enum err number_holidays(struct cx *cx, struct calendar_rules *rules)
{
	for (int i = 0; i < rules->holiday_count; i++) {
		if (rules->holidays[i].id)
			continue;
		TRY(counter_add(cx, "holiday.last_id", 0, 1));
		TRY(counter_get(cx, "holiday.last_id", 0, &rules->holidays[i].id));
	}
	return OK;
}

static enum err write_version(
	struct cx *cx, calendar_id id, i64 version, const struct calendar_rules *rules)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(DEFINITION_MAX);
	struct stmt *s;
	struct jw w;

	jw_init(&w, &text);
	calendar_write(&w, NULL, rules);
	if (text.failed)
		return fail(
			cx, E_INVALID, "holidays", "InvalidValue:long", "Holidays: are too long");
	cache_drop(&cache, id.v, version);
	s = db_stmt(cx->db, &calendar_version_insert);
	bind_i64(s, id.v);
	bind_i64(s, version);
	bind_text(s, text.p);
	bind_i64(s, cx->now);
	return db_run(s);
}

static enum err tell(struct cx *cx, const struct calendar *c, const char *what)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(4096);
	struct jw w;

	jw_init(&w, &text);
	jw_object(&w, NULL);
	jw_str(&w, "change", what);
	jw_str(&w, "name", c->name);
	jw_i64(&w, "version", c->version);
	jw_end(&w);
	return event_add(cx, EVENT_CALENDAR_CHANGED, (ticket_id){0}, c->id.v, text.p, NULL);
}

enum err calendar_create(
	struct cx *cx, const char *name, struct calendar_rules *rules, struct calendar *ret)
{
	struct calendar c = {.version = 1, .created_at = cx->now, .updated_at = cx->now};
	const char *fold;
	struct stmt *s;

	TRY(check_name(cx, c.id, name, &c.name, &fold));
	TRY(calendar_check(&cx->fail, rules));
	TRY(calendar_must_open(cx, rules));
	TRY(number_holidays(cx, rules));
	s = db_stmt(cx->db, &calendar_insert);
	bind_text(s, c.name);
	bind_text(s, fold);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	TRY(db_run_id(s, &c.id.v));
	TRY(write_version(cx, c.id, 1, rules));
	TRY(tell(cx, &c, "created"));
	c.rules = rules;
	*ret = c;
	return OK;
}

static enum err update_head(struct cx *cx, const struct calendar *c, const char *fold)
{
	struct stmt *s = db_stmt(cx->db, &calendar_change);

	bind_text(s, c->name);
	bind_text(s, fold);
	bind_i64(s, c->version);
	bind_i64(s, cx->now);
	bind_i64(s, c->id.v);
	return db_run(s);
}

enum err calendar_update(struct cx *cx, calendar_id id, const char *name,
	struct calendar_rules *rules, struct calendar *ret)
{
	struct calendar c;
	const char *fold;

	if (id.v == CALENDAR_ALWAYS)
		return fail_not_found(cx);
	TRY(calendar_get(cx, id, &c));
	TRY(check_name(cx, id, name ? name : c.name, &c.name, &fold));
	if (rules) {
		TRY(calendar_check(&cx->fail, rules));
		TRY(calendar_must_open(cx, rules));
		TRY(number_holidays(cx, rules));
		c.rules = rules;
		c.version++;
		TRY(write_version(cx, id, c.version, rules));
	}
	c.updated_at = cx->now;
	TRY(update_head(cx, &c, fold));
	TRY(tell(cx, &c, "updated"));
	*ret = c;
	return OK;
}

enum err calendar_delete(struct cx *cx, calendar_id id)
{
	struct calendar c;
	struct stmt *s;
	bool used;

	if (id.v == CALENDAR_ALWAYS)
		return fail_not_found(cx);
	TRY(calendar_get(cx, id, &c));
	TRY(policy_counts_by(cx, id, &used));
	if (used)
		return fail(cx, E_INVALID, "base", "InvalidValue:calendar_used",
			"The schedule \"%.100s\" is used by an SLA policy; change the "
			"policy first",
			c.name);
	s = db_stmt(cx->db, &calendar_remove);
	bind_i64(s, cx->now);
	bind_i64(s, id.v);
	TRY(db_run(s));
	return tell(cx, &c, "deleted");
}

enum err calendar_seed(struct cx *cx)
{
	struct calendar_rules always = {.zone = zone_open("UTC")}, office = always;
	struct calendar made;

	for (int day = 0; day < 7; day++)
		always.week[day] = (struct hours){.v = {{0, 24 * 60}}, .n = 1};
	for (int day = 0; day < 5; day++)
		office.week[day] = (struct hours){.v = {{9 * 60, 17 * 60}}, .n = 1};
	TRY(calendar_create(cx, "Always open", &always, &made));
	if (made.id.v != CALENDAR_ALWAYS)
		return fail(cx, E_INTERNAL, NULL, NULL, "the database is not fresh");
	return calendar_create(cx, "Office hours", &office, &made);
}
