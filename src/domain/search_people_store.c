/*
 * Searches for users and organisations as SQL: words through the full text index, newest first,
 * every other term a condition on the rows to which they lead.
 */
#include "domain/people_i.h"
#include "domain/search_i.h"
#include "user_i.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* How many are found at most; counts end there. */
enum {
	PEOPLE_GATHER = 4000, /* of words, which the index alone tells */
	PEOPLE_LOOK = 2500,   /* of what their rows are asked */
};

/* What a key's value is, which says how a condition is made of it. */
enum people_kind {
	P_NONE,
	P_NAME, /* also a word of the index */
	P_EMAIL,
	P_ROLE,
	P_TIME,
	P_FOLDED,
	P_TEXT,
	P_INSIDE, /* a piece of the text */
	P_TAGS,
	P_BOOL,
	P_MEMBER, /* of a group or an organisation: the column is inside a subquery */
};

static const struct people_column {
	enum people_kind kind;
	const char *sql;
	const char *table; /* P_MEMBER */
} columns[] = {
	[KEY_NAME] = {P_NAME, "u.name_fold", NULL},
	[KEY_EMAIL] = {P_EMAIL, NULL, NULL},
	[KEY_ROLE] = {P_ROLE, "u.role", NULL},
	[KEY_CREATED] = {P_TIME, "u.created_at", NULL},
	[KEY_UPDATED] = {P_TIME, "u.updated_at", NULL},
	[KEY_EXTERNAL_ID] = {P_FOLDED, "u.external_id_fold", NULL},
	[KEY_PHONE] = {P_TEXT, "u.phone", NULL},
	[KEY_NOTES] = {P_INSIDE, "u.notes", NULL},
	[KEY_DETAILS] = {P_INSIDE, "u.details", NULL},
	[KEY_TAGS] = {P_TAGS, NULL, NULL},
	[KEY_IS_VERIFIED] = {P_BOOL, "u.verified", NULL},
	[KEY_IS_SUSPENDED] = {P_BOOL, "u.suspended", NULL},
	[KEY_GROUP] = {P_MEMBER,
		"u.id IN (SELECT m.user_id FROM group_membership m WHERE m.group_id",
		"agent_group"},
	[KEY_ORGANIZATION] = {P_MEMBER,
		"u.id IN (SELECT m.user_id FROM organization_membership m WHERE "
		"m.organization_id",
		"organization"},
};

static bool has_term(const struct search_term *t)
{
	return t->key < (int)COUNT_OF(columns) && columns[t->key].kind != P_NONE;
}

/* %text% with what LIKE takes for signs marked. */
static const char *inside(struct arena *a, const char *before, const char *text, const char *after)
{
	CLEANUP(buf_free) struct buf out = BUF_INIT(8 * SEARCH_TEXT_MAX);

	buf_str(&out, before);
	for (; *text; text++) {
		if (*text == '%' || *text == '_' || *text == '\\')
			buf_char(&out, '\\');
		buf_char(&out, *text);
	}
	buf_str(&out, after);
	return arena_strndup(a, out.p, out.n);
}

static void add_like(struct compose *c, const char *column, const char *pattern)
{
	compose_add(c, column);
	compose_text(c, " LIKE ? ESCAPE '\\'", pattern);
}

static bool is_none(const struct search_term *t)
{
	return strcmp(t->value, "none") == 0;
}

static void add_email(struct compose *c, const struct search_term *t)
{
	compose_add(c, "u.id IN (SELECT i.user_id FROM user_identity i WHERE i.type = 1 AND ");
	if (t->prefix)
		search_add_range(c, "i.value_fold", t->value);
	else
		compose_text(c, "i.value_fold = ?", utf8_fold(c->cx->arena, t->value));
	compose_add(c, ")");
}

static void add_tags(struct compose *c, const struct search_term *t)
{
	struct arena *a = c->cx->arena;

	if (is_none(t))
		compose_add(c, "u.tags = ''");
	else
		add_like(c, "(' ' || u.tags || ' ')",
			inside(a, "% ", utf8_fold(a, t->value), t->prefix ? "%" : " %"));
}

/* A name that begins with the text, or has a word that does. */
static void add_name(struct compose *c, const char *column, const struct search_term *t)
{
	const char *fold = utf8_fold(c->cx->arena, t->value);

	compose_add(c, "(");
	add_like(c, column, inside(c->cx->arena, "", fold, "%"));
	compose_add(c, " OR ");
	add_like(c, column, inside(c->cx->arena, "% ", fold, "%"));
	compose_add(c, ")");
}

static void add_role(struct compose *c, const struct search_term *t)
{
	enum role role;

	if (role_parse(t->value, &role))
		compose_number(c, "u.role = ?", role);
	else
		search_add_never(c);
}

static void add_member(
	struct compose *c, const struct people_column *col, const struct search_term *t)
{
	if (is_none(t)) {
		compose_add(c, "NOT ");
		compose_add(c, col->sql);
		compose_add(c, " > 0)");
		return;
	}
	search_add_named(c, col->sql, col->table, t);
	compose_add(c, ")");
}

static enum err add_term(struct compose *c, const struct search_term *t)
{
	const struct people_column *col = &columns[t->key];
	struct arena *a = c->cx->arena;

	switch (col->kind) {
	case P_NAME:
		add_name(c, col->sql, t);
		return OK;
	case P_EMAIL:
		add_email(c, t);
		return OK;
	case P_ROLE:
		add_role(c, t);
		return OK;
	case P_TIME:
		search_add_time(c, col->sql, t);
		return OK;
	case P_FOLDED:
	case P_TEXT:
		compose_add(c, col->sql);
		if (is_none(t))
			compose_add(c, " IS NULL");
		else
			compose_text(c, " = ?",
				col->kind == P_FOLDED ? utf8_fold(a, t->value) : t->value);
		return OK;
	case P_INSIDE:
		add_like(c, col->sql, inside(a, "%", t->value, "%"));
		return OK;
	case P_TAGS:
		add_tags(c, t);
		return OK;
	case P_BOOL:
		compose_add(c, col->sql);
		compose_number(c, " = ?", strcmp(t->value, "true") == 0);
		return OK;
	case P_MEMBER:
		add_member(c, col, t);
		return OK;
	case P_NONE:
		break;
	}
	search_add_never(c);
	return OK;
}

/* The word of the index for a role of staff; NULL: it is none. */
static const char *staff_word(const struct search_term *t)
{
	enum role role;

	return role_parse(t->value, &role) && role != ROLE_END_USER ? user_role_word(role) : NULL;
}

/* The words of the index: what was typed without a key, names, and the one role that is asked. */
static const char *match_text(struct cx *cx, const struct search *s, enum search_type type)
{
	const char *words = "", *match, *role = NULL;
	int roles = 0;

	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *t = &s->terms[i];

		if (!t->negated && (t->key == KEY_WORD || t->key == KEY_NAME))
			words = arena_printf(cx->arena, "%s %s", words, t->value);
		if (!t->negated && t->key == KEY_ROLE && ++roles)
			role = staff_word(t);
	}
	match = search_match(cx->arena, words);
	if (match && type == SEARCH_USERS && roles == 1 && role)
		return arena_printf(cx->arena, "%s \"%s\"*", match, role);
	return match;
}

/* Words that must not occur: looked for in the rows that are left. */
static void add_negated(struct compose *c, const struct search *s, const char *text)
{
	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *t = &s->terms[i];
		char *match;

		if (!t->negated || t->key != KEY_WORD)
			continue;
		match = search_match(c->cx->arena, t->value);
		if (!match)
			continue;
		compose_add(c, " AND u.id NOT IN (SELECT rowid FROM ");
		compose_add(c, text);
		compose_add(c, " WHERE ");
		compose_add(c, text);
		compose_text(c, " MATCH ?)", match);
	}
}

/* Terms about keys that the type does not have hold for nobody; negated, for everybody. False:
 * nobody can match. */
static bool own_terms(
	struct cx *cx, const struct search *s, enum search_type type, struct search *ret)
{
	bool asked = false, words = false;

	*ret = *s;
	ret->terms = ARENA_ARRAY(cx->arena, struct search_term, s->term_count + 1);
	ret->term_count = 0;
	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *t = &s->terms[i];
		bool has = t->key == KEY_WORD || (search_key_types(t->key) & type);

		if (!has && !t->negated)
			return false;
		if (has)
			ret->terms[ret->term_count++] = *t;
		asked |= t->key == KEY_WORD && !t->negated;
	}
	/* only signs: nobody is called that */
	words = match_text(cx, ret, type) != NULL;
	return words || !asked;
}

/* Users or organisations and their words, as SQL calls them. */
struct people_table {
	const char *rows, *text, *words, *live;
};
static const struct people_table user_table = {
	"user_account u", "user_text", "user_text x", "u.active = 1"};
static const struct people_table organization_table = {
	"organization u", "organization_text", "organization_text x", "u.deleted_at IS NULL"};

/* Are there conditions that the index does not know? It has the words of those who are there, and
 * one role of staff; that of customers is a word of nearly all, which is dearer than their rows. */
static bool is_thinned(const struct search *s)
{
	int roles = 0;

	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *t = &s->terms[i];

		roles += t->key == KEY_ROLE;
		if (t->negated || (t->key == KEY_ROLE && !staff_word(t)) ||
			(t->key != KEY_WORD && t->key != KEY_ROLE))
			return true;
	}
	return roles > 1;
}

/* Where the rows come from, and that they are there; returns the column of their id. With words it
 * is that of the index, whose order is then the order of the walk (CROSS). */
static const char *add_source(
	struct compose *c, const struct people_table *table, const char *match, bool thinned)
{
	if (!match) {
		buf_printf(&c->sql, "SELECT u.id FROM %s WHERE %s", table->rows, table->live);
		return "u.id";
	}
	buf_printf(&c->sql, "SELECT x.rowid FROM %s", table->words);
	if (thinned)
		buf_printf(&c->sql, " CROSS JOIN %s ON u.id = x.rowid AND %s", table->rows,
			table->live);
	buf_printf(&c->sql, " WHERE x.%s MATCH", table->text);
	compose_text(c, " ?", match);
	return "x.rowid";
}

enum err search_people(struct cx *cx, const struct search *all, enum search_type type, i64 after,
	int limit, struct id_list *ret)
{
	const struct people_table *table = type == SEARCH_USERS ? &user_table : &organization_table;
	CLEANUP(compose_free) struct compose c = COMPOSE_INIT(cx);
	const char *match, *id;
	struct search s;
	bool thinned;
	int n;

	*ret = (struct id_list){0};
	if (!own_terms(cx, all, type, &s))
		return OK;
	match = match_text(cx, &s, type);
	thinned = !match || is_thinned(&s);
	id = add_source(&c, table, match, thinned);
	if (thinned) {
		TRY(search_add_terms(&c, &s, has_term, add_term, &n));
		add_negated(&c, &s, table->text);
	}
	if (limit)
		compose_number(&c, arena_printf(cx->arena, " AND %s > ?", id), after);
	buf_printf(&c.sql, " ORDER BY %s%s", id, limit ? "" : " DESC");
	compose_number(&c, " LIMIT ?", limit ? limit : thinned ? PEOPLE_LOOK : PEOPLE_GATHER);
	return search_run_ids(&c, ret);
}
