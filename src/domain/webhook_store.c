/* Rows of webhooks. They are few (WEBHOOK_COUNT_MAX), so scans of the table are fine. */
#include "webhook_i.h"

#include "base/json.h"
#include "base/jsonw.h"
#include "base/utf8.h"
#include "people_i.h"

#include <string.h>

#define COLUMNS \
	"SELECT w.id, w.name, w.description, w.endpoint, w.active, w.method, w.format, w.auth, " \
	"w.auth_name, w.auth_value, w.headers, w.subscriptions, w.secret, w.failures, " \
	"w.failing_since, w.paused_until, w.disabled_at, w.created_at, w.created_by, " \
	"w.updated_at, w.updated_by, " \
	"(SELECT MAX(o.done_at) FROM outbox o WHERE o.webhook_id = w.id)"
#define WANTED \
	" FROM webhook w WHERE w.deleted_at IS NULL AND w.active BETWEEN ? AND ? " \
	"AND w.name_fold LIKE ? ESCAPE '\\'"

enum { HEADERS_TEXT_MAX = 64 * 1024, LIKE_MAX = 512 };

LIST(webhooks_by_id, COLUMNS WANTED, "w.id", "w.id");
LIST(webhooks_by_status, COLUMNS WANTED, "w.active", "w.id");
LIST_TEXT(webhooks_by_name, COLUMNS ", w.name_fold" WANTED, "w.name_fold", "w.id");
QUERY(webhook_count_filtered, "SELECT COUNT(*)" WANTED);
QUERY(webhook_select, COLUMNS " FROM webhook w WHERE w.id = ? AND w.deleted_at IS NULL");
QUERY(webhook_select_active, COLUMNS " FROM webhook w WHERE w.active = 1 "
				     "AND w.deleted_at IS NULL ORDER BY w.id");
QUERY(webhook_count_live, "SELECT COUNT(*) FROM webhook WHERE deleted_at IS NULL");
QUERY(webhook_insert,
	"INSERT INTO webhook (name, name_fold, description, endpoint, active, method, format, "
	"auth, auth_name, auth_value, headers, subscriptions, secret, updated_at, updated_by, "
	"created_at, created_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
	"RETURNING id");
QUERY(webhook_update_row,
	"UPDATE webhook SET name = ?, name_fold = ?, description = ?, endpoint = ?, active = ?, "
	"method = ?, format = ?, auth = ?, auth_name = ?, auth_value = ?, headers = ?, "
	"subscriptions = ?, secret = ?, updated_at = ?, updated_by = ? WHERE id = ?");
QUERY(webhook_update_health,
	"UPDATE webhook SET failures = ?, failing_since = ?, paused_until = ?, disabled_at = ?, "
	"active = ? WHERE id = ?");
QUERY(webhook_mark_deleted,
	"UPDATE webhook SET deleted_at = ?, active = 0, auth_name = NULL, auth_value = NULL, "
	"headers = '[]', secret = '' WHERE id = ?");

static void read_headers(struct stmt *s, struct arena *a, struct webhook *w)
{
	const char *text = col_text(s);
	CLEANUP(json_cleanup) json_t *j = text ? json_parse(text, strlen(text), NULL, 0) : NULL;
	const json_t *pair;
	size_t i;

	w->headers = ARENA_ARRAY(a, struct webhook_header, json_array_size(j) + 1);
	json_array_foreach (j, i, pair) {
		const char *name = json_string_value(json_array_get(pair, 0));
		const char *value = json_string_value(json_array_get(pair, 1));

		if (name && value)
			w->headers[w->header_count++] = (struct webhook_header){
				arena_strdup(a, name), arena_strdup(a, value)};
	}
}

static void read_subscriptions(struct stmt *s, struct arena *a, struct webhook *w)
{
	char *text = col_dup(s, a), *save = NULL;

	w->subscriptions.v = ARENA_ARRAY(a, const char *, WEBHOOK_SUBSCRIPTIONS_MAX);
	for (char *p = strtok_r(text, " ", &save); p; p = strtok_r(NULL, " ", &save))
		if (w->subscriptions.n < WEBHOOK_SUBSCRIPTIONS_MAX)
			w->subscriptions.v[w->subscriptions.n++] = p;
}

static void read_row(struct stmt *s, struct arena *a, struct webhook *w)
{
	w->id.v = col_i64(s);
	w->name = col_dup(s, a);
	w->description = col_dup(s, a);
	w->endpoint = col_dup(s, a);
	w->active = col_bool(s);
	w->method = (enum webhook_method)col_i64(s);
	w->format = (enum webhook_format)col_i64(s);
	w->auth = (enum webhook_auth)col_i64(s);
	w->auth_name = col_dup(s, a);
	w->auth_value = col_dup(s, a);
	read_headers(s, a, w);
	read_subscriptions(s, a, w);
	w->secret = col_dup(s, a);
	w->failures = (int)col_i64(s);
	w->failing_since = col_i64(s);
	w->paused_until = col_i64(s);
	w->disabled_at = col_i64(s);
	w->created_at = col_i64(s);
	w->created_by.v = col_i64(s);
	w->updated_at = col_i64(s);
	w->updated_by.v = col_i64(s);
	w->delivered_at = col_i64(s);
	webhook_key_write(w->key, w->created_at, w->id.v);
}

enum err webhook_store_load(struct cx *cx, webhook_id id, struct webhook **ret)
{
	struct stmt *s = db_stmt(cx->db, &webhook_select);
	struct webhook *w = NULL;

	bind_i64(s, id.v);
	if (db_row(s)) {
		w = ARENA_NEW(cx->arena, struct webhook);
		read_row(s, cx->arena, w);
	}
	TRY(db_done(s));
	*ret = w;
	return OK;
}

enum err webhook_store_active(struct cx *cx, struct webhook **ret, int *ret_n)
{
	struct webhook *rows = ARENA_ARRAY(cx->arena, struct webhook, WEBHOOK_COUNT_MAX);
	struct stmt *s = db_stmt(cx->db, &webhook_select_active);
	int n = 0;

	while (n < WEBHOOK_COUNT_MAX && db_row(s))
		read_row(s, cx->arena, &rows[n++]);
	TRY(db_done(s));
	*ret = rows;
	*ret_n = n;
	return OK;
}

enum err webhook_store_count(struct cx *cx, i64 *ret)
{
	return db_run_i64(db_stmt(cx->db, &webhook_count_live), 0, ret);
}

static const char *headers_text(struct cx *cx, const struct webhook *w)
{
	CLEANUP(buf_free) struct buf b = BUF_INIT(HEADERS_TEXT_MAX);
	struct jw jw;

	jw_init(&jw, &b);
	jw_array(&jw, NULL);
	for (int i = 0; i < w->header_count; i++) {
		jw_array(&jw, NULL);
		jw_str(&jw, NULL, w->headers[i].name);
		jw_str(&jw, NULL, w->headers[i].value);
		jw_end(&jw);
	}
	jw_end(&jw);
	return arena_strndup(cx->arena, b.p, b.n);
}

static const char *subscriptions_text(struct cx *cx, const struct webhook *w)
{
	const char *text = "";

	for (int i = 0; i < w->subscriptions.n; i++)
		text = arena_printf(cx->arena, "%s%s%s", text, i ? " " : "", w->subscriptions.v[i]);
	return text;
}

/* The columns that insert and update share, in their common order. */
static void bind_webhook(struct stmt *s, struct cx *cx, const struct webhook *w)
{
	bind_text(s, w->name);
	bind_text(s, fold_key(cx->arena, w->name));
	bind_text(s, w->description);
	bind_text(s, w->endpoint);
	bind_bool(s, w->active);
	bind_i64(s, w->method);
	bind_i64(s, w->format);
	bind_i64(s, w->auth);
	bind_text(s, w->auth_name);
	bind_text(s, w->auth_value);
	bind_text(s, headers_text(cx, w));
	bind_text(s, subscriptions_text(cx, w));
	bind_text(s, w->secret);
	bind_i64(s, cx->now);
	bind_ref(s, cx->actor.id.v);
}

enum err webhook_store_insert(struct cx *cx, struct webhook *w)
{
	struct stmt *s = db_stmt(cx->db, &webhook_insert);

	bind_webhook(s, cx, w);
	bind_i64(s, cx->now);
	bind_ref(s, cx->actor.id.v);
	TRY(db_run_id(s, &w->id.v));
	w->created_at = w->updated_at = cx->now;
	w->created_by = w->updated_by = cx->actor.id;
	webhook_key_write(w->key, w->created_at, w->id.v);
	return OK;
}

enum err webhook_store_update(struct cx *cx, const struct webhook *w)
{
	struct stmt *s = db_stmt(cx->db, &webhook_update_row);

	bind_webhook(s, cx, w);
	bind_i64(s, w->id.v);
	return db_run(s);
}

enum err webhook_store_health(struct cx *cx, const struct webhook *w)
{
	struct stmt *s = db_stmt(cx->db, &webhook_update_health);

	bind_i64(s, w->failures);
	bind_i64(s, w->failing_since);
	bind_i64(s, w->paused_until);
	bind_i64(s, w->disabled_at);
	bind_bool(s, w->active);
	bind_i64(s, w->id.v);
	return db_run(s);
}

enum err webhook_store_delete(struct cx *cx, webhook_id id)
{
	struct stmt *s = db_stmt(cx->db, &webhook_mark_deleted);

	bind_i64(s, cx->now);
	bind_i64(s, id.v);
	return db_run(s);
}

/* "%words%", the words' own wildcards escaped. */
static const char *like_pattern(struct cx *cx, const char *words)
{
	CLEANUP(buf_free) struct buf b = BUF_INIT(4 * LIKE_MAX);
	const char *fold = words ? fold_key(cx->arena, words) : "";

	buf_char(&b, '%');
	for (const char *p = fold; *p; p++) {
		if (*p == '%' || *p == '_' || *p == '\\')
			buf_char(&b, '\\');
		buf_char(&b, *p);
	}
	buf_char(&b, '%');
	return arena_strdup(cx->arena, b.p);
}

static void bind_filter(struct stmt *s, struct cx *cx, const struct webhook_filter *f)
{
	bind_i64(s, f->status && strcmp(f->status, "active") == 0);
	bind_i64(s, !f->status || strcmp(f->status, "inactive") != 0);
	bind_text(s, like_pattern(cx, f->name_contains));
}

static const struct list_def *list_of(const struct page *page)
{
	if (strcmp(page->sort, "name") == 0)
		return &webhooks_by_name;
	return strcmp(page->sort, "status") == 0 ? &webhooks_by_status : &webhooks_by_id;
}

enum err webhook_list(struct cx *cx, const struct webhook_filter *filter, struct page *page,
	struct webhook **ret, int *ret_n)
{
	struct webhook *rows = ARENA_ARRAY(cx->arena, struct webhook, page->limit + 1);
	struct page_key *keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	const struct list_def *list = list_of(page);
	struct stmt *s = list_open(cx, list, page);
	int n;

	bind_filter(s, cx, filter);
	list_bind(s, list, page);
	for (n = 0; list_row(s, page, n); n++) {
		read_row(s, cx->arena, &rows[n]);
		keys[n] = list->text_key ? page_key(0, col_text(s), rows[n].id.v)
			  : list == &webhooks_by_status
				  ? page_key(rows[n].active, NULL, rows[n].id.v)
				  : page_key(rows[n].id.v, NULL, rows[n].id.v);
	}
	TRY(db_done(s));
	list_finish(page, rows, sizeof *rows, &n, keys);
	*ret = rows;
	*ret_n = n;
	if (page->cursor)
		return OK;
	s = db_stmt(cx->db, &webhook_count_filtered);
	bind_filter(s, cx, filter);
	return db_run_i64(s, 0, &page->count);
}
