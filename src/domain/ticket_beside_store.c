/* Side reads of a page of tickets. Only tickets that have something are asked for. */
#include "domain/ticket_beside.h"

#include "domain/people_i.h"

#include <stdlib.h>

enum { FOLLOWUPS_MAX = 100 }; /* of one ticket */

/* For a page, and for one ticket: a list of places costs the engine a table even for one id. */
#define BESIDE(name, before, after) \
	QUERY(name##_some, before " IN " IDS_IN after); \
	QUERY(name##_one, before " = ?" after); \
	static const struct beside name = {&name##_some, &name##_one}
struct beside {
	const struct query *some, *one;
};
BESIDE(beside_people, "SELECT ticket_id, kind, user_id FROM ticket_person WHERE ticket_id",
	" ORDER BY ticket_id, kind, user_id");
BESIDE(beside_values, "SELECT ticket_id, field_id, value FROM ticket_field_value WHERE ticket_id",
	" ORDER BY ticket_id, field_id");
BESIDE(beside_followups, "SELECT followup_of_id, id FROM ticket WHERE followup_of_id",
	" AND deleted_at IS NULL ORDER BY followup_of_id, id");

/* --- finding a row by its id --- */

static int compare_places(const void *a, const void *b)
{
	i64 x = ((const struct id_place *)a)->id, y = ((const struct id_place *)b)->id;

	return x < y ? -1 : x > y;
}

struct id_index id_index_make(struct arena *a, const i64 *ids, int n)
{
	struct id_place *v = ARENA_ARRAY(a, struct id_place, n + 1);

	for (int i = 0; i < n; i++)
		v[i] = (struct id_place){ids[i], i};
	qsort(v, (size_t)n, sizeof *v, compare_places);
	return (struct id_index){v, n};
}

int id_index_find(const struct id_index *index, i64 id)
{
	const struct id_place key = {id, 0};
	const struct id_place *found =
		bsearch(&key, index->v, (size_t)index->n, sizeof key, compare_places);

	return found ? found->at : -1;
}

/* --- reading --- */

struct work {
	struct cx *cx;
	const struct ticket *rows;
	int n;
	struct ticket_beside *out;
	struct id_index index;
};

static void take_person(struct work *w, struct stmt *s, struct ticket_beside *b)
{
	i64 kind = col_i64(s), user = col_i64(s);

	if (kind == TICKET_CC || kind == TICKET_FOLLOWER)
		id_list_add(w->cx->arena, &b->people[kind], user);
}

static void take_value(struct work *w, struct stmt *s, struct ticket_beside *b)
{
	const struct ticket *t = &w->rows[b - w->out];
	struct ticket_value *v;

	if (!b->values.v)
		b->values.v = ARENA_ARRAY(w->cx->arena, struct ticket_value, t->field_count);
	if (b->values.n == t->field_count)
		return;
	v = &b->values.v[b->values.n++];
	v->field.v = col_i64(s);
	v->json = col_dup(s, w->cx->arena);
}

static void take_followup(struct work *w, struct stmt *s, struct ticket_beside *b)
{
	if (b->followups.n < FOLLOWUPS_MAX)
		id_list_add(w->cx->arena, &b->followups, col_i64(s));
}

static bool has_people(const struct ticket *t)
{
	return t->person_count > 0;
}

static bool has_values(const struct ticket *t)
{
	return t->field_count > 0;
}

static bool may_have_followups(const struct ticket *t)
{
	return t->status == STATUS_CLOSED;
}

static bool may_be_rated(const struct ticket *t)
{
	return t->status >= STATUS_SOLVED || t->reopens > 0;
}

static int choose(const struct work *w, bool (*has)(const struct ticket *t), i64 *ids)
{
	int n = 0;

	for (int i = 0; i < w->n; i++)
		if (has(&w->rows[i]))
			ids[n++] = w->rows[i].id.v;
	return n;
}

/* Run the query for the tickets that may have some; `take` gets each row behind its ticket's id. */
static enum err read_rows(struct work *w, const struct beside *q,
	bool (*has)(const struct ticket *t),
	void (*take)(struct work *w, struct stmt *s, struct ticket_beside *b))
{
	i64 *ids = ARENA_ARRAY(w->cx->arena, i64, w->n + 1);
	int n = choose(w, has, ids);

	for (int i = 0; i < n; i += IDS_CHUNK) {
		struct stmt *s = db_stmt(w->cx->db, n == 1 ? q->one : q->some);

		if (n == 1)
			bind_i64(s, ids[0]);
		else
			bind_ids(s, ids + i, n - i < IDS_CHUNK ? n - i : IDS_CHUNK);
		while (db_row(s)) {
			int at = id_index_find(&w->index, col_i64(s));

			if (at >= 0)
				take(w, s, &w->out[at]);
		}
		TRY(db_done(s));
	}
	return OK;
}

static enum err read_ratings(struct work *w)
{
	i64 *ids = ARENA_ARRAY(w->cx->arena, i64, w->n + 1);
	int n = choose(w, may_be_rated, ids), count;
	struct rating *ratings;

	TRY(rating_of_tickets(w->cx, ids, n, &ratings, &count));
	for (int i = 0; i < count; i++) {
		int at = id_index_find(&w->index, ratings[i].ticket.v);

		if (at >= 0)
			w->out[at].rating = &ratings[i];
	}
	return OK;
}

enum err ticket_beside_load(
	struct cx *cx, const struct ticket *rows, int n, struct ticket_beside **ret)
{
	struct work w = {.cx = cx,
		.rows = rows,
		.n = n,
		.out = ARENA_ARRAY(cx->arena, struct ticket_beside, n + 1)};
	i64 *ids = ARENA_ARRAY(cx->arena, i64, n + 1);

	for (int i = 0; i < n; i++)
		ids[i] = rows[i].id.v;
	w.index = id_index_make(cx->arena, ids, n);
	TRY(read_rows(&w, &beside_people, has_people, take_person));
	TRY(read_rows(&w, &beside_values, has_values, take_value));
	TRY(read_rows(&w, &beside_followups, may_have_followups, take_followup));
	TRY(read_ratings(&w));
	*ret = w.out;
	return OK;
}
