/*
 * What a search walks: the full text index (words) and the indexes of conditions, each of which
 * tells ids of tickets in order. A source that lies far behind the others leaps to where they are.
 * A list that no index tells by id is read whole and sorted, if it is short.
 */
#include "base/utf8.h"
#include "domain/tag.h"
#include "search_walk_i.h"
#include "text_place.h"

#include <stdlib.h>

enum {
	LEAP_LIST = 300, /* rows that cost as much as asking again from another id */
	LEAP_WORDS = 500,
	COST_WORDS = 4, /* of a row, beside one of a list */
};

/* --- one source --- */

bool source_is(const struct source *s)
{
	return s->rows || s->ids;
}

bool source_advance(struct source *s)
{
	if (s->ids && s->next < s->ids->n) {
		s->id = s->ids->v[s->next++];
		return true;
	}
	if (s->rows && !s->ended && db_row(s->rows)) {
		s->id = col_i64(s->rows);
		s->spent += s->cost;
		return true;
	}
	s->ended = true;
	return false;
}

enum err source_open(struct source *s)
{
	return compose_open(&s->sql, &s->rows);
}

enum err source_close(struct source *s)
{
	struct stmt *rows = s->rows;

	compose_free(&s->sql);
	*s = (struct source)SOURCE_INIT(s->sql.cx);
	return rows ? db_done(rows) : OK;
}

/* The first row that an id may have; downwards the last. */
static i64 place_of(const struct source *s, bool up, i64 id)
{
	return s->per_id == 1 ? id : up ? id * s->per_id : id * s->per_id + s->per_id - 1;
}

/* Ask again, from the id on. */
static enum err leap(struct source *s, bool up, i64 id)
{
	struct stmt *rows = s->rows;

	s->rows = NULL;
	TRY(db_done(rows));
	s->sql.binds[s->bound].number = place_of(s, up, id);
	TRY(source_open(s));
	(void)source_advance(s);
	return OK;
}

enum err source_reach(struct source *s, bool up, i64 id, bool *ret)
{
	for (int steps = 0; !s->ended && (up ? s->id < id : s->id > id); steps++) {
		if (s->bound >= 0 && steps == s->leap)
			TRY(leap(s, up, id));
		else
			(void)source_advance(s);
	}
	*ret = !s->ended && s->id == id;
	return OK;
}

void source_add_way(struct compose *c, bool up, const char *column)
{
	compose_add(c, " ORDER BY ");
	compose_add(c, column);
	compose_add(c, up ? "" : " DESC");
}

/* " AND column >= ?": where a leap goes. */
static void add_bound(struct source *s, bool up, const char *column, i64 after)
{
	i64 from = up ? place_of(s, up, after + 1) : INT64_MAX;

	buf_printf(&s->sql.sql, " AND %s", column);
	s->bound = s->sql.bind_count;
	compose_number(&s->sql, up ? " >= ?" : " <= ?", from);
}

enum err source_words(struct source *s, bool up, const char *match, i64 after)
{
	s->per_id = TEXT_COMMENTS;
	s->leap = LEAP_WORDS;
	s->cost = COST_WORDS;
	compose_number(
		&s->sql, "SELECT rowid / ? FROM ticket_text WHERE ticket_text ", TEXT_COMMENTS);
	compose_text(&s->sql, "MATCH ?", match);
	add_bound(s, up, "rowid", after);
	source_add_way(&s->sql, up, "rowid");
	return source_open(s);
}

/* --- the lists of a search --- */

/* The term and its alternatives, as a source of tickets. */
static enum err add_list(struct compose *c, const struct search *s, const struct search_term *t)
{
	search_add_source(c, t);
	compose_add(c, "(");
	c->listing = true;
	TRY(search_add_condition(c, t));
	for (const struct search_term *o = t + 1; o < s->terms + s->term_count; o++) {
		if (!search_joins(t, o))
			continue;
		compose_add(c, " OR ");
		TRY(search_add_condition(c, o));
	}
	c->listing = false;
	compose_add(c, ")");
	return OK;
}

/* Can the term and all its alternatives be listed, and is it the first of them? */
static bool leads(const struct search *s, const struct search_term *t)
{
	bool can = search_can_list(t);

	for (const struct search_term *o = s->terms; o < s->terms + s->term_count; o++)
		if (o != t && search_joins(t, o))
			can = can && o > t && search_can_list(o);
	return can;
}

static bool has_alternative(const struct search *s, const struct search_term *t)
{
	for (const struct search_term *o = t + 1; o < s->terms + s->term_count; o++)
		if (search_joins(t, o))
			return true;
	return false;
}

static bool lists_by_id(const struct search *s, const struct search_term *t)
{
	return search_lists_by_id(t) && !has_alternative(s, t);
}

static bool lists_by_name(const struct search *s, const struct search_term *t)
{
	return search_lists_by_name(t) && !has_alternative(s, t);
}

/* The list of a term, in no order. */
static enum err add_any_list(struct compose *c, const struct lists *l, const struct search_term *t)
{
	if (!lists_by_name(l->search, t))
		return add_list(c, l->search, t);
	search_add_named_source(c, t);
	return OK;
}

/* How many tickets above an id a term has, up to `most`. */
static enum err count_list(
	const struct lists *l, const struct search_term *t, i64 above, i64 most, i64 *ret)
{
	CLEANUP(compose_free) struct compose c = COMPOSE_INIT(l->cx);
	struct stmt *s;

	compose_add(&c, "SELECT count(*) FROM (");
	TRY(add_any_list(&c, l, t));
	if (above > 0) {
		compose_add(&c, " AND ");
		compose_add(&c, search_source_id(t));
		compose_number(&c, " > ?", above);
	}
	compose_number(&c, " LIMIT ?) n", most);
	TRY(compose_open(&c, &s));
	return db_run_i64(s, 0, ret);
}

static int compare_ids_down(const void *a, const void *b)
{
	return compare_ids(b, a);
}

/* Read a short list whole, in the order of the walk. */
static enum err hold_list(const struct lists *l, struct list *list)
{
	CLEANUP(compose_free) struct compose c = COMPOSE_INIT(l->cx);
	struct stmt *s;

	TRY(add_any_list(&c, l, list->term));
	TRY(compose_open(&c, &s));
	while (db_row(s))
		id_list_add(l->cx->arena, &list->ids, col_i64(s));
	TRY(db_done(s));
	if (list->ids.n)
		qsort(list->ids.v, (size_t)list->ids.n, sizeof *list->ids.v,
			l->up ? compare_ids : compare_ids_down);
	list->held = true;
	return OK;
}

/* The rarest first; what has no room is asked. */
static void keep_list(struct lists *l, struct list list)
{
	for (int i = 0; i < l->n; i++) {
		struct list *at = &l->v[i], swap = *at;

		if (list.rare > at->rare || (list.rare == at->rare && list.rows < at->rows)) {
			*at = list;
			list = swap;
		}
	}
	if (l->n < LISTS)
		l->v[l->n++] = list;
}

/* How many tickets a term has, about and up to `most`: of tags that is kept. */
static enum err count_rows(const struct lists *l, const struct search_term *t, i64 most, i64 *ret)
{
	if (t->key == KEY_TAGS && lists_by_id(l->search, t))
		return tag_uses(l->cx, utf8_fold(l->cx->arena, t->value), ret);
	return count_list(l, t, 0, most, ret);
}

static enum err find_list(struct lists *l, const struct search_term *t, i64 newest)
{
	bool by_name = lists_by_name(l->search, t);
	i64 few = by_name ? search_effort.named : search_effort.few;
	i64 sample = search_effort.sample, n;

	TRY(count_rows(l, t, few, &n));
	if (n < few) {
		keep_list(l, (struct list){.term = t, .rows = n, .rare = true});
		return OK;
	}
	if (by_name)
		l->named = t;
	if (!lists_by_id(l->search, t))
		return OK;
	TRY(count_list(l, t, newest - sample, sample, &n));
	if (n <= sample / 4 || search_is_beside(t))
		keep_list(l, (struct list){.term = t, .rows = n});
	return OK;
}

enum err lists_hold_named(struct lists *l)
{
	i64 n;

	TRY(count_list(l, l->named, 0, search_effort.few, &n));
	if (n >= search_effort.few)
		return OK;
	keep_list(l, (struct list){.term = l->named, .rows = n, .rare = true});
	return hold_list(l, &l->v[0]);
}

enum err lists_find(struct lists *l, i64 newest)
{
	const struct search *s = l->search;

	for (int i = 0; i < s->term_count; i++)
		if (leads(s, &s->terms[i]))
			TRY(find_list(l, &s->terms[i], newest));
	for (int i = 0; i < l->n; i++)
		if (l->v[i].rare && !lists_by_id(s, l->v[i].term))
			TRY(hold_list(l, &l->v[i]));
	return OK;
}

void lists_leave(const struct lists *l, struct search *rest)
{
	const struct search *s = l->search;

	*rest = *s;
	rest->terms = ARENA_ARRAY(l->cx->arena, struct search_term, s->term_count + 1);
	rest->term_count = 0;
	for (int i = 0; i < s->term_count; i++) {
		bool listed = false;

		for (int k = 0; k < l->n; k++)
			listed = listed || &s->terms[i] == l->v[k].term ||
				 search_joins(&s->terms[i], l->v[k].term);
		if (!listed)
			rest->terms[rest->term_count++] = s->terms[i];
	}
}

enum err source_list(struct source *s, const struct lists *l, const struct list *list)
{
	if (list->held) {
		s->ids = &list->ids;
		return OK;
	}
	s->per_id = 1;
	s->leap = LEAP_LIST;
	s->cost = 1;
	TRY(add_list(&s->sql, l->search, list->term));
	add_bound(s, l->up, search_source_id(list->term), l->after);
	source_add_way(&s->sql, l->up, "found");
	return source_open(s);
}

enum err source_named(struct source *s, const struct lists *l)
{
	search_add_named_source(&s->sql, l->named);
	return source_open(s);
}
