/* What conditions of all kinds of searches are made of. */
#include "domain/people_i.h"
#include "domain/search_i.h"
#include "text_place.h"

#include <stdlib.h>
#include <string.h>

const char *search_op_sql(enum search_op op)
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

void search_add_never(struct compose *c)
{
	compose_add(c, "1 = 0");
}

bool search_is_number(const char *s)
{
	return *s && strlen(s) <= 18 && strspn(s, "0123456789") == strlen(s);
}

static void add_is_null(struct compose *c, const char *column)
{
	compose_add(c, column);
	compose_add(c, " IS NULL");
}

void search_add_time(struct compose *c, const char *column, const struct search_term *t)
{
	i64 from, to;

	if (strcmp(t->value, "none") == 0) {
		add_is_null(c, column);
		return;
	}
	if (!search_time_range(c->cx->now, t->value, &from, &to)) {
		search_add_never(c);
		return;
	}
	compose_add(c, column);
	switch (t->op) {
	case OP_IS:
		compose_number(c, " >= ? AND ", from);
		compose_add(c, column);
		compose_number(c, " < ?", to);
		break;
	case OP_LESS:
		compose_number(c, " < ?", from);
		break;
	case OP_LESS_EQUAL:
		compose_number(c, " < ?", to);
		break;
	case OP_MORE:
		compose_number(c, " >= ?", to);
		break;
	case OP_MORE_EQUAL:
		compose_number(c, " >= ?", from);
		break;
	}
}

void search_add_range(struct compose *c, const char *column, const char *value)
{
	const char *fold = fold_key(c->cx->arena, value);

	compose_add(c, column);
	compose_text(c, " >= ? AND ", fold);
	compose_add(c, column);
	compose_text(c, " < ?", arena_printf(c->cx->arena, "%s\xf4\x8f\xbf\xbf", fold));
}

void search_add_named(
	struct compose *c, const char *column, const char *table, const struct search_term *t)
{
	if (strcmp(t->value, "none") == 0) {
		add_is_null(c, column);
		return;
	}
	compose_add(c, column);
	if (search_is_number(t->value)) {
		compose_number(c, " = ?", atoll(t->value));
		return;
	}
	compose_add(c, " IN (SELECT g.id FROM ");
	compose_add(c, table);
	compose_add(c, " g WHERE ");
	search_add_range(c, "g.name_fold", t->value);
	compose_add(c, " AND g.deleted_at IS NULL)");
}

/* Is `t` one of several values of a key, any of which will do? */
static bool is_choice(const struct search_term *t)
{
	return t->op == OP_IS && !t->negated;
}

bool search_joins(const struct search_term *a, const struct search_term *b)
{
	return a->key == b->key && a->field == b->field && is_choice(a) && is_choice(b);
}

enum err search_add_terms(struct compose *c, const struct search *s, search_has_term *has,
	search_add_term *add, int *ret_n)
{
	int n = 0;

	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *t = &s->terms[i];
		bool earlier = false;

		if (!has(t))
			continue;
		for (int j = 0; j < i; j++)
			earlier |= search_joins(&s->terms[j], t);
		if (earlier) /* joined with the first of its key */
			continue;
		n++;
		compose_add(c, t->negated ? " AND NOT coalesce((" : " AND (");
		TRY(add(c, t));
		for (int j = i + 1; j < s->term_count; j++) {
			if (!search_joins(t, &s->terms[j]))
				continue;
			compose_add(c, " OR ");
			TRY(add(c, &s->terms[j]));
		}
		/* what is empty is not what was named: NOT of an unknown must hold */
		compose_add(c, t->negated ? "), FALSE)" : ")");
	}
	*ret_n = n;
	return OK;
}

const char *search_sort_column(enum search_sort sort)
{
	switch (sort) {
	case SORT_NEWEST:
		return "t.id";
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
	return "t.id";
}

void search_add_words(struct compose *c, const char *match)
{
	compose_text(c,
		" EXISTS (SELECT 1 FROM ticket_text x WHERE x.ticket_text MATCH ? AND x.rowid "
		"BETWEEN t.id * ",
		match);
	compose_number(c, "? AND t.id * ", TEXT_COMMENTS);
	compose_number(c, "?", TEXT_COMMENTS);
	compose_number(c, " + ?", TEXT_COMMENTS - 1);
}

enum err search_run_ids(struct compose *c, struct id_list *ret)
{
	struct id_list ids = {0};
	struct stmt *s;

	TRY(compose_open(c, &s));
	while (ids.n < SEARCH_GATHER && db_row(s))
		id_list_add(c->cx->arena, &ids, col_i64(s));
	TRY(db_done(s));
	*ret = ids;
	return OK;
}
