/*
 * Searches as SQL. The text is composed of the literals in this file, every value is bound; the
 * words go to the full text index as one bound condition in which each is quoted.
 *
 * Words are looked up first, newest comment first, in a window of bounded size; the rest of the
 * terms are conditions on the tickets of that window. Without words the tickets are walked in the
 * order that is asked for.
 */
#include "domain/people_i.h"
#include "domain/satisfaction.h"
#include "domain/search_i.h"
#include "domain/ticket_i.h"
#include "domain/user.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

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
	V_BUILT_IN, /* id of a row; NULL means the built-in one */
	V_SCORE,
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
	[KEY_BRAND] = {V_BUILT_IN, "coalesce(t.brand_id, 1)"},
	[KEY_FORM] = {V_BUILT_IN, "coalesce(t.ticket_form_id, 1)"},
	[KEY_SATISFACTION] = {V_SCORE, NULL},
};

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
		search_add_never(c);
		return;
	}
	buf_str(&c->sql, col->sql);
	compose_number(c, search_op_sql(t->op), v);
}

/* Somebody named by id, "me", "none", address or the beginning of the name. */
static enum err add_user(
	struct compose *c, const struct search_column *col, const struct search_term *t)
{
	struct user *user;

	if (strcmp(t->value, "none") == 0) {
		if (col == &columns[KEY_CC])
			buf_str(&c->sql, "NOT EXISTS (SELECT 1 FROM ticket_person np WHERE "
					 "np.ticket_id = t.id AND np.kind = 1)");
		else if (col->kind == V_USER_IN)
			search_add_never(c);
		else
			buf_printf(&c->sql, "%s IS NULL", col->sql);
		return OK;
	}
	buf_str(&c->sql, col->sql);
	if (strcmp(t->value, "me") == 0) {
		compose_number(c, " = ?", c->cx->actor.id.v);
	} else if (search_is_number(t->value)) {
		compose_number(c, " = ?", atoll(t->value));
	} else if (strchr(t->value, '@')) {
		TRY(user_by_email(c->cx, t->value, &user));
		compose_number(c, " = ?", user ? user->id.v : -1);
	} else {
		buf_str(&c->sql, " IN (SELECT u.id FROM user_account u WHERE ");
		search_add_range(c, "u.name_fold", t->value);
		buf_char(&c->sql, ')');
	}
	if (col->kind == V_USER_IN)
		buf_char(&c->sql, ')');
	return OK;
}

static void add_tag(struct compose *c, const struct search_term *t)
{
	const char *tag = utf8_fold(c->cx->arena, t->value);

	if (strcmp(tag, "none") == 0) {
		buf_str(&c->sql, "t.tags = ''");
		return;
	}
	compose_add(c, c->narrow ? "EXISTS (SELECT 1 FROM ticket_tag tg WHERE "
				   "tg.ticket_id = t.id AND tg.tag"
				 : "t.id IN (SELECT tg.ticket_id FROM ticket_tag tg WHERE tg.tag");
	if (t->prefix) {
		compose_text(c, " >= ? AND tg.tag", tag);
		compose_text(c, " < ?)", arena_printf(c->cx->arena, "%s\xf4\x8f\xbf\xbf", tag));
	} else {
		compose_text(c, " = ?)", tag);
	}
}

static void add_field(struct compose *c, const struct search_term *t)
{
	const char *value = utf8_fold(c->cx->arena, t->value);

	if (t->key == KEY_CUSTOM_FIELD)
		compose_number(c,
			"t.id IN (SELECT fv.ticket_id FROM ticket_field_value fv WHERE "
			"fv.field_id = ? AND fv.value_fold",
			t->field);
	else
		buf_str(&c->sql, "t.id IN (SELECT fv.ticket_id FROM custom_field cf JOIN "
				 "ticket_field_value fv ON fv.field_id = cf.id WHERE cf.owner = 1 "
				 "AND fv.value_fold");
	if (t->prefix) {
		compose_text(c, " >= ? AND fv.value_fold", value);
		compose_text(c, " < ?)", arena_printf(c->cx->arena, "%s\xf4\x8f\xbf\xbf", value));
	} else {
		compose_text(c, " = ?)", value);
	}
}

/* A brand or a form, by id or by the beginning of its name. */
static void add_built_in(
	struct compose *c, const struct search_column *col, const struct search_term *t)
{
	compose_add(c, col->sql);
	if (search_is_number(t->value))
		compose_number(c, " = ?", atoll(t->value));
	else
		compose_text(c,
			t->key == KEY_BRAND ? " IN (SELECT b.id FROM brand b WHERE b.name LIKE ?)"
					    : " IN (SELECT b.id FROM ticket_form b WHERE "
					      "b.name LIKE ?)",
			arena_printf(c->cx->arena, "%s%%", t->value));
}

/* The score of a ticket's rating; "unoffered": it has none. */
static void add_score(struct compose *c, const struct search_term *t)
{
	const char *is =
		"t.id IN (SELECT r.ticket_id FROM satisfaction_rating r WHERE r.score = ?)";
	const char *none = "NOT EXISTS (SELECT 1 FROM satisfaction_rating r WHERE "
			   "r.ticket_id = t.id AND r.score > ?)";

	for (int score = SCORE_NONE; score <= SCORE_GOOD; score++) {
		if (strcmp(t->value, score_name((enum score)score)) != 0)
			continue;
		compose_number(c, score ? is : none, score);
		return;
	}
	search_add_never(c);
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
		search_add_time(c, col->sql, t);
		return OK;
	case V_NUMBER:
		buf_str(&c->sql, col->sql);
		compose_number(
			c, search_op_sql(t->op), search_is_number(t->value) ? atoll(t->value) : -1);
		return OK;
	case V_TEXT:
		buf_str(&c->sql, col->sql);
		compose_text(c, " = ?", t->value);
		return OK;
	case V_USER:
	case V_USER_IN:
		return add_user(c, col, t);
	case V_GROUP:
	case V_ORGANIZATION:
		search_add_named(
			c, col->sql, col->kind == V_GROUP ? "agent_group" : "organization", t);
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
	case V_BUILT_IN:
		add_built_in(c, col, t);
		return OK;
	case V_SCORE:
		add_score(c, t);
		return OK;
	case V_NONE:
		break;
	}
	search_add_never(c);
	return OK;
}

static bool is_condition(const struct search_term *t)
{
	return t->key == KEY_CUSTOM_FIELD ||
	       (t->key < (int)COUNT_OF(columns) && columns[t->key].kind != V_NONE) ||
	       t->key >= KEY_EMAIL;
}

static void add_visible(struct compose *c)
{
	const struct actor *a = &c->cx->actor;
	i64 restriction = ticket_sees_all(a) ? RESTRICTION_NONE : a->restriction;
	const i64 values[] = {
		restriction, a->id.v, a->id.v, a->id.v, restriction, a->id.v, restriction, a->id.v};

	buf_str(&c->sql, "t.deleted_at IS NULL" TICKET_VISIBLE);
	for (size_t i = 0; i < COUNT_OF(values); i++)
		compose_number(c, "", values[i]);
}

/* Tickets in which a word occurs that must not. */
static void add_negated_words(struct compose *c, const struct search *s)
{
	const char *match = search_match_text(c->cx->arena, s, true);

	if (!match)
		return;
	compose_text(c,
		" AND t.id NOT IN (SELECT nc.ticket_id FROM (SELECT rowid AS id FROM ticket_text "
		"WHERE ticket_text MATCH ?",
		match);
	compose_number(c, " ORDER BY rowid DESC LIMIT ?) nx JOIN comment nc ON nc.id = nx.id)",
		SEARCH_WINDOW);
}

/* Are solved tickets, the many, out of the question? */
static bool asks_unsolved(const struct search *s)
{
	bool asked = false;

	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *t = &s->terms[i];
		enum status status;

		if (t->key != KEY_STATUS || t->negated || !status_parse(t->value, &status))
			continue;
		if (t->op == OP_LESS && status <= STATUS_SOLVED)
			return true;
		if (t->op != OP_IS || status >= STATUS_SOLVED)
			return false;
		asked = true;
	}
	return asked;
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
	const char *unwalked = c->narrow ? "+" : ""; /* keeps the engine off the order's index */

	if (column)
		buf_printf(&c->sql, " ORDER BY %s%s%s, t.id%s", unwalked, column, way, way);
	else
		buf_printf(&c->sql, " ORDER BY %s%s%s", unwalked, words ? "x.id" : "t.id", way);
	compose_number(c, " LIMIT ?", words ? SEARCH_WINDOW : SEARCH_GATHER);
}

/* A query of one number may mean the ticket of that number; it then comes first. */
static enum err number_first(struct cx *cx, const struct search *s, struct id_list *ids)
{
	struct id_list one = {0}, all = {0};
	struct ticket *t;
	int n;

	if (s->term_count != 1 || s->terms[0].key != KEY_WORD ||
		!search_is_number(s->terms[0].value))
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
	CLEANUP(compose_free) struct compose c = COMPOSE_INIT(cx);
	const char *match = search_match_text(cx->arena, s, false);
	int conditions, window = 0;

	if (match) {
		compose_text(&c,
			"SELECT t.id FROM (SELECT rowid AS id FROM ticket_text WHERE "
			"ticket_text MATCH ? ORDER BY rowid DESC LIMIT ?",
			match);
		window = c.bind_count;
		compose_number(&c,
			") x JOIN comment c ON c.id = x.id JOIN ticket t ON t.id = c.ticket_id "
			"WHERE ",
			SEARCH_HITS);
	} else {
		c.narrow = asks_unsolved(s);
		compose_add(&c, "SELECT t.id FROM ticket t WHERE ");
	}
	add_visible(&c);
	TRY(search_add_terms(&c, s, is_condition, add_term, &conditions));
	add_negated_words(&c, s);
	if (match && (conditions || !ticket_sees_all(&cx->actor)))
		c.binds[window].number = SEARCH_WINDOW;
	add_order(&c, s, match != NULL);
	TRY(search_run_ids(&c, ret));
	return number_first(cx, s, ret);
}

enum err search_tickets_after(
	struct cx *cx, const struct search *s, i64 after, int limit, struct id_list *ret)
{
	CLEANUP(compose_free) struct compose c = COMPOSE_INIT(cx);
	const char *match = search_match_text(cx->arena, s, false);
	int conditions;

	buf_str(&c.sql, "SELECT t.id FROM ticket t WHERE ");
	add_visible(&c);
	if (match)
		compose_text(&c,
			" AND t.id IN (SELECT c.ticket_id FROM ticket_text x JOIN comment c ON "
			"c.id = x.rowid WHERE x.ticket_text MATCH ?)",
			match);
	TRY(search_add_terms(&c, s, is_condition, add_term, &conditions));
	add_negated_words(&c, s);
	compose_number(&c, " AND t.id > ?", after);
	compose_number(&c, " ORDER BY t.id LIMIT ?", limit);
	return search_run_ids(&c, ret);
}

/* What a customer may ask of his requests: nothing that only agents see. */
static bool is_customers(const struct search_term *t)
{
	static const enum search_key keys[] = {KEY_WORD, KEY_SUBJECT, KEY_DESCRIPTION, KEY_COMMENT,
		KEY_STATUS, KEY_PRIORITY, KEY_TICKET_TYPE, KEY_ID, KEY_CREATED, KEY_UPDATED,
		KEY_SOLVED};

	for (size_t i = 0; i < COUNT_OF(keys); i++)
		if (t->key == keys[i])
			return true;
	return false;
}

/* Words, looked for in the public comments of the ticket alone. */
static void add_public_words(struct compose *c, const struct search *s, bool negated)
{
	const char *match = search_match_text(c->cx->arena, s, negated);

	if (!match)
		return;
	compose_add(c, negated ? " AND NOT EXISTS" : " AND EXISTS");
	/* CROSS: from the few comments to the index, not the other way round */
	compose_text(c,
		" (SELECT 1 FROM comment c CROSS JOIN ticket_text x ON x.rowid = c.id WHERE "
		"c.ticket_id = t.id AND c.public = 1 AND x.ticket_text MATCH ?)",
		match);
}

enum err search_requests(struct cx *cx, const char *text, struct id_list *ret)
{
	CLEANUP(compose_free) struct compose c = COMPOSE_INIT(cx);
	i64 me = cx->actor.id.v;
	struct search s;
	int conditions;

	*ret = (struct id_list){0};
	TRY(search_parse(cx, text, &s));
	for (int i = 0; i < s.term_count; i++)
		if (!is_customers(&s.terms[i]))
			return OK;
	compose_number(&c,
		"SELECT t.id FROM ticket t WHERE t.deleted_at IS NULL AND t.is_public = 1 AND "
		"t.id IN (SELECT o.id FROM ticket o WHERE o.requester_id = ? UNION SELECT "
		"p.ticket_id FROM ticket_person p WHERE p.kind = 1 AND p.user_id = ?)",
		me);
	compose_number(&c, "", me);
	add_public_words(&c, &s, false);
	add_public_words(&c, &s, true);
	TRY(search_add_terms(&c, &s, is_condition, add_term, &conditions));
	add_order(&c, &s, false);
	return search_run_ids(&c, ret);
}

enum err search_groups(struct cx *cx, const struct search *s, struct id_list *ret)
{
	CLEANUP(compose_free) struct compose c = COMPOSE_INIT(cx);
	const char *name = "";

	*ret = (struct id_list){0};
	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *t = &s->terms[i];

		if (t->negated || (t->key != KEY_WORD && t->key != KEY_NAME))
			return OK;
		name = arena_printf(cx->arena, "%s%s%s", name, *name ? " " : "", t->value);
	}
	compose_add(&c, "SELECT g.id FROM agent_group g WHERE g.deleted_at IS NULL AND ");
	search_add_range(&c, "g.name_fold", name);
	compose_number(&c, " ORDER BY g.name_fold, g.id LIMIT ?", SEARCH_DEPTH);
	return search_run_ids(&c, ret);
}
