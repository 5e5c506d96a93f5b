/*
 * Searches as SQL. The text is composed of the literals in this file, every value is bound; the
 * words go to the full text index as one bound condition in which each is quoted.
 *
 * Words are looked up first, newest comment first, in a window of bounded size; the rest of the
 * terms are conditions on the tickets of that window. Without words the tickets are walked in the
 * order that is asked for.
 */
#include "domain/people_i.h"
#include "domain/search_i.h"
#include "domain/ticket_i.h"
#include "domain/user.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { BINDS_MAX = 160, SQL_MAX = 32768 };

/* What a key's value is, which says how a condition is made of it. */
enum value_kind {
	V_NONE,
	V_STATUS,
	V_PRIORITY,
	V_TYPE,
	V_CHANNEL,
	V_TIME,
	V_NUMBER,
	V_TEXT,
	V_USER,	   /* the column is compared */
	V_USER_IN, /* the column is inside a subquery of ticket ids */
	V_GROUP,
	V_ORGANIZATION,
	V_TAG,
	V_FIELD,
	V_ANY_FIELD,
	V_ATTACHMENT,
};

static const struct search_column {
	enum value_kind kind;
	const char *sql;
} columns[] = {
	[KEY_STATUS] = {V_STATUS, "t.status"},
	[KEY_PRIORITY] = {V_PRIORITY, "t.priority"},
	[KEY_TICKET_TYPE] = {V_TYPE, "t.type"},
	[KEY_REQUESTER] = {V_USER, "t.requester_id"},
	[KEY_SUBMITTER] = {V_USER, "t.submitter_id"},
	[KEY_ASSIGNEE] = {V_USER, "t.assignee_id"},
	[KEY_CC] = {V_USER_IN, "t.id IN (SELECT cp.ticket_id FROM ticket_person cp WHERE "
			       "cp.kind = 1 AND cp.user_id"},
	[KEY_COMMENTER] = {V_USER_IN, "t.id IN (SELECT cc.ticket_id FROM comment cc WHERE "
				      "cc.author_id"},
	[KEY_SOLVED] = {V_TIME, "t.solved_at"},
	[KEY_DUE] = {V_TIME, "t.due_at"},
	[KEY_CREATED] = {V_TIME, "t.created_at"},
	[KEY_UPDATED] = {V_TIME, "t.updated_at"},
	[KEY_VIA] = {V_CHANNEL, "t.channel"},
	[KEY_FIELD_VALUE] = {V_ANY_FIELD, NULL},
	[KEY_CUSTOM_FIELD] = {V_FIELD, NULL},
	[KEY_HAS_ATTACHMENT] = {V_ATTACHMENT, NULL},
	[KEY_ID] = {V_NUMBER, "t.id"},
	[KEY_GROUP] = {V_GROUP, "t.group_id"},
	[KEY_ORGANIZATION] = {V_ORGANIZATION, "t.organization_id"},
	[KEY_TAGS] = {V_TAG, NULL},
	[KEY_EXTERNAL_ID] = {V_TEXT, "t.external_id"},
};

/* SQL text in the making, and what is bound to it. */
struct compose {
	struct cx *cx;
	struct buf sql;
	struct {
		const char *text;
		i64 number;
	} binds[BINDS_MAX];
	int bind_count;
};

static void add_number(struct compose *c, const char *sql, i64 v)
{
	buf_str(&c->sql, sql);
	if (c->bind_count < BINDS_MAX)
		c->binds[c->bind_count++].number = v;
}

static void add_text(struct compose *c, const char *sql, const char *v)
{
	buf_str(&c->sql, sql);
	if (c->bind_count < BINDS_MAX)
		c->binds[c->bind_count++].text = v;
}

static void never(struct compose *c)
{
	buf_str(&c->sql, "1 = 0");
}

static const char *op_sql(enum search_op op)
{
	switch (op) {
	case OP_IS:
		return " = ?";
	case OP_LESS:
		return " < ?";
	case OP_LESS_EQUAL:
		return " <= ?";
	case OP_MORE:
		return " > ?";
	case OP_MORE_EQUAL:
		return " >= ?";
	}
	return " = ?";
}

/* The stored number of a name; -1: there is no such value; 0: "none". */
static i64 enum_number(enum value_kind kind, const char *name)
{
	enum status status;
	enum priority priority;
	enum ticket_type type;
	enum channel channel;

	if (kind == V_STATUS)
		return status_parse(name, &status) ? (i64)status : -1;
	if (kind == V_CHANNEL)
		return channel_parse(name, &channel) ? (i64)channel : -1;
	if (strcmp(name, "none") == 0)
		return 0;
	if (kind == V_PRIORITY)
		return priority_parse(name, &priority) ? (i64)priority : -1;
	return ticket_type_parse(name, &type) ? (i64)type : -1;
}

static void add_enum(
	struct compose *c, const struct search_column *col, const struct search_term *t)
{
	i64 v = enum_number(col->kind, t->value);

	if (v < 0) {
		never(c);
		return;
	}
	buf_str(&c->sql, col->sql);
	add_number(c, op_sql(t->op), v);
}

static void add_time(
	struct compose *c, const struct search_column *col, const struct search_term *t)
{
	i64 from, to;

	if (strcmp(t->value, "none") == 0) {
		buf_printf(&c->sql, "%s IS NULL", col->sql);
		return;
	}
	if (!search_time_range(c->cx->now, t->value, &from, &to)) {
		never(c);
		return;
	}
	buf_str(&c->sql, col->sql);
	switch (t->op) {
	case OP_IS:
		add_number(c, " >= ?", from);
		buf_printf(&c->sql, " AND %s", col->sql);
		add_number(c, " < ?", to);
		break;
	case OP_LESS:
		add_number(c, " < ?", from);
		break;
	case OP_LESS_EQUAL:
		add_number(c, " < ?", to);
		break;
	case OP_MORE:
		add_number(c, " >= ?", to);
		break;
	case OP_MORE_EQUAL:
		add_number(c, " >= ?", from);
		break;
	}
}

static bool is_number(const char *s)
{
	return *s && strlen(s) <= 18 && strspn(s, "0123456789") == strlen(s);
}

/* A range of folded names that begin like the value. */
static void add_name_range(struct compose *c, const char *column, const char *value)
{
	const char *fold = fold_key(c->cx->arena, value);

	buf_str(&c->sql, column);
	add_text(c, " >= ? AND ", fold);
	buf_str(&c->sql, column);
	add_text(c, " < ?", arena_printf(c->cx->arena, "%s\xf4\x8f\xbf\xbf", fold));
}

/* Somebody named by id, "me", "none", address or the beginning of the name. */
static enum err add_user(
	struct compose *c, const struct search_column *col, const struct search_term *t)
{
	struct user *user;

	if (strcmp(t->value, "none") == 0) {
		if (col->kind == V_USER_IN)
			never(c);
		else
			buf_printf(&c->sql, "%s IS NULL", col->sql);
		return OK;
	}
	buf_str(&c->sql, col->sql);
	if (strcmp(t->value, "me") == 0) {
		add_number(c, " = ?", c->cx->actor.id.v);
	} else if (is_number(t->value)) {
		add_number(c, " = ?", atoll(t->value));
	} else if (strchr(t->value, '@')) {
		TRY(user_by_email(c->cx, t->value, &user));
		add_number(c, " = ?", user ? user->id.v : -1);
	} else {
		buf_str(&c->sql, " IN (SELECT u.id FROM user_account u WHERE ");
		add_name_range(c, "u.name_fold", t->value);
		buf_char(&c->sql, ')');
	}
	if (col->kind == V_USER_IN)
		buf_char(&c->sql, ')');
	return OK;
}

/* A group or an organisation: id, "none" or name. */
static void add_named(
	struct compose *c, const struct search_column *col, const struct search_term *t)
{
	if (strcmp(t->value, "none") == 0) {
		buf_printf(&c->sql, "%s IS NULL", col->sql);
		return;
	}
	buf_str(&c->sql, col->sql);
	if (is_number(t->value)) {
		add_number(c, " = ?", atoll(t->value));
		return;
	}
	buf_str(&c->sql, col->kind == V_GROUP ? " IN (SELECT g.id FROM agent_group g WHERE "
					      : " IN (SELECT g.id FROM organization g WHERE ");
	add_name_range(c, "g.name_fold", t->value);
	buf_str(&c->sql, " AND g.deleted_at IS NULL)");
}

static void add_tag(struct compose *c, const struct search_term *t)
{
	const char *tag = utf8_fold(c->cx->arena, t->value);

	if (strcmp(tag, "none") == 0) {
		buf_str(&c->sql, "t.tags = ''");
		return;
	}
	buf_str(&c->sql, "t.id IN (SELECT tg.ticket_id FROM ticket_tag tg WHERE tg.tag");
	if (t->prefix) {
		add_text(c, " >= ? AND tg.tag", tag);
		add_text(c, " < ?)", arena_printf(c->cx->arena, "%s\xf4\x8f\xbf\xbf", tag));
	} else {
		add_text(c, " = ?)", tag);
	}
}

static void add_field(struct compose *c, const struct search_term *t)
{
	const char *value = utf8_fold(c->cx->arena, t->value);

	if (t->key == KEY_CUSTOM_FIELD)
		add_number(c,
			"t.id IN (SELECT fv.ticket_id FROM ticket_field_value fv WHERE "
			"fv.field_id = ? AND fv.value_fold",
			t->field);
	else
		buf_str(&c->sql, "t.id IN (SELECT fv.ticket_id FROM custom_field cf JOIN "
				 "ticket_field_value fv ON fv.field_id = cf.id WHERE cf.owner = 1 "
				 "AND fv.value_fold");
	if (t->prefix) {
		add_text(c, " >= ? AND fv.value_fold", value);
		add_text(c, " < ?)", arena_printf(c->cx->arena, "%s\xf4\x8f\xbf\xbf", value));
	} else {
		add_text(c, " = ?)", value);
	}
}

static enum err add_term(struct compose *c, const struct search_term *t)
{
	const struct search_column *col = &columns[t->key];

	switch (col->kind) {
	case V_STATUS:
	case V_PRIORITY:
	case V_TYPE:
	case V_CHANNEL:
		add_enum(c, col, t);
		return OK;
	case V_TIME:
		add_time(c, col, t);
		return OK;
	case V_NUMBER:
		buf_str(&c->sql, col->sql);
		add_number(c, op_sql(t->op), is_number(t->value) ? atoll(t->value) : -1);
		return OK;
	case V_TEXT:
		buf_str(&c->sql, col->sql);
		add_text(c, " = ?", t->value);
		return OK;
	case V_USER:
	case V_USER_IN:
		return add_user(c, col, t);
	case V_GROUP:
	case V_ORGANIZATION:
		add_named(c, col, t);
		return OK;
	case V_TAG:
		add_tag(c, t);
		return OK;
	case V_FIELD:
	case V_ANY_FIELD:
		add_field(c, t);
		return OK;
	case V_ATTACHMENT:
		buf_str(&c->sql, strcmp(t->value, "false") == 0 ? "NOT " : "");
		buf_str(&c->sql, "EXISTS (SELECT 1 FROM comment ac JOIN attachment aa ON "
				 "aa.comment_id = ac.id WHERE ac.ticket_id = t.id)");
		return OK;
	case V_NONE:
		break;
	}
	never(c);
	return OK;
}

static bool is_condition(const struct search_term *t)
{
	return t->key == KEY_CUSTOM_FIELD ||
	       (t->key < (int)COUNT_OF(columns) && columns[t->key].kind != V_NONE) ||
	       t->key >= KEY_EMAIL;
}

/* Is `t` one of several values of a key, any of which will do? */
static bool is_choice(const struct search_term *t)
{
	return t->op == OP_IS && !t->negated;
}

/* All conditions: values of one key are alternatives, everything else must hold. */
static enum err add_conditions(struct compose *c, const struct search *s, int *ret_n)
{
	int n = 0;

	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *t = &s->terms[i];
		bool earlier = false;

		if (!is_condition(t))
			continue;
		for (int j = 0; j < i && is_choice(t); j++)
			earlier |= s->terms[j].key == t->key && s->terms[j].field == t->field &&
				   is_choice(&s->terms[j]);
		if (earlier) /* joined with the first of its key */
			continue;
		n++;
		buf_str(&c->sql, t->negated ? " AND NOT coalesce((" : " AND (");
		TRY(add_term(c, t));
		for (int j = i + 1; j < s->term_count && is_choice(t); j++) {
			if (s->terms[j].key != t->key || s->terms[j].field != t->field ||
				!is_choice(&s->terms[j]))
				continue;
			buf_str(&c->sql, " OR ");
			TRY(add_term(c, &s->terms[j]));
		}
		/* what is empty is not what was named: NOT of an unknown must hold */
		buf_str(&c->sql, t->negated ? "), FALSE)" : ")");
	}
	*ret_n = n;
	return OK;
}

static void add_visible(struct compose *c)
{
	const struct actor *a = &c->cx->actor;
	i64 restriction = ticket_sees_all(a) ? RESTRICTION_NONE : a->restriction;
	const i64 values[] = {
		restriction, a->id.v, a->id.v, a->id.v, restriction, a->id.v, restriction, a->id.v};

	buf_str(&c->sql, "t.deleted_at IS NULL" TICKET_VISIBLE);
	for (size_t i = 0; i < COUNT_OF(values); i++)
		add_number(c, "", values[i]);
}

/* Tickets in which a word occurs that must not. */
static void add_negated_words(struct compose *c, const struct search *s)
{
	const char *match = search_match_text(c->cx->arena, s, true);

	if (!match)
		return;
	add_text(c,
		" AND t.id NOT IN (SELECT nc.ticket_id FROM (SELECT rowid AS id FROM ticket_text "
		"WHERE ticket_text MATCH ?",
		match);
	add_number(c, " ORDER BY rowid DESC LIMIT ?) nx JOIN comment nc ON nc.id = nx.id)",
		SEARCH_WINDOW);
}

static const char *sort_column(enum search_sort sort)
{
	switch (sort) {
	case SORT_NEWEST:
		return NULL;
	case SORT_CREATED:
		return "t.created_at";
	case SORT_UPDATED:
		return "t.updated_at";
	case SORT_PRIORITY:
		return "t.priority";
	case SORT_STATUS:
		return "t.status";
	case SORT_TYPE:
		return "t.type";
	}
	return NULL;
}

static void add_order(struct compose *c, const struct search *s, bool words)
{
	const char *column = sort_column(s->sort), *way = s->ascending ? "" : " DESC";

	if (column)
		buf_printf(&c->sql, " ORDER BY %s%s, t.id%s", column, way, way);
	else
		buf_printf(&c->sql, " ORDER BY %s%s", words ? "x.id" : "t.id", way);
	add_number(c, " LIMIT ?", words ? SEARCH_WINDOW : SEARCH_GATHER);
}

/* Ids seen so far: open addressing, twice as many places as ids at most. */
struct seen {
	i64 *slots;
	size_t mask;
};

static bool seen_before(struct seen *seen, i64 id)
{
	size_t at = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15u >> 40) & seen->mask;

	while (seen->slots[at]) {
		if (seen->slots[at] == id)
			return true;
		at = (at + 1) & seen->mask;
	}
	seen->slots[at] = id;
	return false;
}

/* Run what was composed; each id once, in order. */
static enum err run(struct compose *c, struct id_list *ret)
{
	struct arena *a = c->cx->arena;
	struct seen seen = {.mask = 65536 - 1};
	struct id_list ids = {0};
	struct stmt *s;

	if (c->sql.failed || c->bind_count == BINDS_MAX)
		return fail(c->cx, E_PARAM, "query", NULL, "Parameter query is too long");
	seen.slots = ARENA_ARRAY(a, i64, seen.mask + 1);
	s = db_stmt_text(c->cx->db, arena_strndup(a, c->sql.p, c->sql.n));
	for (int i = 0; i < c->bind_count; i++) {
		if (c->binds[i].text)
			bind_text(s, c->binds[i].text);
		else
			bind_i64(s, c->binds[i].number);
	}
	while (ids.n < SEARCH_GATHER && db_row(s)) {
		i64 id = col_i64(s);

		if (!seen_before(&seen, id))
			id_list_add(a, &ids, id);
	}
	TRY(db_done(s));
	*ret = ids;
	return OK;
}

static void free_compose(struct compose *c)
{
	buf_free(&c->sql);
}

/* A query of one number may mean the ticket of that number; it then comes first. */
static enum err number_first(struct cx *cx, const struct search *s, struct id_list *ids)
{
	struct id_list one = {0}, all = {0};
	struct ticket *t;
	int n;

	if (s->term_count != 1 || s->terms[0].key != KEY_WORD || !is_number(s->terms[0].value))
		return OK;
	id_list_add(cx->arena, &one, atoll(s->terms[0].value));
	TRY(ticket_load_many(cx, &one, &t, &n));
	if (!n)
		return OK;
	id_list_add(cx->arena, &all, one.v[0]);
	for (int i = 0; i < ids->n; i++)
		if (ids->v[i] != one.v[0])
			id_list_add(cx->arena, &all, ids->v[i]);
	*ids = all;
	return OK;
}

enum err search_tickets(struct cx *cx, const struct search *s, struct id_list *ret)
{
	CLEANUP(free_compose) struct compose c = {.cx = cx, .sql = BUF_INIT(SQL_MAX)};
	const char *match = search_match_text(cx->arena, s, false);
	int conditions, window = 0;

	if (match) {
		add_text(&c,
			"SELECT t.id FROM (SELECT rowid AS id FROM ticket_text WHERE "
			"ticket_text MATCH ? ORDER BY rowid DESC LIMIT ?",
			match);
		window = c.bind_count;
		add_number(&c,
			") x JOIN comment c ON c.id = x.id JOIN ticket t ON t.id = c.ticket_id "
			"WHERE ",
			SEARCH_HITS);
	} else {
		buf_str(&c.sql, "SELECT t.id FROM ticket t WHERE ");
	}
	add_visible(&c);
	TRY(add_conditions(&c, s, &conditions));
	add_negated_words(&c, s);
	if (match && (conditions || !ticket_sees_all(&cx->actor)))
		c.binds[window].number = SEARCH_WINDOW;
	add_order(&c, s, match != NULL);
	TRY(run(&c, ret));
	return number_first(cx, s, ret);
}

enum err search_tickets_after(
	struct cx *cx, const struct search *s, i64 after, int limit, struct id_list *ret)
{
	CLEANUP(free_compose) struct compose c = {.cx = cx, .sql = BUF_INIT(SQL_MAX)};
	const char *match = search_match_text(cx->arena, s, false);
	int conditions;

	buf_str(&c.sql, "SELECT t.id FROM ticket t WHERE ");
	add_visible(&c);
	if (match)
		add_text(&c,
			" AND t.id IN (SELECT c.ticket_id FROM ticket_text x JOIN comment c ON "
			"c.id = x.rowid WHERE x.ticket_text MATCH ?)",
			match);
	TRY(add_conditions(&c, s, &conditions));
	add_negated_words(&c, s);
	add_number(&c, " AND t.id > ?", after);
	add_number(&c, " ORDER BY t.id LIMIT ?", limit);
	return run(&c, ret);
}

enum err search_groups(struct cx *cx, const char *text, struct id_list *ret)
{
	CLEANUP(free_compose) struct compose c = {.cx = cx, .sql = BUF_INIT(SQL_MAX)};
	const char *name = strncmp(text, "name:", 5) == 0 ? text + 5 : text;

	buf_str(&c.sql, "SELECT g.id FROM agent_group g WHERE g.deleted_at IS NULL AND ");
	add_name_range(&c, "g.name_fold", name);
	add_number(&c, " ORDER BY g.name_fold, g.id LIMIT ?", SEARCH_DEPTH);
	return run(&c, ret);
}
