/*
 * What a search asks of tickets, as SQL. The text is composed of the literals in this file, every
 * value is bound. A condition comes in two shapes: asked of a ticket t, or (listing) as the source
 * of the tickets that fulfil it. search_ways_store.c chooses.
 */
#include "domain/people_i.h"
#include "domain/satisfaction.h"
#include "domain/search_i.h"
#include "domain/ticket_i.h"
#include "domain/user.h"
#include "text_place.h"

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
	V_USER,
	V_GROUP,
	V_ORGANIZATION,
	V_TAG,
	V_FIELD,
	V_ATTACHMENT,
	V_BUILT_IN, /* id of a row; NULL means the built-in one */
	V_SCORE,
};

static const struct search_column {
	enum value_kind kind;
	const char *sql;    /* of the ticket t, or of s when it is beside */
	const char *beside; /* the table s, whose ticket_id says whose the row is */
	bool indexed;	    /* an index leads from the value to the tickets */
	bool of_view;	    /* the index of unsolved tickets has it */
} columns[] = {
	[KEY_STATUS] = {V_STATUS, "t.status", NULL, true, true},
	[KEY_PRIORITY] = {V_PRIORITY, "t.priority", NULL, true, true},
	[KEY_TICKET_TYPE] = {V_TYPE, "t.type", NULL, true, true},
	[KEY_REQUESTER] = {V_USER, "t.requester_id", NULL, true, true},
	[KEY_SUBMITTER] = {V_USER, "t.submitter_id", NULL, true, false},
	[KEY_ASSIGNEE] = {V_USER, "t.assignee_id", NULL, true, true},
	[KEY_CC] = {V_USER, "s.kind = 1 AND s.user_id", "ticket_person", true, false},
	[KEY_COMMENTER] = {V_USER, "s.author_id", "comment", true, false},
	[KEY_SOLVED] = {V_TIME, "t.solved_at", NULL, false, false},
	[KEY_DUE] = {V_TIME, "t.due_at", NULL, false, true},
	[KEY_CREATED] = {V_TIME, "t.created_at", NULL, true, true},
	[KEY_UPDATED] = {V_TIME, "t.updated_at", NULL, true, true},
	[KEY_VIA] = {V_CHANNEL, "t.channel", NULL, false, true},
	[KEY_FIELD_VALUE] = {V_FIELD, "s.value_fold", "ticket_field_value", true, false},
	[KEY_CUSTOM_FIELD] = {V_FIELD, "s.value_fold", "ticket_field_value", true, false},
	[KEY_HAS_ATTACHMENT] = {V_ATTACHMENT, NULL, NULL, true, false},
	[KEY_ID] = {V_NUMBER, "t.id", NULL, true, true},
	[KEY_GROUP] = {V_GROUP, "t.group_id", NULL, true, true},
	[KEY_ORGANIZATION] = {V_ORGANIZATION, "t.organization_id", NULL, true, true},
	[KEY_TAGS] = {V_TAG, "s.tag", "ticket_tag", true, false},
	[KEY_EXTERNAL_ID] = {V_TEXT, "t.external_id", NULL, true, false},
	[KEY_BRAND] = {V_BUILT_IN, "coalesce(t.brand_id, 1)", NULL, false, false},
	[KEY_FORM] = {V_BUILT_IN, "coalesce(t.ticket_form_id, 1)", NULL, false, false},
	[KEY_SATISFACTION] = {V_SCORE, "s.score", "satisfaction_rating", true, false},
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

static bool is_none(const struct search_term *t)
{
	return strcmp(t->value, "none") == 0;
}

/* Nobody there. */
static void add_nobody(
	struct compose *c, const struct search_column *col, const struct search_term *t)
{
	if (t->key == KEY_CC)
		compose_add(c, "NOT EXISTS (SELECT 1 FROM ticket_person s WHERE "
			       "s.ticket_id = t.id AND s.kind = 1)");
	else if (col->beside)
		search_add_never(c);
	else
		buf_printf(&c->sql, "%s IS NULL", col->sql);
}

/* Somebody named by id, "me", address or the beginning of the name. */
static enum err add_user(
	struct compose *c, const struct search_column *col, const struct search_term *t)
{
	struct user *user;

	compose_add(c, col->sql);
	if (strcmp(t->value, "me") == 0) {
		compose_number(c, " = ?", c->cx->actor.id.v);
	} else if (search_is_number(t->value)) {
		compose_number(c, " = ?", atoll(t->value));
	} else if (strchr(t->value, '@')) {
		TRY(user_by_email(c->cx, t->value, &user));
		compose_number(c, " = ?", user ? user->id.v : -1);
	} else {
		compose_add(c, " IN (SELECT u.id FROM user_account u WHERE ");
		search_add_range(c, "u.name_fold", t->value);
		compose_add(c, ")");
	}
	return OK;
}

/* column = value, or begins like it */
static void add_folded(
	struct compose *c, const char *column, const struct search_term *t, const char *value)
{
	compose_add(c, column);
	if (t->prefix) {
		compose_text(c, " >= ? AND ", value);
		compose_add(c, column);
		compose_text(c, " < ?", arena_printf(c->cx->arena, "%s\xf4\x8f\xbf\xbf", value));
	} else {
		compose_text(c, " = ?", value);
	}
}

/* The ticket's own text of tags, which stands in the index of searches, has them all. */
static void add_tag(struct compose *c, const struct search_term *t)
{
	const char *tag = utf8_fold(c->cx->arena, t->value);

	if (strcmp(tag, "none") == 0)
		compose_add(c, "t.tags = ''");
	else if (strchr(tag, ' '))
		search_add_never(c);
	else if (t->prefix)
		compose_text(c, *tag ? "instr(' ' || t.tags, ?) > 0" : "t.tags <> ?",
			*tag ? arena_printf(c->cx->arena, " %s", tag) : "");
	else if (*tag)
		compose_text(c, "instr(' ' || t.tags || ' ', ?) > 0",
			arena_printf(c->cx->arena, " %s ", tag));
	else
		search_add_never(c);
}

static void add_field(
	struct compose *c, const struct search_column *col, const struct search_term *t)
{
	if (t->key == KEY_CUSTOM_FIELD)
		compose_number(c, "s.field_id = ? AND ", t->field);
	else if (c->listing) /* the index begins with the field */
		compose_add(c, "s.field_id IN (SELECT cf.id FROM custom_field cf WHERE "
			       "cf.owner = 1) AND ");
	add_folded(c, col->sql, t, utf8_fold(c->cx->arena, t->value));
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

/* The score of a rating; SCORE_NONE: there is none. */
static bool score_of(const struct search_term *t, enum score *ret)
{
	for (int score = SCORE_NONE; score <= SCORE_GOOD; score++) {
		if (strcmp(t->value, score_name((enum score)score)) != 0)
			continue;
		*ret = (enum score)score;
		return true;
	}
	return false;
}

static bool is_unrated(const struct search_term *t)
{
	enum score score;

	return t->key == KEY_SATISFACTION && score_of(t, &score) && score == SCORE_NONE;
}

static void add_score(struct compose *c, const struct search_term *t)
{
	enum score score;

	if (score_of(t, &score))
		compose_number(c, "s.score = ?", score);
	else
		search_add_never(c);
}

/* A listing of attachments needs no condition. */
static void add_attachment(struct compose *c, const struct search_term *t)
{
	if (c->listing) {
		compose_add(c, "a.comment_id IS NOT NULL");
		return;
	}
	compose_add(c, strcmp(t->value, "false") == 0 ? "NOT " : "");
	compose_add(c, "EXISTS (SELECT 1 FROM comment ac JOIN attachment aa ON "
		       "aa.comment_id = ac.id WHERE ac.ticket_id = t.id)");
}

/* The condition on the column, t's or s's. */
static enum err add_value(
	struct compose *c, const struct search_column *col, const struct search_term *t)
{
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
		compose_add(c, col->sql);
		compose_number(
			c, search_op_sql(t->op), search_is_number(t->value) ? atoll(t->value) : -1);
		return OK;
	case V_TEXT:
		compose_add(c, col->sql);
		compose_text(c, " = ?", t->value);
		return OK;
	case V_USER:
		return add_user(c, col, t);
	case V_GROUP:
	case V_ORGANIZATION:
		search_add_named(
			c, col->sql, col->kind == V_GROUP ? "agent_group" : "organization", t);
		return OK;
	case V_TAG:
		add_folded(c, col->sql, t, utf8_fold(c->cx->arena, t->value));
		return OK;
	case V_FIELD:
		add_field(c, col, t);
		return OK;
	case V_ATTACHMENT:
		add_attachment(c, t);
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

static const struct search_column *column_of(const struct search_term *t)
{
	static const struct search_column none = {0};

	return t->key < (int)COUNT_OF(columns) ? &columns[t->key] : &none;
}

bool search_is_condition(const struct search_term *t)
{
	return column_of(t)->kind != V_NONE || t->key >= KEY_EMAIL;
}

enum err search_add_condition(struct compose *c, const struct search_term *t)
{
	const struct search_column *col = column_of(t);

	if (c->listing)
		return add_value(c, col, t);
	if (col->kind == V_TAG) {
		add_tag(c, t);
		return OK;
	}
	if (col->kind == V_USER && is_none(t)) {
		add_nobody(c, col, t);
		return OK;
	}
	if (is_unrated(t)) {
		compose_add(c, "NOT EXISTS (SELECT 1 FROM satisfaction_rating s WHERE "
			       "s.ticket_id = t.id AND s.score > 0)");
		return OK;
	}
	if (!col->beside)
		return add_value(c, col, t);
	buf_printf(
		&c->sql, "EXISTS (SELECT 1 FROM %s s WHERE s.ticket_id = t.id AND ", col->beside);
	TRY(add_value(c, col, t));
	compose_add(c, ")");
	return OK;
}

bool search_can_list(const struct search_term *t)
{
	const struct search_column *col = column_of(t);

	if (t->negated || !col->indexed || is_unrated(t))
		return false;
	if (col->kind == V_ATTACHMENT)
		return strcmp(t->value, "false") != 0;
	if (col->kind == V_TYPE) /* its index leaves out those without */
		return t->op == OP_IS && !is_none(t);
	return !is_none(t) || col->kind == V_PRIORITY;
}

const char *search_source_id(const struct search_term *t)
{
	return column_of(t)->beside ? "s.ticket_id" : "t.id";
}

bool search_is_beside(const struct search_term *t)
{
	return column_of(t)->beside && column_of(t)->kind != V_TAG;
}

void search_add_source(struct compose *c, const struct search_term *t)
{
	const struct search_column *col = column_of(t);

	if (col->beside)
		buf_printf(&c->sql, "SELECT s.ticket_id AS found FROM %s s WHERE ", col->beside);
	else if (col->kind == V_ATTACHMENT) /* CROSS: not comment by comment */
		compose_add(c, "SELECT ac.ticket_id AS found FROM attachment a CROSS JOIN "
			       "comment ac ON ac.id = a.comment_id WHERE ");
	else if (col->kind == V_TYPE)
		compose_add(c, "SELECT t.id AS found FROM ticket t WHERE t.type <> 0 AND ");
	else
		compose_add(c, "SELECT t.id AS found FROM ticket t WHERE ");
}

bool search_lists_by_id(const struct search_term *t)
{
	switch (column_of(t)->kind) {
	case V_STATUS:
	case V_PRIORITY:
	case V_TYPE:
	case V_TAG:
		return t->op == OP_IS && !t->prefix;
	case V_FIELD:
		return t->key == KEY_CUSTOM_FIELD && !t->prefix;
	case V_SCORE:
		return true;
	case V_USER:
	case V_GROUP:
	case V_ORGANIZATION:
		return search_is_number(t->value) || strchr(t->value, '@') ||
		       strcmp(t->value, "me") == 0;
	default:
		return false;
	}
}

bool search_lists_by_name(const struct search_term *t)
{
	return column_of(t)->kind == V_USER && !column_of(t)->beside && !search_lists_by_id(t) &&
	       !is_none(t);
}

void search_add_named_source(struct compose *c, const struct search_term *t)
{
	buf_printf(&c->sql,
		"SELECT t.id AS found FROM user_account u CROSS JOIN ticket t ON %s = u.id WHERE ",
		column_of(t)->sql);
	search_add_range(c, "u.name_fold", t->value);
}

/* The statuses that fit the term; all, when it is about something else. */
static unsigned statuses_of(const struct search_term *t)
{
	static const unsigned all = (2u << STATUS_CLOSED) - 1;
	enum status status;
	unsigned below;

	if (t->key != KEY_STATUS || t->negated)
		return all;
	if (!status_parse(t->value, &status))
		return 0;
	below = (1u << status) - 1;
	switch (t->op) {
	case OP_IS:
		return 1u << status;
	case OP_LESS:
		return below;
	case OP_LESS_EQUAL:
		return below | 1u << status;
	case OP_MORE:
	case OP_MORE_EQUAL:
		break;
	}
	return all;
}

bool search_is_unsolved(const struct search *s)
{
	unsigned statuses;

	for (int i = 0; i < s->term_count; i++) {
		statuses = statuses_of(&s->terms[i]);
		for (int k = 0; k < s->term_count; k++)
			if (search_joins(&s->terms[i], &s->terms[k]))
				statuses |= statuses_of(&s->terms[k]);
		if (statuses < 1u << STATUS_SOLVED)
			return true;
	}
	return false;
}

bool search_is_of_view(const struct search_term *t)
{
	return column_of(t)->of_view;
}

void search_add_visible(struct compose *c)
{
	const struct actor *a = &c->cx->actor;
	const i64 values[] = {a->restriction, a->id.v, a->id.v, a->id.v, a->restriction, a->id.v,
		a->restriction, a->id.v};

	compose_add(c, "t.deleted_at IS NULL");
	if (ticket_sees_all(a))
		return;
	compose_add(c, TICKET_VISIBLE);
	for (size_t i = 0; i < COUNT_OF(values); i++)
		compose_number(c, "", values[i]);
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
	compose_add(c, negated ? " AND NOT" : " AND");
	search_add_words(c, match);
	/* the comment of that number */
	compose_number(c,
		" AND (SELECT n.public FROM (SELECT c.public, row_number() OVER (ORDER BY c.id) "
		"- 1 AS number FROM comment c WHERE c.ticket_id = t.id) n "
		"WHERE n.number = x.rowid % ?) = 1)",
		TEXT_COMMENTS);
}

static void add_order(struct compose *c, const struct search *s)
{
	const char *column = search_sort_column(s->sort), *way = s->ascending ? "" : " DESC";

	buf_printf(&c->sql, " ORDER BY %s%s, t.id%s", column, way, way);
	compose_number(c, " LIMIT ?", SEARCH_GATHER);
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
	TRY(search_add_terms(&c, &s, search_is_condition, search_add_condition, &conditions));
	add_order(&c, &s);
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
