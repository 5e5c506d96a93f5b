/*
 * How a search finds its tickets. Sources tell ids in order (search_source_store.c): words, or
 * conditions that few tickets fulfil. They are walked side by side, and so is that of words which
 * must not occur. Where nothing is rare, tickets are walked along the order that is asked for, and
 * counted in whichever way is cheapest.
 */
#include "domain/ticket_i.h"
#include "search_walk_i.h"

#include <stdlib.h>

QUERY_SCAN(search_newest, "its first row alone",
	"SELECT t.id FROM ticket t ORDER BY t.id DESC LIMIT 1");
QUERY(search_gone_count,
	"SELECT count(*) FROM (SELECT 1 FROM ticket t WHERE t.deleted_at IS NOT NULL "
	"LIMIT ?) n");

/* --- the ways --- */

/* Lists beside the lead, from the given one on. */
static enum err open_also(struct walk *w, int from)
{
	for (int i = from; i < w->lists.n; i++) {
		struct source *s = &w->also[i - from];

		TRY(source_list(s, &w->lists, &w->lists.v[i]));
		(void)source_advance(s);
	}
	return OK;
}

static enum err open_without(struct walk *w)
{
	if (!w->unwanted)
		return OK;
	TRY(source_words(&w->without, w->up, w->unwanted, w->after));
	(void)source_advance(&w->without);
	return OK;
}

static enum err begin_span(struct walk *w, i64 span)
{
	w->checked = true;
	w->from = w->up ? w->after + 1 : w->newest - span + 1;
	w->to = w->up ? w->after + span : w->newest;
	w->rest = *w->search;
	TRY(open_without(w));
	return walk_open_span(w);
}

/* The newest (or oldest) ids first; all others after them. */
static enum err open_spans(struct walk *w)
{
	w->spans = true;
	w->look = w->most;
	return begin_span(w, search_effort.span);
}

/* The newest ids alone. */
static enum err open_newest(struct walk *w)
{
	w->part = search_effort.newest < w->newest;
	return begin_span(w, search_effort.newest);
}

/* Tickets in order (" LIMIT" may follow), asked as they come if w->checked. */
static enum err add_ordered(struct walk *w, struct compose *c, const char *ids)
{
	if (!w->checked) {
		compose_add(c, ids);
		return OK;
	}
	buf_printf(&c->sql,
		"SELECT t.id FROM (%s LIMIT 1000000000) j CROSS JOIN ticket t INDEXED BY "
		"ticket_search ON t.id = j.id WHERE ",
		ids);
	return walk_add_conditions(w, c);
}

/* By type: the index has those with one; the others, which are alike, come before or after. */
static enum err open_by_type(struct walk *w, const char *way)
{
	CLEANUP(compose_free) struct compose after = COMPOSE_INIT(w->cx);
	const char *typed = arena_printf(w->cx->arena,
		"SELECT t.id FROM ticket t WHERE t.type <> 0 ORDER BY t.type%s, t.id%s", way, way);
	const char *others = arena_printf(w->cx->arena,
		"SELECT t.id FROM ticket t INDEXED BY ticket_search WHERE t.deleted_at IS NULL "
		"AND t.type = 0 ORDER BY t.id%s",
		way);
	bool up = w->search->ascending;
	struct stmt *rows;

	TRY(add_ordered(w, &w->lead.sql, up ? others : typed));
	TRY(add_ordered(w, &after, up ? typed : others));
	TRY(source_open(&w->lead));
	TRY(compose_open(&after, &rows));
	db_follow(w->lead.rows, rows);
	return OK;
}

/* All tickets, along the index of the sort. Where nothing is to be weighed or left out, they are
 * asked in one go; else a chunk at a time. */
static enum err open_sorted(struct walk *w)
{
	const char *way = w->search->ascending ? "" : " DESC";

	w->rest = *w->search;
	w->look = 0;
	w->chunk = search_effort.first;
	w->in_order = true;
	w->drops = w->unwanted;
	w->checked = !w->drops && !w->dear;
	if (!w->checked)
		TRY(walk_make_filter(w));
	if (w->search->sort == SORT_TYPE)
		return open_by_type(w, way);
	TRY(add_ordered(w, &w->lead.sql,
		arena_printf(w->cx->arena, "SELECT t.id FROM ticket t ORDER BY %s%s, t.id%s",
			search_sort_column(w->search->sort), way, way)));
	return source_open(&w->lead);
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
	source_add_way(&w->gone.sql, w->up, "t.id");
	TRY(source_open(&w->gone));
	(void)source_advance(&w->gone);
	return OK;
}

/* The rarest list leads; each of its tickets is asked for the words. */
static enum err open_lists(struct walk *w)
{
	lists_leave(&w->lists, &w->rest);
	if (!w->match && is_unchecked(w)) {
		TRY(open_gone(w));
	} else {
		TRY(walk_make_filter(w));
		if (w->match) {
			compose_add(&w->filter, " AND");
			search_add_words(&w->filter, w->match);
			compose_add(&w->filter, ")");
		}
	}
	if (w->search->sort != SORT_NEWEST) /* all are few */
		w->look = search_effort.few;
	TRY(open_without(w));
	TRY(source_list(&w->lead, &w->lists, &w->lists.v[0]));
	return open_also(w, 1);
}

static enum err open_match(struct walk *w)
{
	lists_leave(&w->lists, &w->rest);
	TRY(is_unchecked(w) ? open_gone(w) : walk_make_filter(w));
	TRY(open_without(w));
	TRY(source_words(&w->lead, w->up, w->match, w->after));
	return open_also(w, 0);
}

/* All unsolved tickets that fit, from the index that has those alone. */
static enum err open_unsolved(struct walk *w)
{
	struct compose *c = &w->lead.sql;

	w->rest = *w->search;
	w->checked = w->keyed = true;
	w->in_order = false;
	w->most = search_effort.few;
	buf_printf(&c->sql,
		"SELECT t.id, %s FROM ticket t INDEXED BY ticket_view WHERE "
		"t.status + 0 < 5 AND ",
		search_sort_column(w->search->sort));
	TRY(walk_add_conditions(w, c));
	return source_open(&w->lead);
}

/* All that is asked but the name. */
static void leave_named(struct walk *w)
{
	w->lists.v[0] = (struct list){.term = w->lists.named};
	w->lists.n = 1;
	lists_leave(&w->lists, &w->rest);
}

/* The tickets of a name, from person to person, which is no order. */
static enum err open_named(struct walk *w)
{
	leave_named(w);
	TRY(walk_make_filter(w));
	return source_named(&w->lead, &w->lists);
}

/* --- which way --- */

static bool has_rare(const struct walk *w)
{
	return w->lists.n && w->lists.v[0].rare;
}

/* Side by side by id, or one after the other. */
static enum err walk_by_id(struct walk *w)
{
	bool asked = has_rare(w) && w->lists.v[0].rows < search_effort.single;

	if (w->match && !asked)
		return walk_by(w, open_match);
	return walk_by(w, w->lists.n ? open_lists : open_spans);
}

/* Does the index of unsolved tickets know all that is asked, and is it short? */
static enum err is_of_unsolved(const struct walk *w, bool *ret)
{
	i64 open;

	*ret = !w->unwanted && search_is_unsolved(w->search);
	for (int i = 0; i < w->search->term_count; i++)
		*ret = *ret && search_is_of_view(&w->search->terms[i]);
	if (!*ret)
		return OK;
	TRY(counter_get(w->cx, "queue.open", 0, &open));
	*ret = open < search_effort.few;
	return OK;
}

/* Of a name in no order. Where nothing else is asked, lists_find has counted all but those that are
 * gone. */
static enum err count_named(struct walk *c)
{
	struct stmt *s = db_stmt(c->cx->db, &search_gone_count);
	i64 gone;

	bind_i64(s, search_effort.named);
	TRY(db_run_i64(s, 0, &gone));
	leave_named(c);
	if (is_unchecked(c) && search_effort.named - gone >= search_effort.depth) {
		c->n = search_effort.named - (int)gone;
		return OK;
	}
	c->look = 0; /* they lie far apart */
	c->chunk = SEARCH_DEPTH + SEARCH_DEPTH / 10;
	return walk_by(c, open_named);
}

/* How many there are when only the first were looked for. */
static enum err count_all(const struct walk *w, i64 *ret)
{
	struct search plain = *w->search;
	struct walk c;

	*ret = w->n;
	if (w->ended)
		return OK;
	plain.sort = SORT_NEWEST;
	plain.ascending = false;
	walk_again(&c, w, &plain);
	if (w->lists.named && !w->unwanted && !has_rare(w))
		TRY(count_named(&c));
	else
		TRY(walk_by_id(&c));
	if (c.n > w->n)
		*ret = c.n;
	return OK;
}

/* Along the index of the sort, if that is cheaper than to sort what is rare. */
static enum err walk_sorted(struct walk *w, int want, i64 *ret_count)
{
	struct walk s;

	walk_again(&s, w, w->search);
	s.enough = want;
	s.dear = has_rare(w) ? w->lists.v[0].rows : 0;
	TRY(walk_by(&s, open_sorted));
	if (s.beaten)
		return walk_by_id(w);
	*w = s;
	return count_all(w, ret_count);
}

/* A name that very many tickets have: those of the newest that have it, if they are enough. */
static enum err walk_named(struct walk *w, int want, i64 *ret_count)
{
	struct walk s;

	walk_again(&s, w, w->search);
	s.enough = want;
	s.look = 0;
	TRY(walk_by(&s, open_newest));
	if (!s.ended && s.n < want) {
		TRY(lists_hold_named(&w->lists));
		return walk_by_id(w);
	}
	*w = s;
	return count_all(w, ret_count);
}

static enum err find(struct walk *w, int want, i64 *ret_count)
{
	bool newest = w->search->sort == SORT_NEWEST, unsolved;
	bool few = has_rare(w) && w->lists.v[0].rows <= search_effort.sort;

	*ret_count = 0;
	if (w->match || few)
		return walk_by_id(w);
	TRY(is_of_unsolved(w, &unsolved));
	if (unsolved)
		return walk_by(w, open_unsolved);
	if (!newest)
		return walk_sorted(w, want, ret_count);
	if (w->lists.named && !w->lists.n && !w->up)
		return walk_named(w, want, ret_count);
	return walk_by_id(w);
}

static enum err prepare(struct walk *w)
{
	struct stmt *s = db_stmt(w->cx->db, &search_newest);

	TRY(db_run_i64(s, 0, &w->newest));
	return lists_find(&w->lists, w->newest);
}

static void take_ids(const struct walk *w, struct id_list *ret)
{
	*ret = (struct id_list){0};
	for (int i = 0; i < w->n && i < SEARCH_GATHER; i++)
		id_list_add(w->cx->arena, ret, w->found[i].id);
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

enum err search_tickets(
	struct cx *cx, const struct search *s, int want, struct id_list *ret, i64 *ret_count)
{
	struct walk w;

	walk_init(&w, cx, s);
	TRY(prepare(&w));
	TRY(find(&w, want, ret_count));
	take_ids(&w, ret);
	TRY(number_first(cx, s, ret));
	if (*ret_count < ret->n)
		*ret_count = ret->n;
	return OK;
}

enum err search_tickets_after(
	struct cx *cx, const struct search *s, i64 after, int limit, struct id_list *ret)
{
	struct search by_id = *s;
	struct walk w;

	by_id.sort = SORT_NEWEST;
	by_id.ascending = true;
	walk_init(&w, cx, &by_id);
	w.after = w.lists.after = after;
	w.enough = w.most = limit;
	TRY(prepare(&w));
	TRY(walk_by_id(&w));
	take_ids(&w, ret);
	return OK;
}
