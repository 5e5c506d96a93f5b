/*
 * Conditions as SQL. The text is composed of the literals in this file, every value is bound; each
 * condition must say what condition_fit.c says of the same ticket.
 *
 * Without statistics the engine cannot know that most tickets are closed, so what it walks is
 * chosen here from kept counts: a "+" before a column keeps the engine from walking its index.
 */
#include "domain/tag.h"
#include "domain/ticket_i.h"
#include "view_i.h"

#include <string.h>

enum {
	STATUSES = 1u << STATUS_NEW | 1u << STATUS_OPEN | 1u << STATUS_PENDING | 1u << STATUS_HOLD |
		   1u << STATUS_SOLVED | 1u << STATUS_CLOSED,
	UNSOLVED = STATUSES & ~(1u << STATUS_SOLVED | 1u << STATUS_CLOSED),
	/* walking more rows than this costs more than walking the order and leaving out */
	ROWS_MAX = 60000,
	/* guesses for what is not counted */
	ROWS_REQUESTER = 200,
	ROWS_ORGANIZATION = 3000,
	ROWS_ASSIGNEE = 10000,
	ROWS_CUSTOM = 5000,
	HOURS_OF_YEAR = 365 * 24,
	BUSINESS_DAYS = 4, /* hours of the clock for one of business */
	OPEN_DISCOUNT = 4, /* the index alone tells everything */
};

/* --- what is walked --- */

static bool needs_words(enum condition_field field)
{
	return condition_row(field)->value == VALUE_WORDS;
}

/* Conditions for C: single ones of `all`, and `any` as a whole when one of it is such. */
static void split_words(struct view_plan *plan)
{
	const struct conditions *c = plan->conditions;

	plan->words.all.v = ARENA_ARRAY(plan->cx->arena, struct condition, c->all.n + 1);
	for (int i = 0; i < c->all.n; i++)
		if (needs_words(c->all.v[i].field))
			plan->words.all.v[plan->words.all.n++] = c->all.v[i];
	for (int i = 0; i < c->any.n; i++)
		if (needs_words(c->any.v[i].field))
			plan->words.any = c->any;
}

static unsigned possible_statuses(const struct condition_list *all)
{
	unsigned set = STATUSES;

	for (int i = 0; i < all->n; i++) {
		const struct condition *c = &all->v[i];
		enum status since = condition_since_status(c->field);

		if (since)
			set &= 1u << since;
		for (int s = STATUS_NEW; c->field == CONDITION_STATUS && s <= STATUS_CLOSED; s++)
			if (!condition_compare(c->op, s, c->number))
				set &= ~(1u << s);
	}
	return set;
}

static void consider(
	struct view_plan *plan, enum view_driver driver, const struct condition *c, i64 rows)
{
	if (rows >= plan->rows)
		return;
	plan->driver = driver;
	plan->driving = c;
	plan->rows = rows;
}

static enum err tagged_rows(struct cx *cx, const struct condition *c, i64 *ret)
{
	*ret = 0;
	for (int i = 0; i < c->words.n; i++) {
		i64 n;

		TRY(tag_uses(cx, c->words.v[i], &n));
		*ret += n;
	}
	return OK;
}

/* Something happened within some hours; the ticket was updated then or later. */
static bool is_recent(const struct condition *c)
{
	const unsigned back = OP(OPERATOR_GREATER) | OP(OPERATOR_GREATER_BUSINESS);

	return condition_row(c->field)->value == VALUE_HOURS && !(OP(c->op) & back) &&
	       c->field != CONDITION_SINCE_DUE && c->field != CONDITION_UNTIL_DUE &&
	       c->field != CONDITION_UNTIL_BREACH;
}

/* As many as if all tickets were of one year. */
static enum err recent_rows(struct cx *cx, const struct condition *c, i64 *ret)
{
	i64 hours = (c->number + 1) * (OP(c->op) & OPS_BUSINESS ? BUSINESS_DAYS : 1);

	TRY(counter_get(cx, "ticket", 0, ret));
	*ret = *ret * hours / HOURS_OF_YEAR;
	return OK;
}

/* The rows that one condition leaves, about; more than ROWS_MAX when no index helps. */
static enum err rows_of(const struct view_plan *plan, const struct condition *c, i64 *ret)
{
	struct cx *cx = plan->cx;
	i64 id = c->special == SPECIAL_CURRENT_USER ? cx->actor.id.v : c->number;
	bool named = c->special == SPECIAL_NONE || c->special == SPECIAL_CURRENT_USER;

	*ret = INT64_MAX;
	if (c->field == CONDITION_TAGS && c->op == OPERATOR_INCLUDES)
		return tagged_rows(cx, c, ret);
	if (is_recent(c))
		return recent_rows(cx, c, ret);
	if (c->field == CONDITION_CUSTOM_FIELD && c->op == OPERATOR_IS && *c->text) {
		*ret = ROWS_CUSTOM;
		return OK;
	}
	if (c->op != OPERATOR_IS || !named || !id)
		return OK;
	if (c->field == CONDITION_ASSIGNEE && !(plan->statuses & ~UNSOLVED))
		return counter_get(cx, "queue.assignee", id, ret);
	if (c->field == CONDITION_ASSIGNEE)
		*ret = ROWS_ASSIGNEE;
	else if (c->field == CONDITION_REQUESTER)
		*ret = ROWS_REQUESTER;
	else if (c->field == CONDITION_ORGANIZATION)
		*ret = ROWS_ORGANIZATION;
	return OK;
}

/* Are statuses all that is asked, by somebody who sees all? Those are counted already. */
static bool asks_status_alone(const struct view_plan *plan)
{
	const struct conditions *c = plan->conditions;

	for (int i = 0; i < c->all.n; i++)
		if (c->all.v[i].field != CONDITION_STATUS)
			return false;
	return !c->any.n && ticket_sees_all(&plan->cx->actor);
}

static enum err choose_driver(struct view_plan *plan)
{
	struct cx *cx = plan->cx;
	const struct condition_list *all = &plan->conditions->all;
	i64 n, rows = 0;

	for (int s = STATUS_NEW; s <= STATUS_CLOSED; s++) {
		if (!(plan->statuses & 1u << s))
			continue;
		TRY(counter_get(cx, "ticket.status", s, &n));
		rows += n;
	}
	plan->status_rows = rows;
	if (!(plan->statuses & ~UNSOLVED)) {
		TRY(counter_get(cx, "queue.open", 0, &n));
		/* nothing else is as good as the index that was made for it */
		consider(plan, DRIVE_OPEN, NULL,
			n / OPEN_DISCOUNT < ROWS_MAX ? n / OPEN_DISCOUNT : ROWS_MAX - 1);
	} else if (plan->statuses != STATUSES) {
		consider(plan, DRIVE_STATUS, NULL, rows);
	}
	for (int i = 0; i < all->n; i++) {
		TRY(rows_of(plan, &all->v[i], &rows));
		consider(plan, DRIVE_CONDITION, &all->v[i], rows);
	}
	return OK;
}

bool view_walks_updated(const struct view_plan *plan)
{
	return plan->driver == DRIVE_ORDER || plan->driver == DRIVE_OPEN ||
	       (plan->driver == DRIVE_CONDITION && is_recent(plan->driving));
}

enum err view_plan(struct cx *cx, const struct conditions *c, struct view_plan *ret)
{
	struct view_plan plan = {.cx = cx, .conditions = c, .rows = ROWS_MAX};

	plan.statuses = possible_statuses(&c->all);
	plan.status_alone = asks_status_alone(&plan);
	split_words(&plan);
	TRY(choose_driver(&plan));
	*ret = plan;
	return OK;
}

enum err view_words_fit(
	const struct view_plan *plan, ticket_id id, struct arena *scratch, bool *ret)
{
	struct cx *cx = plan->cx;
	struct arena *own = cx->arena;
	struct condition_subject subject = {.actor = cx->actor.id};
	struct ticket *t = NULL;
	enum err e;

	arena_reset(scratch);
	cx->arena = scratch;
	e = ticket_load(cx, id, &t);
	subject.now = t;
	if (e == OK)
		e = conditions_fit(cx, &plan->words, &subject, ret);
	cx->arena = own;
	return e;
}

/* --- single conditions --- */

#define SINCE(column) "(SELECT si." column " FROM ticket_since si WHERE si.ticket_id = t.id)"

/* A field's value as an expression; can it be NULL, for none? */
static const struct {
	const char *sql;
	bool nullable;
} columns[] = {
	[CONDITION_STATUS] = {"t.status", false},
	[CONDITION_TYPE] = {"t.type", false},
	[CONDITION_PRIORITY] = {"t.priority", false},
	[CONDITION_GROUP] = {"t.group_id", true},
	[CONDITION_ASSIGNEE] = {"t.assignee_id", true},
	[CONDITION_REQUESTER] = {"t.requester_id", false},
	[CONDITION_ORGANIZATION] = {"t.organization_id", true},
	[CONDITION_VIA] = {"t.channel", false},
	[CONDITION_TICKET_PUBLIC] = {"t.is_public", false},
	[CONDITION_SATISFACTION] = {"coalesce((SELECT sr.score FROM satisfaction_rating sr WHERE "
				    "sr.ticket_id = t.id), 0)",
		false},
	[CONDITION_REOPENS] = {"t.reopens", false},
	[CONDITION_REPLIES] = {"coalesce(" SINCE("replies") ", 0)", false},
	[CONDITION_AGENT_STATIONS] =
		{"coalesce(" SINCE("agent_stations") ", CASE WHEN "
						     "t.assignee_id IS NULL THEN 0 ELSE 1 END)",
			false},
	[CONDITION_GROUP_STATIONS] = {"coalesce(" SINCE(
					      "group_stations") ", CASE WHEN t.group_id "
								"IS NULL THEN 0 ELSE 1 END)",
		false},
	[CONDITION_BRAND] = {"coalesce(t.brand_id, 1)", false},
	[CONDITION_FORM] = {"coalesce(t.ticket_form_id, 1)", false},
	[CONDITION_CUSTOM_STATUS] = {"coalesce(t.custom_status_id, CASE WHEN t.status = 6 THEN 5 "
				     "ELSE t.status END)",
		false},
	[CONDITION_SINCE_NEW] = {"t.created_at", false},
	[CONDITION_SINCE_OPEN] = {"coalesce(" SINCE("status_at") ", t.created_at)", false},
	[CONDITION_SINCE_PENDING] = {"coalesce(" SINCE("status_at") ", t.created_at)", false},
	[CONDITION_SINCE_HOLD] = {"coalesce(" SINCE("status_at") ", t.created_at)", false},
	[CONDITION_SINCE_SOLVED] = {"coalesce(" SINCE("status_at") ", t.created_at)", false},
	[CONDITION_SINCE_CLOSED] = {"coalesce(" SINCE("status_at") ", t.created_at)", false},
	[CONDITION_SINCE_ASSIGNED] = {"CASE WHEN t.assignee_id IS NULL THEN NULL ELSE "
				      "coalesce(" SINCE("assigned_at") ", t.created_at) END",
		true},
	[CONDITION_SINCE_UPDATED] = {"t.updated_at", false},
	[CONDITION_SINCE_REQUESTER] = {"coalesce(" SINCE("requester_at") ", t.created_at)", false},
	[CONDITION_SINCE_ASSIGNEE] = {SINCE("assignee_at"), true},
	[CONDITION_SINCE_DUE] = {"t.due_at", true},
	[CONDITION_UNTIL_DUE] = {"t.due_at", true},
	[CONDITION_UNTIL_BREACH] = {"CASE WHEN t.next_left_s IS NULL THEN t.next_due_at END", true},
};

static void add_truth(struct compose *sql, bool truth)
{
	compose_add(sql, truth ? "1 = 1" : "1 = 0");
}

/* The expression; the "+" keeps the engine from its index unless it is what is walked. */
static void add_column(struct compose *sql, const struct condition *c, bool driving)
{
	compose_add(sql, driving ? "" : "+");
	compose_add(sql, columns[c->field].sql);
}

static void add_equal(struct compose *sql, const struct condition *c, i64 number, bool driving)
{
	bool nullable = columns[c->field].nullable, negate = condition_negates(c->op);

	if (nullable && !number) {
		add_column(sql, c, driving);
		compose_add(sql, negate ? " IS NOT NULL" : " IS NULL");
		return;
	}
	if (nullable && negate) {
		compose_add(sql, "(");
		add_column(sql, c, driving);
		compose_add(sql, " IS NULL OR ");
	}
	add_column(sql, c, driving);
	compose_number(sql, negate ? " <> ?" : " = ?", number);
	compose_add(sql, nullable && negate ? ")" : "");
}

/* Is the field's value among all agents, or among the groups of who asks? */
static void add_member(struct cx *cx, struct compose *sql, const struct condition *c)
{
	bool negate = condition_negates(c->op);

	if (negate) {
		compose_add(sql, "(");
		add_column(sql, c, false);
		compose_add(sql, " IS NULL OR ");
	}
	add_column(sql, c, false);
	compose_add(sql, negate ? " NOT IN (" : " IN (");
	if (c->special == SPECIAL_ALL_AGENTS)
		compose_number(
			sql, "SELECT ua.id FROM user_account ua WHERE ua.role > ?", ROLE_END_USER);
	else
		compose_number(sql,
			"SELECT gm.group_id FROM group_membership gm WHERE gm.user_id = ?",
			cx->actor.id.v);
	compose_add(sql, negate ? "))" : ")");
}

/* current_user, all_agents, current_groups, requester_id, assignee_id */
static void add_special(struct cx *cx, struct compose *sql, const struct condition *c, bool driving)
{
	bool negate = condition_negates(c->op);

	if (c->special == SPECIAL_REQUESTER || c->special == SPECIAL_ASSIGNEE) {
		compose_add(sql, negate ? "(t.assignee_id IS NULL OR "
					  "t.assignee_id <> t.requester_id)"
					: "+t.assignee_id = t.requester_id");
	} else if (c->special == SPECIAL_ALL_AGENTS) {
		add_member(cx, sql, c);
	} else if (!cx->actor.id.v) {
		add_truth(sql, negate);
	} else if (c->special == SPECIAL_CURRENT_USER) {
		add_equal(sql, c, cx->actor.id.v, driving);
	} else {
		add_member(cx, sql, c);
	}
}

static void add_number(struct cx *cx, struct compose *sql, const struct condition *c, bool driving)
{
	if (c->special != SPECIAL_NONE) {
		add_special(cx, sql, c, driving);
	} else if (OP(c->op) & OPS_EQUAL) {
		add_equal(sql, c, c->number, driving);
	} else {
		add_column(sql, c, driving);
		compose_number(sql, c->op == OPERATOR_LESS ? " < ?" : " > ?", c->number);
	}
}

static enum err add_hours(
	struct cx *cx, struct compose *sql, const struct condition *c, bool driving)
{
	enum status status = condition_since_status(c->field);
	i64 from, to;

	TRY(condition_range(cx, c, &from, &to));
	compose_add(sql, "(");
	if (status)
		compose_number(sql, "+t.status = ? AND ", status);
	if (driving)
		compose_number(sql, "t.updated_at >= ? AND ", from);
	add_column(sql, c, false);
	compose_number(sql, " >= ? AND ", from);
	add_column(sql, c, false);
	compose_number(sql, " <= ?)", to);
	return OK;
}

static void add_words(struct compose *sql, const struct text_list *words)
{
	for (int i = 0; i < words->n; i++)
		compose_text(sql, i ? ", ?" : "?", words->v[i]);
}

static void add_tags(struct compose *sql, const struct condition *c, bool driving)
{
	if (driving)
		compose_add(sql, "t.id IN (SELECT tg.ticket_id FROM ticket_tag tg WHERE "
				 "tg.tag IN (");
	else
		compose_add(sql, condition_negates(c->op)
					 ? "NOT EXISTS (SELECT 1 FROM ticket_tag tg WHERE "
					   "tg.ticket_id = t.id AND tg.tag IN ("
					 : "EXISTS (SELECT 1 FROM ticket_tag tg WHERE "
					   "tg.ticket_id = t.id AND tg.tag IN (");
	add_words(sql, &c->words);
	compose_add(sql, "))");
}

/* --- custom fields --- */

static void add_folded(struct compose *sql, const struct condition *c, const char *otherwise)
{
	compose_number(sql,
		"coalesce((SELECT fv.value_fold FROM ticket_field_value fv WHERE "
		"fv.ticket_id = t.id AND fv.field_id = ?), ",
		c->custom.v);
	compose_add(sql, otherwise);
}

/* The word between spaces, as a pattern of LIKE. */
static const char *pattern_of(struct arena *a, const char *word)
{
	char *out = arena_alloc(a, strlen(word) * 2 + 5), *p = out;

	*p++ = '%';
	*p++ = ' ';
	for (; *word; word++) {
		if (strchr("%_\\", *word))
			*p++ = '\\';
		*p++ = *word;
	}
	*p++ = ' ';
	*p++ = '%';
	return out;
}

static void add_spaced(struct arena *a, struct compose *sql, const struct condition *c)
{
	compose_add(sql, condition_negates(c->op) ? "NOT (" : "(");
	for (int i = 0; i < c->words.n; i++) {
		compose_add(sql, i ? " OR (' ' || " : "(' ' || ");
		add_folded(sql, c, "'')");
		compose_text(sql, " || ' ') LIKE ? ESCAPE '\\'", pattern_of(a, c->words.v[i]));
	}
	compose_add(sql, ")");
}

static void add_ordered(struct compose *sql, const struct condition *c, bool number)
{
	bool less = c->op == OPERATOR_LESS;

	if (number) { /* "" is no number; where it is left out is the engine's choice */
		compose_add(sql, "(CAST(nullif(");
		add_folded(sql, c, "'')");
		compose_text(sql,
			less ? ", '') AS DOUBLE PRECISION) < CAST(? AS DOUBLE PRECISION))"
			     : ", '') AS DOUBLE PRECISION) > CAST(? AS DOUBLE PRECISION))",
			c->text);
		return;
	}
	compose_add(sql, "(");
	add_folded(sql, c, "'') <> '' AND ");
	add_folded(sql, c, "'')");
	compose_text(sql, less ? " < ?)" : " > ?)", c->text);
}

static enum err add_custom(
	struct cx *cx, struct compose *sql, const struct condition *c, bool driving)
{
	const struct custom_field *field;
	bool negate = condition_negates(c->op), checkbox;

	TRY(condition_custom_field(cx, c, &field));
	checkbox = field && field->type == FIELD_CHECKBOX;
	if (!field) {
		add_truth(sql, false);
	} else if (driving && !(checkbox && strcmp(c->text, "false") == 0)) {
		compose_number(sql,
			"t.id IN (SELECT fv.ticket_id FROM ticket_field_value fv WHERE "
			"fv.field_id = ?",
			c->custom.v);
		compose_text(sql, " AND fv.value_fold = ?)", c->text);
	} else if (OP(c->op) & OPS_EXIST) {
		add_folded(sql, c, negate ? "'') = ''" : "'') <> ''");
	} else if (OP(c->op) & OPS_WORDS) {
		add_spaced(cx->arena, sql, c);
	} else if (OP(c->op) & OPS_EQUAL) {
		add_folded(sql, c, checkbox ? "'false')" : "'')");
		compose_text(
			sql, negate ? " <> ?" : " = ?", checkbox && !*c->text ? "false" : c->text);
	} else if (!*c->text) {
		add_truth(sql, false);
	} else {
		add_ordered(sql, c, condition_is_number(field->type));
	}
	return OK;
}

/* --- all of them --- */

static enum err add_condition(
	const struct view_plan *plan, struct compose *sql, const struct condition *c)
{
	struct cx *cx = plan->cx;
	bool driving = c == plan->driving, open;

	switch (condition_row(c->field)->value) {
	case VALUE_STATUS:
	case VALUE_PRIORITY:
	case VALUE_TYPE:
	case VALUE_CHANNEL:
	case VALUE_GROUP:
	case VALUE_USER:
	case VALUE_ORGANIZATION:
	case VALUE_ID:
	case VALUE_NUMBER:
	case VALUE_SCORE:
	case VALUE_VISIBLE:
		add_number(cx, sql, c, driving);
		return OK;
	case VALUE_BOOL:
		TRY(condition_open_now(cx, &open));
		add_truth(sql, condition_compare(c->op, open, c->number));
		return OK;
	case VALUE_HOURS:
		return add_hours(cx, sql, c, driving);
	case VALUE_TAGS:
		add_tags(sql, c, driving);
		return OK;
	case VALUE_CUSTOM:
		return add_custom(cx, sql, c, driving);
	case VALUE_ROLE:
	case VALUE_UPDATE:
	case VALUE_PRIVACY:
	case VALUE_WORDS:
		break; /* of updates; words: see split_words */
	}
	add_truth(sql, false);
	return OK;
}

/* Literals, so that the engine sees which partial index will do. */
static void add_statuses(const struct view_plan *plan, struct compose *sql)
{
	static const char *const literals[] = {NULL, "1", "2", "3", "4", "5", "6"};
	bool first = true;

	if (plan->driver == DRIVE_OPEN)
		compose_add(sql, " AND t.status + 0 < 5");
	else if (!(plan->statuses & ~UNSOLVED))
		compose_add(sql, " AND t.status < 5");
	if (plan->driver != DRIVE_STATUS)
		return;
	compose_add(sql, " AND t.status IN (");
	for (int s = STATUS_NEW; s <= STATUS_CLOSED; s++) {
		if (!(plan->statuses & 1u << s))
			continue;
		compose_add(sql, first ? "" : ", ");
		compose_add(sql, literals[s]);
		first = false;
	}
	compose_add(sql, first ? "0)" : ")");
}

static void add_visible(const struct view_plan *plan, struct compose *sql)
{
	const struct actor *a = &plan->cx->actor;
	const i64 values[] = {a->restriction, a->id.v, a->id.v, a->id.v, a->restriction, a->id.v,
		a->restriction, a->id.v};

	if (ticket_sees_all(a))
		return;
	compose_add(sql, TICKET_VISIBLE);
	for (size_t i = 0; i < COUNT_OF(values); i++)
		compose_number(sql, "", values[i]);
}

enum err view_sql_where(const struct view_plan *plan, struct compose *sql)
{
	const struct conditions *c = plan->conditions;

	compose_add(sql, " FROM ticket t WHERE t.deleted_at IS NULL");
	add_statuses(plan, sql);
	add_visible(plan, sql);
	for (int i = 0; i < c->all.n; i++) {
		if (needs_words(c->all.v[i].field))
			continue;
		compose_add(sql, " AND ");
		TRY(add_condition(plan, sql, &c->all.v[i]));
	}
	for (int i = 0; !plan->words.any.n && i < c->any.n; i++) {
		compose_add(sql, i ? " OR " : " AND (");
		TRY(add_condition(plan, sql, &c->any.v[i]));
	}
	compose_add(sql, plan->words.any.n || !c->any.n ? "" : ")");
	return OK;
}
