/*
 * How a search finds its tickets. Sources tell ids in order: the full text index (words), the
 * indexes of conditions that few tickets fulfil, or all tickets. They are walked side by side, and
 * so is that of words which must not occur. What they agree on is checked against the other
 * conditions, some at a time, in the index ticket_search, which has all columns that are asked for.
 * Nothing is left out: the walk goes on until SEARCH_DEPTH tickets are found or none are left; only
 * counting beyond that is bounded.
 */
#include "domain/search_i.h"
#include "domain/ticket_i.h"
#include "text_place.h"

#include <stdlib.h>

struct search_effort search_effort = {.few = 20000,
	.single = 300,
	.sample = 8000,
	.span = 50000,
	.chunk = 2500,
	.look = SEARCH_LOOK};

QUERY_SCAN(search_newest, "its first row alone",
	"SELECT t.id FROM ticket t ORDER BY t.id DESC LIMIT 1");

struct source {
	struct compose sql;
	struct stmt *rows; /* NULL: there is no such source */
	i64 id;		   /* where it stands */
	bool ended;
};

struct found {
	i64 key, id;
};

/* A condition that is walked instead of asked. */
struct list {
	const struct search_term *term;
	i64 rows;  /* about; for one that is not rare, of the sample */
	bool rare; /* rows is right, and less than search_effort.few */
};

enum { LISTS = 3 };

struct walk {
	struct cx *cx;
	const struct search *search;
	bool up;	/* ids ascend */
	bool by_id;	/* the lead tells ids in order */
	bool checked;	/* candidates need no more questions */
	bool spans;	/* the lead goes from `from` to `to`; the rest comes after */
	i64 after;	/* only above this id */
	i64 from, to;	/* ids of the next span; none when from > to */
	int enough;	/* found for certain, */
	int look, most; /* more while so few candidates were looked at, up to so many */
	int looked;
	struct source lead, also[LISTS], without, gone;
	struct list lists[LISTS]; /* rarest first */
	int list_count;
	struct search rest;    /* the terms that are not walked */
	struct compose filter; /* its first value: the candidates */
	struct found *found;
	int n, room;
};

/* --- sources --- */

static bool advance(struct source *s)
{
	if (s->rows && !s->ended && db_row(s->rows)) {
		s->id = col_i64(s->rows);
		return true;
	}
	s->ended = true;
	return false;
}

/* Walk to the id or past it; true when it is there. */
static bool reach(const struct walk *w, struct source *s, i64 id)
{
	while (!s->ended && (w->up ? s->id < id : s->id > id))
		(void)advance(s);
	return !s->ended && s->id == id;
}

static enum err open_source(struct source *s)
{
	return compose_open(&s->sql, &s->rows);
}

static enum err close_source(struct source *s)
{
	struct stmt *rows = s->rows;

	s->rows = NULL;
	return rows ? db_done(rows) : OK;
}

/* The next ticket that the sources agree on; false at the end. */
static bool next_candidate(struct walk *w, i64 *ret)
{
	i64 last = w->lead.id;

	while (advance(&w->lead)) {
		i64 id = w->lead.id;
		bool agreed = true;

		if (id == last || id <= w->after)
			continue;
		last = id;
		for (int i = 0; agreed && i < LISTS && w->also[i].rows; i++) {
			agreed = reach(w, &w->also[i], id);
			if (w->also[i].ended)
				return false;
		}
		if (!agreed)
			continue;
		if (w->without.rows && reach(w, &w->without, id))
			continue;
		if (w->gone.rows && reach(w, &w->gone, id))
			continue;
		*ret = id;
		return true;
	}
	return false;
}

static void add_way(const struct walk *w, struct compose *c, const char *column)
{
	compose_add(c, " ORDER BY ");
	compose_add(c, column);
	compose_add(c, w->up ? "" : " DESC");
}

static enum err open_words(struct walk *w, struct source *s, const char *match)
{
	compose_number(
		&s->sql, "SELECT rowid / ? FROM ticket_text WHERE ticket_text ", TEXT_COMMENTS);
	compose_text(&s->sql, "MATCH ?", match);
	if (w->after)
		compose_number(&s->sql, " AND rowid >= ?", TEXT_PLACE(w->after + 1));
	add_way(w, &s->sql, "rowid");
	return open_source(s);
}

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

/* How many tickets above an id a term has, up to `most`. */
static enum err count_list(
	struct walk *w, const struct search_term *t, i64 above, i64 most, i64 *ret)
{
	CLEANUP(compose_free) struct compose c = COMPOSE_INIT(w->cx);
	struct stmt *s;

	compose_add(&c, "SELECT count(*) FROM (");
	TRY(add_list(&c, w->search, t));
	if (above > 0) {
		compose_add(&c, " AND ");
		compose_add(&c, search_source_id(t));
		compose_number(&c, " > ?", above);
	}
	compose_number(&c, " LIMIT ?) n", most);
	TRY(compose_open(&c, &s));
	return db_run_i64(s, 0, ret);
}

/* The rarest first; what has no room is asked. */
static void keep_list(struct walk *w, struct list list)
{
	for (int i = 0; i < w->list_count; i++) {
		struct list *l = &w->lists[i], swap = *l;

		if (list.rare > l->rare || (list.rare == l->rare && list.rows < l->rows)) {
			*l = list;
			list = swap;
		}
	}
	if (w->list_count < LISTS)
		w->lists[w->list_count++] = list;
}

/* Which terms are worth walking: those that few tickets fulfil, and of those whose tickets come by
 * id, what less than a quarter do or what is dear to ask. */
static enum err find_lists(struct walk *w, i64 newest)
{
	const struct search *s = w->search;
	i64 few = search_effort.few, sample = search_effort.sample, n;

	for (int i = 0; i < s->term_count; i++) {
		const struct search_term *t = &s->terms[i];

		if (!leads(s, t))
			continue;
		TRY(count_list(w, t, 0, few, &n));
		if (n < few) {
			keep_list(w, (struct list){t, n, true});
			continue;
		}
		if (!lists_by_id(s, t))
			continue;
		TRY(count_list(w, t, newest - sample, sample, &n));
		if (n <= sample / 4 || search_is_beside(t))
			keep_list(w, (struct list){t, n, false});
	}
	return OK;
}

/* The terms that are left when lists are walked. */
static void leave_lists(struct walk *w)
{
	const struct search *s = w->search;

	w->rest.terms = ARENA_ARRAY(w->cx->arena, struct search_term, s->term_count + 1);
	w->rest.term_count = 0;
	for (int i = 0; i < s->term_count; i++) {
		bool listed = false;

		for (int k = 0; k < w->list_count; k++)
			listed = listed || &s->terms[i] == w->lists[k].term ||
				 search_joins(&s->terms[i], w->lists[k].term);
		if (!listed)
			w->rest.terms[w->rest.term_count++] = s->terms[i];
	}
}

static enum err open_list(struct walk *w, struct source *s, const struct search_term *t)
{
	TRY(add_list(&s->sql, w->search, t));
	/* "+": the engine would walk all tickets to save the sort of a few */
	add_way(w, &s->sql, lists_by_id(w->search, t) ? "found" : "+found");
	return open_source(s);
}

/* Lists beside the lead, from the given one on. */
static enum err open_also(struct walk *w, int from)
{
	for (int i = from; i < w->list_count; i++) {
		struct source *s = &w->also[i - from];

		TRY(open_list(w, s, w->lists[i].term));
		(void)advance(s);
	}
	return OK;
}

/* --- what is left of the search --- */

static enum err add_conditions(struct walk *w, struct compose *c)
{
	int n;

	search_add_visible(c);
	return search_add_terms(c, &w->rest, search_is_condition, search_add_condition, &n);
}

/* CROSS: candidate by candidate, in their order. */
static enum err make_filter(struct walk *w)
{
	struct compose *c = &w->filter;

	compose_add(c, "SELECT t.id, ");
	compose_add(c, search_sort_column(w->search->sort));
	compose_text(c,
		" FROM json_each(?) j CROSS JOIN ticket t INDEXED BY ticket_search ON "
		"t.id = j.value WHERE ",
		"");
	return add_conditions(w, c);
}

static void add_found(struct walk *w, i64 id, i64 key)
{
	if (w->n == w->room) {
		struct found *more = ARENA_ARRAY(w->cx->arena, struct found, w->room * 4 + 1000);

		for (int i = 0; i < w->n; i++)
			more[i] = w->found[i];
		w->found = more;
		w->room = w->room * 4 + 1000;
	}
	w->found[w->n++] = (struct found){key, id};
}

static bool has_enough(const struct walk *w)
{
	return w->n >= w->most || (w->n >= w->enough && w->looked >= w->look);
}

static enum err check(struct walk *w, const i64 *ids, int n)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(SEARCH_CHUNK * I64_TEXT);
	struct stmt *s;

	for (int i = 0; i < n; i++) {
		buf_char(&text, i ? ',' : '[');
		buf_i64(&text, ids[i]);
	}
	buf_char(&text, ']');
	w->filter.binds[0].text = arena_strndup(w->cx->arena, text.p, text.n);
	TRY(compose_open(&w->filter, &s));
	while (w->n < w->most && db_row(s)) {
		i64 id = col_i64(s);

		add_found(w, id, col_i64(s));
	}
	return db_done(s);
}

/* --- the walk --- */

/* Conditions and the span of ids in one: a walk along the index of searches. */
static enum err open_span(struct walk *w)
{
	struct source *s = &w->lead;

	TRY(close_source(s));
	compose_free(&s->sql);
	s->sql = (struct compose)COMPOSE_INIT(w->cx);
	s->ended = false;
	compose_add(&s->sql, "SELECT t.id FROM ticket t INDEXED BY ticket_search WHERE ");
	TRY(add_conditions(w, &s->sql));
	compose_number(&s->sql, " AND t.id >= ?", w->from);
	compose_number(&s->sql, " AND t.id <= ?", w->to);
	add_way(w, &s->sql, "t.id");
	return open_source(s);
}

/* The newest (or oldest) ids first; all others after them. */
static enum err open_first_span(struct walk *w, i64 newest)
{
	w->checked = w->spans = true;
	w->from = w->up ? w->after + 1 : newest - search_effort.span + 1;
	w->to = w->up ? w->after + search_effort.span : newest;
	w->look = w->most;
	w->list_count = 0;
	leave_lists(w);
	return open_span(w);
}

static enum err open_rest(struct walk *w, bool *ret_more)
{
	*ret_more = w->spans && (w->up ? w->to != INT64_MAX : w->from > 1);
	if (!*ret_more)
		return OK;
	if (w->up) {
		w->from = w->to + 1;
		w->to = INT64_MAX;
	} else {
		w->to = w->from - 1;
		w->from = 1;
	}
	w->looked = w->look;
	return open_span(w);
}

/* By type: the index has those with one; the others, which are alike, come before or after. */
static enum err open_by_type(struct walk *w)
{
	static const char typed[] = "SELECT t.id FROM ticket t WHERE t.type <> 0 ORDER BY t.type";
	static const char others[] = "SELECT t.id FROM ticket t INDEXED BY ticket_search WHERE "
				     "t.deleted_at IS NULL AND t.type = 0 ORDER BY t.id";
	CLEANUP(compose_free) struct compose after = COMPOSE_INIT(w->cx);
	struct compose *lead = &w->lead.sql;
	bool up = w->search->ascending;
	struct stmt *rows;

	compose_add(up ? &after : lead, typed);
	compose_add(up ? &after : lead, up ? ", t.id" : " DESC, t.id DESC");
	compose_add(up ? lead : &after, others);
	compose_add(up ? lead : &after, up ? "" : " DESC");
	TRY(open_source(&w->lead));
	TRY(compose_open(&after, &rows));
	db_follow(w->lead.rows, rows);
	return OK;
}

/* All tickets, along the index of the sort. */
static enum err open_sorted(struct walk *w, const char *unwanted)
{
	struct compose *c = &w->lead.sql;
	const char *way = w->search->ascending ? "" : " DESC";

	TRY(make_filter(w));
	if (unwanted) {
		compose_number(&w->filter, " AND t.id NOT IN (SELECT rowid / ? FROM ticket_text ",
			TEXT_COMMENTS);
		compose_text(&w->filter, "WHERE ticket_text MATCH ?)", unwanted);
	}
	w->by_id = false;
	if (w->search->sort == SORT_TYPE)
		return open_by_type(w);
	buf_printf(&c->sql, "SELECT t.id FROM ticket t ORDER BY %s%s, t.id%s",
		search_sort_column(w->search->sort), way, way);
	return open_source(&w->lead);
}

/* Nothing is left to ask: who sees everything need only be kept from what is deleted. */
static bool is_unchecked(const struct walk *w)
{
	bool none = w->search->sort == SORT_NEWEST && ticket_sees_all(&w->cx->actor);

	for (int i = 0; i < w->rest.term_count; i++)
		none = none && !search_is_condition(&w->rest.terms[i]);
	return none;
}

static enum err open_gone(struct walk *w)
{
	w->checked = true;
	compose_add(&w->gone.sql, "SELECT t.id FROM ticket t INDEXED BY ticket_gone WHERE "
				  "t.deleted_at IS NOT NULL");
	add_way(w, &w->gone.sql, "t.id");
	TRY(open_source(&w->gone));
	(void)advance(&w->gone);
	return OK;
}

/* The rarest list leads; each of its tickets is asked for the words. */
static enum err open_lists(struct walk *w, const char *match)
{
	leave_lists(w);
	if (!match && is_unchecked(w)) {
		TRY(open_gone(w));
	} else {
		TRY(make_filter(w));
		if (match) {
			compose_add(&w->filter, " AND");
			search_add_words(&w->filter, match);
			compose_add(&w->filter, ")");
		}
	}
	if (w->search->sort != SORT_NEWEST) /* all are few */
		w->look = search_effort.few;
	TRY(open_list(w, &w->lead, w->lists[0].term));
	return open_also(w, 1);
}

static enum err open_match(struct walk *w, const char *match)
{
	leave_lists(w);
	TRY(is_unchecked(w) ? open_gone(w) : make_filter(w));
	TRY(open_words(w, &w->lead, match));
	return open_also(w, 0);
}

static enum err open_sources(struct walk *w)
{
	const char *match = search_match_text(w->cx->arena, w->search, false);
	const char *unwanted = search_match_text(w->cx->arena, w->search, true);
	struct stmt *s = db_stmt(w->cx->db, &search_newest);
	bool rare;
	i64 newest;

	TRY(db_run_i64(s, 0, &newest));
	TRY(find_lists(w, newest));
	rare = w->list_count && w->lists[0].rare;
	if (!match && !rare && w->search->sort != SORT_NEWEST) {
		w->list_count = 0;
		leave_lists(w);
		return open_sorted(w, unwanted);
	}
	if (unwanted) {
		TRY(open_words(w, &w->without, unwanted));
		(void)advance(&w->without);
	}
	if (match && !(rare && w->lists[0].rows < search_effort.single))
		return open_match(w, match);
	if (w->list_count)
		return open_lists(w, match);
	return open_first_span(w, newest);
}

static enum err go(struct walk *w)
{
	i64 ids[SEARCH_CHUNK];
	bool more = true;

	while (more && !has_enough(w)) {
		int n = 0;

		while (n < search_effort.chunk && next_candidate(w, &ids[n])) {
			if (!w->checked)
				n++;
			else {
				add_found(w, ids[0], 0);
				if (has_enough(w))
					return OK;
			}
		}
		if (n)
			TRY(check(w, ids, n));
		w->looked += n;
		if (n < search_effort.chunk)
			TRY(open_rest(w, &more));
	}
	return OK;
}

static int compare_up(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static int compare_down(const void *a, const void *b)
{
	return compare_up(b, a);
}

static enum err close_all(struct walk *w, enum err e)
{
	struct source *sources[] = {
		&w->lead, &w->also[0], &w->also[1], &w->also[2], &w->without, &w->gone};

	for (size_t i = 0; i < COUNT_OF(sources); i++) {
		enum err closed = close_source(sources[i]);

		compose_free(&sources[i]->sql);
		e = e == OK ? closed : e;
	}
	compose_free(&w->filter);
	return e;
}

static enum err run(struct walk *w, struct id_list *ret)
{
	enum err e = open_sources(w);

	if (e == OK)
		e = go(w);
	TRY(close_all(w, e));
	if (w->by_id && w->search->sort != SORT_NEWEST && w->n)
		qsort(w->found, (size_t)w->n, sizeof *w->found,
			w->search->ascending ? compare_up : compare_down);
	*ret = (struct id_list){0};
	for (int i = 0; i < w->n; i++)
		id_list_add(w->cx->arena, ret, w->found[i].id);
	return OK;
}

#define WALK_INIT(context, s) \
	.cx = context, .search = s, .by_id = true, .lead.sql = COMPOSE_INIT(context), \
	.also = {{.sql = COMPOSE_INIT(context)}, {.sql = COMPOSE_INIT(context)}, \
		{.sql = COMPOSE_INIT(context)}}, \
	.without.sql = COMPOSE_INIT(context), .gone.sql = COMPOSE_INIT(context), \
	.filter = COMPOSE_INIT(context)

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
	struct walk w = {WALK_INIT(cx, s), .up = s->sort == SORT_NEWEST && s->ascending,
		.enough = SEARCH_DEPTH, .look = search_effort.look, .most = SEARCH_GATHER};

	TRY(run(&w, ret));
	return number_first(cx, s, ret);
}

enum err search_tickets_after(
	struct cx *cx, const struct search *s, i64 after, int limit, struct id_list *ret)
{
	struct search by_id = *s;
	struct walk w = {
		WALK_INIT(cx, &by_id), .up = true, .after = after, .enough = limit, .most = limit};

	by_id.sort = SORT_NEWEST;
	return run(&w, ret);
}
