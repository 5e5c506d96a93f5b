/*
 * Lists and counts of views. A list selects ids and keys only, from an index where it can; the
 * rows of one page are read after that. Keys of group and sort travel in the cursor as text.
 */
#include "base/utf8.h"
#include "domain/ticket_i.h"
#include "view_i.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_TEXT = 164 };
#define GAP "\x1f" /* between the two keys; never in what is stored */

/* Text keys are short: two must fit into PAGE_KEY. */
#define TEXT_KEY(sql) "coalesce(lower(substr(" sql ", 1, 40)), '')"
#define NAME_OF(column) \
	TEXT_KEY("(SELECT ku.name_fold FROM user_account ku WHERE ku.id = " column ")")
#define GROUP_NAME TEXT_KEY("(SELECT kg.name_fold FROM agent_group kg WHERE kg.id = t.group_id)")
#define ORGANIZATION_NAME \
	TEXT_KEY("(SELECT ko.name_fold FROM organization ko WHERE ko.id = t.organization_id)")
#define SINCE(column) \
	"coalesce((SELECT ki." column " FROM ticket_since ki WHERE ki.ticket_id = t.id), "

/* X(name, title, groupable, key is text, key; NULL: no sorting) */
#define COLUMN_LIST(X) \
	X("id", "ID", false, false, "t.id") \
	X("nice_id", "ID", false, false, "t.id") \
	X("ticket_id", "ID", false, false, "t.id") \
	X("subject", "Subject", false, true, TEXT_KEY("t.subject")) \
	X("description", "Description", false, false, NULL) \
	X("status", "Status", true, false, "t.status") \
	X("type", "Type", true, false, "t.type") \
	X("ticket_type", "Type", true, false, "t.type") \
	X("priority", "Priority", true, false, "t.priority") \
	X("group", "Group", true, true, GROUP_NAME) \
	X("group_id", "Group", true, true, GROUP_NAME) \
	X("assignee", "Assignee", true, true, NAME_OF("t.assignee_id")) \
	X("assignee_id", "Assignee", true, true, NAME_OF("t.assignee_id")) \
	X("requester", "Requester", true, true, NAME_OF("t.requester_id")) \
	X("requester_id", "Requester", true, true, NAME_OF("t.requester_id")) \
	X("submitter", "Submitter", true, true, NAME_OF("t.submitter_id")) \
	X("submitter_id", "Submitter", true, true, NAME_OF("t.submitter_id")) \
	X("organization", "Organization", true, true, ORGANIZATION_NAME) \
	X("organization_id", "Organization", true, true, ORGANIZATION_NAME) \
	X("created", "Created", false, false, "t.created_at") \
	X("created_at", "Created", false, false, "t.created_at") \
	X("updated", "Updated", false, false, "t.updated_at") \
	X("updated_at", "Updated", false, false, "t.updated_at") \
	X("updated_requester", "Requester updated", false, false, \
		SINCE("requester_at") "t.created_at)") \
	X("updated_assignee", "Assignee updated", false, false, SINCE("assignee_at") "0)") \
	X("assigned", "Assigned", false, false, \
		"CASE WHEN t.assignee_id IS NULL THEN 0 ELSE " SINCE( \
			"assigned_at") "t.created_at) END") \
	X("solved", "Solved", false, false, "coalesce(t.solved_at, 0)") \
	X("due_date", "Due date", false, false, "coalesce(t.due_at, 0)") \
	X("due_at", "Due date", false, false, "coalesce(t.due_at, 0)") \
	X("sla_next_breach_at", "Next SLA breach", false, false, \
		"CASE WHEN t.next_left_s IS NULL AND t.next_due_at IS NOT NULL " \
		"THEN t.next_due_at " \
		"ELSE 4611686018427387904 END") \
	X("satisfaction_score", "Satisfaction", true, false, \
		"coalesce((SELECT kr.score FROM satisfaction_rating kr WHERE " \
		"kr.ticket_id = t.id), 0)") \
	X("brand", "Brand", true, false, "coalesce(t.brand_id, 1)") \
	X("ticket_form", "Form", true, false, "coalesce(t.ticket_form_id, 1)") \
	X("via", "Channel", true, false, "t.channel") \
	X("tags", "Tags", false, false, NULL) \
	X("reopens", "Reopens", false, false, "t.reopens")

static const struct view_column columns[] = {
#define X(name, title, groupable, text, key) {name, title, (key) != NULL, groupable},
	COLUMN_LIST(X)
#undef X
		{0}};

static const struct view_key {
	const char *sql;
	bool text;
} keys[] = {
#define X(name, title, groupable, text, key) {key, text},
	COLUMN_LIST(X)
#undef X
};

const char *const view_sorts[] = {VIEW_SORT,
#define X(name, title, groupable, text, key) name,
	COLUMN_LIST(X)
#undef X
		NULL};

const struct view_column *view_columns(void)
{
	return columns;
}

const struct view_column *view_column_find(const char *name)
{
	for (const struct view_column *c = columns; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

bool view_column_is_custom(const char *name)
{
	static const char prefix[] = "custom_fields_";
	const char *number = name + sizeof prefix - 1;

	return strncmp(name, prefix, sizeof prefix - 1) == 0 && *number &&
	       strspn(number, "0123456789") == strlen(number);
}

static const struct view_key *find_key(const char *name)
{
	for (size_t i = 0; name && i < COUNT_OF(keys); i++)
		if (strcmp(columns[i].name, name) == 0 && keys[i].sql)
			return &keys[i];
	return NULL;
}

/* --- order --- */

/* How a list is walked: group before sort before id. */
struct order {
	const struct view_key *group; /* NULL: none */
	const struct view_key *sort;
	bool group_down, down;
	bool walked; /* what is walked has this order, so nothing needs to be sorted */
};

static struct order order_of(const struct view_output *output, const struct page *page)
{
	struct order o = {.sort = find_key("id"), .down = true};

	if (strcmp(page->sort, VIEW_SORT) != 0) {
		const struct view_key *named = find_key(page->sort);

		o.sort = named ? named : o.sort;
		o.down = page->descending;
	} else {
		const struct view_key *named = find_key(output->sort_by);

		o.group = find_key(output->group_by);
		o.group_down = output->group_descending;
		o.sort = named ? named : o.sort;
		o.down = named ? output->sort_descending : true;
	}
	o.group_down = o.group_down != page->backward;
	o.down = o.down != page->backward;
	return o;
}

static void add_key(struct compose *sql, const struct view_key *key, const char *text)
{
	char value[PAGE_KEY];
	const char *end = strstr(text, GAP);
	size_t n = end ? (size_t)(end - text) : strlen(text);

	if (!key->text) {
		compose_number(sql, "?", strtoll(text, NULL, 10));
		return;
	}
	memcpy(value, text, n);
	value[n] = 0;
	compose_text(sql, "?", arena_strndup(sql->cx->arena, value, n));
}

/* Has the index that is walked the order of the list? */
static bool is_walked(const struct view_plan *plan, const struct order *o)
{
	if (o->group)
		return false;
	return plan->driver == DRIVE_ORDER ||
	       (strcmp(o->sort->sql, "t.updated_at") == 0 && view_walks_updated(plan));
}

/* The sort key; the "+" keeps the engine from walking another index for its order. */
static void add_sort(struct compose *sql, const struct order *o)
{
	compose_add(sql, o->walked || o->sort->text ? "" : "+");
	compose_add(sql, o->sort->sql);
}

/* What lies behind the row that the page begins at. */
static void add_after(struct compose *sql, const struct order *o, const struct page_key *at)
{
	const char *sort = strstr(at->text, GAP);

	sort = sort ? sort + strlen(GAP) : at->text;
	compose_add(sql, " AND ");
	if (o->group) {
		compose_add(sql, "(");
		compose_add(sql, o->group->sql);
		compose_add(sql, o->group_down ? " < " : " > ");
		add_key(sql, o->group, at->text);
		compose_add(sql, " OR (");
		compose_add(sql, o->group->sql);
		compose_add(sql, " = ");
		add_key(sql, o->group, at->text);
		compose_add(sql, " AND ");
	}
	compose_add(sql, "(");
	add_sort(sql, o);
	compose_add(sql, o->down ? ", t.id) < (" : ", t.id) > (");
	add_key(sql, o->sort, sort);
	compose_number(sql, ", ?)", at->id);
	compose_add(sql, o->group ? "))" : "");
}

static void add_order(struct compose *sql, const struct order *o)
{
	compose_add(sql, " ORDER BY ");
	if (o->group) {
		compose_add(sql, o->group->sql);
		compose_add(sql, o->group_down ? " DESC, " : ", ");
	}
	add_sort(sql, o);
	compose_add(sql, o->down ? " DESC, t.id DESC" : ", t.id");
}

/* --- lists --- */

static void add_text(struct buf *out, const char *text)
{
	size_t n = text ? strlen(text) : 0;

	while (n > KEY_TEXT || (n == KEY_TEXT && ((unsigned char)text[n] & 0xc0) == 0x80))
		n--;
	buf_add(out, text ? text : "", n);
}

/* The id and the keys of a row. */
static struct page_key read_key(struct stmt *s, const struct order *o)
{
	struct buf text = BUF_INIT(PAGE_KEY);
	const struct view_key *parts[] = {o->group, o->sort};
	struct page_key key;
	i64 id = col_i64(s);

	for (int i = 0; i < 2; i++) {
		if (!parts[i])
			continue;
		if (parts[i]->text)
			add_text(&text, col_text(s));
		else
			buf_i64(&text, col_i64(s));
		buf_str(&text, i ? "" : GAP);
	}
	key = page_key(0, text.p, id);
	buf_free(&text);
	return key;
}

static void add_select(struct compose *sql, const struct order *o)
{
	compose_add(sql, "SELECT t.id, ");
	if (o->group) {
		compose_add(sql, o->group->sql);
		compose_add(sql, ", ");
	}
	compose_add(sql, o->sort->sql);
}

static bool has_words(const struct view_plan *plan)
{
	return plan->words.all.n || plan->words.any.n;
}

/* Rows of a statement that do, up to the limit and one more. With words SQL gave more rows than
 * are wanted, and *ret_last is the last that was looked at when the look ended early. */
struct walk {
	const struct view_plan *plan;
	const struct order *order;
	struct page *page;
	struct page_key *keys;
	int n;
	bool cut;
	struct page_key last;
};

static enum err walk_words(struct walk *w, struct stmt *s)
{
	struct arena *scratch = arena_new(ARENA_ITEM_MAX);
	i64 skip = w->page->cursor ? 0 : w->page->offset;
	enum err e = OK;
	int looked = 0;

	while (e == OK && w->n <= w->page->limit && looked < VIEW_LOOK_MAX && db_row(s)) {
		bool fits = false;

		looked++;
		w->last = read_key(s, w->order);
		e = view_words_fit(w->plan, (ticket_id){w->last.id}, scratch, &fits);
		if (e == OK && fits && skip-- <= 0)
			w->keys[w->n++] = w->last;
	}
	w->cut = looked == VIEW_LOOK_MAX;
	arena_free(scratch);
	return e;
}

static enum err walk_rows(struct walk *w, struct stmt *s)
{
	enum err e = OK, done;

	if (has_words(w->plan))
		e = walk_words(w, s);
	else
		while (list_row(s, w->page, w->n))
			w->keys[w->n++] = read_key(s, w->order);
	done = db_done(s);
	return e ? e : done;
}

/* There is more behind the last row that was looked at. */
static void go_on_behind(struct page *page, const struct page_key *last)
{
	if (!page->rows)
		page->first = page->last = *last;
	*(page->backward ? &page->first : &page->last) = *last;
	page->rows = page->rows ? page->rows : 1;
	page->has_more = true;
}

/* Ids of the page, in order. */
static enum err list_ids(struct cx *cx, const struct view_plan *plan, const struct order *order,
	struct page *page, struct id_list *ret)
{
	CLEANUP(compose_free) struct compose sql = COMPOSE_INIT(cx);
	struct walk w = {.plan = plan, .order = order, .page = page};
	i64 *ids = ARENA_ARRAY(cx->arena, i64, page->limit + 1);
	bool words = has_words(plan);
	struct stmt *s;

	w.keys = ARENA_ARRAY(cx->arena, struct page_key, page->limit + 1);
	add_select(&sql, order);
	TRY(view_sql_where(plan, &sql));
	if (page->has_at)
		add_after(&sql, order, &page->at);
	add_order(&sql, order);
	compose_number(&sql, " LIMIT ?", words ? VIEW_LOOK_MAX : page->limit + 1);
	compose_number(&sql, " OFFSET ?", words || page->cursor ? 0 : page->offset);
	TRY(compose_open(&sql, &s));
	TRY(walk_rows(&w, s));
	for (int i = 0; i < w.n; i++)
		ids[i] = w.keys[i].id;
	list_finish(page, ids, sizeof *ids, &w.n, w.keys);
	if (w.cut && page->cursor && !page->has_more)
		go_on_behind(page, &w.last);
	*ret = (struct id_list){ids, w.n};
	return OK;
}

static enum err load_rows(struct cx *cx, const struct id_list *ids, struct ticket **ret, int *ret_n)
{
	struct ticket *rows = ARENA_ARRAY(cx->arena, struct ticket, ids->n + 1);

	for (int i = 0; i < ids->n; i++) {
		struct ticket *t;

		TRY(ticket_load(cx, (ticket_id){ids->v[i]}, &t));
		rows[i] = *t;
	}
	*ret = rows;
	*ret_n = ids->n;
	return OK;
}

/* --- whole lists --- */

/* The key of the row's group: number or text. */
static const char *read_group(struct arena *a, struct stmt *s, const struct order *o)
{
	const char *text;

	if (!o->group)
		return NULL;
	if (!o->group->text)
		return arena_printf(a, "%" PRId64, col_i64(s));
	text = col_text(s);
	return text ? text : "";
}

static enum err walk_all(const struct view_plan *plan, const struct order *o, struct stmt *s,
	view_row *fn, void *self)
{
	struct arena *scratch = arena_new(ARENA_ITEM_MAX), *key = arena_new(ARENA_ITEM_MAX);
	bool words = has_words(plan), fits = true;
	enum err e = OK;

	while (e == OK && db_row(s)) {
		i64 id = col_i64(s);
		const char *group;

		arena_reset(key);
		group = read_group(key, s, o);
		if (words)
			e = view_words_fit(plan, (ticket_id){id}, scratch, &fits);
		if (e == OK && fits)
			e = fn(self, id, group);
	}
	arena_free(scratch);
	arena_free(key);
	return e;
}

enum err view_walk(struct cx *cx, const struct conditions *conditions,
	const struct view_output *output, int most, view_row *fn, void *self)
{
	CLEANUP(compose_free) struct compose sql = COMPOSE_INIT(cx);
	const struct page whole = {.sort = VIEW_SORT};
	struct order order = order_of(output, &whole);
	struct view_plan plan;
	struct stmt *s;
	enum err e, done;

	TRY(view_plan(cx, conditions, &plan));
	order.walked = is_walked(&plan, &order);
	compose_add(&sql, "SELECT t.id");
	if (order.group) {
		compose_add(&sql, ", ");
		compose_add(&sql, order.group->sql);
	}
	TRY(view_sql_where(&plan, &sql));
	add_order(&sql, &order);
	compose_number(&sql, " LIMIT ?", has_words(&plan) ? VIEW_LOOK_MAX : most);
	TRY(compose_open(&sql, &s));
	e = walk_all(&plan, &order, s, fn, self);
	done = db_done(s);
	return e ? e : done;
}

/* --- counts --- */

static enum err count_words(
	struct cx *cx, const struct view_plan *plan, struct compose *sql, i64 *ret)
{
	struct order order = {.sort = find_key("id"), .down = true};
	struct page page = {.limit = VIEW_LOOK_MAX, .cursor = true};
	struct walk w = {.plan = plan, .order = &order, .page = &page};
	struct stmt *s;

	w.keys = ARENA_ARRAY(cx->arena, struct page_key, VIEW_LOOK_MAX + 1);
	add_select(sql, &order);
	TRY(view_sql_where(plan, sql));
	add_order(sql, &order);
	compose_number(sql, " LIMIT ?", VIEW_LOOK_MAX);
	TRY(compose_open(sql, &s));
	TRY(walk_rows(&w, s));
	*ret = w.n;
	return OK;
}

enum err view_count_rows(struct cx *cx, const struct view_plan *plan, i64 most, i64 *ret)
{
	CLEANUP(compose_free) struct compose sql = COMPOSE_INIT(cx);
	struct stmt *s;

	if (has_words(plan))
		return count_words(cx, plan, &sql, ret);
	*ret = plan->status_rows;
	if (plan->status_alone)
		return OK;
	compose_add(&sql, "SELECT count(*) FROM (SELECT 1");
	TRY(view_sql_where(plan, &sql));
	compose_number(&sql, " LIMIT ?) n", most);
	TRY(compose_open(&sql, &s));
	return db_run_i64(s, 0, ret);
}

enum err view_tickets(struct cx *cx, const struct conditions *conditions,
	const struct view_output *output, struct page *page, struct ticket **ret, int *ret_n)
{
	struct order order = order_of(output, page);
	struct view_plan plan;
	struct id_list ids;

	TRY(view_plan(cx, conditions, &plan));
	order.walked = is_walked(&plan, &order);
	TRY(list_ids(cx, &plan, &order, page, &ids));
	/* offset pages end at PAGING_DEPTH, so nobody needs to know of more */
	if (!page->cursor)
		TRY(view_count_rows(cx, &plan, TICKET_COUNT_MAX, &page->count));
	return load_rows(cx, &ids, ret, ret_n);
}
