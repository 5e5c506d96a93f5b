/*
 * A walk over the tickets of a search: the next ticket on which the sources agree, some at a time
 * checked against what is left to ask, in the index ticket_search, which has all columns that are
 * asked for. It goes on until what is wanted is found or nothing is left; only counting beyond
 * SEARCH_DEPTH is bounded.
 */
#include "domain/ticket_i.h"
#include "search_walk_i.h"

#include <stdlib.h>
#include <string.h>

struct search_effort search_effort = {.few = 20000,
	.named = 2500,
	.single = 300,
	.sort = 3000,
	.sample = 8000,
	.span = 12000,
	.newest = 30000,
	.first = 250,
	.chunk = 2500,
	.depth = SEARCH_DEPTH,
	.look = SEARCH_LOOK};

/* --- candidates --- */

/* The next ticket that the sources agree on; 0 at the end. */
static enum err next_candidate(struct walk *w, i64 *ret)
{
	i64 last = w->lead.id;

	*ret = 0;
	while (source_advance(&w->lead)) {
		i64 id = w->lead.id;
		bool agreed = true, unwanted = false;

		if (id == last || id <= w->after)
			continue;
		last = id;
		for (int i = 0; agreed && i < LISTS && source_is(&w->also[i]); i++) {
			TRY(source_reach(&w->also[i], w->up, id, &agreed));
			if (w->also[i].ended)
				return OK;
		}
		if (agreed && source_is(&w->without))
			TRY(source_reach(&w->without, w->up, id, &unwanted));
		if (agreed && !unwanted && source_is(&w->gone))
			TRY(source_reach(&w->gone, w->up, id, &unwanted));
		if (agreed && !unwanted) {
			*ret = id;
			return OK;
		}
	}
	return OK;
}

/* --- what is left of the search --- */

enum err walk_add_conditions(struct walk *w, struct compose *c)
{
	int n;

	search_add_visible(c);
	return search_add_terms(c, &w->rest, search_is_condition, search_add_condition, &n);
}

/* CROSS: candidate by candidate, in their order. */
enum err walk_make_filter(struct walk *w)
{
	struct compose *c = &w->filter;

	compose_add(c, "SELECT t.id, ");
	compose_add(c, search_sort_column(w->search->sort));
	compose_text(c,
		" FROM json_each(?) j CROSS JOIN ticket t INDEXED BY ticket_search ON "
		"t.id = j.value WHERE ",
		"");
	return walk_add_conditions(w, c);
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

/* Was as much read as counting is worth? */
static bool is_spent(const struct walk *w)
{
	int spent = w->lead.spent + w->without.spent;

	for (int i = 0; i < LISTS; i++)
		spent += w->also[i].spent;
	return spent >= search_effort.span;
}

static bool has_enough(const struct walk *w)
{
	return w->n >= w->most ||
	       (w->n >= w->enough && (w->looked >= w->look || (w->in_order && is_spent(w))));
}

/* Leave out the candidates that have unwanted words, which are looked up in the order of ids. */
static enum err drop_unwanted(struct walk *w, i64 *ids, int *n)
{
	i64 sorted[SEARCH_CHUNK], bad[SEARCH_CHUNK];
	size_t bad_count = 0;
	int kept = 0;

	memcpy(sorted, ids, sizeof *ids * (size_t)*n);
	qsort(sorted, (size_t)*n, sizeof *sorted, compare_ids);
	TRY(source_words(&w->without, true, w->unwanted, sorted[0] - 1));
	(void)source_advance(&w->without);
	for (int i = 0; i < *n; i++) {
		bool is_bad;

		TRY(source_reach(&w->without, true, sorted[i], &is_bad));
		if (is_bad)
			bad[bad_count++] = sorted[i];
	}
	for (int i = 0; i < *n; i++)
		if (!bsearch(&ids[i], bad, bad_count, sizeof *bad, compare_ids))
			ids[kept++] = ids[i];
	*n = kept;
	return source_close(&w->without);
}

static enum err check(struct walk *w, i64 *ids, int n)
{
	CLEANUP(buf_free) struct buf text = BUF_INIT(SEARCH_CHUNK * I64_TEXT);
	struct stmt *s;

	w->looked += n;
	if (w->drops)
		TRY(drop_unwanted(w, ids, &n));
	buf_char(&text, '[');
	for (int i = 0; i < n; i++) {
		buf_str(&text, i ? "," : "");
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

enum err walk_open_span(struct walk *w)
{
	struct source *s = &w->lead;

	TRY(source_close(s));
	compose_add(&s->sql, "SELECT t.id FROM ticket t INDEXED BY ticket_search WHERE ");
	TRY(walk_add_conditions(w, &s->sql));
	compose_number(&s->sql, " AND t.id >= ?", w->from);
	compose_number(&s->sql, " AND t.id <= ?", w->to);
	source_add_way(&s->sql, w->up, "t.id");
	return source_open(s);
}

static enum err open_rest(struct walk *w, bool *ret_more)
{
	*ret_more = w->spans && (w->up ? w->to < w->newest : w->from > 1);
	if (!*ret_more)
		return OK;
	if (w->up) {
		w->from = w->to + 1;
		w->to = w->newest;
	} else {
		w->to = w->from - 1;
		w->from = 1;
	}
	w->looked = w->look;
	return walk_open_span(w);
}

/* Going on as so far, would it take more than the other way? */
static bool is_beaten(const struct walk *w)
{
	i64 found = w->n ? w->n : 1;

	return w->dear && w->looked >= 2 * search_effort.first && !has_enough(w) &&
	       w->looked * (i64)w->enough / found > w->dear;
}

/* Along a sort: as many candidates as should fill what is wanted, by what was found so far. */
static int next_chunk(const struct walk *w)
{
	i64 n = w->n ? w->looked * (i64)(w->enough - w->n) / w->n + search_effort.first
		     : w->looked * 4;

	return n < SEARCH_CHUNK ? (int)n : SEARCH_CHUNK;
}

/* The next chunk of candidates: checked, or found as they are. */
static enum err go_chunk(struct walk *w, bool *ret_full)
{
	i64 ids[SEARCH_CHUNK], id = 1;
	int n = 0, room = w->chunk < search_effort.chunk ? w->chunk : search_effort.chunk;

	while (n < room && !(w->checked && has_enough(w))) {
		TRY(next_candidate(w, &id));
		if (!id)
			break;
		if (w->checked)
			add_found(w, id, w->keyed ? col_i64(w->lead.rows) : 0);
		else
			ids[n++] = id;
	}
	*ret_full = id != 0;
	return n ? check(w, ids, n) : OK;
}

static enum err go(struct walk *w)
{
	bool more = true, full;

	while (more && !has_enough(w) && !w->beaten) {
		TRY(go_chunk(w, &full));
		if (!full)
			TRY(open_rest(w, &more));
		w->beaten = is_beaten(w);
		if (w->chunk < SEARCH_CHUNK)
			w->chunk = next_chunk(w);
	}
	w->ended = !more && !w->part && w->n < w->most;
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
		enum err closed = source_close(sources[i]);

		e = e == OK ? closed : e;
	}
	compose_free(&w->filter);
	return e;
}

enum err walk_by(struct walk *w, enum err (*open)(struct walk *w))
{
	enum err e = open(w);

	if (e == OK)
		e = go(w);
	TRY(close_all(w, e));
	if (!w->in_order && w->n)
		qsort(w->found, (size_t)w->n, sizeof *w->found,
			w->search->ascending ? compare_up : compare_down);
	return OK;
}

void walk_init(struct walk *w, struct cx *cx, const struct search *s)
{
	*w = (struct walk){.cx = cx,
		.search = s,
		.up = s->sort == SORT_NEWEST && s->ascending,
		.in_order = s->sort == SORT_NEWEST,
		.match = search_match_text(cx->arena, s, false),
		.unwanted = search_match_text(cx->arena, s, true),
		.enough = search_effort.depth,
		.look = search_effort.look,
		.most = SEARCH_GATHER,
		.chunk = SEARCH_CHUNK,
		.lead = SOURCE_INIT(cx),
		.also = {SOURCE_INIT(cx), SOURCE_INIT(cx), SOURCE_INIT(cx)},
		.without = SOURCE_INIT(cx),
		.gone = SOURCE_INIT(cx),
		.filter = COMPOSE_INIT(cx),
		.lists = {.cx = cx, .search = s}};
	w->lists.up = w->up;
}

void walk_again(struct walk *w, const struct walk *known, const struct search *s)
{
	struct lists lists = known->lists;
	i64 newest = known->newest;

	walk_init(w, known->cx, s);
	w->lists = lists;
	w->newest = newest;
}
