/*
 * Policies in the database: the head row names the current version, versions are only added.
 * Parsed versions are cached process-wide like calendars (see calendar_store).
 */
#include "base/clock.h"
#include "base/utf8.h"
#include "domain/calendar.h"
#include "domain/event.h"
#include "domain/policy.h"
#include "domain/suppose.h"

#include <string.h>

enum { CACHED_POLICIES = 256, RULES_ARENA = 16 << 20, DEFINITION_MAX = 512 * 1024 };

QUERY(policy_head, "SELECT id, title, description, position, version, created_at, updated_at "
		   "FROM policy WHERE id = ? AND deleted_at IS NULL");
QUERY(policy_definition, "SELECT definition FROM policy_version "
			 "WHERE policy_id = ? AND version = ?");
QUERY(policy_in_force, "SELECT id, version FROM policy WHERE deleted_at IS NULL "
		       "ORDER BY position, id");
QUERY(policy_count, "SELECT COUNT(*) FROM policy WHERE deleted_at IS NULL");
QUERY(policy_last, "SELECT MAX(position) FROM policy WHERE deleted_at IS NULL");
QUERY(policy_title_of, "SELECT title FROM policy WHERE id = ?");
QUERY(policy_insert, "INSERT INTO policy "
		     "(title, description, position, version, created_at, updated_at) "
		     "VALUES (?, ?, ?, 1, ?, ?) RETURNING id");
QUERY(policy_change, "UPDATE policy SET title = ?, description = ?, position = ?, version = ?, "
		     "updated_at = ? WHERE id = ?");
QUERY(policy_move, "UPDATE policy SET position = ?, updated_at = ? WHERE id = ?");
QUERY(policy_make_room, "UPDATE policy SET position = position + 1 "
			"WHERE position >= ? AND id <> ? AND deleted_at IS NULL");
QUERY(policy_remove, "UPDATE policy SET deleted_at = ? WHERE id = ?");
QUERY(policy_version_insert, "INSERT INTO policy_version "
			     "(policy_id, version, definition, created_at) VALUES (?, ?, ?, ?)");
LIST(policies_by_position,
	"SELECT p.id, p.title, p.description, p.position, p.version, p.created_at, "
	"p.updated_at, v.definition FROM policy p JOIN policy_version v "
	"ON v.policy_id = p.id AND v.version = p.version WHERE p.deleted_at IS NULL",
	"p.position", "p.id");

static void destroy(struct cached *object)
{
	arena_free(((struct policy_rules *)object)->arena);
}

static struct cache cache = CACHE_INIT(CACHED_POLICIES, destroy);

/* Rules from a stored definition into the given arena; one that does not read is damage. */
static enum err read_rules(
	struct cx *cx, struct arena *a, const char *text, struct policy_rules **ret)
{
	CLEANUP(json_cleanup) json_t *j = text ? json_parse(text, strlen(text), NULL, 0) : NULL;
	struct failure f = {0};

	if (!j || policy_parse(a, &f, j, ret))
		return fail(cx, E_INTERNAL, "policy", NULL, "a stored policy is damaged: %s",
			f.details[0].text);
	return OK;
}

/* The stored rules of a version, read into the given arena. */
static enum err load_rules(
	struct cx *cx, struct arena *a, policy_id id, i64 version, struct policy_rules **ret)
{
	struct stmt *s = db_stmt(cx->db, &policy_definition);
	const char *text;

	bind_i64(s, id.v);
	bind_i64(s, version);
	TRY(db_run_text(s, cx->arena, &text));
	return read_rules(cx, a, text, ret);
}

enum err policy_open(struct cx *cx, policy_id id, i64 version, struct policy_rules **ret)
{
	struct policy_rules *rules = supposed_policy(cx, id, version);
	struct arena *arena;
	enum err e;

	if (!rules)
		rules = (struct policy_rules *)cache_get(&cache, id.v, version);
	if (!rules) {
		arena = arena_new(RULES_ARENA);
		e = load_rules(cx, arena, id, version, &rules);
		if (e) {
			arena_free(arena);
			return e;
		}
		rules->arena = arena;
		rules = (struct policy_rules *)cache_put(&cache, id.v, version, &rules->cached);
	}
	*ret = rules;
	return OK;
}

void policy_release(struct policy_rules *rules)
{
	cache_release(&cache, (struct cached *)rules);
}

void policy_cleanup(struct policy_rules **rules)
{
	policy_release(*rules);
}

/* Id and version of a policy in force. */
struct version {
	policy_id id;
	i64 version;
};

static enum err list_in_force(struct cx *cx, struct version **ret, int *ret_n)
{
	struct version *v = ARENA_ARRAY(cx->arena, struct version, POLICY_COUNT);
	struct stmt *s = db_stmt(cx->db, &policy_in_force);
	int n = 0;

	while (n < POLICY_COUNT && db_row(s)) {
		v[n].id.v = col_i64(s);
		v[n++].version = col_i64(s);
	}
	TRY(db_done(s));
	*ret = v;
	*ret_n = n;
	return OK;
}

enum err policy_match(struct cx *cx, const struct ticket *t, policy_id *ret_id, i64 *ret_version,
	struct policy_rules **ret_rules)
{
	struct version *v;
	int n;

	*ret_rules = NULL;
	if (cx->supposed)
		return supposed_match(cx, t, ret_id, ret_version, ret_rules);
	TRY(list_in_force(cx, &v, &n));
	for (int i = 0; i < n; i++) {
		CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;
		bool fits;

		TRY(policy_open(cx, v[i].id, v[i].version, &rules));
		TRY(policy_fits(cx, rules, t, &fits));
		if (!fits)
			continue;
		*ret_id = v[i].id;
		*ret_version = v[i].version;
		*ret_rules = rules;
		rules = NULL;
		return OK;
	}
	return OK;
}

enum err policy_title(struct cx *cx, policy_id id, const char **ret_title)
{
	struct stmt *s = db_stmt(cx->db, &policy_title_of);
	const char *title;

	bind_i64(s, id.v);
	TRY(db_run_text(s, cx->arena, &title));
	*ret_title = title ? title : "";
	return OK;
}

enum err policy_counts_by(struct cx *cx, calendar_id calendar, bool *ret)
{
	struct version *v;
	int n;

	*ret = false;
	TRY(list_in_force(cx, &v, &n));
	for (int i = 0; i < n && !*ret; i++) {
		CLEANUP(policy_cleanup) struct policy_rules *rules = NULL;

		TRY(policy_open(cx, v[i].id, v[i].version, &rules));
		for (int k = 0; k < rules->target_count; k++)
			*ret |= rules->targets[k].calendar.v == calendar.v;
	}
	return OK;
}

static void read_head(struct cx *cx, struct stmt *s, struct policy *ret)
{
	ret->id.v = col_i64(s);
	ret->title = col_dup(s, cx->arena);
	ret->description = col_dup(s, cx->arena);
	ret->position = col_i64(s);
	ret->version = col_i64(s);
	ret->created_at = col_i64(s);
	ret->updated_at = col_i64(s);
}

enum err policy_get(struct cx *cx, policy_id id, struct policy *ret)
{
	struct stmt *s = db_stmt(cx->db, &policy_head);
	struct policy p = {0};

	bind_i64(s, id.v);
	if (db_row(s))
		read_head(cx, s, &p);
	TRY(db_done(s));
	if (!p.id.v)
		return fail_not_found(cx);
	TRY(load_rules(cx, cx->arena, id, p.version, &p.rules));
	*ret = p;
	return OK;
}

enum err policy_list(struct cx *cx, struct page *page, struct policy **ret, int *ret_n)
{
	struct policy *rows = ARENA_ARRAY(cx->arena, struct policy, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	struct stmt *s = list_open(cx, &policies_by_position, page);
	enum err damage = OK;
	int n;

	list_bind(s, &policies_by_position, page);
	for (n = 0; damage == OK && list_row(s, page, n); n++) {
		read_head(cx, s, &rows[n]);
		damage = read_rules(cx, cx->arena, col_text(s), &rows[n].rules);
		keys[n] = page_key(rows[n].position, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	TRY(damage);
	list_finish(page, rows, sizeof *rows, &n, keys);
	if (!page->cursor)
		TRY(db_run_i64(db_stmt(cx->db, &policy_count), 0, &page->count));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err policy_validate(struct cx *cx, struct policy *p)
{
	p->title = utf8_clean(cx->arena, p->title ? p->title : "");
	p->description = utf8_clean(cx->arena, p->description ? p->description : "");
	if (!*p->title)
		return fail_blank(cx, "title", "Title");
	if (utf8_length(p->title) > POLICY_TITLE || utf8_length(p->description) > TICKET_BODY_MAX)
		return fail(cx, E_INVALID, "title", "InvalidValue:long", "Title: is too long");
	TRY(policy_check(&cx->fail, p->rules));
	TRY(conditions_check(cx, &p->rules->filter, "filter"));
	if (!p->rules->target_count)
		return fail_blank(cx, "policy_metrics", "Policy metrics");
	for (int i = 0; i < p->rules->target_count; i++) {
		struct calendar c;
		enum err e = calendar_get(cx, p->rules->targets[i].calendar, &c);

		if (e == E_NOT_FOUND) {
			cx->fail = (struct failure){0};
			return fail_invalid(cx, "schedule_id", "Schedule");
		}
		TRY(e);
	}
	return OK;
}

static enum err rules_text(struct cx *cx, const struct policy_rules *rules, char **ret)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(DEFINITION_MAX);
	struct jw w;

	jw_init(&w, &text);
	policy_write(&w, NULL, rules);
	if (text.failed)
		return fail(cx, E_INVALID, "filter", "InvalidValue:long", "Filter: is too long");
	*ret = arena_strndup(cx->arena, text.p, text.n);
	return OK;
}

static enum err write_version(struct cx *cx, const struct policy *p)
{
	struct stmt *s;
	char *text;

	TRY(rules_text(cx, p->rules, &text));
	cache_drop(&cache, p->id.v, p->version);
	s = db_stmt(cx->db, &policy_version_insert);
	bind_i64(s, p->id.v);
	bind_i64(s, p->version);
	bind_text(s, text);
	bind_i64(s, cx->now);
	return db_run(s);
}

static enum err tell(struct cx *cx, const struct policy *p, const char *what)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(8192);
	struct jw w;

	jw_init(&w, &text);
	jw_object(&w, NULL);
	jw_str(&w, "change", what);
	jw_str(&w, "title", p->title);
	jw_i64(&w, "version", p->version);
	jw_end(&w);
	return event_add(cx, EVENT_POLICY_CHANGED, (ticket_id){0}, p->id.v, text.p, NULL);
}

/* The others from this position on move down by one. */
static enum err make_room(struct cx *cx, const struct policy *p)
{
	struct stmt *s = db_stmt(cx->db, &policy_make_room);

	bind_i64(s, p->position);
	bind_i64(s, p->id.v);
	return db_run(s);
}

static enum err check_position(struct cx *cx, const struct policy *p)
{
	if (p->position >= 0 && p->position <= INT32_MAX)
		return OK;
	return fail_invalid(cx, "position", "Position");
}

enum err policy_create(struct cx *cx, struct policy *p)
{
	struct stmt *s;
	i64 count, last;

	TRY(check_position(cx, p));
	TRY(policy_validate(cx, p));
	TRY(db_run_i64(db_stmt(cx->db, &policy_count), 0, &count));
	if (count >= POLICY_COUNT)
		return failure_about(&cx->fail,
			fail(cx, E_INVALID, "base", "InvalidValue:too_many",
				"There can be at most %d SLA policies", POLICY_COUNT),
			"%d", POLICY_COUNT);
	TRY(db_run_i64(db_stmt(cx->db, &policy_last), 0, &last));
	if (p->position)
		TRY(make_room(cx, p));
	else
		p->position = last + 1;
	p->version = 1;
	p->created_at = p->updated_at = cx->now;
	s = db_stmt(cx->db, &policy_insert);
	bind_text(s, p->title);
	bind_text(s, p->description);
	bind_i64(s, p->position);
	bind_i64(s, cx->now);
	bind_i64(s, cx->now);
	TRY(db_run_id(s, &p->id.v));
	TRY(write_version(cx, p));
	return tell(cx, p, "created");
}

static enum err update_head(struct cx *cx, const struct policy *p)
{
	struct stmt *s = db_stmt(cx->db, &policy_change);

	bind_text(s, p->title);
	bind_text(s, p->description);
	bind_i64(s, p->position);
	bind_i64(s, p->version);
	bind_i64(s, cx->now);
	bind_i64(s, p->id.v);
	return db_run(s);
}

enum err policy_update(struct cx *cx, struct policy *p)
{
	struct policy before;
	char *old_text, *new_text;

	TRY(policy_get(cx, p->id, &before));
	TRY(policy_validate(cx, p));
	TRY(rules_text(cx, before.rules, &old_text));
	TRY(rules_text(cx, p->rules, &new_text));
	p->version = before.version;
	p->created_at = before.created_at;
	p->updated_at = cx->now;
	TRY(check_position(cx, p));
	if (!p->position)
		p->position = before.position;
	if (p->position != before.position)
		TRY(make_room(cx, p));
	if (strcmp(old_text, new_text) != 0) {
		p->version++;
		TRY(write_version(cx, p));
	}
	TRY(update_head(cx, p));
	return tell(cx, p, "updated");
}

enum err policy_delete(struct cx *cx, policy_id id)
{
	struct policy p;
	struct stmt *s;

	TRY(policy_get(cx, id, &p));
	s = db_stmt(cx->db, &policy_remove);
	bind_i64(s, cx->now);
	bind_i64(s, id.v);
	TRY(db_run(s));
	return tell(cx, &p, "deleted");
}

static enum err move_to(struct cx *cx, i64 id, i64 position)
{
	struct stmt *s = db_stmt(cx->db, &policy_move);

	bind_i64(s, position);
	bind_i64(s, cx->now);
	bind_i64(s, id);
	return db_run(s);
}

enum err policy_reorder(struct cx *cx, const struct id_list *ids)
{
	struct policy p = {.title = ""};
	struct version *v;
	i64 position = 0;
	int n;

	TRY(list_in_force(cx, &v, &n));
	for (int i = 0; i < ids->n; i++) {
		TRY(policy_get(cx, (policy_id){ids->v[i]}, &p));
		TRY(move_to(cx, ids->v[i], ++position));
	}
	for (int i = 0; i < n; i++)
		if (!id_list_has(ids, v[i].id.v))
			TRY(move_to(cx, v[i].id.v, ++position));
	return ids->n ? tell(cx, &p, "reordered") : OK;
}

enum err policy_seed(struct cx *cx)
{
	struct policy_rules rules = {0};
	struct policy p = {.title = "Reply within 10 hours",
		.description = "Every customer's message is answered within 10 hours.",
		.rules = &rules};

	for (int priority = PRIORITY_LOW; priority <= PRIORITY_URGENT; priority++) {
		for (int kind = WAIT_FIRST_REPLY; kind <= WAIT_NEXT_REPLY; kind++)
			rules.targets[rules.target_count++] =
				(struct sla_target){(enum priority)priority, (enum wait_kind)kind,
					600 * 60, 480 * 60, {CALENDAR_ALWAYS}};
	}
	return policy_create(cx, &p);
}
